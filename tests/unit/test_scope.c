/* The scope card: what is not there when its time is up is unknown, with the reason. */
#include "store_fixture.h"

#include "app/investigation/scope.h"
#include "config/config.h"
#include "core/alerting/service_map.h"
#include "core/evidence/evidence.h"

#include <math.h>
#include <stdlib.h>

/* -- against the objective -- */

static void how_many_times_the_objective(void)
{
	static const struct {
		enum comparison good;
		double value, objective;
		const char *unit;
		double factor;
	} cases[] = {
		{ COMPARE_BELOW, 12, 0.1, "percent", 120 },
		{ COMPARE_BELOW, 8.4, 0.5, "seconds", 16.8 },
		{ COMPARE_AT_MOST, 0.05, 0.1, "percent", 0.5 },
		{ COMPARE_AT_LEAST, 99, 99.9, "percent", 10 },
		{ COMPARE_ABOVE, 25, 50, "per second", 2 },
		{ COMPARE_BELOW, 0, 0, "", 0 },
		{ COMPARE_BELOW, 1, 0, "", INFINITY },
		{ COMPARE_AT_LEAST, 0, 10, "per second", INFINITY },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		double factor = scope_factor(cases[i].good, cases[i].value,
					     cases[i].objective, str_of(cases[i].unit));

		if (isinf(cases[i].factor))
			CHECK(isinf(factor));
		else
			CHECK(fabs(factor - cases[i].factor) < 1e-6);
	}
	CHECK(isnan(scope_factor(COMPARE_BELOW, NAN, 1, STR(""))));
}

/* -- who depends on it -- */

static void who_depends_on_it_through_others_too_and_circles_end(void)
{
	scoped_arena arena = arena_new(1 << 20);
	struct dependency items[] = {
		{ STR("web"), STR("orders") },    { STR("mobile"), STR("web") },
		{ STR("orders"), STR("db") },     { STR("batch"), STR("db") },
		{ STR("orders"), STR("mobile") }, /* a circle */
	};
	struct service_map map = service_map_of(items, 5);
	struct reaches found = service_map_dependents(arena, &map, STR("orders"));

	CHECK_INT(found.count, 2);
	CHECK_STR(found.items[0].service, "web");
	CHECK_INT(found.items[0].steps, 1);
	CHECK_STR(found.items[1].service, "mobile");
	CHECK_INT(found.items[1].steps, 2);
	CHECK_INT(service_map_dependents(arena, &map, STR("db")).count, 4);
	CHECK_INT(service_map_dependents(arena, &map, STR("nobody")).count, 0);
}

/* -- its time -- */

static struct config *configured(struct arena *arena)
{
	struct config_problems problems;
	struct config *config = config_parse(
		arena, STR("stanch.yaml"),
		STR("services:\n"
		    "  - name: orders\n"
		    "    settings: {prometheus: \"http://127.0.0.1:9090\"}\n"
		    "    measurements:\n"
		    "      - {name: errors, query: e, unit: percent, good: below 1}\n"),
		&problems);

	if (!config)
		abort();
	return config;
}

static struct incident opened(struct fixture *f)
{
	struct incident incident = { .code = STR("INC-2026-11-21-001"),
				     .title = STR("orders fail"),
				     .service = STR("orders"),
				     .opened_at = NOON,
				     .onset_at = NOON };
	struct evidence wanted = { .title = STR("errors"),
				   .probe = STR("prometheus"),
				   .occasion = STR("opened"),
				   .plan = STR("{}"),
				   .facts = STR("[]"),
				   .wanted_at = NOON };

	MUST(f, store_add(begin(f), &incident_shape, &incident));
	wanted.incident = incident.id;
	MUST(f, store_add(&f->work, &evidence_shape, &wanted));
	MUST(f, scope_open(&f->work, &incident));
	commit(f);
	return incident;
}

static struct scope_card card_of(struct fixture *f, const struct incident *incident,
				 struct scope *ret_scope)
{
	struct scope_card card;

	MUST(f, scope_read(take(f), incident, ret_scope, &card));
	give(f);
	return card;
}

CLAIM(what_has_not_come_when_its_time_is_up_is_unknown_with_the_reason)
{
	struct config *config = configured(f->arena);
	struct incident incident;
	struct timer *timers;
	struct scope scope;
	struct scope_card card;
	size_t count;

	f->work.config = config;
	incident = opened(f);
	card = card_of(f, &incident, &scope);
	CHECK_INT(scope.completed_at, 0);
	CHECK_INT(card.answers[SCOPE_BROKEN].basis, SCOPE_AWAITED);
	MUST(f, timers_due(begin(f), NOON + 29999, 10, &timers, &count));
	CHECK_INT(count, 0);
	MUST(f, timers_due(&f->work, NOON + 30000, 10, &timers, &count));
	MUST(f, count == 1);
	CHECK_STR(timers[0].kind, "scope.due");
	f->work.now = NOON + 30000;
	MUST(f, scope_due(&f->work, &timers[0]));
	commit(f);

	card = card_of(f, &incident, &scope);
	CHECK_INT(scope.took, 30000);
	CHECK_INT(card.answers[SCOPE_BROKEN].basis, SCOPE_UNKNOWN);
	CHECK_STR(card.answers[SCOPE_BROKEN].why, "errors did not answer within 0:30");
	CHECK_INT(card.answers[SCOPE_OBJECTIVE].basis, SCOPE_UNKNOWN);
	CHECK_INT(scope.unknown, 4);
	config_release(config);
}

CLAIM(what_comes_later_is_shown_all_the_same)
{
	struct config *config = configured(f->arena);
	struct incident incident;
	struct timer timer = { 0 };
	struct evidence evidence;
	struct scope scope;
	struct scope_card card;

	f->work.config = config;
	incident = opened(f);
	timer.incident = incident.id;
	f->work.now = NOON + 30000;
	MUST(f, scope_due(begin(f), &timer));
	MUST(f, store_get(&f->work, &evidence_shape, 1, &evidence));
	evidence.state = EVIDENCE_GATHERED;
	evidence.gathered_at = NOON + 45000;
	evidence.facts = STR("[{\"name\": \"measure.errors\", \"number\": 5, \"unit\": "
			     "\"percent\"}]");
	MUST(f, store_save(&f->work, &evidence_shape, &evidence));
	MUST(f, scope_look(&f->work, &incident));
	commit(f);
	card = card_of(f, &incident, &scope);
	CHECK_INT(scope.completed_at, NOON + 30000);
	CHECK_INT(card.answers[SCOPE_BROKEN].basis, SCOPE_MEASURED);
	CHECK_STR(card.answers[SCOPE_BROKEN].says, "errors 5 % (good: below 1 %)");
	CHECK_STR(card.answers[SCOPE_OBJECTIVE].says,
		  "no objective; errors 5 % is 5 times what counts as good (below 1 %)");
	config_release(config);
}

CLAIM(who_is_affected_is_stated_with_the_name_of_who_said_it)
{
	struct config *config = configured(f->arena);
	struct incident incident;
	struct scope scope;
	struct scope_card card;

	f->work.config = config;
	incident = opened(f);
	CHECK(!scope_state(begin(f), &incident, STR("  ")));
	MUST(f, scope_state(&f->work, &incident, STR("all customers in Europe")));
	commit(f);
	card = card_of(f, &incident, &scope);
	CHECK_INT(card.answers[SCOPE_AFFECTED].basis, SCOPE_STATED);
	CHECK_STR(card.answers[SCOPE_AFFECTED].says,
		  "all customers in Europe (said by alice)");
	config_release(config);
}

const struct test tests[] = {
	{ "how many times the objective", how_many_times_the_objective },
	{ "who depends on it, through others too, and circles end",
	  who_depends_on_it_through_others_too_and_circles_end },
	{ "what has not come when its time is up is unknown, with the reason",
	  what_has_not_come_when_its_time_is_up_is_unknown_with_the_reason },
	{ "what comes later is shown all the same",
	  what_comes_later_is_shown_all_the_same },
	{ "who is affected is stated with the name of who said it",
	  who_is_affected_is_stated_with_the_name_of_who_said_it },
	{ 0 },
};

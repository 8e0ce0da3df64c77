#include "check.h"
#include "core/alerting/flap.h"
#include "core/alerting/learned.h"
#include "core/alerting/service_map.h"

#include <string.h>

enum { TEST_BYTES_MAX = 16 << 20 };

/* "cart>db cart>cache …" */
static struct service_map map_of(struct arena *arena, const char *edges)
{
	struct {
		struct dependency *items;
		size_t count, capacity;
	} list = { 0 };
	str rest = str_of(edges), one;

	while (str_next(&rest, ' ', &one)) {
		struct dependency edge;

		CHECK(str_cut(one, '>', &edge.service, &edge.on));
		*list_add(arena, &list) = edge;
	}
	return service_map_of(list.items, list.count);
}

static void a_pod_names_its_workload_only_when_it_can_be_nothing_else(void)
{
	static const struct {
		const char *pod, *workload;
	} cases[] = {
		{ "order-service-575d554968-2w65m", "order-service" },
		{ "postgres-0", "" },
		{ "node-exporter-x7k2p", "" },
		{ "billing-statement-about", "" },
		{ "575d554968-2w65m", "" },
		{ "-575d554968-2w65m", "" },
		{ "a-", "" },
		{ "", "" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		CHECK_STR_EQ(workload_of_pod_name(str_of(cases[i].pod)),
			     str_of(cases[i].workload));
	CHECK_STR(workload_of_replicas(STR("web-5d8"), STR("5d8")), "web");
	CHECK_STR(workload_of_replicas(STR("web-5d8"), STR("")), "");
	CHECK_STR(workload_of_replicas(STR("web5d8"), STR("5d8")), "");
}

static void what_two_services_share_is_found(void)
{
	static const struct {
		const char *edges, *one, *other, *shared;
	} cases[] = {
		{ "cart>db pay>db", "cart", "pay", "db" },
		{ "cart>db", "cart", "db", "db" },
		{ "cart>db", "db", "cart", "db" },
		{ "cart>db pay>queue", "cart", "pay", "" },
		{ "", "cart", "pay", "" },
		/* Through others, and the nearest of several. */
		{ "web>cart cart>db pay>db", "web", "pay", "db" },
		{ "web>cart web>disk cart>db pay>db pay>disk", "web", "pay", "disk" },
		{ "a>x a>b2 b>x b>b2", "a", "b", "b2" },
		/* A circle is no matter. */
		{ "a>b b>a c>b", "a", "c", "a" },
		/* What everybody has says nothing. */
		{ "cart>dns pay>dns", "cart", "pay", "" },
		{ "cart>dns cart>db pay>dns pay>db", "cart", "pay", "db" },
	};
	static const str apart[] = { STR_INIT("dns") };

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct service_map map = map_of(arena, cases[i].edges);

		CHECK_STR_EQ(service_map_shared(arena, &map, str_of(cases[i].one),
						str_of(cases[i].other), apart, 1),
			     str_of(cases[i].shared));
	}
}

static void what_explains_most_is_ranked_first(void)
{
	static const str services[] = { STR_INIT("cart"), STR_INIT("pay"),
					STR_INIT("search"), STR_INIT("db") };
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct service_map map = map_of(arena, "cart>db pay>db search>index cart>cache "
					       "db>disk pay>cache");
	struct shared_causes suspects = service_map_rank(arena, &map, services,
							 COUNT_OF(services));

	/* Both db and its disk explain three; db is nearer. */
	CHECK_STR(suspects.items[0].service, "db");
	CHECK_INT(suspects.items[0].explains, 3);
	CHECK_STR(suspects.items[1].service, "disk");
	CHECK_STR(suspects.items[2].service, "cache");
	CHECK_STR(shared_cause_text(arena, &suspects.items[0], COUNT_OF(services)),
		  "db: 3 of 4 alerting services depend on it or are it");
}

static void a_map_without_end_is_walked_to_an_end(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct dependency *edges = arena_many(arena, struct dependency, 5000);
	struct service_map map;
	struct reaches reaches;

	for (size_t i = 0; i < 5000; i++)
		edges[i] = (struct dependency){ arena_format(arena, "s%zu", i),
						arena_format(arena, "s%zu", i + 1) };
	map = service_map_of(edges, 5000);
	reaches = service_map_reach(arena, &map, STR("s0"));
	CHECK_INT(reaches.count, 1000);
	CHECK_INT(reaches.items[999].steps, 999);
}

static void an_alert_that_turns_too_often_flaps_until_it_is_calm(void)
{
	const struct flap_rule rule = { .turns = 4,
					.within = 10 * MINUTE_MS,
					.calm = 5 * MINUTE_MS };
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	instant_ms at = 1795262400000;
	str turns = STR("");

	for (int i = 0; i < 3; i++) {
		turns = flap_add(arena, &rule, turns, at + i * MINUTE_MS);
		CHECK(!flap_is(&rule, turns, at + i * MINUTE_MS));
	}
	turns = flap_add(arena, &rule, turns, at + 3 * MINUTE_MS);
	CHECK(flap_is(&rule, turns, at + 3 * MINUTE_MS));
	CHECK_STR(flap_text(arena, &rule, turns),
		  "it changed 4 times in 3:00 and was not calm for 5:00 since");
	CHECK(flap_is(&rule, turns, at + 8 * MINUTE_MS - 1));
	CHECK(!flap_is(&rule, turns, at + 8 * MINUTE_MS));
	/* The same number of turns over a longer time is a change now and then. */
	turns = flap_add(arena, &rule, STR(""), at);
	for (int i = 1; i < 6; i++) {
		turns = flap_add(arena, &rule, turns, at + i * 4 * MINUTE_MS);
		CHECK(!flap_is(&rule, turns, at + i * 4 * MINUTE_MS));
	}
}

static void history_is_short_whatever_was_kept(void)
{
	const struct flap_rule rule = { .turns = 20,
					.within = DAY_MS,
					.calm = MINUTE_MS };
	const struct flap_rule none = { 0 };
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	str turns = STR("x 1 2 y");

	for (instant_ms at = 1; at < 1000; at++)
		turns = flap_add(arena, &rule, turns, at);
	CHECK(turns.length < 100);
	CHECK(flap_is(&rule, turns, 999));
	CHECK(!flap_is(&none, turns, 999));
}

const struct test tests[] = {
	{ "a pod names its workload only when it can be nothing else",
	  a_pod_names_its_workload_only_when_it_can_be_nothing_else },
	{ "what two services share is found", what_two_services_share_is_found },
	{ "what explains most is ranked first", what_explains_most_is_ranked_first },
	{ "a map without end is walked to an end",
	  a_map_without_end_is_walked_to_an_end },
	{ "an alert that turns too often flaps until it is calm",
	  an_alert_that_turns_too_often_flaps_until_it_is_calm },
	{ "history is short, whatever was kept", history_is_short_whatever_was_kept },
	{ 0 },
};

#include "app/investigation/by_hand.h"

#include "app/app.h"
#include "app/investigation/investigation.h"
#include "app/lifecycle/incident.h"
#include "base/limits.h"
#include "core/diagnosis/own_tests.h"
#include "formats/json.h"

#include <ctype.h>
#include <string.h>

/* The occasion of evidence: "for hypothesis 3". */
#define FOR "for hypothesis "
#define OWN "own question"
enum { TITLE_BYTES_MAX = 120 };

bool is_own_question(const struct evidence *evidence)
{
	return str_is(evidence->occasion, OWN) ||
	       str_starts_with(evidence->occasion, STR(FOR));
}

/* -- asking -- */

static bool may_say(const struct probe *probe, str name)
{
	for (const char *const *one = probe->by_hand; *one; one++)
		if (str_is(name, *one))
			return true;
	return false;
}

static str names_of(struct arena *arena, const struct probe *probe)
{
	struct text names = text_new(arena, 500);

	for (const char *const *one = probe->by_hand; *one; one++)
		text_addf(&names, "%s%s", one == probe->by_hand ? "" : ", ", *one);
	return probe->by_hand[0] ? text_of(&names) : STR("nothing");
}

/* One setting, and nothing around it: "{{prometheus}}@host" would be another place. */
static bool is_setting(str value)
{
	size_t length = value.length;

	if (length <= 4 || !str_starts_with(value, STR("{{")) ||
	    !str_ends_with(value, STR("}}")))
		return false;
	for (size_t i = 2; i < length - 2; i++)
		if (!isalnum((unsigned char)value.bytes[i]) &&
		    !strchr("_-.", value.bytes[i]))
			return false;
	return true;
}

/* Whoever could name a host or a file could read what the server may read. */
static bool fill_one(struct work *work, const struct service *service,
		     const struct probe *probe, const struct label *said,
		     struct label *ret)
{
	ret->name = said->name;
	ret->value = said->value;
	if (is_setting(said->value))
		return placeholders_fill(work, service, said->value, &ret->value);
	if (may_say(probe, said->name))
		return true;
	return fail(work, ERROR_INVALID,
		    "arguments: " STR_FMT
		    " is asked by a setting of the service, such as " STR_FMT
		    "={{" STR_FMT "}}; said freely is " STR_FMT,
		    STR_ARG(str_clip(said->name, 60)), STR_ARG(str_clip(said->name, 60)),
		    STR_ARG(str_clip(said->name, 60)),
		    STR_ARG(names_of(work->arena, probe)));
}

static bool find_probe(struct work *work, str name, const struct probe **ret_probe)
{
	*ret_probe = ports_probe(work->app->ports, name);
	if (!*ret_probe)
		return fail(work, ERROR_NOT_FOUND, "probe: none is called '" STR_FMT "'",
			    STR_ARG(str_clip(name, 60)));
	if (!(*ret_probe)->by_hand)
		return fail(work, ERROR_INVALID,
			    "probe: " STR_FMT
			    " is not asked by hand: it runs a program, or "
			    "what it says moves the incident",
			    STR_ARG(name));
	return true;
}

/* Each is somebody's wait and a system's work. */
static bool refuse_too_many(struct work *work, const struct incident *incident)
{
	struct evidence *evidence;
	size_t count, waiting = 0;

	if (!store_of_incident(work, &evidence_shape, incident->id, &evidence, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		waiting += evidence[i].state == EVIDENCE_WANTED &&
			   is_own_question(&evidence[i]);
	return waiting < ASKED_BY_HAND_MAX ||
	       fail(work, ERROR_LIMITED, "%zu questions wait for their answer already",
		    waiting);
}

/* What people believe is being tested from now on; what patterns test they test. */
static bool begin_test(struct work *work, const struct incident *incident, int64_t id,
		       str *ret_occasion)
{
	struct hypothesis hypothesis;

	*ret_occasion = STR(OWN);
	if (id == 0)
		return true;
	if (!store_get(work, &hypothesis_shape, id, &hypothesis))
		return false;
	if (hypothesis.incident != incident->id)
		return fail(work, ERROR_INVALID,
			    "for: hypothesis %lld is of another incident", (long long)id);
	*ret_occasion = arena_format(work->arena, FOR "%lld", (long long)id);
	if (hypothesis.key.length > 0 || hypothesis.state != HYPOTHESIS_OPEN)
		return true;
	hypothesis.state = HYPOTHESIS_TESTING;
	return store_save(work, &hypothesis_shape, &hypothesis);
}

static bool fill_all(struct work *work, const struct service *service,
		     const struct own_question *own, const struct probe *probe,
		     struct label *ret_arguments)
{
	for (size_t i = 0; i < own->argument_count; i++)
		if (!fill_one(work, service, probe, &own->arguments[i],
			      &ret_arguments[i]))
			return false;
	return true;
}

static bool ask(struct work *work, struct incident *incident,
		const struct own_question *own, struct evidence *ret_evidence)
{
	const struct service *service = config_service(work->config, incident->service);
	struct label *arguments = arena_many(work->arena, struct label,
					     own->argument_count + 1);
	struct question question = { .probe = own->probe,
				     .title = str_clip(own->title, TITLE_BYTES_MAX),
				     .arguments = arguments,
				     .argument_count = own->argument_count };
	const struct probe *probe;
	str occasion;
	int64_t id;

	if (!service)
		return fail(
			work, ERROR_INVALID,
			"no service is known for this incident, so nobody knows which "
			"systems are meant");
	return find_probe(work, own->probe, &probe) &&
	       fill_all(work, service, own, probe, arguments) &&
	       refuse_too_many(work, incident) &&
	       begin_test(work, incident, own->hypothesis, &occasion) &&
	       investigation_ask(work, incident, &question, occasion, &id) &&
	       incident_touch(work, incident) &&
	       store_get(work, &evidence_shape, id, ret_evidence);
}

bool own_question_ask(struct work *work, const struct incident *incident,
		      const struct own_question *question, struct evidence *ret_evidence)
{
	struct label promql[] = { { STR("url"), STR("{{prometheus}}") },
				  { STR("query"), str_trim(question->query) } };
	struct own_question own = *question;
	struct incident touched = *incident;

	if ((own.query.length > 0) == (own.probe.length > 0))
		return fail(work, ERROR_INVALID,
			    "say what is asked: a query, or a probe");
	if (own.query.length > 0 && own.argument_count > 0)
		return fail(work, ERROR_INVALID,
			    "arguments: are a probe's, not a query's");
	if (own.query.length > 0) {
		own.probe = STR("prometheus");
		own.arguments = promql;
		own.argument_count = 2;
	}
	if (own.title.length == 0)
		own.title = own.query.length > 0 ? promql[1].value : own.probe;
	own.title = secrets_mask(work->arena, own.title);
	return ask(work, &touched, &own, ret_evidence);
}

/* -- the answer, as a test -- */

str tests_with_own(struct work *work, const struct hypothesis *hypothesis,
		   struct tree *tests)
{
	struct error unheeded = { 0 };
	const struct tree *before = json_parse(work->arena, hypothesis->tests, &unheeded);

	for (size_t i = 0; i < tree_count(before); i++) {
		const struct tree *test = tree_nth(before, i);
		struct tree *copy = test_is_own(test)
					    ? json_parse(work->arena,
							 json_write(work->arena, test),
							 &unheeded)
					    : NULL;

		if (copy)
			tree_add(work->arena, tests, copy);
	}
	return json_write(work->arena, tests);
}

static struct tree *as_test(struct arena *arena, const struct evidence *evidence)
{
	struct tree *test = tree_map(arena);
	bool is_failed = evidence->state == EVIDENCE_FAILED;

	tree_put_text(arena, test, "says", evidence->title);
	tree_put_text(arena, test, "expected", STR(""));
	tree_put_text(arena, test, "observed",
		      is_failed ? evidence->problem : evidence->meaning);
	tree_put_text(arena, test, "outcome",
		      is_failed                             ? STR("unknown")
		      : evidence->state == EVIDENCE_NO_DATA ? STR("no-data")
							    : STR("seen"));
	tree_put_int(arena, test, "evidence", evidence->id);
	tree_put_bool(arena, test, "own", true);
	return test;
}

bool own_question_answered(struct work *work, const struct evidence *evidence)
{
	struct hypothesis hypothesis;
	struct tree *tests;
	int64_t id;

	if (!str_starts_with(evidence->occasion, STR(FOR)) ||
	    !str_to_int(str_slice(evidence->occasion, sizeof(FOR) - 1,
				  evidence->occasion.length),
			&id))
		return true;
	if (!store_get(work, &hypothesis_shape, id, &hypothesis))
		return false;
	tests = json_parse(work->arena, hypothesis.tests, &work->error);
	if (!tests)
		return while_doing(work, "tests of hypothesis %lld", (long long)id);
	own_tests_add(work->arena, tests, as_test(work->arena, evidence));
	hypothesis.tests = json_write(work->arena, tests);
	return store_save(work, &hypothesis_shape, &hypothesis);
}

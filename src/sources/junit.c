/* What a run of tests said, as the JUnit XML that test runners write:
 *
 *     curl --data-binary @junit.xml 'https://stanch/hooks/junit/KEY?service=orders'
 *
 * A suite with a failing case is the alert junit/SUITE, and its next pass ends it; either
 * is a sign of life of the heartbeat SUITE. With ?name=NIGHTLY all suites are one. A
 * suite of which nothing ran says neither: no data is no pass. */
#include "sources/event.h"
#include "sources/plain.h"

#include "base/limits.h"
#include "base/map.h"
#include "base/text.h"
#include "formats/form.h"
#include "formats/xml.h"

enum {
	SUITES_MAX = 1000, /* in one report; more are files, and one name is better */
	SUITE_NAME_BYTES_MAX = 200,
	NAMES_SHOWN = 3,
	CASE_BYTES_MAX = 4 << 10, /* of what one case says about its failure */
	CASES_BYTES_MAX = 32 << 10,
};

struct suite {
	str name;
	size_t ran, failed, counted;
	struct text names, told;
	struct suite *next;
};

struct reader {
	const struct door_call *call;
	struct error *error;
	struct form fields;         /* of the query */
	str name;                   /* of the whole run; "" */
	struct suite *first, **end; /* in the report's order */
	size_t suite_count;
	struct map *by_name;
	/* The suites that are open, the innermost last; NULL of what is none. */
	struct suite *open[TREE_DEPTH_MAX + 1];
	bool has_own[TREE_DEPTH_MAX + 1];        /* cases or suites inside */
	int64_t said_failed[TREE_DEPTH_MAX + 1]; /* by its attributes */
	unsigned depth;
	/* The case in hand. */
	bool in_case, has_failed, was_skipped, in_failure;
	struct text case_name, said; /* used again for each */
};

static struct suite *suite_named(struct reader *reader, str name)
{
	struct arena *arena = reader->call->arena;
	struct suite *suite;

	if (reader->name.length > 0)
		name = reader->name;
	suite = map_get(reader->by_name, name);
	if (suite)
		return suite;
	suite = arena_one(arena, struct suite);
	suite->name = arena_copy(arena, name);
	suite->names = text_new(arena, CASE_BYTES_MAX);
	suite->told = text_new(arena, CASES_BYTES_MAX);
	map_put(reader->by_name, suite->name, suite);
	*reader->end = suite;
	reader->end = &suite->next;
	reader->suite_count++;
	return suite;
}

static struct suite *innermost(const struct reader *reader)
{
	for (unsigned i = reader->depth; i > 0; i--)
		if (reader->open[i])
			return reader->open[i];
	return NULL;
}

static void mark_own(struct reader *reader)
{
	for (unsigned i = reader->depth; i > 0; i--)
		reader->has_own[i] = true;
}

static int64_t number_of(const struct xml_element *element, const char *name)
{
	int64_t number;

	return str_to_int(xml_attribute(element, name), &number) && number > 0 ? number
									       : 0;
}

static bool begin_suite(struct reader *reader, const struct xml_element *element)
{
	str name = str_clip(str_trim(xml_attribute(element, "name")),
			    SUITE_NAME_BYTES_MAX);

	if (name.length == 0 && reader->name.length == 0)
		return error_set(reader->error, ERROR_INVALID,
				 "a testsuite has no name: give the run one by ?name=");
	if (reader->suite_count == SUITES_MAX)
		return error_set(reader->error, ERROR_TOO_LARGE,
				 "more than %d suites: give the run one name by ?name=",
				 SUITES_MAX);
	mark_own(reader);
	reader->depth++;
	reader->has_own[reader->depth] = false;
	reader->open[reader->depth] = suite_named(reader, name);
	reader->said_failed[reader->depth] = number_of(element, "failures") +
					     number_of(element, "errors");
	return true;
}

static void begin_case(struct reader *reader, const struct xml_element *element)
{
	str class = xml_attribute(element, "classname"),
	    name = xml_attribute(element, "name");

	mark_own(reader);
	reader->in_case = true;
	reader->has_failed = reader->was_skipped = false;
	reader->said.length = reader->case_name.length = 0;
	reader->said.full = reader->case_name.full = false;
	text_add(&reader->case_name, str_clip(class, SUITE_NAME_BYTES_MAX));
	if (class.length > 0)
		text_add_char(&reader->case_name, '.');
	text_add(&reader->case_name, str_clip(name, SUITE_NAME_BYTES_MAX));
}

static void begin_inside(struct reader *reader, const struct xml_element *element)
{
	if (str_is(element->name, "skipped"))
		reader->was_skipped = true;
	/* Of a command that failed, the reason is often all there is. */
	if (str_is(element->name, "system-err"))
		reader->in_failure = reader->has_failed;
	if (!str_is(element->name, "failure") && !str_is(element->name, "error"))
		return;
	reader->has_failed = reader->in_failure = true;
	text_add(&reader->said,
		 str_clip(xml_attribute(element, "message"), CASE_BYTES_MAX / 2));
	text_add_char(&reader->said, '\n');
}

static bool on_begin(void *context, const struct xml_element *element)
{
	struct reader *reader = context;

	if (reader->in_case)
		begin_inside(reader, element);
	else if (str_is(element->name, "testsuite"))
		return begin_suite(reader, element);
	else if (str_is(element->name, "testcase") && innermost(reader))
		begin_case(reader, element);
	return true;
}

static bool on_text(void *context, str text)
{
	struct reader *reader = context;

	if (reader->in_failure)
		text_add(&reader->said, str_clip(text, CASE_BYTES_MAX / 2));
	return true;
}

static void end_case(struct reader *reader)
{
	struct suite *suite = innermost(reader);
	str name = text_of(&reader->case_name), said;

	reader->in_case = reader->in_failure = false;
	if (!reader->was_skipped || reader->has_failed)
		suite->ran++;
	if (!reader->has_failed)
		return;
	if (suite->failed++ < NAMES_SHOWN)
		text_addf(&suite->names, "%s" STR_FMT, suite->failed > 1 ? ", " : "",
			  STR_ARG(name));
	said = str_trim(text_of(&reader->said));
	text_addf(&suite->told, STR_FMT "%s" STR_FMT "\n", STR_ARG(name),
		  said.length > 0 ? ": " : "", STR_ARG(said));
}

/* Some runners write only the numbers of a suite that did not start. */
static void end_suite(struct reader *reader)
{
	struct suite *suite = reader->open[reader->depth];

	if (!reader->has_own[reader->depth] && reader->said_failed[reader->depth] > 0) {
		suite->counted += (size_t)reader->said_failed[reader->depth];
		suite->ran++;
	}
	reader->depth--;
}

static bool on_end(void *context, str name)
{
	struct reader *reader = context;

	if (str_is(name, "failure") || str_is(name, "error") ||
	    str_is(name, "system-err"))
		reader->in_failure = false;
	else if (reader->in_case && str_is(name, "testcase"))
		end_case(reader);
	else if (!reader->in_case && str_is(name, "testsuite") && reader->depth > 0)
		end_suite(reader);
	return true;
}

/* -- what comes of it -- */

static str identity_of(const struct reader *reader, const struct suite *suite)
{
	return arena_format(reader->call->arena, "junit/" STR_FMT, STR_ARG(suite->name));
}

static str summary_of(struct arena *arena, struct suite *suite)
{
	str names = text_of(&suite->names);
	bool has_more = suite->failed > NAMES_SHOWN;

	if (suite->failed == 0)
		return arena_format(arena, STR_FMT ": %zu failed before any test ran",
				    STR_ARG(suite->name), suite->counted);
	return arena_format(arena,
			    "%zu of %zu tests of " STR_FMT " failed: " STR_FMT "%s",
			    suite->failed, suite->ran, STR_ARG(suite->name),
			    STR_ARG(names), has_more ? ", …" : "");
}

static void take_failure(const struct reader *reader, struct alert_batch *batch,
			 struct suite *suite)
{
	struct arena *arena = reader->call->arena;
	struct event event = { .arena = arena,
			       .fact = { .identity = identity_of(reader, suite),
					 .is_said_once = true,
					 .firing = true } };

	event_label(&event, STR("alertname"), suite->name);
	event_label(&event, STR("job"), suite->name);
	event_annotate(&event, STR("summary"), summary_of(arena, suite));
	event_annotate(&event, STR("description"), str_trim(text_of(&suite->told)));
	for (size_t i = 0; i < reader->fields.count; i++)
		if (!str_is(reader->fields.items[i].name, "name")) {
			struct tree *one = tree_map(arena);

			tree_put_str(arena, one, reader->fields.items[i].name,
				     tree_text(arena, reader->fields.items[i].value));
			event_details(&event, one, "fields");
		}
	event_label(&event, STR("severity"), STR("error"));
	*list_add(arena, batch) = *event_settle(&event);
}

static void take_suites(const struct reader *reader, struct alert_batch *batch,
			bool is_whole)
{
	struct arena *arena = reader->call->arena;

	for (struct suite *suite = reader->first; suite; suite = suite->next) {
		bool fails = suite->failed + suite->counted > 0;

		batch->read++;
		if (fails)
			take_failure(reader, batch, suite);
		/* What the missing end would have said nobody knows. */
		else if (!is_whole)
			continue;
		else if (suite->ran > 0)
			*list_add(arena, batch) = (struct alert_fact){
				.identity = identity_of(reader, suite),
				.is_said_once = true,
			};
		if (suite->ran > 0)
			*list_add(arena, &batch->pings) = str_clip(
				suite->name, HEARTBEAT_NAME_BYTES_MAX);
		else
			batch->reply = arena_format(
				arena, "no test of " STR_FMT " ran: that is no pass",
				STR_ARG(suite->name));
	}
}

static bool read_report(const struct door_call *call, struct alert_batch *batch,
			struct error *error)
{
	static const struct xml_events events = { on_begin, on_text, on_end };
	struct reader *reader = arena_one(call->arena, struct reader);
	bool is_whole;

	reader->call = call;
	reader->error = error;
	reader->end = &reader->first;
	reader->by_name = map_new(call->arena);
	reader->case_name = text_new(call->arena, CASE_BYTES_MAX);
	reader->said = text_new(call->arena, CASE_BYTES_MAX);
	if (!form_parse(call->arena, call->query, &reader->fields, error))
		return error_wrap(error, "the query");
	reader->name = str_clip(str_trim(form_get(&reader->fields, "name")),
				HEARTBEAT_NAME_BYTES_MAX);
	is_whole = xml_scan(call->body, &events, reader, error);
	take_suites(reader, batch, is_whole);
	if (is_whole && reader->suite_count == 0)
		return error_set(error, ERROR_INVALID, "there is no testsuite in it");
	if (is_whole || batch->count == 0)
		return is_whole;
	*list_add(call->arena, &batch->faults) = (struct fault){
		.index = batch->read,
		.field = STR("the report"),
		.reason = arena_format(call->arena,
				       "%s; the failures before it were taken",
				       error->text),
	};
	return true;
}

const struct source junit_source = {
	.name = "junit",
	.help = "what a run of tests said, as JUnit XML",
	.read = read_report,
	.answer = plain_answer,
	.limited_status = 429,
};

/* Evidence that an action would destroy: kept before it runs, masked, and never
 * changed without being found out. */
#include "store_fixture.h"

#include "app/engine/desk.h"
#include "app/intervention/intervention.h"
#include "app/investigation/keep.h"
#include "base/limits.h"
#include "base/text.h"

#define LOG "starting\nconnecting with password=hunter2\nout of memory\n"

static bool is_away;

static bool keep_log(const struct actuator_call *call, const struct actuator_kept **ret,
		     size_t *ret_count, struct error *error)
{
	struct actuator_kept *kept = arena_many(call->arena, struct actuator_kept, 3);

	if (is_away)
		return error_set(error, ERROR_UNAVAILABLE, "web-1 does not answer");
	kept[0] = (struct actuator_kept){ .title = STR("log of web-1"),
					  .question = STR("GET log"),
					  .body = STR(LOG) };
	kept[1] = (struct actuator_kept){ .title = STR("previous log"),
					  .question = STR("GET previous") };
	kept[2] = (struct actuator_kept){
		.title = STR("dump of web-1: /d?token=abcdef0123456789"),
		.question = STR("GET /d?token=abcdef0123456789"),
		.why_not = STR("connection refused")
	};
	*ret = kept;
	*ret_count = 3;
	return true;
}

static const struct actuator fake = { .name = "fake", .keep = keep_log };
static const struct actuator plain = { .name = "plain" };
static const struct actuator lengthy;
static const struct actuator *const actuators[] = { &fake, &plain, &lengthy };
static const struct ports ports = { .actuators = actuators, .actuator_count = 3 };

/* The incident of all actions here. */
static void add_incident(struct fixture *f)
{
	struct incident incident = { .id = 1 };

	if (store_get(begin(f), &incident_shape, 1, &incident)) {
		commit(f);
		return;
	}
	f->work.error = (struct error){ 0 };
	incident = (struct incident){ .id = 1,
				      .code = STR("INC-2026-11-21-001"),
				      .title = STR("web-1 is killed") };
	MUST(f, store_add_as(&f->work, &incident_shape, &incident));
	commit(f);
}

static struct action add_action(struct fixture *f, const char *actuator)
{
	struct action action = { .incident = 1,
				 .number = 3,
				 .actuator = str_of(actuator),
				 .target = STR("web-1"),
				 .plan = STR("{}"),
				 .state = ACTION_APPROVED };

	f->app.ports = &ports;
	add_incident(f);
	MUST(f, store_add(begin(f), &action_shape, &action));
	commit(f);
	return action;
}

/* The job as a desk does it. */
static void keep(struct fixture *f, int64_t action)
{
	struct job job = { .kind = STR("keep"), .ref = action };
	struct job_end end = { 0 };
	void *task = NULL;

	MUST(f, keep_job.begin(begin(f), &job, &task));
	commit(f);
	MUST(f, task);
	keep_job.perform(&f->app, f->arena, NULL, task);
	MUST(f, keep_job.finish(begin(f), &job, task, &end));
	commit(f);
}

static int64_t count_of(struct fixture *f, const char *select)
{
	scoped_rows rows = sql_query(f->work.db, select, SQL_NOTHING, &f->error);

	MUST(f, rows && sql_next(rows));
	return sql_row_int(rows, 0);
}

CLAIM(what_would_be_lost_is_kept_masked_before_the_action_starts)
{
	struct action action = add_action(f, "fake");
	struct evidence *evidence;
	struct content content;
	bool found;
	size_t count;

	CHECK_STR(str_of(keep_first(&f->work, &action)), "keep");
	keep(f, action.id);
	take(f);
	MUST(f, store_of_incident(&f->work, &evidence_shape, 1, &evidence, &count));
	CHECK_INT(count, 3);
	CHECK_STR(evidence[0].title, "log of web-1");
	CHECK_STR(evidence[0].occasion, "before action 3");
	CHECK_INT(evidence[0].body_bytes, sizeof(LOG) - 1);
	CHECK_INT(evidence[1].state, EVIDENCE_NO_DATA);
	CHECK_STR(evidence[1].content, "");
	CHECK_STR(evidence[1].meaning, "there was nothing to keep");
	CHECK_INT(evidence[2].state, EVIDENCE_NO_DATA);
	CHECK_STR(evidence[2].meaning, "not kept: connection refused");
	CHECK(str_contains(evidence[2].title, STR("dump of web-1: /d?token=")));
	CHECK(!str_contains(evidence[2].title, STR("abcdef0123456789")));
	CHECK(str_contains(evidence[2].question, STR("GET /d?token=")));
	CHECK(!str_contains(evidence[2].question, STR("abcdef0123456789")));
	CHECK_INT(count_of(f, "SELECT count(*) FROM journal WHERE kind = "
			      "'evidence.not-kept'"),
		  1);
	MUST(f, store_content_find(&f->work, evidence[0].content, &content, &found));
	CHECK(found);
	CHECK(str_contains(content.bytes, STR("out of memory")));
	CHECK(!str_contains(content.bytes, STR("hunter2")));
	CHECK_INT(count_of(f, "SELECT count(*) FROM job WHERE kind = 'apply'"), 1);
	give(f);
}

static bool keep_long(const struct actuator_call *call, const struct actuator_kept **ret,
		      size_t *ret_count, struct error *error)
{
	struct actuator_kept *kept = arena_many(call->arena, struct actuator_kept, 2);
	struct text long_one = text_new(call->arena, 2 * KEPT_BYTES_MAX);

	(void)error;
	text_add(&long_one, STR("first "));
	while (long_one.length < KEPT_BYTES_MAX + 100)
		text_add(&long_one, STR("\u00e4\n"));
	text_add(&long_one, STR(" last"));
	kept[0] = (struct actuator_kept){ .title = STR("log"),
					  .body = text_of(&long_one) };
	kept[1] = (struct actuator_kept){ .title = STR("dump"),
					  .body = text_of(&long_one),
					  .begins = true };
	*ret = kept;
	*ret_count = 2;
	return true;
}

static const struct actuator lengthy = { .name = "lengthy", .keep = keep_long };

CLAIM(of_what_is_too_long_a_log_keeps_its_end_and_a_dump_its_beginning)
{
	struct evidence *evidence;
	struct content content;
	bool found;
	size_t count;

	keep(f, add_action(f, "lengthy").id);
	take(f);
	MUST(f, store_of_incident(&f->work, &evidence_shape, 1, &evidence, &count));
	CHECK_INT(count, 2);
	for (size_t i = 0; i < count; i++) {
		MUST(f,
		     store_content_find(&f->work, evidence[i].content, &content, &found));
		CHECK(found && content.bytes.length <= KEPT_BYTES_MAX);
		CHECK(str_is_utf8(content.bytes) && str_is_utf8(evidence[i].body));
		CHECK(str_starts_with(content.bytes, STR("first ")) == (i == 1));
		CHECK(str_ends_with(content.bytes, STR(" last")) == (i == 0));
		CHECK(str_starts_with(evidence[i].body, STR("first ")) == (i == 1));
	}
	give(f);
}

CLAIM(the_same_bytes_are_kept_once)
{
	keep(f, add_action(f, "fake").id);
	keep(f, add_action(f, "fake").id);
	take(f);
	CHECK_INT(count_of(f, "SELECT count(*) FROM content"), 1);
	CHECK_INT(count_of(f, "SELECT count(*) FROM evidence"), 6);
	give(f);
}

CLAIM(what_cannot_be_kept_stops_nothing_and_is_said)
{
	struct entry *entries;
	size_t count;

	is_away = true;
	keep(f, add_action(f, "fake").id);
	is_away = false;
	take(f);
	CHECK_INT(count_of(f, "SELECT count(*) FROM job WHERE kind = 'apply'"), 1);
	CHECK_INT(count_of(f, "SELECT count(*) FROM evidence"), 0);
	MUST(f, journal_read(&f->work, 1, 0, 10, &entries, &count));
	CHECK_INT(count, 1);
	CHECK_STR(entries[0].kind, "evidence.not-kept");
	give(f);
}

CLAIM(an_actuator_that_destroys_nothing_applies_at_once)
{
	struct action action = add_action(f, "plain");

	CHECK_STR(str_of(keep_first(&f->work, &action)), "apply");
}

CLAIM(reading_it_needs_a_reason_and_is_noted)
{
	struct evidence evidence;
	struct evidence_access *accesses;
	size_t count;
	str bytes;

	keep(f, add_action(f, "fake").id);
	begin(f);
	CHECK(!keep_open(&f->work, 1, STR(" "), &evidence, &bytes));
	CHECK_ERROR(f, ERROR_INVALID, "why: say what it is read for");
	MUST(f, keep_open(&f->work, 1, STR("postmortem"), &evidence, &bytes));
	CHECK(str_starts_with(bytes, STR("starting\n")));
	commit(f);
	take(f);
	MUST(f, store_evidence_accesses(&f->work, 1, &accesses, &count));
	CHECK_INT(count, 1);
	CHECK_STR(accesses[0].who, "alice");
	CHECK_STR(accesses[0].why, "postmortem");
	give(f);
}

CLAIM(an_altered_byte_is_found)
{
	int64_t count;
	str bad;

	keep(f, add_action(f, "fake").id);
	take(f);
	MUST(f, store_contents_verify(&f->work, &count, &bad));
	CHECK_INT(count, 1);
	CHECK_STR(bad, "");
	give(f);
	fixture_sql(f, "UPDATE content SET bytes = 'all was well'");
	take(f);
	MUST(f, store_contents_verify(&f->work, &count, &bad));
	CHECK_INT(bad.length, 64);
	give(f);
}

const struct test tests[] = {
	{ "what would be lost is kept, masked, before the action starts",
	  what_would_be_lost_is_kept_masked_before_the_action_starts },
	{ "of what is too long a log keeps its end and a dump its beginning",
	  of_what_is_too_long_a_log_keeps_its_end_and_a_dump_its_beginning },
	{ "the same bytes are kept once", the_same_bytes_are_kept_once },
	{ "what cannot be kept stops nothing and is said",
	  what_cannot_be_kept_stops_nothing_and_is_said },
	{ "an actuator that destroys nothing applies at once",
	  an_actuator_that_destroys_nothing_applies_at_once },
	{ "reading it needs a reason and is noted",
	  reading_it_needs_a_reason_and_is_noted },
	{ "an altered byte is found", an_altered_byte_is_found },
	{ 0 },
};

#include "actuators/actuators.h"
#include "check.h"
#include "formats/json.h"
#include "redis_child.h"

#include <string.h>

enum { TEST_BYTES_MAX = 64 << 20, WAIT_MS = 4000 };

static const struct actuator *actuator(const char *name)
{
	size_t count;
	const struct actuator *const *all = actuators_all(&count);

	for (size_t i = 0; i < count; i++)
		if (str_is(str_of(name), all[i]->name))
			return all[i];
	abort();
}

static struct label programs[] = { { STR_INIT("restart"), STR_INIT("/usr/bin/restart") },
				   { STR_INIT("stop"), STR_INIT("/usr/bin/stop") } };
static struct config config = { .commands_allowed = programs, .command_count = 2 };

static struct actuator_call call_redis(struct arena *arena, str target, str set, str to)
{
	struct label *plan = arena_many(arena, struct label, 2);

	plan[0] = (struct label){ STR("set"), set };
	plan[1] = (struct label){ STR("to"), to };
	return (struct actuator_call){ .arena = arena,
				       .config = &config,
				       .target = target,
				       .plan = plan,
				       .plan_count = 2,
				       .wait_ms = WAIT_MS };
}

/* What app/ does with the undo: it becomes a plan of its own. */
static struct actuator_call undo_of(struct actuator_call call, const struct tree *undo)
{
	struct label *plan = arena_many(call.arena, struct label, tree_count(undo));

	for (size_t i = 0; i < tree_count(undo); i++)
		plan[i] = (struct label){ tree_nth_name(undo, i),
					  tree_nth(undo, i)->text };
	call.plan = plan;
	call.plan_count = tree_count(undo);
	return call;
}

static bool preview_and_apply(const struct actuator *actuator, struct actuator_call *call,
			      struct actuator_preview *preview,
			      struct actuator_result *result, struct error *error)
{
	if (!actuator->preview(call, preview, error))
		return false;
	call->condition = preview->condition;
	call->argv = preview->argv;
	return actuator->apply(call, result, error);
}

static void maxmemory_is_doubled_read_back_and_put_back(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	const struct actuator *redis = actuator("redis");
	struct test_server child;
	struct actuator_call call, undo;
	struct actuator_preview preview;
	struct actuator_result result;
	struct error error = { 0 };
	str why;

	if (!redis_child_start(&child, "32mb"))
		return;
	call = call_redis(arena, redis_child_address(arena, &child), STR("maxmemory"),
			  STR("double"));
	CHECK_OK(redis->preview(&call, &preview, &error), error);
	CHECK_STR(preview.preview,
		  "maxmemory  33554432 (32 MiB) \xe2\x86\x92 67108864 (64 MiB)");
	CHECK_STR(json_write(arena, preview.argv),
		  "[\"CONFIG\",\"SET\",\"maxmemory\",\"67108864\"]");
	CHECK_STR(json_write(arena, preview.condition), "{\"maxmemory\":\"33554432\"}");
	CHECK_STR(json_write(arena, preview.undo),
		  "{\"set\":\"maxmemory\",\"to\":\"33554432\"}");
	CHECK_STR(preview.undo_text, "sets maxmemory back to 33554432 (32 MiB)");
	CHECK_STR(preview.warning, "");
	/* A preview changes nothing. */
	CHECK_STR(redis_child_say(arena, &child, "CONFIG GET maxmemory"), "33554432");

	call.condition = preview.condition;
	call.argv = preview.argv;
	CHECK_INT(redis->was_done(&call, &why), 0);
	CHECK_OK(redis->apply(&call, &result, &error), error);
	CHECK_STR(redis_child_say(arena, &child, "CONFIG GET maxmemory"), "67108864");
	CHECK_STR(result.output, "OK; read back: maxmemory is 67108864");
	CHECK_INT(redis->was_done(&call, &why), 1);
	redis_child_say(arena, &child, "CONFIG SET maxmemory 50mb");
	CHECK_INT(redis->was_done(&call, &why), -1);
	CHECK_STR(why, "maxmemory is 52428800 now");

	redis_child_say(arena, &child, "CONFIG SET maxmemory 64mb");
	undo = undo_of(call, preview.undo);
	CHECK_OK(preview_and_apply(redis, &undo, &preview, &result, &error), error);
	CHECK_STR(redis_child_say(arena, &child, "CONFIG GET maxmemory"), "33554432");
	server_stop(&child);
	CHECK_INT(redis->was_done(&call, &why), -1);
}

static void the_policy_changes_and_its_undo_says_what_it_cannot_bring_back(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	const struct actuator *redis = actuator("redis");
	struct test_server child;
	struct actuator_call call;
	struct actuator_preview preview;
	struct actuator_result result;
	struct error error = { 0 };

	if (!redis_child_start(&child, "32mb"))
		return;
	call = call_redis(arena, redis_child_address(arena, &child),
			  STR("maxmemory-policy"), STR("allkeys-lru"));
	CHECK_OK(preview_and_apply(redis, &call, &preview, &result, &error), error);
	CHECK_STR(redis_child_say(arena, &child, "CONFIG GET maxmemory-policy"),
		  "allkeys-lru");
	CHECK_STR(preview.undo_text,
		  "sets maxmemory-policy back to noeviction; keys evicted "
		  "meanwhile do not come back");
	CHECK_STR(preview.warning, "keys are evicted when memory is full");
	CHECK(!redis->preview(&call, &preview, &error) && error.kind == ERROR_CONFLICT);
	CHECK_STR(str_of(error.text), "maxmemory-policy is allkeys-lru already");
	server_stop(&child);
}

static void a_world_that_moved_is_not_touched(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	const struct actuator *redis = actuator("redis");
	struct test_server child;
	struct actuator_call call;
	struct actuator_preview preview;
	struct actuator_result result;
	struct error error = { 0 };

	if (!redis_child_start(&child, "32mb"))
		return;
	call = call_redis(arena, redis_child_address(arena, &child), STR("maxmemory"),
			  STR("64mb"));
	CHECK_OK(redis->preview(&call, &preview, &error), error);
	call.condition = preview.condition;
	call.argv = preview.argv;
	redis_child_say(arena, &child, "CONFIG SET maxmemory 48mb");
	CHECK(!redis->apply(&call, &result, &error));
	CHECK_INT(error.kind, ERROR_CONFLICT);
	CHECK_STR(str_of(error.text),
		  "maxmemory was 33554432 at the preview and is 50331648 now");
	CHECK(!result.unknown);
	CHECK_STR(redis_child_say(arena, &child, "CONFIG GET maxmemory"), "50331648");
	server_stop(&child);
	CHECK(!redis->apply(&call, &result, &error) && error.kind == ERROR_UNAVAILABLE);
	CHECK(!result.unknown);
}

static const struct {
	const char *set, *to, *says;
} refused[] = {
	{ "maxmemory", "0", "'to' is a number of bytes" },
	{ "maxmemory", "-1", "'to' is a number of bytes" },
	{ "maxmemory", "64 mb", "'to' is a number of bytes" },
	{ "maxmemory", "64mb\r\nFLUSHALL", "'to' is a number of bytes" },
	{ "maxmemory", "mb", "'to' is a number of bytes" },
	{ "maxmemory", "1e9", "'to' is a number of bytes" },
	{ "maxmemory", "9223372036854775807gb", "'to' is a number of bytes" },
	{ "maxmemory", "99999999999999", "more than the machine's memory" },
	{ "maxmemory", "33554432", "maxmemory is 33554432 already" },
	{ "maxmemory-policy", "allkeys", "'allkeys' is no eviction policy" },
	{ "maxmemory-policy", "", "the plan does not say 'to'" },
	{ "requirepass", "x", "'set' is maxmemory or maxmemory-policy" },
	{ "", "x", "the plan does not say 'set'" },
};

static void values_outside_their_grammar_are_refused(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct test_server child;
	struct actuator_preview preview;
	struct error error = { 0 };
	struct actuator_call call;

	if (!redis_child_start(&child, "32mb"))
		return;
	for (size_t i = 0; i < COUNT_OF(refused); i++) {
		call = call_redis(arena, redis_child_address(arena, &child),
				  str_of(refused[i].set), str_of(refused[i].to));
		CHECK_CASE(!actuator("redis")->preview(&call, &preview, &error),
			   refused[i].to);
		CHECK_CASE(str_contains(str_of(error.text), str_of(refused[i].says)),
			   error.text);
	}
	call = call_redis(arena, redis_child_address(arena, &child), STR("maxmemory"),
			  STR("500kb"));
	CHECK_OK(actuator("redis")->preview(&call, &preview, &error), error);
	CHECK(str_contains(preview.warning, STR("is less than what is used")));
	redis_child_say(arena, &child, "CONFIG SET maxmemory 0");
	call = call_redis(arena, redis_child_address(arena, &child), STR("maxmemory"),
			  STR("double"));
	CHECK(!actuator("redis")->preview(&call, &preview, &error));
	CHECK_STR(str_of(error.text), "there is no limit to raise");
	server_stop(&child);
}

static void a_limit_near_the_machines_memory_is_warned_of(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct test_server child;
	struct actuator_preview preview;
	struct error error = { 0 };
	str info, line, name, value, limit = STR("");
	int64_t system = 0;

	if (!redis_child_start(&child, "32mb"))
		return;
	info = redis_child_say(arena, &child, "INFO memory");
	while (str_next(&info, '\n', &line))
		if (str_cut(str_trim(line), ':', &name, &value) &&
		    str_is(name, "total_system_memory"))
			str_to_int(value, &system);
	limit = arena_format(arena, "%lld", (long long)(system / 10 * 9));

	struct actuator_call call = call_redis(arena, redis_child_address(arena, &child),
					       STR("maxmemory"), limit);

	CHECK_OK(actuator("redis")->preview(&call, &preview, &error), error);
	CHECK(str_ends_with(preview.warning, STR(" is 90 % of the machine's memory")));
	server_stop(&child);
}

static void only_what_was_approved_of_this_kind_can_run(void)
{
	static const char *const argvs[] = {
		"[\"FLUSHALL\"]",
		"[\"CONFIG\",\"SET\",\"requirepass\",\"x\"]",
		"[\"CONFIG\",\"SET\",\"maxmemory\",\"-1\"]",
		"[\"CONFIG\",\"SET\",\"maxmemory\",\"1\",\"dir\",\"/\"]",
		"[\"CONFIG\",\"SET\",\"maxmemory\",1]",
		"[]",
	};

	for (size_t i = 0; i < COUNT_OF(argvs); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct actuator_call call = call_redis(arena, STR("127.0.0.1:1"), STR(""),
						       STR(""));
		struct actuator_result result;
		struct error error = { 0 };

		call.argv = json_parse(arena, str_of(argvs[i]), &error);
		CHECK_CASE(call.argv &&
				   !actuator("redis")->apply(&call, &result, &error) &&
				   error.kind == ERROR_INVALID,
			   argvs[i]);
	}
}

static void a_drill_changes_nothing_outside_this_machine(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct config drill = { .drill = true };
	struct actuator_call call = call_redis(arena, STR("192.0.2.1:6379"),
					       STR("maxmemory"), STR("double"));
	struct actuator_preview preview;
	struct error error = { 0 };

	call.config = &drill;
	CHECK(!actuator("redis")->preview(&call, &preview, &error));
	CHECK_INT(error.kind, ERROR_FORBIDDEN);
}

/* -- commands, with hands of our own -- */

struct fake_hands {
	struct command_result result;
	bool dies, has_result;
	size_t runs;
	str argv; /* joined by "|" */
	int64_t id;
};

static bool fake_run(void *context, struct arena *arena, const struct command *command,
		     struct command_result *ret, struct error *error)
{
	struct fake_hands *fake = context;

	fake->runs++;
	fake->id = command->id;
	fake->argv = STR("");
	for (size_t i = 0; i < command->argc; i++)
		fake->argv = arena_format(arena, STR_FMT "%s" STR_FMT,
					  STR_ARG(fake->argv), i > 0 ? "|" : "",
					  STR_ARG(command->argv[i]));
	if (fake->dies)
		return error_set(error, ERROR_UNAVAILABLE, "the hands died");
	*ret = fake->result;
	return true;
}

static bool fake_recall(void *context, struct arena *arena, int64_t id,
			struct command_result *ret)
{
	const struct fake_hands *fake = context;

	(void)arena;
	*ret = fake->result;
	return fake->has_result && id == 9;
}

static struct actuator_call call_command(struct arena *arena, const struct hands *hands,
					 const struct label *plan, size_t count)
{
	return (struct actuator_call){ .arena = arena,
				       .config = &config,
				       .hands = hands,
				       .plan = plan,
				       .plan_count = count,
				       .job = 9,
				       .wait_ms = WAIT_MS };
}

static const struct label restart[] = {
	{ STR_INIT("command"), STR_INIT("restart") },
	{ STR_INIT("arg1"), STR_INIT("--now") },
	{ STR_INIT("arg2"), STR_INIT("it's a; $(name)") },
	{ STR_INIT("undo_command"), STR_INIT("stop") },
	{ STR_INIT("undo_arg1"), STR_INIT("pay") },
};

static void a_command_is_shown_as_it_will_run_and_runs_as_shown(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct fake_hands fake = { .result = { .output = STR("done\n") } };
	struct hands hands = { &fake, fake_run, fake_recall };
	struct actuator_call call = call_command(arena, &hands, restart,
						 COUNT_OF(restart));
	struct actuator_preview preview;
	struct actuator_result result;
	struct error error = { 0 };

	CHECK_OK(preview_and_apply(actuator("command"), &call, &preview, &result, &error),
		 error);
	CHECK_STR(preview.preview, "runs  /usr/bin/restart --now 'it'\\''s a; $(name)'");
	CHECK_STR(json_write(arena, preview.undo),
		  "{\"command\":\"stop\",\"arg1\":\"pay\"}");
	CHECK_STR(preview.undo_text, "runs /usr/bin/stop pay");
	CHECK_STR(fake.argv, "/usr/bin/restart|--now|it's a; $(name)");
	CHECK_INT(fake.id, 9);
	CHECK_STR(result.output, "done\n");

	call = call_command(arena, &hands, restart, 2);
	CHECK_OK(actuator("command")->preview(&call, &preview, &error), error);
	CHECK(!preview.undo);
	CHECK_STR(preview.undo_text, "there is no way back");
}

static const struct {
	const char *name, *value, *says;
} bad_plans[] = {
	{ "command", "rm", "the configuration allows no command 'rm'" },
	{ "command", "", "the plan does not say 'command'" },
	{ "arg1", "{{pod}}", "a placeholder is not filled in" },
	{ "arg1", "x<pod>y", "a placeholder is not filled in" },
	{ "arg1", "a\nb", "a control character" },
	{ "arg3", "x", "arg3 is given and one before it is not" },
	{ "undo_command", "rm", "undo: the configuration allows no command 'rm'" },
};

static void plans_with_gaps_or_forbidden_programs_are_refused(void)
{
	for (size_t i = 0; i < COUNT_OF(bad_plans); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct label plan[] = {
			{ str_of(bad_plans[i].name), str_of(bad_plans[i].value) },
			{ STR("command"), STR("restart") },
		};
		struct actuator_call call = call_command(arena, NULL, plan, 2);
		struct actuator_preview preview;
		struct error error = { 0 };

		CHECK_CASE(!actuator("command")->preview(&call, &preview, &error),
			   bad_plans[i].says);
		CHECK_CASE(str_contains(str_of(error.text), str_of(bad_plans[i].says)),
			   error.text);
	}
}

static void a_program_taken_from_the_list_does_not_run(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct fake_hands fake = { 0 };
	struct hands hands = { &fake, fake_run, fake_recall };
	struct actuator_call call = call_command(arena, &hands, restart,
						 COUNT_OF(restart));
	struct label other[] = { { STR("restart"), STR("/tmp/restart") } };
	struct config changed = { .commands_allowed = other, .command_count = 1 };
	struct actuator_preview preview;
	struct actuator_result result;
	struct error error = { 0 };

	CHECK_OK(actuator("command")->preview(&call, &preview, &error), error);
	call.condition = preview.condition;
	call.argv = preview.argv;
	call.config = &changed;
	CHECK(!actuator("command")->apply(&call, &result, &error));
	CHECK_INT(error.kind, ERROR_CONFLICT);
	changed.command_count = 0;
	CHECK(!actuator("command")->apply(&call, &result, &error));
	CHECK_INT(error.kind, ERROR_CONFLICT);
	CHECK_INT(fake.runs, 0);
}

static void how_a_command_ended_decides_what_is_known(void)
{
	static const struct {
		struct command_result result;
		bool dies, succeeded, timed_out, unknown;
		int was_done;
	} cases[] = {
		{ { .exit_code = 0 }, false, true, false, false, 1 },
		{ { .exit_code = 3 }, false, false, false, false, 0 },
		{ { .exit_code = -1, .signal = 9 }, false, false, false, false, -1 },
		{ { .exit_code = -1, .signal = 9, .timed_out = true },
		  false,
		  false,
		  true,
		  false,
		  -1 },
		{ { .exit_code = 0 }, true, false, false, true, 1 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct fake_hands fake = { .result = cases[i].result,
					   .dies = cases[i].dies };
		struct hands hands = { &fake, fake_run, fake_recall };
		struct actuator_call call = call_command(arena, &hands, restart, 1);
		struct actuator_preview preview;
		struct actuator_result result;
		struct error error = { 0 };
		str why;

		CHECK_INT(preview_and_apply(actuator("command"), &call, &preview, &result,
					    &error),
			  cases[i].succeeded);
		CHECK_INT(result.timed_out, cases[i].timed_out);
		CHECK_INT(result.unknown, cases[i].unknown);
		CHECK_INT(actuator("command")->was_done(&call, &why), -1);
		fake.has_result = true;
		CHECK_INT(actuator("command")->was_done(&call, &why), cases[i].was_done);
	}
}

const struct test tests[] = {
	{ "maxmemory is doubled, read back and put back",
	  maxmemory_is_doubled_read_back_and_put_back },
	{ "the policy changes and its undo says what it cannot bring back",
	  the_policy_changes_and_its_undo_says_what_it_cannot_bring_back },
	{ "a world that moved is not touched", a_world_that_moved_is_not_touched },
	{ "values outside their grammar are refused",
	  values_outside_their_grammar_are_refused },
	{ "a limit near the machine's memory is warned of",
	  a_limit_near_the_machines_memory_is_warned_of },
	{ "only what was approved of this kind can run",
	  only_what_was_approved_of_this_kind_can_run },
	{ "a drill changes nothing outside this machine",
	  a_drill_changes_nothing_outside_this_machine },
	{ "a command is shown as it will run and runs as shown",
	  a_command_is_shown_as_it_will_run_and_runs_as_shown },
	{ "plans with gaps or forbidden programs are refused",
	  plans_with_gaps_or_forbidden_programs_are_refused },
	{ "a program taken from the list does not run",
	  a_program_taken_from_the_list_does_not_run },
	{ "how a command ended decides what is known",
	  how_a_command_ended_decides_what_is_known },
	{ 0 },
};

#include "base/limits.h"
#include "check.h"
#include "runner/hands.h"

#include <ftw.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

enum { TEST_BYTES_MAX = 64 << 20, WAIT_MS = 5000, TRIES = 250, TRY_US = 20000 };

/* Started as "PROGRAM hands", this test is the hands themselves. */
static void __attribute__((constructor)) become_hands(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "hands") == 0)
		exit(hands_main(HANDS_SOCKET));
}

static char spool[64];

static int remove_one(const char *path, const struct stat *status, int type,
		      struct FTW *where)
{
	(void)status;
	(void)type;
	(void)where;
	return remove(path);
}

static struct hands_process *start(void)
{
	struct error error = { 0 };
	struct hands_process *process;

	snprintf(spool, sizeof(spool), "/tmp/test_hands.XXXXXX");
	if (!mkdtemp(spool))
		abort();
	process = hands_start("/proc/self/exe", spool, &error);
	if (!process) {
		check_failed(__FILE__, __LINE__, "%s", error.text);
		exit(1);
	}
	return process;
}

static void stop(struct hands_process **process)
{
	hands_stop(*process);
	nftw(spool, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

#define scoped_hands scoped(stop) struct hands_process *

struct outcome {
	bool came;
	struct command_result result;
	struct error error;
};

static struct outcome run(struct hands_process *process, struct arena *arena,
			  const struct command *command)
{
	struct hands hands = hands_port(process);
	struct outcome outcome = { 0 };

	outcome.came = hands.run(hands.context, arena, command, &outcome.result,
				 &outcome.error);
	return outcome;
}

/* What a shell is told to do: here it is the program, in real life it never is. */
static struct outcome run_script(struct hands_process *process, struct arena *arena,
				 const char *script, int64_t id, int64_t wait_ms)
{
	str argv[] = { STR("/bin/sh"), STR("-c"), str_of(script) };
	struct command command = {
		.argv = argv, .argc = 3, .id = id, .wait_ms = wait_ms
	};

	return run(process, arena, &command);
}

static bool appears(const char *path)
{
	for (int i = 0; i < TRIES; i++) {
		if (access(path, F_OK) == 0)
			return true;
		usleep(TRY_US);
	}
	return false;
}

static void a_program_runs_as_argv_and_its_words_come_back(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_hands process = start();
	str argv[] = { STR("printf"), STR("%s|"), STR("a b"), STR("$HOME; `id`"),
		       STR("") };
	struct command command = { .argv = argv, .argc = 5, .wait_ms = WAIT_MS };
	struct outcome outcome = run(process, arena, &command);

	CHECK_OK(outcome.came, outcome.error);
	CHECK_STR(outcome.result.output, "a b|$HOME; `id`||");
	CHECK_INT(outcome.result.exit_code, 0);
	CHECK(!outcome.result.timed_out && !outcome.result.output_cut);
}

static void exit_codes_signals_and_errors_are_told_apart(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_hands process = start();
	str missing[] = { STR("/no/such/program") };
	struct command command = { .argv = missing, .argc = 1, .wait_ms = WAIT_MS };
	struct outcome outcome = run_script(process, arena,
					    "echo out; echo err >&2; exit 3", 0, WAIT_MS);

	CHECK_OK(outcome.came, outcome.error);
	CHECK_INT(outcome.result.exit_code, 3);
	CHECK_STR(outcome.result.output, "out\nerr\n");
	outcome = run_script(process, arena, "kill -9 $$", 0, WAIT_MS);
	CHECK_OK(outcome.came, outcome.error);
	CHECK_INT(outcome.result.exit_code, -1);
	CHECK_INT(outcome.result.signal, SIGKILL);
	outcome = run(process, arena, &command);
	CHECK_OK(outcome.came, outcome.error);
	CHECK_INT(outcome.result.exit_code, 127);
	CHECK(str_contains(outcome.result.output, STR("cannot start /no/such/program")));
	command.argv = (str[]){ { "/bin/e\0cho", 10 } };
	outcome = run(process, arena, &command);
	CHECK(!outcome.came && outcome.error.kind == ERROR_INVALID);
}

static void nothing_is_inherited_but_three_names(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct label environment[] = { { STR("GIVEN"), STR("x y") } };
	str argv[] = { STR("/usr/bin/env") };
	struct command command = { .argv = argv,
				   .argc = 1,
				   .environment = environment,
				   .environment_count = 1,
				   .directory = STR("/tmp"),
				   .wait_ms = WAIT_MS };
	struct outcome outcome;
	str rest, line;

	setenv("A_SECRET", "hunter2", 1);

	scoped_hands process = start();

	outcome = run(process, arena, &command);
	CHECK_OK(outcome.came, outcome.error);
	CHECK(str_contains(outcome.result.output, STR("GIVEN=x y\n")));
	rest = outcome.result.output;
	while (str_next(&rest, '\n', &line))
		CHECK_CASE(str_starts_with(line, STR("GIVEN=")) ||
				   str_starts_with(line, STR("PATH=")) ||
				   str_starts_with(line, STR("HOME=")) ||
				   str_starts_with(line, STR("LANG=")),
			   arena_c_string(arena, line));
	outcome = run_script(process, arena,
			     "pwd; ls /proc/self/fd | wc -l; "
			     "tr '\\0' '\\n' </proc/$PPID/environ | grep -c SECRET",
			     0, WAIT_MS);
	CHECK_OK(outcome.came, outcome.error);
	/* 0, 1, 2, and the one ls opens itself. */
	CHECK_STR(outcome.result.output, "/\n4\n0\n");
}

/* What one program is given, the next does not have. */
static void each_stage_has_its_own_environment(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct label ours = { STR("ONE"), STR("1") }, theirs = { STR("TWO"), STR("2") };
	str first[] = { STR("/bin/sh"), STR("-c"), STR("echo [$ONE$TWO] >&2") };
	str second[] = { STR("/bin/sh"), STR("-c"), STR("cat; echo [$ONE$TWO]") };
	struct command into = {
		.argv = second, .argc = 3, .environment = &theirs, .environment_count = 1
	};
	struct command command = { .argv = first,
				   .argc = 3,
				   .environment = &ours,
				   .environment_count = 1,
				   .into = &into,
				   .joins_errors = true,
				   .wait_ms = WAIT_MS };
	scoped_hands process = start();
	struct outcome outcome = run(process, arena, &command);

	CHECK_OK(outcome.came, outcome.error);
	CHECK_STR(outcome.result.output, "[1]\n[2]\n");
}

static void a_long_output_keeps_its_head_and_its_tail(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_hands process = start();
	struct outcome outcome = run_script(
		process, arena, "echo first; seq 1 200000; echo last", 7, WAIT_MS);

	CHECK_OK(outcome.came, outcome.error);
	CHECK(outcome.result.output_cut);
	CHECK(outcome.result.output.length <= COMMAND_OUTPUT_BYTES_MAX);
	CHECK(outcome.result.output.length > COMMAND_OUTPUT_BYTES_MAX - 100);
	CHECK(str_starts_with(outcome.result.output, STR("first\n1\n2\n3\n")));
	CHECK(str_ends_with(outcome.result.output, STR("\n199999\n200000\nlast\n")));
	CHECK(str_contains(outcome.result.output, STR(" bytes left out]\n")));
}

static void a_deadline_kills_the_whole_group(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_hands process = start();
	str script = arena_format(
		arena, "(sleep 1; touch %s/late) & echo begun; sleep 60; echo no", spool);
	int64_t start_us = clock_monotonic_us();
	struct outcome outcome = run_script(process, arena, script.bytes, 0, 300);

	CHECK_OK(outcome.came, outcome.error);
	CHECK(outcome.result.timed_out);
	CHECK_INT(outcome.result.signal, SIGKILL);
	CHECK_STR(outcome.result.output, "begun\n");
	CHECK(clock_monotonic_us() - start_us < 2000000);
	usleep(1200000);
	CHECK(access(arena_format(arena, "%s/late", spool).bytes, F_OK) != 0);
}

static void what_a_command_leaves_behind_ends_with_it(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_hands process = start();
	str script = arena_format(arena, "(sleep 1; touch %s/late) & echo done", spool);
	int64_t start_us = clock_monotonic_us();
	struct outcome outcome = run_script(process, arena, script.bytes, 0, WAIT_MS);

	CHECK_OK(outcome.came, outcome.error);
	CHECK_STR(outcome.result.output, "done\n");
	CHECK(clock_monotonic_us() - start_us < 900000);
	usleep(1200000);
	CHECK(access(arena_format(arena, "%s/late", spool).bytes, F_OK) != 0);
}

struct caller {
	struct hands_process *process;
	int number;
	bool good;
};

static void *call(void *context)
{
	struct caller *caller = context;
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	str script = arena_format(arena, "sleep 0.3; echo %d", caller->number);
	struct outcome outcome = run_script(caller->process, arena, script.bytes,
					    caller->number, WAIT_MS);

	caller->good = outcome.came &&
		       str_equal(outcome.result.output,
				 arena_format(arena, "%d\n", caller->number));
	return NULL;
}

static void several_run_at_once_and_none_gets_anothers_result(void)
{
	scoped_hands process = start();
	struct caller callers[12];
	pthread_t threads[COUNT_OF(callers)];
	int64_t start_us = clock_monotonic_us();

	for (size_t i = 0; i < COUNT_OF(callers); i++) {
		callers[i] = (struct caller){ .process = process, .number = (int)i + 1 };
		if (pthread_create(&threads[i], NULL, call, &callers[i]) != 0)
			abort();
	}
	for (size_t i = 0; i < COUNT_OF(callers); i++) {
		pthread_join(threads[i], NULL);
		CHECK(callers[i].good);
	}
	CHECK(clock_monotonic_us() - start_us < 2000000);
}

static void one_too_many_is_refused_and_did_not_run(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_hands process = start();
	struct caller callers[16];
	pthread_t threads[COUNT_OF(callers)];
	struct outcome outcome;

	for (size_t i = 0; i < COUNT_OF(callers); i++) {
		callers[i] = (struct caller){ .process = process, .number = (int)i + 1 };
		if (pthread_create(&threads[i], NULL, call, &callers[i]) != 0)
			abort();
	}
	usleep(100000);
	outcome = run_script(process, arena, "echo x", 99, WAIT_MS);
	CHECK(!outcome.came && outcome.error.kind == ERROR_CONFLICT);
	for (size_t i = 0; i < COUNT_OF(callers); i++) {
		pthread_join(threads[i], NULL);
		CHECK(callers[i].good);
	}
}

static void a_result_is_in_the_spool_before_it_is_told(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_hands process = start();
	struct hands hands = hands_port(process);
	struct command_result recalled;

	CHECK(!hands.recall(hands.context, arena, 42, &recalled));
	CHECK(run_script(process, arena, "echo kept; exit 5", 42, WAIT_MS).came);
	CHECK(hands.recall(hands.context, arena, 42, &recalled));
	CHECK_INT(recalled.exit_code, 5);
	CHECK_STR(recalled.output, "kept\n");
	CHECK(run_script(process, arena, "true", 0, WAIT_MS).came);
	CHECK(!hands.recall(hands.context, arena, 0, &recalled));
}

static void what_a_command_prints_is_kept_only_where_it_may_be(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_hands process = start();
	struct hands hands = hands_port(process);
	str argv[] = { STR("sh"), STR("-c"), STR("echo hunter2; exit 5") };
	struct command command = { .argv = argv,
				   .argc = 3,
				   .id = 43,
				   .keeps_no_output = true,
				   .wait_ms = WAIT_MS };
	struct outcome outcome = run(process, arena, &command);
	struct command_result recalled = { 0 };

	CHECK_OK(outcome.came, outcome.error);
	CHECK_STR(outcome.result.output, "hunter2\n");
	CHECK(hands.recall(hands.context, arena, 43, &recalled));
	CHECK_INT(recalled.exit_code, 5);
	CHECK_STR(recalled.output, "");
}

static void *kill_hands_soon(void *context)
{
	usleep(300000);
	kill((pid_t)hands_pid(context), SIGKILL);
	return NULL;
}

static void when_the_hands_die_it_is_unknown_and_they_come_back(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_hands process = start();
	int64_t before = hands_pid(process);
	pthread_t killer;
	struct outcome outcome;

	if (pthread_create(&killer, NULL, kill_hands_soon, process) != 0)
		abort();
	outcome = run_script(process, arena, "sleep 2", 1, WAIT_MS);
	pthread_join(killer, NULL);
	CHECK(!outcome.came && outcome.error.kind == ERROR_UNAVAILABLE);
	CHECK_STR(str_of(outcome.error.text),
		  "the hands died: whether it ran is unknown");
	outcome = run_script(process, arena, "echo again", 2, WAIT_MS);
	CHECK_OK(outcome.came, outcome.error);
	CHECK_STR(outcome.result.output, "again\n");
	CHECK(hands_pid(process) != before);

	/* Between two calls: nobody notices. */
	kill((pid_t)hands_pid(process), SIGKILL);
	usleep(100000);
	outcome = run_script(process, arena, "echo and again", 3, WAIT_MS);
	CHECK_OK(outcome.came, outcome.error);
	CHECK_STR(outcome.result.output, "and again\n");
}

/* The server side in a process of its own, so that it can be killed. */
static pid_t serve_and_run(const char *script)
{
	pid_t server = fork();
	struct error error;
	struct hands_process *process;

	if (server != 0)
		return server;
	process = hands_start("/proc/self/exe", spool, &error);
	if (process) {
		struct arena *arena = arena_new(TEST_BYTES_MAX);

		run_script(process, arena, script, 77, WAIT_MS);
	}
	_exit(1);
}

static void when_the_server_dies_the_child_ends_and_its_result_stays(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_hands process = start();
	struct hands hands = hands_port(process);
	struct command_result recalled;
	str begun = arena_format(arena, "%s/begun", spool);
	str script = arena_format(arena, "touch " STR_FMT "; sleep 0.5; echo finished",
				  STR_ARG(begun));
	pid_t server = serve_and_run(script.bytes);

	CHECK(appears(begun.bytes));
	kill(server, SIGKILL);
	waitpid(server, NULL, 0);
	CHECK(!hands.recall(hands.context, arena, 77, &recalled));
	CHECK(appears(arena_format(arena, "%s/77", spool).bytes));
	CHECK(hands.recall(hands.context, arena, 77, &recalled));
	CHECK_INT(recalled.exit_code, 0);
	CHECK_STR(recalled.output, "finished\n");
}

static bool is_gone(pid_t pid)
{
	for (int i = 0; i < TRIES; i++) {
		if (kill(pid, 0) != 0)
			return true;
		usleep(TRY_US);
	}
	return false;
}

static void hands_without_a_server_end(void)
{
	struct hands_process *process = start();
	pid_t pid = (pid_t)hands_pid(process);

	stop(&process);
	CHECK(is_gone(pid));
}

static void a_command_of_128_kib_is_refused_and_one_of_100_is_not(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_hands process = start();
	char *bytes = arena_many(arena, char, 128 << 10);
	str argv[] = { STR("/bin/echo"), { bytes, 100 << 10 } };
	struct command command = { .argv = argv, .argc = 2, .wait_ms = WAIT_MS };
	struct outcome outcome;

	memset(bytes, 'x', 128 << 10);
	outcome = run(process, arena, &command);
	CHECK_OK(outcome.came, outcome.error);
	CHECK_INT(outcome.result.output.length, (100 << 10) + 1);
	argv[1].length = 128 << 10;
	outcome = run(process, arena, &command);
	CHECK(!outcome.came && outcome.error.kind == ERROR_TOO_LARGE);
}

static void what_one_prints_the_next_one_reads(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_hands process = start();
	str sort[] = { STR("sort"), STR("-u") };
	str grep[] = { STR("grep"), STR("a") };
	struct command sorts = { .argv = sort, .argc = 2 };
	struct command command = { .argv = grep,
				   .argc = 2,
				   .into = &sorts,
				   .input = STR("ba\nno\na\nba\n"),
				   .wait_ms = WAIT_MS };
	struct outcome outcome = run(process, arena, &command);

	CHECK_OK(outcome.came, outcome.error);
	CHECK_STR(outcome.result.output, "a\nba\n");
	CHECK_INT(outcome.result.exit_code, 0);
	command.input = STR("");
	outcome = run(process, arena, &command);
	CHECK_INT(outcome.result.exit_code, 1);
	CHECK_INT(outcome.result.stage, 0);
}

static void the_next_one_reads_errors_only_where_that_was_asked_for(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_hands process = start();
	str fails[] = { STR("ls"), STR("/no-such-folder-here") };
	str count[] = { STR("grep"), STR("-c"), STR("no-such") };
	struct command counts = { .argv = count, .argc = 3 };
	struct command command = { .argv = fails,
				   .argc = 2,
				   .into = &counts,
				   .joins_errors = true,
				   .wait_ms = WAIT_MS };
	struct outcome outcome = run(process, arena, &command);

	CHECK_OK(outcome.came, outcome.error);
	CHECK_STR(outcome.result.output, "1\n");
	command.joins_errors = false;
	outcome = run(process, arena, &command);
	CHECK(str_contains(outcome.result.output, STR("/no-such-folder-here")));
	CHECK(str_contains(outcome.result.output, STR("0\n")));
}

/* What "yes | head -1" does: the first one is ended by SIGPIPE, and nothing is wrong. */
static void a_stage_that_its_reader_cuts_off_did_nothing_wrong(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_hands process = start();
	str yes[] = { STR("yes") }, head[] = { STR("head"), STR("-1") };
	struct command reader = { .argv = head, .argc = 2 };
	struct command command = {
		.argv = yes, .argc = 1, .into = &reader, .wait_ms = WAIT_MS
	};
	struct outcome outcome = run(process, arena, &command);

	CHECK_OK(outcome.came, outcome.error);
	CHECK_STR(outcome.result.output, "y\n");
	CHECK_INT(outcome.result.exit_code, 0);
}

static void where_one_stage_cannot_start_nothing_feeds_it(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_hands process = start();
	str path = arena_format(arena, "%s/ran", spool);
	str touch[] = { STR("touch"), path }, missing[] = { STR("/no/such/program") };
	struct command reader = { .argv = missing, .argc = 1 };
	struct command command = {
		.argv = touch, .argc = 2, .into = &reader, .wait_ms = WAIT_MS
	};
	struct outcome outcome = run(process, arena, &command);

	CHECK_OK(outcome.came, outcome.error);
	CHECK_INT(outcome.result.exit_code, 127);
	CHECK(access(path.bytes, F_OK) != 0);
	/* And what would have read must not take the end for an answer. */
	command = (struct command){ .argv = missing, .argc = 1, .wait_ms = WAIT_MS };
	str keep[] = { STR("sh"), STR("-c"), STR("cat; touch \"$0\""), path };
	reader = (struct command){ .argv = keep, .argc = 4 };
	command.into = &reader;
	outcome = run(process, arena, &command);
	CHECK_INT(outcome.result.exit_code, 127);
	CHECK(access(path.bytes, F_OK) != 0);
}

static void a_pipeline_ends_whole_at_its_deadline_and_has_a_longest(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_hands process = start();
	str sleep[] = { STR("sleep"), STR("60") };
	struct command stages[COMMAND_STAGES_MAX + 1];
	struct outcome outcome;

	for (size_t i = 0; i <= COMMAND_STAGES_MAX; i++)
		stages[i] = (struct command){ .argv = sleep,
					      .argc = 2,
					      .into = i < COMMAND_STAGES_MAX
							      ? &stages[i + 1]
							      : NULL,
					      .wait_ms = 200 };
	outcome = run(process, arena, &stages[0]);
	CHECK(!outcome.came && outcome.error.kind == ERROR_TOO_LARGE);
	outcome = run(process, arena, &stages[1]);
	CHECK_OK(outcome.came, outcome.error);
	CHECK(outcome.result.timed_out);
}

const struct test tests[] = {
	{ "a program runs as argv and its words come back",
	  a_program_runs_as_argv_and_its_words_come_back },
	{ "exit codes, signals and errors are told apart",
	  exit_codes_signals_and_errors_are_told_apart },
	{ "nothing is inherited but three names", nothing_is_inherited_but_three_names },
	{ "each stage has its own environment", each_stage_has_its_own_environment },
	{ "a long output keeps its head and its tail",
	  a_long_output_keeps_its_head_and_its_tail },
	{ "a deadline kills the whole group", a_deadline_kills_the_whole_group },
	{ "what a command leaves behind ends with it",
	  what_a_command_leaves_behind_ends_with_it },
	{ "several run at once and none gets another's result",
	  several_run_at_once_and_none_gets_anothers_result },
	{ "one too many is refused and did not run",
	  one_too_many_is_refused_and_did_not_run },
	{ "a result is in the spool before it is told",
	  a_result_is_in_the_spool_before_it_is_told },
	{ "what a command prints is kept only where it may be",
	  what_a_command_prints_is_kept_only_where_it_may_be },
	{ "when the hands die it is unknown and they come back",
	  when_the_hands_die_it_is_unknown_and_they_come_back },
	{ "when the server dies the child ends and its result stays",
	  when_the_server_dies_the_child_ends_and_its_result_stays },
	{ "hands without a server end", hands_without_a_server_end },
	{ "a command of 128 KiB is refused and one of 100 is not",
	  a_command_of_128_kib_is_refused_and_one_of_100_is_not },
	{ "what one prints the next one reads", what_one_prints_the_next_one_reads },
	{ "the next one reads errors only where that was asked for",
	  the_next_one_reads_errors_only_where_that_was_asked_for },
	{ "a stage that its reader cuts off did nothing wrong",
	  a_stage_that_its_reader_cuts_off_did_nothing_wrong },
	{ "where one stage cannot start nothing feeds it",
	  where_one_stage_cannot_start_nothing_feeds_it },
	{ "a pipeline ends whole at its deadline and has a longest",
	  a_pipeline_ends_whole_at_its_deadline_and_has_a_longest },
	{ 0 },
};

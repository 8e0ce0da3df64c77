#include "face_fixture.h"

#include "faces/cli/cli.h"
#include "faces/cli/command.h"

#include <fcntl.h>

enum { WORDS_MAX = 12 };

static bool parse(struct arena *arena, const char *line, struct cli_command *command,
		  struct error *error)
{
	const char *words[WORDS_MAX];
	str rest = str_of(line), word;
	size_t count = 0;

	*error = (struct error){ 0 };
	while (count < WORDS_MAX && str_next(&rest, '|', &word))
		words[count++] = arena_c_string(arena, word);
	return cli_parse(arena, words, count, command, error);
}

static void words_become_inputs(void)
{
	static const struct {
		const char *line, *noun, *verb, *inputs;
	} cases[] = {
		{ "list", "incident", "list", "{}" },
		{ "incident|list|--all", "incident", "list", "{\"all\":\"true\"}" },
		{ "list|--all=no", "incident", "list", "{\"all\":\"no\"}" },
		{ "ack|last", "page", "acknowledge", "{\"incident\":\"last\"}" },
		{ "page|acknowledge|1", "page", "acknowledge", "{\"incident\":\"1\"}" },
		{ "note|last|two words", "incident", "note",
		  "{\"incident\":\"last\",\"text\":\"two words\"}" },
		{ "note|--text|-- dashes|last", "incident", "note",
		  "{\"text\":\"-- dashes\",\"incident\":\"last\"}" },
		{ "note|last|--|--text", "incident", "note",
		  "{\"incident\":\"last\",\"text\":\"--text\"}" },
		{ "approve|last|2|--digest=abc", "action", "approve",
		  "{\"incident\":\"last\",\"number\":\"2\",\"digest\":\"abc\"}" },
		{ "message|send|last|--next-update|30m", "message", "send",
		  "{\"incident\":\"last\",\"next_update\":\"30m\"}" },
		{ "message|send|last|--next_update=30m", "message", "send",
		  "{\"incident\":\"last\",\"next_update\":\"30m\"}" },
		{ "resolve|last|--unproven|--reason|x", "incident", "resolve",
		  "{\"incident\":\"last\",\"unproven\":\"true\",\"reason\":\"x\"}" },
		{ "explain|7", "alert", "explain", "{\"id\":\"7\"}" },
	};
	scoped_arena arena = arena_new(16 << 20);

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct cli_command command;
		struct error error;

		CHECK_CASE(parse(arena, cases[i].line, &command, &error), cases[i].line);
		if (error.kind != ERROR_NONE)
			continue;
		CHECK_CASE(command.operation == operation_find(str_of(cases[i].noun),
							       str_of(cases[i].verb)),
			   cases[i].line);
		CHECK_STR_EQ(json_write(arena, command.inputs), str_of(cases[i].inputs));
	}
}

static void options_of_every_command_may_stand_anywhere(void)
{
	static const char *const lines[] = {
		"--json|--as|bob|--data=/tmp/x|show|last",
		"show|--as=bob|last|--data|/tmp/x|--json",
		"show|last|--json|--as|bob|--data|/tmp/x",
	};
	scoped_arena arena = arena_new(16 << 20);

	for (size_t i = 0; i < COUNT_OF(lines); i++) {
		struct cli_command command;
		struct error error;

		CHECK_OK(parse(arena, lines[i], &command, &error), error);
		CHECK(command.json);
		CHECK_STR(command.as, "bob");
		CHECK_STR(command.directory, "/tmp/x");
		CHECK_STR(tree_get_text(command.inputs, "incident"), "last");
	}
}

static void wrong_use_is_told_what_to_type(void)
{
	static const struct {
		const char *line, *says;
	} cases[] = {
		{ "incidnet|list", "there is no command 'incidnet'; did you mean "
				   "incident? (stanch help)" },
		{ "akc", "there is no command 'akc'; did you mean ack? (stanch help)" },
		{ "serv",
		  "there is no command 'serv'; did you mean serve? (stanch help)" },
		{ "incident|lsit",
		  "incident has no 'lsit'; did you mean list? (stanch help incident)" },
		{ "note|last",
		  "text is missing: what you saw or did; for example: stanch note "
		  "last 'writes fail since the deploy'" },
		{ "ack",
		  "incident is missing: the incident: INC-2026-11-21-001, 1 (of today) "
		  "or last; for example: stanch ack last" },
		{ "declare|Redis|is|down",
		  "'is' is one word too many; text with spaces stands in quotes: stanch "
		  "declare 'orders cannot be paid'" },
		{ "list|--al",
		  "--al is no option here; did you mean all? (stanch incident list "
		  "[--all])" },
		{ "ack|last|--incident|1", "incident is given twice" },
		{ "list|--data", "--data needs a value: --data DIR" },
		{ "list|--json=1", "--json takes no value" },
		{ "resolve|last|--reason",
		  "--reason needs a value: why it is over; needed with "
		  "--unproven" },
	};
	scoped_arena arena = arena_new(16 << 20);

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct cli_command command;
		struct error error;

		CHECK_CASE(!parse(arena, cases[i].line, &command, &error), cases[i].line);
		CHECK_STR_EQ(str_of(error.text), str_of(cases[i].says));
		CHECK_INT(error_exit_code(error.kind), 2);
	}
}

static void help_is_asked_for_in_many_ways(void)
{
	static const struct {
		const char *line, *says;
	} cases[] = {
		{ "", "What is typed at 3 a.m." },
		{ "help", "What is typed at 3 a.m." },
		{ "--help", "What is typed at 3 a.m." },
		{ "incident", "stanch incident note INCIDENT TEXT" },
		{ "help|incident", "stanch incident note INCIDENT TEXT" },
		{ "help|ack", "stanch page acknowledge INCIDENT" },
		{ "ack|--help", "stanch page acknowledge INCIDENT" },
		{ "help|message|send", "--next-update" },
		{ "help|serve", "--listen HOST:PORT" },
	};
	scoped_arena arena = arena_new(64 << 20);

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct cli_command command;
		struct error error;
		str text = { 0 };

		CHECK_OK(parse(arena, cases[i].line, &command, &error), error);
		CHECK_CASE(command.task == CLI_HELP, cases[i].line);
		CHECK_OK(cli_help(arena, command.words[0], command.words[1], &text,
				  &error),
			 error);
		CHECK_CASE(str_contains(text, str_of(cases[i].says)), cases[i].line);
	}
}

static void no_input_hides_behind_an_option_of_every_command(void)
{
	const struct operation *operation;

	for (size_t i = 0; (operation = operation_at(i)); i++)
		for (size_t k = 0; operation->input && k < operation->input->count; k++)
			for (size_t o = 0; cli_options[o].name; o++)
				CHECK_CASE(strcmp(operation->input->fields[k].name,
						  cli_options[o].name) != 0,
					   operation->verb);
}

static void exit_codes_follow_the_answer(void)
{
	static const struct {
		int status, code;
	} cases[] = {
		{ 200, 0 }, { 409, 1 }, { 404, 1 }, { 403, 1 }, { 400, 2 },
		{ 413, 2 }, { 401, 3 }, { 500, 3 }, { 503, 3 }, { 0, 3 },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		CHECK_INT(cli_exit_code(cases[i].status), cases[i].code);
}

/* -- the whole command, its output caught -- */

struct outcome {
	int code;
	str out, err;
};

static str read_back(struct arena *arena, int fd)
{
	struct text text = text_new(arena, 4 << 20);
	char piece[4096];
	ssize_t length;

	lseek(fd, 0, SEEK_SET);
	while ((length = read(fd, piece, sizeof(piece))) > 0)
		text_add(&text, (str){ piece, (size_t)length });
	return text_of(&text);
}

struct words {
	int argc;
	char **argv;
	int code;
};

static void *run_words(void *context)
{
	struct words *words = context;

	words->code = cli_main(words->argc, words->argv);
	return NULL;
}

/* The client keeps its connections as long as its thread lives. */
static int run_in_thread(int argc, char **argv)
{
	struct words words = { .argc = argc, .argv = argv };
	pthread_t thread = thread_start("command", run_words, &words);

	pthread_join(thread, NULL);
	return words.code;
}

static struct outcome run(struct served *f, const char *line)
{
	char *argv[WORDS_MAX + 2] = { (char *)(uintptr_t) "stanch" };
	struct outcome outcome = { 0 };
	scoped_fd out = open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	scoped_fd err = open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	scoped_fd old_out = dup(1), old_err = dup(2);
	str rest = str_of(line), word;
	int argc = 1;

	while (argc < WORDS_MAX && str_next(&rest, '|', &word))
		argv[argc++] = (char *)(uintptr_t)arena_c_string(f->arena, word);
	setenv("STANCH_DATA", f->directory, 1);
	fflush(stdout);
	dup2(out, 1);
	dup2(err, 2);
	outcome.code = run_in_thread(argc, argv);
	fflush(stdout);
	dup2(old_out, 1);
	dup2(old_err, 2);
	outcome.out = read_back(f->arena, out);
	outcome.err = read_back(f->arena, err);
	return outcome;
}

SERVED(a_command_asks_the_server_and_tells_its_answer)
{
	struct outcome outcome = run(f, "list");

	CHECK_INT(outcome.code, 0);
	CHECK_STR(outcome.out, "No open incident.\n");
	outcome = run(f, "declare|orders fail|--as|rita");
	CHECK_INT(outcome.code, 0);
	CHECK(str_starts_with(outcome.out, STR("Opened INC-")));
	CHECK(str_contains(run(f, "list").out, STR("orders fail")));
	outcome = run(f, "list|--json");
	CHECK_INT(outcome.code, 0);
	CHECK(str_contains(outcome.out, STR("\"title\"")));
	outcome = run(f, "note|last|what I saw|--as|rita");
	CHECK_INT(outcome.code, 0);
	outcome = run(f, "incident|timeline|last");
	CHECK(str_contains(outcome.out, STR("what I saw")));
	CHECK(str_contains(outcome.out, STR("rita")));
	/* Both encodings of what is not plain ASCII survive the query. */
	CHECK_INT(run(f, "show|INC-& =%41é").code, 1);
}

SERVED(a_refusal_has_its_reason_and_its_code)
{
	struct outcome outcome = run(f, "ack|last");

	CHECK_INT(outcome.code, 1);
	CHECK_STR(outcome.out, "");
	CHECK(str_starts_with(outcome.err, STR("stanch: ")));
	outcome = run(f, "declare|x|--as|vera");
	CHECK_INT(outcome.code, 1);
	CHECK_STR(outcome.err,
		  "stanch: incident declare needs the role responder; vera is "
		  "viewer\n");
	outcome = run(f, "declare|x|--rank|high");
	CHECK_INT(outcome.code, 2);
	CHECK(str_starts_with(outcome.err, STR("stanch: rank: ")));
	outcome = run(f, "declare|x|--rank|high|--json");
	CHECK_INT(outcome.code, 2);
	CHECK(str_contains(outcome.out, STR("\"field\"")));
}

SERVED(where_nobody_serves_it_says_so)
{
	struct outcome outcome = run(f, "list|--data|/tmp/stanch-none");

	CHECK_INT(outcome.code, 3);
	CHECK_STR(outcome.err,
		  "stanch: no stanch serves /tmp/stanch-none (is it running? start "
		  "it with: stanch serve)\n");
	outcome = run(f, "list|--server|http://127.0.0.1:1");
	CHECK_INT(outcome.code, 3);
	CHECK(str_contains(outcome.err, STR("http://127.0.0.1:1: could not connect")));
}

SERVED(over_the_network_a_token_says_who_asks)
{
	struct made_token token = make_token(f, "rita", TOKEN_API);
	str line = arena_format(f->arena, "declare|x|--server|http://127.0.0.1:%u/",
				f->port);
	struct outcome outcome = run(f, line.bytes);

	CHECK_INT(outcome.code, 3);
	CHECK(str_contains(outcome.err, STR("--token-file or $STANCH_TOKEN")));
	setenv("STANCH_TOKEN", arena_c_string(f->arena, token.secret), 1);
	outcome = run(f, line.bytes);
	CHECK_INT(outcome.code, 0);
	CHECK_INT(run(f, arena_format(f->arena, STR_FMT "|--as|ada", STR_ARG(line)).bytes)
			  .code,
		  2);
	unsetenv("STANCH_TOKEN");
}

SERVED(files_are_read_here_and_looked_at_there)
{
	struct made_token token = make_token(f, "rita", TOKEN_API);
	FILE *file = fopen("cli_runbook.md", "w");
	struct outcome outcome;

	CHECK(file && fputs("```sh\nrm -rf $X/\n```\n", file) >= 0 && fclose(file) == 0);
	setenv("STANCH_TOKEN", arena_c_string(f->arena, token.secret), 1);
	outcome = run(f, arena_format(f->arena,
				      "runbook|lint|cli_runbook.md|--server|"
				      "http://127.0.0.1:%u/",
				      f->port)
				 .bytes);
	CHECK_INT(outcome.code, 1);
	CHECK(str_contains(outcome.out, STR("cli_runbook.md:2: error")));
	unsetenv("STANCH_TOKEN");
	CHECK_INT(unlink("cli_runbook.md"), 0);
}

SERVED(text_from_outside_cannot_steer_the_terminal)
{
	struct reply reply = ask_local(f, "POST /api/v1/incident/declare", "",
				       "{\"title\":\"a\\u001b[2Jb\\u009b2Jc\\rd\"}");
	struct outcome outcome = run(f, "show|last");

	CHECK_INT(reply.status, 200);
	CHECK(str_contains(outcome.out, STR("a[2Jb2Jcd")));
	CHECK(!str_contains(outcome.out, STR("\x1b")) &&
	      !str_contains(outcome.out, STR("\r")));
}

SERVED(text_from_outside_cannot_turn_a_line_round)
{
	struct reply reply = ask_local(f, "POST /api/v1/incident/declare", "",
				       "{\"title\":\"a\\u202egnp.\\u2069\\u200fd\"}");
	struct outcome outcome = run(f, "show|last");

	CHECK_INT(reply.status, 200);
	CHECK(str_contains(outcome.out, STR("a[U+202E]gnp.[U+2069][U+200F]d")));
	/* For a program it is what it was. */
	outcome = run(f, "show|last|--json");
	CHECK(str_contains(outcome.out, STR("\"a\\u202egnp.\\u2069\\u200fd\"")));
	/* What a command is refused for quotes it, too. */
	outcome = run(f, "show|x\u202ey");
	CHECK(outcome.code != 0);
	CHECK(!str_contains(outcome.err, STR("\u202e")));
}

static void several_files_are_one_input(void)
{
	scoped_arena arena = arena_new(64 << 20);
	struct cli_command command;
	const struct tree *files;
	struct error error;
	FILE *file = fopen("cli_files.md", "w");

	CHECK(file && fputs("# One\n", file) >= 0 && fclose(file) == 0);
	CHECK_OK(parse(arena, "runbook|lint|cli_files.md|--off|x|./cli_files.md",
		       &command, &error),
		 error);
	files = tree_get(command.inputs, "files");
	CHECK_INT(tree_count(files), 2);
	CHECK_STR(tree_get_text(tree_nth(files, 1), "name"), "./cli_files.md");
	CHECK_STR(tree_get_text(tree_nth(files, 1), "text"), "# One\n");
	CHECK(!parse(arena, "runbook|lint|cli_files.md|cli_none.md", &command, &error));
	CHECK(str_contains(str_of(error.text), STR("cli_none.md")));
	CHECK_INT(unlink("cli_files.md"), 0);
}

SERVED(explain_tells_the_life_of_one_alert)
{
	struct outcome outcome;

	CHECK_INT(ask(f, "POST /api/v2/alerts", "",
		      "[{\"labels\":{\"alertname\":\"Mine\",\"service\":\"s\"}},"
		      "{\"labels\":{\"alertname\":\"Other\",\"service\":\"s\"}},"
		      "{\"labels\":{\"alertname\":\"Elsewhere\",\"service\":\"t\"}}]")
			  .status,
		  200);
	outcome = run(f, "explain|1");
	CHECK_INT(outcome.code, 0);
	CHECK(str_contains(outcome.out, STR("Alert Mine fires")));
	CHECK(str_contains(outcome.out, STR("-001 opened: ")));
	CHECK(str_contains(outcome.out, STR("Paging starts: ")));
	CHECK(str_contains(outcome.out, STR("\nMine is firing; paged once, ")));
	CHECK(!str_contains(outcome.out, STR("Milestone alerted")));
	CHECK(!str_contains(outcome.out, STR("Elsewhere")));
	CHECK(!str_contains(outcome.out, STR("Alert Other fires")));
	CHECK(str_contains(run(f, "explain|1|--all").out, STR("Milestone alerted")));
	CHECK_INT(run(f, "explain|99").code, 1);
}

SERVED(the_doctor_finds_a_server_that_is_gone)
{
	struct outcome outcome = run(f, "doctor");

	CHECK_INT(outcome.code, 0);
	CHECK(str_contains(outcome.out, STR("ok       stanch 0.0.0-test answers")));
	outcome = run(f, "doctor|--data|/tmp/stanch-none");
	CHECK_INT(outcome.code, 1);
	CHECK(str_contains(outcome.out, STR("WRONG    no stanch serves")));
}

/* The build runs tests in its own folder, as __FILE__ is written. */
static str manual_in_the_repository(struct arena *arena)
{
	static const char here[] = "tests/unit/test_cli.c";
	str root = str_slice(str_of(__FILE__), 0, sizeof(__FILE__) - sizeof(here));
	str path = arena_format(arena, STR_FMT "docs/manual.md", STR_ARG(root));
	scoped_fd fd = open(path.bytes, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return STR("");
	return read_back(arena, fd);
}

static void the_manual_is_what_the_program_prints(void)
{
	scoped_arena arena = arena_new(64 << 20);
	str printed = cli_manual(arena), kept = manual_in_the_repository(arena);
	const struct operation *operation;

	for (size_t i = 0; (operation = operation_at(i)); i++)
		CHECK_CASE(str_contains(printed, cli_usage(arena, operation)),
			   operation->verb);
	if (!str_equal(printed, kept))
		check_failed(
			__FILE__, __LINE__,
			"docs/manual.md is old: build/stanch manual >docs/manual.md");
}

const struct test tests[] = {
	{ "several files are one input", several_files_are_one_input },
	{ "words become inputs", words_become_inputs },
	{ "options of every command may stand anywhere",
	  options_of_every_command_may_stand_anywhere },
	{ "wrong use is told what to type", wrong_use_is_told_what_to_type },
	{ "help is asked for in many ways", help_is_asked_for_in_many_ways },
	{ "no input hides behind an option of every command",
	  no_input_hides_behind_an_option_of_every_command },
	{ "exit codes follow the answer", exit_codes_follow_the_answer },
	{ "a command asks the server and tells its answer",
	  a_command_asks_the_server_and_tells_its_answer },
	{ "a refusal has its reason and its code",
	  a_refusal_has_its_reason_and_its_code },
	{ "where nobody serves, it says so", where_nobody_serves_it_says_so },
	{ "files are read here and looked at there",
	  files_are_read_here_and_looked_at_there },
	{ "over the network a token says who asks",
	  over_the_network_a_token_says_who_asks },
	{ "text from outside cannot steer the terminal",
	  text_from_outside_cannot_steer_the_terminal },
	{ "text from outside cannot turn a line round",
	  text_from_outside_cannot_turn_a_line_round },
	{ "explain tells the life of one alert", explain_tells_the_life_of_one_alert },
	{ "the doctor finds a server that is gone",
	  the_doctor_finds_a_server_that_is_gone },
	{ "the manual is what the program prints",
	  the_manual_is_what_the_program_prints },
	{ 0 },
};

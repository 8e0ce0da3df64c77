/* Pipes and redirections that do not do what they look like, and traps of single
 * programs. */
#include "runbook/lint_private.h"

#include "base/limits.h"

#include <ctype.h>
#include <string.h>

/* -- pipes -- */

static bool is_quiet_grep(const struct lint_command *c)
{
	for (size_t i = 1; i < c->count; i++) {
		str value = c->words[i].value;

		if (value.length > 1 && value.bytes[0] == '-' && value.bytes[1] != '-' &&
		    str_contains(value, STR("q")))
			return true;
		if (str_is(value, "--quiet") || str_is(value, "-c") ||
		    str_is(value, "--count"))
			return true;
	}
	return false;
}

/* "a | grep b" at the end of a pipe: its exit code is grep's. */
static void look_at_grep(struct lint *lint, const struct lint_command *c)
{
	static const char *const greps[] = { "grep", "egrep", "fgrep", "zgrep", NULL };
	struct spot spot;

	if (!lint_is_one_of(c->name, greps) || c->position == 0 || c->outer ||
	    c->position + 1 != c->pipeline->count || c->is_test || is_quiet_grep(c))
		return;
	spot = lint_spot(lint, c, STR(""));
	spot.repaired = arena_format(lint->arena, STR_FMT " || [ $? -eq 1 ]",
				     STR_ARG(spot.found));
	lint_report(
		lint, RULE_SHELL_GREP_EXIT, spot,
		"the step's exit code is grep's: 1 when nothing matches, which may "
		"be the good news, and the same when what stands before the pipe "
		"failed. set -o pipefail shows that, and empty=pass says what nothing "
		"means");
}

/* Programs that write what is looked for to standard error. */
static void look_at_stderr(struct lint *lint, const struct lint_command *c)
{
	bool is_logs = (str_is(c->name, "docker") && c->count > 2 &&
			str_is(c->words[1].value, "logs"));
	bool is_verbose = str_is(c->name, "curl") && lint_has_word(c, "-v");
	struct lint_rewrite rewrite = lint_rewrite(lint->arena, c);
	const struct shell_command *next = c->position + 1 < c->pipeline->count
						   ? &c->pipeline
							      ->commands[c->position + 1]
						   : NULL;
	str *last;

	if ((!is_logs && !is_verbose) || !next || next->count == 0 ||
	    !str_ends_with(next->words[0].value, STR("grep")) ||
	    c->command->redirect_count > 0)
		return;
	last = lint_source(&rewrite, &c->words[c->count - 1]);
	*last = arena_format(lint->arena, STR_FMT " 2>&1", STR_ARG(*last));
	lint_report(lint, RULE_SHELL_STDERR_LOST,
		    lint_spot(lint, c, lint_rewritten(lint, &rewrite)),
		    "a pipe takes standard output only: %s",
		    is_logs ? "what the container wrote to standard error passes by the "
			      "grep"
			    : "curl -v writes headers to standard error, past the grep");
}

/* "> file 2>&1" is right, "2>&1 > file" is not. */
static void look_at_order(struct lint *lint, const struct lint_command *c)
{
	const struct shell_redirect *redirects = c->command->redirects;
	bool is_joined = false;

	if (c->position + 1 < c->pipeline->count || c->outer)
		return;
	for (size_t i = 0; i < c->command->redirect_count; i++) {
		str operator= redirects[i].operator;

		if (str_is(operator, ">&") && redirects[i].fd == 2 &&
		    str_is(redirects[i].target.value, "1")) {
			is_joined = true;
		} else if (is_joined && redirects[i].fd < 0 &&
			   str_starts_with(operator, STR(">"))) {
			struct spot spot = lint_spot(lint, c, STR(""));

			lint_report(lint, RULE_SHELL_REDIRECT_ORDER, spot,
				    "2>&1 stands before the file: errors still go to the "
				    "terminal, only the rest into " STR_FMT
				    ". Write it last",
				    STR_ARG(redirects[i].target.source));
			return;
		}
	}
}

/* "sudo echo x > /etc/y": it is not root that opens the file. */
static void look_at_sudo(struct lint *lint, const struct lint_command *c)
{
	struct spot spot;

	if (!c->has_sudo || c->outer)
		return;
	spot = lint_spot(lint, c, STR(""));
	for (size_t i = 0; i < c->command->redirect_count; i++) {
		const struct shell_redirect *redirect = &c->command->redirects[i];

		if (!str_starts_with(redirect->operator, STR(">")) ||
		    !(str_starts_with(redirect->target.value, STR("/etc")) ||
		      str_starts_with(redirect->target.value, STR("/proc")) ||
		      str_starts_with(redirect->target.value, STR("/sys")) ||
		      str_starts_with(redirect->target.value, STR("/usr")) ||
		      str_starts_with(redirect->target.value, STR("/root"))))
			continue;
		spot.repaired = arena_format(
			lint->arena, "\xe2\x80\xa6 | sudo tee %s" STR_FMT " >/dev/null",
			str_is(redirect->operator, ">>") ? "-a " : "",
			STR_ARG(redirect->target.source));
		lint_report(lint, RULE_SHELL_SUDO_REDIRECT, spot,
			    "the shell opens " STR_FMT
			    " before sudo runs, as the user that typed it",
			    STR_ARG(redirect->target.source));
		return;
	}
	for (size_t i = 0; i < c->command->count; i++)
		if (str_is(c->command->words[i].value, "sudo") &&
		    i + 1 < c->command->count) {
			str next = c->command->words[i + 1].value;
			struct lint_rewrite rewrite = lint_rewrite(lint->arena, c);

			if (str_is(next, "-n") || str_is(next, "-S") ||
			    str_is(next, "-A") || str_is(next, "--non-interactive"))
				return;
			rewrite.sources[i] = STR("sudo -n");
			spot.repaired = lint_rewritten(lint, &rewrite);
			lint_report(lint, RULE_SHELL_SUDO, spot,
				    "sudo may ask for a password, and nobody is there: "
				    "-n fails at once instead");
			return;
		}
}

/* -- what is counted -- */

static bool speaks_of_rate(str text)
{
	return lint_has(text, "rate") && !lint_has(text, "generate") &&
	       !lint_has(text, "operate") && !lint_has(text, "migrate") &&
	       !lint_has(text, "iterate");
}

/* "# error rate: logs --tail=100 | grep ERROR | wc -l" */
static void look_at_count(struct lint *lint, const struct lint_command *c)
{
	bool is_count = (str_is(c->name, "wc") && lint_has_word(c, "-l")) ||
			(str_ends_with(c->name, STR("grep")) && lint_has_word(c, "-c"));
	bool is_log = false;

	if (!is_count || c->position == 0 || !speaks_of_rate(lint_comment(c)))
		return;
	for (size_t i = 0; i < c->position; i++)
		for (size_t k = 0; k < c->pipeline->commands[i].count; k++)
			is_log |= lint_has(c->pipeline->commands[i].words[k].value,
					   "log") ||
				  str_is(c->pipeline->commands[i].words[k].value, "tail");
	if (is_log)
		lint_report(lint, RULE_SHELL_COUNT_AS_RATE, lint_spot(lint, c, STR("")),
			    "this counts lines of a log: without the number of requests "
			    "and the time they took it is no rate, and a busy hour looks "
			    "like a fault");
}

/* -- single programs -- */

static void look_at_gh(struct lint *lint, const struct lint_command *c)
{
	if (!str_is(c->name, "gh"))
		return;
	for (size_t i = 1; i + 1 < c->count; i++) {
		const struct shell_word *word = &c->words[i + 1];
		struct lint_rewrite rewrite = lint_rewrite(lint->arena, c);
		str name = word->value;

		if ((!str_is(c->words[i].value, "--assignee") &&
		     !str_is(c->words[i].value, "-a") &&
		     !str_is(c->words[i].value, "--add-assignee")) ||
		    name.length < 2 || name.bytes[0] != '@' || str_is(name, "@me") ||
		    str_is(name, "@copilot"))
			continue;
		*lint_source(&rewrite, word) = str_slice(name, 1, name.length);
		lint_report(lint, RULE_GH_ASSIGNEE,
			    (struct spot){ .line = c->code_line + word->line - 1,
					   .found = lint_command_text(lint, c),
					   .repaired = lint_rewritten(lint, &rewrite) },
			    "gh takes a login without \"@\", or @me: '" STR_FMT
			    "' is nobody, and the issue is not made",
			    STR_ARG(name));
	}
}

static void look_at_producer(struct lint *lint, const struct lint_command *c)
{
	static const char *const grammar_names[] = { "broker-list", "bootstrap-server",
						     "topic", NULL };
	static const struct lint_grammar grammar = { "", grammar_names };
	struct lint_arguments arguments = lint_arguments(lint->arena, c, &grammar);
	const struct lint_option *servers = lint_option(&arguments, "--broker-list",
							"--bootstrap-server");
	const struct lint_option *topic = lint_option(&arguments, NULL, "--topic");
	struct lint_rewrite rewrite = lint_rewrite(lint->arena, c);

	if (!str_starts_with(c->name, STR("kafka-console-producer")) || c->has_input)
		return;
	for (size_t i = 0; i < c->count; i++)
		*lint_source(&rewrite, &c->words[i]) = STR("");
	*lint_source(&rewrite, &c->words[0]) = arena_format(
		lint->arena,
		"kafka-topics%s --bootstrap-server " STR_FMT
		" --describe --topic " STR_FMT,
		str_ends_with(c->name, STR(".sh")) ? ".sh" : "",
		STR_ARG(servers ? servers->value : STR("localhost:9092")),
		STR_ARG(topic ? topic->value : STR("\"${TOPIC:?}\"")));
	lint_report(
		lint, RULE_KAFKA_PRODUCER,
		lint_spot(lint, c, lint_rewritten(lint, &rewrite)),
		"a producer waits at the keyboard and publishes each line typed%s" STR_FMT
		"%s: to see whether Kafka answers, ask for the topic",
		topic ? " to '" : "", STR_ARG(topic ? topic->value : STR("")),
		topic ? "'" : "");
}

/* aws logs filter-log-events counts in milliseconds, date +%s in seconds. */
static void look_at_milliseconds(struct lint *lint, const struct lint_command *c)
{
	static const char *const options[] = { "--start-time", "--end-time", NULL };
	struct lint_rewrite rewrite = lint_rewrite(lint->arena, c);
	const struct shell_word *found = NULL;

	if (!str_is(c->name, "aws") || (!lint_has_word(c, "filter-log-events") &&
					!lint_has_word(c, "get-log-events")))
		return;
	for (size_t i = 2; i < c->count; i++) {
		str source = c->words[i].source;

		if (!lint_is_one_of(c->words[i - 1].value, options) ||
		    !str_ends_with(source, STR("+%s)")))
			continue;
		found = &c->words[i];
		*lint_source(&rewrite, found) = arena_format(lint->arena, STR_FMT "000",
							     STR_ARG(source));
	}
	if (found)
		lint_report(
			lint, RULE_AWS_MILLISECONDS,
			lint_spot(lint, c, lint_rewritten(lint, &rewrite)),
			"these times are in milliseconds, and date +%%s gives seconds: "
			"a day in 1970");
}

void lint_traps(struct lint *lint, const struct lint_command *c)
{
	look_at_gh(lint, c);
	look_at_producer(lint, c);
	look_at_milliseconds(lint, c);
}

void lint_pipes(struct lint *lint, const struct lint_command *c)
{
	look_at_grep(lint, c);
	look_at_stderr(lint, c);
	look_at_order(lint, c);
	look_at_sudo(lint, c);
	look_at_count(lint, c);
}

void lint_command(struct lint *lint, const struct lint_command *c)
{
	if (lint->findings.count == LINT_FINDINGS_MAX)
		return;
	lint_kubectl(lint, c);
	lint_endless(lint, c);
	lint_obsolete(lint, c);
	lint_expansion(lint, c);
	lint_danger(lint, c);
	lint_pipes(lint, c);
	lint_traps(lint, c);
	lint_embedded(lint, c);
}

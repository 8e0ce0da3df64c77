/* Commands that never end, and commands that wait for somebody to type: a step that has
 * one stands there until its time is over. */
#include "runbook/lint_private.h"

#include "base/text.h"

#include <ctype.h>
#include <string.h>

/* -- never ends -- */

enum how {
	WITH_FLAG,    /* one of .flags makes it go on: without it it ends */
	WITHOUT_FLAG, /* it goes on unless one of .flags is there */
	WITH_NUMBER,  /* "vmstat 1" goes on, "vmstat 1 5" does not */
	ALWAYS,
};

static const struct endless {
	const char *name, *verb; /* verb: a word it must have; NULL: none */
	enum how how;
	const char *const *flags;
	const char *instead; /* what to add */
} endless[] = {
	{ "tail", NULL, WITH_FLAG, (const char *const[]){ "-f", "-F", "--follow", NULL },
	  NULL },
	{ "kubectl", "logs", WITH_FLAG, (const char *const[]){ "-f", "--follow", NULL },
	  NULL },
	{ "oc", "logs", WITH_FLAG, (const char *const[]){ "-f", "--follow", NULL },
	  NULL },
	{ "kubectl", "get", WITH_FLAG,
	  (const char *const[]){ "-w", "--watch", "--watch-only", NULL }, NULL },
	{ "oc", "get", WITH_FLAG, (const char *const[]){ "-w", "--watch", NULL }, NULL },
	{ "kubectl", "port-forward", ALWAYS, NULL, NULL },
	{ "oc", "port-forward", ALWAYS, NULL, NULL },
	{ "kubectl", "proxy", ALWAYS, NULL, NULL },
	{ "docker", "logs", WITH_FLAG, (const char *const[]){ "-f", "--follow", NULL },
	  NULL },
	{ "docker", "stats", WITHOUT_FLAG, (const char *const[]){ "--no-stream", NULL },
	  "--no-stream" },
	{ "docker", "events", WITHOUT_FLAG, (const char *const[]){ "--until", NULL },
	  "--until 0s" },
	{ "docker-compose", "logs", WITH_FLAG,
	  (const char *const[]){ "-f", "--follow", NULL }, NULL },
	{ "journalctl", NULL, WITH_FLAG, (const char *const[]){ "-f", "--follow", NULL },
	  NULL },
	{ "dmesg", NULL, WITH_FLAG,
	  (const char *const[]){ "-w", "-W", "--follow", "--follow-new", NULL }, NULL },
	{ "aws", "tail", WITH_FLAG, (const char *const[]){ "--follow", NULL }, NULL },
	{ "heroku", "logs", WITH_FLAG, (const char *const[]){ "-t", "--tail", NULL },
	  NULL },
	{ "top", NULL, WITHOUT_FLAG, (const char *const[]){ "-b", "-bn1", "-l", NULL },
	  "-b -n 1" },
	{ "ping", NULL, WITHOUT_FLAG, (const char *const[]){ "-c", "-w", NULL }, "-c 5" },
	{ "ping6", NULL, WITHOUT_FLAG, (const char *const[]){ "-c", "-w", NULL },
	  "-c 5" },
	{ "tcpdump", NULL, WITHOUT_FLAG, (const char *const[]){ "-c", "-r", "-G", NULL },
	  "-c 100" },
	{ "mtr", NULL, WITHOUT_FLAG,
	  (const char *const[]){ "-r", "-rw", "-rwc", "--report", "--report-wide", "-c",
				 NULL },
	  "--report" },
	{ "kafka-console-consumer.sh", NULL, WITHOUT_FLAG,
	  (const char *const[]){ "--max-messages", "--timeout-ms", NULL },
	  "--max-messages 10 --timeout-ms 10000" },
	{ "kafka-console-consumer", NULL, WITHOUT_FLAG,
	  (const char *const[]){ "--max-messages", "--timeout-ms", NULL },
	  "--max-messages 10 --timeout-ms 10000" },
	{ "redis-cli", NULL, WITH_FLAG,
	  (const char *const[]){ "MONITOR", "monitor", "--stat", "--latency",
				 "--latency-history", "SUBSCRIBE", "PSUBSCRIBE",
				 "subscribe", "psubscribe", NULL },
	  NULL },
	{ "vmstat", NULL, WITH_NUMBER, NULL, "5" },
	{ "iostat", NULL, WITH_NUMBER, NULL, "5" },
	{ "mpstat", NULL, WITH_NUMBER, NULL, "5" },
	{ "pidstat", NULL, WITH_NUMBER, NULL, "5" },
	{ "sar", NULL, WITH_NUMBER, NULL, "5" },
	{ "htop", NULL, ALWAYS, NULL, NULL },
	{ "iotop", NULL, WITHOUT_FLAG, (const char *const[]){ "-b", "-n", NULL },
	  "-b -n 1" },
	{ "stern", NULL, WITHOUT_FLAG, (const char *const[]){ "--no-follow", NULL },
	  "--no-follow" },
	{ "strace", NULL, WITH_FLAG, (const char *const[]){ "-p", NULL }, NULL },
};

static const struct shell_word *flag_word(const struct lint_command *c,
					  const char *const *flags)
{
	for (size_t i = 1; i < c->count; i++) {
		str value = c->words[i].value, name = value, rest;

		if (str_is(value, "--"))
			return NULL;
		(void)str_cut(value, '=', &name, &rest);
		if (lint_is_one_of(name, flags))
			return &c->words[i];
	}
	return NULL;
}

/* "-fn 100", "-n5": letters beside others, of programs whose options do so. */
static bool has_clustered(const struct lint_command *c, const char *const *flags)
{
	for (size_t i = 1; i < c->count; i++) {
		str value = c->words[i].value;

		if (value.length < 3 || value.bytes[0] != '-' || value.bytes[1] == '-')
			continue;
		for (size_t f = 0; flags && flags[f]; f++)
			if (strlen(flags[f]) == 2 && flags[f][1] == value.bytes[1])
				return true;
	}
	return false;
}

static size_t number_count(const struct lint_command *c)
{
	size_t count = 0;

	for (size_t i = 1; i < c->count; i++) {
		str value = c->words[i].value, before = c->words[i - 1].value;
		bool is_value = before.length == 2 && before.bytes[0] == '-' && i > 1;

		count += value.length > 0 && isdigit((unsigned char)value.bytes[0]) &&
			 !is_value;
	}
	return count;
}

static bool goes_on(const struct lint_command *c, const struct endless *row)
{
	if (!str_is(c->name, row->name) || (row->verb && !lint_has_word(c, row->verb)))
		return false;
	switch (row->how) {
	case WITH_FLAG: return flag_word(c, row->flags);
	case WITHOUT_FLAG:
		return !flag_word(c, row->flags) && !has_clustered(c, row->flags) &&
		       !lint_has_word(c, "--help") && !lint_has_word(c, "--version");
	case WITH_NUMBER: return number_count(c) == 1;
	case ALWAYS: return true;
	}
	return false;
}

/* "… | head": it ends when enough was read. */
static bool is_cut(const struct lint_command *c)
{
	for (size_t i = c->position + 1; i < c->pipeline->count; i++) {
		const struct shell_command *next = &c->pipeline->commands[i];

		if (next->count > 0 && (str_is(next->words[0].value, "head") ||
					str_is(next->words[0].value, "timeout")))
			return true;
	}
	return c->has_timeout || c->pipeline->is_background;
}

static str repaired_endless(struct lint *lint, const struct lint_command *c,
			    const struct endless *row)
{
	struct lint_rewrite rewrite = lint_rewrite(lint->arena, c);
	const struct shell_word *flag = row->how == WITH_FLAG ? flag_word(c, row->flags)
							      : NULL;
	str *source = lint_source(&rewrite, &c->words[0]);

	if (flag && flag->value.bytes[0] == '-' && !str_is(c->name, "tail") &&
	    !str_is(c->name, "strace") && !str_is(c->name, "redis-cli"))
		*lint_source(&rewrite, flag) = STR("");
	else if (row->instead && row->how == WITH_NUMBER)
		source = lint_source(&rewrite, &c->words[c->count - 1]);
	else if (!row->instead)
		*source = arena_format(lint->arena, "timeout 60 " STR_FMT,
				       STR_ARG(*source));
	if (row->instead)
		*source = arena_format(lint->arena, STR_FMT " %s", STR_ARG(*source),
				       row->instead);
	return lint_rewritten(lint, &rewrite);
}

static bool look_at_endless(struct lint *lint, const struct lint_command *c)
{
	if (is_cut(c))
		return false;
	for (size_t i = 0; i < sizeof(endless) / sizeof(endless[0]); i++)
		if (goes_on(c, &endless[i])) {
			lint_report(lint, RULE_SHELL_ENDLESS,
				    lint_spot(lint, c,
					      repaired_endless(lint, c, &endless[i])),
				    "it goes on until somebody stops it: a step waits "
				    "until its time is over and fails");
			return true;
		}
	return false;
}

static void look_at_watch(struct lint *lint, const struct lint_command *c)
{
	static const char *const grammar_names[] = { "interval", NULL };
	static const struct lint_grammar grammar = { "n", grammar_names };
	struct lint_arguments arguments = lint_arguments(lint->arena, c, &grammar);
	struct text text = text_new(lint->arena, 4096);

	if (!str_is(c->name, "watch") || is_cut(c) || arguments.other_count == 0)
		return;
	if (arguments.other_count == 1)
		text_add(&text, arguments.others[0].word->value);
	else
		for (const struct shell_word *word = arguments.others[0].word;
		     word < c->words + c->count; word++)
			text_addf(&text, "%s" STR_FMT, text.length > 0 ? " " : "",
				  STR_ARG(word->source));
	lint_report(lint, RULE_SHELL_ENDLESS,
		    lint_spot(lint, c, lint_one_line(lint->arena, text_of(&text))),
		    "watch goes on until somebody stops it: look once, or say what to "
		    "wait for");
}

/* -- waits for somebody -- */

static const struct asking {
	const char *name, *verb;
	/* It does not ask when one of these is there; NULL: it always does. */
	const char *const *quiet;
	bool reads_input; /* a pipe or a file is read instead of the keyboard */
	const char *instead;
} askings[] = {
	{ "vim", NULL, NULL, false, NULL },
	{ "vi", NULL, NULL, false, NULL },
	{ "nano", NULL, NULL, false, NULL },
	{ "emacs", NULL, (const char *const[]){ "--batch", "-batch", NULL }, false,
	  NULL },
	{ "less", NULL, NULL, false, NULL },
	{ "more", NULL, NULL, false, NULL },
	{ "kubectl", "edit", NULL, false, "kubectl patch" },
	{ "oc", "edit", NULL, false, "oc patch" },
	{ "crontab", NULL, (const char *const[]){ "-l", "-r", NULL }, true, NULL },
	{ "visudo", NULL, (const char *const[]){ "-c", NULL }, false, NULL },
	{ "passwd", NULL,
	  (const char *const[]){ "-l", "-u", "-S", "--stdin", "-d", NULL }, true, NULL },
	{ "psql", NULL,
	  (const char *const[]){ "-c", "-f", "-l", "--command", "--file", "--list",
				 "--version", "-V", "-tAc", "-Atc", "-tc", "-At", NULL },
	  true, "psql -c '\xe2\x80\xa6'" },
	{ "mysql", NULL,
	  (const char *const[]){ "-e", "--execute", "--version", "-V", "-Ne", "-sNe",
				 "-Nse", "-BNe", NULL },
	  true, "mysql -e '\xe2\x80\xa6'" },
	{ "mongosh", NULL,
	  (const char *const[]){ "--eval", "--file", "-f", "--version", NULL }, true,
	  "mongosh --eval '\xe2\x80\xa6'" },
	{ "mongo", NULL, (const char *const[]){ "--eval", "--version", NULL }, true,
	  "mongosh --eval '\xe2\x80\xa6'" },
	{ "git", "rebase",
	  (const char *const[]){ "--abort", "--continue", "main", "--onto", "--skip",
				 NULL },
	  false, NULL },
	{ "git", "revert",
	  (const char *const[]){ "--no-edit", "--no-commit", "-n", "--abort",
				 "--continue", "--skip", "--quit", NULL },
	  false, "git revert --no-edit" },
	{ "terraform", "apply",
	  (const char *const[]){ "-auto-approve", "--auto-approve", "plan.out", "tfplan",
				 "plan.tfplan", NULL },
	  true, NULL },
	{ "terraform", "destroy",
	  (const char *const[]){ "-auto-approve", "--auto-approve", NULL }, true, NULL },
	{ "gcloud", "delete", (const char *const[]){ "--quiet", "-q", NULL }, true,
	  NULL },
	{ "gcloud", "ssh", (const char *const[]){ "--command", "--", NULL }, true,
	  "gcloud compute ssh --command=\xe2\x80\xa6" },
	{ "az", "delete", (const char *const[]){ "--yes", "-y", "--no-wait", NULL }, true,
	  NULL },
	{ "docker", "prune", (const char *const[]){ "-f", "--force", "-af", "-fa", NULL },
	  true, NULL },
	{ "openssl", "s_client", NULL, true, "openssl s_client \xe2\x80\xa6 </dev/null" },
	{ "telnet", NULL, NULL, true, "nc -zv" },
	{ "ssh-keygen", NULL,
	  (const char *const[]){ "-R", "-l", "-lf", "-y", "-N", "-F", NULL }, true,
	  NULL },
};

static bool asks(const struct lint_command *c, const struct asking *row)
{
	if (!str_is(c->name, row->name) || (row->verb && !lint_has_word(c, row->verb)))
		return false;
	if ((row->reads_input && c->has_input) || lint_has_word(c, "--help"))
		return false;
	return !flag_word(c, row->quiet) && !has_clustered(c, row->quiet);
}

/* "kubectl exec -it pod -- bash", "docker exec -it c sh": a shell with nothing to do. */
static bool is_bare_shell(const struct lint_command *c)
{
	static const char *const shells[] = { "sh",        "bash",    "zsh",    "ash",
					      "redis-cli", "python3", "python", NULL };

	if (c->has_input || !lint_is_one_of(c->name, shells))
		return false;
	for (size_t i = 1; i < c->count; i++) {
		str value = c->words[i].value;

		if (value.length == 0 || value.bytes[0] != '-' || str_is(value, "-c") ||
		    str_is(value, "--version") || str_is(value, "--scan") ||
		    str_is(value, "-s"))
			return false;
	}
	return true;
}

/* "rebase main" asks nothing; "rebase -i" does. */
static bool is_plain_rebase(const struct lint_command *c)
{
	return str_is(c->name, "git") && lint_has_word(c, "rebase") &&
	       !lint_has_word(c, "-i") && !lint_has_word(c, "--interactive");
}

static void report_asking(struct lint *lint, const struct lint_command *c,
			  const char *instead)
{
	lint_report(lint, RULE_SHELL_INTERACTIVE, lint_spot(lint, c, STR("")),
		    "it waits for somebody at a keyboard: no step can run it%s%s",
		    instead ? ". Instead: " : "", instead ? instead : "");
}

static bool has_stdin_flag(const struct lint_command *c)
{
	for (size_t i = 1; c && i < c->count; i++) {
		str value = c->words[i].value;

		if (str_is(value, "-it") || str_is(value, "-ti") || str_is(value, "-i") ||
		    str_is(value, "--stdin"))
			return true;
	}
	return false;
}

static void look_at_asking(struct lint *lint, const struct lint_command *c)
{
	if (is_plain_rebase(c))
		return;
	if (is_bare_shell(c) &&
	    (has_stdin_flag(c->outer) || str_is(c->name, "redis-cli"))) {
		report_asking(lint, c, NULL);
		return;
	}
	for (size_t i = 0; i < sizeof(askings) / sizeof(askings[0]); i++)
		if (asks(c, &askings[i])) {
			report_asking(lint, c, askings[i].instead);
			return;
		}
}

void lint_endless(struct lint *lint, const struct lint_command *c)
{
	look_at_watch(lint, c);
	if (!look_at_endless(lint, c))
		look_at_asking(lint, c);
}

/* Commands that do more than the text beside them says. */
#include "runbook/lint_private.h"

#include "core/evidence/evidence.h"

#include <ctype.h>
#include <string.h>

static const struct lint_grammar plain = { "", NULL };

/* -- rm -- */

static bool is_recursive(const struct lint_arguments *arguments)
{
	return lint_option(arguments, "-r", "--recursive") ||
	       lint_option(arguments, "-R", NULL);
}

/* "$DIR", "$DIR/" and "$DIR/…": without a value they are "", "/" and "/…". */
static const struct shell_part *unset_part(const struct shell_word *word)
{
	const struct shell_part *first = word->count > 0 ? &word->parts[0] : NULL;

	if (!first || first->kind != SHELL_VARIABLE ||
	    str_contains(word->source, STR(":?")) ||
	    str_contains(word->source, STR(":-")))
		return NULL;
	if (word->count == 1 || word->parts[1].kind == SHELL_GLOB)
		return first;
	return word->parts[1].kind == SHELL_LITERAL &&
			       str_starts_with(word->parts[1].text, STR("/"))
		       ? first
		       : NULL;
}

static str braced(struct arena *arena, const struct shell_word *word, str name)
{
	str source = word->source, rest;
	size_t skip = str_starts_with(source, STR("\"")) ? 1 : 0;
	bool has_braces = str_starts_with(str_slice(source, skip, 2), STR("${"));

	rest = str_slice(source, skip + 1 + name.length + (has_braces ? 2 : 0),
			 source.length);
	return arena_format(arena, "%s${" STR_FMT ":?}" STR_FMT, skip ? "\"" : "",
			    STR_ARG(name), STR_ARG(rest));
}

static bool is_everything(str path)
{
	static const char *const paths[] = { "/",   "/*",  "*", "./*", "~",
					     "~/*", "/.*", ".", NULL };

	return lint_is_one_of(path, paths);
}

static void look_at_remove(struct lint *lint, const struct lint_command *c)
{
	struct lint_arguments arguments = lint_arguments(lint->arena, c, &plain);

	if (!str_is(c->name, "rm") || !is_recursive(&arguments))
		return;
	for (size_t i = 0; i < arguments.other_count; i++) {
		const struct shell_word *word = arguments.others[i].word;
		const struct shell_part *part = unset_part(word);
		struct lint_rewrite rewrite = lint_rewrite(lint->arena, c);

		if (is_everything(word->value))
			lint_report(lint, RULE_SHELL_REMOVE_UNSET,
				    lint_spot(lint, c, STR("")),
				    "removes everything of the folder that it happens to "
				    "be in, or of the machine: name the folder");
		if (!part)
			continue;
		*lint_source(&rewrite, word) = braced(lint->arena, word, part->text);
		lint_report(lint, RULE_SHELL_REMOVE_UNSET,
			    lint_spot(lint, c, lint_rewritten(lint, &rewrite)),
			    "when $" STR_FMT " has no value this removes '" STR_FMT
			    "'. ${" STR_FMT ":?} stops instead",
			    STR_ARG(part->text),
			    STR_ARG(word->count > 1 ? word->parts[1].text : STR("")),
			    STR_ARG(part->text));
	}
}

/* "cd /data; rm -rf *": when cd fails, it removes what is here. */
static void look_at_cd(struct lint *lint, const struct lint_command *c)
{
	const struct shell_pipeline *before = c->nth > 0
						      ? &c->script->pipelines[c->nth - 1]
						      : NULL;
	struct lint_arguments arguments = lint_arguments(lint->arena, c, &plain);

	if (!str_is(c->name, "rm") || !before || before->count != 1 ||
	    before->commands[0].count == 0 ||
	    !str_is(before->commands[0].words[0].value, "cd") ||
	    str_is(c->pipeline->before, "&&"))
		return;
	for (size_t i = 0; i < arguments.other_count; i++)
		if (arguments.others[i].word->value.length > 0 &&
		    !strchr("/$~<", arguments.others[i].word->value.bytes[0])) {
			struct spot spot = lint_spot(lint, c, STR(""));

			spot.repaired = arena_format(
				lint->arena, STR_FMT " && " STR_FMT,
				STR_ARG(lint_one_line(lint->arena, before->source)),
				STR_ARG(spot.found));
			lint_report(lint, RULE_SHELL_CD_THEN_REMOVE, spot,
				    "when cd fails, this removes files of the folder "
				    "that it was in");
			return;
		}
}

/* -- kill -- */

static bool is_kill_nine(const struct lint_command *c)
{
	static const char *const killers[] = { "kill", "pkill", "killall", NULL };
	static const char *const nine[] = { "-9",         "-KILL",   "-SIGKILL",
					    "-s9",        "-sKILL",  "--signal=KILL",
					    "--signal=9", "-s=KILL", NULL };

	if (!lint_is_one_of(c->name, killers))
		return false;
	for (size_t i = 1; i < c->count; i++)
		if (lint_is_one_of(c->words[i].value, nine) ||
		    (i > 1 && str_is(c->words[i - 1].value, "-s") &&
		     (str_is(c->words[i].value, "KILL") ||
		      str_is(c->words[i].value, "9"))))
			return true;
	return false;
}

/* A kill without -9 above it in the same block: it was asked first. */
static bool was_asked_first(const struct lint_command *c)
{
	size_t end = 0;
	str code = c->block->code, line;
	unsigned first = c->block->code_line;
	unsigned row = c->line >= first ? c->line - first : 0;

	for (; row > 0 && str_next(&code, '\n', &line); row--)
		if (str_contains_word(line, STR("kill")) ||
		    str_contains_word(line, STR("pkill")) ||
		    str_contains(line, STR("systemctl stop")))
			end += !str_contains(line, STR("-9")) &&
			       !str_contains(line, STR("KILL"));
	return end > 0;
}

static void look_at_kill(struct lint *lint, const struct lint_command *c)
{
	struct lint_rewrite rewrite;

	if (!is_kill_nine(c) || was_asked_first(c))
		return;
	rewrite = lint_rewrite(lint->arena, c);
	for (size_t i = 1; i < c->count; i++)
		if (str_starts_with(c->words[i].value, STR("-9")) ||
		    str_contains(c->words[i].value, STR("KILL")) ||
		    str_starts_with(c->words[i].value, STR("-s")))
			*lint_source(&rewrite, &c->words[i]) = STR("-TERM");
	lint_report(lint, RULE_SHELL_KILL_FIRST,
		    lint_spot(lint, c, lint_rewritten(lint, &rewrite)),
		    "SIGKILL first: the process cannot flush, finish or give anything "
		    "back. Ask with SIGTERM, wait, and kill what is still there");
}

/* -- curl | sh -- */

static void look_at_download(struct lint *lint, const struct lint_command *c)
{
	static const char *const downloads[] = { "curl", "wget", NULL };
	static const char *const shells[] = { "sh",      "bash", "zsh",  "python",
					      "python3", "perl", "ruby", NULL };

	if (!lint_is_one_of(c->name, downloads))
		return;
	for (size_t i = c->position + 1; i < c->pipeline->count; i++) {
		const struct shell_command *next = &c->pipeline->commands[i];
		size_t at = next->count > 0 && str_is(next->words[0].value, "sudo");

		while (at > 0 && at < next->count &&
		       str_starts_with(next->words[at].value, STR("-")))
			at++;
		if (at >= next->count || !lint_is_one_of(next->words[at].value, shells))
			continue;
		/* "| python3 -m json.tool" reads it, and does not run it. */
		if (at + 1 < next->count &&
		    str_starts_with(next->words[at + 1].value, STR("-")) &&
		    !str_is(next->words[at + 1].value, "-s") &&
		    !str_is(next->words[at + 1].value, "-"))
			continue;
		lint_report(lint, RULE_SHELL_PIPE_TO_SHELL, lint_spot(lint, c, STR("")),
			    "runs whatever that server answers today, and half of it "
			    "when the connection breaks: keep the file, look at it, run "
			    "it");
		return;
	}
}

/* -- secrets -- */

/* Options whose value is a secret, by program. */
static const struct secret {
	const char *name;
	const char *options[8];
	bool is_joined; /* mysql's -pSECRET */
	const char *instead;
} secrets[] = {
	{ "mysql", { "-p", "--password" }, true, "a file: --defaults-extra-file" },
	{ "mysqldump", { "-p", "--password" }, true, "a file: --defaults-extra-file" },
	{ "mysqladmin", { "-p", "--password" }, true, "a file: --defaults-extra-file" },
	{ "redis-cli", { "-a", "--pass" }, false, "the environment: REDISCLI_AUTH" },
	{ "sshpass", { "-p" }, true, "the environment: sshpass -e" },
	{ "docker", { "-p", "--password" }, false, "--password-stdin" },
	{ "curl", { "-u", "--user" }, false, "a file: --netrc-file, or --config" },
	{ "mongosh", { "-p", "--password" }, false, "a file: mongosh --file" },
	{ "mongo", { "-p", "--password" }, false, "a file" },
	{ "mongodump", { "-p", "--password" }, false, "a file: --config" },
	{ "rabbitmqadmin", { "-p", "--password" }, false, "a file: --config" },
	{ "vault", { "-token" }, false, "the environment: VAULT_TOKEN" },
	{ "helm", { "--password" }, false, "--password-stdin" },
	{ "kubectl", { "--token", "--password" }, false, "a kubeconfig" },
	{ "argocd",
	  { "--password", "--auth-token" },
	  false,
	  "the environment: ARGOCD_AUTH_TOKEN" },
	{ "influx",
	  { "-t", "--token", "-password" },
	  false,
	  "the environment: INFLUX_TOKEN" },
};

static bool is_variable(const struct shell_word *word)
{
	for (size_t i = 0; i < word->count; i++)
		if (word->parts[i].kind == SHELL_VARIABLE ||
		    word->parts[i].kind == SHELL_SUBSTITUTION)
			return true;
	return false;
}

/* The word in which the secret stands; NULL: none. */
static const struct shell_word *secret_word(const struct lint_command *c,
					    const struct secret *row)
{
	for (size_t i = 1; i < c->count; i++) {
		const struct shell_word *word = &c->words[i];
		str value = word->value, name = value, given = STR("");
		bool has_equals = str_cut(value, '=', &name, &given);

		for (size_t o = 0; o < 8 && row->options[o]; o++) {
			str option = str_of(row->options[o]);

			if (str_equal(name, option) && has_equals)
				return word;
			if (str_equal(value, option) && !row->is_joined)
				return i + 1 < c->count ? &c->words[i + 1] : NULL;
			if (row->is_joined && option.length == 2 &&
			    str_starts_with(value, option) && value.length > 2)
				return word;
		}
	}
	return NULL;
}

/* docker has -p for ports, curl -u for a name without ":". */
static bool is_other_use(const struct lint_command *c, const struct secret *row,
			 const struct shell_word *word)
{
	if (str_is(c->name, "docker"))
		return !lint_has_word(c, "login");
	if (str_is(c->name, "curl"))
		return !str_contains(word->value, STR(":")) ||
		       str_ends_with(word->value, STR(":"));
	return row->is_joined && str_is(c->name, "sshpass") && str_is(word->value, "-p");
}

/* What the mask hides, and "KEY", "$TOKEN" and "your-token" it hides, too, are no
 * secrets: those have a digit. */
static bool is_masked(struct lint *lint, const struct shell_word *word)
{
	str masked = secrets_mask(lint->arena, word->value), value = word->value;
	bool has_digit = false;

	if (str_equal(masked, value))
		return false;
	while (masked.length > 0 && value.length > 0 &&
	       masked.bytes[0] == value.bytes[0]) {
		masked = str_slice(masked, 1, masked.length);
		value = str_slice(value, 1, value.length);
	}
	while (masked.length > 0 && value.length > 0 &&
	       masked.bytes[masked.length - 1] == value.bytes[value.length - 1]) {
		masked.length--;
		value.length--;
	}
	for (size_t i = 0; i < value.length; i++)
		has_digit |= isdigit((unsigned char)value.bytes[i]) != 0;
	return has_digit && value.length >= 6;
}

static void look_for_secrets(struct lint *lint, const struct lint_command *c)
{
	for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++) {
		const struct shell_word *word = str_is(c->name, secrets[i].name)
							? secret_word(c, &secrets[i])
							: NULL;
		struct spot spot;

		if (!word || is_other_use(c, &secrets[i], word))
			continue;
		spot = lint_spot(lint, c, STR(""));
		spot.found = arena_format(lint->arena, STR_FMT " \xe2\x80\xa6",
					  STR_ARG(c->name));
		lint_report_as(
			lint,
			is_variable(word) || word->count == 0 || !word->is_static
				? FINDING_HINT
				: FINDING_WARNING,
			RULE_SHELL_SECRET, spot,
			"a password on the command line is shown to all by ps, and "
			"kept in the history. It can come from %s",
			secrets[i].instead);
		return;
	}
}

/* What the masks of evidence would hide must not stand in a document at all. */
static void look_for_written_secrets(struct lint *lint, const struct lint_command *c)
{
	for (size_t i = 0; i < c->count; i++) {
		struct spot spot;

		if (!c->words[i].is_static || c->outer || !is_masked(lint, &c->words[i]))
			continue;
		spot = lint_spot(lint, c, STR(""));
		spot.found = lint_one_line(lint->arena,
					   secrets_mask(lint->arena, spot.found));
		spot.line = c->code_line + c->words[i].line - 1;
		lint_report_as(lint, FINDING_ERROR, RULE_SHELL_SECRET, spot,
			       "a secret stands in the document itself: take it out, and "
			       "change it, since the history keeps it");
		return;
	}
}

/* -- files -- */

static void look_at_sed(struct lint *lint, const struct lint_command *c)
{
	struct lint_rewrite rewrite = lint_rewrite(lint->arena, c);

	if (!str_is(c->name, "sed") && !str_is(c->name, "perl"))
		return;
	for (size_t i = 1; i < c->count; i++) {
		if (!str_is(c->words[i].value, "-i") && !str_is(c->words[i].value, "-pi"))
			continue;
		/* BSD's takes the suffix as a word of its own. */
		if (i + 1 < c->count &&
		    (str_is(c->words[i + 1].value, "") ||
		     str_starts_with(c->words[i + 1].value, STR("."))))
			return;
		*lint_source(&rewrite, &c->words[i]) = arena_format(
			lint->arena, STR_FMT ".before", STR_ARG(c->words[i].source));
		lint_report(lint, RULE_SHELL_SED_IN_PLACE,
			    lint_spot(lint, c, lint_rewritten(lint, &rewrite)),
			    "changes the file in place and keeps nothing: with a suffix "
			    "the one before stays beside it");
		return;
	}
}

static void look_at_permissions(struct lint *lint, const struct lint_command *c)
{
	static const char *const open[] = { "777", "0777", "a+rwx", "ugo+rwx",
					    "666", "0666", NULL };

	if (!str_is(c->name, "chmod"))
		return;
	for (size_t i = 1; i < c->count; i++)
		if (lint_is_one_of(c->words[i].value, open))
			lint_report(
				lint, RULE_SHELL_PERMISSIONS, lint_spot(lint, c, STR("")),
				"everybody on the machine may then write it: give it "
				"to the user that needs it, with chown and chmod u+w");
}

/* -- what cannot be taken back -- */

static const struct final {
	const char *name, *word, *why;
} finals[] = {
	{ "aws", "--skip-final-snapshot",
	  "the database goes without a last snapshot: --final-db-snapshot-identifier "
	  "NAME keeps one" },
	{ "aws", "--force-delete-without-recovery",
	  "a secret deleted so cannot be restored: --recovery-window-in-days 7" },
	{ "docker", "--volumes", "removes volumes with their data, too" },
	{ "git", "--force",
	  "overwrites what others pushed meanwhile: --force-with-lease" },
	{ "git", "-f", "overwrites what others pushed meanwhile: --force-with-lease" },
	{ "iptables", "-F",
	  "with a policy of DROP this closes the machine, your session included" },
	{ "helm", "--no-hooks", "the chart's own steps of cleaning up do not run" },
	{ "terraform", "-auto-approve",
	  "applies what nobody has read: save a plan and "
	  "apply that" },
	{ "terraform", "--auto-approve",
	  "applies what nobody has read: save a plan and "
	  "apply that" },
};

static bool is_meant(const struct lint_command *c, const struct final *row)
{
	if (!str_is(c->name, row->name) || !lint_has_word(c, row->word))
		return false;
	if (str_is(c->name, "git"))
		return lint_has_word(c, "push");
	if (str_is(c->name, "docker"))
		return lint_has_word(c, "prune") || lint_has_word(c, "down");
	return true;
}

static void look_at_finals(struct lint *lint, const struct lint_command *c)
{
	for (size_t i = 0; i < sizeof(finals) / sizeof(finals[0]); i++)
		if (is_meant(c, &finals[i]))
			lint_report(lint, RULE_SHELL_NO_WAY_BACK,
				    lint_spot(lint, c, STR("")), "%s: %s", finals[i].word,
				    finals[i].why);
}

static void look_at_heap_dump(struct lint *lint, const struct lint_command *c)
{
	bool is_jmap = str_is(c->name, "jmap");
	bool is_jcmd = str_is(c->name, "jcmd") && lint_has_word(c, "GC.heap_dump");

	for (size_t i = 1; is_jmap && i < c->count; i++)
		is_jcmd |= str_starts_with(c->words[i].value, STR("-dump"));
	if (is_jcmd)
		lint_report(lint, RULE_SHELL_HEAP_DUMP, lint_spot(lint, c, STR("")),
			    "a heap dump stops the process for as long as it writes, "
			    "needs the heap's size on the disk, and holds people's data "
			    "and passwords: take the instance out of service first and "
			    "encrypt the file");
}

void lint_danger(struct lint *lint, const struct lint_command *c)
{
	look_at_remove(lint, c);
	look_at_cd(lint, c);
	look_at_kill(lint, c);
	look_at_download(lint, c);
	look_for_secrets(lint, c);
	look_for_written_secrets(lint, c);
	look_at_sed(lint, c);
	look_at_permissions(lint, c);
	look_at_finals(lint, c);
	look_at_heap_dump(lint, c);
}

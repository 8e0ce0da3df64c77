/* Programs that wait for a terminal or never end, made to answer once. */
#include "runbook/step_private.h"

#include <assert.h>
#include <string.h>

/* -- words -- */

static str word_at(const struct taming *taming, size_t nth)
{
	return nth < taming->argv.count ? taming->argv.items[nth] : STR("");
}

static void remove_at(struct taming *taming, size_t nth)
{
	struct words *argv = &taming->argv;

	for (size_t i = nth + 1; i < argv->count; i++)
		argv->items[i - 1] = argv->items[i];
	argv->count--;
}

static void insert_at(struct taming *taming, size_t nth, str word)
{
	struct words *argv = &taming->argv;

	*list_add(taming->arena, argv) = word;
	for (size_t i = argv->count - 1; i > nth; i--)
		argv->items[i] = argv->items[i - 1];
	argv->items[nth] = word;
}

static bool has_word(const struct taming *taming, const char *word)
{
	for (size_t i = 1; i < taming->argv.count; i++)
		if (str_is(taming->argv.items[i], word))
			return true;
	return false;
}

/* "-fn" of letters, as in "tail -fn 100"; never "--…", never a number. */
static bool is_letters(str word)
{
	if (word.length < 2 || word.bytes[0] != '-')
		return false;
	for (size_t i = 1; i < word.length; i++)
		if ((word.bytes[i] | 32) < 'a' || (word.bytes[i] | 32) > 'z')
			return false;
	return true;
}

static bool is_one_of(str word, const char *const *words)
{
	for (size_t i = 0; words[i]; i++)
		if (str_is(word, words[i]))
			return true;
	return false;
}

/* Options that are left out. */
struct left_out {
	const char *letters;
	const char *others; /* what may stand in front of them in one word: no value */
	const char *const *words;
};

/* Behind a letter that has a value stands the value: "-nfinance" has no -f. */
static str without_letters(struct arena *arena, str word, const struct left_out *what)
{
	char *bytes = arena_many(arena, char, word.length + 1);
	size_t kept = 0, at = 0;

	bytes[kept++] = word.bytes[at++];
	for (; at < word.length; at++)
		if (strchr(what->others, word.bytes[at]))
			bytes[kept++] = word.bytes[at];
		else if (!strchr(what->letters, word.bytes[at]))
			break;
	while (at < word.length)
		bytes[kept++] = word.bytes[at++];
	return (str){ bytes, kept };
}

/* Between these words, and up to "--". True when there was one. */
static bool strip(struct taming *taming, size_t from, size_t end,
		  const struct left_out *what)
{
	bool found = false;

	for (size_t i = from; i < end && i < taming->argv.count; i++) {
		str word = taming->argv.items[i], rest = word;

		if (str_is(word, "--"))
			break;
		if (is_one_of(word, what->words))
			rest = STR("-");
		else if (is_letters(word))
			rest = without_letters(taming->arena, word, what);
		if (rest.length == word.length)
			continue;
		found = true;
		if (rest.length > 1) {
			taming->argv.items[i] = rest;
		} else {
			remove_at(taming, i--);
			end--;
		}
	}
	return found;
}

/* The first word that is no option, nor the value of one of these. */
static size_t verb_at(const struct taming *taming, size_t from,
		      const char *const *with_value)
{
	for (size_t i = from; i < taming->argv.count; i++) {
		str word = taming->argv.items[i];

		if (!str_starts_with(word, STR("-")))
			return i;
		i += is_one_of(word, with_value);
	}
	return taming->argv.count;
}

static const char *const follow_words[] = { "--follow", "--follow=true", NULL };

#define NOT_FOLLOWED STR("what is there now is shown: it is not followed any further")
#define NO_TERMINAL  STR("it runs without a terminal: -i and -t are left out")

/* Behind these words another command begins, whose options are its own. */
static void strip_terminal(struct taming *taming, size_t from, size_t end)
{
	static const char *const terminal_words[] = { "--tty",         "--tty=true",
						      "--stdin",       "--stdin=true",
						      "--interactive", NULL };
	static const char *const tty_words[] = { "--tty", "--tty=true", NULL };
	/* What it is fed needs -i. */
	static const struct left_out both = { "it", "qd", terminal_words };
	static const struct left_out tty = { "t", "iqd", tty_words };

	if (strip(taming, from, end, taming->has_input ? &tty : &both))
		taming->note = NO_TERMINAL;
}

/* -- one program each -- */

/* kubectl takes its options behind the pod as well, up to "--". */
static size_t kubectl_exec_end(const struct taming *taming, size_t from)
{
	static const char *const with_value[] = {
		"-n",          "--namespace",  "-c",
		"--container", "-f",           "--filename",
		"--context",   "--kubeconfig", "--pod-running-timeout",
		NULL
	};

	for (size_t i = from; i < taming->argv.count; i++)
		if (str_is(taming->argv.items[i], "--"))
			return i;
	return verb_at(taming, from, with_value);
}

static bool tame_kubectl(struct taming *taming, struct error *error)
{
	static const char *const with_value[] = {
		"-n",     "--namespace", "--context", "--kubeconfig", "--cluster",
		"--user", "-s",          "--server",  "--as",         "--request-timeout",
		NULL
	};
	static const char *const watch_words[] = { "--watch", "--watch=true",
						   "--watch-only", NULL };
	static const struct left_out follow = { "f", "p", follow_words };
	static const struct left_out watching = { "w", "A", watch_words };
	bool is_followed;
	size_t at = verb_at(taming, 1, with_value);
	str verb = word_at(taming, at);

	is_followed = (str_is(verb, "logs") &&
		       strip(taming, at + 1, SIZE_MAX, &follow)) ||
		      (str_is(verb, "get") && strip(taming, at + 1, SIZE_MAX, &watching));
	if (is_followed)
		taming->note = NOT_FOLLOWED;
	else if (str_is(verb, "exec"))
		strip_terminal(taming, at + 1, kubectl_exec_end(taming, at + 1));
	else if (str_is(verb, "edit"))
		return error_set(error, ERROR_INVALID,
				 "kubectl edit waits for an editor: use kubectl patch or "
				 "kubectl set");
	else if (str_is(verb, "port-forward") || str_is(verb, "proxy") ||
		 str_is(verb, "attach"))
		return error_set(error, ERROR_INVALID,
				 "kubectl " STR_FMT " never ends: leave it to a terminal",
				 STR_ARG(verb));
	return true;
}

static bool tame_docker(struct taming *taming, struct error *error)
{
	static const char *const with_value[] = { "-H",       "--host", "--context",
						  "--config", "-c",     "-f",
						  "--file",   "-p",     "--project-name",
						  NULL };
	static const char *const of_exec[] = { "-e",         "--env",   "-u",
					       "--user",     "-w",      "--workdir",
					       "--env-file", "--index", "--detach-keys",
					       NULL };
	static const struct left_out follow = { "f", "t", follow_words };
	size_t at = verb_at(taming, 1, with_value);

	if (str_is(word_at(taming, at), "compose") ||
	    str_is(word_at(taming, at), "container"))
		at = verb_at(taming, at + 1, with_value);
	str verb = word_at(taming, at);

	if (str_is(verb, "logs") && strip(taming, at + 1, SIZE_MAX, &follow))
		taming->note = NOT_FOLLOWED;
	else if (str_is(verb, "exec"))
		strip_terminal(taming, at + 1, verb_at(taming, at + 1, of_exec));
	else if (str_is(verb, "stats") && !has_word(taming, "--no-stream"))
		insert_at(taming, at + 1, STR("--no-stream"));
	else if (str_is(verb, "attach") || str_is(verb, "events"))
		return error_set(error, ERROR_INVALID,
				 "docker " STR_FMT " never ends: leave it to a terminal",
				 STR_ARG(verb));
	return true;
}

/* "-100f", "+5F": how tail was told once. */
static bool is_followed_number(str word, str *ret_number)
{
	size_t digits = 0;

	if (word.length < 3 || !strchr("-+", word.bytes[0]) ||
	    !strchr("fF", word.bytes[word.length - 1]))
		return false;
	while (digits + 2 < word.length && word.bytes[digits + 1] >= '0' &&
	       word.bytes[digits + 1] <= '9')
		digits++;
	*ret_number = str_slice(word, 0, digits + 1);
	return digits > 0 && digits + 2 == word.length;
}

static bool tame_tail(struct taming *taming, struct error *error)
{
	static const char *const words[] = { "--follow", "--follow=name",
					     "--follow=descriptor", "--retry", NULL };
	static const struct left_out follow = { "fF", "qvz", words };

	(void)error;
	if (strip(taming, 1, SIZE_MAX, &follow))
		taming->note = NOT_FOLLOWED;
	for (size_t i = 1; i < taming->argv.count; i++) {
		str word = taming->argv.items[i], number = word;

		if (str_is(word, "--"))
			break;
		if (is_followed_number(word, &number)) {
			taming->argv.items[i] = number;
			taming->note = NOT_FOLLOWED;
		}
	}
	return true;
}

static bool tame_journalctl(struct taming *taming, struct error *error)
{
	static const struct left_out follow = { "f", "aekmqrx", follow_words };

	(void)error;
	if (strip(taming, 1, SIZE_MAX, &follow)) {
		taming->note = NOT_FOLLOWED;
		insert_at(taming, 1, STR("--lines=200"));
	}
	return true;
}

static bool tame_top(struct taming *taming, struct error *error)
{
	(void)error;
	if (has_word(taming, "-b") || has_word(taming, "-bn1"))
		return true;
	insert_at(taming, 1, STR("-b"));
	insert_at(taming, 2, STR("-n"));
	insert_at(taming, 3, STR("1"));
	taming->note = STR("top shows one screen, once");
	return true;
}

static bool tame_ping(struct taming *taming, struct error *error)
{
	(void)error;
	for (size_t i = 1; i < taming->argv.count; i++)
		if (str_starts_with(taming->argv.items[i], STR("-c")) ||
		    str_starts_with(taming->argv.items[i], STR("-w")))
			return true;
	insert_at(taming, 1, STR("-c"));
	insert_at(taming, 2, STR("4"));
	taming->note = STR("ping ends after four answers");
	return true;
}

/* "vmstat 1" goes on for ever, "vmstat 1 5" does not. */
static bool tame_repeating(struct taming *taming, struct error *error)
{
	size_t numbers = 0;
	int64_t number;

	(void)error;
	for (size_t i = 1; i < taming->argv.count; i++)
		numbers += str_to_int(taming->argv.items[i], &number);
	if (numbers != 1)
		return true;
	*list_add(taming->arena, &taming->argv) = STR("5");
	taming->note = STR("it ends after five reports");
	return true;
}

static bool tame_pager(struct taming *taming, struct error *error)
{
	(void)error;
	if (taming->has_input && taming->is_last) {
		taming->drops = true;
		return true;
	}
	for (size_t i = 1; i < taming->argv.count; i++)
		if (str_starts_with(taming->argv.items[i], STR("-")) ||
		    str_starts_with(taming->argv.items[i], STR("+")))
			remove_at(taming, i--);
	taming->argv.items[0] = STR("cat");
	return true;
}

static size_t command_behind(const struct taming *taming)
{
	struct step_stage stage = { .argv = taming->argv.items,
				    .argc = taming->argv.count };

	return step_command_behind(&stage, 0);
}

/* What env, sudo, timeout and their like start is tamed like any other. */
static bool tame_behind(struct taming *taming, size_t at, struct error *error)
{
	struct taming inner = *taming;
	str wrapper = taming->argv.items[0];

	if (++inner.depth == STEP_WRAPPED_MAX)
		return error_set(error, ERROR_INVALID,
				 "more than %d programs that start one another: write it "
				 "with fewer",
				 STEP_WRAPPED_MAX);
	inner.argv = (struct words){ 0 };
	/* xargs reads it all itself. */
	inner.has_input = taming->has_input && !str_ends_with(wrapper, STR("xargs"));
	for (size_t i = at; i < taming->argv.count; i++)
		*list_add(taming->arena, &inner.argv) = taming->argv.items[i];
	assert(inner.argv.count > 0);
	if (!step_tame(&inner, error))
		return false;
	if (inner.again.length > 0)
		return error_set(error, ERROR_INVALID,
				 STR_FMT " " STR_FMT " is not run: write " STR_FMT
					 " behind it",
				 STR_ARG(wrapper), STR_ARG(taming->argv.items[at]),
				 STR_ARG(wrapper));
	taming->argv.count = at;
	for (size_t i = 0; i < inner.argv.count; i++)
		*list_add(taming->arena, &taming->argv) = inner.argv.items[i];
	taming->note = inner.note;
	taming->drops = inner.drops;
	return true;
}

/* Without an answer at hand it would wait for a password. */
static bool tame_sudo(struct taming *taming, struct error *error)
{
	bool asks = true;
	size_t at = command_behind(taming);

	/* Of its own: the -n of "sudo tail -n 5 f" is tail's. */
	for (size_t i = 1; i < at; i++)
		asks = asks && !str_is(taming->argv.items[i], "-n") &&
		       !str_is(taming->argv.items[i], "--non-interactive");
	if (at >= taming->argv.count)
		return error_set(error, ERROR_INVALID,
				 "sudo without a command waits for a terminal: write the "
				 "command behind it");
	if (asks) {
		insert_at(taming, 1, STR("-n"));
		at++;
	}
	return tame_behind(taming, at, error);
}

/* It hands its words to a shell, joined by blanks: so they are read. */
static bool tame_watch(struct taming *taming, struct error *error)
{
	static const char *const with_value[] = { "-n", "--interval", "-q", NULL };
	size_t at = verb_at(taming, 1, with_value);
	str command = word_at(taming, at);

	if (!taming->is_alone)
		return error_set(error, ERROR_INVALID,
				 "watch in a pipeline never ends: leave it out");
	if (command.length == 0)
		return error_set(error, ERROR_INVALID, "watch watches nothing");
	for (size_t i = at + 1; i < taming->argv.count; i++)
		command = arena_format(taming->arena, STR_FMT " " STR_FMT,
				       STR_ARG(command), STR_ARG(taming->argv.items[i]));
	taming->again = command;
	taming->note = STR("what is watched is run once");
	return true;
}

static bool refuse_terminal(struct taming *taming, struct error *error)
{
	return error_set(error, ERROR_INVALID,
			 STR_FMT " waits for a terminal: it is not run",
			 STR_ARG(taming->argv.items[0]));
}

static const struct {
	const char *program;
	bool (*tame)(struct taming *taming, struct error *error);
} habits[] = {
	{ "kubectl", tame_kubectl },
	{ "oc", tame_kubectl },
	{ "docker", tame_docker },
	{ "podman", tame_docker },
	{ "docker-compose", tame_docker },
	{ "tail", tame_tail },
	{ "journalctl", tame_journalctl },
	{ "top", tame_top },
	{ "ping", tame_ping },
	{ "vmstat", tame_repeating },
	{ "iostat", tame_repeating },
	{ "mpstat", tame_repeating },
	{ "pidstat", tame_repeating },
	{ "sar", tame_repeating },
	{ "less", tame_pager },
	{ "more", tame_pager },
	{ "sudo", tame_sudo },
	{ "watch", tame_watch },
	{ "vi", refuse_terminal },
	{ "vim", refuse_terminal },
	{ "nano", refuse_terminal },
	{ "emacs", refuse_terminal },
	{ "htop", refuse_terminal },
	{ "atop", refuse_terminal },
	{ "iotop", refuse_terminal },
	{ "k9s", refuse_terminal },
	{ "screen", refuse_terminal },
	{ "tmux", refuse_terminal },
};

bool step_tame(struct taming *taming, struct error *error)
{
	str program = taming->argv.items[0], before;
	size_t at;

	while (str_cut(program, '/', &before, &program))
		;
	for (size_t i = 0; i < sizeof(habits) / sizeof(habits[0]); i++)
		if (str_is(program, habits[i].program))
			return habits[i].tame(taming, error);
	at = command_behind(taming);
	return at >= taming->argv.count || tame_behind(taming, at, error);
}

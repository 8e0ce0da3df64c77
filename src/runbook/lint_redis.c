/* Commands of Redis, and what a document says of its memory. */
#include "runbook/lint_private.h"

#include "base/text.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

static const struct warned {
	const char *command, *word; /* word: the next; NULL: any */
	enum rule rule;
	const char *why, *instead;
} warnings[] = {
	{ "KEYS", NULL, RULE_REDIS_BLOCKING,
	  "looks at every key while everybody else waits: seconds, of a large store",
	  "SCAN, or redis-cli --scan --pattern '\xe2\x80\xa6'" },
	{ "SAVE", NULL, RULE_REDIS_BLOCKING,
	  "writes the whole store while everybody waits", "BGSAVE" },
	{ "MONITOR", NULL, RULE_REDIS_BLOCKING,
	  "shows every command of every client, passwords included, and halves what "
	  "Redis "
	  "can do",
	  "SLOWLOG GET 20, or LATENCY LATEST" },
	{ "DEBUG", "SLEEP", RULE_REDIS_BLOCKING, "stops the server for that long", NULL },
	{ "DEBUG", "SEGFAULT", RULE_REDIS_BLOCKING, "crashes the server", NULL },
	{ "FLUSHALL", NULL, RULE_REDIS_FLUSH,
	  "an empty cache sends every request to the database at once, and what Redis "
	  "alone holds (sessions, queues, locks) is gone. Delete the keys that are wrong",
	  "redis-cli --scan --pattern '\xe2\x80\xa6' | xargs -r redis-cli UNLINK" },
	{ "FLUSHDB", NULL, RULE_REDIS_FLUSH,
	  "an empty cache sends every request to the database at once, and what Redis "
	  "alone holds (sessions, queues, locks) is gone. Delete the keys that are wrong",
	  "redis-cli --scan --pattern '\xe2\x80\xa6' | xargs -r redis-cli UNLINK" },
	{ "SHUTDOWN", "NOSAVE", RULE_REDIS_FLUSH,
	  "what was written since the last save is lost", "SHUTDOWN SAVE" },
	{ "SLAVEOF", NULL, RULE_REDIS_OBSOLETE, "newer versions call it REPLICAOF",
	  "REPLICAOF" },
};

/* One command, of a block's line or of redis-cli's words. */
struct typed {
	str words[3];
	size_t count;
	unsigned line;
	str text;
};

static void look_at(struct lint *lint, const struct typed *typed)
{
	struct spot spot = { .line = typed->line,
			     .found = lint_one_line(lint->arena, typed->text) };

	for (size_t i = 0; i < sizeof(warnings) / sizeof(warnings[0]); i++) {
		const struct warned *row = &warnings[i];

		if (!lint_is(typed->words[0], row->command) ||
		    (row->word && !lint_is(typed->words[1], row->word)))
			continue;
		spot.repaired = row->instead ? str_of(row->instead) : STR("");
		lint_report(lint, row->rule, spot, "%s: %s", row->command, row->why);
		return;
	}
	spot.repaired = STR("");
	if (lint_is(typed->words[0], "CONFIG") && lint_is(typed->words[1], "SET") &&
	    !lint_says(lint, "CONFIG REWRITE"))
		lint_report(
			lint, RULE_REDIS_LOST, spot,
			"it holds until the next restart, and a restart is what often "
			"follows: CONFIG REWRITE, or change its configuration, too");
}

static bool is_command(str word)
{
	for (size_t i = 0; i < word.length; i++)
		if (!isalpha((unsigned char)word.bytes[i]))
			return false;
	return word.length > 1;
}

void lint_redis(struct lint *lint, str source, unsigned line)
{
	str rest = source, text;

	for (; str_next(&rest, '\n', &text); line++) {
		struct typed typed = { .line = line, .text = str_trim(text) };
		str words = typed.text, word;

		if (str_starts_with(words, STR("127.0.0.1:")) ||
		    str_starts_with(words, STR("redis>")))
			(void)str_cut(words, '>', &word, &words);
		words = str_trim(words);
		while (typed.count < 3 && str_next(&words, ' ', &word))
			if (word.length > 0)
				typed.words[typed.count++] = word;
		if (typed.count > 0 && is_command(typed.words[0]))
			look_at(lint, &typed);
	}
}

/* Of redis-cli's words: the first that is no option. */
static void look_at_words(struct lint *lint, const struct lint_command *c)
{
	static const char *const names[] = { "pass", "user", "uri", NULL };
	static const struct lint_grammar grammar = { "hpasnuri", names };
	struct lint_arguments arguments = lint_arguments(lint->arena, c, &grammar);
	struct typed typed = { .line = c->line, .text = lint_command_text(lint, c) };

	for (; typed.count < 3 && typed.count < arguments.other_count; typed.count++)
		typed.words[typed.count] = arguments.others[typed.count].word->value;
	if (typed.count > 0)
		look_at(lint, &typed);
}

/* -- what the document says -- */

static bool mentions(struct lint *lint, const char *part, size_t from, size_t to)
{
	for (size_t i = from; i < to && i < lint->line_count; i++)
		if (lint_has(lint->lines[i], part))
			return true;
	return false;
}

/* With maxmemory 0 the policy says nothing: it is the kernel that ends it. */
static void look_at_policy(struct lint *lint)
{
	for (size_t i = 0; i < lint->line_count; i++) {
		str line = lint->lines[i];

		if (!lint_has(line, "CONFIG GET maxmemory-policy"))
			continue;
		if (mentions(lint, "CONFIG GET maxmemory", 0, i) ||
		    (!mentions(lint, "OOM kill", 0, lint->line_count) &&
		     !mentions(lint, "OOMKill", 0, lint->line_count)))
			return;
		lint_report(lint, RULE_REDIS_POLICY,
			    (struct spot){
				    .line = (unsigned)i + 1,
				    .found = lint_one_line(lint->arena, line),
				    .repaired = STR("redis-cli CONFIG GET maxmemory") },
			    "the policy counts only when maxmemory is set: then Redis "
			    "refuses writes and is not killed. A kill by the kernel says "
			    "that maxmemory is 0 or above the container's limit: ask for "
			    "it, too");
		return;
	}
}

/* "2147483648", "2gb", "2Gi" → bytes; 0 when it is none. */
static uint64_t bytes_of(str text)
{
	static const struct {
		const char *unit;
		uint64_t bytes;
	} units[] = {
		{ "gi", 1ULL << 30 },
		{ "gb", 1ULL << 30 },
		{ "mi", 1ULL << 20 },
		{ "mb", 1ULL << 20 },
	};
	uint64_t number = 0;
	size_t at = 0;

	for (; at < text.length && at < 15 && isdigit((unsigned char)text.bytes[at]);
	     at++)
		number = number * 10 + (uint64_t)(text.bytes[at] - '0');
	if (at == 0 || number > 1ULL << 50)
		return 0;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (lint_is(str_slice(text, at, 2), units[i].unit))
			return number < 100000 ? number * units[i].bytes : 0;
	return number >= 1 << 20 ? number : 0;
}

/* The number behind a word on a line: "maxmemory: 2147483648", "LIMIT=2Gi". */
static uint64_t value_behind(str line, const char *word)
{
	size_t length = strlen(word);

	for (size_t i = 0; i + length < line.length; i++) {
		size_t at = i + length;

		if (!lint_is(str_slice(line, i, length), word) ||
		    isalpha((unsigned char)line.bytes[at]) || line.bytes[at] == '-' ||
		    line.bytes[at] == '_')
			continue;
		while (at < line.length && strchr(" :='\"`", line.bytes[at]) &&
		       line.bytes[at] != '\0')
			at++;
		return bytes_of(str_slice(line, at, line.length));
	}
	return 0;
}

/* The largest that the document names: the one before the fix is smaller. */
static uint64_t limit_of(struct lint *lint)
{
	uint64_t limit = 0;

	for (size_t i = 0; i < lint->line_count; i++) {
		uint64_t found = value_behind(lint->lines[i], "memory_limit");

		if (found == 0)
			found = value_behind(lint->lines[i], "memory limit");
		limit = found > limit ? found : limit;
	}
	return limit;
}

static void look_at_limit(struct lint *lint)
{
	uint64_t limit = limit_of(lint);

	for (size_t i = 0; i < lint->line_count && limit > 0; i++) {
		uint64_t used = value_behind(lint->lines[i], "maxmemory");

		if (used < limit / 100 * 95 || used > limit * 2)
			continue;
		lint_report(
			lint, RULE_REDIS_LIMIT,
			(struct spot){
				.line = (unsigned)i + 1,
				.found = lint_one_line(lint->arena, lint->lines[i]),
				.repaired = arena_format(lint->arena,
							 "maxmemory %" PRIu64,
							 limit / 4 * 3) },
			"maxmemory is what the keys may take; buffers, replication and "
			"fragmentation come on top. At the container's limit the "
			"kernel ends it before a key is evicted: leave a quarter");
		return;
	}
}

void lint_redis_document(struct lint *lint)
{
	look_at_policy(lint);
	look_at_limit(lint);
}

/* -- what commands of the shell hand on -- */

static const struct client {
	const char *name;
	enum runbook_language language;
	const char *options[4];
} clients[] = {
	{ "psql", RUNBOOK_SQL, { "-c", "--command", "-tAc", "-Atc" } },
	{ "mysql", RUNBOOK_SQL, { "-e", "--execute", "-Ne", "-sNe" } },
	{ "sqlite3", RUNBOOK_SQL, { NULL } },
	{ "mongosh", RUNBOOK_MONGOSH, { "--eval" } },
	{ "mongo", RUNBOOK_MONGOSH, { "--eval" } },
};

static void look_at_code(struct lint *lint, const struct client *client, str code,
			 unsigned line)
{
	if (client->language == RUNBOOK_SQL)
		lint_sql(lint, code, line, str_is(str_of(client->name), "mysql"));
	else
		lint_mongosh(lint, code, line);
}

static bool is_code(const struct lint_command *c, const struct client *client, size_t nth)
{
	for (size_t i = 0; i < 4 && client->options[i]; i++)
		if (str_is(c->words[nth - 1].value, client->options[i]))
			return true;
	return false;
}

void lint_embedded(struct lint *lint, const struct lint_command *c)
{
	if (str_is(c->name, "redis-cli"))
		look_at_words(lint, c);
	for (size_t k = 0; k < sizeof(clients) / sizeof(clients[0]); k++) {
		if (!str_is(c->name, clients[k].name))
			continue;
		for (size_t i = 2; i < c->count; i++)
			if (is_code(c, &clients[k], i))
				look_at_code(lint, &clients[k], c->words[i].value,
					     c->code_line + c->words[i].line - 1);
		for (size_t i = 0; i < c->command->redirect_count; i++)
			if (c->command->redirects[i].document.length > 0)
				look_at_code(lint, &clients[k],
					     c->command->redirects[i].document,
					     c->line + 1);
	}
}

void lint_databases(struct lint *lint)
{
	for (size_t i = 0; i < lint->runbook->block_count; i++) {
		const struct runbook_block *block = &lint->runbook->blocks[i];

		if (block->language == RUNBOOK_SQL)
			lint_sql(lint, block->code, block->code_line,
				 lint_has(block->info, "mysql"));
		if (block->language == RUNBOOK_REDIS)
			lint_redis(lint, block->code, block->code_line);
		if (block->language == RUNBOOK_MONGOSH)
			lint_mongosh(lint, block->code, block->code_line);
	}
	lint_redis_document(lint);
}

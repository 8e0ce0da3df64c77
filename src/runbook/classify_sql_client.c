/* What psql, mysql and sqlite3 do themselves, without the server: \d, \G, use, .tables.
 * Such a command is a line; what follows on the same line is its argument. */
#include "runbook/classify_sql.h"

#include <string.h>

struct command {
	const char *name; /* without its \ or "." */
	enum action_class class;
	const char *does;
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define READ         ACTION_READ
#define REVERSIBLE   ACTION_REVERSIBLE
#define DESTRUCTIVE  ACTION_DESTRUCTIVE

/* Of psql and mysql. With an argument, but for those of "described", they are taken as
 * they are only when it is made of plain characters. */
static const struct command metas[] = {
	{ "?", READ, "only reads" },
	{ "G", READ, "only shows the answer in another way" },
	{ "a", READ, "only changes how answers are shown" },
	{ "c", READ, "chooses the database" },
	{ "conninfo", READ, "only reads" },
	{ "connect", READ, "chooses the database" },
	{ "crosstabview", READ, "only shows the answer in another way" },
	{ "echo", READ, "only prints" },
	{ "encoding", READ, "only changes how answers are shown" },
	{ "errverbose", READ, "only reads" },
	{ "f", READ, "only changes how answers are shown" },
	{ "gdesc", READ, "only reads" },
	{ "gx", READ, "only shows the answer in another way" },
	{ "h", READ, "only reads" },
	{ "help", READ, "only reads" },
	{ "l", READ, "only reads" },
	{ "l+", READ, "only reads" },
	{ "list", READ, "only reads" },
	{ "list+", READ, "only reads" },
	{ "p", READ, "only prints" },
	{ "pset", READ, "only changes how answers are shown" },
	{ "q", READ, "ends the session" },
	{ "quit", READ, "ends the session" },
	{ "r", READ, "forgets what was typed" },
	{ "s", READ, "only reads" },
	{ "sf", READ, "only reads" },
	{ "sf+", READ, "only reads" },
	{ "sv", READ, "only reads" },
	{ "sv+", READ, "only reads" },
	{ "t", READ, "only changes how answers are shown" },
	{ "timing", READ, "only changes how answers are shown" },
	{ "u", READ, "chooses the database" },
	{ "warn", READ, "only prints" },
	{ "x", READ, "only changes how answers are shown" },
	{ "z", READ, "only reads" },
};

/* Of sqlite3. */
static const struct command dots[] = {
	{ "bail", READ, "only changes how errors are shown" },
	{ "changes", READ, "only changes how answers are shown" },
	{ "databases", READ, "only reads" },
	{ "dbinfo", READ, "only reads" },
	{ "dump", READ, "only reads" },
	{ "echo", READ, "only changes how answers are shown" },
	{ "eqp", READ, "only changes how answers are shown" },
	{ "exit", READ, "ends the session" },
	{ "explain", READ, "only changes how answers are shown" },
	{ "fullschema", READ, "only reads" },
	{ "headers", READ, "only changes how answers are shown" },
	{ "help", READ, "only reads" },
	{ "indexes", READ, "only reads" },
	{ "indices", READ, "only reads" },
	{ "mode", READ, "only changes how answers are shown" },
	{ "nullvalue", READ, "only changes how answers are shown" },
	{ "print", READ, "only prints" },
	{ "quit", READ, "ends the session" },
	{ "schema", READ, "only reads" },
	{ "separator", READ, "only changes how answers are shown" },
	{ "show", READ, "only reads" },
	{ "stats", READ, "only changes how answers are shown" },
	{ "tables", READ, "only reads" },
	{ "timeout", READ, "only changes how long it waits" },
	{ "timer", READ, "only changes how answers are shown" },
	{ "version", READ, "only reads" },
	{ "width", READ, "only changes how answers are shown" },
};

/* Words of the mysql client, and of sqlite's and psql's people. */
static const struct command words[] = {
	{ "exit", READ, "ends the session" },
	{ "quit", READ, "ends the session" },
	{ "status", READ, "only reads" },
	{ "use", READ, "chooses the database" },
};

/* No `command`, no second \command, no |filter, no ${shell} – and none of the words that
 * begin a writing: after mysql's \p or \x a statement may go on. */
static bool is_plain(str argument)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_.*?\"'+-:/=,@%<> \t\r";
	static const char writing[] =
		"alter call create delete do drop execute explain flush grant handler "
		"insert "
		"kill load lock merge optimize purge rename repair replace reset revoke "
		"select set start stop truncate update vacuum with";
	str rest = argument, word;

	for (size_t i = 0; i < argument.length; i++)
		if (!argument.bytes[i] || !strchr(plain, argument.bytes[i]))
			return false;
	while (str_next(&rest, ' ', &word))
		if (word.length > 0 && name_is_in(str_trim(word), writing))
			return false;
	return true;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* \d, \dt+, \dnS: describes; for mysql "\d //" says how statements end. */
static bool describes(str name, str argument)
{
	if (!str_starts_with(name, STR("d")))
		return false;
	for (size_t i = 1; i < name.length; i++)
		if (!is_letter(name.bytes[i]) && name.bytes[i] != '+')
			return false;
	return argument.length == 0 || is_letter(argument.bytes[0]) ||
	       strchr("\"*_<", argument.bytes[0]);
}

/* One of psql's own settings, or a number: never a piece of SQL that ":name" inserts. */
static bool sets_plainly(str argument)
{
	static const char *const own[] = { "AUTOCOMMIT",  "ECHO",         "ECHO_HIDDEN",
					   "FETCH_COUNT", "HISTSIZE",     "ON_ERROR_STOP",
					   "QUIET",       "SHOW_CONTEXT", "VERBOSITY" };
	str name = argument, value = STR("");
	int64_t number = 0;

	(void)str_cut(argument, ' ', &name, &value);
	for (size_t i = 0; i < COUNT(own); i++)
		if (str_is(name, own[i]))
			return is_plain(value);
	return str_to_int(str_trim(value), &number);
}

/* \copy is COPY with a file of the client. */
static void judge_copy(struct sql_judge *judge, const struct sql_token *token, str rest)
{
	str text = arena_format(judge->verdict.arena, "COPY " STR_FMT, STR_ARG(rest));
	struct sql_script script = sql_read(judge->verdict.arena, text);
	enum action_class class = ACTION_DESTRUCTIVE;

	if (!script.is_broken && script.count == 1) {
		struct sql_judge inner = *judge;
		struct classified classified;
		struct sql_span span = { script.statements[0].tokens,
					 script.statements[0].count };

		inner.verdict = verdict_begin(judge->verdict.arena, &classified);
		sql_judge_hidden(&inner, span);
		sql_judge_statement(&inner, span);
		class = classified.class;
	}
	verdict_add(&judge->verdict, class, token->line,
		    class == ACTION_READ ? "\\copy … to stdout only reads"
		    : class == ACTION_DATA_REPAIR
			    ? "\\copy … from adds rows"
			    : "\\copy writes a file, or is not understood");
}

void sql_judge_meta(struct sql_judge *judge, const struct sql_token *token)
{
	str line = str_trim(token->text), name, rest;
	size_t length = 1;
	int found;

	while (length < line.length && !strchr(" \t\r|;", line.bytes[length]))
		length++;
	name = str_slice(line, 1, length - 1);
	rest = str_trim(str_slice(line, length, line.length));
	while (str_ends_with(rest, STR(";")))
		rest = str_trim(str_slice(rest, 0, rest.length - 1));
	found = -1;
	for (size_t i = 0; i < COUNT(metas); i++)
		if (str_is(name, metas[i].name))
			found = (int)i;
	/* After mysql's \G the next statement may begin on the same line; psql's
	 * \s FILE writes one. */
	if (str_is(name, "G") || str_is(name, "gx") || str_is(name, "s"))
		found = rest.length > 0 ? -1 : found;
	if (str_is(name, "copy"))
		judge_copy(judge, token, rest);
	else if (str_is(name, "g") && rest.length == 0)
		return;
	else if (str_is(name, "watch") && is_plain(rest))
		verdict_refuse(&judge->verdict, "\\watch never ends", STR(""));
	else if (is_plain(rest) && describes(name, rest))
		verdict_add(&judge->verdict, ACTION_READ, token->line,
			    "\\" STR_FMT " only reads", STR_ARG(name));
	else if (str_is(name, "set") && sets_plainly(rest))
		verdict_add(&judge->verdict, ACTION_READ, token->line,
			    "\\set changes a variable of psql");
	else if (found >= 0 && is_plain(rest))
		verdict_add(&judge->verdict, metas[found].class, token->line, "\\%s %s",
			    metas[found].name, metas[found].does);
	else
		verdict_add(&judge->verdict, ACTION_DESTRUCTIVE, token->line,
			    "'" STR_FMT "' is a command of the client that is not known "
			    "to be harmless",
			    STR_ARG(str_clip(line, 60)));
}

/* How many tokens stand on the first one's line; 0 when that is not sure: a text or a
 * comment may go on for SQL where for the client the line is over. */
static size_t line_length(const struct sql_judge *judge, struct sql_span span)
{
	size_t start = (size_t)(span.tokens[0].source.bytes - judge->source.bytes);
	str line = str_slice(judge->source, start, judge->source.length);
	size_t count = 0;

	if (memchr(line.bytes, '\n', line.length))
		line.length = (size_t)((const char *)memchr(line.bytes, '\n',
							    line.length) -
				       line.bytes);
	if (str_contains(line, STR("/*")) || str_contains(line, STR("--")) ||
	    str_contains(line, STR("#")))
		return 0;
	while (count < span.count &&
	       span.tokens[count].source.bytes < line.bytes + line.length) {
		if (memchr(span.tokens[count].source.bytes, '\n',
			   span.tokens[count].source.length))
			return 0;
		count++;
	}
	return count;
}

static const struct command *find(const struct command *table, size_t count, str name)
{
	int found = name_find(name, table,
			      (struct table_size){ count, sizeof(table[0]) });

	return found >= 0 ? &table[found] : NULL;
}

/* After "exit" nothing is left to say on the line, after "use" a name. */
static bool is_whole(const struct sql_span span, size_t used, bool takes_name)
{
	return used == 1 ||
	       (takes_name && used == 2 && span.tokens[1].kind != SQL_SYMBOL);
}

bool sql_judge_line(struct sql_judge *judge, struct sql_span span, size_t *ret_used)
{
	const struct command *command = NULL;
	size_t used, name_at;
	bool is_dot;

	if (span.count == 0)
		return false;
	is_dot = sql_is_symbol(&span.tokens[0], ".");
	name_at = is_dot ? 1 : 0;
	if (name_at >= span.count || span.tokens[name_at].kind != SQL_WORD)
		return false;
	command = is_dot ? find(dots, COUNT(dots), span.tokens[1].text)
			 : find(words, COUNT(words), span.tokens[0].text);
	if (!command)
		return false;
	used = line_length(judge, span);
	if (used == 0 ||
	    (!is_dot && !is_whole(span, used, strcmp(command->name, "use") == 0)))
		return false;
	verdict_add(&judge->verdict, command->class, span.tokens[0].line, "%s%s %s",
		    is_dot ? "." : "", command->name, command->does);
	*ret_used = used;
	return true;
}

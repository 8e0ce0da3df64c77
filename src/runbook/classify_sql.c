#include "runbook/classify_sql.h"

#include "base/limits.h"

#include <string.h>

struct rule {
	const char *words;
	enum action_class class;
	/* What it does, after the words: "removes what it names". NULL for a handler. */
	const char *does;
	void (*judge)(struct sql_judge *judge, struct sql_span span);
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* -- looking at tokens -- */

/* From token "from" on. */
static struct sql_span span_from(struct sql_span span, size_t from)
{
	if (from > span.count)
		from = span.count;
	return (struct sql_span){ span.tokens + from, span.count - from };
}

static bool is_word(struct sql_span span, size_t at, const char *word)
{
	return at < span.count && sql_is(&span.tokens[at], word);
}

static bool is_symbol(struct sql_span span, size_t at, const char *symbol)
{
	return at < span.count && sql_is_symbol(&span.tokens[at], symbol);
}

static bool has_word(struct sql_span span, const char *word)
{
	for (size_t i = 0; i < span.count; i++)
		if (sql_is(&span.tokens[i], word))
			return true;
	return false;
}

/* Does it begin with these words ("DROP TABLE"), from token "at" on? */
static bool begins_with(struct sql_span span, size_t at, const char *words)
{
	str rest = str_of(words), word;

	for (; str_next(&rest, ' ', &word); at++) {
		char buffer[32] = "";

		memcpy(buffer, word.bytes, word.length);
		if (!is_word(span, at, buffer))
			return false;
	}
	return true;
}

/* The bracket that closes the one at "open"; span.count when none does. */
static size_t closing(struct sql_span span, size_t open)
{
	size_t depth = 0;

	for (size_t i = open; i < span.count; i++) {
		if (is_symbol(span, i, "("))
			depth++;
		else if (is_symbol(span, i, ")") && --depth == 0)
			return i;
	}
	return span.count;
}

/* What follows "from" up to the bracket that closes around it. */
static struct sql_span group_from(struct sql_span span, size_t from)
{
	size_t depth = 0;

	for (size_t i = from; i < span.count; i++) {
		if (is_symbol(span, i, "("))
			depth++;
		else if (is_symbol(span, i, ")") && depth-- == 0)
			return (struct sql_span){ span.tokens + from, i - from };
	}
	return span_from(span, from);
}

static unsigned line_of(struct sql_span span)
{
	return span.count > 0 ? span.tokens[0].line : 1;
}

static void say(struct sql_judge *judge, struct sql_span span, enum action_class class,
		const char *sentence)
{
	verdict_add(&judge->verdict, class, line_of(span), "%s", sentence);
}

/* -- writes -- */

static const char *const verbs[] = { "INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE" };

static size_t word_outside(struct sql_span span, const char *word)
{
	size_t depth = 0;

	for (size_t i = 0; i < span.count; i++) {
		if (is_symbol(span, i, "("))
			depth++;
		else if (is_symbol(span, i, ")") && depth > 0)
			depth--;
		else if (depth == 0 && is_word(span, i, word))
			return i;
	}
	return span.count;
}

/* Does the condition look at the row at all? "1 = 1" does not. */
static bool is_condition(struct sql_span span)
{
	static const char *const empty[] = { "TRUE", "FALSE", "NOT", "AND",  "OR",
					     "IS",   "NULL",  "IN",  "LIKE", "BETWEEN" };
	static const char *const ends[] = { "RETURNING", "LIMIT", "ORDER" };

	for (size_t i = 0; i < span.count; i++) {
		bool counts = span.tokens[i].kind == SQL_WORD ||
			      span.tokens[i].kind == SQL_NAME;

		for (size_t k = 0; k < COUNT(ends); k++)
			if (sql_is(&span.tokens[i], ends[k]))
				return false;
		for (size_t k = 0; k < COUNT(empty); k++)
			counts = counts && !sql_is(&span.tokens[i], empty[k]);
		if (counts)
			return true;
	}
	return false;
}

static bool is_any_of(const struct sql_token *token, const char *const *words,
		      size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (sql_is(token, words[i]))
			return true;
	return false;
}

/* Catalogs are what the server itself stands on. */
static bool names_catalog(struct sql_span span)
{
	static const char *const skipped[] = {
		"INTO", "FROM", "ONLY", "IGNORE", "TABLE", "OR", "REPLACE", "LOW_PRIORITY"
	};
	static const char *const schemas[] = { "information_schema", "mysql",
					       "pg_catalog", "sys" };
	size_t i = 1;
	str name;

	while (i < span.count && is_any_of(&span.tokens[i], skipped, COUNT(skipped)))
		i++;
	if (i >= span.count)
		return false;
	name = span.tokens[i].text;
	if (name_find(name, schemas, TABLE_SIZE(schemas)) >= 0)
		return is_symbol(span, i + 1, ".");
	return str_starts_with(name, STR("pg_")) || str_starts_with(name, STR("PG_")) ||
	       str_starts_with(name, STR("sqlite_"));
}

static void judge_write(struct sql_judge *judge, struct sql_span span)
{
	bool needs_where = is_word(span, 0, "UPDATE") || is_word(span, 0, "DELETE");
	size_t where = word_outside(span, "WHERE");
	str verb = span.tokens[0].text;
	unsigned line = line_of(span);

	if (names_catalog(span))
		verdict_add(&judge->verdict, ACTION_DESTRUCTIVE, line,
			    STR_FMT " changes the server's own catalog", STR_ARG(verb));
	else if (needs_where && where >= span.count)
		verdict_add(&judge->verdict, ACTION_DESTRUCTIVE, line,
			    STR_FMT " without WHERE hits every row", STR_ARG(verb));
	else if (needs_where && !is_condition(span_from(span, where + 1)))
		verdict_add(&judge->verdict, ACTION_DESTRUCTIVE, line,
			    STR_FMT " with a WHERE that is true for every row",
			    STR_ARG(verb));
	else if (is_word(span, 1, "OVERWRITE"))
		say(judge, span, ACTION_DESTRUCTIVE,
		    "INSERT OVERWRITE replaces the whole table");
	else
		verdict_add(&judge->verdict, ACTION_DATA_REPAIR, line,
			    STR_FMT " changes rows", STR_ARG(verb));
}

static bool is_verb(struct sql_span span, size_t at)
{
	for (size_t i = 0; i < COUNT(verbs); i++)
		if (is_word(span, at, verbs[i]))
			return true;
	return false;
}

/* -- what stands in a query -- */

static bool is_after(struct sql_span span, size_t at, const char *word)
{
	return at > 0 && is_word(span, at - 1, word);
}

static bool is_part_of_name(struct sql_span span, size_t at)
{
	return (at > 0 && is_symbol(span, at - 1, ".")) || is_symbol(span, at + 1, ".");
}

static void judge_verb(struct sql_judge *judge, struct sql_span span, size_t at)
{
	bool begins = at == 0 || is_symbol(span, at - 1, "(") ||
		      is_symbol(span, at - 1, ")");
	bool is_function = is_symbol(span, at + 1, "(") &&
			   (is_word(span, at, "REPLACE") || is_word(span, at, "INSERT"));

	if (is_part_of_name(span, at) || is_function)
		return;
	if (++judge->writes > SQL_WRITES_MAX) {
		say(judge, span, ACTION_DESTRUCTIVE, "too many writes in one text");
		return;
	}
	if (is_word(span, at, "UPDATE") &&
	    (is_after(span, at, "FOR") || is_after(span, at, "DO") ||
	     is_after(span, at, "KEY")))
		return;
	if (is_word(span, at, "REPLACE") && at >= 2 &&
	    begins_with(span, at - 2, "INSERT OR"))
		return;
	/* MERGE … WHEN MATCHED THEN UPDATE SET is the MERGE's own. */
	if (is_after(span, at, "THEN") && has_word(span, "MERGE"))
		return;
	if (begins)
		judge_write(judge, group_from(span, at));
	else
		verdict_add(&judge->verdict, ACTION_DESTRUCTIVE, span.tokens[at].line,
			    STR_FMT " stands where it is not understood",
			    STR_ARG(span.tokens[at].text));
}

static void judge_into(struct sql_judge *judge, struct sql_span span, size_t at)
{
	static const char *const writes[] = { "INSERT",       "MERGE",   "REPLACE",
					      "LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY",
					      "IGNORE",       "ROLLBACK" };
	unsigned line = span.tokens[at].line;

	for (size_t i = 0; i < COUNT(writes); i++)
		if (is_after(span, at, writes[i]))
			return;
	/* INSERT OR REPLACE INTO */
	if (is_word(span, 0, "INSERT") && at <= 3)
		return;
	if (is_word(span, at + 1, "OUTFILE") || is_word(span, at + 1, "DUMPFILE"))
		verdict_add(&judge->verdict, ACTION_DESTRUCTIVE, line,
			    "INTO " STR_FMT " writes a file of the server",
			    STR_ARG(span.tokens[at + 1].text));
	else if (at + 1 < span.count &&
		 str_starts_with(span.tokens[at + 1].source, STR("@")))
		verdict_add(&judge->verdict, ACTION_REVERSIBLE, line,
			    "INTO sets a variable of the session");
	else
		verdict_add(&judge->verdict, ACTION_REVERSIBLE, line,
			    "SELECT … INTO creates a table");
}

static bool is_lock(struct sql_span span, size_t at)
{
	if (is_word(span, at, "LOCK"))
		return begins_with(span, at, "LOCK IN SHARE");
	return is_word(span, at, "FOR") &&
	       (is_word(span, at + 1, "UPDATE") || is_word(span, at + 1, "SHARE") ||
		begins_with(span, at, "FOR NO KEY") ||
		begins_with(span, at, "FOR KEY SHARE"));
}

/* "1INTO t" is two words to some servers and one to others. */
static bool is_plain_number(str s)
{
	static const char digits[] = "0123456789.";
	size_t i = 0;

	if (s.length > 2 && s.bytes[0] == '0' && (s.bytes[1] | 0x20) == 'x') {
		for (i = 2; i < s.length; i++)
			if (!strchr("0123456789abcdefABCDEF", s.bytes[i]))
				return false;
		return true;
	}
	while (i < s.length && strchr(digits, s.bytes[i]))
		i++;
	if (i < s.length && (s.bytes[i] | 0x20) == 'e')
		i++;
	while (i < s.length && strchr(digits, s.bytes[i]))
		i++;
	return i == s.length;
}

static bool is_definition(struct sql_span span, size_t at)
{
	static const char *const words[] = { "DROP",  "ALTER",  "CREATE",
					     "GRANT", "REVOKE", "TRUNCATE" };

	for (size_t i = 0; i < COUNT(words); i++)
		if (is_word(span, at, words[i]))
			return !is_part_of_name(span, at) &&
			       !is_symbol(span, at + 1, "(");
	return false;
}

static void judge_token(struct sql_judge *judge, struct sql_span span, size_t at)
{
	const struct sql_token *token = &span.tokens[at];

	if (token->kind == SQL_NUMBER && !is_plain_number(token->text))
		verdict_add(&judge->verdict, ACTION_DESTRUCTIVE, token->line,
			    "'" STR_FMT "' is neither a number nor a name",
			    STR_ARG(str_clip(token->text, 40)));
	else if (is_verb(span, at))
		judge_verb(judge, span, at);
	else if (sql_is(token, "INTO"))
		judge_into(judge, span, at);
	else if (is_lock(span, at))
		verdict_add(&judge->verdict, ACTION_REVERSIBLE, token->line,
			    "it locks the rows it reads until its transaction ends");
	else if (is_definition(span, at))
		verdict_add(&judge->verdict, ACTION_DESTRUCTIVE, token->line,
			    STR_FMT " stands where it is not understood",
			    STR_ARG(token->text));
}

static bool is_settled(const struct sql_judge *judge)
{
	return judge->verdict.classified->class == ACTION_DESTRUCTIVE;
}

/* What runs in an expression or a query: writes, locks, functions. */
static void judge_query(struct sql_judge *judge, struct sql_span span)
{
	/* Nothing is worse, and statements can be long. */
	for (size_t i = 0; i < span.count && !is_settled(judge); i++) {
		judge_token(judge, span, i);
		if (sql_is_call(span, i))
			sql_judge_call(judge, span, i, false);
	}
}

static void judge_select(struct sql_judge *judge, struct sql_span span)
{
	verdict_add(&judge->verdict, ACTION_READ, line_of(span), STR_FMT " only reads",
		    STR_ARG(span.tokens[0].text));
	judge_query(judge, span);
}

/* A file, or a command of the server, where COPY and \copy say FROM or TO. */
static void judge_copy(struct sql_judge *judge, struct sql_span span)
{
	size_t from = word_outside(span, "FROM"), to = word_outside(span, "TO");
	size_t at = from < to ? from : to;
	struct sql_span rest = span_from(span, at + 1);

	if (is_word(rest, 0, "PROGRAM"))
		say(judge, span, ACTION_DESTRUCTIVE, "COPY with PROGRAM runs a command");
	else if (at >= span.count)
		say(judge, span, ACTION_DESTRUCTIVE, "COPY without FROM or TO");
	else if (at == from)
		say(judge, span, ACTION_DATA_REPAIR, "COPY … FROM adds rows");
	else if (!is_word(rest, 0, "STDOUT"))
		say(judge, span, ACTION_DESTRUCTIVE, "COPY … TO writes a file");
	else
		say(judge, span, ACTION_READ, "COPY … TO STDOUT only reads");
	judge_query(judge, is_symbol(span, 1, "(") ? group_from(span, 2)
						   : (struct sql_span){ span.tokens, 0 });
}

/* -- EXPLAIN -- */

/* Where the statement that is explained begins. */
static size_t explained_at(struct sql_span span, bool *ret_runs)
{
	static const char *const options[] = { "VERBOSE", "EXTENDED", "PARTITIONS",
					       "QUERY",   "PLAN",     "FORMAT",
					       "ANALYZE", "ANALYSE",  "TREE",
					       "JSON",    "XML",      "YAML",
					       "TEXT",    "COSTS",    "TRADITIONAL" };
	size_t at = 1;

	*ret_runs = is_word(span, 0, "ANALYZE");
	if (is_symbol(span, 1, "(")) {
		size_t close = closing(span, 1);
		struct sql_span inside = { span.tokens + 1, close > 1 ? close - 1 : 0 };

		if (!is_word(span, 2, "SELECT") && !is_word(span, 2, "WITH")) {
			*ret_runs |= has_word(inside, "ANALYZE") ||
				     has_word(inside, "ANALYSE");
			at = close + 1;
		}
	}
	for (bool is_option = true; is_option && at < span.count;) {
		is_option = is_symbol(span, at, "=");
		for (size_t i = 0; i < COUNT(options); i++)
			is_option = is_option || is_word(span, at, options[i]);
		*ret_runs |= is_word(span, at, "ANALYZE") || is_word(span, at, "ANALYSE");
		at += is_option;
	}
	return at;
}

static void judge_explain(struct sql_judge *judge, struct sql_span span)
{
	bool runs = false;
	size_t at = explained_at(span, &runs);
	struct sql_span inner = span_from(span, at);

	verdict_add(&judge->verdict, ACTION_READ, line_of(span), STR_FMT " only reads",
		    STR_ARG(span.tokens[0].text));
	if (runs) {
		if (inner.count > 0)
			sql_judge_statement(judge, inner);
		else
			say(judge, span, ACTION_DESTRUCTIVE,
			    "EXPLAIN ANALYZE of nothing");
		return;
	}
	/* Nothing is run, yet old servers evaluate what they plan for. */
	for (size_t i = 0; i < inner.count; i++) {
		if (sql_is_call(inner, i))
			sql_judge_call(judge, inner, i, true);
	}
}

/* ANALYZE t gathers statistics; MariaDB's ANALYZE SELECT … runs it. */
static void judge_analyze(struct sql_judge *judge, struct sql_span span)
{
	static const char *const runs[] = { "FORMAT", "SELECT",  "UPDATE", "DELETE",
					    "INSERT", "REPLACE", "WITH",   "VALUES" };

	for (size_t i = 0; i < COUNT(runs); i++)
		if (is_word(span, 1, runs[i])) {
			judge_explain(judge, span);
			return;
		}
	say(judge, span, ACTION_REVERSIBLE, "ANALYZE renews the statistics of tables");
	if (has_word(span, "DROP") || has_word(span, "UPDATE"))
		say(judge, span, ACTION_DESTRUCTIVE, "ANALYZE that is not understood");
}

/* -- definitions -- */

/* From the first SELECT on: what CREATE TABLE … AS runs. */
static void judge_create(struct sql_judge *judge, struct sql_span span)
{
	static const char *const queries[] = { "SELECT", "WITH", "VALUES", "EXECUTE" };
	size_t at = span.count;

	say(judge, span, ACTION_REVERSIBLE, "CREATE adds what can be dropped again");
	for (size_t i = 0; i < COUNT(queries); i++)
		for (size_t k = 1; k < at; k++)
			if (is_word(span, k, queries[i]))
				at = k;
	if (is_word(span, at, "WITH") && is_symbol(span, at + 1, "("))
		at++;
	if (is_word(span, at, "EXECUTE"))
		say(judge, span, ACTION_DESTRUCTIVE, "EXECUTE runs what is not seen");
	judge_query(judge, span_from(span, at));
}

static void judge_index(struct sql_judge *judge, struct sql_span span)
{
	if (has_word(span, "CONCURRENTLY") || has_word(span, "ONLINE"))
		say(judge, span, ACTION_REVERSIBLE,
		    "CREATE INDEX CONCURRENTLY can be dropped again");
	else
		say(judge, span, ACTION_REVERSIBLE,
		    "CREATE INDEX can be dropped again, but may block writes while it "
		    "is built");
	for (size_t i = 1; i < span.count; i++)
		if (is_verb(span, i) || is_word(span, i, "DROP"))
			say(judge, span, ACTION_DESTRUCTIVE,
			    "CREATE INDEX that is not understood");
}

static void judge_alter_table(struct sql_judge *judge, struct sql_span span)
{
	static const char *const loses[] = {
		"DROP",    "TYPE",   "MODIFY",    "CHANGE", "TRUNCATE",   "EXCHANGE",
		"DISCARD", "IMPORT", "COALESCE",  "REMOVE", "REORGANIZE", "CONVERT",
		"USING",   "ENGINE", "PARTITION", "DETACH", "REBUILD",    "SELECT",
		"UPDATE",  "DELETE", "INSERT",    "LOGGED", "UNLOGGED",   "TABLESPACE"
	};
	static const char *const keeps[] = { "ADD",    "SET",    "RESET",
					     "RENAME", "ENABLE", "VALIDATE",
					     "OWNER",  "ALTER",  "INHERIT" };
	bool is_kept = false;

	for (size_t i = 2; i < span.count; i++) {
		for (size_t k = 0; k < COUNT(keeps); k++)
			is_kept = is_kept || is_word(span, i, keeps[k]);
		for (size_t k = 0; k < COUNT(loses); k++)
			if (is_word(span, i, loses[k])) {
				say(judge, span, ACTION_DESTRUCTIVE,
				    "ALTER may lose data or rewrite the table");
				return;
			}
	}
	say(judge, span, is_kept ? ACTION_REVERSIBLE : ACTION_DESTRUCTIVE,
	    is_kept ? "ALTER changes a definition that can be changed back"
		    : "ALTER that is not understood");
}

static void judge_alter_setting(struct sql_judge *judge, struct sql_span span)
{
	bool sets = has_word(span, "SET") || has_word(span, "RESET");

	say(judge, span,
	    sets && !has_word(span, "PASSWORD") ? ACTION_REVERSIBLE : ACTION_DESTRUCTIVE,
	    sets ? "ALTER … SET changes a setting"
		 : "ALTER of a database or a role cannot be undone from here");
}

/* -- settings, transactions, sessions -- */

static void judge_set(struct sql_judge *judge, struct sql_span span)
{
	say(judge, span,
	    is_word(span, 1, "PASSWORD") ? ACTION_DESTRUCTIVE : ACTION_REVERSIBLE,
	    is_word(span, 1, "PASSWORD") ? "SET PASSWORD loses the old one"
					 : "SET changes a setting");
	judge_query(judge, span_from(span, 1));
}

static void judge_show(struct sql_judge *judge, struct sql_span span)
{
	verdict_add(&judge->verdict, ACTION_READ, line_of(span), "SHOW only reads");
	for (size_t i = 1; i < span.count; i++) {
		if (is_word(span, i, "INTO"))
			judge_token(judge, span, i);
		if (sql_is_call(span, i))
			sql_judge_call(judge, span, i, false);
	}
}

static bool has_only(struct sql_span span, size_t from, const char *const *words,
		     size_t count)
{
	for (size_t i = from; i < span.count; i++) {
		bool is_known = is_symbol(span, i, ",");

		for (size_t k = 0; k < count; k++)
			is_known = is_known || is_word(span, i, words[k]);
		if (!is_known)
			return false;
	}
	return true;
}

static void judge_transaction(struct sql_judge *judge, struct sql_span span)
{
	static const char *const words[] = {
		"WORK",     "TRANSACTION", "ISOLATION", "LEVEL",       "READ",
		"ONLY",     "WRITE",       "COMMITTED", "REPEATABLE",  "SERIALIZABLE",
		"NOT",      "DEFERRABLE",  "DEFERRED",  "UNCOMMITTED", "AND",
		"CHAIN",    "NO",          "RELEASE",   "WITH",        "CONSISTENT",
		"SNAPSHOT", "BEGIN",       "IMMEDIATE", "EXCLUSIVE"
	};

	if (!has_only(span, 1, words, COUNT(words)))
		say(judge, span, ACTION_DESTRUCTIVE,
		    "a transaction's beginning or end that is not understood");
	else if (has_word(span, "IMMEDIATE") || has_word(span, "EXCLUSIVE"))
		say(judge, span, ACTION_REVERSIBLE,
		    "BEGIN locks the database until the transaction ends");
	else
		verdict_add(&judge->verdict, ACTION_READ, line_of(span),
			    STR_FMT " changes nothing by itself",
			    STR_ARG(span.tokens[0].text));
}

/* SAVEPOINT a, RELEASE SAVEPOINT a, ROLLBACK TO SAVEPOINT a, FETCH 10 FROM c, CLOSE c. */
static void judge_small(struct sql_judge *judge, struct sql_span span)
{
	for (size_t i = 1; i < span.count; i++)
		if (i > 6 || is_verb(span, i) || is_symbol(span, i, "(") ||
		    is_word(span, i, "PREPARED")) {
			say(judge, span, ACTION_DESTRUCTIVE,
			    "a statement that is not understood");
			return;
		}
	verdict_add(&judge->verdict, ACTION_READ, line_of(span),
		    STR_FMT " changes nothing by itself", STR_ARG(span.tokens[0].text));
}

/* DECLARE c CURSOR FOR …, PREPARE p AS …: what it will run. */
static void judge_later(struct sql_judge *judge, struct sql_span span)
{
	size_t at = word_outside(span, is_word(span, 0, "PREPARE") ? "AS" : "FOR");

	if (at + 1 < span.count)
		sql_judge_statement(judge, span_from(span, at + 1));
	else
		verdict_add(&judge->verdict, ACTION_DESTRUCTIVE, line_of(span),
			    STR_FMT " of what is not seen", STR_ARG(span.tokens[0].text));
}

static void judge_pragma(struct sql_judge *judge, struct sql_span span)
{
	static const char asks[] =
		"application_id auto_vacuum busy_timeout cache_size cache_spill "
		"collation_list "
		"compile_options data_version database_list encoding foreign_key_check "
		"foreign_key_list foreign_keys freelist_count function_list index_info "
		"index_list index_xinfo integrity_check journal_mode journal_size_limit "
		"locking_mode max_page_count mmap_size module_list page_count page_size "
		"pragma_list query_only quick_check schema_version secure_delete "
		"synchronous "
		"table_info table_list table_xinfo temp_store threads user_version "
		"wal_autocheckpoint";
	/* Their argument says of what, it sets nothing. */
	static const char of[] =
		"foreign_key_check foreign_key_list index_info index_list index_xinfo "
		"integrity_check quick_check table_info table_list table_xinfo";
	static const char sets[] =
		"busy_timeout cache_size foreign_keys incremental_vacuum journal_mode "
		"locking_mode mmap_size optimize query_only synchronous temp_store "
		"wal_autocheckpoint wal_checkpoint";
	size_t at = is_symbol(span, 2, ".") ? 3 : 1;
	str name = at < span.count ? span.tokens[at].text : STR("");
	bool is_bare = at + 1 >= span.count;

	if (name_is_in(name, is_bare ? asks : of))
		say(judge, span, ACTION_READ, "PRAGMA only asks");
	else if (name_is_in(name, sets))
		say(judge, span, ACTION_REVERSIBLE, "PRAGMA changes a setting");
	else
		say(judge, span, ACTION_DESTRUCTIVE, "PRAGMA that is not known");
}

static void judge_kill(struct sql_judge *judge, struct sql_span span)
{
	if (is_word(span, 1, "QUERY"))
		say(judge, span, ACTION_REVERSIBLE,
		    "KILL QUERY stops a running query; its session lives on");
	else
		say(judge, span, ACTION_DESTRUCTIVE,
		    "KILL ends a session: what it has not committed is lost");
}

static void judge_vacuum(struct sql_judge *judge, struct sql_span span)
{
	if (has_word(span, "FULL"))
		say(judge, span, ACTION_DESTRUCTIVE,
		    "VACUUM FULL rewrites the table and locks everybody out meanwhile");
	else if (has_word(span, "INTO"))
		say(judge, span, ACTION_DESTRUCTIVE, "VACUUM INTO writes a file");
	else
		say(judge, span, ACTION_REVERSIBLE, "VACUUM changes no rows");
}

static void judge_flush(struct sql_judge *judge, struct sql_span span)
{
	static const char *const known[] = {
		"LOGS",           "PRIVILEGES",     "STATUS", "TABLES",
		"TABLE",          "HOSTS",          "QUERY",  "CACHE",
		"BINARY",         "ERROR",          "ENGINE", "GENERAL",
		"SLOW",           "RELAY",          "LOCAL",  "NO_WRITE_TO_BINLOG",
		"USER_RESOURCES", "OPTIMIZER_COSTS"
	};

	if (has_only(span, 1, known, COUNT(known)))
		say(judge, span, ACTION_REVERSIBLE,
		    "FLUSH makes the server open or read something again");
	else
		say(judge, span, ACTION_DESTRUCTIVE,
		    "FLUSH that may stop all writes or is not known");
}

/* -- the table -- */

#define READ        ACTION_READ
#define REVERSIBLE  ACTION_REVERSIBLE
#define DESTRUCTIVE ACTION_DESTRUCTIVE
#define DATA        ACTION_DATA_REPAIR

/* The first that fits holds, so longer ones stand first. What is in none is not known. */
static const struct rule rules[] = {
	{ "SELECT", .judge = judge_select },
	{ "WITH", .judge = judge_select },
	{ "VALUES", .judge = judge_select },
	{ "TABLE", .judge = judge_select },
	{ "INSERT", .judge = judge_query },
	{ "UPDATE", .judge = judge_query },
	{ "DELETE", .judge = judge_query },
	{ "MERGE", .judge = judge_query },
	{ "REPLACE", .judge = judge_query },
	{ "COPY", .judge = judge_copy },
	{ "LOAD DATA", DATA, "adds rows", NULL },
	{ "LOAD XML", DATA, "adds rows", NULL },
	{ "EXPLAIN", .judge = judge_explain },
	{ "DESCRIBE", .judge = judge_explain },
	{ "DESC", .judge = judge_explain },
	{ "ANALYZE", .judge = judge_analyze },
	{ "ANALYSE", .judge = judge_analyze },
	{ "SHOW", .judge = judge_show },
	{ "CHECKSUM TABLE", READ, "only reads", NULL },
	{ "CHECKSUM TABLES", READ, "only reads", NULL },
	{ "CHECK TABLE", REVERSIBLE, "may mark a table as damaged", NULL },
	{ "HELP", .judge = judge_small },

	{ "BEGIN", .judge = judge_transaction },
	{ "START TRANSACTION", .judge = judge_transaction },
	{ "COMMIT", .judge = judge_transaction },
	{ "END", .judge = judge_transaction },
	{ "ABORT", .judge = judge_transaction },
	{ "ROLLBACK TO", .judge = judge_small },
	{ "ROLLBACK", .judge = judge_transaction },
	{ "SAVEPOINT", .judge = judge_small },
	{ "RELEASE", .judge = judge_small },
	{ "FETCH", .judge = judge_small },
	{ "MOVE", .judge = judge_small },
	{ "CLOSE", .judge = judge_small },
	{ "DEALLOCATE", .judge = judge_small },
	{ "DECLARE", .judge = judge_later },
	{ "PREPARE TRANSACTION", DESTRUCTIVE, "keeps locks until somebody ends it",
	  NULL },
	{ "PREPARE", .judge = judge_later },

	{ "SET TRANSACTION", .judge = judge_transaction },
	{ "SET", .judge = judge_set },
	{ "RESET MASTER", DESTRUCTIVE, "deletes the binary logs", NULL },
	{ "RESET BINARY", DESTRUCTIVE, "deletes the binary logs", NULL },
	{ "RESET SLAVE", DESTRUCTIVE, "forgets where replication stood", NULL },
	{ "RESET REPLICA", DESTRUCTIVE, "forgets where replication stood", NULL },
	{ "RESET PERSIST", DESTRUCTIVE, "forgets settings", NULL },
	{ "RESET", REVERSIBLE, "changes a setting", NULL },
	{ "DISCARD", REVERSIBLE, "forgets what belongs to the session", NULL },
	{ "PRAGMA", .judge = judge_pragma },
	{ "LISTEN", REVERSIBLE, "subscribes the session", NULL },
	{ "UNLISTEN", REVERSIBLE, "ends a subscription of the session", NULL },
	{ "LOCK", REVERSIBLE, "locks a table until the transaction or session ends",
	  NULL },
	{ "UNLOCK TABLES", REVERSIBLE, "gives locks back", NULL },
	{ "UNLOCK INSTANCE", REVERSIBLE, "gives a lock back", NULL },
	{ "KILL", .judge = judge_kill },
	{ "START SLAVE", REVERSIBLE, "can be stopped again", NULL },
	{ "START REPLICA", REVERSIBLE, "can be stopped again", NULL },
	{ "STOP SLAVE", REVERSIBLE, "can be started again", NULL },
	{ "STOP REPLICA", REVERSIBLE, "can be started again", NULL },

	{ "VACUUM", .judge = judge_vacuum },
	{ "CHECKPOINT", REVERSIBLE, "writes out what is in memory", NULL },
	{ "REINDEX", REVERSIBLE, "builds an index anew; without CONCURRENTLY it blocks",
	  NULL },
	{ "REFRESH MATERIALIZED VIEW", REVERSIBLE, "computes a view anew", NULL },
	{ "OPTIMIZE", REVERSIBLE, "builds a table anew from its own rows", NULL },
	{ "FLUSH", .judge = judge_flush },
	{ "ATTACH", REVERSIBLE, "opens a file, or makes it", NULL },
	{ "DETACH", REVERSIBLE, "closes a file", NULL },

	{ "CREATE INDEX", .judge = judge_index },
	{ "CREATE UNIQUE INDEX", .judge = judge_index },
	{ "CREATE FULLTEXT INDEX", .judge = judge_index },
	{ "CREATE TABLE", .judge = judge_create },
	{ "CREATE TEMP TABLE", .judge = judge_create },
	{ "CREATE TEMP VIEW", .judge = judge_create },
	{ "CREATE TEMPORARY TABLE", .judge = judge_create },
	{ "CREATE TEMPORARY VIEW", .judge = judge_create },
	{ "CREATE UNLOGGED TABLE", .judge = judge_create },
	{ "CREATE VIEW", .judge = judge_create },
	{ "CREATE MATERIALIZED VIEW", .judge = judge_create },
	{ "CREATE SCHEMA", REVERSIBLE, "adds what can be dropped again", NULL },
	{ "CREATE DATABASE", REVERSIBLE, "adds what can be dropped again", NULL },
	{ "CREATE SEQUENCE", REVERSIBLE, "adds what can be dropped again", NULL },
	{ "CREATE ROLE", REVERSIBLE, "adds what can be dropped again", NULL },
	{ "CREATE USER", REVERSIBLE, "adds what can be dropped again", NULL },
	{ "CREATE STATISTICS", REVERSIBLE, "adds what can be dropped again", NULL },
	{ "CREATE PUBLICATION", REVERSIBLE, "adds what can be dropped again", NULL },
	{ "CREATE EXTENSION", REVERSIBLE, "adds what can be dropped again", NULL },
	{ "ALTER TABLE", .judge = judge_alter_table },
	{ "ALTER INDEX", .judge = judge_alter_table },
	{ "ALTER SYSTEM", .judge = judge_alter_setting },
	{ "ALTER DATABASE", .judge = judge_alter_setting },
	{ "ALTER ROLE", .judge = judge_alter_setting },
	{ "ALTER USER", .judge = judge_alter_setting },
	{ "GRANT", REVERSIBLE, "can be revoked", NULL },
	{ "REVOKE", REVERSIBLE, "can be granted again", NULL },
	{ "COMMENT ON", REVERSIBLE, "changes a description", NULL },

	{ "TRUNCATE", DESTRUCTIVE, "deletes every row", NULL },
	{ "DROP", DESTRUCTIVE, "removes what it names", NULL },
	{ "CLUSTER", DESTRUCTIVE, "rewrites a table and locks everybody out meanwhile",
	  NULL },
	{ "REPAIR", DESTRUCTIVE, "may lose rows", NULL },
	{ "PURGE", DESTRUCTIVE, "deletes logs", NULL },
	{ "CALL", DESTRUCTIVE, "runs code that is not seen", NULL },
	{ "DO", DESTRUCTIVE, "runs code", NULL },
	{ "EXECUTE", DESTRUCTIVE, "runs what is not seen", NULL },
	{ "NOTIFY", DESTRUCTIVE, "sets off whoever listens", NULL },
};

static void judge_rule(struct sql_judge *judge, struct sql_span span,
		       const struct rule *rule)
{
	if (rule->judge) {
		rule->judge(judge, span);
		return;
	}
	verdict_add(&judge->verdict, rule->class, line_of(span), "%s %s", rule->words,
		    rule->does);
}

void sql_judge_statement(struct sql_judge *judge, struct sql_span span)
{
	size_t brackets = 0;

	if (++judge->depth > SHELL_DEPTH_MAX) {
		say(judge, span, ACTION_DESTRUCTIVE, "statements nested too deep");
		return;
	}
	while (is_symbol(span, brackets, "("))
		brackets++;
	if (brackets > 0 &&
	    (is_word(span, brackets, "SELECT") || is_word(span, brackets, "WITH") ||
	     is_word(span, brackets, "VALUES"))) {
		judge_select(judge, span);
		judge->depth--;
		return;
	}
	for (size_t i = 0; i < COUNT(rules); i++)
		if (begins_with(span, 0, rules[i].words)) {
			judge_rule(judge, span, &rules[i]);
			judge->depth--;
			return;
		}
	verdict_add(&judge->verdict, ACTION_DESTRUCTIVE, line_of(span),
		    "'" STR_FMT "' begins no statement that is known",
		    STR_ARG(str_clip(span.tokens[0].source, 40)));
	judge->depth--;
}

/* E'it\'s' goes on for PostgreSQL and ends in the middle for SQLite. */
static bool ends_for_some(const struct sql_token *token)
{
	return token->kind == SQL_TEXT && token->source.length > 0 &&
	       (token->source.bytes[0] | 0x20) == 'e' &&
	       str_contains(token->source, STR("\\'"));
}

/* What is not the same to all who may read it. */
void sql_judge_hidden(struct sql_judge *judge, struct sql_span span)
{
	for (size_t i = 0; i < span.count; i++) {
		const struct sql_token *token = &span.tokens[i];

		if (token->kind == SQL_EXECUTABLE_COMMENT)
			verdict_add(&judge->verdict, ACTION_DESTRUCTIVE, token->line,
				    "a comment that MySQL runs");
		if (ends_for_some(token))
			verdict_add(
				&judge->verdict, ACTION_DESTRUCTIVE, token->line,
				"where this text ends is not the same to all servers");
	}
}

/* "mysql> ", "MariaDB [shop]> ", "shop=# ", "shop=> ": what a client prints before what
 * is typed. Its length, 0 for none. */
static size_t prompt_length(str line)
{
	static const str marks[] = { STR_INIT("mysql> "), STR_INIT("sqlite> ") };
	size_t i = 0;

	for (size_t k = 0; k < COUNT(marks); k++)
		if (str_starts_with(line, marks[k]))
			return marks[k].length;
	while (i < line.length &&
	       ((line.bytes[i] >= 'a' && line.bytes[i] <= 'z') || line.bytes[i] == '_'))
		i++;
	if (i > 0 && (str_starts_with(str_slice(line, i, 3), STR("=# ")) ||
		      str_starts_with(str_slice(line, i, 3), STR("=> "))))
		return i + 3;
	return 0;
}

/* The text with blanks for the prompt that its first line begins with. */
static str without_prompts(struct arena *arena, str source)
{
	size_t length = prompt_length(source);
	str prompt = str_slice(source, 0, length), rest = source, line;
	char *bytes;

	if (length == 0)
		return source;
	bytes = arena_many(arena, char, source.length + 1);
	memcpy(bytes, source.bytes, source.length);
	while (str_next(&rest, '\n', &line))
		if (str_starts_with(line, prompt))
			memset(bytes + (line.bytes - source.bytes), ' ', length);
	return (str){ bytes, source.length };
}

void classify_sql(struct arena *arena, str source, struct classified *ret_classified)
{
	struct sql_judge judge = { .verdict = verdict_begin(arena, ret_classified),
				   .source = without_prompts(arena, source) };
	struct sql_script script = sql_read(arena, judge.source);

	for (size_t i = 0; i < script.count; i++) {
		struct sql_span span = { script.statements[i].tokens,
					 script.statements[i].count };
		const struct sql_token *last = &span.tokens[span.count - 1];

		sql_judge_hidden(&judge, span);
		if (last->kind == SQL_META) {
			sql_judge_meta(&judge, last);
			span.count--;
		}
		for (size_t used = 0; sql_judge_line(&judge, span, &used);)
			span = span_from(span, used);
		if (span.count > 0)
			sql_judge_statement(&judge, span);
	}
	if (script.is_broken)
		verdict_add(&judge.verdict, ACTION_DESTRUCTIVE, script.broken_line,
			    "from line %u on this cannot be read", script.broken_line);
}

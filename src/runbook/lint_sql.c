/* SQL as people type it at night. Tokens of a statement are enough: none of these rules
 * needs to know a schema but PostgreSQL's own views. */
#include "runbook/lint_private.h"

#include "runbook/sql.h"

#include <string.h>

/* A statement being looked at. */
struct asked {
	struct lint *lint;
	const struct sql_statement *statement;
	unsigned line; /* of the source's first */
	bool is_mysql;
};

static const struct sql_token *token_at(const struct asked *asked, size_t nth)
{
	static const struct sql_token none = { .kind = SQL_SYMBOL };

	return nth < asked->statement->count ? &asked->statement->tokens[nth] : &none;
}

static size_t find(const struct asked *asked, const char *keyword)
{
	for (size_t i = 0; i < asked->statement->count; i++)
		if (sql_is(token_at(asked, i), keyword))
			return i;
	return SIZE_MAX;
}

static bool has(const struct asked *asked, const char *keyword)
{
	return find(asked, keyword) != SIZE_MAX;
}

static struct spot spot_at(const struct asked *asked, size_t nth, str repaired)
{
	return (struct spot){ .line = asked->line + token_at(asked, nth)->line - 1,
			      .found = lint_one_line(asked->lint->arena,
						     asked->statement->source),
			      .repaired = repaired };
}

static str with_end(const struct asked *asked, const char *addition)
{
	return lint_one_line(asked->lint->arena,
			     arena_format(asked->lint->arena, STR_FMT " %s",
					  STR_ARG(str_trim(asked->statement->source)),
					  addition));
}

/* -- changes of everything -- */

static void look_for_where(const struct asked *asked)
{
	bool is_delete = sql_is(token_at(asked, 0), "DELETE");
	bool is_update = sql_is(token_at(asked, 0), "UPDATE");

	if ((!is_delete && !is_update) || has(asked, "WHERE") || has(asked, "LIMIT") ||
	    has(asked, "USING") || asked->statement->count < 3 ||
	    (is_update && !has(asked, "SET")))
		return;
	lint_report(asked->lint, RULE_SQL_NO_WHERE,
		    spot_at(asked, 0, with_end(asked, "WHERE \xe2\x80\xa6")),
		    "no WHERE: every row is %s", is_delete ? "deleted" : "changed");
}

static void look_at_termination(const struct asked *asked)
{
	static const char *const whose[] = { "usename",          "datname",
					     "application_name", "client_addr",
					     "backend_type",     NULL };
	size_t at = find(asked, "PG_TERMINATE_BACKEND");
	bool names_one = false, says_whose = false;

	if (at == SIZE_MAX)
		at = find(asked, "PG_CANCEL_BACKEND");
	if (at == SIZE_MAX || !has(asked, "PG_STAT_ACTIVITY"))
		return;
	for (size_t i = at + 1; i < asked->statement->count; i++) {
		const struct sql_token *token = token_at(asked, i);

		names_one |= sql_is(token, "PID") &&
			     (sql_is_symbol(token_at(asked, i + 1), "=") ||
			      sql_is(token_at(asked, i + 1), "IN"));
		says_whose |= token->kind == SQL_WORD &&
			      lint_is_one_of(token->text, whose);
	}
	if (names_one || has(asked, "BACKEND_TYPE"))
		return;
	lint_report_as(
		asked->lint,
		has(asked, "WHERE") || says_whose ? FINDING_WARNING : FINDING_ERROR,
		RULE_SQL_TERMINATE,
		spot_at(asked, at,
			with_end(asked,
				 has(asked, "WHERE")
					 ? "AND backend_type = 'client backend' AND "
					   "pid <> pg_backend_pid()"
					 : "WHERE backend_type = 'client backend' "
					   "AND pid <> pg_backend_pid() AND "
					   "\xe2\x80\xa6")),
		"this ends %s, replication, backups and vacuum included: see who "
		"they are with a SELECT first, and keep to clients",
		has(asked, "WHERE") ? "whatever matches" : "every session");
}

/* -- views of PostgreSQL -- */

static const struct column {
	const char *view, *column, *now;
} columns[] = {
	{ "PG_STAT_ACTIVITY", "PROCPID", "pid" },
	{ "PG_STAT_ACTIVITY", "CURRENT_QUERY", "query" },
	{ "PG_STAT_ACTIVITY", "WAITING", "wait_event IS NOT NULL" },
	{ "PG_STAT_ACTIVITY", "USERNAME", "usename" },
	{ "PG_STAT_ACTIVITY", "DURATION", "now() - query_start" },
	{ "PG_STAT_STATEMENTS", "TOTAL_TIME", "total_exec_time" },
	{ "PG_STAT_STATEMENTS", "MEAN_TIME", "mean_exec_time" },
	{ "PG_STAT_STATEMENTS", "MAX_TIME", "max_exec_time" },
	{ "PG_STAT_REPLICATION", "SENT_LOCATION", "sent_lsn" },
	{ "PG_STAT_REPLICATION", "REPLAY_LOCATION", "replay_lsn" },
	{ "PG_STAT_REPLICATION", "WRITE_LOCATION", "write_lsn" },
	{ "PG_STAT_REPLICATION", "FLUSH_LOCATION", "flush_lsn" },
	{ "PG_STAT_REPLICATION", "PROCPID", "pid" },
};

/* "AS duration" names a column of the answer, and ORDER BY may use it. */
static bool is_named_here(const struct asked *asked, const char *column)
{
	for (size_t i = 1; i < asked->statement->count; i++)
		if (sql_is(token_at(asked, i), column) &&
		    sql_is(token_at(asked, i - 1), "AS"))
			return true;
	return false;
}

static void look_at_columns(const struct asked *asked)
{
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		size_t at = find(asked, columns[i].column);

		if (at == SIZE_MAX || !has(asked, columns[i].view) ||
		    is_named_here(asked, columns[i].column) ||
		    sql_is_symbol(token_at(asked, at + 1), "("))
			continue;
		lint_report(asked->lint, RULE_SQL_COLUMN,
			    spot_at(asked, at, str_of(columns[i].now)),
			    STR_FMT " has no column " STR_FMT ": it is %s",
			    STR_ARG(token_at(asked, find(asked, columns[i].view))->text),
			    STR_ARG(token_at(asked, at)->text), columns[i].now);
	}
}

static void look_at_idle(const struct asked *asked)
{
	size_t at = find(asked, "QUERY_START");

	if (at == SIZE_MAX || !has(asked, "PG_STAT_ACTIVITY") || has(asked, "STATE") ||
	    !has(asked, "WHERE") || find(asked, "WHERE") > at)
		return;
	lint_report(asked->lint, RULE_SQL_IDLE,
		    spot_at(asked, at, with_end(asked, "AND state <> 'idle'")),
		    "of a session that runs nothing query_start is its last query's: "
		    "without a condition on state the longest idle one stands first");
}

/* -- locks -- */

static const struct locking {
	const char *first, *second; /* the statement's first words */
	const char *unless;         /* a word that makes it harmless */
	const char *why;
	enum finding_level level;
	bool is_of_mysql;
} lockings[] = {
	{ "CREATE", "INDEX", "CONCURRENTLY",
	  "nobody writes to the table until the index is there: CREATE INDEX "
	  "CONCURRENTLY",
	  FINDING_WARNING, false },
	{ "CREATE", "UNIQUE", "CONCURRENTLY",
	  "nobody writes to the table until the index is there: CREATE UNIQUE INDEX "
	  "CONCURRENTLY",
	  FINDING_WARNING, false },
	{ "DROP", "INDEX", "CONCURRENTLY",
	  "it waits for every query on the table, and all others wait behind it: DROP "
	  "INDEX CONCURRENTLY",
	  FINDING_HINT, false },
	{ "REINDEX", NULL, "CONCURRENTLY",
	  "nobody writes to the table until it is done: REINDEX \xe2\x80\xa6 "
	  "CONCURRENTLY",
	  FINDING_WARNING, false },
	{ "VACUUM", "FULL", NULL,
	  "nobody even reads the table until it is rewritten, and it needs its size "
	  "again "
	  "on the disk: VACUUM without FULL makes the room usable",
	  FINDING_WARNING, false },
	{ "CLUSTER", NULL, NULL, "nobody even reads the table until it is rewritten",
	  FINDING_WARNING, false },
	{ "FLUSH", "TABLES", NULL, "with READ LOCK nobody writes until this session ends",
	  FINDING_WARNING, true },
};

static bool is_begun_by(const struct asked *asked, const struct locking *row)
{
	if (!sql_is(token_at(asked, 0), row->first) || asked->statement->count < 3)
		return false;
	if (row->second && !sql_is(token_at(asked, 1), row->second) &&
	    !(sql_is_symbol(token_at(asked, 1), "(") &&
	      sql_is(token_at(asked, 2), row->second)))
		return false;
	if (row->unless && has(asked, row->unless))
		return false;
	return !(sql_is(token_at(asked, 0), "CREATE") && !has(asked, "INDEX"));
}

static void look_at_locks(const struct asked *asked)
{
	for (size_t i = 0; i < sizeof(lockings) / sizeof(lockings[0]); i++) {
		const struct locking *row = &lockings[i];

		if (!is_begun_by(asked, row) || (asked->is_mysql && !row->is_of_mysql) ||
		    (row->is_of_mysql && !has(asked, "LOCK")))
			continue;
		lint_report_as(asked->lint, row->level, RULE_SQL_LOCKING,
			       spot_at(asked, 0, STR("")), "%s", row->why);
		return;
	}
}

/* -- the rest -- */

static const struct renamed {
	const char *word, *next; /* next: the word behind it; NULL: any */
	const char *now;
} renamings[] = {
	{ "PG_CURRENT_XLOG_LOCATION", NULL, "pg_current_wal_lsn (PostgreSQL 10)" },
	{ "PG_LAST_XLOG_RECEIVE_LOCATION", NULL,
	  "pg_last_wal_receive_lsn (PostgreSQL 10)" },
	{ "PG_LAST_XLOG_REPLAY_LOCATION", NULL,
	  "pg_last_wal_replay_lsn (PostgreSQL 10)" },
	{ "PG_XLOG_LOCATION_DIFF", NULL, "pg_wal_lsn_diff (PostgreSQL 10)" },
	{ "PG_SWITCH_XLOG", NULL, "pg_switch_wal (PostgreSQL 10)" },
	{ "PG_START_BACKUP", NULL, "pg_backup_start (PostgreSQL 15)" },
	{ "PG_STOP_BACKUP", NULL, "pg_backup_stop (PostgreSQL 15)" },
	{ "SHOW", "SLAVE", "SHOW REPLICA STATUS (MySQL 8.4)" },
	{ "SHOW", "MASTER", "SHOW BINARY LOG STATUS (MySQL 8.4)" },
	{ "START", "SLAVE", "START REPLICA (MySQL 8.4)" },
	{ "STOP", "SLAVE", "STOP REPLICA (MySQL 8.4)" },
	{ "RESET", "MASTER", "RESET BINARY LOGS AND GTIDS (MySQL 8.4)" },
	{ "CHANGE", "MASTER", "CHANGE REPLICATION SOURCE TO (MySQL 8.4)" },
};

static void look_for_renamed(const struct asked *asked)
{
	for (size_t i = 0; i < sizeof(renamings) / sizeof(renamings[0]); i++) {
		size_t at = find(asked, renamings[i].word);

		if (at == SIZE_MAX ||
		    (renamings[i].next &&
		     (at > 0 || !sql_is(token_at(asked, at + 1), renamings[i].next))))
			continue;
		lint_report(asked->lint, RULE_SQL_OBSOLETE, spot_at(asked, at, STR("")),
			    "newer versions call it %s", renamings[i].now);
	}
}

/* "x = NULL" in a condition; in SET it is an assignment. */
static void look_for_null(const struct asked *asked)
{
	size_t where = find(asked, "WHERE");

	for (size_t i = where == SIZE_MAX ? asked->statement->count : where + 2;
	     i + 1 < asked->statement->count; i++)
		if (sql_is(token_at(asked, i + 1), "NULL") &&
		    (sql_is_symbol(token_at(asked, i), "=") ||
		     sql_is_symbol(token_at(asked, i), "<>") ||
		     sql_is_symbol(token_at(asked, i), "!="))) {
			lint_report(asked->lint, RULE_SQL_NULL,
				    spot_at(asked, i, STR("")),
				    "nothing equals NULL, and nothing differs from it: "
				    "IS NULL, or IS NOT NULL");
			return;
		}
}

static bool is_of_the_system(str table)
{
	return str_starts_with(table, STR("pg_")) ||
	       str_starts_with(table, STR("information_schema")) ||
	       str_starts_with(table, STR("performance_schema")) ||
	       str_starts_with(table, STR("sys")) ||
	       str_starts_with(table, STR("mysql")) ||
	       str_starts_with(table, STR("sqlite_")) ||
	       str_starts_with(table, STR("v$"));
}

static void look_at_everything(const struct asked *asked)
{
	const struct sql_token *table = token_at(asked, 3);

	if (!sql_is(token_at(asked, 0), "SELECT") ||
	    !sql_is_symbol(token_at(asked, 1), "*") ||
	    !sql_is(token_at(asked, 2), "FROM") || asked->statement->count < 4 ||
	    table->kind == SQL_SYMBOL || is_of_the_system(table->text) ||
	    has(asked, "WHERE") || has(asked, "LIMIT") || has(asked, "FETCH") ||
	    sql_is_symbol(token_at(asked, 4), "("))
		return;
	lint_report(asked->lint, RULE_SQL_EVERYTHING,
		    spot_at(asked, 0, with_end(asked, "LIMIT 20")),
		    "every row and column of " STR_FMT
		    " is printed into the incident's record: name the columns, and a "
		    "LIMIT",
		    STR_ARG(table->text));
}

static void look_at_statement(const struct asked *asked)
{
	look_for_where(asked);
	look_at_termination(asked);
	look_at_columns(asked);
	look_at_idle(asked);
	look_at_locks(asked);
	look_for_renamed(asked);
	look_for_null(asked);
	look_at_everything(asked);
}

/* BEGIN; CREATE INDEX CONCURRENTLY …; COMMIT; */
static void look_at_transaction(struct lint *lint, const struct sql_script *script,
				unsigned line)
{
	bool is_open = false;

	for (size_t i = 0; i < script->count; i++) {
		struct asked asked = { .lint = lint,
				       .statement = &script->statements[i],
				       .line = line };
		const struct sql_token *first = token_at(&asked, 0);

		if (sql_is(first, "BEGIN") ||
		    (sql_is(first, "START") &&
		     sql_is(token_at(&asked, 1), "TRANSACTION")))
			is_open = true;
		else if (sql_is(first, "COMMIT") || sql_is(first, "ROLLBACK") ||
			 sql_is(first, "END"))
			is_open = false;
		else if (is_open &&
			 (sql_is(first, "VACUUM") ||
			  (has(&asked, "CONCURRENTLY") && has(&asked, "INDEX"))))
			lint_report(lint, RULE_SQL_IN_TRANSACTION,
				    spot_at(&asked, 0, STR("")),
				    "PostgreSQL refuses this inside a transaction: take "
				    "it out of BEGIN and COMMIT");
	}
}

void lint_sql(struct lint *lint, str source, unsigned line, bool is_mysql)
{
	struct sql_script script = sql_read(lint->arena, source);

	for (size_t i = 0; i < script.count; i++) {
		struct asked asked = { .lint = lint,
				       .statement = &script.statements[i],
				       .line = line,
				       .is_mysql = is_mysql };

		if (script.is_broken && asked.statement->line >= script.broken_line)
			break;
		look_at_statement(&asked);
	}
	look_at_transaction(lint, &script, line);
}

/* SQL as PostgreSQL, MySQL and SQLite write it, cut into tokens and statements: enough
 * to say what a statement does and where it stands, without running or checking it.
 *
 * Comments are left out, but for MySQL's executable ones, which are no comments. Lines
 * that begin with a backslash are psql's own commands, one token each. */
#ifndef RUNBOOK_SQL_H
#define RUNBOOK_SQL_H

#include "base/arena.h"

enum sql_token_kind {
	SQL_WORD, /* a keyword or a name without quotes */
	SQL_NAME, /* "name", `name` or [name]: .text without its quotes */
	SQL_TEXT, /* 'text', E'…', $tag$…$tag$: .text as written inside */
	SQL_NUMBER,
	SQL_SYMBOL,             /* one of ( ) , . ; [ ] or an operator */
	SQL_PARAMETER,          /* $1, :name, ?, <placeholder>, ${NAME} */
	SQL_META,               /* \copy t from 'f': the whole line */
	SQL_EXECUTABLE_COMMENT, /* MySQL's and MariaDB's: it runs there and not elsewhere
				 */
};

struct sql_token {
	enum sql_token_kind kind;
	str text;
	str source; /* as written */
	unsigned line;
};

struct sql_statement {
	const struct sql_token *tokens; /* without the ";" */
	size_t count;
	unsigned line;
	str source;
};

struct sql_script {
	const struct sql_statement *statements; /* empty ones left out */
	size_t count;
	/* A quote or comment that never ends, or a byte that begins no token: what
	 * follows is not understood. */
	bool is_broken;
	unsigned broken_line;
};

/* Cut at SQL_BYTES_MAX; then it is broken. */
struct sql_script sql_read(struct arena *arena, str source);

/* Is this token the keyword (in capitals), in whatever case? Quoted names never are. */
bool sql_is(const struct sql_token *token, const char *keyword);
/* Is it this symbol? */
bool sql_is_symbol(const struct sql_token *token, const char *symbol);

#endif

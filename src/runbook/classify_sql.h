/* How classify_sql.c reads: a script is cut into statements by sql.h, each is looked up
 * by its first words, and what runs inside it – queries, writes in a WITH, functions –
 * is looked at wherever it stands. */
#ifndef RUNBOOK_CLASSIFY_SQL_H
#define RUNBOOK_CLASSIFY_SQL_H

#include "runbook/classify_verdict.h"
#include "runbook/sql.h"

struct sql_judge {
	struct verdict verdict;
	str source;      /* whole */
	unsigned depth;  /* of statements in statements */
	unsigned writes; /* looked at so far */
};

struct sql_span {
	const struct sql_token *tokens;
	size_t count;
};

/* What hides in a statement: MySQL's comments that run, a text that ends elsewhere for
 * another server. To be asked of each statement that is read. */
void sql_judge_hidden(struct sql_judge *judge, struct sql_span span);
/* One statement, without commands of a client at its end. */
void sql_judge_statement(struct sql_judge *judge, struct sql_span span);
/* The functions called, alone. "planned": they are not run, but may be. */
void sql_judge_call(struct sql_judge *judge, struct sql_span span, size_t at,
		    bool is_planned);
/* Is the word at "at" a function that is called there? */
bool sql_is_call(struct sql_span span, size_t at);

/* psql's and mysql's \commands: the whole line. */
void sql_judge_meta(struct sql_judge *judge, const struct sql_token *token);
/* A line for the client itself, at the start of a statement: ".tables", "use shop".
 * False when it is none, else how many tokens stand on that line. */
bool sql_judge_line(struct sql_judge *judge, struct sql_span span, size_t *ret_used);

#endif

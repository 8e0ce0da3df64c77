/* What one can ask for. ONE description of a verb yields its HTTP route, its command,
 * its MCP tool and its page of the manual:
 *
 *     POST /api/v1/page/acknowledge     stanch page acknowledge INC-… (short: ack)
 *     MCP tool page_acknowledge         docs/manual.md
 *
 * Operations live in one file per noun, described at its end. Adding one is one entry
 * there; a new noun is one file and one line in list.h. */
#ifndef OPERATIONS_OPERATION_H
#define OPERATIONS_OPERATION_H

#include "app/app.h"
#include "base/shape.h"

enum operation_effect {
	OPERATION_READS,   /* GET; runs on a reader's connection */
	OPERATION_CHANGES, /* POST; runs as one turn */
	OPERATION_WORKS,   /* POST; takes time outside (backup); makes its own turns */
};

/* How an answer is shown as text: a table of one list, or lines from a template. */
struct view {
	const char *list; /* member that holds the rows; NULL: no table */
	struct view_column {
		const char *member, *title;
		unsigned width; /* 0: as needed; the last may be wrapped at one */
	} columns[10];
	const char *empty;    /* what is said when the list has no row */
	const char *template; /* Mustache over the answer; after the table if both */
};

struct operation {
	const char *noun, *verb;
	const char *alias; /* "ack": what is typed at 3 a.m.; or NULL */
	const char *help;  /* one line */
	const char *more;  /* a paragraph for the manual; or NULL */
	enum operation_effect effect;
	enum role least;   /* who may */
	bool people_only;  /* agents' tokens may not: approvals, and what ends a page */
	bool answers_once; /* the answer holds a secret: it is never kept */
	/* It reads its inputs and nothing else: the command line runs it by itself, work
	 * has no app and no store, and an input file that is not named is the standard
	 * input. */
	bool needs_no_server;
	/* In order; on the command line the required ones come by position, the others
	 * as --name value. Bound to a struct of input->size in the work's arena. */
	const struct shape *input; /* NULL: none */
	bool (*run)(struct work *work, const void *input, struct tree *answer);
	/* Of one that needs no server: typed without its first input, it answers each
	 * line of the standard input with one line, however many there are. Never fails.
	 * NULL: it does not. */
	void (*answer_line)(struct work *work, const void *input, str line,
			    struct tree *answer);
	/* A number in the answer: when it is above 0 the command ends with exit code 1,
	 * "the answer is no"; or NULL. */
	const char *no;
	struct view view;
};

const struct operation *operation_at(size_t nth); /* NULL at the end */
const struct operation *operation_find(str noun, str verb);
const struct operation *operation_by_alias(str alias);

/* The only way in: binds and checks the inputs ("incident: is required", "due: '3 pm'
 * is no instant"), the role, then runs it as a read or as a turn. The answer is a map
 * in the work's arena. An Idempotency-Key gives a repeated change, with the same inputs,
 * its first answer. */
bool operation_run(struct app *app, struct work *work, const struct operation *operation,
		   const struct tree *inputs, str idempotency_key,
		   struct tree **ret_answer) MUST_CHECK;

/* One that needs no server, without one. */
bool operation_run_alone(struct work *work, const struct operation *operation,
			 const struct tree *inputs, struct tree **ret_answer) MUST_CHECK;

/* Its inputs, for answer_line; NULL when it has none. */
bool operation_bind(struct work *work, const struct operation *operation,
		    const struct tree *inputs, const void **ret_input) MUST_CHECK;

/* The answer as text, for people: by the operation's view. */
str operation_text(struct arena *arena, const struct operation *operation,
		   const struct tree *answer, unsigned width);

/* A row as a map of its fields, hidden ones left out; FIELD_JSON parsed. */
struct tree *row_tree(struct arena *arena, const struct shape *shape, const void *row);
/* The other way: inputs into a struct. */
bool row_bind(struct arena *arena, const struct shape *shape, const struct tree *inputs,
	      instant_ms now, void *ret_row, struct error *error) MUST_CHECK;

#endif

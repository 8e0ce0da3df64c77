/* What a piece of bash says, from tree-sitter's grammar: pipelines of commands, each of
 * words whose parts are known to be literal or not. Nothing is run, expanded or
 * guessed.
 *
 * A <placeholder> – letters, digits, dots, spaces, "-" and "_" in angle brackets, as
 * runbooks write them – is a part of a word here, though a shell would read two
 * redirections. */
#ifndef FORMATS_SHELL_H
#define FORMATS_SHELL_H

#include "base/arena.h"
#include "base/error.h"

struct shell_script;

enum shell_part_kind {
	SHELL_LITERAL,
	SHELL_VARIABLE,     /* $NAME, ${NAME:-x}: .text is its name */
	SHELL_SUBSTITUTION, /* $(…), `…` and <(…): .inside */
	SHELL_ARITHMETIC,
	SHELL_GLOB,        /* an unquoted *, ?, […] or {a,b} */
	SHELL_PLACEHOLDER, /* <pod-name>: .text is what stands inside */
};

struct shell_part {
	enum shell_part_kind kind;
	bool is_quoted;    /* by either quote */
	bool has_operator; /* ${NAME%x}, ${#NAME} …: not the value as it is */
	str text;          /* of a literal: after unquoting */
	const struct shell_script *inside;
};

struct shell_word {
	str source; /* as written, quotes included */
	unsigned line;
	const struct shell_part *parts;
	size_t count;
	bool is_static; /* literals only: .value is the argument */
	str value;      /* with each other part as written; for reading, not running */
};

struct shell_redirect {
	str operator; /* ">", ">>", "<", "<<", "<<<", "&>", ">&" … */
	int fd;       /* as given; -1: the operator's own */
	struct shell_word target;
	/* Of "<<": the here-document's body; is it expanded, the target's parts are its,
	 * and the target's value is still the delimiter. */
	str document;
	bool is_expanded; /* of "<<": its delimiter is not quoted, so $ is expanded in it
			   */
};

struct shell_assignment {
	str name;
	bool is_appended; /* NAME+=value */
	struct shell_word value;
};

enum shell_command_kind {
	SHELL_SIMPLE,
	SHELL_LOOP,      /* for, while, until, select: .body */
	SHELL_CONDITION, /* if, case, [[ … ]] */
	SHELL_GROUP,     /* ( … ) and { …; } */
	SHELL_FUNCTION,  /* a definition */
};

struct shell_command {
	enum shell_command_kind kind;
	unsigned line;
	const struct shell_assignment *assignments; /* before it, or all there is */
	size_t assignment_count;
	const struct shell_word *words; /* of SHELL_SIMPLE; [0] is the program */
	size_t count;
	const struct shell_redirect *redirects;
	size_t redirect_count;
	const struct shell_script *body; /* of the others */
	str name;                        /* of a function; of a for: its variable */
};

struct shell_pipeline {
	const struct shell_command *commands; /* joined by |; "|&" is "2>&1 |" here */
	size_t count;
	bool is_negated;
	bool is_background;
	str before; /* what joins it to the one before: "", ";", "&&", "||" */
	unsigned line;
	str source; /* as written */
};

struct shell_script {
	const struct shell_pipeline *pipelines;
	size_t count;
};

/* ERROR_INVALID with the line of what is no bash; ERROR_TOO_LARGE over
 * SHELL_BYTES_MAX or nested deeper than SHELL_DEPTH_MAX. Lines count from 1. */
bool shell_parse(struct arena *arena, str source, struct shell_script *ret_script,
		 struct error *error) MUST_CHECK;

/* Where the <placeholder> ends whose "<" is at this byte; 0: it is none. */
size_t shell_placeholder_end(str s, size_t at);

/* For one simple command: its words as a person would type them. */
str shell_quote(struct arena *arena, const str *argv, size_t argc);

#endif

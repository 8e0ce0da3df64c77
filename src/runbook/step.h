/* A step of a runbook as what runs: programs with their arguments, one pipeline after the
 * other, never a shell. What only a shell could do is refused with what to write instead.
 * Nothing here runs anything. */
#ifndef RUNBOOK_STEP_H
#define RUNBOOK_STEP_H

#include "base/arena.h"
#include "base/error.h"
#include "base/tree.h"

struct step_stage {
	const str *argv;
	size_t argc;
	bool joins_errors; /* the next one reads its errors, too: 2>&1 | */
};

/* When a pipeline runs. Without a word the one before must have succeeded, too: a step
 * stops at the first command that fails. */
enum step_joined {
	STEP_NEXT,       /* on a line of its own, or behind ";" or "&&" */
	STEP_ON_FAILURE, /* behind "||" */
};

struct step_pipeline {
	const struct step_stage *stages; /* joined by | */
	size_t count;
	str input;     /* what the first one reads; "" : nothing */
	str directory; /* "" : any */
	enum step_joined joined;
	bool is_check; /* it tells whether what ran before it did its work */
	unsigned line; /* of the block's code, from 1 */
};

struct step {
	const struct step_pipeline *pipelines;
	size_t count;
	const str *notes; /* what is done otherwise than it is written, in sentences */
	size_t note_count;
};

/* Of a block of shell whose parameters are filled. ERROR_INVALID names the line, what
 * cannot run as argv, and what can be written instead. $NAME of a secret becomes
 * "{{secret.NAME}}", to be filled when it runs. */
#define STEP_SECRET_BEGIN "{{secret."
struct step_secrets {
	const str *names;
	size_t count;
};
bool step_read_shell(struct arena *arena, str code, const struct step_secrets *secrets,
		     struct step *ret_step, struct error *error) MUST_CHECK;
/* A request as curl sends it: "GET http://…", headers, an empty line, a body. */
bool step_read_http(struct arena *arena, str code, struct step *ret_step,
		    struct error *error) MUST_CHECK;
/* Of any other language, by its client: the code stands where a word has "{{code}}", and
 * where none has it is what the client reads. */
struct step step_by_client(struct arena *arena, const str *client, size_t words,
			   str code);

/* How many of its first words, "env NAME={{secret.X}}", are handed over as its
 * environment and never stand among the words of a process; 0: none. */
size_t step_handed(const struct step_stage *stage);
/* Where a secret is handed over as environment to what is given code, or a command of its
 * own, that may send it anywhere: as a sentence; "": nowhere. */
str step_secret_in_code(struct arena *arena, const struct step *step);
/* What of its secrets others on the machine could see, as a sentence that says how to
 * hand it over instead; "": nothing. */
str step_secret_shown(struct arena *arena, const struct step *step);

/* The names of the programs that a stage starts: its own and, behind env, sudo, timeout
 * and their like, those that these start. At least one. ERROR_INVALID when they
 * are more than any step needs. */
bool step_programs(struct arena *arena, const struct step_stage *stage, str **ret_names,
		   size_t *ret_count, struct error *error) MUST_CHECK;
/* Is a program of the stage called by this text, or is it the script that one of them
 * runs? Of more programs than step_programs takes, it may be. */
bool step_program_holds(struct arena *arena, const struct step_stage *stage, str text);
/* Is it given code, as sh, python and jq are, or a command of its own, as watch is? By
 * its name, with or without the folder and the version. */
bool step_runs_code(str program);
/* Does this word, which stands for a value, say what a command is about: the verb or the
 * kind of object of kubectl? */
bool step_word_decides(struct arena *arena, const struct step *step, str word);

/* The steps of the check behind those of the step. */
struct step step_with_check(struct arena *arena, const struct step *step,
			    const struct step *check);

/* As a script of bash that does the same: what it is classed by. */
str step_script(struct arena *arena, const struct step *step);
/* The same as a person reads it: "kubectl get pods | grep web". */
str step_text(struct arena *arena, const struct step *step);

/* As it is stored and approved: a list of {run: [[…], […]], input, in, joined, check}. */
struct tree *step_tree(struct arena *arena, const struct step *step);
bool step_of_tree(struct arena *arena, const struct tree *tree, struct step *ret_step);

#endif

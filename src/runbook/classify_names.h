/* What the files of the classifier itself share: words, and the names a script sets. */
#ifndef RUNBOOK_CLASSIFY_NAMES_H
#define RUNBOOK_CLASSIFY_NAMES_H

#include "base/map.h"
#include "base/text.h"
#include "runbook/classify_private.h"

struct shell_names {
	struct arena *arena;
	struct map *open; /* variables whose value may be several words or an option */
	struct map *functions; /* defined by the script so far; judged where they are */
	bool reads_names;      /* in a loop whose input is names only */
};

struct shell_names *class_names_new(struct arena *arena);
/* Do these commands, one behind the other, print nothing but names, numbers and
 * addresses? */
bool pipeline_gives_names(const struct shell_command *commands, size_t count);
void class_names_add(struct shell_names *names, const struct shell_script *script);

/* The literal text that the word begins with. */
str word_lead(struct arena *arena, const struct shell_word *word);
/* Is it known but for parameters: fit to be read as code? */
bool word_is_text(const struct judging *judging, const struct shell_word *word);
struct shell_word word_of(struct arena *arena, str text, unsigned line);
/* The word without its first bytes, which are literal. */
struct shell_word word_behind(struct arena *arena, const struct shell_word *word,
			      size_t bytes);

/* -- between classify_shell.c and classify_call.c -- */

/* A command by its words, the first of which is the program. */
void judge_argv(struct judging *judging, const struct shell_word *words, size_t count,
		const struct call_input *input);
/* Is there a program of that name in the tables? */
bool is_program(str name);
/* A text that a shell reads. */
void judge_source(struct judging *judging, str source, const struct call_input *input);

#endif

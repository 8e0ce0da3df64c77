/* What the files of the reader share. */
#ifndef RUNBOOK_READ_PRIVATE_H
#define RUNBOOK_READ_PRIVATE_H

#include "runbook/runbook.h"

/* -- words, compared without their case -- */
bool words_equal(str a, const char *b);
/* As whole words anywhere; a "*" at its end stands for the rest of a word. The words are
 * given in small letters. */
bool words_include(str text, const char *words);

/* -- headings and bold lines -- */

/* "Step 2: ", "3.1 ", "#": what only counts. */
str title_without_number(str title);
enum runbook_part part_of_title(str title);
/* Templates of messages have a "Resolution", too, that resolves nothing. */
bool title_is_of_messages(str title);
/* "If the pod was OOMKilled:" without its colon. "For …:" only when it is bold. */
bool condition_of(str text, bool is_bold, str *ret_condition);

/* -- what stands behind a fence -- */

/* The first word, and {…}; "" for what is not there. */
void info_cut(str info, str *ret_language, str *ret_attributes);
struct runbook_attributes attributes_read(struct arena *arena, str text);

/* -- languages -- */

/* False when there is no such word. */
bool language_of_word(str word, enum runbook_language *ret_language);
enum runbook_language language_guess(str code);
/* Prompts and what was printed taken out. False when there are no prompts. With
 * is_root "# " is a prompt, too; else it is a comment. */
bool console_typed(struct arena *arena, str code, bool is_root, str *ret_typed);

/* -- what runbook_classes is bound to -- */

/* Fills .seal of blocks that are read whole. */
void seals_add(struct arena *arena, struct runbook_block *blocks, size_t count);

/* -- parameters -- */

/* The block's, each once. */
void parameters_read(struct arena *arena, struct runbook_block *block);

/* -- alerts -- */
struct alert_names {
	struct arena *arena;
	struct {
		str *items;
		size_t count, capacity;
	} names;
};
/* A heading: "KubePodCrashLooping", "Alert Name: \"KubeAPIDown\"". */
void alerts_in_title(struct alert_names *alerts, str title, str file_name);
/* alertname="…", alertname = …, "alert: …", in code or text. */
void alerts_in_text(struct alert_names *alerts, str text);
void alerts_in_front_matter(struct alert_names *alerts, const struct tree *front_matter);

#endif

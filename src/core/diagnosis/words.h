/* The words of code, logs and names of metrics, so that what a change does can be
 * compared with what went wrong. "DefaultTTL", "default_ttl" and "default ttl" are the
 * words default and ttl; what is written as one name is kept as one word too. */
#ifndef CORE_DIAGNOSIS_WORDS_H
#define CORE_DIAGNOSIS_WORDS_H

#include "base/map.h"

enum {
	WORDS_EACH_MAX = 4000, /* of one text; the rest of it is not read */
	WORD_BYTES_MIN = 3,
	/* A name of several words that is at least so long is no accident. */
	WORD_NAME_BYTES_MIN = 7,
};

struct words {
	str *items; /* in small letters, each once, in the order they came */
	size_t count, capacity;
	struct map *index;
};
struct words words_new(struct arena *arena);
/* All words of the text, but those that every sentence is full of. */
void words_add(struct arena *arena, struct words *words, str text);
/* One word, or a name of several as it was written. */
void words_add_one(struct arena *arena, struct words *words, str word, bool is_name);
/* The nth of others, as the kind it is there. */
void words_copy_one(struct arena *arena, struct words *words, const struct words *others,
		    size_t nth);
bool words_have(const struct words *words, str word);
/* Is it there, and a name of several? */
bool words_is_name(const struct words *words, str word);
/* One that every program and log is full of: that two texts share it says nothing. */
bool words_are_usual(str word);
/* Is one of the list there? The list is apart by one space; what is of four letters on
 * stands for all words that begin with it, but not for names of several: what is called
 * decodeBody may do much else. */
bool words_have_of(const struct words *words, const char *list);

/* In small letters, in the arena. */
str words_lower(struct arena *arena, str text);
/* Does the text hold the part, whatever the case of its letters? Part in small ones. */
bool words_in(str text, const char *part);
/* Any of the parts, apart by '|'. */
bool words_in_any(str text, const char *parts);
/* The same, but a part counts only where a word begins: "nic" is not in "panic". */
bool words_begin_any(str text, const char *parts);

#endif

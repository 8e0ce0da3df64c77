/* Words and phrases. Private to the reader of free text. */
#ifndef CORE_ALERTING_READING_PRIVATE_H
#define CORE_ALERTING_READING_PRIVATE_H

#include "base/limits.h"
#include "core/alerting/reading.h"

enum { PHRASE_CHUNKS_MAX = 3, KEY_BYTES_MAX = 96 };

enum place { PLACE_TEXT, PLACE_HOST, PLACE_PATH };

/* A word of the text: letters and digits of one script, in lower case. "OOMKilled" and
 * "order-service" are two words each. */
struct word {
	str text;
	size_t at, end; /* in the text, in bytes */
	enum place place;
	unsigned sentence;
	bool has_space_before;
	bool has_stop_before; /* a comma, "and", "because", a new line */
	bool is_taken;        /* by a symptom */
	bool is_well;         /* begins a phrase that says all is well */
	unsigned clause;      /* what one statement is made about; set last */
};

struct words {
	str text;
	struct word *items;
	size_t count;
};

/* Cuts the text into words, within READING_WORDS_MAX. */
struct words words_of(struct arena *arena, str text);
/* A word of the list ending in "*" takes any ending. */
bool word_is_in(str word, const char *const *list);

/* "deploy* ... fail*" is two chunks; "order service" is one, with the key
 * "orderservice". */
struct chunk {
	str key;
	size_t word_count;
	bool takes_any_ending;
};
struct phrase {
	struct chunk chunks[PHRASE_CHUNKS_MAX];
	size_t count;
};
struct phrase phrase_of(struct arena *arena, str words);

/* Where a phrase stands: the words first to last, of which "taken" are its own. */
struct match {
	size_t first, last;
	size_t taken[PHRASE_CHUNKS_MAX][2]; /* first and last of each chunk */
	size_t chunk_count;
};
bool phrase_fits(const struct words *words, size_t first, const struct phrase *phrase,
		 struct match *ret_match);
/* How many words from "first" on are almost the key; 0: they are not. */
size_t almost_fits(const struct words *words, size_t first, str key);
bool match_holds(const struct match *match, size_t word);
size_t match_size(const struct match *match); /* its own words */

/* -- what is known of the languages -- */
extern const char *const joining_words[];    /* begin a new statement */
extern const char *const opposing_words[];   /* begin a new sentence */
extern const char *const negating_words[];   /* "no", "not" */
extern const char *const contractions[];     /* "isnt": "is" and "not" */
extern const char *const unnegating_words[]; /* behind "no": "no idea why" */
extern const char *const wellness_phrases[]; /* all is well */
extern const char *const courtesy_words[];
extern const char *const empty_words[];     /* carry no meaning of their own */
extern const char *const generic_tails[];   /* of names: service, api */
extern const char *const common_fronts[];   /* too common to mean a service */
extern const char *const particles[];       /* Korean, behind a noun */
extern const char *const joining_endings[]; /* Korean, of a statement that goes on */

#endif

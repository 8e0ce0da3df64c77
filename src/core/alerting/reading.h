/* What a sentence about a fault says: which service, in which environment, what is
 * seen, and what it leaves open. By rules over known names, so the same text always
 * reads the same, and each answer says by which words.
 *
 *     "Production order-service pods are restarting with OOMKilled."
 *     → service order-service, environment production, symptom oom-killed
 *
 * Names are found whatever their case, plural, hyphens and spaces, in names of pods and
 * hosts, in Korean with its particles, and with a slip of the finger when they are long.
 * Nothing here is a judgement of how bad it is. */
#ifndef CORE_ALERTING_READING_H
#define CORE_ALERTING_READING_H

#include "base/arena.h"

/* One thing that can be spoken of. A word may end in "*", which takes any ending, and
 * may hold "...", which takes a few words of the same sentence. */
struct term {
	str name;  /* "oom-killed" */
	str title; /* as it is said: "OOMKilled"; "" is the name */
	str *words;
	size_t word_count;
	bool is_default; /* of an environment: meant where none is named */
};

struct terms {
	const struct term *items;
	size_t count;
};

struct vocabulary {
	/* Of services the name itself is a word, and so is the front of it: "order" of
	 * order-service, where something fails. */
	struct terms services;
	struct terms environments;
	struct terms symptoms; /* the precise ones first */
};

enum recognition {
	RECOGNISED_NOT,
	RECOGNISED_GIVEN,    /* said beside the text */
	RECOGNISED_NAMED,    /* its name, or a word that means it */
	RECOGNISED_IN_URL,   /* a part of a URL's path */
	RECOGNISED_BY_PART,  /* the front of its name */
	RECOGNISED_MISSPELT, /* almost its name */
	RECOGNISED_ASSUMED,  /* the default */
};
extern const char *const recognition_names[];

struct mention {
	str name;  /* "" : not found */
	str title; /* of a symptom */
	str words; /* as they stand in the text */
	size_t at; /* where, in bytes */
	enum recognition how;
};

enum reading_verdict {
	READING_UNCLEAR,     /* nothing says that something fails, nor that all is well */
	READING_INCIDENT,    /* something fails */
	READING_NO_INCIDENT, /* all is well, or it is a courtesy */
};
extern const char *const reading_verdict_names[];

enum { READING_OTHERS_MAX = 8, READING_OPEN_MAX = 3 };

/* Something the text leaves open, as a question in its language. */
struct open_question {
	const char *about; /* "service", "environment", "symptom" */
	str asks;
};

struct text_reading {
	struct mention service, environment, symptom;
	struct mention others[READING_OTHERS_MAX]; /* services spoken of beside it */
	size_t other_count;
	enum reading_verdict verdict;
	bool is_korean;
	struct open_question open[READING_OPEN_MAX];
	size_t open_count;
};

/* Of a long text the first READING_BYTES_MAX bytes count. Views of the text live as long
 * as it does. */
struct text_reading text_read(struct arena *arena, str text,
			      const struct vocabulary *vocabulary);
/* What was said beside the text stands before what it says; "" leaves that. The questions
 * are made anew. */
void reading_give(struct arena *arena, struct text_reading *reading, str service,
		  str environment, const struct vocabulary *vocabulary);

/* "service order-service: named in the text; environment production: …; symptom …" */
str reading_explain(struct arena *arena, const struct text_reading *reading);

/* How many of the phrases (words as a term has them) stand in the text. Each counts once;
 * who denies it does not matter: a sign is what is spoken of. */
size_t text_speaks_of(struct arena *arena, str text, const str *phrases, size_t count);

/* Whether two texts without a service speak of one thing: the same symptom, or half of
 * the words that carry meaning, two at least. */
bool readings_are_alike(struct arena *arena, str text, str symptom, str other_text,
			str other_symptom);

#endif

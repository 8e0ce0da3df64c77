/* What a change does, by the files it touches and the lines of its diff: whether it can
 * break anything at all, which settings it moves and by how much, and which words are on
 * one side of it only. Titles are not believed: what breaks things is called "simplify"
 * as often as not. */
#ifndef CORE_DIAGNOSIS_CHANGE_READING_H
#define CORE_DIAGNOSIS_CHANGE_READING_H

#include "core/diagnosis/case.h"
#include "core/diagnosis/words.h"

enum change_nature {
	NATURE_CODE,    /* does something, as far as one can see */
	NATURE_UNKNOWN, /* no diff, and its files say nothing */
	NATURE_DOCS,
	NATURE_TESTS,
	NATURE_BUILD, /* of what builds it, not of what runs */
	NATURE_LOOKS, /* style sheets, pictures, colours */
	NATURE_COMMENTS,
	NATURE_FORMAT,    /* spaces, imports, names of packages */
	NATURE_TELEMETRY, /* counts and logs, and nothing else */
	NATURE_INDEX,     /* an index that is built beside the work */
	NATURE_PATCH,     /* a library's patch release */
	NATURE_MOVED,     /* the same words in other places */
	NATURES,
};
extern const char *const change_nature_says[]; /* "only documentation" */

/* A number that is no longer the same, both in the same unit (times in seconds). */
struct setting_change {
	str key;
	double before, after;
	str before_says, after_says; /* as they were written: "15m" */
	bool is_gone;                /* it is not set any more */
	bool is_limit; /* what there is of it, or may be used or waited for */
	/* More of it asks more of others: attempts, workers, batches. */
	bool is_load;
};

enum { SETTINGS_EACH_MAX = 20 };

struct change_reading {
	enum change_nature nature;
	bool has_diff;
	struct words
		words; /* on one side only; of the title and the files without diff */
	struct setting_change settings[SETTINGS_EACH_MAX];
	size_t setting_count;
	str guard; /* a check that was taken out, or "" */
};
struct change_reading change_read(struct arena *arena, const struct case_change *change);

#endif

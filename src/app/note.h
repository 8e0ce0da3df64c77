/* One line to write a journal entry whose body is a few named texts. */
#ifndef APP_NOTE_H
#define APP_NOTE_H

#include "app/store.h"

struct note_pair {
	const char *name;
	str value;
};

bool note_pairs(struct work *work, const char *kind, int64_t incident, str subject,
		const struct note_pair *pairs, size_t count) MUST_CHECK;

/* note(work, "page.opened", incident->id, subject, { "code", code }, …) */
#define note(work, kind, incident, subject, ...) \
	note_pairs(work, kind, incident, subject, \
		   (const struct note_pair[]){ __VA_ARGS__ }, \
		   sizeof((const struct note_pair[]){ __VA_ARGS__ }) / \
			   sizeof(struct note_pair))

/* "page 17" in the work's arena. */
str subject_of(struct work *work, const char *noun, int64_t id);
str text_of_int(struct work *work, int64_t number);

/* What an entry says in the timeline; the kind's name when it is unknown. */
str entry_text(struct arena *arena, const struct entry *entry);

#endif

/* Words that templates are filled with, in the languages we write: English and Korean. */
#ifndef CORE_TELLING_WORDS_H
#define CORE_TELLING_WORDS_H

#include "base/clock.h"
#include "core/incident/incident.h"

/* "30 minutes", "1 hour 30 minutes", "2 days", "45 seconds"; "30분". Two units at most;
 * seconds only below a minute. */
str words_duration(struct arena *arena, str language, duration_ms duration);
/* "Investigating", "조사 중": what readers outside are told of a state. */
str words_status(str language, enum incident_state state);
/* Characters, not bytes. */
size_t words_length(str s);
/* At most so many characters, the last one being "…" when something was cut. */
str words_clip(struct arena *arena, str s, size_t characters);

#endif

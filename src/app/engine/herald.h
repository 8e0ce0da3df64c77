/* The herald tells live pages what was committed. It keeps the last 1,024 entries;
 * each connection copies and renders what it has not seen. */
#ifndef APP_ENGINE_HERALD_H
#define APP_ENGINE_HERALD_H

#include "app/app.h"
#include "core/record/entry.h"

struct herald *herald_new(struct app *app);
void herald_free(struct herald *herald);

/* By the scribe, after a commit. */
void herald_publish(struct herald *herald, const struct entry *entries, size_t count);

struct herald_line {
	int64_t seq;
	int64_t incident;
	str data; /* one line of JSON */
};

enum { HERALD_LINES = 64 };

struct herald_news {
	struct herald_line lines[HERALD_LINES];
	size_t count;
	bool lapped; /* some were already gone: the reader must load anew */
};

/* Lines with seq > after, in the caller's arena, waiting up to wait_ms for the first. */
void herald_read(struct herald *herald, struct arena *arena, int64_t after,
		 int64_t wait_ms, struct herald_news *ret_news);
/* The last sequence published; where a new reader starts. */
int64_t herald_latest(struct herald *herald);
/* Ends all waits. */
void herald_stop(struct herald *herald);
bool herald_is_stopped(struct herald *herald);

#endif

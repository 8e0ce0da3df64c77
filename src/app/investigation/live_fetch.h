/* Many questions to many systems, at a desk: each system is asked one question at a time
 * and all of them side by side, so that one that hangs delays no other. Who did not
 * answer is not asked again: it may be what is ill. */
#ifndef APP_INVESTIGATION_LIVE_FETCH_H
#define APP_INVESTIGATION_LIVE_FETCH_H

#include "app/ports.h"

struct app;

struct fetch {
	const char *probe;
	str url; /* the system */
	const struct label *arguments;
	size_t argument_count;
	/* The outcome. */
	bool was_asked, answered;
	struct error error; /* why it was not answered, or not asked */
	struct found_series series;
	struct found_lines lines;
	struct found_spans spans;
};

/* A system that is not to be asked, or not any more. */
struct unheard {
	str url, why;
	bool was_asked;  /* in this fetching: it took a question and did not answer */
	bool needs_rest; /* it is in trouble, and did not only answer nonsense */
};

struct fetching {
	struct app *app;
	struct arena *arena; /* for what is found */
	const struct config *config;
	instant_ms now;
	int64_t end_us; /* clock_monotonic_us(): by then all is over */
	struct {
		struct unheard *items;
		size_t count, capacity;
	} unheard;
	size_t samples, lines, spans; /* kept so far, within the FETCHED_…_MAX */
};

/* In the order given, for each system. */
void fetch_all(struct fetching *fetching, struct fetch *fetches, size_t count);

#endif

/* A watch looks again and again whether something does as it should: a page, a port, a
 * query. One bad look is no alert: so many of the last so many are. Pure: who looked
 * says what came of it. */
#ifndef CORE_ALERTING_WATCH_H
#define CORE_ALERTING_WATCH_H

#include "base/clock.h"
#include "base/shape.h"

/* What one look came to. */
enum watch_verdict {
	WATCH_UNJUDGED,
	WATCH_WELL,
	WATCH_WRONG,       /* it answered, but not as it should */
	WATCH_HANGS,       /* no whole answer in time */
	WATCH_UNREACHABLE, /* no connection, no such name, no such process */
	WATCH_UNTRUSTED,   /* its certificate, or the encryption at all */
	WATCH_NO_DATA,     /* there was nothing to judge: that is no pass */
};
extern const char *const watch_verdict_names[];

enum watch_state {
	WATCH_NEW, /* too few looks to say anything */
	WATCH_GOOD,
	WATCH_FAILING,
	WATCH_REMOVED, /* not configured any more */
};
extern const char *const watch_state_names[];

enum no_data { NO_DATA_ALERTS, NO_DATA_IS_IGNORED, NO_DATA_IS_GOOD };
extern const char *const no_data_names[];

enum { WATCH_LOOKS_MAX = 60 };

/* "3 of 5": three of the last five. need from 1 to of, of at most WATCH_LOOKS_MAX. */
struct n_of_m {
	int64_t need, of;
};
/* Also "3", which is 3 of 3. */
bool n_of_m_parse(str text, struct n_of_m *ret, struct error *error) MUST_CHECK;

struct watch_rules {
	struct n_of_m failures, recoveries;
	enum no_data no_data;
};

struct watch {
	int64_t id;
	str name;
	str kind; /* "http" */
	enum watch_state state;
	enum watch_verdict verdict; /* of the last look */
	str reason;                 /* one sentence on it */
	instant_ms since;           /* of the state */
	instant_ms asked_at;        /* 0: never */
	int64_t took_ms;            /* the last look */
	int64_t results;            /* bit 0 is the newest look; 1: it was bad */
	int64_t looks;              /* how many of these bits count */
	str memory;                 /* what its probe wants to know at the next look */
};
extern const struct shape watch_shape;

/* One more look. The bits that led to a state do not count for the next one, so that
 * a watch does not flap by its own memory. */
struct watch watch_look(struct watch watch, const struct watch_rules *rules,
			enum watch_verdict verdict, instant_ms now);

/* "3 of the last 5 looks" */
str watch_count(struct arena *arena, const struct watch *watch,
		const struct watch_rules *rules);

#endif

/* An issue in a tracker for each incident: opened once, closed once. */
#ifndef APP_TELLING_TRACKING_H
#define APP_TELLING_TRACKING_H

#include "app/store.h"

struct job_kind;

enum issue_state { ISSUE_WANTED, ISSUE_OPEN, ISSUE_CLOSING, ISSUE_CLOSED, ISSUE_FAILED };
extern const char *const issue_state_names[];

struct issue {
	int64_t id;
	int64_t incident;
	enum issue_state state;
	str tracker, key, url; /* key: the tracker's number for it */
	int64_t attempts;
	str problem;
	instant_ms wanted_at, opened_at, closed_at;
};
extern const struct shape issue_shape;

/* Nothing without a tracker, or for a rank that is not tracked. */
bool tracking_open(struct work *work, const struct incident *incident) MUST_CHECK;
/* Somebody wants one, whatever the rank, or that what failed is tried again. INVALID
 * without a tracker. */
bool tracking_ask(struct work *work, const struct incident *incident) MUST_CHECK;
bool tracking_close(struct work *work, const struct incident *incident) MUST_CHECK;
extern const struct job_kind tracking_job;

#endif

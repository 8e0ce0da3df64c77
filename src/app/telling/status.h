/* The public status page: made of what was told the public, and of nothing else. */
#ifndef APP_TELLING_STATUS_H
#define APP_TELLING_STATUS_H

#include "app/store.h"
#include "core/telling/status.h"

/* A message was sent: when it is to the page's audience, it appears. components is JSON,
 * {"API": "partial_outage"}, INVALID when the page has no such component or state; what
 * is not said there is as it was while nothing moved, else the components of the
 * incident's service in the state that the rank suggests. */
bool status_publish(struct work *work, const struct incident *incident,
		    const struct message *message, str components) MUST_CHECK;

/* The page's content as one tree: title, state of all, components, open incidents with
 * their updates, history of the last 90 days, updated_at. NULL when it could not be read,
 * or NOT_FOUND when there is no page. */
struct tree *status_page_tree(struct work *work) MUST_CHECK;

/* One file of the page: "index.html", "history.html", "feed.atom", "api/v2/….json". */
struct status_file {
	const char *name, *type;
	str bytes;
};
struct status_files {
	struct status_file *items;
	size_t count;
	str policy; /* Content-Security-Policy of the HTML */
};
/* All of them, alike byte for byte while nothing was told, for up to STATUS_AGE_MS.
 * is_static: links are to files beside it, not to routes. */
#define STATUS_AGE_MS (5 * MINUTE_MS)
bool status_render(struct work *work, bool is_static,
		   struct status_files *ret_files) MUST_CHECK;

/* Rewrites the static files in status_page.directory: queued by status_publish, at the
 * start, and each minute so that their age can be told. A problem is journalled once. */
struct job_kind;
extern const struct job_kind status_job;
/* At each start, and when another configuration becomes active. */
bool status_arm(struct work *work) MUST_CHECK;
struct timer;
bool status_due(struct work *work, const struct timer *timer) MUST_CHECK;

#endif

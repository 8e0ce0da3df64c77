/* The public page as it is seen at one instant, for those who render it. Private to
 * the files status_*.c of app/telling. */
#ifndef APP_TELLING_STATUS_PAGE_H
#define APP_TELLING_STATUS_PAGE_H

#include "app/telling/status.h"
#include "base/text.h"
#include "base/zone.h"

enum {
	STATUS_DAYS = 90,
	STATUS_NO_DATA = -1, /* of a day: nobody watched, which is not "operational" */
	STATUS_FILE_BYTES_MAX = 4 << 20,
	/* Statuspage gives 50, and a feed reader wants no more. */
	STATUS_INCIDENTS_TOLD_MAX = 50,
};

struct status_component {
	const struct component *component;
	str id;
	instant_ms since; /* on the page since then */
	instant_ms updated_at;
	enum component_state state;
	int days[STATUS_DAYS]; /* its worst state of each day, the oldest first */
};

/* An incident as far as the public was told of it. */
struct status_incident {
	int64_t incident;
	str id, code, title;
	enum status_word status;
	str impact;
	instant_ms started_at, updated_at, monitoring_at, resolved_at;
	const struct status_update **updates; /* the oldest first */
	const struct tree **components;       /* of each update: name → state */
	size_t count;
};

struct status_view {
	struct arena *arena;
	const struct status_page *page;
	const struct zone *zone;
	str id, url, language;
	instant_ms now;
	/* The page is true as of then: moves on in steps of STATUS_AGE_MS, so that it
	 * stays the same byte for byte in between. */
	instant_ms as_of;
	instant_ms updated_at;            /* the last update; 0: none ever */
	instant_ms days[STATUS_DAYS + 1]; /* when each begins, and the last one ends */
	const char *indicator;
	struct status_component *components;
	size_t component_count;
	struct status_incident *incidents; /* the newest first */
	size_t incident_count;
};

/* NOT_FOUND when no page is configured. */
bool status_look(struct work *work, struct status_view *ret_view) MUST_CHECK;

/* Settings that say since when a component is on the page, and when nobody watched. */
const char *status_since_setting(struct work *work, str component);
bool status_watch(struct work *work, bool is_start) MUST_CHECK;

/* -- status_text.c -- */
/* Escaped for HTML and XML; what neither may hold becomes U+FFFD. */
void status_add_escaped(struct text *text, str s);
/* "2026-11-21 12:05 UTC", by the page's clock. */
str status_time(const struct status_view *view, instant_ms at);
str status_day(const struct status_view *view, instant_ms at);
/* A word of the page in its language: "resolved" → "해결됨". */
str status_word(const struct status_view *view, const char *name);
str status_summary(const struct status_view *view);
/* All words, for a template. */
struct tree *status_words(const struct status_view *view);

/* -- what the files hold -- */
struct tree *status_tree(const struct status_view *view);
bool status_html(struct work *work, const struct status_view *view, const char *name,
		 bool is_static, str *ret_html) MUST_CHECK;
str status_html_policy(struct arena *arena);
str status_feed(const struct status_view *view);
/* "summary", "status", "components", "incidents", "unresolved", "maintenances" */
str status_json(const struct status_view *view, const char *what);

#endif

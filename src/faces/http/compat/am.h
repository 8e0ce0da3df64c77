/* Alertmanager's API v2 as its readers and amtool know it: what its files share. Answers
 * are Alertmanager's byte for byte where both can say the same. Private to compat/. */
#ifndef FACES_HTTP_COMPAT_AM_H
#define FACES_HTTP_COMPAT_AM_H

#include "faces/http/request.h"

#include "app/intake/silences.h"
#include "base/text.h"

/* -- answers -- */

/* JSON as it is, never kept by a cache. */
void am_send(struct request *request, int status, str json);
/* The same with the line end that Alertmanager writes behind it. */
void am_answer(struct request *request, int status, const struct tree *tree);
/* What it says when it refuses itself: a JSON text. */
void am_say(struct request *request, int status, str text);
/* What its library says before it is asked: {"code":…,"message":…}. */
void am_refuse(struct request *request, int status, int code, str message);
/* A failure of ours in its form; logged as any other. */
void am_fail(struct request *request, const struct error *error);

/* 2026-11-21T05:53:02.000Z: always with milliseconds. */
str am_instant(struct arena *arena, instant_ms instant);
/* Where the alerts of this urgency go, as a receiver's name. */
str am_receiver(enum urgency urgency);
/* stanch's routes as an Alertmanager configuration: what amtool shows and tests. */
str am_config_text(struct arena *arena, const struct config *config);

/* -- what a reader asks for -- */

/* The parameters "filter"; false: refused already. */
bool am_filter_read(struct request *request, struct matchers *ret_matchers) MUST_CHECK;

struct am_wish {
	struct matchers filter;
	const struct regex *receiver; /* NULL: any */
	bool active, silenced, inhibited, muted;
	struct silence_rule *silences;
	size_t silence_count;
};

/* -- one alert as it is shown (am_view.c) -- */

struct am_names {
	str *items;
	size_t count, capacity;
};
struct am_view {
	const struct alert *alert;
	struct labels labels;
	enum urgency urgency;
	struct am_names silenced_by, inhibited_by, muted_by;
};
/* ret_wanted: whether the wish lets it pass. */
bool am_view_of(struct work *work, const struct am_wish *wish, const struct alert *alert,
		struct am_view *ret_view, bool *ret_wanted) MUST_CHECK;
void am_view_add(struct text *text, const struct am_view *view);
void am_receiver_add(struct text *text, enum urgency urgency);

/* -- a list that may be long (am_alerts.c) --
 *
 * What has not ended may be a hundred thousand alerts, so they are told in pages: each
 * is gathered, its connection to the store given back, and then sent, however slowly it
 * is read. */

enum {
	/* Alerts in one look at the store. The largest that are taken, spelled in JSON,
	 * take sixfold; so many of those stay below ROWS_BYTES_MAX. */
	AM_ALERTS_AT_ONCE = STORE_ALERT_IDS_MAX,
};
struct am_telling {
	struct am_wish
		wish; /* what it names lives as long as the connection's exchange */
	/* Adds some more to the text; sets is_over with the last. In a read. */
	bool (*more)(struct work *work, struct am_telling *telling, struct text *text);
	void *groups; /* am_groups.c's own */
	int64_t id;   /* the last one looked at */
	bool said_one, is_over;

	struct arena
		*arena; /* this struct lives in it: a stream ends after its exchange */
	struct app *app;
	struct config *config; /* a reference of its own */
	struct arena *page_arena;
	str page;
	size_t sent;
};
void am_tell(struct request *request,
	     bool (*more)(struct work *, struct am_telling *, struct text *));

#endif

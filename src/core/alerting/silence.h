/* A silence keeps what its matchers match from calling anybody for a while. It hides
 * nothing: alerts are recorded and their incidents open as ever.
 *
 * What it may keep quiet depends on how bad it is: rank 0 only when the silence names the
 * alert (= on alertname, and on service or instance) and lasts 24 h at most. One that is
 * wider is taken all the same and does not cover those. */
#ifndef CORE_ALERTING_SILENCE_H
#define CORE_ALERTING_SILENCE_H

#include "base/shape.h"
#include "base/tree.h"
#include "core/alerting/matcher.h"

enum silence_state { SILENCE_PENDING, SILENCE_ACTIVE, SILENCE_EXPIRED };
extern const char *const silence_state_names[];

/* As stored. */
struct silence {
	int64_t id;
	str uid;      /* a UUID: its name to amtool and to others */
	str matchers; /* JSON list of {name, value, isRegex, isEqual} */
	str comment;
	str created_by;
	instant_ms starts_at;
	instant_ms ends_at; /* not covered any more at this instant */
	instant_ms created_at;
	instant_ms updated_at;
	instant_ms expired_at; /* when somebody ended it early; 0: nobody did */
	str expired_by;
};
extern const struct shape silence_shape;

/* With its matchers read, as it is asked of each alert. */
struct silence_rule {
	struct silence silence;
	struct matchers matchers;
};

/* Expired by its time or by hand. */
enum silence_state silence_state(const struct silence *silence, instant_ms now);
/* The next instant at which its state changes by itself; 0: never again. */
instant_ms silence_due(const struct silence *silence, instant_ms now);

/* What must hold before it is taken: an end behind its start and behind now, matchers of
 * which one at least does not match an alert without labels, a comment and a creator.
 * ERROR_INVALID says which field: "endsAt: …". */
bool silence_check(const struct silence *silence, const struct matchers *matchers,
		   instant_ms now, struct error *error) MUST_CHECK;
/* As Alertmanager has it, the same silence may be changed while it keeps its matchers and
 * is not over: an active one keeps its start, a pending one may not begin in the past.
 * Any other change ends it and makes a new one. */
bool silence_may_become(const struct silence *silence, const struct silence *changed,
			instant_ms now);

/* Does it keep this alert of this rank quiet now? When not, ret_why_not says so in a
 * sentence's end: "it has ended", "rank 0: it lasts 3d 0h, and 24 h is the most". */
bool silence_covers(struct arena *arena, const struct silence_rule *rule,
		    const struct labels *labels, int64_t rank, instant_ms now,
		    str *ret_why_not);
/* Whether it may keep an alert of rank 0 quiet at all. */
bool silence_covers_worst(struct arena *arena, const struct silence_rule *rule,
			  str *ret_why_not);
/* "silenced by amy until 2026-11-21T09:00:00Z: planned work (3f0c…)" */
str silence_sentence(struct arena *arena, const struct silence *silence);

/* Version 4, from 16 random bytes. */
str uuid_format(struct arena *arena, const unsigned char random[16]);
/* 8-4-4-4-12 hex digits, of any version. */
bool uuid_is_valid(str s);

#endif

/* An alert is one signal from one sender, told apart by its labels. */
#ifndef CORE_ALERTING_ALERT_H
#define CORE_ALERTING_ALERT_H

#include "base/clock.h"
#include "base/hash.h"
#include "base/shape.h"

struct label {
	str name, value;
};

struct labels {
	struct label *items; /* sorted by name, names unique, no empty value */
	size_t count, capacity;
};

/* What a sender said about one alert, before we know whether it is new. */
struct alert_fact {
	/* The sender's own name for it, where that and not the labels tells alerts
	 * apart: a dedup key, an alias. Then a later word about it may leave out the
	 * labels, and those that are known stay. "" : the labels are its identity. */
	str identity;
	struct labels labels, annotations;
	instant_ms starts_at; /* 0: not said */
	instant_ms ends_at;   /* 0: not said; when firing: it goes stale then */
	str generator_url;
	bool firing;
	/* Its sender says a thing once and not again: nothing goes stale by silence. */
	bool is_said_once;
	/* Its startsAt names the word: the same again is that word again, delivered
	 * twice, and no news even after it has ended. */
	bool is_one_word;
	size_t index; /* its place in what was sent, from 0: for faults */
	int64_t id;   /* set once it is stored; 0: it was ignored or refused */
};

/* Stale: its sender neither repeated it nor ended it. Unknown: for so long that nobody
 * can say any more whether it is over; it counts as ended, and never as recovered. */
enum alert_state { ALERT_FIRING, ALERT_RESOLVED, ALERT_STALE, ALERT_UNKNOWN };
extern const char *const alert_state_names[];
bool alert_has_ended(enum alert_state state);

/* As stored. */
struct alert {
	int64_t id;
	int64_t incident; /* primary in this one; 0 for none */
	str key;          /* siphash-128 of the labels or the identity, hex */
	str fingerprint;  /* as Alertmanager's API shows it, 16 hex digits */
	int64_t content;  /* siphash-64 of labels, status and startsAt */
	enum alert_state state;
	str name;    /* the label alertname, or the first label's value */
	str summary; /* annotation summary, description or message; else the name */
	str service;
	str source;      /* which door it came through */
	str labels;      /* JSON object */
	str annotations; /* JSON object */
	instant_ms starts_at;
	instant_ms
		ends_at; /* when it goes stale (INSTANT_MAX: never), or when it ended */
	instant_ms first_seen_at;
	instant_ms changed_at;
	str generator_url;
	str identity; /* the sender's own name for it; "" : its labels are that */
	/* What keeps it from paging though it fires: "silence:UID", "inhibited:ID",
	 * "muted:INTERVAL", "maintenance:NAME", "flapping"; "" : nothing. */
	str suppressed;
	str turns; /* when it fired and ended lately, see flap.h */
};
extern const struct shape alert_shape;
/* Without labels and annotations, which may be large: for lists. */
extern const struct shape alert_brief_shape;

/* Sorts, drops empty values; false when a name occurs twice (its name in ret). */
bool labels_settle(struct labels *labels, str *ret_twice);
str labels_value(const struct labels *labels, str name);       /* "" when absent */
str labels_get(const struct labels *labels, const char *name); /* the same */

/* Which alert this is: by its labels, length-prefixed, or by the identity that its
 * sender gave it, which holds within "door" only. Keyed by the store's own 16 bytes. */
struct siphash_128 alert_key(const struct labels *labels, const unsigned char key[16]);
struct siphash_128 alert_key_said(str door, str identity, const unsigned char key[16]);
/* Unchanged means: same labels, status and startsAt. endsAt moves with every send
 * and annotations carry changing values; neither counts. */
uint64_t alert_content(const struct alert_fact *fact, const unsigned char key[16]);
/* FNV-1a over name 0xff value 0xff in order: Prometheus' label set fingerprint. */
uint64_t alert_fingerprint(const struct labels *labels);

/* Fills what the sender left out, as Alertmanager does: no startsAt gives endsAt or
 * now; no endsAt gives now + resolve_timeout, or never for what is said once; past endsAt
 * is resolved. */
bool alert_settle(struct alert_fact *fact, instant_ms now, duration_ms resolve_timeout,
		  struct error *error) MUST_CHECK;

#endif

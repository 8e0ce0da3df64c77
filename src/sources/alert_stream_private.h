/* The alert in hand while a stream is read. Once it is bad, the rest of it is passed
 * over, so garbage costs no memory. */
#ifndef SOURCES_ALERT_STREAM_PRIVATE_H
#define SOURCES_ALERT_STREAM_PRIVATE_H

#include "base/limits.h"
#include "sources/alert_stream.h"

enum {
	/* Longer names are cut when they are shown in a fault. */
	NAME_SHOWN_MAX = 100,
};

enum member {
	MEMBER_UNKNOWN,
	/* Of any alert. */
	MEMBER_LABELS,
	MEMBER_ANNOTATIONS,
	MEMBER_STARTS_AT,
	MEMBER_ENDS_AT,
	MEMBER_GENERATOR_URL,
	/* Of webhooks. */
	MEMBER_STATUS,
	MEMBER_VALUES,
	MEMBER_VALUE_STRING,
	MEMBER_SILENCE_URL,
	MEMBER_DASHBOARD_URL,
	MEMBER_PANEL_URL,
	MEMBER_IMAGE_URL,
	MEMBER_RULE_UID,
};
enum { MEMBER_COUNT = MEMBER_RULE_UID + 1 };

struct pairs {
	struct label items[LABELS_PER_ALERT_MAX];
	size_t count;
};

struct alert_in_hand {
	struct arena *arena;
	struct alert_batch *batch;
	struct error *error;
	str body;
	size_t held_before;
	bool is_webhook;
	enum member member;
	str name; /* of the label in hand */
	struct pairs labels, annotations, values;
	instant_ms starts_at, ends_at;
	str generator_url, status;
	str extras[MEMBER_COUNT]; /* from MEMBER_VALUE_STRING on */
	size_t bytes;
	bool is_bad;
	struct fault fault;
	/* The instants said last, by member: in a batch most are said again. */
	struct {
		str said;
		instant_ms instant;
	} instants[MEMBER_COUNT];
};

void alert_begin(struct alert_in_hand *alert);
/* Something that is no alert stands where an alert should be. */
void alert_begin_none(struct alert_in_hand *alert);
/* Into the batch, or its fault. False when the batch has become too large. */
bool alert_end(struct alert_in_hand *alert) MUST_CHECK;

void alert_member(struct alert_in_hand *alert, str name);
bool alert_member_holds_pairs(const struct alert_in_hand *alert);
void alert_pair_name(struct alert_in_hand *alert, str name);
void alert_text(struct alert_in_hand *alert, str value);
void alert_pair_text(struct alert_in_hand *alert, str value);
void alert_pair_number(struct alert_in_hand *alert, str spelled);
/* A value of another kind than the member, or the pair in hand, may have. */
void alert_wrong_kind(struct alert_in_hand *alert);
void alert_pair_wrong_kind(struct alert_in_hand *alert);

#endif

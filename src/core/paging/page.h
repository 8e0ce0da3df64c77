/* A page is one demand for a person's attention. It repeats, and climbs a list of
 * people, until somebody acknowledges it. When the list runs out, or is empty from
 * the start, that is itself an alarm to everybody. The alarm is raised once; the page
 * goes on, and pages everybody at each repeat: it never just stops.
 *
 * Nothing here reads a clock, sends a message or touches storage: the caller
 * passes the present and carries out what the returned turn asks for. */
#ifndef CORE_PAGING_PAGE_H
#define CORE_PAGING_PAGE_H

#include "base/clock.h"
#include "base/shape.h"

enum page_state {
	PAGE_CLIMBING,
	PAGE_EXHAUSTED, /* nobody answered: everybody is paged, at each repeat */
	PAGE_ACKNOWLEDGED,
	PAGE_STOPPED, /* its reason went away: alerts ended, dismissed, merged */
};
extern const char *const page_state_names[];

struct page {
	int64_t id;
	int64_t incident;
	enum page_state state;
	str person;     /* whom the current round pages; "" when everybody */
	int64_t step;   /* place in the list, from 0 */
	int64_t round;  /* times this step was sent */
	int64_t sends;  /* rounds in all */
	instant_ms due; /* the next round; meaningless once acknowledged or stopped */
	instant_ms opened_at;
	instant_ms acked_at;
	str acked_by;
	str code;   /* three digits for an SMS reply */
	str reason; /* why it ended */
};
extern const struct shape page_shape;

/* Who is paged, in order, and how patiently. */
struct page_policy {
	const str *people;
	size_t people_count;
	duration_ms repeat;      /* between two rounds to the same person */
	int64_t rounds_per_step; /* then the next person */
	duration_ms ack_lapse;   /* 0: never; PRACTICE: 20 min at rank 0 and 1 */
};

enum page_order { PAGE_ORDER_NOTHING, PAGE_ORDER_NOTIFY, PAGE_ORDER_ALARM };

/* What a page becomes, and what the caller must now do about it. */
struct page_turn {
	struct page page;
	/* NOTIFY: page .page.person, or everybody when that is "". ALARM: raise the
	 * alarm on every channel of everybody. */
	enum page_order order;
};

struct page page_open(instant_ms now);
/* One round when it is due. A due instant further away than one repeat means that
 * the clock was set back: the round is due at once. */
struct page_turn page_advance(const struct page_policy *policy, struct page page,
			      instant_ms now);
/* The first ack and the first reason to stop stay; an acknowledged page may stop. */
struct page page_acknowledge(struct page page, str person, instant_ms now);
struct page page_stop(struct page page, str reason);
/* An ack without any act since: the loop starts again from the first step. */
bool page_has_lapsed(const struct page_policy *policy, const struct page *page,
		     instant_ms worked_at, instant_ms now);
bool page_is_live(enum page_state state); /* still demands attention */

/* One send of one text to one address. */
enum delivery_state {
	DELIVERY_QUEUED,
	DELIVERY_SENDING, /* committed: from here an ack no longer stops it */
	DELIVERY_SENT,
	DELIVERY_FAILED, /* for good: permanent, or out of attempts */
	DELIVERY_CANCELLED,
};
extern const char *const delivery_state_names[];
enum delivery_purpose {
	DELIVERY_PAGE,     /* wakes */
	DELIVERY_ALARM,    /* wakes: nobody answered, or something of ours is broken */
	DELIVERY_RECOVERY, /* quiet: it ended before the ack */
	DELIVERY_MESSAGE,  /* quiet: an update to an audience */
};
extern const char *const delivery_purpose_names[];

struct delivery {
	int64_t id;
	int64_t incident;
	int64_t page;    /* 0 for none */
	int64_t message; /* 0 for none */
	int64_t round;   /* of the page */
	enum delivery_purpose purpose;
	enum delivery_state state;
	str person;
	str channel; /* a notifier's name */
	str address;
	str send_key; /* Message-ID or idempotency key: one for all attempts */
	str subject;
	str text;
	int64_t attempts;
	instant_ms created_at;
	instant_ms started_at; /* the commit after which an ack no longer stops it */
	instant_ms ended_at;
	str problem; /* the last failure */
};
extern const struct shape delivery_shape;

/* Wait before the next attempt after so many; -1 when there is none. Doubles from 2 s
 * to 60 s with +-20 % by "jitter" in 0..1, five attempts. */
duration_ms delivery_retry_wait(int64_t attempts, double jitter);

#endif

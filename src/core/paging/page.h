/* A page is one demand for people's attention. It repeats, and climbs the steps of its
 * chain of an escalation policy, until somebody acknowledges it. When the steps run out,
 * or nobody in them can be reached, that is itself an alarm to everybody. The alarm is
 * raised once; the page goes on, and pages everybody at each repeat: it never just
 * stops.
 *
 * Nothing here reads a clock, sends a message or touches storage: the caller
 * passes the present and carries out what the returned turn asks for. */
#ifndef CORE_PAGING_PAGE_H
#define CORE_PAGING_PAGE_H

#include "base/clock.h"
#include "base/shape.h"
#include "core/paging/policy.h"

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
	str policy;
	int64_t chain; /* the policy's step that this page began with */
	str level;     /* of the present step: "L1" */
	str why;       /* "the incident opened", "unmitigated for 30:00" */
	str person;    /* whom the last round paged: "alice, bob"; "" for everybody */
	int64_t step;  /* of the policy, from 0 */
	int64_t round; /* times this step was sent */
	int64_t sends; /* rounds in all */
	/* How long it has gone unanswered: summed up from round to round, so that a clock
	 * that is set back does not hold up the climb. */
	duration_ms waited;
	instant_ms round_at; /* the last round */
	instant_ms due; /* the next round; meaningless once acknowledged or stopped */
	instant_ms opened_at;
	instant_ms acked_at;
	str acked_by;
	str code;   /* three digits for an SMS reply */
	str reason; /* why it ended */
};
extern const struct shape page_shape;

enum page_order { PAGE_ORDER_NOTHING, PAGE_ORDER_NOTIFY, PAGE_ORDER_ALARM };

/* What a page becomes, and what the caller must now do about it. */
struct page_turn {
	struct page page;
	/* NOTIFY: page the targets of .page.step, or everybody when it is EXHAUSTED.
	 * ALARM: raise the alarm on every channel of everybody. */
	enum page_order order;
};

struct page page_open(const struct policy *policy, int64_t chain, instant_ms now);
/* One round when it is due. reachable[step] says for each step of the policy whether
 * anybody in it can be reached now: a step without is passed over at once. A due instant
 * further away than one repeat means that the clock was set back: the round is due at
 * once. A chain that the policy has no longer is exhausted. */
struct page_turn page_advance(const struct policy *policy, const bool *reachable,
			      struct page page, instant_ms now);
/* Nobody in its step can be told: the next step's turn comes at once. The page as it was
 * when its chain has no further step. */
struct page page_pass(const struct policy *policy, struct page page, instant_ms now);
/* The same to a later step of its chain. */
struct page page_pass_to(const struct policy *policy, struct page page, size_t step,
			 instant_ms now);
/* The first ack and the first reason to stop stay; an acknowledged page may stop. */
struct page page_acknowledge(struct page page, str person, instant_ms now);
struct page page_stop(struct page page, str reason);
/* An ack without any act since: the loop starts again from the first step. */
instant_ms page_lapses_at(const struct policy *policy, const struct page *page,
			  instant_ms worked_at);
bool page_has_lapsed(const struct policy *policy, const struct page *page,
		     instant_ms worked_at, instant_ms now);
bool page_is_live(enum page_state state); /* still demands attention */

/* One send of one text to one address. */
enum delivery_state {
	DELIVERY_QUEUED,
	DELIVERY_SENDING, /* committed: from here an ack no longer stops it */
	DELIVERY_SENT,
	DELIVERY_FAILED, /* for good: permanent, or out of attempts */
	DELIVERY_CANCELLED,
	DELIVERY_HELD, /* the person got too many: shown, and told when it ends */
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
	str brief; /* the first thing a phone shows: at most 160 characters */
	int64_t attempts;
	instant_ms created_at;
	instant_ms started_at; /* the commit after which an ack no longer stops it */
	instant_ms ended_at;
	str problem; /* the last failure */
	str receipt; /* what the channel said: a message id there; "" */
};
extern const struct shape delivery_shape;

/* Wait before the next attempt after so many; -1 when there is none. Doubles from 2 s
 * to 60 s with +-20 % by "jitter" in 0..1, five attempts. */
duration_ms delivery_retry_wait(int64_t attempts, double jitter);

#endif

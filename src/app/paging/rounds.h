/* The deliveries that one round of a page makes: to each person by their channels in
 * turn, to each channel once per step. Private to app/paging. */
#ifndef APP_PAGING_ROUNDS_H
#define APP_PAGING_ROUNDS_H

#include "app/paging/oncall.h"
#include "core/paging/page.h"

/* Queues it: gives it id and key, and a job for its destination. */
bool delivery_queue(struct work *work, struct delivery *delivery) MUST_CHECK;

/* Pages whoever is called; ret_names is "alice, bob". The names are those called, whether
 * or not a limit held their page back. */
bool round_send(struct work *work, const struct incident *incident,
		const struct page *page, const struct calls *calls,
		enum delivery_purpose purpose, str *ret_names) MUST_CHECK;

/* This delivery failed: the person's further channels take over in the same round. */
bool round_fall(struct work *work, const struct delivery *delivery) MUST_CHECK;
/* Timer "page.fall": after FALL_MS_MAX nothing was sent to somebody of the round. Their
 * further channels are used; where there are none, the next step's turn comes. */
bool round_fall_due(struct work *work, const struct timer *timer) MUST_CHECK;

#endif

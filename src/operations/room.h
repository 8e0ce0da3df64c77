/* The room: everything about one incident as one tree, for page, CLI and MCP. */
#ifndef OPERATIONS_ROOM_H
#define OPERATIONS_ROOM_H

#include "operations/noun.h"

bool room_fill(struct work *work, const struct incident *incident,
	       struct tree *answer) MUST_CHECK;
/* What a list shows beside the row: since, page, checks. */
bool room_add_summary(struct work *work, const struct incident *incident,
		      struct tree *one) MUST_CHECK;
bool room_add_timeline(struct work *work, int64_t incident, int64_t after,
		       struct tree *answer) MUST_CHECK;
/* Pages and messages with their deliveries, handoff, roles, time boxes, on call. */
bool room_add_people(struct work *work, const struct incident *incident,
		     struct tree *answer) MUST_CHECK;
/* "on_call": the names whom the policy's first chain calls now, in order. */
struct policy;
bool room_add_on_call(struct work *work, const struct policy *policy,
		      struct tree *answer) MUST_CHECK;
/* "incident show" as text. */
extern const char room_text[];

#endif

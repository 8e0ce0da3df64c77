/* What one delivery of a sender holds: alerts above all, and whatever else its format
 * can say. Good ones are kept, bad ones are named. */
#ifndef CORE_ALERTING_BATCH_H
#define CORE_ALERTING_BATCH_H

#include "core/alerting/alert.h"
#include "core/alerting/report.h"
#include "core/learning/change.h"

/* One thing wrong in a batch; the rest of the batch stays good. */
struct fault {
	size_t index; /* of the alert in the batch, from 0 */
	str field;    /* "labels.service", "startsAt" */
	str reason;
};

/* Something done to an alert at its sender's, or through its API. */
enum act_kind { ACT_ACKNOWLEDGE, ACT_UNACKNOWLEDGE, ACT_CLOSE, ACT_NOTE };
extern const char *const act_kind_names[];
struct alert_act {
	enum act_kind kind;
	str identity; /* of the alert, as in alert_fact; "" : id says which */
	int64_t id;   /* afterwards: of the alert it was done to, 0 when there is none */
	str by;       /* who did it over there; "" when it was not said */
	str text;     /* of a note; or the reason */
};

struct alert_batch {
	struct alert_fact *items;
	size_t count, capacity;
	struct {
		struct fault *items;
		size_t count, capacity;
	} faults;
	/* Deployments and the like. Of a change are filled: at (0: now), service, kind,
	 * title, author, url, and source_id, by which a repeat is known. */
	struct {
		struct change *items;
		size_t count, capacity;
	} changes;
	struct {
		struct alert_act *items;
		size_t count, capacity;
	} acts;
	/* Heartbeats by name: "I am alive". */
	struct {
		str *items;
		size_t count, capacity;
	} pings;
	/* What people noticed; what became of each is filled in. */
	struct {
		struct report_delivery *items;
		size_t count, capacity;
	} reports;
	size_t read;  /* alerts seen, good and bad */
	bool was_cut; /* the body was over the limit: the good prefix is here */
	str said_key; /* of a sender that puts its key into the body; "" */
	str reply;    /* what the source wants to say in its answer: a dedup key */
};

#endif

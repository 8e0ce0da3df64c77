/* What a person noticed and told us: a user through a form, support with a ticket, the
 * team by a command, a chat or mailbox through a door. Reports of one thing stand at one
 * incident; until there are enough of them it is a candidate, which wakes nobody. */
#ifndef CORE_ALERTING_REPORT_H
#define CORE_ALERTING_REPORT_H

#include "base/clock.h"
#include "base/shape.h"
#include "core/alerting/reading.h"

enum report_source {
	REPORT_USER,
	REPORT_SUPPORT,
	REPORT_SOCIAL,
	REPORT_TEAM,
	REPORT_TEST,
};
extern const char *const report_source_names[];
bool report_source_parse(str name, enum report_source *ret_source);

struct report {
	int64_t id;
	int64_t incident; /* 0: it speaks of nothing that fails */
	instant_ms at;
	enum report_source source;
	str text;     /* as it was told, secrets masked */
	str reporter; /* who noticed it; "" : not said */
	str ref;      /* a ticket: "SUP-1234" */
	str url;      /* where it can be seen */
	str service;  /* as it was read; "" : unknown */
	str environment;
	str symptom;
	str why;     /* by which words */
	bool counts; /* it says that something fails, so it may wake somebody */
	str door;    /* who handed it in: a person, or a door's key */
};
extern const struct shape report_shape;

/* A report on its way in. Filled by whoever takes it: source, text, reporter, ref, url,
 * and service and environment where they were said beside the text; the rest is what
 * became of it. */
struct report_delivery {
	struct report report;
	size_t index;     /* its place in what was sent, from 0 */
	str code;         /* of its incident; "" : none */
	str title, state; /* the incident's */
	int64_t count;    /* reports at that incident, this one among them */
	bool is_declared; /* by this report */
	struct open_question open[READING_OPEN_MAX];
	size_t open_count;
};

enum {
	REPORT_TEXT_BYTES_MAX = 8 << 10,
	REPORT_FIELD_BYTES_MAX = 200,
	REPORT_URL_BYTES_MAX = 2000,
};

/* What can be said against it: "text: is required", "url: …". */
bool report_check(const struct report *report, struct error *error) MUST_CHECK;

#endif

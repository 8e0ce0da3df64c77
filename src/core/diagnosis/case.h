/* A case: what is known about a system around the time that something went wrong, as
 * plain arrays. Files, probes and the live incident fill it; diagnose() reads it.
 *
 * Everything in it may come from outside: values may be NaN or infinite, times may be
 * missing or out of order, spans may name parents that are not there. None of that is an
 * error here; what cannot be used is left out. An entity is whatever a reading belongs
 * to: a service, a pod, a host. The same thing must have the same name in series, spans,
 * lines and calls; what the names are does not matter. */
#ifndef CORE_DIAGNOSIS_CASE_H
#define CORE_DIAGNOSIS_CASE_H

#include "base/clock.h"
#include "base/spread.h"

struct incident_onset;

/* What a metric says, whatever it is called. How far it must move to mean anything, and
 * with what it is compared, depends on this and on nothing else. */
enum metric_kind {
	METRIC_OTHER, /* what is set when nothing is: metric_kind_of() is asked then */
	METRIC_LATENCY,
	METRIC_ERRORS,       /* a number or a share of failures: up is bad */
	METRIC_AVAILABILITY, /* a share of successes: down is bad */
	METRIC_TRAFFIC,
	METRIC_CPU,
	METRIC_MEMORY,
	METRIC_SATURATION, /* queues, pools, connections, threads, disks */
	METRIC_KINDS,
};
extern const char *const metric_kind_names[]; /* "latency"; ends in NULL */

/* By the words of the name and of the unit ("" when unknown): "PodServerLatencyP90(s)",
 * "http_request_duration_seconds" and "latency" are all latencies. METRIC_OTHER when no
 * word is known. */
enum metric_kind metric_kind_of(str name, str unit);

/* One measured quantity of one entity. Samples in any order of time; a gap is a sample
 * that is not there, or NaN. */
struct case_series {
	str entity, name, unit;
	enum metric_kind kind;
	/* Which way is worse, where somebody said so: 1 up, -1 down; 0: its kind tells.
	 */
	int worse;
	const instant_ms *at;
	const double *values;
	size_t count;
};

/* What a piece of work is to the others, as OpenTelemetry has it: who asks, who answers,
 * the same by way of a queue, or what neither asks nor answers. */
enum span_kind {
	SPAN_KIND_UNKNOWN,
	SPAN_KIND_CLIENT,
	SPAN_KIND_SERVER,
	SPAN_KIND_PRODUCER,
	SPAN_KIND_CONSUMER,
	SPAN_KIND_INTERNAL,
};

/* One piece of work in a trace. Parent is the id of another span of the same trace, ""
 * for none; an id that is not there is as none. */
struct case_span {
	str trace, id, parent, entity, operation;
	int64_t start_us; /* since 1970; the clocks of two entities may differ */
	int64_t took_us;  /* negative: unknown */
	enum span_kind kind;
	bool failed;
};

/* A line of a log. Trace and span when it says in which piece of work it was written. */
struct case_line {
	str entity, text;
	instant_ms at; /* 0: unknown; the line is then left out of what compares times */
	str trace, span;
};

/* Who calls whom, where that is known without spans. */
struct case_call {
	str caller, callee;
};

/* Something that was changed: a deployment, a configuration, a flag. The kind is free
 * text, but two are known. A "commit" runs from the next "deploy" of what it belongs to;
 * without one nobody knows that it ran. A "status" is no change of ours: a provider tells
 * of trouble of its own. The text may be a diff, or lines such as "size: 50 → 10". */
struct case_change {
	str id, kind, entity, title, text;
	instant_ms at;
	const str *touches; /* other entities, libraries, files */
	size_t touch_count;
	str owner, undo;
};

/* From is in the window, to is not. Empty when to <= from. */
struct case_window {
	instant_ms from, to;
};

/* When lines of an entity would be known, where only a part of them was taken: what lies
 * outside of it is unknown, and not quiet. */
struct case_coverage {
	str entity;
	struct case_window window;
};

/* The part belongs to the whole: a pod to its service. */
struct case_part {
	str part, whole;
};

struct diagnosis_case {
	/* What is compared: how it was, and how it is since it went wrong. */
	struct case_window before, during;

	/* When nothing was wrong. How much things move by themselves is learnt from
	 * these; they may lie on another day, and need not hold all kinds of data. */
	const struct case_window *quiet;
	size_t quiet_count;

	/* What raised the incident; 0 and "" when nobody said. */
	instant_ms alert_at;
	str alert_entity, alert_metric, alert_text;

	const struct case_series *series;
	size_t series_count;
	/* What case_onset() says of them, when the windows were chosen by it; NULL:
	 * nobody has looked yet. */
	const struct incident_onset *series_onset;
	/* How series are looked at side by side; NULL: one after the other. */
	spread_function spread;
	const struct case_span *spans;
	size_t span_count;
	const struct case_line *lines;
	size_t line_count;
	/* An entity that is in none of them was followed all the time. */
	const struct case_coverage *covered;
	size_t covered_count;
	/* Of the spans only some were taken, so many of each time: lines are not counted
	 * against them. */
	bool spans_are_sampled;
	const struct case_call *calls;
	size_t call_count;
	const struct case_change *changes;
	size_t change_count;
	const struct case_part *parts;
	size_t part_count;
};

#endif

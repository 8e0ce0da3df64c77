/* The diagnosis of what is alive: which series, log lines, traces, calls and changes
 * belong to a service and a time, asked for at a desk, put before the engine, and what
 * came of it.
 *
 * Three steps, so that nobody waits inside a turn: what is wanted is found where the
 * store is (a turn or a read), asking and diagnosing need no store, and what came of it
 * is written down by whoever wants it. */
#ifndef APP_INVESTIGATION_LIVE_H
#define APP_INVESTIGATION_LIVE_H

#include "app/changes/between.h"
#include "app/investigation/live_fetch.h"
#include "app/store.h"
#include "base/limits.h"
#include "base/map.h"
#include "core/diagnosis/diagnosis.h"
#include "core/incident/check.h"

/* One expression to be asked for its past. */
struct live_question {
	str entity, name, query, unit, url;
	str label; /* names whose each series is; "" : all are the entity's */
	/* Of a measurement: what is good. */
	bool is_measurement;
	enum comparison good;
	double threshold;
};

/* A system that has the lines or the traces of a service. */
enum live_source_kind { LIVE_LOKI, LIVE_TEMPO, LIVE_JAEGER };
struct live_source {
	enum live_source_kind kind;
	str entity, url, tenant;
	str query; /* LogQL, or the service's name in its traces */
};

struct live_wish {
	str service;
	str code;            /* of the incident; "" for none */
	instant_ms onset;    /* as it is known; 0: not at all */
	instant_ms alert_at; /* 0: none */
	str alert_text;
	/* Without an incident: what is compared with the time before it. */
	struct case_window during;
};

struct live_plan {
	struct live_wish wish;
	instant_ms now;
	struct case_window asked; /* for this time series are asked for */
	duration_ms step;
	struct live_question *questions;
	size_t question_count, questions_left_out;
	struct live_source *sources;
	size_t source_count;
	struct {
		struct traced {
			str as, service; /* a service's name in traces, and ours */
		} * items;
		size_t count, capacity;
	} traced;
	struct {
		str *items;
		size_t count, capacity;
	} sources_left_out; /* in sentences */
	struct {
		struct unheard *items;
		size_t count, capacity;
	} resting; /* systems that did not answer others a moment ago */
	str services[DIAGNOSED_SERVICES_MAX]; /* nearest first */
	size_t service_count;
	/* Days before whose same hours were quiet, and in sentences those that were not;
	 * see live_plan_quiet(). */
	duration_ms quiet_ago[QUIET_DAYS_MAX];
	size_t quiet_count;
	struct {
		str *items;
		size_t count, capacity;
	} unquiet;
	struct case_call *calls;
	size_t call_count;
	struct case_change *changes;
	struct between_plan *betweens; /* of each change */
	size_t change_count;
};
/* INVALID when the service is not known, or its time is empty or too long. */
bool live_plan_of(struct work *work, const struct live_wish *wish,
		  struct live_plan *ret_plan) MUST_CHECK;
/* Adds the days that what is usual is learnt from: the same hours of yesterday, of a week
 * ago, or else of the days between, without those in which one of the services had an
 * incident. Reads the store for each, so it is left to whoever will ask. */
bool live_plan_quiet(struct work *work, struct live_plan *plan) MUST_CHECK;
/* Something can be asked for: else there is nothing to diagnose. */
bool live_plan_is_any(const struct live_plan *plan);

struct live_onset {
	bool is_found;
	instant_ms at;
	str says; /* "requests failing went from 5 % to 20 % at 14:32:00 UTC, in one step"
		   */
};

/* What was asked beside the series, and what came of it. */
struct live_inquiry {
	const struct live_source *source; /* NULL: none of a service */
	str what;                         /* "log lines of orders" */
	str says; /* "1204 lines since 14:02:00, 310 since it began"; or why not */
	bool answered;
};

struct live_outcome {
	bool is_made; /* else why not is in the error */
	struct diagnosis_case known;
	/* By which question each series came. */
	const struct live_asked {
		const struct live_question *by;
	} * asked;
	struct diagnosis diagnosis;
	/* Which other days taught what is usual, in a sentence; "" when none was looked
	 * for. */
	str quiet_says;
	struct live_onset onset; /* by the shift of the service's own measurements */
	struct {
		str *items;
		size_t count, capacity;
	} missing; /* what could not be asked, in sentences */
	/* By the id of a trace the struct live_source that it came from. */
	struct map *traces;
	struct {
		struct live_inquiry *items;
		size_t count, capacity;
	} beside;
	struct {
		str *items;
		size_t count, capacity;
	} heard; /* the systems that answered */
	struct {
		struct unheard *items;
		size_t count, capacity;
	} unheard;
	struct error error;
};
/* Within DIAGNOSE_MS_MAX. Whoever did not answer is not asked again. */
void live_diagnose(struct app *app, struct arena *arena, const struct config *config,
		   const struct live_plan *plan, struct live_outcome *ret_outcome);

/* Asks for the nearest of the plan's changes what is between their versions, and puts all
 * changes before the engine; what is not known is missing. Private to live_ask.c. */
void live_changes_ask(struct app *app, struct arena *arena, const struct config *config,
		      const struct live_plan *plan, struct live_outcome *outcome);

/* All of it as JSON, with the samples of what stands out, and without secrets. */
str live_body(struct arena *arena, const struct live_plan *plan,
	      const struct live_outcome *outcome);
/* In a sentence or two. */
str live_says(struct arena *arena, const struct live_plan *plan,
	      const struct live_outcome *outcome);

#endif

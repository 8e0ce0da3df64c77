/* At the desk: asks for the series, finds the onset, and has the engine diagnose. */
#include "app/app.h"
#include "app/investigation/live.h"
#include "base/limits.h"
#include "base/scoped.h"
#include "core/diagnosis/onset.h"
#include "core/evidence/evidence.h"

#include <string.h>

enum { ASK_BYTES_MAX = 192 << 20 };

struct asking {
	struct app *app;
	struct arena *arena;   /* what stays */
	struct arena *scratch; /* of one question */
	const struct config *config;
	const struct live_plan *plan;
	int64_t end_us;
	str silent[DIAGNOSED_SERVICES_MAX]; /* addresses that did not answer */
	size_t silent_count;
	struct {
		struct case_series *items;
		size_t count, capacity;
	} series;
	struct {
		struct live_asked *items;
		size_t count, capacity;
	} asked;
};

static void keep_series(struct asking *asking, const struct live_question *question,
			const struct case_series *found)
{
	struct case_series *kept = list_add(asking->arena, &asking->series);
	instant_ms *at = arena_many(asking->arena, instant_ms, found->count + 1);
	double *values = arena_many(asking->arena, double, found->count + 1);

	if (found->count > 0) {
		memcpy(at, found->at, found->count * sizeof(*at));
		memcpy(values, found->values, found->count * sizeof(*values));
	}
	*kept = (struct case_series){ .entity = arena_copy(asking->arena, found->entity),
				      .name = arena_copy(asking->arena, found->name),
				      .unit = question->unit,
				      .at = at,
				      .values = values,
				      .count = found->count };
	list_add(asking->arena, &asking->asked)->by = question;
}

static bool is_silent(const struct asking *asking, str url)
{
	for (size_t i = 0; i < asking->silent_count; i++)
		if (str_equal(asking->silent[i], url))
			return true;
	return false;
}

static bool ask_one(struct asking *asking, const struct live_question *question,
		    struct probe_finding *ret_finding, struct error *error)
{
	const struct live_plan *plan = asking->plan;
	const struct probe *probe = ports_probe(asking->app->ports, STR("series"));
	struct arena *arena = asking->scratch;
	int64_t left_ms = (asking->end_us - clock_monotonic_us()) / 1000;
	const struct label arguments[] = {
		{ STR("url"), question->url },
		{ STR("query"), question->query },
		{ STR("name"), question->name },
		{ STR("unit"), question->unit },
		{ STR("entity"), question->entity },
		{ STR("label"), question->label },
		{ STR("from"), instant_format(arena, plan->asked.from) },
		{ STR("to"), instant_format(arena, plan->asked.to) },
		{ STR("step"), arena_format(arena, "%lld", (long long)plan->step) },
	};
	struct probe_call call = {
		.arena = arena,
		.config = asking->config,
		.arguments = arguments,
		.argument_count = sizeof(arguments) / sizeof(arguments[0]),
		.now = plan->now,
		.wait_ms = left_ms < PROBE_MS_MAX ? left_ms : PROBE_MS_MAX
	};

	if (!probe)
		return error_set(error, ERROR_INTERNAL, "there is no probe of series");
	if (left_ms <= 0)
		return error_set(error, ERROR_TIMEOUT, "there was no time left for it");
	return probe->ask(&call, ret_finding, error);
}

static void miss(struct asking *asking, const struct live_question *question, str why,
		 struct live_outcome *outcome)
{
	*list_add(asking->arena, &outcome->missing) = arena_format(
		asking->arena, STR_FMT " of " STR_FMT ": " STR_FMT,
		STR_ARG(question->name), STR_ARG(question->entity), STR_ARG(why));
}

/* Whoever took a question and said nothing is left alone: it may be what is ill. */
static void ask_all(struct asking *asking, struct live_outcome *outcome)
{
	for (size_t q = 0; q < asking->plan->question_count; q++) {
		const struct live_question *question = &asking->plan->questions[q];
		struct probe_finding finding = { 0 };
		struct error error = { 0 };

		if (is_silent(asking, question->url)) {
			miss(asking, question, STR("not asked, since it did not answer"),
			     outcome);
			continue;
		}
		arena_reset(asking->scratch);
		if (!ask_one(asking, question, &finding, &error)) {
			miss(asking, question, str_of(error.text), outcome);
			if (error.kind != ERROR_INVALID &&
			    asking->silent_count < DIAGNOSED_SERVICES_MAX)
				asking->silent[asking->silent_count++] = question->url;
			continue;
		}
		if (finding.series.count == 0)
			miss(asking, question, STR("no series"), outcome);
		if (finding.series.left_out > 0)
			miss(asking, question,
			     arena_format(asking->arena, "%zu series are left out",
					  finding.series.left_out),
			     outcome);
		for (size_t i = 0; i < finding.series.count; i++)
			keep_series(asking, question, &finding.series.items[i]);
	}
}

/* -- when it began -- */

static str onset_text(struct arena *arena, const struct case_series *series,
		      const struct shift_onset *shift)
{
	return arena_format(arena,
			    STR_FMT " went from " STR_FMT " to " STR_FMT " at " STR_FMT
				    " UTC%s",
			    STR_ARG(series->name),
			    STR_ARG(quantity_format(arena, shift->before, series->unit)),
			    STR_ARG(quantity_format(arena, shift->after, series->unit)),
			    STR_ARG(instant_format_time(arena, series->at[shift->at])),
			    shift->is_ramp ? ", little by little" : ", in one step");
}

/* Of its own measurements the first that changed for the worse and is in breach since: a
 * resource may drift for hours before anybody notices. */
static struct live_onset onset_of_service(struct arena *arena,
					  const struct live_plan *plan,
					  const struct live_outcome *outcome)
{
	struct live_onset onset = { 0 };

	for (size_t i = 0; i < outcome->known.series_count; i++) {
		const struct case_series *series = &outcome->known.series[i];
		const struct live_question *question = outcome->asked[i].by;
		struct shift_onset shift;

		if (!question->is_measurement || series->count == 0 ||
		    !str_equal(series->entity, plan->wish.service))
			continue;
		shift = onset_by_shift(arena, series->values, series->count,
				       question->good, question->threshold);
		if (!shift.is_found ||
		    (onset.is_found && onset.at <= series->at[shift.at]))
			continue;
		onset.is_found = true;
		onset.at = series->at[shift.at];
		onset.says = onset_text(arena, series, &shift);
	}
	return onset;
}

static void choose_windows(const struct live_plan *plan, struct live_outcome *outcome)
{
	struct diagnosis_case *known = &outcome->known;
	instant_ms onset = plan->wish.onset;

	if (plan->wish.during.to > 0) {
		known->during = plan->wish.during;
	} else {
		if (outcome->onset.is_found && (onset == 0 || outcome->onset.at < onset))
			onset = outcome->onset.at;
		if (onset == 0 || onset > plan->now - MINUTE_MS)
			onset = plan->now - MINUTE_MS;
		known->during = (struct case_window){ onset, plan->now + 1 };
	}
	known->before = (struct case_window){ plan->asked.from, known->during.from };
}

void live_diagnose(struct app *app, struct arena *arena, const struct config *config,
		   const struct live_plan *plan, struct live_outcome *ret_outcome)
{
	scoped_arena scratch = arena_new(ASK_BYTES_MAX);
	struct live_outcome *outcome = ret_outcome;
	struct asking asking = { .app = app,
				 .arena = arena,
				 .scratch = scratch,
				 .config = config,
				 .plan = plan,
				 .end_us = clock_monotonic_us() +
					   DIAGNOSE_MS_MAX * 1000 };

	*outcome = (struct live_outcome){ 0 };
	ask_all(&asking, outcome);
	outcome->known = (struct diagnosis_case){
		.alert_at = plan->wish.alert_at,
		.alert_entity = plan->wish.service,
		.alert_text = plan->wish.alert_text,
		.series = asking.series.items,
		.series_count = asking.series.count,
		.calls = plan->calls,
		.call_count = plan->call_count,
		.changes = plan->changes,
		.change_count = plan->change_count,
	};
	outcome->asked = asking.asked.items;
	if (asking.series.count == 0) {
		error_set(&outcome->error, ERROR_UNAVAILABLE,
			  "no series to look at: " STR_FMT,
			  STR_ARG(outcome->missing.count > 0
					  ? outcome->missing.items[0]
					  : STR("nothing is configured to be asked")));
		return;
	}
	outcome->onset = onset_of_service(arena, plan, outcome);
	choose_windows(plan, outcome);
	outcome->is_made = diagnose(arena, &outcome->known, &outcome->diagnosis,
				    &outcome->error);
}

/* At the desk: asks for the series, finds the onset, asks for what else there is around
 * it, and has the engine diagnose. */
#include "app/app.h"
#include "app/investigation/live.h"
#include "app/investigation/live_beside.h"
#include "base/limits.h"
#include "core/diagnosis/onset.h"
#include "core/evidence/evidence.h"

#include <string.h>

struct asking {
	struct fetching fetching;
	const struct live_plan *plan;
	struct live_outcome *outcome;
	struct {
		struct case_series *items;
		size_t count, capacity;
	} series;
	struct {
		struct live_asked *items;
		size_t count, capacity;
	} asked;
};

static struct fetch series_fetch(struct arena *arena, const struct live_plan *plan,
				 const struct live_question *question)
{
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
	size_t count = sizeof(arguments) / sizeof(arguments[0]);
	struct label *kept = arena_many(arena, struct label, count);

	memcpy(kept, arguments, sizeof(arguments));
	return (struct fetch){ .probe = "series",
			       .url = question->url,
			       .arguments = kept,
			       .argument_count = count };
}

static void miss(struct asking *asking, const struct live_question *question, str why)
{
	struct arena *arena = asking->fetching.arena;

	*list_add(arena, &asking->outcome->missing) = arena_format(
		arena, STR_FMT " of " STR_FMT ": " STR_FMT, STR_ARG(question->name),
		STR_ARG(question->entity), STR_ARG(why));
}

static int worse_of(const struct live_question *question)
{
	if (!question->is_measurement)
		return 0;
	return question->good == COMPARE_BELOW || question->good == COMPARE_AT_MOST ? 1
										    : -1;
}

static void take_series(struct asking *asking, const struct live_question *question,
			const struct fetch *fetch)
{
	struct arena *arena = asking->fetching.arena;

	if (!fetch->answered) {
		miss(asking, question, arena_copy(arena, str_of(fetch->error.text)));
		return;
	}
	if (fetch->series.count == 0 && fetch->series.left_out == 0)
		miss(asking, question, STR("no series"));
	if (fetch->series.left_out > 0)
		miss(asking, question,
		     arena_format(arena, "%zu series are left out",
				  fetch->series.left_out));
	for (size_t i = 0; i < fetch->series.count; i++) {
		struct case_series *series = list_add(arena, &asking->series);

		*series = fetch->series.items[i];
		series->worse = worse_of(question);
		list_add(arena, &asking->asked)->by = question;
	}
}

static void ask_series(struct asking *asking)
{
	const struct live_plan *plan = asking->plan;
	struct arena *arena = asking->fetching.arena;
	struct fetch *fetches = arena_many(arena, struct fetch, plan->question_count + 1);

	for (size_t i = 0; i < plan->question_count; i++)
		fetches[i] = series_fetch(arena, plan, &plan->questions[i]);
	fetch_all(&asking->fetching, fetches, plan->question_count);
	for (size_t i = 0; i < plan->question_count; i++)
		take_series(asking, &plan->questions[i], &fetches[i]);
	live_heard(&asking->fetching, fetches, plan->question_count, asking->outcome);
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

/* Without any series, lines and spans there is nothing to diagnose. */
static bool has_nothing(const struct diagnosis_case *known)
{
	return known->series_count + known->line_count + known->span_count == 0;
}

static void diagnose_it(struct asking *asking)
{
	struct arena *arena = asking->fetching.arena;
	struct live_outcome *outcome = asking->outcome;

	if (has_nothing(&outcome->known)) {
		error_set(&outcome->error, ERROR_UNAVAILABLE,
			  "nothing to look at: " STR_FMT,
			  STR_ARG(outcome->missing.count > 0
					  ? outcome->missing.items[0]
					  : STR("nothing is configured to be asked")));
		return;
	}
	outcome->is_made = diagnose(arena, &outcome->known, &outcome->diagnosis,
				    &outcome->error);
}

void live_diagnose(struct app *app, struct arena *arena, const struct config *config,
		   const struct live_plan *plan, struct live_outcome *ret_outcome)
{
	int64_t start_us = clock_monotonic_us();
	struct live_outcome *outcome = ret_outcome;
	struct asking asking = {
		.fetching = { .app = app,
			      .arena = arena,
			      .config = config,
			      .now = plan->now,
			      .end_us = start_us + DIAGNOSE_SERIES_MS_MAX * 1000 },
		.plan = plan,
		.outcome = outcome,
	};

	*outcome = (struct live_outcome){ 0 };
	for (size_t i = 0; i < plan->resting.count; i++)
		*list_add(arena, &asking.fetching.unheard) = plan->resting.items[i];
	ask_series(&asking);
	outcome->known = (struct diagnosis_case){
		.alert_at = plan->wish.alert_at,
		.alert_entity = plan->wish.service,
		.alert_text = plan->wish.alert_text,
		.series = asking.series.items,
		.series_count = asking.series.count,
		.calls = plan->calls,
		.call_count = plan->call_count,
	};
	outcome->asked = asking.asked.items;
	outcome->onset = onset_of_service(arena, plan, outcome);
	choose_windows(plan, outcome);
	live_changes_ask(app, arena, config, plan, outcome);
	asking.fetching.end_us = start_us + DIAGNOSE_MS_MAX * 1000;
	live_ask_beside(&asking.fetching, plan, outcome);
	for (size_t i = 0; i < asking.fetching.unheard.count; i++)
		*list_add(arena, &outcome->unheard) = asking.fetching.unheard.items[i];
	diagnose_it(&asking);
}

#include "app/investigation/live_quiet.h"

#include "base/text.h"

#include <string.h>

enum { SAYS_BYTES_MAX = 2000 };

/* As long as the time before the incident, and no longer: what is less than a day away
 * from it counts as its own day. */
static struct case_window window_at(const struct beside *beside, size_t day)
{
	duration_ms ago = beside->plan->quiet_ago[day];

	return (struct case_window){ beside->plan->asked.from - ago,
				     beside->outcome->known.during.from - ago };
}

static void want_one(struct beside *beside, const struct live_question *question,
		     struct case_window window)
{
	struct arena *arena = beside->arena;
	const struct label arguments[] = {
		{ STR("url"), question->url },
		{ STR("query"), question->query },
		{ STR("name"), question->name },
		{ STR("unit"), question->unit },
		{ STR("entity"), question->entity },
		{ STR("label"), question->label },
		{ STR("from"), instant_format(arena, window.from) },
		{ STR("to"), instant_format(arena, window.to - SECOND_MS) },
		{ STR("step"),
		  arena_format(arena, "%lld", (long long)beside->plan->step) },
	};

	beside_want(beside, "series", question->url, arguments,
		    sizeof(arguments) / sizeof(arguments[0]));
}

void quiet_want(struct beside *beside)
{
	for (size_t day = 0; day < beside->plan->quiet_count; day++)
		for (size_t i = 0; i < beside->plan->question_count; i++)
			want_one(beside, &beside->plan->questions[i],
				 window_at(beside, day));
}

/* -- joining -- */

/* Of a series that is not there any more nothing is learnt. */
static const struct case_series *same_of(const struct fetch *fetch,
					 const struct case_series *series)
{
	for (size_t i = 0; i < fetch->series.count; i++)
		if (str_equal(fetch->series.items[i].entity, series->entity) &&
		    str_equal(fetch->series.items[i].name, series->name))
			return &fetch->series.items[i];
	return NULL;
}

struct joining {
	instant_ms *at;
	double *values;
	size_t count;
};

static void append(struct joining *joining, const struct case_series *series,
		   struct case_window window)
{
	for (size_t i = 0; i < series->count; i++) {
		if (series->at[i] < window.from || series->at[i] >= window.to)
			continue;
		joining->at[joining->count] = series->at[i];
		joining->values[joining->count++] = series->values[i];
	}
}

/* Each series by its own question: of another one it may have the same name. */
static struct case_series join(struct beside *beside, size_t nth,
			       const struct fetch *fetches, size_t *taken)
{
	const struct live_plan *plan = beside->plan;
	struct case_series series = beside->outcome->known.series[nth];
	size_t question = (size_t)(beside->outcome->asked[nth].by - plan->questions);
	const struct case_series *others[QUIET_DAYS_MAX] = { 0 };
	size_t most = series.count;
	struct joining joining = { 0 };

	for (size_t day = 0; day < plan->quiet_count; day++) {
		others[day] = same_of(&fetches[day * plan->question_count + question],
				      &series);
		most += others[day] ? others[day]->count : 0;
	}
	joining.at = arena_many(beside->arena, instant_ms, most + 1);
	joining.values = arena_many(beside->arena, double, most + 1);
	/* The days come nearest first, and samples by time. */
	for (size_t day = plan->quiet_count; day-- > 0;) {
		size_t before = joining.count;

		if (others[day])
			append(&joining, others[day], window_at(beside, day));
		taken[day] += joining.count > before;
	}
	append(&joining, &series, plan->asked);
	series.at = joining.at;
	series.values = joining.values;
	series.count = joining.count;
	return series;
}

/* -- what it rests on -- */

static str day_text(struct beside *beside, struct case_window window)
{
	return arena_format(
		beside->arena, STR_FMT " to " STR_FMT " UTC",
		STR_ARG(str_slice(instant_format(beside->arena, window.from), 0,
				  sizeof("2026-11-21T04:30") - 1)),
		STR_ARG(str_slice(instant_format_time(beside->arena, window.to), 0,
				  sizeof("06:30") - 1)));
}

static size_t unanswered(struct beside *beside, const struct fetch *fetches, str day)
{
	size_t count = beside->plan->question_count, failed = 0;
	const struct fetch *first = NULL;

	for (size_t i = 0; i < count; i++) {
		failed += !fetches[i].answered;
		if (!fetches[i].answered && !first)
			first = &fetches[i];
	}
	if (first)
		beside_miss(beside,
			    arena_format(beside->arena, "quiet hours of " STR_FMT,
					 STR_ARG(day)),
			    arena_format(beside->arena,
					 "%zu of %zu questions were not answered: %s",
					 failed, count, first->error.text));
	return failed;
}

static void say_days(struct beside *beside, const struct fetch *fetches,
		     const size_t *taken)
{
	const struct live_plan *plan = beside->plan;
	struct text text = text_new(beside->arena, SAYS_BYTES_MAX);

	for (size_t day = 0; day < plan->quiet_count; day++) {
		str says = day_text(beside, window_at(beside, day));
		size_t failed = unanswered(beside, &fetches[day * plan->question_count],
					   says);

		if (taken[day] > 0)
			text_addf(&text,
				  " Quiet hours of another day: " STR_FMT ", %zu series.",
				  STR_ARG(says), taken[day]);
		else
			text_addf(&text, " Of " STR_FMT " nothing is known%s.",
				  STR_ARG(says),
				  failed > 0 ? "" : ": no series was there then");
	}
	for (size_t i = 0; i < plan->unquiet.count; i++)
		text_addf(&text, " Not quiet at these hours: " STR_FMT ".",
			  STR_ARG(plan->unquiet.items[i]));
	beside->outcome->quiet_says = text_of(&text);
}

void quiet_take(struct beside *beside, const struct fetch *fetches)
{
	struct diagnosis_case *known = &beside->outcome->known;
	struct case_series *joined = arena_many(beside->arena, struct case_series,
						known->series_count + 1);
	struct case_window *quiet = arena_many(beside->arena, struct case_window,
					       QUIET_DAYS_MAX);
	size_t taken[QUIET_DAYS_MAX] = { 0 };

	for (size_t i = 0; i < known->series_count; i++)
		joined[i] = join(beside, i, fetches, taken);
	known->series = joined;
	for (size_t day = 0; day < beside->plan->quiet_count; day++)
		if (taken[day] > 0)
			quiet[known->quiet_count++] = window_at(beside, day);
	known->quiet = quiet;
	say_days(beside, fetches, taken);
}

/* More and more of it is used, and when that ends. */
#include "base/limits.h"
#include "base/scoped.h"
#include "core/diagnosis/resource_private.h"
#include "stats/counter.h"

#include <math.h>

/* Work that grew by so much of what the resource did explains it. */
#define EXPLAINED 0.5

/* What is free is mirrored, so that less of it rises. */
static double *rising_of(const struct supply *supply)
{
	double sign = supply->amount->role == AMOUNT_FREE ? -1 : 1;
	double *rising = arena_many(supply->scratch, double, supply->count);

	for (size_t i = 0; i < supply->count; i++)
		rising[i] = sign * supply->values[i];
	return rising;
}

/* A wave, or what fills and empties again and again, is no leak; unless it was emptied
 * because it was full. */
static bool was_as_high(const struct growth *growth, double ceiling)
{
	bool was_full = growth->former >= SATURATED * ceiling;

	if (growth->is_anew && (growth->drops == 1 || was_full))
		return false;
	return growth->former >= growth->trend.level;
}

/* Of the first samples of a process one may be missing or odd. */
enum { START_SAMPLES = 2 };

/* How fast, and not how often up to now: it falls with the work. */
static bool is_rate(const struct case_series *series)
{
	return amount_unit_is_rate(series->unit) ||
	       words_begin_any(series->name,
			       "per_|per |persec|rate_|rate |rps|qps|tps|ops|iops") ||
	       str_ends_with(series->name, STR("rate"));
}

/* What counts work, time or failures from the start of a process on. */
static bool may_be_counter(const struct supply *supply, size_t series)
{
	enum metric_kind kind = supply->study->series_kind[series];

	return (kind == METRIC_TRAFFIC || kind == METRIC_CPU || kind == METRIC_ERRORS) &&
	       !is_rate(&supply->study->known->series[series]);
}

/* In most steps it counts something: what is 0 but for five errors once has no restart.
 */
static bool is_busy(const struct supply *counter)
{
	size_t rises = 0;

	for (size_t i = 1; i < counter->count; i++)
		rises += counter->values[i] > counter->values[i - 1];
	return 2 * rises >= counter->count - 1;
}

/* When a counter last began anew. */
static instant_ms last_reset(const struct supply *counter)
{
	instant_ms at = 0;

	if (!counter_is_likely(counter->values, counter->count) || !is_busy(counter))
		return at;
	for (size_t i = 1; i < counter->count; i++)
		if (counter->values[i] < counter->values[i - 1])
			at = counter->end +
			     (instant_ms)llround(counter->at[i] * (double)HOUR_MS);
	return at;
}

/* By the counters of the same entity, each of which is read in memory of its own. */
static instant_ms find_start(const struct supply *supply)
{
	const struct study *study = supply->study;
	const size_t *own = &supply->all->from[study->series_entity[supply->series]];
	instant_ms to = study->known->during.to, last = 0;
	struct case_window window = { to - RESOURCE_LOOK_MS, to };
	scoped_arena scratch = arena_new(DIAGNOSIS_BYTES_MAX);

	for (size_t i = own[0]; i < own[1]; i++) {
		size_t nth = supply->all->series[i];
		struct supply counter = { .scratch = scratch };
		instant_ms at;

		if (!may_be_counter(supply, nth))
			continue;
		arena_reset(scratch);
		supply_read(&study->known->series[nth], study->series[nth].by_time, 1,
			    window, &counter);
		at = last_reset(&counter);
		last = at > last ? at : last;
	}
	return last;
}

/* When the process was last started, in the hours of the supply; -INFINITY: not known. */
static double last_start(const struct supply *supply)
{
	struct start
		*start = &supply->starts[supply->study->series_entity[supply->series]];

	if (!start->is_known)
		*start = (struct start){ true, find_start(supply) };
	if (start->at == 0)
		return -INFINITY;
	return (double)(start->at - supply->end) / (double)HOUR_MS;
}

/* Growth over a restart is looked at again from there on: memory may begin so high that
 * its fall does not show. */
static struct growth growth_since_start(const struct supply *supply, const double *rising,
					double chance)
{
	struct growth growth = growth_of(supply->scratch, supply->at, rising,
					 supply->count, chance);
	double start = growth.growing ? last_start(supply) : -INFINITY;
	size_t first = growth.from;

	if (!growth.growing || !(start > supply->at[growth.from]))
		return growth;
	while (first < supply->count && supply->at[first] < start)
		first++;
	growth = growth_of(supply->scratch, supply->at + first, rising + first,
			   supply->count - first, chance);
	growth.is_anew = growth.from <= START_SAMPLES;
	growth.from += first;
	return growth;
}

/* Whether this is work that grew by so much that it explains the growth. */
static bool is_more_work(const struct study *study, size_t nth, struct case_window window,
			 const struct growth *growth, struct arena *scratch)
{
	const struct case_series *series = &study->known->series[nth];
	struct supply traffic = { .scratch = scratch };
	struct leak more;

	if (study->series_kind[nth] != METRIC_TRAFFIC)
		return false;
	supply_read(series, study->series[nth].by_time, 1, window, &traffic);
	if (!is_rate(series) && counter_is_likely(traffic.values, traffic.count))
		counter_rates(traffic.at, traffic.values, traffic.count, traffic.values);
	more = leak_of(scratch, traffic.at, traffic.values, traffic.count);
	return more.leaking && more.share >= EXPLAINED * growth->share;
}

/* More requests need more of everything. */
static bool is_work(const struct supply *supply, const struct growth *growth)
{
	const struct study *study = supply->study;
	const size_t *own = &supply->all->from[study->series_entity[supply->series]];
	struct case_window window = {
		supply->end + (instant_ms)(supply->at[growth->from] * (double)HOUR_MS),
		supply->end + 1,
	};
	scoped_arena scratch = arena_new(DIAGNOSIS_BYTES_MAX);

	for (size_t i = own[0]; i < own[1]; i++) {
		arena_reset(scratch);
		if (is_more_work(study, supply->all->series[i], window, growth, scratch))
			return true;
	}
	return false;
}

/* It is looked at for a day, and what it did a day before that is further back. */
static bool is_of_day(const struct supply *supply, const struct growth *growth)
{
	const struct study *study = supply->study;
	struct case_window window = { supply->end - 2 * RESOURCE_LOOK_MS,
				      supply->end + 1 };
	struct supply known = *supply;
	struct growth there = *growth;

	supply_read(&study->known->series[supply->series],
		    study->series[supply->series].by_time, supply->amount->factor, window,
		    &known);
	there.from += known.count - supply->count;
	return growth_is_of_season(supply->scratch, known.at, rising_of(&known),
				   known.count, &there, (double)DAY_MS / (double)HOUR_MS);
}

static bool is_explained(const struct supply *supply, double ceiling,
			 const struct growth *growth)
{
	double length = supply->at[supply->count - 1] - supply->at[growth->from];

	return length * (double)HOUR_MS < (double)RESOURCE_GROWTH_MIN_MS ||
	       was_as_high(growth, ceiling) || is_of_day(supply, growth) ||
	       is_work(supply, growth);
}

static instant_ms instant_in(const struct supply *supply, double hours)
{
	if (!(hours * (double)HOUR_MS < (double)(INSTANT_MAX - supply->end)))
		return INSTANT_MAX;
	return supply->end + (instant_ms)(hours * (double)HOUR_MS);
}

static void tell_until(const struct supply *supply, const struct growth *growth,
		       double ceiling, struct resource *resource)
{
	struct until until = trend_until_ceiling(&growth->trend, ceiling);
	double known = supply->at[supply->count - 1] - supply->at[growth->from];

	if (!(until.likely <= RESOURCE_AHEAD * known))
		return;
	resource->full_soonest = instant_in(supply, until.soonest);
	resource->full = instant_in(supply, until.likely);
	resource->full_latest = instant_in(supply, until.latest);
}

static struct resource resource_of(const struct supply *supply,
				   const struct growth *growth,
				   const struct ceiling *ceiling)
{
	const struct case_series *series = &supply->study->known->series[supply->series];
	bool is_free = supply->amount->role == AMOUNT_FREE;
	const struct trend *trend = &growth->trend;

	return (struct resource){
		.kind = RESOURCE_GROWS,
		.finding = {
			.entity = series->entity,
			.kind = FINDING_METRIC,
			.metric = supply->study->series_kind[supply->series],
			.strength = trend->score / TREND_SCORE,
			.subject = series->name,
			.unit = supply->amount->unit,
			.before = is_free ? -growth->before : growth->before,
			.after = is_free ? -trend->level : trend->level,
			.onset = instant_in(supply, supply->at[growth->from]),
		},
		.per_hour = is_free ? -trend->slope : trend->slope,
		.per_hour_low = is_free ? -trend->slope_high : trend->slope_low,
		.per_hour_high = is_free ? -trend->slope_low : trend->slope_high,
		.factor = supply->amount->factor,
		.needed = (double)NAN,
		.limit = is_free ? 0 : ceiling->value,
		.limit_name = is_free ? STR("") : ceiling->name,
	};
}

bool growth_is_known(const struct supply *supply)
{
	return supply->amount->may_grow && supply->count >= GROWTH_SAMPLES_MIN &&
	       (supply->at[supply->count - 1] - supply->at[0]) * (double)HOUR_MS >=
		       (double)RESOURCE_GROWTH_MIN_MS;
}

bool growth_is_excluded(const struct supply *supply, instant_ms until, double chance)
{
	double hours = (double)(until - supply->end) / (double)HOUR_MS;
	struct supply before = *supply;

	while (before.count > 0 && before.at[before.count - 1] >= hours)
		before.count--;
	return growth_is_known(&before) &&
	       !growth_of(before.scratch, before.at, rising_of(&before), before.count,
			  chance)
			.growing;
}

bool growth_look(const struct supply *supply, const struct ceiling *ceiling,
		 double chance, struct resource *ret_resource)
{
	bool is_free = supply->amount->role == AMOUNT_FREE;
	/* Of what is left, 0 is the end. */
	double top = is_free ? 0 : ceiling->value;
	struct growth growth;

	if (!growth_is_known(supply))
		return false;
	growth = growth_since_start(supply, rising_of(supply), chance);
	if (!growth.growing || is_explained(supply, is_free ? (double)NAN : top, &growth))
		return false;
	*ret_resource = resource_of(supply, &growth, ceiling);
	tell_until(supply, &growth, top, ret_resource);
	if (ret_resource->full == 0 && growth.share < RESOURCE_SHARE_MIN)
		return false;
	resource_say(supply->study->arena, ret_resource, supply, &growth);
	return true;
}

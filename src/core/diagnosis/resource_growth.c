/* More and more of it is used, and when that ends. */
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

/* When a counter last began anew; -INFINITY for never. */
static double last_reset(const struct supply *counter)
{
	double at = -INFINITY;

	if (!counter_is_likely(counter->values, counter->count) || !is_busy(counter))
		return at;
	for (size_t i = 1; i < counter->count; i++)
		if (counter->values[i] < counter->values[i - 1])
			at = counter->at[i];
	return at;
}

/* When the process was last started, by the counters of the same entity, in the hours of
 * the supply. */
static double last_start(const struct supply *supply)
{
	const struct study *study = supply->study;
	struct case_window window = { supply->end - RESOURCE_LOOK_MS, supply->end + 1 };
	double last = -INFINITY;

	for (size_t i = 0; i < study->known->series_count; i++) {
		struct supply counter = { .scratch = supply->scratch };

		if (study->series_entity[i] != study->series_entity[supply->series] ||
		    !may_be_counter(supply, i))
			continue;
		supply_read(&study->known->series[i], study->series[i].by_time, 1, window,
			    &counter);
		last = fmax(last,
			    last_reset(&counter) + (double)(counter.end - supply->end) /
							   (double)HOUR_MS);
	}
	return last;
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

/* More requests need more of everything. */
static bool is_work(const struct supply *supply, const struct growth *growth)
{
	const struct study *study = supply->study;
	struct case_window window = {
		supply->end + (instant_ms)(supply->at[growth->from] * (double)HOUR_MS),
		supply->end + 1,
	};

	for (size_t i = 0; i < study->known->series_count; i++) {
		struct supply traffic = { .scratch = supply->scratch };

		if (study->series_kind[i] != METRIC_TRAFFIC ||
		    study->series_entity[i] != study->series_entity[supply->series])
			continue;
		supply_read(&study->known->series[i], study->series[i].by_time, 1, window,
			    &traffic);
		if (!is_rate(&study->known->series[i]) &&
		    counter_is_likely(traffic.values, traffic.count))
			counter_rates(traffic.at, traffic.values, traffic.count,
				      traffic.values);

		struct leak more = leak_of(supply->scratch, traffic.at, traffic.values,
					   traffic.count);

		if (more.leaking && more.share >= EXPLAINED * growth->share)
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

/* As much of it is used as there is. */
#include "core/diagnosis/resource_private.h"

#include <math.h>

/* Of what is not memory so much is full. */
#define FULL 0.99

/* Which share of the limit of its time is used, by sample. */
static double *shares_of(const struct supply *supply, const struct ceiling *ceiling)
{
	double *shares = arena_many(supply->scratch, double, supply->count);

	for (size_t i = 0; i < supply->count; i++) {
		double share = supply->values[i] / ceiling->at_each[i];

		shares[i] = supply->amount->role == AMOUNT_FREE ? 1 - share : share;
	}
	return shares;
}

/* The first sample of the incident. */
static size_t first_during(const struct supply *supply)
{
	double from = (double)(supply->study->known->during.from - supply->end) /
		      (double)HOUR_MS;
	size_t i = 0;

	while (i < supply->count && supply->at[i] < from)
		i++;
	return i;
}

/* The first sample since which no two in a row were below. */
static size_t full_since(const double *shares, size_t count)
{
	size_t since = count, below = 0;

	for (size_t i = count; i > 0 && below < 2; i--) {
		bool is_below = shares[i - 1] < SATURATED;

		below = is_below ? below + 1 : 0;
		if (!is_below)
			since = i - 1;
	}
	return since;
}

static double mean_of(const double *shares, size_t count)
{
	double sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += shares[i];
	return sum / (double)count;
}

/* It was not so before; or there is no room at all, whatever it was before. But what does
 * not say that it is used may be all that a pool has opened: that must once have been
 * less. */
static bool is_news(const struct supply *supply, const double *now, size_t count,
		    const struct saturation *before)
{
	const struct amount *amount = supply->amount;
	bool is_plain = amount->role == AMOUNT_USED && !amount->says_used &&
			!amount->of_memory;

	if (is_plain && !(before->peak < FULL))
		return !before->saturated && !isnan(before->peak);
	if (!before->saturated)
		return true;
	return !amount->of_memory && mean_of(now, count) >= FULL;
}

bool saturation_is_known(const struct supply *supply, const struct ceiling *ceiling)
{
	size_t first = first_during(supply), length = supply->count - first;

	if (!(ceiling->value > 0) || length < RESOURCE_SAMPLES_MIN)
		return false;

	double *shares = shares_of(supply, ceiling);
	struct saturation before = saturation_of(shares, first, 1);

	return !saturation_of(shares + first, length, 1).saturated ||
	       is_news(supply, shares + first, length, &before);
}

/* Of what is free the values are what is left, and it ends at 0. */
static void fill_values(struct resource *resource, const struct supply *supply,
			const struct ceiling *ceiling, const double *shares, size_t first)
{
	bool is_free = supply->amount->role == AMOUNT_FREE;
	double before = first > 0 ? mean_of(shares, first) : (double)NAN;

	resource->finding.before = (is_free ? 1 - before : before) * ceiling->value;
	resource->finding.after = is_free ? supply->values[supply->count - 1]
					  : shares[supply->count - 1] * ceiling->value;
	resource->limit = is_free ? 0 : ceiling->value;
	resource->limit_name = is_free ? STR("") : ceiling->name;
}

bool saturated_look(const struct supply *supply, const struct ceiling *ceiling,
		    struct resource *ret_resource)
{
	const struct case_series *series = &supply->study->known->series[supply->series];
	size_t first = first_during(supply), length = supply->count - first;

	if (!saturation_is_known(supply, ceiling))
		return false;

	double *shares = shares_of(supply, ceiling);
	struct saturation now = saturation_of(shares + first, length, 1);
	size_t since = full_since(shares, supply->count);

	if (!now.saturated || since == supply->count)
		return false;
	*ret_resource = (struct resource){
		.kind = RESOURCE_SATURATED,
		.finding = {
			.entity = series->entity,
			.kind = FINDING_METRIC,
			.metric = supply->study->series_kind[supply->series],
			.strength = 2 * now.share,
			.subject = series->name,
			.unit = supply->amount->unit,
			.onset = supply->end +
				 (instant_ms)(supply->at[since] * (double)HOUR_MS),
		},
		.per_hour = (double)NAN,
		.per_hour_low = (double)NAN,
		.per_hour_high = (double)NAN,
		.factor = supply->amount->factor,
		.needed = needed_at_once(supply),
	};
	fill_values(ret_resource, supply, ceiling, shares, first);
	resource_say_saturated(supply->study->arena, ret_resource, supply, ceiling);
	return true;
}

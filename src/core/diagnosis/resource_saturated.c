/* As much of it is used as there is. */
#include "core/diagnosis/resource_private.h"

#include <math.h>

/* Of what is not memory so much is full, whatever it was before. */
#define FULL 0.99

/* How much is used, by sample. */
static double *used_of(const struct supply *supply, double limit)
{
	double *used = arena_many(supply->scratch, double, supply->count);

	for (size_t i = 0; i < supply->count; i++)
		used[i] = supply->amount->role == AMOUNT_FREE ? limit - supply->values[i]
							      : supply->values[i];
	return used;
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
static size_t full_since(const double *used, size_t count, double limit)
{
	size_t since = count, below = 0;

	for (size_t i = count; i > 0 && below < 2; i--) {
		bool is_below = used[i - 1] < SATURATED * limit;

		below = is_below ? below + 1 : 0;
		if (!is_below)
			since = i - 1;
	}
	return since;
}

static double mostly(const double *used, size_t count)
{
	double sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += used[i];
	return sum / (double)count;
}

bool saturated_look(const struct supply *supply, const struct ceiling *ceiling,
		    struct resource *ret_resource)
{
	const struct case_series *series = &supply->study->known->series[supply->series];
	size_t first = first_during(supply), length = supply->count - first;

	if (!(ceiling->value > 0) || length < RESOURCE_SAMPLES_MIN)
		return false;

	double *used = used_of(supply, ceiling->value);
	struct saturation before = saturation_of(used, first, ceiling->value);
	struct saturation now = saturation_of(used + first, length, ceiling->value);
	bool is_full = !supply->amount->of_memory &&
		       mostly(used + first, length) >= FULL * ceiling->value;
	size_t since = full_since(used, supply->count, ceiling->value);

	if (!now.saturated || since == supply->count || (before.saturated && !is_full))
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
			.before = first > 0 ? mostly(used, first) : (double)NAN,
			.after = used[supply->count - 1],
			.onset = supply->end +
				 (instant_ms)(supply->at[since] * (double)HOUR_MS),
		},
		.per_hour = (double)NAN,
		.per_hour_low = (double)NAN,
		.per_hour_high = (double)NAN,
		.limit = ceiling->value,
		.limit_name = ceiling->name,
	};
	resource_say(supply->study->arena, ret_resource, supply, NULL);
	return true;
}

/* Which series are of resources, which of them run out, and which are told. */
#include "core/diagnosis/resource_private.h"

#include "base/limits.h"
#include "base/scoped.h"

#include <math.h>
#include <stdlib.h>

const char *const resource_kind_names[] = {
	[RESOURCE_GROWS] = "grows",
	[RESOURCE_SATURATED] = "saturated",
	NULL,
};

struct sample {
	double at, value;
};

static int by_time(const void *left, const void *right)
{
	const struct sample *a = left, *b = right;

	return a->at < b->at ? -1 : a->at > b->at;
}

static void sort_samples(struct supply *supply)
{
	struct sample *samples = arena_many(supply->scratch, struct sample,
					    supply->count + 1);

	for (size_t i = 0; i < supply->count; i++)
		samples[i] = (struct sample){ supply->at[i], supply->values[i] };
	qsort(samples, supply->count, sizeof(*samples), by_time);
	for (size_t i = 0; i < supply->count; i++) {
		supply->at[i] = samples[i].at;
		supply->values[i] = samples[i].value;
	}
}

void supply_read(const struct case_series *series, bool is_by_time, double factor,
		 struct case_window window, struct supply *supply)
{
	size_t count = 0;

	supply->at = arena_many(supply->scratch, double, series->count + 1);
	supply->values = arena_many(supply->scratch, double, series->count + 1);
	supply->end = window.from;
	for (size_t i = 0; i < series->count; i++) {
		instant_ms at = series->at[i];

		if (at < window.from || at >= window.to ||
		    !isfinite(series->values[i] * factor))
			continue;
		supply->at[count] = (double)(at - window.to);
		supply->values[count++] = series->values[i] * factor;
		supply->end = at > supply->end ? at : supply->end;
	}
	supply->count = count;
	for (size_t i = 0; i < count; i++)
		supply->at[i] = (supply->at[i] + (double)(window.to - supply->end)) /
				(double)HOUR_MS;
	if (!is_by_time && count > 0)
		sort_samples(supply);
}

/* -- which limit -- */

/* A limit stands still during the incident; NaN for what moves or is not there. */
static double standing_value(const struct case_series *series, struct case_window during,
			     double factor)
{
	double low = INFINITY, high = -INFINITY;

	for (size_t i = 0; i < series->count; i++)
		if (series->at[i] >= during.from && series->at[i] < during.to &&
		    isfinite(series->values[i])) {
			low = fmin(low, series->values[i] * factor);
			high = fmax(high, series->values[i] * factor);
		}
	return low > 0 && low <= high && high - low <= 0.01 * high ? high : (double)NAN;
}

/* The limit may have been another one before: a pool that was made smaller. */
static double *limits_in_force(const struct supply *supply, size_t series, double factor)
{
	const struct study *study = supply->study;
	struct case_window window = { supply->end - RESOURCE_LOOK_MS, supply->end + 1 };
	struct supply limit = { .scratch = supply->scratch };
	double *values = arena_many(supply->scratch, double, supply->count), shift;
	size_t next = 0;

	supply_read(&study->known->series[series], study->series[series].by_time, factor,
		    window, &limit);
	shift = (double)(limit.end - supply->end) / (double)HOUR_MS;
	for (size_t i = 0; i < supply->count; i++) {
		while (next < limit.count && limit.at[next] + shift <= supply->at[i])
			next++;
		values[i] = limit.count == 0 ? (double)NAN
					     : limit.values[next > 0 ? next - 1 : 0];
	}
	return values;
}

static struct ceiling whole_of(const struct supply *supply)
{
	struct ceiling ceiling = {
		.value = supply->amount->whole,
		.at_each = arena_many(supply->scratch, double, supply->count),
	};

	for (size_t i = 0; i < supply->count; i++)
		ceiling.at_each[i] = ceiling.value;
	return ceiling;
}

struct ceiling ceiling_of(const struct supply *supply, const struct amount *amounts,
			  const size_t *limits, size_t limit_count)
{
	const struct study *study = supply->study;
	struct ceiling best = { .value = (double)NAN };
	size_t best_fit = 0, best_series = 0;

	if (!isnan(supply->amount->whole))
		return whole_of(supply);
	for (size_t i = 0; i < limit_count; i++) {
		const struct case_series *series = &study->known->series[limits[i]];
		const struct amount *limit = &amounts[study->series_family[limits[i]]];
		size_t fit;
		double value;

		fit = amount_fits(supply->amount, limit);
		if (fit == 0 || fit < best_fit)
			continue;
		value = standing_value(series, study->known->during, limit->factor);
		/* One that moves is not known, and no worse one stands in for it. */
		if (fit == best_fit && value != best.value)
			value = (double)NAN;
		best_fit = fit;
		best_series = limits[i];
		best = (struct ceiling){ .value = value, .name = series->name };
	}
	if (!isnan(best.value))
		best.at_each = limits_in_force(
			supply, best_series,
			amounts[study->series_family[best_series]].factor);
	return best;
}

/* -- the look -- */

struct look {
	const struct study *study;
	struct arena *scratch;
	const struct amount *amounts; /* by family */
	size_t *supplies, *limits;    /* series */
	size_t supply_count, limit_count;
	struct series_of_entity all, limiting;
	struct start *starts; /* by entity */
	size_t judged[RESOURCE_KINDS];
	struct {
		struct resource *items;
		size_t count, capacity;
	} found;
};

static void sort_out(struct look *look)
{
	const struct study *study = look->study;
	size_t count = study->known->series_count;
	struct amount *amounts = arena_many(study->arena, struct amount,
					    study->family_count + 1);
	bool *known = arena_many(study->arena, bool, study->family_count + 1);
	size_t *all = arena_many(study->arena, size_t, count + 1);

	look->supplies = arena_many(study->arena, size_t, count + 1);
	look->limits = arena_many(study->arena, size_t, count + 1);
	for (size_t i = 0; i < count; i++) {
		const struct case_series *series = &study->known->series[i];
		uint32_t family = study->series_family[i];

		if (!known[family])
			amounts[family] = amount_of(study->arena, series->name,
						    series->unit, study->series_kind[i]);
		known[family] = true;
		if (amounts[family].role == AMOUNT_LIMIT)
			look->limits[look->limit_count++] = i;
		else if (amounts[family].role != AMOUNT_NONE)
			look->supplies[look->supply_count++] = i;
	}
	look->amounts = amounts;
	look->limiting = series_of_entities(study, look->limits, look->limit_count);
	for (size_t i = 0; i < count; i++)
		all[i] = i;
	look->all = series_of_entities(study, all, count);
	look->starts = arena_many(study->arena, struct start, study->entity_count + 1);
}

/* A share that is beyond its whole, or a limit that is passed, is another thing; unless
 * it became less just now. */
static bool is_its_limit(const struct supply *supply, const struct ceiling *ceiling)
{
	size_t beyond = 0;

	for (size_t i = 0; ceiling->at_each && i < supply->count; i++)
		beyond += supply->values[i] > 1.05 * ceiling->at_each[i];
	return beyond * 20 <= supply->count;
}

/* What is available of something is no availability: it is memory, or a place. */
static enum metric_kind kind_of(const struct supply *supply)
{
	enum metric_kind kind = supply->study->series_kind[supply->series];

	if (kind != METRIC_AVAILABILITY)
		return kind;
	return supply->amount->of_memory ? METRIC_MEMORY : METRIC_SATURATION;
}

static void look_at_one(struct look *look, size_t series)
{
	const struct study *study = look->study;
	struct case_window during = study->known->during;
	struct resource resource = { 0 };
	struct supply supply = {
		.study = study,
		.series = series,
		.amount = &look->amounts[study->series_family[series]],
		.all = &look->all,
		.starts = look->starts,
		.scratch = look->scratch,
	};
	struct case_window window = { during.to - RESOURCE_LOOK_MS, during.to };
	/* All that is looked at, and each in several ways. */
	double chance = RESOURCE_CHANCE / (double)look->supply_count;

	arena_reset(look->scratch);
	supply_read(&study->known->series[series], study->series[series].by_time,
		    supply.amount->factor, window, &supply);
	if (supply.count == 0 || supply.end < during.from)
		return;

	size_t entity = study->series_entity[series];
	size_t limit = look->limiting.from[entity];
	struct ceiling ceiling = ceiling_of(&supply, look->amounts,
					    look->limiting.series + limit,
					    look->limiting.from[entity + 1] - limit);

	if (!is_its_limit(&supply, &ceiling))
		ceiling = (struct ceiling){ .value = (double)NAN };
	look->judged[RESOURCE_SATURATED] += saturation_is_known(&supply, &ceiling);
	if (saturated_look(&supply, &ceiling, &resource)) {
		look->judged[RESOURCE_GROWS] += growth_is_excluded(
			&supply, resource.finding.onset, chance);
	} else {
		look->judged[RESOURCE_GROWS] += growth_is_known(&supply);
		if (!growth_look(&supply, &ceiling, chance, &resource))
			return;
	}
	resource.finding.metric = kind_of(&supply);
	*list_add(study->arena, &look->found) = resource;
}

/* -- what is told -- */

static instant_ms urgency(const struct resource *resource)
{
	if (resource->kind == RESOURCE_SATURATED)
		return 0;
	return resource->full != 0 ? resource->full : INSTANT_MAX;
}

static int by_urgency(const void *left, const void *right)
{
	const struct resource *a = left, *b = right;
	int order;

	if (urgency(a) != urgency(b))
		return urgency(a) < urgency(b) ? -1 : 1;
	if (isnan(a->limit) != isnan(b->limit))
		return isnan(a->limit) ? 1 : -1;
	if (a->finding.strength != b->finding.strength)
		return a->finding.strength > b->finding.strength ? -1 : 1;
	order = str_compare(a->finding.entity, b->finding.entity);
	return order != 0 ? order : str_compare(a->finding.subject, b->finding.subject);
}

/* The memory of one entity is one story, however many series tell it. */
static bool is_told(const struct resource *told, size_t count,
		    const struct resource *resource)
{
	size_t of_same = 0;

	for (size_t i = 0; i < count; i++) {
		if (!str_equal(told[i].finding.entity, resource->finding.entity))
			continue;
		of_same++;
		if (told[i].finding.metric == METRIC_MEMORY &&
		    resource->finding.metric == METRIC_MEMORY)
			return true;
	}
	return of_same >= RESOURCES_PER_ENTITY_MAX;
}

static void tell(struct look *look, struct diagnosis *diagnosis)
{
	struct resource *told = arena_many(look->study->arena, struct resource,
					   RESOURCES_TOLD_MAX);
	size_t count = 0;

	if (look->found.count > 0)
		qsort(look->found.items, look->found.count, sizeof(*look->found.items),
		      by_urgency);
	for (size_t i = 0; i < look->found.count && count < RESOURCES_TOLD_MAX; i++) {
		if (!is_told(told, count, &look->found.items[i]))
			told[count++] = look->found.items[i];
	}
	diagnosis->resources = told;
	diagnosis->resource_count = count;
	for (size_t kind = 0; kind < RESOURCE_KINDS; kind++)
		diagnosis->judged[kind] = look->judged[kind];
}

void resources_look(const struct study *study, struct diagnosis *diagnosis)
{
	scoped_arena scratch = arena_new(DIAGNOSIS_BYTES_MAX);
	struct look look = { .study = study, .scratch = scratch };

	sort_out(&look);
	for (size_t i = 0; i < look.supply_count; i++)
		look_at_one(&look, look.supplies[i]);
	tell(&look, diagnosis);
}

/* Traces from before and since, as many of each slice of time: a store gives the newest
 * of the time asked for, which says nothing of how many there were. */
#include "app/investigation/live_beside_private.h"

enum {
	/* Of the half hour before and of the time since; five traces each. What is
	 * usual is learnt from the slices before, which takes five at least. */
	SLICES_BEFORE = 6,
	SLICES_DURING = 4,
	SLICES = SLICES_BEFORE + SLICES_DURING,
};
#define TRACES_PER_SLICE "5"

static struct case_window slice_of(struct case_window window, instant_ms nth,
				   instant_ms of)
{
	duration_ms length = window.to - window.from;

	return (struct case_window){ window.from + length * nth / of,
				     window.from + length * (nth + 1) / of };
}

/* Those since it began first: what was before is of no use without them. */
static struct case_window slice_at(const struct diagnosis_case *known, size_t nth)
{
	if (nth < SLICES_DURING)
		return slice_of(beside_during(known), (instant_ms)nth, SLICES_DURING);
	return slice_of(beside_before(known), (instant_ms)nth - SLICES_DURING,
			SLICES_BEFORE);
}

void spans_want(struct beside *beside, const struct live_source *source)
{
	for (size_t i = 0; i < SLICES; i++) {
		struct case_window slice = slice_at(&beside->outcome->known, i);
		const struct label arguments[] = {
			{ STR("url"), source->url },
			{ STR("service"), source->query },
			{ STR("tenant"), source->tenant },
			{ STR("from"), instant_format(beside->arena, slice.from) },
			{ STR("to"), instant_format(beside->arena, slice.to) },
			{ STR("traces"), STR(TRACES_PER_SLICE) },
		};

		beside_want(beside,
			    source->kind == LIVE_TEMPO ? "tempo_spans" : "jaeger_spans",
			    source->url, arguments,
			    sizeof(arguments) / sizeof(arguments[0]));
	}
}

/* In traces a service may have another name. */
static str entity_of(const struct live_plan *plan, str name)
{
	for (size_t i = 0; i < plan->traced.count; i++)
		if (str_equal(plan->traced.items[i].as, name))
			return plan->traced.items[i].service;
	return name;
}

/* A trace that another question found already is not taken twice. */
static size_t take_slice(struct beside *beside, const struct live_source *source,
			 const struct fetch *fetch)
{
	struct map *traces = beside->outcome->traces, *new = map_new(beside->arena);

	for (size_t i = 0; i < fetch->spans.count; i++) {
		struct case_span span = fetch->spans.items[i];

		if (map_get(traces, span.trace) && !map_get(new, span.trace))
			continue;
		if (!map_get(new, span.trace)) {
			map_put(traces, span.trace, (void *)(uintptr_t)source);
			map_put(new, span.trace, traces);
		}
		span.entity = entity_of(beside->plan, span.entity);
		*list_add(beside->arena, &beside->spans) = span;
	}
	return map_count(new);
}

/* The first from here on that was not answered; "to": all were. */
static size_t first_failed(const struct fetch *fetches, size_t from, size_t to)
{
	while (from < to && fetches[from].answered)
		from++;
	return from;
}

static bool has_answers(const struct fetch *fetches, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (fetches[i].answered)
			return true;
	return false;
}

static str why_of(struct beside *beside, const struct fetch *fetch)
{
	return arena_copy(beside->arena, str_of(fetch->error.text));
}

static void tell_rest(struct beside *beside, str what, const struct fetch *fetches)
{
	size_t failed = first_failed(fetches, SLICES_DURING, SLICES), lost = 0;
	bool is_cut = false;

	for (size_t i = 0; i < SLICES; i++) {
		lost += fetches[i].spans.lost;
		is_cut = is_cut || fetches[i].spans.is_cut;
	}
	if (failed < SLICES)
		beside_miss(beside, what,
			    arena_format(beside->arena, "a part of the time before: %s",
					 fetches[failed].error.text));
	if (lost > 0)
		beside_miss(beside, what,
			    arena_format(beside->arena, "%zu could not be got", lost));
	if (is_cut)
		beside_miss(beside, what, STR("there were more spans than are taken"));
}

const struct fetch *spans_take(struct beside *beside, const struct live_source *source,
			       const struct fetch *fetches)
{
	size_t failed = first_failed(fetches, 0, SLICES_DURING), counts[2] = { 0 };
	str what = arena_format(beside->arena, "traces of " STR_FMT,
				STR_ARG(source->entity));

	/* Of one side alone nothing can be said: the first of the time before it counts.
	 */
	if (failed == SLICES_DURING &&
	    has_answers(&fetches[SLICES_DURING], SLICES_BEFORE))
		failed = SLICES;
	if (failed < SLICES) {
		beside_tell(beside, source, what, false,
			    why_of(beside, &fetches[failed]));
		return &fetches[SLICES];
	}
	for (size_t i = 0; i < SLICES; i++)
		counts[i < SLICES_DURING] += take_slice(beside, source, &fetches[i]);
	beside_tell(beside, source, what, true,
		    arena_format(beside->arena,
				 "%zu of the half hour before and %zu since it began, "
				 "%s of each slice of time",
				 counts[0], counts[1], TRACES_PER_SLICE));
	tell_rest(beside, what, fetches);
	return &fetches[SLICES];
}

/* What traces mean. An error begins in a span that failed although none of those it
 * called did. A span's own time is what is left of it without the time in which one of
 * those it called was at work. */
#include "probes/spans.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { PLACES_MAX = 200, PLACES_SHOWN_MAX = 10, BODY_BYTES_MAX = 32 << 10 };

/* A service's operation in these traces. */
struct place {
	str service, operation, words;
	int64_t spans, own_us, begins;
};

struct view {
	const struct probe_call *call;
	struct trace_span *spans;
	size_t count;
	struct place places[PLACES_MAX];
	size_t place_count;
	int64_t traces, failed, own_us, slowest_us;
	str slowest;
};

/* -- who called whom -- */

static int compare_family(const struct trace_span *a, const struct trace_span *b)
{
	int traces = str_compare(a->trace, b->trace);

	return traces ? traces : str_compare(a->parent, b->parent);
}

static int by_family(const void *one, const void *other)
{
	const struct trace_span *a = one, *b = other;
	int family = compare_family(a, b);

	if (family)
		return family;
	if (a->start_us != b->start_us)
		return a->start_us < b->start_us ? -1 : 1;
	return str_compare(a->id, b->id);
}

/* The first of those that this span called; they lie beside each other by their start. */
static size_t first_child(const struct view *view, const struct trace_span *span)
{
	struct trace_span wanted = { .trace = span->trace, .parent = span->id };
	size_t low = 0, high = view->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_family(&view->spans[middle], &wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool is_child(const struct trace_span *child, const struct trace_span *span)
{
	return str_equal(child->trace, span->trace) && str_equal(child->parent, span->id);
}

/* Without the time of its children, of which several may be at work at once. */
static int64_t own_time(const struct view *view, const struct trace_span *span,
			bool *ret_child_failed)
{
	int64_t end_us = span->start_us + span->took_us, covered = span->start_us;
	int64_t own_us = span->took_us;

	*ret_child_failed = false;
	for (size_t i = first_child(view, span);
	     i < view->count && is_child(&view->spans[i], span); i++) {
		const struct trace_span *child = &view->spans[i];
		int64_t from = child->start_us > covered ? child->start_us : covered;
		int64_t to = child->start_us + child->took_us;

		/* Its own parent: nonsense, but no reason to lose its time. */
		if (child == span)
			continue;
		*ret_child_failed = *ret_child_failed || child->failed;
		to = to < end_us ? to : end_us;
		if (to > from) {
			own_us -= to - from;
			covered = to;
		}
	}
	return own_us > 0 ? own_us : 0;
}

/* -- by place -- */

static struct place *place_of(struct view *view, const struct trace_span *span)
{
	for (size_t i = 0; i < view->place_count; i++)
		if (str_equal(view->places[i].service, span->service) &&
		    str_equal(view->places[i].operation, span->operation))
			return &view->places[i];
	if (view->place_count == PLACES_MAX)
		return NULL;
	view->places[view->place_count] = (struct place){ .service = span->service,
							  .operation = span->operation };
	return &view->places[view->place_count++];
}

static void count_span(struct view *view, const struct trace_span *span)
{
	bool child_failed = false;
	int64_t own_us = own_time(view, span, &child_failed);
	struct place *place = place_of(view, span);

	view->own_us += own_us;
	if (!place)
		return;
	place->spans++;
	place->own_us += own_us;
	if (span->failed && !child_failed) {
		place->begins++;
		if (place->words.length == 0)
			place->words = span->words;
	}
}

static void count_traces(struct view *view)
{
	size_t from = 0;

	for (size_t i = 0; i < view->count; i++) {
		const struct trace_span *span = &view->spans[i];

		if (span->took_us > view->slowest_us) {
			view->slowest_us = span->took_us;
			view->slowest = span->trace;
		}
		if (i + 1 < view->count && str_equal(span->trace, span[1].trace))
			continue;
		view->traces++;
		for (bool failed = false; from <= i; from++) {
			view->failed += view->spans[from].failed && !failed;
			failed = failed || view->spans[from].failed;
		}
	}
}

/* -- telling -- */

static int by_own_time(const void *one, const void *other)
{
	const struct place *a = one, *b = other;

	if (a->own_us != b->own_us)
		return a->own_us > b->own_us ? -1 : 1;
	if (!str_equal(a->service, b->service))
		return str_compare(a->service, b->service);
	return str_compare(a->operation, b->operation);
}

static const struct place *origin_of(const struct view *view)
{
	const struct place *found = NULL;

	for (size_t i = 0; i < view->place_count; i++)
		if (view->places[i].begins > (found ? found->begins : 0))
			found = &view->places[i];
	return found;
}

static str seconds(const struct view *view, int64_t us)
{
	return quantity_format(view->call->arena, (double)us / 1e6, STR("seconds"));
}

static void add_number(const struct view *view, struct facts *facts, const char *name,
		       double number, const char *unit)
{
	probe_add_number(view->call, facts,
			 arena_format(view->call->arena, "traces.%s", name), number,
			 unit);
}

static double percent(const struct view *view, int64_t own_us)
{
	return view->own_us > 0 ? 100 * (double)own_us / (double)view->own_us : 0;
}

/* Whose they are, and whether that is the one whose traces were asked for. */
static void add_origin(const struct view *view, const struct place *origin,
		       struct facts *facts)
{
	str asked = probe_argument(view->call, "service");

	probe_add_text(view->call, facts, STR("traces.errors_begin_in"), origin->service);
	if (asked.length > 0)
		probe_add_text(view->call, facts, STR("traces.errors_begin"),
			       str_equal(asked, origin->service) ? STR("here")
								 : STR("elsewhere"));
}

static void add_facts(const struct view *view, const struct place *origin,
		      struct facts *facts)
{
	add_number(view, facts, "count", (double)view->traces, "traces");
	add_number(view, facts, "failed", (double)view->failed, "traces");
	add_number(view, facts, "slowest", (double)view->slowest_us / 1e6, "seconds");
	if (origin)
		add_origin(view, origin, facts);
	if (view->place_count == 0)
		return;
	probe_add_text(view->call, facts, STR("traces.own_time_of"),
		       view->places[0].service);
	add_number(view, facts, "own_time_percent", percent(view, view->places[0].own_us),
		   "percent");
}

static str meaning_of(const struct view *view, const struct trace_spans *spans,
		      const struct place *origin)
{
	struct text words = text_new(view->call->arena, 1200);

	text_addf(&words, "%lld traces, %lld of them with an error, the slowest " STR_FMT,
		  (long long)view->traces, (long long)view->failed,
		  STR_ARG(seconds(view, view->slowest_us)));
	if (origin)
		text_addf(&words,
			  "; errors begin in " STR_FMT " " STR_FMT " (%lld)%s" STR_FMT,
			  STR_ARG(origin->service), STR_ARG(origin->operation),
			  (long long)origin->begins, origin->words.length > 0 ? ": " : "",
			  STR_ARG(secrets_mask(view->call->arena, origin->words)));
	if (view->place_count > 0)
		text_addf(&words,
			  "; %.0f %% of the time is " STR_FMT " " STR_FMT "'s own",
			  percent(view, view->places[0].own_us),
			  STR_ARG(view->places[0].service),
			  STR_ARG(view->places[0].operation));
	if (spans->lost > 0)
		text_addf(&words,
			  "; %zu traces more were found and could not be got: " STR_FMT,
			  spans->lost, STR_ARG(spans->lost_why));
	if (spans->faults > 0)
		text_addf(&words, "; %zu spans that cannot be read are left out",
			  spans->faults);
	return text_of(&words);
}

static str body_of(const struct view *view, const struct trace_spans *spans)
{
	struct text body = text_new(view->call->arena, BODY_BYTES_MAX);

	for (size_t i = 0; i < view->place_count && i < PLACES_SHOWN_MAX; i++) {
		const struct place *place = &view->places[i];

		text_addf(&body,
			  STR_FMT " " STR_FMT ": %lld spans, own time " STR_FMT
				  " (%.0f %%), errors begin here %lld times\n",
			  STR_ARG(place->service), STR_ARG(place->operation),
			  (long long)place->spans, STR_ARG(seconds(view, place->own_us)),
			  percent(view, place->own_us), (long long)place->begins);
	}
	text_addf(&body, "slowest trace: " STR_FMT "\n", STR_ARG(view->slowest));
	if (spans->is_cut)
		text_addf(&body, "there were more spans than %d\n", (int)SPANS_MAX);
	return text_of(&body);
}

void spans_tell(const struct probe_call *call, struct trace_spans *spans,
		struct probe_finding *finding)
{
	struct view *view = arena_one(call->arena, struct view);
	const struct place *origin;

	*view = (struct view){ .call = call,
			       .spans = spans->items,
			       .count = spans->count };
	finding->has_data = spans->count > 0;
	if (spans->count == 0) {
		finding->meaning = spans->faults > 0 ? STR("its spans cannot be read")
						     : STR("no such traces in that time");
		return;
	}
	if (spans->count > 1)
		qsort(spans->items, spans->count, sizeof(*spans->items), by_family);
	for (size_t i = 0; i < view->count; i++)
		count_span(view, &view->spans[i]);
	count_traces(view);
	if (view->place_count > 1)
		qsort(view->places, view->place_count, sizeof(*view->places),
		      by_own_time);
	origin = origin_of(view);
	add_facts(view, origin, &finding->facts);
	finding->meaning = meaning_of(view, spans, origin);
	finding->body = body_of(view, spans);
}

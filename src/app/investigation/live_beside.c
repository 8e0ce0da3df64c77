#include "app/investigation/live_beside_private.h"
#include "app/investigation/live_quiet.h"

#include "base/limits.h"

#include <string.h>

void live_heard(const struct fetching *fetching, const struct fetch *fetches,
		size_t count, struct live_outcome *outcome)
{
	for (size_t i = 0; i < count; i++) {
		bool is_known = !fetches[i].answered;

		for (size_t k = 0; k < outcome->heard.count && !is_known; k++)
			is_known = str_equal(outcome->heard.items[k], fetches[i].url);
		if (!is_known)
			*list_add(fetching->arena, &outcome->heard) = fetches[i].url;
	}
}

/* What is known of the time around the onset: so long before, and so long since. */
struct case_window beside_before(const struct diagnosis_case *known)
{
	struct case_window window = { known->during.from - DIAGNOSE_AROUND_MS,
				      known->during.from };

	if (window.from < known->before.from)
		window.from = known->before.from;
	return window;
}

struct case_window beside_during(const struct diagnosis_case *known)
{
	struct case_window window = known->during;

	if (window.to > window.from + DIAGNOSE_AROUND_MS)
		window.to = window.from + DIAGNOSE_AROUND_MS;
	return window;
}

void beside_tell(struct beside *beside, const struct live_source *source, str what,
		 bool answered, str says)
{
	struct live_outcome *outcome = beside->outcome;

	*list_add(beside->arena, &outcome->beside) = (struct live_inquiry){
		.source = source, .what = what, .says = says, .answered = answered
	};
	if (!answered)
		beside_miss(beside, what, says);
}

void beside_miss(struct beside *beside, str what, str why)
{
	*list_add(beside->arena, &beside->outcome->missing) = arena_format(
		beside->arena, STR_FMT ": " STR_FMT, STR_ARG(what), STR_ARG(why));
}

void beside_want(struct beside *beside, const char *probe, str url,
		 const struct label *arguments, size_t count)
{
	struct label *kept = arena_many(beside->arena, struct label, count);

	memcpy(kept, arguments, count * sizeof(*arguments));
	*list_add(beside->arena, &beside->fetches) = (struct fetch){
		.probe = probe, .url = url, .arguments = kept, .argument_count = count
	};
}

/* -- log lines: two questions each, before and since -- */

static void want_lines(struct beside *beside, const struct live_source *source,
		       struct case_window window, const char *nearest)
{
	const struct label arguments[] = {
		{ STR("url"), source->url },
		{ STR("query"), source->query },
		{ STR("tenant"), source->tenant },
		{ STR("entity"), source->entity },
		{ STR("from"), instant_format(beside->arena, window.from) },
		{ STR("to"), instant_format(beside->arena, window.to) },
		{ STR("nearest"), str_of(nearest) },
	};

	beside_want(beside, "loki_lines", source->url, arguments,
		    sizeof(arguments) / sizeof(arguments[0]));
}

static str lines_text(struct beside *beside, const struct found_lines *before,
		      const struct found_lines *during)
{
	return arena_format(
		beside->arena, "%zu lines since " STR_FMT " UTC%s, %zu since it began%s",
		before->count,
		STR_ARG(instant_format_time(beside->arena, before->window.from)),
		before->is_cut ? ", the newest of more" : "", during->count,
		during->is_cut ? ", the oldest of more" : "");
}

static void add_lines(struct beside *beside, const struct live_source *source,
		      const struct found_lines *found)
{
	*list_add(beside->arena,
		  &beside->covered) = (struct case_coverage){ source->entity,
							      found->window };
	for (size_t i = 0; i < found->count; i++)
		*list_add(beside->arena, &beside->lines) = found->items[i];
}

/* Of one side alone nothing can be said: what is not known of the other would look like
 * silence. */
static void take_lines(struct beside *beside, const struct live_source *source,
		       const struct fetch *before, const struct fetch *during)
{
	const struct fetch *failed = before->answered ? during : before;
	str what = arena_format(beside->arena, "log lines of " STR_FMT,
				STR_ARG(source->entity));

	if (!before->answered || !during->answered) {
		beside_tell(beside, source, what, false,
			    arena_copy(beside->arena, str_of(failed->error.text)));
		return;
	}
	add_lines(beside, source, &before->lines);
	add_lines(beside, source, &during->lines);
	beside_tell(beside, source, what, true,
		    lines_text(beside, &before->lines, &during->lines));
}

/* -- all of it -- */

static void want_all(struct beside *beside)
{
	const struct diagnosis_case *known = &beside->outcome->known;

	for (size_t i = 0; i < beside->plan->source_count; i++) {
		const struct live_source *source = &beside->plan->sources[i];

		if (source->kind != LIVE_LOKI) {
			spans_want(beside, source);
			continue;
		}
		want_lines(beside, source, beside_before(known), "to");
		want_lines(beside, source, beside_during(known), "from");
	}
}

static void take_all(struct beside *beside)
{
	const struct fetch *fetch = beside->fetches.items;

	for (size_t i = 0; i < beside->plan->source_count; i++) {
		const struct live_source *source = &beside->plan->sources[i];

		if (source->kind != LIVE_LOKI) {
			fetch = spans_take(beside, source, fetch);
			continue;
		}
		take_lines(beside, source, &fetch[0], &fetch[1]);
		fetch += 2;
	}
}

void live_ask_beside(struct fetching *fetching, const struct live_plan *plan,
		     struct live_outcome *outcome)
{
	struct beside beside = { .fetching = fetching,
				 .arena = fetching->arena,
				 .plan = plan,
				 .outcome = outcome };
	struct diagnosis_case *known = &outcome->known;
	size_t first_quiet;

	outcome->traces = map_new(beside.arena);
	want_all(&beside);
	first_quiet = beside.fetches.count;
	quiet_want(&beside);
	fetch_all(fetching, beside.fetches.items, beside.fetches.count);
	live_heard(fetching, beside.fetches.items, beside.fetches.count, outcome);
	take_all(&beside);
	if (plan->quiet_count * plan->question_count > 0)
		quiet_take(&beside, &beside.fetches.items[first_quiet]);
	known->lines = beside.lines.items;
	known->line_count = beside.lines.count;
	known->covered = beside.covered.items;
	known->covered_count = beside.covered.count;
	known->spans = beside.spans.items;
	known->span_count = beside.spans.count;
	known->spans_are_sampled = true;
}

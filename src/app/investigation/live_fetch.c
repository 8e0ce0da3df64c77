#include "app/investigation/live_fetch.h"

#include "app/app.h"
#include "app/investigation/rest.h"
#include "base/limits.h"
#include "base/scoped.h"

#include <string.h>

enum {
	/* One answer, its tree, and what is read of it; a tripwire. */
	ASK_BYTES_MAX = 512 << 20,
	/* Systems that are asked at the same time. */
	ASKERS_MAX = 6,
	/* Of a trace and of a span; in hexadecimal digits they have 32 and 16. */
	SPAN_ID_BYTES_MAX = 64,
	/* More than LINED_SERVICES_MAX give, when each keeps to the limit asked for. */
	FETCHED_LINES_MAX = 100000,
};

/* What the askers share, under the lock. */
struct round {
	struct fetching *fetching;
	struct fetch *fetches;
	size_t count;
	str *urls;
	size_t url_count;
	struct lock lock;
};

/* -- what is found outlives its answer -- */

static void keep_one_series(struct fetching *fetching, const struct case_series *found,
			    struct found_series *kept)
{
	struct arena *arena = fetching->arena;
	instant_ms *at = arena_many(arena, instant_ms, found->count + 1);
	double *values = arena_many(arena, double, found->count + 1);

	if (found->count > 0) {
		memcpy(at, found->at, found->count * sizeof(*at));
		memcpy(values, found->values, found->count * sizeof(*values));
	}
	fetching->samples += found->count;
	*list_add(arena, kept) = (struct case_series){
		.entity = arena_copy(arena, found->entity),
		.name = arena_copy(arena, found->name),
		.unit = arena_copy(arena, found->unit),
		.at = at,
		.values = values,
		.count = found->count
	};
}

static void keep_series(struct fetching *fetching, const struct found_series *found,
			struct found_series *kept)
{
	size_t i = 0;

	for (; i < found->count; i++) {
		if (fetching->samples + found->items[i].count > FETCHED_SAMPLES_MAX)
			break;
		keep_one_series(fetching, &found->items[i], kept);
	}
	kept->left_out = found->left_out + found->count - i;
}

/* All or none: a line that is left out would look like silence. */
static bool keep_lines(struct fetching *fetching, const struct found_lines *found,
		       struct found_lines *kept, struct error *error)
{
	struct arena *arena = fetching->arena;

	if (fetching->lines + found->count > FETCHED_LINES_MAX)
		return error_set(error, ERROR_TOO_LARGE,
				 "%zu lines, and %zu before them: more than the %d that "
				 "are taken",
				 found->count, fetching->lines, (int)FETCHED_LINES_MAX);
	kept->window = found->window;
	kept->is_cut = found->is_cut;
	for (size_t i = 0; i < found->count; i++) {
		const struct case_line *line = &found->items[i];

		*list_add(arena, kept) = (struct case_line){
			.entity = arena_copy(arena, line->entity),
			.text = arena_copy(arena,
					   str_clip(line->text, FETCHED_LINE_BYTES_MAX)),
			.at = line->at,
		};
	}
	fetching->lines += found->count;
	return true;
}

static str copy_clipped(struct arena *arena, str s, size_t most)
{
	return arena_copy(arena, str_clip(s, most));
}

static void keep_spans(struct fetching *fetching, const struct found_spans *found,
		       struct found_spans *kept)
{
	struct arena *arena = fetching->arena;

	kept->lost = found->lost;
	kept->is_cut = found->is_cut ||
		       fetching->spans + found->count > FETCHED_SPANS_MAX;
	if (fetching->spans + found->count > FETCHED_SPANS_MAX)
		return;
	kept->trace_count = found->trace_count;
	for (size_t i = 0; i < found->count; i++) {
		struct case_span span = found->items[i];

		span.trace = copy_clipped(arena, span.trace, SPAN_ID_BYTES_MAX);
		span.id = copy_clipped(arena, span.id, SPAN_ID_BYTES_MAX);
		span.parent = copy_clipped(arena, span.parent, SPAN_ID_BYTES_MAX);
		span.entity = copy_clipped(arena, span.entity, DIAGNOSE_NAME_BYTES_MAX);
		span.operation = copy_clipped(arena, span.operation,
					      DIAGNOSE_NAME_BYTES_MAX);
		*list_add(arena, kept) = span;
	}
	fetching->spans += found->count;
}

static bool keep(struct round *round, struct fetch *fetch,
		 const struct probe_finding *finding)
{
	scoped_lock(held, &round->lock);

	if (!keep_lines(round->fetching, &finding->lines, &fetch->lines, &fetch->error))
		return false;
	keep_series(round->fetching, &finding->series, &fetch->series);
	keep_spans(round->fetching, &finding->spans, &fetch->spans);
	return true;
}

/* -- who does not answer -- */

static const struct unheard *unheard_of(struct round *round, str url)
{
	scoped_lock(held, &round->lock);

	for (size_t i = 0; i < round->fetching->unheard.count; i++)
		if (str_equal(round->fetching->unheard.items[i].url, url))
			return &round->fetching->unheard.items[i];
	return NULL;
}

/* That a question is wrong says nothing of whom it was put to. */
static void judge(struct round *round, const struct fetch *fetch)
{
	struct arena *arena = round->fetching->arena;

	if (fetch->answered || !fetch->was_asked || fetch->error.kind == ERROR_INVALID ||
	    fetch->error.kind == ERROR_TOO_LARGE)
		return;
	scoped_lock(held, &round->lock);
	*list_add(arena, &round->fetching->unheard) = (struct unheard){
		.url = fetch->url,
		.why = arena_copy(arena, str_of(fetch->error.text)),
		.was_asked = true,
		.needs_rest = rest_is_needed(fetch->error.kind),
	};
}

/* -- asking -- */

static bool is_worth_it(struct round *round, const struct fetch *fetch, int64_t left_ms,
			struct error *error)
{
	const struct unheard *unheard = unheard_of(round, fetch->url);

	if (unheard)
		return error_set(
			error, ERROR_UNAVAILABLE,
			unheard->was_asked
				? "not asked, since it did not answer"
				: "not asked, since it did not answer others: " STR_FMT,
			STR_ARG(unheard->why));
	if (left_ms <= 0)
		return error_set(error, ERROR_TIMEOUT, "there was no time left for it");
	return true;
}

static void ask_one(struct round *round, struct arena *scratch, struct fetch *fetch)
{
	const struct fetching *fetching = round->fetching;
	const struct probe *probe = ports_probe(fetching->app->ports,
						str_of(fetch->probe));
	int64_t left_ms = (fetching->end_us - clock_monotonic_us()) / 1000;
	struct probe_finding finding = { 0 };
	struct probe_call call = { .arena = scratch,
				   .config = fetching->config,
				   .arguments = fetch->arguments,
				   .argument_count = fetch->argument_count,
				   .now = fetching->now,
				   .wait_ms = left_ms < PROBE_MS_MAX ? left_ms
								     : PROBE_MS_MAX };

	if (!probe) {
		error_set(&fetch->error, ERROR_INTERNAL, "there is no probe %s",
			  fetch->probe);
		return;
	}
	if (!is_worth_it(round, fetch, left_ms, &fetch->error))
		return;
	fetch->was_asked = true;
	fetch->answered = probe->ask(&call, &finding, &fetch->error);
	if (fetch->answered)
		fetch->answered = keep(round, fetch, &finding);
	judge(round, fetch);
}

/* What is asked of one system is asked one after the other. */
static void ask_system(void *context, size_t which)
{
	struct round *round = context;
	scoped_arena scratch = arena_new(ASK_BYTES_MAX);

	for (size_t i = 0; i < round->count; i++) {
		if (!str_equal(round->fetches[i].url, round->urls[which]))
			continue;
		arena_reset(scratch);
		ask_one(round, scratch, &round->fetches[i]);
	}
}

static void find_urls(struct round *round)
{
	round->urls = arena_many(round->fetching->arena, str, round->count + 1);
	for (size_t i = 0; i < round->count; i++) {
		bool is_known = false;

		for (size_t u = 0; u < round->url_count && !is_known; u++)
			is_known = str_equal(round->urls[u], round->fetches[i].url);
		if (!is_known)
			round->urls[round->url_count++] = round->fetches[i].url;
	}
}

void fetch_all(struct fetching *fetching, struct fetch *fetches, size_t count)
{
	struct round round = { .fetching = fetching, .fetches = fetches, .count = count };
	size_t askers = fetching->app->single_threaded ? 1 : ASKERS_MAX;

	lock_init(&round.lock);
	find_urls(&round);
	threads_share("asker", askers, round.url_count, ask_system, &round);
	lock_destroy(&round.lock);
}

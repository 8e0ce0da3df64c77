#include "app/investigation/live_proof.h"

#include "core/diagnosis/error_words.h"
#include "core/evidence/evidence.h"
#include "stats/templates.h"

#include <string.h>

enum {
	/* Enough to know them by. */
	LINES_SHOWN_MAX = 3,
	LINE_SHOWN_BYTES_MAX = 300,
	TRACES_SHOWN_MAX = 3, /* the longest */
	/* A shorter piece of a template is in other lines, too. */
	PIECE_BYTES_MIN = 4,
	CHART_STEPS = 60,
};

static const struct live_source *source_of(const struct live_outcome *outcome, str entity)
{
	for (size_t i = 0; i < outcome->beside.count; i++) {
		const struct live_source *source = outcome->beside.items[i].source;

		if (source && source->kind == LIVE_LOKI &&
		    str_equal(source->entity, entity))
			return source;
	}
	return NULL;
}

/* -- log lines -- */

static bool is_of(const struct finding *finding, const struct case_line *line)
{
	if (!str_equal(line->entity, finding->entity))
		return false;
	if (finding->kind == FINDING_LINES_OF_ERRORS)
		return line_speaks_of_error(line->text);
	return str_contains(line->text, finding->subject) ||
	       template_fits(finding->subject, line->text);
}

/* What vanished is shown as it was before. */
static bool is_at_its_time(const struct live_outcome *outcome,
			   const struct finding *finding, const struct case_line *line)
{
	bool is_before = line->at < outcome->known.during.from;

	return is_before == (finding->kind == FINDING_LINES_VANISHED);
}

static size_t put_lines(struct arena *arena, const struct live_outcome *outcome,
			const struct finding *finding, struct tree *tree, str *ret_first)
{
	struct tree *list = tree_list(arena);
	size_t count = 0;

	for (size_t i = 0; i < outcome->known.line_count && count < LINES_SHOWN_MAX;
	     i++) {
		const struct case_line *line = &outcome->known.lines[i];

		if (!is_of(finding, line) || !is_at_its_time(outcome, finding, line))
			continue;
		if (count++ == 0)
			*ret_first = line->text;
		tree_add(
			arena, list,
			tree_text(arena,
				  arena_format(arena, STR_FMT " " STR_FMT,
					       STR_ARG(instant_format(arena, line->at)),
					       STR_ARG(str_clip(line->text,
								LINE_SHOWN_BYTES_MAX)))));
	}
	tree_put(arena, tree, "lines", list);
	return count;
}

/* The longest piece of a template that stands in its lines as it is. */
static str piece_of(str template, str line)
{
	static const str any = STR_INIT("<*>");
	str longest = STR("");

	while (template.length > 0) {
		const char *gap = memmem(template.bytes, template.length, any.bytes,
					 any.length);
		size_t length = gap ? (size_t)(gap - template.bytes) : template.length;
		str piece = str_trim(str_slice(template, 0, length));

		if (piece.length > longest.length && str_contains(line, piece) &&
		    !str_contains(piece, STR("`")))
			longest = piece;
		template = gap ? str_slice(template, length + any.length, template.length)
			       : STR("");
	}
	return longest;
}

/* A word that we put before a line is not in it. */
static str without_level(str line)
{
	if (str_starts_with(line, STR("ERROR ")))
		return str_slice(line, sizeof("ERROR ") - 1, line.length);
	return line;
}

static str query_of(struct arena *arena, const struct live_source *source,
		    const struct finding *finding, str line)
{
	str piece;

	if (finding->kind == FINDING_LINES_OF_ERRORS)
		return arena_format(arena, STR_FMT " |~ `" ERROR_WORDS_REGEX "`",
				    STR_ARG(source->query));
	piece = without_level(piece_of(finding->subject, line));
	if (piece.length < PIECE_BYTES_MIN)
		return source->query;
	return arena_format(arena, STR_FMT " |= `" STR_FMT "`", STR_ARG(source->query),
			    STR_ARG(piece));
}

/* From the first line that is known of it on: before that nothing is known. */
static instant_ms known_since(const struct live_outcome *outcome, str entity)
{
	instant_ms since = outcome->known.during.to;

	for (size_t i = 0; i < outcome->known.line_count; i++) {
		const struct case_line *line = &outcome->known.lines[i];

		if (line->at > 0 && line->at < since && str_equal(line->entity, entity))
			since = line->at;
	}
	return since;
}

/* How many there were in a minute, in steps of time. */
static void put_chart(struct arena *arena, const struct live_outcome *outcome,
		      const struct finding *finding, struct tree *tree)
{
	instant_ms from = known_since(outcome, finding->entity);
	duration_ms length = outcome->known.during.to - from;
	struct tree *chart = tree_map(arena), *at = tree_list(arena),
		    *values = tree_list(arena);
	double counts[CHART_STEPS] = { 0 };

	if (length < CHART_STEPS * SECOND_MS)
		return;
	for (size_t i = 0; i < outcome->known.line_count; i++) {
		const struct case_line *line = &outcome->known.lines[i];

		if (line->at >= from && line->at < from + length && is_of(finding, line))
			counts[(line->at - from) * CHART_STEPS / length]++;
	}
	for (int i = 0; i < CHART_STEPS; i++) {
		tree_add(arena, at,
			 tree_int(arena, (from + length * i / CHART_STEPS) / SECOND_MS));
		tree_add(arena, values,
			 tree_real(arena, counts[i] * CHART_STEPS * (double)MINUTE_MS /
						  (double)length));
	}
	tree_put(arena, chart, "at", at);
	tree_put(arena, chart, "values", values);
	tree_put_text(arena, chart, "unit", STR("lines/min"));
	tree_put(arena, tree, "chart", chart);
}

static void prove_lines(struct arena *arena, const struct live_outcome *outcome,
			const struct finding *finding, struct tree *tree)
{
	const struct live_source *source = source_of(outcome, finding->entity);
	str first = STR("");

	if (!source)
		return;
	put_lines(arena, outcome, finding, tree, &first);
	put_chart(arena, outcome, finding, tree);
	tree_put_text(arena, tree, "query", query_of(arena, source, finding, first));
	tree_put_text(arena, tree, "asked", secrets_mask(arena, source->url));
}

/* -- traces -- */

struct example {
	str trace;
	int64_t took_us;
};

/* Whether a span shows what the finding says. Of calls that stopped those are shown that
 * should have made them. */
static bool shows(const struct finding *finding, const struct case_span *span)
{
	bool of_operation = finding->kind == FINDING_CALL_ERRORS ||
			    finding->kind == FINDING_OPERATION_SLOW;

	return str_equal(span->entity, finding->entity) &&
	       (!of_operation || str_equal(span->operation, finding->subject)) &&
	       (finding->kind != FINDING_CALL_ERRORS || span->failed);
}

static void keep_longest(struct example *examples, size_t *count,
			 const struct case_span *span)
{
	size_t shortest = 0;

	for (size_t i = 0; i < *count; i++) {
		if (str_equal(examples[i].trace, span->trace)) {
			if (span->took_us > examples[i].took_us)
				examples[i].took_us = span->took_us;
			return;
		}
		if (examples[i].took_us < examples[shortest].took_us)
			shortest = i;
	}
	if (*count < TRACES_SHOWN_MAX)
		shortest = (*count)++;
	else if (examples[shortest].took_us >= span->took_us)
		return;
	examples[shortest] = (struct example){ span->trace, span->took_us };
}

/* Where it can be looked at: Jaeger's page of it, Tempo's answer. */
static str address_of(struct arena *arena, const struct live_source *source, str trace)
{
	str url = secrets_mask(arena, source->url);

	while (str_ends_with(url, STR("/")))
		url = str_slice(url, 0, url.length - 1);
	return arena_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(url),
			    source->kind == LIVE_TEMPO ? "/api/v2/traces/" : "/trace/",
			    STR_ARG(trace));
}

static void prove_calls(struct arena *arena, const struct live_outcome *outcome,
			const struct finding *finding, struct tree *tree)
{
	struct example examples[TRACES_SHOWN_MAX] = { 0 };
	struct tree *list = tree_list(arena);
	size_t count = 0;

	for (size_t i = 0; i < outcome->known.span_count; i++) {
		const struct case_span *span = &outcome->known.spans[i];

		if (span->start_us / 1000 >= outcome->known.during.from &&
		    shows(finding, span))
			keep_longest(examples, &count, span);
	}
	for (size_t i = 0; i < count; i++) {
		const struct live_source *source = map_get(outcome->traces,
							   examples[i].trace);

		if (source)
			tree_add(arena, list,
				 tree_text(arena,
					   address_of(arena, source, examples[i].trace)));
	}
	tree_put(arena, tree, "traces", list);
}

/* -- of whatever kind -- */

static void prove_series(struct arena *arena, const struct live_outcome *outcome,
			 const struct finding *finding, struct tree *tree)
{
	for (size_t i = 0; i < outcome->known.series_count; i++) {
		const struct case_series *series = &outcome->known.series[i];

		if (!str_equal(series->entity, finding->entity) ||
		    !str_equal(series->name, finding->subject))
			continue;
		tree_put_text(arena, tree, "query", outcome->asked[i].by->query);
		tree_put_text(arena, tree, "asked",
			      secrets_mask(arena, outcome->asked[i].by->url));
		return;
	}
}

void live_proof(struct arena *arena, const struct live_outcome *outcome,
		const struct finding *finding, struct tree *tree)
{
	switch (finding->kind) {
	case FINDING_METRIC: prove_series(arena, outcome, finding, tree); return;
	case FINDING_LINES_NEW:
	case FINDING_LINES_VANISHED:
	case FINDING_LINES_OF_ERRORS: prove_lines(arena, outcome, finding, tree); return;
	case FINDING_CALL_GAP:
	case FINDING_CALL_ERRORS:
	case FINDING_OPERATION_SLOW:
	case FINDING_CALLS_STOPPED: prove_calls(arena, outcome, finding, tree); return;
	case FINDING_KINDS: return;
	}
}

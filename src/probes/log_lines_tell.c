/* What lines mean: each kind of them is counted before and since the onset, and the
 * counts are compared over the time that was looked at, so that a side which was cut does
 * not look like silence. */
#include "probes/log_lines.h"

#include "base/text.h"
#include "stats/poisson.h"
#include "stats/templates.h"

#include <math.h>
#include <stdlib.h>

enum {
	BODY_BYTES_MAX = 128 << 10,
	MEANING_BYTES_MAX = 1200,
	SHOWN_MAX = 10, /* kinds of each sort */
	SAID_MAX = 3,
	KIND_BYTES_MAX = 200,
	EXAMPLE_BYTES_MAX = 500,
};

/* By chance once in a thousand; of a line that speaks of an error once in twenty is
 * enough, since there is one reader and a hundred kinds of lines (see poisson.h). */
static const double llr_high = 5.41, llr_of_errors = 1.92;

enum sort { SORT_NEW, SORT_SURGED, SORT_VANISHED, SORTS };
static const char *const sort_names[SORTS] = { "new", "more often", "vanished" };

struct kind {
	str text, example;
	size_t before, during;
	bool is_error;
	double llr;
};

struct view {
	const struct probe_call *call;
	struct log_window window; /* of what was really looked at */
	instant_ms since;         /* the onset, or of a tail where it begins */
	str *texts;
	const struct timed_line **lines;
	bool *is_during;
	size_t count, before, during, errors_before, errors_during;
	struct kind *kinds;
	size_t kind_count;
};

/* -- errors by their words -- */

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool word_is(str line, size_t at, str word)
{
	if (at + word.length > line.length ||
	    (at + word.length < line.length && is_letter(line.bytes[at + word.length])))
		return false;
	for (size_t i = 0; i < word.length; i++)
		if ((line.bytes[at + i] | 0x20) != word.bytes[i])
			return false;
	return true;
}

static bool speaks_of_error(str line)
{
	static const str words[] = { STR_INIT("error"),     STR_INIT("errors"),
				     STR_INIT("fatal"),     STR_INIT("panic"),
				     STR_INIT("exception"), STR_INIT("critical"),
				     STR_INIT("failed"),    STR_INIT("failure"),
				     STR_INIT("refused"),   STR_INIT("timeout"),
				     STR_INIT("killed"),    STR_INIT("traceback") };

	for (size_t i = 0; i < line.length; i++) {
		/* A word within a name counts where a capital begins it:
		 * "NullPointerException". */
		if (!is_letter(line.bytes[i]) ||
		    (i > 0 && is_letter(line.bytes[i - 1]) && line.bytes[i] >= 'a'))
			continue;
		for (size_t w = 0; w < sizeof(words) / sizeof(words[0]); w++)
			if (word_is(line, i, words[w]))
				return true;
	}
	return false;
}

/* -- counting -- */

/* To what was looked at. A file whose end does not reach back to the onset has nothing
 * before it, and of what came since only the last. */
static void narrow(struct view *view, const struct log_lines *lines)
{
	struct log_window *window = &view->window;
	instant_ms oldest = window->onset, newest = window->onset, first = window->to;

	for (size_t i = 0; i < lines->count; i++) {
		instant_ms at = lines->items[i].at;

		if (at < window->from || at > window->to)
			continue;
		oldest = at < oldest ? at : oldest;
		newest = at > newest ? at : newest;
		if (at >= window->onset && at < first)
			first = at;
	}
	view->since = window->onset;
	if (lines->during_is_tail || (lines->before_is_cut && oldest == window->onset))
		view->since = first;
	else if (lines->during_is_cut)
		window->to = newest;
	if (lines->before_is_cut)
		window->from = oldest;
}

static void take_lines(struct view *view, const struct log_lines *lines)
{
	struct arena *arena = view->call->arena;

	view->texts = arena_many(arena, str, lines->count + 1);
	view->lines = arena_many(arena, const struct timed_line *, lines->count + 1);
	view->is_during = arena_many(arena, bool, lines->count + 1);
	for (size_t i = 0; i < lines->count; i++) {
		const struct timed_line *line = &lines->items[i];

		if (line->at < view->window.from || line->at > view->window.to)
			continue;
		view->texts[view->count] = line->text;
		view->lines[view->count] = line;
		view->is_during[view->count++] = line->at >= view->window.onset;
	}
}

static void count_line(struct view *view, size_t nth, struct kind *kind)
{
	bool during = view->is_during[nth];
	const struct timed_line *line = view->lines[nth];
	bool is_error = line->is_error || speaks_of_error(line->text);

	*(during ? &view->during : &view->before) += 1;
	*(during ? &view->errors_during : &view->errors_before) += is_error;
	if (!kind)
		return;
	*(during ? &kind->during : &kind->before) += 1;
	kind->is_error = kind->is_error || is_error;
	kind->example = line->raw.length > 0 ? line->raw : line->text;
}

static void count_kinds(struct view *view)
{
	struct arena *arena = view->call->arena;
	double before_s = (double)(view->window.onset - view->window.from) / 1000;
	double during_s = (double)(view->window.to - view->since) / 1000;
	struct templates templates;
	const uint32_t *of_line;

	templates_of(arena, view->texts, view->count, &templates, &of_line);
	view->kind_count = templates.count;
	view->kinds = arena_many(arena, struct kind, templates.count + 1);
	for (size_t i = 0; i < view->count; i++)
		count_line(view, i,
			   of_line[i] == TEMPLATE_NONE ? NULL : &view->kinds[of_line[i]]);
	for (size_t i = 0; i < view->kind_count; i++) {
		struct kind *kind = &view->kinds[i];

		kind->text = templates.items[i].text;
		kind->llr = poisson_llr((double)kind->before, before_s,
					(double)kind->during, during_s);
	}
}

/* SORTS when nothing is to be said of it. Without lines before, all would be new. */
static enum sort sort_of(const struct view *view, const struct kind *kind)
{
	double high = kind->is_error ? llr_of_errors : llr_high;

	if (view->before == 0 || fabs(kind->llr) < high)
		return SORTS;
	if (kind->llr > 0)
		return kind->before == 0 ? SORT_NEW : SORT_SURGED;
	return kind->during == 0 ? SORT_VANISHED : SORTS;
}

static int by_strength(const void *one, const void *other)
{
	const struct kind *a = one, *b = other;
	double x = fabs(a->llr), y = fabs(b->llr);

	if (a->is_error != b->is_error)
		return a->is_error ? -1 : 1;
	if (x != y)
		return x > y ? -1 : 1;
	return str_compare(a->text, b->text);
}

/* -- saying -- */

static str shown(const struct view *view, str text, size_t most)
{
	return str_clip(secrets_mask(view->call->arena, str_trim(text)), most);
}

static void add_fact(const struct view *view, struct facts *facts, const char *name,
		     double number, const char *unit)
{
	if (isfinite(number))
		probe_add_number(view->call, facts,
				 arena_format(view->call->arena, "logs.%s", name), number,
				 unit);
}

static double per_minute(size_t count, duration_ms length)
{
	return length > 0 ? (double)count * MINUTE_MS / (double)length : NAN;
}

static void add_facts(const struct view *view, const size_t counts[SORTS],
		      struct facts *facts)
{
	duration_ms before = view->window.onset - view->window.from;
	duration_ms during = view->window.to - view->since;

	add_fact(view, facts, "lines_per_minute", per_minute(view->during, during),
		 "per minute");
	add_fact(view, facts, "lines_per_minute_before", per_minute(view->before, before),
		 "per minute");
	add_fact(view, facts, "error_lines_per_minute",
		 per_minute(view->errors_during, during), "per minute");
	add_fact(view, facts, "error_lines_per_minute_before",
		 per_minute(view->errors_before, before), "per minute");
	if (view->before == 0)
		return;
	add_fact(view, facts, "new", (double)counts[SORT_NEW], "kinds of lines");
	add_fact(view, facts, "surged", (double)counts[SORT_SURGED], "kinds of lines");
	add_fact(view, facts, "vanished", (double)counts[SORT_VANISHED],
		 "kinds of lines");
}

static void show_sort(const struct view *view, enum sort sort, struct text *body)
{
	size_t count = 0;

	for (size_t i = 0; i < view->kind_count; i++) {
		const struct kind *kind = &view->kinds[i];

		if (sort_of(view, kind) != sort || count++ >= SHOWN_MAX)
			continue;
		text_addf(body,
			  "%s: %zu since, %zu before: " STR_FMT "\n    " STR_FMT "\n",
			  sort_names[sort], kind->during, kind->before,
			  STR_ARG(shown(view, kind->text, KIND_BYTES_MAX)),
			  STR_ARG(shown(view, kind->example, EXAMPLE_BYTES_MAX)));
	}
	if (count > SHOWN_MAX)
		text_addf(body, "and %zu more %s\n", count - SHOWN_MAX, sort_names[sort]);
}

static void say_sort(const struct view *view, enum sort sort, struct text *meaning)
{
	size_t said = 0;

	for (size_t i = 0; i < view->kind_count && said < SAID_MAX; i++) {
		const struct kind *kind = &view->kinds[i];

		if (sort_of(view, kind) != sort)
			continue;
		text_addf(meaning, "; %s, %zu times%s%.0zu: \"" STR_FMT "\"",
			  sort_names[sort],
			  sort == SORT_VANISHED ? kind->before : kind->during,
			  sort == SORT_SURGED ? " after " : "",
			  sort == SORT_SURGED ? kind->before : 0,
			  STR_ARG(shown(view, kind->text, KIND_BYTES_MAX)));
		said++;
	}
}

static void say_counts(const struct view *view, const struct log_lines *lines,
		       struct text *meaning)
{
	struct arena *arena = view->call->arena;

	text_addf(
		meaning,
		"%zu lines since " STR_FMT ", %zu of them speak of errors; %zu and %zu "
		"in the " STR_FMT " before",
		view->during, STR_ARG(instant_format_time(arena, view->since)),
		view->errors_during, view->before, view->errors_before,
		STR_ARG(duration_format(arena, view->window.onset - view->window.from)));
	if (lines->before_is_cut || lines->during_is_cut)
		text_add(meaning, STR(", the nearest of more"));
	if (lines->untimed > 0)
		text_addf(meaning, "; %zu lines without a time are left out",
			  lines->untimed);
	if (lines->odd > 0)
		text_addf(meaning, "; %zu lines that cannot be read are left out",
			  lines->odd);
	if (view->before == 0)
		text_add(meaning, STR("; there is nothing to compare them with"));
}

void log_lines_tell(const struct probe_call *call, const struct log_lines *lines,
		    const struct log_window *window, struct probe_finding *finding)
{
	struct view view = { .call = call, .window = *window };
	struct text body = text_new(call->arena, BODY_BYTES_MAX);
	struct text meaning = text_new(call->arena, MEANING_BYTES_MAX);
	size_t counts[SORTS + 1] = { 0 };

	narrow(&view, lines);
	take_lines(&view, lines);
	finding->has_data = view.count > 0;
	if (view.count == 0) {
		finding->meaning = arena_format(
			call->arena, "no lines in that time%s%s",
			lines->untimed > 0 ? "; none of them says when it was written"
					   : "",
			lines->odd > 0 ? "; some could not be read" : "");
		return;
	}
	count_kinds(&view);
	if (view.kind_count > 1)
		qsort(view.kinds, view.kind_count, sizeof(*view.kinds), by_strength);
	for (size_t i = 0; i < view.kind_count; i++)
		counts[sort_of(&view, &view.kinds[i])]++;
	add_facts(&view, counts, &finding->facts);
	say_counts(&view, lines, &meaning);
	for (enum sort sort = 0; sort < SORTS; sort++) {
		say_sort(&view, sort, &meaning);
		show_sort(&view, sort, &body);
	}
	if (view.before > 0 && counts[SORTS] == view.kind_count)
		text_add(&meaning, STR("; no kind of line is new, vanished or comes "
				       "clearly more often"));
	finding->body = text_of(&body);
	finding->meaning = text_of(&meaning);
}

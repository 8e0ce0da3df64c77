/* The lines of a query over a time, as they are: for a diagnosis, which compares them
 * itself. */
#include "base/limits.h"
#include "probes/loki.h"

static bool read_part(const struct probe_call *call, struct loki_part *part,
		      struct error *error)
{
	str from, to, nearest = probe_argument(call, "nearest");

	if (!probe_need(call, "url", &part->url, error) ||
	    !probe_need(call, "query", &part->query, error) ||
	    !probe_need(call, "from", &from, error) ||
	    !instant_parse(from, &part->from, error) ||
	    !probe_need(call, "to", &to, error) || !instant_parse(to, &part->to, error))
		return false;
	if (part->to <= part->from)
		return error_set(error, ERROR_INVALID, "the time asked for is empty");
	part->direction = str_is(nearest, "from") ? "forward" : "backward";
	part->wait_ms = call->wait_ms;
	return true;
}

/* How bad it is stays with what it says, as a word: a level in a field is none of it. */
static str text_with_level(const struct probe_call *call, const struct timed_line *line)
{
	if (!line->is_error || str_contains_word(line->text, STR("ERROR")) ||
	    str_contains_word(line->text, STR("FATAL")))
		return line->text;
	return arena_format(call->arena, "ERROR " STR_FMT, STR_ARG(line->text));
}

/* Of a cut answer the time up to the last line taken: of its millisecond there may have
 * been more. */
static struct case_window window_of(const struct loki_part *part,
				    const struct log_lines *lines, bool is_cut)
{
	bool is_forward = str_is(str_of(part->direction), "forward");
	instant_ms oldest = part->to, newest = part->from;

	if (!is_cut)
		return (struct case_window){ part->from, part->to };
	for (size_t i = 0; i < lines->count; i++) {
		instant_ms at = lines->items[i].at;

		oldest = at < oldest ? at : oldest;
		newest = at > newest ? at : newest;
	}
	return is_forward ? (struct case_window){ part->from, newest }
			  : (struct case_window){ oldest + 1, part->to };
}

static void take(const struct probe_call *call, const struct log_lines *lines,
		 struct found_lines *found)
{
	for (size_t i = 0; i < lines->count; i++) {
		const struct timed_line *line = &lines->items[i];

		if (line->at < found->window.from || line->at >= found->window.to)
			continue;
		*list_add(call->arena, found) = (struct case_line){
			.entity = probe_argument(call, "entity"),
			.text = text_with_level(call, line),
			.at = line->at,
		};
	}
}

static bool ask(const struct probe_call *call, struct probe_finding *ret_finding,
		struct error *error)
{
	struct probe_finding finding = { 0 };
	struct loki_part part = { 0 };
	struct log_lines lines = { 0 };

	if (!read_part(call, &part, error))
		return error_wrap(error, "loki_lines");
	finding.question = part.query;
	finding.target = secrets_mask(call->arena, part.url);
	if (!loki_fetch(call, &part, &lines, &finding.lines.is_cut, error))
		return error_wrap(error, "loki " STR_FMT, STR_ARG(finding.target));
	finding.lines.window = window_of(&part, &lines, finding.lines.is_cut);
	take(call, &lines, &finding.lines);
	finding.has_data = finding.lines.count > 0;
	finding.meaning = arena_format(call->arena, "%zu lines", finding.lines.count);
	*ret_finding = finding;
	return true;
}

const struct probe loki_lines_probe = {
	.name = "loki_lines",
	.help = "the lines of a query over a time: url, query, from, to, nearest (from "
		"or "
		"to), entity, tenant",
	.ask = ask,
};

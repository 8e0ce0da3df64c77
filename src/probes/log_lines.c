/* When lines were written, and which of them are looked at. */
#include "probes/log_lines.h"

#include "formats/log_line.h"

#define WINDOW_MS     (30 * MINUTE_MS)
#define WINDOW_MS_MAX (6 * HOUR_MS)
#define ONSET_AGO_MS  (5 * MINUTE_MS)

bool log_window_of(const struct probe_call *call, struct log_window *ret_window,
		   struct error *error)
{
	str wanted = probe_argument(call, "window");
	str onset = probe_argument(call, "onset_at");
	struct log_window window = { .onset = call->now - ONSET_AGO_MS, .to = call->now };
	duration_ms length = WINDOW_MS;

	if (wanted.length > 0 && !duration_parse(wanted, &length, error))
		return error_wrap(error, "window");
	if (length <= 0 || length > WINDOW_MS_MAX)
		return error_set(error, ERROR_INVALID, "window: must be from 1s to 6h");
	if (onset.length > 0 && !instant_parse(onset, &window.onset, error))
		return error_wrap(error, "onset_at");
	if (window.onset > window.to)
		window.onset = window.to;
	window.from = window.onset - length;
	/* Of a long incident its beginning: what came then is what it began with. */
	if (window.to - window.onset > length)
		window.to = window.onset + length;
	*ret_window = window;
	return true;
}

void log_lines_split(const struct probe_call *call, str text, struct log_lines *lines)
{
	struct log_reader reader = { .arena = call->arena, .now = call->now };
	instant_ms at = 0;
	str line;

	while (str_next(&text, '\n', &line))
		log_reader_add(&reader, line);
	for (size_t i = 0; i < reader.count; i++) {
		const struct log_line *read = &reader.items[i];

		at = read->at != 0 ? read->at : at;
		if (at == 0)
			lines->untimed++;
		else
			*list_add(call->arena, lines) = (struct timed_line){
				.at = at,
				.text = read->text,
				.raw = read->raw,
				.is_error = read->level >= LINE_ERROR,
			};
	}
}

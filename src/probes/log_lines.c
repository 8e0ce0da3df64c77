/* When lines were written, and which of them are looked at. */
#include "probes/log_lines.h"

#include <string.h>

enum { LOOKED_AT_BYTES = 200, DAY_BYTES = 10, TIME_BYTES = 8 };

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

/* -- when -- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "dddd-dd-dd": d is a digit, all else itself. */
static bool looks_like(str text, size_t from, const char *form)
{
	size_t length = strlen(form);

	if (from + length > text.length)
		return false;
	for (size_t i = 0; i < length; i++) {
		char c = text.bytes[from + i];

		if (form[i] == 'd' ? !is_digit(c) : c != form[i])
			return false;
	}
	return true;
}

/* "+02:00" of what stands behind a time: ".123+0200", ",123", " +0000", "Z". */
static str zone_of(struct arena *arena, str rest)
{
	size_t at = 0;

	if (at < rest.length && (rest.bytes[at] == '.' || rest.bytes[at] == ','))
		for (at++; at < rest.length && is_digit(rest.bytes[at]); at++)
			;
	if (at < rest.length && rest.bytes[at] == ' ')
		at++;
	if (at >= rest.length || (rest.bytes[at] != '+' && rest.bytes[at] != '-'))
		return STR("Z");
	if (looks_like(rest, at + 1, "dd:dd"))
		return str_slice(rest, at, 6);
	if (!looks_like(rest, at + 1, "dddd"))
		return STR("Z");
	return arena_format(arena, STR_FMT ":" STR_FMT, STR_ARG(str_slice(rest, at, 3)),
			    STR_ARG(str_slice(rest, at + 3, 2)));
}

static str fraction_of(str rest)
{
	size_t length = 1;

	if (rest.length < 2 || (rest.bytes[0] != '.' && rest.bytes[0] != ',') ||
	    !is_digit(rest.bytes[1]))
		return STR("");
	while (length < rest.length && is_digit(rest.bytes[length]))
		length++;
	return str_slice(rest, 1, length - 1);
}

static bool read_time(struct arena *arena, str day, str rest, instant_ms *ret_at)
{
	struct error unreadable;
	str time = str_slice(rest, 0, TIME_BYTES);
	str behind = str_slice(rest, TIME_BYTES, rest.length);
	str fraction = fraction_of(behind);

	return instant_parse(
		arena_format(arena, STR_FMT "T" STR_FMT "%s" STR_FMT STR_FMT,
			     STR_ARG(day), STR_ARG(time), fraction.length > 0 ? "." : "",
			     STR_ARG(fraction), STR_ARG(zone_of(arena, behind))),
		ret_at, &unreadable);
}

/* "2026-11-21T06:25:41.071Z", "2026-11-21 06:25:41,071 +0100" */
static bool is_iso(str line, size_t at)
{
	return looks_like(line, at, "dddd-dd-ddTdd:dd:dd") ||
	       looks_like(line, at, "dddd-dd-dd dd:dd:dd");
}

/* "21/Nov/2026:06:25:41 +0000" */
static bool read_web_time(struct arena *arena, str line, size_t at, instant_ms *ret_at)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	str month = str_slice(line, at + 3, 3);

	for (int m = 0; m < 12; m++)
		if (str_equal(month, (str){ months + 3 * m, 3 }))
			return read_time(arena,
					 arena_format(arena, STR_FMT "-%02d-" STR_FMT,
						      STR_ARG(str_slice(line, at + 7, 4)),
						      m + 1,
						      STR_ARG(str_slice(line, at, 2))),
					 str_slice(line, at + 12, 40), ret_at);
	return false;
}

bool log_line_time(struct arena *arena, str line, instant_ms *ret_at)
{
	size_t end = line.length < LOOKED_AT_BYTES ? line.length : LOOKED_AT_BYTES;

	for (size_t i = 0; i < end; i++) {
		if (!is_digit(line.bytes[i]))
			continue;
		if (is_iso(line, i))
			return read_time(arena, str_slice(line, i, DAY_BYTES),
					 str_slice(line, i + DAY_BYTES + 1, 40), ret_at);
		if (looks_like(line, i, "dd/") &&
		    looks_like(line, i + 6, "/dddd:dd:dd:dd"))
			return read_web_time(arena, line, i, ret_at);
	}
	return false;
}

void log_lines_split(const struct probe_call *call, str text, struct log_lines *lines)
{
	instant_ms at = 0;
	str line;

	while (str_next(&text, '\n', &line)) {
		bool has_time = log_line_time(call->arena, line, &at);

		if (str_trim(line).length == 0)
			continue;
		if (!has_time && at == 0) {
			lines->untimed++;
			continue;
		}
		*list_add(call->arena, lines) = (struct log_line){ at, line };
	}
}

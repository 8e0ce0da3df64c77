#include "formats/ical.h"

#include "base/limits.h"
#include "base/text.h"
#include "base/zone.h"

enum {
	LINE_BYTES_MAX = 75, /* RFC 5545, 3.1; without the line's end */
	/* Of one line before it is folded. */
	VALUE_BYTES_MAX = 2 * TEXT_INPUT_BYTES_MAX + 256,
};

/* A line goes on in the next one when that begins with a space, which counts. */
static void write_line(struct text *text, str line)
{
	str rest = line;
	size_t room = LINE_BYTES_MAX;

	while (rest.length > room) {
		str piece = str_clip(rest, room);

		text_add(text, piece);
		text_add(text, STR("\r\n "));
		rest = str_slice(rest, piece.length, rest.length);
		room = LINE_BYTES_MAX - 1;
	}
	text_add(text, rest);
	text_add(text, STR("\r\n"));
}

static void escape_char(struct text *text, char c, bool is_utf8)
{
	if (c == '\n') {
		text_add(text, STR("\\n"));
		return;
	}
	if (c == '\\' || c == ';' || c == ',') {
		text_add_char(text, '\\');
		text_add_char(text, c);
		return;
	}
	/* No other control character is allowed in a value. */
	if (((unsigned char)c < ' ' && c != '\t') || c == '\x7f')
		c = ' ';
	text_add_char(text, (unsigned char)c >= 0x80 && !is_utf8 ? '?' : c);
}

/* The end of a line of another system's is one character here. */
static void write_text(struct text *text, const char *name, str value)
{
	struct text line = text_new(text->arena, VALUE_BYTES_MAX);
	str kept = str_clip(value, TEXT_INPUT_BYTES_MAX);
	bool is_utf8 = str_is_utf8(kept);

	text_add(&line, str_of(name));
	text_add_char(&line, ':');
	for (size_t i = 0; i < kept.length; i++)
		if (kept.bytes[i] != '\r' ||
		    !str_starts_with(str_slice(kept, i + 1, 1), STR("\n")))
			escape_char(&line, kept.bytes[i], is_utf8);
	write_line(text, text_of(&line));
}

static void write_instant(struct text *text, const char *name, instant_ms at)
{
	struct civil civil = zone_civil(zone_utc(), at);

	text_addf(text, "%s:%04d%02d%02dT%02d%02d%02dZ\r\n", name, civil.year,
		  civil.month, civil.day, civil.hour, civil.minute, civil.second);
}

/* "PT1H30M"; never zero, which would be "always". */
static void write_refresh(struct text *text, duration_ms refresh)
{
	long long minutes = refresh < MINUTE_MS ? 1 : refresh / MINUTE_MS;
	static const char *const names[] = { "REFRESH-INTERVAL;VALUE=DURATION",
					     "X-PUBLISHED-TTL" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		text_addf(text, "%s:PT%lldM\r\n", names[i], minutes);
}

static void write_event(struct text *text, instant_ms made_at,
			const struct calendar_event *event)
{
	text_add(text, STR("BEGIN:VEVENT\r\n"));
	write_text(text, "UID", event->uid);
	write_instant(text, "DTSTAMP", made_at);
	write_instant(text, "DTSTART", event->from);
	write_instant(text, "DTEND", event->until);
	write_text(text, "SUMMARY", event->summary);
	if (event->description.length > 0)
		write_text(text, "DESCRIPTION", event->description);
	text_add(text, STR("END:VEVENT\r\n"));
}

bool calendar_write(struct arena *arena, const struct calendar *calendar, str *ret_text,
		    struct error *error)
{
	struct text text = text_new(arena, CALENDAR_BYTES_MAX);

	text_add(&text, STR("BEGIN:VCALENDAR\r\n"
			    "VERSION:2.0\r\n"
			    "PRODID:-//stanch//on call//EN\r\n"
			    "CALSCALE:GREGORIAN\r\n"
			    "METHOD:PUBLISH\r\n"));
	write_text(&text, "X-WR-CALNAME", calendar->name);
	write_refresh(&text, calendar->refresh);
	for (size_t i = 0; i < calendar->count && !text.full; i++) {
		const struct calendar_event *event = &calendar->events[i];

		if (event->until / SECOND_MS > event->from / SECOND_MS)
			write_event(&text, calendar->made_at, event);
	}
	text_add(&text, STR("END:VCALENDAR\r\n"));
	if (text.full)
		return error_set(error, ERROR_TOO_LARGE,
				 "the calendar is too large: ask for less time");
	*ret_text = text_of(&text);
	return true;
}

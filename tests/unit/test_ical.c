#include "formats/ical.h"

#include "base/limits.h"
#include "check.h"

#include <string.h>

#define ARENA_BYTES ((size_t)128 << 20)
#define AT          ((instant_ms)1795248550123) /* 2026-11-21T08:09:10.123Z */

static str written(struct arena *arena, const char *name,
		   const struct calendar_event *events, size_t count)
{
	struct calendar calendar = { .name = str_of(name),
				     .made_at = AT,
				     .refresh = HOUR_MS,
				     .events = events,
				     .count = count };
	struct error error = { 0 };
	str text = { 0 };

	CHECK_OK(calendar_write(arena, &calendar, &text, &error), error);
	return text;
}

static void a_calendar_is_written_line_for_line(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct calendar_event event = { .uid = STR("primary-1795248550@stanch"),
					.from = AT,
					.until = AT + 12 * HOUR_MS,
					.summary = STR("alice"),
					.description = STR("layer week") };

	CHECK_STR(written(arena, "primary", &event, 1),
		  "BEGIN:VCALENDAR\r\n"
		  "VERSION:2.0\r\n"
		  "PRODID:-//stanch//on call//EN\r\n"
		  "CALSCALE:GREGORIAN\r\n"
		  "METHOD:PUBLISH\r\n"
		  "X-WR-CALNAME:primary\r\n"
		  "REFRESH-INTERVAL;VALUE=DURATION:PT60M\r\n"
		  "X-PUBLISHED-TTL:PT60M\r\n"
		  "BEGIN:VEVENT\r\n"
		  "UID:primary-1795248550@stanch\r\n"
		  "DTSTAMP:20261121T080910Z\r\n"
		  "DTSTART:20261121T080910Z\r\n"
		  "DTEND:20261121T200910Z\r\n"
		  "SUMMARY:alice\r\n"
		  "DESCRIPTION:layer week\r\n"
		  "END:VEVENT\r\n"
		  "END:VCALENDAR\r\n");
}

static void nothing_in_a_text_begins_a_line_of_its_own(void)
{
	static const struct {
		const char *summary, *line;
	} cases[] = {
		{ "a,b;c\\d", "SUMMARY:a\\,b\\;c\\\\d\r\n" },
		{ "one\nEND:VCALENDAR", "SUMMARY:one\\nEND:VCALENDAR\r\n" },
		{ "one\r\ntwo", "SUMMARY:one\\ntwo\r\n" },
		{ "one\rtwo", "SUMMARY:one two\r\n" },
		{ "bell\x07tab\tend\x7f", "SUMMARY:bell tab\tend \r\n" },
		{ "\"quoted\": x", "SUMMARY:\"quoted\": x\r\n" },
		{ "M\xc3\xbcller", "SUMMARY:M\xc3\xbcller\r\n" },
		{ "broken \xff\xc3 end", "SUMMARY:broken ?? end\r\n" },
		{ "", "SUMMARY:\r\n" },
	};
	scoped_arena arena = arena_new(ARENA_BYTES);

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct calendar_event event = { .uid = STR("1"),
						.until = HOUR_MS,
						.summary = str_of(cases[i].summary) };
		str text = written(arena, "x", &event, 1);

		if (!str_contains(text, str_of(cases[i].line)))
			check_failed(__FILE__, __LINE__, "%s: " STR_FMT, cases[i].line,
				     STR_ARG(text));
	}
}

/* Takes the folds out again; counts what is wrong with the lines on the way. */
static str unfolded(struct arena *arena, str text, int *ret_wrong)
{
	char *bytes = arena_many(arena, char, text.length + 1);
	size_t length = 0, line = 0;

	*ret_wrong = 0;
	for (size_t i = 0; i < text.length; i++) {
		if (str_starts_with(str_slice(text, i, 3), STR("\r\n "))) {
			*ret_wrong += line > 75;
			line = 1;
			i += 2;
			continue;
		}
		/* 10xxxxxx continues a character, and would begin a line here. */
		*ret_wrong += line == 1 && i > 0 && text.bytes[i - 1] == ' ' &&
			      ((unsigned char)text.bytes[i] & 0xc0) == 0x80;
		*ret_wrong += text.bytes[i] == '\n' && text.bytes[i - 1] != '\r';
		if (text.bytes[i] == '\r') {
			*ret_wrong += line > 75;
			line = 0;
			i++;
			bytes[length++] = '\n';
			continue;
		}
		line++;
		bytes[length++] = text.bytes[i];
	}
	return (str){ bytes, length };
}

static void long_lines_are_folded_between_characters(void)
{
	static const char *const letters[] = { "x", "\xc3\xbc", "\xed\x95\x9c",
					       "\xf0\x9f\x9a\xa8" };
	scoped_arena arena = arena_new(ARENA_BYTES);

	for (size_t length = 60; length < 240; length++) {
		char summary[1024] = "";
		struct calendar_event event = { .uid = STR("1"), .until = HOUR_MS };
		int wrong;

		for (size_t i = 0; i < length; i++)
			strcat(summary, letters[i % 7 % COUNT_OF(letters)]);
		event.summary = str_of(summary);

		str text = written(arena, "x", &event, 1);
		str whole = unfolded(arena, text, &wrong);
		str line = arena_format(arena, "\nSUMMARY:%s\n", summary);

		CHECK(str_contains(whole, line));
		CHECK_INT(wrong, 0);
	}
}

static void a_line_of_75_octets_is_not_folded(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	/* "SUMMARY:" has 8. */
	struct calendar_event event = { .uid = STR("1"),
					.until = HOUR_MS,
					.summary = arena_format(arena, "%067d", 0) };

	CHECK(!str_contains(written(arena, "x", &event, 1), STR("\r\n ")));
	event.summary = arena_format(arena, "%068d", 0);
	CHECK(str_contains(written(arena, "x", &event, 1), STR("0\r\n 0\r\n")));
}

static void what_takes_no_second_is_left_out(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct calendar_event event = {
		.uid = STR("1"), .from = 1000, .until = 1999, .summary = STR("blink")
	};

	CHECK(!str_contains(written(arena, "x", &event, 1), STR("VEVENT")));
	event.until = 2000;
	CHECK(str_contains(written(arena, "x", &event, 1),
			   STR("DTEND:19700101T000002Z")));
}

static void a_calendar_too_large_is_an_error(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	size_t count = 300;
	struct calendar_event *events = arena_many(arena, struct calendar_event, count);
	char *summary = arena_many(arena, char, TEXT_INPUT_BYTES_MAX);
	struct calendar calendar = { .name = STR("x"), .events = events, .count = count };
	struct error error = { 0 };
	str text = { 0 };

	memset(summary, 'x', TEXT_INPUT_BYTES_MAX);
	for (size_t i = 0; i < count; i++)
		events[i] = (struct calendar_event){
			.uid = STR("1"),
			.until = HOUR_MS,
			.summary = { summary, TEXT_INPUT_BYTES_MAX },
		};
	CHECK(!calendar_write(arena, &calendar, &text, &error));
	CHECK_INT(error.kind, ERROR_TOO_LARGE);
	CHECK_INT(text.length, 0);
}

const struct test tests[] = {
	{ "a calendar is written line for line", a_calendar_is_written_line_for_line },
	{ "nothing in a text begins a line of its own",
	  nothing_in_a_text_begins_a_line_of_its_own },
	{ "long lines are folded between characters",
	  long_lines_are_folded_between_characters },
	{ "a line of 75 octets is not folded", a_line_of_75_octets_is_not_folded },
	{ "what takes no second is left out", what_takes_no_second_is_left_out },
	{ "a calendar too large is an error", a_calendar_too_large_is_an_error },
	{ 0 },
};

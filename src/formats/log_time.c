#include "formats/log_time.h"

#include "base/zone.h"

#include <string.h>

enum {
	/* Of a number of seconds since 1970: from 2001 to 2100. */
	EPOCH_DIGITS = 10,
	EPOCH_SECONDS_MIN = 1000000000,
};
#define EPOCH_SECONDS_MAX UINT64_C(4102444800)

/* One that has been read so far. */
struct reading {
	str rest;
	struct civil civil;
	int64_t ms, offset_ms;
	bool has_year;
};

/* What a letter of a spelling stands for; all other bytes stand for themselves.
 *
 *     Y year, y its last two digits, M month, D day, H hour, m minute, s second
 *     d day of one or two digits, with a space before the one or not
 *     b "Nov", a "Sun"
 *     T between day and time: "T", "t", " " or "_"
 *     f a fraction or nothing: ".123", ",123", ":123"
 *     z a zone or nothing: "Z", "+01:00", " +0100", " UTC" */
static const char *const spellings[] = {
	"Y-M-DTH:m:sfz", "Y/M/DTH:m:sfz", "a b d H:m:sf Y", "a b d H:m:sfz Y",
	"d/b/Y:H:m:sfz", "d b Y H:m:sfz", "b d Y H:m:sfz",  "b d H:m:sf",
	"y/M/D H:m:sf",  "YMDTH:m:sfz",   "YMD-H:m:sfz",    "Y-M-D-H.m.sf",
	"MD H:m:sf",
};

static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
static const char days[] = "MonTueWedThuFriSatSun";

static const struct {
	str name;
	int hours;
} zones[] = {
	{ STR_INIT("UTC"), 0 },  { STR_INIT("GMT"), 0 },  { STR_INIT("CET"), 1 },
	{ STR_INIT("CEST"), 2 }, { STR_INIT("EST"), -5 }, { STR_INIT("EDT"), -4 },
	{ STR_INIT("PST"), -8 }, { STR_INIT("PDT"), -7 }, { STR_INIT("MSK"), 3 },
	{ STR_INIT("JST"), 9 },
};

static bool is_in(char c, str set)
{
	return memchr(set.bytes, c, set.length) != NULL;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static void skip(str *rest, size_t length)
{
	*rest = str_slice(*rest, length, rest->length);
}

static bool begins(str rest, char c)
{
	return rest.length > 0 && rest.bytes[0] == c;
}

static bool take_number(str *rest, size_t digits, int *ret_number)
{
	int number = 0;

	if (rest->length < digits)
		return false;
	for (size_t i = 0; i < digits; i++) {
		if (!is_digit(rest->bytes[i]))
			return false;
		number = number * 10 + rest->bytes[i] - '0';
	}
	skip(rest, digits);
	*ret_number = number;
	return true;
}

/* Which of the names of three letters it is, from 1. */
static bool take_name(str *rest, const char *names, int *ret_number)
{
	for (size_t i = 0; names[i] != '\0' && rest->length >= 3; i += 3) {
		if (memcmp(rest->bytes, names + i, 3) != 0)
			continue;
		skip(rest, 3);
		*ret_number = (int)(i / 3) + 1;
		return true;
	}
	return false;
}

static bool take_short_day(str *rest, int *ret_day)
{
	if (begins(*rest, ' '))
		skip(rest, 1);
	return take_number(rest, 2, ret_day) || take_number(rest, 1, ret_day);
}

static bool take_fraction(struct reading *reading)
{
	str rest = reading->rest;
	int64_t worth = 100;
	size_t digits = 1;

	if (rest.length < 2 || !is_in(rest.bytes[0], STR(".,:")) ||
	    !is_digit(rest.bytes[1]))
		return true;
	for (; digits < rest.length && is_digit(rest.bytes[digits]); digits++) {
		reading->ms += (rest.bytes[digits] - '0') * worth;
		worth /= 10;
	}
	skip(&reading->rest, digits);
	return true;
}

static bool take_named_zone(struct reading *reading, str rest)
{
	size_t length = 0;
	str name;

	while (length < rest.length && rest.bytes[length] >= 'A' &&
	       rest.bytes[length] <= 'Z')
		length++;
	name = str_slice(rest, 0, length);
	for (size_t i = 0; i < sizeof(zones) / sizeof(zones[0]); i++) {
		if (!str_equal(name, zones[i].name))
			continue;
		reading->offset_ms = zones[i].hours * HOUR_MS;
		reading->rest = str_slice(rest, length, rest.length);
		return true;
	}
	return false;
}

static bool take_offset(struct reading *reading, str rest)
{
	bool west = begins(rest, '-');
	int hours, minutes = 0;

	if (!west && !begins(rest, '+'))
		return false;
	skip(&rest, 1);
	if (!take_number(&rest, 2, &hours))
		return false;
	if (begins(rest, ':'))
		skip(&rest, 1);
	if (rest.length > 0 && is_digit(rest.bytes[0]) &&
	    !take_number(&rest, 2, &minutes))
		return false;
	if (hours > 23 || minutes > 59)
		return false;
	reading->offset_ms = (hours * HOUR_MS + minutes * MINUTE_MS) * (west ? -1 : 1);
	reading->rest = rest;
	return true;
}

/* "+0100" or "+01:00" */
static bool has_four_digits(str rest)
{
	size_t colon = rest.length > 3 && rest.bytes[3] == ':';

	return rest.length >= 5 + colon && is_digit(rest.bytes[3 + colon]) &&
	       is_digit(rest.bytes[4 + colon]);
}

static bool take_zone(struct reading *reading)
{
	str rest = reading->rest;

	if (begins(rest, 'Z') || begins(rest, 'z')) {
		skip(&reading->rest, 1);
		return true;
	}
	if (!take_offset(reading, rest) && begins(rest, ' ')) {
		skip(&rest, 1);
		/* " -5 items" is no zone: there all four digits are needed. */
		if (!take_named_zone(reading, rest) && has_four_digits(rest))
			take_offset(reading, rest);
	}
	return true;
}

static bool take_letter(struct reading *reading, char letter)
{
	struct civil *civil = &reading->civil;
	str *rest = &reading->rest;
	int number = 0;

	switch (letter) {
	case 'Y': reading->has_year = true; return take_number(rest, 4, &civil->year);
	case 'y':
		reading->has_year = take_number(rest, 2, &number);
		civil->year = 2000 + number;
		return reading->has_year;
	case 'M': return take_number(rest, 2, &civil->month);
	case 'D': return take_number(rest, 2, &civil->day);
	case 'd': return take_short_day(rest, &civil->day);
	case 'b': return take_name(rest, months, &civil->month);
	case 'a': return take_name(rest, days, &number);
	case 'H': return take_number(rest, 2, &civil->hour);
	case 'm': return take_number(rest, 2, &civil->minute);
	case 's': return take_number(rest, 2, &civil->second);
	case 'f': return take_fraction(reading);
	case 'z': return take_zone(reading);
	case 'T':
		if (rest->length == 0 || !is_in(rest->bytes[0], STR("Tt _")))
			return false;
		skip(rest, 1);
		return true;
	default:
		if (!begins(*rest, letter))
			return false;
		skip(rest, 1);
		return true;
	}
}

static bool is_of_the_calendar(const struct civil *civil)
{
	int year, month, day;

	if (civil->month < 1 || civil->month > 12 || civil->day < 1 || civil->day > 31 ||
	    civil->hour > 23 || civil->minute > 59 || civil->second > 60)
		return false;
	civil_of_days(civil_days(civil->year, civil->month, civil->day), &year, &month,
		      &day);
	return day == civil->day;
}

/* The latest such day that is not after the day after "now". */
static void guess_year(struct reading *reading, instant_ms now)
{
	int year, month, day;

	civil_of_days((now + DAY_MS) / DAY_MS, &year, &month, &day);
	reading->civil.year = year;
	if (civil_wall_ms(&reading->civil) > now + DAY_MS)
		reading->civil.year--;
}

static bool read_spelling(str text, const char *spelling, instant_ms now, str *ret_rest,
			  instant_ms *ret_at)
{
	struct reading reading = { .rest = text };
	instant_ms at;

	for (; *spelling != '\0'; spelling++)
		if (!take_letter(&reading, *spelling))
			return false;
	if (!reading.has_year)
		guess_year(&reading, now);
	if (!is_of_the_calendar(&reading.civil))
		return false;
	at = civil_wall_ms(&reading.civil) + reading.ms - reading.offset_ms;
	if (at <= 0 || at > INSTANT_MAX)
		return false;
	*ret_rest = reading.rest;
	*ret_at = at;
	return true;
}

/* 10 digits are seconds, three more are milliseconds, and so on to nanoseconds. */
static bool read_epoch(str text, str *ret_rest, instant_ms *ret_at)
{
	struct reading reading = { 0 };
	uint64_t number = 0, finer = 1; /* nineteen digits fit */
	size_t digits = 0;

	for (; digits < text.length && digits < 19 && is_digit(text.bytes[digits]);
	     digits++)
		number = number * 10 + (uint64_t)(text.bytes[digits] - '0');
	for (size_t more = digits; more > EPOCH_DIGITS; more--)
		finer *= 10;
	if (digits < EPOCH_DIGITS || (digits - EPOCH_DIGITS) % 3 != 0 ||
	    number / finer < EPOCH_SECONDS_MIN || number / finer > EPOCH_SECONDS_MAX)
		return false;
	reading.rest = str_slice(text, digits, text.length);
	if (digits == EPOCH_DIGITS)
		take_fraction(&reading);
	/* "1764410400abc" and "1764410400-7" are something else. */
	if (reading.rest.length > 0 && !is_in(reading.rest.bytes[0], STR(" \t]\")|,:")))
		return false;
	*ret_at = (instant_ms)(number / finer) * 1000 +
		  (finer == 1 ? reading.ms : (int64_t)(number % finer / (finer / 1000)));
	*ret_rest = reading.rest;
	return true;
}

static bool read_time(str text, instant_ms now, str *ret_rest, instant_ms *ret_at)
{
	/* Each begins with a digit or one of these letters. */
	if (text.length < 10 ||
	    (!is_digit(text.bytes[0]) && !is_in(text.bytes[0], STR("JFMASONDTW"))))
		return false;
	for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++)
		if (read_spelling(text, spellings[i], now, ret_rest, ret_at))
			return true;
	return read_epoch(text, ret_rest, ret_at);
}

bool log_clock_take(str *rest)
{
	struct reading reading = { .rest = str_trim(*rest) };

	for (const char *letter = "H:m:sf"; *letter != '\0'; letter++)
		if (!take_letter(&reading, *letter))
			return false;
	if (reading.civil.hour > 23 || reading.civil.minute > 59 ||
	    reading.civil.second > 60 || !begins(reading.rest, ' '))
		return false;
	*rest = reading.rest;
	return true;
}

bool log_time_take(str *rest, instant_ms now, instant_ms *ret_at)
{
	str text = *rest, after = { 0 };
	char close = '\0';

	while (begins(text, ' ') || begins(text, '\t'))
		skip(&text, 1);
	if (begins(text, '['))
		close = ']';
	else if (begins(text, '(') || begins(text, '"'))
		close = text.bytes[0] == '(' ? ')' : '"';
	if (close != '\0')
		skip(&text, 1);
	if (!read_time(text, now, &after, ret_at))
		return false;
	/* Without its bracket it is in the midst of something. */
	if (begins(after, close) && close != '\0')
		skip(&after, 1);
	*rest = after;
	return true;
}

bool log_time_read(str text, instant_ms now, instant_ms *ret_at)
{
	str rest = str_trim(text);
	instant_ms at = 0;

	if (!log_time_take(&rest, now, &at) || rest.length > 0)
		return false;
	*ret_at = at;
	return true;
}

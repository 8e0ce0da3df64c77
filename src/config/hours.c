#include "config/hours.h"

#include <string.h>
#include <strings.h>

enum { WEEK_DAYS = 7, DAY_MINUTES = 1440, TURN_UNITS_MAX = 1000 };

/* "friday", "Fri": 4; -1 when it is no day. */
static int day_of(str word)
{
	static const char *const days[] = { "monday", "tuesday",  "wednesday", "thursday",
					    "friday", "saturday", "sunday" };

	for (int i = 0; i < WEEK_DAYS; i++)
		if ((word.length == 3 || word.length == strlen(days[i])) &&
		    strncasecmp(word.bytes, days[i], word.length) == 0)
			return i;
	return -1;
}

static bool read_day(str word, int *ret_day, struct error *error)
{
	*ret_day = day_of(word);
	return *ret_day >= 0 ||
	       error_set(error, ERROR_INVALID,
			 "'" STR_FMT "' is no day: mon, tue, wed, thu, fri, sat or sun",
			 STR_ARG(str_clip(word, 20)));
}

static bool is_digits(str s)
{
	for (size_t i = 0; i < s.length; i++)
		if (s.bytes[i] < '0' || s.bytes[i] > '9')
			return false;
	return s.length > 0;
}

/* "09:00" in minutes of the day, up to "24:00"; false when it is none. */
static bool minute_of(str word, int *ret_minute)
{
	str hours, minutes;
	int64_t hour, minute;

	if (!str_cut(word, ':', &hours, &minutes) || !is_digits(hours) ||
	    !is_digits(minutes) || minutes.length != 2 || hours.length > 2 ||
	    !str_to_int(hours, &hour) || !str_to_int(minutes, &minute))
		return false;
	*ret_minute = (int)(hour * 60 + minute);
	return minute < 60 && *ret_minute <= DAY_MINUTES;
}

static bool read_minute(str word, int most, int *ret_minute, struct error *error)
{
	return (minute_of(word, ret_minute) && *ret_minute <= most) ||
	       error_set(error, ERROR_INVALID,
			 "'" STR_FMT "' is no time of day from 00:00 to %s",
			 STR_ARG(str_clip(word, 20)),
			 most == DAY_MINUTES ? "24:00" : "23:59");
}

/* At the last separator; false when there is none. */
static bool cut_last(str s, char separator, str *ret_before, str *ret_after)
{
	for (size_t i = s.length; i > 0; i--)
		if (s.bytes[i - 1] == separator) {
			*ret_before = str_trim(str_slice(s, 0, i - 1));
			*ret_after = str_trim(str_slice(s, i, s.length));
			return true;
		}
	return false;
}

static bool tell_form(struct error *error)
{
	return error_set(error, ERROR_INVALID,
			 "must be hours of the week such as \"mon-fri 09:00-17:00\", "
			 "\"every day 22:00-06:00\" or \"fri 17:00 - mon 09:00\"");
}

/* "fri 17:00 - mon 09:00" */
static bool parse_span(struct arena *arena, str from, str until,
		       struct restrictions *restrictions, struct error *error)
{
	str from_day, from_time, until_day, until_time;
	struct restriction piece = { 0 };

	if (!cut_last(from, ' ', &from_day, &from_time) ||
	    !cut_last(until, ' ', &until_day, &until_time))
		return tell_form(error);
	if (!read_day(from_day, &piece.from_day, error) ||
	    !read_minute(from_time, DAY_MINUTES - 1, &piece.from_minute, error) ||
	    !read_day(until_day, &piece.until_day, error) ||
	    !read_minute(until_time, DAY_MINUTES, &piece.until_minute, error))
		return false;
	if (piece.from_day == piece.until_day && piece.from_minute == piece.until_minute)
		return error_set(error, ERROR_INVALID,
				 "ends when it begins: for always leave 'only' out");
	*list_add(arena, restrictions) = piece;
	return true;
}

/* "every day", "mon-fri", "sat" */
static bool parse_days(str days, int *ret_first, int *ret_count, struct error *error)
{
	str from, until;
	int last;

	*ret_first = 0;
	*ret_count = WEEK_DAYS;
	if (str_is(days, "every day") || str_is(days, "daily"))
		return true;
	if (!cut_last(days, '-', &from, &until)) {
		*ret_count = 1;
		return read_day(days, ret_first, error);
	}
	if (!read_day(from, ret_first, error) || !read_day(until, &last, error))
		return false;
	*ret_count = (last - *ret_first + WEEK_DAYS) % WEEK_DAYS + 1;
	return true;
}

/* "mon-fri 09:00-17:00"; what ends before it begins ends on the day after. */
static bool parse_daily(struct arena *arena, str days_from, str until,
			struct restrictions *restrictions, struct error *error)
{
	int first = 0, count = 0, from_minute = 0, until_minute = 0;
	str days, from;

	if (!cut_last(days_from, ' ', &days, &from))
		return tell_form(error);
	if (!parse_days(days, &first, &count, error) ||
	    !read_minute(from, DAY_MINUTES - 1, &from_minute, error) ||
	    !read_minute(until, DAY_MINUTES, &until_minute, error))
		return false;
	if (from_minute == until_minute)
		return error_set(error, ERROR_INVALID,
				 "ends when it begins: write 00:00-24:00 for whole days");
	for (int i = first; i < first + count; i++)
		*list_add(arena, restrictions) = (struct restriction){
			.from_day = i % WEEK_DAYS,
			.until_day = (i + (until_minute < from_minute)) % WEEK_DAYS,
			.from_minute = from_minute,
			.until_minute = until_minute,
		};
	return true;
}

bool hours_parse(struct arena *arena, str text, struct restrictions *restrictions,
		 struct error *error)
{
	str from, until;

	if (!cut_last(text, '-', &from, &until) || until.length == 0)
		return tell_form(error);
	if (until.bytes[0] >= '0' && until.bytes[0] <= '9')
		return parse_daily(arena, from, until, restrictions, error);
	return parse_span(arena, from, until, restrictions, error);
}

static bool unit_of(str word, enum rotation_unit *ret_unit)
{
	static const struct {
		const char *word;
		enum rotation_unit unit;
	} words[] = {
		{ "h", ROTATE_HOURS },     { "hour", ROTATE_HOURS },
		{ "hours", ROTATE_HOURS }, { "d", ROTATE_DAYS },
		{ "day", ROTATE_DAYS },    { "days", ROTATE_DAYS },
		{ "w", ROTATE_WEEKS },     { "week", ROTATE_WEEKS },
		{ "weeks", ROTATE_WEEKS },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_is(word, words[i].word)) {
			*ret_unit = words[i].unit;
			return true;
		}
	return false;
}

/* "12h", "3 days", "week" */
static bool turn_of(str text, enum rotation_unit *ret_unit, int64_t *ret_every)
{
	size_t digits = 0;

	while (digits < text.length && text.bytes[digits] >= '0' &&
	       text.bytes[digits] <= '9')
		digits++;
	*ret_every = 1;
	if (digits > 0 && !str_to_int(str_slice(text, 0, digits), ret_every))
		return false;
	return *ret_every >= 1 && *ret_every <= TURN_UNITS_MAX &&
	       unit_of(str_trim(str_slice(text, digits, text.length)), ret_unit);
}

bool rotation_parse(str text, enum rotation_unit *ret_unit, int64_t *ret_every,
		    struct error *error)
{
	str every = STR("every ");

	if (str_is(text, "daily"))
		text = STR("every day");
	if (str_is(text, "weekly"))
		text = STR("every week");
	if (str_starts_with(text, every) &&
	    turn_of(str_trim(str_slice(text, every.length, text.length)), ret_unit,
		    ret_every))
		return true;
	return error_set(error, ERROR_INVALID,
			 "must be daily, weekly, or such as \"every 12h\", \"every 3 "
			 "days\" or \"every 2 weeks\", with a number from 1 to %d",
			 TURN_UNITS_MAX);
}

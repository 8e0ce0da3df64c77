/* The rule at the end of a TZif file, written as POSIX has its TZ variable, with the
 * wider hours that RFC 9636, 3.3.1 allows. */
#include "base/zone_private.h"

enum {
	/* Without any change in the table the rule holds for all years we know of. */
	FIRST_YEAR = 1900,
	REPEAT_YEARS = 400,
	/* Of a rule's time: within a week of its day. */
	RULE_HOURS_MAX = 167,
	OFFSET_HOURS_MAX = 24,
};

static bool take_char(str *rest, char wanted)
{
	if (rest->length == 0 || rest->bytes[0] != wanted)
		return false;
	*rest = str_slice(*rest, 1, rest->length);
	return true;
}

/* As many digits as there are, up to three. */
static bool take_number(str *rest, int least, int most, int *ret_number)
{
	size_t digits = 0;
	int number = 0;

	for (; digits < 3 && digits < rest->length; digits++) {
		int digit = rest->bytes[digits] - '0';

		if (digit < 0 || digit > 9)
			break;
		number = number * 10 + digit;
	}
	if (digits == 0 || number < least || number > most)
		return false;
	*rest = str_slice(*rest, digits, rest->length);
	*ret_number = number;
	return true;
}

/* "2", "-1", "2:45" or "2:45:30". */
static bool take_time(str *rest, int hours_max, duration_ms *ret_time)
{
	bool negative = take_char(rest, '-');
	int hour, minute = 0, second = 0;

	if (!negative)
		take_char(rest, '+');
	if (!take_number(rest, 0, hours_max, &hour))
		return false;
	if (take_char(rest, ':')) {
		if (!take_number(rest, 0, 59, &minute))
			return false;
		if (take_char(rest, ':') && !take_number(rest, 0, 59, &second))
			return false;
	}

	duration_ms time = hour * HOUR_MS + minute * MINUTE_MS + second * SECOND_MS;

	*ret_time = negative ? -time : time;
	return true;
}

static bool is_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool may_be_quoted(char c)
{
	return is_letter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-';
}

/* "CET", or "<+0545>" where it is not of letters alone. */
static bool take_abbreviation(str *rest, str *ret_abbreviation)
{
	bool quoted = take_char(rest, '<');
	size_t length = 0;

	while (length < rest->length &&
	       (quoted ? may_be_quoted : is_letter)(rest->bytes[length]))
		length++;
	*ret_abbreviation = str_slice(*rest, 0, length);
	*rest = str_slice(*rest, length, rest->length);
	return length >= 3 && (!quoted || take_char(rest, '>'));
}

static bool take_date(str *rest, struct zone_date *date)
{
	bool valid;

	if (take_char(rest, 'M')) {
		date->kind = DATE_WEEKDAY;
		valid = take_number(rest, 1, 12, &date->month) && take_char(rest, '.') &&
			take_number(rest, 1, 5, &date->week) && take_char(rest, '.') &&
			take_number(rest, 0, 6, &date->day);
	} else if (take_char(rest, 'J')) {
		date->kind = DATE_WITHOUT_LEAP_DAY;
		valid = take_number(rest, 1, 365, &date->day);
	} else {
		date->kind = DATE_DAY_OF_YEAR;
		valid = take_number(rest, 0, 365, &date->day);
	}
	date->time = 2 * HOUR_MS;
	return valid &&
	       (!take_char(rest, '/') || take_time(rest, RULE_HOURS_MAX, &date->time));
}

static bool take_summer(str *rest, struct zone_rule *rule)
{
	if (!take_abbreviation(rest, &rule->summer.abbreviation))
		return false;
	rule->summer.offset = rule->standard.offset + HOUR_MS;
	if (rest->length > 0 && rest->bytes[0] != ',') {
		if (!take_time(rest, OFFSET_HOURS_MAX, &rule->summer.offset))
			return false;
		rule->summer.offset = -rule->summer.offset;
	}
	return take_char(rest, ',') && take_date(rest, &rule->starts) &&
	       take_char(rest, ',') && take_date(rest, &rule->ends);
}

bool zone_rule_parse(struct arena *arena, str text, struct zone_rule *ret_rule,
		     struct error *error)
{
	struct zone_rule rule = { 0 };
	str rest = arena_copy(arena, text);
	bool valid = take_abbreviation(&rest, &rule.standard.abbreviation) &&
		     take_time(&rest, OFFSET_HOURS_MAX, &rule.standard.offset);

	/* POSIX counts the hours that UTC is ahead. */
	rule.standard.offset = -rule.standard.offset;
	rule.has_summer = rest.length > 0;
	if (valid && rule.has_summer)
		valid = take_summer(&rest, &rule);
	if (!valid || rest.length > 0)
		return error_set(error, ERROR_INVALID, "its rule '" STR_FMT "' is none",
				 STR_ARG(str_clip(text, 64)));
	*ret_rule = rule;
	return true;
}

static int64_t day_of(const struct zone_date *date, int year)
{
	int64_t january = civil_days(year, 1, 1);
	bool leap = civil_days(year + 1, 1, 1) - january == 366;

	if (date->kind == DATE_DAY_OF_YEAR)
		return january + date->day;
	if (date->kind == DATE_WITHOUT_LEAP_DAY)
		return january + date->day - 1 + (leap && date->day >= 60);

	int64_t first = civil_days(year, date->month, 1);
	int64_t after = date->month == 12 ? civil_days(year + 1, 1, 1)
					  : civil_days(year, date->month + 1, 1);
	/* The rule counts from Sunday. */
	int64_t day = first + (date->day + 6 - civil_weekday(first)) % 7 +
		      7 * (date->week - 1);

	return day < after ? day : day - 7;
}

/* Both changes of a year, in their order. */
static void changes_of(const struct zone_rule *rule, int year, struct zone_change pair[2])
{
	struct zone_change starts = {
		.at = day_of(&rule->starts, year) * DAY_MS + rule->starts.time -
		      rule->standard.offset,
		.type = &rule->summer,
	};
	struct zone_change ends = {
		.at = day_of(&rule->ends, year) * DAY_MS + rule->ends.time -
		      rule->summer.offset,
		.type = &rule->standard,
	};
	bool starts_first = starts.at < ends.at;

	pair[0] = starts_first ? starts : ends;
	pair[1] = starts_first ? ends : starts;
}

/* The years from "first" on until all has been seen once, and a year more. What the
 * rule says of the time before "known" is only returned: the type it has there. */
static const struct zone_type *add_years(struct arena *arena, struct zone *zone,
					 const struct zone_rule *rule, int first,
					 instant_ms known)
{
	const struct zone_type *type = &rule->standard;
	/* Where summer is all year, each end is undone by the next year's beginning; the
	 * last must not stand there alone. */
	instant_ms enough = civil_days(first + 1 + REPEAT_YEARS, 12, 20) * DAY_MS;

	for (int year = first - 1; year <= first + 1 + REPEAT_YEARS; year++) {
		struct zone_change pair[2];

		changes_of(rule, year, pair);
		for (int i = 0; i < 2; i++) {
			if (pair[i].at <= known)
				type = pair[i].type;
			else if (pair[i].at < enough)
				zone_add_change(arena, zone, pair[i]);
		}
	}
	zone->repeats_from = civil_days(first + 1, 1, 1) * DAY_MS;
	zone->repeats_until = civil_days(first + 1 + REPEAT_YEARS, 1, 1) * DAY_MS;
	return type;
}

bool zone_follow(struct arena *arena, struct zone *zone, const struct zone_rule *rule,
		 struct error *error)
{
	struct zone_rule *kept = arena_one(arena, struct zone_rule);
	size_t count = zone->changes.count;
	instant_ms last = count > 0 ? zone->changes.items[count - 1].at : INT64_MIN;
	const struct zone_type *known = count > 0 ? zone->changes.items[count - 1].type
						  : &kept->standard;
	const struct zone_type *ruled = &kept->standard;
	int first = FIRST_YEAR, month, day;

	*kept = *rule;
	if (count == 0)
		zone->first = &kept->standard;
	else
		civil_of_days(last / DAY_MS, &first, &month, &day);
	if (first < FIRST_YEAR)
		first = FIRST_YEAR;
	if (rule->has_summer)
		ruled = add_years(arena, zone, kept, first, last);
	if (ruled->offset != known->offset)
		return error_set(error, ERROR_INVALID, "its rule contradicts its table");
	return true;
}

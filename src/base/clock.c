#include "base/clock.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

static _Atomic instant_ms set_now;

static int64_t read_clock_us(clockid_t id)
{
	struct timespec time;

	if (clock_gettime(id, &time) != 0)
		abort();
	return (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

instant_ms clock_now(void)
{
	instant_ms now = atomic_load_explicit(&set_now, memory_order_relaxed);

	return now != 0 ? now : read_clock_us(CLOCK_REALTIME) / 1000;
}

void clock_set(instant_ms now)
{
	atomic_store_explicit(&set_now, now, memory_order_relaxed);
}

int64_t clock_monotonic_us(void)
{
	return read_clock_us(CLOCK_MONOTONIC);
}

/* A date of the Gregorian calendar and the time within its day. */
struct civil {
	int64_t year;
	int month, day;
	int64_t in_day_ms;
};

/* Counted in years that begin on March 1st, so that the leap day comes last; 400 of
 * them have 146,097 days. 719,468 days lie between 0000-03-01 and 1970-01-01. */
enum { DAYS_PER_ERA = 146097, DAYS_TO_1970 = 719468 };

static int64_t days_of(int64_t year, int month, int day)
{
	int64_t from_march = month > 2 ? year : year - 1;
	int64_t era = (from_march >= 0 ? from_march : from_march - 399) / 400;
	int64_t year_of_era = from_march - era * 400;
	int64_t day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;

	return era * DAYS_PER_ERA + year_of_era * 365 + year_of_era / 4 -
	       year_of_era / 100 + day_of_year - DAYS_TO_1970;
}

static struct civil civil_of(instant_ms instant)
{
	int64_t in_day_ms = (instant % DAY_MS + DAY_MS) % DAY_MS;
	int64_t days = (instant - in_day_ms) / DAY_MS + DAYS_TO_1970;
	int64_t era = (days >= 0 ? days : days - (DAYS_PER_ERA - 1)) / DAYS_PER_ERA;
	int64_t day_of_era = days - era * DAYS_PER_ERA;
	int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
			       day_of_era / (DAYS_PER_ERA - 1)) /
			      365;
	int64_t day_of_year = day_of_era -
			      (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t months = (5 * day_of_year + 2) / 153;
	int month = (int)(months < 10 ? months + 3 : months - 9);

	return (struct civil){
		.year = era * 400 + year_of_era + (month <= 2),
		.month = month,
		.day = (int)(day_of_year - (153 * months + 2) / 5 + 1),
		.in_day_ms = in_day_ms,
	};
}

str instant_format_day(struct arena *arena, instant_ms instant)
{
	struct civil civil = civil_of(instant);

	return arena_format(arena, "%04lld-%02d-%02d", (long long)civil.year, civil.month,
			    civil.day);
}

str instant_format_time(struct arena *arena, instant_ms instant)
{
	int64_t second = civil_of(instant).in_day_ms / SECOND_MS;

	return arena_format(arena, "%02d:%02d:%02d", (int)(second / 3600),
			    (int)(second / 60 % 60), (int)(second % 60));
}

str instant_format(struct arena *arena, instant_ms instant)
{
	str day = instant_format_day(arena, instant);
	str time = instant_format_time(arena, instant);
	int ms = (int)(civil_of(instant).in_day_ms % SECOND_MS);

	if (ms == 0)
		return arena_format(arena, STR_FMT "T" STR_FMT "Z", STR_ARG(day),
				    STR_ARG(time));
	return arena_format(arena, STR_FMT "T" STR_FMT ".%03dZ", STR_ARG(day),
			    STR_ARG(time), ms);
}

/* Takes "count" digits and then, unless it is '\0', the byte "end" off the front. */
static bool take_digits(str *rest, size_t count, char end, int *ret_number)
{
	size_t length = count + (end != '\0');
	int64_t number;

	if (rest->length < length || rest->bytes[0] == '-' ||
	    !str_to_int(str_slice(*rest, 0, count), &number) ||
	    (end != '\0' && rest->bytes[count] != end))
		return false;
	*ret_number = (int)number;
	*rest = str_slice(*rest, length, rest->length);
	return true;
}

static bool take_one_of(str *rest, str allowed)
{
	if (rest->length == 0 || !str_contains(allowed, str_slice(*rest, 0, 1)))
		return false;
	*rest = str_slice(*rest, 1, rest->length);
	return true;
}

static bool day_exists(int year, int month, int day)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month >= 1 && month <= 12 && day >= 1 &&
	       day <= days[month - 1] + (month == 2 && leap);
}

static bool take_day(str *rest, int *ret_year, int64_t *ret_days)
{
	int year, month, day;

	if (!take_digits(rest, 4, '-', &year) || !take_digits(rest, 2, '-', &month) ||
	    !take_digits(rest, 2, '\0', &day) || !day_exists(year, month, day))
		return false;
	*ret_year = year;
	*ret_days = days_of(year, month, day);
	return true;
}

/* ".5" is 500 ms; what is finer than a millisecond is cut. */
static bool take_fraction(str *rest, int64_t *ret_ms)
{
	int64_t ms = 0, worth = 100;
	size_t digits = 0;

	if (!take_one_of(rest, STR("."))) {
		*ret_ms = 0;
		return true;
	}
	for (; digits < rest->length; digits++) {
		int digit = rest->bytes[digits] - '0';

		if (digit < 0 || digit > 9)
			break;
		ms += digit * worth;
		worth /= 10;
	}
	*rest = str_slice(*rest, digits, rest->length);
	*ret_ms = ms;
	return digits > 0;
}

static bool take_time(str *rest, int64_t *ret_ms)
{
	int hour, minute, second;
	int64_t ms;

	if (!take_digits(rest, 2, ':', &hour) || !take_digits(rest, 2, ':', &minute) ||
	    !take_digits(rest, 2, '\0', &second) || !take_fraction(rest, &ms))
		return false;
	/* A leap second counts as the first of the next minute. */
	if (hour > 23 || minute > 59 || second > 60)
		return false;
	*ret_ms = hour * HOUR_MS + minute * MINUTE_MS + second * SECOND_MS + ms;
	return true;
}

static bool take_offset(str *rest, int64_t *ret_ms)
{
	int hour, minute;
	bool west = rest->length > 0 && rest->bytes[0] == '-';

	if (take_one_of(rest, STR("Zz"))) {
		*ret_ms = 0;
		return true;
	}
	if (!take_one_of(rest, STR("+-")) || !take_digits(rest, 2, ':', &hour) ||
	    !take_digits(rest, 2, '\0', &minute) || hour > 23 || minute > 59)
		return false;

	int64_t ms = hour * HOUR_MS + minute * MINUTE_MS;

	*ret_ms = west ? -ms : ms;
	return true;
}

bool instant_parse(str s, instant_ms *ret_instant, struct error *error)
{
	str rest = s;
	int year;
	int64_t days, time, offset;

	if (!take_day(&rest, &year, &days) || !take_one_of(&rest, STR("Tt ")) ||
	    !take_time(&rest, &time) || !take_offset(&rest, &offset) || rest.length > 0)
		return error_set(error, ERROR_INVALID,
				 "'" STR_FMT "' is not a time like 2026-11-21T08:09:10Z",
				 STR_ARG(str_clip(s, 64)));
	if (year == 1) {
		*ret_instant = 0;
		return true;
	}

	instant_ms instant = days * DAY_MS + time - offset;

	if (instant < 0 || instant > INSTANT_MAX)
		return error_set(error, ERROR_INVALID,
				 "'" STR_FMT "' is not between the years 1970 and 9999",
				 STR_ARG(str_clip(s, 64)));
	*ret_instant = instant;
	return true;
}

str duration_format(struct arena *arena, duration_ms duration)
{
	long long seconds = llabs(duration / SECOND_MS);
	const char *sign = duration <= -SECOND_MS ? "-" : "";

	if (seconds < 3600)
		return arena_format(arena, "%s%lld:%02lld", sign, seconds / 60,
				    seconds % 60);
	if (seconds < 86400)
		return arena_format(arena, "%s%lld:%02lld:%02lld", sign, seconds / 3600,
				    seconds / 60 % 60, seconds % 60);
	return arena_format(arena, "%s%lldd %lldh", sign, seconds / 86400,
			    seconds / 3600 % 24);
}

static const struct unit {
	str name;
	duration_ms worth;
} units[] = {
	{ STR_INIT("w"), 7 * DAY_MS }, { STR_INIT("d"), DAY_MS },
	{ STR_INIT("h"), HOUR_MS },    { STR_INIT("m"), MINUTE_MS },
	{ STR_INIT("s"), SECOND_MS },  { STR_INIT("ms"), 1 },
};

static size_t run_of(str s, bool of_digits)
{
	size_t length = 0;

	while (length < s.length &&
	       (s.bytes[length] >= '0' && s.bytes[length] <= '9') == of_digits)
		length++;
	return length;
}

/* Takes "30m" off the front; units may only become smaller from piece to piece. */
static bool take_duration(str *rest, size_t *next_unit, duration_ms *total)
{
	size_t digits = run_of(*rest, true);
	int64_t number;

	if (!str_to_int(str_slice(*rest, 0, digits), &number))
		return false;
	*rest = str_slice(*rest, digits, rest->length);

	str name = str_slice(*rest, 0, run_of(*rest, false));

	while (*next_unit < sizeof(units) / sizeof(units[0])) {
		const struct unit *unit = &units[(*next_unit)++];

		if (!str_equal(name, unit->name))
			continue;
		*rest = str_slice(*rest, name.length, rest->length);
		return !__builtin_mul_overflow(number, unit->worth, &number) &&
		       !__builtin_add_overflow(*total, number, total);
	}
	return false;
}

bool duration_parse(str s, duration_ms *ret_duration, struct error *error)
{
	str rest = s;
	size_t next_unit = 0;
	duration_ms total = 0;
	bool valid = s.length > 0;

	/* Zero needs no unit. */
	if (str_is(s, "0"))
		rest = (str){ 0 };
	while (valid && rest.length > 0)
		valid = take_duration(&rest, &next_unit, &total);
	if (!valid)
		return error_set(error, ERROR_INVALID,
				 "'" STR_FMT "' is not a duration like 90s, 5m or 1h30m",
				 STR_ARG(str_clip(s, 64)));
	*ret_duration = total;
	return true;
}

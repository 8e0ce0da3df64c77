#include "base/civil_private.h"

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

str instant_format_day(struct arena *arena, instant_ms instant)
{
	struct civil civil = zone_civil(zone_utc(), instant);

	return arena_format(arena, "%04d-%02d-%02d", civil.year, civil.month, civil.day);
}

str instant_format_time(struct arena *arena, instant_ms instant)
{
	struct civil civil = zone_civil(zone_utc(), instant);

	return arena_format(arena, "%02d:%02d:%02d", civil.hour, civil.minute,
			    civil.second);
}

str instant_format(struct arena *arena, instant_ms instant)
{
	str day = instant_format_day(arena, instant);
	str time = instant_format_time(arena, instant);
	int ms = (int)((instant % SECOND_MS + SECOND_MS) % SECOND_MS);

	if (ms == 0)
		return arena_format(arena, STR_FMT "T" STR_FMT "Z", STR_ARG(day),
				    STR_ARG(time));
	return arena_format(arena, STR_FMT "T" STR_FMT ".%03dZ", STR_ARG(day),
			    STR_ARG(time), ms);
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
	struct civil day = { 0 };
	int64_t time, offset;

	if (!take_day(&rest, &day) || !take_one_of(&rest, STR("Tt ")) ||
	    !take_time(&rest, &time) || !take_offset(&rest, &offset) || rest.length > 0)
		return error_set(error, ERROR_INVALID,
				 "'" STR_FMT "' is not a time like 2026-11-21T08:09:10Z",
				 STR_ARG(str_clip(s, 64)));
	if (day.year == 1) {
		*ret_instant = 0;
		return true;
	}

	instant_ms instant = civil_wall_ms(&day) + time - offset;

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

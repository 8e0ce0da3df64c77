#include "core/evidence/evidence.h"

#include <math.h>

static str without_trailing_zeros(str s)
{
	char point = '.';

	if (!str_contains(s, (str){ &point, 1 }))
		return s;
	while (s.bytes[s.length - 1] == '0')
		s.length--;
	if (s.bytes[s.length - 1] == point)
		s.length--;
	return s;
}

static str with_decimals(struct arena *arena, double number, int decimals)
{
	str text = without_trailing_zeros(arena_format(arena, "%.*f", decimals, number));

	/* -0.01 with one decimal is no other zero. */
	return str_is(text, "-0") ? STR("0") : text;
}

/* Three digits that say something, all digits of a whole number. */
static str plain(struct arena *arena, double number)
{
	double size = fabs(number);

	if (size > 0 && (size >= 1e15 || size < 1e-6))
		return arena_format(arena, "%.3g", number);
	if (size >= 10 || trunc(number) == number)
		return with_decimals(arena, number, 1);

	int decimals = 2 - (int)floor(log10(size));

	return with_decimals(arena, number, decimals);
}

static str bytes(struct arena *arena, double number, const char *per)
{
	static const char *const names[] = {
		"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"
	};
	size_t nth = 0;

	/* 1023.95 would be written as 1024.0. */
	for (; fabs(number) >= (nth == 0 ? 1024 : 1023.95) && nth < 6; nth++)
		number /= 1024;

	str text = with_decimals(arena, number, 1);

	return arena_format(arena, STR_FMT " %s%s", STR_ARG(text), names[nth], per);
}

static str seconds(struct arena *arena, double number)
{
	double size = fabs(number);

	if (size >= 3600 && size < 1e12)
		return duration_format(arena, (duration_ms)(number * 1000));
	if (size > 0 && size < 0.99995) {
		str text = plain(arena, number * 1000);

		return arena_format(arena, STR_FMT " ms", STR_ARG(text));
	}

	str text = with_decimals(arena, number, 1);

	return arena_format(arena, STR_FMT " s", STR_ARG(text));
}

static str behind(struct arena *arena, double number, str unit)
{
	str text = plain(arena, number);

	return arena_format(arena, STR_FMT " " STR_FMT, STR_ARG(text), STR_ARG(unit));
}

str quantity_format(struct arena *arena, double number, str unit)
{
	if (isnan(number))
		return STR("unknown");
	if (isinf(number))
		return number > 0 ? STR("infinite") : STR("-infinite");
	if (str_is(unit, "bytes"))
		return bytes(arena, number, "");
	if (str_is(unit, "bytes per second"))
		return bytes(arena, number, "/s");
	if (str_is(unit, "bytes per hour"))
		return bytes(arena, number, "/h");
	if (str_is(unit, "seconds"))
		return seconds(arena, number);
	if (str_is(unit, "milliseconds"))
		return seconds(arena, number / 1000);
	if (str_is(unit, "percent"))
		return behind(arena, number, STR("%"));
	if (str_is(unit, "per second"))
		return behind(arena, number, STR("/s"));
	return unit.length > 0 ? behind(arena, number, unit) : plain(arena, number);
}

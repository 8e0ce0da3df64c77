#include "diagnose/moment.h"

#include <string.h>

const char *const moment_form_words[] = {
	"times with a zone",
	"times without a zone, taken as UTC",
	"seconds since 1970",
	"milliseconds since 1970",
	"microseconds since 1970",
	"nanoseconds since 1970",
	NULL,
};

#define MICROS_PER_SECOND INT64_C(1000000)

/* Two digits of a time, below "end"; -1 when it is none. */
static int two_digits(str s, size_t at, int end)
{
	int tens, units;

	if (at + 2 > s.length)
		return -1;
	tens = s.bytes[at] - '0';
	units = s.bytes[at + 1] - '0';
	if (tens < 0 || tens > 9 || units < 0 || units > 9 || tens * 10 + units >= end)
		return -1;
	return tens * 10 + units;
}

static bool read_day(struct moments *moments, str text)
{
	struct error error = { 0 };
	char midnight[] = "....-..-..T00:00:00Z";

	if (memcmp(moments->day, text.bytes, sizeof(moments->day)) == 0)
		return true;
	memcpy(midnight, text.bytes, sizeof(moments->day));
	if (!instant_parse(str_of(midnight), &moments->day_ms, &error))
		return false;
	memcpy(moments->day, text.bytes, sizeof(moments->day));
	return true;
}

/* ".123456789", or ",123" as some loggers have it; gives how many bytes it took. */
static size_t read_fraction(str s, int64_t *ret_us)
{
	int64_t unit = MICROS_PER_SECOND / 10;
	size_t at = 1;

	if (s.length < 2 || (s.bytes[0] != '.' && s.bytes[0] != ','))
		return 0;
	for (; at < s.length && s.bytes[at] >= '0' && s.bytes[at] <= '9'; at++) {
		*ret_us += (s.bytes[at] - '0') * unit;
		unit /= 10;
	}
	return at;
}

/* "Z", "+02:00", "+0200", "-05" or nothing. */
static bool read_zone(str s, int64_t *ret_offset_minutes, bool *ret_has_zone)
{
	int hours, minutes = 0;

	*ret_has_zone = s.length > 0;
	if (s.length == 0 || str_is(s, "Z") || str_is(s, "z") || str_is(s, " UTC"))
		return true;
	if (s.bytes[0] != '+' && s.bytes[0] != '-')
		return false;
	hours = two_digits(s, 1, 24);
	if (s.length > 3)
		minutes = two_digits(s, s.bytes[3] == ':' ? 4 : 3, 60);
	if (hours < 0 || minutes < 0 || s.length > 6)
		return false;
	*ret_offset_minutes = (s.bytes[0] == '-' ? -1 : 1) * (hours * 60 + minutes);
	return true;
}

static bool read_calendar(struct moments *moments, str text, int64_t *ret_us)
{
	int hour = two_digits(text, 11, 24), minute = two_digits(text, 14, 60);
	int second = 0;
	int64_t offset_minutes = 0, us = 0;
	size_t at = 16;
	bool has_zone = false;

	if (text.length < 16 || (text.bytes[10] != 'T' && text.bytes[10] != ' ') ||
	    text.bytes[13] != ':' || hour < 0 || minute < 0 || !read_day(moments, text))
		return false;
	if (text.length > 16 && text.bytes[16] == ':') {
		second = two_digits(text, 17, 61); /* a leap second is the next one */
		at = 19;
		if (second < 0)
			return false;
		at += read_fraction(str_slice(text, at, text.length), &us);
	}
	if (!read_zone(str_slice(text, at, text.length), &offset_minutes, &has_zone))
		return false;
	moments->seen[has_zone ? MOMENT_ZONED : MOMENT_UNZONED] = true;
	*ret_us = moments->day_ms * 1000 + us +
		  ((hour * 60 + minute - offset_minutes) * 60 + second) *
			  MICROS_PER_SECOND;
	return true;
}

static enum moment_form form_of(double number)
{
	return number < 1e11   ? MOMENT_SECONDS
	       : number < 1e14 ? MOMENT_MILLIS
	       : number < 1e17 ? MOMENT_MICROS
			       : MOMENT_NANOS;
}

static bool read_number(struct moments *moments, str text, int64_t *ret_us)
{
	/* By the form: what makes microseconds of it. */
	static const double factors[] = {
		[MOMENT_SECONDS] = 1e6,
		[MOMENT_MILLIS] = 1e3,
		[MOMENT_MICROS] = 1,
		[MOMENT_NANOS] = 1e-3,
	};
	int64_t whole = 0;
	double number = 0;
	enum moment_form form;

	if (str_to_int(text, &whole))
		number = (double)whole;
	else if (!str_to_real(text, &number))
		return false;
	if (number < 0 || number > 1e19)
		return false;
	form = form_of(number);
	moments->seen[form] = true;
	/* A double has no room for today's nanoseconds. */
	if (form == MOMENT_NANOS && whole > 0)
		*ret_us = whole / 1000;
	else
		*ret_us = (int64_t)(number * factors[form] + 0.5);
	return *ret_us / 1000 <= INSTANT_MAX;
}

bool moment_read(struct moments *moments, str text, int64_t *ret_us)
{
	int64_t us = 0;

	text = str_trim(text);
	if (text.length > 10 && text.bytes[4] == '-' ? !read_calendar(moments, text, &us)
						     : !read_number(moments, text, &us))
		return false;
	if (us < 0)
		return false;
	*ret_us = us;
	return true;
}

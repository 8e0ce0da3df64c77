/* The calendar: days and dates, without time zones. */
#include "base/civil_private.h"

/* Counted in years that begin on March 1st, so that the leap day comes last; 400 of
 * them have 146,097 days. 719,468 days lie between 0000-03-01 and 1970-01-01. */
enum { DAYS_PER_ERA = 146097, DAYS_TO_1970 = 719468 };

int64_t civil_days(int year, int month, int day)
{
	int64_t from_march = month > 2 ? year : (int64_t)year - 1;
	int64_t era = (from_march >= 0 ? from_march : from_march - 399) / 400;
	int64_t year_of_era = from_march - era * 400;
	int64_t day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;

	return era * DAYS_PER_ERA + year_of_era * 365 + year_of_era / 4 -
	       year_of_era / 100 + day_of_year - DAYS_TO_1970;
}

void civil_of_days(int64_t days, int *ret_year, int *ret_month, int *ret_day)
{
	int64_t since = days + DAYS_TO_1970;
	int64_t era = (since >= 0 ? since : since - (DAYS_PER_ERA - 1)) / DAYS_PER_ERA;
	int64_t day_of_era = since - era * DAYS_PER_ERA;
	int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
			       day_of_era / (DAYS_PER_ERA - 1)) /
			      365;
	int64_t day_of_year = day_of_era -
			      (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t months = (5 * day_of_year + 2) / 153;
	int month = (int)(months < 10 ? months + 3 : months - 9);

	*ret_year = (int)(era * 400 + year_of_era + (month <= 2));
	*ret_month = month;
	*ret_day = (int)(day_of_year - (153 * months + 2) / 5 + 1);
}

int civil_weekday(int64_t days)
{
	/* 1970-01-01 was a Thursday. */
	return (int)(((days + 3) % 7 + 7) % 7);
}

int64_t civil_wall_ms(const struct civil *civil)
{
	return civil_days(civil->year, civil->month, civil->day) * DAY_MS +
	       civil->hour * HOUR_MS + civil->minute * MINUTE_MS +
	       civil->second * SECOND_MS;
}

bool take_digits(str *rest, size_t count, char end, int *ret_number)
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

bool take_one_of(str *rest, str allowed)
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

bool take_day(str *rest, struct civil *civil)
{
	return take_digits(rest, 4, '-', &civil->year) &&
	       take_digits(rest, 2, '-', &civil->month) &&
	       take_digits(rest, 2, '\0', &civil->day) &&
	       day_exists(civil->year, civil->month, civil->day);
}

/* "09:00" or "09:00:30". */
static bool take_hours(str *rest, struct civil *civil)
{
	return take_digits(rest, 2, ':', &civil->hour) &&
	       take_digits(rest, 2, '\0', &civil->minute) &&
	       (!take_one_of(rest, STR(":")) ||
		take_digits(rest, 2, '\0', &civil->second)) &&
	       civil->hour <= 23 && civil->minute <= 59 && civil->second <= 59;
}

bool civil_parse(str s, struct civil *ret_civil, struct error *error)
{
	struct civil civil = { 0 };
	str rest = s;
	bool valid = take_day(&rest, &civil);

	if (valid && rest.length > 0)
		valid = take_one_of(&rest, STR("T ")) && take_hours(&rest, &civil);
	if (!valid || rest.length > 0)
		return error_set(error, ERROR_INVALID,
				 "'" STR_FMT "' is not a day and time like "
				 "2026-11-21 09:00",
				 STR_ARG(str_clip(s, 64)));
	if (civil.year < 1970)
		return error_set(error, ERROR_INVALID,
				 "'" STR_FMT "' is not between the years 1970 and 9999",
				 STR_ARG(str_clip(s, 64)));
	*ret_civil = civil;
	return true;
}

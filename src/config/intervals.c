/* time_intervals in Alertmanager's own shape, and the maintenance windows that use them.
 */
#include "config/names.h"
#include "config/parts.h"
#include "config/values.h"

#include <string.h>

enum { DAY_MINUTES = 1440, MONTH_DAYS = 31, YEAR_FIRST = 1970, YEAR_LAST = 9999 };

static const char *const weekday_names[] = { "sunday",    "monday",   "tuesday",
					     "wednesday", "thursday", "friday",
					     "saturday",  NULL };
static const char *const month_names[] = {
	"january", "february",  "march",   "april",    "may",      "june", "july",
	"august",  "september", "october", "november", "december", NULL
};

/* What one kind of range is made of. */
struct range_kind {
	const char *what; /* "a day from sunday to saturday" */
	const char *const *names;
	int first; /* of the names */
	int least, most;
	bool numbers;
};

static const struct range_kind weekday_kind = {
	.what = "a day such as monday, or two such as monday:friday",
	.names = weekday_names,
	.most = 6,
};
static const struct range_kind month_kind = {
	.what = "a month such as january or 1, or two such as 1:3",
	.names = month_names,
	.first = 1,
	.least = 1,
	.most = 12,
	.numbers = true,
};
static const struct range_kind day_kind = {
	.what = "a day of the month such as 1 or -1 (its last), or two such as 1:7",
	.least = -MONTH_DAYS,
	.most = MONTH_DAYS,
	.numbers = true,
};
static const struct range_kind year_kind = {
	.what = "a year, or two such as 2026:2028",
	.least = YEAR_FIRST,
	.most = YEAR_LAST,
	.numbers = true,
};

static bool named(const struct range_kind *kind, str word, int *ret_value)
{
	for (int i = 0; kind->names && kind->names[i]; i++)
		if (word.length == strlen(kind->names[i]) &&
		    strncasecmp(word.bytes, kind->names[i], word.length) == 0) {
			*ret_value = kind->first + i;
			return true;
		}
	return false;
}

static bool bound_of(const struct range_kind *kind, str word, int *ret_value)
{
	int64_t number;

	if (named(kind, word, ret_value))
		return true;
	if (!kind->numbers || !str_to_int(word, &number) || number < kind->least ||
	    number > kind->most || number == 0)
		return false;
	*ret_value = (int)number;
	return true;
}

/* Counted in the longest month, so that what is refused is nothing in any. */
static int in_order(const struct range_kind *kind, int bound)
{
	return kind == &day_kind && bound < 0 ? MONTH_DAYS + 1 + bound : bound;
}

static void read_range(struct reader *reader, const struct spot *spot,
		       const struct range_kind *kind, struct range *range)
{
	str text, from, until;

	if (!reader_text(reader, spot, &text))
		return;
	if (!str_cut(text, ':', &from, &until))
		from = until = text;
	if (!bound_of(kind, str_trim(from), &range->from) ||
	    !bound_of(kind, str_trim(until), &range->until))
		reader_tell(reader, spot, "must be %s", kind->what);
	else if (in_order(kind, range->from) > in_order(kind, range->until) ||
		 (range->from < 0 && range->until > 0))
		reader_tell(reader, spot, "ends before it begins: write two of them");
}

static void read_ranges(struct reader *reader, const struct spot *spot,
			const struct range_kind *kind, struct ranges *ranges)
{
	if (!reader_is_list(reader, spot))
		return;
	if (tree_count(spot->tree) == 0)
		reader_tell(reader, spot, "is empty: it would never hold; leave it out");
	for (size_t i = 0; i < tree_count(spot->tree); i++) {
		struct spot item = spot_at(spot, i);

		read_range(reader, &item, kind, list_add(reader->arena, ranges));
	}
}

static void read_weekdays(struct reader *reader, const struct spot *spot, void *owner)
{
	struct stretch *stretch = owner;

	read_ranges(reader, spot, &weekday_kind, &stretch->weekdays);
}

static void read_days(struct reader *reader, const struct spot *spot, void *owner)
{
	struct stretch *stretch = owner;

	read_ranges(reader, spot, &day_kind, &stretch->days);
}

static void read_months(struct reader *reader, const struct spot *spot, void *owner)
{
	struct stretch *stretch = owner;

	read_ranges(reader, spot, &month_kind, &stretch->months);
}

static void read_years(struct reader *reader, const struct spot *spot, void *owner)
{
	struct stretch *stretch = owner;

	read_ranges(reader, spot, &year_kind, &stretch->years);
}

static bool digits_at(str text, size_t at, int *ret_number)
{
	int64_t number;

	if (text.bytes[at] < '0' || text.bytes[at] > '9' ||
	    !str_to_int(str_slice(text, at, 2), &number))
		return false;
	*ret_number = (int)number;
	return true;
}

static bool minute_of(str text, int *ret_minute)
{
	int hour = 0, minute = 0;

	if (text.length != 5 || text.bytes[2] != ':' || !digits_at(text, 0, &hour) ||
	    !digits_at(text, 3, &minute) || minute > 59)
		return false;
	*ret_minute = hour * 60 + minute;
	return *ret_minute <= DAY_MINUTES;
}

static void read_minute(struct reader *reader, const struct spot *spot, int *minute)
{
	str text;

	if (reader_text(reader, spot, &text) && !minute_of(text, minute))
		reader_tell(reader, spot, "must be a time of day from 00:00 to 24:00");
}

static void read_start(struct reader *reader, const struct spot *spot, void *owner)
{
	struct range *range = owner;

	read_minute(reader, spot, &range->from);
}

static void read_end(struct reader *reader, const struct spot *spot, void *owner)
{
	struct range *range = owner;

	read_minute(reader, spot, &range->until);
}

static void settle_times(struct reader *reader, const struct spot *spot, void *owner)
{
	const struct range *range = owner;

	if (range->until != 0 && range->from >= range->until)
		reader_tell_of(reader, spot, "end_time",
			       "must lie behind start_time: over midnight, write two of "
			       "them");
}

static const struct key times_key_items[] = {
	{ .name = "start_time", .kind = KEY_OWN, .read = read_start, .required = true },
	{ .name = "end_time", .kind = KEY_OWN, .read = read_end, .required = true },
};
static const struct keys times_keys = KEYS(struct range, times_key_items, settle_times);

static const struct key stretch_key_items[] = {
	{ .name = "times",
	  .kind = KEY_LIST,
	  .offset = offsetof(struct stretch, minutes.items),
	  .count_offset = offsetof(struct stretch, minutes.count),
	  .of = &times_keys },
	{ .name = "weekdays", .kind = KEY_OWN, .read = read_weekdays },
	{ .name = "days_of_month", .kind = KEY_OWN, .read = read_days },
	{ .name = "months", .kind = KEY_OWN, .read = read_months },
	{ .name = "years", .kind = KEY_OWN, .read = read_years },
	{ .name = "location",
	  .kind = KEY_ZONE,
	  .offset = offsetof(struct stretch, zone),
	  .fallback = "UTC" },
};
static const struct keys stretch_keys = KEYS(struct stretch, stretch_key_items, NULL);

static const struct key interval_key_items[] = {
	{ .name = "name",
	  .kind = KEY_TEXT,
	  .offset = offsetof(struct time_interval, name),
	  .required = true },
	{ .name = "time_intervals",
	  .kind = KEY_LIST,
	  .offset = offsetof(struct time_interval, stretches),
	  .count_offset = offsetof(struct time_interval, stretch_count),
	  .of = &stretch_keys,
	  .required = true },
};
const struct keys interval_keys = KEYS(struct time_interval, interval_key_items, NULL);

static const struct time_interval *find(const struct config *config, str name)
{
	for (size_t i = 0; i < config->interval_count; i++)
		if (str_equal(config->intervals[i].name, name))
			return &config->intervals[i];
	return NULL;
}

void read_interval_names(struct reader *reader, const struct spot *spot,
			 struct interval_list *list)
{
	const struct config *config = reader->config;

	if (!reader_is_list(reader, spot))
		return;
	list->items = arena_many(reader->arena, const struct time_interval *,
				 tree_count(spot->tree));
	for (size_t i = 0; i < tree_count(spot->tree); i++) {
		struct spot item = spot_at(spot, i);
		str name;

		if (reader_text(reader, &item, &name) &&
		    reader_knows(reader, &item, "time interval", name,
				 NAMED(config->intervals, config->interval_count)))
			list->items[list->count++] = find(config, name);
	}
}

static void read_during(struct reader *reader, const struct spot *spot, void *owner)
{
	struct maintenance *maintenance = owner;

	read_interval_names(reader, spot, &maintenance->during);
	if (spot->tree->kind == TREE_LIST && tree_count(spot->tree) == 0)
		reader_tell(reader, spot, "is empty: name a time interval");
}

static void read_instant(struct reader *reader, const struct spot *spot,
			 instant_ms *instant)
{
	struct error error = { 0 };
	str text;

	if (reader_text(reader, spot, &text) && !instant_parse(text, instant, &error))
		reader_tell(reader, spot,
			    "must be an instant such as 2026-12-31T00:00:00Z or "
			    "2026-12-31T01:00:00+01:00");
}

static void read_from(struct reader *reader, const struct spot *spot, void *owner)
{
	struct maintenance *maintenance = owner;

	read_instant(reader, spot, &maintenance->from);
}

static void read_until(struct reader *reader, const struct spot *spot, void *owner)
{
	struct maintenance *maintenance = owner;

	read_instant(reader, spot, &maintenance->until);
}

static void settle_maintenance(struct reader *reader, const struct spot *spot,
			       void *owner)
{
	const struct maintenance *maintenance = owner;
	bool during = spot_under(spot, "during").tree;
	bool from = spot_under(spot, "from").tree, until = spot_under(spot, "until").tree;

	if (spot_under(spot, "match").tree && maintenance->match_count == 0)
		reader_tell_of(reader, spot, "match",
			       "is empty: say what is maintained, or every alert would "
			       "be quiet");
	if (during && (from || until))
		reader_tell_of(reader, spot, from ? "from" : "until",
			       "stands beside during: a window has one time");
	else if (!during && (!from || !until))
		reader_tell(reader, spot,
			    "says not when it is: give it during, or from "
			    "and until");
	else if (from && until && maintenance->from != 0 && maintenance->until != 0 &&
		 maintenance->until <= maintenance->from)
		reader_tell_of(reader, spot, "until", "must lie behind from");
}

static const struct key maintenance_key_items[] = {
	{ .name = "name",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct maintenance, name),
	  .required = true },
	{ .name = "match",
	  .kind = KEY_MATCH,
	  .offset = offsetof(struct maintenance, match),
	  .count_offset = offsetof(struct maintenance, match_count),
	  .required = true },
	{ .name = "during", .kind = KEY_OWN, .read = read_during },
	{ .name = "from", .kind = KEY_OWN, .read = read_from },
	{ .name = "until", .kind = KEY_OWN, .read = read_until },
	{ .name = "reason",
	  .kind = KEY_TEXT,
	  .offset = offsetof(struct maintenance, reason),
	  .required = true },
};
const struct keys maintenance_keys = KEYS(struct maintenance, maintenance_key_items,
					  settle_maintenance);

void check_intervals(struct reader *reader, const struct spot *file)
{
	const struct config *config = reader->config;

	reader_tell_twice(reader, file, "time_intervals", "name",
			  NAMED(config->intervals, config->interval_count));
	reader_tell_twice(reader, file, "maintenance", "name",
			  NAMED(config->maintenance, config->maintenance_count));
}

/* Time intervals hold when Alertmanager's do, on the clocks of their place. */
#include "config_fixture.h"

#include "labels_fixture.h"

static instant_ms at(const char *text)
{
	struct error error = { 0 };
	instant_ms instant = 0;

	CHECK_OK(instant_parse(str_of(text), &instant, &error), error);
	return instant;
}

/* A configuration with one time interval of one stretch. */
static struct config *with_stretch(struct arena *arena, const char *stretch)
{
	return parse_well(arena,
			  arena_format(arena,
				       "time_intervals: [{name: x, time_intervals: "
				       "[{%s}]}]\n",
				       stretch)
				  .bytes);
}

static void a_stretch_holds_when_all_it_says_does(void)
{
	/* 2026-11-21 is a Saturday; 2026-02 has 28 days, 2028-02 has 29. */
	static const struct {
		const char *stretch, *at;
		bool holds;
	} cases[] = {
		{ "", "2026-11-21T12:00:00Z", true },
		{ "times: [{start_time: '09:00', end_time: '17:00'}]",
		  "2026-11-21T08:59:59Z", false },
		{ "times: [{start_time: '09:00', end_time: '17:00'}]",
		  "2026-11-21T09:00:00Z", true },
		{ "times: [{start_time: '09:00', end_time: '17:00'}]",
		  "2026-11-21T16:59:59Z", true },
		{ "times: [{start_time: '09:00', end_time: '17:00'}]",
		  "2026-11-21T17:00:00Z", false },
		{ "times: [{start_time: '00:00', end_time: '24:00'}]",
		  "2026-11-21T23:59:59Z", true },
		{ "times: [{start_time: '09:00', end_time: '17:00'}], location: "
		  "Europe/Berlin",
		  "2026-11-21T16:00:00Z", false },
		{ "times: [{start_time: '09:00', end_time: '17:00'}], location: "
		  "Europe/Berlin",
		  "2026-07-21T07:00:00Z", true },
		{ "weekdays: [saturday]", "2026-11-21T00:00:00Z", true },
		{ "weekdays: [Saturday]", "2026-11-20T23:59:59Z", false },
		{ "weekdays: ['monday:friday']", "2026-11-21T12:00:00Z", false },
		{ "weekdays: ['monday:friday', sunday]", "2026-11-22T12:00:00Z", true },
		{ "weekdays: ['sunday:saturday']", "2026-11-22T12:00:00Z", true },
		{ "weekdays: [sunday], location: Asia/Seoul", "2026-11-21T15:00:00Z",
		  true },
		{ "days_of_month: ['1:5']", "2026-11-05T12:00:00Z", true },
		{ "days_of_month: ['1:5']", "2026-11-06T12:00:00Z", false },
		{ "days_of_month: [21]", "2026-11-21T12:00:00Z", true },
		{ "days_of_month: ['-1']", "2026-11-30T12:00:00Z", true },
		{ "days_of_month: ['-1']", "2026-12-30T12:00:00Z", false },
		{ "days_of_month: ['-3:-1']", "2026-02-26T12:00:00Z", true },
		{ "days_of_month: ['-3:-1']", "2028-02-26T12:00:00Z", false },
		{ "days_of_month: ['25:-1']", "2026-02-28T12:00:00Z", true },
		{ "days_of_month: ['29:31']", "2026-02-28T12:00:00Z", false },
		{ "days_of_month: ['28:31']", "2026-02-28T12:00:00Z", true },
		{ "days_of_month: ['-31:-1']", "2026-02-01T12:00:00Z", true },
		{ "months: ['november:december']", "2026-11-21T12:00:00Z", true },
		{ "months: ['1:3', 'May']", "2026-05-21T12:00:00Z", true },
		{ "months: ['1:3', 'May']", "2026-04-21T12:00:00Z", false },
		{ "years: ['2020:2025', 2027]", "2026-11-21T12:00:00Z", false },
		{ "years: ['2020:2025', 2027]", "2027-11-21T12:00:00Z", true },
		{ "weekdays: [saturday], months: [december]", "2026-11-21T12:00:00Z",
		  false },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		scoped_config config = with_stretch(arena, cases[i].stretch);

		CHECK_CASE(interval_holds(&config->intervals[0], at(cases[i].at)) ==
				   cases[i].holds,
			   cases[i].stretch);
	}
}

static void its_end_is_found_on_the_clocks_of_the_place(void)
{
	static const struct {
		const char *stretch, *from, *change;
	} cases[] = {
		{ "times: [{start_time: '09:00', end_time: '17:00'}]",
		  "2026-11-21T08:00:00Z", "2026-11-21T09:00:00Z" },
		{ "times: [{start_time: '09:00', end_time: '17:00'}]",
		  "2026-11-21T09:00:00.001Z", "2026-11-21T17:00:00Z" },
		{ "times: [{start_time: '22:00', end_time: '24:00'}, {start_time: "
		  "'00:00', end_time: '06:00'}]",
		  "2026-11-21T23:00:00Z", "2026-11-22T06:00:00Z" },
		{ "weekdays: [saturday, sunday]", "2026-11-21T12:00:00Z",
		  "2026-11-23T00:00:00Z" },
		{ "weekdays: ['monday:friday'], location: Europe/Berlin",
		  "2026-11-21T12:00:00Z", "2026-11-22T23:00:00Z" },
		{ "months: [december]", "2026-01-15T12:00:00Z", "2026-12-01T00:00:00Z" },
		/* Clocks go from 02:00 to 03:00 and from 03:00 back to 02:00. */
		{ "times: [{start_time: '02:30', end_time: '04:00'}], location: "
		  "Europe/Berlin",
		  "2026-03-28T23:00:00Z", "2026-03-29T01:00:00Z" },
		{ "times: [{start_time: '02:30', end_time: '04:00'}], location: "
		  "Europe/Berlin",
		  "2026-10-25T00:40:00Z", "2026-10-25T01:00:00Z" },
		{ "times: [{start_time: '02:30', end_time: '04:00'}], location: "
		  "Europe/Berlin",
		  "2026-10-25T01:00:00Z", "2026-10-25T01:30:00Z" },
		{ "", "2026-11-21T12:00:00Z", "" },
		{ "years: [2020]", "2026-11-21T12:00:00Z", "" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		scoped_config config = with_stretch(arena, cases[i].stretch);
		instant_ms change = interval_next_change(&config->intervals[0],
							 at(cases[i].from));

		if (cases[i].change[0] == '\0')
			CHECK_INT(change, INSTANT_MAX);
		else
			CHECK_STR_EQ(instant_format(arena, change),
				     str_of(cases[i].change));
	}
}

/* Saturday comes by the first, Sunday by the second: together it is one weekend. */
static void stretches_that_touch_are_one(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = parse_well(
		arena, "time_intervals:\n"
		       "  - name: weekend\n"
		       "    time_intervals:\n"
		       "      - {weekdays: [saturday], location: Europe/Berlin}\n"
		       "      - {weekdays: [sunday], location: Europe/Berlin}\n");
	const struct time_interval *weekend = &config->intervals[0];
	instant_ms noon = at("2026-11-21T12:00:00Z");

	CHECK_STR(interval_sentence(arena, weekend, noon),
		  "weekend (until Mon 2026-11-23 00:00 CET)");
	CHECK_STR(interval_sentence(arena, weekend, noon + 2 * DAY_MS),
		  "weekend (from Sat 2026-11-28 00:00 CET)");
}

static const char windows[] =
	"time_intervals:\n"
	"  - name: nights\n"
	"    time_intervals: [{times: [{start_time: '00:00', end_time: '06:00'}]}]\n"
	"  - name: mornings\n"
	"    time_intervals: [{times: [{start_time: '06:00', end_time: '08:00'}]}]\n"
	"  - name: always\n"
	"    time_intervals: [{}]\n"
	"maintenance:\n"
	"  - name: once\n"
	"    match: {alertname: Down, service: pay}\n"
	"    from: 2026-11-21T10:00:00Z\n"
	"    until: 2026-11-21T12:00:00Z\n"
	"    reason: new disks\n"
	"  - name: nightly\n"
	"    match: {alertname: Down, service: pay}\n"
	"    during: [nights, mornings]\n"
	"    reason: backups\n"
	"  - name: forever\n"
	"    match: {alertname: Down, service: pay}\n"
	"    during: [always]\n"
	"    reason: nobody remembers\n"
	"  - name: wide\n"
	"    match: ['service=~\"p.*\"']\n"
	"    from: 2026-11-21T10:00:00Z\n"
	"    until: 2026-11-21T12:00:00Z\n"
	"    reason: new disks\n";

static void a_window_keeps_quiet_while_it_is_on(void)
{
	static const struct {
		size_t window;
		const char *labels, *at;
		int64_t rank;
		const char *why_not;
	} cases[] = {
		{ 0, "alertname=Down service=pay", "2026-11-21T10:00:00Z", 0, "" },
		{ 0, "alertname=Down service=pay", "2026-11-21T12:00:00Z", 1,
		  "it is not on" },
		{ 0, "alertname=Up service=pay", "2026-11-21T11:00:00Z", 1,
		  "alertname=\"Down\" does not match" },
		{ 1, "alertname=Down service=pay", "2026-11-21T05:00:00Z", 0, "" },
		{ 1, "alertname=Down service=pay", "2026-11-21T08:00:00Z", 1,
		  "it is not on" },
		{ 2, "alertname=Down service=pay", "2026-11-21T08:00:00Z", 1, "" },
		{ 2, "alertname=Down service=pay", "2026-11-21T08:00:00Z", 0,
		  "rank 0: it lasts longer than 24 h" },
		{ 3, "alertname=Down service=pay", "2026-11-21T11:00:00Z", 1, "" },
		{ 3, "alertname=Down service=pay", "2026-11-21T11:00:00Z", 0,
		  NAMES_NOT_THE_WORST },
	};
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = parse_well(arena, windows);

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct maintenance *window = &config->maintenance[cases[i].window];
		struct labels labels = labels_from(arena, cases[i].labels);
		str why_not;

		CHECK_INT(maintenance_covers(arena, window, &labels, cases[i].rank,
					     at(cases[i].at), &why_not),
			  cases[i].why_not[0] == '\0');
		CHECK_STR_EQ(why_not, str_of(cases[i].why_not));
	}
}

static void a_window_says_when_and_why(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = parse_well(arena, windows);
	instant_ms early = at("2026-11-21T01:00:00Z");

	CHECK_STR(maintenance_sentence(arena, &config->maintenance[0], early),
		  "maintenance once from 2026-11-21T10:00:00Z: new disks");
	/* Nights go over into mornings. */
	CHECK_STR(maintenance_sentence(arena, &config->maintenance[1], early),
		  "maintenance nightly until 2026-11-21T08:00:00Z: backups");
	CHECK_STR(maintenance_sentence(arena, &config->maintenance[2], early),
		  "maintenance forever: nobody remembers");
}

static void a_window_says_when_it_began(void)
{
	static const struct {
		size_t window;
		const char *at, *began; /* "": it is not on, or always was */
	} cases[] = {
		{ 0, "2026-11-21T09:59:00Z", "" },
		{ 0, "2026-11-21T10:00:00Z", "2026-11-21T10:00:00Z" },
		{ 0, "2026-11-21T11:59:00Z", "2026-11-21T10:00:00Z" },
		{ 0, "2026-11-21T12:00:00Z", "" },
		/* Nights go over into mornings. */
		{ 1, "2026-11-21T07:30:00Z", "2026-11-21T00:00:00Z" },
		{ 1, "2026-11-21T09:00:00Z", "" },
		{ 2, "2026-11-21T09:00:00Z", "" },
	};
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = parse_well(arena, windows);

	for (size_t i = 0; i < COUNT_OF(cases); i++)
		CHECK_INT(maintenance_began(&config->maintenance[cases[i].window],
					    at(cases[i].at)),
			  cases[i].began[0] ? at(cases[i].began) : 0);
}

#define STRETCH(text) "time_intervals: [{name: x, time_intervals: [{" text "}]}]\n"
#define WHERE         "time_intervals[0].time_intervals[0]."

static const struct wrong wrong[] = {
	{ STRETCH("weekdays: ['friday:monday']"), 1, 57, WHERE "weekdays[0]",
	  "ends before it begins: write two of them" },
	{ STRETCH("weekdays: [mon]"), 1, 57, WHERE "weekdays[0]",
	  "must be a day such as monday, or two such as monday:friday" },
	{ STRETCH("weekdays: [1]"), 1, 57, WHERE "weekdays[0]",
	  "must be a day such as monday, or two such as monday:friday" },
	{ STRETCH("weekdays: []"), 1, 56, WHERE "weekdays",
	  "is empty: it would never hold; leave it out" },
	{ STRETCH("days_of_month: [0]"), 1, 62, WHERE "days_of_month[0]",
	  "must be a day of the month such as 1 or -1 (its last), or two such as 1:7" },
	{ STRETCH("days_of_month: ['-1:5']"), 1, 62, WHERE "days_of_month[0]",
	  "ends before it begins: write two of them" },
	{ STRETCH("days_of_month: [32]"), 1, 62, WHERE "days_of_month[0]",
	  "must be a day of the month such as 1 or -1 (its last), or two such as 1:7" },
	{ STRETCH("months: ['12:1']"), 1, 55, WHERE "months[0]",
	  "ends before it begins: write two of them" },
	{ STRETCH("months: [13]"), 1, 55, WHERE "months[0]",
	  "must be a month such as january or 1, or two such as 1:3" },
	{ STRETCH("years: [soon]"), 1, 54, WHERE "years[0]",
	  "must be a year, or two such as 2026:2028" },
	{ STRETCH("times: [{start_time: '9:00', end_time: '17:00'}]"), 1, 67,
	  WHERE "times[0].start_time", "must be a time of day from 00:00 to 24:00" },
	{ STRETCH("times: [{start_time: '22:00', end_time: '06:00'}]"), 1, 86,
	  WHERE "times[0].end_time",
	  "must lie behind start_time: over midnight, write two of them" },
	{ STRETCH("times: [{start_time: '22:00'}]"), 1, 54, WHERE "times[0].end_time",
	  "is missing" },
	{ STRETCH("location: Europe/Berlyn"), 1, 56, WHERE "location",
	  "there is no time zone 'Europe/Berlyn'; did you mean Europe/Berlin?" },
	{ "time_intervals: [{name: x, time_intervals: []},\n"
	  "  {name: x, time_intervals: []}]\n",
	  2, 10, "time_intervals[1].name", "'x' occurs twice" },
	{ "maintenance: [{name: x, match: {a: b}, reason: y, during: [nights]}]\n", 1, 60,
	  "maintenance[0].during[0]", "there is no time interval 'nights'" },
	{ "maintenance: [{name: x, match: {a: b}, reason: y}]\n", 1, 15, "maintenance[0]",
	  "says not when it is: give it during, or from and until" },
	{ "maintenance: [{name: x, match: {}, reason: y, from: 2026-11-21T10:00:00Z, "
	  "until: 2026-11-22T10:00:00Z}]\n",
	  1, 32, "maintenance[0].match",
	  "is empty: say what is maintained, or every alert would be quiet" },
	{ "maintenance: [{name: x, match: {a: b}, reason: y, from: 2026-11-21T10:00:00Z, "
	  "until: 2026-11-20T10:00:00Z}]\n",
	  1, 86, "maintenance[0].until", "must lie behind from" },
	{ "maintenance: [{name: x, match: {a: b}, reason: y, from: 2026-11-21T10:00:00Z, "
	  "until: tomorrow}]\n",
	  1, 86, "maintenance[0].until",
	  "must be an instant such as 2026-12-31T00:00:00Z or "
	  "2026-12-31T01:00:00+01:00" },
};

static void each_problem_says_where_and_what(void)
{
	check_wrong(wrong, COUNT_OF(wrong));
}

const struct test tests[] = {
	{ "a stretch holds when all it says does",
	  a_stretch_holds_when_all_it_says_does },
	{ "its end is found on the clocks of the place",
	  its_end_is_found_on_the_clocks_of_the_place },
	{ "stretches that touch are one", stretches_that_touch_are_one },
	{ "a window keeps quiet while it is on", a_window_keeps_quiet_while_it_is_on },
	{ "a window says when and why", a_window_says_when_and_why },
	{ "a window says when it began", a_window_says_when_it_began },
	{ "each problem says where and what", each_problem_says_where_and_what },
	{ 0 },
};

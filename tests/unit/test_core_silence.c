/* A silence is over by itself, and the worst is not kept quiet by accident. */
#include "labels_fixture.h"

#include "core/alerting/silence.h"

enum { ARENA_BYTES = 16 << 20 };

static const instant_ms noon = 1000000 * HOUR_MS;

static struct silence silence_of(instant_ms starts_at, instant_ms ends_at)
{
	return (struct silence){ .uid = STR("3f0c"),
				 .matchers = STR("[1]"),
				 .comment = STR("planned work"),
				 .created_by = STR("amy"),
				 .starts_at = starts_at,
				 .ends_at = ends_at };
}

static void its_state_follows_from_the_time(void)
{
	struct silence silence = silence_of(noon, noon + HOUR_MS);

	CHECK_INT(silence_state(&silence, noon - 1), SILENCE_PENDING);
	CHECK_INT(silence_due(&silence, noon - 1), noon);
	CHECK_INT(silence_state(&silence, noon), SILENCE_ACTIVE);
	CHECK_INT(silence_due(&silence, noon), noon + HOUR_MS);
	CHECK_INT(silence_state(&silence, noon + HOUR_MS - 1), SILENCE_ACTIVE);
	CHECK_INT(silence_state(&silence, noon + HOUR_MS), SILENCE_EXPIRED);
	CHECK_INT(silence_due(&silence, noon + HOUR_MS), 0);
	silence.expired_at = noon + 1;
	CHECK_INT(silence_state(&silence, noon + 2), SILENCE_EXPIRED);
}

static void what_cannot_be_meant_is_refused(void)
{
	static const struct {
		const char *matchers, *comment, *created_by;
		instant_ms starts, ends; /* from now on */
		const char *error;
	} cases[] = {
		{ "a=b", "why", "amy", 0, HOUR_MS, "" },
		{ "a=b", "why", "amy", -DAY_MS, 1, "" },
		{ "a!=b,c=d", "why", "amy", 0, HOUR_MS, "" },
		{ "a!=\"\"", "why", "amy", 0, HOUR_MS, "" },
		{ "a=b", "why", "amy", HOUR_MS, HOUR_MS,
		  "endsAt: must lie behind startsAt" },
		{ "a=b", "why", "amy", -HOUR_MS, 0, "endsAt: lies in the past" },
		{ "a=b", "why", "amy", 0, -noon,
		  "endsAt: is missing: a silence needs an end" },
		{ "a=b", "why", "amy", -noon, HOUR_MS, "startsAt: is missing" },
		{ "", "why", "amy", 0, HOUR_MS, "matchers: at least one is needed" },
		{ "a!=b,c=~\".*\",d=\"\"", "why", "amy", 0, HOUR_MS,
		  "matchers: each of them holds for a label that is not there, so this "
		  "would silence everything" },
		{ "a=b", " ", "amy", 0, HOUR_MS, "comment: say why" },
		{ "a=b", "why", "", 0, HOUR_MS, "createdBy: say who silences it" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(ARENA_BYTES);
		struct matchers matchers = matchers_from(arena, cases[i].matchers);
		struct silence silence = silence_of(noon + cases[i].starts,
						    noon + cases[i].ends);
		struct error error = { 0 };

		silence.comment = str_of(cases[i].comment);
		silence.created_by = str_of(cases[i].created_by);
		CHECK_CASE(silence_check(&silence, &matchers, noon, &error) ==
				   (cases[i].error[0] == '\0'),
			   cases[i].error);
		CHECK_STR_EQ(str_of(error.text), str_of(cases[i].error));
	}
}

static void a_change_that_alertmanager_allows_keeps_it(void)
{
	struct silence pending = silence_of(noon + HOUR_MS, noon + 2 * HOUR_MS);
	struct silence active = silence_of(noon - HOUR_MS, noon + HOUR_MS);
	struct silence expired = silence_of(noon - HOUR_MS, noon);
	struct silence changed = active;

	changed.ends_at = noon + DAY_MS;
	CHECK(silence_may_become(&active, &changed, noon));
	changed.starts_at += 400; /* senders cut the fraction */
	CHECK(silence_may_become(&active, &changed, noon));
	changed.starts_at = noon;
	CHECK(!silence_may_become(&active, &changed, noon));
	CHECK(silence_may_become(&pending, &changed, noon));
	CHECK(!silence_may_become(&expired, &changed, noon));
	changed.starts_at = noon - 1;
	CHECK(!silence_may_become(&pending, &changed, noon));
	changed = active;
	changed.ends_at = noon - 1;
	CHECK(!silence_may_become(&active, &changed, noon));
	changed = active;
	changed.matchers = STR("[2]");
	CHECK(!silence_may_become(&active, &changed, noon));
}

static void it_covers_the_worst_only_by_name_and_for_a_day(void)
{
	static const char *const by_name =
		"rank 0: it does not name the alert: that needs alertname=\"…\" and "
		"service=\"…\" or instance=\"…\"";
	const struct {
		const char *matchers;
		duration_ms starts, ends; /* from now on */
		int64_t rank;
		const char *why_not;
	} cases[] = {
		{ "service=pay", -HOUR_MS, 9 * DAY_MS, 1, "" },
		{ "service=~\"p.*\"", -1, 1, 3, "" },
		{ "service=pay", 1, HOUR_MS, 1, "it begins at 2084-01-29T16:00:00.001Z" },
		{ "service=pay", -HOUR_MS, 0, 1, "it has ended" },
		{ "service=shop", -HOUR_MS, 1, 1, "service=\"shop\" does not match" },
		{ "alertname=Down,service=pay", 0, DAY_MS, 0, "" },
		{ "alertname=Down,instance=a", 0, DAY_MS, 0, "" },
		{ "alertname=Down,service=pay,env=~\".*\"", 0, DAY_MS, 0, "" },
		{ "alertname=Down,service=pay", 0, DAY_MS + 1, 0,
		  "rank 0: it lasts 1d 0h, and 24 h is the most" },
		{ "alertname=Down,service=pay", -DAY_MS, 1, 0,
		  "rank 0: it lasts 1d 0h, and 24 h is the most" },
		{ "alertname=Down", 0, HOUR_MS, 0, by_name },
		{ "service=pay,instance=a", 0, HOUR_MS, 0, by_name },
		{ "alertname=~Down,service=pay", 0, HOUR_MS, 0, by_name },
		{ "alertname=Down,service=~pay", 0, HOUR_MS, 0, by_name },
		{ "alertname=Down,service!=shop", 0, HOUR_MS, 0, by_name },
		{ "alertname=Down,service=\"\"", 0, HOUR_MS, 0,
		  "service=\"\" does not match" },
	};
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct labels labels = labels_from(arena,
					   "alertname=Down instance=a service=pay");

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct silence_rule rule = {
			.silence = silence_of(noon + cases[i].starts,
					      noon + cases[i].ends),
			.matchers = matchers_from(arena, cases[i].matchers),
		};
		str why_not;
		bool covers = silence_covers(arena, &rule, &labels, cases[i].rank, noon,
					     &why_not);

		CHECK_CASE(covers == (cases[i].why_not[0] == '\0'), cases[i].matchers);
		CHECK_STR_EQ(why_not, str_of(cases[i].why_not));
	}
}

static void it_says_who_until_when_and_why(void)
{
	scoped_arena arena = arena_new(ARENA_BYTES);
	struct silence silence = silence_of(noon, noon + HOUR_MS);

	CHECK_STR(silence_sentence(arena, &silence),
		  "silenced by amy until 2084-01-29T17:00:00Z: planned work (3f0c)");
}

static void its_name_is_a_uuid(void)
{
	static const char *const bad[] = {
		"",
		"3f0c",
		"00112233-4455-4677-8899-aabbccddeef",
		"00112233-4455-4677-8899-aabbccddeefg",
		"001122334455-4677-8899-aabb-ccddeeff",
		"00112233-4455-4677-8899-aabbccddeeff ",
	};
	scoped_arena arena = arena_new(ARENA_BYTES);
	unsigned char bytes[16];

	for (size_t i = 0; i < 16; i++)
		bytes[i] = (unsigned char)(i * 0x11);
	CHECK_STR(uuid_format(arena, bytes), "00112233-4455-4677-8899-aabbccddeeff");
	CHECK(uuid_is_valid(uuid_format(arena, bytes)));
	CHECK(uuid_is_valid(STR("00112233-4455-1677-C899-AABBCCDDEEFF")));
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		CHECK_CASE(!uuid_is_valid(str_of(bad[i])), bad[i]);
}

const struct test tests[] = {
	{ "its state follows from the time", its_state_follows_from_the_time },
	{ "what cannot be meant is refused", what_cannot_be_meant_is_refused },
	{ "a change that Alertmanager allows keeps it",
	  a_change_that_alertmanager_allows_keeps_it },
	{ "it covers the worst only by name and for a day",
	  it_covers_the_worst_only_by_name_and_for_a_day },
	{ "it says who, until when and why", it_says_who_until_when_and_why },
	{ "its name is a UUID", its_name_is_a_uuid },
	{ 0 },
};

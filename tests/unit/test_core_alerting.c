/* An alert is told apart by its labels, and by nothing that a re-send changes. */
#include "check.h"

#include "core/alerting/alert.h"

#include <string.h>

static const unsigned char key[16] = "0123456789abcdef";
static const instant_ms now = 1000000 * SECOND_MS;
static const duration_ms timeout = 5 * MINUTE_MS;

#define LABELS(...) \
	(struct labels) \
	{ \
		.items = (struct label[]){ __VA_ARGS__ }, \
		.count = sizeof((struct label[]){ __VA_ARGS__ }) / sizeof(struct label) \
	}
#define LABEL(name, value) \
	{ \
		STR_INIT(name), STR_INIT(value) \
	}

static struct alert_fact fact_of(instant_ms starts_at, instant_ms ends_at, bool firing)
{
	static struct label items[] = { LABEL("alertname", "Down") };

	return (struct alert_fact){ .labels = { items, 1, 1 },
				    .starts_at = starts_at,
				    .ends_at = ends_at,
				    .firing = firing };
}

static void labels_are_sorted_and_empty_ones_dropped(void)
{
	struct labels labels = LABELS(LABEL("b", "2"), LABEL("c", ""), LABEL("ab", "3"),
				      LABEL("a", "1"));
	str twice = { 0 };

	CHECK(labels_settle(&labels, &twice));
	CHECK_INT(labels.count, 3);
	CHECK_STR(labels.items[0].name, "a");
	CHECK_STR(labels.items[1].name, "ab");
	CHECK_STR(labels.items[2].name, "b");
	CHECK_STR(labels_get(&labels, "ab"), "3");
	CHECK_STR(labels_get(&labels, "c"), "");
}

static void a_name_that_occurs_twice_is_refused(void)
{
	struct labels labels = LABELS(LABEL("b", "2"), LABEL("a", "1"), LABEL("b", "2"));
	str twice = { 0 };

	CHECK(!labels_settle(&labels, &twice));
	CHECK_STR(twice, "b");
}

/* Both were computed by Prometheus' own code: the second in a webhook of
 * Alertmanager 0.25. */
static void the_fingerprint_is_prometheus_own(void)
{
	struct labels none = { 0 };
	struct labels song = LABELS(LABEL("fear", "love is not enough"),
				    LABEL("name", "garland, briggs"));
	struct labels order = LABELS(
		LABEL("alertname", "OrderServiceHighErrorRate"), LABEL("cluster", "lab"),
		LABEL("namespace", "production"), LABEL("region", "loopback"),
		LABEL("service", "order-service"), LABEL("severity", "critical"),
		LABEL("team", "orders"));

	CHECK(alert_fingerprint(&none) == 14695981039346656037u);
	CHECK(alert_fingerprint(&song) == 5799056148416392346u);
	CHECK(alert_fingerprint(&order) == 0x5059f2fababe016eu);
}

static bool same_key(struct labels a, struct labels b)
{
	struct siphash_128 left = alert_key(&a, key), right = alert_key(&b, key);

	return left.high == right.high && left.low == right.low;
}

static void different_labels_have_different_keys(void)
{
	unsigned char other[16] = { 0 };
	struct labels labels = LABELS(LABEL("ab", "c"), LABEL("d", "e"));
	struct siphash_128 here = alert_key(&labels, key);
	struct siphash_128 there = alert_key(&labels, other);

	CHECK(same_key(labels, LABELS(LABEL("ab", "c"), LABEL("d", "e"))));
	CHECK(!same_key(labels, LABELS(LABEL("a", "bc"), LABEL("d", "e"))));
	CHECK(!same_key(labels, LABELS(LABEL("ab", "c"), LABEL("d", "f"))));
	CHECK(!same_key(labels, LABELS(LABEL("ab", "c"))));
	CHECK(here.low != there.low);
}

/* More than what is hashed without an allocation. */
static void large_labels_have_keys_too(void)
{
	static char value[16 << 10];
	struct label item = { STR("description"), { value, sizeof(value) } };
	struct labels labels = { &item, 1, 1 };

	memset(value, 'x', sizeof(value));

	struct siphash_128 before = alert_key(&labels, key);

	value[sizeof(value) - 1] = 'y';
	CHECK(before.low != alert_key(&labels, key).low);
}

static void a_resend_with_a_new_end_is_the_same_content(void)
{
	struct alert_fact fact = fact_of(now, now + timeout, true);
	uint64_t content = alert_content(&fact, key);
	struct label annotation = LABEL("value", "0.97");

	fact.ends_at += MINUTE_MS;
	fact.annotations = (struct labels){ &annotation, 1, 1 };
	CHECK(alert_content(&fact, key) == content);
	fact.firing = false;
	CHECK(alert_content(&fact, key) != content);
	fact.firing = true;
	fact.starts_at++;
	CHECK(alert_content(&fact, key) != content);
}

static void what_the_sender_left_out_is_filled_in(void)
{
	static const struct {
		const char *name;
		instant_ms starts_at, ends_at;
		bool firing;
		instant_ms want_starts_at, want_ends_at;
		bool want_firing;
	} cases[] = {
		{ "nothing said", 0, 0, true, now, now + timeout, true },
		{ "start said", now - 9, 0, true, now - 9, now + timeout, true },
		{ "end ahead", now - 9, now + 9, true, now - 9, now + 9, true },
		{ "end passed", now - 9, now - 5, true, now - 9, now - 5, false },
		{ "end is now", now - 9, now, true, now - 9, now, false },
		{ "only an end", 0, now - 5, true, now - 5, now - 5, false },
		{ "resolved, no end", now - 9, 0, false, now - 9, now, false },
		{ "resolved, end ahead", now - 9, now + 9, false, now - 9, now, false },
		{ "the sender's clock is an hour ahead", now + HOUR_MS, 0, true,
		  now + HOUR_MS, now + HOUR_MS + timeout, true },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct alert_fact fact = fact_of(cases[i].starts_at, cases[i].ends_at,
						 cases[i].firing);
		struct error error = { 0 };

		CHECK_OK(alert_settle(&fact, now, timeout, &error), error);
		CHECK_CASE(fact.starts_at == cases[i].want_starts_at, cases[i].name);
		CHECK_CASE(fact.ends_at == cases[i].want_ends_at, cases[i].name);
		CHECK_CASE(fact.firing == cases[i].want_firing, cases[i].name);
	}
}

static void what_makes_no_sense_is_refused_with_its_field(void)
{
	struct alert_fact fact = fact_of(now, now - 1, true);
	struct error error = { 0 };

	CHECK(!alert_settle(&fact, now, timeout, &error));
	CHECK_STR(str_of(error.text), "endsAt: it lies before startsAt");
	fact = fact_of(now, 0, true);
	fact.labels.count = 0;
	CHECK(!alert_settle(&fact, now, timeout, &error));
	CHECK_INT(error.kind, ERROR_INVALID);
}

const struct test tests[] = {
	{ "labels are sorted and empty ones dropped",
	  labels_are_sorted_and_empty_ones_dropped },
	{ "a name that occurs twice is refused", a_name_that_occurs_twice_is_refused },
	{ "the fingerprint is Prometheus' own", the_fingerprint_is_prometheus_own },
	{ "different labels have different keys", different_labels_have_different_keys },
	{ "large labels have keys too", large_labels_have_keys_too },
	{ "a re-send with a new end is the same content",
	  a_resend_with_a_new_end_is_the_same_content },
	{ "what the sender left out is filled in",
	  what_the_sender_left_out_is_filled_in },
	{ "what makes no sense is refused with its field",
	  what_makes_no_sense_is_refused_with_its_field },
	{ 0 },
};

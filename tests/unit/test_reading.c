/* Free text is read by rules. The phrases stand in phrases/: tuned.tsv may be read when
 * rules are changed; held-out.tsv is for measuring alone, and nothing is fitted to it. */
#include "config_fixture.h"

#include "base/text.h"
#include "core/alerting/reading.h"

#include <string.h>

/* What was reached; a change that reads fewer of them right is a step back. */
enum { TUNED_RIGHT = 146, TUNED = 150, HELD_OUT_RIGHT = 14, HELD_OUT = 30 };

static str file_named(struct arena *arena, const char *name)
{
	static char bytes[64 << 10];
	str path = arena_format(arena, "%s/phrases/%s", FIXTURES, name);
	FILE *file = fopen(path.bytes, "r");
	size_t length;

	if (!file) {
		check_failed(__FILE__, __LINE__, "%s cannot be read", path.bytes);
		exit(1);
	}
	length = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	return arena_copy(arena, (str){ bytes, length });
}

static struct config *phrases_config(struct arena *arena)
{
	return parse_well(arena, file_named(arena, "stanch.yaml").bytes);
}

static str or_none(str name)
{
	return name.length > 0 ? name : STR("-");
}

static str verdict_word(enum reading_verdict verdict)
{
	return verdict == READING_INCIDENT  ? STR("yes")
	       : verdict == READING_UNCLEAR ? STR("unclear")
					    : STR("no");
}

/* The line, without its text, as it was read. */
static str read_as(struct arena *arena, const struct config *config, str text)
{
	struct text_reading reading = text_read(arena, text, &config->vocabulary);

	return arena_format(arena, STR_FMT "\t" STR_FMT "\t" STR_FMT "\t" STR_FMT,
			    STR_ARG(or_none(reading.service.name)),
			    STR_ARG(or_none(reading.environment.name)),
			    STR_ARG(or_none(reading.symptom.name)),
			    STR_ARG(verdict_word(reading.verdict)));
}

/* Of a line's fields those that are right, for the report. */
static void count_fields(str got, str wanted, size_t counts[4])
{
	str one, other;

	for (size_t i = 0;
	     i < 4 && str_next(&got, '\t', &one) && str_next(&wanted, '\t', &other); i++)
		counts[i] += str_equal(one, other);
}

static size_t count_right(const char *name, size_t *ret_count)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = phrases_config(arena);
	str rest = file_named(arena, name), line, text, wanted;
	size_t right = 0, fields[4] = { 0 };

	*ret_count = 0;
	while (str_next(&rest, '\n', &line)) {
		if (str_starts_with(line, STR("#")) ||
		    !str_cut(line, '\t', &text, &wanted))
			continue;
		str got = read_as(arena, config, text);

		++*ret_count;
		count_fields(got, wanted, fields);
		right += str_equal(got, wanted);
		if (!str_equal(got, wanted))
			printf("# %s: '" STR_FMT "'\n#   want " STR_FMT
			       "\n#   got  " STR_FMT "\n",
			       name, STR_ARG(text), STR_ARG(wanted), STR_ARG(got));
	}
	printf("# %s: %zu of %zu phrases are read exactly right; service %zu, "
	       "environment "
	       "%zu, symptom %zu, incident or not %zu\n",
	       name, right, *ret_count, fields[0], fields[1], fields[2], fields[3]);
	return right;
}

static void the_phrases_are_read_as_well_as_they_were(void)
{
	size_t count;

	CHECK(count_right("tuned.tsv", &count) >= TUNED_RIGHT);
	CHECK_INT(count, TUNED);
}

static void phrases_that_no_rule_was_made_for_are_read_as_well_as_they_were(void)
{
	size_t count;

	CHECK(count_right("held-out.tsv", &count) >= HELD_OUT_RIGHT);
	CHECK_INT(count, HELD_OUT);
}

static struct text_reading read_text(struct arena *arena, const struct config *config,
				     const char *text)
{
	return text_read(arena, str_of(text), &config->vocabulary);
}

static void a_reading_says_by_which_words(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = phrases_config(arena);
	struct text_reading reading = read_text(
		arena, config,
		"Production order-service pods are restarting with OOMKilled.\n "
		"Analyze the incident.");

	CHECK_STR_EQ(reading_explain(arena, &reading),
		     STR("service order-service: named in the text ('order-service'); "
			 "environment production: named in the text ('Production'); "
			 "symptom OOMKilled: named in the text ('OOMKilled')"));
	CHECK_INT(reading.service.at, 11);
	CHECK_INT(reading.open_count, 0);
}

static void what_is_open_is_asked_in_the_language_of_the_text(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = phrases_config(arena);
	struct text_reading reading = read_text(arena, config, "everything is slow");

	CHECK_INT(reading.open_count, 2);
	CHECK_STR_EQ(str_of(reading.open[0].about), STR("service"));
	CHECK_STR_EQ(reading.open[0].asks,
		     STR("Which service is it? (order-service, cart, checkout, "
			 "payment-gateway, user-api, inventory, search, redis, …)"));
	CHECK_STR_EQ(reading.open[1].asks,
		     STR("In which environment? (production, staging, development)"));

	reading = read_text(arena, config, "너무 느려요");
	CHECK_INT(reading.open_count, 2);
	CHECK_STR_EQ(reading.open[1].asks,
		     STR("어떤 환경인가요? (production, staging, development)"));
}

static void what_is_said_beside_the_text_stands_before_it(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = phrases_config(arena);
	struct text_reading reading = read_text(arena, config, "cart is slow on staging");

	reading_give(arena, &reading, STR("search"), STR("production"),
		     &config->vocabulary);
	CHECK_STR(reading.service.name, "search");
	CHECK_STR(reading.environment.name, "production");
	CHECK_STR_EQ(reading_explain(arena, &reading),
		     STR("service search: given; environment production: given; symptom "
			 "slowness: named in the text ('slow')"));
}

static void other_services_are_named_beside_it(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = phrases_config(arena);
	struct text_reading reading = read_text(
		arena, config,
		"inventory gets connection refused from redis and postgres");

	CHECK_STR(reading.service.name, "inventory");
	CHECK_INT(reading.other_count, 2);
	CHECK_STR(reading.others[0].name, "redis");
	CHECK_STR(reading.others[1].name, "postgres");
}

/* What two services share in front of their names names neither. */
static void a_front_that_two_services_share_is_asked(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = parse_well(
		arena, "services:\n  - name: order-service\n  - name: order-api\n");
	struct text_reading reading = read_text(arena, config, "orders are failing");

	CHECK_STR(reading.service.name, "");
	reading = read_text(arena, config, "order api is failing");
	CHECK_STR(reading.service.name, "order-api");
}

static void the_default_environment_is_assumed(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	scoped_config config = parse_well(
		arena,
		"services:\n  - name: cart\n"
		"environments:\n  - staging\n  - {name: live, aliases: [\"실서버\"], "
		"default: true}\n");
	struct text_reading reading = read_text(arena, config, "cart is down");

	CHECK_STR(reading.environment.name, "live");
	CHECK_INT(reading.environment.how, RECOGNISED_ASSUMED);
	reading = read_text(arena, config, "cart is down in stg");
	CHECK_STR(reading.environment.name, "staging");
}

static void texts_of_one_thing_are_alike(void)
{
	static const struct {
		const char *one, *other;
		bool alike;
	} cases[] = {
		{ "The blue button does nothing", "blue buttons do nothing for me",
		  true },
		{ "The blue button does nothing", "invoices show the wrong currency",
		  false },
		{ "장바구니 버튼이 이상해요", "장바구니 버튼 이상", true },
		{ "printer jammed", "printer", false },
		{ "", "", false },
	};
	scoped_arena arena = arena_new(TEST_BYTES_MAX);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		CHECK_CASE(readings_are_alike(arena, str_of(cases[i].one), STR(""),
					      str_of(cases[i].other),
					      STR("")) == cases[i].alike,
			   cases[i].one);
	CHECK(readings_are_alike(arena, STR("a"), STR("latency"), STR("b"),
				 STR("latency")));
}

/* A thousand services, and a text made to look like all of them. */
static void a_long_text_is_read_in_bounded_time(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct text yaml = text_new(arena, 1 << 20), text = text_new(arena, 64 << 10);

	text_add(&yaml, STR("services:\n"));
	for (int i = 0; i < 1000; i++)
		text_addf(&yaml, "  - name: service-%d-gateway\n", i);
	while (!text.full)
		text_add(&text, STR("servic-gatway servicegatewai no not deploy "));

	scoped_config config = parse_well(arena, text_of(&yaml).bytes);
	struct text_reading reading = text_read(arena, text_of(&text),
						&config->vocabulary);

	CHECK_INT(reading.open_count, 3);
}

const struct test tests[] = {
	{ "the phrases are read as well as they were",
	  the_phrases_are_read_as_well_as_they_were },
	{ "phrases that no rule was made for are read as well as they were",
	  phrases_that_no_rule_was_made_for_are_read_as_well_as_they_were },
	{ "a reading says by which words", a_reading_says_by_which_words },
	{ "what is open is asked in the language of the text",
	  what_is_open_is_asked_in_the_language_of_the_text },
	{ "what is said beside the text stands before it",
	  what_is_said_beside_the_text_stands_before_it },
	{ "other services are named beside it", other_services_are_named_beside_it },
	{ "a front that two services share is asked",
	  a_front_that_two_services_share_is_asked },
	{ "the default environment is assumed", the_default_environment_is_assumed },
	{ "texts of one thing are alike", texts_of_one_thing_are_alike },
	{ "a long text is read in bounded time", a_long_text_is_read_in_bounded_time },
	{ 0 },
};

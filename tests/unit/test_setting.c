#include "check.h"
#include "formats/setting.h"

enum { TEST_BYTES_MAX = 64 << 20 };

/* What is changed, from what to what, and the whole that must come out. */
struct change {
	enum setting_format format;
	const char *text, *key, *to;
	const char *was, *after;
};

static const struct change changes[] = {
	{ SETTING_JSON, "{ \"a\": { \"b\":true , \"c\" : [1, 2] } }\r\n", "a.b", "false",
	  "true", "{ \"a\": { \"b\":false , \"c\" : [1, 2] } }\r\n" },
	{ SETTING_JSON, "{\"a\":[{\"on\":\"x \\\" y\"}],\"z\":1}", "/a/0/on",
	  "say \"no\"", "x \" y", "{\"a\":[{\"on\":\"say \\\"no\\\"\"}],\"z\":1}" },
	{ SETTING_JSON, "{\"n\":-12}", "n", "40", "-12", "{\"n\":40}" },
	{ SETTING_JSON, "{\"n\":1.5,\"m\":2}", "n", "2", "1.5", "{\"n\":2,\"m\":2}" },
	{ SETTING_JSON, "{\"n\":null}", "n", "on", "null", "{\"n\":\"on\"}" },
	{ SETTING_JSON, "{\"\xc3\xbc\xc3\xbc\":\"\xc3\xb6\",\"n\":1}", "n", "2", "1",
	  "{\"\xc3\xbc\xc3\xbc\":\"\xc3\xb6\",\"n\":2}" },
	{ SETTING_YAML,
	  "# flags of the shop\nflags:\n  new-checkout: true  # INC-12\n\n  old: "
	  "'it''s'\n",
	  "flags.new-checkout", "false", "true",
	  "# flags of the shop\nflags:\n  new-checkout: false  # INC-12\n\n  old: "
	  "'it''s'\n" },
	{ SETTING_YAML, "a: {b: on, c: [x, 'it''s', 3]}\n", "a.c.1", "it's off", "it's",
	  "a: {b: on, c: [x, 'it''s off', 3]}\n" },
	{ SETTING_YAML, "a: {b: off, c: 1}\n", "a.b", "on", "off", "a: {b: on, c: 1}\n" },
	/* A text that would become a number gets quotes. */
	{ SETTING_YAML, "a: v1\nb: 1\n", "a", "2", "v1", "a: \"2\"\nb: 1\n" },
	{ SETTING_YAML, "a: v1 # c\n", "a", "x: y #z", "v1", "a: \"x: y #z\" # c\n" },
	{ SETTING_YAML, "\"a.b\": \"v1\"", "/a.b", "v2", "v1", "\"a.b\": \"v2\"" },
	{ SETTING_ENV,
	  "# limits\nexport A=1\nREDIS_MEMORY_LIMIT=1Gi   # was 512Mi\nB=\"x y\"\n",
	  "REDIS_MEMORY_LIMIT", "2Gi", "1Gi",
	  "# limits\nexport A=1\nREDIS_MEMORY_LIMIT=2Gi   # was 512Mi\nB=\"x y\"\n" },
	{ SETTING_ENV, "B=\"x y\"\r\nC=1\r\n", "B", "z  #1", "x y",
	  "B=\"z  #1\"\r\nC=1\r\n" },
	{ SETTING_ENV, "A=\nC=1", "A", "x", "", "A=x\nC=1" },
	{ SETTING_ENV, "A=1", "A", "", "1", "A=" },
};

static void one_value_changes_and_every_other_byte_stays(void)
{
	for (size_t i = 0; i < COUNT_OF(changes); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		const struct change *change = &changes[i];
		str text = str_of(change->text), key = str_of(change->key);
		struct setting_file file = { change->format, text };
		struct setting_file changed = { .format = change->format };
		struct setting setting = { 0 };
		struct error error = { 0 };
		str raw = { 0 }, was, after = { 0 }, back = { 0 };

		CHECK_OK(setting_find(arena, &file, key, &setting, &error), error);
		CHECK_STR_EQ(setting.value, str_of(change->was));
		CHECK_OK(setting_spell(arena, &file, &setting, str_of(change->to), &raw,
				       &error),
			 error);
		CHECK_OK(setting_replace(arena, &file, key, raw, &after, &error), error);
		CHECK_STR_EQ(after, str_of(change->after));
		changed.text = after;
		/* The way back is exact: with the bytes that stood there. */
		was = str_slice(text, setting.from, setting.length);
		CHECK_OK(setting_replace(arena, &changed, key, was, &back, &error),
			 error);
		CHECK_STR_EQ(back, text);
	}
}

static const struct {
	enum setting_format format;
	const char *text, *key, *to, *says;
} refused[] = {
	{ SETTING_JSON, "{\"a\":1}", "b", "2", "there is no 'b' in it" },
	{ SETTING_JSON, "{\"a\":{}}", "a", "2", "'a' is a map, not a single value" },
	{ SETTING_JSON, "{\"a\":true}", "a", "1",
	  "it is true now: '1' is not true or false" },
	{ SETTING_JSON, "{\"a\":1}", "a", "x", "it is 1 now: 'x' is not a whole number" },
	{ SETTING_JSON, "{\"a\":1,}", "a", "2", "line 1" },
	{ SETTING_JSON, "{\"a\":\"x\"}", "a", "x\ny", "must be of one line" },
	{ SETTING_YAML, "a: |\n  x\n  y\n", "a", "z", "does not stand on one line" },
	{ SETTING_YAML, "a: x\n  y\n", "a", "z", "does not stand on one line" },
	{ SETTING_YAML, "a: &b x\nc: *b\n", "a", "z", "line 1" },
	{ SETTING_YAML, "a:\nb: 1\n", "a", "z", "does not stand on one line" },
	{ SETTING_ENV, "A=1\nA=2\n", "A", "3", "'A' stands on line 1 and on line 2" },
	{ SETTING_ENV, "# A=1\n", "A", "3", "there is no 'A' in it" },
	{ SETTING_ENV, "A=1\n", "A", "2; rm -rf /",
	  "needs quotes, which the value in the file has not" },
	{ SETTING_ENV, "A=\"1\"\n", "A", "$(id)",
	  "'$' means something else within quotes" },
	{ SETTING_ENV, "A='1'\n", "A", "it's", "''' means something else within quotes" },
};

static void what_cannot_be_said_there_is_refused(void)
{
	for (size_t i = 0; i < COUNT_OF(refused); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct setting_file file = { refused[i].format, str_of(refused[i].text) };
		str key = str_of(refused[i].key);
		struct setting setting = { 0 };
		struct error error = { 0 };
		str raw = { 0 }, after = { 0 };

		CHECK_CASE(
			!setting_find(arena, &file, key, &setting, &error) ||
				!setting_spell(arena, &file, &setting,
					       str_of(refused[i].to), &raw, &error) ||
				!setting_replace(arena, &file, key, raw, &after, &error),
			refused[i].text);
		if (!str_contains(str_of(error.text), str_of(refused[i].says)))
			check_failed(__FILE__, __LINE__, "%s: '%s', want '%s'",
				     refused[i].text, error.text, refused[i].says);
	}
}

/* Whatever bytes are asked for, the file says nothing else by them. */
static void bytes_that_say_more_are_refused(void)
{
	static const struct {
		enum setting_format format;
		const char *text, *key, *raw;
	} cases[] = {
		{ SETTING_JSON, "{\"a\":1,\"b\":2}", "a", "1,\"c\":3" },
		{ SETTING_JSON, "{\"a\":1}", "a", "[]" },
		{ SETTING_YAML, "a: {b: 1, c: 2}\n", "a.b", "1, d: 3" },
		{ SETTING_YAML, "a: 1\n", "a", "1\nb: 2" },
		{ SETTING_YAML, "a: 'x'\nb: 'y'\n", "a", "'x" },
		{ SETTING_ENV, "A=1\n", "A", "1 # x" },
		{ SETTING_ENV, "A=1\n", "A",
		  "\"1"
		  "\" B=2" },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct setting_file file = { cases[i].format, str_of(cases[i].text) };
		struct error error = { 0 };
		str after = { 0 };

		CHECK_CASE(!setting_replace(arena, &file, str_of(cases[i].key),
					    str_of(cases[i].raw), &after, &error),
			   cases[i].raw);
	}
}

static void a_line_is_added_to_env_files_only(void)
{
	static const struct {
		enum setting_format format;
		const char *text, *key, *to, *after; /* NULL: refused */
	} cases[] = {
		{ SETTING_ENV, "A=1\n", "B", "2", "A=1\nB=2\n" },
		{ SETTING_ENV, "A=1", "B", "2", "A=1\nB=2\n" },
		{ SETTING_ENV, "A=1\r\n", "B", "2", "A=1\r\nB=2\r\n" },
		{ SETTING_ENV, "A=1\n", "A", "2", NULL },
		{ SETTING_ENV, "A=1\nA=2\n", "A", "2", NULL },
		{ SETTING_ENV, "A=1\n", "B C", "2", NULL },
		{ SETTING_ENV, "A=1\n", "B", "2\nC=3", NULL },
		{ SETTING_ENV, "A=1\n", "B", "$(id)", NULL },
		{ SETTING_YAML, "a: 1\n", "b", "2", NULL },
	};

	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct setting_file file = { cases[i].format, str_of(cases[i].text) };
		struct error error = { 0 };
		str after = { 0 };
		bool added = setting_append(arena, &file, str_of(cases[i].key),
					    str_of(cases[i].to), &after, &error);

		CHECK_CASE(added == (cases[i].after != NULL), cases[i].text);
		if (added)
			CHECK_STR_EQ(after, str_of(cases[i].after));
	}
}

static void a_format_is_known_by_the_files_name(void)
{
	enum setting_format format;

	CHECK(setting_format_of(STR("a/flags.yml"), &format) && format == SETTING_YAML);
	CHECK(setting_format_of(STR("config.env"), &format) && format == SETTING_ENV);
	CHECK(setting_format_of(STR("x.json"), &format) && format == SETTING_JSON);
	CHECK(!setting_format_of(STR("flags.toml"), &format));
	CHECK(!setting_format_of(STR("yaml"), &format));
}

const struct test tests[] = {
	{ "one value changes and every other byte stays",
	  one_value_changes_and_every_other_byte_stays },
	{ "what cannot be said there is refused", what_cannot_be_said_there_is_refused },
	{ "bytes that say more are refused", bytes_that_say_more_are_refused },
	{ "a line is added to env files only", a_line_is_added_to_env_files_only },
	{ "a format is known by the file's name", a_format_is_known_by_the_files_name },
	{ 0 },
};

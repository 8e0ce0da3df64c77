/* What keeps quiet does so where it would with Alertmanager: noise/record asked one. */
#include "config_fixture.h"

#include "core/alerting/inhibit.h"
#include "formats/json.h"

enum { FILE_BYTES_MAX = 256 << 10 };

static const struct tree *recorded(struct arena *arena, const char *name)
{
	static char bytes[FILE_BYTES_MAX];
	str path = arena_format(arena, "%s/noise/0.25-%s.json", FIXTURES, name);
	FILE *file = fopen(path.bytes, "r");
	struct error error = { 0 };
	const struct tree *tree = NULL;
	size_t length = 0;

	if (file) {
		length = fread(bytes, 1, sizeof(bytes), file);
		fclose(file);
		tree = json_parse(arena, (str){ bytes, length }, &error);
	}
	if (!tree) {
		check_failed(__FILE__, __LINE__, "%s: %s", path.bytes, error.text);
		abort();
	}
	return tree;
}

static struct labels labels_of(struct arena *arena, const struct tree *map)
{
	struct labels labels = { 0 };
	str twice;

	for (size_t i = 0; i < tree_count(map); i++)
		*list_add(arena, &labels) = (struct label){ tree_nth_name(map, i),
							    tree_nth(map, i)->text };
	CHECK(labels_settle(&labels, &twice));
	return labels;
}

static bool is_one_of(str text, const char *const *list)
{
	for (; *list; list++)
		if (str_is(text, *list))
			return true;
	return false;
}

/* 0.25 knows no such names, later ones do; and it takes one brace for none, even that of
 * a pattern. */
static const char *const other_matchers[] = { "a.b=c", "\"a\"=b", "{a=b",
					      "a=b}",  "a=~b{1}", NULL };

static void check_matches(struct arena *arena, const struct tree *labels,
			  const struct tree *one, const struct matchers *matchers)
{
	const struct tree *matches = tree_get(one, "matches");

	for (size_t i = 0; i < tree_count(labels); i++) {
		struct labels set = labels_of(arena, tree_nth(labels, i));

		CHECK_CASE(labels_match(&set, matchers->items, matchers->count) ==
				   tree_nth(matches, i)->boolean,
			   arena_c_string(arena, tree_get_text(one, "matchers")));
	}
}

static void matchers_match_the_same(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	const struct tree *file = recorded(arena, "matchers");
	const struct tree *cases = tree_get(file, "cases");

	CHECK(tree_count(cases) > 50);
	for (size_t i = 0; i < tree_count(cases); i++) {
		const struct tree *one = tree_nth(cases, i);
		str text = tree_get_text(one, "matchers");
		struct matchers matchers = { 0 };
		struct error error = { 0 };
		bool taken = matchers_parse(arena, text, &matchers, &error);

		if (is_one_of(text, other_matchers))
			continue;
		CHECK_CASE(taken != tree_get_bool(one, "refused", false),
			   arena_c_string(arena, text));
		if (taken)
			check_matches(arena, tree_get(file, "labels"), one, &matchers);
	}
}

/* There is no such month; it does not notice. */
static const char *const other_stretches[] = { "months: ['0']", "months: ['13']", NULL };

static void time_intervals_are_taken_and_refused_the_same(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	const struct tree *cases = tree_get(recorded(arena, "intervals"), "cases");

	CHECK(tree_count(cases) > 30);
	for (size_t i = 0; i < tree_count(cases); i++) {
		str stretch = tree_get_text(tree_nth(cases, i), "stretch");
		str text = arena_format(arena,
					"time_intervals: [{name: x, time_intervals: "
					"[{" STR_FMT "}]}]\n",
					STR_ARG(stretch));
		struct config_problems problems;
		scoped_config config = parse(arena, text.bytes, &problems);

		if (!is_one_of(stretch, other_stretches))
			CHECK_CASE((config != NULL) == tree_get_bool(tree_nth(cases, i),
								     "taken", false),
				   arena_c_string(arena, stretch));
	}
}

static void read_side(struct arena *arena, const struct tree *list,
		      struct matchers *matchers)
{
	struct error error = { 0 };

	for (size_t i = 0; i < tree_count(list); i++)
		CHECK_OK(matchers_parse(arena, tree_nth(list, i)->text, matchers, &error),
			 error);
}

static struct inhibit_rule rule_of(struct arena *arena, const struct tree *one)
{
	const struct tree *equal = tree_get(one, "equal");
	struct matchers source = { 0 }, target = { 0 };
	struct inhibit_rule rule = { .equal = arena_many(arena, str, tree_count(equal)),
				     .equal_count = tree_count(equal) };

	read_side(arena, tree_get(one, "source_matchers"), &source);
	read_side(arena, tree_get(one, "target_matchers"), &target);
	for (size_t i = 0; i < rule.equal_count; i++)
		rule.equal[i] = tree_nth(equal, i)->text;
	rule.source = source.items;
	rule.source_count = source.count;
	rule.target = target.items;
	rule.target_count = target.count;
	return rule;
}

static void the_same_is_inhibited(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	const struct tree *cases = tree_get(recorded(arena, "inhibition"), "cases");

	CHECK(tree_count(cases) > 10);
	for (size_t i = 0; i < tree_count(cases); i++) {
		const struct tree *one = tree_nth(cases, i);
		struct inhibit_rule rule = rule_of(arena, one);
		struct labels source = labels_of(arena, tree_get(one, "source"));
		struct labels target = labels_of(arena, tree_get(one, "target"));
		bool wanted = tree_get_bool(one, "inhibited", false);

		CHECK_CASE(inhibit_applies(&rule, &source, &target, 1) == wanted,
			   json_write(arena, one).bytes);
		CHECK_CASE((inhibit_sides_apply(inhibit_sides(&rule, &source),
						inhibit_sides(&rule, &target), 1) &&
			    str_equal(inhibit_key(arena, &rule, &source),
				      inhibit_key(arena, &rule, &target))) == wanted,
			   json_write(arena, one).bytes);
	}
}

const struct test tests[] = {
	{ "matchers match the same", matchers_match_the_same },
	{ "time intervals are taken and refused the same",
	  time_intervals_are_taken_and_refused_the_same },
	{ "the same is inhibited", the_same_is_inhibited },
	{ 0 },
};

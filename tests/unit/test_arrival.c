#include "app/intake/arrival.h"
#include "check.h"
#include "formats/json.h"

static const struct tree *body_of(struct arena *arena, const struct alert *alert)
{
	struct work work = { .arena = arena };
	struct error error;
	str body = arrival_body(&work, arrival_noted(arena, alert), alert, STR("INC-1"));
	const struct tree *tree = json_parse(arena, body, &error);

	CHECK(tree);
	return tree;
}

static void the_body_says_what_came(void)
{
	scoped_arena arena = arena_new(1 << 20);
	struct alert alert = { .id = 17,
			       .name = STR("Disk \"full\""),
			       .summary = STR("sp\xc3\xa4t <b>"),
			       .service = STR("db"),
			       .source = STR("alertmanager"),
			       .labels = STR("{\"a\":\"b\"}") };
	const struct tree *body = body_of(arena, &alert);

	CHECK_STR_EQ(tree_get_text(body, "name"), alert.name);
	CHECK_STR_EQ(tree_get_text(body, "summary"), alert.summary);
	CHECK_STR_EQ(tree_get_text(body, "service"), alert.service);
	CHECK_STR_EQ(tree_get_text(body, "source"), alert.source);
	CHECK_STR_EQ(tree_get_text(body, "labels"), alert.labels);
	CHECK_STR_EQ(tree_get_text(body, "id"), STR("17"));
	CHECK_STR_EQ(tree_get_text(body, "joined"), STR("INC-1"));
	CHECK_INT(tree_count(body), 7);
}

static void secrets_are_masked_but_labels_are_not(void)
{
	scoped_arena arena = arena_new(1 << 20);
	struct alert alert = { .name = STR("password=abc123"),
			       .summary = STR("login with token=abc123 failed"),
			       .service = STR("secret: abc123"),
			       .source = STR("token=abc123"),
			       .labels = STR("{\"token\":\"abc123\"}") };
	const struct tree *body = body_of(arena, &alert);

	CHECK_STR(tree_get_text(body, "name"), "password=***");
	CHECK_STR(tree_get_text(body, "summary"), "login with token=*** failed");
	CHECK_STR(tree_get_text(body, "service"), "secret: ***");
	CHECK_STR(tree_get_text(body, "source"), "token=***");
	CHECK_STR_EQ(tree_get_text(body, "labels"), alert.labels);
}

const struct test tests[] = {
	{ "the body says what came", the_body_says_what_came },
	{ "secrets are masked, but labels are not",
	  secrets_are_masked_but_labels_are_not },
	{ 0 },
};

/* What a real Alertmanager sends to PagerDuty and to Opsgenie, and what comes of it. */
#include "check.h"
#include "formats/json.h"
#include "sources/sources.h"

#include <string.h>

enum { TEST_BYTES_MAX = 64 << 20, FILE_BYTES_MAX = 64 << 10 };

static str read_file(struct arena *arena, const char *path)
{
	static char bytes[FILE_BYTES_MAX];
	str whole = arena_format(arena, "%s/%s", FIXTURES, path);
	FILE *file = fopen(whole.bytes, "r");
	size_t length;

	if (!file) {
		check_failed(__FILE__, __LINE__, "cannot open %s", whole.bytes);
		return STR("");
	}
	length = fread(bytes, 1, sizeof(bytes), file);
	fclose(file);
	return arena_copy(arena, (str){ bytes, length });
}

static const struct source *source_named(const char *name)
{
	size_t count;
	const struct source *const *all = sources_all(&count);

	for (size_t i = 0; i < count; i++)
		if (str_is(str_of(name), all[i]->name))
			return all[i];
	return NULL;
}

static struct tree *pairs_tree(struct arena *arena, const struct labels *labels)
{
	struct tree *map = tree_map(arena);

	for (size_t i = 0; i < labels->count; i++)
		tree_put_str(arena, map, labels->items[i].name,
			     tree_text(arena, labels->items[i].value));
	return map;
}

/* The annotations are as long as the bodies; of these, which there are. */
static struct tree *names_tree(struct arena *arena, const struct labels *labels)
{
	struct tree *list = tree_list(arena);

	for (size_t i = 0; i < labels->count; i++)
		tree_add(arena, list, tree_text(arena, labels->items[i].name));
	return list;
}

static str fact_json(struct arena *arena, const struct alert_fact *fact)
{
	struct tree *one = tree_map(arena);

	tree_put_text(arena, one, "identity", fact->identity);
	tree_put_bool(arena, one, "firing", fact->firing);
	tree_put(arena, one, "labels", pairs_tree(arena, &fact->labels));
	tree_put(arena, one, "annotations", names_tree(arena, &fact->annotations));
	tree_put_text(arena, one, "summary", labels_get(&fact->annotations, "summary"));
	tree_put_text(arena, one, "url", fact->generator_url);
	return json_write_pretty(arena, one);
}

struct contract {
	const char *source, *name, *path, *rest, *answer;
};

static const struct contract contracts[] = {
	{ "pagerduty", "0.25-trigger", "/v2/enqueue", "", "dedup_key" },
	{ "pagerduty", "0.33-trigger", "/v2/enqueue", "", "dedup_key" },
	{ "pagerduty", "0.25-resolve", "/v2/enqueue", "", "dedup_key" },
	{ "pagerduty", "0.33-resolve", "/v2/enqueue", "", "dedup_key" },
	{ "opsgenie", "0.25-create", "/v2/alerts", "", "requestId" },
	{ "opsgenie", "0.33-create", "/v2/alerts", "", "requestId" },
};

static void check_contract(const struct contract *contract)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	const struct source *source = source_named(contract->source);
	str stem = arena_format(arena, "%s/%s", contract->source, contract->name);
	struct door_call call = {
		.arena = arena,
		.method = "POST",
		.path = str_of(contract->path),
		.rest = str_of(contract->rest),
		.query = STR("identifierType=alias"),
		.body = read_file(
			arena, arena_format(arena, STR_FMT ".json", STR_ARG(stem)).bytes),
		.now = 1795241314862,
	};
	str expected = read_file(
		arena,
		arena_format(arena, STR_FMT ".expected.json", STR_ARG(stem)).bytes);
	struct alert_batch batch = { 0 };
	struct door_answer answer = { 0 };
	struct error error = { 0 };

	CHECK_OK(source->read(&call, &batch, &error), error);
	CHECK_CASE(batch.count == 1 && batch.faults.count == 0, stem.bytes);
	if (batch.count != 1)
		return;
	CHECK_STR_EQ(str_trim(fact_json(arena, &batch.items[0])), str_trim(expected));
	source->answer(&call, &batch, NULL, &answer);
	CHECK_INT(answer.status, 202);
	CHECK(tree_get_text(json_parse(arena, answer.body, &error), contract->answer)
		      .length > 0);
}

static void what_alertmanager_sends_is_understood(void)
{
	for (size_t i = 0; i < COUNT_OF(contracts); i++)
		check_contract(&contracts[i]);
}

/* Its alias is in the path. */
static void its_close_names_the_same_alert(void)
{
	static const char *const names[] = { "opsgenie/0.25-close.json",
					     "opsgenie/0.33-close.json" };

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		struct door_call call = {
			.arena = arena,
			.method = "POST",
			.path = STR("/v2/alerts/9ae173fcecda/close"),
			.rest = STR("9ae173fcecda/close"),
			.query = STR("identifierType=alias"),
			.body = read_file(arena, names[i]),
		};
		struct alert_batch batch = { 0 };
		struct door_answer answer = { 0 };
		struct error error = { 0 };
		const struct source *source = source_named("opsgenie");

		CHECK_OK(source->read(&call, &batch, &error), error);
		CHECK_INT(batch.acts.count, 1);
		if (batch.acts.count != 1)
			return;
		CHECK(batch.acts.items[0].kind == ACT_CLOSE);
		CHECK_STR(batch.acts.items[0].identity, "9ae173fcecda");
		CHECK(str_starts_with(batch.acts.items[0].by, STR("http://")));
		source->answer(&call, &batch, NULL, &answer);
		CHECK_INT(answer.status, 202);
	}
}

const struct test tests[] = {
	{ "what Alertmanager sends to paging services is understood",
	  what_alertmanager_sends_is_understood },
	{ "its close names the same alert", its_close_names_the_same_alert },
	{ 0 },
};

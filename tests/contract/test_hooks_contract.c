/* What comes to the doors of one's own making and of services on the web, and what
 * becomes of it: SOURCE/NAME is the body, SOURCE/NAME.expected.json was written by hand.
 */
#include "../unit/door_fixture.h"

enum { FILE_BYTES_MAX = 256 << 10 };

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

static struct tree *pairs_tree(struct arena *arena, const struct labels *labels)
{
	struct tree *map = tree_map(arena);

	for (size_t i = 0; i < labels->count; i++)
		tree_put_str(arena, map, labels->items[i].name,
			     tree_text(arena, labels->items[i].value));
	return map;
}

static void put_instant(struct arena *arena, struct tree *map, const char *name,
			instant_ms at)
{
	if (at != 0)
		tree_put_text(arena, map, name, instant_format(arena, at));
}

static struct tree *alerts_tree(struct arena *arena, const struct alert_batch *batch)
{
	struct tree *list = tree_list(arena);

	for (size_t i = 0; i < batch->count; i++) {
		const struct alert_fact *fact = &batch->items[i];
		struct tree *one = tree_map(arena);

		tree_put_text(arena, one, "identity", fact->identity);
		tree_put_bool(arena, one, "firing", fact->firing);
		tree_put(arena, one, "labels", pairs_tree(arena, &fact->labels));
		tree_put(arena, one, "annotations",
			 pairs_tree(arena, &fact->annotations));
		put_instant(arena, one, "starts_at", fact->starts_at);
		if (fact->generator_url.length > 0)
			tree_put_text(arena, one, "url", fact->generator_url);
		tree_add(arena, list, one);
	}
	return list;
}

static struct tree *changes_tree(struct arena *arena, const struct alert_batch *batch)
{
	struct tree *list = tree_list(arena);

	for (size_t i = 0; i < batch->changes.count; i++) {
		const struct change *change = &batch->changes.items[i];
		struct tree *one = tree_map(arena);

		tree_put_text(arena, one, "kind", change->kind);
		tree_put_text(arena, one, "service", change->service);
		tree_put_text(arena, one, "title", change->title);
		tree_put_text(arena, one, "author", change->author);
		tree_put_text(arena, one, "url", change->url);
		put_instant(arena, one, "at", change->at);
		tree_put_text(arena, one, "source_id", change->source_id);
		tree_add(arena, list, one);
	}
	return list;
}

static str batch_json(struct arena *arena, const struct alert_batch *batch)
{
	struct tree *all = tree_map(arena), *pings = tree_list(arena);

	for (size_t i = 0; i < batch->pings.count; i++)
		tree_add(arena, pings, tree_text(arena, batch->pings.items[i]));
	tree_put(arena, all, "alerts", alerts_tree(arena, batch));
	tree_put(arena, all, "changes", changes_tree(arena, batch));
	tree_put(arena, all, "pings", pings);
	return json_write_pretty(arena, all);
}

struct contract {
	const char *name; /* of the body, below its source */
	struct delivery_sent sent;
};

#define FORM \
	{ \
		"Content-Type: application/x-www-form-urlencoded" \
	}

#define GITHUB(name, event) \
	{ \
		name, \
		{ \
			.source = "github", .headers = { "X-GitHub-Event: " event } \
		} \
	}

static const struct contract contracts[] = {
	{ "failed.form", { .source = "exit", .query = "name=nightly", .headers = FORM } },
	{ "done.form", { .source = "exit", .query = "name=nightly", .headers = FORM } },
	{ "degraded.json", { .source = "argocd" } },
	{ "healthy-failed.json", { .source = "argocd" } },
	{ "events.json", { .source = "generic" } },
	GITHUB("push.json", "push"),
	GITHUB("deployment.json", "deployment"),
	GITHUB("deployment_status.json", "deployment_status"),
	GITHUB("release.json", "release"),
	GITHUB("workflow_run-failed.json", "workflow_run"),
	GITHUB("workflow_run-deployed.json", "workflow_run"),
};

static void check_contract(const struct contract *contract)
{
	scoped_arena arena = arena_new(DOOR_TEST_BYTES_MAX);
	const char *path =
		arena_format(arena, "%s/%s", contract->sent.source, contract->name).bytes;
	struct config_problems problems = { 0 };
	scoped_config config = config_parse(arena, STR("test.yaml"),
					    read_file(arena, "generic/mappings.yaml"),
					    &problems);
	struct delivery_sent sent = contract->sent;
	struct delivery_read read;
	str expected = read_file(arena,
				 arena_format(arena, "%s.expected.json", path).bytes);

	CHECK(config);
	sent.config = config;
	read = door_send(arena, &sent, read_file(arena, path));
	CHECK_OK(read.is_read, read.error);
	CHECK_CASE(read.answer.status == 202, read.answer.body.bytes);
	CHECK_STR_EQ(str_trim(batch_json(arena, &read.batch)), str_trim(expected));
}

static void what_is_sent_is_understood(void)
{
	for (size_t i = 0; i < COUNT_OF(contracts); i++)
		check_contract(&contracts[i]);
}

const struct test tests[] = {
	{ "what is sent is understood", what_is_sent_is_understood },
	{ 0 },
};

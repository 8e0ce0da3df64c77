#include "check.h"
#include "formats/json.h"
#include "sources/sources.h"

#include <dirent.h>
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

static const struct source *source(void)
{
	size_t count;

	return sources_all(&count)[0];
}

static bool read_body(struct arena *arena, str body, struct alert_batch *batch,
		      struct error *error)
{
	struct door_call call = { .arena = arena, .body = body };

	return source()->read(&call, batch, error);
}

static str answer_of(struct arena *arena, const struct alert_batch *batch,
		     const struct error *error, int *ret_status)
{
	struct door_call call = { .arena = arena };
	struct door_answer answer = { 0 };

	source()->answer(&call, batch, error, &answer);
	*ret_status = answer.status;
	return answer.body;
}

static struct tree *labels_tree(struct arena *arena, const struct labels *labels)
{
	struct tree *map = tree_map(arena);

	for (size_t i = 0; i < labels->count; i++)
		tree_put_str(arena, map, labels->items[i].name,
			     tree_text(arena, labels->items[i].value));
	return map;
}

static struct tree *batch_tree(struct arena *arena, const struct alert_batch *batch)
{
	struct tree *list = tree_list(arena);

	for (size_t i = 0; i < batch->count; i++) {
		const struct alert_fact *fact = &batch->items[i];
		struct tree *one = tree_map(arena);

		tree_put(arena, one, "labels", labels_tree(arena, &fact->labels));
		tree_put(arena, one, "annotations",
			 labels_tree(arena, &fact->annotations));
		tree_put_int(arena, one, "starts_at", fact->starts_at);
		tree_put_int(arena, one, "ends_at", fact->ends_at);
		tree_put_text(arena, one, "generator_url", fact->generator_url);
		tree_add(arena, list, one);
	}
	return list;
}

static void check_payload(const char *name)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	str path = arena_format(arena, "prometheus/%s", name);
	str stem = str_slice(path, 0, path.length - strlen(".json"));
	str body = read_file(arena, path.bytes);
	str expected = read_file(
		arena,
		arena_format(arena, STR_FMT ".expected.json", STR_ARG(stem)).bytes);
	struct alert_batch batch = { 0 };
	struct error error = { 0 };
	const struct tree *tree = json_parse(arena, expected, &error);
	int status;
	str answer;

	CHECK_OK(tree, error);
	CHECK_OK(read_body(arena, body, &batch, &error), error);
	CHECK_CASE(batch.faults.count == 0 && batch.count > 0, name);
	CHECK_STR_EQ(json_write(arena, batch_tree(arena, &batch)),
		     json_write(arena, tree));
	answer = answer_of(arena, &batch, NULL, &status);
	CHECK_INT(status, 200);
	CHECK_STR(answer, "");
}

static void what_prometheus_sends_is_understood(void)
{
	DIR *directory = opendir(FIXTURES "/prometheus");
	const struct dirent *entry;
	int payloads = 0;

	while (directory && (entry = readdir(directory))) {
		str name = str_of(entry->d_name);

		if (!str_ends_with(name, STR(".json")) ||
		    str_ends_with(name, STR(".expected.json")))
			continue;
		check_payload(entry->d_name);
		payloads++;
	}
	if (directory)
		closedir(directory);
	CHECK_INT(payloads, 6);
}

/* README.md says what each means. */
enum promised { SAME, CONTAINS, SHAPE, DIFFERS };

static const struct {
	const char *name;
	enum promised promise;
} answers[] = {
	{ "bad-labelname", SAME },
	{ "empty-labels", SAME },
	{ "empty-list", SAME },
	{ "endsAt-before-startsAt", SAME },
	{ "ok", SAME },
	{ "mixed-one-bad", CONTAINS },
	{ "not-json", SHAPE },
	{ "object-not-list", SHAPE },
	{ "no-labels", DIFFERS },
};

static void check_promise(struct arena *arena, enum promised promise,
			  const struct tree *recorded, str answer)
{
	str theirs = tree_get_text(recorded, "answer");
	/* Without the quotes and the line's end. */
	str sentence = str_trim(theirs);
	struct error error;
	const struct tree *ours;

	switch (promise) {
	case SAME: CHECK_STR_EQ(answer, theirs); return;
	case CONTAINS:
		CHECK(str_contains(answer, str_slice(sentence, 1, sentence.length - 2)));
		return;
	case SHAPE:
		ours = json_parse(arena, answer, &error);
		CHECK_OK(ours, error);
		CHECK_INT(tree_get_int(ours, "code", 0),
			  tree_get_int(json_parse(arena, theirs, &error), "code", -1));
		CHECK(tree_get_text(ours, "message").length > 0);
		return;
	case DIFFERS: CHECK_STR(answer, "\"at least one label pair required\"\n"); return;
	}
}

static void answers_are_alertmanagers_where_we_promise_it(void)
{
	for (size_t i = 0; i < COUNT_OF(answers); i++) {
		scoped_arena arena = arena_new(TEST_BYTES_MAX);
		str path = arena_format(arena, "alertmanager/0.25-%s.json",
					answers[i].name);
		struct alert_batch batch = { 0 };
		struct error error = { 0 };
		const struct tree *recorded = json_parse(
			arena, read_file(arena, path.bytes), &error);
		bool is_read;
		int status;
		str answer;

		CHECK_OK(recorded, error);
		is_read = read_body(arena, tree_get_text(recorded, "request"), &batch,
				    &error);
		answer = answer_of(arena, &batch, is_read ? NULL : &error, &status);
		if (answers[i].promise != DIFFERS)
			CHECK_INT(status, tree_get_int(recorded, "status", 0));
		else
			CHECK_INT(status, 400);
		check_promise(arena, answers[i].promise, recorded, answer);
	}
}

static void the_good_alert_of_a_mixed_batch_is_taken(void)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	struct alert_batch batch = { 0 };
	struct error error = { 0 };
	const struct tree *recorded = json_parse(
		arena, read_file(arena, "alertmanager/0.25-mixed-one-bad.json"), &error);

	CHECK_OK(read_body(arena, tree_get_text(recorded, "request"), &batch, &error),
		 error);
	CHECK_INT(batch.count, 1);
	if (batch.count == 1)
		CHECK_STR(labels_get(&batch.items[0].labels, "alertname"), "Good1");
}

const struct test tests[] = {
	{ "what Prometheus sends is understood", what_prometheus_sends_is_understood },
	{ "answers are Alertmanager's where we promise it",
	  answers_are_alertmanagers_where_we_promise_it },
	{ "the good alert of a mixed batch is taken",
	  the_good_alert_of_a_mixed_batch_is_taken },
	{ 0 },
};

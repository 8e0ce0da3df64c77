/* Whole requests to /hooks/NAME, as their senders write them, and what comes of them.
 * Each NAME.http has a NAME.expected.json; a stanch.yaml beside them is the
 * configuration. */
#include "base/text.h"
#include "check.h"
#include "formats/json.h"
#include "sources/sources.h"

#include <dirent.h>
#include <string.h>
#include <strings.h>

enum { TEST_BYTES_MAX = 64 << 20, FILE_BYTES_MAX = 256 << 10 };

static const instant_ms now = 1795241314862; /* 2026-11-21T06:08:34.862Z */

/* -- a request, from its file -- */

struct request {
	str method, target, head, body;
};

static bool read_file(struct arena *arena, str path, str *ret_bytes)
{
	static char bytes[FILE_BYTES_MAX];
	FILE *file = fopen(path.bytes, "r");

	if (!file)
		return false;
	*ret_bytes = arena_copy(arena,
				(str){ bytes, fread(bytes, 1, sizeof(bytes), file) });
	fclose(file);
	return true;
}

static str next_line(str *rest)
{
	str line = STR("");

	(void)str_next(rest, '\n', &line);
	return str_trim(line);
}

static str header_of(const void *context, const char *name)
{
	const struct request *request = context;
	str rest = request->head, said, value;

	while (rest.length > 0)
		if (str_cut(next_line(&rest), ':', &said, &value) &&
		    said.length == strlen(name) &&
		    strncasecmp(said.bytes, name, said.length) == 0)
			return str_trim(value);
	return STR("");
}

static struct request request_of(str bytes)
{
	struct request request = { 0 };
	str rest = bytes, line = next_line(&rest), version;

	CHECK(str_cut(line, ' ', &request.method, &line));
	CHECK(str_cut(line, ' ', &request.target, &version));
	request.head = rest;
	while (next_line(&rest).length > 0)
		request.head.length = (size_t)(rest.bytes - request.head.bytes);
	request.body = rest;
	return request;
}

/* -- a batch, as JSON -- */

static struct tree *pairs_tree(struct arena *arena, const struct labels *labels)
{
	struct tree *map = tree_map(arena);

	for (size_t i = 0; i < labels->count; i++)
		tree_put_str(arena, map, labels->items[i].name,
			     tree_text(arena, labels->items[i].value));
	return map;
}

static struct tree *alert_tree(struct arena *arena, const struct alert_fact *fact)
{
	struct tree *one = tree_map(arena);

	tree_put_text(arena, one, "identity", fact->identity);
	tree_put_bool(arena, one, "firing", fact->firing);
	tree_put_bool(arena, one, "said_once", fact->is_said_once);
	tree_put(arena, one, "labels", pairs_tree(arena, &fact->labels));
	tree_put(arena, one, "annotations", pairs_tree(arena, &fact->annotations));
	tree_put_int(arena, one, "starts_at", fact->starts_at);
	tree_put_int(arena, one, "ends_at", fact->ends_at);
	tree_put_text(arena, one, "url", fact->generator_url);
	return one;
}

static struct tree *change_tree(struct arena *arena, const struct change *change)
{
	struct tree *one = tree_map(arena);

	tree_put_int(arena, one, "at", change->at);
	tree_put_text(arena, one, "service", change->service);
	tree_put_text(arena, one, "kind", change->kind);
	tree_put_text(arena, one, "title", change->title);
	tree_put_text(arena, one, "author", change->author);
	tree_put_text(arena, one, "url", change->url);
	tree_put_text(arena, one, "source_id", change->source_id);
	return one;
}

static struct tree *fault_tree(struct arena *arena, const struct fault *fault)
{
	struct tree *one = tree_map(arena);

	tree_put_int(arena, one, "index", (int64_t)fault->index);
	tree_put_text(arena, one, "field", fault->field);
	tree_put_text(arena, one, "reason", fault->reason);
	return one;
}

static struct tree *outcome_of(struct arena *arena, const struct alert_batch *batch,
			       const struct error *error,
			       const struct door_answer *answer)
{
	struct tree *whole = tree_map(arena), *alerts = tree_list(arena);
	struct tree *changes = tree_list(arena), *pings = tree_list(arena);
	struct tree *faults = tree_list(arena);

	for (size_t i = 0; i < batch->count; i++)
		tree_add(arena, alerts, alert_tree(arena, &batch->items[i]));
	for (size_t i = 0; i < batch->changes.count; i++)
		tree_add(arena, changes, change_tree(arena, &batch->changes.items[i]));
	for (size_t i = 0; i < batch->pings.count; i++)
		tree_add(arena, pings, tree_text(arena, batch->pings.items[i]));
	for (size_t i = 0; i < batch->faults.count; i++)
		tree_add(arena, faults, fault_tree(arena, &batch->faults.items[i]));
	tree_put_int(arena, whole, "status", answer->status);
	tree_put_text(arena, whole, "error", str_of(error ? error->text : ""));
	tree_put(arena, whole, "alerts", alerts);
	tree_put(arena, whole, "changes", changes);
	tree_put(arena, whole, "pings", pings);
	tree_put(arena, whole, "faults", faults);
	return whole;
}

/* -- the claim -- */

static struct config *config_in(struct arena *arena, const char *folder)
{
	struct config_problems problems = { 0 };
	str path = arena_format(arena, "%s/%s/stanch.yaml", FIXTURES, folder), text;
	struct config *config;

	if (!read_file(arena, path, &text))
		return NULL;
	config = config_parse(arena, path, text, &problems);
	CHECK_CASE(config, problems.count > 0 ? problems.items[0].what.bytes : folder);
	return config;
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

static void check_request(const struct source *source, str path,
			  const struct config *config)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	str stem = str_slice(path, 0, path.length - strlen(".http"));
	str bytes, expected = STR("null");
	const struct tree *got, *want;
	struct request request;
	struct door_call call = {
		.arena = arena, .header = header_of, .now = now, .config = config
	};
	struct alert_batch batch = { 0 };
	struct door_answer answer = { 0 };
	struct error error = { 0 };
	bool is_read;

	CHECK_CASE(read_file(arena, path, &bytes), path.bytes);
	request = request_of(bytes);
	call.request = &request;
	call.method = arena_copy(arena, request.method).bytes;
	call.path = request.target;
	(void)str_cut(request.target, '?', &call.path, &call.query);
	call.body = request.body;
	is_read = source->read(&call, &batch, &error);
	source->answer(&call, &batch, is_read ? NULL : &error, &answer);
	got = outcome_of(arena, &batch, is_read ? NULL : &error, &answer);
	(void)read_file(arena,
			arena_format(arena, STR_FMT ".expected.json", STR_ARG(stem)),
			&expected);
	want = json_parse(arena, expected, &error);
	CHECK_OK(want, error);
	if (!str_equal(json_write(arena, got), json_write(arena, want)))
		check_failed(__FILE__, __LINE__, STR_FMT " became\n" STR_FMT,
			     STR_ARG(path), STR_ARG(json_write_pretty(arena, got)));
}

static void check_folder(const char *name)
{
	scoped_arena arena = arena_new(TEST_BYTES_MAX);
	const struct source *source = source_named(name);
	str folder = arena_format(arena, "%s/%s", FIXTURES, name);
	struct config *config = config_in(arena, name);
	DIR *directory = opendir(folder.bytes);
	const struct dirent *entry;
	int requests = 0;

	CHECK_CASE(source, name);
	while (directory && source && (entry = readdir(directory))) {
		if (!str_ends_with(str_of(entry->d_name), STR(".http")))
			continue;
		check_request(source,
			      arena_format(arena, STR_FMT "/%s", STR_ARG(folder),
					   entry->d_name),
			      config);
		requests++;
	}
	if (directory)
		closedir(directory);
	if (config)
		config_release(config);
	CHECK_CASE(requests > 0, name);
}

static void what_senders_post_to_hooks_is_understood(void)
{
	static const char *const names[] = { "alertmanager", "cloudevents", "grafana",
					     "junit" };

	for (size_t i = 0; i < COUNT_OF(names); i++)
		check_folder(names[i]);
}

const struct test tests[] = {
	{ "what senders post to hooks is understood",
	  what_senders_post_to_hooks_is_understood },
	{ 0 },
};

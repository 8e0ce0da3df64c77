#include "operations/trial.h"

#include "app/app.h"
#include "base/limits.h"
#include "base/text.h"
#include "formats/form.h"
#include "operations/simulate.h"

#include <strings.h>

enum {
	/* More than anybody reads. */
	SHOWN_MAX = 100,
	SAYS_BYTES_MAX = 2000,
	QUERY_BYTES_MAX = 4 << 10,
};

struct trial {
	str source, body, mapping, query, header, key, path;
};

static const struct field fields[] = {
	{ .name = "source",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct trial, source),
	  .required = true,
	  .help = "which door, such as generic, github or pagerduty" },
	{ .name = "body",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct trial, body),
	  .required = true,
	  .is_file = true,
	  .help = "what its sender would post" },
	{ .name = "mapping",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct trial, mapping),
	  .help = "for generic: which mapping of stanch.yaml reads it" },
	{ .name = "query",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct trial, query),
	  .help = "what would stand behind the ? of the URL" },
	{ .name = "header",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct trial, header),
	  .help = "one that matters, such as \"X-GitHub-Event: push\"" },
	{ .name = "key",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct trial, key),
	  .help = "the name of the door key it would come with" },
	{ .name = "path",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct trial, path),
	  .help = "of the URL, where the door has several" },
};
const struct shape trial_shape = SHAPE("trial", struct trial, fields);

static str header_of(const void *request, const char *name)
{
	const struct trial *trial = request;
	str wanted = str_of(name), said, value;

	if (!str_cut(trial->header, ':', &said, &value))
		return STR("");
	said = str_trim(said);
	return said.length == wanted.length &&
			       strncasecmp(said.bytes, wanted.bytes, said.length) == 0
		       ? str_trim(value)
		       : STR("");
}

/* What a source takes behind its own path. */
static str rest_of(const struct source *source, str path)
{
	for (const char *const *own = source->paths; own && *own; own++)
		if (str_ends_with(str_of(*own), STR("/")) &&
		    str_starts_with(path, str_of(*own)))
			return str_slice(path, str_of(*own).length, path.length);
	return STR("");
}

static str query_of(struct arena *arena, const struct trial *trial)
{
	struct text query = text_new(arena, QUERY_BYTES_MAX);

	text_add(&query, str_clip(trial->query, QUERY_BYTES_MAX / 2));
	if (trial->mapping.length > 0)
		form_add(&query, "mapping", trial->mapping);
	return text_of(&query);
}

/* -- what was read -- */

static void show(struct work *work, struct tree *list, str what, str name, str says)
{
	struct tree *one = tree_map(work->arena);

	if (tree_count(list) == SHOWN_MAX)
		return;
	tree_put_text(work->arena, one, "what", what);
	tree_put_text(work->arena, one, "name", name);
	tree_put_text(work->arena, one, "says", str_clip(says, SAYS_BYTES_MAX));
	tree_add(work->arena, list, one);
}

static void add_pairs(struct text *text, const struct labels *labels, const char *between)
{
	for (size_t i = 0; i < labels->count; i++) {
		text_add(text, i > 0 ? str_of(between) : STR(""));
		text_add(text, labels->items[i].name);
		text_add(text, STR("="));
		text_add(text, labels->items[i].value);
	}
}

static str says_of_alert(struct work *work, const struct alert_fact *fact)
{
	struct text says = text_new(work->arena, SAYS_BYTES_MAX);

	add_pairs(&says, &fact->labels, ", ");
	if (fact->annotations.count > 0)
		text_add(&says, STR("; "));
	add_pairs(&says, &fact->annotations, ", ");
	if (fact->starts_at != 0)
		text_addf(&says, "; since " STR_FMT,
			  STR_ARG(instant_format(work->arena, fact->starts_at)));
	return text_of(&says);
}

static void show_batch(struct work *work, const struct alert_batch *batch,
		       struct tree *list)
{
	for (size_t i = 0; i < batch->count; i++) {
		const struct alert_fact *fact = &batch->items[i];
		str name = fact->identity.length > 0
				   ? fact->identity
				   : labels_get(&fact->labels, "alertname");
		bool fires = fact->firing &&
			     (fact->ends_at == 0 || fact->ends_at > work->now);

		show(work, list, fires ? STR("alert fires") : STR("alert ended"), name,
		     says_of_alert(work, fact));
	}
	for (size_t i = 0; i < batch->changes.count; i++)
		show(work, list, STR("change"), batch->changes.items[i].service,
		     batch->changes.items[i].title);
	for (size_t i = 0; i < batch->acts.count; i++)
		show(work, list, str_of(act_kind_names[batch->acts.items[i].kind]),
		     batch->acts.items[i].identity, batch->acts.items[i].text);
	for (size_t i = 0; i < batch->pings.count; i++)
		show(work, list, STR("heartbeat"), batch->pings.items[i], STR(""));
	for (size_t i = 0; i < batch->reports.count; i++)
		show(work, list, STR("report"), batch->reports.items[i].report.service,
		     batch->reports.items[i].report.text);
}

static struct tree *faults_of(struct work *work, const struct alert_batch *batch,
			      const struct error *error)
{
	struct tree *list = tree_list(work->arena), *one;

	for (size_t i = 0; i < batch->faults.count && i < FAULTS_SHOWN_MAX; i++) {
		one = tree_map(work->arena);
		tree_put_int(work->arena, one, "index",
			     (int64_t)batch->faults.items[i].index);
		tree_put_text(work->arena, one, "field", batch->faults.items[i].field);
		tree_put_text(work->arena, one, "reason", batch->faults.items[i].reason);
		tree_add(work->arena, list, one);
	}
	if (error) {
		one = tree_map(work->arena);
		tree_put_text(work->arena, one, "reason", str_of(error->text));
		tree_add(work->arena, list, one);
	}
	return list;
}

static void fill(struct work *work, const struct door_call *call,
		 const struct source *source, const struct alert_batch *batch,
		 const struct error *error, struct tree *answer)
{
	struct tree *list = tree_list(work->arena);
	struct door_answer said = { .status = 500 };

	source->answer(call, batch, error, &said);
	show_batch(work, batch, list);
	tree_put(work->arena, answer, "read", list);
	tree_put(work->arena, answer, "faults", faults_of(work, batch, error));
	tree_put_int(work->arena, answer, "wrong",
		     (int64_t)batch->faults.count + (error ? 1 : 0));
	tree_put_int(work->arena, answer, "status", said.status);
	tree_put_text(work->arena, answer, "body", str_clip(said.body, SAYS_BYTES_MAX));
	tree_put_text(work->arena, answer, "summary",
		      arena_format(work->arena,
				   "%zu alerts, %zu changes, %zu acts, %zu heartbeats, "
				   "%zu faults. Nothing was stored.",
				   batch->count, batch->changes.count, batch->acts.count,
				   batch->pings.count, batch->faults.count));
}

bool trial_read(struct work *work, const void *input, struct tree *answer)
{
	const struct trial *trial = input;
	const struct source *source = source_named(work, trial->source);
	struct alert_batch batch = { 0 };
	struct error error = { 0 };
	struct door_call call = { .arena = work->arena,
				  .method = "POST",
				  .body = trial->body,
				  .header = header_of,
				  .request = trial,
				  .key_name = trial->key,
				  .now = work->now,
				  .config = work->config };
	bool is_read;

	if (!source)
		return false;
	call.path = trial->path.length > 0 ? trial->path
		    : source->paths && source->paths[0]
			    ? str_of(source->paths[0])
			    : arena_format(work->arena, "/hooks/%s", source->name);
	call.rest = rest_of(source, call.path);
	call.query = query_of(work->arena, trial);
	is_read = source->read(&call, &batch, &error);
	fill(work, &call, source, &batch, is_read ? NULL : &error, answer);
	return true;
}

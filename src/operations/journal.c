/* journal: the record, and the proof that nobody changed it. */
#include "base/limits.h"
#include "operations/noun.h"

struct verify_input {
	str head;
};
static const struct field verify_fields[] = {
	{ .name = "head",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct verify_input, head),
	  .help = "a head noted outside (SEQ:HASH): it must be in the chain" },
};
static const struct shape verify_shape = SHAPE("verify", struct verify_input,
					       verify_fields);

static bool verify_now(struct work *work, const void *input, struct tree *answer)
{
	const struct verify_input *in = input;
	struct journal_report report;

	if (!journal_verify(work, in->head, &report))
		return false;
	if (report.bad_seq != 0)
		return fail(work, ERROR_CONFLICT, "the journal is broken: " STR_FMT,
			    STR_ARG(report.problem));
	tree_put_bool(work->arena, answer, "ok", true);
	tree_put_int(work->arena, answer, "entries", report.entries);
	tree_put_int(work->arena, answer, "redacted", report.redacted);
	tree_put_text(work->arena, answer, "head", report.head);
	return true;
}

static bool begin_verifying(struct app *app)
{
	scoped_lock(held, &app->wake_lock);
	bool is_free = !app->verifying;

	app->verifying = true;
	return is_free;
}

static bool verify(struct work *work, const void *input, struct tree *answer)
{
	struct app *app = work->app;

	if (!begin_verifying(app))
		return fail(work, ERROR_CONFLICT, "a verification runs already");

	bool succeeded = verify_now(work, input, answer);
	scoped_lock(held, &app->wake_lock);

	app->verifying = false;
	return succeeded;
}

struct list_input {
	int64_t after;
	str incident;
};
static const struct field list_fields[] = {
	{ .name = "after",
	  .kind = FIELD_INT,
	  .offset = offsetof(struct list_input, after),
	  .help = "only entries after this sequence number" },
	{ .name = "incident",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct list_input, incident),
	  .help = "only of this incident" },
};
static const struct shape list_shape = SHAPE("list", struct list_input, list_fields);

static bool list(struct work *work, const void *input, struct tree *answer)
{
	const struct list_input *in = input;
	struct tree *list = tree_list(work->arena);
	struct incident incident = { 0 };
	struct entry *entries;
	size_t count;

	if (in->incident.length > 0 &&
	    !store_incident_find(work, in->incident, &incident))
		return false;
	if (!journal_read(work, incident.id, in->after, ROWS_PER_ANSWER_MAX, &entries,
			  &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct tree *one = tree_map(work->arena);

		tree_put_int(work->arena, one, "seq", entries[i].seq);
		tree_put_text(work->arena, one, "at",
			      instant_format(work->arena, entries[i].at));
		tree_put_text(work->arena, one, "kind", entries[i].kind);
		tree_put_text(work->arena, one, "actor", entries[i].actor);
		tree_put_text(work->arena, one, "subject", entries[i].subject);
		tree_put_text(work->arena, one, "text",
			      entry_text(work->arena, &entries[i]));
		tree_put_text(work->arena, one, "hash", entries[i].hash);
		tree_add(work->arena, list, one);
	}
	tree_put(work->arena, answer, "entries", list);
	return true;
}

static bool head(struct work *work, const void *input, struct tree *answer)
{
	int64_t seq;
	str hash;

	(void)input;
	if (!journal_head(work, &seq, &hash))
		return false;
	tree_put_int(work->arena, answer, "seq", seq);
	tree_put_text(work->arena, answer, "hash", hash);
	tree_put_text(work->arena, answer, "head",
		      arena_format(work->arena, "%lld:" STR_FMT, (long long)seq,
				   STR_ARG(hash)));
	return true;
}

static const struct operation operations[] = {
	{ .noun = "journal",
	  .verb = "verify",
	  .help = "recompute the whole chain; --data DIR for a stopped server",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .input = &verify_shape,
	  .run = verify,
	  .view = { .template = "The journal is whole: {{entries}} entries, {{redacted}} "
				"redacted, "
				"head {{head}}\n" } },
	{ .noun = "journal",
	  .verb = "list",
	  .help = "every entry, in order",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .input = &list_shape,
	  .run = list,
	  .view = { .list = "entries",
		    .columns = { { "seq", "#", 0 },
				 { "at", "at", 0 },
				 { "kind", "kind", 0 },
				 { "actor", "who", 0 },
				 { "text", "what", 0 } },
		    .empty = "The journal is empty." } },
	{ .noun = "journal",
	  .verb = "head",
	  .help = "the last entry's number and hash, to note outside",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .run = head,
	  .view = { .template = "{{head}}\n" } },
};

NOUN(journal, operations);

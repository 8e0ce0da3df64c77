/* What Argo CD's notifications tell by the template in docs/senders.md, or an
 * Application as it is: the end of a sync is a deployment of its service; an app that is
 * Degraded or Missing is an alert, said once, until it is Healthy. Progressing, Suspended
 * and Unknown say neither.
 *
 * One notification often tells both, and is repeated for every trigger; what a sync ended
 * with is one change, by the instant at which it ended. */
#include "sources/event.h"
#include "sources/plain.h"

#include "base/hash.h"
#include "formats/json.h"

enum {
	NAME_BYTES_MAX = 200, /* Kubernetes ends at 253 for the longest; apps at 63 */
	TITLE_BYTES_MAX = 500,
	URL_BYTES_MAX = 4 << 10,
	SHORT_SHA = 7,
};

struct notification {
	const struct door_call *call;
	struct alert_batch *batch;
	const struct tree *body, *status, *operation;
	str name, namespace, url;
};

static str line_at(const struct notification *note, const char *path, size_t most)
{
	const struct tree *value = tree_at(note->body, path);

	return value && value->kind == TREE_TEXT
		       ? event_line(note->call->arena, value->text, most)
		       : STR("");
}

/* "argocd/NAMESPACE/APP": apps in other namespaces may have the same name. */
static str identity_of(const struct notification *note)
{
	if (note->namespace.length == 0)
		return arena_format(note->call->arena, "argocd/" STR_FMT,
				    STR_ARG(note->name));
	return arena_format(note->call->arena, "argocd/" STR_FMT "/" STR_FMT,
			    STR_ARG(note->namespace), STR_ARG(note->name));
}

static void add_labels(const struct notification *note, struct event *event)
{
	event_label(event, STR("app"), note->name);
	event_label(event, STR("project"), line_at(note, "spec.project", NAME_BYTES_MAX));
	event_label(event, STR("namespace"),
		    line_at(note, "spec.destination.namespace", NAME_BYTES_MAX));
	event_label(event, STR("cluster"),
		    line_at(note, "spec.destination.name", NAME_BYTES_MAX));
}

static str service_of(const struct notification *note)
{
	struct event event = { .arena = note->call->arena };

	add_labels(note, &event);
	event_label(&event, STR("service"), note->name);
	return event_service(&event, note->call->config);
}

/* -- the sync -- */

static bool has_ended(str phase)
{
	return str_is(phase, "Succeeded") || str_is(phase, "Failed") ||
	       str_is(phase, "Error");
}

static str author_of(const struct notification *note)
{
	str author = line_at(note, "status.operationState.operation.initiatedBy.username",
			     NAME_BYTES_MAX);
	const struct tree *by = tree_at(note->operation, "operation.initiatedBy");

	if (author.length == 0 && tree_get_bool(by, "automated", false))
		return STR("Argo CD by itself");
	return author;
}

/* An app of several sources has revisions and no revision. */
static str revision_of(const struct notification *note)
{
	static const char *const paths[] = {
		"status.operationState.syncResult.revision",
		"status.operationState.syncResult.revisions.0",
		"status.operationState.operation.sync.revision",
		"status.sync.revision",
		"status.sync.revisions.0",
	};
	str revision = STR("");

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		if (revision.length == 0)
			revision = line_at(note, paths[i], NAME_BYTES_MAX);
	return revision;
}

/* A commit is told by its beginning, a version ("1.14.2") whole. */
static str short_revision(str revision)
{
	return revision.length == 40 ? str_clip(revision, SHORT_SHA) : revision;
}

static void take_sync(const struct notification *note)
{
	struct arena *arena = note->call->arena;
	str phase = line_at(note, "status.operationState.phase", NAME_BYTES_MAX);
	str finished = line_at(note, "status.operationState.finishedAt", NAME_BYTES_MAX);
	str message = line_at(note, "status.operationState.message", TITLE_BYTES_MAX / 2);
	str revision = revision_of(note);
	struct change change = { .kind = STR("deploy"), .url = note->url };

	if (!has_ended(phase))
		return;
	change.title = arena_format(arena, "Sync of " STR_FMT " to " STR_FMT ": " STR_FMT,
				    STR_ARG(note->name),
				    STR_ARG(short_revision(revision)), STR_ARG(phase));
	if (!str_is(phase, "Succeeded") && message.length > 0)
		change.title = arena_format(arena, STR_FMT ": " STR_FMT,
					    STR_ARG(change.title), STR_ARG(message));
	change.title = event_cut(arena, change.title, TITLE_BYTES_MAX);
	change.service = service_of(note);
	/* What did not succeed never ran. */
	if (str_is(phase, "Succeeded"))
		change.revision = short_revision(revision);
	change.target = note->name;
	change.author = author_of(note);
	change.at = event_instant(tree_get(note->operation, "finishedAt"),
				  note->call->now);
	change.source_id = sha256_hex(
		arena,
		sha256_of(arena_format(arena, STR_FMT " " STR_FMT " " STR_FMT " " STR_FMT,
				       STR_ARG(identity_of(note)), STR_ARG(revision),
				       STR_ARG(phase), STR_ARG(finished))));
	*list_add(arena, &note->batch->changes) = change;
}

/* -- the health -- */

static void take_ill(const struct notification *note, str health)
{
	struct arena *arena = note->call->arena;
	struct event event = { .arena = arena,
			       .fact = { .identity = identity_of(note),
					 .is_said_once = true,
					 .firing = true,
					 .generator_url = note->url } };
	str message = tree_get_text(tree_get(note->status, "health"), "message");

	event_label(&event, STR("alertname"), STR("ArgoCDAppUnhealthy"));
	add_labels(note, &event);
	event_label(&event, STR("service"), service_of(note));
	event_label(&event, STR("severity"), STR("error"));
	event_annotate(&event, STR("summary"),
		       arena_format(arena, "Argo CD: " STR_FMT " is " STR_FMT,
				    STR_ARG(note->name), STR_ARG(health)));
	event_annotate(&event, STR("description"), message);
	event_annotate(&event, STR("sync"),
		       line_at(note, "status.sync.status", NAME_BYTES_MAX));
	event_annotate(&event, STR("revision"), revision_of(note));
	event.fact.starts_at = event_instant(
		tree_get(tree_get(note->status, "health"), "lastTransitionTime"),
		note->call->now);
	*list_add(arena, note->batch) = *event_settle(&event);
}

static void take_health(const struct notification *note)
{
	str health = line_at(note, "status.health.status", NAME_BYTES_MAX);

	if (str_is(health, "Degraded") || str_is(health, "Missing"))
		take_ill(note, health);
	else if (str_is(health, "Healthy"))
		*list_add(note->call->arena, note->batch) = (struct alert_fact){
			.identity = identity_of(note),
			.is_said_once = true,
		};
}

/* -- the notification -- */

/* Of a text that says what it is, or of an object that may be null. */
static bool check_kind(const struct notification *note, const char *path,
		       enum tree_kind kind, bool required)
{
	const struct tree *value = tree_at(note->body, path);
	bool is_said = value && value->kind != TREE_NULL;

	if (is_said && value->kind != kind)
		event_fault(note->call, note->batch, path,
			    kind == TREE_TEXT ? "must be text" : "must be an object");
	else if (!is_said && required)
		event_fault(note->call, note->batch, path,
			    "is missing: does the template in docs/senders.md stand in "
			    "argocd-notifications-cm?");
	return note->batch->faults.count == 0;
}

static bool check_body(const struct notification *note)
{
	static const struct {
		const char *path;
		enum tree_kind kind;
		bool required;
	} members[] = {
		{ "metadata.name", TREE_TEXT, true },
		{ "metadata.namespace", TREE_TEXT, false },
		{ "status", TREE_MAP, true },
		{ "status.sync", TREE_MAP, false },
		{ "status.health", TREE_MAP, false },
		{ "status.health.status", TREE_TEXT, false },
		{ "status.operationState", TREE_MAP, false },
		{ "status.operationState.phase", TREE_TEXT, false },
	};
	bool good = true;

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		good &= check_kind(note, members[i].path, members[i].kind,
				   members[i].required);
	return good;
}

static void take(struct notification *note)
{
	str argocd = line_at(note, "argocd", URL_BYTES_MAX);

	note->status = tree_get(note->body, "status");
	note->operation = tree_get(note->status, "operationState");
	note->name = line_at(note, "metadata.name", NAME_BYTES_MAX);
	note->namespace = line_at(note, "metadata.namespace", NAME_BYTES_MAX);
	if (note->name.length == 0) {
		event_fault(note->call, note->batch, "metadata.name", "is empty");
		return;
	}
	if (argocd.length > 0 && note->namespace.length > 0)
		note->url = arena_format(
			note->call->arena, STR_FMT "/applications/" STR_FMT "/" STR_FMT,
			STR_ARG(argocd), STR_ARG(note->namespace), STR_ARG(note->name));
	take_sync(note);
	take_health(note);
	if (note->batch->count + note->batch->changes.count == 0)
		note->batch->reply = STR("neither the end of a sync nor a health of "
					 "Healthy, Degraded or Missing: nothing is kept");
}

static bool read_body(const struct door_call *call, struct alert_batch *batch,
		      struct error *error)
{
	struct notification note = { .call = call, .batch = batch };
	const struct tree *wrapped;

	if (batch->was_cut)
		return error_set(error, ERROR_TOO_LARGE, "the notification is too large");
	note.body = json_parse(call->arena, call->body, error);
	if (!note.body)
		return error_wrap(error, "the notification is no JSON");
	wrapped = tree_get(note.body, "app");
	if (wrapped && wrapped->kind == TREE_MAP)
		note.body = wrapped;
	batch->read = 1;
	if (check_body(&note))
		take(&note);
	return true;
}

const struct source argocd_source = {
	.name = "argocd",
	.help = "Argo CD's notifications: syncs, and apps that are not healthy",
	.read = read_body,
	.answer = plain_answer,
	.limited_status = 429,
};

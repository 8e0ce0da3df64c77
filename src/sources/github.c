/* GitHub's webhooks: what was pushed, released and deployed is a change of its service,
 * and a workflow that fails on the default branch is an alert until it succeeds there.
 *
 * A red branch wakes nobody by itself, so that alert is a warning; a route says where
 * one is worth a page: scheduled tests have the label event=schedule.
 *
 * GitHub repeats nothing by itself; what somebody redelivers by hand has the ids it had
 * before, so it is no second change. */
#include "sources/event.h"
#include "sources/plain.h"

#include "base/hash.h"
#include "formats/form.h"
#include "formats/json.h"

enum {
	TITLE_BYTES_MAX = 500,
	NAME_BYTES_MAX = 200,
	URL_BYTES_MAX = 4 << 10,
	ID_BYTES_MAX = 300,
	SHORT_SHA = 7,
};

struct hook {
	const struct door_call *call;
	struct alert_batch *batch;
	const struct tree *body, *repository;
	str full_name; /* "owner/name" */
};

/* Nothing is kept; its sender's log shows why. */
static void pass(const struct hook *hook, const char *sentence)
{
	hook->batch->reply = str_of(sentence);
}

static str need_text(const struct hook *hook, const struct tree *map, const char *name,
		     const char *field)
{
	const struct tree *value = tree_get(map, name);

	if (!value || value->kind == TREE_NULL)
		event_fault(hook->call, hook->batch, field, "is missing");
	else if (value->kind != TREE_TEXT)
		event_fault(hook->call, hook->batch, field, "must be text");
	else if (str_trim(value->text).length == 0)
		event_fault(hook->call, hook->batch, field, "is empty");
	return tree_get_text(map, name);
}

static const struct tree *need_map(const struct hook *hook, const char *name)
{
	const struct tree *value = tree_get(hook->body, name);

	if (!value || value->kind == TREE_NULL)
		event_fault(hook->call, hook->batch, name, "is missing");
	else if (value->kind != TREE_MAP)
		event_fault(hook->call, hook->batch, name, "must be an object");
	else
		return value;
	return NULL;
}

/* -- changes -- */

static str clean(const struct hook *hook, str text, size_t most)
{
	return event_line(hook->call->arena, text, most);
}

static str service_of(const struct hook *hook, str environment)
{
	struct event event = { .arena = hook->call->arena };

	event_label(&event, STR("repository"), hook->full_name);
	event_label(&event, STR("environment"), environment);
	event_label(&event, STR("service"), tree_get_text(hook->repository, "name"));
	return event_service(&event, hook->call->config);
}

/* "deployment/42": the ids of GitHub; without one the number of the hook. */
static str id_of(const struct hook *hook, const char *kind, const struct tree *thing)
{
	int64_t id = tree_get_int(thing, "id", 0);

	if (id == 0)
		return clean(hook, door_header(hook->call, "X-GitHub-Delivery"),
			     ID_BYTES_MAX);
	return arena_format(hook->call->arena, "%s/%lld", kind, (long long)id);
}

static void add_change(const struct hook *hook, struct change change)
{
	change.title = clean(hook, change.title, TITLE_BYTES_MAX);
	change.author = clean(hook, change.author, NAME_BYTES_MAX);
	if (change.author.length == 0)
		change.author = clean(
			hook, tree_get_text(tree_get(hook->body, "sender"), "login"),
			NAME_BYTES_MAX);
	change.url = clean(hook, change.url, URL_BYTES_MAX);
	if (change.service.length == 0)
		change.service = service_of(hook, STR(""));
	change.service = clean(hook, change.service, NAME_BYTES_MAX);
	*list_add(hook->call->arena, &hook->batch->changes) = change;
}

static str short_sha(str sha)
{
	return str_clip(sha, SHORT_SHA);
}

/* -- push -- */

static bool is_setting(str file)
{
	static const char *const endings[] = {
		".yaml", ".yml",  ".json",   ".toml",       ".tf",  ".tfvars",
		".ini",  ".conf", ".config", ".properties", ".env", ".hcl"
	};

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
		if (str_ends_with(file, str_of(endings[i])))
			return true;
	return false;
}

/* Counts the files of a commit, and those that hold settings. */
static void count_files(const struct tree *commit, size_t *files, size_t *settings)
{
	static const char *const lists[] = { "added", "modified", "removed" };

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		const struct tree *list = tree_get(commit, lists[i]);

		for (size_t j = 0; j < tree_count(list); j++) {
			const struct tree *file = tree_nth(list, j);

			*files += 1;
			*settings += file->kind == TREE_TEXT && is_setting(file->text);
		}
	}
}

/* What touches settings alone is a change of them, as in the repositories that Argo CD
 * and Flux follow. */
static const char *kind_of_push(const struct tree *commits)
{
	size_t files = 0, settings = 0;

	for (size_t i = 0; i < tree_count(commits); i++)
		count_files(tree_nth(commits, i), &files, &settings);
	return files > 0 && files == settings ? "config" : "other";
}

static str title_of_push(const struct hook *hook, str branch, str after)
{
	struct arena *arena = hook->call->arena;
	const struct tree *body = hook->body;
	size_t count = tree_count(tree_get(body, "commits"));
	str message = event_line(arena,
				 tree_get_text(tree_get(body, "head_commit"), "message"),
				 TITLE_BYTES_MAX / 2);
	str said = message.length > 0 ? message : STR("no message");
	const char *how = tree_get_bool(body, "forced", false) ? "Forced push" : "Push";

	if (tree_get_bool(body, "deleted", false))
		return arena_format(arena, "Branch " STR_FMT " deleted", STR_ARG(branch));
	if (count > 1)
		return arena_format(
			arena,
			"%s of %zu commits to " STR_FMT ": " STR_FMT " (" STR_FMT ")",
			how, count, STR_ARG(branch), STR_ARG(said), STR_ARG(after));
	return arena_format(arena, "%s to " STR_FMT ": " STR_FMT " (" STR_FMT ")", how,
			    STR_ARG(branch), STR_ARG(said), STR_ARG(after));
}

/* "refs/heads/main" is the branch "main"; "" when it is none. */
static str name_behind(str ref, const char *prefix)
{
	str start = str_of(prefix);

	return str_starts_with(ref, start) ? str_slice(ref, start.length, ref.length)
					   : STR("");
}

static void read_push(const struct hook *hook)
{
	struct arena *arena = hook->call->arena;
	const struct tree *body = hook->body;
	str ref = need_text(hook, body, "ref", "ref");
	str after = need_text(hook, body, "after", "after");
	str branch = clean(hook, name_behind(ref, "refs/heads/"), NAME_BYTES_MAX);
	str tag = clean(hook, name_behind(ref, "refs/tags/"), NAME_BYTES_MAX);
	struct change change = {
		.author = tree_get_text(tree_get(body, "pusher"), "name"),
		.url = tree_get_text(body, "compare"),
		/* Of the commit it is when it was written, which may be weeks ago. */
		.at = event_instant(tree_get(hook->repository, "pushed_at"),
				    hook->call->now),
	};

	if (hook->batch->faults.count > 0)
		return;
	if (tag.length == 0 &&
	    !str_equal(branch, tree_get_text(hook->repository, "default_branch"))) {
		pass(hook, "only pushes of tags and to the default branch are kept");
		return;
	}
	after = clean(hook, short_sha(after), SHORT_SHA);
	change.kind = tag.length > 0 ? STR("other")
				     : str_of(kind_of_push(tree_get(body, "commits")));
	change.title = tag.length > 0
			       ? arena_format(arena, "Tag " STR_FMT " %s", STR_ARG(tag),
					      tree_get_bool(body, "deleted", false)
						      ? "deleted"
						      : "pushed")
			       : title_of_push(hook, branch, after);
	change.source_id = sha256_hex(
		arena, sha256_of(arena_format(
			       arena, "push " STR_FMT " " STR_FMT " " STR_FMT " " STR_FMT,
			       STR_ARG(hook->full_name), STR_ARG(ref),
			       STR_ARG(tree_get_text(body, "before")),
			       STR_ARG(tree_get_text(body, "after")))));
	add_change(hook, change);
}

/* -- deployments and releases -- */

/* A tag says which version it is; the default branch says nothing. */
static str revision_of_deployment(const struct hook *hook, const struct tree *deployment)
{
	str ref = clean(hook, tree_get_text(deployment, "ref"), REVISION_BYTES_MAX);
	str branch = tree_get_text(hook->repository, "default_branch");

	if (ref.length > 0 && !str_equal(ref, branch))
		return ref;
	return clean(hook, short_sha(tree_get_text(deployment, "sha")), SHORT_SHA);
}

static str deployment_title(const struct hook *hook, const struct tree *deployment,
			    str state)
{
	struct arena *arena = hook->call->arena;
	str ref = clean(hook, tree_get_text(deployment, "ref"), NAME_BYTES_MAX);
	str sha = clean(hook, short_sha(tree_get_text(deployment, "sha")), SHORT_SHA);
	str place = clean(hook, tree_get_text(deployment, "environment"), NAME_BYTES_MAX);

	return arena_format(
		arena, "Deployment of " STR_FMT " (" STR_FMT ") to " STR_FMT ": " STR_FMT,
		STR_ARG(ref), STR_ARG(sha), STR_ARG(place), STR_ARG(state));
}

static void read_deployment(const struct hook *hook)
{
	const struct tree *deployment = need_map(hook, "deployment");

	if (deployment)
		need_text(hook, deployment, "environment", "deployment.environment");
	if (hook->batch->faults.count > 0)
		return;
	add_change(
		hook,
		(struct change){
			.kind = STR("deploy"),
			.title = deployment_title(hook, deployment, STR("requested")),
			.author = tree_get_text(tree_get(deployment, "creator"), "login"),
			.url = tree_get_text(deployment, "url"),
			.at = event_instant(tree_get(deployment, "created_at"),
					    hook->call->now),
			.service = service_of(hook,
					      tree_get_text(deployment, "environment")),
			.source_id = id_of(hook, "deployment", deployment),
			/* No revision yet: it may never run. */
			.target = hook->full_name,
		});
}

/* What it went through on its way says nothing that the deployment did not. */
static bool is_end_of_deployment(str state)
{
	return str_is(state, "success") || str_is(state, "failure") ||
	       str_is(state, "error");
}

static str first_of(const struct tree *map, const char *const *names)
{
	for (; *names; names++)
		if (tree_get_text(map, *names).length > 0)
			return tree_get_text(map, *names);
	return STR("");
}

static void read_deployment_status(const struct hook *hook)
{
	static const char *const urls[] = { "log_url", "target_url", "environment_url",
					    NULL };
	const struct tree *deployment = need_map(hook, "deployment");
	const struct tree *status = need_map(hook, "deployment_status");
	str state = STR("");

	if (status)
		state = need_text(hook, status, "state", "deployment_status.state");
	if (hook->batch->faults.count > 0)
		return;
	if (!is_end_of_deployment(state)) {
		pass(hook, "of a deployment its request and its end are kept");
		return;
	}
	add_change(
		hook,
		(struct change){
			.kind = STR("deploy"),
			.title = deployment_title(hook, deployment, state),
			.author = tree_get_text(tree_get(deployment, "creator"), "login"),
			.url = first_of(status, urls),
			.at = event_instant(tree_get(status, "created_at"),
					    hook->call->now),
			.service = service_of(hook,
					      tree_get_text(deployment, "environment")),
			.source_id = id_of(hook, "deployment_status", status),
			/* What failed may never have run. */
			.revision = str_is(state, "success")
					    ? revision_of_deployment(hook, deployment)
					    : STR(""),
			.target = hook->full_name,
		});
}

static void read_release(const struct hook *hook)
{
	const struct tree *release = need_map(hook, "release");
	str action = need_text(hook, hook->body, "action", "action");
	str tag = STR("");

	if (release)
		tag = need_text(hook, release, "tag_name", "release.tag_name");
	if (hook->batch->faults.count > 0)
		return;
	/* Of each release come created, published and released; one is enough. */
	if (!str_is(action, "published")) {
		pass(hook, "of a release its publication is kept");
		return;
	}
	add_change(hook,
		   (struct change){
			   .kind = STR("other"),
			   .title = arena_format(
				   hook->call->arena, "Release " STR_FMT " published",
				   STR_ARG(clean(hook, tag, NAME_BYTES_MAX))),
			   .author = tree_get_text(tree_get(release, "author"), "login"),
			   .url = tree_get_text(release, "html_url"),
			   .at = event_instant(tree_get(release, "published_at"),
					       hook->call->now),
			   .source_id = id_of(hook, "release", release),
		   });
}

/* -- workflows -- */

/* A pull request of a fork may come from a branch that is called main over there. */
static bool is_on_default_branch(const struct hook *hook, const struct tree *run)
{
	str branch = tree_get_text(run, "head_branch");
	str from = tree_get_text(tree_get(run, "head_repository"), "full_name");

	return branch.length > 0 &&
	       str_equal(branch, tree_get_text(hook->repository, "default_branch")) &&
	       (from.length == 0 || str_equal(from, hook->full_name)) &&
	       !str_starts_with(tree_get_text(run, "event"), STR("pull_request"));
}

static str name_of_workflow(const struct hook *hook, const struct tree *run)
{
	str name = tree_get_text(tree_get(hook->body, "workflow"), "name");

	if (name.length == 0)
		name = tree_get_text(run, "name");
	return clean(hook, name.length > 0 ? name : STR("workflow"), NAME_BYTES_MAX);
}

static bool deploys(str workflow)
{
	static const char *const words[] = { "deploy",  "deployment", "release",
					     "rollout", "publish",    "rollback" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_contains_word(workflow, str_of(words[i])))
			return true;
	return false;
}

static void add_deploying_run(const struct hook *hook, const struct tree *run,
			      str workflow, str conclusion)
{
	struct arena *arena = hook->call->arena;

	add_change(
		hook,
		(struct change){
			.kind = STR("deploy"),
			.title = arena_format(
				arena,
				"Workflow " STR_FMT " on " STR_FMT " (" STR_FMT
				"): " STR_FMT,
				STR_ARG(workflow),
				STR_ARG(clean(hook, tree_get_text(run, "head_branch"),
					      NAME_BYTES_MAX)),
				STR_ARG(clean(hook,
					      short_sha(tree_get_text(run, "head_sha")),
					      SHORT_SHA)),
				STR_ARG(conclusion)),
			.author = tree_get_text(tree_get(run, "actor"), "login"),
			.url = tree_get_text(run, "html_url"),
			.at = event_instant(tree_get(run, "updated_at"), hook->call->now),
			.source_id = arena_format(
				arena, STR_FMT "/%lld",
				STR_ARG(id_of(hook, "workflow_run", run)),
				(long long)tree_get_int(run, "run_attempt", 1)),
		});
}

static void add_failed_run(const struct hook *hook, const struct tree *run, str workflow,
			   str identity, str conclusion)
{
	struct arena *arena = hook->call->arena;
	struct event event = {
		.arena = arena,
		.fact = { .identity = identity, .is_said_once = true, .firing = true }
	};

	event_label(&event, STR("alertname"), STR("WorkflowFailed"));
	event_label(&event, STR("repository"), hook->full_name);
	event_label(&event, STR("workflow"), workflow);
	event_label(&event, STR("event"), tree_get_text(run, "event"));
	event_label(&event, STR("severity"), STR("warning"));
	event_label(&event, STR("service"), service_of(hook, STR("")));
	event_annotate(&event, STR("summary"),
		       arena_format(arena,
				    "Workflow " STR_FMT " of " STR_FMT " on " STR_FMT
				    ": " STR_FMT,
				    STR_ARG(workflow), STR_ARG(hook->full_name),
				    STR_ARG(tree_get_text(run, "head_branch")),
				    STR_ARG(conclusion)));
	event_annotate(&event, STR("commit"), tree_get_text(run, "head_sha"));
	event_annotate(&event, STR("title"), tree_get_text(run, "display_title"));
	event.fact.generator_url = clean(hook, tree_get_text(run, "html_url"),
					 URL_BYTES_MAX);
	event.fact.starts_at = event_instant(tree_get(run, "updated_at"),
					     hook->call->now);
	*list_add(arena, hook->batch) = *event_settle(&event);
}

static bool has_failed(str conclusion)
{
	return str_is(conclusion, "failure") || str_is(conclusion, "timed_out") ||
	       str_is(conclusion, "startup_failure");
}

static str identity_of(const struct hook *hook, const struct tree *run, str workflow)
{
	struct arena *arena = hook->call->arena;
	int64_t id = tree_get_int(run, "workflow_id", 0);

	if (id != 0)
		return arena_format(arena, "github/" STR_FMT "/%lld",
				    STR_ARG(hook->full_name), (long long)id);
	return arena_format(arena, "github/" STR_FMT "/" STR_FMT,
			    STR_ARG(hook->full_name), STR_ARG(workflow));
}

static void take_run(const struct hook *hook, const struct tree *run, str conclusion)
{
	str workflow = name_of_workflow(hook, run);
	str identity = identity_of(hook, run, workflow);
	bool failed = has_failed(conclusion);

	if (!failed && !str_is(conclusion, "success")) {
		pass(hook, "a run that neither succeeded nor failed says nothing");
		return;
	}
	if (failed)
		add_failed_run(hook, run, workflow, identity, conclusion);
	else
		*list_add(hook->call->arena,
			  hook->batch) = (struct alert_fact){ .identity = identity,
							      .is_said_once = true };
	/* One that failed may have stopped half way. */
	if (deploys(workflow))
		add_deploying_run(hook, run, workflow, conclusion);
}

static void read_workflow_run(const struct hook *hook)
{
	str action = need_text(hook, hook->body, "action", "action");
	const struct tree *run = need_map(hook, "workflow_run");
	str conclusion;

	if (hook->batch->faults.count > 0)
		return;
	if (!str_is(action, "completed")) {
		pass(hook, "of a workflow its end is kept");
		return;
	}
	if (!is_on_default_branch(hook, run)) {
		pass(hook, "only workflows on the default branch are kept");
		return;
	}
	conclusion = need_text(hook, run, "conclusion", "workflow_run.conclusion");
	if (hook->batch->faults.count == 0)
		take_run(hook, run, conclusion);
}

/* -- the delivery -- */

static const struct {
	const char *name;
	void (*read)(const struct hook *hook);
} events[] = {
	{ "push", read_push },
	{ "deployment", read_deployment },
	{ "deployment_status", read_deployment_status },
	{ "release", read_release },
	{ "workflow_run", read_workflow_run },
};

/* GitHub's first choice in its form of settings is payload=… as a form. */
static bool find_json(const struct door_call *call, str *ret_json, struct error *error)
{
	static const str field = STR_INIT("payload=");
	struct form form;

	*ret_json = call->body;
	if (!str_starts_with(call->body, field))
		return true;
	if (!form_parse(call->arena, call->body, &form, error))
		return false;
	*ret_json = form_get(&form, "payload");
	return true;
}

static void read_event(struct hook *hook, str event)
{
	hook->repository = need_map(hook, "repository");
	if (!hook->repository)
		return;
	hook->full_name = clean(
		hook,
		need_text(hook, hook->repository, "full_name", "repository.full_name"),
		NAME_BYTES_MAX);
	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++)
		if (str_is(event, events[i].name) && hook->batch->faults.count == 0)
			events[i].read(hook);
}

static bool is_kept(str event)
{
	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++)
		if (str_is(event, events[i].name))
			return true;
	return false;
}

static bool read_body(const struct door_call *call, struct alert_batch *batch,
		      struct error *error)
{
	str event = door_header(call, "X-GitHub-Event"), json;
	struct hook hook = { .call = call, .batch = batch };

	if (batch->was_cut)
		return error_set(error, ERROR_TOO_LARGE,
				 "the delivery is larger than GitHub's own limit");
	if (event.length == 0)
		return error_set(error, ERROR_INVALID,
				 "the header X-GitHub-Event is missing: this door takes "
				 "the webhooks of GitHub");
	if (!find_json(call, &json, error))
		return false;
	hook.body = json_parse(call->arena, json, error);
	if (!hook.body)
		return error_wrap(error, "the payload is no JSON");
	batch->read = 1;
	if (str_is(event, "ping"))
		pass(&hook, "pong: the webhook reaches this door");
	else if (is_kept(event))
		read_event(&hook, event);
	else
		batch->reply = arena_format(
			call->arena,
			"nothing is kept of " STR_FMT
			" events; push, deployment, deployment_status, release and "
			"workflow_run are read",
			STR_ARG(clean(&hook, event, NAME_BYTES_MAX)));
	return true;
}

/* "sha256=" and the HMAC of the raw body in hex. */
static bool is_signed(const struct door_call *call, str secret)
{
	static const str prefix = STR_INIT("sha256=");
	str said = door_header(call, "X-Hub-Signature-256"), bytes;
	struct sha256 wanted = sha256_hmac(secret, call->body);

	return str_starts_with(said, prefix) &&
	       hex_parse(call->arena, str_slice(said, prefix.length, said.length),
			 &bytes) &&
	       secret_equal(bytes,
			    (str){ (const char *)wanted.bytes, sizeof(wanted.bytes) });
}

static void answer(const struct door_call *call, const struct alert_batch *batch,
		   const struct error *error, struct door_answer *ret_answer)
{
	plain_answer(call, batch, error, ret_answer);
	if (ret_answer->status == 202 &&
	    str_is(door_header(call, "X-GitHub-Event"), "ping"))
		ret_answer->status = 200;
}

const struct source github_source = {
	.name = "github",
	.help = "GitHub's webhooks: pushes, deployments, releases, workflows",
	.read = read_body,
	.answer = answer,
	.is_signed = is_signed,
	.limited_status = 429,
};

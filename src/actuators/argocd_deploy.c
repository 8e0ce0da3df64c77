/* What runs: rolled back to an entry of the history, or synced to what Git has. */
#include "actuators/argocd_parts.h"
#include "base/text.h"

enum { RESOURCES_SHOWN = 20, LIST_BYTES_MAX = 4 << 10, REVISION_LENGTH_MAX = 200 };

static str id_text(struct arena *arena, const struct tree *entry)
{
	return arena_format(arena, "%lld", (long long)tree_get_int(entry, "id", -1));
}

static str started_before(const struct argocd_app *app)
{
	return tree_get_text(app->call->condition, "operation");
}

static str health(const struct argocd_app *app)
{
	return tree_get_text(tree_at(app->tree, "status.health"), "status");
}

static struct tree *back_to(const struct argocd_app *app, const struct tree *entry)
{
	struct arena *arena = app->call->arena;
	struct tree *plan = tree_map(arena);
	str namespace = plan_value(app->call, "namespace");

	tree_put_text(arena, plan, "do", STR("rollback"));
	tree_put_text(arena, plan, "id", id_text(arena, entry));
	if (namespace.length > 0)
		tree_put_text(arena, plan, "namespace", namespace);
	return plan;
}

/* -- rollback -- */

/* The entry of the plan; without an id the last with another revision than what runs. */
static const struct tree *wanted(const struct argocd_app *app, struct error *error)
{
	struct arena *arena = app->call->arena;
	str said = plan_value(app->call, "id");
	const struct tree *now = argocd_deployed(app, 0), *entry = NULL;
	int64_t id = 0;

	if (said.length > 0) {
		if (str_to_int(said, &id) && id >= 0)
			entry = argocd_deployed_as(app, id);
		if (!entry)
			error_set(error, ERROR_NOT_FOUND,
				  "the history of " STR_FMT " has no entry " STR_FMT,
				  STR_ARG(app->name), STR_ARG(str_clip(said, 40)));
		return entry;
	}
	for (size_t i = 1; now && (entry = argocd_deployed(app, i)); i++)
		if (!str_equal(argocd_revision(arena, entry),
			       argocd_revision(arena, now)))
			return entry;
	error_set(error, ERROR_NOT_FOUND, "nothing else was deployed before");
	return NULL;
}

/* Argo CD refuses it while auto-sync is on, and would take it back. */
static bool check_automatic(const struct argocd_app *app, bool turns_off,
			    struct error *error)
{
	if (!app->is_automatic || turns_off)
		return true;
	return error_set(
		error, ERROR_CONFLICT,
		"auto-sync is on: Argo CD refuses a rollback then, and would take "
		"it back. With auto_sync=off in the plan it is turned off first, "
		"and stays an open obligation until it is on again");
}

static void add_leftovers(const struct argocd_app *app, bool turns_off, str bad,
			  struct actuator_preview *found)
{
	struct arena *arena = app->call->arena;
	struct actuator_leftover *left = arena_many(arena, struct actuator_leftover, 2);

	if (turns_off && app->is_automatic)
		left[found->leave_count++] = argocd_left_off(app);
	left[found->leave_count++] = (struct actuator_leftover){
		.title = arena_format(arena, "Git still has " STR_FMT " for " STR_FMT,
				      STR_ARG(str_clip(bad, 12)), STR_ARG(app->name)),
		.removal = STR("revert it there: the next sync brings it back otherwise"),
		.ends_with_undo = true,
	};
	found->leaves = left;
}

static bool preview_rollback(struct argocd_app *app, struct actuator_preview *ret,
			     struct error *error)
{
	struct arena *arena = app->call->arena;
	struct actuator_preview found = { .class = ACTION_REVERSIBLE, .stays = true };
	const struct tree *now = argocd_deployed(app, 0), *to = wanted(app, error);
	bool turns_off = str_is(plan_value(app->call, "auto_sync"), "off");
	bool must_turn = turns_off && app->is_automatic;

	if (!to || !check_automatic(app, turns_off, error))
		return false;
	if (to == now)
		return error_set(error, ERROR_CONFLICT, STR_FMT " runs already",
				 STR_ARG(argocd_shown(arena, to)));
	found.preview = arena_format(
		arena, STR_FMT "  " STR_FMT " → " STR_FMT "%s", STR_ARG(app->name),
		STR_ARG(argocd_shown(arena, now)), STR_ARG(argocd_shown(arena, to)),
		must_turn ? "\nauto-sync is turned off first" : "");
	found.undo = back_to(app, now);
	found.undo_text = arena_format(arena, "rolls to " STR_FMT "%s",
				       STR_ARG(argocd_shown(arena, now)),
				       must_turn ? "; auto-sync stays off" : "");
	if (must_turn)
		found.warning = STR("auto-sync stays off until somebody turns it on");
	add_leftovers(app, turns_off, argocd_revision(arena, now), &found);
	found.argv = argocd_words(app, argocd_rollback.name, id_text(arena, to),
				  must_turn ? STR("auto-sync-off") : STR("-"));
	*ret = found;
	return true;
}

static bool send_rollback(struct argocd_app *app, int64_t id, struct actuator_result *ret,
			  struct error *error)
{
	struct arena *arena = app->call->arena;
	struct tree *body = tree_map(arena);
	struct argocd_order order = { "POST", "/rollback", body };

	tree_put_int(arena, body, "id", id);
	tree_put_bool(arena, body, "prune", false);
	tree_put_bool(arena, body, "dryRun", false);
	return argocd_send(app, &order, &ret->unknown, error) &&
	       argocd_await(app, started_before(app), &ret->unknown, error);
}

/* What runs then has the revision that was wanted: Argo CD writes a new entry. */
static bool check_rolled(const struct argocd_app *app, str revision,
			 struct actuator_result *ret, struct error *error)
{
	struct arena *arena = app->call->arena;
	const struct tree *now = argocd_deployed(app, 0);

	if (!now || !str_equal(argocd_revision(arena, now), revision))
		return error_set(error, ERROR_INVALID,
				 "it succeeded over there, and " STR_FMT
				 " is not what runs",
				 STR_ARG(str_clip(revision, 12)));
	ret->output = arena_format(
		arena, "rolled back and read back: " STR_FMT " runs; it is " STR_FMT,
		STR_ARG(argocd_shown(arena, now)), STR_ARG(health(app)));
	return true;
}

static bool apply_rollback(struct argocd_app *app, const str *argv,
			   struct actuator_result *ret, struct error *error)
{
	const struct tree *to;
	int64_t id = -1;
	str revision;

	if (!str_to_int(argv[ARGOCD_WORD_WHAT], &id) ||
	    !(to = argocd_deployed_as(app, id)))
		return error_set(error, ERROR_CONFLICT,
				 "that entry is not there any more");
	revision = argocd_revision(app->call->arena, to);
	if (str_is(argv[ARGOCD_WORD_EXTRA], "auto-sync-off")) {
		if (!argocd_set_automated(app, NULL, &ret->unknown, error))
			return error_wrap(error, "turning auto-sync off");
		ret->output = STR("auto-sync is off");
	}
	return send_rollback(app, id, ret, error) &&
	       check_rolled(app, revision, ret, error);
}

static int deploy_was_done(const struct argocd_app *app, const str *argv, str *ret_why)
{
	(void)argv;
	return argocd_outcome(app, started_before(app), ret_why);
}

const struct argocd_deed argocd_rollback = {
	.name = "rollback",
	.preview = preview_rollback,
	.apply = apply_rollback,
	.was_done = deploy_was_done,
};

/* -- sync -- */

static str out_of_sync(const struct argocd_app *app)
{
	const struct tree *resources = tree_at(app->tree, "status.resources");
	struct text text = text_new(app->call->arena, LIST_BYTES_MAX);
	size_t count = 0;

	for (size_t i = 0; i < tree_count(resources); i++) {
		const struct tree *one = tree_nth(resources, i);

		if (!str_is(tree_get_text(one, "status"), "OutOfSync"))
			continue;
		if (count++ < RESOURCES_SHOWN)
			text_addf(&text, "\n  " STR_FMT " " STR_FMT "%s",
				  STR_ARG(tree_get_text(one, "kind")),
				  STR_ARG(tree_get_text(one, "name")),
				  tree_get_bool(one, "requiresPruning", false)
					  ? ", which is in Git no more"
					  : "");
	}
	if (count > RESOURCES_SHOWN)
		text_addf(&text, "\n  and %zu more", count - RESOURCES_SHOWN);
	return text_of(&text);
}

/* A commit, a branch, a tag, a version of a chart; it goes into JSON. */
static bool check_revision(str revision, struct error *error)
{
	for (size_t i = 0; i < revision.length; i++)
		if ((unsigned char)revision.bytes[i] <= ' ')
			return error_set(error, ERROR_INVALID, "'revision' is none");
	return revision.length <= REVISION_LENGTH_MAX ||
	       error_set(error, ERROR_INVALID, "'revision' is too long");
}

static void add_sync_undo(const struct argocd_app *app, struct actuator_preview *found)
{
	struct arena *arena = app->call->arena;
	const struct tree *now = argocd_deployed(app, 0);

	found->undo_text = STR("none here: revert it in Git");
	if (!now || app->is_automatic)
		return;
	found->undo = back_to(app, now);
	found->undo_text = arena_format(arena, "rolls back to " STR_FMT,
					STR_ARG(argocd_shown(arena, now)));
}

static bool preview_sync(struct argocd_app *app, struct actuator_preview *ret,
			 struct error *error)
{
	struct arena *arena = app->call->arena;
	struct actuator_preview found = { .class = ACTION_REVERSIBLE, .stays = true };
	const struct tree *now = argocd_deployed(app, 0);
	const struct tree *status = tree_at(app->tree, "status.sync");
	str revision = plan_value(app->call, "revision");
	bool prunes = str_is(plan_value(app->call, "prune"), "true");

	if (!check_revision(revision, error))
		return false;
	if (revision.length > 0 && app->is_automatic)
		return error_set(error, ERROR_CONFLICT,
				 "auto-sync is on: Argo CD syncs to what the application "
				 "names, and to nothing else");
	if (prunes) {
		found.class = ACTION_DESTRUCTIVE;
		found.warning = STR("what is in Git no more is deleted");
	}
	found.preview = arena_format(
		arena,
		STR_FMT "  " STR_FMT " → " STR_FMT ", which is " STR_FMT "%s" STR_FMT,
		STR_ARG(app->name),
		STR_ARG(now ? argocd_shown(arena, now) : STR("nothing")),
		STR_ARG(revision.length > 0
				? revision
				: str_clip(tree_get_text(status, "revision"), 12)),
		STR_ARG(tree_get_text(status, "status")), prunes ? ", with prune" : "",
		STR_ARG(out_of_sync(app)));
	add_sync_undo(app, &found);
	found.argv = argocd_words(app, argocd_sync.name,
				  revision.length > 0 ? revision : STR("-"),
				  prunes ? STR("prune") : STR("-"));
	*ret = found;
	return true;
}

static bool apply_sync(struct argocd_app *app, const str *argv,
		       struct actuator_result *ret, struct error *error)
{
	struct arena *arena = app->call->arena;
	struct tree *body = tree_map(arena);
	struct argocd_order order = { "POST", "/sync", body };

	if (!str_is(argv[ARGOCD_WORD_WHAT], "-"))
		tree_put_text(arena, body, "revision", argv[ARGOCD_WORD_WHAT]);
	tree_put_bool(arena, body, "prune", str_is(argv[ARGOCD_WORD_EXTRA], "prune"));
	tree_put_bool(arena, body, "dryRun", false);
	if (!argocd_send(app, &order, &ret->unknown, error) ||
	    !argocd_await(app, started_before(app), &ret->unknown, error))
		return false;
	ret->output = arena_format(
		arena, "synced and read back: it is " STR_FMT " and " STR_FMT,
		STR_ARG(tree_get_text(tree_at(app->tree, "status.sync"), "status")),
		STR_ARG(health(app)));
	return true;
}

const struct argocd_deed argocd_sync = {
	.name = "sync",
	.preview = preview_sync,
	.apply = apply_sync,
	.was_done = deploy_was_done,
};

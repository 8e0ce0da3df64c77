/* Auto-sync off, so that Argo CD does not take back what is done by hand, and on again as
 * it was. */
#include "actuators/argocd_parts.h"
#include "formats/json.h"

static const char *const switches[] = { "prune", "selfHeal", "allowEmpty", "enabled" };

/* A copy of the map without this name; "with" in its place unless NULL. */
static struct tree *with(struct arena *arena, const struct tree *map, const char *name,
			 struct tree *value)
{
	struct tree *copy = tree_map(arena);

	for (size_t i = 0; i < tree_count(map); i++)
		if (!str_is(tree_nth_name(map, i), name))
			tree_put_str(arena, copy, tree_nth_name(map, i),
				     (struct tree *)(uintptr_t)tree_nth(map, i));
	if (value)
		tree_put(arena, copy, name, value);
	return copy;
}

bool argocd_set_automated(struct argocd_app *app, const struct tree *automated,
			  bool *ret_unknown, struct error *error)
{
	struct arena *arena = app->call->arena;
	struct tree *policy = with(arena, tree_get(app->spec, "syncPolicy"), "automated",
				   (struct tree *)(uintptr_t)automated);
	struct argocd_order order = { "PUT", "/spec",
				      with(arena, app->spec, "syncPolicy", policy) };

	if (!argocd_send(app, &order, ret_unknown, error))
		return false;
	if (!argocd_read(app, error)) {
		*ret_unknown = true;
		return false;
	}
	return app->is_automatic == (automated != NULL) ||
	       error_set(error, ERROR_INVALID,
			 "it took the request, and auto-sync is %s all the same",
			 app->is_automatic ? "on" : "off");
}

struct actuator_leftover argocd_left_off(const struct argocd_app *app)
{
	struct arena *arena = app->call->arena;
	struct tree *plan = tree_map(arena);
	str namespace = plan_value(app->call, "namespace");

	if (namespace.length > 0)
		tree_put_text(arena, plan, "namespace", namespace);
	return (struct actuator_leftover){
		.title = arena_format(arena, "auto-sync of " STR_FMT " is off",
				      STR_ARG(app->name)),
		.removal = arena_format(arena,
					"turn it on again as it was: " STR_FMT
					"; once Git says what is to run",
					STR_ARG(json_write(arena, app->automated))),
		.plan = plan,
	};
}

static struct tree *undo_plan(const struct argocd_app *app, const char *to)
{
	struct arena *arena = app->call->arena;
	struct tree *plan = tree_map(arena);
	str namespace = plan_value(app->call, "namespace");

	tree_put_text(arena, plan, "do", str_of(to));
	if (namespace.length > 0)
		tree_put_text(arena, plan, "namespace", namespace);
	return plan;
}

/* -- off -- */

static bool preview_off(struct argocd_app *app, struct actuator_preview *ret,
			struct error *error)
{
	struct arena *arena = app->call->arena;
	struct actuator_preview found = { .class = ACTION_REVERSIBLE, .stays = true };
	struct actuator_leftover *left = arena_one(arena, struct actuator_leftover);
	str was;

	if (!app->is_automatic)
		return error_set(error, ERROR_CONFLICT, "auto-sync is off already");
	was = json_write(arena, app->automated);
	*left = argocd_left_off(app);
	left->ends_with_undo = true;
	found.leaves = left;
	found.leave_count = 1;
	found.preview = arena_format(arena,
				     "auto-sync of " STR_FMT "  on " STR_FMT " → off",
				     STR_ARG(app->name), STR_ARG(was));
	found.warning = STR("until it is on again, Git and what runs may differ");
	found.undo = undo_plan(app, "auto-sync-on");
	tree_put_text(arena, found.undo, "automated", was);
	found.undo_text = arena_format(
		arena, "turns auto-sync on again as it was: " STR_FMT, STR_ARG(was));
	found.argv = argocd_words(app, argocd_auto_sync_off.name, STR("off"), STR("-"));
	*ret = found;
	return true;
}

static bool apply_off(struct argocd_app *app, const str *argv,
		      struct actuator_result *ret, struct error *error)
{
	(void)argv;
	if (!argocd_set_automated(app, NULL, &ret->unknown, error))
		return false;
	ret->output = STR("taken and read back: auto-sync is off");
	return true;
}

static int off_was_done(const struct argocd_app *app, const str *argv, str *ret_why)
{
	(void)argv;
	*ret_why = app->is_automatic ? STR("auto-sync is on") : STR("auto-sync is off");
	return !app->is_automatic;
}

const struct argocd_deed argocd_auto_sync_off = {
	.name = "auto-sync-off",
	.preview = preview_off,
	.apply = apply_off,
	.was_done = off_was_done,
};

/* -- on -- */

/* Its switches and nothing else; {} is auto-sync without any. */
static const struct tree *read_automated(struct arena *arena, str said,
					 struct error *error)
{
	struct tree *automated = json_parse(arena, said.length > 0 ? said : STR("{}"),
					    error);
	size_t known = 0;

	if (!automated)
		return NULL;
	for (size_t i = 0; i < sizeof(switches) / sizeof(switches[0]); i++) {
		const struct tree *value = tree_get(automated, switches[i]);

		known += value && value->kind == TREE_BOOL;
	}
	if (automated->kind == TREE_MAP && known == tree_count(automated) &&
	    tree_get_bool(automated, "enabled", true))
		return automated;
	error_set(error, ERROR_INVALID,
		  "'automated' is JSON such as {\"prune\":true,\"selfHeal\":true}");
	return NULL;
}

static bool preview_on(struct argocd_app *app, struct actuator_preview *ret,
		       struct error *error)
{
	struct arena *arena = app->call->arena;
	struct actuator_preview found = { .class = ACTION_REVERSIBLE, .stays = true };
	const struct tree *to = read_automated(arena, plan_value(app->call, "automated"),
					       error);
	str status = tree_get_text(tree_at(app->tree, "status.sync"), "status");
	str shown;

	if (!to)
		return false;
	if (app->is_automatic)
		return error_set(error, ERROR_CONFLICT, "auto-sync is on already");
	shown = json_write(arena, to);
	found.preview = arena_format(arena, "auto-sync of " STR_FMT "  off → on " STR_FMT,
				     STR_ARG(app->name), STR_ARG(shown));
	found.warning = arena_format(
		arena, "it is " STR_FMT " now: what Git has is rolled out at once",
		STR_ARG(status));
	found.undo = undo_plan(app, "auto-sync-off");
	found.undo_text = STR("turns it off again; what was rolled out meanwhile stays");
	found.argv = argocd_words(app, argocd_auto_sync_on.name, shown, STR("-"));
	*ret = found;
	return true;
}

static bool apply_on(struct argocd_app *app, const str *argv, struct actuator_result *ret,
		     struct error *error)
{
	const struct tree *to = read_automated(app->call->arena, argv[ARGOCD_WORD_WHAT],
					       error);

	if (!to || !argocd_set_automated(app, to, &ret->unknown, error))
		return false;
	ret->output = STR("taken and read back: auto-sync is on");
	return true;
}

static int on_was_done(const struct argocd_app *app, const str *argv, str *ret_why)
{
	return 1 - off_was_done(app, argv, ret_why);
}

const struct argocd_deed argocd_auto_sync_on = {
	.name = "auto-sync-on",
	.preview = preview_on,
	.apply = apply_on,
	.was_done = on_was_done,
};

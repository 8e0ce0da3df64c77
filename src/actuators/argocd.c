/* Applications of an Argo CD of the configuration, by its API. The target is
 * SERVER/APPLICATION, the plan's "do" says what. */
#include "actuators/argocd_parts.h"

static const struct argocd_deed *const deeds[] = { &argocd_sync, &argocd_rollback,
						   &argocd_auto_sync_off,
						   &argocd_auto_sync_on };

static const struct argocd_deed *deed_named(str name)
{
	for (size_t i = 0; i < sizeof(deeds) / sizeof(deeds[0]); i++)
		if (str_is(name, deeds[i]->name))
			return deeds[i];
	return NULL;
}

static bool preview(const struct actuator_call *call, struct actuator_preview *ret,
		    struct error *error)
{
	struct actuator_preview found = { 0 };
	struct argocd_app app = { 0 };
	const struct argocd_deed *deed;
	str name;

	if (!plan_need(call, "do", &name, error))
		return false;
	deed = deed_named(name);
	if (!deed)
		return error_set(error, ERROR_INVALID,
				 "'do' is sync, rollback, auto-sync-off or auto-sync-on");
	if (!argocd_find(call, &app, error) || !argocd_read(&app, error) ||
	    !argocd_check_idle(&app, error) || !deed->preview(&app, &found, error))
		return false;
	found.condition = argocd_condition(&app);
	*ret = found;
	return true;
}

static const struct argocd_deed *read_approved(const struct actuator_call *call,
					       struct argocd_app *ret_app, str **ret_argv,
					       struct error *error)
{
	const struct argocd_deed *deed = NULL;
	struct argocd_app app = { 0 };
	size_t argc;

	if (argv_read(call->arena, call->argv, ret_argv, &argc) && argc == ARGOCD_WORDS)
		deed = deed_named((*ret_argv)[ARGOCD_WORD_DO]);
	if (!deed) {
		error_set(error, ERROR_INVALID, "what was approved is none of ours");
		return NULL;
	}
	if (!argocd_find(call, &app, error))
		return NULL;
	if (!str_equal(app.api->url, (*ret_argv)[ARGOCD_WORD_URL])) {
		error_set(error, ERROR_CONFLICT,
			  STR_FMT " is another server now than at the preview",
			  STR_ARG(app.api->name));
		return NULL;
	}
	if (!argocd_read(&app, error))
		return NULL;
	*ret_app = app;
	return deed;
}

static bool apply(const struct actuator_call *call, struct actuator_result *ret,
		  struct error *error)
{
	struct argocd_app app = { 0 };
	const struct argocd_deed *deed;
	str *argv;

	*ret = (struct actuator_result){ 0 };
	deed = read_approved(call, &app, &argv, error);
	return deed && argocd_check_idle(&app, error) &&
	       argocd_check_condition(&app, error) && deed->apply(&app, argv, ret, error);
}

static int was_done(const struct actuator_call *call, str *ret_why)
{
	struct argocd_app app = { 0 };
	struct error error = { 0 };
	const struct argocd_deed *deed;
	str *argv;

	deed = read_approved(call, &app, &argv, &error);
	if (deed)
		return deed->was_done(&app, argv, ret_why);
	*ret_why = arena_copy(call->arena, str_of(error.text));
	return -1;
}

/* What is left is that auto-sync is off. */
static int is_gone(const struct actuator_call *call, str *ret_why)
{
	struct argocd_app app = { 0 };
	struct error error = { 0 };

	if (!argocd_find(call, &app, &error) || !argocd_read(&app, &error)) {
		*ret_why = arena_copy(call->arena, str_of(error.text));
		return -1;
	}
	*ret_why = app.is_automatic ? STR("auto-sync is on") : STR("auto-sync is off");
	return app.is_automatic;
}

static enum action_class class_of(const struct actuator_call *call)
{
	struct argocd_app app = { 0 };
	struct error unheeded = { 0 };

	if (!deed_named(plan_value(call, "do")) || !argocd_find(call, &app, &unheeded) ||
	    str_is(plan_value(call, "prune"), "true"))
		return ACTION_DESTRUCTIVE;
	return ACTION_REVERSIBLE;
}

const struct actuator argocd_actuator = {
	.name = "argocd",
	.help = "an application of an Argo CD: do sync (revision, prune), rollback (id, "
		"auto_sync), auto-sync-off or auto-sync-on (automated); namespace, "
		"project",
	.preview = preview,
	.apply = apply,
	.was_done = was_done,
	.class_of = class_of,
	.is_gone = is_gone,
};

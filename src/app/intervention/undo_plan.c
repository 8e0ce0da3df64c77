#include "app/intervention/undo_plan.h"

#include "app/app.h"
#include "app/investigation/investigation.h"
#include "core/action/rollback.h"

enum { FILLED_BY_CHANGE = 3 };

static bool mentions(const struct undo_config *undo, str placeholder)
{
	if (str_contains(undo->target, placeholder))
		return true;
	for (size_t i = 0; i < undo->plan_count; i++)
		if (str_contains(undo->plan[i].value, placeholder))
			return true;
	return false;
}

/* Why what the plan asks of the change is not there, or must not be filled in. */
static str unfit(struct work *work, const struct undo_config *undo,
		 const struct change *change)
{
	const struct {
		str placeholder, value;
		const char *missing;
	} parts[FILLED_BY_CHANGE] = {
		{ STR("{{previous}}"), change->previous, "no earlier revision is known" },
		{ STR("{{revision}}"), change->revision, "its revision is not known" },
		{ STR("{{target}}"), change->target, "what was changed is not known" },
	};

	for (size_t i = 0; i < FILLED_BY_CHANGE; i++) {
		if (!mentions(undo, parts[i].placeholder))
			continue;
		if (parts[i].value.length == 0)
			return str_of(parts[i].missing);
		if (!revision_is_plain(parts[i].value))
			return arena_format(work->arena,
					    "'" STR_FMT
					    "' must not stand in a command: only "
					    "letters, digits and ._/:@+- may",
					    STR_ARG(str_clip(parts[i].value, 60)));
	}
	return STR("");
}

/* The service with what the change fills in, beside its own settings. */
static struct service filled(struct work *work, const struct service *service,
			     const struct change *change)
{
	const struct label more[FILLED_BY_CHANGE] = {
		{ STR("previous"), change->previous },
		{ STR("revision"), change->revision },
		{ STR("target"), change->target },
	};
	struct service whole = *service;

	whole.settings = arena_many(work->arena, struct label,
				    service->setting_count + FILLED_BY_CHANGE);
	whole.setting_count = 0;
	for (size_t i = 0; i < FILLED_BY_CHANGE; i++)
		whole.settings[whole.setting_count++] = more[i];
	for (size_t i = 0; i < service->setting_count; i++)
		whole.settings[whole.setting_count++] = service->settings[i];
	return whole;
}

static bool fill(struct work *work, const struct service *service,
		 const struct undo_config *undo, struct undo_plan *ret_plan)
{
	struct label *plan = arena_many(work->arena, struct label, undo->plan_count + 1);

	for (size_t i = 0; i < undo->plan_count; i++) {
		plan[i].name = undo->plan[i].name;
		if (!placeholders_fill(work, service, undo->plan[i].value,
				       &plan[i].value))
			return false;
	}
	ret_plan->actuator = undo->actuator;
	ret_plan->class = undo->class;
	ret_plan->plan = plan_write(work, plan, undo->plan_count);
	return placeholders_fill(work, service, undo->target, &ret_plan->target);
}

static str by_service(struct work *work, const struct change *change,
		      const struct service *service, const struct undo_config *undo,
		      struct undo_plan *ret_plan)
{
	str why_not = unfit(work, undo, change);
	struct service whole;

	if (why_not.length > 0)
		return why_not;
	whole = filled(work, service, change);
	if (fill(work, &whole, undo, ret_plan))
		return STR("");
	/* A reload may have taken a setting away: that is no reason to stop. */
	why_not = arena_copy(work->arena, str_of(work->error.text));
	work->error = (struct error){ 0 };
	return why_not;
}

str undo_plan_of(struct work *work, const struct change *change,
		 struct undo_plan *ret_plan)
{
	const struct service *service = config_service(work->config, change->service);
	/* A flag is not put back by what puts a deployment back. */
	const struct undo_config *undo = service ? service_rollback(service, change->kind)
						 : NULL;
	/* One that came with the change serves where somebody can carry it out. */
	bool has_own = ports_actuator(work->app->ports, change->undo_actuator);

	if (change->irreversible.length > 0)
		return rollback_why_not(work->arena, change);
	if (!has_own && undo)
		return by_service(work, change, service, undo, ret_plan);
	*ret_plan = (struct undo_plan){ change->undo_actuator, change->undo_target,
					change->undo_plan, ACTION_REVERSIBLE };
	return rollback_why_not(work->arena, change);
}

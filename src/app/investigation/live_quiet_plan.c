/* Which other days were quiet at these hours. */
#include "app/investigation/live.h"

/* Yesterday, then the same day of the week, then the others. */
static const int days_ago[] = { 1, 7, 2, 3, 6, 4, 5 };

static bool find_incident(struct work *work, const struct live_plan *plan,
			  struct case_window window, struct incident *ret,
			  bool *ret_found)
{
	*ret_found = false;
	for (size_t i = 0; i < plan->service_count && !*ret_found; i++)
		if (!store_incident_during(work, plan->services[i], window.from,
					   window.to, ret, ret_found))
			return false;
	return true;
}

bool live_plan_quiet(struct work *work, struct live_plan *plan)
{
	size_t count = sizeof(days_ago) / sizeof(days_ago[0]);

	for (size_t i = 0; i < count && plan->quiet_count < QUIET_DAYS_MAX; i++) {
		duration_ms ago = days_ago[i] * DAY_MS;
		struct case_window window = { plan->asked.from - ago,
					      plan->asked.to - ago };
		struct incident incident;
		bool is_found;

		/* Of a time of more than a day yesterday is a part. */
		if (window.to > plan->asked.from)
			continue;
		if (!find_incident(work, plan, window, &incident, &is_found))
			return false;
		if (!is_found)
			plan->quiet_ago[plan->quiet_count++] = ago;
		else
			*list_add(work->arena, &plan->unquiet) = arena_format(
				work->arena, STR_FMT ": " STR_FMT " of " STR_FMT,
				STR_ARG(str_slice(
					instant_format(work->arena, window.from), 0,
					sizeof("2026-11-21") - 1)),
				STR_ARG(incident.code), STR_ARG(incident.service));
	}
	return true;
}

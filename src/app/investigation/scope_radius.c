/* Who depends on what broke, by the service map, and which of them alert as well. */
#include "app/intake/fold.h"
#include "app/investigation/scope.h"
#include "base/map.h"
#include "base/text.h"
#include "core/alerting/service_map.h"

enum {
	OPEN_LOOKED_AT_MAX = 50, /* the newest: what broke now is among them */
	TOLD_MAX = 5,            /* names in one sentence */
	SHOWN_MAX = 100,
	SAYS_BYTES_MAX = 2000,
};

/* Each service that alerts in an open incident, with that incident's code. */
static bool alerting_services(struct work *work, const struct incident *incident,
			      struct map *alerting)
{
	struct incident *open;
	size_t count, services_count;
	str *services;

	if (!store_incidents(work, true, OPEN_LOOKED_AT_MAX, &open, &count))
		return false;
	for (size_t i = 0; i <= count; i++) {
		const struct incident *one = i < count ? &open[i] : incident;

		if (!fold_services(work, one, &services, &services_count))
			return false;
		str *code = arena_one(work->arena, str);

		*code = one->code;
		for (size_t s = 0; s < services_count; s++)
			map_put(alerting, services[s], code);
	}
	return true;
}

static void tell_names(struct text *text, const struct radius *radius)
{
	for (size_t i = 0; i < radius->count && i < TOLD_MAX; i++)
		text_addf(text, "%s" STR_FMT "%s", i > 0 ? ", " : ": ",
			  STR_ARG(radius->items[i].service),
			  radius->items[i].alerts ? " (alerts too)" : "");
	if (radius->count > TOLD_MAX)
		text_addf(text, " and %zu more", radius->count - TOLD_MAX);
}

static str tell(struct work *work, const struct incident *incident,
		const struct radius *radius, bool has_map)
{
	struct text text = text_new(work->arena, SAYS_BYTES_MAX);

	if (!has_map)
		return STR("unknown: there is no service map");
	if (radius->count == 0)
		return arena_format(work->arena,
				    "nothing depends on " STR_FMT " by the service map",
				    STR_ARG(incident->service));
	text_addf(&text, "%zu service%s depend%s on " STR_FMT ", %zu of them alert%s",
		  radius->count, radius->count == 1 ? "" : "s",
		  radius->count == 1 ? "s" : "", STR_ARG(incident->service),
		  radius->alerting, radius->alerting == 1 ? "s" : "");
	tell_names(&text, radius);
	return text_of(&text);
}

bool scope_radius(struct work *work, const struct incident *incident, struct radius *ret)
{
	struct map *alerting = map_new(work->arena);
	struct radius radius = { 0 };
	struct service_map map;
	struct reaches dependents;

	if (!alerting_services(work, incident, alerting) ||
	    !store_service_map(work, &map))
		return false;
	dependents = service_map_dependents(work->arena, &map, incident->service);
	for (size_t i = 0; i < dependents.count && i < SHOWN_MAX; i++) {
		const str *code = map_get(alerting, dependents.items[i].service);
		struct radius_item item = {
			.service = arena_copy(work->arena, dependents.items[i].service),
			.steps = dependents.items[i].steps,
			.alerts = code != NULL,
			.incident = code ? *code : STR(""),
		};

		radius.alerting += item.alerts;
		*list_add(work->arena, &radius) = item;
	}
	radius.says = tell(work, incident, &radius, map.count > 0);
	*ret = radius;
	return true;
}

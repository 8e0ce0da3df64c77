/* services: what is looked after, how it is measured, and how it is known to fail. */
#include "config/address.h"
#include "config/names.h"
#include "config/parts.h"
#include "config/service_parts.h"
#include "config/values.h"

static void read_good(struct reader *reader, const struct spot *spot, void *owner)
{
	struct measurement *measurement = owner;

	reader_comparison(reader, spot, &measurement->comparison,
			  &measurement->threshold);
}

static void read_objective(struct reader *reader, const struct spot *spot, void *owner)
{
	struct measurement *measurement = owner;

	measurement->has_objective = reader_comparison(reader, spot,
						       &measurement->objective_comparison,
						       &measurement->objective);
}

static const struct key measurement_key_items[] = {
	{ .name = "name",
	  .kind = KEY_TEXT,
	  .offset = offsetof(struct measurement, name),
	  .required = true },
	{ .name = "query",
	  .kind = KEY_TEXT,
	  .offset = offsetof(struct measurement, query),
	  .required = true },
	{ .name = "unit",
	  .kind = KEY_TEXT,
	  .offset = offsetof(struct measurement, unit) },
	{ .name = "good", .kind = KEY_OWN, .read = read_good, .required = true },
	{ .name = "hold",
	  .kind = KEY_DURATION,
	  .offset = offsetof(struct measurement, hold),
	  .least = SECOND_MS,
	  .most = DAY_MS },
	{ .name = "every",
	  .kind = KEY_DURATION,
	  .offset = offsetof(struct measurement, interval),
	  .least = SECOND_MS,
	  .most = HOUR_MS,
	  .fallback = "10s" },
	{ .name = "proves_recovery",
	  .kind = KEY_YES_NO,
	  .offset = offsetof(struct measurement, is_check) },
	{ .name = "counts_users",
	  .kind = KEY_YES_NO,
	  .offset = offsetof(struct measurement, counts_users) },
	{ .name = "objective", .kind = KEY_OWN, .read = read_objective },
};
static const struct keys measurement_keys = KEYS(struct measurement,
						 measurement_key_items, NULL);

static const struct key series_key_items[] = {
	{ .name = "name",
	  .kind = KEY_TEXT,
	  .offset = offsetof(struct series_config, name),
	  .required = true },
	{ .name = "query",
	  .kind = KEY_TEXT,
	  .offset = offsetof(struct series_config, query),
	  .required = true },
	{ .name = "unit",
	  .kind = KEY_TEXT,
	  .offset = offsetof(struct series_config, unit) },
	{ .name = "of",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct series_config, label) },
};
static const struct keys series_keys = KEYS(struct series_config, series_key_items, NULL);

/* What only a change can fill. */
static bool change_fills(str name)
{
	return str_is(name, "revision") || str_is(name, "previous") ||
	       str_is(name, "target");
}

static void check_rollback_value(struct reader *reader, const struct spot *spot,
				 const struct service *service, const char *key,
				 str value)
{
	str name = service_unfilled(service, value);

	/* Only the first is found, so what is behind one of a change is looked at as it
	 * stands alone. */
	while (name.length > 0 && change_fills(name)) {
		size_t end = (size_t)(name.bytes + name.length - value.bytes);

		value = str_slice(value, end, value.length);
		name = service_unfilled(service, value);
	}
	if (name.length > 0)
		reader_tell_of(reader, spot, key,
			       "{{" STR_FMT
			       "}} is no setting of this service, nor revision, previous "
			       "or target",
			       STR_ARG(name));
}

static void check_rollbacks(struct reader *reader, const struct spot *spot,
			    const struct service *service)
{
	struct spot list = spot_under(spot, "rollback");

	reader_tell_twice(reader, spot, "rollback", "kind",
			  NAMED(service->rollbacks, service->rollback_count));
	for (size_t i = 0; i < service->rollback_count; i++) {
		const struct undo_config *undo = &service->rollbacks[i];
		struct spot item = spot_at(&list, i);

		check_rollback_value(reader, &item, service, "target", undo->target);
		for (size_t k = 0; k < undo->plan_count; k++)
			check_rollback_value(reader, &item, service, "plan",
					     undo->plan[k].value);
	}
}

static void check_measurements(struct reader *reader, const struct spot *spot,
			       const struct service *service)
{
	struct spot list = spot_under(spot, "measurements");

	reader_tell_twice(reader, spot, "measurements", "name",
			  NAMED(service->measurements, service->measurement_count));
	for (size_t i = 0; i < service->measurement_count; i++) {
		struct spot item = spot_at(&list, i);
		str name = service_unfilled(service, service->measurements[i].query);

		if (name.length > 0)
			reader_tell_of(reader, &item, "query",
				       "{{" STR_FMT "}} is no setting of this service",
				       STR_ARG(name));
	}
	if (service->measurement_count > 0 && !service_fills(service, STR("prometheus")))
		reader_tell_of(reader, spot, "settings",
			       "measurements need the setting 'prometheus': whom to ask");
}

static void check_settings(struct reader *reader, const struct spot *spot,
			   const struct service *service)
{
	struct spot settings = spot_under(spot, "settings");

	for (size_t i = 0; i < service->setting_count; i++) {
		struct spot entry = { .in = &settings,
				      .name = service->settings[i].name,
				      .tree = tree_nth(settings.tree, i) };

		if (name_is_secret(entry.name) ||
		    address_has_password(service->settings[i].value))
			reader_tell(reader, &entry,
				    "looks like a secret: settings are shown and "
				    "recorded");
		if (str_is(entry.name, "git") &&
		    !str_starts_with(service->settings[i].value, STR("/")))
			reader_tell(reader, &entry,
				    "must be the whole path of a repository's folder");
	}
}

static void settle_service(struct reader *reader, const struct spot *spot, void *owner)
{
	struct service *service = owner;
	struct spot profile = spot_under(spot, "profile");

	/* Most services are told apart by the label that is there for that. */
	if (!spot_under(spot, "match").tree && service->name.length > 0) {
		service->match = arena_one(reader->arena, struct matcher);
		service->match[0] = (struct matcher){ .name = STR("service"),
						      .value = service->name };
		service->match_count = 1;
	}
	if (profile.tree)
		reader_knows(
			reader, &profile, "profile", service->profile,
			NAMED(reader->config->profiles, reader->config->profile_count));
	check_settings(reader, spot, service);
	check_measurements(reader, spot, service);
	check_rollbacks(reader, spot, service);
	settle_service_patterns(reader, spot, service);
	check_service_bundles(reader, spot, service);
}

static const struct key service_key_items[] = {
	{ .name = "name",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct service, name),
	  .required = true },
	{ .name = "aliases",
	  .kind = KEY_TEXTS,
	  .offset = offsetof(struct service, aliases),
	  .count_offset = offsetof(struct service, alias_count) },
	{ .name = "match",
	  .kind = KEY_MATCH,
	  .offset = offsetof(struct service, match),
	  .count_offset = offsetof(struct service, match_count) },
	{ .name = "settings",
	  .kind = KEY_PAIRS,
	  .offset = offsetof(struct service, settings),
	  .count_offset = offsetof(struct service, setting_count) },
	{ .name = "profile",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct service, profile) },
	{ .name = "escalation",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct service, escalation) },
	{ .name = "depends_on",
	  .kind = KEY_NAMES,
	  .offset = offsetof(struct service, depends_on),
	  .count_offset = offsetof(struct service, depends_on_count) },
	{ .name = "measurements",
	  .kind = KEY_LIST,
	  .offset = offsetof(struct service, measurements),
	  .count_offset = offsetof(struct service, measurement_count),
	  .of = &measurement_keys },
	{ .name = "series",
	  .kind = KEY_LIST,
	  .offset = offsetof(struct service, series),
	  .count_offset = offsetof(struct service, series_count),
	  .of = &series_keys },
	{ .name = "patterns", .kind = KEY_OWN, .read = read_service_patterns },
	{ .name = "bundles", .kind = KEY_OWN, .read = read_service_bundles },
	{ .name = "rollback",
	  .kind = KEY_LIST,
	  .offset = offsetof(struct service, rollbacks),
	  .count_offset = offsetof(struct service, rollback_count),
	  .of = &rollback_keys },
	{ .name = "after_change", .kind = KEY_MAP, .of = &after_change_keys },
};
const struct keys service_keys = KEYS(struct service, service_key_items, settle_service);

/* The policy "on-call" is made after all was read. */
static void check_own_escalation(struct reader *reader, const struct spot *service,
				 str name)
{
	const struct config *config = reader->config;
	struct spot spot = spot_under(service, "escalation");

	if (spot.tree)
		reader_knows(reader, &spot, "policy", name,
			     NAMED(config->policies, config->policy_count));
}

static void settle_holds(const struct config *config, const struct service *service)
{
	for (size_t i = 0; i < service->measurement_count; i++)
		if (service->measurements[i].hold == 0)
			service->measurements[i].hold = config->hold;
}

static void settle_map(struct reader *reader, const struct spot *services)
{
	struct config *config = reader->config;
	struct {
		struct dependency *items;
		size_t count, capacity;
	} list = { 0 };

	for (size_t i = 0; i < config->service_count; i++) {
		const struct service *service = &config->services[i];
		struct spot item = spot_at(services, i);

		for (size_t d = 0; d < service->depends_on_count; d++) {
			if (str_equal(service->depends_on[d], service->name))
				reader_tell_of(reader, &item, "depends_on",
					       "names the service itself");
			*list_add(reader->arena,
				  &list) = (struct dependency){ service->name,
								service->depends_on[d] };
		}
	}
	config->service_map = service_map_of(list.items, list.count);
}

void settle_services(struct reader *reader, const struct spot *file)
{
	const struct config *config = reader->config;
	struct spot services = spot_under(file, "services");

	reader_tell_twice(reader, file, "services", "name",
			  NAMED(config->services, config->service_count));
	for (size_t i = 0; i < config->service_count; i++) {
		struct spot item = spot_at(&services, i);

		check_own_escalation(reader, &item, config->services[i].escalation);
		settle_holds(config, &config->services[i]);
	}
	settle_map(reader, &services);
}

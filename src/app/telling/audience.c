/* Who hears of an incident: the profile's rules over the configuration's audiences. */
#include "app/lifecycle/incident.h"
#include "app/telling/parts.h"

static const struct audience_rule *rule_in(const struct profile *profile, str name)
{
	for (size_t i = 0; i < profile->audience_count; i++)
		if (str_equal(profile->audiences[i].audience, name))
			return &profile->audiences[i];
	return NULL;
}

static bool is_named_by_a_profile(const struct config *config, str name)
{
	for (size_t i = 0; i < config->profile_count; i++)
		if (rule_in(&config->profiles[i], name))
			return true;
	return false;
}

static const struct audience *places_of(const struct config *config, str name)
{
	for (size_t i = 0; i < config->audience_count; i++)
		if (str_equal(config->audiences[i].name, name))
			return &config->audiences[i];
	return NULL;
}

static bool on_status_page(const struct config *config, str name)
{
	return config->status_page.on && str_equal(config->status_page.audience, name);
}

/* Who configured no audience copies the drafts by hand: those are for everyone. */
static bool has_no_audience(const struct config *config)
{
	return config->audience_count == 0 && !config->status_page.on;
}

static bool exists(const struct config *config, str name)
{
	return places_of(config, name) || on_status_page(config, name) ||
	       str_is(name, "responders") ||
	       (str_is(name, "everyone") && has_no_audience(config));
}

static struct hearers hearers_named(struct work *work, const struct incident *incident,
				    str name)
{
	const struct config *config = work->config;
	struct hearers hearers = {
		.name = name,
		.language = STR("en"),
		.rule = rule_in(incident_profile(work, incident), name),
		.places = places_of(config, name),
		.on_status_page = on_status_page(config, name),
	};

	hearers.is_public = hearers.on_status_page || str_is(name, "public");
	if (hearers.places && hearers.places->language.length > 0)
		hearers.language = hearers.places->language;
	return hearers;
}

static bool hears_by_itself(const struct incident *incident,
			    const struct audience_rule *rule)
{
	return rule->drafts && rule->worst <= incident->rank &&
	       incident->rank <= rule->least;
}

struct hearers_list hearers_of(struct work *work, const struct incident *incident)
{
	const struct profile *profile = incident_profile(work, incident);
	const struct config *config = work->config;
	struct hearers_list list = { 0 };

	for (size_t i = 0; i < profile->audience_count; i++) {
		const struct audience_rule *rule = &profile->audiences[i];

		if (hears_by_itself(incident, rule) && exists(config, rule->audience))
			*list_add(work->arena, &list) = hearers_named(work, incident,
								      rule->audience);
	}
	/* An audience that no team's rules speak of is there to be told. */
	for (size_t i = 0; i < config->audience_count; i++)
		if (!is_named_by_a_profile(config, config->audiences[i].name))
			*list_add(work->arena, &list) = hearers_named(
				work, incident, config->audiences[i].name);
	if (has_no_audience(config) && !rule_in(profile, STR("everyone")))
		*list_add(work->arena, &list) = hearers_named(work, incident,
							      STR("everyone"));
	return list;
}

static str names_of_all(struct work *work)
{
	const struct config *config = work->config;
	str names = STR("responders");

	for (size_t i = 0; i < config->audience_count; i++)
		names = arena_format(work->arena, STR_FMT ", " STR_FMT, STR_ARG(names),
				     STR_ARG(config->audiences[i].name));
	if (config->status_page.on && !places_of(config, config->status_page.audience))
		names = arena_format(work->arena, STR_FMT ", " STR_FMT, STR_ARG(names),
				     STR_ARG(config->status_page.audience));
	if (has_no_audience(config))
		names = arena_format(work->arena, STR_FMT ", everyone", STR_ARG(names));
	return names;
}

bool hearers_find(struct work *work, const struct incident *incident, str name,
		  struct hearers *ret)
{
	if (!exists(work->config, name))
		return fail(work, ERROR_NOT_FOUND,
			    "there is no audience " STR_FMT ": there are " STR_FMT,
			    STR_ARG(name), STR_ARG(names_of_all(work)));
	*ret = hearers_named(work, incident, name);
	return true;
}

bool hearers_are_reached(const struct hearers *hearers)
{
	return hearers->on_status_page ||
	       (hearers->places && hearers->places->contact_count > 0);
}

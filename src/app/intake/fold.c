#include "app/intake/fold.h"

#include "app/lifecycle/incident.h"
#include "app/note.h"

/* Those that began lately are few; more than this is no storm but a disaster. */
enum { LOOKED_AT_MAX = 50 };

static bool began_lately(const struct work *work, const struct incident *incident)
{
	return work->now - incident->burning_since <= work->config->storm_within &&
	       incident->state != INCIDENT_MONITORING;
}

bool fold_find(struct work *work, str service, struct incident *ret, bool *ret_found,
	       str *ret_shared)
{
	const struct config *config = work->config;
	struct service_map map;
	struct incident *incidents;
	size_t count;

	*ret_found = false;
	*ret_shared = STR("");
	if (config->storm_within == 0)
		return true;
	if (!store_service_map(work, &map))
		return false;
	if (map.count == 0)
		return true;
	if (!store_incidents(work, true, LOOKED_AT_MAX, &incidents, &count))
		return false;
	for (size_t i = 0; i < count && !*ret_found; i++) {
		if (!began_lately(work, &incidents[i]))
			continue;
		*ret_shared = arena_copy(work->arena,
					 service_map_shared(work->arena, &map, service,
							    incidents[i].service,
							    config->storm_apart,
							    config->storm_apart_count));
		*ret_found = ret_shared->length > 0;
		*ret = incidents[i];
	}
	return true;
}

bool fold_services(struct work *work, const struct incident *incident, str **ret_services,
		   size_t *ret_count)
{
	static const str prefix = STR_INIT("service=");
	str *keys;
	size_t count, kept = 0;

	if (!store_groups(work, incident->id, &keys, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (str_starts_with(keys[i], prefix))
			keys[kept++] = str_slice(keys[i], prefix.length, keys[i].length);
	*ret_services = keys;
	*ret_count = kept;
	return true;
}

bool fold_suspects(struct work *work, const struct incident *incident, size_t most,
		   str **ret_sentences, size_t *ret_count)
{
	struct {
		str *items;
		size_t count, capacity;
	} sentences = { 0 };
	struct service_map map;
	struct shared_causes suspects;
	str *services;
	size_t count;

	if (!fold_services(work, incident, &services, &count) ||
	    !store_service_map(work, &map))
		return false;
	suspects = service_map_rank(work->arena, &map, services, count);
	for (size_t i = 0; i < suspects.count && sentences.count < most; i++)
		if (suspects.items[i].explains >= 2)
			*list_add(work->arena, &sentences) = shared_cause_text(
				work->arena, &suspects.items[i], count);
	*ret_sentences = sentences.items;
	*ret_count = sentences.count;
	return true;
}

/* Its summary says how far it reaches, as far as alerts tell. */
static bool tell_reach(struct work *work, struct incident *incident)
{
	str *services, *sentences;
	size_t count, told;

	if (!fold_services(work, incident, &services, &count) ||
	    !fold_suspects(work, incident, 1, &sentences, &told))
		return false;
	if (told == 0)
		return true;
	incident->summary = arena_format(work->arena, "%zu services alert. " STR_FMT,
					 count, STR_ARG(sentences[0]));
	return store_save(work, &incident_shape, incident);
}

/* What is written in the configuration needs no proof by traces. */
static bool is_learned(struct work *work, str service, const struct incident *incident)
{
	const struct config *config = work->config;

	return service_map_shared(work->arena, &config->service_map, service,
				  incident->service, config->storm_apart,
				  config->storm_apart_count)
		       .length == 0;
}

bool fold_in(struct work *work, str service, str group, struct incident *incident,
	     str shared)
{
	return store_group_add(work, group, incident->id) &&
	       note(work, "incident.folded", incident->id, incident->code,
		    { "service", service }, { "with", incident->service },
		    { "shared", shared },
		    { "learned",
		      is_learned(work, service, incident) ? STR("yes") : STR("") }) &&
	       tell_reach(work, incident);
}

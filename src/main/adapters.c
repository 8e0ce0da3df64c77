#include "main/adapters.h"

#include "actuators/actuators.h"
#include "formats/yaml.h"
#include "notifiers/notifiers.h"
#include "probes/probes.h"
#include "sources/sources.h"
#include "trackers/trackers.h"

void adapters_fill(struct ports *ret_ports)
{
	ret_ports->sources = sources_all(&ret_ports->source_count);
	ret_ports->probes = probes_all(&ret_ports->probe_count);
	ret_ports->notifiers = notifiers_all(&ret_ports->notifier_count);
	ret_ports->trackers = trackers_all(&ret_ports->tracker_count);
	ret_ports->actuators = actuators_all(&ret_ports->actuator_count);
}

/* "people[0].contacts[1]" as tree_at takes it. */
static const char *path_of(struct arena *arena, str where)
{
	char *path = arena_many(arena, char, where.length + 1);
	size_t length = 0;

	for (size_t i = 0; i < where.length; i++) {
		char c = where.bytes[i];

		if (c != ']')
			path[length++] = (char)(c == '[' ? '.' : c);
	}
	return path;
}

/* The adapters know values, not where those stand in the file. */
static void find_places(struct arena *scratch, const struct config *config,
			struct config_problems *problems)
{
	struct error error = { 0 };
	const struct tree *root = yaml_parse(scratch, config->text, &error);

	for (size_t i = 0; i < problems->count; i++) {
		struct config_problem *problem = &problems->items[i];
		const struct tree *at = tree_at(root, path_of(scratch, problem->where));

		if (problem->line == 0)
			problem->line = at ? at->line : 1;
		if (problem->column == 0)
			problem->column = at ? at->column : 1;
	}
}

struct config *adapters_config(struct arena *scratch, const char *path,
			       struct config_problems *ret_problems)
{
	struct config *config = config_load(scratch, path, ret_problems);
	struct ports ports = { 0 };

	if (!config)
		return NULL;
	adapters_fill(&ports);
	ports_check(&ports, config, scratch, ret_problems);
	if (ret_problems->count == 0)
		return config;
	find_places(scratch, config, ret_problems);
	config_release(config);
	return NULL;
}

/* What is wrong with patterns and bundles, as only the adapters can know: a name of a
 * probe or an actuator that there is not. In the middle of an incident it would be one
 * answer less, and a line in its timeline. */
#include "app/ports_private.h"

#include "base/suggest.h"

enum { NAME_SHOWN_BYTES = 100 };

static void tell_unknown(const struct checking *checking,
			 const struct config_place *place, str where, const char *noun,
			 const struct suggestion *suggestion)
{
	checking_tell_at(
		checking, place, where,
		arena_format(checking->arena, "there is no %s '" STR_FMT "'" STR_FMT,
			     noun,
			     STR_ARG(str_clip(suggestion->wanted, NAME_SHOWN_BYTES)),
			     STR_ARG(suggestion_text(checking->arena, suggestion))));
}

/* A name that was not read has been told already; one that was made has no place. */
static void check_questions(const struct checking *checking,
			    const struct question *questions, size_t count)
{
	const struct ports *ports = checking->ports;

	for (size_t i = 0; i < count; i++) {
		struct suggestion suggestion = suggestion_for(questions[i].probe);

		if (questions[i].place.file.length == 0 ||
		    ports_probe(ports, questions[i].probe))
			continue;
		for (size_t p = 0; p < ports->probe_count; p++)
			suggestion_try(&suggestion, str_of(ports->probes[p]->name));
		tell_unknown(checking, &questions[i].place,
			     arena_format(checking->arena, "questions[%zu].probe", i),
			     "probe", &suggestion);
	}
}

static void check_actions(const struct checking *checking, const struct pattern *pattern)
{
	const struct ports *ports = checking->ports;

	for (size_t i = 0; i < pattern->action_count; i++) {
		const struct action_rule *action = &pattern->actions[i];
		struct suggestion suggestion = suggestion_for(action->actuator);

		if (action->place.file.length == 0 ||
		    ports_actuator(ports, action->actuator))
			continue;
		for (size_t a = 0; a < ports->actuator_count; a++)
			suggestion_try(&suggestion, str_of(ports->actuators[a]->name));
		tell_unknown(checking, &action->place,
			     arena_format(checking->arena, "actions[%zu].actuator", i),
			     "actuator", &suggestion);
	}
}

void check_patterns(const struct checking *checking)
{
	const struct config *config = checking->config;

	for (size_t i = 0; i < config->bundle_count; i++)
		check_questions(checking, config->bundles[i].questions,
				config->bundles[i].question_count);
	for (size_t i = 0; i < config->pattern_count; i++) {
		check_questions(checking, config->patterns[i].questions,
				config->patterns[i].question_count);
		check_actions(checking, &config->patterns[i]);
	}
}

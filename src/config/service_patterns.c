/* What a service has to do with patterns: those it names, or all that fit its settings.
 */
#include "config/service_parts.h"

#include "config/names.h"
#include "config/parts.h"

/* Resolved here, while the names and their places are at hand. */
void read_service_patterns(struct reader *reader, const struct spot *spot, void *owner)
{
	struct service *service = owner;
	const struct config *config = reader->config;

	if (spot->tree->kind == TREE_TEXT && str_is(spot->tree->text, "fitting")) {
		service->patterns_fit = true;
		return;
	}
	if (!reader_is_list(reader, spot))
		return;

	size_t count = tree_count(spot->tree);

	service->patterns = arena_many(reader->arena, const struct pattern *, count);
	for (size_t i = 0; i < count; i++) {
		struct spot item = spot_at(spot, i);
		str name;

		if (!reader_text(reader, &item, &name) ||
		    !reader_knows(reader, &item, "pattern", name,
				  NAMED(config->patterns, config->pattern_count)))
			continue;
		service->patterns[service->pattern_count++] = config_pattern(config,
									     name);
	}
}

bool service_fills(const struct service *service, str name)
{
	struct named settings = NAMED(service->settings, service->setting_count);

	return named_has(&settings, name);
}

str service_unfilled(const struct service *service, str text)
{
	for (size_t i = 0; i + 2 <= text.length; i++) {
		str rest = str_slice(text, i, text.length);
		size_t end = 2;

		if (!str_starts_with(rest, STR("{{")))
			continue;
		while (end < rest.length && rest.bytes[end] != '}')
			end++;

		str name = str_trim(str_slice(rest, 2, end - 2));

		if (!service_fills(service, name))
			return name;
	}
	return STR("");
}

static str unfilled_in_pairs(const struct service *service, const struct label *pairs,
			     size_t count)
{
	str name = STR("");

	for (size_t i = 0; i < count && name.length == 0; i++)
		name = service_unfilled(service, pairs[i].value);
	return name;
}

static str unfilled_in_all(const struct service *service,
			   const struct question *questions, size_t count)
{
	str name = STR("");

	for (size_t i = 0; i < count && name.length == 0; i++)
		name = unfilled_in_pairs(service, questions[i].arguments,
					 questions[i].argument_count);
	return name;
}

static str unfilled_in_questions(const struct service *service,
				 const struct pattern *pattern)
{
	str name = unfilled_in_all(service, pattern->questions, pattern->question_count);

	for (size_t i = 0; i < pattern->bundle_count && name.length == 0; i++)
		name = unfilled_in_all(service, pattern->bundles[i]->questions,
				       pattern->bundles[i]->question_count);
	return name;
}

static str unfilled_in_action(const struct service *service,
			      const struct action_rule *action)
{
	str name = service_unfilled(service, action->target);

	return name.length > 0
		       ? name
		       : unfilled_in_pairs(service, action->plan, action->plan_count);
}

static bool is_judged(const struct service *service, const struct action_rule *action)
{
	return action->judged_by.length == 0 ||
	       service_measurement(service, action->judged_by);
}

/* -- named: what is missing is told -- */

static void check_pattern(struct reader *reader, const struct spot *spot,
			  const struct service *service, const struct pattern *pattern)
{
	str name = unfilled_in_questions(service, pattern);

	for (size_t i = 0; i < pattern->action_count && name.length == 0; i++)
		name = unfilled_in_action(service, &pattern->actions[i]);
	if (name.length > 0)
		reader_tell_of(reader, spot, "settings",
			       "the pattern " STR_FMT " needs the setting '" STR_FMT "'",
			       STR_ARG(pattern->name), STR_ARG(name));
	for (size_t i = 0; i < pattern->action_count; i++)
		if (!is_judged(service, &pattern->actions[i]))
			reader_tell_of(reader, spot, "measurements",
				       "the pattern " STR_FMT " judges by '" STR_FMT
				       "', which is not measured",
				       STR_ARG(pattern->name),
				       STR_ARG(pattern->actions[i].judged_by));
}

/* -- fitting: what is missing is left out -- */

static const struct pattern *fitted(struct reader *reader, const struct service *service,
				    const struct pattern *pattern)
{
	struct pattern *copy = arena_one(reader->arena, struct pattern);

	*copy = *pattern;
	copy->actions = arena_many(reader->arena, struct action_rule,
				   pattern->action_count + 1);
	copy->action_count = 0;
	for (size_t i = 0; i < pattern->action_count; i++)
		if (unfilled_in_action(service, &pattern->actions[i]).length == 0 &&
		    is_judged(service, &pattern->actions[i]))
			copy->actions[copy->action_count++] = pattern->actions[i];
	return copy;
}

static void fit_patterns(struct reader *reader, struct service *service)
{
	const struct config *config = reader->config;

	service->patterns = arena_many(reader->arena, const struct pattern *,
				       config->pattern_count + 1);
	for (size_t i = 0; i < config->pattern_count; i++)
		if (unfilled_in_questions(service, &config->patterns[i]).length == 0)
			service->patterns[service->pattern_count++] = fitted(
				reader, service, &config->patterns[i]);
}

void settle_service_patterns(struct reader *reader, const struct spot *spot,
			     struct service *service)
{
	if (service->patterns_fit)
		fit_patterns(reader, service);
	for (size_t i = 0; !service->patterns_fit && i < service->pattern_count; i++)
		check_pattern(reader, spot, service, service->patterns[i]);
}

/* -- bundles -- */

void read_service_bundles(struct reader *reader, const struct spot *spot, void *owner)
{
	struct service *service = owner;

	read_bundle_names(reader, spot, &service->bundles, &service->bundle_count);
}

void check_service_bundles(struct reader *reader, const struct spot *spot,
			   const struct service *service)
{
	for (size_t i = 0; i < service->bundle_count; i++) {
		const struct bundle *bundle = service->bundles[i];
		str name = unfilled_in_all(service, bundle->questions,
					   bundle->question_count);

		if (name.length > 0)
			reader_tell_of(reader, spot, "settings",
				       "the bundle " STR_FMT
				       " needs the setting '" STR_FMT "'",
				       STR_ARG(bundle->name), STR_ARG(name));
	}
}

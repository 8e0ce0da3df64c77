/* on_call: the short form of an escalation policy. */
#include "config/names.h"
#include "config/parts.h"

#include "base/map.h"

/* The short form: each of on_call is tried "rounds" times before the next. */
static void make_on_call_policy(struct reader *reader, struct config *config)
{
	struct policy *policy = arena_one(reader->arena, struct policy);
	duration_ms turn = config->page_rounds * config->page_repeat;
	size_t count = config->on_call_count > 0 ? config->on_call_count : 1;

	*policy = (struct policy){
		.name = STR("on-call"),
		.repeat = config->page_repeat,
		.exhausted_after = (duration_ms)count * turn,
		.ack_lapse = config->ack_lapse,
		.steps = arena_many(reader->arena, struct policy_step, count),
		.step_count = count,
	};
	for (size_t i = 0; i < count; i++) {
		struct policy_step *step = &policy->steps[i];

		step->level = STR("L1");
		step->after = (duration_ms)i * turn;
		if (i >= config->on_call_count)
			continue;
		step->targets = arena_one(reader->arena, struct target);
		step->target_count = config_target(config, config->on_call[i],
						   step->targets);
	}
	config->policies = policy;
	config->policy_count = 1;
}

static void check_names_on_call(struct reader *reader, const struct spot *file)
{
	const struct config *config = reader->config;
	const struct named lists[] = { NAMED(config->people, config->person_count),
				       NAMED(config->schedules, config->schedule_count) };
	struct spot on_call = spot_under(file, "on_call");
	struct map *seen = map_new(reader->scratch);

	if (config->on_call_count > POLICY_STEPS_MAX)
		reader_tell(reader, &on_call, "has more than %d items", POLICY_STEPS_MAX);
	for (size_t i = 0; i < config->on_call_count; i++) {
		struct spot item = spot_at(&on_call, i);
		str name = config->on_call[i];

		if (reader_knows_in(reader, &item, "person or schedule", name, lists, 2))
			check_can_be_called(reader, &item, name);
		if (name.length > 0 && map_get(seen, name))
			reader_tell(reader, &item, "'" STR_FMT "' occurs twice",
				    STR_ARG(name));
		map_put(seen, name, reader);
	}
}

void settle_on_call(struct reader *reader, const struct spot *file)
{
	check_names_on_call(reader, file);
	if (reader->config->policy_count == 0)
		make_on_call_policy(reader, reader->config);
}

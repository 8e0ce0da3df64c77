/* Doubles of everything outside, driven by the seed. */
#include "world.h"

#include "disk.h"

#include "app/ports.h"
#include "app/store.h"
#include "core/action/action.h"

#include <math.h>
#include <stdio.h>

static bool check_address(str address, struct error *error)
{
	(void)address;
	(void)error;
	return true;
}

/* What a send leaves outside: it was sent, whatever becomes of us. */
static void leave_trace(const struct notice *notice)
{
	str rest = notice->send_key, piece;
	int64_t id = 0;

	while (str_next(&rest, '-', &piece))
		str_to_int(piece, &id);
	if (id > 0 && id < DELIVERIES_MAX)
		the_world->sent[id]++;
	the_world->pages_sent += notice->urgent;
}

static bool send_by(bool is_up, const struct notice *notice,
		    struct send_outcome *ret_outcome, struct error *error)
{
	/* A receiver that takes it and then says it did not: at least once. */
	if (is_up && world_chance(the_world, 3)) {
		leave_trace(notice);
		return error_set(error, ERROR_TIMEOUT, "no answer");
	}
	if (!is_up || world_chance(the_world, 10)) {
		ret_outcome->permanent = world_chance(the_world, 5);
		ret_outcome->retry_after = world_chance(the_world, 10) ? HOUR_MS : 0;
		return error_set(error, ERROR_UNAVAILABLE, "the channel is down");
	}
	leave_trace(notice);
	return true;
}

static bool send_first(struct arena *arena, const struct notice *notice,
		       struct send_outcome *ret_outcome, struct error *error)
{
	(void)arena;
	return send_by(the_world->channel_is_up, notice, ret_outcome, error);
}

static bool send_second(struct arena *arena, const struct notice *notice,
			struct send_outcome *ret_outcome, struct error *error)
{
	(void)arena;
	return send_by(the_world->second_is_up, notice, ret_outcome, error);
}

static const struct notifier sim_notifier = {
	.name = "sim",
	.help = "a double",
	.check_address = check_address,
	.send = send_first,
};

static const struct notifier sim2_notifier = {
	.name = "sim2",
	.help = "another double",
	.check_address = check_address,
	.send = send_second,
};

static bool ask(const struct probe_call *call, struct probe_finding *ret_finding,
		struct error *error)
{
	struct fact fact = { .name = STR("measure.writes_failing"),
			     .number = the_world->percent,
			     .unit = STR("percent") };

	if (!the_world->prometheus_is_up)
		return error_set(error, ERROR_UNAVAILABLE, "prometheus: no answer");
	*ret_finding = (struct probe_finding){ .has_data = true,
					       .target = STR("sim"),
					       .question = STR("sim"),
					       .body = STR("{}"),
					       .meaning = STR("as simulated") };
	ret_finding->sample = (struct sample){ .has_value = true,
					       .value = the_world->percent,
					       .at = the_world->now };
	*list_add(call->arena, &ret_finding->facts) = fact;
	return true;
}

static const struct probe prometheus_probe = { .name = "prometheus", .ask = ask };

static bool preview(const struct actuator_call *call, struct actuator_preview *ret,
		    struct error *error)
{
	(void)error;
	*ret = (struct actuator_preview){ .preview = STR("64 → 128"),
					  .condition = tree_int(call->arena, 64),
					  .argv = tree_list(call->arena),
					  .undo = tree_map(call->arena),
					  .undo_text = STR("back to 64"),
					  .warning = STR("") };
	tree_add(call->arena, ret->argv, tree_text(call->arena, STR("set")));
	return true;
}

/* INV-07: when this runs, the journal already says who approved what. */
static bool is_written_down(int64_t action)
{
	scoped_arena arena = arena_new(16 << 20);
	struct work work = { .arena = arena, .db = store_writer(the_world->app.store) };
	struct action row;

	/* A dead disk cannot be asked; the journal is folded after the next start. */
	if (disk_is_dead())
		return true;
	return store_get(&work, &action_shape, action, &row) &&
	       row.state == ACTION_RUNNING && row.approved_by.length > 0;
}

static bool apply(const struct actuator_call *call, struct actuator_result *ret,
		  struct error *error)
{
	(void)ret;
	if (!is_written_down(call->job))
		world_violates(the_world,
			       "INV-07: action %lld ran without being written down",
			       (long long)call->job);
	if (call->job < ACTS_MAX && ++the_world->action_runs[call->job] > 1)
		world_violates(the_world, "INV-07: action %lld ran twice",
			       (long long)call->job);
	the_world->actions_run++;
	if (world_chance(the_world, 20))
		return error_set(error, ERROR_UNAVAILABLE, "the target refused");
	if (world_chance(the_world, 70))
		the_world->percent = 0;
	return true;
}

static int was_done(const struct actuator_call *call, str *ret_why)
{
	(void)call;
	*ret_why = STR("as simulated");
	return (int)world_random(the_world, 3) - 1;
}

static const struct actuator sim_actuator = {
	.name = "sim",
	.preview = preview,
	.apply = apply,
	.was_done = was_done,
};

static const struct probe *const probes[] = { &prometheus_probe };
static const struct notifier *const notifiers[] = { &sim_notifier, &sim2_notifier };
static const struct actuator *const actuators[] = { &sim_actuator };

const struct ports sim_ports = {
	.probes = probes,
	.probe_count = 1,
	.notifiers = notifiers,
	.notifier_count = 2,
	.actuators = actuators,
	.actuator_count = 1,
};

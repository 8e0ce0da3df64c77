#include "app/watching/heartbeats.h"

#include "app/note.h"
#include "app/watching/own_alert.h"
#include "base/limits.h"
#include "base/log.h"
#include "core/alerting/heartbeat.h"

static const char source[] = "heartbeat";
static const char timer_kind[] = "heartbeat.due";

static bool wait_for(struct work *work, const struct heartbeat *heartbeat)
{
	if (heartbeat->state == HEARTBEAT_MISSED || heartbeat->state == HEARTBEAT_UNKNOWN)
		return timer_drop(work, timer_kind, heartbeat->id);
	return timer_set(work, timer_kind, heartbeat->id, 0, heartbeat->due_at);
}

/* Such as a line of the log and a row can hold. */
static bool is_clean(str name)
{
	for (size_t i = 0; i < name.length; i++)
		if ((unsigned char)name.bytes[i] < 0x20)
			return false;
	return name.length > 0 && str_is_utf8(name);
}

/* Of what nobody configured only so many are kept: names come from outside. */
static bool meet_unknown(struct work *work, str name)
{
	struct heartbeat heartbeat = { .name = name,
				       .state = HEARTBEAT_UNKNOWN,
				       .since = work->now,
				       .last_ping_at = work->now,
				       .pings = 1,
				       .pinged_by = work->actor.name };
	int64_t unknown;

	log_warning("heartbeat.unknown", { "name", name }, { "by", work->actor.name });
	if (!store_heartbeats_unknown(work, &unknown))
		return false;
	if (unknown >= HEARTBEATS_UNKNOWN_MAX)
		return true;
	return store_add(work, &heartbeat_shape, &heartbeat) &&
	       note(work, "heartbeat.unknown", 0,
		    subject_of(work, "heartbeat", heartbeat.id), { "name", name },
		    { "by", work->actor.name });
}

bool heartbeat_ping(struct work *work, str name, bool *ret_known)
{
	struct heartbeat before, heartbeat;
	bool found;

	*ret_known = false;
	name = str_clip(name, HEARTBEAT_NAME_BYTES_MAX);
	if (!is_clean(name))
		return true;
	if (!store_heartbeat_find(work, name, &before, &found))
		return false;
	*ret_known = found && before.state != HEARTBEAT_UNKNOWN;
	if (!found)
		return meet_unknown(work, name);
	heartbeat = heartbeat_heard(before, work->now);
	heartbeat.pinged_by = work->actor.name;
	if (!store_save(work, &heartbeat_shape, &heartbeat) ||
	    !wait_for(work, &heartbeat))
		return false;
	return before.state != HEARTBEAT_MISSED || own_alert_end(work, source, name);
}

static bool is_ping_of(const struct heartbeat_config *heartbeat,
		       const struct alert_fact *fact)
{
	return heartbeat->match_count > 0 &&
	       labels_match(&fact->labels, heartbeat->match, heartbeat->match_count);
}

static const struct heartbeat_config *heartbeat_of(const struct config *config,
						   const struct alert_fact *fact)
{
	for (size_t i = 0; i < config->heartbeat_count; i++)
		if (is_ping_of(&config->heartbeats[i], fact))
			return &config->heartbeats[i];
	return NULL;
}

void heartbeats_pick(const struct work *work, struct alert_batch *batch)
{
	size_t kept = 0;

	if (work->config->heartbeat_count == 0)
		return;
	for (size_t i = 0; i < batch->count; i++) {
		const struct alert_fact *fact = &batch->items[i];
		const struct heartbeat_config *heartbeat = heartbeat_of(work->config,
									fact);
		bool fires = fact->firing &&
			     (fact->ends_at == 0 || fact->ends_at > work->now);

		if (!heartbeat)
			batch->items[kept++] = *fact;
		else if (fires)
			*list_add(work->arena, &batch->pings) = heartbeat->name;
	}
	batch->count = kept;
}

static str span(struct work *work, duration_ms duration)
{
	return duration_format(work->arena, duration);
}

static str summary_of(struct work *work, const struct heartbeat *heartbeat)
{
	instant_ms last = heartbeat->last_ping_at;

	if (last == 0)
		return arena_format(work->arena,
				    STR_FMT " was never heard: nothing for " STR_FMT
					    ", and it should come every " STR_FMT,
				    STR_ARG(heartbeat->name),
				    STR_ARG(span(work, work->now - heartbeat->since)),
				    STR_ARG(span(work, heartbeat->every)));
	return arena_format(work->arena,
			    STR_FMT " is silent: last heard " STR_FMT " ago, at " STR_FMT
				    ", and it should come every " STR_FMT,
			    STR_ARG(heartbeat->name),
			    STR_ARG(span(work, work->now - last)),
			    STR_ARG(instant_format(work->arena, last)),
			    STR_ARG(span(work, heartbeat->every)));
}

bool heartbeat_due(struct work *work, const struct timer *timer)
{
	const struct heartbeat_config *config;
	struct own_alert alert = { .source = source };
	struct heartbeat heartbeat;

	if (!store_get(work, &heartbeat_shape, timer->ref, &heartbeat))
		return work->error.kind == ERROR_NOT_FOUND;
	config = config_heartbeat(work->config, heartbeat.name);
	if (!config)
		return true;
	alert.name = heartbeat.name;
	alert.summary = summary_of(work, &heartbeat);
	alert.own = &config->own;
	/* The timer is right, also where the clock was set back since. */
	heartbeat.state = HEARTBEAT_MISSED;
	heartbeat.since = work->now;
	return store_save(work, &heartbeat_shape, &heartbeat) &&
	       own_alert_fire(work, &alert);
}

static bool arm(struct work *work, const struct heartbeat_config *config,
		instant_ms deaf_from)
{
	struct heartbeat heartbeat = { 0 };
	bool found;

	if (!store_heartbeat_find(work, config->name, &heartbeat, &found))
		return false;
	heartbeat.name = config->name;
	heartbeat = heartbeat_excuse(heartbeat, deaf_from, work->now);
	heartbeat = heartbeat_expect(heartbeat, config->every, config->grace, work->now);
	return (found ? store_save(work, &heartbeat_shape, &heartbeat)
		      : store_add(work, &heartbeat_shape, &heartbeat)) &&
	       wait_for(work, &heartbeat);
}

/* What is not configured any more is not waited for, and its alert is over. */
static bool disarm(struct work *work, struct heartbeat *heartbeat)
{
	bool was_missed = heartbeat->state == HEARTBEAT_MISSED;

	if (heartbeat->state == HEARTBEAT_UNKNOWN ||
	    config_heartbeat(work->config, heartbeat->name))
		return true;
	heartbeat->state = HEARTBEAT_UNKNOWN;
	heartbeat->since = work->now;
	heartbeat->every = heartbeat->grace = heartbeat->due_at = 0;
	return store_save(work, &heartbeat_shape, heartbeat) &&
	       wait_for(work, heartbeat) &&
	       (!was_missed || own_alert_end(work, source, heartbeat->name));
}

bool heartbeats_arm(struct work *work, instant_ms deaf_from)
{
	struct heartbeat *heartbeats;
	size_t count;

	if (!store_latest(work, &heartbeat_shape, ROWS_PER_ANSWER_MAX, &heartbeats,
			  &count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!disarm(work, &heartbeats[i]))
			return false;
	for (size_t i = 0; i < work->config->heartbeat_count; i++)
		if (!arm(work, &work->config->heartbeats[i], deaf_from))
			return while_doing(work, "heartbeat " STR_FMT,
					   STR_ARG(work->config->heartbeats[i].name));
	return true;
}

/* escalation: who is called, in which order, and what makes it go on. */
#include "config/names.h"
#include "config/parts.h"
#include "config/values.h"

/* The keys that say when a step is called. The first step of all has none of them. */
static const struct {
	const char *key;
	enum step_trigger trigger;
} triggers[] = {
	{ "unacknowledged_for", STEP_UNACKNOWLEDGED },
	{ "unmitigated_for", STEP_UNMITIGATED },
	{ "need", STEP_NEED },
	{ "severity", STEP_SEVERITY },
	{ "time_box_over", STEP_TIME_BOX },
};
enum { TRIGGER_COUNT = sizeof(triggers) / sizeof(triggers[0]) };

bool config_target(const struct config *config, str name, struct target *ret_target)
{
	if (config_person(config, name))
		ret_target->kind = TARGET_PERSON;
	else if (config_schedule(config, name))
		ret_target->kind = TARGET_SCHEDULE;
	else if (config_channel(config, name))
		ret_target->kind = TARGET_CHANNEL;
	else
		return false;
	ret_target->name = name;
	return true;
}

static void read_named_target(struct reader *reader, const struct spot *spot,
			      struct target *ret_target)
{
	const struct config *config = reader->config;
	const struct named lists[] = { NAMED(config->people, config->person_count),
				       NAMED(config->schedules, config->schedule_count),
				       NAMED(config->channels, config->channel_count) };
	str name;

	if (!reader_text(reader, spot, &name) ||
	    !reader_knows_in(reader, spot, "person, schedule or channel", name, lists, 3))
		return;
	if (config_target(config, name, ret_target) && ret_target->kind == TARGET_PERSON)
		check_can_be_called(reader, spot, name);
}

/* {slack: "#ops"}, as in contacts. */
static void read_contact_target(struct reader *reader, const struct spot *spot,
				struct target *ret_target)
{
	struct contact contact = { 0 };

	read_contact(reader, spot, 0, &contact);
	if (contact.channel.length > 0)
		*ret_target = (struct target){ .kind = TARGET_CHANNEL,
					       .name = contact.channel,
					       .address = contact.address };
}

static bool is_same(const struct target *a, const struct target *b)
{
	return str_equal(a->name, b->name) && str_equal(a->address, b->address);
}

static void tell_if_twice(struct reader *reader, const struct spot *item,
			  const struct target *targets, size_t nth)
{
	for (size_t i = 0; i < nth && targets[nth].name.length > 0; i++)
		if (is_same(&targets[i], &targets[nth])) {
			reader_tell(reader, item, "'" STR_FMT "' occurs twice",
				    STR_ARG(targets[nth].name));
			return;
		}
}

static void read_targets(struct reader *reader, const struct spot *spot, void *owner)
{
	struct policy_step *step = owner;
	size_t count = tree_count(spot->tree);

	if (!reader_is_list(reader, spot))
		return;
	if (count == 0 || count > STEP_TARGETS_MAX) {
		reader_tell(reader, spot, "must name from 1 to %d whom it calls",
			    STEP_TARGETS_MAX);
		return;
	}
	step->targets = arena_many(reader->arena, struct target, count);
	step->target_count = count;
	for (size_t i = 0; i < count; i++) {
		struct spot item = spot_at(spot, i);

		if (item.tree->kind == TREE_MAP)
			read_contact_target(reader, &item, &step->targets[i]);
		else
			read_named_target(reader, &item, &step->targets[i]);
		tell_if_twice(reader, &item, step->targets, i);
	}
}

static void read_time_box(struct reader *reader, const struct spot *spot, void *owner)
{
	(void)owner;
	if (spot->tree->kind != TREE_BOOL || !spot->tree->boolean)
		reader_tell(reader, spot, "must be true, or be left out");
}

static void settle_step(struct reader *reader, const struct spot *spot, void *owner)
{
	struct policy_step *step = owner;
	const char *first = NULL;

	for (size_t i = 0; i < TRIGGER_COUNT; i++) {
		if (!spot_under(spot, triggers[i].key).tree)
			continue;
		if (first)
			reader_tell_of(reader, spot, triggers[i].key,
				       "stands beside %s: a step has one reason", first);
		else
			step->trigger = triggers[i].trigger;
		first = triggers[i].key;
	}
}

static const struct key step_key_items[] = {
	{ .name = "level",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct policy_step, level) },
	{ .name = "page", .kind = KEY_OWN, .read = read_targets, .required = true },
	{ .name = "unacknowledged_for",
	  .kind = KEY_DURATION,
	  .offset = offsetof(struct policy_step, after),
	  .least = SECOND_MS,
	  .most = DAY_MS },
	{ .name = "unmitigated_for",
	  .kind = KEY_DURATION,
	  .offset = offsetof(struct policy_step, after),
	  .least = SECOND_MS,
	  .most = 7 * DAY_MS },
	{ .name = "need",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct policy_step, need) },
	{ .name = "severity",
	  .kind = KEY_WHOLE,
	  .offset = offsetof(struct policy_step, rank),
	  .most = 3 },
	{ .name = "time_box_over", .kind = KEY_OWN, .read = read_time_box },
};
static const struct keys step_keys = KEYS(struct policy_step, step_key_items,
					  settle_step);

static bool says_when(const struct spot *step)
{
	for (size_t i = 0; i < TRIGGER_COUNT; i++)
		if (spot_under(step, triggers[i].key).tree)
			return true;
	return false;
}

static void check_first(struct reader *reader, const struct spot *step)
{
	for (size_t i = 0; i < TRIGGER_COUNT; i++)
		if (spot_under(step, triggers[i].key).tree)
			reader_tell_of(reader, step, triggers[i].key,
				       "the first step is called when the incident "
				       "begins: leave this out");
}

/* "before" is when the step before it in its chain is called. */
static void check_climb(struct reader *reader, const struct spot *spot,
			const struct policy *policy, const struct policy_step *step,
			duration_ms before)
{
	str earlier = duration_in_words(reader->scratch, before);
	str end = duration_in_words(reader->scratch, policy->exhausted_after);

	if (step->after == 0)
		return;
	if (step->after <= before)
		reader_tell_of(reader, spot, "unacknowledged_for",
			       "must be more than the " STR_FMT
			       " of the step before: both count from the beginning of "
			       "their chain",
			       STR_ARG(earlier));
	if (policy->exhausted_after > 0 && step->after >= policy->exhausted_after)
		reader_tell_of(reader, spot, "unacknowledged_for",
			       "must be less than exhausted_after, " STR_FMT
			       ": then everybody is called already",
			       STR_ARG(end));
}

static void check_steps(struct reader *reader, const struct spot *steps,
			const struct policy *policy)
{
	duration_ms before = 0;

	for (size_t i = 0; i < policy->step_count; i++) {
		const struct policy_step *step = &policy->steps[i];
		struct spot item = spot_at(steps, i);

		if (i == 0) {
			check_first(reader, &item);
		} else if (!says_when(&item)) {
			reader_tell(reader, &item,
				    "says not when it is called: give it "
				    "unacknowledged_for, unmitigated_for, need, severity "
				    "or time_box_over");
		} else if (step->trigger != STEP_UNACKNOWLEDGED) {
			before = 0;
		} else {
			check_climb(reader, &item, policy, step, before);
			before = step->after;
		}
	}
}

/* What the file leaves out: a step is of the level before it; the last step is tried as
 * patiently as "paging" says. */
static void complete(const struct config *config, struct policy *policy)
{
	str level = STR("L1");
	duration_ms last = 0;

	for (size_t i = 0; i < policy->step_count; i++) {
		struct policy_step *step = &policy->steps[i];

		if (step->level.length == 0)
			step->level = level;
		level = step->level;
		if (step->trigger == STEP_UNACKNOWLEDGED && step->after > last)
			last = step->after;
	}
	if (policy->exhausted_after == 0)
		policy->exhausted_after = last + config->page_rounds * policy->repeat;
}

static void settle_policy(struct reader *reader, const struct spot *spot, void *owner)
{
	const struct config *config = reader->config;
	struct policy *policy = owner;
	struct spot steps = spot_under(spot, "steps");

	if (!spot_under(spot, "repeat").tree)
		policy->repeat = config->page_repeat;
	if (!spot_under(spot, "ack_lapse").tree)
		policy->ack_lapse = config->ack_lapse;
	if (steps.tree && steps.tree->kind == TREE_LIST &&
	    (policy->step_count == 0 || policy->step_count > POLICY_STEPS_MAX))
		reader_tell(reader, &steps, "must be from 1 to %d steps",
			    POLICY_STEPS_MAX);
	check_steps(reader, &steps, policy);
	complete(config, policy);
}

static const struct key policy_key_items[] = {
	{ .name = "name",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct policy, name),
	  .required = true },
	{ .name = "repeat",
	  .kind = KEY_DURATION,
	  .offset = offsetof(struct policy, repeat),
	  .least = SECOND_MS,
	  .most = HOUR_MS },
	{ .name = "exhausted_after",
	  .kind = KEY_DURATION,
	  .offset = offsetof(struct policy, exhausted_after),
	  .least = SECOND_MS,
	  .most = DAY_MS },
	{ .name = "ack_lapse",
	  .kind = KEY_DURATION,
	  .offset = offsetof(struct policy, ack_lapse),
	  .most = DAY_MS },
	{ .name = "steps",
	  .kind = KEY_LIST,
	  .offset = offsetof(struct policy, steps),
	  .count_offset = offsetof(struct policy, step_count),
	  .of = &step_keys,
	  .required = true },
};
const struct keys policy_keys = KEYS(struct policy, policy_key_items, settle_policy);

static void check_targets(struct reader *reader, const struct spot *page,
			  const struct policy_step *step)
{
	for (size_t i = 0; i < step->target_count; i++) {
		const struct target *target = &step->targets[i];
		struct spot item = spot_at(page, i);
		struct contact contact = { .channel = target->name,
					   .address = target->address };

		if (target->kind == TARGET_CHANNEL)
			check_contact(reader, &item, &contact);
	}
}

/* Channels stand on what is read later: the relay, whether this is a drill. */
static void check_channel_targets(struct reader *reader, const struct spot *file)
{
	const struct config *config = reader->config;
	struct spot policies = spot_under(file, "escalation");

	for (size_t i = 0; i < config->policy_count; i++) {
		struct spot policy = spot_at(&policies, i);
		struct spot steps = spot_under(&policy, "steps");

		for (size_t j = 0; j < config->policies[i].step_count; j++) {
			struct spot step = spot_at(&steps, j);
			struct spot page = spot_under(&step, "page");

			check_targets(reader, &page, &config->policies[i].steps[j]);
		}
	}
}

void check_escalation(struct reader *reader, const struct spot *file)
{
	const struct config *config = reader->config;

	reader_tell_twice(reader, file, "escalation", "name",
			  NAMED(config->policies, config->policy_count));
	check_channel_targets(reader, file);
}

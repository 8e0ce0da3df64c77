/* What of the configuration would wake nobody, told before it matters. */
#include "app/paging/outlook.h"

#include "app/app.h"
#include "app/paging/oncall.h"

struct lint {
	struct work *work;
	const struct config *config;
	struct lint_findings *findings;
};

static void add(struct lint *lint, bool is_error, str where, str what)
{
	*list_add(lint->work->arena,
		  lint->findings) = (struct lint_finding){ is_error, where, what };
	lint->findings->errors += is_error;
}

static str place_of_step(struct lint *lint, const struct policy *policy, size_t step)
{
	return arena_format(lint->work->arena, "policy " STR_FMT ", step %zu",
			    STR_ARG(policy->name), step + 1);
}

static str place(struct lint *lint, const char *noun, str name)
{
	return arena_format(lint->work->arena, "%s " STR_FMT, noun, STR_ARG(name));
}

/* -- people and their contacts -- */

static bool is_known_channel(struct lint *lint, str channel)
{
	const struct channel_config *unheeded;

	return ports_channel(lint->work->app->ports, lint->config, channel, &unheeded);
}

static bool layer_has(const struct schedule *schedule, str person)
{
	for (size_t i = 0; i < schedule->layer_count; i++)
		for (size_t p = 0; p < schedule->layers[i].person_count; p++)
			if (str_equal(schedule->layers[i].people[p], person))
				return true;
	return false;
}

static bool step_names(const struct policy_step *step, enum target_kind kind, str name)
{
	for (size_t i = 0; i < step->target_count; i++)
		if (step->targets[i].kind == kind &&
		    str_equal(step->targets[i].name, name))
			return true;
	return false;
}

static bool policies_name(const struct config *config, enum target_kind kind, str name)
{
	for (size_t p = 0; p < config->policy_count; p++)
		for (size_t s = 0; s < config->policies[p].step_count; s++)
			if (step_names(&config->policies[p].steps[s], kind, name))
				return true;
	return false;
}

/* Where somebody would be called; "" when nowhere. */
static str called_in(struct lint *lint, str person)
{
	const struct config *config = lint->config;

	for (size_t i = 0; i < config->schedule_count; i++)
		if (layer_has(&config->schedules[i], person))
			return place(lint, "schedule", config->schedules[i].name);
	if (policies_name(config, TARGET_PERSON, person))
		return STR("a policy");
	for (size_t i = 0; i < config->on_call_count; i++)
		if (str_equal(config->on_call[i], person))
			return STR("on_call");
	return STR("");
}

static void check_person(struct lint *lint, const struct person_config *person)
{
	struct arena *arena = lint->work->arena;
	str where = place(lint, "person", person->name);
	str called = called_in(lint, person->name);

	for (size_t i = 0; i < person->contact_count; i++)
		if (!is_known_channel(lint, person->contacts[i].channel))
			add(lint, true, where,
			    arena_format(arena, "there is no channel " STR_FMT,
					 STR_ARG(person->contacts[i].channel)));
	if (called.length == 0)
		return;
	if (person->contact_count == 0)
		add(lint, true, where,
		    arena_format(arena, "is in " STR_FMT " and has no contact",
				 STR_ARG(called)));
	if (person->contact_count == 1)
		add(lint, false, where,
		    arena_format(arena,
				 "has one channel only: when " STR_FMT
				 " fails, nothing wakes them",
				 STR_ARG(person->contacts[0].channel)));
	if (person->is_agent || person->role < ROLE_RESPONDER)
		add(lint, true, where,
		    arena_format(arena, "is in " STR_FMT " and may not answer a page",
				 STR_ARG(called)));
}

/* -- schedules -- */

struct gaps {
	size_t count;
	duration_ms lasting;
	struct shift first;
};

static bool find_gaps(struct lint *lint, const struct schedule *schedule,
		      struct gaps *ret_gaps)
{
	struct work *work = lint->work;
	struct shifts shifts;

	*ret_gaps = (struct gaps){ 0 };
	if (!oncall_shifts(work, schedule, work->now, work->now + LINT_LOOKS_AHEAD_MS,
			   &shifts))
		return false;
	for (size_t i = 0; i < shifts.count; i++) {
		const struct shift *shift = &shifts.items[i];

		if (shift->person.length > 0)
			continue;
		if (ret_gaps->count++ == 0)
			ret_gaps->first = *shift;
		ret_gaps->lasting += shift->until - shift->from;
	}
	return true;
}

/* Does each step that calls the schedule call somebody else as well? */
static bool is_seconded(const struct config *config, const struct schedule *schedule)
{
	for (size_t p = 0; p < config->policy_count; p++)
		for (size_t s = 0; s < config->policies[p].step_count; s++) {
			const struct policy_step *step = &config->policies[p].steps[s];
			bool other = false;

			if (!step_names(step, TARGET_SCHEDULE, schedule->name))
				continue;
			for (size_t i = 0; i < step->target_count; i++)
				other = other || step->targets[i].kind == TARGET_PERSON;
			if (!other)
				return false;
		}
	return true;
}

static bool check_schedule(struct lint *lint, const struct schedule *schedule)
{
	struct arena *arena = lint->work->arena;
	str where = place(lint, "schedule", schedule->name);
	bool is_used = policies_name(lint->config, TARGET_SCHEDULE, schedule->name);
	struct gaps gaps;

	if (!find_gaps(lint, schedule, &gaps))
		return false;
	if (!is_used)
		add(lint, false, where, STR("is called by no policy"));
	if (gaps.count == 0)
		return true;
	add(lint, is_used && !is_seconded(lint->config, schedule), where,
	    arena_format(arena,
			 "has nobody from " STR_FMT " until " STR_FMT
			 " (%zu gaps in the next 30 days, " STR_FMT " in all)",
			 STR_ARG(zone_format(arena, schedule->zone, gaps.first.from)),
			 STR_ARG(zone_format(arena, schedule->zone, gaps.first.until)),
			 gaps.count, STR_ARG(duration_format(arena, gaps.lasting))));
	return true;
}

/* -- policies -- */

/* Can anybody of it be woken at all, whoever has the duty? */
static bool has_human(struct lint *lint, str name)
{
	const struct person_config *person = config_person(lint->config, name);

	return person && person->contact_count > 0;
}

static bool schedule_has_human(struct lint *lint, str name)
{
	const struct schedule *schedule = config_schedule(lint->config, name);

	for (size_t i = 0; schedule && i < schedule->layer_count; i++)
		for (size_t p = 0; p < schedule->layers[i].person_count; p++)
			if (has_human(lint, schedule->layers[i].people[p]))
				return true;
	return false;
}

static bool step_has_human(struct lint *lint, const struct policy_step *step)
{
	for (size_t i = 0; i < step->target_count; i++) {
		const struct target *target = &step->targets[i];

		if (target->kind == TARGET_PERSON && has_human(lint, target->name))
			return true;
		if (target->kind == TARGET_SCHEDULE &&
		    schedule_has_human(lint, target->name))
			return true;
	}
	return false;
}

static void check_targets(struct lint *lint, const struct policy *policy, size_t step)
{
	const struct policy_step *one = &policy->steps[step];
	str where = place_of_step(lint, policy, step);

	if (one->target_count == 0)
		add(lint, true, where, STR("calls nobody"));
	for (size_t i = 0; i < one->target_count; i++)
		if (one->targets[i].kind == TARGET_CHANNEL &&
		    !is_known_channel(lint, one->targets[i].name))
			add(lint, true, where,
			    arena_format(lint->work->arena,
					 "there is no channel " STR_FMT,
					 STR_ARG(one->targets[i].name)));
}

/* Steps are looked at when a round is due: the later of two at the same time wins. */
static void check_time(struct lint *lint, const struct policy *policy, size_t chain,
		       size_t step)
{
	struct arena *arena = lint->work->arena;
	duration_ms after = step == chain ? 0 : policy->steps[step].after;
	str where = place_of_step(lint, policy, step);

	if (after >= policy->exhausted_after)
		add(lint, true, where,
		    arena_format(
			    arena, "never fires: everybody is alarmed after " STR_FMT,
			    STR_ARG(duration_format(arena, policy->exhausted_after))));
	if (step + 1 < policy_chain_end(policy, chain) &&
	    policy->steps[step + 1].after <= after)
		add(lint, true, where,
		    arena_format(arena, "never fires: step %zu has its turn no later",
				 step + 2));
}

static void check_needs(struct lint *lint, const struct policy *policy, size_t step)
{
	const struct policy_step *one = &policy->steps[step];

	for (size_t i = 0; one->trigger == STEP_NEED && i < step; i++)
		if (policy->steps[i].trigger == STEP_NEED &&
		    str_equal(policy->steps[i].need, one->need)) {
			add(lint, true, place_of_step(lint, policy, step),
			    arena_format(
				    lint->work->arena,
				    "never fires: step %zu has the same need " STR_FMT,
				    i + 1, STR_ARG(one->need)));
			return;
		}
}

static void check_chain(struct lint *lint, const struct policy *policy, size_t chain)
{
	size_t end = policy_chain_end(policy, chain);

	for (size_t step = chain; step < end; step++) {
		check_targets(lint, policy, step);
		check_time(lint, policy, chain, step);
	}
	check_needs(lint, policy, chain);
	if (!step_has_human(lint, &policy->steps[end - 1]))
		add(lint, true, place_of_step(lint, policy, end - 1),
		    STR("is the end of its chain, and no person is called there"));
}

/* -- a night without DNS -- */

static bool works_without_dns(struct lint *lint, const struct contact *contact)
{
	const struct channel_config *unheeded;
	const struct notifier *notifier = ports_channel(
		lint->work->app->ports, lint->config, contact->channel, &unheeded);

	return notifier && notifier->needs_no_dns &&
	       notifier->needs_no_dns(contact, lint->config);
}

static bool person_needs_no_dns(struct lint *lint, str name)
{
	const struct person_config *person = config_person(lint->config, name);

	for (size_t i = 0; person && i < person->contact_count; i++)
		if (works_without_dns(lint, &person->contacts[i]))
			return true;
	return false;
}

static bool target_needs_no_dns(struct lint *lint, const struct target *target)
{
	const struct schedule *schedule;
	struct contact channel = { .channel = target->name, .address = target->address };

	if (target->kind == TARGET_PERSON)
		return person_needs_no_dns(lint, target->name);
	if (target->kind == TARGET_CHANNEL)
		return works_without_dns(lint, &channel);
	schedule = config_schedule(lint->config, target->name);
	for (size_t i = 0; schedule && i < schedule->layer_count; i++)
		for (size_t p = 0; p < schedule->layers[i].person_count; p++)
			if (person_needs_no_dns(lint, schedule->layers[i].people[p]))
				return true;
	return false;
}

/* Which a level-0 incident may use: the first one, a service's, or level 0's. */
static bool is_for_rank_0(const struct config *config, const struct policy *policy)
{
	if (policy == &config->policies[0])
		return true;
	for (size_t i = 0; i < config->service_count; i++)
		if (str_equal(config->services[i].escalation, policy->name))
			return true;
	for (size_t i = 0; i < config->profile_count; i++)
		if (str_equal(config->profiles[i].levels[0].escalation, policy->name))
			return true;
	return false;
}

static bool is_used(const struct config *config, const struct policy *policy)
{
	if (is_for_rank_0(config, policy))
		return true;
	for (size_t i = 0; i < config->profile_count; i++)
		for (size_t l = 1; l < 4; l++)
			if (str_equal(config->profiles[i].levels[l].escalation,
				      policy->name))
				return true;
	return false;
}

static void check_dns(struct lint *lint, const struct policy *policy)
{
	for (size_t s = 0; s < policy->step_count; s++)
		for (size_t i = 0; i < policy->steps[s].target_count; i++)
			if (target_needs_no_dns(lint, &policy->steps[s].targets[i]))
				return;
	add(lint, false, place(lint, "policy", policy->name),
	    STR("wakes nobody while no name can be resolved: give somebody in it a "
		"channel whose address is an IP, or a command"));
}

static void check_policy(struct lint *lint, const struct policy *policy)
{
	for (size_t i = 0; i < policy->step_count; i++)
		if (policy_begins_chain(policy, i))
			check_chain(lint, policy, i);
	if (!is_used(lint->config, policy))
		add(lint, false, place(lint, "policy", policy->name),
		    STR("is used by no service and no level"));
	if (is_for_rank_0(lint->config, policy))
		check_dns(lint, policy);
}

/* -- overrides -- */

static void check_override(struct lint *lint, const struct override *override)
{
	struct arena *arena = lint->work->arena;
	str where = arena_format(arena, "override %lld", (long long) override->id);

	if (!config_schedule(lint->config, override->schedule))
		add(lint, false, where,
		    arena_format(arena, "there is no schedule " STR_FMT " any more",
				 STR_ARG(override->schedule)));
	if (!has_human(lint, override->person))
		add(lint, true, where,
		    arena_format(arena, STR_FMT " is not there or has no contact",
				 STR_ARG(override->person)));
}

static bool check_overrides(struct lint *lint)
{
	struct arena *arena = lint->work->arena;
	struct override *all;
	size_t count;

	if (!store_overrides(lint->work, STR(""), lint->work->now, &all, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		check_override(lint, &all[i]);
		for (size_t k = 0; k < i; k++)
			if (str_equal(all[i].schedule, all[k].schedule) &&
			    all[i].from < all[k].until && all[k].from < all[i].until)
				add(lint, true,
				    arena_format(arena, "override %lld",
						 (long long)all[i].id),
				    arena_format(arena,
						 "overlaps override %lld of " STR_FMT,
						 (long long)all[k].id,
						 STR_ARG(all[k].schedule)));
	}
	return true;
}

static void errors_first(struct lint *lint)
{
	struct lint_findings sorted = { 0 }, *all = lint->findings;

	for (int errors = 1; errors >= 0; errors--)
		for (size_t i = 0; i < all->count; i++)
			if (all->items[i].is_error == (errors == 1))
				*list_add(lint->work->arena, &sorted) = all->items[i];
	sorted.errors = all->errors;
	*all = sorted;
}

bool outlook_lint(struct work *work, struct lint_findings *ret_findings)
{
	const struct config *config = work->config;
	struct lint lint = { work, config, ret_findings };

	*ret_findings = (struct lint_findings){ 0 };
	for (size_t i = 0; i < config->person_count; i++)
		check_person(&lint, &config->people[i]);
	for (size_t i = 0; i < config->schedule_count; i++)
		if (!check_schedule(&lint, &config->schedules[i]))
			return false;
	for (size_t i = 0; i < config->policy_count; i++)
		check_policy(&lint, &config->policies[i]);
	if (!check_overrides(&lint))
		return false;
	errors_first(&lint);
	return true;
}

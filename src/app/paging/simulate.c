#include "app/paging/outlook.h"

#include "app/paging/oncall.h"
#include "base/text.h"
#include "core/paging/page.h"
#include "core/telling/public.h"

enum {
	/* Of one chain: a repeat each second for a quarter of an hour. */
	CALLS_MAX = 1000,
	ROUNDS_MAX = 1000,
	NAMES_BYTES_MAX = 512,
};

str outlook_trigger(struct arena *arena, const struct policy *policy, size_t step)
{
	const struct policy_step *one = &policy->steps[step];

	switch (one->trigger) {
	case STEP_UNACKNOWLEDGED:
		if (step == 0)
			return STR("when the incident opens");
		return arena_format(arena, "unacknowledged for " STR_FMT,
				    STR_ARG(duration_format(arena, one->after)));
	case STEP_UNMITIGATED:
		return arena_format(arena, "not mitigated for " STR_FMT,
				    STR_ARG(duration_format(arena, one->after)));
	case STEP_NEED:
		return arena_format(arena, "somebody asks for " STR_FMT,
				    STR_ARG(one->need));
	case STEP_SEVERITY:
		return arena_format(arena, "severity of rank %lld or worse",
				    (long long)one->rank);
	case STEP_TIME_BOX: return STR("a task is not done in its time");
	}
	return STR("");
}

/* One chain on its way through virtual time. */
struct climb {
	struct work *work;
	const struct policy *policy;
	instant_ms opened_at; /* the incident */
	struct outlook_chain *chain;
	struct page page;
	instant_ms now;
	/* Since when each is called: further contacts of theirs count from it. */
	struct first_call {
		struct {
			str person;
			instant_ms at;
		} * items;
		size_t count, capacity;
	} first;
};

static duration_ms waited_of(struct climb *climb, str person)
{
	for (size_t i = 0; i < climb->first.count; i++)
		if (str_equal(climb->first.items[i].person, person))
			return climb->now - climb->first.items[i].at;
	*list_add(climb->work->arena,
		  &climb->first) = (typeof(*climb->first.items)){ person, climb->now };
	return 0;
}

static void add_name(struct text *names, str name)
{
	text_addf(names, "%s" STR_FMT, names->length > 0 ? ", " : "", STR_ARG(name));
}

/* An alarm goes by all of somebody's channels, a page by those whose time it is. */
static str channels_of(struct climb *climb, str name, bool is_alarm)
{
	const struct person_config *person = config_person(climb->work->config, name);
	struct text names = text_new(climb->work->arena, NAMES_BYTES_MAX);
	duration_ms waited = waited_of(climb, name);

	for (size_t i = 0; person && i < person->contact_count; i++)
		if (is_alarm || contact_is_due(person, &person->contacts[i], waited))
			add_name(&names, person->contacts[i].channel);
	return text_of(&names);
}

str outlook_channel_name(struct arena *arena, const struct contact *contact)
{
	str address = contact->address;

	if (str_contains(address, STR("://")))
		address = host_of(address);
	if (address.length == 0)
		return contact->channel;
	return arena_format(arena, STR_FMT " " STR_FMT, STR_ARG(contact->channel),
			    STR_ARG(address));
}

static void add_call(struct climb *climb, const struct called *called, bool is_alarm)
{
	bool is_person = called->person.length > 0;
	struct outlook_call call = {
		.after = climb->now - climb->opened_at,
		.at = climb->now,
		.level = climb->page.level,
		.step = climb->page.step + 1,
		.round = climb->page.sends,
		.who = is_person ? called->person
				 : outlook_channel_name(climb->work->arena,
							&called->channel),
		.by = is_person ? channels_of(climb, called->person, is_alarm) : STR(""),
		.because = called->because,
		.is_alarm = is_alarm,
	};

	if (climb->chain->count >= CALLS_MAX) {
		climb->chain->was_cut = true;
		return;
	}
	*list_add(climb->work->arena, climb->chain) = call;
}

static void add_missing(struct climb *climb, const struct calls *calls)
{
	for (size_t i = 0; i < calls->missing.count; i++) {
		str sentence = calls->missing.items[i];
		bool is_known = false;

		for (size_t m = 0; m < climb->chain->missing.count; m++)
			is_known = is_known ||
				   str_equal(climb->chain->missing.items[m], sentence);
		if (!is_known)
			*list_add(climb->work->arena, &climb->chain->missing) = sentence;
	}
}

/* A step that is passed over says why: paging has it on the timeline too. */
static bool note_passed_over(struct climb *climb, int64_t from)
{
	for (int64_t step = from; step < climb->page.step; step++) {
		struct calls calls;

		if (!oncall_calls(climb->work, climb->policy, (size_t)step, NULL,
				  climb->now, &calls))
			return false;
		if (calls.count == 0)
			add_missing(climb, &calls);
	}
	return true;
}

static bool call_round(struct climb *climb)
{
	struct calls calls;

	if (!oncall_calls(climb->work, climb->policy, (size_t)climb->page.step, NULL,
			  climb->now, &calls))
		return false;
	if (climb->page.round == 1)
		add_missing(climb, &calls);
	for (size_t i = 0; i < calls.count; i++)
		/* A channel is told once for each step. */
		if (calls.items[i].person.length > 0 || climb->page.round == 1)
			add_call(climb, &calls.items[i], false);
	return true;
}

static bool call_everybody(struct climb *climb)
{
	struct calls calls;

	if (!oncall_everybody(climb->work, climb->policy, climb->now, &calls))
		return false;
	add_missing(climb, &calls);
	for (size_t i = 0; i < calls.count; i++)
		add_call(climb, &calls.items[i], true);
	if (calls.count == 0) {
		struct called nobody = { .person = STR("NOBODY"),
					 .because = STR("nobody can be reached") };

		add_call(climb, &nobody, true);
	}
	return true;
}

static bool play(struct climb *climb)
{
	bool is_first = true;

	for (int i = 0; i < ROUNDS_MAX && !climb->chain->was_cut; i++) {
		int64_t from = is_first ? climb->page.chain : climb->page.step + 1;
		bool *reachable;

		climb->now = climb->page.due;
		if (!oncall_reachable(climb->work, climb->policy, NULL, climb->now,
				      &reachable))
			return false;

		struct page_turn turn = page_advance(climb->policy, reachable,
						     climb->page, climb->now);

		climb->page = turn.page;
		is_first = false;
		if (!note_passed_over(climb, from))
			return false;
		if (turn.order == PAGE_ORDER_ALARM)
			return call_everybody(climb);
		if (turn.order == PAGE_ORDER_NOTIFY && !call_round(climb))
			return false;
	}
	climb->chain->was_cut = true;
	return true;
}

/* When the chain begins, if by itself; -1: when somebody does something. */
static duration_ms begins_after(const struct policy_step *step, size_t chain,
				int64_t rank)
{
	if (chain == 0)
		return 0;
	if (step->trigger == STEP_UNMITIGATED)
		return step->after;
	return step->trigger == STEP_SEVERITY && rank <= step->rank ? 0 : -1;
}

static bool simulate_chain(struct work *work, const struct policy *policy, size_t chain,
			   int64_t rank, instant_ms at, struct outlook_chain *ret_chain)
{
	const struct policy_step *step = &policy->steps[chain];
	duration_ms after = begins_after(step, chain, rank);
	instant_ms begins = after > 0 ? at + after : at;
	struct climb climb = { .work = work,
			       .policy = policy,
			       .opened_at = after < 0 ? begins : at,
			       .chain = ret_chain,
			       .page = page_open(policy, (int64_t)chain, begins) };

	*ret_chain = (struct outlook_chain){ .level = step->level,
					     .trigger = outlook_trigger(work->arena,
									policy, chain),
					     .is_conditional = after < 0 };
	climb.page.level = step->level;
	return play(&climb);
}

bool outlook_simulate(struct work *work, const struct policy *policy, int64_t rank,
		      instant_ms at, struct outlook *ret_outlook)
{
	struct outlook outlook = { 0 };

	for (size_t i = 0; i < policy->step_count; i++) {
		struct outlook_chain chain;

		if (!policy_begins_chain(policy, i))
			continue;
		if (!simulate_chain(work, policy, i, rank, at, &chain))
			return false;
		*list_add(work->arena, &outlook) = chain;
	}
	*ret_outlook = outlook;
	return true;
}

#include "app/paging/escalation.h"

#include "app/lifecycle/incident.h"
#include "app/note.h"
#include "app/paging/paging.h"
#include "base/text.h"

enum { WORDS_BYTES_MAX = 1024 };

const struct policy *escalation_policy(const struct work *work,
				       const struct incident *incident)
{
	const struct config *config = work->config;
	const struct service *service = config_service(config, incident->service);
	const struct policy *policy = config_policy(config, incident->escalation);

	if (!policy && service && service->escalation.length > 0)
		policy = config_policy(config, service->escalation);
	if (!policy && incident_level(work, incident)->escalation.length > 0)
		policy = config_policy(config,
				       incident_level(work, incident)->escalation);
	return policy ? policy : &config->policies[0];
}

const struct policy *escalation_policy_of(const struct work *work,
					  const struct incident *incident,
					  const struct page *page)
{
	const struct policy *policy = config_policy(work->config, page->policy);

	return policy ? policy : escalation_policy(work, incident);
}

/* What was called already since it burns. */
struct called_chains {
	const struct policy *policy;
	struct page *pages;
	size_t count;
	instant_ms since;
};

static bool look(struct work *work, const struct incident *incident,
		 struct called_chains *ret)
{
	ret->policy = escalation_policy(work, incident);
	ret->since = incident->burning_since;
	return store_of_incident(work, &page_shape, incident->id, &ret->pages,
				 &ret->count);
}

static bool was_called(const struct called_chains *chains, size_t chain)
{
	for (size_t i = 0; i < chains->count; i++)
		if (chains->pages[i].chain == (int64_t)chain &&
		    chains->pages[i].opened_at >= chains->since &&
		    str_equal(chains->pages[i].policy, chains->policy->name))
			return true;
	return false;
}

static bool burns(const struct incident *incident)
{
	return incident_is_open(incident->state) &&
	       incident->state != INCIDENT_MITIGATED &&
	       incident->state != INCIDENT_MONITORING;
}

bool escalation_arm(struct work *work, struct incident *incident)
{
	struct called_chains chains;
	instant_ms next = 0;

	if (!look(work, incident, &chains))
		return false;
	for (size_t i = 0; i < chains.policy->step_count; i++) {
		const struct policy_step *step = &chains.policy->steps[i];
		instant_ms due = incident->burning_since + step->after;

		if (step->trigger == STEP_UNMITIGATED && !was_called(&chains, i) &&
		    (next == 0 || due < next))
			next = due;
	}
	/* Nobody was paged: it is no incident that wakes. */
	if (next == 0 || chains.count == 0 || !burns(incident))
		return escalation_disarm(work, incident);
	return timer_set(work, "escalation.due", incident->id, incident->id, next);
}

bool escalation_disarm(struct work *work, const struct incident *incident)
{
	return timer_drop(work, "escalation.due", incident->id);
}

/* The live page of a chain; NULL: none. */
static const struct page *live_page(const struct called_chains *chains, size_t chain)
{
	const struct page *live = NULL;

	for (size_t i = 0; i < chains->count; i++)
		if (chains->pages[i].chain == (int64_t)chain &&
		    page_is_live(chains->pages[i].state) &&
		    str_equal(chains->pages[i].policy, chains->policy->name))
			live = &chains->pages[i];
	return live;
}

static bool note_begun(struct work *work, const struct incident *incident, str level,
		       str why)
{
	return note(work, "escalation.begun", incident->id, incident->code,
		    { "level", level }, { "why", why });
}

static bool call(struct work *work, struct incident *incident,
		 const struct called_chains *chains, size_t chain, str why)
{
	return live_page(chains, chain) != NULL ||
	       (note_begun(work, incident, chains->policy->steps[chain].level, why) &&
		paging_open_chain(work, incident, chain, why));
}

bool escalation_due(struct work *work, const struct timer *timer)
{
	struct incident incident;
	struct called_chains chains;

	if (!store_get(work, &incident_shape, timer->ref, &incident) ||
	    !look(work, &incident, &chains))
		return false;
	if (!burns(&incident))
		return true;
	for (size_t i = 0; i < chains.policy->step_count; i++) {
		const struct policy_step *step = &chains.policy->steps[i];

		if (step->trigger != STEP_UNMITIGATED || was_called(&chains, i) ||
		    incident.burning_since + step->after > work->now)
			continue;

		str why = arena_format(
			work->arena, "not mitigated for " STR_FMT,
			STR_ARG(duration_format(work->arena,
						work->now - incident.burning_since)));

		if (!call(work, &incident, &chains, i, why))
			return false;
	}
	return escalation_arm(work, &incident);
}

/* A worse level may have a policy of its own, of which nobody was called yet. */
static bool is_new(const struct called_chains *chains)
{
	for (size_t i = 0; i < chains->count; i++)
		if (str_equal(chains->pages[i].policy, chains->policy->name))
			return false;
	return true;
}

bool escalation_severity(struct work *work, struct incident *incident)
{
	struct called_chains chains;
	str why = arena_format(work->arena, "severity " STR_FMT,
			       STR_ARG(incident->severity));

	if (!look(work, incident, &chains) ||
	    (is_new(&chains) && !call(work, incident, &chains, 0, why)))
		return false;
	for (size_t i = 0; i < chains.policy->step_count; i++) {
		const struct policy_step *step = &chains.policy->steps[i];

		if (step->trigger != STEP_SEVERITY || incident->rank > step->rank ||
		    was_called(&chains, i))
			continue;
		if (!call(work, incident, &chains, i, why))
			return false;
	}
	return true;
}

bool escalation_time_box(struct work *work, struct incident *incident, str task)
{
	struct called_chains chains;
	str why = arena_format(work->arena, "the time for '" STR_FMT "' is over",
			       STR_ARG(str_clip(task, 100)));

	if (!look(work, incident, &chains))
		return false;
	for (size_t i = 0; i < chains.policy->step_count; i++)
		if (chains.policy->steps[i].trigger == STEP_TIME_BOX &&
		    !call(work, incident, &chains, i, why))
			return false;
	return true;
}

/* -- by hand -- */

/* A step, and the first of its chain. */
struct call_from {
	size_t chain, step;
};

/* The step meant by a need or a level; false when there is none. */
static bool find_step(const struct policy *policy, str to, struct call_from *ret)
{
	for (size_t i = 0; i < policy->step_count; i++)
		if (policy->steps[i].trigger == STEP_NEED &&
		    str_equal(policy->steps[i].need, to)) {
			*ret = (struct call_from){ i, i };
			return true;
		}
	for (size_t i = 0; i < policy->step_count; i++) {
		if (policy_begins_chain(policy, i))
			ret->chain = i;
		ret->step = i;
		if (str_equal(policy->steps[i].level, to))
			return true;
	}
	return false;
}

static bool next_chain(const struct called_chains *chains, struct call_from *ret)
{
	for (size_t i = 1; i < chains->policy->step_count; i++)
		if (policy_begins_chain(chains->policy, i) && !was_called(chains, i)) {
			*ret = (struct call_from){ i, i };
			return true;
		}
	return false;
}

static void add_word(struct text *words, str word)
{
	str rest = text_of(words), one;

	while (str_next(&rest, ',', &one))
		if (str_equal(str_trim(one), word))
			return;
	if (word.length > 0)
		text_addf(words, "%s" STR_FMT, words->length > 0 ? ", " : "",
			  STR_ARG(word));
}

static bool fail_with_words(struct work *work, const struct policy *policy, str to)
{
	struct text words = text_new(work->arena, WORDS_BYTES_MAX);

	for (size_t i = 0; i < policy->step_count; i++) {
		add_word(&words, policy->steps[i].level);
		add_word(&words, policy->steps[i].need);
	}
	return fail(work, ERROR_INVALID,
		    "to: policy " STR_FMT " has no '" STR_FMT "'; it has " STR_FMT,
		    STR_ARG(policy->name), STR_ARG(str_clip(to, 60)),
		    STR_ARG(text_of(&words)));
}

/* Without another chain the next step of the last one: whoever is next is called now. */
static bool next_step(struct work *work, const struct called_chains *chains,
		      struct call_from *ret)
{
	const struct policy *policy = chains->policy;
	const struct page *last = chains->count > 0 ? &chains->pages[chains->count - 1]
						    : NULL;
	size_t chain = last ? (size_t)last->chain : 0;
	size_t next = last ? (size_t)last->step + 1 : 0;

	*ret = (struct call_from){ chain, next };
	return (policy_begins_chain(policy, chain) &&
		next < policy_chain_end(policy, chain)) ||
	       fail(work, ERROR_CONFLICT, "policy " STR_FMT " has nobody left to call",
		    STR_ARG(policy->name));
}

static bool choose_step(struct work *work, const struct called_chains *chains, str to,
			struct call_from *ret)
{
	if (to.length > 0)
		return find_step(chains->policy, to, ret) ||
		       fail_with_words(work, chains->policy, to);
	return next_chain(chains, ret) || next_step(work, chains, ret);
}

static bool call_step(struct work *work, struct incident *incident,
		      const struct called_chains *chains, struct call_from from, str why)
{
	str level = chains->policy->steps[from.step].level;
	const struct page *live = live_page(chains, from.chain);

	if (live && (live->state != PAGE_CLIMBING || live->step >= (int64_t)from.step))
		return fail(work, ERROR_CONFLICT,
			    STR_FMT " is called already: page %lld pages " STR_FMT,
			    STR_ARG(level), (long long)live->id,
			    STR_ARG(live->person.length > 0 ? live->person
							    : STR("everybody")));
	if (!note_begun(work, incident, level, why))
		return false;
	return live ? paging_pass_to(work, incident, *live, from.step)
		    : paging_open_at(work, incident, from.chain, from.step, why);
}

bool escalation_by_hand(struct work *work, struct incident *incident, str to, str reason,
			str *ret_level)
{
	struct called_chains chains;
	struct call_from from = { 0 };
	str why = arena_format(work->arena, STR_FMT " asked for it%s" STR_FMT,
			       STR_ARG(work->actor.name), reason.length > 0 ? ": " : "",
			       STR_ARG(str_clip(reason, 500)));

	if (!incident_is_open(incident->state))
		return fail(work, ERROR_CONFLICT, STR_FMT " is %s",
			    STR_ARG(incident->code),
			    incident_state_names[incident->state]);
	if (!look(work, incident, &chains) || !incident_touch(work, incident) ||
	    !choose_step(work, &chains, to, &from))
		return false;
	*ret_level = chains.policy->steps[from.step].level;
	return call_step(work, incident, &chains, from, why) &&
	       escalation_arm(work, incident);
}

/* oncall simulate and oncall lint. */
#include "operations/oncall_parts.h"

#include "app/lifecycle/incident.h"
#include "app/paging/escalation.h"
#include "app/paging/outlook.h"
#include "base/text.h"

enum { NAMES_BYTES_MAX = 512 };

/* -- simulate -- */

struct simulate_input {
	str policy, service, severity;
	instant_ms at;
};
static const struct field simulate_fields[] = {
	{ .name = "policy",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct simulate_input, policy),
	  .help = "this policy; left out: the one for service and severity" },
	{ .name = "at",
	  .kind = FIELD_INSTANT,
	  .offset = offsetof(struct simulate_input, at),
	  .help = "beginning then (2026-11-22T03:00:00Z, or 8h from now); left out: "
		  "now" },
	{ .name = "service",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct simulate_input, service),
	  .help = "for an incident of this service" },
	{ .name = "severity",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct simulate_input, severity),
	  .help = "as bad as this: 0 to 3, or the profile's name for it" },
};
const struct shape oncall_simulate_shape = SHAPE("simulate", struct simulate_input,
						 simulate_fields);

/* The incident that would open, as far as the choice of its policy looks at it. */
static bool imagine(struct work *work, const struct simulate_input *in,
		    struct incident *ret_incident)
{
	const struct config *config = work->config;
	const struct service *service = config_service(config, in->service);
	const struct profile *profile = NULL;
	struct labels none = { 0 };
	str unheeded;

	if (in->service.length > 0 && !service)
		return fail(work, ERROR_INVALID, "service: there is none named " STR_FMT,
			    STR_ARG(str_clip(in->service, 60)));
	if (service && service->profile.length > 0)
		profile = config_profile(config, service->profile);
	if (!profile)
		profile = profile_choose(work->arena, config, &none, STR(""), &unheeded);
	*ret_incident = (struct incident){ .service = in->service,
					   .profile = profile->name,
					   .rank = profile->default_rank };
	if (in->severity.length == 0)
		return true;
	if (str_to_int(in->severity, &ret_incident->rank) && ret_incident->rank >= 0 &&
	    ret_incident->rank <= 3)
		return true;
	for (int64_t rank = 0; rank <= 3; rank++)
		if (str_equal(profile->levels[rank].name, in->severity)) {
			ret_incident->rank = rank;
			return true;
		}
	return fail(work, ERROR_INVALID,
		    "severity: from 0 (worst) to 3, or one of " STR_FMT ", " STR_FMT
		    ", " STR_FMT ", " STR_FMT,
		    STR_ARG(profile->levels[0].name), STR_ARG(profile->levels[1].name),
		    STR_ARG(profile->levels[2].name), STR_ARG(profile->levels[3].name));
}

static bool policy_of(struct work *work, const struct simulate_input *in,
		      const struct incident *incident, const struct policy **ret_policy)
{
	const struct config *config = work->config;
	struct text names = text_new(work->arena, NAMES_BYTES_MAX);

	*ret_policy = in->policy.length > 0 ? config_policy(config, in->policy)
					    : escalation_policy(work, incident);
	if (*ret_policy)
		return true;
	for (size_t i = 0; i < config->policy_count; i++)
		text_addf(&names, "%s" STR_FMT, i > 0 ? ", " : "",
			  STR_ARG(config->policies[i].name));
	return fail(work, ERROR_INVALID,
		    "policy: there is none named " STR_FMT " (" STR_FMT ")",
		    STR_ARG(str_clip(in->policy, 60)), STR_ARG(text_of(&names)));
}

static str clock_of(struct arena *arena, const struct zone *zone, instant_ms at)
{
	struct civil civil = zone_civil(zone, at);

	return arena_format(arena, "%02d:%02d:%02d", civil.hour, civil.minute,
			    civil.second);
}

static struct tree *call_tree(struct arena *arena, const struct zone *zone,
			      const struct outlook_call *call)
{
	struct tree *one = tree_map(arena);

	tree_put_text(arena, one, "at", instant_format(arena, call->at));
	tree_put_text(arena, one, "clock", clock_of(arena, zone, call->at));
	tree_put_text(arena, one, "after", duration_format(arena, call->after));
	tree_put_text(arena, one, "level", call->level);
	tree_put_int(arena, one, "step", call->step);
	tree_put_int(arena, one, "round", call->round);
	tree_put_text(arena, one, "who", call->who);
	tree_put_text(arena, one, "by", call->by);
	tree_put_text(arena, one, "because", call->because);
	tree_put_bool(arena, one, "is_alarm", call->is_alarm);
	return one;
}

static struct tree *chain_tree(struct arena *arena, const struct zone *zone,
			       const struct outlook_chain *chain)
{
	struct tree *one = tree_map(arena), *calls = tree_list(arena);
	struct tree *missing = tree_list(arena);

	for (size_t i = 0; i < chain->count; i++)
		tree_add(arena, calls, call_tree(arena, zone, &chain->items[i]));
	for (size_t i = 0; i < chain->missing.count; i++)
		tree_add(arena, missing, tree_text(arena, chain->missing.items[i]));
	tree_put_text(arena, one, "level", chain->level);
	tree_put_text(arena, one, "trigger", chain->trigger);
	tree_put_bool(arena, one, "is_conditional", chain->is_conditional);
	tree_put_bool(arena, one, "was_cut", chain->was_cut);
	tree_put(arena, one, "calls", calls);
	tree_put(arena, one, "missing", missing);
	return one;
}

bool oncall_simulate(struct work *work, const void *input, struct tree *answer)
{
	const struct simulate_input *in = input;
	instant_ms at = in->at != 0 ? in->at : work->now;
	struct tree *chains = tree_list(work->arena);
	const struct policy *policy;
	struct incident incident = { 0 };
	struct outlook outlook;

	if (!imagine(work, in, &incident) || !policy_of(work, in, &incident, &policy) ||
	    !outlook_simulate(work, policy, incident.rank, at, &outlook))
		return false;

	const struct zone *zone = oncall_zone(work, policy);

	for (size_t i = 0; i < outlook.count; i++)
		tree_add(work->arena, chains,
			 chain_tree(work->arena, zone, &outlook.items[i]));
	tree_put_text(work->arena, answer, "policy", policy->name);
	tree_put_int(work->arena, answer, "rank", incident.rank);
	tree_put_text(work->arena, answer, "at", instant_format(work->arena, at));
	tree_put_text(work->arena, answer, "at_local",
		      zone_format(work->arena, zone, at));
	tree_put(work->arena, answer, "chains", chains);
	return true;
}

/* -- lint -- */

bool oncall_lint(struct work *work, const void *input, struct tree *answer)
{
	struct tree *list = tree_list(work->arena);
	struct lint_findings findings;

	(void)input;
	if (!outlook_lint(work, &findings))
		return false;
	for (size_t i = 0; i < findings.count; i++) {
		const struct lint_finding *finding = &findings.items[i];
		struct tree *one = tree_map(work->arena);

		tree_put_text(work->arena, one, "kind",
			      finding->is_error ? STR("error") : STR("warning"));
		tree_put_text(work->arena, one, "where", finding->where);
		tree_put_text(work->arena, one, "what", finding->what);
		tree_add(work->arena, list, one);
	}
	tree_put_int(work->arena, answer, "errors", (int64_t)findings.errors);
	tree_put_int(work->arena, answer, "warnings",
		     (int64_t)(findings.count - findings.errors));
	tree_put_text(work->arena, answer, "verdict",
		      findings.errors == 0
			      ? STR("No error: whoever is called can be reached.")
			      : arena_format(work->arena,
					     "%zu %s: somebody would not be woken.",
					     findings.errors,
					     findings.errors == 1 ? "error" : "errors"));
	tree_put(work->arena, answer, "findings", list);
	return true;
}

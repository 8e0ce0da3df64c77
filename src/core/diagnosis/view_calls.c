/* Calls: where time is lost between two entities, who no longer calls whom, what fails
 * and what takes longer by itself.
 *
 * Times are compared by their geometric means: one call in a hundred that takes a hundred
 * times as long is no delay, and what doubles counts as much here as there. */
#include "core/diagnosis/diagnosis_private.h"
#include "stats/poisson.h"

#include <math.h>

/* Counted before [0] and during [1]. */
struct tally {
	double count[2], sum[2];
};

struct tallies {
	struct tally *operations;
	struct tally
		*selves; /* of operations; sum: of logarithms of the time by itself */
	struct tally *failed; /* of operations, failures that began there */
	struct tally *calls;
	struct tally *edges; /* sum: of logarithms of the gap */
};

static void add_time(struct tally *tally, size_t side, float logarithm)
{
	tally->count[side]++;
	tally->sum[side] += (double)logarithm;
}

/* By how much the typical time rose, in µs; 0 when one side has none. */
static double rise_us(const struct tally *tally, double ret_us[2])
{
	for (size_t i = 0; i < 2; i++) {
		if (tally->count[i] <= 0)
			return 0;
		ret_us[i] = exp(tally->sum[i] / tally->count[i]) - TIME_FLOOR_US;
	}
	return ret_us[1] - ret_us[0];
}

static struct tallies tallies_of(const struct study *study,
				 const struct comparison *comparison, struct arena *arena)
{
	struct tallies tallies = {
		arena_many(arena, struct tally, study->operation_count),
		arena_many(arena, struct tally, study->operation_count),
		arena_many(arena, struct tally, study->operation_count),
		arena_many(arena, struct tally, study->call_count),
		arena_many(arena, struct tally, study->edge_count),
	};

	for (size_t i = 0; i < study->known->span_count; i++) {
		const struct placed_span *span = &study->spans[i];

		if (span->piece == NO_PIECE)
			continue;
		size_t side = span->piece == comparison->during;
		if (side == 0 && !comparison->before[span->piece])
			continue;
		tallies.operations[span->operation].count[side]++;
		if (span->has_self)
			add_time(&tallies.selves[span->operation], side, span->self);
		tallies.failed[span->operation].count[side] += span->source;
		if (span->call != NO_NUMBER)
			tallies.calls[span->call].count[side] += span->first_of_call;
		if (span->edge != NO_NUMBER)
			add_time(&tallies.edges[span->edge], side, span->gap);
	}
	return tallies;
}

static void add(const struct study *study, struct signals *signals, uint32_t entity,
		struct finding finding)
{
	finding.entity = study->entities[entity];
	*list_add(signals->arena, signals) = (struct signal){ entity, finding };
}

/* What an entity's edges have in common: a delay that is its own is on all of them, that
 * of a neighbour is on one. */
static void look_at_gaps(const struct study *study, const struct tallies *tallies,
			 struct signals *signals)
{
	struct {
		double sum, count, most;
		struct finding finding;
	} *found = arena_alloc(signals->arena, study->entity_count, sizeof(*found),
			       alignof(max_align_t));

	for (size_t i = 0; i < study->edge_count; i++) {
		const uint32_t ends[2] = { study->edges[i].caller,
					   study->edges[i].callee };
		double us[2] = { 0 };

		if (tallies->edges[i].count[0] <= 0 || tallies->edges[i].count[1] <= 0)
			continue;
		double rise = rise_us(&tallies->edges[i], us);
		for (size_t end = 0; end < 2; end++) {
			uint32_t entity = ends[end];

			found[entity].sum += rise;
			if (found[entity].count++ > 0 && rise <= found[entity].most)
				continue;
			found[entity].most = rise;
			found[entity].finding = (struct finding){
				.kind = FINDING_CALL_GAP,
				.subject = end == 0 ? STR("to") : STR("from"),
				.other = study->entities[ends[1 - end]],
				.before = us[0] / 1000,
				.after = us[1] / 1000,
				.unit = STR("ms"),
			};
		}
	}
	for (uint32_t entity = 0; entity < study->entity_count; entity++) {
		if (found[entity].count <= 0)
			continue;
		found[entity].finding.strength = fmax(
			found[entity].sum / found[entity].count, 0);
		add(study, signals, entity, found[entity].finding);
	}
}

static double share(const struct tally *part, const struct tally *whole, size_t side)
{
	return whole->count[side] > 0 ? part->count[side] / whole->count[side] : 0;
}

/* Charged to the caller: what should have been called next has nothing to do with it. */
static void look_at_calls(const struct study *study, const struct tallies *tallies,
			  struct signals *signals)
{
	for (size_t i = 0; i < study->call_count; i++) {
		const struct call *call = &study->calls[i];
		const struct operation *child = &study->operations[call->child];
		const struct operation *parent = &study->operations[call->parent];
		const struct tally *whole = &tallies->operations[call->parent];
		const struct tally *part = &tallies->calls[i];

		if (whole->count[1] <= 0)
			continue;
		double llr = poisson_llr(part->count[0], whole->count[0], part->count[1],
					 whole->count[1]);
		add(study, signals, parent->entity,
		    (struct finding){
			    .kind = FINDING_CALLS_STOPPED,
			    .strength = fmax(-llr, 0),
			    .subject = child->name,
			    .other = study->entities[child->entity],
			    .before = share(part, whole, 0) * 100,
			    .after = share(part, whole, 1) * 100,
			    .unit = STR("%"),
		    });
	}
}

static void look_at_operations(const struct study *study, const struct tallies *tallies,
			       struct signals *signals)
{
	for (size_t i = 0; i < study->operation_count; i++) {
		const struct operation *operation = &study->operations[i];
		const struct tally *all = &tallies->operations[i];
		const struct tally *failed = &tallies->failed[i];
		double us[2] = { 0 };

		if (all->count[1] <= 0)
			continue;
		add(study, signals, operation->entity,
		    (struct finding){
			    .kind = FINDING_CALL_ERRORS,
			    .strength = fmax(poisson_llr(failed->count[0], all->count[0],
							 failed->count[1], all->count[1]),
					     0),
			    .subject = operation->name,
			    .before = share(failed, all, 0) * 100,
			    .after = share(failed, all, 1) * 100,
			    .unit = STR("%"),
		    });
		double rise = rise_us(&tallies->selves[i], us);
		add(study, signals, operation->entity,
		    (struct finding){
			    .kind = FINDING_OPERATION_SLOW,
			    .strength = fmax(rise, 0),
			    .subject = operation->name,
			    .before = us[0] / 1000,
			    .after = us[1] / 1000,
			    .unit = STR("ms"),
		    });
	}
}

static void look(const struct study *study, const struct comparison *comparison,
		 struct signals *signals)
{
	struct tallies tallies = tallies_of(study, comparison, signals->arena);

	look_at_gaps(study, &tallies, signals);
	look_at_calls(study, &tallies, signals);
	look_at_operations(study, &tallies, signals);
}

static void say(struct arena *arena, struct finding *finding)
{
	switch (finding->kind) {
	case FINDING_CALL_GAP:
		finding->says = arena_format(arena,
					     "calls " STR_FMT " " STR_FMT
					     " wait %.3g ms for more than its work, "
					     "where it was %.3g ms",
					     STR_ARG(finding->subject),
					     STR_ARG(finding->other), finding->after,
					     finding->before);
		return;
	case FINDING_CALLS_STOPPED:
		finding->says = arena_format(
			arena,
			"it calls " STR_FMT " of " STR_FMT " in %.3g %% of its work, "
			"where it was %.3g %%",
			STR_ARG(finding->subject), STR_ARG(finding->other),
			finding->after, finding->before);
		return;
	case FINDING_CALL_ERRORS:
		finding->says = arena_format(
			arena,
			STR_FMT " fails by itself in %.3g %% of its calls, "
				"where it was %.3g %%",
			STR_ARG(finding->subject), finding->after, finding->before);
		return;
	default:
		finding->says = arena_format(
			arena, STR_FMT " takes %.3g ms by itself, where it was %.3g ms",
			STR_ARG(finding->subject), finding->after, finding->before);
	}
}

const struct viewpoint calls_viewpoint = { look, say };

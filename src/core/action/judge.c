#include "core/action/action.h"

#include "core/evidence/evidence.h"

#include <math.h>

struct judgement {
	enum action_verdict verdict;
	const char *says;
};

static struct judgement judge(double before, double after, enum comparison comparison,
			      double threshold)
{
	bool was_good = compare(comparison, before, threshold);
	bool is_good = compare(comparison, after, threshold);

	if (is_good)
		return was_good ? (struct judgement){ VERDICT_NO_EFFECT,
						      "was within bounds and still is" }
				: (struct judgement){ VERDICT_HELPED,
						      "within bounds now" };
	if (was_good)
		return (struct judgement){ VERDICT_WORSE,
					   "was within bounds, is in breach now" };

	double far = compare_excess(comparison, before, threshold);
	double change = far - compare_excess(comparison, after, threshold);
	/* A fifth of the way; from exactly on the threshold, a fifth of that. */
	double fifth = (far > 0 ? far : fabs(threshold)) / 5;

	if (change > 0 && change >= fifth)
		return (struct judgement){ VERDICT_HELPED, "closer, still in breach" };
	if (change < 0 && -change >= fifth)
		return (struct judgement){ VERDICT_WORSE, "further off" };
	return (struct judgement){ VERDICT_NO_EFFECT, "no real change, still in breach" };
}

enum action_verdict action_judge(struct arena *arena, double before, double after,
				 const struct check *check, str *ret_reason)
{
	str was = quantity_format(arena, before, check->unit);
	str is = quantity_format(arena, after, check->unit);
	str limit = quantity_format(arena, check->threshold, check->unit);

	if (!isfinite(before) || !isfinite(after)) {
		*ret_reason = arena_format(arena,
					   STR_FMT " → " STR_FMT
						   ": without both measurements nobody "
						   "can tell",
					   STR_ARG(was), STR_ARG(is));
		return VERDICT_CANNOT_TELL;
	}

	struct judgement judgement = judge(before, after, check->comparison,
					   check->threshold);

	*ret_reason = arena_format(arena,
				   STR_FMT " → " STR_FMT ": %s (good is %s " STR_FMT ")",
				   STR_ARG(was), STR_ARG(is), judgement.says,
				   comparison_names[check->comparison], STR_ARG(limit));
	return judgement.verdict;
}

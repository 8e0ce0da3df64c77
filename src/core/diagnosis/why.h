/* Five whys: one hypothesis is the deeper cause of another, that one of a third, until
 * somebody finds what is worth changing. Each step of the chain is a claim of its own:
 * that both ends are true does not make the one lead to the other.
 *
 * One effect may have several causes and one cause several effects; a circle explains
 * nothing. */
#ifndef CORE_DIAGNOSIS_WHY_H
#define CORE_DIAGNOSIS_WHY_H

#include "core/diagnosis/hypothesis.h"

enum why_state {
	WHY_STATED,    /* somebody says so */
	WHY_CONFIRMED, /* evidence says so */
	WHY_WITHDRAWN, /* it was wrong: kept, and not followed */
};
extern const char *const why_state_names[];

struct why {
	int64_t id;
	int64_t incident;
	int64_t effect, cause; /* hypotheses */
	enum why_state state;
	str how; /* how the one leads to the other; "" */
	str said_by;
	instant_ms said_at;
	str evidence; /* numbers of what confirms it: "3 5" */
	str decided_by;
	instant_ms decided_at;
	str reason; /* of the confirmation, or of the withdrawal */
};
extern const struct shape why_shape;

/* The fifth why is where asking usually ends: what is deeper is nobody's to change. */
enum {
	WHY_DEPTH_ASKED = 5,
	WHYS_MAX = 100,               /* in one incident */
	WHY_STEPS_MAX = WHYS_MAX * 2, /* lines of all chains together */
};

struct whys {
	const struct why *items;
	size_t count;
};

/* The link of these two that counts; NULL for none. */
const struct why *why_find(const struct whys *whys, int64_t effect, int64_t cause);

/* The hypotheses by which the cause comes back to the effect, both with it, when the two
 * were linked: effect first. ret_path has room for WHYS_MAX + 2. 0: no circle. */
size_t why_circle(const struct whys *whys, int64_t effect, int64_t cause,
		  int64_t *ret_path);

/* One line of the chains. */
struct why_step {
	int64_t hypothesis;
	const struct why *by; /* the link that leads here; NULL at the top */
	size_t depth;         /* 0 at the top */
	bool is_last;         /* no deeper cause is said: the root, as far as was asked */
	bool is_again; /* it stands above with its causes, which are not repeated */
};
/* All chains, each from what was seen downwards, in the order in which they were said.
 * ret_steps has room for WHY_STEPS_MAX. */
size_t why_steps(const struct whys *whys, struct why_step *ret_steps);

/* Where to ask on: the deepest last step that is not yet so deep as WHY_DEPTH_ASKED; 0:
 * nowhere. */
int64_t why_ask_on(const struct why_step *steps, size_t count);

/* "stated by alice, not confirmed", "confirmed by bob on evidence 3 5: the plan shows it"
 */
str why_basis(struct arena *arena, const struct why *why);

#endif

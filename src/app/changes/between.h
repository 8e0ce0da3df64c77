/* What is between the two versions of a change: asked of the Git repository that its
 * service names (settings: git, and git_path for a part of it), or of that of the feed it
 * came from. Asked when somebody looks and for a diagnosis; nothing of it is kept. */
#ifndef APP_CHANGES_BETWEEN_H
#define APP_CHANGES_BETWEEN_H

#include "app/app.h"
#include "core/diagnosis/case.h"
#include "core/learning/change.h"

struct between_plan {
	str path, under, from, to;
	bool has_repository;
	str why_not; /* nobody is asked; "": the probe is */
};
struct between_plan between_plan_of(const struct config *config,
				    const struct change *change);

struct between {
	bool is_known;
	str says;                 /* in a sentence; or why it is not known */
	const struct tree *found; /* as probes/git_range.h has it; NULL when not known */
};
/* Outside of a turn: it takes up to wait_ms. */
struct between between_ask(struct app *app, struct arena *arena,
			   const struct config *config, const struct between_plan *plan,
			   int64_t wait_ms);

/* For the engine: the difference and the files of it, beside what the change itself says
 * differs. */
void between_tell_case(struct arena *arena, const struct between *between,
		       struct case_change *change);

#endif

#include "app/learning/learning.h"

#include "app/changes/after.h"
#include "app/changes/fixed.h"
#include "app/intervention/rollback.h"
#include "app/note.h"

bool change_record(struct work *work, struct change *change)
{
	bool known = false;

	if (change->source_id.length > 0 &&
	    !store_change_known(work, change->source, change->source_id, &known))
		return false;
	if (known)
		return true;
	if (change->at == 0)
		change->at = work->now;
	if (change->kind.length == 0)
		change->kind = STR("other");
	/* What we found ourselves was made by somebody else. */
	if (change->author.length == 0 && work->actor.kind != ACTOR_STANCH)
		change->author = work->actor.name;
	change->recorded_at = work->now;
	if (change->service.length > 0 && change->revision.length > 0 &&
	    change->previous.length == 0 &&
	    !store_change_previous(work, change, &change->previous))
		return false;
	return store_add(work, &change_shape, change) &&
	       note(work, "change.recorded", 0, subject_of(work, "change", change->id),
		    { "title", change->title }, { "kind", change->kind },
		    { "service", change->service }, { "author", change->author },
		    { "at", instant_format(work->arena, change->at) }) &&
	       rollback_change_came(work, change) && fixed_change_came(work, change) &&
	       after_change_begin(work, change);
}

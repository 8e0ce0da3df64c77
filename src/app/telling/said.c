/* What people say is kept apart from what is measured, with who said it. */
#include "app/lifecycle/incident.h"
#include "app/note.h"
#include "app/telling/parts.h"

static bool keep(struct work *work, const struct incident *incident, const char *what,
		 str value)
{
	str key = arena_format(work->arena, "%s:%lld", what, (long long)incident->id);

	return value.length == 0 || store_setting_put(work, key.bytes, value);
}

bool telling_say(struct work *work, struct incident *incident, const struct said *said)
{
	bool has_impact = said->impact.length > 0;

	if (!has_impact && said->affected.length == 0 && said->workaround.length == 0 &&
	    said->failed_requests.length == 0)
		return true;
	if (has_impact)
		incident->summary = arena_format(
			work->arena, STR_FMT " (stated by " STR_FMT ")",
			STR_ARG(said->impact), STR_ARG(work->actor.name));
	return keep(work, incident, "impact", said->impact) &&
	       keep(work, incident, "impact_by",
		    has_impact ? work->actor.name : STR("")) &&
	       keep(work, incident, "affected", said->affected) &&
	       keep(work, incident, "workaround", said->workaround) &&
	       keep(work, incident, "failed_requests", said->failed_requests) &&
	       note(work, "incident.impact", incident->id, incident->code,
		    { "impact", said->impact }, { "affected", said->affected },
		    { "workaround", said->workaround },
		    { "failed_requests", said->failed_requests }) &&
	       incident_touch(work, incident);
}

static bool add_one(struct work *work, const struct incident *incident, const char *name,
		    struct tree *facts)
{
	str key = arena_format(work->arena, "%s:%lld", name, (long long)incident->id);
	str said;

	if (!store_setting_get(work, key.bytes, &said))
		return false;
	if (said.length > 0)
		tree_put_text(work->arena, facts, name, said);
	return true;
}

/* It goes before what we measured of the impact: whoever said it saw that too. */
bool add_said(struct work *work, const struct incident *incident, struct tree *facts)
{
	return add_one(work, incident, "impact", facts) &&
	       add_one(work, incident, "impact_by", facts) &&
	       add_one(work, incident, "affected", facts) &&
	       add_one(work, incident, "workaround", facts) &&
	       add_one(work, incident, "failed_requests", facts);
}

/* What people reported of an incident, for messages and handoffs. */
#include "app/telling/parts.h"

#include "base/text.h"
#include "core/alerting/report.h"

enum { TICKETS_BYTES_MAX = 16 << 10 };

bool reported_tickets(struct work *work, int64_t incident, str *ret_tickets)
{
	struct text text = text_new(work->arena, TICKETS_BYTES_MAX);
	str *refs;
	size_t count;

	if (!store_report_refs(work, incident, &refs, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		text_addf(&text, "%s" STR_FMT, i > 0 ? ", " : "", STR_ARG(refs[i]));
	*ret_tickets = text_of(&text);
	return true;
}

bool add_reported(struct work *work, const struct incident *incident, struct tree *facts)
{
	int64_t count, recent;
	str tickets;

	if (!store_reports_count(work, incident->id, 0, &count, &recent) ||
	    !reported_tickets(work, incident->id, &tickets))
		return false;
	if (count > 0)
		tree_put_int(work->arena, facts, "report_count", count);
	if (tickets.length > 0)
		tree_put_text(work->arena, facts, "tickets", tickets);
	return true;
}

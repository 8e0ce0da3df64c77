/* Whether what raised the incident is anything that the files know of: a slip there asks
 * another question, and the answer would not show it. */
#include "base/map.h"
#include "base/suggest.h"
#include "diagnose/answer.h"

enum {
	/* What is exported right after an alert ends a little before it: rules wait, and
	 * what was scraped last is a minute old. */
	ALERT_LATE_MS = 15 * 60 * 1000,
};

struct search {
	str wanted;
	bool is_known;
	struct map *seen; /* entities that were tried */
	struct suggestion suggestion;
};

static void try_name(struct search *search, str name)
{
	if (name.length == 0 || search->is_known)
		return;
	search->is_known = str_equal(name, search->wanted);
	if (search->is_known || map_get(search->seen, name))
		return;
	map_put(search->seen, name, search);
	suggestion_try(&search->suggestion, name);
}

static void try_all(struct search *search, const struct diagnosis_case *known)
{
	for (size_t i = 0; i < known->call_count; i++) {
		try_name(search, known->calls[i].caller);
		try_name(search, known->calls[i].callee);
	}
	for (size_t i = 0; i < known->part_count; i++) {
		try_name(search, known->parts[i].whole);
		try_name(search, known->parts[i].part);
	}
	for (size_t i = 0; i < known->series_count; i++)
		try_name(search, known->series[i].entity);
	for (size_t i = 0; i < known->span_count; i++)
		try_name(search, known->spans[i].entity);
	for (size_t i = 0; i < known->line_count; i++)
		try_name(search, known->lines[i].entity);
}

static void doubt_service(struct arena *arena, const struct diagnosis_case *known,
			  struct sentence_list *list)
{
	struct search search = {
		.wanted = known->alert_entity,
		.seen = map_new(arena),
		.suggestion = suggestion_for(known->alert_entity),
	};

	if (known->alert_entity.length == 0)
		return;
	try_all(&search, known);
	if (search.is_known)
		return;
	*list_add(arena, list) = arena_format(
		arena,
		"Nothing is known of '" STR_FMT "', the service of the alert" STR_FMT
		" All services are looked at alike.",
		STR_ARG(known->alert_entity),
		STR_ARG(search.suggestion.best.length > 0
				? suggestion_text(arena, &search.suggestion)
				: STR(".")));
}

static void doubt_time(struct arena *arena, const struct diagnose_files *files,
		       struct sentence_list *list)
{
	instant_ms at = files->known.alert_at;
	struct case_window extent = files->extent;

	if (at == 0 || (at >= extent.from && at < extent.to + ALERT_LATE_MS))
		return;
	*list_add(arena, list) = arena_format(
		arena,
		"The alert is of " STR_FMT ", and all that is known is from " STR_FMT
		" to " STR_FMT ": is it the right day and zone?",
		STR_ARG(instant_format(arena, at)),
		STR_ARG(instant_format(arena, extent.from / SECOND_MS * SECOND_MS)),
		STR_ARG(instant_format(arena, extent.to / SECOND_MS * SECOND_MS)));
}

void doubt_alert(struct arena *arena, const struct diagnose_files *files,
		 struct sentence_list *list)
{
	doubt_service(arena, &files->known, list);
	doubt_time(arena, files, list);
}

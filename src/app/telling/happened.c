/* What an update tells of the time since the last message: turns of the story only, each
 * in the timeline's own sentence. */
#include "app/note.h"
#include "app/telling/parts.h"
#include "core/telling/words.h"

enum { LINES_MAX = 8, LINE_CHARACTERS = 160, ENTRIES_AT_ONCE = 500 };

static const char *const told_kinds[] = {
	"incident.state",     "incident.severity",  "incident.commander",
	"incident.note",      "hypothesis.verdict", "action.started",
	"action.ended",       "action.judged",      "check.changed",
	"page.acknowledged",  "page.exhausted",     "change.recorded",
	"incident.note-late",
};

static bool is_told(const struct entry *entry, instant_ms since)
{
	if (entry->at <= since)
		return false;
	for (size_t i = 0; i < sizeof(told_kinds) / sizeof(told_kinds[0]); i++)
		if (str_is(entry->kind, told_kinds[i]))
			return true;
	return false;
}

struct lines {
	struct entry *items;
	size_t count, capacity;
};

static bool collect(struct work *work, int64_t incident, instant_ms since,
		    struct lines *lines)
{
	struct entry *entries;
	int64_t after = 0;
	size_t count;

	do {
		if (!journal_read(work, incident, after, ENTRIES_AT_ONCE, &entries,
				  &count))
			return false;
		for (size_t i = 0; i < count; i++)
			if (is_told(&entries[i], since))
				*list_add(work->arena, lines) = entries[i];
		if (count > 0)
			after = entries[count - 1].seq;
	} while (count == ENTRIES_AT_ONCE);
	return true;
}

bool add_happened(struct work *work, const struct incident *incident,
		  const struct rendering_for *rendering, struct tree *facts)
{
	const struct zone *zone = rendering->zone ? rendering->zone : zone_utc();
	struct tree *list = tree_list(work->arena);
	struct lines lines = { 0 };

	if (!collect(work, incident->id, rendering->since, &lines))
		return false;

	size_t first = lines.count > LINES_MAX ? lines.count - LINES_MAX : 0;

	for (size_t i = first; i < lines.count; i++) {
		struct civil civil = zone_civil(zone, lines.items[i].at);
		struct tree *one = tree_map(work->arena);

		tree_put_text(
			work->arena, one, "time",
			arena_format(work->arena, "%02d:%02d", civil.hour, civil.minute));
		tree_put_text(work->arena, one, "text",
			      words_clip(work->arena,
					 entry_text(work->arena, &lines.items[i]),
					 LINE_CHARACTERS));
		tree_add(work->arena, list, one);
	}
	tree_put(work->arena, facts, "happened", list);
	if (first > 0)
		tree_put_int(work->arena, facts, "happened_before", (int64_t)first);
	return true;
}

#include "app/note.h"

#include "formats/json.h"
#include "formats/mustache.h"

bool note_pairs(struct work *work, const char *kind, int64_t incident, str subject,
		const struct note_pair *pairs, size_t count)
{
	struct tree *body = tree_map(work->arena);

	for (size_t i = 0; i < count; i++)
		tree_put_text(work->arena, body, pairs[i].name, pairs[i].value);
	return journal_write(work, kind, incident, subject, body);
}

str subject_of(struct work *work, const char *noun, int64_t id)
{
	return arena_format(work->arena, "%s %lld", noun, (long long)id);
}

str text_of_int(struct work *work, int64_t number)
{
	return arena_format(work->arena, "%lld", (long long)number);
}

str entry_text(struct arena *arena, const struct entry *entry)
{
	const struct entry_kind *kind = entry_kind_find(entry->kind);
	struct error error;
	str text;

	if (!kind)
		return arena_copy(arena, entry->kind);
	if (entry->body.length == 0)
		return arena_format(arena, STR_FMT ": redacted", STR_ARG(entry->kind));

	struct tree *body = json_parse(arena, entry->body, &error);

	if (!body || !mustache_render(arena, str_of(kind->sentence), body, MUSTACHE_PLAIN,
				      &text, &error))
		return arena_copy(arena, entry->kind);
	return text;
}

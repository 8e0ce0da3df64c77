#include "app/effects.h"

void effects_add_entry(struct effects *effects, const struct entry *entry)
{
	struct arena *arena = effects->arena;

	*list_add(arena, &effects->entries) = (struct entry){
		.seq = entry->seq,
		.at = entry->at,
		.kind = arena_copy(arena, entry->kind),
		.version = entry->version,
		.actor = arena_copy(arena, entry->actor),
		.incident = entry->incident,
		.subject = arena_copy(arena, entry->subject),
		.body = arena_copy(arena, entry->body),
	};
}

void effects_add_alert(struct effects *effects, const struct alert *alert)
{
	*list_add(effects->arena, &effects->alerts) = roster_entry_of(alert);
}

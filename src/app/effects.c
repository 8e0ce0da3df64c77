#include "app/effects.h"

void effects_add_entry(struct effects *effects, const struct entry *entry)
{
	*list_add(effects->arena, &effects->entries) = *entry;
}

void effects_add_alert(struct effects *effects, const struct alert *alert)
{
	*list_add(effects->arena, &effects->alerts) = roster_entry_of(alert);
}

#include "core/evidence/evidence.h"

#include <math.h>

const struct fact *facts_find(const struct facts *facts, str name)
{
	const struct fact *latest = NULL;

	for (size_t i = 0; i < facts->count; i++) {
		const struct fact *fact = &facts->items[i];

		if (str_equal(fact->name, name) && (!latest || fact->at >= latest->at))
			latest = fact;
	}
	return latest;
}

void facts_read(struct arena *arena, const struct tree *list, int64_t evidence,
		instant_ms at, struct facts *facts)
{
	for (size_t i = 0; i < tree_count(list); i++) {
		const struct tree *item = tree_nth(list, i);
		str name = tree_get_text(item, "name");
		str text = tree_get_text(item, "text");
		double number = tree_get_real(item, "number", (double)NAN);

		/* What says nothing is no fact: a test on it must find no data. */
		if (name.length == 0 || (isnan(number) && text.length == 0))
			continue;
		*list_add(arena, facts) = (struct fact){
			.name = arena_copy(arena, name),
			.number = number,
			.text = arena_copy(arena, text),
			.unit = arena_copy(arena, tree_get_text(item, "unit")),
			.evidence = evidence,
			.at = at,
		};
	}
}

/* Counts and bytes are written as integers, so that they read as such. */
static struct tree *number_tree(struct arena *arena, double number)
{
	if (fabs(number) <= 0x1p53 && trunc(number) == number)
		return tree_int(arena, (int64_t)number);
	return tree_real(arena, number);
}

struct tree *facts_write(struct arena *arena, const struct facts *facts)
{
	struct tree *list = tree_list(arena);

	for (size_t i = 0; i < facts->count; i++) {
		const struct fact *fact = &facts->items[i];
		struct tree *item = tree_map(arena);

		tree_put_text(arena, item, "name", fact->name);
		/* JSON has no infinity; such a value is told as a text. */
		if (isfinite(fact->number))
			tree_put(arena, item, "number", number_tree(arena, fact->number));
		else
			tree_put_text(arena, item, "text", fact_format(arena, fact));
		tree_put_text(arena, item, "unit", fact->unit);
		tree_add(arena, list, item);
	}
	return list;
}

str fact_format(struct arena *arena, const struct fact *fact)
{
	if (isnan(fact->number) && fact->text.length > 0)
		return arena_copy(arena, fact->text);
	return quantity_format(arena, fact->number, fact->unit);
}

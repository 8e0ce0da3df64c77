#include "app/intake/stored.h"

#include "formats/json.h"

/* They were settled when they were stored, so their order is right. */
static bool read_pairs(struct work *work, str json, struct labels *ret_labels)
{
	const struct tree *map = json_parse(work->arena, json, &work->error);

	*ret_labels = (struct labels){ 0 };
	if (!map)
		return false;
	for (size_t i = 0; i < tree_count(map); i++) {
		const struct tree *value = tree_nth(map, i);

		if (value->kind == TREE_TEXT)
			*list_add(work->arena,
				  ret_labels) = (struct label){ tree_nth_name(map, i),
								value->text };
	}
	return true;
}

bool stored_fact(struct work *work, const struct alert *alert,
		 struct alert_fact *ret_fact)
{
	*ret_fact = (struct alert_fact){
		.identity = alert->identity,
		.starts_at = alert->starts_at,
		.ends_at = alert->ends_at,
		.generator_url = alert->generator_url,
		.firing = alert->state == ALERT_FIRING,
		.id = alert->id,
	};
	return (read_pairs(work, alert->labels, &ret_fact->labels) &&
		read_pairs(work, alert->annotations, &ret_fact->annotations)) ||
	       while_doing(work, "alert %lld", (long long)alert->id);
}

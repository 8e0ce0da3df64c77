/* What the public was told. */
#include "store/store_private.h"

#include "core/telling/status.h"

/* Whole incidents, so that each is shown with its beginning: those told of since then,
 * and those of which the end was not told yet, however old. When there are too many,
 * the newest are what matters. */
bool store_status_updates(struct work *work, instant_ms since, struct status_update **ret,
			  size_t *ret_count)
{
	struct status_update *newest_first, *updates;
	size_t count;

	if (!row_list(
		    work, &status_update_shape,
		    "SELECT {columns} FROM status_update WHERE incident IN "
		    "(SELECT incident FROM status_update WHERE at >= $1) OR incident IN "
		    "(SELECT a.incident FROM status_update a WHERE a.status <> $2 AND "
		    "NOT EXISTS (SELECT 1 FROM status_update b WHERE "
		    "b.incident = a.incident AND b.id > a.id)) "
		    "ORDER BY id DESC LIMIT $3",
		    SQL(sql_int(since),
			sql_text(str_of(status_word_names[STATUS_RESOLVED])),
			sql_int(ROWS_PER_ANSWER_MAX)),
		    &newest_first, &count))
		return while_doing(work, "read what the public was told");
	updates = arena_many(work->arena, struct status_update, count + 1);
	for (size_t i = 0; i < count; i++)
		updates[i] = newest_first[count - 1 - i];
	*ret = updates;
	*ret_count = count;
	return true;
}

#include "store/store_private.h"

#include "core/paging/page.h"

bool store_page_of_incident(struct work *work, int64_t incident, struct page *ret,
			    bool *ret_found)
{
	return row_find(work, &page_shape,
			"SELECT {columns} FROM page WHERE incident = $1 "
			"ORDER BY id DESC LIMIT 1",
			SQL(sql_int(incident)), ret, ret_found);
}

static struct sql_value state(enum delivery_state named)
{
	return sql_text(str_of(delivery_state_names[named]));
}

static struct sql_value purpose(enum delivery_purpose named)
{
	return sql_text(str_of(delivery_purpose_names[named]));
}

bool store_deliveries_cancel(struct work *work, int64_t page, instant_ms now)
{
	return turn_run(work,
			"UPDATE delivery SET state = $3, ended_at = $2 "
			"WHERE page = $1 AND state = $4",
			SQL(sql_int(page), sql_int(now), state(DELIVERY_CANCELLED),
			    state(DELIVERY_QUEUED)),
			NULL) ||
	       while_doing(work, "cancel deliveries of page %lld", (long long)page);
}

bool store_people_paged(struct work *work, int64_t incident, str **ret_names,
			size_t *ret_count)
{
	scoped_rows rows = sql_query(work->db,
				     "SELECT DISTINCT person FROM delivery "
				     "WHERE incident = $1 AND purpose IN ($2, $3) "
				     "AND state IN ($4, $5) ORDER BY person LIMIT $6",
				     SQL(sql_int(incident), purpose(DELIVERY_PAGE),
					 purpose(DELIVERY_ALARM), state(DELIVERY_SENDING),
					 state(DELIVERY_SENT),
					 sql_int(ROWS_PER_ANSWER_MAX)),
				     &work->error);
	struct {
		str *items;
		size_t count, capacity;
	} names = { 0 };

	if (!rows)
		return while_doing(work, "read who was paged");
	while (sql_next(rows))
		*list_add(work->arena, &names) = arena_copy(work->arena,
							    sql_row_text(rows, 0));
	if (!sql_was_all(rows, &work->error))
		return while_doing(work, "read who was paged");
	*ret_names = names.items;
	*ret_count = names.count;
	return true;
}

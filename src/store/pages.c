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

/* Few are live at a time; a page that ended long ago is not looked at. */
bool store_pages_live(struct work *work, str person, struct page **ret, size_t *ret_count)
{
	return row_list(work, &page_shape,
			"SELECT {columns} FROM page p "
			"WHERE state IN ('climbing', 'exhausted') AND ($1 = '' OR EXISTS "
			"(SELECT 1 FROM delivery d WHERE d.page = p.id "
			"AND d.person = $1)) ORDER BY id DESC LIMIT $2",
			SQL(sql_text(person), sql_int(ROWS_PER_ANSWER_MAX)), ret,
			ret_count);
}

bool store_page_by_code(struct work *work, str code, struct page *ret, bool *ret_found)
{
	return row_find(work, &page_shape,
			"SELECT {columns} FROM page WHERE code = $1 ORDER BY "
			"CASE WHEN state IN ('climbing', 'exhausted') THEN 0 ELSE 1 END, "
			"id DESC LIMIT 1",
			SQL(sql_text(code)), ret, ret_found);
}

bool store_deliveries_of_page(struct work *work, int64_t page, struct delivery **ret,
			      size_t *ret_count)
{
	return row_list(work, &delivery_shape,
			"SELECT {columns} FROM delivery WHERE page = $1 "
			"ORDER BY id DESC LIMIT $2",
			SQL(sql_int(page), sql_int(ROWS_PER_ANSWER_MAX)), ret, ret_count);
}

bool store_pages_to(struct work *work, str person, instant_ms since, int64_t *ret_count,
		    int64_t *ret_held)
{
	int64_t all = 0;

	*ret_held = 0;
	*ret_count = 0;
	return (number_find(work,
			    "SELECT count(*) FROM delivery WHERE person = $1 "
			    "AND created_at > $2 AND purpose = 'page' "
			    "AND state NOT IN ('failed', 'cancelled')",
			    SQL(sql_text(person), sql_int(since)), &all) &&
		number_find(work,
			    "SELECT count(*) FROM delivery WHERE person = $1 "
			    "AND created_at > $2 AND state = 'held'",
			    SQL(sql_text(person), sql_int(since)), ret_held) &&
		(*ret_count = all - *ret_held, true)) ||
	       while_doing(work, "count the pages to " STR_FMT, STR_ARG(person));
}

bool store_first_receipt(struct work *work, const struct delivery *delivery,
			 str *ret_receipt)
{
	struct delivery first = { 0 };
	bool found;

	if (!row_find(work, &delivery_shape,
		      "SELECT {columns} FROM delivery WHERE incident = $1 "
		      "AND channel = $2 AND address = $3 AND receipt <> '' "
		      "ORDER BY id LIMIT 1",
		      SQL(sql_int(delivery->incident), sql_text(delivery->channel),
			  sql_text(delivery->address)),
		      &first, &found))
		return false;
	*ret_receipt = first.receipt;
	return true;
}

static const struct field destination_fields[] = {
	F(struct destination, id, FIELD_INT),
	F(struct destination, name, FIELD_TEXT),
	F(struct destination, slow_until, FIELD_INSTANT),
	F(struct destination, problem, FIELD_TEXT),
};
const struct shape destination_shape = SHAPE("destination", struct destination,
					     destination_fields);

bool store_destination_find(struct work *work, str name, struct destination *ret)
{
	bool found;

	*ret = (struct destination){ .name = name };
	return row_find(work, &destination_shape,
			"SELECT {columns} FROM destination WHERE name = $1",
			SQL(sql_text(name)), ret, &found);
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

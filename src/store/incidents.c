#include "store/store_private.h"

#include <assert.h>

/* As a person types it: "1" of today, "last", or a code in any case. */
static bool find(struct work *work, str word, struct incident *ret, bool *ret_found)
{
	int64_t number;

	if (str_is(word, "last"))
		return row_find(work, &incident_shape,
				"SELECT {columns} FROM incident ORDER BY id DESC LIMIT 1",
				SQL_NOTHING, ret, ret_found);
	/* A drill of the same number must not hide what is really broken. */
	if (str_to_int(word, &number) && number > 0)
		return row_find(
			work, &incident_shape,
			"SELECT {columns} FROM incident WHERE code LIKE $1 ORDER BY "
			"CASE WHEN code LIKE 'DRILL-%' THEN 1 ELSE 0 END, id DESC LIMIT "
			"1",
			SQL(sql_text(incident_code(work->arena, "%", work->now, number))),
			ret, ret_found);
	return row_find(work, &incident_shape,
			"SELECT {columns} FROM incident WHERE code = upper($1) "
			"ORDER BY id DESC LIMIT 1",
			SQL(sql_text(word)), ret, ret_found);
}

bool store_incident_find(struct work *work, str word, struct incident *ret)
{
	bool found;

	if (!find(work, word, ret, &found))
		return while_doing(work, "find incident");
	if (found)
		return true;
	if (str_is(word, "last"))
		return fail(work, ERROR_NOT_FOUND, "there is no incident yet");
	word = str_clip(word, 60);
	return fail(work, ERROR_NOT_FOUND, "there is no incident '" STR_FMT "'",
		    STR_ARG(word));
}

/* The states that end an incident; a test holds this against incident_is_open. */
static struct sql_value ended(size_t nth)
{
	static const enum incident_state states[] = { INCIDENT_RESOLVED, INCIDENT_CLOSED,
						      INCIDENT_DISMISSED,
						      INCIDENT_MERGED };

	return sql_text(str_of(incident_state_names[states[nth]]));
}

bool store_incidents(struct work *work, bool open_only, size_t most,
		     struct incident **ret, size_t *ret_count)
{
	if (!open_only)
		return store_latest(work, &incident_shape, most, ret, ret_count);
	return row_list(work, &incident_shape,
			"SELECT {columns} FROM incident "
			"WHERE state NOT IN ($2, $3, $4, $5) ORDER BY id DESC LIMIT $1",
			SQL(sql_int((int64_t)rows_clip(most)), ended(0), ended(1),
			    ended(2), ended(3)),
			ret, ret_count);
}

/* What was not resolved and is over ended when it was last touched. */
bool store_incident_during(struct work *work, str service, instant_ms from, instant_ms to,
			   struct incident *ret, bool *ret_found)
{
	return row_find(work, &incident_shape,
			"SELECT {columns} FROM incident WHERE service = $1 "
			"AND onset_at < $3 AND (resolved_at >= $2 OR (resolved_at = 0 "
			"AND (state NOT IN ($4, $5, $6, $7) OR updated_at >= $2))) "
			"ORDER BY id DESC LIMIT 1",
			SQL(sql_text(service), sql_int(from), sql_int(to), ended(0),
			    ended(1), ended(2), ended(3)),
			ret, ret_found);
}

bool store_milestone_find(struct work *work, int64_t incident, enum milestone_name name,
			  struct milestone *ret, bool *ret_found)
{
	if (!row_find(work, &milestone_shape,
		      "SELECT {columns} FROM milestone "
		      "WHERE incident = $1 AND name = $2 ORDER BY id DESC LIMIT 1",
		      SQL(sql_int(incident), sql_text(str_of(milestone_names[name]))),
		      ret, ret_found))
		return false;
	*ret_found = *ret_found && ret->at != 0;
	return true;
}

bool store_action_by_number(struct work *work, int64_t incident, int64_t number,
			    struct action *ret)
{
	bool found;

	if (!row_find(work, &action_shape,
		      "SELECT {columns} FROM action WHERE incident = $1 AND number = $2 "
		      "ORDER BY id DESC LIMIT 1",
		      SQL(sql_int(incident), sql_int(number)), ret, &found))
		return false;
	return found || fail(work, ERROR_NOT_FOUND, "there is no action %lld here",
			     (long long)number);
}

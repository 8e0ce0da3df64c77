#include "store/store_private.h"

bool store_person_find(struct work *work, str name, struct person *ret, bool *ret_found)
{
	return row_find(work, &person_shape,
			"SELECT {columns} FROM person "
			"WHERE name = $1 AND removed_at = 0 ORDER BY id DESC LIMIT 1",
			SQL(sql_text(name)), ret, ret_found);
}

bool store_people(struct work *work, struct person **ret, size_t *ret_count)
{
	return row_list(work, &person_shape,
			"SELECT {columns} FROM person WHERE removed_at = 0 "
			"ORDER BY name, id LIMIT $1",
			SQL(sql_int(ROWS_PER_ANSWER_MAX)), ret, ret_count);
}

bool store_token_find(struct work *work, str secret_hash, struct token *ret,
		      bool *ret_found)
{
	return row_find(work, &token_shape,
			"SELECT {columns} FROM token WHERE secret_hash = $1 "
			"ORDER BY id DESC LIMIT 1",
			SQL(sql_text(secret_hash)), ret, ret_found);
}

bool store_token_delete(struct work *work, int64_t id)
{
	return turn_run(work, "DELETE FROM token WHERE id = $1", SQL(sql_int(id)),
			NULL) ||
	       while_doing(work, "delete token %lld", (long long)id);
}

bool store_tokens_delete(struct work *work, str person)
{
	return turn_run(work, "DELETE FROM token WHERE person = $1",
			SQL(sql_text(person)), NULL) ||
	       while_doing(work, "delete the tokens of " STR_FMT, STR_ARG(person));
}

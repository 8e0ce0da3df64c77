#include "store/store_private.h"

#include "core/telling/message.h"

bool store_promises_open(struct work *work, int64_t incident, struct promise **ret,
			 size_t *ret_count)
{
	return row_list(work, &promise_shape,
			"SELECT {columns} FROM promise WHERE incident = $1 "
			"AND state = $2 ORDER BY id LIMIT $3",
			SQL(sql_int(incident),
			    sql_text(str_of(promise_state_names[PROMISE_OPEN])),
			    sql_int(ROWS_PER_ANSWER_MAX)),
			ret, ret_count);
}

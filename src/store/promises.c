#include "store/store_private.h"

#include "core/telling/message.h"

bool store_promise_open(struct work *work, int64_t incident, struct promise *ret,
			bool *ret_found)
{
	return row_find(work, &promise_shape,
			"SELECT {columns} FROM promise WHERE incident = $1 "
			"AND state = $2 ORDER BY id DESC LIMIT 1",
			SQL(sql_int(incident),
			    sql_text(str_of(promise_state_names[PROMISE_OPEN]))),
			ret, ret_found);
}

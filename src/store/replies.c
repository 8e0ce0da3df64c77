#include "store/store_private.h"

#include "app/paging/reply.h"

bool store_reply_find(struct work *work, str key, struct reply_row *ret, bool *ret_found)
{
	return row_find(work, &reply_shape, "SELECT {columns} FROM reply WHERE key = $1",
			SQL(sql_text(key)), ret, ret_found);
}

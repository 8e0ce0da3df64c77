/* Evidence that is kept as bytes, and who read it. */
#include "store/store_private.h"

#include "core/evidence/evidence.h"

bool store_content_find(struct work *work, str hash, struct content *ret, bool *ret_found)
{
	struct content *found;
	size_t count;

	if (!row_list(work, &content_shape,
		      "SELECT {columns} FROM content WHERE hash = $1",
		      SQL(sql_text(hash)), &found, &count))
		return while_doing(work, "find kept evidence");
	if (count > 0)
		*ret = found[0];
	*ret_found = count > 0;
	return true;
}

bool store_contents_after(struct work *work, int64_t after, size_t most,
			  struct content **ret, size_t *ret_count)
{
	return row_list(
		       work, &content_shape,
		       "SELECT {columns} FROM content WHERE id > $1 ORDER BY id LIMIT $2",
		       SQL(sql_int(after), sql_int((int64_t)rows_clip(most))), ret,
		       ret_count) ||
	       while_doing(work, "read kept evidence");
}

bool store_evidence_accesses(struct work *work, int64_t evidence,
			     struct evidence_access **ret, size_t *ret_count)
{
	return row_list(work, &evidence_access_shape,
			"SELECT {columns} FROM evidence_access WHERE evidence = $1 "
			"ORDER BY id DESC LIMIT $2",
			SQL(sql_int(evidence), sql_int(ROWS_PER_ANSWER_MAX)), ret,
			ret_count) ||
	       while_doing(work, "read who saw evidence %lld", (long long)evidence);
}

/* Evidence that is kept as bytes, and who read it. */
#include "store/store_private.h"

#include "base/hash.h"
#include "core/evidence/evidence.h"

/* PostgreSQL has an answer whole in memory, and each piece may be KEPT_BYTES_MAX. */
enum { CONTENTS_AT_ONCE = 8 };

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

struct walk {
	struct work *work;
	int64_t after, count;
	str bad;
};

/* True while there may be more. The bytes are hashed where the engine has them: all of
 * what is kept would be too much for the memory of one answer. */
static bool walk_on(struct walk *walk, bool *ret_more)
{
	struct work *work = walk->work;
	int64_t before = walk->count;
	scoped_rows rows = sql_query(
		work->db,
		"SELECT id, hash, bytes FROM content WHERE id > $1 ORDER BY id LIMIT $2",
		SQL(sql_int(walk->after), sql_int(CONTENTS_AT_ONCE)), &work->error);

	while (rows && sql_next(rows)) {
		struct sha256_state state = sha256_begin();
		str hash;

		sha256_add(&state, sql_row_text(rows, 2));
		hash = sha256_hex(work->arena, sha256_end(&state));
		walk->after = sql_row_int(rows, 0);
		walk->count++;
		if (walk->bad.length == 0 && !str_equal(hash, sql_row_text(rows, 1)))
			walk->bad = arena_copy(work->arena, sql_row_text(rows, 1));
	}
	*ret_more = walk->count - before == CONTENTS_AT_ONCE;
	return rows && sql_was_all(rows, &work->error);
}

bool store_contents_verify(struct work *work, int64_t *ret_count, str *ret_bad)
{
	struct walk walk = { .work = work, .bad = STR("") };
	bool has_more;

	do
		if (!walk_on(&walk, &has_more))
			return while_doing(work, "read kept evidence");
	while (has_more);
	*ret_count = walk.count;
	*ret_bad = walk.bad;
	return true;
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

/* The journal: entries are added at its end and never change. */
#include "store/store_private.h"

#include "app/effects.h"
#include "core/evidence/evidence.h"
#include "core/record/entry.h"
#include "formats/json.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static const char no_hash[] =
	"0000000000000000000000000000000000000000000000000000000000000000";

/* -- the body -- */

/* What these hold tells things apart, and a mask would make it useless: a digest or
 * a long label looks like a secret. */
static bool is_kept_as_it_is(str name)
{
	static const char *const names[] = { "labels", "key",    "id",         "code",
					     "hash",   "digest", "fingerprint" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_is(name, names[i]))
			return true;
	return false;
}

static struct tree *masked(struct arena *arena, const struct tree *value, bool is_masked,
			   unsigned depth);

static struct tree *masked_members(struct arena *arena, const struct tree *value,
				   bool is_masked, unsigned depth)
{
	bool is_map = value->kind == TREE_MAP;
	struct tree *copy = is_map ? tree_map(arena) : tree_list(arena);

	assert(depth < TREE_DEPTH_MAX);
	for (size_t i = 0; i < value->list.count; i++) {
		str name = value->list.items[i].name;
		bool is_exempt = is_map && is_kept_as_it_is(name);
		struct tree *member = masked(arena, value->list.items[i].value,
					     is_masked && !is_exempt, depth + 1);

		if (is_map)
			tree_put_str(arena, copy, name, member);
		else
			tree_add(arena, copy, member);
	}
	return copy;
}

static struct tree *masked(struct arena *arena, const struct tree *value, bool is_masked,
			   unsigned depth)
{
	switch (value->kind) {
	case TREE_NULL: return tree_null(arena);
	case TREE_BOOL: return tree_bool(arena, value->boolean);
	case TREE_INT: return tree_int(arena, value->number);
	case TREE_REAL: return tree_real(arena, value->real);
	case TREE_TEXT:
		return tree_text(arena, is_masked ? secrets_mask(arena, value->text)
						  : value->text);
	case TREE_LIST:
	case TREE_MAP: return masked_members(arena, value, is_masked, depth);
	}
	return tree_null(arena);
}

/* -- the head -- */

static bool read_head(struct work *work, int64_t *ret_seq, char hash[SHA256_HEX + 1])
{
	scoped_rows rows = sql_query(
		work->db, "SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1",
		SQL_NOTHING, &work->error);

	if (!rows)
		return while_doing(work, "read the journal's head");

	bool found = sql_next(rows);

	if (!found && !sql_was_all(rows, &work->error))
		return while_doing(work, "read the journal's head");
	*ret_seq = found ? sql_row_int(rows, 0) : 0;
	snprintf(hash, SHA256_HEX + 1, STR_FMT,
		 STR_ARG(found ? sql_row_text(rows, 1) : str_of(no_hash)));
	return true;
}

bool store_load_head(struct work *work, struct store *store)
{
	if (!store->now.head_known &&
	    !read_head(work, &store->now.head_seq, store->now.head_hash))
		return false;
	store->now.head_known = true;
	return true;
}

bool journal_head(struct work *work, int64_t *ret_seq, str *ret_hash)
{
	char hash[SHA256_HEX + 1];

	if (!read_head(work, ret_seq, hash))
		return false;
	*ret_hash = arena_copy(work->arena, str_of(hash));
	return true;
}

/* -- writing -- */

/* A door or a program is told apart from a person who has the same name. */
static str actor_text(struct work *work)
{
	str name = work->actor.name;

	switch (work->actor.kind) {
	case ACTOR_DOOR: return arena_format(work->arena, "door " STR_FMT, STR_ARG(name));
	case ACTOR_AGENT:
		return arena_format(work->arena, "agent " STR_FMT, STR_ARG(name));
	case ACTOR_STANCH: return STR("stanch");
	case ACTOR_PERSON: break;
	}
	return name;
}

/* Random bytes cost a system call, so many are taken at once. */
static str next_salt(struct arena *arena, struct store *store)
{
	if (store->salt_bytes_left == 0) {
		random_bytes(store->salts, sizeof(store->salts));
		store->salt_bytes_left = sizeof(store->salts);
	}
	store->salt_bytes_left -= SALT_BYTES;
	return hex_of(arena, (str){ store->salts + store->salt_bytes_left, SALT_BYTES });
}

static void seal(struct arena *arena, struct entry *entry, str salt,
		 const char *previous_hash)
{
	entry->salt = salt;
	entry->body_hash = sha256_hex(arena, entry_body_hash(entry->salt, entry->body));
	entry->hash = sha256_hex(arena, entry_hash(entry, str_of(previous_hash)));
}

static bool insert(struct work *work, const struct entry *entry)
{
	return turn_run(work,
			"INSERT INTO journal (seq, at, kind, version, actor, incident, "
			"subject, body, body_hash, salt, hash) "
			"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
			SQL(sql_int(entry->seq), sql_int(entry->at),
			    sql_text(entry->kind), sql_int(entry->version),
			    sql_text(entry->actor), sql_int(entry->incident),
			    sql_text(entry->subject), sql_text(entry->body),
			    sql_text(entry->body_hash), sql_text(entry->salt),
			    sql_text(entry->hash)),
			NULL) ||
	       while_doing(work, "write " STR_FMT " to the journal",
			   STR_ARG(entry->kind));
}

bool journal_write(struct work *work, const char *kind, int64_t incident, str subject,
		   const struct tree *body)
{
	const struct tree *whole = body ? body : tree_map(work->arena);

	return journal_write_ready(
		work, kind, incident, subject,
		json_write(work->arena, masked(work->arena, whole, true, 0)));
}

bool journal_write_ready(struct work *work, const char *kind, int64_t incident,
			 str subject, str body)
{
	struct store *store = store_of_turn(work);
	const struct entry_kind *known = entry_kind_find(str_of(kind));

	if (!store)
		return false;
	if (!known)
		return fail(work, ERROR_INTERNAL, "the journal has no entries '%s'",
			    kind);
	if (!store_load_head(work, store))
		return false;

	struct entry entry = { .seq = store->now.head_seq + 1,
			       .at = work->now,
			       .kind = str_of(known->name),
			       .version = known->version,
			       .actor = actor_text(work),
			       .incident = incident,
			       .subject = subject,
			       .body = body };

	seal(work->arena, &entry, next_salt(work->arena, store), store->now.head_hash);
	if (!insert(work, &entry))
		return false;
	store->now.head_seq = entry.seq;
	store->now.head_moved = true;
	memcpy(store->now.head_hash, entry.hash.bytes, SHA256_HEX);
	effects_add_entry(work->effects, &entry);
	return true;
}

bool journal_redact(struct work *work, int64_t seq)
{
	int64_t changed;

	if (!turn_run(work, "UPDATE journal SET body = '', salt = '' WHERE seq = $1",
		      SQL(sql_int(seq)), &changed))
		return while_doing(work, "redact entry %lld", (long long)seq);
	return changed == 1 ||
	       fail(work, ERROR_NOT_FOUND, "there is no entry %lld", (long long)seq);
}

/* -- reading -- */

static struct entry entry_of(struct arena *arena, const struct sql_rows *rows)
{
	return (struct entry){
		.seq = sql_row_int(rows, 0),
		.at = sql_row_int(rows, 1),
		.kind = arena_copy(arena, sql_row_text(rows, 2)),
		.version = sql_row_int(rows, 3),
		.actor = arena_copy(arena, sql_row_text(rows, 4)),
		.incident = sql_row_int(rows, 5),
		.subject = arena_copy(arena, sql_row_text(rows, 6)),
		.body = arena_copy(arena, sql_row_text(rows, 7)),
		.body_hash = arena_copy(arena, sql_row_text(rows, 8)),
		.salt = arena_copy(arena, sql_row_text(rows, 9)),
		.hash = arena_copy(arena, sql_row_text(rows, 10)),
	};
}

static struct sql_rows *read_after(struct work *work, int64_t incident, int64_t after,
				   size_t most)
{
	int64_t limit = (int64_t)rows_clip(most);

	if (incident == 0)
		return sql_query(
			work->db,
			"SELECT seq, at, kind, version, actor, incident, subject, "
			"body, body_hash, salt, hash FROM journal "
			"WHERE seq > $1 ORDER BY seq LIMIT $2",
			SQL(sql_int(after), sql_int(limit)), &work->error);
	return sql_query(work->db,
			 "SELECT seq, at, kind, version, actor, incident, subject, "
			 "body, body_hash, salt, hash FROM journal "
			 "WHERE incident = $1 AND seq > $2 ORDER BY seq LIMIT $3",
			 SQL(sql_int(incident), sql_int(after), sql_int(limit)),
			 &work->error);
}

bool journal_read(struct work *work, int64_t incident, int64_t after, size_t most,
		  struct entry **ret_entries, size_t *ret_count)
{
	scoped_rows rows = read_after(work, incident, after, most);
	struct {
		struct entry *items;
		size_t count, capacity;
	} entries = { 0 };

	if (!rows)
		return while_doing(work, "read the journal");
	while (sql_next(rows))
		*list_add(work->arena, &entries) = entry_of(work->arena, rows);
	if (!sql_was_all(rows, &work->error))
		return while_doing(work, "read the journal");
	*ret_entries = entries.items;
	*ret_count = entries.count;
	return true;
}

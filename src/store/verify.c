/* Recomputes the journal from its first entry, and holds the tables against it. */
#include "store/store_private.h"

#include "core/record/entry.h"
#include "formats/json.h"

#include <assert.h>
#include <string.h>

/* Rows asked for at once: a reader that holds its view of the data for long would
 * keep the WAL from being moved into the database. */
enum { CHUNK_ENTRIES = 20000 };

/* A head that must be in the chain. */
struct wanted_head {
	int64_t seq; /* 0: any */
	str hash;    /* "": none is wanted */
	bool seen;
};

struct walk {
	struct work *work;
	struct journal_report *report;
	int64_t last_seq;
	char last_hash[SHA256_HEX];
	struct wanted_head outside, recorded;
};

/* The first problem is the one that is told. */
static void find_fault(struct walk *walk, int64_t seq, str problem)
{
	assert(seq != 0 && walk->report->bad_seq == 0);
	walk->report->bad_seq = seq;
	walk->report->problem = problem;
}

#define find_faultf(walk, seq, ...) \
	find_fault(walk, seq, arena_format((walk)->work->arena, __VA_ARGS__))

/* -- the chain -- */

static bool is_hex_of(str hex, struct sha256 digest)
{
	static const char digits[] = "0123456789abcdef";
	int differs = 0;

	if (hex.length != SHA256_HEX)
		return false;
	for (size_t i = 0; i < SHA256_BYTES; i++) {
		differs |= hex.bytes[2 * i] ^ digits[digest.bytes[i] >> 4];
		differs |= hex.bytes[2 * i + 1] ^ digits[digest.bytes[i] & 15];
	}
	return differs == 0;
}

static void look_for(struct wanted_head *wanted, const struct entry *entry)
{
	if (wanted->hash.length > 0 && str_equal(wanted->hash, entry->hash) &&
	    (wanted->seq == 0 || wanted->seq == entry->seq))
		wanted->seen = true;
}

static void check_entry(struct walk *walk, const struct entry *entry)
{
	bool is_redacted = entry->body.length == 0 && entry->salt.length == 0;
	str previous = { walk->last_hash, SHA256_HEX };
	long long seq = entry->seq;

	if (entry->seq != walk->last_seq + 1) {
		find_faultf(walk, walk->last_seq + 1, "entry %lld is missing",
			    (long long)walk->last_seq + 1);
		return;
	}
	if (!is_redacted &&
	    !is_hex_of(entry->body_hash, entry_body_hash(entry->salt, entry->body))) {
		find_faultf(walk, seq, "entry %lld: the body does not match its hash",
			    seq);
		return;
	}
	if (!is_hex_of(entry->hash, entry_hash(entry, previous))) {
		find_faultf(walk, seq,
			    "entry %lld: its hash does not follow from what it holds and "
			    "from the entry before it",
			    seq);
		return;
	}
	look_for(&walk->outside, entry);
	look_for(&walk->recorded, entry);
	walk->last_seq = entry->seq;
	memcpy(walk->last_hash, entry->hash.bytes, SHA256_HEX);
	walk->report->redacted += is_redacted;
	walk->report->entries++;
}

/* A view of the row: nothing is copied. */
static struct entry view(const struct sql_rows *rows)
{
	return (struct entry){
		.seq = sql_row_int(rows, 0),
		.at = sql_row_int(rows, 1),
		.kind = sql_row_text(rows, 2),
		.version = sql_row_int(rows, 3),
		.actor = sql_row_text(rows, 4),
		.incident = sql_row_int(rows, 5),
		.subject = sql_row_text(rows, 6),
		.body = sql_row_text(rows, 7),
		.body_hash = sql_row_text(rows, 8),
		.salt = sql_row_text(rows, 9),
		.hash = sql_row_text(rows, 10),
	};
}

static bool check_chunk(struct walk *walk, bool *ret_more)
{
	struct work *work = walk->work;
	scoped_rows rows = sql_query(
		work->db,
		"SELECT seq, at, kind, version, actor, incident, subject, body, "
		"body_hash, salt, hash FROM journal WHERE seq > $1 ORDER BY seq LIMIT $2",
		SQL(sql_int(walk->last_seq), sql_int(CHUNK_ENTRIES)), &work->error);
	int64_t before = walk->report->entries;

	if (!rows)
		return false;
	while (walk->report->bad_seq == 0 && sql_next(rows)) {
		struct entry entry = view(rows);

		check_entry(walk, &entry);
	}
	*ret_more = walk->report->bad_seq == 0 &&
		    walk->report->entries == before + CHUNK_ENTRIES;
	return walk->report->bad_seq != 0 || sql_was_all(rows, &work->error);
}

static bool check_chain(struct walk *walk)
{
	bool is_more = true;

	/* The whole may take longer than one statement may: each chunk is bounded. */
	sql_set_deadline(walk->work->db, 0);
	while (is_more)
		if (!check_chunk(walk, &is_more))
			return while_doing(walk->work, "verify the journal");
	return true;
}

/* -- its heads -- */

/* "SEQ:HASH", or the hash alone. */
static struct wanted_head head_of(str text)
{
	struct wanted_head head = { .hash = text };
	str seq, hash;

	if (str_cut(text, ':', &seq, &hash) && str_to_int(seq, &head.seq))
		head.hash = hash;
	/* The head of an empty journal is where every journal began. */
	for (size_t i = 0; i < head.hash.length; i++)
		if (head.hash.bytes[i] != '0')
			return head;
	head.hash = STR("");
	return head;
}

static void check_head(struct walk *walk, const struct wanted_head *head,
		       const char *whence)
{
	if (walk->report->bad_seq != 0 || head->hash.length == 0 || head->seen)
		return;

	int64_t seq = head->seq > 0 ? head->seq : walk->last_seq + 1;

	if (head->seq > walk->last_seq)
		find_faultf(walk, walk->last_seq + 1,
			    "the journal ends at entry %lld, but entry %lld was %s: its "
			    "end was cut off",
			    (long long)walk->last_seq, (long long)head->seq, whence);
	else
		find_faultf(walk, seq,
			    "the head " STR_FMT " that was %s is not in the journal: it "
			    "was cut or written anew",
			    STR_ARG(head->hash), whence);
}

/* Read once more after the walk, since a server may have gone on writing: then what
 * was recorded moved too. */
static bool check_nothing_beyond(struct walk *walk)
{
	struct wanted_head head;
	str text;

	/* In a turn the head is recorded by its commit, which is still to come. */
	if (walk->report->bad_seq != 0 || walk->work->effects)
		return true;
	if (!store_setting_get(walk->work, "journal.head", &text))
		return false;
	head = head_of(text);
	if (walk->last_seq > head.seq)
		find_faultf(walk, head.seq + 1,
			    "entry %lld is beyond the head that was recorded: it was not "
			    "written by stanch",
			    (long long)head.seq + 1);
	return true;
}

/* -- the tables -- */

static bool check_rows_opened(struct walk *walk, const char *statement, const char *noun,
			      const char *kind)
{
	struct work *work = walk->work;
	int64_t id = 0;

	if (walk->report->bad_seq != 0)
		return true;
	if (!number_find(work, statement, SQL_NOTHING, &id))
		return while_doing(work, "compare the tables with the journal");
	if (id != 0)
		find_faultf(walk, -1, "%s %lld has no entry %s in the journal", noun,
			    (long long)id, kind);
	return true;
}

/* Rows of: id, what the table says, seq, body of the entry that must say the same. */
static bool check_same(struct walk *walk, const char *statement, const char *member)
{
	struct work *work = walk->work;
	scoped_arena scratch = arena_new(TREE_BYTES_MAX);
	scoped_rows rows = NULL;
	struct error unheeded;

	if (walk->report->bad_seq != 0)
		return true;
	rows = sql_query(work->db, statement, SQL_NOTHING, &work->error);
	if (!rows)
		return while_doing(work, "compare the tables with the journal");
	while (walk->report->bad_seq == 0 && sql_next(rows)) {
		str kept = sql_row_text(rows, 1), said;

		arena_reset(scratch);
		said = tree_get_text(
			json_parse(scratch, sql_row_text(rows, 3), &unheeded), member);
		if (!str_equal(kept, said))
			find_faultf(walk, sql_row_int(rows, 2),
				    "incident %lld is '" STR_FMT
				    "' in its table and '" STR_FMT
				    "' in entry %lld of the journal",
				    (long long)sql_row_int(rows, 0), STR_ARG(kept),
				    STR_ARG(said), (long long)sql_row_int(rows, 2));
	}
	return walk->report->bad_seq != 0 || sql_was_all(rows, &work->error) ||
	       while_doing(work, "compare the tables with the journal");
}

/* A redacted entry says nothing, so nothing is held against it. */
static bool check_tables(struct walk *walk)
{
	return check_rows_opened(walk,
				 "SELECT id FROM incident WHERE NOT EXISTS "
				 "(SELECT 1 FROM journal "
				 "WHERE journal.incident = incident.id "
				 "AND journal.kind = 'incident.opened') LIMIT 1",
				 "incident", "incident.opened") &&
	       check_rows_opened(walk,
				 "SELECT id FROM page WHERE NOT EXISTS "
				 "(SELECT 1 FROM journal "
				 "WHERE journal.incident = page.incident "
				 "AND journal.kind = 'page.opened' "
				 "AND journal.subject = 'page ' || page.id) LIMIT 1",
				 "page", "page.opened") &&
	       check_same(walk,
			  "SELECT incident.id, incident.code, journal.seq, journal.body "
			  "FROM incident JOIN journal ON journal.seq = "
			  "(SELECT min(seq) FROM journal "
			  "WHERE journal.incident = incident.id "
			  "AND journal.kind = 'incident.opened') "
			  "WHERE journal.body <> ''",
			  "code") &&
	       check_same(walk,
			  "SELECT incident.id, incident.state, journal.seq, journal.body "
			  "FROM incident JOIN journal ON journal.seq = "
			  "(SELECT max(seq) FROM journal "
			  "WHERE journal.incident = incident.id "
			  "AND journal.kind = 'incident.state') "
			  "WHERE journal.body <> ''",
			  "to");
}

bool journal_verify(struct work *work, str expected_head,
		    struct journal_report *ret_report)
{
	struct journal_report report = { 0 };
	struct walk walk = { .work = work,
			     .report = &report,
			     .outside = head_of(expected_head) };
	str recorded;

	memset(walk.last_hash, '0', sizeof(walk.last_hash));
	if (!store_setting_get(work, "journal.head", &recorded))
		return false;
	walk.recorded = head_of(recorded);
	if (!check_chain(&walk))
		return false;
	check_head(&walk, &walk.recorded, "recorded as its head");
	check_head(&walk, &walk.outside, "noted outside");
	if (!check_nothing_beyond(&walk) || !check_tables(&walk))
		return false;
	report.head = arena_format(work->arena, "%lld:%.*s", (long long)walk.last_seq,
				   SHA256_HEX, walk.last_hash);
	*ret_report = report;
	return true;
}

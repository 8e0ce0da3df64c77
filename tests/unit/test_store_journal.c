#include "store_fixture.h"

#include "core/paging/page.h"
#include "core/record/entry.h"
#include "formats/json.h"

static void write_entry(struct fixture *f, const char *kind, int64_t incident,
			str subject, const char *body)
{
	struct tree *tree = json_parse(f->arena, str_of(body), &f->error);

	MUST(f, tree);
	MUST(f, journal_write(&f->work, kind, incident, subject, tree));
}

static struct incident open_incident(struct fixture *f, const char *code)
{
	struct incident incident = { .code = str_of(code) };
	struct tree *body = tree_map(f->arena);

	MUST(f, store_add(&f->work, &incident_shape, &incident));
	tree_put_text(f->arena, body, "code", incident.code);
	MUST(f, journal_write(&f->work, "incident.opened", incident.id, STR(""), body));
	return incident;
}

/* Five entries: an incident, its states, a page. */
static void write_story(struct fixture *f)
{
	struct work *work = begin(f);
	struct incident incident = open_incident(f, "INC-1");
	struct page page = { .incident = incident.id };

	write_entry(f, "incident.state", 1, STR(""), "{\"to\":\"declared\"}");
	MUST(f, store_add(work, &page_shape, &page));
	write_entry(f, "page.opened", 1, STR("page 1"), "{\"person\":\"bob\"}");
	commit(f);
	begin(f);
	write_entry(f, "incident.state", 1, STR(""), "{\"to\":\"mitigating\"}");
	incident.state = INCIDENT_MITIGATING;
	MUST(f, store_save(work, &incident_shape, &incident));
	commit(f);
	begin(f);
	write_entry(f, "page.opened", 1, STR("page 1"), "{\"person\":\"carol\"}");
	commit(f);
}

static struct journal_report verify(struct fixture *f, const char *head)
{
	struct journal_report report;

	MUST(f, journal_verify(take(f), str_of(head), &report));
	give(f);
	return report;
}

static str head_of(struct fixture *f)
{
	int64_t seq;
	str hash;

	MUST(f, journal_head(take(f), &seq, &hash));
	give(f);
	return arena_format(f->arena, "%lld:" STR_FMT, (long long)seq, STR_ARG(hash));
}

CLAIM(entries_come_back_in_order_and_by_incident)
{
	struct entry *entries;
	size_t count;

	write_story(f);
	begin(f);
	open_incident(f, "INC-2");
	commit(f);

	MUST(f, journal_read(take(f), 0, 1, 3, &entries, &count));
	CHECK_INT(count, 3);
	CHECK_INT(entries[0].seq, 2);
	CHECK_STR(entries[0].kind, "incident.state");
	CHECK_STR(entries[0].body, "{\"to\":\"declared\"}");
	CHECK_STR(entries[0].actor, "alice");
	CHECK_INT(entries[0].at, NOON);
	CHECK_INT(entries[0].incident, 1);
	CHECK_STR(entries[1].subject, "page 1");
	CHECK_INT(entries[0].salt.length, 32);
	MUST(f, journal_read(&f->work, 2, 0, 10, &entries, &count));
	CHECK_INT(count, 1);
	CHECK_INT(entries[0].seq, 6);
	give(f);
}

CLAIM(what_was_written_reaches_the_effects_of_its_turn)
{
	write_story(f);
	CHECK_INT(f->effects.entries.count, 5);
	CHECK_STR(f->effects.entries.items[2].kind, "page.opened");
}

CLAIM(a_door_and_an_agent_are_told_apart_from_a_person)
{
	struct entry *entries;
	size_t count;

	begin(f);
	f->work.actor = (struct actor){ .kind = ACTOR_AGENT, .name = STR("alice") };
	open_incident(f, "INC-1");
	f->work.actor = (struct actor){ .kind = ACTOR_DOOR, .name = STR("prometheus") };
	open_incident(f, "INC-2");
	f->work.actor = (struct actor){ .kind = ACTOR_STANCH };
	open_incident(f, "INC-3");
	commit(f);
	MUST(f, journal_read(take(f), 0, 0, 10, &entries, &count));
	give(f);
	CHECK_STR(entries[0].actor, "agent alice");
	CHECK_STR(entries[1].actor, "door prometheus");
	CHECK_STR(entries[2].actor, "stanch");
}

CLAIM(secrets_are_masked_before_they_are_written_but_not_in_labels_and_digests)
{
	const char *secret = "postgres://bob:hunter2hunter2@db/x";
	struct tree *body = tree_map(f->arena), *inner = tree_list(f->arena);
	struct tree *labels = tree_map(f->arena);
	struct entry *entries;
	size_t count;

	tree_put_text(f->arena, body, "url", str_of(secret));
	tree_add(f->arena, inner, tree_text(f->arena, str_of(secret)));
	tree_put(f->arena, body, "list", inner);
	tree_put_text(f->arena, labels, "note", str_of(secret));
	tree_put_int(f->arena, body, "number", 5);
	begin(f);
	MUST(f, journal_write(&f->work, "incident.opened", 0, STR(""), body));
	tree_put(f->arena, body, "labels", labels);
	MUST(f, journal_write(&f->work, "incident.opened", 0, STR(""), body));
	commit(f);
	MUST(f, journal_read(take(f), 0, 0, 10, &entries, &count));
	give(f);
	CHECK(!str_contains(entries[0].body, STR("hunter2hunter2")));
	CHECK(str_contains(entries[0].body, STR("\"number\":5")));
	CHECK(str_contains(entries[1].body, STR("hunter2hunter2")));
}

CLAIM(an_unknown_kind_of_entry_is_refused)
{
	CHECK(!journal_write(begin(f), "nothing.known", 0, STR(""), NULL));
	CHECK_ERROR(f, ERROR_INTERNAL, "the journal has no entries 'nothing.known'");
	store_roll_back(f->store);
}

CLAIM(an_undone_turn_gives_the_head_back)
{
	int64_t seq;
	str before, after;

	begin(f);
	open_incident(f, "INC-1");
	MUST(f, journal_head(&f->work, &seq, &before));
	MUST(f, store_savepoint(f->store, &f->error));
	open_incident(f, "INC-2");
	MUST(f, store_undo(f->store, &f->error));
	MUST(f, journal_head(&f->work, &seq, &after));
	CHECK_INT(seq, 1);
	CHECK(str_equal(before, after));
	open_incident(f, "INC-3");
	commit(f);

	begin(f);
	open_incident(f, "INC-4");
	store_roll_back(f->store);
	begin(f);
	open_incident(f, "INC-5");
	commit(f);

	struct journal_report report = verify(f, "");

	CHECK_STR(report.problem, "");
	CHECK_INT(report.entries, 3);
}

CLAIM(the_chain_goes_on_after_a_start)
{
	write_story(f);
	fixture_reopen(f);
	begin(f);
	open_incident(f, "INC-2");
	commit(f);
	CHECK_INT(verify(f, "").entries, 6);
	CHECK_INT(verify(f, "").bad_seq, 0);
}

CLAIM(an_empty_journal_is_whole)
{
	CHECK_INT(verify(f, "").bad_seq, 0);
	CHECK_INT(verify(f, head_of(f).bytes).bad_seq, 0);
	CHECK_STR(verify(f, "").head,
		  "0:0000000000000000000000000000000000000000000000000"
		  "000000000000000");
}

CLAIM(a_whole_journal_is_found_whole_with_each_of_its_heads)
{
	str early, late;

	begin(f);
	open_incident(f, "INC-0");
	commit(f);
	early = head_of(f);
	begin(f);
	write_entry(f, "incident.state", 1, STR(""), "{\"to\":\"candidate\"}");
	commit(f);
	late = head_of(f);
	CHECK_INT(verify(f, early.bytes).bad_seq, 0);
	CHECK_INT(verify(f, late.bytes).bad_seq, 0);
	CHECK_INT(verify(f, strchr(early.bytes, ':') + 1).bad_seq, 0);
	CHECK(str_equal(verify(f, "").head, late));
}

/* -- what verify must find -- */

static const struct tampering {
	const char *statement;
	int64_t bad_seq;
	const char *problem; /* a part of it */
} tamperings[] = {
	{ "UPDATE journal SET body = '{\"to\":\"Declared\"}' WHERE seq = 2", 2,
	  "entry 2: the body does not match its hash" },
	{ "UPDATE journal SET salt = '00' WHERE seq = 2", 2, "the body does not match" },
	{ "UPDATE journal SET body = '' WHERE seq = 2", 2, "the body does not match" },
	{ "UPDATE journal SET body_hash = CASE WHEN body_hash LIKE 'a%' THEN 'b' ELSE "
	  "'a' "
	  "END || substr(body_hash, 2) WHERE seq = 3",
	  3, "the body does not match" },
	{ "UPDATE journal SET actor = 'alicf' WHERE seq = 3", 3, "entry 3: its hash" },
	{ "UPDATE journal SET at = at + 1 WHERE seq = 5", 5, "entry 5: its hash" },
	{ "UPDATE journal SET kind = 'page.sent' WHERE seq = 3", 3, "entry 3: its hash" },
	{ "UPDATE journal SET version = 9 WHERE seq = 3", 3, "entry 3: its hash" },
	{ "UPDATE journal SET incident = 2 WHERE seq = 3", 3, "entry 3: its hash" },
	{ "UPDATE journal SET subject = 'page 2' WHERE seq = 3", 3, "entry 3: its hash" },
	{ "DELETE FROM journal WHERE seq = 3", 3, "entry 3 is missing" },
	{ "DELETE FROM journal WHERE seq = 1", 1, "entry 1 is missing" },
	{ "DELETE FROM journal WHERE seq = 5", 5,
	  "the journal ends at entry 4, but entry 5 was recorded as its head" },
	{ "DELETE FROM journal", 1, "the journal ends at entry 0" },
	{ "UPDATE journal SET seq = -1 WHERE seq = 2; UPDATE journal SET seq = 2 "
	  "WHERE seq = 3; UPDATE journal SET seq = 3 WHERE seq = -1",
	  2, "entry 2: its hash" },
	{ "DELETE FROM setting WHERE name = 'journal.head'", 1, "entry 1 is beyond" },
	{ "UPDATE incident SET state = 'closed'", 4,
	  "incident 1 is 'closed' in its table and 'mitigating' in entry 4" },
	{ "UPDATE incident SET code = 'INC-9'", 1, "incident 1 is 'INC-9' in its table" },
	{ "UPDATE incident SET id = 7", -1, "incident 7 has no entry incident.opened" },
	{ "UPDATE page SET id = 7", -1, "page 7 has no entry page.opened" },
};

static void finds(struct fixture *f, const struct tampering *tampering)
{
	write_story(f);
	CHECK_INT(verify(f, "").bad_seq, 0);
	fixture_sql(f, tampering->statement);

	struct journal_report report = verify(f, "");

	CHECK(report.bad_seq != 0);
	if (tampering->bad_seq != 0)
		CHECK_INT(report.bad_seq, tampering->bad_seq);
	if (!str_contains(report.problem, str_of(tampering->problem)))
		check_failed(__FILE__, __LINE__, "%s: " STR_FMT, tampering->statement,
			     STR_ARG(report.problem));
}

static const struct tampering *current;

static void finds_current(struct fixture *f)
{
	finds(f, current);
}

static void verify_finds_every_tampering(void)
{
	for (size_t i = 0; i < sizeof(tamperings) / sizeof(tamperings[0]); i++) {
		current = &tamperings[i];
		on_each_engine(finds_current);
	}
}

CLAIM(a_tail_cut_with_its_record_is_found_by_the_head_noted_outside)
{
	str head;

	write_story(f);
	head = head_of(f);
	fixture_sql(f, "DELETE FROM journal WHERE seq = 5; UPDATE setting SET value = "
		       "'4:' || (SELECT hash FROM journal WHERE seq = 4) "
		       "WHERE name = 'journal.head'");
	CHECK_INT(verify(f, "").bad_seq, 0);
	CHECK_INT(verify(f, head.bytes).bad_seq, 5);
	CHECK_INT(verify(f, strchr(head.bytes, ':') + 1).bad_seq, 5);
}

CLAIM(a_redacted_entry_is_counted_and_the_chain_still_holds)
{
	struct entry *entries;
	size_t count;

	write_story(f);
	MUST(f, journal_redact(begin(f), 1));
	MUST(f, journal_redact(&f->work, 4));
	commit(f);

	struct journal_report report = verify(f, "");

	CHECK_STR(report.problem, "");
	CHECK_INT(report.redacted, 2);
	CHECK_INT(report.entries, 5);
	MUST(f, journal_read(take(f), 0, 0, 1, &entries, &count));
	give(f);
	CHECK_STR(entries[0].body, "");
	CHECK_INT(entries[0].body_hash.length, 64);
	CHECK(!journal_redact(begin(f), 99));
	CHECK_ERROR(f, ERROR_NOT_FOUND, "there is no entry 99");
	store_roll_back(f->store);
}

CLAIM(verify_in_a_turn_takes_what_is_not_yet_committed)
{
	struct journal_report report;

	write_story(f);
	begin(f);
	open_incident(f, "INC-2");
	MUST(f, journal_verify(&f->work, STR(""), &report));
	CHECK_STR(report.problem, "");
	CHECK_INT(report.entries, 6);
	commit(f);
}

const struct test tests[] = {
	{ "entries come back in order and by incident",
	  entries_come_back_in_order_and_by_incident },
	{ "what was written reaches the effects of its turn",
	  what_was_written_reaches_the_effects_of_its_turn },
	{ "a door and an agent are told apart from a person",
	  a_door_and_an_agent_are_told_apart_from_a_person },
	{ "secrets are masked before they are written, but not in labels and digests",
	  secrets_are_masked_before_they_are_written_but_not_in_labels_and_digests },
	{ "an unknown kind of entry is refused", an_unknown_kind_of_entry_is_refused },
	{ "an undone turn gives the head back", an_undone_turn_gives_the_head_back },
	{ "the chain goes on after a start", the_chain_goes_on_after_a_start },
	{ "an empty journal is whole", an_empty_journal_is_whole },
	{ "a whole journal is found whole with each of its heads",
	  a_whole_journal_is_found_whole_with_each_of_its_heads },
	{ "verify finds every tampering", verify_finds_every_tampering },
	{ "a tail cut with its record is found by the head noted outside",
	  a_tail_cut_with_its_record_is_found_by_the_head_noted_outside },
	{ "a redacted entry is counted and the chain still holds",
	  a_redacted_entry_is_counted_and_the_chain_still_holds },
	{ "verify in a turn takes what is not yet committed",
	  verify_in_a_turn_takes_what_is_not_yet_committed },
	{ 0 },
};

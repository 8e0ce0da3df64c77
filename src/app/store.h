/* The port to what is kept. app/ says what it needs here; store/ answers with SQL.
 * Each function belongs to the work's connection: inside a turn that is the one
 * transaction of its group, elsewhere a reader. On failure work->error says why. */
#ifndef APP_STORE_H
#define APP_STORE_H

#include "app/work.h"
#include "base/shape.h"
#include "core/action/action.h"
#include "core/alerting/learned.h"
#include "core/alerting/silence.h"
#include "core/diagnosis/hypothesis.h"
#include "core/incident/incident.h"
#include "core/paging/page.h"
#include "core/record/entry.h"
#include "core/telling/message.h"

/* -- any struct with a shape whose first field is int64_t id -- */

/* Gives the row the next id of its table and inserts it. */
bool store_add(struct work *work, const struct shape *shape, void *row) MUST_CHECK;
/* The two halves of that: for what must be named before it is written. */
bool store_next_id(struct work *work, const struct shape *shape,
		   int64_t *ret_id) MUST_CHECK;
bool store_add_as(struct work *work, const struct shape *shape,
		  const void *row) MUST_CHECK;
bool store_save(struct work *work, const struct shape *shape, const void *row) MUST_CHECK;
/* ERROR_NOT_FOUND: "there is no page 17". */
bool store_get(struct work *work, const struct shape *shape, int64_t id,
	       void *ret_row) MUST_CHECK;
/* All rows of an incident by id; *ret_rows is an array in the work's arena. At most
 * ROWS_PER_ANSWER_MAX. */
bool store_of_incident(struct work *work, const struct shape *shape, int64_t incident,
		       void *ret_rows, size_t *ret_count) MUST_CHECK;
/* The last rows of a table, newest first. */
bool store_latest(struct work *work, const struct shape *shape, size_t most,
		  void *ret_rows, size_t *ret_count) MUST_CHECK;

/* -- counters -- */

/* 1, 2, 3, …: given back when the turn is undone. */
bool store_count_up(struct work *work, str counter, int64_t *ret_number) MUST_CHECK;

/* -- the journal -- */

/* Appends; the body is masked, serialised, salted and hashed here. Raises
 * work->effects so that live pages hear of it after the commit; so the subject must live
 * as long as the turn. */
bool journal_write(struct work *work, const char *kind, int64_t incident, str subject,
		   const struct tree *body) MUST_CHECK;
/* The same with a body that is ready, which the caller has masked: for what comes by the
 * thousand. It must live as long as the turn. */
bool journal_write_ready(struct work *work, const char *kind, int64_t incident,
			 str subject, str body) MUST_CHECK;
/* Entries with seq > after, oldest first; incident 0 means all. */
bool journal_read(struct work *work, int64_t incident, int64_t after, size_t most,
		  struct entry **ret_entries, size_t *ret_count) MUST_CHECK;
/* The entry's body and salt become "": the chain still holds, and verify counts it.
 * That this was done, by whom and why is an entry of its own, the caller's. */
bool journal_redact(struct work *work, int64_t seq) MUST_CHECK;
/* seq 0 and 64 zeros when empty. */
bool journal_head(struct work *work, int64_t *ret_seq, str *ret_hash) MUST_CHECK;

struct journal_report {
	int64_t entries;
	int64_t bad_seq; /* 0: none; -1: a row that has no entry */
	str problem;     /* "entry 17: the body does not match its hash" */
	str head;        /* "SEQ:HASH" of the last good entry: fit for expected_head */
	int64_t redacted;
};
/* Recomputes the whole chain. expected_head: "" or what was noted outside, "SEQ:HASH"
 * or the hash alone (it must be in the chain). False only when it could not read; a
 * broken chain is a report with bad_seq. Each group's commit records the head in the
 * setting "journal.head", so that a cut tail is found without an outside head too.
 * Also compares tables with the journal: an incident has its incident.opened {code}
 * and is in the state of its last incident.state {to}; a page has its page.opened,
 * whose subject is "page ID". */
bool journal_verify(struct work *work, str expected_head,
		    struct journal_report *ret_report) MUST_CHECK;

/* -- alerts -- */
struct alert;
/* The newest with this key; only alerts that have an identity are found by it. Others
 * are known to the roster by their ids. */
bool store_alert_named(struct work *work, str key, struct alert *ret_alert,
		       bool *ret_found) MUST_CHECK;
bool store_alert_with_key(struct work *work, int64_t id, str key, struct alert *ret_alert,
			  bool *ret_found) MUST_CHECK;
/* For the roster at the start: calls "each" for every alert that has not ended, or
 * changed since then. Filled are id, incident, key, content, state, starts_at, ends_at
 * and changed_at. */
bool store_alerts_repeated(struct work *work, instant_ms changed_since,
			   void (*each)(void *context, const struct alert *alert),
			   void *context) MUST_CHECK;
/* The same for all whose id is larger. */
bool store_alerts_beyond(struct work *work, int64_t id,
			 void (*each)(void *context, const struct alert *alert),
			 void *context) MUST_CHECK;
/* Those that have not ended, whole, by id, from behind that one on. */
bool store_alerts_after(struct work *work, int64_t id, size_t most, struct alert **ret,
			size_t *ret_count) MUST_CHECK;
/* Those of these ids that have not ended, by id; at most STORE_ALERT_IDS_MAX. */
enum { STORE_ALERT_IDS_MAX = 20 };
bool store_alerts_of_ids(struct work *work, const int64_t *ids, size_t count,
			 struct alert **ret, size_t *ret_count) MUST_CHECK;
bool store_alert_touch(struct work *work, int64_t id, instant_ms ends_at) MUST_CHECK;
/* Those not ended that something holds back, by id, behind "after"; fewer when they are
 * large, and none only at the end. */
bool store_alerts_suppressed(struct work *work, int64_t after, size_t most,
			     struct alert **ret, size_t *ret_count) MUST_CHECK;
/* How many that have not ended each thing holds back, as alert.suppressed names it; the
 * first ROWS_PER_ANSWER_MAX of them. */
struct held_count {
	str by;
	int64_t alerts;
};
bool store_alerts_held(struct work *work, struct held_count **ret,
		       size_t *ret_count) MUST_CHECK;
/* Firing ones behind this id, by id. */
bool store_alerts_firing_after(struct work *work, int64_t after, size_t most,
			       struct alert **ret, size_t *ret_count) MUST_CHECK;

/* Firing alerts that hold others back (core/alerting/inhibit.h). is_target_too: the rule
 * could hold back the alert itself. */
bool store_inhibitor_add(struct work *work, str key, int64_t alert,
			 bool is_target_too) MUST_CHECK;
bool store_inhibitors_drop(struct work *work, int64_t alert) MUST_CHECK;
bool store_inhibitors_clear(struct work *work) MUST_CHECK;
/* The first with this key; of those on one side only, when who asks is a source, too.
 * 0: none. */
bool store_inhibitor_find(struct work *work, str key, bool is_source_too,
			  int64_t *ret_alert) MUST_CHECK;
/* All alerts of one incident become another's. */
bool store_alerts_move(struct work *work, int64_t from, int64_t into,
		       int64_t *ret_count) MUST_CHECK;
/* Of one service in one incident, how many have not ended. */
bool store_alerts_of_service(struct work *work, int64_t incident, str service,
			     int64_t *ret_unended) MUST_CHECK;
/* Of one source, the newest first, and how many there are. */
enum alerts_wanted { ALERTS_ALL, ALERTS_OPEN, ALERTS_ENDED };
struct alert_listing {
	str source;
	enum alerts_wanted wanted;
	size_t skip, most; /* of the rows, not of the count */
};
bool store_alerts_from(struct work *work, const struct alert_listing *listing,
		       struct alert **ret_alerts, size_t *ret_count) MUST_CHECK;
bool store_alerts_from_count(struct work *work, const struct alert_listing *listing,
			     int64_t *ret_count) MUST_CHECK;
/* A stale alert does not fire, and it has not ended either. */
bool store_alerts_count(struct work *work, int64_t incident, int64_t *ret_firing,
			int64_t *ret_unended) MUST_CHECK;

/* -- own eyes -- */
struct watch;
bool store_watch_find(struct work *work, str name, struct watch *ret,
		      bool *ret_found) MUST_CHECK;
struct heartbeat;
bool store_heartbeat_find(struct work *work, str name, struct heartbeat *ret,
			  bool *ret_found) MUST_CHECK;
bool store_heartbeats_unknown(struct work *work, int64_t *ret_count) MUST_CHECK;

/* -- the service map -- */
/* All of all sources, by service, what it needs and source. */
bool store_learned(struct work *work, struct learned **ret, size_t *ret_count) MUST_CHECK;
bool store_learned_add(struct work *work, struct learned *learned) MUST_CHECK;
/* What this source did not see since then. */
bool store_learned_drop(struct work *work, enum map_source source,
			instant_ms unseen_since, int64_t *ret_count) MUST_CHECK;
/* Configured and learned; what was learned of an alias belongs to its service. In a turn
 * it is valid until the turn ends or the map changes: copy what is kept. */
bool store_service_map(struct work *work, struct service_map *ret) MUST_CHECK;
bool store_pods(struct work *work, struct pod **ret, size_t *ret_count) MUST_CHECK;
bool store_pods_drop(struct work *work, instant_ms unseen_since) MUST_CHECK;
/* Namespace "": the only one of that name. */
bool store_pod_find(struct work *work, str namespace, str name, struct pod *ret,
		    bool *ret_found) MUST_CHECK;

/* -- incidents -- */
/* By code ("INC-…", any case), by its last number ("1" of today) or by "last". */
bool store_incident_find(struct work *work, str word, struct incident *ret) MUST_CHECK;
/* The newest incident of this group, when it is open or was resolved after that. */
bool store_incident_of_group(struct work *work, str key, instant_ms resolved_after,
			     struct incident *ret, bool *ret_found) MUST_CHECK;
/* The incident takes what comes with this key; again is no error. */
bool store_group_add(struct work *work, str key, int64_t incident) MUST_CHECK;
/* All keys of one incident, in order. */
bool store_groups(struct work *work, int64_t incident, str **ret_keys,
		  size_t *ret_count) MUST_CHECK;
bool store_groups_move(struct work *work, int64_t from, int64_t into) MUST_CHECK;
bool store_group_drop(struct work *work, str key, int64_t incident) MUST_CHECK;
bool store_incidents(struct work *work, bool open_only, size_t most,
		     struct incident **ret, size_t *ret_count) MUST_CHECK;
/* The newest of a service that was open at any time from then to then. */
bool store_incident_during(struct work *work, str service, instant_ms from, instant_ms to,
			   struct incident *ret, bool *ret_found) MUST_CHECK;
/* The last one of that name, unless it was withdrawn. */
bool store_milestone_find(struct work *work, int64_t incident, enum milestone_name name,
			  struct milestone *ret, bool *ret_found) MUST_CHECK;

/* -- evidence that is kept as bytes -- */
struct content;
bool store_content_find(struct work *work, str hash, struct content *ret,
			bool *ret_found) MUST_CHECK;
/* Hashes all of them as they are read. ret_bad: the hash of the first whose bytes have
 * another one; "" for none. */
bool store_contents_verify(struct work *work, int64_t *ret_count,
			   str *ret_bad) MUST_CHECK;
/* -- runbooks -- */
struct stored_runbook;
struct step_record;
bool store_runbook_named(struct work *work, str name, struct stored_runbook *ret,
			 bool *ret_found) MUST_CHECK;
/* Those whose files are there, by name. */
bool store_runbooks(struct work *work, struct stored_runbook **ret,
		    size_t *ret_count) MUST_CHECK;
struct runbook_proof;
/* What live systems said of it last. */
bool store_runbook_proof(struct work *work, int64_t runbook, struct runbook_proof *ret,
			 bool *ret_found) MUST_CHECK;
/* Of all whose files are there. */
bool store_runbook_proofs(struct work *work, struct runbook_proof **ret,
			  size_t *ret_count) MUST_CHECK;
/* The one that was not asked about for longest: not since then, or not as it is now. */
bool store_runbook_unasked(struct work *work, instant_ms since,
			   struct stored_runbook *ret, bool *ret_found) MUST_CHECK;
struct runbook_counts;
bool store_runbook_counts(struct work *work, struct runbook_counts *ret) MUST_CHECK;
/* How its blocks went, each once. */
bool store_runbook_records(struct work *work, int64_t runbook, struct step_record **ret,
			   size_t *ret_count) MUST_CHECK;

struct evidence_access;
/* Who looked at it, the newest first. */
bool store_evidence_accesses(struct work *work, int64_t evidence,
			     struct evidence_access **ret, size_t *ret_count) MUST_CHECK;

bool store_action_by_number(struct work *work, int64_t incident, int64_t number,
			    struct action *ret) MUST_CHECK;

/* -- temporary fixes: those that are open, by their end -- */
struct fix;
/* Of one incident and those merged into it; 0: of all. */
bool store_fixes_open(struct work *work, int64_t incident, struct fix **ret,
		      size_t *ret_count) MUST_CHECK;
/* How many are open, and of those how many are over at the work's instant. */
bool store_fixes_count(struct work *work, int64_t *ret_open,
		       int64_t *ret_over) MUST_CHECK;

/* -- pages -- */
struct page;
bool store_page_of_incident(struct work *work, int64_t incident, struct page *ret,
			    bool *ret_found) MUST_CHECK; /* the newest */
/* Live pages of all incidents that have sent something to this person; "" : of anybody.
 * Newest first. */
bool store_pages_live(struct work *work, str person, struct page **ret,
		      size_t *ret_count) MUST_CHECK;
/* The newest page with this reply code that is live, else the newest of all. */
bool store_page_by_code(struct work *work, str code, struct page *ret,
			bool *ret_found) MUST_CHECK;
/* Pages sent or queued to this person since then, for their limit, and those held. */
bool store_pages_to(struct work *work, str person, instant_ms since, int64_t *ret_count,
		    int64_t *ret_held) MUST_CHECK;
/* The receiver's id of the first thing sent to this address for this incident; "". */
bool store_first_receipt(struct work *work, const struct delivery *delivery,
			 str *ret_receipt) MUST_CHECK;
/* All deliveries of a page, newest first. */
bool store_deliveries_of_page(struct work *work, int64_t page, struct delivery **ret,
			      size_t *ret_count) MUST_CHECK;
/* Deliveries of a page still QUEUED become CANCELLED. */
bool store_deliveries_cancel(struct work *work, int64_t page, instant_ms now) MUST_CHECK;
bool store_people_paged(struct work *work, int64_t incident, str **ret_names,
			size_t *ret_count) MUST_CHECK;

/* -- receivers -- */
struct destination {
	int64_t id;
	str name;
	instant_ms slow_until;
	str problem; /* the last */
};
extern const struct shape destination_shape;
/* A row with id 0 when there is none of that name. */
bool store_destination_find(struct work *work, str name,
			    struct destination *ret) MUST_CHECK;

/* -- silences: an end that was brought forward is the end -- */
/* In force or to come, the first to end first. */
bool store_silences_live(struct work *work, instant_ms now, struct silence **ret,
			 size_t *ret_count) MUST_CHECK;
/* Those and what ended after that instant, the last to end first. */
bool store_silences_since(struct work *work, instant_ms ended_after, struct silence **ret,
			  size_t *ret_count) MUST_CHECK;
/* How many are in each state at the work's instant. */
bool store_silences_count(struct work *work,
			  int64_t ret_counts[SILENCE_EXPIRED + 1]) MUST_CHECK;
bool store_silence_find(struct work *work, str uid, struct silence *ret,
			bool *ret_found) MUST_CHECK;

/* -- on call -- */
struct override;
/* Not removed and not over at "from", of one schedule or (when "") of all; by id. */
bool store_overrides(struct work *work, str schedule, instant_ms from,
		     struct override **ret, size_t *ret_count) MUST_CHECK;

/* -- replies -- */
struct reply_row;
bool store_reply_find(struct work *work, str key, struct reply_row *ret,
		      bool *ret_found) MUST_CHECK;

/* -- timers: absolute instants -- */
struct timer {
	int64_t id;
	instant_ms due;
	str kind;
	int64_t ref;
	int64_t incident;
	int64_t failures; /* after 5 it is set aside */
	bool set_aside;
};
extern const struct shape timer_shape;
bool timer_set(struct work *work, const char *kind, int64_t ref, int64_t incident,
	       instant_ms due) MUST_CHECK; /* replaces one of the same kind and ref */
bool timer_drop(struct work *work, const char *kind, int64_t ref) MUST_CHECK;
bool timers_due(struct work *work, instant_ms now, size_t most, struct timer **ret,
		size_t *ret_count) MUST_CHECK;
bool timer_next_due(struct work *work, instant_ms *ret_due) MUST_CHECK; /* 0: none */
bool timer_remove(struct work *work, int64_t id) MUST_CHECK;

/* The clock was set back: all that waits for an instant is moved along by "by". */
bool timers_move(struct work *work, duration_ms by) MUST_CHECK;
/* The clock was set: a jump is no time in which somebody did not answer. */
bool pages_move(struct work *work, duration_ms by) MUST_CHECK;

/* -- jobs: work for the desks, leased -- */
/* Slow: pages to receivers that failed or were slow a moment ago, so that these never
 * hold up the others. */
/* Watch: what our own eyes look at, which takes the desks of nobody else. */
enum lane { LANE_PAGES, LANE_WORK, LANE_SLOW, LANE_WATCH };
enum job_state { JOB_WAITING, JOB_LEASED, JOB_DONE, JOB_SET_ASIDE };
struct job {
	int64_t id;
	enum lane lane;
	str kind;
	int64_t ref;
	int64_t incident;
	enum job_state state;
	instant_ms run_at;
	instant_ms lease_ends_at;
	str desk;
	int64_t attempts;
	str problem;
	str destination; /* of which two desks at most are busy with one; "" : any */
};
extern const struct shape job_shape;
extern const char *const lane_names[];
extern const char *const job_state_names[];
bool job_add(struct work *work, enum lane lane, const char *kind, int64_t ref,
	     int64_t incident, instant_ms run_at) MUST_CHECK;
/* The same with its destination: all but id, state and what a desk fills in. */
bool job_add_whole(struct work *work, struct job *job) MUST_CHECK;
/* The first job of the lane that may run now; leases it. Of one destination
 * DESTINATION_DESKS_MAX are leased at a time. */
bool job_claim(struct work *work, enum lane lane, str desk, instant_ms lease_ends_at,
	       struct job *ret_job, bool *ret_found) MUST_CHECK;
bool job_finish(struct work *work, int64_t id) MUST_CHECK; /* deletes the row */
bool job_retry(struct work *work, int64_t id, instant_ms run_at, str problem) MUST_CHECK;
/* One of this kind and ref waits or is at work. */
bool store_job_of(struct work *work, const char *kind, int64_t ref,
		  bool *ret_found) MUST_CHECK;
/* Those of one destination go to the desks of another lane, from the next lease on. */
bool jobs_change_lane(struct work *work, str destination, enum lane from,
		      enum lane to) MUST_CHECK;
/* When the lane's next waiting job may run whose destination is free; 0: none. */
bool job_next_run(struct work *work, enum lane lane, instant_ms *ret_at) MUST_CHECK;
/* After a start nobody holds a lease: all go back to waiting. */
bool jobs_release_all(struct work *work, int64_t *ret_count) MUST_CHECK;

/* -- people: those not removed -- */
struct person;
struct token;
bool store_person_find(struct work *work, str name, struct person *ret,
		       bool *ret_found) MUST_CHECK;
bool store_people(struct work *work, struct person **ret, size_t *ret_count) MUST_CHECK;
bool store_token_find(struct work *work, str secret_hash, struct token *ret,
		      bool *ret_found) MUST_CHECK;
bool store_token_delete(struct work *work, int64_t id) MUST_CHECK;
bool store_tokens_delete(struct work *work, str person) MUST_CHECK; /* all of one */

/* -- changes of the outside world -- */
struct change;
bool store_changes_between(struct work *work, str service, instant_ms from, instant_ms to,
			   struct change **ret, size_t *ret_count) MUST_CHECK;

/* Since then up to that instant, the newest first; at most SUSPECTS_READ_MAX. */
bool store_changes_before(struct work *work, instant_ms from, instant_ms to,
			  struct change **ret, size_t *ret_count) MUST_CHECK;
/* The revision of this target that ran before that one, as far as the same system told;
 * "". Others may name revisions otherwise. */
bool store_change_previous(struct work *work, const struct change *change,
			   str *ret_revision) MUST_CHECK;
/* How many there are, by change_system; and of rollbacks by their stored state. */
bool store_changes_by_system(struct work *work, int64_t *ret_counts) MUST_CHECK;
bool store_rollbacks_by_state(struct work *work, int64_t *ret_counts) MUST_CHECK;
bool store_change_known(struct work *work, str source, str source_id,
			bool *ret_known) MUST_CHECK;

/* -- what people report -- */
struct report;
/* Those without a service that have an incident, since then, newest first. */
bool store_reports_unplaced(struct work *work, instant_ms since, size_t most,
			    struct report **ret, size_t *ret_count) MUST_CHECK;
/* Of an incident: all, and those since then that say that something fails. */
bool store_reports_count(struct work *work, int64_t incident, instant_ms since,
			 int64_t *ret_all, int64_t *ret_recent) MUST_CHECK;
bool store_reports_by_source(struct work *work, int64_t incident,
			     int64_t *ret_counts) MUST_CHECK; /* REPORT_TEST + 1 */
/* The tickets of an incident's reports, each once, in the order they came. */
bool store_report_refs(struct work *work, int64_t incident, str **ret_refs,
		       size_t *ret_count) MUST_CHECK;
bool store_reports_move(struct work *work, int64_t from, int64_t into) MUST_CHECK;

/* -- promises -- */
struct promise;
/* All that are open, by id. */
bool store_promises_open(struct work *work, int64_t incident, struct promise **ret,
			 size_t *ret_count) MUST_CHECK;

/* -- the status page: updates since then, oldest first -- */
struct status_update;
bool store_status_updates(struct work *work, instant_ms since, struct status_update **ret,
			  size_t *ret_count) MUST_CHECK;

/* -- single values -- */
bool store_setting_get(struct work *work, const char *name,
		       str *ret_value) MUST_CHECK; /* "" */
bool store_setting_put(struct work *work, const char *name, str value) MUST_CHECK;

/* -- figures, for /metrics -- */
enum {
	COUNTED_RANKS = 4, /* 0 to 3 */
	COUNTED_ISSUE_STATES = 5,
	PAGE_STARTS_MAX = 1000,
	SCOPES_MAX = 1000,
	DIAGNOSES_MAX = 1000,
	EVIDENCE_COUNTED_MAX = 5000,
};
struct store_counts {
	int64_t deliveries[DELIVERY_MESSAGE + 1][DELIVERY_HELD + 1];
	int64_t jobs[LANE_WATCH + 1][JOB_SET_ASIDE + 1];
	int64_t timers_overdue; /* by more than a second */
	int64_t timers_set_aside;
	int64_t destinations_slow;             /* at the work's instant */
	int64_t silences[SILENCE_EXPIRED + 1]; /* at the work's instant */
	struct held_count *held; /* alerts that something holds back, by what */
	size_t held_count;
	int64_t alerts[ALERT_UNKNOWN + 1];
	int64_t incidents_open[COUNTED_RANKS];
	int64_t incidents_unacknowledged; /* of those open */
	int64_t promises[PROMISE_REPLACED + 1];
	int64_t issues[COUNTED_ISSUE_STATES];
	/* From queued to its send's start, of the last PAGE_STARTS_MAX pages that were
	 * started; all 0 when count is. */
	struct page_starts {
		int64_t count;
		duration_ms p50, p99, max;
	} page_starts;
	/* From an incident's opening until its scope card was complete, of the last
	 * SCOPES_MAX; and of these, how many had an answer that was unknown. */
	struct page_starts scopes;
	int64_t scopes_unknown;
	int64_t hypotheses[HYPOTHESIS_CONFIRMED + 1];
	/* The last EVIDENCE_COUNTED_MAX questions, by probe; of a probe that was not
	 * asked there is none. And how long the last diagnoses among them took. */
	struct asked_count {
		str probe;
		int64_t states[EVIDENCE_FAILED + 1];
	} * asked;
	size_t asked_count;
	struct page_starts diagnoses;
};
bool store_counts(struct work *work, struct store_counts *ret) MUST_CHECK;

/* -- idempotency: the answer once given for this key -- */
bool store_answer_find(struct work *work, str key, str *ret_answer,
		       bool *ret_found) MUST_CHECK;
bool store_answer_keep(struct work *work, str key, str answer) MUST_CHECK;

/* -- the store itself: for the scribe, the readers and main -- */
struct store;
struct store_options {
	str database;    /* "" : SQLite at DIR/stanch.db */
	str directory;   /* DIR */
	const char *vfs; /* the simulation's disk */
	bool exclusive;
	unsigned readers;
};
/* Opens, locks the directory (a second server is refused: CONFLICT), takes a copy
 * before a schema step, brings the schema up; a newer one is refused. */
struct store *store_open(struct arena *arena, const struct store_options *options,
			 struct error *error) MUST_CHECK;
void store_close(struct store *store);
struct sql *store_writer(struct store *store);
struct sql *store_reader_take(struct store *store, int64_t wait_ms,
			      struct error *error) MUST_CHECK;
void store_reader_give(struct store *store, struct sql *db);
bool store_begin(struct store *store, struct error *error) MUST_CHECK;
bool store_commit(struct store *store, struct error *error) MUST_CHECK;
void store_roll_back(struct store *store);
bool store_savepoint(struct store *store, struct error *error) MUST_CHECK;
bool store_release(struct store *store, struct error *error) MUST_CHECK;
bool store_undo(struct store *store, struct error *error) MUST_CHECK;
/* After a commit that failed, journal head and counters are read again. */
void store_forget(struct store *store);
bool store_checkpoint(struct store *store, struct error *error) MUST_CHECK;
/* By a reader's connection. A file that is already there is refused. */
bool store_backup(struct store *store, const char *path, struct error *error) MUST_CHECK;
/* SQLite: what DIR holds becomes stanch.db.before-restore, and the backup, once it
 * was found whole, takes its place. Refused while a server runs. The caller verifies
 * the journal. */
bool store_restore(const char *backup, const char *directory,
		   struct error *error) MUST_CHECK;
/* The key that alerts are identified with; made at the first start. */
const unsigned char *store_key(struct store *store);
/* Bytes on disk: database and WAL. */
int64_t store_bytes(struct store *store);

#endif

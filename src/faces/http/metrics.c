/* /metrics in Prometheus' text format. */
#include "faces/http/metrics.h"
#include "faces/http/request.h"

#include "app/engine/scribe.h"
#include "app/intake/roster.h"
#include "app/paging/oncall.h"
#include "app/standby/standby.h"
#include "app/store.h"
#include "app/telling/tracking.h"
#include "base/limits.h"
#include "base/text.h"

#include <stdio.h>

enum { METRICS_BYTES_MAX = 2 << 20 };

/* What must be read from the store, in one look. */
struct counts {
	struct store_counts stored;
	int64_t seq;
	str head;
	struct standby_state standby;
	struct watching_counts watching;
	struct change_counts changes;
	struct runbook_counts runbooks;
	bool *gaps;         /* for each schedule: nobody is on call now */
	str status_written; /* when the status page's files were, in ms; "" : never */
};

static bool look_for_gaps(struct work *work, struct counts *counts)
{
	const struct config *config = work->config;
	struct duty duty;

	counts->gaps = arena_many(work->arena, bool, config->schedule_count + 1);
	for (size_t i = 0; i < config->schedule_count; i++) {
		if (!oncall_duty(work, &config->schedules[i], work->now, &duty))
			return false;
		counts->gaps[i] = duty.person.length == 0;
	}
	return true;
}

static bool count(struct work *work, void *arguments)
{
	struct counts *counts = arguments;

	return store_counts(work, &counts->stored) && look_for_gaps(work, counts) &&
	       watching_count(work, &counts->watching) &&
	       changes_count(work, &counts->changes) &&
	       store_runbook_counts(work, &counts->runbooks) &&
	       standby_look(work, &counts->standby) &&
	       store_setting_get(work, "status.written_at", &counts->status_written) &&
	       journal_head(work, &counts->seq, &counts->head);
}

void metric_head(struct text *text, const char *name, const char *type, const char *help)
{
	text_addf(text, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void add(struct text *text, const char *name, const char *type, const char *help,
		double value)
{
	metric_head(text, name, type, help);
	text_addf(text, "%s %.17g\n", name, value);
}

static void add_by_state(struct text *text, const char *name, const char *help,
			 const char *const *states, const int64_t *counts)
{
	metric_head(text, name, "gauge", help);
	for (int i = 0; states[i]; i++)
		text_addf(text, "%s{state=\"%s\"} %lld\n", name, states[i],
			  (long long)counts[i]);
}

/* By kind alone: what stands behind it is a name of somebody's. */
static void add_held(struct text *text, const struct store_counts *stored)
{
	static const char *const kinds[] = { "silence", "maintenance", "muted",
					     "inhibited", "flapping" };

	metric_head(text, "stanch_alerts_held_back", "gauge",
		    "Alerts that fire and page nobody, by what holds them back.");
	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		int64_t count = 0;

		for (size_t i = 0; i < stored->held_count; i++) {
			str kind = stored->held[i].by, rest;

			str_cut(kind, ':', &kind, &rest);
			if (str_is(kind, kinds[k]))
				count += stored->held[i].alerts;
		}
		text_addf(text, "stanch_alerts_held_back{by=\"%s\"} %lld\n", kinds[k],
			  (long long)count);
	}
}

static void add_incidents(struct text *text, const struct store_counts *stored)
{
	metric_head(text, "stanch_incidents_open", "gauge",
		    "Open incidents by rank; 0 is the worst.");
	for (int rank = 0; rank < COUNTED_RANKS; rank++)
		text_addf(text, "stanch_incidents_open{rank=\"%d\"} %lld\n", rank,
			  (long long)stored->incidents_open[rank]);
	add(text, "stanch_incidents_unacknowledged", "gauge",
	    "Open incidents that nobody has acknowledged.",
	    (double)stored->incidents_unacknowledged);
	add_by_state(text, "stanch_alerts",
		     "Alerts kept, by state; stale: its sender went silent.",
		     alert_state_names, stored->alerts);
	add_by_state(text, "stanch_silences",
		     "Silences by state: in force, to come, and over since the first "
		     "start.",
		     silence_state_names, stored->silences);
	add_held(text, stored);
	add_by_state(text, "stanch_promises",
		     "Promised updates by state; missed ones were not sent in time.",
		     promise_state_names, stored->promises);
}

/* Without files there is no age, rather than one of 0. */
static void add_status(struct text *text, const struct counts *counts)
{
	instant_ms at;

	metric_head(
		text, "stanch_status_page_age_seconds", "gauge",
		"Since the status page's files were found up to date or written; without "
		"files there is no figure.");
	if (str_to_int(counts->status_written, &at))
		text_addf(text, "stanch_status_page_age_seconds %.17g\n",
			  (double)(clock_now() - at) / 1000);
	add_by_state(text, "stanch_issues",
		     "Issues in the tracker by state; a failed one waits for a person.",
		     issue_state_names, counts->stored.issues);
}

static void add_deliveries(struct text *text, const struct store_counts *stored)
{
	metric_head(
		text, "stanch_deliveries", "gauge",
		"Messages to people by purpose and state; page and alarm wake. A failed "
		"one was given up: look at it.");
	for (int purpose = 0; delivery_purpose_names[purpose]; purpose++)
		for (int state = 0; delivery_state_names[state]; state++)
			text_addf(text,
				  "stanch_deliveries{purpose=\"%s\",state=\"%s\"} %lld\n",
				  delivery_purpose_names[purpose],
				  delivery_state_names[state],
				  (long long)stored->deliveries[purpose][state]);
}

/* Without one there is no figure, rather than one of 0. */
void metric_waits(struct text *text, const char *name, const struct page_starts *starts)
{
	const struct {
		const char *stat;
		duration_ms wait;
	} figures[] = { { "p50", starts->p50 },
			{ "p99", starts->p99 },
			{ "max", starts->max } };

	for (size_t i = 0; starts->count > 0 && i < 3; i++)
		text_addf(text, "%s{stat=\"%s\"} %.17g\n", name, figures[i].stat,
			  (double)figures[i].wait / 1000);
}

static void add_page_starts(struct text *text, const struct store_counts *stored)
{
	metric_head(
		text, "stanch_page_start_seconds", "gauge",
		"From the decision to page until its last attempt to send began, over "
		"the last 1000 pages: p50, p99 and max.");
	metric_waits(text, "stanch_page_start_seconds", &stored->page_starts);
	metric_head(
		text, "stanch_scope_seconds", "gauge",
		"From an incident's opening until its scope card was complete, over the "
		"last 1000: p50, p99 and max.");
	metric_waits(text, "stanch_scope_seconds", &stored->scopes);
	add(text, "stanch_scopes_with_unknown", "gauge",
	    "Of those scope cards, how many had an answer that was unknown.",
	    (double)stored->scopes_unknown);
}

/* A job that is done is deleted, so there is no such number. */
static void add_jobs(struct text *text, const struct store_counts *stored)
{
	metric_head(
		text, "stanch_jobs", "gauge",
		"Work for the desks by lane and state; set_aside ones failed and wait "
		"for a person.");
	for (int lane = 0; lane_names[lane]; lane++)
		for (int state = 0; job_state_names[state]; state++)
			if (state != JOB_DONE)
				text_addf(text,
					  "stanch_jobs{lane=\"%s\",state=\"%s\"} %lld\n",
					  lane_names[lane], job_state_names[state],
					  (long long)stored->jobs[lane][state]);
	add(text, "stanch_timers_overdue", "gauge",
	    "Timers that should have fired more than a second ago.",
	    (double)stored->timers_overdue);
	add(text, "stanch_timers_set_aside", "gauge",
	    "Timers that failed again and again and wait for a person.",
	    (double)stored->timers_set_aside);
}

static void add_on_call(struct text *text, const struct config *config,
			const struct counts *counts)
{
	add(text, "stanch_destinations_slow", "gauge",
	    "Receivers that failed or were slow in the last five minutes; what goes to "
	    "them has desks of its own.",
	    (double)counts->stored.destinations_slow);
	metric_head(text, "stanch_on_call_gap", "gauge",
		    "1 for a schedule in which nobody is on call right now.");
	for (size_t i = 0; i < config->schedule_count; i++)
		text_addf(text, "stanch_on_call_gap{schedule=\"" STR_FMT "\"} %d\n",
			  STR_ARG(config->schedules[i].name), counts->gaps[i]);
}

static void add_journal(struct text *text, const struct counts *counts)
{
	add(text, "stanch_journal_entries_total", "counter",
	    "Sequence number of the journal's last entry.", (double)counts->seq);
	metric_head(text, "stanch_journal_head_info", "gauge",
		    "Head of the journal's hash chain: kept elsewhere, it proves that no "
		    "tail was cut off.");
	text_addf(text, "stanch_journal_head_info{seq=\"%lld\",hash=\"" STR_FMT "\"} 1\n",
		  (long long)counts->seq, STR_ARG(counts->head));
}

/* Only of a server that follows another; without one there is no figure. */
static void add_standby(struct text *text, struct app *app, const struct counts *counts)
{
	bool follows = app->ports->primary.read != NULL;

	metric_head(text, "stanch_standby_heard_age_seconds", "gauge",
		    "Since this standby heard of its primary; of a server that follows "
		    "nobody there is no figure.");
	if (follows)
		text_addf(text, "stanch_standby_heard_age_seconds %.17g\n",
			  (double)(clock_now() - counts->standby.heard_at) / 1000);
	metric_head(text, "stanch_standby_took_over", "gauge",
		    "1 while this standby pages in place of its primary.");
	if (follows)
		text_addf(text, "stanch_standby_took_over %d\n",
			  counts->standby.took_over);
}

static void add_counts(struct text *text, const struct counts *counts)
{
	add_incidents(text, &counts->stored);
	add_deliveries(text, &counts->stored);
	add_page_starts(text, &counts->stored);
	add_jobs(text, &counts->stored);
	add_journal(text, counts);
	add_status(text, counts);
}

static void add_scribe(struct text *text, struct scribe *scribe)
{
	struct scribe_figures figures = scribe_figures(scribe);

	add(text, "stanch_scribe_groups_total", "counter",
	    "Commits of the scribe; each is one wait for the disk.",
	    (double)figures.groups);
	add(text, "stanch_scribe_turns_total", "counter",
	    "Turns, the changes that commits are made of.", (double)figures.turns);
	add(text, "stanch_scribe_turns_failed_total", "counter",
	    "Turns refused or undone, whose writes were taken back.",
	    (double)figures.failed_turns);
	add(text, "stanch_scribe_commits_failed_total", "counter",
	    "Commits that failed: a full or broken disk.",
	    (double)figures.failed_commits);
	add(text, "stanch_scribe_commit_seconds_total", "counter",
	    "Time spent in commits; by their number: how fast the disk is.",
	    (double)figures.commit_us_sum / 1e6);
	add(text, "stanch_scribe_queue", "gauge",
	    "Turns that wait for the scribe right now.", (double)figures.queue_depth);
	add(text, "stanch_turns_set_aside_total", "counter",
	    "Rows set aside because the process died on them twice.",
	    (double)figures.set_aside);
}

static double resident_bytes(void)
{
	FILE *file = fopen("/proc/self/statm", "r");
	long long size = 0, resident = 0;

	if (!file)
		return 0;
	if (fscanf(file, "%lld %lld", &size, &resident) != 2)
		resident = 0;
	fclose(file);
	return (double)resident * (double)sysconf(_SC_PAGESIZE);
}

static void add_process(struct text *text, const struct http_face *face)
{
	struct app *app = face->options.app;

	metric_head(text, "stanch_build_info", "gauge",
		    "The version that runs, as a label.");
	text_addf(text, "stanch_build_info{version=\"" STR_FMT "\"} 1\n",
		  STR_ARG(app->version));
	add(text, "stanch_roster_alerts", "gauge",
	    "Alerts known to memory, so that a repeat costs no write.",
	    (double)roster_count(app->roster));
	add(text, "stanch_roster_bytes", "gauge",
	    "Memory that the roster of known alerts takes.",
	    (double)roster_bytes(app->roster));
	add(text, "stanch_database_bytes", "gauge", "Database and its log on disk.",
	    (double)store_bytes(app->store));
	add(text, "stanch_live_pages", "gauge",
	    "Open pages that are told of every change by this listener.",
	    (double)atomic_load(&face->streams));
	add(text, "process_start_time_seconds", "gauge",
	    "When the server started, as Unix time.", (double)app->started_at / 1000);
	add(text, "process_resident_memory_bytes", "gauge",
	    "Resident memory of the server.", resident_bytes());
}

void metrics_handle(struct request *request)
{
	struct work *work = &request->work;
	struct text text = text_new(work->arena, METRICS_BYTES_MAX);
	struct counts counts = { 0 };

	add_process(&text, request->face);
	add_scribe(&text, work->app->scribe);
	/* A store that does not answer must not hide what memory knows. */
	if (app_read(work->app, work, count, &counts)) {
		add_counts(&text, &counts);
		add_on_call(&text, work->config, &counts);
		metrics_add_watching(&text, &counts.watching);
		metrics_add_changes(&text, work->config, &counts.changes);
		metrics_add_runbooks(&text, &counts.runbooks);
		metrics_add_investigation(&text, work->app->ports, &counts.stored);
		add_standby(&text, work->app, &counts);
	}
	add(&text, "stanch_store_readable", "gauge",
	    "1 when the store answers reads; 0: the figures read from it are missing "
	    "here.",
	    counts.head.length > 0);
	answer_bytes(request, 200, "text/plain; version=0.0.4; charset=utf-8",
		     text_of(&text));
}

/* /metrics in Prometheus' text format. */
#include "faces/http/request.h"

#include "app/engine/scribe.h"
#include "app/intake/roster.h"
#include "app/store.h"
#include "base/limits.h"
#include "base/text.h"

#include <stdio.h>

enum { METRICS_BYTES_MAX = 256 << 10, RANKS = 4, COUNTED_MAX = ROWS_PER_ANSWER_MAX };

/* What must be read from the store, in one look. */
struct counts {
	int64_t incidents[RANKS];
	int64_t unacked;
	int64_t timers_overdue;
	int64_t seq;
	str head;
};

static bool count_incidents(struct work *work, struct counts *counts)
{
	struct incident *incidents;
	size_t count;

	if (!store_incidents(work, true, COUNTED_MAX, &incidents, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (incidents[i].rank >= 0 && incidents[i].rank < RANKS)
			counts->incidents[incidents[i].rank]++;
		counts->unacked += incidents[i].acked_at == 0;
	}
	return true;
}

static bool count(struct work *work, void *arguments)
{
	struct counts *counts = arguments;
	struct timer *timers;
	size_t overdue;

	if (!count_incidents(work, counts) ||
	    !timers_due(work, work->now - SECOND_MS, COUNTED_MAX, &timers, &overdue))
		return false;
	counts->timers_overdue = (int64_t)overdue;
	return journal_head(work, &counts->seq, &counts->head);
}

static void add(struct text *text, const char *name, const char *type, const char *help,
		double value)
{
	text_addf(text, "# HELP %s %s\n# TYPE %s %s\n%s %.17g\n", name, help, name, type,
		  name, value);
}

static void add_counts(struct text *text, const struct counts *counts)
{
	text_addf(text,
		  "# HELP stanch_incidents_open Open incidents by rank, 0 is worst.\n"
		  "# TYPE stanch_incidents_open gauge\n");
	for (int rank = 0; rank < RANKS; rank++)
		text_addf(text, "stanch_incidents_open{rank=\"%d\"} %lld\n", rank,
			  (long long)counts->incidents[rank]);
	add(text, "stanch_incidents_unacknowledged", "gauge",
	    "Open incidents that nobody acknowledged.", (double)counts->unacked);
	add(text, "stanch_timers_overdue", "gauge",
	    "Timers that should have fired more than a second ago.",
	    (double)counts->timers_overdue);
	add(text, "stanch_journal_entries_total", "counter",
	    "Sequence number of the journal's last entry.", (double)counts->seq);
	text_addf(
		text,
		"# HELP stanch_journal_head_info Head of the hash chain: kept elsewhere, "
		"it proves that no tail was cut off.\n"
		"# TYPE stanch_journal_head_info gauge\n"
		"stanch_journal_head_info{seq=\"%lld\",hash=\"" STR_FMT "\"} 1\n",
		(long long)counts->seq, STR_ARG(counts->head));
}

static void add_scribe(struct text *text, struct scribe *scribe)
{
	struct scribe_figures figures = scribe_figures(scribe);

	add(text, "stanch_scribe_groups_total", "counter", "Commits.",
	    (double)figures.groups);
	add(text, "stanch_scribe_turns_total", "counter", "Changes carried out.",
	    (double)figures.turns);
	add(text, "stanch_scribe_turns_failed_total", "counter",
	    "Changes refused or undone.", (double)figures.failed_turns);
	add(text, "stanch_scribe_commits_failed_total", "counter",
	    "Commits that failed: the disk.", (double)figures.failed_commits);
	add(text, "stanch_scribe_commit_seconds_total", "counter",
	    "Time spent in commits.", (double)figures.commit_us_sum / 1e6);
	add(text, "stanch_scribe_queue", "gauge", "Changes that wait.",
	    (double)figures.queue_depth);
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

	text_addf(
		text,
		"# HELP stanch_build_info The version.\n# TYPE stanch_build_info gauge\n"
		"stanch_build_info{version=\"" STR_FMT "\"} 1\n",
		STR_ARG(app->version));
	add(text, "stanch_alerts", "gauge", "Alerts in the roster.",
	    (double)roster_count(app->roster));
	add(text, "stanch_roster_bytes", "gauge", "Memory of the roster.",
	    (double)roster_bytes(app->roster));
	add(text, "stanch_database_bytes", "gauge", "Database and its log on disk.",
	    (double)store_bytes(app->store));
	add(text, "stanch_live_pages", "gauge", "Event streams on this listener.",
	    (double)atomic_load(&face->streams));
	add(text, "process_start_time_seconds", "gauge", "Start, as Unix time.",
	    (double)app->started_at / 1000);
	add(text, "process_resident_memory_bytes", "gauge", "Resident memory.",
	    resident_bytes());
}

void metrics_handle(struct request *request)
{
	struct work *work = &request->work;
	struct text text = text_new(work->arena, METRICS_BYTES_MAX);
	struct counts counts = { 0 };

	add_process(&text, request->face);
	add_scribe(&text, work->app->scribe);
	/* A store that does not answer must not hide what memory knows. */
	if (app_read(work->app, work, count, &counts))
		add_counts(&text, &counts);
	add(&text, "stanch_store_readable", "gauge", "1 when the store answers reads.",
	    counts.head.length > 0);
	answer_bytes(request, 200, "text/plain; version=0.0.4; charset=utf-8",
		     text_of(&text));
}

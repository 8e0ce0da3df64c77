#include "app/intervention/code_watch.h"

#include "app/effects.h"
#include "app/intervention/code_scan.h"
#include "app/intervention/fix_private.h"
#include "base/limits.h"
#include "base/log.h"

static const char timer_kind[] = "code.scan";

#define SCAN_EVERY_MS DAY_MS
/* Who has just started has better things to do. */
#define FIRST_SCAN_MS MINUTE_MS

static str folder_at(const struct config *config, int64_t nth)
{
	const struct temporary_fixes_config *fixes = &config->temporary_fixes;

	return nth >= 0 && (size_t)nth < fixes->folder_count ? fixes->folders[nth]
							     : STR("");
}

bool code_watch_arm(struct work *work)
{
	for (int64_t nth = 0; nth < CODE_FOLDERS_MAX; nth++)
		if (!(folder_at(work->config, nth).length > 0
			      ? timer_set(work, timer_kind, nth, 0,
					  work->now + FIRST_SCAN_MS)
			      : timer_drop(work, timer_kind, nth)))
			return while_doing(work, "search code");
	return true;
}

bool code_scan_due(struct work *work, const struct timer *timer)
{
	bool is_wanted;

	if (folder_at(work->config, timer->ref).length == 0)
		return true;
	work->effects->jobs = true;
	return timer_set(work, timer_kind, timer->ref, 0, work->now + SCAN_EVERY_MS) &&
	       store_job_of(work, code_job.name, timer->ref, &is_wanted) &&
	       (is_wanted ||
		job_add(work, LANE_WATCH, code_job.name, timer->ref, 0, work->now));
}

struct search {
	str folder;
	instant_ms now;
	bool succeeded;
	struct code_scan scan;
	struct error error;
};

static bool begin(struct work *work, const struct job *job, void **ret_task)
{
	struct search *search = arena_one(work->arena, struct search);

	search->folder = folder_at(work->config, job->ref);
	search->now = work->now;
	if (search->folder.length > 0)
		*ret_task = search;
	return true;
}

static void perform(struct app *app, struct arena *arena, const struct config *config,
		    void *task)
{
	struct search *search = task;

	(void)app;
	(void)config;
	search->succeeded = code_scan(arena, search->folder, search->now, &search->scan,
				      &search->error);
}

/* -- what was found -- */

/* Lines move when code does, so that a place is its file alone. */
static str place_of(struct work *work, str folder, str path)
{
	return arena_format(work->arena, STR_FMT "/" STR_FMT, STR_ARG(folder),
			    STR_ARG(path));
}

static str title_of(struct work *work, const struct temporary_mark *mark)
{
	str text = mark->text.length > 0 ? mark->text : STR("no word of what it does");

	if (mark->ticket.length == 0)
		return arena_format(work->arena, "code: " STR_FMT, STR_ARG(text));
	return arena_format(work->arena, "code: " STR_FMT " (" STR_FMT ")", STR_ARG(text),
			    STR_ARG(mark->ticket));
}

static bool find_incident(struct work *work, str ticket, struct incident *ret_incident,
			  bool *ret_found)
{
	*ret_found = false;
	*ret_incident = (struct incident){ 0 };
	if (ticket.length == 0)
		return true;
	if (store_incident_find(work, ticket, ret_incident)) {
		*ret_found = true;
		return true;
	}
	if (work->error.kind != ERROR_NOT_FOUND)
		return false;
	/* A ticket of somebody else. */
	work->error = (struct error){ 0 };
	*ret_incident = (struct incident){ 0 };
	return true;
}

struct known {
	struct fix *fixes; /* from code, open */
	bool *seen;
	size_t count;
};

static bool is_known(const struct known *known, str place, str title)
{
	for (size_t i = 0; i < known->count; i++)
		if (str_equal(known->fixes[i].place, place) &&
		    str_equal(known->fixes[i].title, title)) {
			known->seen[i] = true;
			return true;
		}
	return false;
}

static bool file_one(struct work *work, const struct search *search,
		     const struct code_mark *mark, const struct known *known)
{
	struct incident incident = { 0 };
	bool is_ours = false;
	struct fix fix = {
		.source = FIX_FROM_CODE,
		.title = str_clip(title_of(work, &mark->mark), FIX_TEXT_BYTES_MAX),
		.place = place_of(work, search->folder, mark->path),
		.removal = arena_format(work->arena, "remove it from line %u",
					mark->mark.line),
		.made_by = STR("stanch"),
		.ends_at = mark->ends_at,
	};

	if (is_known(known, fix.place, fix.title))
		return true;
	if (!find_incident(work, mark->mark.ticket, &incident, &is_ours))
		return false;
	if (!is_ours && mark->end != MARK_EXPIRED)
		return true;
	/* Its incident is over, and nothing else says how long it may stay. */
	if (is_ours && fix.ends_at == 0 && !incident_is_open(incident.state))
		fix.ends_at = work->now;
	return fix_begin(work, &incident, &fix);
}

static bool read_known(struct work *work, str folder, struct known *ret_known)
{
	str below = arena_format(work->arena, STR_FMT "/", STR_ARG(folder));
	struct known known = { 0 };
	struct fix *fixes;
	size_t count;

	if (!store_fixes_open(work, 0, &fixes, &count))
		return false;
	known.fixes = arena_many(work->arena, struct fix, count + 1);
	known.seen = arena_many(work->arena, bool, count + 1);
	for (size_t i = 0; i < count; i++)
		if (fixes[i].source == FIX_FROM_CODE &&
		    str_starts_with(fixes[i].place, below))
			known.fixes[known.count++] = fixes[i];
	*ret_known = known;
	return true;
}

static bool finish(struct work *work, const struct job *job, void *task,
		   struct job_end *ret_end)
{
	const struct search *search = task;
	const struct code_scan *scan = &search->scan;
	struct known known;

	(void)job;
	(void)ret_end;
	if (!search->succeeded) {
		log_warning("code.scan", { "folder", search->folder },
			    { "problem", str_of(search->error.text) });
		return true;
	}
	if (!read_known(work, search->folder, &known))
		return false;
	for (size_t i = 0; i < scan->marks.count; i++)
		if (!file_one(work, search, &scan->marks.items[i], &known))
			return false;
	/* What was not reached may be there still. */
	for (size_t i = 0; i < known.count && !scan->is_cut; i++)
		if (!known.seen[i] &&
		    !fix_end(work, &known.fixes[i], FIX_REMOVED, STR("stanch"),
			     STR("the comment is not there any more")))
			return false;
	return true;
}

const struct job_kind code_job = {
	.name = "code",
	.begin = begin,
	.perform = perform,
	.finish = finish,
};

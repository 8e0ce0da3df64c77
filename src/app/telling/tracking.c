#include "app/telling/tracking.h"

#include "app/app.h"
#include "app/engine/desk.h"
#include "app/note.h"
#include "base/hash.h"
#include "base/text.h"
#include "config/address.h"

#include <ctype.h>

enum {
	TRIES = 15, /* about three hours with the waits between them */
	SHOWN_BYTES_MAX = 4 << 10,
	KEY_LENGTH = 12,
};

#define FIRST_WAIT_MS (10 * SECOND_MS)
#define LAST_WAIT_MS  (15 * MINUTE_MS)

/* A hanging tracker holds two desks and no more. */
#define DESTINATION STR("tracker")

const char *const issue_state_names[] = {
	[ISSUE_WANTED] = "wanted", [ISSUE_OPEN] = "open",     [ISSUE_CLOSING] = "closing",
	[ISSUE_CLOSED] = "closed", [ISSUE_FAILED] = "failed", NULL,
};

static const struct field issue_fields[] = {
	F(struct issue, id, FIELD_INT),
	F(struct issue, incident, FIELD_INT),
	F_ENUM(struct issue, state, issue_state_names),
	F(struct issue, tracker, FIELD_TEXT),
	F(struct issue, key, FIELD_TEXT),
	F(struct issue, url, FIELD_TEXT),
	F(struct issue, attempts, FIELD_INT),
	F(struct issue, problem, FIELD_TEXT),
	F(struct issue, wanted_at, FIELD_INSTANT),
	F(struct issue, opened_at, FIELD_INSTANT),
	F(struct issue, closed_at, FIELD_INSTANT),
};
const struct shape issue_shape = SHAPE("issue", struct issue, issue_fields);

/* -- in the turn of the incident -- */

static bool is_tracked(const struct work *work, const struct incident *incident)
{
	const struct tracker_config *tracker = &work->config->tracker;

	if (tracker->kind.length == 0 || incident->rank > tracker->least)
		return false;
	/* A drill tells nobody else's tracker. */
	return !work->config->drill || address_is_loopback(tracker->url);
}

/* "github owner/name": numbers of another project would be other issues. */
static str tracker_name(const struct work *work)
{
	const struct tracker_config *tracker = &work->config->tracker;

	return arena_format(work->arena, STR_FMT " " STR_FMT, STR_ARG(tracker->kind),
			    STR_ARG(tracker->project));
}

static bool find_issue(struct work *work, int64_t incident, struct issue *ret_issue,
		       bool *ret_found)
{
	struct issue *issues;
	size_t count;

	if (!store_of_incident(work, &issue_shape, incident, &issues, &count))
		return false;
	*ret_found = count > 0;
	if (count > 0)
		*ret_issue = issues[count - 1];
	return true;
}

static bool queue(struct work *work, const struct issue *issue)
{
	struct job job = { .lane = LANE_WORK,
			   .kind = str_of(tracking_job.name),
			   .ref = issue->id,
			   .incident = issue->incident,
			   .run_at = work->now,
			   .destination = DESTINATION };

	return job_add_whole(work, &job);
}

/* What failed is tried again when somebody asks anew: to open it, or to close it. */
static bool want_again(struct work *work, const struct incident *incident,
		       struct issue *issue)
{
	if (issue->state != ISSUE_FAILED)
		return true;
	if (issue->key.length > 0 && incident_is_open(incident->state)) {
		issue->state = ISSUE_OPEN;
		return store_save(work, &issue_shape, issue);
	}
	issue->state = issue->key.length > 0 ? ISSUE_CLOSING : ISSUE_WANTED;
	if (issue->state == ISSUE_WANTED)
		issue->tracker = tracker_name(work);
	return store_save(work, &issue_shape, issue) && queue(work, issue);
}

static bool want(struct work *work, const struct incident *incident)
{
	struct issue issue = { .incident = incident->id,
			       .state = ISSUE_WANTED,
			       .tracker = tracker_name(work),
			       .wanted_at = work->now };
	struct issue known;
	bool found;

	if (!find_issue(work, incident->id, &known, &found))
		return false;
	if (found)
		return want_again(work, incident, &known);
	return store_add(work, &issue_shape, &issue) && queue(work, &issue);
}

bool tracking_open(struct work *work, const struct incident *incident)
{
	return !is_tracked(work, incident) || want(work, incident);
}

bool tracking_ask(struct work *work, const struct incident *incident)
{
	if (work->config->tracker.kind.length == 0)
		return fail(work, ERROR_INVALID, "no tracker is configured");
	return want(work, incident);
}

bool tracking_close(struct work *work, const struct incident *incident)
{
	struct issue issue;
	bool found;

	if (!find_issue(work, incident->id, &issue, &found))
		return false;
	/* One that is not open yet is closed by its job once it is. */
	if (!found || issue.key.length == 0 || issue.state == ISSUE_CLOSED ||
	    issue.state == ISSUE_CLOSING)
		return true;
	issue.state = ISSUE_CLOSING;
	return store_save(work, &issue_shape, &issue) && queue(work, &issue);
}

/* -- what it says -- */

/* Text of others in Markdown: no tag or comment, nobody called by name, one line. */
static str plain(struct arena *arena, str s)
{
	struct text text = text_new(arena, SHOWN_BYTES_MAX);

	for (size_t i = 0; i < s.length; i++) {
		switch (s.bytes[i]) {
		case '<': text_add(&text, STR("&lt;")); break;
		case '>': text_add(&text, STR("&gt;")); break;
		case '&': text_add(&text, STR("&amp;")); break;
		case '@': text_add(&text, STR("@\xe2\x80\x8b")); break;
		case '\n':
		case '\r': text_add_char(&text, ' '); break;
		default: text_add_char(&text, s.bytes[i]);
		}
	}
	return text_of(&text);
}

static str lower(struct arena *arena, str s)
{
	char *bytes = arena_many(arena, char, s.length + 1);

	for (size_t i = 0; i < s.length; i++)
		bytes[i] = (char)tolower((unsigned char)s.bytes[i]);
	return (str){ bytes, s.length };
}

static str link_to(const struct work *work, const struct incident *incident)
{
	return arena_format(work->arena, STR_FMT "/room/" STR_FMT,
			    STR_ARG(app_public_url(work)), STR_ARG(incident->code));
}

static str opening_text(struct work *work, const struct incident *incident)
{
	struct arena *arena = work->arena;
	instant_ms started = incident->onset_at != 0 ? incident->onset_at
						     : incident->opened_at;

	return arena_format(
		arena,
		"**" STR_FMT "**\n\n- Severity: " STR_FMT " – " STR_FMT
		"\n- Service: " STR_FMT "\n- Started: " STR_FMT "\n- Room: " STR_FMT "\n",
		STR_ARG(plain(arena, incident->title)), STR_ARG(incident->severity),
		STR_ARG(plain(arena, incident->severity_reason)),
		STR_ARG(plain(arena, incident->service)),
		STR_ARG(instant_format(arena, started)),
		STR_ARG(link_to(work, incident)));
}

static str closing_text(struct work *work, const struct incident *incident)
{
	struct arena *arena = work->arena;
	instant_ms end = incident->resolved_at != 0 ? incident->resolved_at
						    : incident->updated_at;

	return arena_format(arena,
			    "The incident is %s since " STR_FMT ", after " STR_FMT
			    "%s.\n\n- Room: " STR_FMT "\n",
			    incident_state_names[incident->state],
			    STR_ARG(instant_format(arena, end)),
			    STR_ARG(duration_format(arena, end - incident->opened_at)),
			    incident->resolved_at == 0 ? ""
			    : incident->proven         ? ", proven by measurement"
						       : ", not proven by measurement",
			    STR_ARG(link_to(work, incident)));
}

/* Codes begin anew on each server, and several may share one project. */
static str key_of(struct work *work, const struct incident *incident)
{
	str secret = { (const char *)store_key(work->app->store), 16 };
	struct sha256 digest = sha256_hmac(secret, STR("issue"));

	return arena_format(
		work->arena, "stanch " STR_FMT " " STR_FMT,
		STR_ARG(str_slice(sha256_hex(work->arena, digest), 0, KEY_LENGTH)),
		STR_ARG(incident->code));
}

/* -- the job -- */

struct tracking {
	struct issue issue;
	struct tracker_call call;
	bool done;
	str key, url;
	struct send_outcome outcome;
	struct error error;
};

static bool begin(struct work *work, const struct job *job, void **ret_task)
{
	struct tracking *tracking = arena_one(work->arena, struct tracking);
	struct issue *issue = &tracking->issue;
	struct incident incident;

	if (!store_get(work, &issue_shape, job->ref, issue) ||
	    !store_get(work, &incident_shape, issue->incident, &incident))
		return false;
	if (issue->state != ISSUE_WANTED && issue->state != ISSUE_CLOSING)
		return true;
	tracking->call = (struct tracker_call){
		.key = key_of(work, &incident),
		.title = arena_format(work->arena, "[INCIDENT] " STR_FMT ": " STR_FMT,
				      STR_ARG(incident.code), STR_ARG(incident.title)),
		.text = issue->state == ISSUE_WANTED ? opening_text(work, &incident)
						     : closing_text(work, &incident),
		.severity = lower(work->arena, incident.severity),
		.issue = issue->key,
	};
	*ret_task = tracking;
	return true;
}

static bool refuse(struct tracking *tracking, const char *why)
{
	tracking->outcome.permanent = true;
	return error_set(&tracking->error, ERROR_INVALID, "%s", why);
}

static bool is_same_tracker(const struct tracking *tracking, struct arena *arena,
			    const struct config *config)
{
	const struct work work = { .arena = arena, .config = config };

	return str_equal(tracking->issue.tracker, tracker_name(&work));
}

static bool call(struct tracking *tracking, const struct tracker *tracker)
{
	if (tracking->issue.state == ISSUE_CLOSING)
		return tracker->close(&tracking->call, &tracking->outcome,
				      &tracking->error);
	return tracker->open(&tracking->call, &tracking->key, &tracking->url,
			     &tracking->outcome, &tracking->error);
}

static void perform(struct app *app, struct arena *arena, const struct config *config,
		    void *task)
{
	struct tracking *tracking = task;
	const struct tracker *tracker = ports_tracker(app->ports, config->tracker.kind);

	tracking->call.arena = arena;
	tracking->call.config = config;
	if (!tracker || !is_same_tracker(tracking, arena, config))
		tracking->done = refuse(tracking,
					"the configuration has another tracker now");
	else
		tracking->done = call(tracking, tracker);
}

static bool take_opened(struct work *work, struct issue *issue,
			const struct tracking *tracking)
{
	struct incident incident;

	issue->state = ISSUE_OPEN;
	issue->key = tracking->key;
	issue->url = tracking->url;
	issue->opened_at = work->now;
	if (!store_save(work, &issue_shape, issue) ||
	    !note(work, "issue.opened", issue->incident,
		  subject_of(work, "issue", issue->id), { "tracker", issue->tracker },
		  { "key", issue->key }, { "url", issue->url }) ||
	    !store_get(work, &incident_shape, issue->incident, &incident))
		return false;
	return incident_is_open(incident.state) || tracking_close(work, &incident);
}

static bool take_closed(struct work *work, struct issue *issue)
{
	issue->state = ISSUE_CLOSED;
	issue->closed_at = work->now;
	return store_save(work, &issue_shape, issue) &&
	       note(work, "issue.closed", issue->incident,
		    subject_of(work, "issue", issue->id), { "tracker", issue->tracker },
		    { "key", issue->key });
}

static bool take_failure(struct work *work, struct issue *issue)
{
	bool was_closing = issue->state == ISSUE_CLOSING;

	issue->state = ISSUE_FAILED;
	return store_save(work, &issue_shape, issue) &&
	       note(work, "issue.failed", issue->incident,
		    subject_of(work, "issue", issue->id), { "tracker", issue->tracker },
		    { "what", was_closing ? STR("closed") : STR("opened") },
		    { "problem", issue->problem });
}

static duration_ms wait_after(const struct job *job, const struct send_outcome *outcome)
{
	duration_ms wait = FIRST_WAIT_MS;

	for (int64_t i = 1; i < job->attempts && wait < LAST_WAIT_MS; i++)
		wait *= 2;
	if (wait > LAST_WAIT_MS)
		wait = LAST_WAIT_MS;
	return outcome->retry_after > wait ? outcome->retry_after : wait;
}

static bool finish(struct work *work, const struct job *job, void *task,
		   struct job_end *ret_end)
{
	const struct tracking *tracking = task;
	struct issue issue;

	/* The row may have moved on while we asked: the incident ended. */
	if (!store_get(work, &issue_shape, job->ref, &issue))
		return false;
	issue.attempts++;
	issue.problem = tracking->done ? STR("") : str_of(tracking->error.text);
	if (tracking->done)
		return tracking->issue.state == ISSUE_CLOSING
			       ? take_closed(work, &issue)
			       : take_opened(work, &issue, tracking);
	if (tracking->outcome.permanent || job->attempts >= TRIES)
		return take_failure(work, &issue);
	*ret_end = (struct job_end){ .again_at = work->now +
						 wait_after(job, &tracking->outcome),
				     .problem = issue.problem };
	return store_save(work, &issue_shape, &issue);
}

const struct job_kind tracking_job = {
	.name = "issue",
	.begin = begin,
	.perform = perform,
	.finish = finish,
};

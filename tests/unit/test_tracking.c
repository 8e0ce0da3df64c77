/* The issue of an incident, with a double of the tracker: it counts what it is asked and
 * fails when told to. */
#include "face_fixture.h"

#include "app/engine/desk.h"
#include "app/telling/tracking.h"

static const char yaml[] =
	"people: [{name: ada, role: admin}]\n"
	"public_url: https://stanch.example.org\n"
	"tracker: {kind: github, url: \"http://127.0.0.1:1\", project: o/p, "
	"token_env: STANCH_TEST_TOKEN, least: 1}\n";

static struct {
	int opened, closed, failures;
	bool permanent;
	duration_ms retry_after;
	char title[200], text[1000], severity[20], issue[20];
} tracker_double;

static void keep(char *into, size_t size, str s)
{
	snprintf(into, size, STR_FMT, STR_ARG(s));
}

static bool fails(struct send_outcome *ret_outcome, struct error *error)
{
	*ret_outcome = (struct send_outcome){ .permanent = tracker_double.permanent,
					      .retry_after = tracker_double.retry_after };
	if (tracker_double.failures-- > 0)
		return error_set(error, ERROR_UNAVAILABLE, "answered: 500");
	return false;
}

static bool open_issue(const struct tracker_call *call, str *ret_issue, str *ret_url,
		       struct send_outcome *ret_outcome, struct error *error)
{
	if (tracker_double.failures > 0)
		return fails(ret_outcome, error);
	tracker_double.opened++;
	keep(tracker_double.title, sizeof(tracker_double.title), call->title);
	keep(tracker_double.text, sizeof(tracker_double.text), call->text);
	keep(tracker_double.severity, sizeof(tracker_double.severity), call->severity);
	*ret_issue = STR("17");
	*ret_url = STR("https://example.org/17");
	return true;
}

static bool close_issue(const struct tracker_call *call, struct send_outcome *ret_outcome,
			struct error *error)
{
	if (tracker_double.failures > 0)
		return fails(ret_outcome, error);
	tracker_double.closed++;
	keep(tracker_double.issue, sizeof(tracker_double.issue), call->issue);
	return true;
}

static const struct tracker github = { .name = "github",
				       .open = open_issue,
				       .close = close_issue };
static const struct tracker *const trackers[] = { &github };

static struct incident incident_of(int64_t rank)
{
	return (struct incident){ .code = STR("INC-2026-11-21-001"),
				  .title = STR("Redis <!-- x --> @team"),
				  .state = INCIDENT_INVESTIGATING,
				  .rank = rank,
				  .severity = STR("P1"),
				  .severity_reason = STR("label severity=critical"),
				  .service = STR("redis"),
				  .opened_at = 1795262400000,
				  .onset_at = 1795262400000 };
}

static void serve_tracked(struct served *f)
{
	memset(&tracker_double, 0, sizeof(tracker_double));
	setenv("STANCH_TEST_TOKEN", "t0k", 1);
	clock_set(1795262400000);
	serve(f, yaml);
	f->ports.trackers = trackers;
	f->ports.tracker_count = 1;
}

static void end(struct served *f)
{
	unserve(f);
	clock_set(0);
}

static void turn(struct served *f, bool (*run)(struct work *, void *), void *arguments)
{
	struct work work = { .arena = f->arena, .actor = actor_stanch() };

	if (!app_change(&f->app, &work, "test.turn", run, arguments, true))
		check_failed(__FILE__, __LINE__, "%s", work.error.text);
}

static bool open_turn(struct work *work, void *arguments)
{
	struct incident *incident = arguments;

	return (incident->id != 0 || store_add(work, &incident_shape, incident)) &&
	       tracking_open(work, incident);
}

static bool ask_turn(struct work *work, void *arguments)
{
	return tracking_ask(work, arguments);
}

static bool end_turn(struct work *work, void *arguments)
{
	struct incident *incident = arguments;

	incident->state = INCIDENT_RESOLVED;
	incident->resolved_at = work->now;
	return store_save(work, &incident_shape, incident) &&
	       tracking_close(work, incident);
}

static void work_off(struct served *f)
{
	struct desk desk;

	desk_open(&desk, &f->app, LANE_WORK, "test");
	while (desk_step(&desk))
		;
	desk_close(&desk);
}

static bool issue_turn(struct work *work, void *arguments)
{
	return store_get(work, &issue_shape, 1, arguments);
}

static struct issue issue_now(struct served *f)
{
	struct issue issue = { 0 };

	turn(f, issue_turn, &issue);
	return issue;
}

#define TRACKED(name) \
	static void name##_tracked(struct served *f); \
	static void name(void) \
	{ \
		struct served served; \
\
		serve_tracked(&served); \
		name##_tracked(&served); \
		end(&served); \
	} \
	static void name##_tracked(struct served *f)

TRACKED(an_issue_is_opened_once_and_closed_once)
{
	struct incident incident = incident_of(1);

	turn(f, open_turn, &incident);
	turn(f, open_turn, &incident);
	work_off(f);
	CHECK_INT(tracker_double.opened, 1);
	CHECK_INT(issue_now(f).state, ISSUE_OPEN);
	CHECK_STR(issue_now(f).key, "17");
	turn(f, open_turn, &incident);
	turn(f, end_turn, &incident);
	turn(f, end_turn, &incident);
	work_off(f);
	turn(f, end_turn, &incident);
	turn(f, open_turn, &incident);
	work_off(f);
	CHECK_INT(tracker_double.opened, 1);
	CHECK_INT(tracker_double.closed, 1);
	CHECK_STR(str_of(tracker_double.issue), "17");
	CHECK_INT(issue_now(f).state, ISSUE_CLOSED);
}

TRACKED(it_says_what_is_known_and_calls_nobody_by_name)
{
	struct incident incident = incident_of(1);

	turn(f, open_turn, &incident);
	work_off(f);
	CHECK_STR(str_of(tracker_double.title),
		  "[INCIDENT] INC-2026-11-21-001: Redis <!-- x --> @team");
	CHECK_STR(str_of(tracker_double.severity), "p1");
	CHECK_STR(str_of(tracker_double.text),
		  "**Redis &lt;!-- x --&gt; @\xe2\x80\x8bteam**\n\n"
		  "- Severity: P1 – label severity=critical\n"
		  "- Service: redis\n"
		  "- Started: 2026-11-21T12:00:00Z\n"
		  "- Room: https://stanch.example.org/room/INC-2026-11-21-001\n");
}

TRACKED(what_is_not_bad_enough_has_none_until_somebody_asks)
{
	struct incident incident = incident_of(2);

	turn(f, open_turn, &incident);
	work_off(f);
	CHECK_INT(tracker_double.opened, 0);
	turn(f, ask_turn, &incident);
	work_off(f);
	CHECK_INT(tracker_double.opened, 1);
}

TRACKED(a_failure_is_tried_again_no_sooner_than_asked)
{
	struct incident incident = incident_of(0);

	tracker_double.failures = 2;
	tracker_double.retry_after = 5 * MINUTE_MS;
	turn(f, open_turn, &incident);
	work_off(f);
	CHECK_INT(tracker_double.failures, 1);
	clock_set(clock_now() + 5 * MINUTE_MS - 1);
	work_off(f);
	CHECK_INT(tracker_double.failures, 1);
	clock_set(clock_now() + 1);
	work_off(f);
	CHECK_INT(issue_now(f).state, ISSUE_WANTED);
	CHECK_STR(issue_now(f).problem, "answered: 500");
	clock_set(clock_now() + 5 * MINUTE_MS);
	work_off(f);
	CHECK_INT(issue_now(f).state, ISSUE_OPEN);
	CHECK_INT(issue_now(f).attempts, 3);
	CHECK_INT(tracker_double.opened, 1);
}

TRACKED(what_is_over_before_it_could_be_opened_is_opened_and_closed)
{
	struct incident incident = incident_of(0);

	tracker_double.failures = 1;
	turn(f, open_turn, &incident);
	work_off(f);
	turn(f, end_turn, &incident);
	clock_set(clock_now() + MINUTE_MS);
	work_off(f);
	CHECK_INT(tracker_double.opened, 1);
	CHECK_INT(tracker_double.closed, 1);
	CHECK_INT(issue_now(f).state, ISSUE_CLOSED);
}

TRACKED(what_cannot_be_is_given_up_and_tried_again_when_asked)
{
	struct incident incident = incident_of(0);

	tracker_double.failures = 1;
	tracker_double.permanent = true;
	turn(f, open_turn, &incident);
	work_off(f);
	CHECK_INT(issue_now(f).state, ISSUE_FAILED);
	clock_set(clock_now() + HOUR_MS);
	work_off(f);
	CHECK_INT(tracker_double.opened, 0);
	turn(f, ask_turn, &incident);
	work_off(f);
	CHECK_INT(tracker_double.opened, 1);
	CHECK_INT(issue_now(f).state, ISSUE_OPEN);
}

const struct test tests[] = {
	{ "an issue is opened once and closed once",
	  an_issue_is_opened_once_and_closed_once },
	{ "it says what is known and calls nobody by name",
	  it_says_what_is_known_and_calls_nobody_by_name },
	{ "what is not bad enough has none until somebody asks",
	  what_is_not_bad_enough_has_none_until_somebody_asks },
	{ "a failure is tried again, no sooner than asked",
	  a_failure_is_tried_again_no_sooner_than_asked },
	{ "what is over before it could be opened is opened and closed",
	  what_is_over_before_it_could_be_opened_is_opened_and_closed },
	{ "what cannot be is given up, and tried again when asked",
	  what_cannot_be_is_given_up_and_tried_again_when_asked },
	{ 0 },
};

#include "app/standby/standby.h"

#include "app/app.h"
#include "app/engine/desk.h"
#include "app/note.h"
#include "app/paging/paging.h"
#include "base/log.h"
#include "formats/json.h"

enum { INCIDENTS_MAX = 1000 };

/* A poll whose job was lost is made up for after this. */
#define POLL_LOST_MS (30 * SECOND_MS)

static bool follows(const struct work *work)
{
	return work->app->ports->primary.read != NULL;
}

/* -- the primary's side -- */

static const char *paging_of(const struct page *pages, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (page_is_live(pages[i].state))
			return "live";
	return count > 0 ? page_state_names[pages[count - 1].state] : "none";
}

static bool add_incident(struct work *work, const struct incident *incident,
			 struct tree *list)
{
	struct tree *one = tree_map(work->arena);
	struct page *pages;
	size_t count;

	if (!store_of_incident(work, &page_shape, incident->id, &pages, &count))
		return false;
	tree_put_text(work->arena, one, "code", incident->code);
	tree_put_text(work->arena, one, "service", incident->service);
	tree_put_text(work->arena, one, "state",
		      str_of(incident_state_names[incident->state]));
	tree_put_text(work->arena, one, "paging", str_of(paging_of(pages, count)));
	tree_put_text(work->arena, one, "holder",
		      count > 0 ? pages[count - 1].acked_by : STR(""));
	tree_add(work->arena, list, one);
	return true;
}

bool standby_heartbeat(struct work *work, struct tree *ret_answer)
{
	struct tree *list = tree_list(work->arena);
	struct incident *incidents;
	size_t count;
	int64_t seq;
	str hash;

	if (!journal_head(work, &seq, &hash) ||
	    !store_incidents(work, true, INCIDENTS_MAX, &incidents, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!add_incident(work, &incidents[i], list))
			return false;
	tree_put_text(work->arena, ret_answer, "now",
		      instant_format(work->arena, work->now));
	tree_put_text(work->arena, ret_answer, "head",
		      arena_format(work->arena, "%lld:" STR_FMT, (long long)seq,
				   STR_ARG(hash)));
	tree_put(work->arena, ret_answer, "incidents", list);
	return true;
}

/* -- what is known of it here -- */

static bool get_instant(struct work *work, const char *name, instant_ms *ret_at)
{
	str value;

	*ret_at = 0;
	if (!store_setting_get(work, name, &value))
		return false;
	str_to_int(value, ret_at);
	return true;
}

static bool put_instant(struct work *work, const char *name, instant_ms at)
{
	return store_setting_put(work, name, text_of_int(work, at));
}

bool standby_look(struct work *work, struct standby_state *ret_state)
{
	instant_ms taken;

	*ret_state = (struct standby_state){ 0 };
	if (!get_instant(work, "standby.heard", &ret_state->heard_at) ||
	    !get_instant(work, "standby.taken", &taken) ||
	    !store_setting_get(work, "standby.head", &ret_state->head))
		return false;
	ret_state->took_over = taken != 0;
	return true;
}

/* What the primary said last of this service; NULL when it has nothing open there. */
static bool mirror_of(struct work *work, str service, const struct tree **ret_one)
{
	struct error error = { 0 };
	const struct tree *list;
	str text;

	*ret_one = NULL;
	if (!store_setting_get(work, "standby.mirror", &text))
		return false;
	list = text.length > 0 ? json_parse(work->arena, text, &error) : NULL;
	for (size_t i = 0; i < tree_count(list); i++)
		if (str_equal(tree_get_text(tree_nth(list, i), "service"), service))
			*ret_one = tree_nth(list, i);
	return true;
}

/* Pages again soon, when the primary still does not know of it. */
static bool look_again(struct work *work, int64_t id)
{
	struct page page;

	if (!store_get(work, &page_shape, id, &page))
		return false;
	if (!page_is_live(page.state))
		return true;
	page.due = work->now + STANDBY_GRACE_MS;
	return store_save(work, &page_shape, &page) &&
	       timer_set(work, "page.due", page.id, page.incident, page.due);
}

/* What a page of it that is stopped says is only that it ended there once: an alert may
 * burn again that the primary never got. */
static bool is_in_hand(const struct tree *known)
{
	str paging = tree_get_text(known, "paging");

	return str_is(paging, "live") || str_is(paging, "acknowledged");
}

static bool holds_page(struct work *work, const struct delivery *delivery,
		       const struct incident *incident, bool *ret_holds, str *ret_why)
{
	const struct tree *known;
	instant_ms since = incident->burning_since;

	if (!mirror_of(work, incident->service, &known))
		return false;
	*ret_why = STR("the primary pages");
	*ret_holds = is_in_hand(known);
	if (*ret_holds || work->now - since >= STANDBY_GRACE_MS)
		return true;
	*ret_holds = true;
	*ret_why = STR("the primary has ten seconds to know of it");
	return look_again(work, delivery->page);
}

bool standby_holds(struct work *work, const struct delivery *delivery,
		   const struct incident *incident, bool *ret_holds, str *ret_why)
{
	struct standby_state state;

	*ret_holds = false;
	*ret_why = STR("");
	if (!follows(work))
		return true;
	if (!standby_look(work, &state))
		return false;
	if (state.took_over || work->now - state.heard_at >= STANDBY_SILENCE_MS)
		return true;
	if (delivery->page != 0)
		return holds_page(work, delivery, incident, ret_holds, ret_why);
	/* An alarm of our own is ours to send; all else the primary says. */
	*ret_holds = delivery->purpose != DELIVERY_ALARM;
	*ret_why = STR("the primary tells");
	return true;
}

/* -- hearing it -- */

/* As that person, who did it over there. */
static bool acknowledge_as(struct work *work, struct incident *incident, str person)
{
	struct work theirs = *work;
	bool done;

	theirs.actor = (struct actor){ .kind = ACTOR_PERSON,
				       .name = person,
				       .role = ROLE_RESPONDER,
				       .via = STR("the primary") };
	done = paging_acknowledge(&theirs, incident);
	/* What it refuses here was answered over there for others: it goes on. */
	if (!done && theirs.error.kind == ERROR_CONFLICT)
		return true;
	work->error = theirs.error;
	return done;
}

/* It had it open and has it no longer, or its page stopped since the last look. */
static bool has_ended(const struct tree *known, const struct tree *before)
{
	return before && (!known || (is_in_hand(before) && !is_in_hand(known)));
}

static bool follow_one(struct work *work, struct incident *incident,
		       const struct tree *before)
{
	const struct tree *known;
	struct page page;
	bool found;

	if (!store_page_of_incident(work, incident->id, &page, &found) ||
	    !mirror_of(work, incident->service, &known))
		return false;
	if (!found || !page_is_live(page.state))
		return true;
	if (known && str_is(tree_get_text(known, "paging"), "acknowledged"))
		return acknowledge_as(work, incident, tree_get_text(known, "holder"));
	return !has_ended(known, before) ||
	       paging_stop(work, incident, STR("it ended at the primary"));
}

static bool follow(struct work *work, const struct tree *incidents)
{
	struct incident *own;
	const struct tree **before;
	size_t count;

	if (!store_incidents(work, true, INCIDENTS_MAX, &own, &count))
		return false;
	before = arena_many(work->arena, const struct tree *, count);
	for (size_t i = 0; i < count; i++)
		if (!mirror_of(work, own[i].service, &before[i]))
			return false;
	if (!store_setting_put(work, "standby.mirror",
			       json_write(work->arena, incidents)))
		return false;
	for (size_t i = 0; i < count; i++)
		if (!follow_one(work, &own[i], before[i]))
			return false;
	return true;
}

static bool heard(struct work *work, const struct tree *answer)
{
	struct standby_state state;
	const struct tree *incidents = tree_get(answer, "incidents");

	if (!standby_look(work, &state))
		return false;
	if (state.took_over &&
	    (!put_instant(work, "standby.taken", 0) ||
	     !note(work, "standby.stepped-back", 0, STR(""),
		   { "after",
		     duration_format(work->arena, work->now - state.heard_at) })))
		return false;
	return put_instant(work, "standby.heard", work->now) &&
	       store_setting_put(work, "standby.head", tree_get_text(answer, "head")) &&
	       follow(work, incidents ? incidents : tree_list(work->arena));
}

/* Every page that waits is sent now. */
static bool take_over(struct work *work, duration_ms silence, str problem)
{
	str after = duration_format(work->arena, silence);
	struct page *pages;
	size_t count;

	log_error("standby.took-over", { "after", after }, { "problem", problem });
	if (!put_instant(work, "standby.taken", work->now) ||
	    !note(work, "standby.took-over", 0, STR(""), { "after", after },
		  { "problem", problem }) ||
	    !store_pages_live(work, STR(""), &pages, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		pages[i].due = work->now;
		if (!store_save(work, &page_shape, &pages[i]) ||
		    !timer_set(work, "page.due", pages[i].id, pages[i].incident,
			       work->now))
			return false;
	}
	return paging_alarm(work, 0, STR("stanch: the primary is silent"),
			    arena_format(work->arena,
					 "Nothing was heard of it for " STR_FMT
					 ": " STR_FMT
					 ".\nThis standby pages now. In doubt both do.\n",
					 STR_ARG(after), STR_ARG(problem)));
}

static bool not_heard(struct work *work, str problem)
{
	struct standby_state state;

	if (!standby_look(work, &state))
		return false;
	if (state.took_over)
		return true;
	log_warning("standby.not-heard", { "problem", problem });
	/* A clock that was set back must not make the silence longer. */
	if (state.heard_at > work->now)
		return put_instant(work, "standby.heard", work->now);
	return work->now - state.heard_at < STANDBY_SILENCE_MS ||
	       take_over(work, work->now - state.heard_at, problem);
}

/* -- asking it -- */

struct poll {
	bool answered;
	str answer;
	struct error error;
};

static bool begin(struct work *work, const struct job *job, void **ret_task)
{
	(void)job;
	if (follows(work))
		*ret_task = arena_one(work->arena, struct poll);
	return true;
}

static void perform(struct app *app, struct arena *arena, const struct config *config,
		    void *task)
{
	const struct primary *primary = &app->ports->primary;
	struct poll *poll = task;

	(void)config;
	poll->answered = primary->read(primary->context, arena,
				       "/api/v1/server/heartbeat", &poll->answer,
				       &poll->error);
}

static bool finish(struct work *work, const struct job *job, void *task,
		   struct job_end *ret_end)
{
	const struct poll *poll = task;
	struct error error = poll->error;
	const struct tree *answer = poll->answered ? json_parse(work->arena, poll->answer,
								&error)
						   : NULL;

	(void)ret_end;
	if (answer && !tree_get(answer, "head"))
		error_set(&error, ERROR_INVALID, "it answers, but not as a stanch does");
	if (!(tree_get(answer, "head") ? heard(work, answer)
				       : not_heard(work, str_of(error.text))))
		return false;
	return timer_set(work, "standby.poll", job->ref, 0, work->now + STANDBY_POLL_MS);
}

const struct job_kind standby_job = {
	.name = "standby",
	.begin = begin,
	.perform = perform,
	.finish = finish,
};

bool standby_start(struct work *work)
{
	/* It is given its silence before anybody doubts it. */
	return !follows(work) || (put_instant(work, "standby.heard", work->now) &&
				  put_instant(work, "standby.taken", 0) &&
				  timer_set(work, "standby.poll", 1, 0, work->now));
}

bool standby_poll_due(struct work *work, const struct timer *timer)
{
	return !follows(work) ||
	       (job_add(work, LANE_PAGES, "standby", timer->ref, 0, work->now) &&
		timer_set(work, "standby.poll", timer->ref, 0, work->now + POLL_LOST_MS));
}

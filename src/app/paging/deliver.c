/* The desk's part of paging: one attempt to send one delivery. The commit of its
 * beginning is the start of the send; an ack that commits before stops it. */
#include "app/engine/desk.h"
#include "app/lifecycle/incident.h"
#include "app/note.h"
#include "app/paging/paging.h"
#include "app/paging/rounds.h"
#include "app/standby/standby.h"
#include "base/limits.h"

enum {
	/* A receiver that takes longer than this, or fails, gets the slow desks. */
	SLOW_MS = 3000,
	SLOW_LASTS_MS = 5 * 60 * 1000,
	/* A receiver may ask for more patience; a page has none beyond this. */
	RETRY_AFTER_MS_MAX = 2 * 60 * 1000,
	BRIEF_BYTES_MAX = 160,
};

struct send {
	struct delivery delivery;
	struct notice notice;
	const struct notifier *notifier;
	str destination; /* of the job */
	bool sent;
	struct send_outcome outcome;
	int64_t took_ms;
	struct error error;
};

static bool is_moot(struct work *work, const struct delivery *delivery, str *ret_reason)
{
	struct page page;

	*ret_reason = STR("");
	if (delivery->page == 0)
		return false;
	if (!store_get(work, &page_shape, delivery->page, &page))
		return false;
	if (page_is_live(page.state))
		return false;
	*ret_reason = arena_format(work->arena, "the page is %s",
				   page_state_names[page.state]);
	return true;
}

static bool cancel(struct work *work, struct delivery *delivery, str reason)
{
	delivery->state = DELIVERY_CANCELLED;
	delivery->ended_at = work->now;
	delivery->problem = reason;
	return store_save(work, &delivery_shape, delivery) &&
	       note(work, "delivery.cancelled", delivery->incident,
		    subject_of(work, "delivery", delivery->id),
		    { "person", delivery->person }, { "channel", delivery->channel },
		    { "reason", reason });
}

static str link_of(struct work *work, const char *path, str rest)
{
	str url = app_public_url(work);

	if (url.length == 0)
		return STR("");
	return arena_format(work->arena, STR_FMT "/%s/" STR_FMT, STR_ARG(url), path,
			    STR_ARG(rest));
}

static void add_way_back(struct work *work, const struct delivery *delivery,
			 struct notice *notice)
{
	struct page page;

	notice->ack_token = ack_link_secret(work, delivery->page, delivery->person,
					    work->now + DAY_MS);
	/* In a channel that many read a button says who pressed it; a link does not. */
	if (delivery->person.length > 0)
		notice->ack_link = link_of(work, "ack", notice->ack_token);
	if (store_get(work, &page_shape, delivery->page, &page))
		notice->reply_code = page.code;
}

static struct notice notice_of(struct work *work, const struct delivery *delivery,
			       const struct incident *incident)
{
	const struct person_config *person = config_person(work->config,
							   delivery->person);
	bool wakes = delivery->purpose == DELIVERY_PAGE ||
		     delivery->purpose == DELIVERY_ALARM;
	struct notice notice = {
		.address = delivery->address,
		.subject = delivery->subject,
		.text = delivery->text,
		.brief = delivery->brief.length > 0
				 ? delivery->brief
				 : str_clip(delivery->subject, BRIEF_BYTES_MAX),
		.send_key = delivery->send_key,
		.thread_key = arena_format(work->arena, "stanch-%lld",
					   (long long)incident->id),
		.link = incident->id != 0 ? link_of(work, "room", incident->code)
					  : STR(""),
		.callback = work->config->public_url,
		.incident_code = incident->code,
		.title = incident->title,
		.service = incident->service,
		.severity = incident->severity,
		.rank = incident->rank,
		.person = delivery->person,
		.language = person ? person->language : STR(""),
		.purpose = delivery->purpose,
		.urgent = wakes,
		.at = work->now,
		.config = work->config,
	};

	if (wakes && delivery->page != 0)
		add_way_back(work, delivery, &notice);
	return notice;
}

static bool start(struct work *work, struct delivery *delivery, struct send *send)
{
	delivery->state = DELIVERY_SENDING;
	delivery->started_at = work->now;
	delivery->attempts++;
	send->delivery = *delivery;
	return store_save(work, &delivery_shape, delivery) &&
	       note(work, "delivery.started", delivery->incident,
		    subject_of(work, "delivery", delivery->id),
		    { "person", delivery->person }, { "channel", delivery->channel },
		    { "attempt", text_of_int(work, delivery->attempts) },
		    { "key", delivery->send_key });
}

/* What is of no incident, an alarm of ours, is still a delivery. */
static bool incident_of(struct work *work, const struct delivery *delivery,
			struct incident *ret_incident)
{
	*ret_incident = (struct incident){ .title = delivery->subject };
	return delivery->incident == 0 ||
	       store_get(work, &incident_shape, delivery->incident, ret_incident);
}

static bool begin(struct work *work, const struct job *job, void **ret_task)
{
	struct delivery delivery;
	struct incident incident;
	bool is_primarys;
	str reason;

	if (!store_get(work, &delivery_shape, job->ref, &delivery) ||
	    !incident_of(work, &delivery, &incident))
		return false;
	/* SENDING here means that we died while sending: once more, same key. */
	if (delivery.state != DELIVERY_QUEUED && delivery.state != DELIVERY_SENDING)
		return true;
	if (is_moot(work, &delivery, &reason))
		return cancel(work, &delivery, reason);
	if (!standby_holds(work, &delivery, &incident, &is_primarys, &reason))
		return false;
	if (is_primarys)
		return cancel(work, &delivery, reason);

	struct send *send = arena_one(work->arena, struct send);

	if (!start(work, &delivery, send))
		return false;
	send->destination = job->destination;
	send->notice = notice_of(work, &delivery, &incident);
	if (!store_first_receipt(work, &delivery, &send->notice.thread_receipt))
		return false;
	send->notifier = ports_channel(work->app->ports, work->config, delivery.channel,
				       &send->notice.channel);
	*ret_task = send;
	return true;
}

static void perform(struct app *app, struct arena *arena, const struct config *config,
		    void *task)
{
	struct send *send = task;
	int64_t start_us = clock_monotonic_us();

	(void)app;
	(void)config;
	if (!send->notifier) {
		send->outcome.permanent = true;
		error_set(&send->error, ERROR_INVALID, "no channel is called " STR_FMT,
			  STR_ARG(send->delivery.channel));
		return;
	}
	/* The notifier connects within 2 s of the commit that started this, or fails:
	 * the next attempt then asks again whether anybody acknowledged. */
	send->sent = send->notifier->send(arena, &send->notice, &send->outcome,
					  &send->error);
	send->took_ms = (clock_monotonic_us() - start_us) / 1000;
}

/* Whom the next page goes to by the slow desks, and for how long. */
static bool judge_destination(struct work *work, const struct send *send)
{
	bool is_slow = !send->sent || send->took_ms > SLOW_MS;
	struct destination destination;

	if (send->destination.length == 0)
		return true;
	if (!store_destination_find(work, send->destination, &destination))
		return false;
	if (!is_slow && destination.slow_until == 0)
		return true;
	destination.slow_until = is_slow ? work->now + SLOW_LASTS_MS : 0;
	destination.problem = str_of(send->error.text);
	/* What waits for it already must not hold up the others either. */
	return (destination.id != 0
			? store_save(work, &destination_shape, &destination)
			: store_add(work, &destination_shape, &destination)) &&
	       jobs_change_lane(work, send->destination, is_slow ? LANE_PAGES : LANE_SLOW,
				is_slow ? LANE_SLOW : LANE_PAGES);
}

static str receiver_of(const struct delivery *delivery)
{
	if (delivery->person.length > 0)
		return delivery->person;
	return delivery->purpose == DELIVERY_MESSAGE ? STR("the audience")
						     : STR("a channel");
}

static bool succeeded(struct work *work, struct delivery *delivery,
		      const struct send *send)
{
	delivery->state = DELIVERY_SENT;
	delivery->ended_at = work->now;
	delivery->problem = STR("");
	delivery->receipt = str_clip(send->outcome.receipt, 200);
	return store_save(work, &delivery_shape, delivery) &&
	       note(work, "delivery.sent", delivery->incident,
		    subject_of(work, "delivery", delivery->id),
		    { "person", receiver_of(delivery) }, { "channel", delivery->channel },
		    { "purpose", str_of(delivery_purpose_names[delivery->purpose]) },
		    { "took", duration_format(work->arena, send->took_ms) });
}

static duration_ms retry_wait(const struct delivery *delivery, const struct send *send)
{
	/* Spread by the id, so that a channel that comes back is not met by all at once.
	 */
	double jitter = (double)(delivery->id * 37 % 100) / 100;
	duration_ms wait = delivery_retry_wait(delivery->attempts, jitter);
	duration_ms asked = send->outcome.retry_after;

	if (send->outcome.permanent)
		return -1;
	if (asked > RETRY_AFTER_MS_MAX)
		asked = RETRY_AFTER_MS_MAX;
	return wait >= 0 && asked > wait ? asked : wait;
}

static bool failed(struct work *work, struct delivery *delivery, const struct send *send,
		   struct job_end *ret_end)
{
	duration_ms wait = retry_wait(delivery, send);
	str problem = str_of(send->error.text);

	delivery->problem = problem;
	delivery->state = wait < 0 ? DELIVERY_FAILED : DELIVERY_QUEUED;
	if (wait < 0)
		delivery->ended_at = work->now;
	else
		*ret_end = (struct job_end){ .again_at = work->now + wait,
					     .problem = problem };
	return store_save(work, &delivery_shape, delivery) &&
	       note(work, wait < 0 ? "delivery.failed" : "delivery.retried",
		    delivery->incident, subject_of(work, "delivery", delivery->id),
		    { "person", delivery->person }, { "channel", delivery->channel },
		    { "problem", problem },
		    { "attempts", text_of_int(work, delivery->attempts) }) &&
	       round_fall(work, delivery);
}

static bool finish(struct work *work, const struct job *job, void *task,
		   struct job_end *ret_end)
{
	const struct send *send = task;
	struct delivery delivery;

	if (!store_get(work, &delivery_shape, job->ref, &delivery) ||
	    !judge_destination(work, send))
		return false;
	if (send->sent)
		return succeeded(work, &delivery, send);
	return failed(work, &delivery, send, ret_end);
}

const struct job_kind deliver_job = {
	.name = "deliver",
	.begin = begin,
	.perform = perform,
	.finish = finish,
};

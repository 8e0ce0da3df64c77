/* The desk's part of paging: one attempt to send one delivery. The commit of its
 * beginning is the start of the send; an ack that commits before stops it. */
#include "app/engine/desk.h"
#include "app/lifecycle/incident.h"
#include "app/note.h"
#include "app/paging/paging.h"
#include "base/limits.h"

struct send {
	struct delivery delivery;
	struct notice notice;
	const struct notifier *notifier;
	/* The outcome. */
	bool sent, permanent;
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

static struct notice notice_of(struct work *work, const struct delivery *delivery,
			       const struct incident *incident)
{
	bool wakes = delivery->purpose == DELIVERY_PAGE ||
		     delivery->purpose == DELIVERY_ALARM;
	struct notice notice = {
		.address = delivery->address,
		.subject = delivery->subject,
		.text = delivery->text,
		.send_key = delivery->send_key,
		.thread_key = arena_format(work->arena, "stanch-%lld",
					   (long long)incident->id),
		.link = link_of(work, "room", incident->code),
		.incident_code = incident->code,
		.severity = incident->severity,
		.urgent = wakes,
		.at = work->now,
		.config = work->config,
	};

	if (wakes && delivery->person.length > 0)
		notice.ack_link = link_of(work, "ack",
					  ack_link_secret(work, delivery->page,
							  delivery->person,
							  work->now + DAY_MS));
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

static bool begin(struct work *work, const struct job *job, void **ret_task)
{
	struct delivery delivery;
	struct incident incident;
	str reason;

	if (!store_get(work, &delivery_shape, job->ref, &delivery) ||
	    !store_get(work, &incident_shape, delivery.incident, &incident))
		return false;
	/* SENDING here means that we died while sending: once more, same key. */
	if (delivery.state != DELIVERY_QUEUED && delivery.state != DELIVERY_SENDING)
		return true;
	if (is_moot(work, &delivery, &reason))
		return cancel(work, &delivery, reason);

	struct send *send = arena_one(work->arena, struct send);

	send->notifier = ports_notifier(work->app->ports, delivery.channel);
	if (!start(work, &delivery, send))
		return false;
	send->notice = notice_of(work, &delivery, &incident);
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
		send->permanent = true;
		error_set(&send->error, ERROR_INVALID, "no channel is called " STR_FMT,
			  STR_ARG(send->delivery.channel));
		return;
	}
	/* The notifier connects within 2 s of the commit that started this, or fails:
	 * the next attempt then asks again whether anybody acknowledged. */
	send->sent = send->notifier->send(arena, &send->notice, &send->permanent,
					  &send->error);
	send->took_ms = (clock_monotonic_us() - start_us) / 1000;
}

static bool succeeded(struct work *work, struct delivery *delivery,
		      const struct send *send)
{
	delivery->state = DELIVERY_SENT;
	delivery->ended_at = work->now;
	delivery->problem = STR("");
	return store_save(work, &delivery_shape, delivery) &&
	       note(work, "delivery.sent", delivery->incident,
		    subject_of(work, "delivery", delivery->id),
		    { "person", delivery->person.length > 0 ? delivery->person
							    : STR("the audience") },
		    { "channel", delivery->channel },
		    { "purpose", str_of(delivery_purpose_names[delivery->purpose]) },
		    { "took", duration_format(work->arena, send->took_ms) });
}

static bool failed(struct work *work, struct delivery *delivery, const struct send *send,
		   struct job_end *ret_end)
{
	/* Spread by the id, so that a channel that comes back is not met by all at once.
	 */
	double jitter = (double)(delivery->id * 37 % 100) / 100;
	duration_ms wait = send->permanent
				   ? -1
				   : delivery_retry_wait(delivery->attempts, jitter);
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
		    { "attempts", text_of_int(work, delivery->attempts) });
}

static bool finish(struct work *work, const struct job *job, void *task,
		   struct job_end *ret_end)
{
	const struct send *send = task;
	struct delivery delivery;

	if (!store_get(work, &delivery_shape, job->ref, &delivery))
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

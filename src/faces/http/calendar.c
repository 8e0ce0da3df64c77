/* Calendars of who is on call, for the programs that subscribe to them. The secret in
 * the path is the proof, since these programs cannot sign in. */
#include "faces/http/request.h"

#include "app/paging/feed.h"

struct calendar_asked {
	str secret, text;
};

static bool write_calendar(struct work *work, void *arguments)
{
	struct calendar_asked *asked = arguments;
	struct feed feed;

	return feed_find(work, asked->secret, &feed) &&
	       feed_calendar(work, &feed, &asked->text);
}

void calendar_handle(struct request *request)
{
	struct work *work = &request->work;
	struct calendar_asked asked = { .secret = request->rest };

	if (str_ends_with(asked.secret, STR(".ics")))
		asked.secret = str_slice(asked.secret, 0, asked.secret.length - 4);
	if (!app_read(work->app, work, write_calendar, &asked)) {
		answer_error(request, &work->error);
		return;
	}
	answer_bytes(request, 200, "text/calendar; charset=utf-8", asked.text);
	http_add_header(request->out, "Cache-Control", STR("private, max-age=300"));
	http_add_header(request->out, "Content-Disposition",
			STR("inline; filename=\"on-call.ics\""));
}

/* For those who only ask whether we live. */
#include "faces/http/request.h"

#include "app/store.h"

void healthy_handle(struct request *request)
{
	answer_bytes(request, 200, "text/plain; charset=utf-8", STR("OK\n"));
}

static bool read_something(struct work *work, void *arguments)
{
	int64_t seq;
	str hash;

	(void)arguments;
	return journal_head(work, &seq, &hash);
}

/* Ready means that the store answers and that we are not about to end. */
void ready_handle(struct request *request)
{
	struct work *work = &request->work;

	if (work->app->stopping) {
		answer_problem(request, 503, "unavailable",
			       STR("the server is stopping"));
		return;
	}
	if (!app_read(work->app, work, read_something, NULL)) {
		answer_error(request, &work->error);
		return;
	}
	answer_bytes(request, 200, "text/plain; charset=utf-8", STR("OK\n"));
}

/* Time by hand, for the story tests. */
#include "faces/http/request.h"

#include "app/engine/virtual_clock.h"

void test_clock_handle(struct request *request)
{
	struct work *work = &request->work;
	const struct tree *body = request_body(request);
	struct tree *answer;

	if (!body)
		return;
	if (!clock_advance(work->app, tree_get_int(body, "advance_ms", 0),
			   &work->error)) {
		answer_error(request, &work->error);
		return;
	}
	answer = tree_map(work->arena);
	tree_put_text(work->arena, answer, "now",
		      instant_format(work->arena, clock_now()));
	answer_tree(request, 200, answer);
}

/* A mail that answers a page, handed over by an MTA or by a service that takes mail: the
 * raw message. The key in the path is that of a door; over the local socket any will do.
 */
#include "faces/http/request.h"

#include "app/paging/reply.h"

#include <strings.h>

static bool may_deliver(struct request *request)
{
	if (request->face->options.is_local || gate_door_key(request, request->rest))
		return true;
	if (request->work.config->door_key_count == 0 &&
	    address_is_loopback_peer(request->in->peer))
		return true;
	answer_problem(request, 403, "forbidden",
		       STR("mails are taken with a key of door_keys in the path, or "
			   "without any from this machine"));
	return false;
}

/* A form of another site cannot send this type. */
static bool is_message(struct request *request)
{
	static const str wanted = STR_INIT("message/rfc822");
	str type = http_header(request->in, "Content-Type"), rest;

	str_cut(type, ';', &type, &rest);
	type = str_trim(type);
	if (type.length == wanted.length &&
	    strncasecmp(type.bytes, wanted.bytes, wanted.length) == 0)
		return true;
	answer_problem(request, 415, "wrong-type",
		       STR("the body must be the mail itself, as message/rfc822"));
	return false;
}

/* Whatever was decided is a success: who delivers must not try again. A mail that was cut
 * at the limit is read as far as it came; the answer stands in front. */
void mail_handle(struct request *request)
{
	struct work *work = &request->work;
	struct tree *answer = tree_map(work->arena);
	enum mail_verdict verdict;
	str outcome;

	if (!may_deliver(request) || !is_message(request))
		return;
	if (!reply_take_mail(work->app, work, request->in->body, &verdict, &outcome)) {
		answer_error(request, &work->error);
		return;
	}
	tree_put_text(work->arena, answer, "verdict",
		      str_of(mail_verdict_names[verdict]));
	tree_put_text(work->arena, answer, "outcome", outcome);
	answer_tree(request, 200, answer);
}

/* A button of a Mattermost message. Mattermost signs nothing; the proof is the token in
 * the button's context, which it keeps to itself and which was made for one person and
 * one page. Who it says has pressed proves nothing alone: it must be that person. */
#include "faces/http/callbacks/callback.h"

#include "app/paging/paging.h"

static str presser_of(struct request *request, const struct tree *body)
{
	struct work *work = &request->work;
	str person = reply_person(work->config, "mattermost",
				  tree_get_text(body, "user_id"));
	str name = tree_get_text(body, "user_name");

	if (person.length > 0 || name.length == 0)
		return person;
	return reply_person(work->config, "mattermost",
			    arena_format(work->arena, "@" STR_FMT, STR_ARG(name)));
}

static str take_press(struct request *request, const struct tree *body,
		      struct reply *reply)
{
	str presser = presser_of(request, body);

	if (reply->person.length == 0)
		return callback_refuse(
			request, reply,
			STR("This button is for a whole channel and cannot "
			    "prove who pressed it: use your own page."));
	/* In a channel that others read as well anybody could press it. */
	if (presser.length == 0)
		return callback_refuse(
			request, reply,
			arena_format(request->work.arena,
				     "You are nobody's contact here: name your @name of "
				     "Mattermost as a contact of " STR_FMT ".",
				     STR_ARG(reply->person)));
	if (!str_equal(presser, reply->person)) {
		str sentence = arena_format(request->work.arena,
					    "This button is " STR_FMT
					    "'s: use your own page.",
					    STR_ARG(reply->person));

		reply->person = presser;
		return callback_refuse(request, reply, sentence);
	}
	return callback_take(request, reply).sentence;
}

void mattermost_handle(struct request *request)
{
	struct work *work = &request->work;
	const struct tree *body = request_body(request);
	struct tree *answer = tree_map(work->arena);
	struct reply reply = { .channel = STR("mattermost"), .text = STR("ack") };
	str token = tree_get_text(tree_get(body, "context"), "token");

	if (!body)
		return;
	if (!ack_link_check(work, token, &reply.page, &reply.person)) {
		callback_refuse_proof(
			request, arena_c_string(work->arena, str_of(work->error.text)));
		return;
	}
	reply.sender = tree_get_text(body, "user_id");
	reply.key = tree_get_text(body, "trigger_id");
	if (reply.key.length == 0)
		reply.key = tree_get_text(body, "post_id");
	tree_put_text(work->arena, answer, "ephemeral_text",
		      take_press(request, body, &reply));
	answer_tree(request, 200, answer);
}

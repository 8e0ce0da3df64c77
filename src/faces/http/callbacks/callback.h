/* Answers that chats and phone services bring. Nobody is signed in here: each service
 * has its own proof of who sends, and nothing of a body counts before that was checked.
 * What an answer means is decided in app/paging/reply.h. */
#ifndef FACES_HTTP_CALLBACKS_CALLBACK_H
#define FACES_HTTP_CALLBACKS_CALLBACK_H

#include "faces/http/request.h"

#include "app/paging/reply.h"
#include "formats/form.h"

/* The body as it was signed, and as a form; false: refused already. */
bool callback_form(struct request *request, struct form *ret_form) MUST_CHECK;
/* 401 with the sentence, and a line in the log, at most one each second: whoever reaches
 * the listener can send this. */
void callback_refuse_proof(struct request *request, const char *sentence);

struct callback_outcome {
	bool acknowledged;
	str sentence; /* for who answered, whatever came of it */
};
struct callback_outcome callback_take(struct request *request, const struct reply *reply);
/* Refused and written down; the sentence again. */
str callback_refuse(struct request *request, const struct reply *reply, str sentence);

#endif

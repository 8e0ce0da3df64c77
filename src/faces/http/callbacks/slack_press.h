/* What Slack sends when a button is pressed, as far as it matters here. */
#ifndef FACES_HTTP_CALLBACKS_SLACK_PRESS_H
#define FACES_HTTP_CALLBACKS_SLACK_PRESS_H

#include "formats/form.h"

struct slack_press {
	str user;  /* "U012AB3CD" */
	str value; /* of the button; "" of one that only opens a link */
	str key;   /* the same when the press comes again */
	str response_url;
};

/* The form's field "payload", a JSON object of type block_actions. */
bool slack_press_read(struct arena *arena, const struct form *form,
		      struct slack_press *ret_press, struct error *error) MUST_CHECK;

#endif

/* What people tell in a chat: "declare TEXT" and "report TEXT". */
#ifndef FACES_HTTP_CALLBACKS_TOLD_H
#define FACES_HTTP_CALLBACKS_TOLD_H

#include "faces/http/callbacks/callback.h"

/* False when the text is neither. The sentence says what became of it, or why nothing
 * did: only responders that are known here may. */
bool callback_told(struct request *request, const struct reply *reply, str *ret_sentence);

#endif

/* What a Slack message of ours looks like, for the webhook and for the bot. Everything is
 * plain text: no mention, link or markup of a title takes effect. */
#ifndef NOTIFIERS_SLACK_CARD_H
#define NOTIFIERS_SLACK_CARD_H

#include "app/ports.h"

/* How an Acknowledge button works: it tells us (action "acknowledge", value: the token),
 * or it opens the page of the link. */
enum slack_button { SLACK_BUTTON_TOKEN, SLACK_BUTTON_LINK };

/* The action_id of the first kind. */
#define SLACK_ACKNOWLEDGE "acknowledge"

struct tree *slack_card(struct arena *arena, const struct notice *notice,
			enum slack_button kind);

/* "invalid_auth" and the like: another attempt cannot help. */
bool slack_is_permanent(str problem);

#endif

/* What people answer from a phone, a mailbox or a chat. Whoever calls this has checked
 * that the sender is who it says (a signature, a token); here is decided what it means.
 * Replies count once: the same key again changes nothing and gets the first outcome. */
#ifndef APP_PAGING_REPLY_H
#define APP_PAGING_REPLY_H

#include "app/store.h"

struct reply_row {
	int64_t id;
	int64_t incident;
	str key;      /* the channel's name and its id of the reply */
	str channel;  /* "sms", "mail", "slack", "voice", "mattermost" */
	str sender;   /* as the channel names them */
	int64_t page; /* that it acknowledged; 0: none */
	str outcome;
	instant_ms at;
};
extern const struct shape reply_shape; /* table reply */

struct reply {
	str channel; /* as above; becomes the actor's via */
	str key; /* Message-ID, MessageSid, trigger id; "" : none, may not be repeated */
	str person; /* a configured person's name, found by reply_person */
	str sender;
	int64_t page; /* that it answers, when the channel knows; 0: by the text */
	str text;     /* "ack", "ack 017", "017", "확인"; the first line counts */
};

/* The person whose contact of this channel's kind has this address; "" for none. Kinds:
 * the notifier's name. Addresses are compared as the kind does: mail without case,
 * numbers of phones (twilio…) by their digits. */
str reply_person(const struct config *config, const char *kind, str address);
/* Whether it is an address of this person. */
bool reply_is_from(const struct config *config, str person, const char *kind,
		   str address);

/* Does what it says, in a turn: acknowledges the page of its code, or the only live one
 * that called this person. ret_outcome is a sentence for the sender: "You have INC-…:
 * title. Paging has stopped.", "2 pages call you: answer with 017 or 018.", "Not
 * understood: answer with the 3-digit code." What is refused is journalled as well.
 * False only when it could not be done: UNAVAILABLE and the like. */
bool reply_take(struct app *app, struct work *work, const struct reply *reply,
		bool *ret_acknowledged, str *ret_outcome) MUST_CHECK;

/* Writes down an answer that was refused before it came to reply_take: a forged button,
 * the wrong person. The sentence says why. Counts once, like the others. */
bool reply_refuse(struct app *app, struct work *work, const struct reply *reply,
		  str sentence) MUST_CHECK;

/* -- by mail -- */

enum mail_verdict {
	MAIL_TAKEN,   /* the page is acknowledged */
	MAIL_REFUSED, /* the writer should be told the sentence */
	MAIL_IGNORED, /* a program wrote it: nobody is answered */
};
extern const char *const mail_verdict_names[];

/* Takes one mail as it came (formats/mail.h). The token in it names page and person, and
 * the person must be who wrote it. False only when it could not be decided. */
bool reply_take_mail(struct app *app, struct work *work, str message,
		     enum mail_verdict *ret_verdict, str *ret_outcome) MUST_CHECK;

#endif

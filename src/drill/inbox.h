/* The practice inbox: a small page with all that stanch sent during the drill. The mails
 * came through a real SMTP server. What takes the webhook's and ntfy's requests is a
 * double of ours: it stores what it is sent, and nothing else. */
#ifndef DRILL_INBOX_H
#define DRILL_INBOX_H

#include "base/error.h"
#include "drill/mailbox.h"

struct inbox;

/* At http://127.0.0.1:8025 when that port is free, else at another one. GET / is the
 * page, GET /inbox.json the same for programs; POST /webhook and /ntfy/TOPIC. */
struct inbox *inbox_start(const char *maildir, struct error *error) MUST_CHECK;
void inbox_stop(struct inbox *inbox);
unsigned inbox_port(const struct inbox *inbox);

/* How many came by this channel and speak of it in their subject. */
size_t inbox_count(struct inbox *inbox, const char *channel, str about, bool urgent);

#endif

/* What fits into one short message. */
#ifndef NOTIFIERS_SMS_TEXT_H
#define NOTIFIERS_SMS_TEXT_H

#include "base/arena.h"

/* One message of the GSM alphabet holds 160 characters (3GPP TS 23.038), of any other
 * 70 units of UTF-16. */
enum { SMS_GSM_MAX = 160, SMS_WIDE_MAX = 70 };

/* Marks that writers use and phones lack, as the next best: "–" is "-". */
str sms_plain(struct arena *arena, str s);
/* Whether one message holds 160 of its kind; ret_units is what it takes of them. */
bool sms_is_gsm(str s, size_t *ret_units);
/* The text, cut where it must be, and the whole of the tail, in one message. */
str sms_fit(struct arena *arena, str text, str tail);

#endif

/* What Twilio is told to say or to write: TwiML, an XML document. */
#ifndef FORMATS_TWIML_H
#define FORMATS_TWIML_H

#include "base/text.h"

/* A document is written between these two. */
struct text twiml_begin(struct arena *arena);
str twiml_end(struct text *twiml);

/* Words are escaped; what XML cannot hold becomes a space. language is ours: "ko". */
void twiml_say(struct text *twiml, str language, str words);
void twiml_message(struct text *twiml, str words);
/* Waits for one key while what stands between is said, then asks "action" with it. */
void twiml_gather_begin(struct text *twiml, str action);
void twiml_gather_end(struct text *twiml);

#endif

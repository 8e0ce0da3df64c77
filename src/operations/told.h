/* What operations that take free text answer. */
#ifndef OPERATIONS_TOLD_H
#define OPERATIONS_TOLD_H

#include "core/alerting/reading.h"
#include "operations/noun.h"

/* "missing": a list of {about, asks}. */
void answer_open_questions(struct work *work, const struct open_question *open,
			   size_t count, struct tree *answer);
/* "reading": {service, environment, symptom: {name, words, at, how}, others, verdict},
 * "why" in words, and "missing". */
void answer_reading(struct work *work, const struct text_reading *reading,
		    struct tree *answer);
/* "reports" of an incident, the newest of them, "report_counts" by source and
 * "tickets". */
bool room_add_reports(struct work *work, const struct incident *incident,
		      struct tree *answer) MUST_CHECK;

#endif

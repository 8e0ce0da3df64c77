/* The five whys of an incident, as an answer. */
#ifndef OPERATIONS_WHYS_H
#define OPERATIONS_WHYS_H

#include "app/investigation/whys.h"
#include "base/tree.h"

/* The lines of the chain, for a template. */
#define WHYS_TEXT \
	"{{#whys}}  {{indent}}{{#why}}because {{/why}}{{claim}} [{{hypothesis}}, " \
	"{{state}}]{{#basis}} – {{basis}} [why {{why}}]{{/basis}}" \
	"{{#is_root}} – the root, as far as was asked{{/is_root}}" \
	"{{#is_again}} – see above{{/is_again}}\n{{/whys}}"

/* "whys": the chain line by line, "has_why"; "why_question" with "why_asked", what to ask
 * next, once the service is back, else "". */
bool whys_answer(struct work *work, const struct incident *incident,
		 struct tree *answer) MUST_CHECK;

/* "why", "effect", "cause", "basis", "questioned", and "why_question" as above. */
bool why_answer(struct work *work, const struct why_said *said,
		struct tree *answer) MUST_CHECK;

#endif

#include "actuators/git_parts.h"

#include "base/text.h"
#include "core/evidence/evidence.h"

enum { COMMIT_BYTES_MAX = 8 << 10, LINE_BYTES_MAX = 400 };

/* Titles and reasons come from alerts and people: one line each, nothing that a terminal
 * would obey. */
static str one_line(struct arena *arena, str said)
{
	struct text text = text_new(arena, LINE_BYTES_MAX + 1);
	str clean = str_clip(secrets_mask(arena, said), LINE_BYTES_MAX);

	for (size_t i = 0; i < clean.length; i++) {
		unsigned char c = (unsigned char)clean.bytes[i];

		text_add_char(&text, c < ' ' || c == 0x7f ? ' ' : clean.bytes[i]);
	}
	return str_trim(text_of(&text));
}

static void add_trailer(struct text *text, const char *name, str value)
{
	if (value.length > 0)
		text_addf(text, "%s: " STR_FMT "\n", name, STR_ARG(value));
}

str git_message(const struct actuator_call *call, const struct git_change *change,
		str mark)
{
	struct arena *arena = call->arena;
	struct text text = text_new(arena, COMMIT_BYTES_MAX);
	str title = one_line(arena, call->incident_title);
	str why = one_line(arena, call->why);

	text_addf(&text, STR_FMT "\n\nContext: " STR_FMT " " STR_FMT "\n",
		  STR_ARG(one_line(arena, change->subject)), STR_ARG(call->incident),
		  STR_ARG(title));
	if (why.length > 0)
		text_addf(&text, "Why: " STR_FMT "\n", STR_ARG(why));
	text_addf(&text, "Solution: " STR_FMT "\n\n",
		  STR_ARG(one_line(arena, change->solution)));
	add_trailer(&text, "Incident", call->incident);
	add_trailer(&text, "Approved-by", one_line(arena, call->person));
	add_trailer(&text, "Stanch-Action", mark);
	return text_of(&text);
}

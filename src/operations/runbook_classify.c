/* runbook classify: what a command would do to the world, before it runs. */
#include "operations/runbook_parts.h"

#include "base/limits.h"
#include "base/scoped.h"
#include "base/text.h"
#include "runbook/classify.h"

struct classify_input {
	str command;
	int language;
};

static const struct field classify_fields[] = {
	{ .name = "command",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct classify_input, command),
	  .by_place = true,
	  .help = "one, or a script of several lines; left out: each line of the "
		  "standard "
		  "input is one" },
	{ .name = "language",
	  .kind = FIELD_ENUM,
	  .offset = offsetof(struct classify_input, language),
	  .names = runbook_language_names,
	  .help = "what it is written in: shell, sql, mongosh, redis, http and their "
		  "like; left out: shell" },
};
const struct shape runbook_classify_shape = SHAPE("classify", struct classify_input,
						  classify_fields);

/* On one line, and with no tab: the answer is one of two columns. */
static str one_line(struct arena *arena, str text)
{
	struct text line = text_new(arena, text.length + 1);

	for (size_t i = 0; i < text.length; i++)
		text_add_char(&line,
			      (unsigned char)text.bytes[i] < ' ' ? ' ' : text.bytes[i]);
	return text_of(&line);
}

static void put_classified(struct arena *arena, const struct classified *found,
			   struct tree *answer)
{
	tree_put_text(arena, answer, "class", str_of(action_class_names[found->class]));
	tree_put_text(arena, answer, "reason", one_line(arena, found->reason));
	tree_put_int(arena, answer, "line", found->line);
	tree_put_bool(arena, answer, "refused", found->is_refused);
	if (!found->is_refused)
		return;
	tree_put_text(arena, answer, "refusal", one_line(arena, found->refusal));
	if (found->repaired.length > 0)
		tree_put_text(arena, answer, "repaired",
			      arena_copy(arena, found->repaired));
}

static void classify(struct arena *arena, int language, str command, struct tree *answer)
{
	scoped_arena scratch = arena_new(CLASSIFY_ARENA_BYTES);
	struct classified found = { 0 };

	if (str_is_utf8(command))
		classify_language(scratch, (enum runbook_language)language, command,
				  &found);
	else
		found = (struct classified){ .class = ACTION_DESTRUCTIVE,
					     .reason = STR(
						     "not understood: it is no text "
						     "in UTF-8") };
	put_classified(arena, &found, answer);
}

bool runbook_classify(struct work *work, const void *input, struct tree *answer)
{
	const struct classify_input *in = input;

	if (in->command.length == 0)
		return fail(work, ERROR_INVALID, "command: is required");
	classify(work->arena, in->language, in->command, answer);
	return true;
}

void runbook_classify_line(struct work *work, const void *input, str line,
			   struct tree *answer)
{
	const struct classify_input *in = input;

	classify(work->arena, in->language, line, answer);
}

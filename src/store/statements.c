#include "store/store_private.h"

#include "base/text.h"

#include <assert.h>
#include <string.h>

enum {
	STATEMENTS_MAX = 512, /* slots: a power of two, never more than half full */
	STATEMENT_BYTES_MAX = 16 << 10,
	TEXTS_BYTES_MAX = 4 << 20,
};

struct statement {
	const struct shape *shape;
	const char *pattern;
	const char *text;
};

/* No other lock is taken under this one. */
static struct lock statements_lock = { PTHREAD_MUTEX_INITIALIZER };
static struct statement statements[STATEMENTS_MAX];
static size_t statement_count;
static struct arena *texts;

static void add_token(struct text *text, str name, const struct placeholder *tokens,
		      size_t count)
{
	size_t i = 0;

	while (i < count && !str_is(name, tokens[i].name))
		i++;
	assert(i < count);
	text_add(text, tokens[i].text);
}

str tokens_expand(struct arena *arena, str pattern, const struct placeholder *tokens,
		  size_t count)
{
	struct text text = text_new(arena, STATEMENT_BYTES_MAX + pattern.length * 2);
	str before, name;

	while (str_cut(pattern, '{', &before, &pattern)) {
		text_add(&text, before);

		bool is_closed = str_cut(pattern, '}', &name, &pattern);

		assert(is_closed);
		add_token(&text, name, tokens, count);
	}
	text_add(&text, pattern);
	assert(!text.full);
	return text_of(&text);
}

/* Names are quoted, since a field may be called as SQL calls something: "class". */
static str text_for(struct arena *arena, const struct shape *shape, const char *pattern)
{
	struct text columns = text_new(arena, STATEMENT_BYTES_MAX);
	struct text values = text_new(arena, STATEMENT_BYTES_MAX);
	struct text assignments = text_new(arena, STATEMENT_BYTES_MAX);

	for (size_t i = 0; i < shape->count; i++) {
		const char *comma = i > 0 ? ", " : "";
		const char *name = shape->fields[i].name;

		text_addf(&columns, "%s\"%s\"", comma, name);
		text_addf(&values, "%s$%zu", comma, i + 1);
		if (i > 0)
			text_addf(&assignments, "%s\"%s\" = $%zu", i > 1 ? ", " : "",
				  name, i + 1);
	}

	const struct placeholder tokens[] = {
		{ "table", arena_format(arena, "\"%s\"", shape->name) },
		{ "columns", text_of(&columns) },
		{ "values", text_of(&values) },
		{ "assignments", text_of(&assignments) },
	};

	return tokens_expand(arena, str_of(pattern), tokens, 4);
}

static struct statement *slot_of(const struct shape *shape, const char *pattern)
{
	uintptr_t mixed = ((uintptr_t)shape >> 3) * 31 + (uintptr_t)pattern;
	size_t slot = (mixed ^ mixed >> 9) % STATEMENTS_MAX;

	while (statements[slot].text &&
	       (statements[slot].shape != shape || statements[slot].pattern != pattern))
		slot = (slot + 1) % STATEMENTS_MAX;
	return &statements[slot];
}

const char *statement_of(const struct shape *shape, const char *pattern)
{
	scoped_lock(held, &statements_lock);
	struct statement *statement = slot_of(shape, pattern);

	(void)held;
	if (statement->text)
		return statement->text;

	statement_count++;
	assert(statement_count < STATEMENTS_MAX / 2);
	if (!texts)
		texts = arena_new(TEXTS_BYTES_MAX);

	scoped_arena scratch = arena_new(TEXTS_BYTES_MAX);
	str text = text_for(scratch, shape, pattern);

	*statement = (struct statement){ shape, pattern, arena_copy(texts, text).bytes };
	return statement->text;
}

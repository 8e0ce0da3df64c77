/* An order on its way: what its deed puts into it. */
#include "actuators/kubernetes_parts.h"

#include <stdarg.h>

static void add_piece(struct text *text, const char *between, str piece)
{
	if (text->length > 0)
		text_add(text, str_of(between));
	text_add(text, piece);
}

void kubernetes_warn(struct kubernetes_order *order, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	add_piece(&order->warning, "; ", arena_vformat(order->arena, format, arguments));
	va_end(arguments);
}

void kubernetes_note(struct kubernetes_order *order, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	add_piece(&order->notes, "\n", arena_vformat(order->arena, format, arguments));
	va_end(arguments);
}

void kubernetes_word(struct kubernetes_order *order, const char *name, str value)
{
	tree_add(order->arena, order->words,
		 tree_text(order->arena, arena_format(order->arena, "%s=" STR_FMT, name,
						      STR_ARG(value))));
}

str kubernetes_approved_word(const struct kubernetes_order *order, const char *name)
{
	str begin = arena_format(order->arena, "%s=", name);

	for (size_t i = 0; i < tree_count(order->call->argv); i++) {
		const struct tree *word = tree_nth(order->call->argv, i);

		if (word->kind == TREE_TEXT && str_starts_with(word->text, begin))
			return str_slice(word->text, begin.length, word->text.length);
	}
	return STR("");
}

struct tree *kubernetes_undo_plan(struct arena *arena, const str *pairs, size_t count)
{
	struct tree *plan = tree_map(arena);

	for (size_t i = 0; i + 1 < count; i += 2)
		tree_put_str(arena, plan, pairs[i], tree_text(arena, pairs[i + 1]));
	return plan;
}

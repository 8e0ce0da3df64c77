/* Lines into kinds: which entity wrote what in which operation. */
#include "core/diagnosis/diagnosis_private.h"

#include "base/map.h"
#include "base/text.h"

enum {
	/* How much of a line is its template. */
	TEMPLATE_WORDS = 8,
	TEMPLATE_BYTES_MAX = 200,
};

static const char error_words[] =
	"error exception fail failed failure fatal panic critical refused timeout denied";

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "c.example.OrderController#54" says which statement wrote a line, whatever it says. */
static bool names_statement(str word)
{
	str before = { 0 }, after = { 0 };

	if (!str_cut(word, '#', &before, &after) || before.length == 0 ||
	    after.length == 0 || !is_letter(before.bytes[0]))
		return false;
	for (size_t i = 0; i < after.length; i++) {
		if (!is_digit(after.bytes[i]))
			return false;
	}
	return true;
}

static bool has_digit(str word)
{
	for (size_t i = 0; i < word.length; i++) {
		if (is_digit(word.bytes[i]))
			return true;
	}
	return false;
}

static str template_of(struct arena *arena, str line)
{
	struct text text = text_new(arena, TEMPLATE_BYTES_MAX);
	str rest = line, word;
	size_t count = 0;

	while (str_next(&rest, ' ', &word)) {
		word = str_trim(word);
		if (word.length == 0)
			continue;
		if (names_statement(word))
			return word;
		if (count == TEMPLATE_WORDS)
			continue;
		if (count++ > 0)
			text_add_char(&text, ' ');
		text_add(&text, has_digit(word) ? STR("<*>") : word);
	}
	return text_of(&text);
}

static bool speaks_of_error(str line)
{
	str rest = str_of(error_words), word;

	while (str_next(&rest, ' ', &word)) {
		if (str_contains_word(line, word))
			return true;
	}
	return false;
}

/* Operations by trace and id of the span. */
static struct map *operations_by_span(const struct study *study)
{
	struct map *map = map_new(study->arena);

	for (size_t i = 0; i < study->known->span_count; i++) {
		const struct case_span *span = &study->known->spans[i];

		map_put(map,
			arena_format(study->arena, STR_FMT " " STR_FMT,
				     STR_ARG(span->trace), STR_ARG(span->id)),
			(void *)(uintptr_t)&study->spans[i].operation);
	}
	return map;
}

/* NO_NUMBER when the line does not say, or names the span of another entity. */
static uint32_t operation_of(const struct study *study, const struct map *by_span,
			     const struct case_line *line, uint32_t entity)
{
	if (line->span.length == 0)
		return NO_NUMBER;
	const uint32_t *operation = map_get(
		by_span, arena_format(study->arena, STR_FMT " " STR_FMT,
				      STR_ARG(line->trace), STR_ARG(line->span)));
	return operation && study->operations[*operation].entity == entity ? *operation
									   : NO_NUMBER;
}

void place_lines(struct study *study, struct names *entities)
{
	struct arena *arena = study->arena;
	struct map *by_span = operations_by_span(study);
	struct names templates = names_new(arena), numbers = names_new(arena);
	struct placed_line *placed = arena_many(arena, struct placed_line,
						study->known->line_count);
	struct {
		struct line_kind *items;
		size_t count, capacity;
	} kinds = { 0 };

	for (size_t i = 0; i < study->known->line_count; i++) {
		const struct case_line *line = &study->known->lines[i];
		struct line_kind kind = {
			.entity = names_add(entities, line->entity),
			.template = names_add(&templates, template_of(arena, line->text)),
		};

		kind.operation = operation_of(study, by_span, line, kind.entity);
		placed[i].kind = names_add(&numbers,
					   arena_format(arena, "%u %u %u", kind.entity,
							kind.operation, kind.template));
		if (placed[i].kind == kinds.count)
			*list_add(arena, &kinds) = kind;
		placed[i].piece = line->at > 0 ? piece_at(study, line->at) : NO_PIECE;
		placed[i].of_error = speaks_of_error(line->text);
	}
	study->lines = placed;
	study->line_kinds = kinds.items;
	study->line_kind_count = kinds.count;
	study->templates = templates.items;
}

/* Lines into kinds: which entity wrote what in which operation. */
#include "core/diagnosis/diagnosis_private.h"

#include "base/map.h"
#include "base/scoped.h"
#include "core/diagnosis/error_words.h"
#include "stats/templates.h"

#include <string.h>

enum {
	/* What one line may need meanwhile. */
	LINE_SCRATCH_BYTES_MAX = 1 << 20,
};

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

/* The statement that a line names; "" when it names none. */
static str statement_of(str line)
{
	str rest = line, word = { 0 };

	/* Most lines name none, and need not be cut into words to say so. */
	if (line.length == 0 || !memchr(line.bytes, '#', line.length))
		return STR("");
	while (str_next(&rest, ' ', &word)) {
		word = str_trim(word);
		if (names_statement(word))
			return word;
	}
	return STR("");
}

/* NO_NUMBER when the line does not say, or names the span of another entity. */
static uint32_t operation_of(const struct study *study, const struct case_line *line,
			     uint32_t entity, struct arena *scratch)
{
	if (line->span.length == 0)
		return NO_NUMBER;
	const uint32_t *id = map_get(study->span_ids,
				     names_key(scratch, line->trace, line->span));
	if (!id)
		return NO_NUMBER;
	uint32_t operation = study->spans[study->span_of_id[*id]].operation;
	return study->operations[operation].entity == entity ? operation : NO_NUMBER;
}

/* Which entity wrote it, as what part of its work; then as which template. */
static uint32_t number_kind(struct names *origins, struct names *numbers,
			    const struct line_kind *kind)
{
	uint32_t origin = names_add_two(origins, kind->entity, kind->operation);

	return names_add_two(numbers, origin, kind->template);
}

/* Of each line: the statement it names, or else the template that it is one of, as the
 * number of its name. What is as long as the lines is in the arena given. */
static const uint32_t *number_templates(const struct study *study, struct names *names,
					struct arena *listed)
{
	size_t count = study->known->line_count;
	struct template_miner *miner = template_miner_new(listed);
	uint32_t *numbers = arena_many(listed, uint32_t, count), *of_shape;
	struct templates templates = { 0 };

	/* Shapes at first, which are templates when all are in. */
	for (size_t i = 0; i < count; i++) {
		str text = study->known->lines[i].text;

		numbers[i] = statement_of(text).length > 0
				     ? TEMPLATE_NONE
				     : template_miner_add(miner, text);
	}
	template_miner_group(miner, study->arena, &templates);
	of_shape = arena_many(listed, uint32_t, templates.shapes);
	for (size_t i = 0; i < templates.shapes; i++)
		of_shape[i] = names_add(names,
					templates.items[templates.of_shape[i]].text);
	for (size_t i = 0; i < count; i++)
		numbers[i] = numbers[i] != TEMPLATE_NONE
				     ? of_shape[numbers[i]]
				     : names_add(
					       names,
					       statement_of(study->known->lines[i].text));
	return numbers;
}

static const uint32_t *number_covered(const struct study *study, struct names *entities)
{
	size_t count = study->known->covered_count;
	uint32_t *entity = arena_many(study->arena, uint32_t, count);

	for (size_t i = 0; i < count; i++)
		entity[i] = names_add(entities, study->known->covered[i].entity);
	return entity;
}

void place_lines(struct study *study, struct names *entities)
{
	struct arena *arena = study->arena;
	scoped_arena listed = arena_new(DIAGNOSIS_BYTES_MAX);
	struct names templates = names_new(arena);
	const uint32_t *template = number_templates(study, &templates, listed);
	struct names origins = names_new(arena), numbers = names_new(arena);
	scoped_arena scratch = arena_new(LINE_SCRATCH_BYTES_MAX);
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
			.template = template[i],
		};

		kind.operation = operation_of(study, line, kind.entity, scratch);
		placed[i].kind = number_kind(&origins, &numbers, &kind);
		if (placed[i].kind == kinds.count)
			*list_add(arena, &kinds) = kind;
		placed[i].piece = line->at > 0 ? piece_at(study, line->at) : NO_PIECE;
		placed[i].of_error = line_speaks_of_error(line->text);
		arena_reset(scratch);
	}
	study->lines = placed;
	study->line_kinds = kinds.items;
	study->line_kind_count = kinds.count;
	study->templates = templates.items;
	study->covered_entity = number_covered(study, entities);
}

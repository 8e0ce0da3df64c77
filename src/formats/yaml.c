/* libyaml's events, not its documents: with events the depth can be stopped where
 * it grows, so that 100 kB of '[' cost a millisecond and not ten seconds. */
#include "formats/yaml.h"

#include "base/limits.h"
#include "base/scoped.h"
#include "formats/level.h"
#include "formats/place.h"

#include <stdlib.h>
#include <yaml.h>

struct reader {
	str yaml;
	struct arena *arena;
	struct error *error;
	yaml_parser_t parser;
	struct tree *root;
	bool had_document, ended;
	unsigned depth;
	struct level levels[TREE_DEPTH_MAX + 1];
};

static bool fail(const struct reader *reader, const yaml_mark_t *mark,
		 const char *sentence)
{
	return error_set(reader->error, ERROR_INVALID, "line %zu, column %zu: %s",
			 mark->line + 1, mark->column + 1, sentence);
}

/* A map wants a name now: none was read since its last value. */
static bool wants_name(const struct level *level)
{
	return level->tree->kind == TREE_MAP && !level->name.bytes;
}

static bool add(struct reader *reader, struct tree *tree, const yaml_mark_t *mark)
{
	struct level *level = &reader->levels[reader->depth];

	tree->line = (unsigned)mark->line + 1;
	tree->column = (unsigned)mark->column + 1;
	if (reader->depth == 0) {
		reader->root = tree;
		return true;
	}
	if (wants_name(level))
		return fail(reader, mark, "a name must be a text");
	level_add(reader->arena, level, tree);
	level->name = (str){ 0 };
	return true;
}

static bool open_level(struct reader *reader, struct tree *tree, const yaml_mark_t *mark)
{
	if (reader->depth == TREE_DEPTH_MAX)
		return fail(reader, mark, "nested too deep");
	if (!add(reader, tree, mark))
		return false;
	reader->levels[++reader->depth] = (struct level){ .tree = tree };
	return true;
}

static bool is_one_of(str s, const char *a, const char *b, const char *c)
{
	return str_is(s, a) || str_is(s, b) || str_is(s, c);
}

static size_t digits_at(str s, size_t at)
{
	size_t count = 0;

	while (at + count < s.length && s.bytes[at + count] >= '0' &&
	       s.bytes[at + count] <= '9')
		count++;
	return count;
}

/* Numbers are what JSON calls numbers. So a telephone number with "+" or "0" in
 * front, a version "1.2.3" and a time "12:30" stay the text that was written. */
static bool is_number(str s, bool *ret_is_real)
{
	size_t at = s.length > 0 && s.bytes[0] == '-';
	size_t whole = digits_at(s, at);

	if (whole == 0 || (whole > 1 && s.bytes[at] == '0'))
		return false;
	at += whole;
	*ret_is_real = at < s.length;
	if (at < s.length && s.bytes[at] == '.') {
		size_t fraction = digits_at(s, at + 1);

		if (fraction == 0)
			return false;
		at += 1 + fraction;
	}
	if (at < s.length && (s.bytes[at] == 'e' || s.bytes[at] == 'E')) {
		at++;
		if (at < s.length && (s.bytes[at] == '+' || s.bytes[at] == '-'))
			at++;
		if (digits_at(s, at) == 0)
			return false;
		at += digits_at(s, at);
	}
	return at == s.length;
}

static struct tree *read_plain(struct arena *arena, str s)
{
	bool is_real;
	int64_t number;
	double real;

	if (s.length == 0 || str_is(s, "~") || is_one_of(s, "null", "Null", "NULL"))
		return tree_null(arena);
	if (is_one_of(s, "true", "True", "TRUE"))
		return tree_bool(arena, true);
	if (is_one_of(s, "false", "False", "FALSE"))
		return tree_bool(arena, false);
	if (!is_number(s, &is_real))
		return tree_text(arena, s);
	if (!is_real && str_to_int(s, &number))
		return tree_int(arena, number);
	if (is_real && str_to_real(s, &real))
		return tree_real(arena, real);
	return tree_text(arena, s); /* out of range: no number of ours */
}

static bool take_name(struct reader *reader, str name, const yaml_mark_t *mark)
{
	struct level *level = &reader->levels[reader->depth];

	if (name.length == 0)
		return fail(reader, mark, "a name is empty");
	if (level_take_name(reader->arena, level, name))
		return true;
	error_set(reader->error, ERROR_INVALID, "the name '" STR_FMT "' occurs twice",
		  STR_ARG(str_clip(name, 100)));
	return error_wrap(reader->error, "line %zu, column %zu", mark->line + 1,
			  mark->column + 1);
}

static bool read_scalar(struct reader *reader, const yaml_event_t *event)
{
	struct level *level = &reader->levels[reader->depth];
	str s = { (const char *)event->data.scalar.value, event->data.scalar.length };
	bool plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;

	/* "\0" in double quotes would be cut off by whoever takes it for a C string. */
	if (!str_is_utf8(s))
		return fail(reader, &event->start_mark, "a text with a NUL byte");
	if (reader->depth > 0 && wants_name(level))
		return take_name(reader, s, &event->start_mark);
	if (plain && s.length == 0 && reader->depth == 0)
		return true; /* an empty document */
	return add(reader,
		   plain ? read_plain(reader->arena, s) : tree_text(reader->arena, s),
		   &event->start_mark);
}

/* What YAML offers and we refuse, because it makes a file say what nobody sees. */
static bool check_plain_yaml(const struct reader *reader, const yaml_event_t *event)
{
	const yaml_char_t *anchor = NULL, *tag = NULL;

	switch (event->type) {
	case YAML_ALIAS_EVENT:
		return fail(reader, &event->start_mark, "aliases (*) are not supported");
	case YAML_SCALAR_EVENT:
		anchor = event->data.scalar.anchor;
		tag = event->data.scalar.tag;
		break;
	case YAML_SEQUENCE_START_EVENT:
		anchor = event->data.sequence_start.anchor;
		tag = event->data.sequence_start.tag;
		break;
	case YAML_MAPPING_START_EVENT:
		anchor = event->data.mapping_start.anchor;
		tag = event->data.mapping_start.tag;
		break;
	default: return true;
	}
	if (anchor)
		return fail(reader, &event->start_mark, "anchors (&) are not supported");
	if (tag)
		return fail(reader, &event->start_mark, "tags (!) are not supported");
	return true;
}

static bool begin_document(struct reader *reader, const yaml_event_t *event)
{
	if (reader->had_document)
		return fail(reader, &event->start_mark, "a second document");
	reader->had_document = true;
	return true;
}

static bool read_event(struct reader *reader, const yaml_event_t *event)
{
	if (!check_plain_yaml(reader, event))
		return false;
	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT: return begin_document(reader, event);
	case YAML_SCALAR_EVENT: return read_scalar(reader, event);
	case YAML_SEQUENCE_START_EVENT:
		return open_level(reader, tree_list(reader->arena), &event->start_mark);
	case YAML_MAPPING_START_EVENT:
		return open_level(reader, tree_map(reader->arena), &event->start_mark);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT: reader->depth--; return true;
	case YAML_STREAM_END_EVENT: reader->ended = true; return true;
	default: return true;
	}
}

static bool fail_syntax(const struct reader *reader)
{
	const yaml_parser_t *parser = &reader->parser;
	const char *problem = parser->problem ? parser->problem : "cannot be read";

	if (parser->error == YAML_MEMORY_ERROR)
		abort();
	if (parser->error == YAML_READER_ERROR)
		return place_fail(reader->yaml, parser->problem_offset, reader->error,
				  ERROR_INVALID, "%s", problem);
	return fail(reader, &parser->problem_mark, problem);
}

static bool read_all(struct reader *reader)
{
	while (!reader->ended) {
		scoped(yaml_event_delete) yaml_event_t event = { 0 };

		if (!yaml_parser_parse(&reader->parser, &event))
			return fail_syntax(reader);
		if (!read_event(reader, &event))
			return false;
	}
	return true;
}

static void release_reader(struct reader **reader)
{
	yaml_parser_delete(&(*reader)->parser);
}

struct tree *yaml_parse(struct arena *arena, str yaml, struct error *error)
{
	struct reader *reader = arena_one(arena, struct reader);

	if (yaml.length > CONFIG_BYTES_MAX) {
		error_set(error, ERROR_TOO_LARGE, "more than %d KiB",
			  CONFIG_BYTES_MAX >> 10);
		return NULL;
	}
	if (!place_check_utf8(yaml, error))
		return NULL;
	*reader = (struct reader){ .yaml = yaml, .arena = arena, .error = error };
	if (!yaml_parser_initialize(&reader->parser))
		abort();

	scoped(release_reader) struct reader *open = reader;

	yaml_parser_set_encoding(&open->parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&open->parser, (const unsigned char *)yaml.bytes,
				     yaml.length);
	if (!read_all(open))
		return NULL;
	if (open->root)
		return open->root;

	struct tree *empty = tree_map(arena);

	empty->line = empty->column = 1;
	return empty;
}

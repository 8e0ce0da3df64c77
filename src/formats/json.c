/* yajl finds the tokens; what it lets pass is caught here before it starts: bytes
 * that are not UTF-8, vertical tab and form feed as white space, and half a
 * surrogate pair, which it would turn into a question mark. */
#include "formats/json.h"

#include "base/limits.h"
#include "base/scoped.h"
#include "formats/level.h"
#include "formats/place.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_parse.h>

enum {
	/* Longer spellings exist only in attacks; it bounds a buffer on the stack. */
	NUMBER_BYTES_MAX = 512,
	/* What we write is ours: it may hold parsed trees, so it may be deeper. */
	WRITTEN_DEPTH_MAX = 4 * TREE_DEPTH_MAX,
	FOUND_BYTES_MAX = 20,
};

/* They may not stand in a text either, so any occurrence is wrong. */
static bool check_white_space(str json, struct error *error)
{
	for (const char *refused = "\v\f"; *refused; refused++) {
		const char *found = NULL;

		if (json.length > 0)
			found = memchr(json.bytes, *refused, json.length);
		if (found)
			return place_fail(json, (size_t)(found - json.bytes), error,
					  ERROR_INVALID,
					  "byte 0x%02x is not white space in JSON",
					  (unsigned)*refused);
	}
	return true;
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* The four digits after "\u" at "at", or -1. */
static int escaped_unit(str json, size_t at)
{
	int unit = 0;

	if (json.length < 6 || at > json.length - 6 || json.bytes[at] != '\\' ||
	    json.bytes[at + 1] != 'u')
		return -1;
	for (size_t i = 2; i < 6; i++) {
		int digit = hex_value(json.bytes[at + i]);

		if (digit < 0)
			return -1;
		unit = unit * 16 + digit;
	}
	return unit;
}

static bool check_surrogates(str json, struct error *error)
{
	size_t at = 0;

	while (at < json.length) {
		const char *found = memchr(json.bytes + at, '\\', json.length - at);

		if (!found)
			return true;
		at = (size_t)(found - json.bytes);

		int unit = escaped_unit(json, at);

		if ((unit & ~0x7ff) != 0xd800) {
			at += 2;
			continue;
		}

		int second = escaped_unit(json, at + 6);

		if (unit >= 0xdc00 || (second & ~0x3ff) != 0xdc00)
			return place_fail(json, at, error, ERROR_INVALID,
					  "half of a surrogate pair");
		at += 12;
	}
	return true;
}

/* What came last decides what may come next. */
enum last { LAST_NOTHING, LAST_BEGIN, LAST_NAME, LAST_VALUE };

struct scan {
	str json;
	const struct json_events *events;
	void *context;
	struct error *error;
	yajl_handle parser;
	size_t token_end; /* of the last token that was an event */
	enum last last;
	unsigned depth;
	bool in_map[TREE_DEPTH_MAX + 1];
};

static bool is_separator(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ',' || c == ':';
}

/* Where the token starts that ends at "end". yajl says only the end, but between
 * two events there is nothing except white space and separators. */
static size_t token_start(const struct scan *scan, size_t end)
{
	size_t at = scan->token_end;

	while (at < scan->json.length && at + 1 < end &&
	       is_separator(scan->json.bytes[at]))
		at++;
	return at;
}

static int scan_went_on(struct scan *scan, enum last last, bool proceed)
{
	scan->token_end = yajl_get_bytes_consumed(scan->parser);
	scan->last = last;
	return proceed;
}

static int begin(struct scan *scan, bool is_map, bool (*event)(void *))
{
	if (scan->depth == TREE_DEPTH_MAX)
		return place_fail(scan->json, yajl_get_bytes_consumed(scan->parser) - 1,
				  scan->error, ERROR_TOO_LARGE,
				  "nested more than %d deep", TREE_DEPTH_MAX);
	scan->in_map[++scan->depth] = is_map;
	return scan_went_on(scan, LAST_BEGIN, !event || event(scan->context));
}

static int on_begin_map(void *context)
{
	struct scan *scan = context;

	return begin(scan, true, scan->events->begin_map);
}

static int on_begin_list(void *context)
{
	struct scan *scan = context;

	return begin(scan, false, scan->events->begin_list);
}

static int end(struct scan *scan, bool (*event)(void *))
{
	scan->depth--;
	return scan_went_on(scan, LAST_VALUE, !event || event(scan->context));
}

static int on_end_map(void *context)
{
	struct scan *scan = context;

	return end(scan, scan->events->end_map);
}

static int on_end_list(void *context)
{
	struct scan *scan = context;

	return end(scan, scan->events->end_list);
}

static str view_of(const unsigned char *bytes, size_t length)
{
	return (str){ (const char *)bytes, length };
}

static int on_name(void *context, const unsigned char *bytes, size_t length)
{
	struct scan *scan = context;
	bool (*event)(void *, str) = scan->events->name;

	return scan_went_on(scan, LAST_NAME,
			    !event || event(scan->context, view_of(bytes, length)));
}

static int on_text(void *context, const unsigned char *bytes, size_t length)
{
	struct scan *scan = context;
	bool (*event)(void *, str) = scan->events->text;

	return scan_went_on(scan, LAST_VALUE,
			    !event || event(scan->context, view_of(bytes, length)));
}

/* The spelling was checked by yajl, so what is left is the range. */
static bool number_in_range(str spelled)
{
	char digits[NUMBER_BYTES_MAX + 1];

	if (spelled.length > NUMBER_BYTES_MAX)
		return false;
	memcpy(digits, spelled.bytes, spelled.length);
	digits[spelled.length] = '\0';
	/* Most numbers are short and without an exponent, and then finite. */
	if (spelled.length < 300 && !strpbrk(digits, "eE"))
		return true;
	return isfinite(strtod(digits, NULL));
}

static int on_number(void *context, const char *bytes, size_t length)
{
	struct scan *scan = context;
	bool (*event)(void *, str) = scan->events->number;
	str spelled = { bytes, length };

	if (!number_in_range(spelled))
		return place_fail(
			scan->json,
			token_start(scan, yajl_get_bytes_consumed(scan->parser)),
			scan->error, ERROR_INVALID, "the number is out of range");
	return scan_went_on(scan, LAST_VALUE, !event || event(scan->context, spelled));
}

static int on_boolean(void *context, int value)
{
	struct scan *scan = context;
	bool (*event)(void *, bool) = scan->events->boolean;

	return scan_went_on(scan, LAST_VALUE, !event || event(scan->context, value != 0));
}

static int on_null(void *context)
{
	struct scan *scan = context;
	bool (*event)(void *) = scan->events->null;

	return scan_went_on(scan, LAST_VALUE, !event || event(scan->context));
}

/* What the grammar allows at "at", given the last event and what separates. */
static const char *expected(const struct scan *scan, size_t at)
{
	bool comma = false, colon = false;
	bool in_map = scan->in_map[scan->depth];

	for (size_t i = scan->token_end; i < at && i < scan->json.length; i++) {
		comma |= scan->json.bytes[i] == ',';
		colon |= scan->json.bytes[i] == ':';
	}
	switch (scan->last) {
	case LAST_NOTHING: return "a value";
	case LAST_BEGIN: return in_map ? "a name or '}'" : "a value or ']'";
	case LAST_NAME: return colon ? "a value" : "':'";
	case LAST_VALUE: break;
	}
	if (scan->depth == 0)
		return "the end";
	if (comma)
		return in_map ? "a name" : "a value";
	return in_map ? "',' or '}'" : "',' or ']'";
}

static bool ends_word(char c)
{
	return is_separator(c) || (unsigned char)c < 0x20 || strchr("{}[]\"", c);
}

static void describe_found(str json, size_t at, char *ret_found, size_t room)
{
	str rest = str_slice(json, at, FOUND_BYTES_MAX);
	size_t length;

	if (rest.length == 0) {
		snprintf(ret_found, room, "the end");
		return;
	}
	if ((unsigned char)rest.bytes[0] < 0x20) {
		snprintf(ret_found, room, "byte 0x%02x", (unsigned char)rest.bytes[0]);
		return;
	}
	length = utf8_length((unsigned char)rest.bytes[0]);
	if (!ends_word(rest.bytes[0]))
		while (length < rest.length && !ends_word(rest.bytes[length]))
			length++;
	snprintf(ret_found, room, "'" STR_FMT "'", STR_ARG(str_clip(rest, length)));
}

/* yajl's own words, "lexical error: ...", are good inside a text only. */
static bool fail_in_text(const struct scan *scan, str said)
{
	size_t consumed = yajl_get_bytes_consumed(scan->parser);
	str kind, sentence = said;

	str_cut(said, ':', &kind, &sentence);
	sentence = str_trim(sentence);
	if (str_ends_with(sentence, STR(".")))
		sentence.length--;
	return place_fail(scan->json, consumed, scan->error, ERROR_INVALID, STR_FMT,
			  STR_ARG(sentence));
}

static bool fail_grammar(const struct scan *scan, size_t at)
{
	char found[3 * FOUND_BYTES_MAX];

	describe_found(scan->json, at, found, sizeof(found));
	return place_fail(scan->json, at, scan->error, ERROR_INVALID,
			  "%s expected, %s found", expected(scan, at), found);
}

static bool fail_parse(const struct scan *scan)
{
	size_t at = token_start(scan, yajl_get_bytes_consumed(scan->parser));
	unsigned char *said = yajl_get_error(scan->parser, 0, NULL, 0);
	str sentence = str_of((const char *)said);

	if (str_starts_with(sentence, STR("lexical error")) && at < scan->json.length &&
	    scan->json.bytes[at] == '"')
		fail_in_text(scan, sentence);
	else
		fail_grammar(scan, at);
	yajl_free_error(scan->parser, said);
	return false;
}

static void release_parser(yajl_handle *parser)
{
	if (*parser)
		yajl_free(*parser);
}

static bool scan_run(struct scan *scan)
{
	static const yajl_callbacks callbacks = {
		.yajl_null = on_null,
		.yajl_boolean = on_boolean,
		.yajl_number = on_number,
		.yajl_string = on_text,
		.yajl_start_map = on_begin_map,
		.yajl_map_key = on_name,
		.yajl_end_map = on_end_map,
		.yajl_start_array = on_begin_list,
		.yajl_end_array = on_end_list,
	};
	scoped(release_parser) yajl_handle parser = yajl_alloc(&callbacks, NULL, scan);
	yajl_status status;

	if (!parser)
		abort();
	scan->parser = parser;
	yajl_config(parser, yajl_dont_validate_strings, 1);
	status = yajl_parse(parser, (const unsigned char *)scan->json.bytes,
			    scan->json.length);
	if (status == yajl_status_error)
		return fail_parse(scan);
	if (status == yajl_status_ok)
		status = yajl_complete_parse(parser);
	if (status == yajl_status_error)
		return fail_grammar(scan, scan->json.length);
	return status == yajl_status_ok;
}

bool json_scan(str json, const struct json_events *events, void *context,
	       struct error *error)
{
	struct scan scan = {
		.json = json, .events = events, .context = context, .error = error
	};

	return place_check_utf8(json, error) && check_white_space(json, error) &&
	       check_surrogates(json, error) && scan_run(&scan);
}

struct builder {
	struct scan scan;
	struct arena *arena;
	size_t held_before;
	struct place place; /* how far lines were counted */
	struct tree *root;
	unsigned depth;
	struct level levels[TREE_DEPTH_MAX + 1];
};

static struct tree *place_tree(struct builder *builder, struct tree *tree)
{
	size_t consumed = yajl_get_bytes_consumed(builder->scan.parser);

	place_advance(&builder->place, builder->scan.json,
		      token_start(&builder->scan, consumed));
	tree->line = builder->place.line;
	tree->column = builder->place.column;
	return tree;
}

static bool build(struct builder *builder, struct tree *tree)
{
	place_tree(builder, tree);
	if (arena_held_bytes(builder->arena) - builder->held_before > TREE_BYTES_MAX)
		return error_set(builder->scan.error, ERROR_TOO_LARGE,
				 "line %u, column %u: more values than %d MiB hold",
				 tree->line, tree->column, TREE_BYTES_MAX >> 20);
	if (builder->depth == 0) {
		builder->root = tree;
		return true;
	}
	level_add(builder->arena, &builder->levels[builder->depth], tree);
	return true;
}

static bool open_level(struct builder *builder, struct tree *tree)
{
	if (!build(builder, tree))
		return false;
	builder->levels[++builder->depth] = (struct level){ .tree = tree };
	return true;
}

static bool build_begin_map(void *context)
{
	struct builder *builder = context;

	return open_level(builder, tree_map(builder->arena));
}

static bool build_begin_list(void *context)
{
	struct builder *builder = context;

	return open_level(builder, tree_list(builder->arena));
}

static bool build_end(void *context)
{
	struct builder *builder = context;

	builder->depth--;
	return true;
}

static bool build_name(void *context, str name)
{
	struct builder *builder = context;
	const struct scan *scan = &builder->scan;

	if (level_take_name(builder->arena, &builder->levels[builder->depth], name))
		return true;
	return place_fail(
		scan->json, token_start(scan, yajl_get_bytes_consumed(scan->parser)),
		scan->error, ERROR_INVALID, "the name '" STR_FMT "' occurs twice",
		STR_ARG(str_clip(name, 100)));
}

static bool build_text(void *context, str text)
{
	struct builder *builder = context;

	return build(builder, tree_text(builder->arena, text));
}

/* An integer beyond 64 bits is kept as the nearest real, as JavaScript does. */
static bool build_number(void *context, str spelled)
{
	struct builder *builder = context;
	char digits[NUMBER_BYTES_MAX + 1];
	int64_t number;

	if (str_to_int(spelled, &number))
		return build(builder, tree_int(builder->arena, number));
	memcpy(digits, spelled.bytes, spelled.length);
	digits[spelled.length] = '\0';
	return build(builder, tree_real(builder->arena, strtod(digits, NULL)));
}

static bool build_boolean(void *context, bool value)
{
	struct builder *builder = context;

	return build(builder, tree_bool(builder->arena, value));
}

static bool build_null(void *context)
{
	struct builder *builder = context;

	return build(builder, tree_null(builder->arena));
}

struct tree *json_parse(struct arena *arena, str json, struct error *error)
{
	static const struct json_events events = {
		.begin_map = build_begin_map,
		.name = build_name,
		.end_map = build_end,
		.begin_list = build_begin_list,
		.end_list = build_end,
		.text = build_text,
		.number = build_number,
		.boolean = build_boolean,
		.null = build_null,
	};
	struct builder builder = {
		.scan = { .json = json, .events = &events, .error = error },
		.arena = arena,
		.held_before = arena_held_bytes(arena),
		.place = PLACE_START,
	};

	builder.scan.context = &builder;
	if (!place_check_utf8(json, error) || !check_white_space(json, error) ||
	    !check_surrogates(json, error) || !scan_run(&builder.scan))
		return NULL;
	return builder.root;
}

static void add_escaped(struct text *text, unsigned char byte)
{
	switch (byte) {
	case '"': text_add(text, STR("\\\"")); return;
	case '\\': text_add(text, STR("\\\\")); return;
	case '\n': text_add(text, STR("\\n")); return;
	case '\r': text_add(text, STR("\\r")); return;
	case '\t': text_add(text, STR("\\t")); return;
	default: text_addf(text, "\\u%04x", byte);
	}
}

static bool is_plain(unsigned char byte)
{
	return byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\' &&
	       byte != '<' && byte != '>' && byte != '&';
}

/* U+2028 and U+2029 end a line in old JavaScript, so they are escaped too. */
static void add_wide(struct text *text, str character)
{
	if (!str_is_utf8(character))
		text_add(text, STR("\\ufffd"));
	else if (str_equal(character, STR("\xe2\x80\xa8")))
		text_add(text, STR("\\u2028"));
	else if (str_equal(character, STR("\xe2\x80\xa9")))
		text_add(text, STR("\\u2029"));
	else
		text_add(text, character);
}

void json_add_quoted(struct text *text, str s)
{
	size_t at = 0;

	text_add_char(text, '"');
	while (at < s.length) {
		unsigned char byte = (unsigned char)s.bytes[at];
		size_t from = at;

		while (at < s.length && is_plain((unsigned char)s.bytes[at]))
			at++;
		if (at > from) {
			text_add(text, str_slice(s, from, at - from));
			continue;
		}
		if (byte < 0x80) {
			add_escaped(text, byte);
			at++;
			continue;
		}

		str character = str_slice(s, at, utf8_length(byte));

		add_wide(text, character);
		at += str_is_utf8(character) ? character.length : 1;
	}
	text_add_char(text, '"');
}

static bool reads_back(const char *spelled, double real)
{
	double again = strtod(spelled, NULL);

	return again >= real && again <= real;
}

/* The shortest spelling that reads back as the same number; never one that would
 * read back as an integer. */
static void add_real(struct text *text, double real)
{
	char spelled[40];

	if (!isfinite(real)) {
		text_add(text, STR("null"));
		return;
	}
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(spelled, sizeof(spelled), "%.*g", digits, real);
		if (reads_back(spelled, real))
			break;
	}
	text_add(text, str_of(spelled));
	if (!strpbrk(spelled, ".e"))
		text_add(text, STR(".0"));
}

struct writer {
	struct text text;
	bool pretty;
	unsigned depth;
};

static void add_line_break(struct writer *writer)
{
	if (!writer->pretty)
		return;
	text_add_char(&writer->text, '\n');
	for (unsigned i = 0; i < writer->depth; i++)
		text_add(&writer->text, STR("  "));
}

static void add_tree(struct writer *writer, const struct tree *tree);

static void add_entries(struct writer *writer, const struct tree *tree)
{
	bool is_map = tree->kind == TREE_MAP;

	assert(writer->depth < WRITTEN_DEPTH_MAX);
	text_add_char(&writer->text, is_map ? '{' : '[');
	writer->depth++;
	for (size_t i = 0; i < tree->list.count; i++) {
		if (i > 0)
			text_add_char(&writer->text, ',');
		add_line_break(writer);
		if (is_map) {
			json_add_quoted(&writer->text, tree->list.items[i].name);
			text_add(&writer->text, writer->pretty ? STR(": ") : STR(":"));
		}
		add_tree(writer, tree->list.items[i].value);
	}
	writer->depth--;
	if (tree->list.count > 0)
		add_line_break(writer);
	text_add_char(&writer->text, is_map ? '}' : ']');
}

static void add_tree(struct writer *writer, const struct tree *tree)
{
	switch (tree ? tree->kind : TREE_NULL) {
	case TREE_NULL: text_add(&writer->text, STR("null")); return;
	case TREE_BOOL:
		text_add(&writer->text, tree->boolean ? STR("true") : STR("false"));
		return;
	case TREE_INT: text_addf(&writer->text, "%" PRId64, tree->number); return;
	case TREE_REAL: add_real(&writer->text, tree->real); return;
	case TREE_TEXT: json_add_quoted(&writer->text, tree->text); return;
	case TREE_LIST:
	case TREE_MAP: add_entries(writer, tree); return;
	}
}

static str write_tree(struct arena *arena, const struct tree *tree, bool pretty)
{
	struct writer writer = {
		.text = text_new(arena, TURN_ARENA_BYTES_MAX),
		.pretty = pretty,
	};

	add_tree(&writer, tree);
	/* The arena's own limit ends the process before this can be untrue. */
	assert(!writer.text.full);
	return text_of(&writer.text);
}

str json_write(struct arena *arena, const struct tree *tree)
{
	return write_tree(arena, tree, false);
}

str json_write_pretty(struct arena *arena, const struct tree *tree)
{
	return write_tree(arena, tree, true);
}

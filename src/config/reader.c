#include "config/reader.h"

#include "base/suggest.h"
#include "base/text.h"
#include "config/values.h"
#include "formats/place.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { WHERE_BYTES_MAX = 1024, WHAT_BYTES_MAX = 1024 };

static void add_where(struct text *text, const struct spot *spot)
{
	if (!spot || !spot->in)
		return;
	add_where(text, spot->in);
	if (spot->name.length == 0) {
		text_addf(text, "[%zu]", spot->nth);
		return;
	}
	if (text->length > 0)
		text_add_char(text, '.');
	text_add(text, str_clip(spot->name, NAME_BYTES_MAX));
}

static void tell(struct reader *reader, struct place place, const struct spot *spot,
		 const char *format, va_list args)
{
	struct text where = text_new(reader->scratch, WHERE_BYTES_MAX);
	char what[WHAT_BYTES_MAX];

	if (reader->problems->count > PROBLEMS_MAX)
		return;
	add_where(&where, spot);
	vsnprintf(what, sizeof(what), format, args);
	if (reader->problems->count == PROBLEMS_MAX)
		snprintf(what, sizeof(what),
			 "more than %d problems: the rest is not shown", PROBLEMS_MAX);
	*list_add(reader->scratch, reader->problems) = (struct config_problem){
		.file = reader->file,
		.line = place.line,
		.column = place.column,
		.where = text_of(&where),
		.what = arena_copy(reader->scratch, str_of(what)),
	};
}

/* Lives as long as the configuration, not as its reading. */
static void warn(struct reader *reader, struct place place, const struct spot *spot,
		 const char *format, va_list args)
{
	struct config_problems *warnings = &reader->config->warnings;
	struct text where = text_new(reader->arena, WHERE_BYTES_MAX);
	char what[WHAT_BYTES_MAX];

	if (warnings->count == PROBLEMS_MAX)
		return;
	add_where(&where, spot);
	vsnprintf(what, sizeof(what), format, args);
	*list_add(reader->arena, warnings) = (struct config_problem){
		.file = arena_copy(reader->arena, reader->file),
		.line = place.line,
		.column = place.column,
		.where = text_of(&where),
		.what = arena_format(reader->arena, "warning: %s", what),
	};
}

static struct place place_of(const struct tree *tree)
{
	return tree ? (struct place){ .line = tree->line, .column = tree->column }
		    : (struct place){ 0 };
}

void reader_tell(struct reader *reader, const struct spot *spot, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	tell(reader, place_of(spot->tree), spot, format, args);
	va_end(args);
}

void reader_tell_of(struct reader *reader, const struct spot *map, const char *name,
		    const char *format, ...)
{
	struct spot spot = spot_under(map, name);
	va_list args;

	va_start(args, format);
	tell(reader, place_of(spot.tree ? spot.tree : map->tree), &spot, format, args);
	va_end(args);
}

void reader_warn_of(struct reader *reader, const struct spot *map, const char *name,
		    const char *format, ...)
{
	struct spot spot = spot_under(map, name);
	va_list args;

	va_start(args, format);
	warn(reader, place_of(spot.tree ? spot.tree : map->tree), &spot, format, args);
	va_end(args);
}

struct spot spot_under(const struct spot *map, const char *name)
{
	const struct tree *tree = tree_get(map->tree, name);

	return (struct spot){ .in = map,
			      .name = str_of(name),
			      .tree = tree && tree->kind != TREE_NULL ? tree : NULL };
}

struct spot spot_at(const struct spot *list, size_t nth)
{
	return (struct spot){ .in = list, .nth = nth, .tree = tree_nth(list->tree, nth) };
}

struct spot spot_entry(const struct spot *map, size_t nth)
{
	return (struct spot){ .in = map,
			      .name = tree_nth_name(map->tree, nth),
			      .tree = tree_nth(map->tree, nth) };
}

/* Is here a name with its colon? */
static bool is_name_at(str text, size_t at, str name)
{
	size_t end = at + name.length;

	if (!str_equal(str_slice(text, at, name.length), name) ||
	    (at > 0 && !strchr(" \t\r\n\"'{,-", text.bytes[at - 1])))
		return false;
	while (end < text.length && strchr(" \t\"'", text.bytes[end]))
		end++;
	return end < text.length && text.bytes[end] == ':';
}

/* A tree knows where its values stand; names stand before them. */
static struct place place_of_name(const struct reader *reader, str name,
				  const struct tree *value)
{
	struct place place = PLACE_START;
	size_t end;

	while (place.offset < reader->text.length &&
	       (place.line < value->line ||
		(place.line == value->line && place.column < value->column)))
		place_advance(&place, reader->text, place.offset + 1);
	for (end = place.offset; end > 0; end--)
		if (is_name_at(reader->text, end - 1, name)) {
			place = PLACE_START;
			place_advance(&place, reader->text, end - 1);
			return place;
		}
	return place_of(value);
}

static void tell_at_name(struct reader *reader, const struct spot *spot,
			 const char *format, ...) __attribute__((format(printf, 3, 4)));

static void tell_at_name(struct reader *reader, const struct spot *spot,
			 const char *format, ...)
{
	va_list args;

	if (reader->problems->count > PROBLEMS_MAX)
		return;
	va_start(args, format);
	tell(reader, place_of_name(reader, spot->name, spot->tree), spot, format, args);
	va_end(args);
}

static const struct key *find_key(const struct keys *keys, str name)
{
	for (size_t i = 0; i < keys->count; i++)
		if (str_is(name, keys->items[i].name))
			return &keys->items[i];
	return NULL;
}

static void tell_unknown(struct reader *reader, const struct spot *spot,
			 const struct keys *keys)
{
	str by_file = arena_format(reader->scratch, STR_FMT "_file", STR_ARG(spot->name));
	struct suggestion suggestion = suggestion_for(spot->name);

	if (find_key(keys, by_file)) {
		tell_at_name(reader, spot,
			     "a secret never stands in this file: use " STR_FMT
			     "_file or " STR_FMT "_env",
			     STR_ARG(spot->name), STR_ARG(spot->name));
		return;
	}
	if (name_is_secret(spot->name)) {
		tell_at_name(reader, spot,
			     "unknown, and a secret never stands in this file: a secret "
			     "is named by a key ending in _file or _env");
		return;
	}
	for (size_t i = 0; i < keys->count; i++)
		suggestion_try(&suggestion, str_of(keys->items[i].name));
	tell_at_name(reader, spot, "unknown" STR_FMT,
		     STR_ARG(suggestion_text(reader->scratch, &suggestion)));
}

/* What the file does not say is read from what we would have written. */
static void read_fallback(struct reader *reader, const struct spot *spot,
			  const struct key *key, void *owner)
{
	struct tree tree = { .kind = TREE_TEXT, .text = str_of(key->fallback) };
	struct spot made = { .in = spot->in, .name = spot->name, .tree = &tree };

	if (key->kind == KEY_WHOLE) {
		tree.kind = TREE_INT;
		if (!str_to_int(str_of(key->fallback), &tree.number))
			tree.kind = TREE_NULL;
	}
	if (key->kind == KEY_YES_NO) {
		tree.kind = TREE_BOOL;
		tree.boolean = strcmp(key->fallback, "true") == 0;
	}
	value_read(reader, &made, key, owner);
}

/* A map that is not there is not asked for what it requires. */
static void read_fallbacks(struct reader *reader, const struct spot *map,
			   const struct keys *keys, void *owner)
{
	for (size_t i = 0; i < keys->count; i++) {
		struct spot spot = spot_under(map, keys->items[i].name);

		if (keys->items[i].fallback)
			read_fallback(reader, &spot, &keys->items[i], owner);
	}
}

static void read_key(struct reader *reader, const struct spot *map, const struct key *key,
		     void *owner)
{
	struct spot spot = spot_under(map, key->name);

	if (key->kind == KEY_MAP && !spot.tree)
		read_fallbacks(reader, &spot, key->of, owner);
	/* First, so that a value that cannot be read leaves something sensible. */
	if (key->fallback)
		read_fallback(reader, &spot, key, owner);
	if (spot.tree)
		value_read(reader, &spot, key, owner);
	else if (key->required)
		reader_tell_of(reader, map, key->name, "is missing");
}

void reader_map(struct reader *reader, const struct spot *spot, const struct keys *keys,
		void *owner)
{
	if (!reader_is_map(reader, spot))
		return;
	for (size_t i = 0; i < tree_count(spot->tree); i++) {
		struct spot entry = spot_entry(spot, i);
		bool known = find_key(keys, entry.name) ||
			     (keys->knows && keys->knows(entry.name));

		if (!known)
			tell_unknown(reader, &entry, keys);
	}
	for (size_t i = 0; i < keys->count; i++)
		read_key(reader, spot, &keys->items[i], owner);
	if (keys->settle)
		keys->settle(reader, spot, owner);
}

static const char *kind_in_words(const struct tree *tree)
{
	switch (tree->kind) {
	case TREE_NULL: return "nothing";
	case TREE_BOOL: return tree->boolean ? "true" : "false";
	case TREE_INT:
	case TREE_REAL: return "a number";
	case TREE_TEXT: return "a text";
	case TREE_LIST: return "a list";
	case TREE_MAP: return "a map";
	}
	return "something else";
}

void reader_tell_kind(struct reader *reader, const struct spot *spot, const char *wanted)
{
	reader_tell(reader, spot, "must be %s, not %s", wanted,
		    kind_in_words(spot->tree));
}

bool reader_is_map(struct reader *reader, const struct spot *spot)
{
	if (spot->tree->kind == TREE_MAP)
		return true;
	reader_tell_kind(reader, spot, "a map of names and values");
	return false;
}

bool reader_is_list(struct reader *reader, const struct spot *spot)
{
	if (spot->tree->kind != TREE_LIST) {
		reader_tell_kind(reader, spot, "a list");
		return false;
	}
	if (tree_count(spot->tree) <= LIST_ITEMS_MAX)
		return true;
	reader_tell(reader, spot, "has more than %d items", LIST_ITEMS_MAX);
	return false;
}

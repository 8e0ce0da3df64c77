#include "core/diagnosis/words.h"

#include <ctype.h>
#include <string.h>

enum { STEM_BYTES_MIN = 4, WORD_BYTES_MAX = 60 };

/* What every sentence is full of. */
static const char empty[] = " and are but can com for from get has have http https into "
			    "its let may new not now "
			    "off one our out own per set that the then this too use was "
			    "when will with you all "
			    "any add ";

/* What every program and log is full of. */
static const char usual[] =
	" api app arg args bool bytes byte case char class client code config const "
	"context "
	"count ctx data debug def default else end err error failed fail failing false "
	"field "
	"file func function handler host index info input int interface item key len "
	"level "
	"limit line list log main map max message method min model module msg name nil "
	"node "
	"null num number obj object only option output package page param path pkg "
	"private "
	"process public query read req request res resp response result ret return "
	"returned "
	"returning run second seconds select self send server service size src start "
	"state "
	"static status str string struct switch table test text time total true type "
	"uint "
	"update url use used user val value var version void warn warning write ";

struct words words_new(struct arena *arena)
{
	return (struct words){ .index = map_new(arena) };
}

str words_lower(struct arena *arena, str text)
{
	char *bytes = arena_many(arena, char, text.length + 1);

	for (size_t i = 0; i < text.length; i++)
		bytes[i] = (char)tolower((unsigned char)text.bytes[i]);
	return (str){ bytes, text.length };
}

static bool is_among(const char *list, str word)
{
	char wanted[WORD_BYTES_MAX + 3];

	if (word.length > WORD_BYTES_MAX)
		return true;
	wanted[0] = ' ';
	memcpy(wanted + 1, word.bytes, word.length);
	wanted[word.length + 1] = ' ';
	return str_contains(str_of(list), (str){ wanted, word.length + 2 });
}

bool words_are_usual(str word)
{
	return is_among(usual, word);
}

/* What the index holds. */
enum { KIND_WORD = 1, KIND_NAME };

void words_add_one(struct arena *arena, struct words *words, str word, bool is_name)
{
	if (words->count >= WORDS_EACH_MAX || words_have(words, word))
		return;
	word = arena_copy(arena, word);
	*list_add(arena, words) = word;
	map_put(words->index, word, (void *)(uintptr_t)(is_name ? KIND_NAME : KIND_WORD));
}

bool words_have(const struct words *words, str word)
{
	return map_get(words->index, word) != NULL;
}

static bool is_letter(char c)
{
	return isalpha((unsigned char)c);
}

static bool is_name(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* "HTTPServer" is http, server; "maxConns" max, conns. */
static bool begins_part(str name, size_t at)
{
	char c = name.bytes[at], before = name.bytes[at - 1];

	if (!is_letter(c) || !is_letter(before))
		return true;
	if (!isupper((unsigned char)c))
		return false;
	return !isupper((unsigned char)before) ||
	       (at + 1 < name.length && islower((unsigned char)name.bytes[at + 1]));
}

static void add_part(struct arena *arena, struct words *words, str part)
{
	str word;

	if (part.length < WORD_BYTES_MIN || part.length > WORD_BYTES_MAX ||
	    !is_letter(part.bytes[0]))
		return;
	word = words_lower(arena, part);
	/* "conns" and "conn", "queries" and "query" are the same. */
	if (str_ends_with(word, STR("ies")) && word.length > 5)
		word = arena_format(arena, STR_FMT "y",
				    STR_ARG(str_slice(word, 0, word.length - 3)));
	else if (str_ends_with(word, STR("s")) && !str_ends_with(word, STR("ss")) &&
		 !str_ends_with(word, STR("us")) && !str_ends_with(word, STR("is")) &&
		 word.length > 3)
		word.length--;
	if (!is_among(empty, word))
		words_add_one(arena, words, word, false);
}

static void add_name(struct arena *arena, struct words *words, str name)
{
	size_t from = 0, parts = 0;

	for (size_t i = 1; i <= name.length; i++) {
		if (i < name.length && !begins_part(name, i))
			continue;
		parts += i - from >= WORD_BYTES_MIN;
		add_part(arena, words, str_slice(name, from, i - from));
		from = i;
	}
	if (parts > 1 && name.length >= WORD_NAME_BYTES_MIN &&
	    name.length <= WORD_BYTES_MAX)
		words_add_one(arena, words, words_lower(arena, name), true);
}

void words_add(struct arena *arena, struct words *words, str text)
{
	size_t from = 0;

	for (size_t i = 0; i <= text.length; i++) {
		if (i < text.length && is_name(text.bytes[i]))
			continue;
		if (i > from)
			add_name(arena, words, str_slice(text, from, i - from));
		from = i + 1;
	}
}

bool words_is_name(const struct words *words, str word)
{
	return (uintptr_t)map_get(words->index, word) == KIND_NAME;
}

void words_copy_one(struct arena *arena, struct words *words, const struct words *others,
		    size_t nth)
{
	words_add_one(arena, words, others->items[nth],
		      words_is_name(others, others->items[nth]));
}

bool words_have_of(const struct words *words, const char *list)
{
	str rest = str_of(list), wanted = { 0 };

	while (str_next(&rest, ' ', &wanted)) {
		if (words_have(words, wanted))
			return true;
		if (wanted.length < STEM_BYTES_MIN)
			continue;
		for (size_t i = 0; i < words->count; i++)
			if (str_starts_with(words->items[i], wanted) &&
			    !words_is_name(words, words->items[i]))
				return true;
	}
	return false;
}

static bool is_at(str text, size_t at, str part)
{
	return at + part.length <= text.length &&
	       strncasecmp(text.bytes + at, part.bytes, part.length) == 0;
}

static bool has_part(str text, str part, bool only_where_words_begin)
{
	for (size_t i = 0; i + part.length <= text.length; i++) {
		bool is_inside = i > 0 && isalnum((unsigned char)text.bytes[i - 1]) &&
				 isalnum((unsigned char)part.bytes[0]);

		if (is_at(text, i, part) && !(only_where_words_begin && is_inside))
			return true;
	}
	return false;
}

static bool has_any(str text, const char *parts, bool only_where_words_begin)
{
	str rest = str_of(parts), part = { 0 };

	while (str_next(&rest, '|', &part))
		if (part.length > 0 && has_part(text, part, only_where_words_begin))
			return true;
	return false;
}

bool words_in(str text, const char *part)
{
	return has_part(text, str_of(part), false);
}

bool words_in_any(str text, const char *parts)
{
	return has_any(text, parts, false);
}

bool words_begin_any(str text, const char *parts)
{
	return has_any(text, parts, true);
}

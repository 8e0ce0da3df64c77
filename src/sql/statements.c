#include "sql/statements.h"

#include "base/hash.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static_assert(STATEMENTS_MAX <= UINT8_MAX + 1, "a guess is a byte");

static uint8_t *guess_of(struct statements *list, const char *text)
{
	uintptr_t address = (uintptr_t)text;

	return &list->guesses[(address ^ address >> 8) % STATEMENT_ADDRESSES];
}

static bool is_of(const struct statement *statement, const char *text)
{
	return statement->handle && strcmp(statement->text, text) == 0;
}

static struct statement *search(struct statements *list, const char *text)
{
	uint64_t hash = siphash_64(str_of(text));

	for (size_t i = 0; i < list->count; i++)
		if (list->hashes[i] == hash && is_of(&list->items[i], text))
			return &list->items[i];
	return NULL;
}

struct statement *statements_find(struct statements *list, const char *text)
{
	uint8_t *guess = guess_of(list, text);
	struct statement *statement = &list->items[*guess];

	if (!is_of(statement, text))
		statement = search(list, text);
	if (!statement)
		return NULL;
	*guess = (uint8_t)(statement - list->items);
	statement->used_at = ++list->uses;
	return statement;
}

static struct statement *longest_unused(struct statements *list)
{
	struct statement *oldest = NULL;

	for (size_t i = 0; i < list->count; i++) {
		struct statement *statement = &list->items[i];

		if (!statement->busy && (!oldest || statement->used_at < oldest->used_at))
			oldest = statement;
	}
	return oldest;
}

struct statement *statements_place(struct statements *list, const char *text)
{
	struct statement *place = list->count < STATEMENTS_MAX
					  ? &list->items[list->count++]
					  : longest_unused(list);

	if (!place)
		return NULL;
	free(place->text);
	free(place->order);
	place->text = strdup(text);
	place->order = NULL;
	place->used_at = ++list->uses;
	if (!place->text)
		abort();
	list->hashes[place - list->items] = siphash_64(str_of(text));
	return place;
}

void statements_clear(struct statements *list)
{
	for (size_t i = 0; i < list->count; i++) {
		free(list->items[i].text);
		free(list->items[i].order);
	}
	memset(list, 0, sizeof(*list));
}

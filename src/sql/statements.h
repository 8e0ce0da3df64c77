/* The prepared statements of one connection, found again by their text. The list is
 * bounded: when it is full, the one unused for longest makes room. */
#ifndef SQL_STATEMENTS_H
#define SQL_STATEMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { STATEMENTS_MAX = 128, STATEMENT_ADDRESSES = 256 };

struct statement {
	char *text;
	void *handle;    /* the engine's own; NULL while the place is free */
	uint16_t *order; /* SQLite: which value each of its parameters takes */
	uint64_t used_at;
	bool busy; /* its rows are still being read */
};

struct statements {
	uint64_t hashes[STATEMENTS_MAX];
	struct statement items[STATEMENTS_MAX];
	/* Where the text at an address was found last. Most texts are literals, so this
	 * guess is right nearly always; it is checked. */
	uint8_t guesses[STATEMENT_ADDRESSES];
	size_t count;
	uint64_t uses;
};

/* NULL when it is not there. */
struct statement *statements_find(struct statements *list, const char *text);
/* A place for this text. The engine gives up what .handle still holds there, if
 * anything, and puts its own in. NULL when all are busy. */
struct statement *statements_place(struct statements *list, const char *text);
/* Frees texts and orders; the handles are the engine's to give up before. */
void statements_clear(struct statements *list);

#endif

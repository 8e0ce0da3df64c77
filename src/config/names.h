/* Names that must be there, and names that must not be there twice. Private to
 * config/. */
#ifndef CONFIG_NAMES_H
#define CONFIG_NAMES_H

#include "config/reader.h"

/* Items of a list of structs whose first member is the name: a view for checking. */
struct named {
	const void *items;
	size_t count, size;
};
#define NAMED(list, list_count) ((struct named){ (list), (list_count), sizeof(*(list)) })

str named_nth(const struct named *named, size_t nth);
bool named_has(const struct named *named, str name);

/* Tells of each name in the list "list_name" of the map that stood there before. */
void reader_tell_twice(struct reader *reader, const struct spot *map,
		       const char *list_name, const char *name_key, struct named named);
/* Tells that no such name is known, and which one may have been meant; "" (told
 * already, or not said) passes. */
bool reader_knows(struct reader *reader, const struct spot *spot, const char *what,
		  str name, struct named named);
/* The same of several lists: in one of them is enough. */
bool reader_knows_in(struct reader *reader, const struct spot *spot, const char *what,
		     str name, const struct named *lists, size_t count);

#endif

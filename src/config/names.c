#include "config/names.h"

#include "base/map.h"
#include "base/suggest.h"

#include <string.h>

str named_nth(const struct named *named, size_t nth)
{
	str name;

	memcpy(&name, (const char *)named->items + nth * named->size, sizeof(name));
	return name;
}

bool named_has(const struct named *named, str name)
{
	for (size_t i = 0; i < named->count; i++)
		if (str_equal(named_nth(named, i), name))
			return true;
	return false;
}

void reader_tell_twice(struct reader *reader, const struct spot *map,
		       const char *list_name, const char *name_key, struct named named)
{
	struct spot list = spot_under(map, list_name);
	struct map *seen = map_new(reader->scratch);

	for (size_t i = 0; i < named.count; i++) {
		str name = named_nth(&named, i);

		if (name.length == 0)
			continue;
		if (map_get(seen, name)) {
			struct spot item = spot_at(&list, i);

			reader_tell_of(reader, &item, name_key,
				       "'" STR_FMT "' occurs twice", STR_ARG(name));
		}
		map_put(seen, name, reader);
	}
}

bool reader_knows_in(struct reader *reader, const struct spot *spot, const char *what,
		     str name, const struct named *lists, size_t count)
{
	struct suggestion suggestion = suggestion_for(name);

	for (size_t i = 0; i < count; i++)
		if (name.length == 0 || named_has(&lists[i], name))
			return true;
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < lists[i].count; j++)
			suggestion_try(&suggestion, named_nth(&lists[i], j));
	reader_tell(reader, spot, "there is no %s '" STR_FMT "'" STR_FMT, what,
		    STR_ARG(str_clip(name, NAME_BYTES_MAX)),
		    STR_ARG(suggestion_text(reader->scratch, &suggestion)));
	return false;
}

bool reader_knows(struct reader *reader, const struct spot *spot, const char *what,
		  str name, struct named named)
{
	return reader_knows_in(reader, spot, what, name, &named, 1);
}

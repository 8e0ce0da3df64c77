/* Reads the files of tzdata: TZif as RFC 9636 has it, version 2 and later. */
#include "base/limits.h"
#include "base/scoped.h"
#include "base/suggest.h"
#include "base/zone_private.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
	HEADER_BYTES = 44,
	RESERVED_BYTES = 15,
	TYPE_BYTES = 6,
	NAME_BYTES_MAX = 64,
	/* Of the search for a name like one that there is not. */
	FOLDER_DEPTH_MAX = 3,
	FOLDER_ENTRIES_MAX = 5000,
	UNLIKE = 3,
};

struct header {
	char version;
	size_t utc_flags, standard_flags, leaps, changes, types, abbreviation_bytes;
};

struct types {
	struct zone_type *items;
	size_t count;
};

static bool take_bytes(str *rest, size_t count, str *ret_bytes)
{
	if (rest->length < count)
		return false;
	*ret_bytes = str_slice(*rest, 0, count);
	*rest = str_slice(*rest, count, rest->length);
	return true;
}

/* Big-endian, signed. */
static int64_t number_at(str bytes, size_t from, size_t size)
{
	uint64_t number = (unsigned char)bytes.bytes[from] & 0x80 ? UINT64_MAX : 0;

	for (size_t i = 0; i < size; i++)
		number = number << 8 | (unsigned char)bytes.bytes[from + i];
	return (int64_t)number;
}

static bool take_header(str *rest, struct header *header, struct error *error)
{
	size_t *const counts[] = { &header->utc_flags, &header->standard_flags,
				   &header->leaps,     &header->changes,
				   &header->types,     &header->abbreviation_bytes };
	str bytes;

	if (!take_bytes(rest, HEADER_BYTES, &bytes) ||
	    !str_starts_with(bytes, STR("TZif")))
		return error_set(error, ERROR_INVALID, "this is no file of a time zone");
	header->version = bytes.bytes[4];
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		int64_t count = number_at(bytes, 5 + RESERVED_BYTES + 4 * i, 4);

		if (count < 0 || count > ZONE_FILE_BYTES_MAX)
			return error_set(error, ERROR_INVALID,
					 "its counts are too large");
		*counts[i] = (size_t)count;
	}
	return true;
}

static bool skip_body(str *rest, const struct header *header, size_t time_bytes)
{
	str skipped;

	return take_bytes(
		rest,
		header->changes * (time_bytes + 1) + header->types * TYPE_BYTES +
			header->abbreviation_bytes + header->leaps * (time_bytes + 4) +
			header->standard_flags + header->utc_flags,
		&skipped);
}

static struct zone_type *read_types(struct arena *arena, str bytes, str abbreviations,
				    struct error *error)
{
	size_t count = bytes.length / TYPE_BYTES;
	struct zone_type *types = arena_many(arena, struct zone_type, count);
	str kept = arena_copy(arena, abbreviations);

	for (size_t i = 0; i < count; i++) {
		int64_t offset = number_at(bytes, i * TYPE_BYTES, 4) * SECOND_MS;
		size_t from = (unsigned char)bytes.bytes[i * TYPE_BYTES + 5];
		str rest = str_slice(kept, from, kept.length), after;

		if (llabs(offset) >= ZONE_OFFSET_MS_MAX) {
			error_set(error, ERROR_INVALID,
				  "its clock is more than a day off");
			return NULL;
		}
		if (!str_cut(rest, '\0', &types[i].abbreviation, &after) ||
		    !str_is_utf8(types[i].abbreviation)) {
			error_set(error, ERROR_INVALID, "it lacks an abbreviation");
			return NULL;
		}
		types[i].offset = offset;
	}
	return types;
}

void zone_add_change(struct arena *arena, struct zone *zone, struct zone_change change)
{
	struct zone_changes *changes = &zone->changes;

	if (changes->count > 0 && changes->items[changes->count - 1].at >= change.at)
		changes->items[changes->count - 1].type = change.type;
	else
		*list_add(arena, changes) = change;
}

/* The first change may be the Big Bang, which is before all instants in ms. */
static instant_ms instant_of(int64_t seconds)
{
	int64_t most = INSTANT_MAX / SECOND_MS;
	int64_t kept = seconds < -most ? -most : seconds > most ? most : seconds;

	return kept * SECOND_MS;
}

static bool read_changes(struct arena *arena, struct zone *zone, str times, str indexes,
			 const struct types *types, struct error *error)
{
	int64_t before = INT64_MIN;

	for (size_t i = 0; i < indexes.length; i++) {
		int64_t seconds = number_at(times, i * 8, 8);
		size_t index = (unsigned char)indexes.bytes[i];

		if (index >= types->count)
			return error_set(error, ERROR_INVALID,
					 "its table names a clock it does not have");
		if (i > 0 && seconds <= before)
			return error_set(error, ERROR_INVALID,
					 "its table is out of order");
		before = seconds;
		zone_add_change(arena, zone,
				(struct zone_change){ .at = instant_of(seconds),
						      .type = &types->items[index] });
	}
	return true;
}

static bool read_body(struct arena *arena, struct zone *zone, str *rest,
		      const struct header *header, struct error *error)
{
	str times, indexes, types, abbreviations, flags;

	if (!take_bytes(rest, header->changes * 8, &times) ||
	    !take_bytes(rest, header->changes, &indexes) ||
	    !take_bytes(rest, header->types * TYPE_BYTES, &types) ||
	    !take_bytes(rest, header->abbreviation_bytes, &abbreviations) ||
	    !take_bytes(rest, header->standard_flags + header->utc_flags, &flags))
		return error_set(error, ERROR_INVALID, "it ends too early");

	struct zone_type *items = read_types(arena, types, abbreviations, error);
	struct types read = { .items = items, .count = header->types };

	if (!items)
		return false;
	zone->first = items;
	return read_changes(arena, zone, times, indexes, &read, error);
}

static bool read_footer(struct arena *arena, struct zone *zone, str rest,
			struct error *error)
{
	struct zone_rule rule;
	str line, after;

	if (rest.length == 0 || rest.bytes[0] != '\n' ||
	    !str_cut(str_slice(rest, 1, rest.length), '\n', &line, &after))
		return error_set(error, ERROR_INVALID, "it ends before its rule");
	/* Then the last clock of the table stays. */
	if (line.length == 0)
		return true;
	return zone_rule_parse(arena, line, &rule, error) &&
	       zone_follow(arena, zone, &rule, error);
}

static bool read_file(struct arena *arena, struct zone *zone, str bytes,
		      struct error *error)
{
	struct header header = { 0 };
	str rest = bytes;

	if (!take_header(&rest, &header, error))
		return false;
	if (header.version < '2')
		return error_set(error, ERROR_INVALID,
				 "its file is of version 1, which knows no rule and "
				 "ends in 2038");
	if (!skip_body(&rest, &header, 4))
		return error_set(error, ERROR_INVALID, "it ends too early");
	if (!take_header(&rest, &header, error))
		return false;
	if (header.types == 0)
		return error_set(error, ERROR_INVALID, "it has no clock");
	if (header.leaps > 0)
		return error_set(error, ERROR_INVALID,
				 "it counts leap seconds, which no other clock here "
				 "does");
	return read_body(arena, zone, &rest, &header, error) &&
	       read_footer(arena, zone, rest, error);
}

struct zone *zone_parse(struct arena *arena, str name, str bytes, struct error *error)
{
	struct zone *zone = arena_one(arena, struct zone);

	*zone = (struct zone){ .name = arena_copy(arena, name),
			       .repeats_until = INT64_MAX };
	if (bytes.length > ZONE_FILE_BYTES_MAX) {
		error_set(error, ERROR_TOO_LARGE, "time zone " STR_FMT " is too large",
			  STR_ARG(str_clip(name, NAME_BYTES_MAX)));
		return NULL;
	}
	if (!read_file(arena, zone, bytes, error)) {
		error_wrap(error, "time zone " STR_FMT,
			   STR_ARG(str_clip(name, NAME_BYTES_MAX)));
		return NULL;
	}
	return zone;
}

/* Names of zones begin with a capital letter, and so does each of their parts. What else
 * lies in the folder are tables, a copy of all it holds and the machine's own zone. */
static bool may_be_part(str part)
{
	if (part.length == 0 || part.bytes[0] < 'A' || part.bytes[0] > 'Z')
		return false;
	for (size_t i = 0; i < part.length; i++) {
		char c = part.bytes[i];
		bool fits = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
			    (c >= '0' && c <= '9') || c == '_' || c == '+' || c == '-';

		if (!fits)
			return false;
	}
	return true;
}

static bool may_be_name(str name)
{
	str rest = name, part;
	int depth = 0;

	if (name.length > NAME_BYTES_MAX || str_ends_with(name, STR("/")))
		return false;
	while (str_next(&rest, '/', &part))
		if (++depth > FOLDER_DEPTH_MAX || !may_be_part(part))
			return false;
	return depth > 0;
}

static const char *folder_of_zones(void)
{
	const char *named = getenv("TZDIR");

	return named && named[0] == '/' ? named : "/usr/share/zoneinfo";
}

static void release_folder(DIR **folder)
{
	if (*folder)
		closedir(*folder);
}

/* The name that is most like one; of two the first in the order of the alphabet. */
struct likeness {
	str wanted, best;
	size_t distance;
	size_t seen;
};

static str last_part(str name)
{
	size_t from = name.length;

	while (from > 0 && name.bytes[from - 1] != '/')
		from--;
	return str_slice(name, from, name.length);
}

static size_t distance_of(str wanted, str name)
{
	if (wanted.length == name.length &&
	    strncasecmp(wanted.bytes, name.bytes, name.length) == 0)
		return 0;
	return edit_distance(wanted, name);
}

static void compare(struct likeness *likeness, str name)
{
	size_t whole = distance_of(likeness->wanted, name);
	size_t part = distance_of(likeness->wanted, last_part(name));
	size_t distance = whole < part ? whole : part;

	if (distance > likeness->distance || distance >= likeness->wanted.length)
		return;
	if (distance == likeness->distance && str_compare(name, likeness->best) > 0)
		return;
	likeness->best = name;
	likeness->distance = distance;
}

/* "prefix" is "" or "Europe/". */
static void search_folder(struct arena *arena, str prefix, int depth,
			  struct likeness *likeness)
{
	const char *path = arena_c_string(
		arena,
		arena_format(arena, "%s/" STR_FMT, folder_of_zones(), STR_ARG(prefix)));
	scoped(release_folder) DIR *folder = opendir(path);
	struct dirent *entry;

	if (!folder) {
		if (prefix.length > 0)
			compare(likeness, str_slice(prefix, 0, prefix.length - 1));
		return;
	}
	while (depth < FOLDER_DEPTH_MAX && (entry = readdir(folder)) != NULL &&
	       likeness->seen++ < FOLDER_ENTRIES_MAX) {
		str name = str_of(entry->d_name);

		if (may_be_part(name))
			search_folder(arena,
				      arena_format(arena, STR_FMT STR_FMT "/",
						   STR_ARG(prefix), STR_ARG(name)),
				      depth + 1, likeness);
	}
}

static bool refuse_name(struct arena *arena, str name, struct error *error)
{
	struct likeness likeness = { .wanted = str_clip(name, NAME_BYTES_MAX),
				     .distance = UNLIKE };

	if (access(folder_of_zones(), X_OK) != 0)
		return error_set(error, ERROR_NOT_FOUND,
				 "time zone " STR_FMT ": there is no folder %s; the "
				 "package tzdata brings it",
				 STR_ARG(likeness.wanted), folder_of_zones());
	search_folder(arena, STR(""), 0, &likeness);
	if (likeness.distance == UNLIKE)
		return error_set(error, ERROR_NOT_FOUND,
				 "there is no time zone '" STR_FMT
				 "'; they have names like Europe/Berlin",
				 STR_ARG(likeness.wanted));
	return error_set(error, ERROR_NOT_FOUND,
			 "there is no time zone '" STR_FMT "'; did you mean " STR_FMT "?",
			 STR_ARG(likeness.wanted), STR_ARG(likeness.best));
}

bool zone_file_read(struct arena *arena, str name, str *ret_bytes, struct error *error)
{
	char *bytes = arena_many(arena, char, ZONE_FILE_BYTES_MAX + 1);
	size_t length = 0;
	ssize_t more;

	if (!may_be_name(name))
		return refuse_name(arena, name, error);

	str path = arena_format(arena, "%s/" STR_FMT, folder_of_zones(), STR_ARG(name));
	scoped_fd file = open(path.bytes, O_RDONLY | O_CLOEXEC);

	if (file < 0 && (errno == ENOENT || errno == ENOTDIR))
		return refuse_name(arena, name, error);
	if (file < 0)
		return error_set(error, ERROR_UNAVAILABLE, STR_FMT ": %s", STR_ARG(path),
				 strerror(errno));
	do {
		more = read(file, bytes + length, ZONE_FILE_BYTES_MAX + 1 - length);
		length += more > 0 ? (size_t)more : 0;
	} while (more > 0 && length <= ZONE_FILE_BYTES_MAX);
	if (more < 0 && errno == EISDIR)
		return refuse_name(arena, name, error);
	if (more < 0)
		return error_set(error, ERROR_UNAVAILABLE, STR_FMT ": %s", STR_ARG(path),
				 strerror(errno));
	*ret_bytes = (str){ bytes, length };
	return true;
}

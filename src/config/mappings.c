/* mappings: how a body of JSON that no door knows becomes alerts. */
#include "config/names.h"
#include "config/parts.h"

#include "formats/pointer.h"

#include <strings.h>

#define MAPPING_TEXT(a_name) \
	{ \
		.name = #a_name, .kind = KEY_TEXT, \
		.offset = offsetof(struct mapping, a_name) \
	}
#define MAPPING_LIST(a_name, a_kind, items, count) \
	{ \
		.name = #a_name, .kind = (a_kind), \
		.offset = offsetof(struct mapping, items), \
		.count_offset = offsetof(struct mapping, count) \
	}

static void check_pointer(struct reader *reader, const struct spot *mapping,
			  const char *key, str pointer)
{
	if (!pointer_is_one(pointer))
		reader_tell_of(reader, mapping, key,
			       "must be a JSON pointer such as /alert/title, where ~1 "
			       "stands for / and ~0 for ~");
}

static void check_pairs(struct reader *reader, const struct spot *mapping,
			const char *key, const struct label *pairs, size_t count)
{
	struct spot map = spot_under(mapping, key);

	for (size_t i = 0; i < count; i++)
		check_pointer(reader, &map,
			      arena_c_string(reader->scratch, pairs[i].name),
			      pairs[i].value);
}

static bool is_label_name(str name)
{
	for (size_t i = 0; i < name.length; i++) {
		char c = name.bytes[i];
		bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
				 c == '_';

		if (!is_letter && (c < '0' || c > '9' || i == 0))
			return false;
	}
	return name.length > 0;
}

static void check_label_names(struct reader *reader, const struct spot *mapping,
			      const char *key)
{
	struct spot map = spot_under(mapping, key);

	for (size_t i = 0; map.tree && i < tree_count(map.tree); i++) {
		struct spot entry = spot_entry(&map, i);

		if (!is_label_name(entry.name))
			reader_tell(reader, &entry,
				    "is no name of a label: letters, digits and _, no "
				    "digit in front");
	}
}

static bool has_word(const str *words, size_t count, str word)
{
	for (size_t i = 0; i < count; i++)
		if (words[i].length == word.length &&
		    strncasecmp(words[i].bytes, word.bytes, word.length) == 0)
			return true;
	return false;
}

static void check_status(struct reader *reader, const struct spot *spot,
			 const struct mapping *mapping)
{
	if (mapping->status.length == 0) {
		if (mapping->firing_count + mapping->resolved_count > 0)
			reader_tell_of(reader, spot, "status",
				       "is missing: a pointer to what the words of "
				       "firing and resolved are compared with");
		return;
	}
	if (mapping->resolved_count == 0 && mapping->change_count == 0)
		reader_tell_of(reader, spot, "resolved",
			       "is missing: the words that say that it is over");
	for (size_t i = 0; i < mapping->resolved_count; i++)
		if (has_word(mapping->firing, mapping->firing_count,
			     mapping->resolved[i]))
			reader_tell_of(reader, spot, "resolved",
				       "'" STR_FMT "' stands under firing too",
				       STR_ARG(mapping->resolved[i]));
}

/* A value without / in front is the text itself. */
static void check_change(struct reader *reader, const struct spot *mapping_spot,
			 const struct mapping *mapping)
{
	static const char *const fields[] = { "title",  "kind",     "author",   "url",
					      "target", "revision", "previous", "diff" };
	struct spot map = spot_under(mapping_spot, "change");
	bool has_title = mapping->change_count == 0;

	for (size_t i = 0; i < mapping->change_count; i++) {
		struct spot entry = spot_entry(&map, i);
		str name = mapping->change[i].name, value = mapping->change[i].value;
		bool is_known = false;

		for (size_t k = 0; k < sizeof(fields) / sizeof(fields[0]); k++)
			is_known = is_known || str_is(name, fields[k]);
		has_title = has_title || str_is(name, "title");
		if (!is_known)
			reader_tell(reader, &entry,
				    "is nothing of a change: title, kind, author, url, "
				    "target, revision, previous or diff; its service is "
				    "told by labels");
		else if (str_starts_with(value, STR("/")) && !pointer_is_one(value))
			reader_tell(reader, &entry,
				    "must be a JSON pointer such as /alert/title, where "
				    "~1 stands for / and ~0 for ~, or a text");
	}
	if (!has_title)
		reader_tell_of(reader, mapping_spot, "change",
			       "needs title: a pointer to what was done, in a line");
}

static void settle_mapping(struct reader *reader, const struct spot *spot, void *owner)
{
	const struct mapping *mapping = owner;

	check_pointer(reader, spot, "list", mapping->list);
	check_pointer(reader, spot, "status", mapping->status);
	check_pointer(reader, spot, "starts_at", mapping->starts_at);
	check_pointer(reader, spot, "identity", mapping->identity);
	check_pointer(reader, spot, "severity", mapping->severity);
	check_pairs(reader, spot, "labels", mapping->labels, mapping->label_count);
	check_pairs(reader, spot, "annotations", mapping->annotations,
		    mapping->annotation_count);
	check_label_names(reader, spot, "labels");
	check_label_names(reader, spot, "defaults");
	check_status(reader, spot, mapping);
	check_change(reader, spot, mapping);
	if (mapping->severity_count > 0 && mapping->severity.length == 0)
		reader_tell_of(reader, spot, "severities",
			       "needs severity: a pointer to the word that is looked up");
	if (mapping->header_says.length > 0 && mapping->header.length == 0)
		reader_tell_of(reader, spot, "header_says",
			       "needs header: the name of the header that says it");
}

static const struct key mapping_key_items[] = {
	{ .name = "name",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct mapping, name),
	  .required = true },
	{ .name = "key", .kind = KEY_NAME, .offset = offsetof(struct mapping, key) },
	MAPPING_TEXT(header),
	MAPPING_TEXT(header_says),
	MAPPING_TEXT(list),
	MAPPING_LIST(labels, KEY_PAIRS, labels, label_count),
	MAPPING_LIST(annotations, KEY_PAIRS, annotations, annotation_count),
	MAPPING_LIST(defaults, KEY_PAIRS, defaults, default_count),
	MAPPING_TEXT(status),
	MAPPING_LIST(firing, KEY_TEXTS, firing, firing_count),
	MAPPING_LIST(resolved, KEY_TEXTS, resolved, resolved_count),
	MAPPING_TEXT(starts_at),
	MAPPING_TEXT(identity),
	MAPPING_TEXT(severity),
	MAPPING_LIST(severities, KEY_PAIRS, severities, severity_count),
	MAPPING_LIST(change, KEY_PAIRS, change, change_count),
	{ .name = "repeats",
	  .kind = KEY_YES_NO,
	  .offset = offsetof(struct mapping, repeats) },
};
const struct keys mapping_keys = KEYS(struct mapping, mapping_key_items, settle_mapping);

void check_mappings(struct reader *reader, const struct spot *file)
{
	const struct config *config = reader->config;
	struct spot list = spot_under(file, "mappings");

	reader_tell_twice(reader, file, "mappings", "name",
			  NAMED(config->mappings, config->mapping_count));
	for (size_t i = 0; i < config->mapping_count; i++) {
		struct spot item = spot_at(&list, i);
		struct spot key = spot_under(&item, "key");

		if (key.tree)
			reader_knows(reader, &key, "key in door_keys",
				     config->mappings[i].key,
				     NAMED(config->door_keys, config->door_key_count));
	}
}

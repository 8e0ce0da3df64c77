#include "config/library.h"

#include "base/asset.h"
#include "base/hash.h"
#include "base/limits.h"
#include "config/file.h"
#include "config/names.h"
#include "formats/yaml.h"

#include <stdio.h>

static str name_of(str path)
{
	while (str_cut(path, '/', &(str){ 0 }, &path))
		;
	return str_slice(path, 0, path.length - sizeof(".yaml") + 1);
}

static void put(struct reader *reader, struct library *library, struct document document)
{
	for (size_t i = 0; i < library->count; i++)
		if (str_equal(library->items[i].name, document.name)) {
			library->items[i] = document;
			return;
		}
	*list_add(reader->scratch, library) = document;
}

static void collect_built_in(struct reader *reader, struct library *library,
			     const char *kind)
{
	str prefix = arena_format(reader->scratch, "data/%s/", kind);

	for (size_t i = 0; i < asset_count(); i++) {
		str path = asset_path(i);
		struct document document = { .name = name_of(path),
					     .file = path,
					     .built_in = true };

		if (str_starts_with(path, prefix) && str_ends_with(path, STR(".yaml")) &&
		    asset_find(path, &document.text, &document.hash))
			put(reader, library, document);
	}
}

static bool collect_file(struct reader *reader, struct library *library, str folder,
			 str name, struct error *error)
{
	str text;
	str file = path_join(reader->scratch, folder, name);

	if (!file_read(reader->scratch, file, CONFIG_BYTES_MAX, &text, error))
		return false;
	put(reader, library,
	    (struct document){ .name = arena_copy(reader->arena, name_of(name)),
			       .file = file,
			       .text = text,
			       .hash = sha256_hex(reader->arena, sha256_of(text)) });
	return true;
}

static void collect_folder(struct reader *reader, struct library *library, str folder)
{
	struct reader of_folder = *reader;
	struct file_names names = { 0 };
	struct error error = { 0 };

	of_folder.file = folder;
	if (!folder_list_yaml(reader->scratch, folder, LIBRARY_FILES_MAX, &names, &error))
		reader_tell_file(&of_folder, &error);
	for (size_t i = 0; i < names.count; i++)
		if (!collect_file(reader, library, folder, names.items[i], &error))
			reader_tell_file(&of_folder, &error);
}

struct library library_collect(struct reader *reader, const char *kind, str folder)
{
	struct library library = { 0 };

	collect_built_in(reader, &library, kind);
	if (folder.length > 0)
		collect_folder(reader, &library,
			       path_join(reader->scratch, folder, str_of(kind)));
	return library;
}

void reader_tell_file(struct reader *reader, const struct error *error)
{
	struct tree place = { 0 };
	struct spot file = { .tree = &place };
	int start = 0;

	/* What formats/ says of a place becomes a place again. */
	if (sscanf(error->text, "line %u, column %u: %n", &place.line, &place.column,
		   &start) != 2)
		start = 0;
	reader_tell(reader, &file, "%s", error->text + start);
}

struct tree *reader_parse(struct reader *reader)
{
	struct error error = { 0 };
	struct tree *tree = yaml_parse(reader->scratch, reader->text, &error);

	if (!tree)
		reader_tell_file(reader, &error);
	return tree;
}

static struct reader reader_of(const struct reader *reader,
			       const struct document *document)
{
	struct reader own = *reader;

	own.file = document->file;
	own.text = document->text;
	return own;
}

void library_read(const struct reader *reader, struct document *document,
		  const struct keys *keys, void *owner)
{
	struct reader own = reader_of(reader, document);
	struct spot root = { .tree = reader_parse(&own) };

	document->tree = root.tree;
	if (root.tree)
		reader_map(&own, &root, keys, owner);
}

static bool has_like(const struct profile *profile, const struct template *template)
{
	for (size_t i = 0; i < profile->template_count; i++)
		if (template_is_like(&profile->templates[i], template))
			return true;
	return false;
}

/* A team that changes one text keeps the others: those of other kinds, and those of the
 * same kind that are for one audience, or in a language, of which it says nothing. */
static void inherit_templates(struct reader *reader, struct profile *profile,
			      const struct profile *from)
{
	size_t count = 0;
	struct template *all = arena_many(reader->arena, struct template,
					  profile->template_count + from->template_count);

	for (size_t i = 0; i < profile->template_count; i++)
		all[count++] = profile->templates[i];
	for (size_t i = 0; i < from->template_count; i++)
		if (!has_like(profile, &from->templates[i]))
			all[count++] = from->templates[i];
	profile->templates = all;
	profile->template_count = count;
}

static void check_default(struct reader *reader, const struct library *library,
			  const struct profile *fallback)
{
	for (size_t i = 0; i < library->count; i++) {
		struct reader own = reader_of(reader, &library->items[i]);
		struct spot root = { .tree = &(struct tree){ .line = 1, .column = 1 } };

		if (!str_is(library->items[i].name, "default"))
			continue;
		for (int kind = 0; message_kind_names[kind]; kind++) {
			struct template wanted = { .kind = (enum message_kind)kind };

			if (!has_like(fallback, &wanted))
				reader_tell_of(&own, &root, "templates",
					       "has no '%s' in English for every "
					       "audience, and others build on this",
					       message_kind_names[kind]);
		}
	}
}

void read_profile_files(struct reader *reader, const struct library *library)
{
	struct config *config = reader->config;
	const struct profile *fallback;

	config->profile_count = library->count;
	config->profiles = arena_many(reader->arena, struct profile, library->count);
	for (size_t i = 0; i < library->count; i++) {
		struct profile *profile = &config->profiles[i];

		profile->name = library->items[i].name;
		profile->hash = library->items[i].hash;
		library_read(reader, &library->items[i], &profile_keys, profile);
	}
	fallback = config_profile(config, STR("default"));
	if (!fallback)
		return;
	check_default(reader, library, fallback);
	for (size_t i = 0; i < library->count; i++)
		if (&config->profiles[i] != fallback)
			inherit_templates(reader, &config->profiles[i], fallback);
}

static void check_levels(struct reader *reader, const struct spot *root,
			 const struct profile *profile)
{
	const struct config *config = reader->config;
	struct spot levels = spot_under(root, "levels");

	for (size_t i = 0; i < tree_count(levels.tree); i++) {
		struct spot level = spot_at(&levels, i);
		struct spot name = spot_under(&level, "escalation");

		if (name.tree && i < sizeof(profile->levels) / sizeof(profile->levels[0]))
			reader_knows(reader, &name, "policy",
				     profile->levels[i].escalation,
				     NAMED(config->policies, config->policy_count));
	}
}

static void check_approvers(struct reader *reader, const struct spot *rule,
			    const struct audience_rule *audience)
{
	static const struct {
		str name;
	} roles[] = { { STR_INIT("commander") },
		      { STR_INIT("approver") },
		      { STR_INIT("admin") } };
	const struct config *config = reader->config;
	const struct named lists[] = { NAMED(config->people, config->person_count),
				       NAMED(roles, sizeof(roles) / sizeof(roles[0])) };
	struct spot approvers = spot_under(rule, "approvers");

	for (size_t i = 0; i < audience->approver_count; i++) {
		struct spot item = spot_at(&approvers, i);

		reader_knows_in(reader, &item,
				"person, and no role (commander, approver, admin),",
				audience->approvers[i], lists, 2);
	}
}

void check_profile_names(struct reader *reader, const struct library *library)
{
	for (size_t i = 0; i < library->count; i++) {
		const struct profile *profile = &reader->config->profiles[i];
		struct reader own = reader_of(reader, &library->items[i]);
		struct spot root = { .tree = library->items[i].tree };
		struct spot audiences = spot_under(&root, "audiences");

		check_levels(&own, &root, profile);
		for (size_t j = 0; j < profile->audience_count; j++) {
			struct spot rule = spot_at(&audiences, j);

			check_approvers(&own, &rule, &profile->audiences[j]);
		}
	}
}

void read_pattern_files(struct reader *reader, const struct library *library)
{
	struct config *config = reader->config;

	config->pattern_count = library->count;
	config->patterns = arena_many(reader->arena, struct pattern, library->count);
	for (size_t i = 0; i < library->count; i++) {
		config->patterns[i].name = library->items[i].name;
		library_read(reader, &library->items[i], &pattern_keys,
			     &config->patterns[i]);
	}
}

void read_bundle_files(struct reader *reader, const struct library *library)
{
	struct config *config = reader->config;

	config->bundle_count = library->count;
	config->bundles = arena_many(reader->arena, struct bundle, library->count);
	for (size_t i = 0; i < library->count; i++) {
		config->bundles[i].name = library->items[i].name;
		library_read(reader, &library->items[i], &bundle_keys,
			     &config->bundles[i]);
	}
}

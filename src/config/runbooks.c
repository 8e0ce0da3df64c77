/* runbooks, runbook_clients, runbook_secrets and runbook_classes: the runbooks of files
 * and folders, and what their steps may use. */
#include "config/file.h"
#include "config/names.h"
#include "config/parts.h"
#include "config/values.h"

#include "base/hash.h"
#include "base/limits.h"

#include <stdlib.h>

/* -- the files -- */

static const char *const runbook_endings[] = { ".md", ".markdown", NULL };

/* "kubernetes/pod-crash" of "kubernetes/pod-crash.md". */
static str name_of(str path)
{
	for (size_t i = 0; runbook_endings[i]; i++) {
		str ending = str_of(runbook_endings[i]);

		if (str_ends_with(path, ending))
			return str_slice(path, 0, path.length - ending.length);
	}
	return path;
}

static str base_name(str path)
{
	while (str_cut(path, '/', &(str){ 0 }, &path))
		;
	return path;
}

/* What is on its way from the files into the configuration. */
struct gathering {
	struct reader *reader;
	const struct spot *file;
	struct runbook_file *items;
	size_t count, capacity;
};

static bool is_there(const struct gathering *gathering, str name)
{
	for (size_t i = 0; i < gathering->count; i++)
		if (str_equal(gathering->items[i].name, name))
			return true;
	return false;
}

/* What cannot be read is told, and the others are there: nobody stays without pages for
 * a document. */
static void add_file(struct gathering *gathering, str name, str path)
{
	struct reader *reader = gathering->reader;
	struct error error = { 0 };
	str source;

	if (is_there(gathering, name))
		reader_warn_of(reader, gathering->file, "runbooks",
			       "there are two of the name " STR_FMT
			       ": the first is taken",
			       STR_ARG(name));
	else if (gathering->count == RUNBOOKS_MAX)
		reader_warn_of(reader, gathering->file, "runbooks",
			       "more than %d runbooks: " STR_FMT " is left out",
			       RUNBOOKS_MAX, STR_ARG(name));
	else if (!file_read(reader->scratch, path, MARKDOWN_BYTES_MAX, &source, &error))
		reader_warn_of(reader, gathering->file, "runbooks", "%s", error.text);
	else
		*list_add(reader->arena, gathering) = (struct runbook_file){
			.name = arena_copy(reader->arena, name),
			.path = arena_copy(reader->arena, path),
			.source = arena_copy(reader->arena, source),
		};
}

/* The number of those that are there. */
static size_t add_folder(struct gathering *gathering, str folder)
{
	struct arena *scratch = gathering->reader->scratch;
	struct file_names names = { 0 };
	struct error error = { 0 };

	if (!folder_walk(scratch, folder, runbook_endings, RUNBOOKS_MAX, &names, &error))
		reader_warn_of(gathering->reader, gathering->file, "runbooks", "%s",
			       error.text);
	for (size_t i = 0; i < names.count; i++)
		add_file(gathering, name_of(names.items[i]),
			 path_join(scratch, folder, names.items[i]));
	return names.count;
}

static bool is_document(str path)
{
	return name_of(path).length < path.length;
}

void read_runbook_files(struct reader *reader, const struct spot *file, str folder)
{
	struct config *config = reader->config;
	struct gathering gathering = { .reader = reader, .file = file };

	for (size_t i = 0; i < config->runbook_path_count; i++) {
		str path = path_join(reader->scratch, folder, config->runbook_paths[i]);

		if (is_document(path))
			add_file(&gathering, name_of(base_name(path)), path);
		else if (add_folder(&gathering, path) == 0)
			reader_warn_of(reader, file, "runbooks",
				       STR_FMT " holds no file that ends in .md",
				       STR_ARG(path));
	}
	/* Without a word about it: the folder beside stanch.yaml, when there is one. */
	if (!spot_under(file, "runbooks").tree && folder.length > 0)
		add_folder(&gathering,
			   path_join(reader->scratch, folder, STR("runbooks")));
	config->runbooks = gathering.items;
	config->runbook_count = gathering.count;
}

/* -- runbook_clients -- */

static bool takes_a_client(str language)
{
	static const char *const others[] = { "shell", "sh",   "bash",
					      "http",  "text", "output" };

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (str_is(language, others[i]))
			return false;
	return true;
}

static void read_client(struct reader *reader, const struct spot *spot,
			struct runbook_client *client)
{
	client->language = arena_copy(reader->arena, spot->name);
	if (!takes_a_client(spot->name)) {
		reader_tell(reader, spot, "needs none: its words are run as they stand");
		return;
	}
	if (!reader_is_list(reader, spot))
		return;
	client->word_count = tree_count(spot->tree);
	client->words = arena_many(reader->arena, str, client->word_count + 1);
	for (size_t i = 0; i < client->word_count; i++) {
		struct spot word = spot_at(spot, i);

		if (!reader_text(reader, &word, &client->words[i]))
			return;
	}
	if (client->word_count == 0 || client->words[0].length == 0)
		reader_tell(reader, spot,
			    "must be the words of a command, such as [psql, -X, -c, "
			    "\"{{code}}\"]");
}

void read_runbook_clients(struct reader *reader, const struct spot *spot, void *owner)
{
	struct config *config = owner;
	size_t count = tree_count(spot->tree);

	if (!reader_is_map(reader, spot))
		return;
	config->runbook_clients = arena_many(reader->arena, struct runbook_client,
					     count + 1);
	config->runbook_client_count = count;
	for (size_t i = 0; i < count; i++) {
		struct spot entry = spot_entry(spot, i);

		read_client(reader, &entry, &config->runbook_clients[i]);
	}
}

/* -- runbook_secrets -- */

static void read_secret_file(struct reader *reader, const struct spot *spot, void *owner)
{
	struct runbook_secret *secret = owner;
	str name;

	if (reader_text(reader, spot, &name))
		secret->file = arena_copy(
			reader->arena, path_join(reader->scratch, reader->folder, name));
}

static void settle_secret(struct reader *reader, const struct spot *spot, void *owner)
{
	const struct runbook_secret *secret = owner;
	bool has_file = secret->file.length > 0,
	     has_variable = secret->variable.length > 0;

	if (spot->tree && has_file == has_variable)
		reader_tell(reader, spot, "needs file or env, and one of them only");
}

static const struct key runbook_secret_key_items[] = {
	{ .name = "name",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct runbook_secret, name),
	  .required = true },
	{ .name = "file", .kind = KEY_OWN, .read = read_secret_file },
	{ .name = "env",
	  .kind = KEY_NAME,
	  .offset = offsetof(struct runbook_secret, variable) },
};
const struct keys runbook_secret_keys = KEYS(struct runbook_secret,
					     runbook_secret_key_items, settle_secret);

bool runbook_secret_read(struct arena *arena, const struct runbook_secret *secret,
			 str *ret_value, struct error *error)
{
	str value;

	if (secret->file.length > 0) {
		if (!file_read(arena, secret->file, CREDENTIAL_BYTES_MAX, &value, error))
			return false;
	} else {
		value = str_of(getenv(arena_c_string(arena, secret->variable)));
	}
	*ret_value = str_trim(value);
	return ret_value->length > 0 ||
	       error_set(error, ERROR_UNAVAILABLE, "the secret " STR_FMT " is empty",
			 STR_ARG(secret->name));
}

/* -- runbook_classes -- */

static bool is_digest(str text)
{
	for (size_t i = 0; i < text.length; i++)
		if (!((text.bytes[i] >= '0' && text.bytes[i] <= '9') ||
		      (text.bytes[i] >= 'a' && text.bytes[i] <= 'f')))
			return false;
	return text.length == 64;
}

static bool find_class(str name, enum action_class *ret_class)
{
	for (int i = 0; action_class_names[i]; i++)
		if (str_is(name, action_class_names[i])) {
			*ret_class = (enum action_class)i;
			return true;
		}
	return false;
}

void check_runbooks(struct reader *reader, const struct spot *file)
{
	const struct config *config = reader->config;
	struct spot classes = spot_under(file, "runbook_classes");
	enum action_class class;

	reader_tell_twice(reader, file, "runbook_secrets", "name",
			  NAMED(config->runbook_secrets, config->runbook_secret_count));
	for (size_t i = 0; i < config->runbook_class_count; i++) {
		struct spot entry = spot_entry(&classes, i);

		if (!is_digest(entry.name))
			reader_tell(reader, &entry,
				    "must be behind the SHA-256 of a block, as stanch "
				    "runbook show tells it");
		else if (!find_class(config->runbook_classes[i].value, &class))
			reader_tell(reader, &entry,
				    "must be one of read, reversible, destructive, "
				    "data-repair");
	}
}

bool config_runbook_class(const struct config *config, str digest,
			  enum action_class *ret_class)
{
	for (size_t i = 0; i < config->runbook_class_count; i++)
		if (str_equal(config->runbook_classes[i].name, digest))
			return find_class(config->runbook_classes[i].value, ret_class);
	return false;
}

const struct runbook_client *config_runbook_client(const struct config *config,
						   str language)
{
	for (size_t i = 0; i < config->runbook_client_count; i++)
		if (str_equal(config->runbook_clients[i].language, language))
			return &config->runbook_clients[i];
	return NULL;
}

const struct runbook_secret *config_runbook_secret(const struct config *config, str name)
{
	for (size_t i = 0; i < config->runbook_secret_count; i++)
		if (str_equal(config->runbook_secrets[i].name, name))
			return &config->runbook_secrets[i];
	return NULL;
}

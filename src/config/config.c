#include "config/config.h"

#include "base/hash.h"
#include "base/limits.h"
#include "config/file.h"
#include "config/library.h"
#include "config/parts.h"

#include <stdatomic.h>
#include <stdlib.h>

/* A tripwire: 400 files of a megabyte do not belong into a snapshot. */
static const size_t SNAPSHOT_BYTES_MAX = (size_t)1 << 30;

/* What config_release needs to know and nobody else. */
struct snapshot {
	struct config config; /* first: one is the other's address */
	atomic_int references;
};

static struct config *snapshot_new(void)
{
	struct arena *arena = arena_new(SNAPSHOT_BYTES_MAX);
	struct snapshot *snapshot = arena_one(arena, struct snapshot);

	snapshot->config.arena = arena;
	atomic_init(&snapshot->references, 1);
	return &snapshot->config;
}

struct config *config_keep(struct config *config)
{
	atomic_fetch_add(&((struct snapshot *)config)->references, 1);
	return config;
}

void config_release(struct config *config)
{
	if (atomic_fetch_sub(&((struct snapshot *)config)->references, 1) == 1)
		arena_free(config->arena);
}

/* Files beside stanch.yaml are part of what is in force, so they are part of the
 * hash; without any it is the SHA-256 of the text. */
static str hash_of(struct reader *reader, const struct library *libraries, size_t count)
{
	struct sha256_state state = sha256_begin();

	sha256_add(&state, reader->text);
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < libraries[i].count; j++) {
			const struct document *document = &libraries[i].items[j];

			if (document->built_in)
				continue;
			sha256_add(&state, document->name);
			sha256_add(&state, document->hash);
		}
	for (size_t i = 0; i < reader->config->runbook_count; i++) {
		sha256_add(&state, reader->config->runbooks[i].name);
		sha256_add(&state, reader->config->runbooks[i].source);
	}
	return sha256_hex(reader->arena, sha256_end(&state));
}

static int compare_problems(const void *a, const void *b)
{
	const struct config_problem *one = a, *other = b;
	int files = str_compare(one->file, other->file);

	if (files != 0)
		return files;
	if (one->line != other->line)
		return one->line < other->line ? -1 : 1;
	if (one->column != other->column)
		return one->column < other->column ? -1 : 1;
	return str_compare(one->where, other->where);
}

/* "folder" is where profiles/, patterns/ and the like are looked for; "" for nowhere. */
static struct config *read_all(struct reader *reader, str folder)
{
	struct library libraries[] = { library_collect(reader, "profiles", folder),
				       library_collect(reader, "patterns", folder),
				       library_collect(reader, "symptoms", folder),
				       library_collect(reader, "bundles", folder) };
	struct spot root = { .tree = reader_parse(reader) };

	read_profile_files(reader, &libraries[0]);
	/* Patterns name bundles. */
	read_bundle_files(reader, &libraries[3]);
	read_pattern_files(reader, &libraries[1]);
	read_symptom_files(reader, &libraries[2]);
	if (root.tree)
		reader_map(reader, &root, &config_keys, reader->config);
	if (root.tree)
		check_profile_names(reader, &libraries[0]);
	if (root.tree)
		read_runbook_files(reader, &root, folder);
	reader->config->hash = hash_of(reader, libraries, 4);
	if (reader->problems->count == 0)
		return reader->config;
	qsort(reader->problems->items, reader->problems->count,
	      sizeof(*reader->problems->items), compare_problems);
	config_release(reader->config);
	return NULL;
}

static struct reader reader_for(struct arena *scratch, struct config *config, str file,
				str text, struct config_problems *problems)
{
	config->path = arena_copy(config->arena, file);
	config->text = arena_copy(config->arena, text);
	*problems = (struct config_problems){ 0 };
	return (struct reader){ .arena = config->arena,
				.scratch = scratch,
				.config = config,
				.problems = problems,
				.file = file,
				.text = text,
				.folder = path_folder(file) };
}

struct config *config_parse(struct arena *scratch, str file, str text,
			    struct config_problems *ret_problems)
{
	struct reader reader = reader_for(scratch, snapshot_new(), file, text,
					  ret_problems);

	return read_all(&reader, STR(""));
}

struct config *config_load(struct arena *scratch, const char *path,
			   struct config_problems *ret_problems)
{
	struct error error = { 0 };
	str text;

	if (!path)
		return config_parse(scratch, STR(""), STR(""), ret_problems);

	struct config *config = snapshot_new();
	str file = arena_copy(scratch, str_of(path));
	struct reader reader = reader_for(scratch, config, file, STR(""), ret_problems);

	if (!file_read(config->arena, file, CONFIG_BYTES_MAX, &text, &error)) {
		reader_tell_file(&reader, &error);
		config_release(config);
		return NULL;
	}
	reader.text = config->text = text;
	return read_all(&reader, reader.folder.length > 0 ? reader.folder : STR("."));
}

#define FIND(list, list_count, name) \
	for (size_t i = 0; i < (list_count); i++) \
		if (str_equal((list)[i].name, name)) \
			return &(list)[i]; \
	return NULL

const struct service *config_service(const struct config *config, str name)
{
	FIND(config->services, config->service_count, name);
}

const struct service *config_service_for(const struct config *config,
					 const struct labels *labels)
{
	for (size_t i = 0; i < config->service_count; i++)
		if (labels_match(labels, config->services[i].match,
				 config->services[i].match_count))
			return &config->services[i];
	return NULL;
}

const struct profile *config_profile(const struct config *config, str name)
{
	FIND(config->profiles, config->profile_count, name);
}

const struct bundle *config_bundle(const struct config *config, str name)
{
	FIND(config->bundles, config->bundle_count, name);
}

const struct pattern *config_pattern(const struct config *config, str name)
{
	FIND(config->patterns, config->pattern_count, name);
}

const struct person_config *config_person(const struct config *config, str name)
{
	FIND(config->people, config->person_count, name);
}

const struct policy *config_policy(const struct config *config, str name)
{
	FIND(config->policies, config->policy_count, name);
}

const struct schedule *config_schedule(const struct config *config, str name)
{
	FIND(config->schedules, config->schedule_count, name);
}

const struct channel_config *config_channel(const struct config *config, str name)
{
	FIND(config->channels, config->channel_count, name);
}

const struct audience *config_audience(const struct config *config, str name)
{
	FIND(config->audiences, config->audience_count, name);
}

const struct watch_config *config_watch(const struct config *config, str name)
{
	FIND(config->watches, config->watch_count, name);
}

const struct heartbeat_config *config_heartbeat(const struct config *config, str name)
{
	FIND(config->heartbeats, config->heartbeat_count, name);
}

const struct database_config *config_database(const struct config *config, str name)
{
	FIND(config->databases, config->database_count, name);
}

const struct http_action *config_http_action(const struct config *config, str name)
{
	for (size_t i = 0; i < config->http_action_count; i++)
		if (str_equal(config->http_actions[i].api.name, name))
			return &config->http_actions[i];
	return NULL;
}

const struct folder_config *config_flag_folder(const struct config *config, str name)
{
	FIND(config->flag_folders, config->flag_folder_count, name);
}

const struct repository_config *config_repository(const struct config *config, str name)
{
	FIND(config->repositories, config->repository_count, name);
}

const struct api_config *config_argocd(const struct config *config, str name)
{
	FIND(config->argocd, config->argocd_count, name);
}

str channel_setting(const struct channel_config *channel, const char *name)
{
	return labels_setting(channel->settings, channel->setting_count, name);
}

str channel_secret(const struct channel_config *channel, const char *name)
{
	return labels_setting(channel->secrets, channel->secret_count, name);
}

const struct measurement *service_measurement(const struct service *service, str name)
{
	FIND(service->measurements, service->measurement_count, name);
}

str labels_setting(const struct label *settings, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (str_is(settings[i].name, name))
			return settings[i].value;
	return STR("");
}

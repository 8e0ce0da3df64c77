/* databases, http_actions, flag_folders, repositories and argocd: what actions may
 * change. Nothing that is not named here is ever reached by one. */
#include "config/address.h"
#include "config/file.h"
#include "config/names.h"
#include "config/parts.h"

#include <assert.h>

/* -- what several have -- */

static void settle_token(struct reader *reader, const struct spot *spot, void *owner)
{
	(void)owner;
	if (spot_under(spot, "token_file").tree && spot_under(spot, "token_env").tree)
		reader_tell(reader, spot, "needs token_file or token_env, not both");
}

/* Its name alone is kept. */
static void read_path(struct reader *reader, const struct spot *spot, str *ret_path)
{
	str name;

	if (reader_text(reader, spot, &name))
		*ret_path = path_join(reader->arena, reader->folder, name);
}

#define OF_A(type, member) .offset = offsetof(struct type, member)
#define NAME_OF_A(type) \
	{ \
		.name = "name", .kind = KEY_NAME, OF_A(type, name), .required = true \
	}
#define TOKEN_OF_A(type) \
	{ .name = "token_file", .kind = KEY_SECRET_FILE, OF_A(type, token) }, \
	{ \
		.name = "token_env", .kind = KEY_SECRET_ENV, OF_A(type, token) \
	}

/* -- databases -- */

static void read_database_url(struct reader *reader, const struct spot *spot, void *owner)
{
	struct database_config *database = owner;

	if (!reader_text(reader, spot, &database->url))
		return;
	if (address_has_password(database->url) ||
	    str_contains(database->url, STR("password=")) ||
	    str_contains(database->url, STR("password =")))
		reader_tell(reader, spot,
			    "a secret never stands in this file: use password_file or "
			    "password_env");
}

static void settle_database(struct reader *reader, const struct spot *spot, void *owner)
{
	(void)owner;
	if (spot_under(spot, "password_file").tree &&
	    spot_under(spot, "password_env").tree)
		reader_tell(reader, spot,
			    "needs password_file or password_env, not both");
}

static const struct key database_key_items[] = {
	NAME_OF_A(database_config),
	{ .name = "url", .kind = KEY_OWN, .read = read_database_url, .required = true },
	{ .name = "password_file",
	  .kind = KEY_SECRET_FILE,
	  OF_A(database_config, password) },
	{ .name = "password_env",
	  .kind = KEY_SECRET_ENV,
	  OF_A(database_config, password) },
};
const struct keys database_keys = KEYS(struct database_config, database_key_items,
				       settle_database);

/* -- redis_servers -- */

static void read_redis_address(struct reader *reader, const struct spot *spot,
			       void *owner)
{
	struct redis_config *redis = owner;

	if (reader_text(reader, spot, &redis->address) &&
	    !address_is_host_port(redis->address))
		reader_tell(reader, spot,
			    "must be a host and a port, such as 127.0.0.1:6379");
}

static const struct key redis_server_key_items[] = {
	{ .name = "address",
	  .kind = KEY_OWN,
	  .read = read_redis_address,
	  .required = true },
	{ .name = "user", .kind = KEY_TEXT, OF_A(redis_config, user) },
	{ .name = "password_file",
	  .kind = KEY_SECRET_FILE,
	  OF_A(redis_config, password) },
	{ .name = "password_env", .kind = KEY_SECRET_ENV, OF_A(redis_config, password) },
};
const struct keys redis_server_keys = KEYS(struct redis_config, redis_server_key_items,
					   settle_database);

const struct redis_config *config_redis(const struct config *config, str address)
{
	for (size_t i = 0; i < config->redis_server_count; i++)
		if (str_equal(config->redis_servers[i].address, address))
			return &config->redis_servers[i];
	return NULL;
}

/* -- http_actions and argocd -- */

static_assert(offsetof(struct http_action, api) == 0,
	      "the keys of an API are read into the beginning of an http_action");

static void read_api_url(struct reader *reader, const struct spot *spot, void *owner)
{
	struct api_config *api = owner;

	reader_url(reader, spot, &api->url);
}

static void read_api_ca(struct reader *reader, const struct spot *spot, void *owner)
{
	struct api_config *api = owner;

	read_path(reader, spot, &api->ca_file);
}

#define API_KEYS \
	NAME_OF_A(api_config), \
		{ .name = "url", \
		  .kind = KEY_OWN, \
		  .read = read_api_url, \
		  .required = true }, \
		TOKEN_OF_A(api_config), \
	{ \
		.name = "ca_file", .kind = KEY_OWN, .read = read_api_ca \
	}

static const struct key http_action_key_items[] = {
	API_KEYS,
	{ .name = "header",
	  .kind = KEY_NAME,
	  OF_A(api_config, header),
	  .fallback = "Authorization" },
	{ .name = "parameters",
	  .kind = KEY_PAIRS,
	  OF_A(http_action, parameters),
	  .count_offset = offsetof(struct http_action, parameter_count) },
	{ .name = "requests",
	  .kind = KEY_LIST,
	  OF_A(http_action, requests),
	  .count_offset = offsetof(struct http_action, request_count),
	  .of = &http_request_keys },
};

static void settle_http_action(struct reader *reader, const struct spot *spot,
			       void *owner)
{
	settle_token(reader, spot, owner);
	settle_http_requests(reader, spot, owner);
}

const struct keys http_action_keys = KEYS(struct http_action, http_action_key_items,
					  settle_http_action);

static const struct key argocd_key_items[] = { API_KEYS };
const struct keys argocd_keys = KEYS(struct api_config, argocd_key_items, settle_token);

/* -- flag_folders -- */

static void read_folder(struct reader *reader, const struct spot *spot, void *owner)
{
	struct folder_config *folder = owner;

	if (reader_text(reader, spot, &folder->folder) &&
	    (!str_starts_with(folder->folder, STR("/")) || folder->folder.length < 2))
		reader_tell(reader, spot,
			    "must be the whole path of a folder, such as "
			    "/etc/shop/flags");
}

static const struct key flag_folder_key_items[] = {
	NAME_OF_A(folder_config),
	{ .name = "folder", .kind = KEY_OWN, .read = read_folder, .required = true },
};
const struct keys flag_folder_keys = KEYS(struct folder_config, flag_folder_key_items,
					  NULL);

/* -- repositories -- */

static bool is_scp_like(str url)
{
	str host, path;

	return str_cut(url, ':', &host, &path) && str_contains(host, STR("@")) &&
	       !str_contains(host, STR("/")) && path.length > 0 &&
	       !str_starts_with(path, STR("//"));
}

static void read_repository_url(struct reader *reader, const struct spot *spot,
				void *owner)
{
	struct repository_config *repository = owner;
	str url;

	if (!reader_text(reader, spot, &url))
		return;
	repository->url = url;
	if (address_has_password(url))
		reader_tell(reader, spot,
			    "a secret never stands in this file: use user and "
			    "token_file");
	else if (str_starts_with(url, STR("-")) ||
		 !(str_starts_with(url, STR("https://")) ||
		   str_starts_with(url, STR("http://127.0.0.1")) ||
		   str_starts_with(url, STR("ssh://")) ||
		   str_starts_with(url, STR("/")) || is_scp_like(url)))
		reader_tell(reader, spot,
			    "must be https://…, ssh://…, user@host:path or the whole "
			    "path of a repository on this machine");
}

static void read_ssh_key(struct reader *reader, const struct spot *spot, void *owner)
{
	read_path(reader, spot, &((struct repository_config *)owner)->ssh_key_file);
}

static void read_known_hosts(struct reader *reader, const struct spot *spot, void *owner)
{
	read_path(reader, spot, &((struct repository_config *)owner)->known_hosts_file);
}

/* What runs is named whole, as in "commands". */
static void check_program(struct reader *reader, const struct spot *map, const char *key,
			  const str *words, size_t count)
{
	if (count > 0 && !str_starts_with(words[0], STR("/")))
		reader_tell_of(reader, map, key,
			       "must begin with the whole path of a program");
}

static void settle_repository(struct reader *reader, const struct spot *spot, void *owner)
{
	const struct repository_config *repository = owner;

	settle_token(reader, spot, owner);
	check_program(reader, spot, "render", repository->render,
		      repository->render_count);
	check_program(reader, spot, "validate", repository->validate,
		      repository->validate_count);
	if (repository->ssh_key_file.length > 0 &&
	    repository->known_hosts_file.length == 0)
		reader_tell_of(reader, spot, "ssh_key_file",
			       "needs known_hosts_file beside it: a host that nobody "
			       "vouches for is not asked");
}

static const char *const push_names[] = { "proposal", "branch", NULL };

static const struct key repository_key_items[] = {
	NAME_OF_A(repository_config),
	{ .name = "url", .kind = KEY_OWN, .read = read_repository_url, .required = true },
	{ .name = "branch",
	  .kind = KEY_TEXT,
	  OF_A(repository_config, branch),
	  .fallback = "main" },
	{ .name = "user",
	  .kind = KEY_TEXT,
	  OF_A(repository_config, user),
	  .fallback = "stanch" },
	TOKEN_OF_A(repository_config),
	{ .name = "ssh_key_file", .kind = KEY_OWN, .read = read_ssh_key },
	{ .name = "known_hosts_file", .kind = KEY_OWN, .read = read_known_hosts },
	{ .name = "author",
	  .kind = KEY_TEXT,
	  OF_A(repository_config, author),
	  .fallback = "stanch" },
	{ .name = "email",
	  .kind = KEY_TEXT,
	  OF_A(repository_config, email),
	  .fallback = "stanch@localhost" },
	{ .name = "push",
	  .kind = KEY_CHOICE,
	  OF_A(repository_config, push),
	  .choices = push_names,
	  .fallback = "proposal" },
	{ .name = "render",
	  .kind = KEY_TEXTS,
	  OF_A(repository_config, render),
	  .count_offset = offsetof(struct repository_config, render_count) },
	{ .name = "validate",
	  .kind = KEY_TEXTS,
	  OF_A(repository_config, validate),
	  .count_offset = offsetof(struct repository_config, validate_count) },
};
const struct keys repository_keys = KEYS(struct repository_config, repository_key_items,
					 settle_repository);

/* -- across the file -- */

void check_changeable(struct reader *reader, const struct spot *file)
{
	const struct config *config = reader->config;

	reader_tell_twice(reader, file, "databases", "name",
			  NAMED(config->databases, config->database_count));
	reader_tell_twice(reader, file, "redis_servers", "address",
			  NAMED(config->redis_servers, config->redis_server_count));
	reader_tell_twice(reader, file, "http_actions", "name",
			  NAMED(config->http_actions, config->http_action_count));
	reader_tell_twice(reader, file, "flag_folders", "name",
			  NAMED(config->flag_folders, config->flag_folder_count));
	reader_tell_twice(reader, file, "repositories", "name",
			  NAMED(config->repositories, config->repository_count));
	reader_tell_twice(reader, file, "argocd", "name",
			  NAMED(config->argocd, config->argocd_count));
}

#include "formats/kubeconfig.h"

#include "base/hash.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/tree.h"
#include "formats/yaml.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* All files, read. */
struct book {
	struct arena *arena;
	const struct kubeconfig_file *files;
	const struct tree **trees;
	size_t count;
	struct error *error;
};

/* A map in one of them. */
struct spot {
	const struct book *book;
	const struct kubeconfig_file *file;
	const struct tree *tree;
};

static const char *const list_names[] = { "clusters", "users", "contexts" };

static bool __attribute__((format(printf, 3, 4)))
fail_at(const struct spot *spot, const struct tree *tree, const char *format, ...)
{
	struct error *error = spot->book->error;
	char sentence[ERROR_TEXT_BYTES];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(sentence, sizeof(sentence), format, arguments);
	va_end(arguments);
	error_set(error, ERROR_INVALID, "%s", sentence);
	if (tree && tree->line > 0)
		error_wrap(error, "line %u, column %u", tree->line, tree->column);
	return error_wrap(error, STR_FMT, STR_ARG(spot->file->path));
}

/* -- single values -- */

static bool read_text(const struct spot *spot, const char *key, str *ret_text)
{
	const struct tree *value = tree_get(spot->tree, key);

	if (!value || value->kind == TREE_NULL)
		return true;
	if (value->kind != TREE_TEXT)
		return fail_at(spot, value,
			       "%s must be a text: it reads as %s and needs quotes", key,
			       tree_kind_name(value->kind));
	*ret_text = arena_copy(spot->book->arena, value->text);
	return true;
}

static bool read_yes(const struct spot *spot, const char *key, bool *ret_yes)
{
	const struct tree *value = tree_get(spot->tree, key);

	if (!value || value->kind == TREE_NULL)
		return true;
	if (value->kind != TREE_BOOL)
		return fail_at(spot, value, "%s must be true or false", key);
	*ret_yes = value->boolean;
	return true;
}

static bool read_path(const struct spot *spot, const char *key, str *ret_path)
{
	str path = STR(""), folder = spot->file->path;

	if (!read_text(spot, key, &path))
		return false;
	while (folder.length > 0 && folder.bytes[folder.length - 1] != '/')
		folder.length--;
	if (path.length > 0 && path.bytes[0] != '/')
		path = arena_format(spot->book->arena, STR_FMT STR_FMT, STR_ARG(folder),
				    STR_ARG(path));
	*ret_path = path;
	return true;
}

/* Base64 that an editor has folded is still what it was. */
static str without_spaces(struct arena *arena, str s)
{
	char *bytes = arena_many(arena, char, s.length + 1);
	size_t length = 0;

	for (size_t i = 0; i < s.length; i++)
		if (!strchr(" \t\r\n", s.bytes[i]))
			bytes[length++] = s.bytes[i];
	return (str){ bytes, length };
}

/* "client-key": with "-data" its bytes, without the path. */
static bool read_pem(const struct spot *spot, const char *key, struct kubeconfig_pem *ret)
{
	struct arena *arena = spot->book->arena;
	const char *data_key = arena_format(arena, "%s-data", key).bytes;
	struct kubeconfig_pem pem = { 0 };
	str text = STR("");

	if (!read_path(spot, key, &pem.path) || !read_text(spot, data_key, &text))
		return false;
	if (!base64_parse(arena, without_spaces(arena, text), &pem.data))
		return fail_at(spot, tree_get(spot->tree, data_key), "%s is no base64",
			       data_key);
	*ret = pem;
	return true;
}

static bool read_texts(const struct spot *spot, const char *key, const str **ret_items,
		       size_t *ret_count)
{
	const struct tree *list = tree_get(spot->tree, key);
	str *items;

	if (!list || list->kind == TREE_NULL)
		return true;
	if (list->kind != TREE_LIST)
		return fail_at(spot, list, "%s must be a list", key);
	items = arena_many(spot->book->arena, str, tree_count(list) + 1);
	for (size_t i = 0; i < tree_count(list); i++) {
		const struct tree *item = tree_nth(list, i);

		if (item->kind != TREE_TEXT)
			return fail_at(spot, item,
				       "%s must hold texts: one reads as %s and needs "
				       "quotes",
				       key, tree_kind_name(item->kind));
		items[i] = arena_copy(spot->book->arena, item->text);
	}
	*ret_items = items;
	*ret_count = tree_count(list);
	return true;
}

/* -- what has a name -- */

static bool check_entry(const struct spot *spot, const struct tree *list, size_t nth,
			const char *list_name)
{
	const struct tree *entry = tree_nth(list, nth);
	str name = tree_get_text(entry, "name");

	if (name.length == 0)
		return fail_at(spot, entry, "%s: an entry without a name in text",
			       list_name);
	for (size_t i = 0; i < nth; i++)
		if (str_equal(tree_get_text(tree_nth(list, i), "name"), name))
			return fail_at(spot, entry,
				       "%s: the name '" STR_FMT "' occurs twice",
				       list_name, STR_ARG(str_clip(name, 100)));
	return true;
}

static bool check_list(const struct spot *spot, const char *list_name)
{
	const struct tree *list = tree_get(spot->tree, list_name);

	if (!list || list->kind == TREE_NULL)
		return true;
	if (list->kind != TREE_LIST)
		return fail_at(spot, list, "%s must be a list", list_name);
	if (tree_count(list) > KUBECONFIG_ENTRIES_MAX)
		return fail_at(spot, list, "%s: more than %d", list_name,
			       KUBECONFIG_ENTRIES_MAX);
	for (size_t i = 0; i < tree_count(list); i++)
		if (!check_entry(spot, list, i, list_name))
			return false;
	return true;
}

static bool check_file(const struct spot *spot)
{
	str kind = tree_get_text(spot->tree, "kind");

	if (spot->tree->kind != TREE_MAP || (kind.length > 0 && !str_is(kind, "Config")))
		return fail_at(spot, spot->tree, "no kubeconfig: its kind is not Config");
	for (size_t i = 0; i < sizeof(list_names) / sizeof(list_names[0]); i++)
		if (!check_list(spot, list_names[i]))
			return false;
	return true;
}

static bool read_files(struct book *book)
{
	for (size_t i = 0; i < book->count; i++) {
		const struct kubeconfig_file *file = &book->files[i];
		struct spot spot = { .book = book, .file = file };

		spot.tree = yaml_parse(book->arena, file->bytes, book->error);
		if (!spot.tree)
			return error_wrap(book->error, STR_FMT, STR_ARG(file->path));
		if (!check_file(&spot))
			return false;
		book->trees[i] = spot.tree;
	}
	return true;
}

/* "alice, bob": what there is when something is not. */
static str names_in(const struct book *book, const char *list_name)
{
	struct text names = text_new(book->arena, ERROR_TEXT_BYTES);

	for (size_t i = 0; i < book->count; i++) {
		const struct tree *list = tree_get(book->trees[i], list_name);

		for (size_t j = 0; j < tree_count(list); j++)
			text_addf(&names, "%s" STR_FMT, names.length > 0 ? ", " : "",
				  STR_ARG(tree_get_text(tree_nth(list, j), "name")));
	}
	return names.length > 0 ? text_of(&names) : STR("none");
}

/* The entry of this name in the first file that has one: list "users", key "user". */
static bool find(const struct book *book, const char *list_name, const char *key,
		 str name, struct spot *ret_spot)
{
	for (size_t i = 0; i < book->count; i++) {
		const struct tree *list = tree_get(book->trees[i], list_name);

		for (size_t j = 0; j < tree_count(list); j++) {
			const struct tree *entry = tree_nth(list, j);

			if (!str_equal(tree_get_text(entry, "name"), name))
				continue;
			*ret_spot = (struct spot){ book, &book->files[i],
						   tree_get(entry, key) };
			if (ret_spot->tree && ret_spot->tree->kind == TREE_MAP)
				return true;
			return fail_at(ret_spot, entry, "this entry has no %s", key);
		}
	}

	str names = names_in(book, list_name);

	error_set(book->error, ERROR_INVALID,
		  "there is no %s '" STR_FMT "'; there are: " STR_FMT, key,
		  STR_ARG(str_clip(name, 100)), STR_ARG(str_clip(names, 200)));
	return error_wrap(book->error, STR_FMT, STR_ARG(book->files[0].path));
}

/* -- the three parts -- */

static bool read_cluster(const struct spot *spot, struct kubeconfig *kubeconfig)
{
	str *server = &kubeconfig->server;

	if (!read_text(spot, "server", server) ||
	    !read_pem(spot, "certificate-authority", &kubeconfig->authority) ||
	    !read_yes(spot, "insecure-skip-tls-verify",
		      &kubeconfig->takes_any_certificate) ||
	    !read_text(spot, "tls-server-name", &kubeconfig->tls_server_name) ||
	    !read_text(spot, "proxy-url", &kubeconfig->proxy_url))
		return false;
	while (str_ends_with(*server, STR("/")))
		server->length--;
	if (!str_starts_with(*server, STR("https://")) &&
	    !str_starts_with(*server, STR("http://")))
		return fail_at(spot, spot->tree,
			       "the cluster's server must begin with https:// or "
			       "http://");
	if (kubeconfig->takes_any_certificate &&
	    kubeconfig->authority.data.length + kubeconfig->authority.path.length > 0)
		return fail_at(spot, spot->tree,
			       "insecure-skip-tls-verify and a certificate-authority: "
			       "one of them only");
	return true;
}

static bool read_environment(const struct spot *spot, struct kubeconfig_exec *exec)
{
	const struct tree *list = tree_get(spot->tree, "env");
	struct kubeconfig_variable *items = arena_many(
		spot->book->arena, struct kubeconfig_variable, tree_count(list) + 1);

	for (size_t i = 0; i < tree_count(list); i++) {
		struct spot entry = { spot->book, spot->file, tree_nth(list, i) };

		if (!read_text(&entry, "name", &items[i].name) ||
		    !read_text(&entry, "value", &items[i].value))
			return false;
		if (items[i].name.length == 0 ||
		    memchr(items[i].name.bytes, '=', items[i].name.length))
			return fail_at(spot, entry.tree,
				       "env: an entry without a name, or one with '='");
	}
	exec->environment = items;
	exec->environment_count = tree_count(list);
	return true;
}

/* A name with a slash is a path beside the kubeconfig, another one is looked for in
 * PATH. */
static bool read_command(const struct spot *spot, struct kubeconfig_exec *exec)
{
	str name = STR("");

	if (!read_text(spot, "command", &name))
		return false;
	if (name.length == 0)
		return fail_at(spot, spot->tree, "exec needs a command");
	if (!memchr(name.bytes, '/', name.length)) {
		exec->command = name;
		return true;
	}
	return read_path(spot, "command", &exec->command);
}

static bool read_exec(const struct spot *user, struct kubeconfig_exec *exec)
{
	struct spot spot = { user->book, user->file, tree_get(user->tree, "exec") };
	str mode = STR("");

	if (!spot.tree || spot.tree->kind == TREE_NULL)
		return true;
	if (spot.tree->kind != TREE_MAP)
		return fail_at(&spot, spot.tree, "exec must be a map");
	if (!read_command(&spot, exec) ||
	    !read_text(&spot, "apiVersion", &exec->api_version) ||
	    !read_texts(&spot, "args", &exec->arguments, &exec->argument_count) ||
	    !read_environment(&spot, exec) ||
	    !read_text(&spot, "installHint", &exec->install_hint) ||
	    !read_yes(&spot, "provideClusterInfo", &exec->is_told_cluster) ||
	    !read_text(&spot, "interactiveMode", &mode))
		return false;
	exec->needs_terminal = str_is(mode, "Always");
	if (str_is(exec->api_version, "client.authentication.k8s.io/v1") ||
	    str_is(exec->api_version, "client.authentication.k8s.io/v1beta1"))
		return true;
	return fail_at(&spot, spot.tree,
		       "exec needs the apiVersion client.authentication.k8s.io/v1 or "
		       "v1beta1");
}

static bool check_user(const struct spot *spot, const struct kubeconfig *kubeconfig)
{
	const struct kubeconfig_pem *certificate = &kubeconfig->certificate;
	const struct kubeconfig_pem *key = &kubeconfig->key;
	const struct tree *provider = tree_get(spot->tree, "auth-provider");

	if (provider && provider->kind != TREE_NULL)
		return fail_at(spot, provider,
			       "auth-provider has been replaced by exec: write the "
			       "kubeconfig anew with your provider's tool");
	if ((certificate->data.length + certificate->path.length > 0) !=
	    (key->data.length + key->path.length > 0))
		return fail_at(spot, spot->tree,
			       "client-certificate and client-key need each other");
	return true;
}

static bool read_user(const struct spot *spot, struct kubeconfig *kubeconfig)
{
	return read_pem(spot, "client-certificate", &kubeconfig->certificate) &&
	       read_pem(spot, "client-key", &kubeconfig->key) &&
	       read_text(spot, "token", &kubeconfig->token) &&
	       read_path(spot, "tokenFile", &kubeconfig->token_path) &&
	       read_text(spot, "username", &kubeconfig->name) &&
	       read_text(spot, "password", &kubeconfig->password) &&
	       read_text(spot, "as", &kubeconfig->as) &&
	       read_text(spot, "as-uid", &kubeconfig->as_uid) &&
	       read_texts(spot, "as-groups", &kubeconfig->as_groups,
			  &kubeconfig->as_group_count) &&
	       read_exec(spot, &kubeconfig->exec) && check_user(spot, kubeconfig);
}

static str current_context(const struct book *book)
{
	for (size_t i = 0; i < book->count; i++) {
		str name = tree_get_text(book->trees[i], "current-context");

		if (name.length > 0)
			return name;
	}
	return STR("");
}

static bool read_context(const struct book *book, struct kubeconfig *kubeconfig)
{
	struct spot spot = { .book = book, .file = &book->files[0] };

	if (kubeconfig->context.length == 0) {
		error_set(book->error, ERROR_INVALID,
			  "it has no current-context, and none was named");
		return error_wrap(book->error, STR_FMT, STR_ARG(book->files[0].path));
	}
	if (!find(book, "contexts", "context", kubeconfig->context, &spot) ||
	    !read_text(&spot, "cluster", &kubeconfig->cluster) ||
	    !read_text(&spot, "user", &kubeconfig->user) ||
	    !read_text(&spot, "namespace", &kubeconfig->namespace) ||
	    !find(book, "clusters", "cluster", kubeconfig->cluster, &spot) ||
	    !read_cluster(&spot, kubeconfig))
		return false;
	/* A context without a user asks as nobody. */
	return kubeconfig->user.length == 0 ||
	       (find(book, "users", "user", kubeconfig->user, &spot) &&
		read_user(&spot, kubeconfig));
}

bool kubeconfig_read(struct arena *arena, const struct kubeconfig_file *files,
		     size_t count, str context, struct kubeconfig *ret_kubeconfig,
		     struct error *error)
{
	struct book book = { arena, files, arena_many(arena, const struct tree *, count),
			     count, error };
	struct kubeconfig kubeconfig = { 0 };

	if (count == 0)
		return error_set(error, ERROR_INVALID, "there is no kubeconfig");
	if (!read_files(&book))
		return false;
	kubeconfig.context = arena_copy(
		arena, context.length > 0 ? context : current_context(&book));
	if (!read_context(&book, &kubeconfig))
		return false;
	*ret_kubeconfig = kubeconfig;
	return true;
}

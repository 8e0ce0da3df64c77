/* The page and what it is made of. All its files are below one folder whose name is
 * their common hash, so that modules which import each other by relative paths may be
 * kept by browsers for good, and a new version is another folder. */
#include "faces/http/request.h"

#include "base/asset.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/text.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>

enum { PAGE_HASH_LENGTH = 16, PAGE_BYTES_MAX = 4 << 20 };

static const char policy[] =
	"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
	"connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors "
	"'none'; "
	"require-trusted-types-for 'script'; trusted-types 'none'";

static const struct {
	const char *ending, *type;
} types[] = {
	{ ".html", "text/html; charset=utf-8" },
	{ ".js", "text/javascript; charset=utf-8" },
	{ ".css", "text/css; charset=utf-8" },
	{ ".svg", "image/svg+xml" },
	{ ".txt", "text/plain; charset=utf-8" },
};

static const char *type_of(str path)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (str_ends_with(path, str_of(types[i].ending)))
			return types[i].type;
	return "application/octet-stream";
}

static bool is_of_page(str path)
{
	return str_starts_with(path, STR("web/")) ||
	       str_starts_with(path, STR("vendor/"));
}

/* While developing the page comes from a folder; its libraries stay embedded. */
static bool read_from_folder(struct arena *arena, const char *folder, str path,
			     str *ret_bytes)
{
	str name = str_slice(path, STR("web/").length, path.length);
	str whole = arena_format(arena, "%s/" STR_FMT, folder, STR_ARG(name));
	scoped_fd fd = open(whole.bytes, O_RDONLY | O_CLOEXEC);
	char *bytes = arena_many(arena, char, PAGE_BYTES_MAX);
	ssize_t length = fd < 0 ? -1 : read(fd, bytes, PAGE_BYTES_MAX);

	if (length < 0)
		return false;
	*ret_bytes = (str){ bytes, (size_t)length };
	return true;
}

static bool find_file(const struct http_face *face, struct arena *arena, str path,
		      str *ret_bytes, str *ret_hash)
{
	const char *folder = face->options.web_dir;

	if (!is_of_page(path) || str_contains(path, STR("..")))
		return false;
	if (!folder || !str_starts_with(path, STR("web/")))
		return asset_find(path, ret_bytes, ret_hash);
	if (!read_from_folder(arena, folder, path, ret_bytes))
		return false;
	*ret_hash = sha256_hex(arena, sha256_of(*ret_bytes));
	return true;
}

static str hash_of_all(struct arena *arena)
{
	struct sha256_state state = sha256_begin();

	for (size_t i = 0; i < asset_count(); i++) {
		str hash;

		if (is_of_page(asset_path(i)) && asset_find(asset_path(i), NULL, &hash))
			sha256_add(&state, hash);
	}
	return str_slice(sha256_hex(arena, sha256_end(&state)), 0, PAGE_HASH_LENGTH);
}

/* "/assets/web/app.js" → "/assets/@HASH/web/app.js" */
static str with_hash(struct arena *arena, str page, str hash)
{
	static const str folder = STR_INIT("\"/assets/");
	struct text text = text_new(arena, PAGE_BYTES_MAX);

	for (size_t i = 0; i < page.length; i++) {
		if (!str_starts_with(str_slice(page, i, folder.length), folder)) {
			text_add_char(&text, page.bytes[i]);
			continue;
		}
		text_addf(&text, STR_FMT "@" STR_FMT "/", STR_ARG(folder), STR_ARG(hash));
		i += folder.length - 1;
	}
	return text_of(&text);
}

bool site_open(struct http_face *face, struct error *error)
{
	str bytes;

	if (face->options.web_dir)
		return true;
	if (!asset_find(STR("web/index.html"), &bytes, NULL))
		return error_set(error, ERROR_INTERNAL,
				 "the page is not part of this program");
	face->page_hash = hash_of_all(face->arena);
	face->page = with_hash(face->arena, bytes, face->page_hash);
	return true;
}

/* A reader that has it already is told so. */
static void answer_file(struct request *request, const char *type, str bytes, str hash,
			bool for_good)
{
	struct arena *arena = request->work.arena;
	str tag = arena_format(arena, "\"" STR_FMT "\"",
			       STR_ARG(str_slice(hash, 0, 2 * PAGE_HASH_LENGTH)));

	answer_bytes(request, 200, type, bytes);
	if (str_equal(http_header(request->in, "If-None-Match"), tag))
		answer_bytes(request, 304, "", STR(""));
	http_add_header(request->out, "ETag", tag);
	http_add_header(request->out, "Cache-Control",
			for_good ? STR("public, max-age=31536000, immutable")
				 : STR("no-cache"));
	http_add_header(request->out, "Content-Security-Policy", str_of(policy));
}

static void refuse(struct request *request)
{
	answer_problem(request, 404, "not-found", STR("there is no such file"));
}

void asset_handle(struct request *request)
{
	const struct http_face *face = request->face;
	str path = request->rest, folder, bytes, hash;
	bool for_good = false;

	if (str_starts_with(path, STR("@")) && str_cut(path, '/', &folder, &path))
		for_good = str_equal(str_slice(folder, 1, folder.length),
				     face->page_hash) &&
			   face->page_hash.length > 0;
	if (find_file(face, request->work.arena, path, &bytes, &hash))
		answer_file(request, type_of(path), bytes, hash, for_good);
	else
		refuse(request);
}

void site_handle(struct request *request)
{
	struct http_face *face = request->face;
	str page = face->page, hash;

	if (face->options.web_dir &&
	    !find_file(face, request->work.arena, STR("web/index.html"), &page, &hash)) {
		refuse(request);
		return;
	}
	hash = sha256_hex(request->work.arena, sha256_of(page));
	answer_file(request, "text/html; charset=utf-8", page, hash, false);
	http_add_header(request->out, "Cross-Origin-Opener-Policy", STR("same-origin"));
}

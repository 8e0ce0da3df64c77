/* The public status page, for everybody who asks. It is rendered anew only when there
 * is news, since at the worst moment everybody asks at once. */
#include "faces/http/request.h"

#include "app/telling/status.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/thread.h"

#include <assert.h>
#include <stdlib.h>

enum { TAG_LENGTH = 32 };

/* Of one face. The lock is held while it is rendered, so that of many who ask at the
 * same moment one renders; no other lock is taken under it but those of the store. */
struct status_copy {
	struct lock lock;
	struct arena *arena; /* NULL: nothing is rendered yet */
	struct status_files files;
	/* What it was made from. */
	int64_t seq;
	int64_t age;
	str config;
};

struct status_copy *status_open(void)
{
	struct status_copy *copy = calloc(1, sizeof(*copy));

	assert(copy);
	lock_init(&copy->lock);
	return copy;
}

void status_close(struct status_copy *copy)
{
	if (copy->arena)
		arena_free(copy->arena);
	lock_destroy(&copy->lock);
	free(copy);
}

static bool is_fresh(const struct status_copy *copy, const struct work *work, int64_t seq)
{
	return copy->arena && copy->seq == seq &&
	       copy->age == work->now / STATUS_AGE_MS &&
	       str_equal(copy->config, work->config->hash);
}

static bool render(struct work *work, void *arguments)
{
	return status_render(work, false, arguments);
}

static bool read_seq(struct work *work, void *arguments)
{
	str hash;

	return journal_head(work, arguments, &hash);
}

static bool renew(struct work *work, struct status_copy *copy, int64_t seq)
{
	struct status_copy old = *copy;
	struct work own = *work;

	own.arena = arena_new(TURN_ARENA_BYTES_MAX);
	if (!app_read(work->app, &own, render, &copy->files)) {
		arena_free(own.arena);
		work->error = own.error;
		return false;
	}
	copy->arena = own.arena;
	copy->seq = seq;
	copy->age = work->now / STATUS_AGE_MS;
	copy->config = arena_copy(own.arena, work->config->hash);
	if (old.arena)
		arena_free(old.arena);
	return true;
}

/* "/status" → "index.html", "/status/history" → "history.html", and the rest by name,
 * with "/status" in front or without. */
static str file_name(const struct request *request)
{
	str path = request->in->path;

	if (str_is(path, "/status"))
		return STR("index.html");
	if (str_is(path, "/status/history"))
		return STR("history.html");
	if (str_starts_with(path, STR("/status/")))
		return request->rest;
	return str_slice(path, 1, path.length);
}

static bool find_file(struct request *request, struct status_copy *copy,
		      struct status_file *ret_file, str *ret_policy)
{
	struct arena *arena = request->work.arena;
	str name = file_name(request);

	for (size_t i = 0; i < copy->files.count; i++) {
		const struct status_file *file = &copy->files.items[i];

		if (!str_is(name, file->name))
			continue;
		*ret_file = (struct status_file){ file->name, file->type,
						  arena_copy(arena, file->bytes) };
		*ret_policy = arena_copy(arena, copy->files.policy);
		return true;
	}
	return fail(&request->work, ERROR_NOT_FOUND, "the status page has no such file");
}

/* An old copy says how old it is, and that is better than no page. */
static bool take_file(struct request *request, struct status_file *ret_file,
		      str *ret_policy)
{
	struct work *work = &request->work;
	struct status_copy *copy = request->face->status;
	int64_t seq = 0;
	scoped_lock(held, &copy->lock);

	if (!work->config->status_page.on)
		return fail(work, ERROR_NOT_FOUND, "no status page is configured");

	bool is_readable = app_read(work->app, work, read_seq, &seq);

	if (is_readable && !is_fresh(copy, work, seq))
		is_readable = renew(work, copy, seq);
	if (!is_readable && !copy->arena)
		return false;
	return find_file(request, copy, ret_file, ret_policy);
}

static void answer_file(struct request *request, const struct status_file *file,
			str policy)
{
	struct arena *arena = request->work.arena;
	str hash = sha256_hex(arena, sha256_of(file->bytes));
	str tag = arena_format(arena, "\"" STR_FMT "\"",
			       STR_ARG(str_slice(hash, 0, TAG_LENGTH)));
	bool is_known = str_contains(http_header(request->in, "If-None-Match"), tag);

	answer_bytes(request, is_known ? 304 : 200, is_known ? "" : file->type,
		     is_known ? STR("") : file->bytes);
	http_add_header(request->out, "ETag", tag);
	http_add_header(request->out, "Cache-Control", STR("public, max-age=15"));
	/* Widgets on other sites read it, and there is nothing in it to protect. */
	http_add_header(request->out, "Access-Control-Allow-Origin", STR("*"));
	http_add_header(request->out, "Content-Security-Policy", policy);
}

void status_handle(struct request *request)
{
	struct status_file file = { 0 };
	str policy = { 0 };

	if (take_file(request, &file, &policy))
		answer_file(request, &file, policy);
	else
		answer_error(request, &request->work.error);
}

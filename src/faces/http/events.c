/* Live pages: what was committed, as server-sent events. The id of an event is the
 * journal's sequence, so a connection that comes back resumes where it was. */
#include "faces/http/request.h"

#include "app/access/access.h"
#include "app/engine/herald.h"
#include "app/store.h"
#include "base/limits.h"

#include <stdio.h>
#include <string.h>

enum {
	PUSH_EVERY_MS = 250, /* a page that redraws more often cannot be read */
	HEARTBEAT_MS = 15000,
	WELCOME_MS = 5000, /* how long a session that was ended still sees */
	WAIT_MS = 500,     /* so that a stop is noticed within a second */
	EVENT_EXTRA_BYTES = 64,
};

struct stream {
	struct arena *arena; /* this struct lives in it */
	struct arena *scratch;
	struct http_face *face;
	struct herald *herald;
	int64_t after, incident;
	int64_t pushed_us; /* when something was last written */
	int64_t welcomed_us;
	str secret; /* of the session or token; "": the local socket */
	enum token_kind kind;
	bool must_reload, greeted;
};

static int64_t ms_since_push(const struct stream *stream)
{
	return (clock_monotonic_us() - stream->pushed_us) / 1000;
}

static int64_t write_reload(struct stream *stream, char *into, size_t room)
{
	stream->must_reload = false;
	stream->after = herald_latest(stream->herald);
	return snprintf(into, room, "id: %lld\nevent: reload\ndata: {}\n\n",
			(long long)stream->after);
}

/* Stops where there is no room left: the rest comes with the next push. */
static size_t write_lines(struct stream *stream, const struct herald_news *news,
			  char *into, size_t room)
{
	const struct herald_line *lines = news->lines;
	size_t length = 0;

	for (size_t i = 0; i < news->count; i++) {
		bool is_wanted = stream->incident == 0 ||
				 lines[i].incident == stream->incident;

		if (length + lines[i].data.length + EVENT_EXTRA_BYTES > room)
			break;
		stream->after = lines[i].seq;
		if (is_wanted)
			length += (size_t)snprintf(
				into + length, room - length,
				"id: %lld\nevent: entry\ndata: " STR_FMT "\n\n",
				(long long)lines[i].seq, STR_ARG(lines[i].data));
	}
	return length;
}

static int64_t push_lines(struct stream *stream, char *into, size_t room)
{
	struct herald_news news;

	arena_reset(stream->scratch);
	herald_read(stream->herald, stream->scratch, stream->after, WAIT_MS, &news);
	if (news.lapped)
		return write_reload(stream, into, room);
	return (int64_t)write_lines(stream, &news, into, room);
}

static bool read_welcome(struct work *work, void *arguments)
{
	const struct stream *stream = arguments;
	struct actor actor;
	str csrf;

	return access_by_secret(work, stream->secret, stream->kind, &actor, &csrf) &&
	       (actor.role >= ROLE_VIEWER || fail(work, ERROR_FORBIDDEN, "no viewer"));
}

/* A stream outlives the request that was let in, and maybe the right to it. A store
 * that does not answer takes nobody's right away. */
static bool is_welcome(struct stream *stream)
{
	struct app *app = stream->face->options.app;
	scoped_config config = app_config(app);
	struct work work = {
		.arena = stream->scratch, .now = clock_now(), .config = config, .app = app
	};

	if (stream->secret.length == 0 ||
	    clock_monotonic_us() - stream->welcomed_us < WELCOME_MS * 1000)
		return true;
	stream->welcomed_us = clock_monotonic_us();
	return app_read(app, &work, read_welcome, stream) ||
	       (work.error.kind != ERROR_UNAUTHENTICATED &&
		work.error.kind != ERROR_FORBIDDEN);
}

static int64_t push(void *context, char *into, size_t room)
{
	struct stream *stream = context;
	int64_t length, early_ms = PUSH_EVERY_MS - ms_since_push(stream);

	if (herald_is_stopped(stream->herald) || !is_welcome(stream))
		return -1;
	if (!stream->greeted) {
		/* Something at once, so that the page knows it is connected. */
		stream->greeted = true;
		return snprintf(into, room, "retry: 1000\n\n");
	}
	if (early_ms > 0)
		usleep((useconds_t)early_ms * 1000);
	length = stream->must_reload ? write_reload(stream, into, room)
				     : push_lines(stream, into, room);
	if (length == 0 && ms_since_push(stream) >= HEARTBEAT_MS)
		length = snprintf(into, room, ":\n\n");
	if (length > 0)
		stream->pushed_us = clock_monotonic_us();
	return length;
}

static void end(void *context)
{
	struct stream *stream = context;

	atomic_fetch_sub(&stream->face->streams, 1);
	arena_free(stream->scratch);
	arena_free(stream->arena);
}

/* From where the reader was, if it says so. One that is ahead of us has seen another
 * database. */
static void resume(struct request *request, struct stream *stream)
{
	str said = http_header(request->in, "Last-Event-ID");
	int64_t latest = herald_latest(stream->herald), after;

	stream->after = latest;
	if (said.length == 0 && !http_query(request->in, "after", 0, &said))
		return;
	stream->must_reload = !str_to_int(said, &after) || after < 0 || after > latest;
	if (!stream->must_reload)
		stream->after = after;
}

static struct stream *open_stream(struct request *request, int64_t incident)
{
	struct arena *arena = arena_new(64 << 10);
	struct stream *stream = arena_one(arena, struct stream);
	bool by_session = request->session.length > 0;

	*stream = (struct stream){ .arena = arena,
				   .scratch = arena_new(TURN_ARENA_BYTES_MAX),
				   .face = request->face,
				   .herald = request->work.app->herald,
				   .incident = incident,
				   .welcomed_us = clock_monotonic_us(),
				   .secret = arena_copy(arena, by_session
								       ? request->session
								       : request->token),
				   .kind = by_session ? TOKEN_SESSION : TOKEN_API };
	resume(request, stream);
	return stream;
}

struct search {
	str word;
	int64_t incident;
};

static bool find_incident(struct work *work, void *arguments)
{
	struct search *search = arguments;
	struct incident incident;

	if (!store_incident_find(work, search->word, &incident))
		return false;
	search->incident = incident.id;
	return true;
}

static bool may_stream(struct request *request, struct search *search)
{
	struct work *work = &request->work;

	if (work->actor.role < ROLE_VIEWER)
		return fail(work, ERROR_FORBIDDEN, "live events need the role viewer");
	if (http_query(request->in, "incident", 0, &search->word) &&
	    !app_read(work->app, work, find_incident, search))
		return false;
	if (atomic_fetch_add(&request->face->streams, 1) < STREAMS_MAX)
		return true;
	atomic_fetch_sub(&request->face->streams, 1);
	return fail(work, ERROR_UNAVAILABLE, "%d pages are live already: close one",
		    STREAMS_MAX);
}

void events_handle(struct request *request)
{
	struct search search = { 0 };

	if (!may_stream(request, &search)) {
		answer_error(request, &request->work.error);
		/* Whoever is refused for want of room must not go on holding some. */
		http_add_header(request->out, "Connection", STR("close"));
		return;
	}
	answer_bytes(request, 200, "text/event-stream", STR(""));
	http_add_header(request->out, "Cache-Control", STR("no-store"));
	http_add_header(request->out, "X-Accel-Buffering", STR("no"));
	request->out->stream = push;
	request->out->stream_end = end;
	request->out->stream_context = open_stream(request, search.incident);
}

/* GET /api/v2/alerts, and how any list of alerts is sent. */
#include "faces/http/compat/am.h"

#include "base/limits.h"

#include <string.h>

enum {
	/* A page ends with the first of these, so that it is small, a look at the store
	 * short, and the memory of a reader bounded. */
	PAGE_LOOKS = 50,
	PAGE_BYTES = 256 << 10,
	PAGE_MEMORY_BYTES = 64 << 20,
	PAGE_BYTES_MAX = 256 << 20,
};

static bool gather_page(struct work *work, void *arguments)
{
	struct am_telling *telling = arguments;
	struct text text = text_new(work->arena, PAGE_BYTES_MAX);

	for (int looks = 0; looks < PAGE_LOOKS && !telling->is_over; looks++) {
		if (text.length > PAGE_BYTES ||
		    arena_held_bytes(work->arena) > PAGE_MEMORY_BYTES)
			break;
		if (!telling->more(work, telling, &text))
			return false;
	}
	telling->page = text_of(&text);
	telling->sent = 0;
	return true;
}

static bool turn_page(struct am_telling *telling, struct error *error)
{
	struct work work = { .arena = telling->page_arena,
			     .now = clock_now(),
			     .config = telling->config,
			     .app = telling->app };

	arena_reset(telling->page_arena);
	if (app_read(telling->app, &work, gather_page, telling))
		return true;
	*error = work.error;
	return false;
}

/* A list that breaks off is no JSON: its reader notices. */
static int64_t push(void *context, char *into, size_t room)
{
	struct am_telling *telling = context;
	struct error unheeded;
	str rest;

	if (telling->sent == telling->page.length &&
	    (telling->is_over || !turn_page(telling, &unheeded)))
		return -1;
	rest = str_slice(telling->page, telling->sent, room);
	if (rest.length > 0)
		memcpy(into, rest.bytes, rest.length);
	telling->sent += rest.length;
	return (int64_t)rest.length;
}

static void end(void *context)
{
	struct am_telling *telling = context;

	config_release(telling->config);
	arena_free(telling->page_arena);
	arena_free(telling->arena);
}

/* What fits into one page is sent with its length; more than that is a stream. */
static void send(struct request *request, struct am_telling *telling)
{
	struct error error = { 0 };
	bool gathered = turn_page(telling, &error);

	if (gathered && !telling->is_over) {
		am_send(request, 200, STR(""));
		request->out->stream = push;
		request->out->stream_end = end;
		request->out->stream_context = telling;
		return;
	}
	if (gathered)
		am_send(request, 200, arena_copy(request->work.arena, telling->page));
	else
		am_fail(request, &error);
	end(telling);
}

/* As Alertmanager reads them: a word that is no yes is a no. */
static bool says_yes(const struct request *request, const char *name)
{
	static const char *const yes[] = {
		"true", "1", "yes", "ok", "y", "on", "selected", "checked", "t", "enabled"
	};
	str word;

	if (!http_query(request->in, name, 0, &word))
		return true;
	for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
		if (str_is(word, yes[i]))
			return true;
	return false;
}

static bool read_receiver(struct request *request, struct am_wish *wish)
{
	struct arena *arena = request->work.arena;
	struct error error = { 0 };
	str pattern;

	if (!http_query(request->in, "receiver", 0, &pattern))
		return true;
	wish->receiver = regex_new(arena, pattern, &error);
	if (wish->receiver)
		return true;
	am_say(request, 400,
	       arena_format(arena, "failed to parse receiver param: %s", error.text));
	return false;
}

static bool read_wish(struct request *request, struct am_wish *wish)
{
	wish->active = says_yes(request, "active");
	wish->silenced = says_yes(request, "silenced");
	wish->inhibited = says_yes(request, "inhibited");
	wish->muted = says_yes(request, "muted");
	return am_filter_read(request, &wish->filter) && read_receiver(request, wish);
}

static bool read_silences(struct work *work, void *arguments)
{
	struct am_wish *wish = arguments;

	return silences_live(work, &wish->silences, &wish->silence_count);
}

void am_tell(struct request *request,
	     bool (*more)(struct work *, struct am_telling *, struct text *))
{
	struct work *work = &request->work;
	struct am_wish wish = { 0 };
	struct am_telling *telling;
	struct arena *arena;

	if (!read_wish(request, &wish))
		return;
	if (!app_read(work->app, work, read_silences, &wish)) {
		am_fail(request, &work->error);
		return;
	}
	arena = arena_new(TURN_ARENA_BYTES_MAX);
	telling = arena_one(arena, struct am_telling);
	*telling = (struct am_telling){ .wish = wish,
					.more = more,
					.arena = arena,
					.page_arena = arena_new(TURN_ARENA_BYTES_MAX),
					.app = work->app,
					.config = app_config(work->app) };
	send(request, telling);
}

static bool tell_alerts(struct work *work, struct am_telling *telling, struct text *text)
{
	struct alert *alerts;
	size_t count;

	if (telling->id == 0)
		text_add_char(text, '[');
	if (!store_alerts_after(work, telling->id, AM_ALERTS_AT_ONCE, &alerts, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct am_view view;
		bool wanted;

		telling->id = alerts[i].id;
		if (!am_view_of(work, &telling->wish, &alerts[i], &view, &wanted))
			return false;
		if (!wanted)
			continue;
		if (telling->said_one)
			text_add_char(text, ',');
		telling->said_one = true;
		am_view_add(text, &view);
	}
	telling->is_over = count < AM_ALERTS_AT_ONCE;
	if (telling->is_over)
		text_add(text, STR("]\n"));
	return true;
}

void am_alerts_handle(struct request *request)
{
	am_tell(request, tell_alerts);
}

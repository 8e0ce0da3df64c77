#include "app/engine/herald.h"

#include "app/note.h"
#include "base/limits.h"
#include "formats/json.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A line longer than this carries no text; the page loads the room anyway. */
enum { LINE_BYTES_MAX = 4096, CODES = 64 };

struct slot {
	int64_t seq;
	int64_t incident;
	size_t length;
	char *bytes;
};

struct herald {
	struct app *app;
	/* Guards the ring. Taken alone. */
	struct lock lock;
	struct signal news;
	struct slot ring[HERALD_RING];
	int64_t latest;
	bool stopping;
	/* The scribe's own: codes of incidents seen lately, by id. */
	struct {
		int64_t incident;
		char code[32];
	} codes[CODES];
};

struct herald *herald_new(struct app *app)
{
	struct herald *herald = calloc(1, sizeof(*herald));

	assert(herald);
	herald->app = app;
	lock_init(&herald->lock);
	signal_init(&herald->news);
	return herald;
}

void herald_free(struct herald *herald)
{
	if (!herald)
		return;
	for (size_t i = 0; i < HERALD_RING; i++)
		free(herald->ring[i].bytes);
	signal_destroy(&herald->news);
	lock_destroy(&herald->lock);
	free(herald);
}

static str code_of(struct herald *herald, struct arena *arena, int64_t id)
{
	size_t slot = (size_t)id % CODES;

	if (id == 0)
		return STR("");
	if (herald->codes[slot].incident != id) {
		struct work work = { .arena = arena,
				     .app = herald->app,
				     .db = store_writer(herald->app->store) };
		struct incident incident;

		if (!store_get(&work, &incident_shape, id, &incident))
			return STR("");
		herald->codes[slot].incident = id;
		snprintf(herald->codes[slot].code, sizeof(herald->codes[slot].code),
			 STR_FMT, STR_ARG(incident.code));
	}
	return str_of(herald->codes[slot].code);
}

static str render(struct herald *herald, struct arena *arena, const struct entry *entry)
{
	const struct entry_kind *kind = entry_kind_find(entry->kind);
	struct tree *line = tree_map(arena);

	tree_put_int(arena, line, "seq", entry->seq);
	tree_put_text(arena, line, "at", instant_format(arena, entry->at));
	tree_put_text(arena, line, "kind", entry->kind);
	tree_put_text(arena, line, "incident", code_of(herald, arena, entry->incident));
	tree_put_text(arena, line, "actor", entry->actor);
	tree_put_bool(arena, line, "on_timeline", kind && kind->on_timeline);
	tree_put_text(arena, line, "text", str_clip(entry_text(arena, entry), 1024));

	str json = json_write(arena, line);

	return json.length <= LINE_BYTES_MAX ? json : STR("{\"kind\":\"reload\"}");
}

static void put(struct herald *herald, const struct entry *entry, str line)
{
	struct slot *slot = &herald->ring[entry->seq % HERALD_RING];

	slot->bytes = realloc(slot->bytes, line.length);
	assert(slot->bytes);
	memcpy(slot->bytes, line.bytes, line.length);
	slot->length = line.length;
	slot->seq = entry->seq;
	slot->incident = entry->incident;
	herald->latest = entry->seq;
}

void herald_publish(struct herald *herald, const struct entry *entries, size_t count)
{
	/* In a flood only the last ring-full can ever be read. */
	size_t first = count > HERALD_RING ? count - HERALD_RING : 0;

	if (count == 0)
		return;

	scoped_arena arena = arena_new(TURN_ARENA_BYTES_MAX);

	for (size_t i = first; i < count; i++) {
		str line = render(herald, arena, &entries[i]);
		scoped_lock(held, &herald->lock);

		put(herald, &entries[i], line);
		arena_reset(arena);
	}

	scoped_lock(held, &herald->lock);
	signal_raise_all(&herald->news);
}

static void copy_lines(const struct herald *herald, struct arena *arena, int64_t after,
		       struct herald_news *news)
{
	for (int64_t seq = after + 1; seq <= herald->latest && news->count < HERALD_LINES;
	     seq++) {
		const struct slot *slot = &herald->ring[seq % HERALD_RING];

		if (slot->seq != seq)
			continue;
		news->lines[news->count++] = (struct herald_line){
			.seq = seq,
			.incident = slot->incident,
			.data = arena_copy(arena, (str){ slot->bytes, slot->length }),
		};
	}
}

void herald_read(struct herald *herald, struct arena *arena, int64_t after,
		 int64_t wait_ms, struct herald_news *ret_news)
{
	scoped_lock(held, &herald->lock);

	if (herald->latest <= after && !herald->stopping)
		signal_wait(&herald->news, &herald->lock, wait_ms);
	ret_news->count = 0;
	/* Also after a start, when the ring holds less than what was missed. */
	ret_news->lapped = herald->latest > after &&
			   herald->ring[(after + 1) % HERALD_RING].seq != after + 1;
	copy_lines(herald, arena, after, ret_news);
}

int64_t herald_latest(struct herald *herald)
{
	scoped_lock(held, &herald->lock);

	return herald->latest;
}

void herald_stop(struct herald *herald)
{
	scoped_lock(held, &herald->lock);

	herald->stopping = true;
	signal_raise_all(&herald->news);
}

bool herald_is_stopped(struct herald *herald)
{
	scoped_lock(held, &herald->lock);

	return herald->stopping;
}

#include "app/engine/herald.h"

#include "app/note.h"
#include "base/limits.h"
#include "formats/json.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A line longer than this carries no text; the page loads the room anyway. */
enum { LINE_BYTES_MAX = 4096, CODES = 64, CODE_BYTES = 32 };

/* An entry as it was committed. It is rendered by who reads it, so that the scribe
 * pays for no more than a copy, also when nobody watches. */
struct slot {
	struct entry entry; /* its texts lie in bytes */
	char code[CODE_BYTES];
	char *bytes;
	size_t room;
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
		char code[CODE_BYTES];
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

static str keep(struct slot *slot, size_t *used, str text)
{
	char *at = slot->bytes + *used;

	if (text.length > 0)
		memcpy(at, text.bytes, text.length);
	*used += text.length;
	return (str){ at, text.length };
}

static void put(struct herald *herald, const struct entry *entry, str code)
{
	struct slot *slot = &herald->ring[entry->seq % HERALD_RING];
	size_t length = entry->kind.length + entry->actor.length + entry->body.length;
	size_t used = 0;

	if (length > slot->room) {
		slot->bytes = realloc(slot->bytes, length);
		assert(slot->bytes);
		slot->room = length;
	}
	slot->entry = (struct entry){ .seq = entry->seq,
				      .at = entry->at,
				      .incident = entry->incident,
				      .kind = keep(slot, &used, entry->kind),
				      .actor = keep(slot, &used, entry->actor),
				      .body = keep(slot, &used, entry->body) };
	snprintf(slot->code, sizeof(slot->code), STR_FMT, STR_ARG(code));
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
		str code = code_of(herald, arena, entries[i].incident);
		scoped_lock(held, &herald->lock);

		put(herald, &entries[i], code);
	}

	scoped_lock(held, &herald->lock);
	signal_raise_all(&herald->news);
}

static str render(struct arena *arena, const struct entry *entry, str code)
{
	const struct entry_kind *kind = entry_kind_find(entry->kind);
	struct tree *line = tree_map(arena);

	tree_put_int(arena, line, "seq", entry->seq);
	tree_put_text(arena, line, "at", instant_format(arena, entry->at));
	tree_put_text(arena, line, "kind", entry->kind);
	tree_put_text(arena, line, "incident", code);
	tree_put_text(arena, line, "actor", entry->actor);
	tree_put_bool(arena, line, "on_timeline", kind && kind->on_timeline);
	tree_put_text(arena, line, "text", str_clip(entry_text(arena, entry), 1024));

	str json = json_write(arena, line);

	return json.length <= LINE_BYTES_MAX ? json : STR("{\"kind\":\"reload\"}");
}

struct copies {
	struct entry entries[HERALD_LINES];
	str codes[HERALD_LINES];
	size_t count;
};

static void copy_entries(const struct herald *herald, struct arena *arena, int64_t after,
			 struct copies *copies)
{
	for (int64_t seq = after + 1;
	     seq <= herald->latest && copies->count < HERALD_LINES; seq++) {
		const struct slot *slot = &herald->ring[seq % HERALD_RING];
		struct entry *entry = &copies->entries[copies->count];

		if (slot->entry.seq != seq)
			continue;
		*entry = slot->entry;
		entry->kind = arena_copy(arena, slot->entry.kind);
		entry->actor = arena_copy(arena, slot->entry.actor);
		entry->body = arena_copy(arena, slot->entry.body);
		copies->codes[copies->count++] = arena_copy(arena, str_of(slot->code));
	}
}

static bool wait_and_copy(struct herald *herald, struct arena *arena, int64_t after,
			  int64_t wait_ms, struct copies *copies)
{
	scoped_lock(held, &herald->lock);

	if (herald->latest <= after && !herald->stopping)
		signal_wait(&herald->news, &herald->lock, wait_ms);
	copy_entries(herald, arena, after, copies);
	/* Also after a start, when the ring holds less than what was missed. */
	return herald->latest > after &&
	       herald->ring[(after + 1) % HERALD_RING].entry.seq != after + 1;
}

void herald_read(struct herald *herald, struct arena *arena, int64_t after,
		 int64_t wait_ms, struct herald_news *ret_news)
{
	struct copies *copies = arena_one(arena, struct copies);

	ret_news->lapped = wait_and_copy(herald, arena, after, wait_ms, copies);
	ret_news->count = copies->count;
	for (size_t i = 0; i < copies->count; i++)
		ret_news->lines[i] = (struct herald_line){
			.seq = copies->entries[i].seq,
			.incident = copies->entries[i].incident,
			.data = render(arena, &copies->entries[i], copies->codes[i]),
		};
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

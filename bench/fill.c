/* fill DIR timers COUNT FIRST_DUE STEP_US: that many open time boxes with their timers,
 *      the nth due at FIRST_DUE (milliseconds since 1970) plus n times STEP_US.
 * fill DIR pages COUNT DUE: that many open incidents, each with an unanswered page that
 *      was due at DUE.
 * The rows are made through the store, as the server makes them, in a folder that a
 * server has begun and that no server has open. */
#include "app/app.h"
#include "app/effects.h"
#include "app/store.h"
#include "base/scoped.h"
#include "core/incident/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PER_COMMIT = 1000 };

struct fill {
	struct work work;
	int64_t count;
	instant_ms due;
	int64_t step_us;
	int64_t incident; /* of the time boxes */
};

static bool add_incident(struct work *work, int64_t number, int64_t *ret_id)
{
	struct incident incident = {
		.code = arena_format(work->arena, "BENCH-%06lld", (long long)number),
		.title = STR("Down"),
		.state = INCIDENT_DECLARED,
		.severity = STR("P1"),
		.service = arena_format(work->arena, "s%lld", (long long)number),
		.opened_at = work->now - 10 * MINUTE_MS,
		.onset_at = work->now - 10 * MINUTE_MS,
		.burning_since = work->now - 10 * MINUTE_MS,
		.updated_at = work->now - 10 * MINUTE_MS,
	};

	if (!store_add(work, &incident_shape, &incident))
		return false;
	*ret_id = incident.id;
	return true;
}

static bool add_page(struct fill *fill, int64_t number)
{
	struct work *work = &fill->work;
	struct page page = { .state = PAGE_CLIMBING,
			     .policy = STR("bench"),
			     .level = STR("L1"),
			     .why = STR("the incident opened"),
			     .person = STR("alice"),
			     .round = 1,
			     .sends = 1,
			     .round_at = fill->due - MINUTE_MS,
			     .due = fill->due,
			     .opened_at = fill->due - MINUTE_MS };

	page.code = arena_format(work->arena, "%03lld", (long long)(number % 1000));
	return add_incident(work, number, &page.incident) &&
	       store_add(work, &page_shape, &page) &&
	       timer_set(work, "page.due", page.id, page.incident, page.due);
}

static bool add_box(struct fill *fill, int64_t number)
{
	struct work *work = &fill->work;
	struct time_box box = { .incident = fill->incident,
				.task = STR("look at the log"),
				.owner = STR("zoe"),
				.state = TIME_BOX_OPEN,
				.due = fill->due + number * fill->step_us / 1000,
				.made_by = STR("zoe"),
				.made_at = work->now };

	return store_add(work, &time_box_shape, &box) &&
	       timer_set(work, "timebox.due", box.id, box.incident, box.due);
}

static bool add_all(struct fill *fill, struct store *store,
		    bool (*add)(struct fill *, int64_t))
{
	struct work *work = &fill->work;

	for (int64_t done = 0; done < fill->count;) {
		struct effects effects = { .arena = work->arena };

		if (!store_begin(store, &work->error))
			return false;
		work->db = store_writer(store);
		work->effects = &effects;
		if (add == add_box && done == 0 &&
		    !add_incident(work, 0, &fill->incident))
			return false;
		for (int i = 0; i < PER_COMMIT && done < fill->count; i++, done++)
			if (!add(fill, done))
				return false;
		if (!store_commit(store, &work->error))
			return false;
		arena_reset(work->arena);
	}
	return true;
}

int main(int argc, char **argv)
{
	scoped_arena arena = arena_new(64 << 20);
	scoped_arena turns = arena_new(256 << 20);
	struct app app = { 0 };
	struct fill fill = { .work = {
				     .arena = turns, .now = clock_now(), .app = &app } };
	bool boxes = argc == 6 && strcmp(argv[2], "timers") == 0;
	struct error error = { 0 };

	if (!boxes && !(argc == 5 && strcmp(argv[2], "pages") == 0)) {
		fprintf(stderr, "usage: fill DIR timers COUNT FIRST_DUE STEP_US\n"
				"       fill DIR pages COUNT DUE\n");
		return 2;
	}
	fill.count = atoll(argv[3]);
	fill.due = atoll(argv[4]);
	fill.step_us = boxes ? atoll(argv[5]) : 0;

	struct store_options options = { .directory = str_of(argv[1]), .readers = 1 };

	app.store = store_open(arena, &options, &error);
	if (!app.store) {
		fprintf(stderr, "%s\n", error.text);
		return 1;
	}

	bool is_done = add_all(&fill, app.store, boxes ? add_box : add_page);

	if (!is_done)
		fprintf(stderr, "%s\n", fill.work.error.text);
	store_close(app.store);
	return is_done ? 0 : 1;
}

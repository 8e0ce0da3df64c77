#include "app/watching/senders.h"

#include "app/watching/own_alert.h"
#include "base/limits.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Rows written in one tending. */
enum { CHUNK = 100 };

static const char kind[] = "sender";

struct senders {
	struct lock lock;
	struct arena *arena; /* names, and the last problem of each */
	struct sender items[SENDERS_MAX];
	char problems[SENDERS_MAX][SENDER_PROBLEM_BYTES_MAX];
	size_t count;
};

struct senders *senders_new(void)
{
	struct senders *senders = calloc(1, sizeof(*senders));

	assert(senders);
	senders->arena = arena_new(SENDERS_BYTES_MAX);
	lock_init(&senders->lock);
	return senders;
}

void senders_free(struct senders *senders)
{
	if (!senders)
		return;
	lock_destroy(&senders->lock);
	arena_free(senders->arena);
	free(senders);
}

static bool is_of(const struct sender *sender, str name, str source)
{
	return str_equal(sender->name, name) && str_equal(sender->source, source);
}

static void set_problem(struct senders *senders, size_t nth, str problem)
{
	str kept = str_clip(problem, SENDER_PROBLEM_BYTES_MAX);

	if (kept.length > 0)
		memcpy(senders->problems[nth], kept.bytes, kept.length);
	senders->items[nth].problem = (str){ senders->problems[nth], kept.length };
}

/* The names are of the configuration and of our doors, so they are few; beyond the most
 * the last one counts for all. */
static size_t place_of(struct senders *senders, str name, str source)
{
	size_t i = 0;

	while (i < senders->count && !is_of(&senders->items[i], name, source))
		i++;
	if (i < senders->count)
		return i;
	if (senders->count == SENDERS_MAX)
		return SENDERS_MAX - 1;
	senders->items[i] = (struct sender){ .name = arena_copy(senders->arena, name),
					     .source = arena_copy(senders->arena,
								  source) };
	senders->count++;
	return i;
}

void senders_note(struct senders *senders, const struct sent *sent)
{
	scoped_lock(held, &senders->lock);
	size_t nth = place_of(senders, sent->name, sent->source);
	struct sender *sender = &senders->items[nth];

	if (sent->refused) {
		sender->refused++;
		if (sender->first_seen_at == 0)
			sender->first_seen_at = sent->at;
	} else {
		*sender = sender_heard(*sender, sent->at);
		sender->alerts += (int64_t)sent->alerts;
		sender->faults += (int64_t)sent->faults;
	}
	if (sent->problem.length > 0)
		set_problem(senders, nth, sent->problem);
}

struct sender *senders_all(struct senders *senders, struct arena *arena,
			   size_t *ret_count)
{
	scoped_lock(held, &senders->lock);
	struct sender *copy = arena_many(arena, struct sender, senders->count + 1);

	for (size_t i = 0; i < senders->count; i++) {
		copy[i] = senders->items[i];
		copy[i].problem = arena_copy(arena, copy[i].problem);
	}
	*ret_count = senders->count;
	return copy;
}

/* -- what is expected -- */

static const struct source_config *config_of(const struct config *config,
					     const struct sender *sender)
{
	for (size_t i = 0; i < config->source_count; i++)
		if (is_of(sender, config->sources[i].name, config->sources[i].kind))
			return &config->sources[i];
	return NULL;
}

static void expect(struct senders *senders, const struct source_config *config,
		   instant_ms now)
{
	scoped_lock(held, &senders->lock);
	struct sender
		*sender = &senders->items[place_of(senders, config->name, config->kind)];

	if (sender->first_seen_at == 0)
		sender->first_seen_at = now;
}

/* -- who fell silent -- */

struct rows {
	struct sender *items;
	size_t count;
};

static const struct sender *row_of(const struct rows *rows, const struct sender *sender)
{
	for (size_t i = 0; i < rows->count; i++)
		if (is_of(&rows->items[i], sender->name, sender->source))
			return &rows->items[i];
	return NULL;
}

static bool is_changed(const struct sender *row, const struct sender *sender)
{
	return row->state != sender->state || row->deliveries != sender->deliveries ||
	       row->refused != sender->refused ||
	       row->last_seen_at != sender->last_seen_at ||
	       row->first_seen_at != sender->first_seen_at;
}

static str name_of(struct work *work, const struct sender *sender)
{
	return arena_format(work->arena, STR_FMT "/" STR_FMT, STR_ARG(sender->name),
			    STR_ARG(sender->source));
}

static str summary_of(struct work *work, const struct sender *sender,
		      const struct source_config *config)
{
	bool is_expected = config && config->expect_every > 0;
	duration_ms every = is_expected ? config->expect_every : sender->usual;
	str rhythm = duration_format(work->arena, every);

	if (sender->last_seen_at == 0)
		return arena_format(work->arena,
				    STR_FMT " was never heard by " STR_FMT
					    ", and is expected every " STR_FMT,
				    STR_ARG(sender->name), STR_ARG(sender->source),
				    STR_ARG(rhythm));
	return arena_format(
		work->arena,
		STR_FMT " %s every " STR_FMT " by " STR_FMT " and is silent for " STR_FMT,
		STR_ARG(sender->name), is_expected ? "is expected" : "was heard",
		STR_ARG(rhythm), STR_ARG(sender->source),
		STR_ARG(duration_format(work->arena, work->now - sender->last_seen_at)));
}

static bool fire(struct work *work, const struct sender *sender,
		 const struct source_config *config)
{
	static const struct own_labels quiet = { .severity = STR_INIT("warning") };
	struct own_alert alert = { .source = kind,
				   .name = name_of(work, sender),
				   .summary = summary_of(work, sender, config),
				   .own = config ? &config->own : &quiet };

	return own_alert_fire(work, &alert);
}

static bool keep(struct work *work, const struct sender *row, struct sender *sender)
{
	if (!row)
		return store_add(work, &sender_shape, sender);
	sender->id = row->id;
	return !is_changed(row, sender) || store_save(work, &sender_shape, sender);
}

static bool tend_one(struct work *work, const struct rows *rows, struct sender *sender)
{
	const struct sender *row = row_of(rows, sender);
	const struct source_config *config = config_of(work->config, sender);
	bool was_silent = row && row->state == SENDER_SILENT;
	bool is_late = sender_is_late(sender, config ? config->expect_every : 0,
				      work->app->started_at, work->now);
	/* After a start nobody is heard yet: that ends no silence. */
	bool is_heard = !is_late && was_silent && sender->last_seen_at > row->since;
	bool is_released = was_silent &&
			   sender_patience(sender, config ? config->expect_every : 0) ==
				   0;

	sender->state = was_silent && !is_heard && !is_released ? SENDER_SILENT
								: SENDER_HEARD;
	sender->since = row ? row->since : work->now;
	if (is_late && !was_silent)
		sender->state = SENDER_SILENT;
	if ((sender->state == SENDER_SILENT) != was_silent)
		sender->since = work->now;
	if (!keep(work, row, sender))
		return false;
	if (sender->state == SENDER_SILENT)
		return was_silent || fire(work, sender, config);
	return !was_silent || own_alert_end(work, kind, name_of(work, sender));
}

/* Figures that changed are written in chunks; what fell silent or is heard again does not
 * wait for its turn. */
static bool is_urgent(struct work *work, const struct rows *rows,
		      const struct sender *sender)
{
	const struct sender *row = row_of(rows, sender);
	const struct source_config *config = config_of(work->config, sender);

	return (row && row->state == SENDER_SILENT) ||
	       sender_is_late(sender, config ? config->expect_every : 0,
			      work->app->started_at, work->now);
}

static void show_state(struct senders *senders, const struct sender *tended)
{
	scoped_lock(held, &senders->lock);
	struct sender *sender =
		&senders->items[place_of(senders, tended->name, tended->source)];

	sender->state = tended->state;
	sender->since = tended->since;
}

bool senders_tend(struct work *work)
{
	struct senders *senders = work->app->senders;
	struct sender *all;
	struct rows rows;
	size_t count, written = 0;

	for (size_t i = 0; i < work->config->source_count; i++)
		expect(senders, &work->config->sources[i], work->now);
	all = senders_all(senders, work->arena, &count);
	if (!store_latest(work, &sender_shape, ROWS_PER_ANSWER_MAX, &rows.items,
			  &rows.count))
		return false;
	for (size_t i = 0; i < count; i++) {
		const struct sender *row = row_of(&rows, &all[i]);

		if (row && !is_changed(row, &all[i]) && !is_urgent(work, &rows, &all[i]))
			continue;
		if (written >= CHUNK && !is_urgent(work, &rows, &all[i]))
			continue;
		written++;
		if (!tend_one(work, &rows, &all[i]))
			return false;
		show_state(senders, &all[i]);
	}
	return true;
}

bool senders_start(struct work *work)
{
	struct senders *senders = work->app->senders;
	struct sender *rows;
	size_t count;

	if (!store_latest(work, &sender_shape, SENDERS_MAX, &rows, &count))
		return false;
	scoped_lock(held, &senders->lock);

	for (size_t i = count; i > 0; i--) {
		const struct sender *row = &rows[i - 1];
		size_t nth = place_of(senders, row->name, row->source);
		struct sender *sender = &senders->items[nth];
		str name = sender->name, source = sender->source;

		*sender = *row;
		sender->name = name;
		sender->source = source;
		set_problem(senders, nth, row->problem);
	}
	return true;
}

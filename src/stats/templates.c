#include "stats/templates.h"

#include "base/hash.h"
#include "stats/template_group.h"
#include "stats/template_name.h"
#include "stats/template_scan.h"

enum { FIRST_CAPACITY = 1 << 10 };

/* Numbers by hash, in open addressing; 0 is free, so they are kept from 1 on. */
struct index {
	struct index_slot {
		uint64_t hash;
		uint32_t number;
	} * slots;
	size_t count, mask;
};

/* What lines with the same words and places have in common. */
struct shape {
	str example; /* the first line */
	const uint32_t *words;
	const uint64_t *runs; /* what its runs of values look like */
	uint64_t runs_differ;
	uint32_t word_count, run_count;
	size_t lines, first, last;
};

struct template_miner {
	struct arena *arena;
	uint64_t seed;
	struct {
		struct shape *items;
		size_t count, capacity;
	} shapes;
	struct index by_hash, words;
	size_t word_total, byte_total;
	size_t lines, empty, beyond, clipped;
	struct template_scan scan; /* of the line in hand */
};

static struct index index_new(struct arena *arena, size_t capacity)
{
	return (struct index){ .slots = arena_many(arena, struct index_slot, capacity),
			       .mask = capacity - 1 };
}

/* The slot of the hash, or the free one for it. Different texts with one hash of 64 bits
 * are taken for the same: with a secret seed nobody can bring that about. */
static struct index_slot *index_slot(const struct index *index, uint64_t hash)
{
	size_t at = hash & index->mask;

	while (index->slots[at].number != 0 && index->slots[at].hash != hash)
		at = (at + 1) & index->mask;
	return &index->slots[at];
}

static void index_grow(struct arena *arena, struct index *index)
{
	struct index larger = index_new(arena, (index->mask + 1) * 2);

	for (size_t i = 0; i <= index->mask; i++)
		if (index->slots[i].number != 0)
			*index_slot(&larger, index->slots[i].hash) = index->slots[i];
	larger.count = index->count;
	*index = larger;
}

/* The number of the hash; a new one is the next. */
static uint32_t index_number(struct arena *arena, struct index *index, uint64_t hash)
{
	struct index_slot *slot = index_slot(index, hash);

	if (slot->number != 0)
		return slot->number;
	if (index->count >= index->mask / 4 * 3) {
		index_grow(arena, index);
		slot = index_slot(index, hash);
	}
	*slot = (struct index_slot){ .hash = hash, .number = (uint32_t)++index->count };
	return slot->number;
}

struct template_miner *template_miner_new(struct arena *arena)
{
	struct template_miner *miner = arena_one(arena, struct template_miner);

	miner->arena = arena;
	miner->by_hash = index_new(arena, FIRST_CAPACITY);
	miner->words = index_new(arena, FIRST_CAPACITY);
	miner->seed = siphash_64(STR("templates"));
	return miner;
}

/* What of the line is looked at and no more. */
static str example_of(const struct template_miner *miner, str line)
{
	const struct template_scan *scan = &miner->scan;
	size_t end = scan->token_count > 0 ? scan->tokens[scan->token_count - 1].to : 0;

	while (end < line.length && end < TEMPLATE_LINE_BYTES_MAX &&
	       line.bytes[end] != '\n')
		end++;
	return str_slice(line, 0, end);
}

static bool has_room(const struct template_miner *miner, str example)
{
	return miner->shapes.count < TEMPLATE_SHAPES_MAX &&
	       miner->word_total + miner->scan.token_count <= TEMPLATE_WORDS_MAX &&
	       miner->byte_total + example.length <= TEMPLATE_BYTES_MAX;
}

static void add_shape(struct template_miner *miner, str example)
{
	const struct template_scan *scan = &miner->scan;
	uint32_t *words = arena_many(miner->arena, uint32_t, scan->token_count);
	uint64_t *runs = arena_many(miner->arena, uint64_t, scan->run_count + 1);
	uint32_t run_count = 0;

	for (size_t i = 0; i < scan->token_count; i++) {
		const struct template_token *token = &scan->tokens[i];

		words[i] = token->is_value ? TEMPLATE_VALUE
					   : index_number(miner->arena, &miner->words,
							  token->hash);
		if (token->is_value)
			runs[run_count++] = token->hash;
	}
	*list_add(miner->arena, &miner->shapes) = (struct shape){
		.example = arena_copy(miner->arena, example),
		.words = words,
		.runs = runs,
		.word_count = (uint32_t)scan->token_count,
		.run_count = run_count,
		.first = miner->lines,
	};
	miner->word_total += scan->token_count;
	miner->byte_total += example.length;
}

static void note_runs(struct shape *shape, const struct template_scan *scan)
{
	uint32_t run = 0;

	for (size_t i = 0; i < scan->token_count && run < TEMPLATE_RUNS_MAX; i++) {
		if (!scan->tokens[i].is_value)
			continue;
		if (shape->runs[run] != scan->tokens[i].hash)
			shape->runs_differ |= UINT64_C(1) << run;
		run++;
	}
}

static uint32_t shape_of_scan(struct template_miner *miner, str line)
{
	struct index_slot *slot = index_slot(&miner->by_hash, miner->scan.hash);
	str example;

	if (slot->number != 0)
		return slot->number - 1;
	example = example_of(miner, line);
	if (!has_room(miner, example))
		return TEMPLATE_NONE;
	add_shape(miner, example);
	return index_number(miner->arena, &miner->by_hash, miner->scan.hash) - 1;
}

uint32_t template_miner_add(struct template_miner *miner, str line)
{
	uint32_t number = TEMPLATE_NONE;

	template_scan(line, miner->seed, &miner->scan);
	miner->clipped += miner->scan.clipped;
	if (miner->scan.token_count == 0) {
		miner->empty++;
	} else {
		number = shape_of_scan(miner, line);
		miner->beyond += number == TEMPLATE_NONE;
	}
	if (number != TEMPLATE_NONE) {
		struct shape *shape = &miner->shapes.items[number];

		note_runs(shape, &miner->scan);
		shape->lines++;
		shape->last = miner->lines;
	}
	miner->lines++;
	return number;
}

static bool has_same_places(const struct shape *a, const struct shape *b)
{
	if (a->word_count != b->word_count)
		return false;
	for (uint32_t i = 0; i < a->word_count; i++)
		if ((a->words[i] == TEMPLATE_VALUE) != (b->words[i] == TEMPLATE_VALUE))
			return false;
	return true;
}

/* The values side by side that begin at or after *at: what they look like, or 0 for those
 * that never look the same. False when there are no more. */
static bool next_values(const struct shape *shape, const bool *varies, uint32_t *at,
			uint32_t *run, uint64_t *ret_look)
{
	uint32_t first = *at, tokens = 0;
	bool differs = false;
	uint64_t look = 0;

	while (first < shape->word_count && shape->words[first] != TEMPLATE_VALUE &&
	       !varies[first])
		first++;
	for (*at = first; *at < shape->word_count; (*at)++, tokens++) {
		bool is_run = shape->words[*at] == TEMPLATE_VALUE;

		if (!is_run && !varies[*at])
			break;
		differs = differs || !is_run || *run >= TEMPLATE_RUNS_MAX ||
			  (shape->runs_differ >> *run & 1);
		look = shape->runs[is_run ? *run : 0];
		*run += is_run;
	}
	*ret_look = differs || tokens > 1 ? 0 : look;
	return tokens > 0;
}

struct named {
	const struct shape *shape;
	struct template_name name;
};

/* Its name says what holds for this shape too. */
static void widen(struct named *named, const struct shape *shape, const bool *varies)
{
	uint32_t at = 0, run = 0, named_at = 0, named_run = 0;
	uint64_t look = 0, named_look = 0;

	named->name.joined = named->name.joined || !has_same_places(named->shape, shape);
	for (size_t i = 0; i < TEMPLATE_RUNS_MAX; i++) {
		if (!next_values(shape, varies, &at, &run, &look) ||
		    !next_values(named->shape, named->name.varies, &named_at, &named_run,
				 &named_look))
			break;
		if (look == 0 || look != named_look)
			named->name.runs_differ |= UINT64_C(1) << i;
	}
}

static struct template_shape *grouped_shapes(const struct template_miner *miner,
					     struct arena *arena, size_t choices,
					     size_t *ret_groups)
{
	size_t count = miner->shapes.count;
	struct template_shape *grouped = arena_many(arena, struct template_shape,
						    count + 1);
	bool *varies = arena_many(arena, bool, miner->word_total + 1);

	for (size_t i = 0; i < count; i++) {
		const struct shape *shape = &miner->shapes.items[i];

		grouped[i] = (struct template_shape){ .words = shape->words,
						      .varies = varies,
						      .count = shape->word_count,
						      .lines = shape->lines };
		varies += shape->word_count;
	}
	*ret_groups = template_group(arena, grouped, count, choices);
	return grouped;
}

/* Shapes come in the order of their first lines, and groups are numbered as they come. */
void template_miner_group_by(const struct template_miner *miner, struct arena *arena,
			     size_t choices, struct templates *ret_templates)
{
	size_t groups = 0, count = miner->shapes.count;
	struct template_shape *grouped = grouped_shapes(miner, arena, choices, &groups);
	struct log_template *items = arena_many(arena, struct log_template, groups + 1);
	struct named *named = arena_many(arena, struct named, groups + 1);
	uint32_t *of_shape = arena_many(arena, uint32_t, count + 1);
	struct template_scan *scan = arena_one(arena, struct template_scan);

	for (size_t i = 0; i < count; i++) {
		const struct shape *shape = &miner->shapes.items[i];
		uint32_t group = of_shape[i] = grouped[i].group;
		struct log_template *item = &items[group];

		if (!named[group].shape) {
			named[group] = (struct named){
				.shape = shape,
				.name = { .example = shape->example,
					  .varies = grouped[i].varies },
			};
			item->first = shape->first;
		}
		widen(&named[group], shape, grouped[i].varies);
		item->lines += shape->lines;
		item->last = item->last > shape->last ? item->last : shape->last;
	}
	for (size_t i = 0; i < groups; i++)
		items[i].text = template_name_text(arena, &named[i].name, miner->seed,
						   scan);
	*ret_templates = (struct templates){ .items = items,
					     .count = groups,
					     .of_shape = of_shape,
					     .shapes = count,
					     .lines = miner->lines,
					     .empty = miner->empty,
					     .beyond = miner->beyond,
					     .clipped = miner->clipped };
}

void template_miner_group(const struct template_miner *miner, struct arena *arena,
			  struct templates *ret_templates)
{
	template_miner_group_by(miner, arena, TEMPLATE_CHOICES, ret_templates);
}

void templates_of(struct arena *arena, const str *lines, size_t count,
		  struct templates *ret_templates, const uint32_t **ret_of_line)
{
	struct template_miner *miner = template_miner_new(arena);
	uint32_t *of_line = arena_many(arena, uint32_t, count + 1);

	for (size_t i = 0; i < count; i++)
		of_line[i] = template_miner_add(miner, lines[i]);
	template_miner_group(miner, arena, ret_templates);
	for (size_t i = 0; i < count; i++)
		if (of_line[i] != TEMPLATE_NONE)
			of_line[i] = ret_templates->of_shape[of_line[i]];
	*ret_of_line = of_line;
}

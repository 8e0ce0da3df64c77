#include "diagnose/pieces.h"

#include "base/limits.h"
#include "base/thread.h"

#include <string.h>
#include <sys/stat.h>

enum {
	/* Less is read before another thread has begun. */
	PIECE_BYTES_MIN = 256 << 10,
	/* Of lines that go on from the one before: a stack is shorter. */
	LINES_TRIED_MAX = 10000,
	SCRATCH_BYTES = 1 << 30,
};

/* -- where to cut -- */

static size_t size_of(struct arena *arena, str path)
{
	struct stat status;

	return stat(arena_c_string(arena, path), &status) == 0 ? (size_t)status.st_size
							       : 0;
}

/* The first line that begins behind "from", which may be in the midst of one; "to" when
 * none does. */
static size_t next_line(str path, size_t from, size_t to, line_begins begins)
{
	scoped_arena scratch = arena_new(SCRATCH_BYTES);
	scoped_input input = { 0 };
	struct error error = { 0 };
	bool was_cut = false;
	str line;

	if (!input_open_part(scratch, path, from, to, &input, &error) ||
	    !input_line(&input, &line, &was_cut))
		return to;
	for (int i = 0; i < LINES_TRIED_MAX && input_line(&input, &line, &was_cut); i++)
		if (!begins || begins(line))
			return input.end -
			       (size_t)(input.room + input.length - line.bytes);
	return to;
}

static bool is_packed(struct arena *arena, str path)
{
	scoped_input input = { 0 };
	struct error error = { 0 };

	return !input_open(arena, path, &input, &error) || input.gunzip;
}

static void cut(struct file_pieces *pieces, str path, size_t most, line_begins begins)
{
	struct file_piece rest = pieces->items[0];
	size_t length = (rest.to - rest.from) / most;

	for (size_t i = 1; i < most; i++) {
		struct file_piece *last = &pieces->items[pieces->count - 1];
		size_t at = next_line(path, rest.from + i * length, rest.to, begins);

		if (at <= last->from || at >= rest.to)
			continue;
		last->to = at;
		pieces->items[pieces->count++] = (struct file_piece){ .from = at,
								      .to = rest.to };
	}
}

/* -- how many lines each has -- */

struct counting {
	str path;
	struct file_piece *pieces;
	bool *have_quotes;
};

static size_t line_ends(str text)
{
	size_t ends = 0;

	for (size_t at = 0; at < text.length; ends++) {
		const char *end = memchr(text.bytes + at, '\n', text.length - at);

		if (!end)
			break;
		at = (size_t)(end - text.bytes) + 1;
	}
	return ends;
}

static void count_piece(void *context, size_t which)
{
	struct counting *counting = context;
	struct file_piece *piece = &counting->pieces[which];
	scoped_arena scratch = arena_new(SCRATCH_BYTES);
	scoped_input input = { 0 };
	struct error error = { 0 };

	if (!input_open_part(scratch, counting->path, piece->from, piece->to, &input,
			     &error))
		return;
	while (!input.is_last) {
		str text = input_more(&input, STR(""));

		piece->lines += line_ends(text);
		if (text.length > 0 && memchr(text.bytes, '"', text.length))
			counting->have_quotes[which] = true;
	}
}

/* False when a line may end inside of quotes. */
static bool count_lines(struct file_pieces *pieces, struct arena *arena, str path,
			size_t threads)
{
	struct counting counting = { path, pieces->items,
				     arena_many(arena, bool, pieces->count) };
	size_t line = pieces->items[0].line;
	bool has_quotes = false;

	threads_share("count lines", threads, pieces->count, count_piece, &counting);
	for (size_t i = 0; i < pieces->count; i++) {
		pieces->items[i].line = line + pieces->lines;
		/* The last need not end. */
		pieces->items[i].lines += i + 1 == pieces->count;
		pieces->lines += pieces->items[i].lines;
		has_quotes = has_quotes || counting.have_quotes[i];
	}
	return !has_quotes;
}

struct file_pieces file_pieces_of(struct gathering *gathering, struct arena *arena,
				  str path, const struct file_piece *rest, bool is_table,
				  line_begins begins)
{
	size_t size = size_of(arena, path), most = gathering->threads;
	struct file_pieces pieces = {
		.items = arena_many(arena, struct file_piece, most + 1),
		.count = 1,
	};

	pieces.items[0] = *rest;
	pieces.items[0].to = size;
	if (is_packed(arena, path)) {
		pieces.items[0].lines = pieces.lines = input_count_lines(arena, path);
		return pieces;
	}
	if (size < rest->from || (size - rest->from) / PIECE_BYTES_MIN < most)
		most = size < rest->from ? 0 : (size - rest->from) / PIECE_BYTES_MIN;
	if (most > 1)
		cut(&pieces, path, most, begins);
	if (!count_lines(&pieces, arena, path, gathering->threads) && is_table)
		pieces.count = 1;
	return pieces;
}

/* -- reading them -- */

struct reading {
	struct gathering *own;
	const struct file_pieces *pieces;
	piece_reader read;
	void *context;
};

static void read_piece(void *context, size_t which)
{
	struct reading *reading = context;

	reading->read(&reading->own[which], &reading->pieces->items[which], which,
		      reading->context);
}

static void free_arena(void *arena)
{
	arena_free(arena);
}

static struct gathering gathering_beside(struct gathering *gathering)
{
	struct arena *arena = arena_new(DIAGNOSE_ARENA_BYTES_MAX);

	arena_on_free(gathering->arena, free_arena, arena);
	return (struct gathering){ .arena = arena,
				   .threads = 1,
				   .entities = { .arena = arena },
				   .words = { .arena = arena },
				   .traces = { .arena = arena } };
}

struct gathering *file_pieces_read(struct gathering *gathering,
				   const struct file_pieces *pieces, piece_reader read,
				   void *context)
{
	struct reading reading = {
		.own = arena_many(gathering->arena, struct gathering, pieces->count),
		.pieces = pieces,
		.read = read,
		.context = context,
	};

	for (size_t i = 0; i < pieces->count; i++)
		reading.own[i] = gathering_beside(gathering);
	threads_share("read files", gathering->threads, pieces->count, read_piece,
		      &reading);
	for (size_t i = 0; i < pieces->count; i++)
		remarks_take(gathering, &reading.own[i]);
	return reading.own;
}

/* Series as tables, in two forms. Long: a row is one sample (time, service, metric,
 * unit, value). Wide: a row is one instant, with a column for each series.
 *
 * A wide file of 50,000 columns is transposed while it is read: samples of a few rows
 * are gathered first, so that each series is written a cache line at a time. Several
 * threads do so, each with its piece of the rows. */
#include "diagnose/gather.h"

#include "base/limits.h"
#include "diagnose/pieces.h"

#include <math.h>
#include <string.h>

enum {
	SCRATCH_BYTES = 1 << 30,
	TILE_ROWS = 8, /* doubles of a cache line */
};

enum { AT, ENTITY, METRIC, UNIT, VALUE, COLUMNS };

static const struct column columns[COLUMNS] = {
	[AT] = { { "time", "timestamp", "ts", "date" }, true },
	[ENTITY] = { { "service", "entity", "pod", "host" }, false },
	[METRIC] = { { "metric", "name" }, false },
	[UNIT] = { { "unit" }, false },
	[VALUE] = { { "value" }, false },
};

/* A gap may be spelled out. */
static bool is_gap(str field)
{
	static const char *const spelled[] = {
		"", "nan", "null", "na", "none", "-", NULL
	};

	for (size_t i = 0; spelled[i]; i++)
		if (field.length == strlen(spelled[i]) &&
		    strncasecmp(field.bytes, spelled[i], field.length) == 0)
			return true;
	return false;
}

/* NaN for a gap, and for what is no number, which is remarked. */
static double read_value(struct table *table, str field, size_t column)
{
	double value = NAN;

	if (str_to_real(field, &value))
		return value;
	field = str_trim(field);
	if (str_to_real(field, &value) || is_gap(field))
		return value;
	/* What is infinite is no measurement. */
	if (field.length <= 9 && str_contains(field, STR("nf")))
		return NAN;
	remark(table->gathering, table->path, "values left out",
	       "line %zu, column '" STR_FMT "': '" STR_FMT "' is no number%s",
	       table->row.line, STR_ARG(str_clip(table->columns[column], 60)),
	       STR_ARG(str_clip(field, 40)),
	       memchr(field.bytes, ',', field.length) ? " (12.5 has a point)" : "");
	return NAN;
}

static bool read_time(struct table *table, struct moments *moments, str field,
		      instant_ms *ret_at)
{
	int64_t us = 0;

	if (!moment_read(moments, field, &us)) {
		remark(table->gathering, table->path, "rows left out",
		       "line %zu: '" STR_FMT "' is no time like 2026-11-21T08:09:10Z or "
		       "seconds since 1970",
		       table->row.line, STR_ARG(str_clip(field, 40)));
		return false;
	}
	*ret_at = us / 1000;
	note_time(table->gathering, table->row.line, *ret_at);
	return true;
}

/* -- long -- */

struct long_series {
	str entity, metric, unit;
	struct samples {
		instant_ms *items;
		size_t count, capacity;
	} at;
	struct values {
		double *items;
		size_t count, capacity;
	} values;
	struct long_series *next;  /* that came behind it the last time */
	struct long_series *newer; /* that was new after it */
};

struct long_reader {
	struct table *table;
	struct arena *scratch;
	struct map *known;
	struct long_series *last;
	struct long_series *first, *newest; /* in the order of their first samples */
	size_t series_count;
	int places[COLUMNS];
};

static bool is_of(const struct long_series *series, str entity, str metric, str unit)
{
	return series && str_equal(series->metric, metric) &&
	       str_equal(series->entity, entity) && str_equal(series->unit, unit);
}

/* NULL when there are too many. */
static struct long_series *series_of(struct long_reader *reader, str entity, str metric,
				     str unit)
{
	struct gathering *gathering = reader->table->gathering;
	struct long_series *last = reader->last, *series;

	if (is_of(last, entity, metric, unit))
		return last;
	if (last && is_of(last->next, entity, metric, unit))
		return last->next;

	str key = arena_format(reader->scratch, STR_FMT "\n" STR_FMT "\n" STR_FMT,
			       STR_ARG(entity), STR_ARG(metric), STR_ARG(unit));

	series = map_get(reader->known, key);
	if (!series) {
		if (gathering->series.count + reader->series_count >= DIAGNOSE_SERIES_MAX)
			return NULL;
		series = arena_one(reader->scratch, struct long_series);
		series->entity = name_keep(&gathering->entities, entity);
		series->metric = name_keep(&gathering->words, metric);
		series->unit = name_keep(&gathering->words, unit);
		map_put(reader->known, key, series);
		if (reader->newest)
			reader->newest->newer = series;
		else
			reader->first = series;
		reader->newest = series;
		reader->series_count++;
	}
	if (last)
		last->next = series;
	return series;
}

static void keep_sample(struct long_reader *reader, struct moments *moments)
{
	struct table *table = reader->table;
	str metric = table_field(table, reader->places[METRIC]);
	instant_ms at = 0;

	if (!read_time(table, moments, table_field(table, reader->places[AT]), &at))
		return;
	if (table->gathering->point_count >= DIAGNOSE_POINTS_MAX) {
		remark(table->gathering, table->path, "samples left out",
		       "line %zu: more than %d samples in all", table->row.line,
		       DIAGNOSE_POINTS_MAX);
		return;
	}

	struct long_series *series = series_of(
		reader, table_field(table, reader->places[ENTITY]), metric,
		table_field(table, reader->places[UNIT]));

	if (!series) {
		remark(table->gathering, table->path, "samples left out",
		       "line %zu: more than %d series; those that came first are looked "
		       "at",
		       table->row.line, DIAGNOSE_SERIES_MAX);
		return;
	}
	reader->last = series;
	*list_add(reader->scratch, &series->at) = at;
	*list_add(reader->scratch, &series->values) = read_value(
		table, table_field(table, reader->places[VALUE]),
		(size_t)reader->places[VALUE]);
	table->gathering->point_count++;
}

/* Series of one scrape have the same times; they are kept once. */
static void keep_long(struct gathering *gathering, const struct long_series *from)
{
	struct series_list *list = &gathering->series;
	const struct case_series *before = list->count > 0 ? &list->items[list->count - 1]
							   : NULL;
	size_t count = from->at.count;
	double *values = arena_many(gathering->arena, double, count);
	const instant_ms *at;

	memcpy(values, from->values.items, count * sizeof(*values));
	if (before && before->count == count &&
	    memcmp(before->at, from->at.items, count * sizeof(*at)) == 0) {
		at = before->at;
	} else {
		instant_ms *copy = arena_many(gathering->arena, instant_ms, count);

		memcpy(copy, from->at.items, count * sizeof(*copy));
		at = copy;
	}
	*list_add(gathering->arena, list) = (struct case_series){
		.entity = from->entity,
		.name = from->metric,
		.unit = from->unit,
		.kind = metric_kind_of(from->metric, from->unit),
		.at = at,
		.values = values,
		.count = count,
	};
}

static void read_long(struct table *table, const int *places, struct moments *moments)
{
	scoped_arena scratch = arena_new((size_t)8 << 30);
	struct long_reader reader = { .table = table, .scratch = scratch };

	memcpy(reader.places, places, sizeof(reader.places));
	reader.known = map_new(scratch);
	while (table_next(table))
		keep_sample(&reader, moments);
	for (const struct long_series *each = reader.first; each; each = each->newer)
		keep_long(table->gathering, each);
}

/* -- wide -- */

struct wide_reader {
	struct table *table;
	int time_place;
	size_t width;   /* columns that are series */
	size_t *places; /* of each in the row */
	double *values; /* width times stride: one series behind the other */
	instant_ms *at;
	size_t stride;
	size_t first, rows, rows_max; /* of the piece in hand; the first of all is 0 */
	double *tile;                 /* TILE_ROWS of each series, row by row */
	size_t tile_rows;
};

static void write_tile(struct wide_reader *reader)
{
	size_t from = reader->first + reader->rows - reader->tile_rows;

	for (size_t i = 0; i < reader->width; i++)
		for (size_t row = 0; row < reader->tile_rows; row++)
			reader->values[i * reader->stride + from + row] =
				reader->tile[row * reader->width + i];
	reader->tile_rows = 0;
}

static void keep_row(struct wide_reader *reader, struct moments *moments)
{
	struct table *table = reader->table;
	double *tile = reader->tile + reader->tile_rows * reader->width;

	if (!read_time(table, moments, table_field(table, reader->time_place),
		       &reader->at[reader->first + reader->rows]))
		return;
	for (size_t i = 0; i < reader->width; i++) {
		size_t place = reader->places[i];

		tile[i] = place < table->row.count
				  ? read_value(table, table->row.fields[place], place)
				  : NAN;
	}
	reader->rows++;
	if (++reader->tile_rows == TILE_ROWS)
		write_tile(reader);
}

/* "cart.latency (ms)" or "cart latency [ms]": takes the unit off the end. */
static str take_unit(str *name)
{
	static const struct {
		char open, close;
	} pairs[] = { { '(', ')' }, { '[', ']' } };
	str unit = { 0 };

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		const char *open = memrchr(name->bytes, pairs[i].open, name->length);

		if (!open || name->bytes[name->length - 1] != pairs[i].close)
			continue;
		unit = str_slice(*name, (size_t)(open - name->bytes) + 1, name->length);
		unit = str_slice(unit, 0, unit.length - 1);
		*name = str_trim(str_slice(*name, 0, (size_t)(open - name->bytes)));
		break;
	}
	return unit;
}

/* "cart.latency" or "cart latency"; a name without either is a metric of no service. */
static struct case_series named_series(struct gathering *gathering, str name)
{
	struct case_series series = { 0 };
	str unit = take_unit(&name), entity = { 0 }, metric = name;

	if (!str_cut(name, ' ', &entity, &metric))
		str_cut(name, '.', &entity, &metric);
	series.entity = name_keep(&gathering->entities, entity);
	series.name = name_keep(&gathering->words, metric);
	series.unit = name_keep(&gathering->words, unit);
	series.kind = metric_kind_of(series.name, series.unit);
	return series;
}

static void find_wide_columns(struct wide_reader *reader)
{
	struct table *table = reader->table;
	struct gathering *gathering = table->gathering;
	size_t room = DIAGNOSE_SERIES_MAX - gathering->series.count, told = 0;

	for (size_t i = 0; i < table->column_count; i++) {
		if ((int)i == reader->time_place || table->columns[i].length == 0)
			continue;
		told++;
		if (reader->width < room)
			reader->places[reader->width++] = i;
	}
	if (told > reader->width)
		remark(gathering, table->path, "series left out",
		       "%zu series, of which the first %zu are looked at: no more than "
		       "%d "
		       "in all",
		       told, reader->width, DIAGNOSE_SERIES_MAX);
}

/* Fewer rows than the file has lines, when there is no room for so many samples. */
static void make_room(struct wide_reader *reader, size_t lines)
{
	struct gathering *gathering = reader->table->gathering;
	size_t room = DIAGNOSE_POINTS_MAX - gathering->point_count;

	reader->rows_max = lines;
	if (reader->width > 0 && lines > room / reader->width)
		reader->rows_max = room / reader->width;
	reader->stride = reader->rows_max;
	reader->at = arena_many(gathering->arena, instant_ms, reader->rows_max);
	reader->values = arena_many(gathering->arena, double,
				    reader->rows_max * reader->width);
}

/* Room for all of them at once: a list that grows leaves its former selves behind. */
static void make_series_room(struct gathering *gathering, size_t more)
{
	struct series_list *list = &gathering->series;
	struct case_series *items;

	if (list->capacity - list->count >= more)
		return;
	list->capacity = list->count + more;
	items = arena_many(gathering->arena, struct case_series, list->capacity);
	if (list->count > 0)
		memcpy(items, list->items, list->count * sizeof(*items));
	list->items = items;
}

static void keep_wide(struct wide_reader *reader)
{
	struct gathering *gathering = reader->table->gathering;

	make_series_room(gathering, reader->width);
	for (size_t i = 0; i < reader->width && reader->rows > 0; i++) {
		struct case_series series = named_series(
			gathering, reader->table->columns[reader->places[i]]);

		series.at = reader->at;
		series.values = reader->values + i * reader->stride;
		series.count = reader->rows;
		*list_add(gathering->arena, &gathering->series) = series;
	}
	gathering->point_count += reader->rows * reader->width;
}

static void read_rows(struct wide_reader *reader, struct moments *moments)
{
	struct table *table = reader->table;

	reader->tile = arena_many(table->csv.arena, double, TILE_ROWS * reader->width);
	while (table_next(table)) {
		if (reader->rows == reader->rows_max) {
			remark(table->gathering, table->path, "rows left out",
			       "line %zu: more than %d samples in all", table->row.line,
			       DIAGNOSE_POINTS_MAX);
			continue;
		}
		keep_row(reader, moments);
	}
	write_tile(reader);
}

struct wide_pieces {
	const struct wide_reader *whole;
	struct file_pieces pieces;
	size_t *rows; /* that each had */
};

static void read_wide_piece(struct gathering *own, const struct file_piece *piece,
			    size_t which, void *context)
{
	struct wide_pieces *wide = context;
	scoped_arena scratch = arena_new(SCRATCH_BYTES);
	scoped_table table = { 0 };
	struct wide_reader reader = *wide->whole;
	struct error error = { 0 };

	if (!table_open_piece(wide->whole->table, own, scratch, piece, &table, &error)) {
		remark(own, wide->whole->table->path, "cut off", "%s", error.text);
		return;
	}
	reader.table = &table;
	reader.first = piece->line - wide->pieces.items[0].line;
	reader.rows_max = piece->lines;
	read_rows(&reader, &own->moments);
	wide->rows[which] = reader.rows;
}

/* Rows that were left out leave a gap behind their piece. */
static void close_gap(struct wide_reader *reader, size_t first, size_t rows)
{
	if (first == reader->rows || rows == 0)
		return;
	memmove(reader->at + reader->rows, reader->at + first,
		rows * sizeof(*reader->at));
	for (size_t i = 0; i < reader->width; i++) {
		double *values = reader->values + i * reader->stride;

		memmove(values + reader->rows, values + first, rows * sizeof(*values));
	}
}

static void read_wide_pieces(struct wide_reader *reader, struct file_pieces pieces)
{
	struct gathering *gathering = reader->table->gathering;
	struct wide_pieces wide = {
		.whole = reader,
		.pieces = pieces,
		.rows = arena_many(reader->table->csv.arena, size_t, pieces.count),
	};

	file_pieces_read(gathering, &wide.pieces, read_wide_piece, &wide);
	for (size_t i = 0; i < pieces.count; i++) {
		close_gap(reader, pieces.items[i].line - pieces.items[0].line,
			  wide.rows[i]);
		reader->rows += wide.rows[i];
	}
}

static void read_wide(struct table *table, int time_place)
{
	struct gathering *gathering = table->gathering;
	struct wide_reader reader = { .table = table, .time_place = time_place };
	struct arena *scratch = table->csv.arena;
	struct file_piece rest = table_rest(table);
	struct file_pieces pieces = file_pieces_of(gathering, scratch, table->path, &rest,
						   true, NULL);

	reader.places = arena_many(scratch, size_t, table->column_count);
	find_wide_columns(&reader);
	make_room(&reader, pieces.lines);
	/* Where there is no room for all, those that come first are kept. */
	if (pieces.count > 1 && reader.rows_max == pieces.lines)
		read_wide_pieces(&reader, pieces);
	else
		read_rows(&reader, &gathering->moments);
	keep_wide(&reader);
}

bool read_series(struct gathering *gathering, str path, struct error *error)
{
	scoped_arena scratch = arena_new(SCRATCH_BYTES);
	scoped_table table = { 0 };
	int places[COLUMNS];

	gathering->moments = (struct moments){ 0 };
	if (!table_open(gathering, scratch, path, &table, error) ||
	    !table_find(&table, columns, COLUMNS, places, error))
		return false;
	if (places[VALUE] >= 0 && places[METRIC] < 0)
		return error_set(error, ERROR_INVALID,
				 STR_FMT ": line 1: there is a column 'value' and none "
					 "'metric' that says of what",
				 STR_ARG(path));

	size_t points = gathering->point_count;

	if (places[VALUE] >= 0)
		read_long(&table, places, &gathering->moments);
	else
		read_wide(&table, places[AT]);
	remark_moments(gathering, path, &gathering->moments);
	if (gathering->point_count == points)
		remark(gathering, path, "no samples", "there is not one sample in it");
	return true;
}

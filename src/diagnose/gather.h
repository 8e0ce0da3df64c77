/* What the readers of this folder share: what is being put together, and the rows of a
 * table. Nothing outside of diagnose/ includes it. */
#ifndef DIAGNOSE_GATHER_H
#define DIAGNOSE_GATHER_H

#include "base/map.h"
#include "core/diagnosis/case.h"
#include "diagnose/files.h"
#include "diagnose/input.h"
#include "diagnose/moment.h"
#include "formats/csv.h"

/* Names that occur again and again, kept once. */
struct names {
	struct arena *arena;
	struct map *kept;
	str last; /* most often the next is the same */
};

struct series_list {
	struct case_series *items;
	size_t count, capacity;
};
struct span_list {
	struct case_span *items;
	size_t count, capacity;
};
struct line_list {
	struct case_line *items;
	size_t count, capacity;
};
struct call_list {
	struct case_call *items;
	size_t count, capacity;
};
struct change_list {
	struct case_change *items;
	size_t count, capacity;
};
struct part_list {
	struct case_part *items;
	size_t count, capacity;
};
struct window_list {
	struct case_window *items;
	size_t count, capacity;
};

/* The first and the last instant of a file, and the lines that name them. */
struct time_range {
	struct time_mark {
		instant_ms at; /* 0: none does */
		size_t line;
	} first, last;
};

struct file_times_list {
	struct file_times {
		str path;
		enum file_kind kind;
		struct time_range times;
	} * items;
	size_t count, capacity;
};

struct file_piece;
struct tree;

struct gathering {
	struct arena
		*arena; /* of what is kept; each reader has one of its own beside it */
	size_t threads; /* that read one file */
	struct names entities, words, traces;
	struct series_list series;
	struct span_list spans;
	struct line_list lines;
	struct call_list calls;
	struct change_list changes;
	size_t change_count; /* of all that were told, also those left out */
	instant_ms trouble;  /* what changes are nearest to */
	struct part_list parts;
	struct window_list quiet;
	struct diagnosis_case known; /* windows and alert; the lists at the end */
	struct remark_list remarks;
	size_t point_count;                /* samples of all series */
	size_t text_bytes;                 /* of all lines */
	struct file_times_list file_times; /* of the files before */
	struct time_range times;           /* of the file in hand */
	struct moments moments;            /* of the file in hand; not of all kinds */
};

/* The same text, kept; without what a terminal would obey, and at most
 * DIAGNOSE_NAME_BYTES_MAX bytes of it. */
str name_keep(struct names *names, str name);
/* A copy whose control characters and broken bytes are replaced by "?". */
str clean_copy(struct arena *arena, str text);

/* Something in a file that a reader should know of. What is the same for all of its
 * kind; the first of them is told in full. */
void remark(struct gathering *gathering, str path, const char *what, const char *format,
	    ...) __attribute__((format(printf, 4, 5)));
/* What was remarked and noted in a part of the file in hand. */
void remarks_take(struct gathering *gathering, const struct gathering *part);
/* That a line of the file in hand names an instant. */
void note_time(struct gathering *gathering, size_t line, instant_ms at);
/* Of more than DIAGNOSE_CHANGES_MAX changes leaves those nearest to the trouble. */
void trim_changes(struct gathering *gathering);
/* Which forms of time a file had, where that was not plain. */
void remark_moments(struct gathering *gathering, str path, const struct moments *moments);

/* A column that a table may have: the names it goes by, the first is the one of our
 * documents. */
struct column {
	const char *names[4];
	bool is_needed;
};

/* A CSV file whose first row names its columns. Rows that are not CSV are left out and
 * remarked. */
struct table {
	struct gathering *gathering;
	struct input input;
	struct csv csv;
	struct csv_row row; /* in hand */
	str path;
	size_t column_count; /* of the header */
	str *columns;
};

/* False when there is no table to be read; the error has the path. */
bool table_open(struct gathering *gathering, struct arena *scratch, str path,
		struct table *ret_table, struct error *error) MUST_CHECK;
/* The rows of one piece of an open table, for another thread. */
bool table_open_piece(const struct table *whole, struct gathering *gathering,
		      struct arena *scratch, const struct file_piece *piece,
		      struct table *ret_table, struct error *error) MUST_CHECK;
/* Where the rows begin that have not been read. */
struct file_piece table_rest(const struct table *table);
void table_close(struct table *table);
#define scoped_table scoped(table_close) struct table

/* Where each of the columns is, -1 where it is not. False when a needed one is absent. */
bool table_find(const struct table *table, const struct column *columns, size_t count,
		int *ret_places, struct error *error) MUST_CHECK;
bool table_next(struct table *table);
/* "" where the row is shorter or there is no such column. */
str table_field(const struct table *table, int place);

/* How many µs a span took, from a number and what makes µs of it; -1 when it is none,
 * which is remarked. */
int64_t duration_read(struct gathering *gathering, str path, size_t line, str field,
		      double factor);

/* "server", "SPAN_KIND_SERVER", or OTLP's number of it; what is none of these is
 * remarked, but for "". */
enum span_kind span_kind_read(struct gathering *gathering, str path, size_t line,
			      str word);

/* Fills extent and compared of files whose case is whole, and remarks when the sources
 * seem to go by different clocks. */
void find_extent(struct gathering *gathering, struct diagnose_files *files);

/* Takes each value of a file of JSON, which is one value or one a line, behind so many
 * lines of the file; it lives in the arena until this returns, false when there is no
 * room for more. */
typedef bool (*json_taker)(struct arena *arena, const struct tree *tree,
			   size_t lines_before, void *context);
bool json_values_read(struct gathering *gathering, str path, json_taker take,
		      void *context, struct error *error) MUST_CHECK;

/* The readers, one for each kind of file. An error has the path, and nothing of the file
 * was usable then. */
bool spans_have_room(struct gathering *gathering, str path);
typedef bool (*file_reader)(struct gathering *gathering, str path, struct error *error);
bool read_series(struct gathering *gathering, str path, struct error *error) MUST_CHECK;
bool read_series_json(struct gathering *gathering, str path,
		      struct error *error) MUST_CHECK;
bool read_spans_table(struct gathering *gathering, str path,
		      struct error *error) MUST_CHECK;
bool read_spans_json(struct gathering *gathering, str path,
		     struct error *error) MUST_CHECK;
bool read_lines_table(struct gathering *gathering, str path,
		      struct error *error) MUST_CHECK;
bool read_lines_json(struct gathering *gathering, str path,
		     struct error *error) MUST_CHECK;
bool read_lines_text(struct gathering *gathering, str path,
		     struct error *error) MUST_CHECK;
bool read_calls(struct gathering *gathering, str path, struct error *error) MUST_CHECK;
bool read_parts(struct gathering *gathering, str path, struct error *error) MUST_CHECK;
bool read_changes(struct gathering *gathering, str path, struct error *error) MUST_CHECK;
bool read_case(struct gathering *gathering, str path, struct error *error) MUST_CHECK;

#endif

/* CSV as RFC 4180 has it, row by row, over a text that may come in pieces: a file of any
 * size is read in the memory of its longest row.
 *
 * Beyond the RFC a line may end in "\n" alone, the last one need not end at all, a byte
 * order mark is passed over, empty lines are no rows, and a quote in the midst of a
 * field without quotes stands for itself. A row that is not CSV is refused with its
 * line and column, and the next one begins on the line after the one it began on:
 * one forgotten quote costs one row and not the file. */
#ifndef FORMATS_CSV_H
#define FORMATS_CSV_H

#include "base/arena.h"
#include "base/error.h"

struct csv {
	struct arena *arena;
	char separator;
	str text;               /* what has not been read */
	bool is_last;           /* and nothing comes behind it */
	bool has_begun;         /* the place for a byte order mark is passed */
	bool is_skipping;       /* the rest of a line that was refused */
	size_t line;            /* that text begins on, from 1 */
	struct csv_span *spans; /* of the row in hand */
	str *fields;
	size_t capacity;
	char *unquoted;
	size_t unquoted_capacity;
};

/* Views into the text, or into a buffer of the reader: valid until its next call. */
struct csv_row {
	const str *fields;
	size_t count; /* 1 at least */
	size_t line;  /* that it begins on */
};

enum csv_step {
	CSV_ROW,
	CSV_MORE, /* what is left in csv->text is no whole row: feed it again with more */
	CSV_BAD,  /* this row is refused, error says why; go on with csv_next */
	CSV_END,
};

/* The buffers of the reader are in the arena. */
struct csv csv_new(struct arena *arena, char separator);
/* The text must begin with what csv->text was after CSV_MORE. */
void csv_feed(struct csv *csv, str text, bool is_last);
/* A field has CSV_FIELD_BYTES_MAX bytes at most, a row CSV_ROW_FIELDS_MAX fields and
 * CSV_ROW_BYTES_MAX bytes.
 * For CSV_BAD the error begins with "line 3, column 14: ", and ret_row->line is set. */
enum csv_step csv_next(struct csv *csv, struct csv_row *ret_row,
		       struct error *error) MUST_CHECK;

/* The one of "," ";" tab and "|" that occurs most in a first line; "," when none does. */
char csv_separator_of(str first_line);

#endif

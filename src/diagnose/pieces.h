/* A large file cut into pieces at ends of lines, so that several threads read it. What
 * comes of it is the same as when one thread reads it all: pieces are put together in
 * their order, and whatever one thread would do otherwise is not cut. */
#ifndef DIAGNOSE_PIECES_H
#define DIAGNOSE_PIECES_H

#include "diagnose/gather.h"

struct file_piece {
	size_t from, to;    /* bytes of the file */
	size_t line, lines; /* the number of its first, from 1; how many */
};

struct file_pieces {
	struct file_piece *items;
	size_t count; /* 1: it is not to be cut */
	size_t lines; /* of all of them, at least what there is */
};

/* Whether a line says the same whatever stands before it. NULL: all do. */
typedef bool (*line_begins)(str line);

/* Cuts what stands from a byte of the file on, where "line" begins, for so many threads.
 * A file that is packed or small is one piece, and a table is one piece, too, when there
 * is a quote in it: an end of a line may be inside of it. */
struct file_pieces file_pieces_of(struct gathering *gathering, struct arena *arena,
				  str path, const struct file_piece *rest, bool is_table,
				  line_begins begins);

/* Has each piece read by one of the gathering's threads, into a gathering of its own that
 * lives as long as the whole; then its remarks are the whole's. Gives their list. */
typedef void (*piece_reader)(struct gathering *own, const struct file_piece *piece,
			     size_t which, void *context);
struct gathering *file_pieces_read(struct gathering *gathering,
				   const struct file_pieces *pieces, piece_reader read,
				   void *context);

#endif

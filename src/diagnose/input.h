/* A file of any size, packed by gzip or not, read in pieces into one buffer that is used
 * again. Two of them may be read one after the other, but what a piece held is gone with
 * the next. */
#ifndef DIAGNOSE_INPUT_H
#define DIAGNOSE_INPUT_H

#include "base/error.h"
#include "base/scoped.h"

struct input {
	struct arena *arena;
	str path;
	int fd;
	bool is_open;
	struct gunzip *gunzip; /* NULL: the file is not packed */
	str packed;            /* read and not yet unpacked */
	char *packed_room;
	char *room;
	size_t room_bytes, length; /* of the text in room */
	size_t left;               /* of the file, to be read; it ends earlier */
	size_t end;                /* where in the file the text in room ends */
	bool is_last;              /* nothing comes behind it */
	const char *broken;        /* what ended the text too early; NULL: nothing did */
	size_t line;               /* of input_line: the one it gave last, from 1 */
	size_t at;                 /* of input_line: the next */
	bool skips_line;           /* of input_line: the rest of one that was cut */
};

/* Closed when it goes out of scope. */
#define scoped_input scoped(input_close) struct input

/* The error has the path. */
bool input_open(struct arena *arena, str path, struct input *ret_input,
		struct error *error) MUST_CHECK;
void input_close(struct input *input);
/* From a byte of the file on, and as far as to another; only of what is not packed. */
bool input_open_part(struct arena *arena, str path, size_t from, size_t to,
		     struct input *ret_input, struct error *error) MUST_CHECK;

/* The next piece: it begins with the rest, which is the unread end of the piece before.
 * input->is_last says whether it is the last. The buffer grows when the rest fills it.
 * A file that ends too early, or whose gzip is broken, ends there, and input->broken says
 * why. */
str input_more(struct input *input, str rest);

/* The next line without its end; false after the last. Of a line of more than
 * INPUT_LINE_BYTES_MAX bytes comes its beginning, and *ret_was_cut. Not to be mixed with
 * input_more. */
bool input_line(struct input *input, str *ret_line, bool *ret_was_cut);

/* How many lines a file has, or 0 when it cannot be read: for how much room to make. */
size_t input_count_lines(struct arena *arena, str path);

/* All of it, at most bytes_max. The error has the path. */
bool input_whole(struct arena *arena, str path, size_t bytes_max, str *ret_text,
		 struct error *error) MUST_CHECK;

#endif

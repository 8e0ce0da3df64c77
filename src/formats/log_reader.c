#include "formats/log_line.h"

/* What belongs to it by its form, what its container cut, and what has no time of its own
 * in a stream whose lines have one. */
static bool is_rest_of(const struct log_reader *reader, const struct log_line *before,
		       const struct log_line *line)
{
	if (before->unfinished)
		return true;
	if (reader->in_a_row >= LOG_CONTINUED_MAX)
		return false;
	return line->continues || (before->has_own_time && !line->has_own_time);
}

static void join(struct log_reader *reader, struct log_line *before,
		 const struct log_line *line)
{
	if (reader->in_a_row == 0) {
		reader->text = text_new(reader->arena, LOG_TEXT_BYTES_MAX);
		text_add(&reader->text, before->text);
	}
	if (!before->unfinished)
		text_add_char(&reader->text, '\n');
	text_add(&reader->text, line->text);
	before->text = text_of(&reader->text);
	before->unfinished = line->unfinished;
	if (before->level == LINE_LEVEL_NONE)
		before->level = line->level;
	reader->joined++;
	reader->in_a_row++;
}

void log_reader_add(struct log_reader *reader, str line)
{
	struct log_line read;

	log_line_read(reader->arena, line, reader->now, &read);
	if (str_trim(read.text).length == 0 && !read.unfinished)
		return;
	if (reader->count > 0 &&
	    is_rest_of(reader, &reader->items[reader->count - 1], &read)) {
		join(reader, &reader->items[reader->count - 1], &read);
		return;
	}
	*list_add(reader->arena, reader) = read;
	reader->in_a_row = 0;
}

#include "diagnose/input.h"

#include "base/gzip.h"
#include "base/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

enum { ROOM_FIRST_BYTES = 1 << 20, PACKED_ROOM_BYTES = 256 << 10 };

void input_close(struct input *input)
{
	if (input->is_open)
		close(input->fd);
	input->is_open = false;
}

/* 0 at the end of the file, and when it breaks. */
static size_t read_some(struct input *input, char *room, size_t bytes)
{
	ssize_t got;

	bytes = bytes < input->left ? bytes : input->left;
	do
		got = read(input->fd, room, bytes);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		input->broken = strerrordesc_np(errno);
	if (got <= 0)
		return 0;
	input->left -= (size_t)got;
	return (size_t)got;
}

static void read_packed(struct input *input)
{
	if (!input->packed_room)
		input->packed_room = arena_many(input->arena, char, PACKED_ROOM_BYTES);
	input->packed.bytes = input->packed_room;
	input->packed.length = read_some(input, input->packed_room, PACKED_ROOM_BYTES);
}

bool input_open(struct arena *arena, str path, struct input *ret_input,
		struct error *error)
{
	/* Not to wait for whoever might write into a pipe of that name. */
	int fd = open(arena_c_string(arena, path),
		      O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	int problem = errno;
	scoped_input input = { arena, path, fd, .is_open = fd >= 0, .left = SIZE_MAX };
	struct stat status = { 0 };

	if (fd < 0)
		return error_set(error,
				 problem == ENOENT ? ERROR_NOT_FOUND : ERROR_UNAVAILABLE,
				 STR_FMT ": %s", STR_ARG(path), strerrordesc_np(problem));
	if (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode))
		return error_set(error, ERROR_UNAVAILABLE, STR_FMT ": not a file",
				 STR_ARG(path));
	/* The first bytes tell whether it is packed, not its name. */
	read_packed(&input);
	if (input.broken)
		return error_set(error, ERROR_UNAVAILABLE, STR_FMT ": %s", STR_ARG(path),
				 input.broken);
	if (gzip_begins(input.packed))
		input.gunzip = gunzip_new(arena);
	*ret_input = input;
	input.is_open = false; /* it is the caller's now */
	return true;
}

bool input_open_part(struct arena *arena, str path, size_t from, size_t to,
		     struct input *ret_input, struct error *error)
{
	scoped_input input = { 0 };

	if (!input_open(arena, path, &input, error))
		return false;
	if (input.gunzip || lseek(input.fd, (off_t)from, SEEK_SET) < 0)
		return error_set(error, ERROR_UNAVAILABLE,
				 STR_FMT ": it is another file by now", STR_ARG(path));
	input.packed = STR("");
	input.left = to - from;
	input.end = from;
	*ret_input = input;
	input.is_open = false; /* it is the caller's now */
	return true;
}

/* Some text behind what is in the room; 0 at the end. */
static size_t add_plain(struct input *input)
{
	char *room = input->room + input->length;
	size_t bytes = input->room_bytes - input->length, length = input->packed.length;

	/* What the look at the beginning has read. */
	if (length > 0) {
		length = length < bytes ? length : bytes;
		memcpy(room, input->packed.bytes, length);
		input->packed = str_slice(input->packed, length, input->packed.length);
		return length;
	}
	return read_some(input, room, bytes);
}

static size_t add_unpacked(struct input *input)
{
	size_t length = 0;

	while (length == 0) {
		if (input->packed.length == 0)
			read_packed(input);
		if (input->packed.length == 0) {
			if (!input->broken && !gunzip_is_whole(input->gunzip))
				input->broken = "the gzip is cut off";
			return 0;
		}
		/* What stands behind a whole gzip is nothing of it. */
		if (gunzip_is_whole(input->gunzip) && !gzip_begins(input->packed))
			return 0;
		if (!gunzip_next(input->gunzip, &input->packed,
				 input->room + input->length,
				 input->room_bytes - input->length, &length)) {
			input->broken = "the gzip is broken";
			input->packed = STR("");
			return length;
		}
	}
	return length;
}

static void make_room(struct input *input, size_t rest)
{
	char *wider;

	if (input->room && rest < input->room_bytes / 2)
		return;
	input->room_bytes = input->room ? input->room_bytes * 2 : ROOM_FIRST_BYTES;
	wider = arena_many(input->arena, char, input->room_bytes);
	if (rest > 0)
		memcpy(wider, input->room, rest);
	input->room = wider;
}

str input_more(struct input *input, str rest)
{
	size_t added = 1;

	if (rest.length > 0)
		memmove(input->room, rest.bytes, rest.length);
	make_room(input, rest.length);
	input->length = rest.length;
	while (added > 0 && input->length < input->room_bytes) {
		added = input->broken   ? 0
			: input->gunzip ? add_unpacked(input)
					: add_plain(input);
		input->length += added;
		input->end += added;
	}
	input->is_last = added == 0;
	return (str){ input->room, input->length };
}

/* Passes over the rest of a line that was cut; false at the end of the text. */
static bool skip_to_line_end(struct input *input)
{
	for (;;) {
		const char *end = memchr(input->room + input->at, '\n',
					 input->length - input->at);

		if (end) {
			input->at = (size_t)(end - input->room) + 1;
			return true;
		}
		input->at = input->length;
		if (input->is_last)
			return false;
		input_more(input, STR(""));
		input->at = 0;
	}
}

bool input_line(struct input *input, str *ret_line, bool *ret_was_cut)
{
	const char *end = NULL;

	if (!input->room)
		input_more(input, STR(""));
	if (input->skips_line && !skip_to_line_end(input))
		return false;
	input->skips_line = false;
	for (;;) {
		str rest = { input->room + input->at, input->length - input->at };

		end = rest.length > 0 ? memchr(rest.bytes, '\n', rest.length) : NULL;
		if (end || rest.length > INPUT_LINE_BYTES_MAX || input->is_last)
			break;
		input_more(input, rest);
		input->at = 0;
	}
	if (input->at == input->length)
		return false;

	str line = { input->room + input->at, input->length - input->at };

	if (end)
		line.length = (size_t)(end - line.bytes);
	input->at += line.length + (end != NULL);
	input->skips_line = !end && !input->is_last;
	*ret_was_cut = line.length > INPUT_LINE_BYTES_MAX;
	if (line.length > 0 && line.bytes[line.length - 1] == '\r')
		line.length--;
	*ret_line = str_clip(line, INPUT_LINE_BYTES_MAX);
	input->line++;
	return true;
}

size_t input_count_lines(struct arena *arena, str path)
{
	scoped_input input = { 0 };
	struct error error = { 0 };
	size_t lines = 0;

	if (!input_open(arena, path, &input, &error))
		return 0;
	while (!input.is_last) {
		str piece = input_more(&input, STR(""));

		for (size_t at = 0; at < piece.length; lines++) {
			const char *end = memchr(piece.bytes + at, '\n',
						 piece.length - at);

			if (!end)
				break;
			at = (size_t)(end - piece.bytes) + 1;
		}
	}
	return lines + 1; /* the last need not end */
}

bool input_whole(struct arena *arena, str path, size_t bytes_max, str *ret_text,
		 struct error *error)
{
	scoped_input input = { 0 };
	str text = { 0 };

	if (!input_open(arena, path, &input, error))
		return false;
	while (!input.is_last && text.length <= bytes_max)
		text = input_more(&input, text);
	if (text.length > bytes_max)
		return error_set(error, ERROR_TOO_LARGE,
				 STR_FMT ": more than %zu MiB, which is too large for a "
					 "file of this kind",
				 STR_ARG(path), bytes_max >> 20);
	if (input.broken)
		return error_set(error, ERROR_UNAVAILABLE, STR_FMT ": %s", STR_ARG(path),
				 input.broken);
	*ret_text = text;
	return true;
}

#include "base/gzip.h"

#include "base/scoped.h"
#include "base/text.h"

#include <stdlib.h>
#include <zlib.h>

enum { PIECE_BYTES = 16 << 10, WINDOW_BITS_GZIP = 15 + 16 };

static void release_inflater(z_stream **inflater)
{
	inflateEnd(*inflater);
}

/* Z_OK while there is more, Z_STREAM_END, or an error. */
static int inflate_piece(z_stream *inflater, struct text *text, size_t bytes_max,
			 bool *ret_was_cut)
{
	char piece[PIECE_BYTES];
	int result;
	size_t length;

	inflater->next_out = (unsigned char *)piece;
	inflater->avail_out = sizeof(piece);
	result = inflate(inflater, Z_NO_FLUSH);
	length = sizeof(piece) - inflater->avail_out;
	if (length > bytes_max - text->length) {
		length = bytes_max - text->length;
		*ret_was_cut = true;
	}
	text_add(text, (str){ piece, length });
	return result;
}

bool gzip_inflate(struct arena *arena, str packed, size_t bytes_max, str *ret_bytes,
		  bool *ret_was_cut, struct error *error)
{
	struct text text = text_new(arena, bytes_max + 1);
	z_stream inflater = { 0 };
	bool was_cut = false;
	int result = Z_OK;

	if (packed.length > UINT32_MAX)
		return error_set(error, ERROR_TOO_LARGE, "more than 4 GiB of gzip");
	if (inflateInit2(&inflater, WINDOW_BITS_GZIP) != Z_OK)
		abort();

	scoped(release_inflater) z_stream *open = &inflater;

	open->next_in = (unsigned char *)(uintptr_t)packed.bytes;
	open->avail_in = (unsigned)packed.length;
	while (result == Z_OK && !was_cut)
		result = inflate_piece(open, &text, bytes_max, &was_cut);
	if (!was_cut && (result != Z_STREAM_END || open->avail_in > 0))
		return error_set(error, ERROR_INVALID, "not a whole gzip");
	*ret_bytes = text_of(&text);
	*ret_was_cut = was_cut;
	return true;
}

bool gzip_begins(str packed)
{
	return str_starts_with(packed, STR("\x1f\x8b"));
}

struct gunzip {
	z_stream stream;
	bool is_within; /* a gzip: its end has not come yet */
};

static void end_gunzip(void *gunzip)
{
	inflateEnd(&((struct gunzip *)gunzip)->stream);
}

struct gunzip *gunzip_new(struct arena *arena)
{
	struct gunzip *gunzip = arena_one(arena, struct gunzip);

	if (inflateInit2(&gunzip->stream, WINDOW_BITS_GZIP) != Z_OK)
		abort();
	arena_on_free(arena, end_gunzip, gunzip);
	return gunzip;
}

bool gunzip_next(struct gunzip *gunzip, str *packed, char *room, size_t room_bytes,
		 size_t *ret_bytes)
{
	z_stream *stream = &gunzip->stream;
	size_t taken = packed->length < PIECE_BYTES ? packed->length : PIECE_BYTES;
	int result;

	stream->next_in = (unsigned char *)(uintptr_t)packed->bytes;
	stream->avail_in = (unsigned)taken;
	stream->next_out = (unsigned char *)room;
	stream->avail_out = (unsigned)(room_bytes < UINT32_MAX ? room_bytes : UINT32_MAX);

	size_t room_before = stream->avail_out;

	gunzip->is_within = gunzip->is_within || taken > 0;
	result = inflate(stream, Z_NO_FLUSH);
	*packed = str_slice(*packed, taken - stream->avail_in, packed->length);
	*ret_bytes = room_before - stream->avail_out;
	if (result == Z_STREAM_END) {
		gunzip->is_within = false;
		return inflateReset(stream) == Z_OK;
	}
	/* Z_BUF_ERROR: it wants more of either side, which is no fault. */
	return result == Z_OK || result == Z_BUF_ERROR;
}

bool gunzip_is_whole(const struct gunzip *gunzip)
{
	return !gunzip->is_within;
}

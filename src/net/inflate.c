#include "net/inflate.h"

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

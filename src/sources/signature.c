#include "sources/signature.h"

bool signature_fits(struct arena *arena, str said, struct sha256 digest)
{
	str bytes;

	return said.length == SHA256_HEX && hex_parse(arena, said, &bytes) &&
	       secret_equal(bytes, (str){ (const char *)digest.bytes, SHA256_BYTES });
}

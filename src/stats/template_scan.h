/* A log line as the words that its program wrote and the places of its values. */
#ifndef STATS_TEMPLATE_SCAN_H
#define STATS_TEMPLATE_SCAN_H

#include "base/limits.h"
#include "base/str.h"

/* A word with the punctuation that touches it; or a run of values with nothing but
 * punctuation between them, however many: "a, b and c" and "a and b" have the same. */
struct template_token {
	uint32_t from, to; /* bytes of the line */
	bool is_value;
	uint64_t hash; /* of a run: of what it looks like with its sure values left out */
};

struct template_value {
	uint32_t from, to;
	bool sure;
};

struct template_scan {
	size_t token_count, value_count, run_count;
	uint64_t hash; /* equal for lines with the same words and places */
	bool clipped;  /* there was more than is looked at */
	struct template_token tokens[TEMPLATE_TOKENS_MAX];
	struct template_value values[TEMPLATE_VALUES_MAX];
};

/* Of a text of several lines the first two count: what happened, and the exception's
 * name; the rest is a stack. A line without a word or value has no token. The hash is
 * mixed with the seed, so that crafted lines cannot make a table slow. */
void template_scan(str line, uint64_t seed, struct template_scan *ret_scan);

uint64_t template_hash(str bytes, uint64_t seed);

#endif

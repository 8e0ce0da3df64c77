#include "stats/template_scan.h"

#include "stats/template_value.h"

#include <string.h>

enum { NOWHERE = UINT32_MAX };

/* An odd number with its bits well spread: the golden ratio's, as hash functions take. */
static const uint64_t spread = UINT64_C(0x9e3779b97f4a7c15);

struct scanner {
	str line;
	struct template_scan *scan;
	uint64_t seed;
	size_t at;
	uint32_t lead; /* where punctuation began that may belong to the next word */
	bool full;
};

static uint64_t mix(uint64_t hash, uint64_t value)
{
	__uint128_t product = (__uint128_t)(hash ^ value) * spread;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

uint64_t template_hash(str bytes, uint64_t seed)
{
	uint64_t hash = mix(seed, bytes.length + 1), part = 0;
	size_t at = 0;

	for (; at + 8 <= bytes.length; at += 8) {
		memcpy(&part, bytes.bytes + at, 8);
		hash = mix(hash, part);
	}
	for (part = 0; at < bytes.length; at++)
		part = part << 8 | (unsigned char)bytes.bytes[at];
	return mix(mix(hash, part), spread);
}

static struct template_token *last_token(struct scanner *scanner)
{
	struct template_scan *scan = scanner->scan;

	return scan->token_count > 0 ? &scan->tokens[scan->token_count - 1] : NULL;
}

static struct template_token *new_token(struct scanner *scanner, size_t from)
{
	struct template_scan *scan = scanner->scan;

	if (scan->token_count == TEMPLATE_TOKENS_MAX) {
		scanner->full = true;
		return NULL;
	}
	scan->tokens[scan->token_count] = (struct template_token){
		.from = (uint32_t)from, .to = (uint32_t)from, .hash = scanner->seed
	};
	return &scan->tokens[scan->token_count++];
}

static void add_word(struct scanner *scanner, size_t from, size_t to)
{
	struct template_token *token;

	if (scanner->lead != NOWHERE)
		from = scanner->lead;
	scanner->lead = NOWHERE;
	token = new_token(scanner, from);
	if (token)
		token->to = (uint32_t)to;
}

/* Takes it into the run that the line ends with so far, if there is one. */
static void add_value(struct scanner *scanner, size_t from, size_t to, bool sure)
{
	struct template_scan *scan = scanner->scan;
	struct template_token *run = last_token(scanner);
	bool goes_on = run && run->is_value;

	scanner->lead = NOWHERE;
	if (!goes_on)
		run = new_token(scanner, from);
	if (!run || scan->value_count == TEMPLATE_VALUES_MAX) {
		scanner->full = true;
		return;
	}
	scan->run_count += !goes_on;
	run->is_value = true;
	if (goes_on)
		run->hash = template_hash(
			str_slice(scanner->line, run->to, from - run->to), run->hash);
	run->hash = sure ? mix(run->hash, 1)
			 : template_hash(str_slice(scanner->line, from, to - from),
					 run->hash);
	run->to = (uint32_t)to;
	scan->values[scan->value_count++] = (struct template_value){
		.from = (uint32_t)from, .to = (uint32_t)to, .sure = sure
	};
}

static char byte_at(const struct scanner *scanner, size_t at)
{
	return at < scanner->line.length ? scanner->line.bytes[at] : ' ';
}

static bool is_space(char c)
{
	return byte_class(c) & BYTE_SPACE;
}

/* "()" after a space and "user= host=": the place of a value that is empty here. */
static bool ends_empty(const struct scanner *scanner)
{
	size_t at = scanner->at;
	char c = byte_at(scanner, at), next = byte_at(scanner, at + 1);
	char before = at > 0 ? byte_at(scanner, at - 1) : ' ';
	char earlier = at > 1 ? byte_at(scanner, at - 2) : ' ';

	if (c == '=')
		return byte_class(before) & (BYTE_HEX | BYTE_LETTER) &&
		       (is_space(next) || next == ',' || next == ';' || next == ')' ||
			next == ']' || next == '}');
	return ((c == ')' && before == '(') || (c == ']' && before == '[') ||
		(c == '"' && before == '"')) &&
	       (is_space(earlier) || earlier == '=');
}

/* Dots in a row lead to a value, and do not belong to a name. */
static bool is_ellipsis(const struct scanner *scanner, size_t at)
{
	return byte_at(scanner, at) == '.' && byte_at(scanner, at + 1) == '.';
}

/* Punctuation belongs to the word that it touches, the one before it rather than the one
 * behind. Beside a value it says nothing. */
static void take_separator(struct scanner *scanner)
{
	struct template_token *last = last_token(scanner);
	size_t at = scanner->at;
	bool empty = ends_empty(scanner);

	scanner->at = at + 1;
	while (is_ellipsis(scanner, at) && byte_at(scanner, scanner->at) == '.')
		scanner->at++;
	if (last && !last->is_value && last->to == at)
		last->to = (uint32_t)scanner->at;
	else if (scanner->lead == NOWHERE && !(last && last->is_value && last->to == at))
		scanner->lead = (uint32_t)at;
	if (empty)
		add_value(scanner, at + 1, at + 1, false);
}

static bool goes_on_inside(const struct scanner *scanner, size_t at)
{
	unsigned class = byte_class(byte_at(scanner, at));

	if (class & BYTE_SPACE || is_ellipsis(scanner, at))
		return false;
	if (!(class & BYTE_SEPARATOR))
		return true;
	/* can't */
	return byte_at(scanner, at) == '\'' && at > 0 &&
	       byte_class(byte_at(scanner, at - 1)) & (BYTE_HEX | BYTE_LETTER) &&
	       byte_class(byte_at(scanner, at + 1)) & (BYTE_HEX | BYTE_LETTER);
}

static bool follows_value(struct scanner *scanner, size_t at)
{
	struct template_token *last = last_token(scanner);

	return last && last->is_value && last->to + 1 == at &&
	       byte_at(scanner, last->to) == ' ';
}

static enum value_kind kind_of(struct scanner *scanner, str piece, unsigned has)
{
	enum value_kind kind = value_kind_of(piece, has);
	size_t at = scanner->at, end = at + piece.length;

	if (kind != VALUE_NONE || has & BYTE_DIGIT)
		return kind;
	if (follows_value(scanner, at) && value_is_unit(piece))
		return VALUE_LIKE;
	if (value_is_day_or_month(piece, str_slice(scanner->line, end, 24)))
		return VALUE_LIKE;
	return VALUE_NONE;
}

static void take_piece(struct scanner *scanner)
{
	size_t at = scanner->at, end = at, beyond;
	unsigned has = 0;
	str piece;

	for (; goes_on_inside(scanner, end); end++)
		has |= byte_class(byte_at(scanner, end));
	/* A full stop, or a dash before what follows. */
	while (end > at + 1 &&
	       (byte_at(scanner, end - 1) == '.' || byte_at(scanner, end - 1) == '-'))
		end--;
	piece = str_slice(scanner->line, at, end - at);
	beyond = value_beyond_piece(str_slice(scanner->line, at, scanner->line.length),
				    piece.length, has);
	if (beyond > 0) {
		add_value(scanner, at, at + beyond, true);
		scanner->at = at + beyond;
		return;
	}
	if (has & (BYTE_DIGIT | BYTE_HEX | BYTE_LETTER)) {
		enum value_kind kind = kind_of(scanner, piece, has);

		if (kind == VALUE_NONE)
			add_word(scanner, at, end);
		else
			add_value(scanner, at, end, kind == VALUE_SURE);
	}
	scanner->at = end;
}

/* The end of the second line, or of what is looked at. */
static str head_of(str line, bool *ret_clipped)
{
	str head = str_slice(line, 0, TEMPLATE_LINE_BYTES_MAX);
	const char *first = memchr(head.bytes ? head.bytes : "", '\n', head.length);
	const char *second = NULL;

	*ret_clipped = head.length < line.length;
	if (first)
		second = memchr(first + 1, '\n',
				(size_t)(head.bytes + head.length - first - 1));
	return second ? str_slice(head, 0, (size_t)(second - head.bytes)) : head;
}

static void hash_words(struct scanner *scanner)
{
	struct template_scan *scan = scanner->scan;
	uint64_t hash = mix(scanner->seed, scan->token_count);

	for (size_t i = 0; i < scan->token_count; i++) {
		struct template_token *token = &scan->tokens[i];

		if (!token->is_value)
			token->hash = template_hash(str_slice(scanner->line, token->from,
							      token->to - token->from),
						    scanner->seed);
		hash = mix(hash, token->is_value ? spread : token->hash);
	}
	scan->hash = mix(hash, 1);
}

void template_scan(str line, uint64_t seed, struct template_scan *ret_scan)
{
	struct scanner scanner = { .scan = ret_scan, .seed = seed, .lead = NOWHERE };

	ret_scan->token_count = ret_scan->value_count = ret_scan->run_count = 0;
	scanner.line = head_of(line, &ret_scan->clipped);
	while (scanner.at < scanner.line.length && !scanner.full) {
		char c = scanner.line.bytes[scanner.at];

		if (is_space(c)) {
			scanner.lead = NOWHERE;
			scanner.at++;
		} else if (byte_class(c) & BYTE_SEPARATOR ||
			   is_ellipsis(&scanner, scanner.at)) {
			take_separator(&scanner);
		} else {
			take_piece(&scanner);
		}
	}
	ret_scan->clipped = ret_scan->clipped || scanner.full;
	hash_words(&scanner);
}

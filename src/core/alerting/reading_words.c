/* Text into words, and phrases found in them. */
#include "core/alerting/reading_private.h"

#include "base/suggest.h"

#include <string.h>

enum {
	/* A word that stands alone may be so much longer than its key: a particle. */
	PARTICLE_BYTES_MAX = 9,
	PLURAL_KEY_BYTES_MIN = 3,
	/* "o r d e r": what is shorter is no name cut in pieces. */
	CUT_KEY_BYTES_MIN = 5,
	GAP_WORDS_MAX = 6,
	/* Shorter names are too near to other words for a slip to be told from them. */
	SLIP_KEY_BYTES_MIN = 7,
	TWO_SLIPS_KEY_BYTES_MIN = 12,
};

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool is_ascii_word(char c)
{
	return is_upper(c) || is_lower(c) || (c >= '0' && c <= '9');
}

/* The bytes of the character that begins here, as its first byte has it. */
static size_t width_at(str text, size_t at)
{
	unsigned char c = (unsigned char)text.bytes[at];
	size_t width = c < 0xC0 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;

	return at + width <= text.length ? width : 1;
}

/* Letters beyond ASCII; punctuation, arrows and pictures are none. */
static bool is_other_letter(str text, size_t at)
{
	unsigned char c = (unsigned char)text.bytes[at];
	unsigned char next = at + 1 < text.length ? (unsigned char)text.bytes[at + 1] : 0;

	if (c < 0xC3 || c == 0xE2 || c >= 0xEE)
		return false;
	return !(c == 0xE3 && next == 0x80);
}

/* "it's", "it’s": no end of a word. */
static size_t apostrophe_at(str text, size_t at)
{
	if (text.bytes[at] == '\'')
		return 1;
	return str_starts_with(str_slice(text, at, 3), STR("\xe2\x80\x99")) ? 3 : 0;
}

/* Where capitals tell that a new word begins: orderService, OOMKilled. "APIs" is one. */
static bool begins_by_case(str text, size_t start, size_t at)
{
	char before = at > start ? text.bytes[at - 1] : ' ';
	char next = at + 1 < text.length ? text.bytes[at + 1] : ' ';
	char after = at + 2 < text.length ? text.bytes[at + 2] : ' ';

	if (!is_upper(text.bytes[at]))
		return false;
	if (is_lower(before))
		return true;
	return is_upper(before) && is_lower(next) &&
	       !(next == 's' && !is_ascii_word(after));
}

static size_t end_of_ascii(str text, size_t start, char *into, size_t *ret_length)
{
	size_t at = start, apostrophe;

	*ret_length = 0;
	while (at < text.length && *ret_length < KEY_BYTES_MAX) {
		char c = text.bytes[at];

		apostrophe = apostrophe_at(text, at);
		if (apostrophe > 0 && at > start && at + apostrophe < text.length &&
		    is_ascii_word(text.bytes[at + apostrophe])) {
			at += apostrophe;
			continue;
		}
		if (!is_ascii_word(c) || begins_by_case(text, start, at))
			break;
		into[(*ret_length)++] = is_upper(c) ? (char)(c - 'A' + 'a') : c;
		at++;
	}
	return at;
}

static size_t end_of_others(str text, size_t start)
{
	size_t at = start;

	while (at < text.length && at - start < KEY_BYTES_MAX - 4 &&
	       is_other_letter(text, at))
		at += width_at(text, at);
	return at;
}

bool word_is_in(str word, const char *const *list)
{
	for (; *list; list++) {
		str one = str_of(*list);

		if (one.bytes[one.length - 1] != '*'
			    ? str_equal(word, one)
			    : str_starts_with(word, str_slice(one, 0, one.length - 1)))
			return true;
	}
	return false;
}

static bool ends_with_one(str word, const char *const *endings)
{
	for (; *endings; endings++)
		if (str_ends_with(word, str_of(*endings)))
			return true;
	return false;
}

/* What stood between two words. */
struct cut {
	bool space, stop, sentence;
	unsigned lines;
};

static struct cut cut_between(str text, size_t from, size_t to)
{
	struct cut cut = { 0 };

	for (size_t at = from; at < to; at++) {
		char c = text.bytes[at];
		bool is_last = at + 1 >= text.length || text.bytes[at + 1] == ' ' ||
			       text.bytes[at + 1] == '\n' || text.bytes[at + 1] == '\t';

		cut.lines += c == '\n';
		cut.space = cut.space || c == ' ' || c == '\t' || c == '\n';
		cut.stop = cut.stop || c == ',' || c == '\n' ||
			   (c == '-' && is_last && cut.space);
		cut.sentence = cut.sentence || c == ';' || c == '!' || c == '?' ||
			       (c == '.' && is_last);
	}
	cut.sentence = cut.sentence || cut.lines > 1 ||
		       str_contains(str_slice(text, from, to - from),
				    STR("\xe3\x80\x82"));
	return cut;
}

/* Which part of a URL the text is in at a place, as seen on the way there. */
struct address {
	size_t host_from, path_from, end; /* 0: in none */
};

static struct address address_from(str text, size_t scheme_end)
{
	struct address address = { .host_from = scheme_end, .path_from = SIZE_MAX };
	size_t at = scheme_end;

	for (; at < text.length && text.bytes[at] > ' ' && text.bytes[at] != '?' &&
	       text.bytes[at] != '#';
	     at++)
		if (text.bytes[at] == '/' && address.path_from == SIZE_MAX)
			address.path_from = at;
	address.end = at;
	return address;
}

static enum place place_in(const struct address *address, size_t at)
{
	if (at >= address->end)
		return PLACE_TEXT;
	return at < address->path_from ? PLACE_HOST : PLACE_PATH;
}

/* Behind the end of a URL, if a question mark ended it, stands nothing that is said. */
static size_t skip_query(str text, size_t at)
{
	while (at < text.length && (unsigned char)text.bytes[at] > ' ')
		at++;
	return at;
}

struct cutter {
	struct words words;
	struct arena *arena;
	struct address address;
	size_t most; /* words */
	size_t at, last_end;
	unsigned sentence;
	bool next_has_stop;
};

static void add_word(struct cutter *cutter, size_t start, size_t end, str text)
{
	struct words *words = &cutter->words;
	struct cut cut = cut_between(words->text, cutter->last_end, start);
	bool is_first = words->count == 0;

	if (!is_first && (cut.sentence || word_is_in(text, opposing_words)))
		cutter->sentence++;
	words->items[words->count++] = (struct word){
		.text = arena_copy(cutter->arena, text),
		.at = start,
		.end = end,
		.place = place_in(&cutter->address, start),
		.sentence = cutter->sentence,
		.has_space_before = is_first || cut.space,
		.has_stop_before = cut.stop || cutter->next_has_stop ||
				   word_is_in(text, joining_words),
	};
	cutter->next_has_stop = ends_with_one(text, joining_endings);
	cutter->last_end = end;
}

static bool enter_address(struct cutter *cutter)
{
	str text = cutter->words.text;

	if (!str_starts_with(str_slice(text, cutter->at, 3), STR("://")))
		return false;
	/* "https" is nothing that is said. */
	if (cutter->words.count > 0 && cutter->last_end == cutter->at)
		cutter->words.count--;
	cutter->address = address_from(text, cutter->at + 3);
	cutter->at += 3;
	return true;
}

static bool leave_address(struct cutter *cutter)
{
	if (cutter->address.end == 0 || cutter->at != cutter->address.end)
		return false;
	cutter->at = skip_query(cutter->words.text, cutter->at);
	cutter->address = (struct address){ 0 };
	return true;
}

/* "isn't" denies as "is not" does, so it is read as that. */
static void add_latin(struct cutter *cutter, size_t start, str word)
{
	static const str not = STR_INIT("not");
	bool has_t = !str_ends_with(word, not );

	if (!word_is_in(word, contractions)) {
		add_word(cutter, start, cutter->at, word);
		return;
	}
	add_word(cutter, start, cutter->at,
		 str_slice(word, 0, word.length - (has_t ? 2 : not .length)));
	if (cutter->words.count < cutter->most)
		add_word(cutter, cutter->at, cutter->at, not );
}

static void take_word(struct cutter *cutter)
{
	str text = cutter->words.text;
	char lower[KEY_BYTES_MAX];
	size_t start = cutter->at, length = 0;

	if (is_ascii_word(text.bytes[start])) {
		cutter->at = end_of_ascii(text, start, lower, &length);
		add_latin(cutter, start, (str){ lower, length });
	} else if (is_other_letter(text, start)) {
		cutter->at = end_of_others(text, start);
		add_word(cutter, start, cutter->at,
			 str_slice(text, start, cutter->at - start));
	} else {
		cutter->at += width_at(text, start);
	}
}

struct words words_of(struct arena *arena, str text)
{
	struct cutter cutter = { .arena = arena };

	cutter.words.text = str_clip(text, READING_BYTES_MAX);
	cutter.most = cutter.words.text.length;
	if (cutter.most > READING_WORDS_MAX)
		cutter.most = READING_WORDS_MAX;
	cutter.words.items = arena_many(arena, struct word, cutter.most);
	while (cutter.at < cutter.words.text.length && cutter.words.count < cutter.most)
		if (!enter_address(&cutter) && !leave_address(&cutter))
			take_word(&cutter);
	return cutter.words;
}

/* -- phrases -- */

static struct chunk chunk_of(struct arena *arena, str text)
{
	char key[KEY_BYTES_MAX];
	size_t length = 0;
	struct chunk chunk = { .takes_any_ending = str_ends_with(text, STR("*")) };
	struct words words = words_of(arena, text);

	for (size_t i = 0; i < words.count; i++) {
		str word = words.items[i].text;

		if (length + word.length > sizeof(key))
			break;
		memcpy(key + length, word.bytes, word.length);
		length += word.length;
		chunk.word_count++;
	}
	chunk.key = arena_copy(arena, (str){ key, length });
	return chunk;
}

struct phrase phrase_of(struct arena *arena, str words)
{
	struct phrase phrase = { 0 };

	while (phrase.count < PHRASE_CHUNKS_MAX && words.length > 0) {
		size_t end = 0;

		while (end < words.length &&
		       !str_starts_with(str_slice(words, end, 3), STR("...")))
			end++;

		struct chunk chunk = chunk_of(arena, str_trim(str_slice(words, 0, end)));

		if (chunk.key.length > 0)
			phrase.chunks[phrase.count++] = chunk;
		words = str_slice(words, end + 3, words.length);
	}
	return phrase;
}

static bool is_particle(str text)
{
	for (const char *const *one = particles; *one; one++)
		if (str_is(text, *one))
			return true;
	return false;
}

static bool is_plural_of(str many, str one)
{
	char last = one.length > 0 ? one.bytes[one.length - 1] : ' ';

	if (one.length < PLURAL_KEY_BYTES_MIN || !is_lower(last) ||
	    !str_starts_with(many, one))
		return false;
	many = str_slice(many, one.length, many.length);
	return str_is(many, "s") || str_is(many, "es");
}

static bool key_fits(str said, const struct chunk *chunk)
{
	str key = chunk->key;

	if (str_equal(said, key) || is_plural_of(said, key) || is_plural_of(key, said))
		return true;
	if (!str_starts_with(said, key))
		return false;
	return chunk->takes_any_ending ||
	       ((unsigned char)key.bytes[key.length - 1] >= 0x80 &&
		is_particle(str_slice(said, key.length, said.length)));
}

/* Words run together as long as nothing stands between them that parts statements. */
struct run {
	char bytes[KEY_BYTES_MAX * 2];
	size_t length;
};

static bool run_on(struct run *run, const struct words *words, size_t first, size_t at)
{
	const struct word *word = &words->items[at];

	if (at > first &&
	    (word->sentence != words->items[first].sentence || word->has_stop_before ||
	     word->place != words->items[first].place))
		return false;
	if (run->length + word->text.length > sizeof(run->bytes))
		return false;
	memcpy(run->bytes + run->length, word->text.bytes, word->text.length);
	run->length += word->text.length;
	return true;
}

/* The last word of those that are the chunk, from "first" on. */
static bool chunk_fits(const struct words *words, size_t first, const struct chunk *chunk,
		       size_t *ret_last)
{
	struct run run = { .length = 0 };
	bool may_be_cut = chunk->key.length >= CUT_KEY_BYTES_MIN || chunk->word_count > 1;

	for (size_t at = first; at < words->count; at++) {
		str said;

		if (at > first && !may_be_cut && words->items[at].has_space_before)
			return false;
		if (!run_on(&run, words, first, at))
			return false;
		said = (str){ run.bytes, run.length };
		if (key_fits(said, chunk)) {
			*ret_last = at;
			return true;
		}
		if (said.length >= chunk->key.length ||
		    !str_starts_with(chunk->key, said))
			return false;
	}
	return false;
}

/* The nearest place behind "from" where the chunk stands, in the same statement. */
static bool chunk_follows(const struct words *words, size_t from,
			  const struct chunk *chunk, size_t *ret_first, size_t *ret_last)
{
	for (size_t at = from + 1; at < words->count && at <= from + 1 + GAP_WORDS_MAX;
	     at++) {
		const struct word *word = &words->items[at];

		if (word->sentence != words->items[from].sentence ||
		    word->has_stop_before)
			return false;
		*ret_first = at;
		if (chunk_fits(words, at, chunk, ret_last))
			return true;
	}
	return false;
}

bool phrase_fits(const struct words *words, size_t first, const struct phrase *phrase,
		 struct match *ret_match)
{
	struct match match = { .first = first, .chunk_count = phrase->count };
	size_t from = first, last;

	for (size_t i = 0; i < phrase->count; i++) {
		bool fits = i == 0 ? chunk_fits(words, first, &phrase->chunks[0], &last)
				   : chunk_follows(words, match.last, &phrase->chunks[i],
						   &from, &last);

		if (!fits)
			return false;
		match.taken[i][0] = from;
		match.taken[i][1] = last;
		match.last = last;
	}
	*ret_match = match;
	return phrase->count > 0;
}

bool match_holds(const struct match *match, size_t word)
{
	for (size_t i = 0; i < match->chunk_count; i++)
		if (word >= match->taken[i][0] && word <= match->taken[i][1])
			return true;
	return false;
}

size_t match_size(const struct match *match)
{
	size_t size = 0;

	for (size_t i = 0; i < match->chunk_count; i++)
		size += match->taken[i][1] - match->taken[i][0] + 1;
	return size;
}

static bool is_slip(str said, str key)
{
	size_t most = key.length >= TWO_SLIPS_KEY_BYTES_MIN ? 2 : 1;

	return said.length + most >= key.length && said.length <= key.length + most &&
	       edit_distance(said, key) <= most;
}

/* The first letter is seldom wrong, and asking for it keeps "killing" from "billing". */
size_t almost_fits(const struct words *words, size_t first, str key)
{
	struct run run = { .length = 0 };

	if (key.length < SLIP_KEY_BYTES_MIN ||
	    words->items[first].text.bytes[0] != key.bytes[0] ||
	    (unsigned char)key.bytes[0] >= 0x80)
		return 0;
	for (size_t at = first; at < words->count; at++) {
		if (!run_on(&run, words, first, at) || run.length > key.length + 2)
			return 0;
		if (is_slip((str){ run.bytes, run.length }, key))
			return at - first + 1;
	}
	return 0;
}

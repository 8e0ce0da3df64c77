/* The one file in C++: a face in C of RE2. What calls RE2 is noexcept: it says by return
 * value what is wrong with a pattern, and the only thing it throws is that there is no
 * memory, which ends the process here as everywhere. */
extern "C" {
#include "base/regex.h"

#include "base/limits.h"
}

#include <new>
#include <re2/re2.h>

struct regex {
	re2::RE2 compiled;

	regex(re2::StringPiece pattern, const re2::RE2::Options &options)
	    : compiled(pattern, options)
	{
	}
};

static re2::StringPiece piece_of(str s)
{
	return { s.bytes, s.length };
}

/* Go's parser refuses it, too. Behind \Q all is literal up to \E. */
static bool has_half_characters(re2::StringPiece pattern)
{
	for (size_t i = 0; i + 1 < pattern.size(); i++) {
		if (pattern[i] != '\\')
			continue;
		i++;
		if (pattern[i] == 'C')
			return true;
		if (pattern[i] == 'Q')
			i = pattern.find("\\E", i);
		if (i == re2::StringPiece::npos)
			return false;
	}
	return false;
}

/* The memory itself is the arena's. */
static void release(void *thing) noexcept
{
	static_cast<struct regex *>(thing)->~regex();
}

static bool refuse(struct error *error, const char *why) noexcept
{
	return error_set(error, ERROR_INVALID, "not a regular expression: %s", why);
}

static const struct regex *compile(struct arena *arena, str pattern,
				   struct error *error) noexcept
{
	re2::RE2::Options options;

	if (pattern.length > REGEX_BYTES_MAX) {
		error_set(error, ERROR_TOO_LARGE,
			  "a regular expression has at most %d bytes, not %zu",
			  REGEX_BYTES_MAX, pattern.length);
		return nullptr;
	}
	if (has_half_characters(piece_of(pattern))) {
		refuse(error, "\\C is not supported");
		return nullptr;
	}
	options.set_log_errors(false);
	options.set_max_mem(REGEX_MEMORY_BYTES_MAX);

	void *room = arena_alloc(arena, 1, sizeof(struct regex), alignof(struct regex));
	auto *made = new (room) struct regex(piece_of(pattern), options);

	if (!made->compiled.ok()) {
		refuse(error, made->compiled.error().c_str());
		release(made);
		return nullptr;
	}
	arena_on_free(arena, release, made);
	return made;
}

static bool matches(const struct regex *regex, str text) noexcept
{
	return regex->compiled.Match(piece_of(text), 0, text.length,
				     re2::RE2::ANCHOR_BOTH, nullptr, 0);
}

const struct regex *regex_new(struct arena *arena, str pattern, struct error *error)
{
	return compile(arena, pattern, error);
}

bool regex_matches(const struct regex *regex, str text)
{
	return matches(regex, text);
}

/* Which runbooks an incident calls for, and why: its alerts name them, or they name its
 * alerts, or both speak of the same things. */
#include "app/runbooks/books.h"
#include "base/limits.h"
#include "core/alerting/alert.h"
#include "formats/json.h"

#include <stdlib.h>

enum {
	SCORE_URL = 100,
	SCORE_ALERT = 60,
	SCORE_WORD = 6, /* each, of at most five */
	WORDS_COUNTED_MAX = 5,
	WORDS_MAX = 64,
	WORD_BYTES_MIN = 4,
	SLUG_BYTES_MAX = 80,
};

/* What the incident says of itself. */
struct asked {
	str names[ALERTS_LOOKED_AT_MAX], urls[ALERTS_LOOKED_AT_MAX];
	size_t count;
	str words[WORDS_MAX];
	size_t word_count;
};

/* -- words -- */

static bool says_nothing(str word)
{
	static const char *const common[] = {
		"alert",    "alerts",  "firing",  "error", "errors",  "high",
		"with",     "from",    "than",    "more",  "have",    "been",
		"that",     "this",    "when",    "down",  "does",    "into",
		"critical", "warning", "percent", "rate",  "service", "minutes",
	};

	for (size_t i = 0; i < sizeof(common) / sizeof(common[0]); i++)
		if (str_is(word, common[i]))
			return true;
	return word.length < WORD_BYTES_MIN;
}

static void add_word(struct asked *asked, str word)
{
	if (says_nothing(word) || asked->word_count == WORDS_MAX)
		return;
	for (size_t i = 0; i < asked->word_count; i++)
		if (str_equal(asked->words[i], word))
			return;
	asked->words[asked->word_count++] = word;
}

/* "RedisMemoryHigh is at 96 %": redis, memory. */
static void add_words(struct arena *arena, struct asked *asked, str text)
{
	char *bytes = arena_many(arena, char, text.length + 1);
	size_t from = 0;

	for (size_t i = 0; i <= text.length; i++) {
		char c = i < text.length ? text.bytes[i] : ' ';
		bool is_capital = c >= 'A' && c <= 'Z';
		bool is_letter = is_capital || (c >= 'a' && c <= 'z');
		bool begins = is_capital && i > from && text.bytes[i - 1] >= 'a' &&
			      text.bytes[i - 1] <= 'z';

		if ((!is_letter || begins) && i > from)
			add_word(asked, (str){ bytes + from, i - from });
		if (!is_letter || begins)
			from = is_letter ? i : i + 1;
		bytes[i] = is_capital ? (char)(c + ('a' - 'A')) : c;
	}
}

static bool read_asked(struct work *work, const struct incident *incident,
		       struct asked *asked)
{
	struct alert *alerts, full;
	size_t count;

	if (!store_of_incident(work, &alert_brief_shape, incident->id, &alerts, &count))
		return false;
	add_words(work->arena, asked, incident->service);
	add_words(work->arena, asked, incident->title);
	for (size_t i = 0; i < count && i < ALERTS_LOOKED_AT_MAX; i++) {
		const struct tree *annotations;
		struct error unheeded = { 0 };

		if (!store_get(work, &alert_shape, alerts[i].id, &full))
			return false;
		annotations = json_parse(work->arena, full.annotations, &unheeded);
		asked->names[asked->count] = full.name;
		asked->urls[asked->count++] = tree_get_text(annotations, "runbook_url");
		add_words(work->arena, asked, full.name);
		add_words(work->arena, asked, full.summary);
	}
	return true;
}

/* -- by an address -- */

/* As GitHub makes the end of an address out of a heading. */
static str slug_of(struct arena *arena, str title)
{
	char *bytes = arena_many(arena, char, title.length + 1);
	size_t length = 0;

	for (size_t i = 0; i < title.length && length < SLUG_BYTES_MAX; i++) {
		unsigned char c = (unsigned char)title.bytes[i];

		if (c >= 'A' && c <= 'Z')
			c = (unsigned char)(c + ('a' - 'A'));
		if (c == ' ')
			c = '-';
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
		    c == '_' || c >= 0x80)
			bytes[length++] = (char)c;
	}
	return (str){ bytes, length };
}

static size_t section_by_slug(struct arena *arena, const struct runbook *runbook,
			      str slug)
{
	for (size_t i = 0; slug.length > 0 && i < runbook->section_count; i++)
		if (str_equal(slug_of(arena, runbook->sections[i].title), slug))
			return i;
	return SIZE_MAX;
}

static void by_url(struct arena *arena, const struct asked *asked,
		   struct book_match *match)
{
	str slug, url, query;

	for (size_t i = 0; i < asked->count; i++) {
		slug = STR("");
		url = asked->urls[i];
		str_cut(url, '#', &url, &slug);
		str_cut(url, '?', &url, &query);
		while (str_ends_with(url, STR("/")))
			url = str_slice(url, 0, url.length - 1);
		url = book_name_of(url);
		if (url.length == 0 ||
		    !str_equal(book_base_name(url),
			       book_base_name(match->book.stored.name)))
			continue;
		match->score += SCORE_URL;
		match->reason = arena_format(
			arena, "the alert " STR_FMT " names it as its runbook_url",
			STR_ARG(str_clip(asked->names[i], 60)));
		match->section = section_by_slug(arena, match->book.runbook, slug);
		return;
	}
}

/* -- by the name of an alert -- */

static size_t section_about(const struct runbook *runbook, str name)
{
	for (size_t i = 0; i < runbook->section_count; i++)
		if (str_contains(runbook->sections[i].title, name))
			return i;
	return SIZE_MAX;
}

static void add_reason(struct arena *arena, struct book_match *match, str reason)
{
	match->reason = match->reason.length == 0
				? reason
				: arena_format(arena, STR_FMT "; " STR_FMT,
					       STR_ARG(match->reason), STR_ARG(reason));
}

static void by_alert(struct arena *arena, const struct asked *asked,
		     struct book_match *match)
{
	const struct runbook *runbook = match->book.runbook;

	for (size_t i = 0; i < asked->count; i++)
		for (size_t k = 0; k < runbook->alert_count; k++) {
			if (!str_equal(runbook->alerts[k], asked->names[i]))
				continue;
			match->score += SCORE_ALERT;
			add_reason(arena, match,
				   arena_format(arena, "it speaks of the alert " STR_FMT,
						STR_ARG(str_clip(asked->names[i], 60))));
			if (match->section == SIZE_MAX)
				match->section = section_about(runbook, asked->names[i]);
			return;
		}
}

/* -- by what both speak of -- */

static size_t common_words(const struct asked *asked, str title, str text, str *found)
{
	size_t count = 0;

	for (size_t i = 0; i < asked->word_count && count < WORDS_COUNTED_MAX; i++)
		if (str_contains_word(title, asked->words[i]) ||
		    str_contains_word(text, asked->words[i]))
			found[count++] = asked->words[i];
	return count;
}

static bool tells_of_symptoms(const struct runbook_section *section)
{
	return section->is_incident || section->part == RUNBOOK_SYMPTOMS ||
	       section->part == RUNBOOK_IMPACT;
}

/* The section that shares most, and the title of the whole. */
static void by_words(struct arena *arena, const struct asked *asked,
		     struct book_match *match)
{
	const struct runbook *runbook = match->book.runbook;
	str best[WORDS_COUNTED_MAX], found[WORDS_COUNTED_MAX], list = STR("");
	size_t most = common_words(asked, runbook->title, match->book.stored.name, best);
	size_t where = SIZE_MAX;

	for (size_t i = 0; i < runbook->section_count; i++) {
		const struct runbook_section *section = &runbook->sections[i];
		size_t count;

		if (!tells_of_symptoms(section))
			continue;
		count = common_words(asked, section->title, section->text, found);
		if (count <= most)
			continue;
		most = count;
		where = section->is_incident || section->parent == SIZE_MAX
				? i
				: section->parent;
		for (size_t k = 0; k < count; k++)
			best[k] = found[k];
	}
	/* One word in common is chance. */
	if (most < 2)
		return;
	for (size_t i = 0; i < most; i++)
		list = arena_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(list),
				    i > 0 ? ", " : "", STR_ARG(best[i]));
	match->score += (int64_t)most * SCORE_WORD;
	add_reason(arena, match,
		   arena_format(arena, "both speak of " STR_FMT, STR_ARG(list)));
	if (match->section == SIZE_MAX)
		match->section = where;
}

/* -- all of them -- */

static int compare_matches(const void *a, const void *b)
{
	const struct book_match *one = a, *other = b;

	if (one->score != other->score)
		return one->score > other->score ? -1 : 1;
	return str_compare(one->book.stored.name, other->book.stored.name);
}

bool books_match(struct work *work, const struct incident *incident,
		 struct book_match **ret_matches, size_t *ret_count)
{
	struct asked asked = { 0 };
	struct stored_runbook *all;
	struct book_match *matches;
	size_t count, found = 0;

	if (!read_asked(work, incident, &asked) || !store_runbooks(work, &all, &count))
		return false;
	matches = arena_many(work->arena, struct book_match, count + 1);
	for (size_t i = 0; i < count; i++) {
		struct book_match match = { .section = SIZE_MAX };

		if (!book_read(work, &all[i], &match.book))
			return false;
		by_url(work->arena, &asked, &match);
		by_alert(work->arena, &asked, &match);
		by_words(work->arena, &asked, &match);
		if (match.score > 0)
			matches[found++] = match;
	}
	qsort(matches, found, sizeof(*matches), compare_matches);
	*ret_count = found < BOOK_MATCHES_MAX ? found : BOOK_MATCHES_MAX;
	for (size_t i = 0; i < *ret_count; i++)
		if (!book_prefill(work, incident, &matches[i].book,
				  &matches[i].parameters))
			return false;
	*ret_matches = matches;
	return true;
}

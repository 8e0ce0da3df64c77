#include "runbook/match.h"

#include "base/limits.h"
#include "base/text.h"
#include "base/tree.h"
#include "runbook/read_private.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum {
	LINK_POINTS = 100,
	ALERT_POINTS = 80,
	SERVICE_POINTS = 30,      /* it is about it */
	SERVICE_SAID_POINTS = 10, /* its commands or texts name it */
	SYMPTOM_POINTS = 4,       /* a word of the symptoms or a title */
	WORD_POINTS = 1,          /* a word elsewhere */
	KEYWORD_POINTS = 10,
	WORDS_POINTS_MAX = 40, /* words alone never beat a name */
	POINTS_MIN = 8,        /* two words of the symptoms */
	WORD_BYTES_MIN = 3,
	WORD_BYTES_MAX = 40,
	WORDS_SHOWN_MAX = 6,
};

struct words {
	str *items;
	size_t count, capacity;
};

struct matching {
	struct arena *arena;
	const struct match_question *question;
	struct words words; /* of the question */
	size_t *books_with; /* for each word: how many books have it */
	size_t book_count;
	struct {
		struct match *items;
		size_t count, capacity;
	} matches;
};

/* -- words -- */

static bool is_common(str word)
{
	static const char *const words[] = {
		"the",     "and",   "for",   "are",        "was",   "with",     "has",
		"have",    "not",   "that",  "this",       "from",  "been",     "than",
		"more",    "less",  "all",   "any",        "can",   "our",      "you",
		"its",     "over",  "for",   "but",        "which", "when",     "then",
		"into",    "some",  "there", "will",       "alert", "incident", "issue",
		"problem", "check", "step",  "production", "kube",  "service",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (words_equal(word, words[i]))
			return true;
	return false;
}

/* "restarting", "restarts" and "restarted" are one word. */
static str stem(str word)
{
	static const str ends[] = { STR_INIT("ing"), STR_INIT("ed"), STR_INIT("es"),
				    STR_INIT("s") };

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (word.length >= ends[i].length + 4 && str_ends_with(word, ends[i]))
			return str_slice(word, 0, word.length - ends[i].length);
	return word;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* The next word in small letters, cut where a capital begins another: "PodCrashLooping"
 * is three. */
static bool next_word(str *rest, char word[WORD_BYTES_MAX], str *ret_word)
{
	size_t at = 0, length = 0;

	while (at < rest->length && !isalnum((unsigned char)rest->bytes[at]))
		at++;
	for (; at < rest->length && isalnum((unsigned char)rest->bytes[at]); at++) {
		char c = rest->bytes[at];

		if (length > 0 && isupper((unsigned char)c) &&
		    islower((unsigned char)rest->bytes[at - 1]))
			break;
		if (length < WORD_BYTES_MAX)
			word[length++] = lower(c);
	}
	*rest = str_slice(*rest, at, rest->length);
	*ret_word = (str){ word, length };
	return length > 0;
}

static bool is_telling(str word)
{
	return word.length >= WORD_BYTES_MIN && !is_common(word);
}

static size_t find_word(const struct words *words, str word)
{
	size_t at = 0;

	while (at < words->count && !str_equal(words->items[at], word))
		at++;
	return at;
}

static void add_words(struct matching *matching, str text)
{
	char bytes[WORD_BYTES_MAX];
	str word;

	while (matching->words.count < MATCH_WORDS_MAX &&
	       next_word(&text, bytes, &word)) {
		word = stem(word);
		if (is_telling(word) &&
		    find_word(&matching->words, word) == matching->words.count)
			*list_add(matching->arena,
				  &matching->words) = arena_copy(matching->arena, word);
	}
}

/* Which of the question's words stand in the text. */
static void mark_words(const struct matching *matching, str text, bool *found)
{
	char bytes[WORD_BYTES_MAX];
	str word;

	while (next_word(&text, bytes, &word)) {
		size_t at = find_word(&matching->words, stem(word));

		if (at < matching->words.count)
			found[at] = true;
	}
}

/* A word that most books have tells nothing. */
static bool is_rare(const struct matching *matching, size_t word)
{
	return matching->book_count < 3 ||
	       matching->books_with[word] * 2 <= matching->book_count;
}

/* -- one book -- */

struct judging {
	struct matching *matching;
	const struct match_book *book;
	struct match match;
	struct text reasons;
};

static void add_points(struct judging *judging, unsigned points, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void add_points(struct judging *judging, unsigned points, const char *format, ...)
{
	va_list arguments;
	str reason;

	va_start(arguments, format);
	reason = arena_vformat(judging->matching->arena, format, arguments);
	va_end(arguments);
	judging->match.score += points;
	if (judging->reasons.length > 0)
		text_add(&judging->reasons, STR("; "));
	text_add(&judging->reasons, reason);
}

static str stem_of_file(str path)
{
	static const char *const endings[] = { ".md", ".markdown", ".html" };
	str folder, name = path;

	while (str_ends_with(name, STR("/")))
		name.length--;
	while (str_cut(name, '/', &folder, &name))
		;
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
		if (str_ends_with(name, str_of(endings[i])))
			return str_slice(name, 0, name.length - strlen(endings[i]));
	return name;
}

static bool same_letters(str a, str b)
{
	char copy[256];

	if (a.length == 0 || a.length != b.length || a.length >= sizeof(copy))
		return false;
	memcpy(copy, b.bytes, b.length);
	copy[b.length] = '\0';
	return words_equal(a, copy);
}

/* Is this the section that "#alert-name-kubepodcrashlooping" leads to? */
static bool is_anchor_of(str anchor, str title)
{
	size_t at = 0;

	for (size_t i = 0; i < title.length; i++) {
		char c = lower(title.bytes[i]);

		if (c == ' ')
			c = '-';
		if (!isalnum((unsigned char)c) && c != '-' && c != '_' &&
		    (unsigned char)c < 0x80)
			continue;
		if (at == anchor.length || anchor.bytes[at] != c)
			return false;
		at++;
	}
	return at > 0 && at == anchor.length;
}

static void judge_links(struct judging *judging)
{
	const struct match_question *question = judging->matching->question;
	const struct runbook *runbook = judging->book->runbook;

	for (size_t i = 0; i < question->alert_count; i++) {
		str url = question->alerts[i].url, anchor = STR(""), parameters;

		str_cut(url, '#', &url, &anchor);
		str_cut(url, '?', &url, &parameters);
		if (!same_letters(stem_of_file(url), stem_of_file(judging->book->name)))
			continue;
		add_points(judging, LINK_POINTS,
			   "the alert " STR_FMT " names it as its runbook_url",
			   STR_ARG(str_clip(question->alerts[i].name, 100)));
		for (size_t k = 0; k < runbook->section_count; k++)
			if (is_anchor_of(anchor, runbook->sections[k].title))
				judging->match.section = k;
		return;
	}
}

static void judge_alerts(struct judging *judging)
{
	const struct match_question *question = judging->matching->question;
	const struct runbook *runbook = judging->book->runbook;

	for (size_t i = 0; i < question->alert_count; i++)
		for (size_t k = 0; k < runbook->alert_count; k++) {
			str alert = question->alerts[i].name;

			if (!str_equal(alert, runbook->alerts[k]))
				continue;
			add_points(judging, ALERT_POINTS,
				   "it speaks of the alert " STR_FMT,
				   STR_ARG(str_clip(alert, 100)));
			for (size_t n = 0; n < runbook->section_count &&
					   judging->match.section == SIZE_MAX;
			     n++)
				if (str_contains_word(runbook->sections[n].title, alert))
					judging->match.section = n;
			return;
		}
}

/* A text or a list of them. */
static bool front_matter_has(const struct runbook *runbook, const char *name, str value)
{
	const struct tree *tree = tree_get(runbook->front_matter, name);

	if (str_equal(tree_get_text(runbook->front_matter, name), value))
		return true;
	for (size_t i = 0; tree && tree->kind == TREE_LIST && i < tree_count(tree); i++)
		if (tree_nth(tree, i)->kind == TREE_TEXT &&
		    str_equal(tree_nth(tree, i)->text, value))
			return true;
	return false;
}

static void judge_service(struct judging *judging)
{
	const struct runbook *runbook = judging->book->runbook;
	str service = judging->matching->question->service;

	if (service.length == 0)
		return;
	if (front_matter_has(runbook, "service", service) ||
	    front_matter_has(runbook, "services", service) ||
	    str_contains_word(runbook->title, service))
		add_points(judging, SERVICE_POINTS, "it is about " STR_FMT,
			   STR_ARG(str_clip(service, 100)));
	else if (str_contains_word(runbook->repaired, service))
		add_points(judging, SERVICE_SAID_POINTS, "it speaks of " STR_FMT,
			   STR_ARG(str_clip(service, 100)));
}

static void judge_keywords(struct judging *judging)
{
	static const char *const names[] = { "keywords", "tags", "symptoms" };
	const struct tree *front_matter = judging->book->runbook->front_matter;
	char bytes[WORD_BYTES_MAX];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct tree *list = tree_get(front_matter, names[i]);

		for (size_t k = 0;
		     list && list->kind == TREE_LIST && k < tree_count(list); k++) {
			const struct tree *item = tree_nth(list, k);
			str rest = item->kind == TREE_TEXT ? item->text : STR(""), word;

			if (!next_word(&rest, bytes, &word) ||
			    str_trim(rest).length > 0 ||
			    find_word(&judging->matching->words, stem(word)) ==
				    judging->matching->words.count)
				continue;
			add_points(judging, KEYWORD_POINTS, "its keyword " STR_FMT,
				   STR_ARG(str_clip(item->text, 60)));
			return;
		}
	}
}

/* -- its words -- */

struct found {
	bool *symptoms, *words;
	unsigned score;
};

static size_t section_end(const struct runbook *runbook, size_t section)
{
	size_t end = section + 1;

	while (end < runbook->section_count &&
	       runbook->sections[end].level > runbook->sections[section].level)
		end++;
	return end;
}

static struct found look_between(const struct matching *matching,
				 const struct runbook *runbook, size_t from, size_t to)
{
	size_t count = matching->words.count;
	struct found found = { .symptoms = arena_many(matching->arena, bool, count + 1),
			       .words = arena_many(matching->arena, bool, count + 1) };

	for (size_t i = from; i < to; i++) {
		const struct runbook_section *section = &runbook->sections[i];

		mark_words(matching, section->title, found.symptoms);
		mark_words(matching, section->text,
			   section->part == RUNBOOK_SYMPTOMS ? found.symptoms
							     : found.words);
	}
	for (size_t i = 0; i < count; i++)
		if (is_rare(matching, i))
			found.score += found.symptoms[i] ? SYMPTOM_POINTS
				       : found.words[i]  ? WORD_POINTS
							 : 0;
	if (found.score > WORDS_POINTS_MAX)
		found.score = WORDS_POINTS_MAX;
	return found;
}

static str words_shown(const struct matching *matching, const struct found *found)
{
	struct text text = text_new(matching->arena,
				    WORDS_SHOWN_MAX * (WORD_BYTES_MAX + 2));
	size_t shown = 0;

	for (size_t i = 0; i < matching->words.count && shown < WORDS_SHOWN_MAX; i++) {
		if (!found->symptoms[i] || !is_rare(matching, i))
			continue;
		text_addf(&text, "%s" STR_FMT, shown > 0 ? ", " : "",
			  STR_ARG(matching->words.items[i]));
		shown++;
	}
	return text_of(&text);
}

/* The incident in it that fits best; a book without any is one. */
static void judge_words(struct judging *judging)
{
	struct matching *matching = judging->matching;
	const struct runbook *runbook = judging->book->runbook;
	struct found best = { .score = 0 };
	size_t section = SIZE_MAX, looked = 0;
	str shown;

	for (size_t i = 0; i < runbook->section_count && looked < MATCH_SECTIONS_MAX;
	     i++) {
		struct found found;

		if (!runbook->sections[i].is_incident)
			continue;
		looked++;
		found = look_between(matching, runbook, i, section_end(runbook, i));
		if (found.score > best.score) {
			best = found;
			section = i;
		}
	}
	if (looked == 0)
		best = look_between(matching, runbook, 0, runbook->section_count);
	if (best.score == 0 || (best.score < POINTS_MIN && judging->match.score == 0))
		return;
	shown = words_shown(matching, &best);
	if (judging->match.section == SIZE_MAX)
		judging->match.section = section;
	add_points(judging, best.score,
		   shown.length > 0 ? "both speak of " STR_FMT
				    : "its text shares words" STR_FMT,
		   STR_ARG(shown));
}

/* -- all -- */

static void ask(struct matching *matching)
{
	const struct match_question *question = matching->question;

	for (size_t i = 0; i < question->alert_count; i++)
		add_words(matching, question->alerts[i].name);
	for (size_t i = 0; i < question->text_count; i++)
		add_words(matching, question->texts[i]);
}

static void count_words(struct matching *matching, const struct match_book *books,
			size_t count)
{
	bool *found = arena_many(matching->arena, bool, matching->words.count + 1);

	matching->book_count = count;
	matching->books_with = arena_many(matching->arena, size_t,
					  matching->words.count + 1);
	for (size_t i = 0; i < count; i++) {
		memset(found, 0, matching->words.count);
		for (size_t k = 0; k < books[i].runbook->section_count; k++) {
			mark_words(matching, books[i].runbook->sections[k].title, found);
			mark_words(matching, books[i].runbook->sections[k].text, found);
		}
		for (size_t word = 0; word < matching->words.count; word++)
			matching->books_with[word] += found[word];
	}
}

static int by_score(const void *left, const void *right, void *context)
{
	const struct match *a = left, *b = right;
	const struct match_book *books = context;
	int order;

	if (a->score != b->score)
		return a->score > b->score ? -1 : 1;
	order = str_compare(books[a->book].name, books[b->book].name);
	return order != 0 ? order : (a->book > b->book) - (a->book < b->book);
}

void runbook_match(struct arena *arena, const struct match_question *question,
		   const struct match_book *books, size_t count,
		   const struct match **ret_matches, size_t *ret_count)
{
	struct matching matching = { .arena = arena, .question = question };

	ask(&matching);
	count_words(&matching, books, count);
	for (size_t i = 0; i < count; i++) {
		struct judging judging = { .matching = &matching,
					   .book = &books[i],
					   .match = { .book = i, .section = SIZE_MAX },
					   .reasons = text_new(arena,
							       MATCH_REASONS_BYTES_MAX) };

		judge_links(&judging);
		judge_alerts(&judging);
		judge_service(&judging);
		judge_keywords(&judging);
		judge_words(&judging);
		if (judging.match.score == 0)
			continue;
		judging.match.reasons = text_of(&judging.reasons);
		*list_add(arena, &matching.matches) = judging.match;
	}
	if (matching.matches.count > 0)
		qsort_r(matching.matches.items, matching.matches.count,
			sizeof(struct match), by_score, (void *)(uintptr_t)books);
	*ret_matches = matching.matches.items;
	*ret_count = matching.matches.count;
}

#include "core/diagnosis/change_reading.h"

#include "base/text.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const change_nature_says[] = {
	[NATURE_CODE] = "",
	[NATURE_UNKNOWN] = "what it does is not known",
	[NATURE_DOCS] = "only documentation",
	[NATURE_TESTS] = "only tests",
	[NATURE_BUILD] = "only what builds it",
	[NATURE_LOOKS] = "only looks",
	[NATURE_COMMENTS] = "only comments",
	[NATURE_FORMAT] = "only format",
	[NATURE_TELEMETRY] = "only counts and logs",
	[NATURE_INDEX] = "only an index that is built beside the work",
	[NATURE_PATCH] = "only patch releases of libraries",
	[NATURE_MOVED] = "the same words in other places",
};

enum {
	/* Of each side: what a longer diff does is in its beginning, or nobody can tell.
	 */
	LINES_MAX = 400,
	NUMBERS_MAX = 60,
	DIGITS_MAX = 10000,
	/* A diff of fewer words moves nothing about. */
	MOVED_WORDS_MIN = 8,
	/* One word of so many may be new, such as the name of what was taken apart. */
	MOVED_SHARE = 4,
};

/* -- files -- */

/* All files must have one of a row's marks; the first row decides. */
static const struct {
	enum change_nature nature;
	const char *marks; /* "/" in front: part of a path; "." in front: its end */
} files_of[] = {
	{ NATURE_DOCS, "/docs/|/doc/|/documentation/|.md|.rst|.adoc|/readme|/codeowners|"
		       "/license|/changelog|/notice|/authors" },
	{ NATURE_TESTS,
	  "/test/|/tests/|/testdata/|/__tests__/|/spec/|/fixtures/|/golden/|._test.go|"
	  "._test.py|.test.ts|.test.js|.spec.ts|.spec.js|.test.tsx|._spec.rb|.test.java|"
	  "/test_" },
	{ NATURE_BUILD,
	  "/.github/|/.circleci/|/.gitlab-ci|/.golangci|/.travis|/jenkinsfile|"
	  "/.editorconfig|/.gitignore|/.pre-commit|/.eslintrc|/.prettierrc" },
	{ NATURE_LOOKS, ".css|.scss|.less|.svg|.png|.jpg|.ico|.woff2|/theme.ts|/theme.js|"
			"/palette." },
};

static bool has_mark(struct arena *arena, str file, const char *marks)
{
	str path = words_lower(arena, arena_format(arena, "/" STR_FMT, STR_ARG(file)));
	str rest = str_of(marks), mark = { 0 };

	while (str_next(&rest, '|', &mark)) {
		if (mark.bytes[0] == '/' && str_contains(path, mark))
			return true;
		if (mark.bytes[0] != '.')
			continue;
		if (str_ends_with(path, mark) ||
		    str_ends_with(path, str_slice(mark, 1, mark.length)))
			return true;
	}
	return false;
}

/* A page beside a style sheet is looks too. */
static bool all_have(struct arena *arena, const struct case_change *change,
		     enum change_nature nature, const char *marks)
{
	size_t have = 0, pages = 0, files = 0;

	for (size_t i = 0; i < change->touch_count; i++) {
		str file = change->touches[i];
		bool is_page = nature == NATURE_LOOKS &&
			       (str_ends_with(file, STR(".html")) ||
				str_ends_with(file, STR(".tmpl")));
		bool is_file = str_contains(file, STR(".")) ||
			       str_contains(file, STR("/")) ||
			       has_mark(arena, file, marks);

		if (!is_file)
			continue;
		files++;
		have += has_mark(arena, file, marks);
		pages += is_page;
	}
	return have > 0 && have + pages >= files;
}

/* -- lines -- */

struct diff {
	str out[LINES_MAX], in[LINES_MAX]; /* without their signs, trimmed */
	size_t out_count, in_count;
};

/* A list of points in prose is no diff: "- faster". */
static bool is_diff(str text)
{
	str rest = text, line = { 0 };

	if (str_contains(text, STR("@@")))
		return true;
	while (str_next(&rest, '\n', &line)) {
		bool is_point = line.length > 2 && line.bytes[1] == ' ' &&
				line.bytes[2] != ' ';

		if (line.length > 1 &&
		    (line.bytes[0] == '+' || (line.bytes[0] == '-' && !is_point)))
			return true;
	}
	return false;
}

static void read_diff(str text, struct diff *diff)
{
	str rest = text, line = { 0 };

	if (!is_diff(text))
		return;
	while (str_next(&rest, '\n', &line)) {
		bool is_head = str_starts_with(line, STR("+++")) ||
			       str_starts_with(line, STR("---"));
		str body;

		if (line.length == 0 || is_head)
			continue;
		body = str_trim(str_slice(line, 1, line.length));
		if (body.length == 0)
			continue;
		if (line.bytes[0] == '-' && diff->out_count < LINES_MAX)
			diff->out[diff->out_count++] = body;
		if (line.bytes[0] == '+' && diff->in_count < LINES_MAX)
			diff->in[diff->in_count++] = body;
	}
}

/* "pool size: 50 → 10" as a line that went and one that came. */
static void read_arrow(struct arena *arena, str line, struct diff *diff)
{
	static const char *const arrows[] = { "→", "->", "=>" };

	for (size_t i = 0; i < sizeof(arrows) / sizeof(arrows[0]); i++) {
		size_t length = strlen(arrows[i]), at = 0, key = 0;

		while (at + length < line.length &&
		       memcmp(line.bytes + at, arrows[i], length) != 0)
			at++;
		if (at == 0 || at + length >= line.length || diff->out_count == LINES_MAX)
			continue;
		diff->out[diff->out_count++] = str_trim(str_slice(line, 0, at));
		/* What was before the old value is before the new one, too. */
		for (key = str_trim(str_slice(line, 0, at)).length;
		     key > 0 && line.bytes[key - 1] != ' ' &&
		     line.bytes[key - 1] != ':' && line.bytes[key - 1] != '=';)
			key--;
		diff->in[diff->in_count++] = arena_format(
			arena, STR_FMT " " STR_FMT, STR_ARG(str_slice(line, 0, key)),
			STR_ARG(str_trim(str_slice(line, at + length, line.length))));
		return;
	}
}

static void read_arrows(struct arena *arena, const struct case_change *change,
			struct diff *diff)
{
	str rest = change->text, line = { 0 };

	read_arrow(arena, change->title, diff);
	while (str_next(&rest, '\n', &line))
		read_arrow(arena, line, diff);
}

static bool is_comment(str line)
{
	static const char *const signs[] = { "//", "/*", "*", "#", "--", "<!--", ";;" };

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (str_starts_with(line, str_of(signs[i])) &&
		    !str_starts_with(line, STR("#include")))
			return true;
	return false;
}

/* A line that is on both sides has not changed. */
static bool is_among(str line, const str *lines, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (str_equal(line, lines[i]))
			return true;
	return false;
}

static bool is_telemetry(str line)
{
	if (line.length < 3)
		return true; /* a bracket */
	return words_in_any(line,
			    "prometheus|metric|counter|histogram|gauge|.inc()|.observe(|"
			    "log.|logger|log_|logging|slog|println|printf(|span.|tracer|"
			    "otel|attribute.|console.|statsd");
}

/* Every changed line is of this kind, and there is one. */
static bool all_lines(const struct diff *diff, bool (*is_kind)(str line))
{
	size_t changed = 0;

	for (size_t side = 0; side < 2; side++) {
		const str *lines = side ? diff->in : diff->out;
		const str *others = side ? diff->out : diff->in;
		size_t count = side ? diff->in_count : diff->out_count;
		size_t other_count = side ? diff->out_count : diff->in_count;

		for (size_t i = 0; i < count; i++) {
			if (is_among(lines[i], others, other_count))
				continue;
			if (!is_kind(lines[i]))
				return false;
			changed++;
		}
	}
	return changed > 0;
}

static bool is_index(str line)
{
	return words_in_any(line, "index concurrently|if not exists") ||
	       (words_in(line, "on ") && str_ends_with(line, STR(");"))) ||
	       is_comment(line);
}

static bool is_digit_at(str line, size_t at)
{
	return at < line.length && isdigit((unsigned char)line.bytes[at]);
}

/* Three numbers apart by dots from here on. */
static bool version_at(str line, size_t at, long ret_parts[3])
{
	for (size_t part = 0; part < 3; part++) {
		long number = 0;

		if (!is_digit_at(line, at))
			return false;
		for (; is_digit_at(line, at) && number < 1000000; at++)
			number = 10 * number + (line.bytes[at] - '0');
		ret_parts[part] = number;
		if (part < 2 && (at >= line.length || line.bytes[at++] != '.'))
			return false;
	}
	return true;
}

/* v1.53.1 and v1.53.2: only the last of three numbers differs. */
static bool versions_of(str line, long ret_parts[3])
{
	for (size_t i = 0; i < line.length; i++) {
		bool is_inside = i > 0 &&
				 (is_digit_at(line, i - 1) || line.bytes[i - 1] == '.');

		if (!is_inside && version_at(line, i, ret_parts))
			return true;
	}
	return false;
}

static bool is_patch_of(const struct diff *diff)
{
	size_t versions = 0;

	if (diff->out_count != diff->in_count || diff->out_count == 0)
		return false;
	for (size_t i = 0; i < diff->out_count; i++) {
		long old[3] = { 0 }, new[3] = { 0 };

		if (!versions_of(diff->out[i], old) || !versions_of(diff->in[i], new))
			return false;
		if (old[0] != new[0] || old[1] != new[1])
			return false;
		versions++;
	}
	return versions > 0;
}

/* -- settings -- */

struct number {
	str key, spelled; /* as they were written */
	str lower;
	double value;
	bool is_time;
};

static const struct {
	const char *name;
	double seconds;
} units[] = {
	{ "time.millisecond", 0.001 },
	{ "time.second", 1 },
	{ "time.minute", 60 },
	{ "time.hour", 3600 },
	{ "millisecond", 0.001 },
	{ "milliseconds", 0.001 },
	{ "seconds", 1 },
	{ "second", 1 },
	{ "minutes", 60 },
	{ "minute", 60 },
	{ "hours", 3600 },
	{ "hour", 3600 },
	{ "ms", 0.001 },
	{ "sec", 1 },
	{ "s", 1 },
	{ "min", 60 },
	{ "m", 60 },
	{ "h", 3600 },
	{ "d", 86400 },
};

static bool is_name_char(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '-' || c == '.';
}

/* A unit behind the number: "15m", "5 * time.Second". */
static size_t read_unit(str line, size_t at, struct number *number)
{
	size_t from = at, end;

	while (from < line.length && (line.bytes[from] == ' ' || line.bytes[from] == '*'))
		from++;
	end = from;
	while (end < line.length &&
	       (isalpha((unsigned char)line.bytes[end]) || line.bytes[end] == '.'))
		end++;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		size_t length = strlen(units[i].name);

		/* Behind a space only what is multiplied with, or a whole word. */
		if (length != end - from || (length < 3 && from != at) ||
		    strncasecmp(line.bytes + from, units[i].name, length) != 0)
			continue;
		number->value *= units[i].seconds;
		number->is_time = true;
		return end;
	}
	return at;
}

/* The nearest name in front of the number. */
static str key_before(str line, size_t at)
{
	size_t end = at, from;

	while (end > 0 && !is_name_char(line.bytes[end - 1]))
		end--;
	from = end;
	while (from > 0 && is_name_char(line.bytes[from - 1]))
		from--;
	return str_slice(line, from, end - from);
}

static size_t numbers_of(struct arena *arena, const str *lines, size_t count,
			 struct number *numbers)
{
	size_t found = 0;

	for (size_t i = 0; i < count; i++) {
		str line = lines[i];

		if (is_comment(line))
			continue;
		for (size_t at = 0; at < line.length && found < NUMBERS_MAX; at++) {
			const char *start = line.bytes + at;
			struct number number = { 0 };
			size_t end = at;

			if (!isdigit((unsigned char)*start) ||
			    (at > 0 && is_name_char(line.bytes[at - 1])))
				continue;
			while (end < line.length &&
			       (isdigit((unsigned char)line.bytes[end]) ||
				line.bytes[end] == '.' || line.bytes[end] == '_'))
				end++;
			number.value = strtod(
				arena_c_string(arena, str_slice(line, at, end - at)),
				NULL);
			number.key = key_before(line, at);
			number.lower = words_lower(arena, number.key);
			end = read_unit(line, end, &number);
			number.spelled = str_slice(line, at, end - at);
			if (number.key.length > 1)
				numbers[found++] = number;
			at = end > at ? end - 1 : at;
		}
	}
	return found;
}

/* Of what there is so much, or what may be used or waited for. */
static bool is_limit(str key)
{
	return words_in_any(key,
			    "max|limit|ttl|timeout|deadline|retr|attempt|pool|conn|size|"
			    "memory|cpu|replica|worker|budget|buffer|capacity|thread|"
			    "concurren|quota|backoff|delay|expir|ctx|batch|burst|heap|"
			    "interval|period|window|depth");
}

static bool is_load(str key)
{
	return words_in_any(key,
			    "retr|attempt|worker|concurren|thread|parallel|batch|burst|"
			    "prefetch");
}

static void add_setting(struct change_reading *reading, const struct number *before,
			const struct number *after)
{
	if (reading->setting_count == SETTINGS_EACH_MAX)
		return;
	reading->settings[reading->setting_count++] = (struct setting_change){
		.key = before->key,
		.before = before->value,
		.before_says = before->spelled,
		.after = after ? after->value : 0,
		.after_says = after ? after->spelled : STR(""),
		.is_gone = after == NULL,
		.is_limit = is_limit(before->key),
		.is_load = is_load(before->key),
	};
}

static void read_settings(struct arena *arena, const struct diff *diff,
			  struct change_reading *reading)
{
	struct number *old = arena_many(arena, struct number, NUMBERS_MAX);
	struct number *new = arena_many(arena, struct number, NUMBERS_MAX);
	size_t old_count = numbers_of(arena, diff->out, diff->out_count, old);
	size_t new_count = numbers_of(arena, diff->in, diff->in_count, new);

	for (size_t i = 0; i < old_count; i++) {
		const struct number *same = NULL, *other = NULL;

		for (size_t j = 0; j < new_count; j++) {
			if (!str_equal(old[i].lower, new[j].lower))
				continue;
			if (fabs(old[i].value - new[j].value) <=
			    1e-9 * fabs(old[i].value))
				same = &new[j];
			else if (!other)
				other = &new[j];
		}
		if (same || (!other && !is_limit(old[i].key)))
			continue;
		add_setting(reading, &old[i], other);
	}
}

/* -- words -- */

static struct words words_of_lines(struct arena *arena, const str *lines, size_t count)
{
	struct words words = words_new(arena);

	for (size_t i = 0; i < count; i++)
		if (!is_comment(lines[i]))
			words_add(arena, &words, lines[i]);
	return words;
}

/* Equal but for their numbers. */
static bool is_same_but_numbers(str a, str b)
{
	size_t i = 0, j = 0;

	for (;;) {
		while (i < a.length && (is_digit_at(a, i) || a.bytes[i] == '.'))
			i++;
		while (j < b.length && (is_digit_at(b, j) || b.bytes[j] == '.'))
			j++;
		if (i == a.length || j == b.length)
			return i == a.length && j == b.length;
		if (a.bytes[i++] != b.bytes[j++])
			return false;
	}
}

/* What stands before the first ":" or "="; "" when nothing does. */
static str key_of(str line)
{
	for (size_t i = 1; i < line.length; i++)
		if (line.bytes[i] == ':' || line.bytes[i] == '=')
			return str_trim(str_slice(line, 0, i));
	return STR("");
}

/* A line of which only a number or the value has changed is about its words:
 * "protobuf v1.31.0", "quantity: number". */
static void add_words_of_values(struct arena *arena, const struct diff *diff,
				struct words *words)
{
	for (size_t i = 0; i < diff->out_count; i++)
		for (size_t j = 0; j < diff->in_count; j++) {
			str out = diff->out[i], in = diff->in[j], key = key_of(out);

			if (is_comment(out) || str_equal(out, in))
				continue;
			if (is_same_but_numbers(out, in))
				words_add(arena, words, out);
			else if (key.length > 1 && str_equal(key, key_of(in)))
				words_add(arena, words, key);
		}
}

/* Those on one side only; how many there are on both together. */
static size_t read_words(struct arena *arena, const struct diff *diff,
			 struct change_reading *reading)
{
	struct words out = words_of_lines(arena, diff->out, diff->out_count);
	struct words in = words_of_lines(arena, diff->in, diff->in_count);

	for (size_t i = 0; i < out.count; i++)
		if (!words_have(&in, out.items[i]))
			words_copy_one(arena, &reading->words, &out, i);
	for (size_t i = 0; i < in.count; i++)
		if (!words_have(&out, in.items[i]))
			words_copy_one(arena, &reading->words, &in, i);
	return out.count + in.count;
}

/* A check that was in front of something, a limit of a query, a close or an unlock:
 * what was taken out, where nothing of the kind came in. */
static str guard_of(const struct diff *diff)
{
	static const char *const guards[] = {
		"== nil|!= nil|is none|is not none|== null|!= null|=== undefined|?.",
		"limit |.limit(|fetch first|top (",
		".close()|unlock()|release()|.cancel()|cancel()|free(|dispose()",
		"len(|.length|.size()|isempty|is_empty",
		"lock()|synchronized|mutex",
		"try:|catch|except |recover()|rescue",
		"where ",
	};

	for (size_t i = 0; i < sizeof(guards) / sizeof(guards[0]); i++) {
		str gone = STR("");
		bool is_there = false;

		for (size_t j = 0; j < diff->out_count && gone.length == 0; j++)
			if (!is_comment(diff->out[j]) &&
			    !words_in_any(diff->out[j], "err != nil|err == nil") &&
			    words_in_any(diff->out[j], guards[i]))
				gone = diff->out[j];
		for (size_t j = 0; j < diff->in_count; j++)
			is_there = is_there || words_in_any(diff->in[j], guards[i]);
		if (gone.length > 0 && !is_there)
			return str_clip(gone, 60);
	}
	return STR("");
}

/* The digits of all changed lines of one side, to see whether a number moved. */
static str digits_of(struct arena *arena, const str *lines, size_t count)
{
	struct text digits = text_new(arena, DIGITS_MAX);

	for (size_t i = 0; i < count; i++)
		for (size_t at = 0; at < lines[i].length; at++)
			if (is_digit_at(lines[i], at))
				text_add(&digits, str_slice(lines[i], at, 1));
	return text_of(&digits);
}

/* Few words are on one side only, and nothing was set, taken out or counted anew. */
static bool is_moved(struct arena *arena, const struct diff *diff,
		     const struct change_reading *reading, size_t all_words)
{
	if (diff->out_count == 0 || diff->in_count == 0 || reading->setting_count > 0 ||
	    reading->guard.length > 0 || all_words < MOVED_WORDS_MIN ||
	    reading->words.count * MOVED_SHARE >= all_words)
		return false;
	return str_equal(digits_of(arena, diff->out, diff->out_count),
			 digits_of(arena, diff->in, diff->in_count));
}

/* -- all -- */

static enum change_nature nature_of(struct arena *arena, const struct case_change *change,
				    const struct diff *diff,
				    const struct change_reading *reading)
{
	for (size_t i = 0; i < sizeof(files_of) / sizeof(files_of[0]); i++)
		if (all_have(arena, change, files_of[i].nature, files_of[i].marks))
			return files_of[i].nature;
	if (!reading->has_diff)
		return words_in_any(
			       change->title,
			       "gofmt|goimports|tidy imports|typo|codeowners|reformat|"
			       "lint|rename")
			       ? NATURE_FORMAT
			       : NATURE_UNKNOWN;
	if (all_lines(diff, is_comment))
		return NATURE_COMMENTS;
	if (words_in(change->text, "index concurrently") && all_lines(diff, is_index))
		return NATURE_INDEX;
	if (all_lines(diff, is_telemetry))
		return NATURE_TELEMETRY;
	if (is_patch_of(diff))
		return NATURE_PATCH;
	return NATURE_CODE;
}

struct change_reading change_read(struct arena *arena, const struct case_change *change)
{
	struct diff *diff = arena_one(arena, struct diff);
	struct change_reading reading = { .words = words_new(arena) };
	size_t all = 0;

	read_diff(change->text, diff);
	reading.has_diff = diff->out_count + diff->in_count > 0;
	if (reading.has_diff)
		all = read_words(arena, diff, &reading);
	else
		read_arrows(arena, change, diff);
	read_settings(arena, diff, &reading);
	add_words_of_values(arena, diff, &reading.words);
	for (size_t i = 0; i < reading.setting_count; i++)
		words_add(arena, &reading.words, reading.settings[i].key);
	reading.guard = guard_of(diff);
	reading.nature = nature_of(arena, change, diff, &reading);
	if (reading.nature == NATURE_CODE && is_moved(arena, diff, &reading, all))
		reading.nature = NATURE_MOVED;
	if (!reading.has_diff) {
		words_add(arena, &reading.words, change->title);
		words_add(arena, &reading.words, change->text);
	}
	for (size_t i = 0; i < change->touch_count; i++)
		words_add(arena, &reading.words, change->touches[i]);
	return reading;
}

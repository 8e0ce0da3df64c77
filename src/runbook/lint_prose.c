/* What the text says, line by line, blocks of Markdown in it included: to-dos, dates,
 * action items, promises, severities. */
#include "runbook/lint_private.h"

#include "base/text.h"
#include "formats/markdown.h"

#include <ctype.h>
#include <string.h>

static struct spot spot_on(struct lint *lint, size_t row)
{
	return (struct spot){ .line = (unsigned)row + 1,
			      .found = lint_one_line(lint->arena, lint->lines[row]) };
}

static bool is_heading(str line)
{
	return str_starts_with(line, STR("#"));
}

/* -- what is still to be written -- */

static void look_for_todo(struct lint *lint, size_t row)
{
	static const char *const words[] = { "TODO", "FIXME", "TBD", "XXX", NULL };
	str line = lint->lines[row];

	for (size_t i = 0; words[i]; i++) {
		size_t length = strlen(words[i]);

		for (size_t at = 0; at + length <= line.length; at++) {
			char after = at + length < line.length ? line.bytes[at + length]
							       : ' ';
			char before = at > 0 ? line.bytes[at - 1] : ' ';

			if (memcmp(line.bytes + at, words[i], length) != 0 ||
			    isalnum((unsigned char)before) ||
			    isalnum((unsigned char)after) || before == '-' ||
			    before == '_' || after == '_' || after == '-' ||
			    before == '/' || after == '/')
				continue;
			lint_report(lint, RULE_PROSE_TODO, spot_on(lint, row),
				    "a part of the document is still to be written");
			return;
		}
	}
}

/* -- dates -- */

/* "3/15": a month and a day, no year. */
static size_t short_date(str line, size_t at)
{
	unsigned month = 0, day = 0;
	size_t end = at;

	if (at > 0 && (isalnum((unsigned char)line.bytes[at - 1]) ||
		       strchr("/.-_:$", line.bytes[at - 1])))
		return 0;
	for (;
	     end < line.length && end < at + 2 && isdigit((unsigned char)line.bytes[end]);
	     end++)
		month = month * 10 + (unsigned)(line.bytes[end] - '0');
	if (end == at || end >= line.length || line.bytes[end] != '/')
		return 0;
	at = ++end;
	for (;
	     end < line.length && end < at + 2 && isdigit((unsigned char)line.bytes[end]);
	     end++)
		day = day * 10 + (unsigned)(line.bytes[end] - '0');
	if (end == at || month < 1 || month > 12 || day < 1 || day > 31 ||
	    (end < line.length &&
	     (isalnum((unsigned char)line.bytes[end]) || strchr("/%", line.bytes[end]))))
		return 0;
	return end;
}

/* Column number n of a row "| a | b |"; "" when it has fewer. */
static str cell_at(str line, size_t nth)
{
	str rest = str_trim(line), cell = STR("");

	if (str_starts_with(rest, STR("|")))
		rest = str_slice(rest, 1, rest.length);
	for (size_t i = 0; i <= nth; i++)
		if (!str_next(&rest, '|', &cell))
			return STR("");
	return str_trim(cell);
}

/* The header's column whose title has the word; SIZE_MAX for none. */
static size_t column_named(str header, const char *word)
{
	enum { COLUMNS_MAX = 20 };

	for (size_t i = 0; i < COLUMNS_MAX; i++)
		if (lint_has(cell_at(header, i), word))
			return i;
	return SIZE_MAX;
}

static bool is_row(str line)
{
	return str_starts_with(str_trim(line), STR("|"));
}

/* Only where a date is asked for: "1/2" is a half elsewhere. */
static void look_at_dates(struct lint *lint, size_t row, str header)
{
	str line = lint->lines[row];
	size_t column = is_row(line) ? column_named(header, "due") : SIZE_MAX;
	str where = column == SIZE_MAX ? STR("") : cell_at(line, column);
	bool is_due = column != SIZE_MAX;

	if (!is_due && (lint_has(line, "due:") || lint_has(line, "due by") ||
			lint_has(line, "deadline")))
		where = line;
	for (size_t at = 0; at < where.length; at++)
		if (short_date(where, at) > 0) {
			lint_report(lint, RULE_PROSE_DATE, spot_on(lint, row),
				    "a date without a year, and half the world reads the "
				    "day first: 2026-03-15");
			return;
		}
}

static bool is_number_at(str s, size_t at, size_t digits)
{
	for (size_t i = 0; i < digits; i++)
		if (at + i >= s.length || !isdigit((unsigned char)s.bytes[at + i]))
			return false;
	return true;
}

/* A due date on a Saturday or Sunday. */
static void look_at_weekends(struct lint *lint, size_t row, str header)
{
	str line = lint->lines[row];
	bool is_due = lint_has(line, "due") ||
		      (is_row(line) && column_named(header, "due") != SIZE_MAX);

	for (size_t at = 0; is_due && at + 10 <= line.length; at++) {
		str day = str_slice(line, at, 10);
		struct error error = { 0 };
		instant_ms instant;

		if (!is_number_at(line, at, 4) || line.bytes[at + 4] != '-' ||
		    !is_number_at(line, at + 5, 2) || line.bytes[at + 7] != '-' ||
		    !is_number_at(line, at + 8, 2) ||
		    !instant_parse(
			    arena_format(lint->arena, STR_FMT "T00:00:00Z", STR_ARG(day)),
			    &instant, &error))
			continue;
		/* 1970-01-01 was a Thursday. */
		if (instant <= 0 || (instant / DAY_MS + 4) % 7 % 6 != 0)
			return;
		lint_report(lint, RULE_PROSE_WEEKEND, spot_on(lint, row),
			    STR_FMT " is a %s: nobody will be there", STR_ARG(day),
			    (instant / DAY_MS + 4) % 7 == 0 ? "Sunday" : "Saturday");
		return;
	}
}

/* -- action items -- */

static bool is_of_actions(str line)
{
	return is_heading(line) &&
	       (lint_has(line, "action item") || lint_has(line, "follow-up action") ||
		lint_has(line, "follow up action") || lint_has(line, "actions items"));
}

static bool has_date(str line)
{
	for (size_t at = 0; at + 2 < line.length; at++)
		if ((is_number_at(line, at, 4) && at + 10 <= line.length &&
		     line.bytes[at + 4] == '-') ||
		    short_date(line, at) > 0)
			return true;
	return lint_has(line, "due") || lint_has(line, "by ");
}

static bool has_owner(str line)
{
	return str_contains(line, STR("@")) || lint_has(line, "owner") ||
	       lint_has(line, "assigned") || str_contains(line, STR("(")) ||
	       str_contains(line, STR("**")) || str_contains(line, STR("[["));
}

/* Lines of "- [ ] text" below the heading, up to the next one. */
static void look_at_actions(struct lint *lint, size_t heading)
{
	size_t without = 0, first = 0;

	for (size_t row = heading + 1; row < lint->line_count; row++) {
		str line = str_trim(lint->lines[row]);
		bool is_item = str_starts_with(line, STR("- [")) ||
			       str_starts_with(line, STR("* ["));

		if (is_heading(line) || str_starts_with(line, STR("```")))
			break;
		if (!is_item || line.length < 8 ||
		    (has_owner(str_slice(line, 5, line.length)) && has_date(line)))
			continue;
		first = without++ == 0 ? row : first;
	}
	if (without > 0)
		lint_report(lint, RULE_PROSE_ACTION, spot_on(lint, first),
			    "%zu action items name no person and no day: what nobody "
			    "owns by a day is not done",
			    without);
}

/* -- severities -- */

/* "SEV-1", "P0", "Sev 2", "| 1 |" under a title of severities: the number; -1. */
static int level_of(str text)
{
	text = str_trim(text);
	while (text.length > 0 && strchr("*`~", text.bytes[0]))
		text = str_slice(text, 1, text.length);
	if (lint_is(str_slice(text, 0, 3), "sev"))
		text = str_slice(text, 3, text.length);
	else if (lint_is(str_slice(text, 0, 1), "p") && text.length > 1 &&
		 isdigit((unsigned char)text.bytes[1]))
		text = str_slice(text, 1, text.length);
	while (text.length > 0 && strchr("- ", text.bytes[0]))
		text = str_slice(text, 1, text.length);
	if (text.length == 0 || !isdigit((unsigned char)text.bytes[0]) ||
	    (text.length > 1 && isalnum((unsigned char)text.bytes[1])))
		return -1;
	return text.bytes[0] - '0';
}

/* A table of severities: its first column is called so and holds levels. */
static bool begins_severities(struct lint *lint, size_t row)
{
	str line = lint->lines[row], title;

	if (!is_row(line) || (row > 0 && is_row(lint->lines[row - 1])) ||
	    row + 3 >= lint->line_count)
		return false;
	title = cell_at(line, 0);
	return (lint_has(title, "sev") || lint_has(title, "priority") ||
		lint_is(title, "level")) &&
	       level_of(cell_at(lint->lines[row + 2], 0)) >= 0 &&
	       level_of(cell_at(lint->lines[row + 3], 0)) >= 0;
}

static void look_at_severities(struct lint *lint)
{
	size_t first = SIZE_MAX;

	for (size_t row = 0; row < lint->line_count; row++) {
		if (!begins_severities(lint, row))
			continue;
		if (first == SIZE_MAX) {
			first = row;
			continue;
		}
		if (str_equal(lint->lines[first + 2], lint->lines[row + 2]))
			continue;
		lint_report(lint, RULE_PROSE_SEVERITIES, spot_on(lint, row),
			    "a second table of severities, and it says other things than "
			    "the one on line %zu: which holds at night?",
			    first + 1);
	}
}

/* -- promises -- */

/* "every 15 minutes", "in 10 min": minutes; 0 for none. */
static unsigned minutes_behind(str line, const char *word)
{
	size_t length = strlen(word);

	for (size_t i = 0; i + length < line.length; i++) {
		size_t at = i + length;
		unsigned number = 0;
		str unit;

		if (!lint_is(str_slice(line, i, length), word))
			continue;
		for (; at < line.length && at < i + length + 3 &&
		       isdigit((unsigned char)line.bytes[at]);
		     at++)
			number = number * 10 + (unsigned)(line.bytes[at] - '0');
		unit = str_trim(str_slice(line, at, 8));
		if (number > 0 && lint_is(str_slice(unit, 0, 3), "min"))
			return number;
		if (number > 0 && lint_is(str_slice(unit, 0, 4), "hour"))
			return number * 60;
	}
	return 0;
}

/* The level that a line speaks of; -1 for none or several. */
static int level_on(str line)
{
	int found = -1;

	for (size_t i = 0; i + 1 < line.length; i++) {
		int level;

		if (i > 0 && isalnum((unsigned char)line.bytes[i - 1]))
			continue;
		if (!lint_is(str_slice(line, i, 3), "sev") &&
		    !(line.bytes[i] == 'P' && isdigit((unsigned char)line.bytes[i + 1])))
			continue;
		level = level_of(str_slice(line, i, line.length));
		if (level >= 0 && found >= 0 && level != found)
			return -1;
		found = level >= 0 ? level : found;
	}
	return found;
}

enum { LEVELS = 10, MESSAGE_LINES_MAX = 15 };

/* What the message's own lines above say it is about. */
static int level_above(struct lint *lint, size_t row)
{
	for (size_t i = 1; i <= MESSAGE_LINES_MAX && i <= row; i++) {
		str line = lint->lines[row - i];
		int level = level_on(line);

		if (str_starts_with(str_trim(line), STR("```")))
			return -1;
		if (level >= 0)
			return level;
	}
	return -1;
}

static void look_at_promises(struct lint *lint)
{
	unsigned cadence[LEVELS] = { 0 };

	for (size_t row = 0; row < lint->line_count; row++) {
		int level = level_on(lint->lines[row]);

		if (level >= 0 && cadence[level] == 0)
			cadence[level] = minutes_behind(lint->lines[row], "every ");
	}
	for (size_t row = 0; row < lint->line_count; row++) {
		unsigned promised = minutes_behind(lint->lines[row], "every ");
		int level = level_on(lint->lines[row]);

		if (promised == 0 || level >= 0 || !lint_has(lint->lines[row], "update"))
			continue;
		level = level_above(lint, row);
		if (level >= 0 && cadence[level] > 0 && cadence[level] != promised)
			lint_report(
				lint, RULE_PROSE_CADENCE, spot_on(lint, row),
				"promises an update every %u minutes at level %d, and "
				"elsewhere the document says every %u",
				promised, level, cadence[level]);
	}
}

/* "Next update in 15 minutes", and in the next message 10. */
static void look_at_next_updates(struct lint *lint)
{
	unsigned before = 0;
	bool has_cadence = false;

	for (size_t row = 0; row < lint->line_count; row++)
		has_cadence |= minutes_behind(lint->lines[row], "every ") > 0;
	for (size_t row = 0; row < lint->line_count && !has_cadence; row++) {
		unsigned promised = minutes_behind(lint->lines[row], "update in ");

		if (promised > 0 && before > 0 && promised != before)
			lint_report_as(lint, FINDING_HINT, RULE_PROSE_CADENCE,
				       spot_on(lint, row),
				       "promises the next update in %u minutes, the "
				       "message before in %u, and nothing says which "
				       "holds at which severity",
				       promised, before);
		before = promised > 0 ? promised : before;
	}
}

/* -- tables of causes and fixes -- */

static void look_at_row(struct lint *lint, size_t row, str header)
{
	static const char *const titles[] = { "fix",    "resolution", "mitigation",
					      "remedy", "solution",   NULL };
	str line = lint->lines[row];

	if (!is_row(line) || str_equal(header, line) || str_contains(line, STR("--")))
		return;
	for (size_t i = 0; titles[i]; i++) {
		size_t column = column_named(header, titles[i]);

		if (column == SIZE_MAX || column == 0)
			continue;
		if (cell_at(line, column).length == 0 && cell_at(line, 0).length > 0)
			lint_report(lint, RULE_PROSE_FIX, spot_on(lint, row),
				    "a cause without a fix: the cell below '" STR_FMT
				    "' is empty",
				    STR_ARG(cell_at(header, column)));
		return;
	}
}

/* -- commands in sentences -- */

static bool is_command(str code)
{
	static const char *const programs[] = {
		"kubectl", "oc",     "sudo",      "systemctl", "docker",
		"helm",    "psql",   "mysql",     "mongosh",   "redis-cli",
		"aws",     "gcloud", "terraform", NULL,
	};
	str program = code, rest = STR("");
	size_t blanks = 0;

	(void)str_cut(code, ' ', &program, &rest);
	for (size_t i = 0; i < code.length; i++)
		blanks += code.bytes[i] == ' ';
	return lint_is_one_of(program, programs) && blanks >= 3;
}

/* "Then run `kubectl …` on each": between backticks, in no block. */
static void look_for_commands(struct lint *lint, size_t row)
{
	str line = lint->lines[row];
	size_t at = 0;

	while (at < line.length) {
		size_t begin, end;

		while (at < line.length && line.bytes[at] != '`')
			at++;
		begin = end = at + 1;
		while (end < line.length && line.bytes[end] != '`')
			end++;
		if (end >= line.length)
			return;
		if (is_command(str_slice(line, begin, end - begin))) {
			struct spot spot = spot_on(lint, row);

			spot.found = str_slice(line, begin, end - begin);
			lint_report(lint, RULE_PROSE_COMMAND, spot,
				    "a command in a sentence is read past, and cannot be "
				    "run as a step: give it a block of its own");
			return;
		}
		at = end + 1;
	}
}

void lint_prose(struct lint *lint)
{
	bool is_code = false;
	str header = STR(""); /* of the table that the row is in */

	if (!lint->runbook->markdown)
		return;
	for (size_t row = 0; row < lint->line_count; row++) {
		str line = str_trim(lint->lines[row]);

		if (str_starts_with(line, STR("```")) ||
		    str_starts_with(line, STR("~~~"))) {
			is_code = !is_code;
			continue;
		}
		if (!is_row(line))
			header = STR("");
		else if (header.length == 0)
			header = lint->lines[row];
		look_for_todo(lint, row);
		look_at_dates(lint, row, header);
		look_at_weekends(lint, row, header);
		if (is_of_actions(line))
			look_at_actions(lint, row);
		if (!is_code) {
			look_at_row(lint, row, header);
			look_for_commands(lint, row);
		}
	}
	look_at_severities(lint);
	look_at_promises(lint);
	look_at_next_updates(lint);
}

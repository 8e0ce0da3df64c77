/* Headings, bold lines and what they are for. */
#include "runbook/read_private.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

bool words_equal(str a, const char *b)
{
	return a.length == strlen(b) &&
	       (a.length == 0 || strncasecmp(a.bytes, b, a.length) == 0);
}

static bool words_begin(str text, const char *beginning)
{
	size_t length = strlen(beginning);

	return text.length >= length && strncasecmp(text.bytes, beginning, length) == 0;
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

bool words_include(str text, const char *words)
{
	size_t length = strlen(words);
	bool is_beginning = length > 0 && words[length - 1] == '*';
	char first = (char)toupper((unsigned char)words[0]);

	length -= is_beginning;
	for (size_t i = 0; i + length <= text.length; i++) {
		if ((text.bytes[i] != words[0] && text.bytes[i] != first) ||
		    (i > 0 && is_word(text.bytes[i - 1])))
			continue;
		if (strncasecmp(text.bytes + i, words, length) != 0)
			continue;
		if (is_beginning || i + length == text.length ||
		    !is_word(text.bytes[i + length]))
			return true;
	}
	return false;
}

static bool take_counting_word(str *title)
{
	static const char *const words[] = { "step", "phase", "part", "option" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		str rest;

		if (!words_begin(*title, words[i]))
			continue;
		rest = str_slice(*title, strlen(words[i]), title->length);
		if (rest.length < 2 || rest.bytes[0] != ' ' ||
		    !isalnum((unsigned char)rest.bytes[1]))
			continue;
		/* "Option B: …", and no "Option details" */
		if (rest.length > 2 && !strchr(":.-) ", rest.bytes[2]) &&
		    !isdigit((unsigned char)rest.bytes[2]))
			continue;
		*title = str_slice(rest, 1, rest.length);
		if (!isdigit((unsigned char)title->bytes[0]))
			*title = str_slice(*title, 1, title->length);
		return true;
	}
	return false;
}

str title_without_number(str title)
{
	bool had_word;
	size_t digits = 0, marks;

	title = str_trim(title);
	had_word = take_counting_word(&title);
	while (digits < title.length && (isdigit((unsigned char)title.bytes[digits]) ||
					 (digits > 0 && title.bytes[digits] == '.')))
		digits++;
	for (marks = digits;
	     marks < title.length && strchr(".:)- \t", title.bytes[marks]); marks++)
		;
	/* "5xx errors" and "3 replicas are down" are what they say */
	if (marks > digits && (had_word || title.bytes[digits] != ' ' ||
			       (digits > 0 && memchr(title.bytes, '.', digits))))
		return str_slice(title, marks, title.length);
	return title;
}

/* The first that fits: what checks a fix is a check, and what checks an impact is none.
 */
static const struct {
	const char *words;
	enum runbook_part part;
} part_words[] = {
	{ "impact", RUNBOOK_IMPACT },
	{ "blast radius", RUNBOOK_IMPACT },
	{ "hypothes*", RUNBOOK_DIAGNOSIS },
	{ "verif*", RUNBOOK_VERIFICATION },
	{ "validat*", RUNBOOK_VERIFICATION },
	{ "prevent*", RUNBOOK_PREVENTION },
	{ "postmortem", RUNBOOK_PREVENTION },
	{ "post-mortem", RUNBOOK_PREVENTION },
	{ "post-incident", RUNBOOK_PREVENTION },
	{ "retrospective", RUNBOOK_PREVENTION },
	{ "lesson*", RUNBOOK_PREVENTION },
	{ "follow-up", RUNBOOK_PREVENTION },
	{ "escalat*", RUNBOOK_ESCALATION },
	{ "contacts", RUNBOOK_ESCALATION },
	{ "contact", RUNBOOK_ESCALATION },
	{ "symptom*", RUNBOOK_SYMPTOMS },
	{ "meaning", RUNBOOK_SYMPTOMS },
	{ "diagnos*", RUNBOOK_DIAGNOSIS },
	{ "triage", RUNBOOK_DIAGNOSIS },
	{ "investigat*", RUNBOOK_DIAGNOSIS },
	{ "troubleshoot*", RUNBOOK_DIAGNOSIS },
	{ "debug*", RUNBOOK_DIAGNOSIS },
	{ "cause", RUNBOOK_DIAGNOSIS },
	{ "causes", RUNBOOK_DIAGNOSIS },
	{ "analy*", RUNBOOK_DIAGNOSIS },
	{ "assess*", RUNBOOK_DIAGNOSIS },
	{ "resolution*", RUNBOOK_RESOLUTION },
	{ "resolv*", RUNBOOK_RESOLUTION },
	{ "mitigat*", RUNBOOK_RESOLUTION },
	{ "fix", RUNBOOK_RESOLUTION },
	{ "fixes", RUNBOOK_RESOLUTION },
	{ "fixing", RUNBOOK_RESOLUTION },
	{ "remediat*", RUNBOOK_RESOLUTION },
	{ "remedy", RUNBOOK_RESOLUTION },
	{ "workaround*", RUNBOOK_RESOLUTION },
	{ "repair*", RUNBOOK_RESOLUTION },
	{ "contain", RUNBOOK_RESOLUTION },
	{ "containment", RUNBOOK_RESOLUTION },
	{ "recover*", RUNBOOK_RESOLUTION },
	{ "restor*", RUNBOOK_RESOLUTION },
	{ "solution*", RUNBOOK_RESOLUTION },
	{ "immediate action", RUNBOOK_RESOLUTION },
	{ "immediate actions", RUNBOOK_RESOLUTION },
};

/* A rollback of the deployment is what helps; only a part of that name tells how to take
 * back what was done here. */
static bool is_undo(str title)
{
	static const char *const first[] = { "rollback", "roll back", "roll-back",
					     "undo",     "revert",    "backout" };
	static const char *const rest[] = { "", "plan", "steps", "procedure",
					    "instructions" };

	for (size_t i = 0; i < sizeof(first) / sizeof(first[0]); i++) {
		if (!words_begin(title, first[i]))
			continue;
		for (size_t k = 0; k < sizeof(rest) / sizeof(rest[0]); k++)
			if (words_equal(str_trim(str_slice(title, strlen(first[i]),
							   title.length)),
					rest[k]))
				return true;
	}
	return false;
}

static str without_colon(str text)
{
	text = str_trim(text);
	if (str_ends_with(text, STR(":")))
		text.length--;
	return str_trim(text);
}

enum runbook_part part_of_title(str title)
{
	title = without_colon(title_without_number(title));
	if (is_undo(title))
		return RUNBOOK_UNDO;
	for (size_t i = 0; i < sizeof(part_words) / sizeof(part_words[0]); i++)
		if (words_include(title, part_words[i].words))
			return part_words[i].part;
	return RUNBOOK_TEXT;
}

bool title_is_of_messages(str title)
{
	return words_include(title, "communicat*") || words_include(title, "template*") ||
	       words_include(title, "notification*");
}

bool condition_of(str text, bool is_bold, str *ret_condition)
{
	static const char *const words[] = { "if ",          "when ",         "in case ",
					     "in the case ", "for the case ", "unless ",
					     "only if ",     "for " };
	/* "for" alone is a condition only where somebody marked it as one. */
	size_t count = sizeof(words) / sizeof(words[0]) - (is_bold ? 0 : 1);

	text = str_trim(text);
	if (!is_bold && !str_ends_with(text, STR(":")))
		return false;
	text = without_colon(title_without_number(text));
	for (size_t i = 0; i < count; i++)
		if (words_begin(text, words[i])) {
			*ret_condition = text;
			return true;
		}
	return false;
}

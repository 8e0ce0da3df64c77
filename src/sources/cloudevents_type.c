#include "sources/cloudevents.h"

#include "base/text.h"

#include <strings.h>

enum { SUBJECT_BYTES_MAX = 512 };

enum meaning {
	MEANS_NOTHING,
	MEANS_NUMBER,
	MEANS_HEARTBEAT,
	MEANS_ALERT,
	MEANS_BEGINNING,
	MEANS_END,
	MEANS_DEPLOY,
	MEANS_CHANGE,
	MEANS_CONFIG,
	MEANS_FLAG,
	MEANING_COUNT,
};

static const struct {
	const char *word;
	enum meaning meaning;
} words[] = {
	{ "heartbeat", MEANS_HEARTBEAT },
	{ "heartbeats", MEANS_HEARTBEAT },
	{ "ping", MEANS_HEARTBEAT },
	{ "keepalive", MEANS_HEARTBEAT },
	{ "alert", MEANS_ALERT },
	{ "alerts", MEANS_ALERT },
	{ "alarm", MEANS_ALERT },
	{ "incident", MEANS_ALERT },
	{ "incidents", MEANS_ALERT },
	{ "problem", MEANS_ALERT },
	{ "outage", MEANS_ALERT },
	{ "severity", MEANS_ALERT },
	{ "opened", MEANS_BEGINNING },
	{ "raised", MEANS_BEGINNING },
	{ "fired", MEANS_BEGINNING },
	{ "firing", MEANS_BEGINNING },
	{ "triggered", MEANS_BEGINNING },
	{ "detected", MEANS_BEGINNING },
	{ "reported", MEANS_BEGINNING },
	{ "created", MEANS_BEGINNING },
	{ "started", MEANS_BEGINNING },
	{ "updated", MEANS_BEGINNING },
	{ "active", MEANS_BEGINNING },
	{ "resolved", MEANS_END },
	{ "closed", MEANS_END },
	{ "cleared", MEANS_END },
	{ "recovered", MEANS_END },
	{ "ended", MEANS_END },
	{ "ok", MEANS_END },
	{ "normal", MEANS_END },
	{ "inactive", MEANS_END },
	{ "deploy", MEANS_DEPLOY },
	{ "deployed", MEANS_DEPLOY },
	{ "deployment", MEANS_DEPLOY },
	{ "release", MEANS_DEPLOY },
	{ "released", MEANS_DEPLOY },
	{ "rollout", MEANS_DEPLOY },
	{ "rollback", MEANS_DEPLOY },
	{ "rolledback", MEANS_DEPLOY },
	{ "upgraded", MEANS_DEPLOY },
	{ "change", MEANS_CHANGE },
	{ "changed", MEANS_CHANGE },
	{ "config", MEANS_CONFIG },
	{ "configuration", MEANS_CONFIG },
	{ "flag", MEANS_FLAG },
};

static bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_separator(char c)
{
	return !is_lower(c) && !is_upper(c) && !is_digit(c) && (unsigned char)c < 0x80;
}

/* Takes the next word off the front: up to a separator, or where a capital letter
 * follows a small one. */
static bool next_word(str *rest, str *ret_word)
{
	size_t from = 0, to;

	while (from < rest->length && is_separator(rest->bytes[from]))
		from++;
	for (to = from; to < rest->length && !is_separator(rest->bytes[to]); to++)
		if (to > from && is_upper(rest->bytes[to]) &&
		    is_lower(rest->bytes[to - 1]))
			break;
	*ret_word = str_slice(*rest, from, to - from);
	*rest = str_slice(*rest, to, rest->length);
	return ret_word->length > 0;
}

static enum meaning meaning_of(str word)
{
	size_t digits = 0;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		str known = str_of(words[i].word);

		if (word.length == known.length &&
		    strncasecmp(word.bytes, known.bytes, known.length) == 0)
			return words[i].meaning;
	}
	while (digits < word.length && is_digit(word.bytes[digits]))
		digits++;
	return digits == word.length ? MEANS_NUMBER : MEANS_NOTHING;
}

bool event_word_ends(str word)
{
	return meaning_of(word) == MEANS_END;
}

static enum event_kind kind_of(const bool *says)
{
	if (says[MEANS_HEARTBEAT])
		return EVENT_HEARTBEAT;
	if (says[MEANS_ALERT])
		return EVENT_ALERT;
	return says[MEANS_DEPLOY] || says[MEANS_CHANGE] ? EVENT_CHANGE : EVENT_OTHER;
}

static const char *change_of(const bool *says)
{
	if (says[MEANS_DEPLOY])
		return "deploy";
	if (says[MEANS_CONFIG])
		return "config";
	return says[MEANS_FLAG] ? "flag" : "other";
}

static void add_small(struct text *text, str word)
{
	for (size_t i = 0; i < word.length; i++)
		text_add_char(text, is_upper(word.bytes[i]) ? (char)(word.bytes[i] | 0x20)
							    : word.bytes[i]);
}

struct event_type event_type_of(struct arena *arena, str type)
{
	struct text subject = text_new(arena, SUBJECT_BYTES_MAX);
	bool says[MEANING_COUNT] = { false };
	str rest = type, word;

	while (next_word(&rest, &word)) {
		enum meaning meaning = meaning_of(word);

		says[meaning] = true;
		if (meaning == MEANS_BEGINNING || meaning == MEANS_END ||
		    meaning == MEANS_NUMBER)
			continue;
		if (subject.length > 0)
			text_add_char(&subject, '.');
		add_small(&subject, word);
	}
	return (struct event_type){
		.kind = kind_of(says),
		.ends = says[MEANS_END],
		.change = change_of(says),
		.subject = text_of(&subject),
	};
}

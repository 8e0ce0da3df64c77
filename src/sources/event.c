#include "sources/event.h"

#include "base/limits.h"
#include "base/text.h"
#include "formats/json.h"
#include "formats/place.h"

#include <string.h>

enum {
	NAME_BYTES_MAX = 200,
	CUT_WORDS_BYTES = 64, /* " … (12345678 more bytes were cut)" */
};

bool event_has_nul(str text)
{
	return text.length > 0 && memchr(text.bytes, '\0', text.length);
}

str event_cut(struct arena *arena, str text, size_t most)
{
	str kept;

	if (text.length <= most)
		return text;
	kept = str_clip(text, most > CUT_WORDS_BYTES ? most - CUT_WORDS_BYTES : 0);
	return arena_format(arena, STR_FMT " … (%zu more bytes were cut)", STR_ARG(kept),
			    text.length - kept.length);
}

/* PostgreSQL keeps no NUL in a text. */
str event_clean(struct arena *arena, str text)
{
	struct text clean;
	size_t at = 0;

	if (str_is_utf8(text))
		return text;
	clean = text_new(arena, 3 * text.length);
	while (at < text.length) {
		size_t length = utf8_length((unsigned char)text.bytes[at]);
		str character = str_slice(text, at, length);
		bool is_whole = character.length == length && str_is_utf8(character);

		text_add(&clean, is_whole ? character : STR("\xef\xbf\xbd"));
		at += is_whole ? length : 1;
	}
	return text_of(&clean);
}

static bool has(const struct labels *labels, str name)
{
	for (size_t i = 0; i < labels->count; i++)
		if (str_equal(labels->items[i].name, name))
			return true;
	return false;
}

static bool is_label_name(str name)
{
	for (size_t i = 0; i < name.length; i++) {
		char c = name.bytes[i];
		bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
				 c == '_';

		if (!is_letter && (c < '0' || c > '9' || i == 0))
			return false;
	}
	return name.length > 0 && name.length <= NAME_BYTES_MAX;
}

static void put(struct event *event, struct labels *labels, str name, str value,
		size_t most)
{
	size_t left = ALERT_BYTES_MAX - event->bytes;

	if (name.length >= left)
		return;
	left -= name.length;
	value = event_cut(event->arena, value, most < left ? most : left);
	if (value.length > left)
		return;
	event->bytes += name.length + value.length;
	*list_add(event->arena, labels) = (struct label){ name, value };
}

void event_annotate(struct event *event, str name, str value)
{
	struct labels *annotations = &event->fact.annotations;

	name = str_clip(event_clean(event->arena, name), NAME_BYTES_MAX);
	value = event_clean(event->arena, value);
	if (name.length > 0 && value.length > 0 &&
	    annotations->count < LABELS_PER_ALERT_MAX && !has(annotations, name))
		put(event, annotations, name, value, EVENT_TEXT_BYTES_MAX);
}

void event_label(struct event *event, str name, str value)
{
	struct labels *labels = &event->fact.labels;

	value = event_clean(event->arena, value);
	if (value.length == 0 || has(labels, name))
		return;
	if (!is_label_name(name)) {
		event_annotate(event, name, value);
		return;
	}
	if (value.length > EVENT_LABEL_BYTES_MAX || labels->count == EVENT_LABELS_MAX)
		event_annotate(event, name, value);
	if (labels->count < EVENT_LABELS_MAX)
		put(event, labels, name, value, EVENT_LABEL_BYTES_MAX);
}

str event_get(const struct event *event, const char *label)
{
	return labels_get(&event->fact.labels, label);
}

str event_word(struct arena *arena, const struct tree *value)
{
	if (!value)
		return STR("");
	switch (value->kind) {
	case TREE_TEXT: return value->text;
	case TREE_BOOL:
	case TREE_INT:
	case TREE_REAL: return json_write(arena, value);
	case TREE_NULL:
	case TREE_LIST:
	case TREE_MAP: break;
	}
	return STR("");
}

static bool names_a_place(str name)
{
	static const char *const names[] = {
		"alertname", "app",         "cluster", "container", "deployment",
		"env",       "environment", "host",    "hostname",  "instance",
		"job",       "namespace",   "node",    "pod",       "region",
		"service",   "severity",    "team",    "tenant",    "zone",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_is(name, names[i]))
			return true;
	return false;
}

/* False when it has no place of its own: it is a list, or there are too many. */
static bool take_detail(struct event *event, str name, const struct tree *value,
			size_t *taken)
{
	str word = event_word(event->arena, value);

	if (value->kind == TREE_NULL || (value->kind == TREE_TEXT && word.length == 0))
		return true;
	if (word.length == 0)
		return false;
	if (names_a_place(name) && !has(&event->fact.labels, name) &&
	    event->fact.labels.count < EVENT_LABELS_MAX) {
		event_label(event, name, word);
		return true;
	}
	if (*taken == EVENT_DETAILS_MAX || name.length == 0 ||
	    name.length > NAME_BYTES_MAX || event_has_nul(name) ||
	    has(&event->fact.annotations, name))
		return false;
	*taken += 1;
	event_annotate(event, name, word);
	return true;
}

void event_details(struct event *event, const struct tree *details, const char *rest_name)
{
	struct tree *rest = tree_map(event->arena);
	size_t taken = 0;

	if (!details || details->kind == TREE_NULL)
		return;
	if (details->kind != TREE_MAP) {
		str word = event_word(event->arena, details);

		event_annotate(event, str_of(rest_name),
			       word.length > 0 ? word
					       : json_write(event->arena, details));
		return;
	}
	for (size_t i = 0; i < details->list.count; i++) {
		const struct tree_entry *detail = &details->list.items[i];

		if (!take_detail(event, detail->name, detail->value, &taken))
			*list_add(event->arena, &rest->list) = *detail;
	}
	if (rest->list.count > 0)
		event_annotate(event, str_of(rest_name), json_write(event->arena, rest));
}

/* -- the alerts of an Alertmanager's group -- */

struct pairs {
	struct label *items;
	size_t count, capacity;
};

struct shared {
	struct arena *arena;
	size_t alerts;
	struct pairs labels, annotations;         /* of all so far */
	struct pairs own_labels, own_annotations; /* of the alert in hand */
};

static bool holds(const struct pairs *pairs, const struct label *pair)
{
	for (size_t i = 0; i < pairs->count; i++)
		if (str_equal(pairs->items[i].name, pair->name) &&
		    str_equal(pairs->items[i].value, pair->value))
			return true;
	return false;
}

static void add_pair(struct shared *shared, struct pairs *pairs, str name, str value)
{
	if (pairs->count < LABELS_PER_ALERT_MAX && is_label_name(name))
		*list_add(shared->arena, pairs) = (struct label){ name, value };
}

static void keep_common(struct pairs *common, const struct pairs *own)
{
	size_t kept = 0;

	for (size_t i = 0; i < common->count; i++)
		if (holds(own, &common->items[i]))
			common->items[kept++] = common->items[i];
	common->count = kept;
}

static void end_alert(struct shared *shared)
{
	if (shared->own_labels.count == 0)
		return;
	if (shared->alerts++ == 0) {
		shared->labels = shared->own_labels;
		shared->annotations = shared->own_annotations;
		shared->own_labels = shared->own_annotations = (struct pairs){ 0 };
		return;
	}
	keep_common(&shared->labels, &shared->own_labels);
	keep_common(&shared->annotations, &shared->own_annotations);
	shared->own_labels.count = shared->own_annotations.count = 0;
}

/* " - alertname = Manual" */
static bool is_pair(str line, str *ret_name, str *ret_value)
{
	static const str bullet = STR_INIT(" - ");
	str name, value;

	if (!str_starts_with(line, bullet) ||
	    !str_cut(str_slice(line, bullet.length, line.length), '=', &name, &value))
		return false;
	*ret_name = str_trim(name);
	*ret_value = str_trim(value);
	return is_label_name(*ret_name);
}

/* A value may go on in the next lines, which are part of the same text. */
static void go_on(struct pairs *pairs, str line)
{
	struct label *last = pairs && pairs->count > 0 ? &pairs->items[pairs->count - 1]
						       : NULL;

	if (last && last->value.length > 0)
		last->value.length = (size_t)(line.bytes + line.length -
					      last->value.bytes);
}

static void read_text(struct shared *shared, str text)
{
	struct pairs *pairs = NULL;
	str line, name, value;

	while (str_next(&text, '\n', &line)) {
		if (str_is(line, "Labels:")) {
			end_alert(shared);
			pairs = &shared->own_labels;
		} else if (str_is(line, "Annotations:")) {
			pairs = &shared->own_annotations;
		} else if (str_starts_with(line, STR("Source:"))) {
			pairs = NULL;
		} else if (pairs && is_pair(line, &name, &value)) {
			add_pair(shared, pairs, name, value);
		} else {
			go_on(pairs, line);
		}
	}
	end_alert(shared);
}

static void read_map(struct shared *shared, struct pairs *pairs, const struct tree *map)
{
	for (size_t i = 0; map && map->kind == TREE_MAP && i < map->list.count; i++)
		add_pair(shared, pairs, map->list.items[i].name,
			 event_word(shared->arena, map->list.items[i].value));
}

static void read_list(struct shared *shared, const struct tree *list)
{
	for (size_t i = 0; i < tree_count(list); i++) {
		const struct tree *alert = tree_nth(list, i);

		read_map(shared, &shared->own_labels, tree_get(alert, "labels"));
		read_map(shared, &shared->own_annotations,
			 tree_get(alert, "annotations"));
		end_alert(shared);
	}
}

bool event_group(struct event *event, const struct tree *firing)
{
	struct shared shared = { .arena = event->arena };

	if (firing && firing->kind == TREE_TEXT)
		read_text(&shared, firing->text);
	else if (firing && firing->kind == TREE_LIST)
		read_list(&shared, firing);
	for (size_t i = 0; i < shared.labels.count; i++)
		event_label(event, shared.labels.items[i].name,
			    shared.labels.items[i].value);
	for (size_t i = 0; i < shared.annotations.count; i++)
		event_annotate(event, shared.annotations.items[i].name,
			       shared.annotations.items[i].value);
	return shared.alerts > 0;
}

/* From worst to least; what is no such word counts as the least. */
static size_t rank_of(str severity)
{
	static const char *const names[] = { "critical", "page", "error", "warning",
					     "info" };
	size_t count = sizeof(names) / sizeof(names[0]);

	for (size_t i = 0; i < count; i++)
		if (str_is(severity, names[i]))
			return i;
	return count;
}

void event_severity(struct event *event, str severity)
{
	struct labels *labels = &event->fact.labels;

	for (size_t i = 0; i < labels->count; i++)
		if (str_is(labels->items[i].name, "severity") &&
		    rank_of(severity) < rank_of(labels->items[i].value))
			labels->items[i].value = severity;
	event_label(event, STR("severity"), severity);
}

const struct alert_fact *event_settle(struct event *event)
{
	str unused;

	/* No name occurs twice: put looked. */
	if (!labels_settle(&event->fact.labels, &unused) ||
	    !labels_settle(&event->fact.annotations, &unused))
		return NULL;
	return &event->fact;
}

str event_service(struct event *event, const struct config *config)
{
	const struct alert_fact *fact = event_settle(event);
	const struct service *service = config && fact ? config_service_for(config,
									    &fact->labels)
						       : NULL;

	return service ? service->name : event_get(event, "service");
}

instant_ms event_instant(const struct tree *value, instant_ms now)
{
	struct error error;
	instant_ms at = 0;

	if (value && value->kind == TREE_TEXT && !instant_parse(value->text, &at, &error))
		return 0;
	if (value && value->kind == TREE_INT && value->number <= now)
		at = value->number > now / SECOND_MS ? value->number
						     : value->number * SECOND_MS;
	return at > 0 && at <= now ? at : 0;
}

str event_line(struct arena *arena, str text, size_t most)
{
	str line = text, rest;

	str_cut(str_trim(text), '\n', &line, &rest);
	return event_cut(arena, event_clean(arena, str_trim(line)), most);
}

void event_fault(const struct door_call *call, struct alert_batch *batch,
		 const char *field, const char *reason)
{
	*list_add(call->arena, &batch->faults) = (struct fault){
		.field = str_of(field),
		.reason = arena_format(call->arena, "%s %s", field, reason),
	};
}

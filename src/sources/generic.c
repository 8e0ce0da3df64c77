/* JSON of any sender, read by a mapping in stanch.yaml: by ?mapping=NAME, by the key it
 * comes with, by a header, or by the only one that asks for neither. Pointers start at
 * each alert or change; what they do not find is left out, but for a status and an
 * identity, whose absence is a fault of that one alone. */
#include "sources/generic_private.h"
#include "sources/plain.h"

#include "base/limits.h"
#include "base/text.h"
#include "formats/form.h"
#include "formats/json.h"
#include "formats/pointer.h"

#include <strings.h>

enum {
	IDENTITY_BYTES_MAX = 512,
	/* As many as an Alertmanager in its worst hour. */
	ALERTS_MAX = 30000,
	NAMES_BYTES_MAX = 200,
	/* Half a kilobyte for each of them. */
	BODY_BYTES_MAX = 16 << 20,
};

static bool is_same(str a, str b)
{
	return a.length == b.length && strncasecmp(a.bytes, b.bytes, a.length) == 0;
}

/* -- which mapping -- */

static str names_of(const struct door_call *call)
{
	struct text names = text_new(call->arena, NAMES_BYTES_MAX);

	for (size_t i = 0; i < call->config->mapping_count; i++) {
		text_add(&names, i > 0 ? STR(", ") : STR(""));
		text_add(&names, call->config->mappings[i].name);
	}
	return names.length > 0 ? text_of(&names) : STR("none");
}

static bool fits(const struct door_call *call, const struct mapping *mapping)
{
	str said;

	if (mapping->key.length > 0)
		return str_equal(mapping->key, call->key_name);
	if (mapping->header.length == 0)
		return false;
	said = door_header(call, arena_c_string(call->arena, mapping->header));
	return said.length > 0 &&
	       (mapping->header_says.length == 0 || is_same(said, mapping->header_says));
}

static const struct mapping *named(const struct door_call *call, str name)
{
	for (size_t i = 0; i < call->config->mapping_count; i++)
		if (str_equal(call->config->mappings[i].name, name))
			return &call->config->mappings[i];
	return NULL;
}

static const struct mapping *fitting(const struct door_call *call)
{
	const struct mapping *only = NULL;
	size_t count = 0;

	for (size_t i = 0; i < call->config->mapping_count; i++) {
		const struct mapping *mapping = &call->config->mappings[i];

		if (fits(call, mapping))
			return mapping;
		if (mapping->key.length + mapping->header.length > 0)
			continue;
		only = mapping;
		count++;
	}
	return count == 1 ? only : NULL;
}

static const struct mapping *find_mapping(const struct door_call *call,
					  struct error *error)
{
	const struct mapping *mapping;
	struct form query;
	str name;

	if (!form_parse(call->arena, call->query, &query, error))
		return NULL;
	name = form_get(&query, "mapping");
	mapping = name.length > 0 ? named(call, name) : fitting(call);
	if (mapping)
		return mapping;
	if (name.length > 0)
		error_set(error, ERROR_NOT_FOUND,
			  "there is no mapping '" STR_FMT
			  "' in stanch.yaml; there are: " STR_FMT,
			  STR_ARG(str_clip(name, NAMES_BYTES_MAX)),
			  STR_ARG(names_of(call)));
	else
		error_set(error, ERROR_INVALID,
			  "which mapping reads this? Say ?mapping=NAME, or give one a "
			  "'key' or a 'header' in stanch.yaml; there are: " STR_FMT,
			  STR_ARG(names_of(call)));
	return NULL;
}

/* -- one alert -- */

bool generic_fault(const struct generic_reading *reading, const char *field, str reason)
{
	*list_add(reading->call->arena, &reading->batch->faults) = (struct fault){
		.index = reading->index,
		.field = str_of(field),
		.reason = arena_format(reading->call->arena, "%s %zu: %s: " STR_FMT,
				       reading->mapping->change_count > 0 ? "change"
									  : "alert",
				       reading->index, field, STR_ARG(reason)),
	};
	return false;
}

/* As text; a list or an object as its JSON. */
str generic_word(const struct generic_reading *reading, const struct tree *item,
		 str pointer)
{
	const struct tree *value = pointer_find(item, pointer);

	if (!value || value->kind == TREE_NULL)
		return STR("");
	if (value->kind == TREE_LIST || value->kind == TREE_MAP)
		return tree_count(value) > 0 ? json_write(reading->call->arena, value)
					     : STR("");
	return event_word(reading->call->arena, value);
}

bool generic_has_word(const str *words, size_t count, str word)
{
	for (size_t i = 0; i < count; i++)
		if (is_same(words[i], word))
			return true;
	return false;
}

static bool read_status(const struct generic_reading *reading, const struct tree *alert,
			bool *ret_firing)
{
	const struct mapping *mapping = reading->mapping;
	str word;

	*ret_firing = true;
	if (mapping->status.length == 0)
		return true;
	word = str_trim(generic_word(reading, alert, mapping->status));
	if (word.length == 0)
		return generic_fault(reading, "status",
				     arena_format(reading->call->arena,
						  "nothing stands at " STR_FMT,
						  STR_ARG(mapping->status)));
	*ret_firing = !generic_has_word(mapping->resolved, mapping->resolved_count, word);
	if (!*ret_firing || mapping->firing_count == 0 ||
	    generic_has_word(mapping->firing, mapping->firing_count, word))
		return true;
	return generic_fault(
		reading, "status",
		arena_format(reading->call->arena,
			     "'" STR_FMT "' is no word of firing or resolved",
			     STR_ARG(event_line(reading->call->arena, word, 100))));
}

bool generic_identity(const struct generic_reading *reading, const struct tree *item,
		      str *ret_identity)
{
	str pointer = reading->mapping->identity;
	str identity = event_clean(reading->call->arena,
				   str_trim(generic_word(reading, item, pointer)));

	*ret_identity = STR("");
	if (pointer.length == 0)
		return true;
	if (identity.length == 0)
		return generic_fault(reading, "identity",
				     arena_format(reading->call->arena,
						  "nothing stands at " STR_FMT,
						  STR_ARG(pointer)));
	if (identity.length > IDENTITY_BYTES_MAX)
		return generic_fault(reading, "identity",
				     STR("it is longer than 512 bytes"));
	/* Two mappings of one key may count from 1 both. */
	*ret_identity = arena_format(reading->call->arena, STR_FMT "/" STR_FMT,
				     STR_ARG(reading->mapping->name), STR_ARG(identity));
	return true;
}

static str severity_of(const struct generic_reading *reading, const struct tree *alert)
{
	const struct mapping *mapping = reading->mapping;
	str word = STR("");

	if (mapping->severity.length > 0)
		word = str_trim(generic_word(reading, alert, mapping->severity));
	for (size_t i = 0; i < mapping->severity_count; i++)
		if (is_same(mapping->severities[i].name, word))
			return mapping->severities[i].value;
	return word;
}

void generic_labels(const struct generic_reading *reading, const struct tree *item,
		    struct event *event)
{
	const struct mapping *mapping = reading->mapping;

	for (size_t i = 0; i < mapping->label_count; i++)
		event_label(event, mapping->labels[i].name,
			    generic_word(reading, item, mapping->labels[i].value));
	event_label(event, STR("severity"), severity_of(reading, item));
	for (size_t i = 0; i < mapping->default_count; i++)
		event_label(event, mapping->defaults[i].name, mapping->defaults[i].value);
	event_label(event, STR("alertname"), mapping->name);
}

static void add_annotations(const struct generic_reading *reading,
			    const struct tree *alert, struct event *event)
{
	const struct mapping *mapping = reading->mapping;
	const struct tree *starts = pointer_find(alert, mapping->starts_at);

	for (size_t i = 0; i < mapping->annotation_count; i++)
		event_annotate(
			event, mapping->annotations[i].name,
			generic_word(reading, alert, mapping->annotations[i].value));
	if (mapping->starts_at.length == 0)
		return;
	event->fact.starts_at = event_instant(starts, reading->call->now);
	if (event->fact.starts_at == 0)
		event_annotate(event, STR("starts_at"), event_word(event->arena, starts));
}

static void read_alert(const struct generic_reading *reading, const struct tree *alert)
{
	struct event event = { .arena = reading->call->arena,
			       .fact = { .is_said_once = !reading->mapping->repeats,
					 .index = reading->index } };

	if (!read_status(reading, alert, &event.fact.firing) ||
	    !generic_identity(reading, alert, &event.fact.identity))
		return;
	if (event.fact.firing || event.fact.identity.length == 0) {
		generic_labels(reading, alert, &event);
		add_annotations(reading, alert, &event);
	}
	if (!event.fact.firing)
		event.fact.ends_at = reading->call->now;
	*list_add(event.arena, reading->batch) = *event_settle(&event);
}

static void read_item(const struct generic_reading *reading, const struct tree *item)
{
	if (reading->mapping->change_count > 0)
		generic_change(reading, item);
	else
		read_alert(reading, item);
}

/* -- the body -- */

/* NULL after saying what is wrong with the body. */
static const struct tree *find_list(const struct generic_reading *reading,
				    const struct tree *body, struct error *error)
{
	str pointer = reading->mapping->list;
	const struct tree *list = pointer_find(body, pointer);

	if (list && (pointer.length == 0 || list->kind == TREE_LIST))
		return list;
	error_set(error, ERROR_INVALID,
		  "mapping " STR_FMT ": %s at " STR_FMT ", where its list should be",
		  STR_ARG(reading->mapping->name),
		  list ? "no list stands" : "nothing stands", STR_ARG(pointer));
	return NULL;
}

static bool read_body(const struct door_call *call, struct alert_batch *batch,
		      struct error *error)
{
	struct generic_reading reading = { .call = call, .batch = batch };
	const struct tree *body, *list;

	reading.mapping = find_mapping(call, error);
	if (!reading.mapping)
		return false;
	if (batch->was_cut)
		return error_set(error, ERROR_TOO_LARGE, "the body is too large");
	body = json_parse(call->arena, call->body, error);
	if (!body)
		return error_wrap(error, "the body is no JSON");
	list = find_list(&reading, body, error);
	if (!list)
		return false;
	if (list->kind != TREE_LIST) {
		batch->read = 1;
		read_item(&reading, list);
		return true;
	}
	batch->read = tree_count(list);
	for (size_t i = 0; i < batch->read && i < ALERTS_MAX; i++) {
		reading.index = i;
		read_item(&reading, tree_nth(list, i));
	}
	reading.index = ALERTS_MAX;
	if (batch->read > ALERTS_MAX)
		generic_fault(&reading, "list",
			      STR("only the 30000 before it were taken"));
	return true;
}

const struct source generic_source = {
	.name = "generic",
	.help = "JSON of any sender, by a mapping in stanch.yaml",
	.body_bytes_max = BODY_BYTES_MAX,
	.read = read_body,
	.answer = plain_answer,
	.limited_status = 429,
};

/* CloudEvents 1.0 over HTTP: binary, structured and in batches.
 *
 * An event is about what its type says: a heartbeat, an alert, a change. All of an
 * alert's events have source, subject and that part of the type in common which does not
 * say how far it is; source and id name the event itself, and the same event again is
 * none. */
#include "sources/cloudevents.h"
#include "sources/event.h"
#include "sources/plain.h"

#include "base/hash.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/text.h"
#include "formats/json.h"

#include <strings.h>

enum {
	ATTRIBUTE_BYTES_MAX = 4 << 10,
	IDENTITY_BYTES_MAX = 512,
	TITLE_BYTES_MAX = 1024,
	/* Of the severity extension: OpenTelemetry's numbers. */
	SEVERITY_WARN = 13,
	SEVERITY_ERROR = 17,
	SEVERITY_FATAL = 21,
};

enum mode { MODE_NONE, MODE_BINARY, MODE_STRUCTURED, MODE_BATCH, MODE_ASKING };

struct cloud_event {
	size_t index;
	str id, source, type, subject, time, severity;
	struct event_type kind;
	instant_ms at;           /* 0: not said, or one that has not come */
	const struct tree *data; /* NULL: it is no JSON */
	str words;               /* data that is no JSON */
};

struct events {
	const struct door_call *call;
	struct alert_batch *batch;
	struct map *seen; /* source and id of the events so far */
};

static bool is_type(str said, const char *name)
{
	str type = said, rest, wanted = str_of(name);

	str_cut(said, ';', &type, &rest);
	type = str_trim(type);
	return type.length == wanted.length &&
	       strncasecmp(type.bytes, wanted.bytes, wanted.length) == 0;
}

static enum mode mode_of(const struct door_call *call)
{
	str type = door_header(call, "Content-Type");

	if (str_is(str_of(call->method), "OPTIONS"))
		return MODE_ASKING;
	if (is_type(type, "application/cloudevents+json"))
		return MODE_STRUCTURED;
	if (is_type(type, "application/cloudevents-batch+json"))
		return MODE_BATCH;
	return door_header(call, "ce-specversion").length > 0 ? MODE_BINARY : MODE_NONE;
}

/* -- its attributes -- */

static void fault(struct events *events, size_t index, const char *field,
		  const char *reason)
{
	*list_add(events->call->arena, &events->batch->faults) = (struct fault){
		.index = index,
		.field = str_of(field),
		.reason = arena_format(events->call->arena, "%s %s", field, reason),
	};
}

/* A header's percent escapes; as it came when they are none. */
static str decode(struct arena *arena, str value)
{
	struct text text = text_new(arena, ATTRIBUTE_BYTES_MAX);
	str hex, byte;

	for (size_t i = 0; i < value.length; i++) {
		hex = str_slice(value, i + 1, 2);
		if (value.bytes[i] != '%' || !hex_parse(arena, hex, &byte) ||
		    byte.length != 1) {
			text_add_char(&text, value.bytes[i]);
			continue;
		}
		text_add(&text, byte);
		i += 2;
	}
	return !text.full && str_is_utf8(text_of(&text)) ? text_of(&text) : value;
}

/* "ce-id" of a binary event, else the member "id" of "body". */
static str attribute(const struct door_call *call, const struct tree *body,
		     const char *name)
{
	str value;

	if (body) {
		value = event_word(call->arena, tree_get(body, name));
	} else {
		value = door_header(call, arena_format(call->arena, "ce-%s", name).bytes);
		value = decode(call->arena, value);
	}
	return event_clean(call->arena, str_clip(value, ATTRIBUTE_BYTES_MAX));
}

/* By the severity extension, in the words that routes know; "" when it is not there. */
static str severity_of(const struct door_call *call, const struct tree *body)
{
	static const struct {
		const char *text, *word;
	} words[] = {
		{ "TRACE", "info" },     { "DEBUG", "info" },      { "INFO", "info" },
		{ "WARN", "warning" },   { "WARNING", "warning" }, { "ERROR", "error" },
		{ "FATAL", "critical" },
	};
	str text = attribute(call, body, "severitytext");
	int64_t number;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (text.length == str_of(words[i].text).length &&
		    strncasecmp(text.bytes, words[i].text, text.length) == 0)
			return str_of(words[i].word);
	if (!str_to_int(attribute(call, body, "severitynumber"), &number))
		return text;
	return number >= SEVERITY_FATAL   ? STR("critical")
	       : number >= SEVERITY_ERROR ? STR("error")
	       : number >= SEVERITY_WARN  ? STR("warning")
					  : STR("info");
}

static void take_time(const struct door_call *call, struct cloud_event *event)
{
	struct error unused;
	instant_ms at;

	if (event->time.length > 0 && instant_parse(event->time, &at, &unused) &&
	    at <= call->now)
		event->at = at;
}

static bool read_attributes(struct events *events, const struct tree *body,
			    struct cloud_event *event)
{
	const struct door_call *call = events->call;
	size_t before = events->batch->faults.count;

	event->id = attribute(call, body, "id");
	event->source = attribute(call, body, "source");
	event->type = attribute(call, body, "type");
	event->subject = attribute(call, body, "subject");
	event->time = attribute(call, body, "time");
	event->severity = severity_of(call, body);
	event->kind = event_type_of(call->arena, event->type);
	if (event->kind.kind == EVENT_OTHER && event->severity.length > 0)
		event->kind.kind = EVENT_ALERT;
	take_time(call, event);
	if (!str_is(attribute(call, body, "specversion"), "1.0"))
		fault(events, event->index, "specversion", "must be 1.0");
	if (event->id.length == 0)
		fault(events, event->index, "id", "is missing");
	if (event->source.length == 0)
		fault(events, event->index, "source", "is missing");
	if (event->type.length == 0)
		fault(events, event->index, "type", "is missing");
	return events->batch->faults.count == before;
}

/* -- its data -- */

static void read_data(const struct door_call *call, struct cloud_event *event, str bytes,
		      str type)
{
	struct error unused;
	bool may_be_json = type.length == 0 || str_contains(type, STR("json"));

	if (may_be_json)
		event->data = json_parse(call->arena, bytes, &unused);
	if (!event->data && (bytes.length == 0 || str_is_utf8(bytes)))
		event->words = bytes;
}

static void read_member_data(const struct door_call *call, struct cloud_event *event,
			     const struct tree *body)
{
	const struct tree *data = tree_get(body, "data");
	str bytes;

	if (base64_parse(call->arena, tree_get_text(body, "data_base64"), &bytes) &&
	    bytes.length > 0)
		read_data(call, event, bytes, tree_get_text(body, "datacontenttype"));
	else if (data && data->kind == TREE_TEXT)
		event->words = data->text;
	else
		event->data = data;
}

static str first_said(const struct cloud_event *event, const char *const *names)
{
	str said = STR("");

	for (; said.length == 0 && *names; names++)
		said = str_trim(tree_get_text(event->data, *names));
	return said;
}

/* What the events of CDEvents are about stands in their data: data.subject.id, and more
 * of it in data.subject.content. */
static str subject_of(const struct cloud_event *event)
{
	return event->subject.length > 0
		       ? event->subject
		       : tree_get_text(tree_get(event->data, "subject"), "id");
}

static const struct tree *content_of(const struct cloud_event *event)
{
	return tree_get(tree_get(event->data, "subject"), "content");
}

static str url_of(const struct door_call *call, const struct cloud_event *event)
{
	static const char *const names[] = { "url", "link", "generatorURL", NULL };
	str url = first_said(event, names);

	if (url.length == 0 && str_starts_with(event->source, STR("http")))
		url = event->source;
	return url.length <= ATTRIBUTE_BYTES_MAX ? event_clean(call->arena, url)
						 : STR("");
}

/* "disk.alert of /hosts/db1: sda1" */
static str title_of(const struct door_call *call, const struct cloud_event *event)
{
	static const char *const names[] = { "summary",     "title", "message",
					     "description", "text",  NULL };
	str title = first_said(event, names);

	if (title.length == 0)
		title = str_trim(tree_get_text(content_of(event), "description"));
	if (title.length == 0)
		title = str_trim(event->words);
	if (title.length == 0)
		title = arena_format(call->arena, STR_FMT " of " STR_FMT "%s" STR_FMT,
				     STR_ARG(event->type), STR_ARG(event->source),
				     subject_of(event).length > 0 ? ": " : "",
				     STR_ARG(subject_of(event)));
	return event_cut(call->arena, event_clean(call->arena, title), TITLE_BYTES_MAX);
}

/* -- what becomes of it -- */

/* Nothing is named that may be told of twice: then each event is one of its own. */
static str identity_of(const struct door_call *call, const struct cloud_event *event)
{
	str subject = event_clean(call->arena, subject_of(event)), whole;

	whole = arena_format(call->arena, STR_FMT " " STR_FMT " " STR_FMT,
			     STR_ARG(event->source), STR_ARG(event->kind.subject),
			     STR_ARG(subject.length > 0 ? subject : event->id));
	return whole.length <= IDENTITY_BYTES_MAX
		       ? whole
		       : sha256_hex(call->arena, sha256_of(whole));
}

static bool has_ended(const struct cloud_event *event)
{
	return event->kind.ends ||
	       event_word_ends(tree_get_text(event->data, "status")) ||
	       event_word_ends(tree_get_text(event->data, "state"));
}

static void take_alert(struct events *events, const struct cloud_event *said)
{
	const struct door_call *call = events->call;
	struct event event = {
		.arena = call->arena,
		.fact = { .identity = identity_of(call, said),
			  .is_said_once = true,
			  .is_one_word = said->at > 0,
			  .firing = true,
			  .starts_at = said->at,
			  .generator_url = url_of(call, said),
			  .index = said->index },
	};

	if (has_ended(said)) {
		*list_add(call->arena, events->batch) = (struct alert_fact){
			.identity = event.fact.identity,
			.is_said_once = true,
			.ends_at = said->at,
			.index = said->index,
		};
		return;
	}
	event_label(&event, STR("severity"), said->severity);
	event_label(&event, STR("source"), said->source);
	event_label(&event, STR("subject"), subject_of(said));
	event_details(&event, said->data, "data");
	event_label(&event, STR("service"),
		    tree_get_text(tree_get(content_of(said), "service"), "id"));
	event_label(&event, STR("alertname"), said->kind.subject);
	event_label(&event, STR("alertname"), said->type);
	event_annotate(&event, STR("summary"), title_of(call, said));
	event_annotate(&event, STR("description"), said->words);
	event_annotate(&event, STR("type"), said->type);
	event_annotate(&event, STR("event_id"), said->id);
	if (said->at == 0)
		event_annotate(&event, STR("time"), said->time);
	*list_add(call->arena, events->batch) = *event_settle(&event);
}

static str service_of(const struct door_call *call, const struct cloud_event *said)
{
	struct event event = { .arena = call->arena };
	const struct service *service;

	event_label(&event, STR("source"), said->source);
	event_label(&event, STR("subject"), subject_of(said));
	event_details(&event, said->data, "data");
	event_label(&event, STR("service"), subject_of(said));
	service = call->config ? config_service_for(call->config,
						    &event_settle(&event)->labels)
			       : NULL;
	return service ? service->name : event_get(&event, "service");
}

static str name_of_event(const struct door_call *call, const struct cloud_event *event)
{
	return arena_format(call->arena, STR_FMT " " STR_FMT, STR_ARG(event->source),
			    STR_ARG(event->id));
}

static void take_change(struct events *events, const struct cloud_event *said)
{
	static const char *const authors[] = { "author", "actor", "user", NULL };
	const struct door_call *call = events->call;

	*list_add(call->arena, &events->batch->changes) = (struct change){
		.at = said->at,
		.service = service_of(call, said),
		.kind = str_of(said->kind.change),
		.title = title_of(call, said),
		.author = event_clean(call->arena,
				      str_clip(first_said(said, authors), 200)),
		.url = url_of(call, said),
		.source_id = sha256_hex(call->arena,
					sha256_of(name_of_event(call, said))),
	};
}

static void take_ping(struct events *events, const struct cloud_event *said)
{
	str name = tree_get_text(said->data, "name");

	if (name.length == 0)
		name = subject_of(said);
	if (name.length == 0)
		name = said->source;
	*list_add(events->call->arena, &events->batch->pings) = event_clean(
		events->call->arena, str_clip(name, HEARTBEAT_NAME_BYTES_MAX));
}

static void take_event(struct events *events, const struct cloud_event *event)
{
	struct arena *arena = events->call->arena;
	str name = name_of_event(events->call, event);

	if (map_get(events->seen, name))
		return;
	map_put(events->seen, name, events);
	switch (event->kind.kind) {
	case EVENT_HEARTBEAT: take_ping(events, event); return;
	case EVENT_ALERT: take_alert(events, event); return;
	case EVENT_CHANGE: take_change(events, event); return;
	case EVENT_OTHER:
		events->batch->reply = arena_format(
			arena,
			"nothing is kept of events of the type " STR_FMT
			": it names no alert, change or heartbeat",
			STR_ARG(str_clip(event->type, 200)));
		return;
	}
}

/* -- the three ways in which events come -- */

static void read_member(struct events *events, const struct tree *body, size_t index)
{
	struct cloud_event event = { .index = index };

	events->batch->read++;
	if (body->kind != TREE_MAP) {
		fault(events, index, "the event", "must be an object");
		return;
	}
	if (!read_attributes(events, body, &event))
		return;
	read_member_data(events->call, &event, body);
	take_event(events, &event);
}

static void read_binary(struct events *events)
{
	const struct door_call *call = events->call;
	struct cloud_event event = { 0 };

	events->batch->read++;
	if (!read_attributes(events, NULL, &event))
		return;
	read_data(call, &event, call->body, door_header(call, "Content-Type"));
	take_event(events, &event);
}

static bool read_json(struct events *events, enum mode mode, struct error *error)
{
	const struct tree *body = json_parse(events->call->arena, events->call->body,
					     error);

	if (!body)
		return error_wrap(error, "the body is no JSON");
	if (mode == MODE_STRUCTURED) {
		read_member(events, body, 0);
		return true;
	}
	if (body->kind != TREE_LIST)
		return error_set(error, ERROR_INVALID, "a batch must be a list, not a %s",
				 tree_kind_name(body->kind));
	for (size_t i = 0; i < tree_count(body); i++)
		read_member(events, tree_nth(body, i), i);
	return true;
}

static bool read_events(const struct door_call *call, struct alert_batch *batch,
			struct error *error)
{
	struct events events = { call, batch, map_new(call->arena) };
	enum mode mode = mode_of(call);

	if (mode == MODE_ASKING)
		return true;
	if (mode == MODE_NONE)
		return error_set(error, ERROR_INVALID,
				 "no CloudEvent: the type must be "
				 "application/cloudevents+json or "
				 "application/cloudevents-batch+json, or there must be "
				 "the headers ce-specversion, ce-id, ce-source, ce-type");
	if (batch->was_cut)
		return error_set(error, ERROR_TOO_LARGE,
				 "the events are larger than %d KiB: send smaller "
				 "batches",
				 API_BODY_BYTES_MAX >> 10);
	if (mode != MODE_BINARY)
		return read_json(&events, mode, error);
	read_binary(&events);
	return true;
}

/* -- how it is answered -- */

/* Whoever asks has shown the key, so the origin may send: as much as the key may. */
static void answer_asking(const struct door_call *call, struct door_answer *ret_answer)
{
	str origin = door_header(call, "WebHook-Request-Origin");

	ret_answer->status = 200;
	ret_answer->headers[0] = (struct door_answer_header){ "Allow",
							      STR("POST, OPTIONS") };
	if (origin.length == 0)
		return;
	ret_answer->headers[1] = (struct door_answer_header){ "WebHook-Allowed-Origin",
							      origin };
	ret_answer->headers[2] = (struct door_answer_header){
		"WebHook-Allowed-Rate",
		call->per_minute > 0
			? arena_format(call->arena, "%lld", (long long)call->per_minute)
			: STR("*")
	};
}

static void answer(const struct door_call *call, const struct alert_batch *batch,
		   const struct error *error, struct door_answer *ret_answer)
{
	enum mode mode = mode_of(call);

	if (!error && mode == MODE_ASKING) {
		answer_asking(call, ret_answer);
		return;
	}
	plain_answer(call, batch, error, ret_answer);
	if (error && error->kind == ERROR_INVALID && mode == MODE_NONE)
		ret_answer->status = 415;
}

const struct source cloudevents_source = {
	.name = "cloudevents",
	.help = "CloudEvents 1.0: events that say alert, change or heartbeat",
	.body_bytes_max = API_BODY_BYTES_MAX,
	.takes_options = true,
	.read = read_events,
	.answer = answer,
	.limited_status = 429,
};

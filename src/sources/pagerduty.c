/* What is sent to PagerDuty: events (Events API v2 and its predecessor) and changes.
 *
 * An event names its alert by dedup_key and says a thing once: a trigger on an open key
 * says nothing new, an acknowledge or a resolve of what is not open is taken and ignored.
 * Clients count exactly 202 as done and repeat 429 and 5xx. */
#include "sources/event.h"

#include "base/limits.h"
#include "base/text.h"
#include "formats/json.h"

#include <strings.h>

enum {
	DEDUP_BYTES_MAX = 255,
	TITLE_BYTES_MAX = 1024,
	URL_BYTES_MAX = 4 << 10,
	MADE_KEY_BYTES = 16,
	LINES_BYTES_MAX = 16 << 10,
	ANSWER_BYTES_MAX = 32 << 10,
};

#define EVENT_PATH  "/v2/enqueue"
#define CHANGE_PATH "/v2/change/enqueue"
#define OLD_PATH    "/generic/2010-04-15/create_event.json"

enum dialect { DIALECT_EVENT, DIALECT_CHANGE, DIALECT_OLD };

/* How each dialect names the same things. */
static const struct {
	const char *key, *action, *dedup;
} words[] = {
	[DIALECT_EVENT] = { "routing_key", "event_action", "dedup_key" },
	[DIALECT_CHANGE] = { "routing_key", NULL, NULL },
	[DIALECT_OLD] = { "service_key", "event_type", "incident_key" },
};

static enum dialect dialect_of(const struct door_call *call)
{
	if (str_is(call->path, CHANGE_PATH))
		return DIALECT_CHANGE;
	return str_is(call->path, OLD_PATH) ? DIALECT_OLD : DIALECT_EVENT;
}

/* -- what is missing or of the wrong kind -- */

static bool is_said(const struct tree *value)
{
	return value && value->kind != TREE_NULL;
}

static str need_text(const struct door_call *call, struct alert_batch *batch,
		     const struct tree *map, const char *name, const char *field)
{
	const struct tree *value = tree_get(map, name);
	str text = tree_get_text(map, name);

	if (!is_said(value))
		event_fault(call, batch, field, "is missing");
	else if (value->kind != TREE_TEXT)
		event_fault(call, batch, field, "must be text");
	else if (str_trim(text).length == 0)
		event_fault(call, batch, field, "is empty");
	return text;
}

/* The four words of the API; any case. */
static str need_severity(const struct door_call *call, struct alert_batch *batch,
			 const struct tree *payload)
{
	static const char *const names[] = { "critical", "error", "warning", "info" };
	size_t before = batch->faults.count;
	str severity = need_text(call, batch, payload, "severity", "payload.severity");

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		str name = str_of(names[i]);

		if (severity.length == name.length &&
		    strncasecmp(severity.bytes, name.bytes, name.length) == 0)
			return name;
	}
	if (batch->faults.count == before)
		event_fault(call, batch, "payload.severity",
			    "must be critical, error, warning or info");
	return severity;
}

static str read_dedup_key(const struct door_call *call, struct alert_batch *batch,
			  const struct tree *body, bool may_be_made)
{
	const char *name = words[dialect_of(call)].dedup;
	const struct tree *value = tree_get(body, name);
	str key = tree_get_text(body, name);
	unsigned char made[MADE_KEY_BYTES];

	if (is_said(value) && value->kind != TREE_TEXT)
		event_fault(call, batch, name, "must be text");
	else if (key.length > DEDUP_BYTES_MAX)
		event_fault(call, batch, name, "is longer than 255 bytes");
	else if (event_has_nul(key))
		event_fault(call, batch, name, "holds a NUL character");
	else if (key.length == 0 && !may_be_made)
		event_fault(call, batch, name, "is missing");
	if (key.length > 0 || !may_be_made)
		return key;
	random_bytes(made, sizeof(made));
	return hex_of(call->arena, (str){ (const char *)made, sizeof(made) });
}

/* -- what an event says -- */

/* "Runbook: https://…", one a line. */
static str lines_of(struct arena *arena, const struct tree *list, const char *target,
		    const char *title)
{
	struct text lines = text_new(arena, LINES_BYTES_MAX);

	for (size_t i = 0; list && list->kind == TREE_LIST && i < tree_count(list); i++) {
		const struct tree *item = tree_nth(list, i);
		str url = tree_get_text(item, target), name = tree_get_text(item, title);

		if (url.length == 0)
			continue;
		if (lines.length > 0)
			text_add_char(&lines, '\n');
		if (name.length > 0) {
			text_add(&lines, name);
			text_add(&lines, STR(": "));
		}
		text_add(&lines, url);
	}
	if (lines.full)
		return json_write(arena, list);
	return text_of(&lines);
}

static str first_url(const struct tree *body)
{
	str url = tree_get_text(body, "client_url");

	if (url.length == 0)
		url = tree_get_text(tree_nth(tree_get(body, "links"), 0), "href");
	return url.length <= URL_BYTES_MAX && !event_has_nul(url) ? url : STR("");
}

static void take_surroundings(struct event *event, const struct tree *body)
{
	struct arena *arena = event->arena;

	event_annotate(event, STR("client"), tree_get_text(body, "client"));
	event_annotate(event, STR("client_url"), tree_get_text(body, "client_url"));
	event_annotate(event, STR("links"),
		       lines_of(arena, tree_get(body, "links"), "href", "text"));
	event_annotate(event, STR("images"),
		       lines_of(arena, tree_get(body, "images"), "src", "alt"));
	event->fact.generator_url = first_url(body);
}

/* Routes and the service map want a name and a service. An Alertmanager's source is
 * "Alertmanager" whatever is broken: there the alerts inside know better. */
static void name_alert(struct event *event, const struct tree *payload, str severity)
{
	str source = tree_get_text(payload, "source");
	str component = tree_get_text(payload, "component");
	const struct tree *details = tree_get(payload, "custom_details");
	bool is_group;

	event_label(event, STR("alertname"), tree_get_text(payload, "class"));
	is_group = event_group(event, tree_get(details, "firing"));
	event_severity(event, severity);
	event_label(event, STR("source"), source);
	event_label(event, STR("component"), component);
	event_label(event, STR("group"), tree_get_text(payload, "group"));
	event_label(event, STR("class"), tree_get_text(payload, "class"));
	event_details(event, details, "custom_details");
	if (!is_group || component.length > 0)
		event_label(event, STR("service"),
			    component.length > 0 ? component : source);
	event_label(event, STR("alertname"), event_get(event, "service"));
	event_label(event, STR("alertname"), source);
}

/* Its onset, unless that is no time or one that has not come. */
static void take_timestamp(const struct door_call *call, struct event *event,
			   const struct tree *payload)
{
	str said = tree_get_text(payload, "timestamp");
	struct error error;
	instant_ms at;

	if (said.length > 0 && instant_parse(said, &at, &error) && at <= call->now)
		event->fact.starts_at = at;
	else
		event_annotate(event, STR("timestamp"), said);
}

static void take_trigger(const struct door_call *call, struct alert_batch *batch,
			 const struct tree *body, str dedup_key)
{
	const struct tree *payload = tree_get(body, "payload");
	struct event event = {
		.arena = call->arena,
		.fact = { .identity = dedup_key, .is_said_once = true, .firing = true }
	};
	str summary, severity;

	if (!payload || payload->kind != TREE_MAP) {
		event_fault(call, batch, "payload",
			    is_said(payload) ? "must be an object" : "is missing");
		return;
	}
	summary = need_text(call, batch, payload, "summary", "payload.summary");
	need_text(call, batch, payload, "source", "payload.source");
	severity = need_severity(call, batch, payload);
	if (batch->faults.count > 0)
		return;
	event_annotate(&event, STR("summary"), summary);
	take_timestamp(call, &event, payload);
	name_alert(&event, payload, severity);
	take_surroundings(&event, body);
	*list_add(call->arena, batch) = *event_settle(&event);
}

/* The predecessor knows no severity: what it said always woke somebody. */
static void take_old_trigger(const struct door_call *call, struct alert_batch *batch,
			     const struct tree *body, str incident_key)
{
	struct event event = {
		.arena = call->arena,
		.fact = { .identity = incident_key, .is_said_once = true, .firing = true }
	};
	str description = need_text(call, batch, body, "description", "description");

	if (batch->faults.count > 0)
		return;
	event_annotate(&event, STR("summary"), description);
	event_group(&event, tree_get(tree_get(body, "details"), "firing"));
	event_details(&event, tree_get(body, "details"), "details");
	event_label(&event, STR("source"), tree_get_text(body, "client"));
	event_label(&event, STR("alertname"), event_get(&event, "service"));
	event_label(&event, STR("alertname"), event_get(&event, "source"));
	event_label(&event, STR("alertname"), STR("pagerduty"));
	take_surroundings(&event, body);
	*list_add(call->arena, batch) = *event_settle(&event);
}

static void take_resolve(const struct door_call *call, struct alert_batch *batch,
			 str dedup_key)
{
	*list_add(call->arena, batch) = (struct alert_fact){ .identity = dedup_key,
							     .is_said_once = true };
}

static void take_acknowledge(const struct door_call *call, struct alert_batch *batch,
			     str dedup_key)
{
	*list_add(call->arena, &batch->acts) = (struct alert_act){
		.kind = ACT_ACKNOWLEDGE,
		.identity = dedup_key,
	};
}

static void read_event(const struct door_call *call, struct alert_batch *batch,
		       const struct tree *body)
{
	enum dialect dialect = dialect_of(call);
	const char *name = words[dialect].action;
	str action = need_text(call, batch, body, name, name);
	bool triggers = str_is(action, "trigger");
	str key = read_dedup_key(call, batch, body, triggers);

	if (batch->faults.count > 0)
		return;
	batch->reply = key;
	if (triggers && dialect == DIALECT_OLD)
		take_old_trigger(call, batch, body, key);
	else if (triggers)
		take_trigger(call, batch, body, key);
	else if (str_is(action, "resolve"))
		take_resolve(call, batch, key);
	else if (str_is(action, "acknowledge"))
		take_acknowledge(call, batch, key);
	else
		event_fault(call, batch, name, "must be trigger, acknowledge or resolve");
}

/* -- changes -- */

/* The service as the map knows it, else what the sender calls it. */
static str service_of_change(const struct door_call *call, const struct tree *payload)
{
	struct event event = { .arena = call->arena };

	event_details(&event, tree_get(payload, "custom_details"), "custom_details");
	event_label(&event, STR("source"), tree_get_text(payload, "source"));
	event_label(&event, STR("service"), tree_get_text(payload, "source"));
	return event_service(&event, call->config);
}

/* With its time in it, the same words are the same change; without, they may be the
 * deployment of another day. */
static str id_of_change(const struct door_call *call, const struct tree *payload)
{
	if (tree_get_text(payload, "timestamp").length == 0)
		return STR("");
	return sha256_hex(call->arena, sha256_of(json_write(call->arena, payload)));
}

static str detail(const struct door_call *call, const struct tree *details,
		  const char *name)
{
	return event_line(call->arena, tree_get_text(details, name), REVISION_BYTES_MAX);
}

static void read_change(const struct door_call *call, struct alert_batch *batch,
			const struct tree *body)
{
	const struct tree *payload = tree_get(body, "payload");
	const struct tree *details = tree_get(payload, "custom_details");
	str said = tree_get_text(payload, "timestamp");
	struct error error;
	struct change change = { 0 };

	if (!payload || payload->kind != TREE_MAP) {
		event_fault(call, batch, "payload",
			    is_said(payload) ? "must be an object" : "is missing");
		return;
	}
	change.title = need_text(call, batch, payload, "summary", "payload.summary");
	if (said.length > 0 && !instant_parse(said, &change.at, &error))
		event_fault(call, batch, "payload.timestamp",
			    "must be like 2026-11-21T03:00:00Z");
	if (batch->faults.count > 0)
		return;
	change.title = event_cut(call->arena, event_clean(call->arena, change.title),
				 TITLE_BYTES_MAX);
	change.at = change.at > call->now ? 0 : change.at;
	change.service = service_of_change(call, payload);
	change.kind = event_clean(call->arena,
				  str_clip(tree_get_text(details, "kind"), 100));
	change.author = event_clean(call->arena,
				    str_clip(tree_get_text(details, "author"), 200));
	change.revision = detail(call, details, "revision");
	if (change.revision.length == 0)
		change.revision = detail(call, details, "version");
	change.previous = detail(call, details, "previous");
	change.irreversible = detail(call, details, "irreversible");
	change.url = first_url(body);
	change.source_id = id_of_change(call, payload);
	*list_add(call->arena, &batch->changes) = change;
}

static bool read_body(const struct door_call *call, struct alert_batch *batch,
		      struct error *error)
{
	enum dialect dialect = dialect_of(call);
	const struct tree *body;

	if (batch->was_cut)
		return error_set(error, ERROR_TOO_LARGE,
				 "the event is larger than 512 KB");
	body = json_parse(call->arena, call->body, error);
	if (!body)
		return error_wrap(error, "the event is no JSON");
	if (body->kind != TREE_MAP)
		return error_set(error, ERROR_INVALID,
				 "the event must be an object, not a %s",
				 tree_kind_name(body->kind));
	batch->read = 1;
	batch->said_key = tree_get_text(body, words[dialect].key);
	if (dialect == DIALECT_CHANGE)
		read_change(call, batch, body);
	else
		read_event(call, batch, body);
	return true;
}

/* -- how it is answered -- */

static str refusal(struct arena *arena, const char *status, const char *message,
		   const struct alert_batch *batch, const struct error *error)
{
	struct tree *answer = tree_map(arena), *errors = tree_list(arena);

	tree_put_text(arena, answer, "status", str_of(status));
	tree_put_text(arena, answer, "message", str_of(message));
	if (error)
		tree_add(arena, errors, tree_text(arena, str_of(error->text)));
	for (size_t i = 0; !error && i < batch->faults.count; i++)
		tree_add(arena, errors, tree_text(arena, batch->faults.items[i].reason));
	tree_put(arena, answer, "errors", errors);
	return json_write(arena, answer);
}

static void answer_error(const struct door_call *call, const struct alert_batch *batch,
			 const struct error *error, struct door_answer *ret_answer)
{
	enum error_kind kind = error ? error->kind : ERROR_INVALID;

	ret_answer->status = error_http_status(kind);
	if (kind == ERROR_LIMITED) {
		ret_answer->body = refusal(call->arena, "throttle exceeded",
					   "Requests for this service are arriving too "
					   "quickly. Please retry later.",
					   batch, error);
		return;
	}
	if (ret_answer->status >= 500) {
		ret_answer->body = refusal(call->arena, "internal error",
					   "Not taken. Please retry later.", batch,
					   error);
		return;
	}
	/* A wrong key is a wrong event to PagerDuty. */
	if (kind == ERROR_UNAUTHENTICATED)
		ret_answer->status = 400;
	ret_answer->body = refusal(call->arena, "invalid event",
				   "Event object is invalid", batch, error);
}

static void answer(const struct door_call *call, const struct alert_batch *batch,
		   const struct error *error, struct door_answer *ret_answer)
{
	struct arena *arena = call->arena;
	enum dialect dialect = dialect_of(call);
	struct tree *said;

	if (error || batch->faults.count > 0) {
		answer_error(call, batch, error, ret_answer);
		return;
	}
	said = tree_map(arena);
	tree_put_text(arena, said, "status", STR("success"));
	tree_put_text(arena, said, "message",
		      dialect == DIALECT_CHANGE ? STR("Change event processed")
						: STR("Event processed"));
	if (words[dialect].dedup)
		tree_put_text(arena, said, words[dialect].dedup, batch->reply);
	ret_answer->status = dialect == DIALECT_OLD ? 200 : 202;
	ret_answer->body = json_write(arena, said);
}

static const char *const paths[] = { EVENT_PATH, CHANGE_PATH, OLD_PATH, NULL };

const struct source pagerduty_source = {
	.name = "pagerduty",
	.help = "what is sent to PagerDuty (Events API v2, change events, and v1)",
	.paths = paths,
	.body_bytes_max = EVENT_BODY_BYTES_MAX,
	.read = read_body,
	.answer = answer,
	.key_is_in_body = true,
	.limited_status = 429,
};

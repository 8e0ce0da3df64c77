/* What is sent to Opsgenie: its Alert API as far as it tells something, and the pings of
 * its heartbeats. What is asked of it by GET is in faces/http/compat/.
 *
 * An alert is named by its alias; one is made when there is none. A thing is said once: a
 * create on an open alias says nothing new. The API answers before it works; here the
 * work is done by then, and the id of the request says with what result. */
#include "sources/event.h"

#include "app/intake/receipt.h"
#include "base/limits.h"
#include "base/text.h"
#include "formats/form.h"
#include "formats/json.h"

#include <string.h>

enum {
	ALIAS_BYTES_MAX = 512,
	URL_BYTES_MAX = 4 << 10,
	LIST_BYTES_MAX = 16 << 10,
	HEARTBEAT_BYTES_MAX = 200,
};

static const str heartbeats = STR_INIT("/v2/heartbeats/");

/* What may be asked of an alert: POST /v2/alerts/ID/notes. Some have what they are about
 * in a field, which the timeline then says. */
struct verb {
	const char *method, *name;
	enum act_kind kind;
	enum receipt_action action;
	const char *field, *words;
};

static const struct verb verbs[] = {
	{ "POST", "close", ACT_CLOSE, RECEIPT_CLOSE, NULL, "" },
	{ "POST", "acknowledge", ACT_ACKNOWLEDGE, RECEIPT_ACKNOWLEDGE, NULL, "" },
	{ "POST", "unacknowledge", ACT_UNACKNOWLEDGE, RECEIPT_UNACKNOWLEDGE, NULL, "" },
	{ "POST", "notes", ACT_NOTE, RECEIPT_ADD_NOTE, NULL, "" },
	{ "POST", "snooze", ACT_NOTE, RECEIPT_SNOOZE, "endTime", "snoozed there until" },
	{ "POST", "escalate", ACT_NOTE, RECEIPT_ESCALATE, "escalation", "escalated to" },
	{ "POST", "assign", ACT_NOTE, RECEIPT_ASSIGN, "owner", "assigned to" },
	{ "POST", "teams", ACT_NOTE, RECEIPT_ADD_TEAM, "team", "team added:" },
	{ "POST", "responders", ACT_NOTE, RECEIPT_ADD_RESPONDER, "responder",
	  "responder added:" },
	{ "POST", "tags", ACT_NOTE, RECEIPT_ADD_TAGS, "tags", "tags added:" },
	{ "DELETE", "tags", ACT_NOTE, RECEIPT_REMOVE_TAGS, "tags", "tags removed:" },
	{ "POST", "details", ACT_NOTE, RECEIPT_ADD_DETAILS, "details", "details added:" },
	{ "DELETE", "details", ACT_NOTE, RECEIPT_REMOVE_DETAILS, "keys",
	  "details removed:" },
	{ "PUT", "message", ACT_NOTE, RECEIPT_UPDATE_MESSAGE, "message",
	  "message is now:" },
	{ "PUT", "description", ACT_NOTE, RECEIPT_UPDATE_DESCRIPTION, "description",
	  "description is now:" },
	{ "PUT", "priority", ACT_NOTE, RECEIPT_UPDATE_PRIORITY, "priority",
	  "priority is now" },
	/* These two are not found by their last word. */
	{ "POST", NULL, ACT_NOTE, RECEIPT_CUSTOM_ACTION, NULL, "action" },
	{ "DELETE", NULL, ACT_CLOSE, RECEIPT_DELETE, NULL, "deleted there" },
};

static bool is_ping(const struct door_call *call)
{
	return str_starts_with(call->path, heartbeats);
}

static bool is_create(const struct door_call *call)
{
	return str_is(str_of(call->method), "POST") && call->rest.length == 0;
}

/* -- create -- */

/* Priority 3 is Opsgenie's default and wakes people there. */
static void take_priority(struct event *event, const struct tree *body)
{
	static const char *const severities[] = { "critical", "error", "error", "warning",
						  "info" };
	str said = event_word(event->arena, tree_get(body, "priority"));
	str priority = said.length > 0 ? said : STR("P3");
	int64_t number;

	if (priority.length != 2 || (priority.bytes[0] | 0x20) != 'p' ||
	    !str_to_int(str_slice(priority, 1, 1), &number) || number < 1 || number > 5) {
		event_annotate(event, STR("priority"), said);
		number = 3;
	}
	event_label(event, STR("priority"),
		    arena_format(event->arena, "P%d", (int)number));
	event_severity(event, str_of(severities[number - 1]));
}

/* "disk, db1" of a list of texts; JSON of anything else. */
static str words_of(struct arena *arena, const struct tree *list)
{
	struct text text = text_new(arena, LIST_BYTES_MAX);

	if (!list || list->kind == TREE_NULL)
		return STR("");
	if (list->kind != TREE_LIST)
		return list->kind == TREE_MAP ? json_write(arena, list)
					      : event_word(arena, list);
	for (size_t i = 0; i < tree_count(list); i++) {
		const struct tree *item = tree_nth(list, i);

		if (i > 0)
			text_add(&text, STR(", "));
		text_add(&text,
			 item->kind == TREE_TEXT ? item->text : json_write(arena, item));
	}
	return text.full ? json_write(arena, list) : text_of(&text);
}

/* "team ops", "user ada@example.org" */
static str person_of(struct arena *arena, const struct tree *one)
{
	static const char *const names[] = { "name", "username", "id" };
	str type = tree_get_text(one, "type");

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		str name = tree_get_text(one, names[i]);

		if (name.length > 0)
			return str_trim(arena_format(arena, STR_FMT " " STR_FMT,
						     STR_ARG(type), STR_ARG(name)));
	}
	return one ? words_of(arena, one) : STR("");
}

static str people_of(struct arena *arena, const struct tree *list)
{
	struct tree *names = tree_list(arena);

	if (!list || list->kind != TREE_LIST)
		return words_of(arena, list);
	for (size_t i = 0; i < tree_count(list); i++)
		tree_add(arena, names,
			 tree_text(arena, person_of(arena, tree_nth(list, i))));
	return words_of(arena, names);
}

/* An Alertmanager's source is the address of its page; that is no place that breaks. */
static void take_source(struct event *event, const struct tree *body)
{
	str source = event_word(event->arena, tree_get(body, "source"));
	bool is_url = str_starts_with(source, STR("http://")) ||
		      str_starts_with(source, STR("https://"));

	if (!is_url) {
		event_label(event, STR("source"), source);
		return;
	}
	event_annotate(event, STR("source"), source);
	if (source.length <= URL_BYTES_MAX && !event_has_nul(source))
		event->fact.generator_url = source;
}

/* An Alertmanager has the labels of the group's alerts in its details. */
static void name_alert(struct event *event, const struct tree *body, str message)
{
	str entity = event_word(event->arena, tree_get(body, "entity"));
	const struct tree *details = tree_get(body, "details");

	if (tree_get_text(details, "alertname").length > 0)
		for (size_t i = 0; i < tree_count(details); i++)
			event_label(event, tree_nth_name(details, i),
				    words_of(event->arena, tree_nth(details, i)));
	else
		event_details(event, details, "details");
	take_priority(event, body);
	take_source(event, body);
	event_label(event, STR("entity"), entity);
	event_label(event, STR("service"), entity);
	event_label(event, STR("alertname"), entity);
	event_label(event, STR("alertname"), event_get(event, "source"));
	event_label(event, STR("alertname"), message);
	event_label(event, STR("tags"), words_of(event->arena, tree_get(body, "tags")));
}

static void take_surroundings(struct event *event, const struct tree *body)
{
	static const char *const lists[] = { "responders", "teams", "visibleTo",
					     "recipients" };
	static const char *const words[] = { "description", "user", "note", "actions" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		event_annotate(event, str_of(words[i]),
			       words_of(event->arena, tree_get(body, words[i])));
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		event_annotate(event, str_of(lists[i]),
			       people_of(event->arena, tree_get(body, lists[i])));
}

static str read_alias(const struct door_call *call, struct alert_batch *batch,
		      const struct tree *body)
{
	const struct tree *said = tree_get(body, "alias");
	str alias = event_word(call->arena, said);

	if (said && (said->kind == TREE_MAP || said->kind == TREE_LIST))
		event_fault(call, batch, "alias", "must be text");
	else if (alias.length > ALIAS_BYTES_MAX)
		event_fault(call, batch, "alias", "is longer than 512 bytes");
	else if (event_has_nul(alias))
		event_fault(call, batch, "alias", "holds a NUL character");
	return alias.length > 0 ? alias : receipt_of_nothing(call->arena);
}

static void take_create(const struct door_call *call, struct alert_batch *batch,
			const struct tree *body)
{
	struct event event = { .arena = call->arena,
			       .fact = { .identity = read_alias(call, batch, body),
					 .is_said_once = true,
					 .firing = true } };
	const struct tree *said = tree_get(body, "message");
	str message = event_word(call->arena, said);

	if (said && (said->kind == TREE_MAP || said->kind == TREE_LIST))
		event_fault(call, batch, "message", "must be text");
	else if (str_trim(message).length == 0)
		event_fault(call, batch, "message", "can not be empty");
	if (batch->faults.count > 0)
		return;
	event_annotate(&event, STR("summary"), message);
	name_alert(&event, body, message);
	take_surroundings(&event, body);
	*list_add(call->arena, batch) = *event_settle(&event);
}

/* -- what is done to an alert -- */

/* Of "disk-full/close" the alert and the verb; an alias may hold a "/" itself. Some of
 * the vendor's own clients end a path in "/". */
static const struct verb *find_verb(const struct door_call *call, str *ret_alert,
				    str *ret_last)
{
	static const str actions = STR_INIT("/actions");
	size_t count = sizeof(verbs) / sizeof(verbs[0]);
	bool deletes = str_is(str_of(call->method), "DELETE");
	str rest = call->rest;
	size_t slash;

	while (str_ends_with(rest, STR("/")))
		rest.length--;
	slash = rest.length;
	while (slash > 0 && rest.bytes[slash - 1] != '/')
		slash--;
	*ret_last = str_slice(rest, slash, rest.length);
	*ret_alert = str_slice(rest, 0, slash > 0 ? slash - 1 : 0);
	for (size_t i = 0; ret_alert->length > 0 && i < count - 2; i++)
		if (str_is(*ret_last, verbs[i].name) &&
		    strcmp(verbs[i].method, call->method) == 0)
			return &verbs[i];
	if (deletes) {
		*ret_alert = rest;
		return rest.length > 0 ? &verbs[count - 1] : NULL;
	}
	if (!str_is(str_of(call->method), "POST") || !str_ends_with(*ret_alert, actions))
		return NULL;
	ret_alert->length -= actions.length;
	return ret_alert->length > 0 ? &verbs[count - 2] : NULL;
}

/* Of a body, or of the query where there is none. */
static str said_of(const struct door_call *call, const struct tree *body,
		   const struct form *query, const char *name)
{
	str said = form_get(query, name);
	const struct tree *value = tree_get(body, name);
	bool names_somebody = value && value->kind == TREE_MAP &&
			      strcmp(name, "details") != 0;

	if (said.length > 0)
		return said;
	return names_somebody ? person_of(call->arena, value)
			      : words_of(call->arena, value);
}

static void add_words(struct text *text, str words)
{
	if (text->length > 0 && words.length > 0)
		text_add_char(text, ' ');
	text_add(text, words);
}

static str text_of_act(const struct door_call *call, const struct verb *verb, str last,
		       const struct tree *body, const struct form *query)
{
	struct text text = text_new(call->arena, ALERT_BYTES_MAX);
	str note = said_of(call, body, query, "note");

	add_words(&text, str_of(verb->words));
	if (verb->action == RECEIPT_CUSTOM_ACTION)
		add_words(&text, last);
	if (verb->field)
		add_words(&text,
			  event_cut(call->arena, said_of(call, body, query, verb->field),
				    NOTE_BYTES_MAX / 2));
	if (note.length > 0 && text.length > 0)
		text_add(&text, STR(";"));
	add_words(&text, event_cut(call->arena, note, NOTE_BYTES_MAX / 2));
	return event_clean(call->arena, text_of(&text));
}

/* By id unless the query says otherwise; what is no number of ours is an alias. */
static void name_of_act(const struct form *query, str alert, struct alert_act *act)
{
	bool by_alias = str_is(form_get(query, "identifierType"), "alias");

	if (by_alias || !str_to_int(alert, &act->id) || act->id <= 0) {
		act->id = 0;
		act->identity = alert;
	}
}

static bool take_act(const struct door_call *call, struct alert_batch *batch,
		     const struct tree *body, struct error *error)
{
	str alert, last;
	const struct verb *verb = find_verb(call, &alert, &last);
	struct alert_act act = { 0 };
	struct form query = { 0 };

	if (!verb)
		return error_set(error, ERROR_NOT_FOUND,
				 "there is nothing at %s " STR_FMT, call->method,
				 STR_ARG(str_clip(call->path, 200)));
	if (!form_parse(call->arena, call->query, &query, error))
		return error_wrap(error, "the query");
	act.kind = verb->kind;
	name_of_act(&query, alert, &act);
	act.by = event_clean(call->arena,
			     str_clip(said_of(call, body, &query, "user"), 200));
	if (act.by.length == 0)
		act.by = event_clean(
			call->arena,
			str_clip(said_of(call, body, &query, "source"), 200));
	act.text = text_of_act(call, verb, last, body, &query);
	*list_add(call->arena, &batch->acts) = act;
	return true;
}

/* -- signs of life -- */

static bool take_ping(const struct door_call *call, struct alert_batch *batch,
		      struct error *error)
{
	static const str ping = STR_INIT("/ping");
	str name = call->rest;

	if (!str_ends_with(name, ping) || name.length == ping.length)
		return error_set(error, ERROR_NOT_FOUND,
				 "there is only /v2/heartbeats/NAME/ping here");
	name.length -= ping.length;
	if (name.length > HEARTBEAT_BYTES_MAX)
		return error_set(error, ERROR_INVALID,
				 "the heartbeat's name is longer than 200 bytes");
	*list_add(call->arena, &batch->pings) = name;
	return true;
}

static bool read_call(const struct door_call *call, struct alert_batch *batch,
		      struct error *error)
{
	const struct tree *body = NULL;

	batch->read = 1;
	if (is_ping(call))
		return take_ping(call, batch, error);
	if (batch->was_cut)
		return error_set(error, ERROR_TOO_LARGE,
				 "the body is larger than 64 MiB");
	if (str_trim(call->body).length > 0) {
		body = json_parse(call->arena, call->body, error);
		if (!body)
			return error_wrap(error, "the body is no JSON");
		if (body->kind != TREE_MAP && body->kind != TREE_NULL)
			return error_set(error, ERROR_INVALID,
					 "the body must be an object, not a %s",
					 tree_kind_name(body->kind));
	}
	if (!is_create(call))
		return take_act(call, batch, body, error);
	take_create(call, batch, body);
	return true;
}

/* -- how it is answered -- */

static str request_id(const struct door_call *call, const struct alert_batch *batch)
{
	static const unsigned char no_secret[16] = { 0 };
	struct receipt receipt = { .action = RECEIPT_CREATE, .at = call->now };
	str alert, last;

	if (batch->count > 0) {
		receipt.alert = batch->items[0].id;
	} else if (batch->acts.count > 0) {
		receipt.alert = batch->acts.items[0].id;
		receipt.action = find_verb(call, &alert, &last)->action;
	} else {
		return receipt_of_nothing(call->arena);
	}
	return receipt_write(call->arena, &receipt,
			     call->secret ? call->secret : no_secret);
}

static str refusal(const struct alert_batch *batch, const struct error *error)
{
	return error ? str_of(error->text) : batch->faults.items[0].reason;
}

static void answer(const struct door_call *call, const struct alert_batch *batch,
		   const struct error *error, struct door_answer *ret_answer)
{
	struct tree *said = tree_map(call->arena);

	ret_answer->status = 202;
	if (error || batch->faults.count > 0) {
		ret_answer->status = error           ? error_http_status(error->kind)
				     : is_ping(call) ? 404
						     : 422;
		ret_answer->request_id = receipt_of_nothing(call->arena);
		tree_put_text(call->arena, said, "message", refusal(batch, error));
	} else {
		ret_answer->request_id = request_id(call, batch);
		tree_put_text(call->arena, said, "result",
			      is_ping(call) ? STR("PONG - Heartbeat received")
					    : STR("Request will be processed"));
	}
	tree_put_real(call->arena, said, "took", 0.0);
	tree_put_text(call->arena, said, "requestId", ret_answer->request_id);
	ret_answer->body = json_write(call->arena, said);
}

static const char *const paths[] = { "/v2/alerts", "/v2/alerts/", "/v2/heartbeats/",
				     NULL };

const struct source opsgenie_source = {
	.name = "opsgenie",
	.help = "what is sent to Opsgenie (Alert API v2, and its heartbeats' pings)",
	.paths = paths,
	.takes_edits = true,
	.read = read_call,
	.answer = answer,
	.limited_status = 429,
};

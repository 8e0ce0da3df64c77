/* The events of a body's JSON, and where in it the alerts stand. */
#include "formats/json.h"
#include "sources/alert_stream_private.h"

/* The nesting of a list: [ { "labels": { "a": …. A webhook's lies one deeper. */
enum { IN_BODY, IN_LIST, IN_ALERT, IN_PAIRS };

enum around { AROUND_OTHER, AROUND_ALERTS, AROUND_TRUNCATED };

struct reader {
	struct alert_in_hand alert;
	enum alert_stream stream;
	unsigned depth;
	unsigned base;      /* 1 inside a webhook */
	unsigned skip_from; /* events at this depth and below are passed over; 0: none */
	/* Of a webhook. */
	enum around around;
	bool has_alerts;
	int64_t truncated;
};

static unsigned level(const struct reader *reader)
{
	return reader->depth - reader->base;
}

static bool refuse_body(struct reader *reader, const char *what)
{
	return error_set(
		reader->alert.error, ERROR_INVALID,
		reader->stream == ALERT_STREAM_LIST
			? "the body must be a list of alerts, not %s"
			: "the body must be a notification with a list of alerts, "
			  "not %s",
		what);
}

/* -- what stands around the alerts of a webhook -- */

static void name_around(struct reader *reader, str name)
{
	reader->around = str_is(name, "alerts")            ? AROUND_ALERTS
			 : str_is(name, "truncatedAlerts") ? AROUND_TRUNCATED
							   : AROUND_OTHER;
}

static bool take_around(struct reader *reader)
{
	return reader->around != AROUND_ALERTS ||
	       error_set(reader->alert.error, ERROR_INVALID, "alerts must be a list");
}

static bool begin_around(struct reader *reader, bool is_map)
{
	if (reader->around == AROUND_ALERTS && !is_map) {
		reader->has_alerts = true;
		return true;
	}
	reader->skip_from = reader->depth;
	return take_around(reader);
}

/* -- the events -- */

static void begin_inside(struct reader *reader, bool is_map)
{
	if (level(reader) == IN_PAIRS && alert_member_holds_pairs(&reader->alert) &&
	    is_map)
		return;
	reader->skip_from = reader->depth;
	if (level(reader) == IN_PAIRS)
		alert_wrong_kind(&reader->alert);
	else
		alert_pair_wrong_kind(&reader->alert);
}

static bool begin_body(struct reader *reader, bool is_map)
{
	if (is_map && reader->stream == ALERT_STREAM_LIST)
		return refuse_body(reader, "an object");
	reader->base = is_map ? 1 : 0;
	reader->alert.is_webhook = is_map;
	return true;
}

static bool begin(struct reader *reader, bool is_map)
{
	reader->depth++;
	if (reader->skip_from > 0)
		return true;
	if (reader->depth == 1)
		return begin_body(reader, is_map);
	if (level(reader) == IN_LIST)
		return begin_around(reader, is_map);
	if (level(reader) > IN_ALERT) {
		begin_inside(reader, is_map);
	} else if (is_map) {
		alert_begin(&reader->alert);
	} else {
		reader->skip_from = reader->depth;
		alert_begin_none(&reader->alert);
	}
	return true;
}

static bool end(struct reader *reader)
{
	reader->depth--;
	if (reader->depth < reader->skip_from)
		reader->skip_from = 0;
	return reader->skip_from > 0 || reader->depth == 0 || level(reader) != IN_LIST ||
	       alert_end(&reader->alert);
}

static bool on_begin_map(void *context)
{
	return begin(context, true);
}

static bool on_begin_list(void *context)
{
	return begin(context, false);
}

static bool on_end(void *context)
{
	return end(context);
}

static bool on_name(void *context, str name)
{
	struct reader *reader = context;

	if (reader->skip_from > 0)
		return true;
	if (level(reader) == IN_BODY)
		name_around(reader, name);
	else if (!reader->alert.is_bad && level(reader) == IN_ALERT)
		alert_member(&reader->alert, name);
	else if (!reader->alert.is_bad)
		alert_pair_name(&reader->alert, name);
	return true;
}

static bool take_no_alert(struct reader *reader)
{
	alert_begin_none(&reader->alert);
	return alert_end(&reader->alert);
}

static bool on_text(void *context, str text)
{
	struct reader *reader = context;

	if (reader->skip_from > 0)
		return true;
	if (reader->depth == 0)
		return refuse_body(reader, "text");
	if (level(reader) == IN_BODY)
		return take_around(reader);
	if (level(reader) == IN_LIST)
		return take_no_alert(reader);
	if (reader->alert.is_bad)
		return true;
	if (level(reader) == IN_ALERT)
		alert_text(&reader->alert, text);
	else
		alert_pair_text(&reader->alert, text);
	return true;
}

/* A number, as it is spelled, or a boolean, which is not spelled at all. */
static bool take_other(struct reader *reader, str spelled)
{
	if (reader->skip_from > 0)
		return true;
	if (reader->depth == 0)
		return refuse_body(reader, "a single value");
	if (level(reader) == IN_BODY && reader->around == AROUND_TRUNCATED) {
		(void)str_to_int(spelled, &reader->truncated);
		return true;
	}
	if (level(reader) == IN_BODY)
		return take_around(reader);
	if (level(reader) == IN_LIST)
		return take_no_alert(reader);
	if (reader->alert.is_bad)
		return true;
	if (level(reader) == IN_ALERT)
		alert_wrong_kind(&reader->alert);
	else if (spelled.length > 0)
		alert_pair_number(&reader->alert, spelled);
	else
		alert_pair_wrong_kind(&reader->alert);
	return true;
}

static bool on_number(void *context, str spelled)
{
	return take_other(context, spelled);
}

static bool on_boolean(void *context, bool value)
{
	(void)value;
	return take_other(context, STR(""));
}

/* Alertmanager takes null for "not said", and writes it for a list without entries. */
static bool on_null(void *context)
{
	struct reader *reader = context;

	if (reader->depth > 0 && reader->skip_from == 0 && level(reader) == IN_BODY) {
		reader->has_alerts |= reader->around == AROUND_ALERTS;
		return true;
	}
	return (reader->depth > 0 && level(reader) >= IN_ALERT) ||
	       take_other(reader, STR(""));
}

static bool scan(struct reader *reader, str body)
{
	static const struct json_events events = {
		.begin_map = on_begin_map,
		.name = on_name,
		.end_map = on_end,
		.begin_list = on_begin_list,
		.end_list = on_end,
		.text = on_text,
		.number = on_number,
		.boolean = on_boolean,
		.null = on_null,
	};

	reader->alert.body = body;
	return json_scan(body, &events, reader, reader->alert.error);
}

/* The end of the body is broken: what stood before it stays, and this is told as the
 * fault of the alert where it broke. */
static bool keep_prefix(struct reader *reader, const struct error *broken)
{
	struct alert_batch *batch = reader->alert.batch;

	if (batch->count == 0)
		return false;
	if (!batch->was_cut)
		*list_add(reader->alert.arena, &batch->faults) = (struct fault){
			.index = batch->read,
			.field = STR(""),
			.reason = arena_format(reader->alert.arena,
					       "%s; the alerts before it were taken",
					       broken->text),
		};
	return true;
}

/* Its sender was told to send no more than so many of a group. */
static void tell_truncated(struct reader *reader)
{
	struct alert_batch *batch = reader->alert.batch;
	struct arena *arena = reader->alert.arena;
	str told;

	if (reader->truncated <= 0)
		return;
	told = arena_format(arena,
			    "%lld more alerts of this group were not sent: "
			    "its sender is told to leave them out (max_alerts)",
			    (long long)reader->truncated);
	for (size_t i = 0; i < batch->count; i++) {
		struct labels *annotations = &batch->items[i].annotations;
		str unused;

		if (annotations->count < LABELS_PER_ALERT_MAX &&
		    labels_get(annotations, "truncated_alerts").length == 0)
			*list_add(arena,
				  annotations) = (struct label){ STR("truncated_alerts"),
								 told };
		(void)labels_settle(annotations, &unused);
	}
}

static bool read_whole(struct reader *reader, str body, struct error *error)
{
	if (!scan(reader, body))
		return false;
	if (reader->base == 1 && !reader->has_alerts)
		return error_set(error, ERROR_INVALID,
				 "this is no notification of Alertmanager or Grafana: it "
				 "has no list 'alerts'");
	tell_truncated(reader);
	return true;
}

bool alert_stream_read(enum alert_stream stream, const struct door_call *call,
		       struct alert_batch *batch, struct error *error)
{
	struct reader *reader = arena_one(call->arena, struct reader);
	str body = call->body;

	reader->stream = stream;
	reader->alert.arena = call->arena;
	reader->alert.batch = batch;
	reader->alert.error = error;
	reader->alert.held_before = arena_held_bytes(call->arena);
	if (read_whole(reader, body, error))
		return true;
	if (reader->depth > 0 || batch->read > 0)
		return keep_prefix(reader, error);

	/* Not one event: the whole was refused for a character somewhere in it. */
	struct error broken = *error;
	str prefix = json_clean_prefix(body);

	if (prefix.length < body.length && read_whole(reader, prefix, error))
		return true;
	*error = broken;
	return keep_prefix(reader, error);
}

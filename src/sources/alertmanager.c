/* What Prometheus posts to an Alertmanager: POST /api/v2/alerts, a JSON list.
 *
 * The body is read event by event straight into the batch; nothing is built in
 * between. Once an alert is bad, the rest of it is passed over, so garbage costs no
 * memory. Kept texts point into the body where JSON spells them as they are; the
 * body lives as long as the batch. */
#include "app/ports.h"
#include "base/limits.h"
#include "base/text.h"
#include "formats/json.h"

#include <string.h>

enum {
	/* Longer names are cut when they are shown in a fault. */
	NAME_SHOWN_MAX = 100,
	ANSWER_BYTES_MAX = 16 << 10,
	ESCAPE_BYTES = 6, /* of "\ud83d" */
	CLEAN_PIECE_BYTES = 64 << 10,
};

/* The nesting of the body: [ { "labels": { "a": …. */
enum { IN_BODY, IN_LIST, IN_ALERT, IN_PAIRS };

enum member {
	MEMBER_UNKNOWN,
	MEMBER_LABELS,
	MEMBER_ANNOTATIONS,
	MEMBER_STARTS_AT,
	MEMBER_ENDS_AT,
	MEMBER_GENERATOR_URL,
};

static const str member_names[] = {
	STR_INIT(""),         STR_INIT("labels"), STR_INIT("annotations"),
	STR_INIT("startsAt"), STR_INIT("endsAt"), STR_INIT("generatorURL")
};
enum { MEMBER_COUNT = sizeof(member_names) / sizeof(member_names[0]) };

struct pairs {
	struct label items[LABELS_PER_ALERT_MAX];
	size_t count;
};

struct reader {
	struct arena *arena;
	struct alert_batch *batch;
	struct error *error;
	str body;
	size_t held_before;
	unsigned depth;
	unsigned skip_from; /* events at this depth and below are passed over; 0: none */
	/* The alert in hand. */
	enum member member;
	str name; /* of the label in hand */
	struct pairs labels, annotations;
	instant_ms starts_at, ends_at;
	str generator_url;
	size_t bytes;
	bool is_bad;
	struct fault fault;
	/* The instants said last, by member: in a batch most are said again. */
	struct {
		str said;
		instant_ms instant;
	} instants[MEMBER_COUNT];
};

static str keep(struct reader *reader, str s)
{
	uintptr_t at = (uintptr_t)s.bytes, from = (uintptr_t)reader->body.bytes;

	if (at >= from && at < from + reader->body.length)
		return s;
	return arena_copy(reader->arena, s);
}

/* Only the first thing wrong with an alert is told. */
static void find_fault(struct reader *reader, str field, str reason)
{
	if (reader->is_bad)
		return;
	reader->is_bad = true;
	reader->fault = (struct fault){ .index = reader->batch->read,
					.field = field,
					.reason = reason };
}

static str member_text(const struct reader *reader)
{
	return member_names[reader->member];
}

/* "labels.service" */
static str pair_field(struct reader *reader)
{
	return arena_format(reader->arena, STR_FMT "." STR_FMT,
			    STR_ARG(member_text(reader)),
			    STR_ARG(str_clip(reader->name, NAME_SHOWN_MAX)));
}

static void find_pair_fault(struct reader *reader, const char *what)
{
	if (reader->is_bad)
		return;

	str field = pair_field(reader);

	find_fault(reader, field,
		   arena_format(reader->arena, STR_FMT " %s", STR_ARG(field), what));
}

static void find_kind_fault(struct reader *reader)
{
	bool holds_pairs = reader->member == MEMBER_LABELS ||
			   reader->member == MEMBER_ANNOTATIONS;

	if (reader->member == MEMBER_UNKNOWN || reader->is_bad)
		return;
	find_fault(reader, member_text(reader),
		   arena_format(reader->arena, STR_FMT " must be %s",
				STR_ARG(member_text(reader)),
				holds_pairs ? "an object of texts" : "text"));
}

static void begin_alert(struct reader *reader)
{
	reader->member = MEMBER_UNKNOWN;
	reader->labels.count = reader->annotations.count = 0;
	reader->starts_at = reader->ends_at = 0;
	reader->generator_url = (str){ 0 };
	reader->bytes = 0;
	reader->is_bad = false;
}

static struct labels pairs_copy(struct arena *arena, const struct pairs *pairs)
{
	struct labels labels = { .count = pairs->count, .capacity = pairs->count };

	if (pairs->count == 0)
		return labels;
	labels.items = arena_many(arena, struct label, pairs->count);
	memcpy(labels.items, pairs->items, pairs->count * sizeof(struct label));
	return labels;
}

static void settle_pairs(struct reader *reader, enum member member,
			 const struct pairs *pairs, struct labels *ret_labels)
{
	str twice;

	if (reader->is_bad)
		return;
	*ret_labels = pairs_copy(reader->arena, pairs);
	if (labels_settle(ret_labels, &twice))
		return;
	reader->member = member;
	reader->name = twice;
	find_pair_fault(reader, "occurs twice");
}

static void check_alert(struct reader *reader, struct alert_fact *fact)
{
	settle_pairs(reader, MEMBER_LABELS, &reader->labels, &fact->labels);
	settle_pairs(reader, MEMBER_ANNOTATIONS, &reader->annotations,
		     &fact->annotations);
	if (reader->starts_at > 0 && reader->ends_at > 0 &&
	    reader->ends_at < reader->starts_at)
		find_fault(reader, STR("endsAt"),
			   STR("start time must be before end time"));
	if (fact->labels.count == 0)
		find_fault(reader, STR("labels"),
			   STR("at least one label pair required"));
}

static bool end_alert(struct reader *reader)
{
	struct alert_batch *batch = reader->batch;
	/* Alertmanager's API has no status: whether endsAt has passed decides, and that
	 * is settled against the clock. */
	struct alert_fact fact = { .firing = true,
				   .index = batch->read,
				   .starts_at = reader->starts_at,
				   .ends_at = reader->ends_at,
				   .generator_url = reader->generator_url };

	check_alert(reader, &fact);
	if (reader->is_bad)
		*list_add(reader->arena, &batch->faults) = reader->fault;
	else
		*list_add(reader->arena, batch) = fact;
	batch->read++;
	if (arena_held_bytes(reader->arena) - reader->held_before <= BATCH_BYTES_MAX)
		return true;
	batch->was_cut = true;
	return error_set(reader->error, ERROR_TOO_LARGE,
			 "alert %zu: the batch is too large", batch->read);
}

/* Something that is no alert stands where an alert should be. */
static bool begin_no_alert(struct reader *reader)
{
	begin_alert(reader);
	find_fault(reader, STR(""), STR("an alert must be an object"));
	return true;
}

static bool refuse_body(struct reader *reader, const char *what)
{
	return error_set(reader->error, ERROR_INVALID,
			 "the body must be a list of alerts, not %s", what);
}

static void begin_inside(struct reader *reader, bool is_map)
{
	bool holds_pairs = reader->member == MEMBER_LABELS ||
			   reader->member == MEMBER_ANNOTATIONS;

	if (reader->depth == IN_PAIRS && holds_pairs && is_map)
		return;
	reader->skip_from = reader->depth;
	if (reader->depth == IN_PAIRS)
		find_kind_fault(reader);
	else
		find_pair_fault(reader, "must be text");
}

static bool begin(struct reader *reader, bool is_map)
{
	reader->depth++;
	if (reader->skip_from > 0)
		return true;
	if (reader->depth == IN_LIST)
		return !is_map || refuse_body(reader, "an object");
	if (reader->depth > IN_ALERT) {
		begin_inside(reader, is_map);
		return true;
	}
	if (is_map) {
		begin_alert(reader);
		return true;
	}
	reader->skip_from = reader->depth;
	return begin_no_alert(reader);
}

static bool end(struct reader *reader)
{
	reader->depth--;
	if (reader->depth < reader->skip_from)
		reader->skip_from = 0;
	return reader->depth != IN_LIST || end_alert(reader);
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

static enum member member_of(str name)
{
	for (int i = MEMBER_UNKNOWN + 1; i < MEMBER_COUNT; i++)
		if (str_equal(name, member_names[i]))
			return (enum member)i;
	return MEMBER_UNKNOWN;
}

static bool on_name(void *context, str name)
{
	struct reader *reader = context;

	if (reader->skip_from > 0 || reader->is_bad)
		return true;
	if (reader->depth == IN_ALERT) {
		reader->member = member_of(name);
		return true;
	}
	reader->name = str_slice(name, 0, NAME_SHOWN_MAX);
	if (name.length > LABEL_VALUE_BYTES_MAX) {
		find_pair_fault(reader, "is too long a name");
		return true;
	}
	reader->name = keep(reader, name);
	return true;
}

static bool is_label_name(str name)
{
	for (size_t i = 0; i < name.length; i++) {
		char c = name.bytes[i];
		bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
				 c == '_';
		bool is_digit = c >= '0' && c <= '9';

		if (!is_letter && (!is_digit || i == 0))
			return false;
	}
	return name.length > 0;
}

static void find_name_fault(struct reader *reader)
{
	const char *set = reader->member == MEMBER_LABELS ? "label set" : "annotations";
	struct text reason = text_new(reader->arena, ERROR_TEXT_BYTES);

	text_addf(&reason, "invalid %s: invalid name \"" STR_FMT "\"", set,
		  STR_ARG(str_clip(reader->name, NAME_SHOWN_MAX)));
	find_fault(reader, pair_field(reader), text_of(&reason));
}

/* False when the alert has become too large to be one. */
static bool count_bytes(struct reader *reader, size_t bytes)
{
	reader->bytes += bytes;
	if (reader->bytes <= ALERT_BYTES_MAX)
		return true;
	find_fault(reader, member_text(reader),
		   arena_format(reader->arena, "the alert is larger than %d KiB",
				ALERT_BYTES_MAX >> 10));
	return false;
}

/* PostgreSQL keeps no NUL in a text. */
static bool has_nul(str s)
{
	return s.length > 0 && memchr(s.bytes, '\0', s.length);
}

static void take_pair(struct reader *reader, str value)
{
	bool is_label = reader->member == MEMBER_LABELS;
	struct pairs *pairs = is_label ? &reader->labels : &reader->annotations;

	/* A long annotation is a stack trace and welcome; a long label is a mistake. */
	if (is_label && value.length > LABEL_VALUE_BYTES_MAX) {
		find_pair_fault(reader, "is longer than 16 KiB");
		return;
	}
	if (has_nul(value)) {
		find_pair_fault(reader, "holds a NUL character");
		return;
	}
	if (value.length > 0 && !is_label_name(reader->name)) {
		find_name_fault(reader);
		return;
	}
	if (pairs->count == LABELS_PER_ALERT_MAX) {
		find_fault(reader, member_text(reader),
			   arena_format(reader->arena, STR_FMT " has more than %d pairs",
					STR_ARG(member_text(reader)),
					LABELS_PER_ALERT_MAX));
		return;
	}
	if (count_bytes(reader, reader->name.length + value.length))
		pairs->items[pairs->count++] = (struct label){ reader->name,
							       keep(reader, value) };
}

static void take_instant(struct reader *reader, str value, instant_ms *ret_instant)
{
	struct error error;
	instant_ms instant;

	if (value.length == 0)
		return;
	if (str_equal(value, reader->instants[reader->member].said)) {
		*ret_instant = reader->instants[reader->member].instant;
		return;
	}
	if (!instant_parse(value, &instant, &error)) {
		find_fault(reader, member_text(reader),
			   arena_format(reader->arena, STR_FMT ": %s",
					STR_ARG(member_text(reader)), error.text));
		return;
	}
	reader->instants[reader->member].said = keep(reader, value);
	reader->instants[reader->member].instant = instant;
	*ret_instant = instant;
}

static void take_member(struct reader *reader, str value)
{
	switch (reader->member) {
	case MEMBER_UNKNOWN: return;
	case MEMBER_LABELS:
	case MEMBER_ANNOTATIONS: find_kind_fault(reader); return;
	case MEMBER_STARTS_AT: take_instant(reader, value, &reader->starts_at); return;
	case MEMBER_ENDS_AT: take_instant(reader, value, &reader->ends_at); return;
	case MEMBER_GENERATOR_URL:
		if (has_nul(value))
			find_fault(reader, member_text(reader),
				   STR("generatorURL holds a NUL character"));
		else if (count_bytes(reader, value.length))
			reader->generator_url = keep(reader, value);
		return;
	}
}

static bool on_text(void *context, str text)
{
	struct reader *reader = context;

	if (reader->skip_from > 0)
		return true;
	if (reader->depth == IN_BODY)
		return refuse_body(reader, "text");
	if (reader->depth == IN_LIST)
		return begin_no_alert(reader) && end_alert(reader);
	if (reader->is_bad)
		return true;
	if (reader->depth == IN_ALERT)
		take_member(reader, text);
	else
		take_pair(reader, text);
	return true;
}

static bool take_other(struct reader *reader)
{
	if (reader->skip_from > 0)
		return true;
	if (reader->depth == IN_BODY)
		return refuse_body(reader, "a single value");
	if (reader->depth == IN_LIST)
		return begin_no_alert(reader) && end_alert(reader);
	if (reader->depth == IN_ALERT)
		find_kind_fault(reader);
	else
		find_pair_fault(reader, "must be text");
	return true;
}

static bool on_number(void *context, str spelled)
{
	(void)spelled;
	return take_other(context);
}

static bool on_boolean(void *context, bool value)
{
	(void)value;
	return take_other(context);
}

/* Alertmanager takes null for "not said". */
static bool on_null(void *context)
{
	struct reader *reader = context;

	return reader->depth >= IN_ALERT || take_other(reader);
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

	reader->body = body;
	return json_scan(body, &events, reader, reader->error);
}

/* Bytes that are no UTF-8, and the two that JSON has nowhere. */
static bool is_clean(str piece)
{
	return str_is_utf8(piece) && !memchr(piece.bytes, '\v', piece.length) &&
	       !memchr(piece.bytes, '\f', piece.length);
}

/* The unit of "\ud83d" at "at"; 0 when there is no such escape. */
static unsigned escaped_unit(str body, size_t at)
{
	str escape = str_slice(body, at, ESCAPE_BYTES);
	unsigned unit = 0;

	if (escape.length < ESCAPE_BYTES || !str_starts_with(escape, STR("\\u")))
		return 0;
	for (size_t i = 2; i < ESCAPE_BYTES; i++) {
		static const char digits[] = "0123456789abcdef";
		const char *digit = strchr(digits, escape.bytes[i] | 0x20);

		if (!digit)
			return 0;
		unit = unit * 16 + (unsigned)(digit - digits);
	}
	return unit;
}

/* Where the first half of a surrogate pair without its other half stands. */
static size_t whole_pairs(str body)
{
	size_t at = 0;

	while (at < body.length) {
		const char *found = memchr(body.bytes + at, '\\', body.length - at);
		unsigned unit;

		if (!found)
			return body.length;
		at = (size_t)(found - body.bytes);
		unit = escaped_unit(body, at);
		if (unit < 0xd800 || unit > 0xdfff)
			at += 2;
		else if (unit < 0xdc00 &&
			 (escaped_unit(body, at + ESCAPE_BYTES) & 0xfc00) == 0xdc00)
			at += 2 * (size_t)ESCAPE_BYTES;
		else
			return at;
	}
	return body.length;
}

/* The JSON reader looks at all bytes before its first event and refuses a body with
 * a broken character in it. This is what stands before the first such character. */
static str clean_prefix(str body)
{
	size_t at = 0, step = CLEAN_PIECE_BYTES;

	while (at < body.length && step > 0) {
		str piece = str_clip(str_slice(body, at, body.length), step);

		if (piece.length > 0 && is_clean(piece))
			at += piece.length;
		else
			step /= 2;
	}
	body = str_slice(body, 0, at);
	return str_slice(body, 0, whole_pairs(body));
}

/* The end of the body is broken: what stood before it stays, and this is told as the
 * fault of the alert where it broke. */
static bool keep_prefix(struct reader *reader, const struct error *broken)
{
	struct alert_batch *batch = reader->batch;

	if (batch->count == 0)
		return false;
	if (!batch->was_cut)
		*list_add(reader->arena, &batch->faults) = (struct fault){
			.index = batch->read,
			.field = STR(""),
			.reason = arena_format(reader->arena,
					       "%s; the alerts before it were taken",
					       broken->text),
		};
	return true;
}

static bool read_alerts(const struct door_call *call, struct alert_batch *batch,
			struct error *error)
{
	struct arena *arena = call->arena;
	str body = call->body;
	struct reader reader = { .arena = arena,
				 .batch = batch,
				 .error = error,
				 .held_before = arena_held_bytes(arena) };

	if (scan(&reader, body))
		return true;
	if (reader.depth > 0 || batch->read > 0)
		return keep_prefix(&reader, error);

	/* Not one event: the whole was refused for a character somewhere in it. */
	struct error broken = *error;
	str prefix = clean_prefix(body);

	if (prefix.length < body.length && scan(&reader, prefix))
		return true;
	*error = broken;
	return keep_prefix(&reader, error);
}

static str as_problem(struct arena *arena, int status, str message)
{
	struct text text = text_new(arena, ANSWER_BYTES_MAX);

	text_addf(&text, "{\"code\":%d,\"message\":", status);
	json_add_quoted(&text, message);
	text_add(&text, STR("}"));
	return text_of(&text);
}

/* A batch of one needs no number, and its answer is Alertmanager's own, byte for
 * byte. */
static str as_fault_list(struct arena *arena, const struct alert_batch *batch)
{
	struct text list = text_new(arena, ANSWER_BYTES_MAX);
	struct text text = text_new(arena, (size_t)2 * ANSWER_BYTES_MAX);

	for (size_t i = 0; i < batch->faults.count && i < FAULTS_SHOWN_MAX; i++) {
		const struct fault *fault = &batch->faults.items[i];

		if (i > 0)
			text_add(&list, STR("; "));
		if (batch->read > 1 || batch->faults.count > 1)
			text_addf(&list, "alert %zu: ", fault->index);
		text_add(&list, str_clip(fault->reason, ERROR_TEXT_BYTES));
	}
	if (batch->faults.count > FAULTS_SHOWN_MAX)
		text_addf(&list, "; and %zu more",
			  batch->faults.count - FAULTS_SHOWN_MAX);
	json_add_quoted(&text, text_of(&list));
	text_add(&text, STR("\n"));
	return text_of(&text);
}

static void answer(const struct door_call *call, const struct alert_batch *batch,
		   const struct error *error, struct door_answer *ret_answer)
{
	struct arena *arena = call->arena;
	bool is_ours = error && error->kind != ERROR_INVALID &&
		       error->kind != ERROR_TOO_LARGE;

	ret_answer->status = 200;
	if (batch->was_cut && !is_ours) {
		ret_answer->status = 413;
		ret_answer->body = as_problem(
			arena, ret_answer->status,
			arena_format(arena, "batch truncated: %zu alerts taken",
				     batch->count));
		return;
	}
	if (error) {
		ret_answer->status = error_http_status(error->kind);
		ret_answer->body = as_problem(arena, ret_answer->status,
					      str_of(error->text));
		return;
	}
	if (batch->faults.count > 0) {
		ret_answer->status = 400;
		ret_answer->body = as_fault_list(arena, batch);
	}
}

static const char *const paths[] = { "/api/v2/alerts", NULL };
static const char *const types[] = { "application/json", NULL };

const struct source alertmanager_source = {
	.name = "alertmanager",
	.help = "what Prometheus sends to an Alertmanager (API v2)",
	.paths = paths,
	.types = types,
	.read = read_alerts,
	.answer = answer,
};

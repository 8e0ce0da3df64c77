/* One alert of a stream, member by member. */
#include "base/text.h"
#include "sources/alert_stream_private.h"
#include "sources/event.h"

#include <string.h>

enum {
	/* What Grafana computed, as one text: a rule has a handful. */
	VALUES_BYTES_MAX = 4 << 10,
};

static const str member_names[] = {
	[MEMBER_UNKNOWN] = STR_INIT(""),
	[MEMBER_LABELS] = STR_INIT("labels"),
	[MEMBER_ANNOTATIONS] = STR_INIT("annotations"),
	[MEMBER_STARTS_AT] = STR_INIT("startsAt"),
	[MEMBER_ENDS_AT] = STR_INIT("endsAt"),
	[MEMBER_GENERATOR_URL] = STR_INIT("generatorURL"),
	[MEMBER_STATUS] = STR_INIT("status"),
	[MEMBER_VALUES] = STR_INIT("values"),
	[MEMBER_VALUE_STRING] = STR_INIT("valueString"),
	[MEMBER_SILENCE_URL] = STR_INIT("silenceURL"),
	[MEMBER_DASHBOARD_URL] = STR_INIT("dashboardURL"),
	[MEMBER_PANEL_URL] = STR_INIT("panelURL"),
	[MEMBER_IMAGE_URL] = STR_INIT("imageURL"),
	[MEMBER_RULE_UID] = STR_INIT("ruleUID"),
};

static str keep(struct alert_in_hand *alert, str s)
{
	uintptr_t at = (uintptr_t)s.bytes, from = (uintptr_t)alert->body.bytes;

	if (at >= from && at < from + alert->body.length)
		return s;
	return arena_copy(alert->arena, s);
}

/* Only the first thing wrong with an alert is told. */
static void find_fault(struct alert_in_hand *alert, str field, str reason)
{
	if (alert->is_bad)
		return;
	alert->is_bad = true;
	alert->fault = (struct fault){ .index = alert->batch->read,
				       .field = field,
				       .reason = reason };
}

static str member_text(const struct alert_in_hand *alert)
{
	return member_names[alert->member];
}

/* "labels.service" */
static str pair_field(struct alert_in_hand *alert)
{
	return arena_format(alert->arena, STR_FMT "." STR_FMT,
			    STR_ARG(member_text(alert)),
			    STR_ARG(str_clip(alert->name, NAME_SHOWN_MAX)));
}

static void find_pair_fault(struct alert_in_hand *alert, const char *what)
{
	if (alert->is_bad)
		return;

	str field = pair_field(alert);

	find_fault(alert, field,
		   arena_format(alert->arena, STR_FMT " %s", STR_ARG(field), what));
}

static bool is_extra(enum member member)
{
	return member >= MEMBER_VALUES;
}

bool alert_member_holds_pairs(const struct alert_in_hand *alert)
{
	return alert->member == MEMBER_LABELS || alert->member == MEMBER_ANNOTATIONS ||
	       alert->member == MEMBER_VALUES;
}

/* What only adorns an alert is no reason to lose it. */
void alert_wrong_kind(struct alert_in_hand *alert)
{
	if (alert->member == MEMBER_UNKNOWN || alert->is_bad || is_extra(alert->member))
		return;
	find_fault(alert, member_text(alert),
		   arena_format(alert->arena, STR_FMT " must be %s",
				STR_ARG(member_text(alert)),
				alert_member_holds_pairs(alert) ? "an object of texts"
								: "text"));
}

void alert_pair_wrong_kind(struct alert_in_hand *alert)
{
	if (!is_extra(alert->member))
		find_pair_fault(alert, "must be text");
}

void alert_begin(struct alert_in_hand *alert)
{
	alert->member = MEMBER_UNKNOWN;
	alert->labels.count = alert->annotations.count = alert->values.count = 0;
	alert->starts_at = alert->ends_at = 0;
	alert->generator_url = alert->status = (str){ 0 };
	memset(alert->extras, 0, sizeof(alert->extras));
	alert->bytes = 0;
	alert->is_bad = false;
}

void alert_begin_none(struct alert_in_hand *alert)
{
	alert_begin(alert);
	find_fault(alert, STR(""), STR("an alert must be an object"));
}

/* -- its end -- */

static struct labels pairs_copy(struct arena *arena, const struct pairs *pairs)
{
	struct labels labels = { .count = pairs->count, .capacity = pairs->count };

	if (pairs->count == 0)
		return labels;
	labels.items = arena_many(arena, struct label, pairs->count);
	memcpy(labels.items, pairs->items, pairs->count * sizeof(struct label));
	return labels;
}

static void settle_pairs(struct alert_in_hand *alert, enum member member,
			 const struct pairs *pairs, struct labels *ret_labels)
{
	str twice;

	if (alert->is_bad)
		return;
	*ret_labels = pairs_copy(alert->arena, pairs);
	if (labels_settle(ret_labels, &twice))
		return;
	alert->member = member;
	alert->name = twice;
	find_pair_fault(alert, "occurs twice");
}

static bool has_pair(const struct pairs *pairs, str name)
{
	for (size_t i = 0; i < pairs->count; i++)
		if (str_equal(pairs->items[i].name, name))
			return true;
	return false;
}

/* What its author wrote as an annotation stays. */
static void add_extra(struct alert_in_hand *alert, enum member member, str value)
{
	struct pairs *annotations = &alert->annotations;
	size_t left = alert->bytes < ALERT_BYTES_MAX ? ALERT_BYTES_MAX - alert->bytes : 0;

	if (value.length == 0 || annotations->count == LABELS_PER_ALERT_MAX ||
	    has_pair(annotations, member_names[member]))
		return;
	value = event_cut(alert->arena, event_clean(alert->arena, value),
			  left < EVENT_TEXT_BYTES_MAX ? left : EVENT_TEXT_BYTES_MAX);
	alert->bytes += value.length;
	annotations->items[annotations->count++] = (struct label){ member_names[member],
								   value };
}

/* "A=22.5, C=1" */
static str values_text(struct alert_in_hand *alert)
{
	struct text text = text_new(alert->arena, VALUES_BYTES_MAX);

	for (size_t i = 0; i < alert->values.count; i++)
		text_addf(&text, "%s" STR_FMT "=" STR_FMT, i > 0 ? ", " : "",
			  STR_ARG(alert->values.items[i].name),
			  STR_ARG(alert->values.items[i].value));
	return text_of(&text);
}

static void add_extras(struct alert_in_hand *alert)
{
	if (alert->is_bad)
		return;
	if (alert->values.count > 0)
		add_extra(alert, MEMBER_VALUES, values_text(alert));
	for (int i = MEMBER_VALUE_STRING; i < MEMBER_COUNT; i++)
		add_extra(alert, (enum member)i, alert->extras[i]);
}

/* A webhook says itself whether it is over. endsAt of what fires is the year 1, or a
 * guess, and an end before the beginning is two clocks: neither may cost the word. */
static void settle_status(struct alert_in_hand *alert, struct alert_fact *fact)
{
	fact->is_said_once = true;
	fact->firing = str_is(alert->status, "firing");
	if (!fact->firing && !str_is(alert->status, "resolved"))
		find_fault(alert, STR("status"),
			   STR("status must be firing or resolved"));
	if (fact->firing || fact->ends_at < fact->starts_at)
		fact->ends_at = 0;
}

static void check_alert(struct alert_in_hand *alert, struct alert_fact *fact)
{
	settle_pairs(alert, MEMBER_LABELS, &alert->labels, &fact->labels);
	settle_pairs(alert, MEMBER_ANNOTATIONS, &alert->annotations, &fact->annotations);
	if (alert->is_webhook)
		settle_status(alert, fact);
	else if (alert->starts_at > 0 && alert->ends_at > 0 &&
		 alert->ends_at < alert->starts_at)
		find_fault(alert, STR("endsAt"),
			   STR("start time must be before end time"));
	if (fact->labels.count == 0)
		find_fault(alert, STR("labels"), STR("at least one label pair required"));
}

bool alert_end(struct alert_in_hand *alert)
{
	struct alert_batch *batch = alert->batch;
	struct alert_fact fact = { .firing = true,
				   .index = batch->read,
				   .starts_at = alert->starts_at,
				   .ends_at = alert->ends_at,
				   .generator_url = alert->generator_url };

	add_extras(alert);
	check_alert(alert, &fact);
	if (alert->is_bad)
		*list_add(alert->arena, &batch->faults) = alert->fault;
	else
		*list_add(alert->arena, batch) = fact;
	batch->read++;
	if (arena_held_bytes(alert->arena) - alert->held_before <= BATCH_BYTES_MAX)
		return true;
	batch->was_cut = true;
	return error_set(alert->error, ERROR_TOO_LARGE,
			 "alert %zu: the batch is too large", batch->read);
}

/* -- its members -- */

void alert_member(struct alert_in_hand *alert, str name)
{
	int count = alert->is_webhook ? MEMBER_COUNT : MEMBER_GENERATOR_URL + 1;

	alert->member = MEMBER_UNKNOWN;
	for (int i = MEMBER_UNKNOWN + 1; i < count; i++)
		if (str_equal(name, member_names[i]))
			alert->member = (enum member)i;
}

void alert_pair_name(struct alert_in_hand *alert, str name)
{
	alert->name = str_slice(name, 0, NAME_SHOWN_MAX);
	if (name.length > LABEL_VALUE_BYTES_MAX) {
		find_pair_fault(alert, "is too long a name");
		return;
	}
	alert->name = keep(alert, name);
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

/* The webhooks of today may have any UTF-8 there; the API is that of the old rules. */
static bool may_name(const struct alert_in_hand *alert, str name)
{
	return is_label_name(name) ||
	       (alert->is_webhook && name.length > 0 && !event_has_nul(name));
}

static void find_name_fault(struct alert_in_hand *alert)
{
	const char *set = alert->member == MEMBER_LABELS ? "label set" : "annotations";
	struct text reason = text_new(alert->arena, ERROR_TEXT_BYTES);

	text_addf(&reason, "invalid %s: invalid name \"" STR_FMT "\"", set,
		  STR_ARG(str_clip(alert->name, NAME_SHOWN_MAX)));
	find_fault(alert, pair_field(alert), text_of(&reason));
}

/* False when the alert has become too large to be one. */
static bool count_bytes(struct alert_in_hand *alert, size_t bytes)
{
	alert->bytes += bytes;
	if (alert->bytes <= ALERT_BYTES_MAX)
		return true;
	find_fault(alert, member_text(alert),
		   arena_format(alert->arena, "the alert is larger than %d KiB",
				ALERT_BYTES_MAX >> 10));
	return false;
}

static void take_pair(struct alert_in_hand *alert, str value)
{
	bool is_label = alert->member == MEMBER_LABELS;
	struct pairs *pairs = is_label ? &alert->labels : &alert->annotations;

	/* A long annotation is a stack trace and welcome; a long label is a mistake. */
	if (is_label && value.length > LABEL_VALUE_BYTES_MAX) {
		find_pair_fault(alert, "is longer than 16 KiB");
		return;
	}
	if (event_has_nul(value)) {
		find_pair_fault(alert, "holds a NUL character");
		return;
	}
	if (value.length > 0 && !may_name(alert, alert->name)) {
		find_name_fault(alert);
		return;
	}
	if (pairs->count == LABELS_PER_ALERT_MAX) {
		find_fault(alert, member_text(alert),
			   arena_format(alert->arena, STR_FMT " has more than %d pairs",
					STR_ARG(member_text(alert)),
					LABELS_PER_ALERT_MAX));
		return;
	}
	if (count_bytes(alert, alert->name.length + value.length))
		pairs->items[pairs->count++] = (struct label){ alert->name,
							       keep(alert, value) };
}

static void take_instant(struct alert_in_hand *alert, str value, instant_ms *ret_instant)
{
	struct error error;
	instant_ms instant;

	if (value.length == 0)
		return;
	if (str_equal(value, alert->instants[alert->member].said)) {
		*ret_instant = alert->instants[alert->member].instant;
		return;
	}
	if (!instant_parse(value, &instant, &error)) {
		find_fault(alert, member_text(alert),
			   arena_format(alert->arena, STR_FMT ": %s",
					STR_ARG(member_text(alert)), error.text));
		return;
	}
	alert->instants[alert->member].said = keep(alert, value);
	alert->instants[alert->member].instant = instant;
	*ret_instant = instant;
}

static void take_value(struct alert_in_hand *alert, str value)
{
	struct pairs *values = &alert->values;

	if (values->count < LABELS_PER_ALERT_MAX)
		values->items[values->count++] = (struct label){ alert->name,
								 keep(alert, value) };
}

void alert_pair_text(struct alert_in_hand *alert, str value)
{
	if (alert->member != MEMBER_VALUES)
		take_pair(alert, value);
}

void alert_pair_number(struct alert_in_hand *alert, str spelled)
{
	if (alert->member == MEMBER_VALUES)
		take_value(alert, spelled);
	else
		alert_pair_wrong_kind(alert);
}

static void take_url(struct alert_in_hand *alert, str value)
{
	if (event_has_nul(value))
		find_fault(alert, member_text(alert),
			   STR("generatorURL holds a NUL character"));
	else if (count_bytes(alert, value.length))
		alert->generator_url = keep(alert, value);
}

/* Said twice and differently, it says nothing. */
static void take_status(struct alert_in_hand *alert, str value)
{
	if (alert->status.length > 0 && !str_equal(alert->status, value))
		find_fault(alert, STR("status"), STR("status occurs twice"));
	alert->status = keep(alert, value);
}

void alert_text(struct alert_in_hand *alert, str value)
{
	switch (alert->member) {
	case MEMBER_UNKNOWN: return;
	case MEMBER_LABELS:
	case MEMBER_ANNOTATIONS:
	case MEMBER_VALUES: alert_wrong_kind(alert); return;
	case MEMBER_STARTS_AT: take_instant(alert, value, &alert->starts_at); return;
	case MEMBER_ENDS_AT: take_instant(alert, value, &alert->ends_at); return;
	case MEMBER_GENERATOR_URL: take_url(alert, value); return;
	case MEMBER_STATUS: take_status(alert, value); return;
	case MEMBER_VALUE_STRING:
	case MEMBER_SILENCE_URL:
	case MEMBER_DASHBOARD_URL:
	case MEMBER_PANEL_URL:
	case MEMBER_IMAGE_URL:
	case MEMBER_RULE_UID: alert->extras[alert->member] = keep(alert, value); return;
	}
}

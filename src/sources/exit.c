/* How a command ended, from a line of a shell:
 *
 *     backup; curl -d code=$? 'https://stanch/hooks/exit/KEY?name=backup'
 *
 * Code 0 ends the alert exit/NAME, every other one is it; both are a sign of life of the
 * heartbeat NAME, so that a run which never happened is noticed too. A name and a code
 * are never lost to what stands beside them: a body that is no form is the text. */
#include "sources/event.h"
#include "sources/plain.h"

#include "base/limits.h"
#include "formats/form.h"

#include <strings.h>

enum {
	SIGNALLED = 128, /* a shell's code for "killed by signal n" is 128 + n */
	SIGNAL_MAX = 64,
};

struct ended {
	struct form fields; /* of the query, then of the body */
	str name, text;
	int64_t code;
};

static bool is_text(const struct door_call *call)
{
	static const str plain = STR_INIT("text/plain");
	str type = door_header(call, "Content-Type");

	return type.length >= plain.length &&
	       strncasecmp(type.bytes, plain.bytes, plain.length) == 0;
}

/* Of a form that was cut the last field may be half. */
static str whole_fields(const struct alert_batch *batch, str body)
{
	size_t end = body.length;

	while (batch->was_cut && end > 0 && body.bytes[end - 1] != '&')
		end--;
	return str_slice(body, 0, end);
}

static void add_fields(struct arena *arena, struct form *fields, const struct form *more)
{
	for (size_t i = 0; i < more->count; i++)
		*list_add(arena, fields) = more->items[i];
}

static bool read_fields(const struct door_call *call, const struct alert_batch *batch,
			struct ended *ended, struct error *error)
{
	struct arena *arena = call->arena;
	struct form body = { 0 };
	struct error no_form = { 0 };

	if (!form_parse(arena, call->query, &ended->fields, error))
		return error_wrap(error, "the query");
	ended->text = form_get(&ended->fields, "text");
	if (is_text(call)) {
		ended->text = event_clean(arena, str_trim(call->body));
		return true;
	}
	if (form_parse(arena, whole_fields(batch, call->body), &body, &no_form)) {
		add_fields(arena, &ended->fields, &body);
		ended->text = form_get(&ended->fields, "text");
		return true;
	}
	if (form_get(&ended->fields, "name").length == 0 ||
	    form_get(&ended->fields, "code").length == 0)
		return error_set(error, no_form.kind,
				 "%s: send it by curl --data-urlencode, or name and code "
				 "in the query",
				 no_form.text);
	ended->text = event_clean(arena, str_trim(call->body));
	return true;
}

/* -- what was said -- */

static void read_name(const struct door_call *call, struct alert_batch *batch,
		      struct ended *ended)
{
	ended->name = str_trim(form_get(&ended->fields, "name"));
	if (ended->name.length == 0)
		event_fault(call, batch, "name", "is missing: which command was it?");
	else if (ended->name.length > HEARTBEAT_NAME_BYTES_MAX)
		event_fault(call, batch, "name", "is longer than 100 bytes");
	for (size_t i = 0; i < ended->name.length; i++)
		if ((unsigned char)ended->name.bytes[i] < ' ') {
			event_fault(call, batch, "name", "holds a control character");
			return;
		}
}

/* Said twice it could be either: whoever says 0 and 1 has failed to say. */
static void read_code(const struct door_call *call, struct alert_batch *batch,
		      struct ended *ended)
{
	str code = form_get(&ended->fields, "code");

	for (size_t i = 0; i < ended->fields.count; i++) {
		const struct form_field *field = &ended->fields.items[i];

		if (!str_is(field->name, "code") || str_equal(field->value, code))
			continue;
		event_fault(call, batch, "code", "is said twice, and differently");
		return;
	}
	if (code.length == 0)
		event_fault(call, batch, "code", "is missing: send code=$?");
	else if (!str_to_int(str_trim(code), &ended->code))
		event_fault(call, batch, "code", "must be a whole number, as $? is");
}

static str summary_of(struct arena *arena, const struct ended *ended)
{
	int64_t signal = ended->code - SIGNALLED;

	if (signal > 0 && signal <= SIGNAL_MAX)
		return arena_format(arena,
				    STR_FMT " failed with code %lld: killed by signal "
					    "%lld",
				    STR_ARG(ended->name), (long long)ended->code,
				    (long long)signal);
	return arena_format(arena, STR_FMT " failed with code %lld", STR_ARG(ended->name),
			    (long long)ended->code);
}

/* What else stands there is said of the command: service, host, severity, … */
static struct tree *details_of(struct arena *arena, const struct form *fields)
{
	static const char *const known[] = { "name", "code", "text", "mapping" };
	struct tree *details = tree_map(arena);

	for (size_t i = 0; i < fields->count; i++) {
		bool is_known = false;

		for (size_t j = 0; j < sizeof(known) / sizeof(known[0]); j++)
			is_known |= str_is(fields->items[i].name, known[j]);
		if (!is_known)
			tree_put_str(arena, details, fields->items[i].name,
				     tree_text(arena, fields->items[i].value));
	}
	return details;
}

static void take_failure(const struct door_call *call, struct alert_batch *batch,
			 const struct ended *ended, str identity)
{
	struct event event = {
		.arena = call->arena,
		.fact = { .identity = identity, .is_said_once = true, .firing = true }
	};

	event_label(&event, STR("alertname"), ended->name);
	event_label(&event, STR("job"), ended->name);
	event_annotate(&event, STR("summary"), summary_of(call->arena, ended));
	event_annotate(&event, STR("description"), ended->text);
	event_annotate(&event, STR("code"),
		       arena_format(call->arena, "%lld", (long long)ended->code));
	event_details(&event, details_of(call->arena, &ended->fields), "fields");
	event_label(&event, STR("severity"), STR("error"));
	*list_add(call->arena, batch) = *event_settle(&event);
}

static bool read_exit(const struct door_call *call, struct alert_batch *batch,
		      struct error *error)
{
	struct ended ended = { 0 };
	str identity;

	if (!read_fields(call, batch, &ended, error))
		return false;
	batch->read = 1;
	read_name(call, batch, &ended);
	read_code(call, batch, &ended);
	if (batch->faults.count > 0)
		return true;
	identity = arena_format(call->arena, "exit/" STR_FMT, STR_ARG(ended.name));
	if (ended.code == 0)
		*list_add(call->arena, batch) = (struct alert_fact){
			.identity = identity,
			.is_said_once = true,
		};
	else
		take_failure(call, batch, &ended, identity);
	*list_add(call->arena, &batch->pings) = ended.name;
	return true;
}

const struct source exit_source = {
	.name = "exit",
	.help = "how a command ended: name, code, text, as a form or in the query",
	.body_bytes_max = EVENT_BODY_BYTES_MAX,
	.read = read_exit,
	.answer = plain_answer,
	.limited_status = 429,
};

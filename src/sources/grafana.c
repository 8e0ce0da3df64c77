/* What Grafana posts to a contact point of the kind "webhook", at /hooks/grafana, and
 * what its alerting before version 9 posted to a notification channel: one rule a
 * request. It does not repeat what failed until the group's next interval, so it is never
 * limited.
 *
 * Where it signs, the time that it may sign along has no bounds: a clock that is wrong
 * must not cost a page, and a body that is sent again changes nothing while its alert is
 * what the body says. */
#include "base/limits.h"
#include "base/text.h"
#include "formats/json.h"
#include "sources/alert_stream.h"
#include "sources/event.h"
#include "sources/signature.h"

/* -- alerting before version 9 -- */

/* NULL when it is none. */
static const struct tree *old_rule(const struct door_call *call)
{
	struct error unused;
	const struct tree *body;

	if (call->body.length > EVENT_BODY_BYTES_MAX)
		return NULL;
	body = json_parse(call->arena, call->body, &unused);
	return tree_get_int(body, "ruleId", 0) != 0 &&
			       tree_get_text(body, "ruleName").length > 0
		       ? body
		       : NULL;
}

/* "rate{pod=a}=0.07, …" of the series that crossed the line. */
static str matches_text(struct arena *arena, const struct tree *matches)
{
	struct text text = text_new(arena, EVENT_TEXT_BYTES_MAX);

	for (size_t i = 0; i < tree_count(matches); i++) {
		const struct tree *match = tree_nth(matches, i);

		text_addf(&text, "%s" STR_FMT "=" STR_FMT, i > 0 ? ", " : "",
			  STR_ARG(tree_get_text(match, "metric")),
			  STR_ARG(event_word(arena, tree_get(match, "value"))));
	}
	return text_of(&text);
}

static void take_old_rule(const struct door_call *call, struct alert_batch *batch,
			  const struct tree *body)
{
	struct arena *arena = call->arena;
	str state = tree_get_text(body, "state");
	struct event event = {
		.arena = arena,
		.fact = { .identity = arena_format(
				  arena, "rule/%lld/%lld",
				  (long long)tree_get_int(body, "orgId", 0),
				  (long long)tree_get_int(body, "ruleId", 0)),
			  .is_said_once = true,
			  .firing = !str_is(state, "ok"),
			  .generator_url = tree_get_text(body, "ruleUrl") }
	};

	batch->read = 1;
	/* It begins, or nobody looks: neither is an alarm, nor the end of one. */
	if (str_is(state, "pending") || str_is(state, "paused"))
		return;
	event_label(&event, STR("alertname"), tree_get_text(body, "ruleName"));
	event_details(&event, tree_get(body, "tags"), "tags");
	event_annotate(&event, STR("summary"), tree_get_text(body, "title"));
	event_annotate(&event, STR("description"), tree_get_text(body, "message"));
	event_annotate(&event, STR("state"), state);
	event_annotate(&event, STR("values"),
		       matches_text(arena, tree_get(body, "evalMatches")));
	event_annotate(&event, STR("imageURL"), tree_get_text(body, "imageUrl"));
	if (event_has_nul(event.fact.generator_url))
		event.fact.generator_url = STR("");
	*list_add(arena, batch) = *event_settle(&event);
}

static bool read_alerts(const struct door_call *call, struct alert_batch *batch,
			struct error *error)
{
	const struct tree *rule;

	if (alert_stream_read(ALERT_STREAM_WEBHOOK, call, batch, error))
		return true;
	rule = batch->was_cut ? NULL : old_rule(call);
	if (!rule)
		return false;
	take_old_rule(call, batch, rule);
	return true;
}

/* -- its signature -- */

/* "TIME:BODY", or the body alone where Grafana is given no header for the time. */
static str signed_text(const struct door_call *call)
{
	str at = door_header(call, "X-Grafana-Alerting-Timestamp");
	struct text text;

	if (at.length == 0)
		return call->body;
	text = text_new(call->arena, at.length + 1 + call->body.length);
	text_add(&text, at);
	text_add_char(&text, ':');
	text_add(&text, call->body);
	return text_of(&text);
}

static bool is_signed(const struct door_call *call, str secret)
{
	return signature_fits(call->arena,
			      door_header(call, "X-Grafana-Alerting-Signature"),
			      sha256_hmac(secret, signed_text(call)));
}

static const char *const types[] = { "application/json", NULL };

const struct source grafana_source = {
	.name = "grafana",
	.help = "what Grafana's alerting posts to a webhook",
	.types = types,
	.read = read_alerts,
	.answer = alert_stream_answer,
	.is_signed = is_signed,
};

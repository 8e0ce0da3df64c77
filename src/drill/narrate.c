/* What is told while the drill runs: one line per step, each with what was measured. */
#include "drill/session.h"

#include "base/text.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>

enum { LINE_BYTES_MAX = 1500, TITLE_BYTES_MAX = 70 };

static const struct tree *incident_of(const struct session *session)
{
	return tree_get(session->room, "incident");
}

static str incident_text(const struct session *session, const char *name)
{
	return tree_get_text(incident_of(session), name);
}

/* "→ press a to acknowledge" for who can press it. */
static const char *press(const struct session *session, const char *words)
{
	return session->is_auto ? "" : words;
}

static bool measure_redis(struct session *session, double *ret_used, double *ret_max)
{
	return world_measure(&session->world, session->tick,
			     "redis_memory_used_bytes / 1048576", ret_used) &&
	       world_measure(&session->world, session->tick,
			     "redis_memory_max_bytes / 1048576", ret_max);
}

static bool tell_healthy(struct session *session)
{
	double failing, attempted, used, max;

	if (!world_measure(&session->world, session->tick, QUERY_FAILING, &failing) ||
	    !world_measure(&session->world, session->tick, QUERY_ATTEMPTED, &attempted) ||
	    !measure_redis(session, &used, &max) || !(attempted > 45))
		return false;
	session_say(session, "HEALTHY",
		    "%.0f writes/s, %.0f %% fail · Redis uses %.1f of %.0f MiB%s",
		    attempted, failing, used, max,
		    session->world.cause == CAUSE_MEMORY ? " and fills up" : "");
	return true;
}

static bool plant(struct session *session)
{
	struct error error;

	if (session->world.cause == CAUSE_MEMORY)
		return true; /* planted by its size */
	if (!world_set_writing(&session->world, false, &error))
		return false;
	session_say(session, "PLANTED", "the writer hangs from here on");
	return true;
}

static bool tell_broken(struct session *session)
{
	double failing, attempted, used, max;

	if (!world_measure(&session->world, session->tick, QUERY_ATTEMPTED, &attempted) ||
	    !measure_redis(session, &used, &max))
		return false;
	if (session->world.cause == CAUSE_WRITER_STOPPED) {
		if (attempted >= 1)
			return false;
		session_say(session, "BREAKS",
			    "%.1f writes/s · Redis uses %.1f of %.0f MiB", attempted,
			    used, max);
		return true;
	}
	if (!world_measure(&session->world, session->tick, QUERY_FAILING, &failing) ||
	    !(failing > 5))
		return false;
	session_say(session, "BREAKS",
		    "%.0f %% of %.0f writes/s fail · Redis uses %.1f of %.0f MiB",
		    failing, attempted, used, max);
	return true;
}

static bool tell_alert(struct session *session)
{
	const struct tree *alert = tree_nth(tree_get(session->room, "alerts"), 0);

	if (!alert)
		return false;
	session_say(session, "ALERT",
		    STR_FMT " straight from Prometheus → " STR_FMT " " STR_FMT
			    ": " STR_FMT,
		    STR_ARG(tree_get_text(alert, "name")), STR_ARG(session->code),
		    STR_ARG(incident_text(session, "severity")),
		    STR_ARG(incident_text(session, "severity_reason")));
	session_say(session, "PROFILE", STR_FMT ": " STR_FMT,
		    STR_ARG(incident_text(session, "profile")),
		    STR_ARG(incident_text(session, "profile_reason")));
	session_say(session, "ROOM", "http://127.0.0.1:%u/room/" STR_FMT,
		    session->world.ports[CHILD_STANCH], STR_ARG(session->code));
	return true;
}

static size_t pages_sent(const struct session *session)
{
	const struct tree *list = tree_get(session->room, "deliveries");
	size_t count = 0;

	for (size_t i = 0; i < tree_count(list); i++)
		count += text_is(tree_nth(list, i), "purpose", "page") &&
			 text_is(tree_nth(list, i), "state", "sent");
	return count;
}

static bool tell_pages(struct session *session)
{
	const struct tree *page = tree_get(session->room, "page");
	int64_t sends = tree_get_int(page, "sends", 0);
	struct error unheeded;
	instant_ms due = 0;
	char next[64] = "";

	if (sends <= session->told_rounds || pages_sent(session) == 0)
		return false;
	session->told_rounds = sends;
	if (instant_parse(tree_get_text(page, "due"), &due, &unheeded) &&
	    due > clock_now())
		snprintf(next, sizeof(next), ", next in %lld s",
			 (long long)(due - clock_now() + 500) / SECOND_MS);
	session_say(session, "PAGE",
		    "sent to you%s (practice inbox http://127.0.0.1:%u)%s%s",
		    sends > 1 ? " again" : "", inbox_port(session->world.inbox), next,
		    press(session, " → press a to acknowledge"));
	return false;
}

static bool tell_scope(struct session *session)
{
	const struct tree *failing = room_check(session, "writes failing");
	const struct tree *attempted = room_check(session, "writes attempted");
	double percent = tree_get_real(failing, "last_value", NAN);
	double rate = tree_get_real(attempted, "last_value", NAN);
	const struct tree *scope = tree_get(session->room, "scope");
	str changes = tree_get_text(scope, "changes");
	char measured[160];

	if (isnan(rate) || !room_evidence_is_in(session) ||
	    !tree_get_bool(scope, "is_complete", false))
		return false;
	if (changes.length == 0)
		changes = tree_get_text(session->room, "changes");
	if (isnan(percent))
		snprintf(measured, sizeof(measured), "writes %.0f s⁻¹, failing unknown",
			 rate);
	else
		snprintf(measured, sizeof(measured),
			 "writes failing %.0f %% (%.0f/%.0f s⁻¹)", percent,
			 percent * rate / 100, rate);
	session_say(session, "SCOPE",
		    "%s · since " STR_FMT " · changes: " STR_FMT " · users: " STR_FMT
		    " · complete after " STR_FMT,
		    measured,
		    STR_ARG(session_when(session, tree_get_text(scope, "onset_at"))),
		    STR_ARG(changes.length > 0 ? changes : STR("none")),
		    STR_ARG(tree_get_text(scope, "users")),
		    STR_ARG(tree_get_text(scope, "took")));
	return true;
}

static bool tell_causes(struct session *session)
{
	const struct tree *list = tree_get(session->room, "hypotheses");

	if (!room_all_decided(session) || !room_evidence_is_in(session))
		return false;
	for (size_t i = 0; i < tree_count(list); i++) {
		const struct tree *one = tree_nth(list, i);

		session_say(session, "CAUSE", STR_FMT ": " STR_FMT " – " STR_FMT,
			    STR_ARG(tree_get_text(one, "state")),
			    STR_ARG(tree_get_text(one, "claim")),
			    STR_ARG(tree_get_text(one, "reason")));
	}
	return true;
}

/* Of the risk only its first clause: the rest is one key away. */
static str short_risk(const struct tree *action)
{
	str risk = tree_get_text(action, "risk");

	for (size_t i = 0; i < risk.length; i++)
		if (risk.bytes[i] == ':' || risk.bytes[i] == '.' || risk.bytes[i] == ';')
			return str_slice(risk, 0, i);
	return risk;
}

static str class_of(const struct session *session, const struct tree *action)
{
	bool has_undo = tree_get_bool(action, "has_undo", false);

	return arena_format(session->tick, STR_FMT "%s; " STR_FMT,
			    STR_ARG(tree_get_text(action, "class")),
			    has_undo ? ", undo ready" : ", no way back",
			    STR_ARG(short_risk(action)));
}

static bool tell_offers(struct session *session)
{
	const struct tree *list = tree_get(session->room, "actions");
	struct text line = text_new(session->tick, LINE_BYTES_MAX);

	if (!room_all_decided(session) || room_is_previewing(session) ||
	    !room_evidence_is_in(session) || tree_count(list) < room_supported(session))
		return false;
	for (size_t i = 0; i < tree_count(list); i++) {
		const struct tree *one = tree_nth(list, i);

		text_addf(&line, "%lld " STR_FMT " [" STR_FMT "]  ",
			  (long long)tree_get_int(one, "number", 0),
			  STR_ARG(tree_get_text(one, "preview")),
			  STR_ARG(class_of(session, one)));
	}
	if (tree_count(list) == 0)
		session_say(session, "OFFER",
			    "nothing: no known way to fail fits the evidence%s",
			    press(session, " → press w to start the writer by hand"));
	else
		session_say(session, "OFFER", STR_FMT "%s", STR_ARG(text_of(&line)),
			    press(session, "→ press 1, d for the details"));
	return true;
}

static bool tell_ack(struct session *session)
{
	const struct tree *page = tree_get(session->room, "page");

	if (!text_is(page, "state", "acknowledged"))
		return false;
	session_say(session, "ACK",
		    STR_FMT " · paging stopped after %lld round%s · commander: " STR_FMT,
		    STR_ARG(tree_get_text(page, "acked_by")),
		    (long long)tree_get_int(page, "sends", 0),
		    tree_get_int(page, "sends", 0) == 1 ? "" : "s",
		    STR_ARG(incident_text(session, "commander")));
	return true;
}

/* From the timeline, so that what is told is what was written down. */
static bool tell_entries(struct session *session)
{
	static const struct {
		const char *kind, *label, *hint;
	} told[] = {
		{ "action.approved", "APPROVED", "" },
		{ "action.started", "RUNS", "" },
		{ "action.ended", "DONE", " → press u to put it back" },
		{ "action.refused", "REFUSED", "" },
		{ "action.unknown", "UNKNOWN", " → press s to look at the target again" },
		{ "message.sent", "SENT", "" },
		{ "promise.made", "PROMISE", "" },
		{ "promise.reminded", "PROMISE", " → press m" },
		{ "promise.missed", "PROMISE", " → press m" },
		{ "page.ack-lapsed", "LAPSED", " → press a" },
	};
	const struct tree *list = tree_get(session->room, "timeline");

	for (size_t i = 0; i < tree_count(list); i++) {
		const struct tree *entry = tree_nth(list, i);
		int64_t seq = tree_get_int(entry, "seq", 0);

		if (seq <= session->told_seq)
			continue;
		session->told_seq = seq;
		for (size_t k = 0; k < sizeof(told) / sizeof(told[0]); k++)
			if (text_is(entry, "kind", told[k].kind))
				session_say(session, told[k].label,
					    STR_FMT " (journal entry %lld)%s",
					    STR_ARG(tree_get_text(entry, "text")),
					    (long long)seq, press(session, told[k].hint));
	}
	return false;
}

static str hold_of(const struct session *session)
{
	const struct tree *check = room_check(session, "writes failing");
	int64_t held = tree_get_int(check, "held_ms", 0);

	return arena_format(
		session->tick, STR_FMT " of " STR_FMT,
		STR_ARG(duration_format(session->tick, held)),
		STR_ARG(duration_format(session->tick, tree_get_int(check, "hold", 0))));
}

static bool tell_verdicts(struct session *session)
{
	const struct tree *list = tree_get(session->room, "actions");

	for (size_t i = 0; i < tree_count(list); i++) {
		const struct tree *one = tree_nth(list, i);
		int64_t number = tree_get_int(one, "number", 0);

		if (number > 62 || (session->told_verdicts >> number & 1) ||
		    text_is(one, "verdict", "none"))
			continue;
		session->told_verdicts |= (int64_t)1 << number;
		session_say(session, "VERDICT",
			    STR_FMT ": " STR_FMT " · hold " STR_FMT "%s",
			    STR_ARG(tree_get_text(one, "verdict")),
			    STR_ARG(tree_get_text(one, "verdict_reason")),
			    STR_ARG(hold_of(session)),
			    press(session,
				  " → try r now: you will be refused, and told why"));
	}
	return false;
}

static bool tell_drafts(struct session *session)
{
	const struct tree *draft = room_draft(session);
	int64_t id = tree_get_int(draft, "id", 0);

	if (!draft || id <= session->told_messages)
		return false;
	session->told_messages = id;
	session_say(session, "DRAFT", STR_FMT " for " STR_FMT ": " STR_FMT "%s",
		    STR_ARG(tree_get_text(draft, "kind")),
		    STR_ARG(tree_get_text(draft, "audience")),
		    STR_ARG(str_clip(tree_get_text(draft, "subject"), TITLE_BYTES_MAX)),
		    press(session, " → press m to send it"));
	return false;
}

static bool tell_held(struct session *session)
{
	if (!tree_get_bool(tree_get(session->room, "resolve"), "allowed", false))
		return false;
	session_say(session, "HELD", "every check was good for " STR_FMT "%s",
		    STR_ARG(hold_of(session)), press(session, " → press r to resolve"));
	return true;
}

static bool tell_resolved(struct session *session)
{
	if (!text_is(incident_of(session), "state", "resolved"))
		return false;
	session_say(session, "RESOLVED", STR_FMT ", %s", STR_ARG(session->code),
		    tree_get_bool(incident_of(session), "proven", false)
			    ? "proven by measurement"
			    : "not proven by measurement");
	return true;
}

static bool tell_postmortem(struct session *session)
{
	const struct tree *postmortem = tree_get(session->room, "postmortem");

	if (!tree_get_bool(postmortem, "ready", false))
		return false;
	session->is_over = true;
	narrate_end(session);
	return true;
}

/* Before there is an incident, one after the other. */
static bool (*const before[])(struct session *session) = { tell_healthy, plant,
							   tell_broken };
/* About the room. One that may have more to say is never done. */
static bool (*const in_room[])(struct session *session) = {
	tell_alert,  tell_pages, tell_scope,    tell_causes,
	tell_offers, tell_ack,   tell_entries,  tell_verdicts,
	tell_drafts, tell_held,  tell_resolved, tell_postmortem,
};

enum {
	BEFORE = sizeof(before) / sizeof(before[0]),
	IN_ROOM = sizeof(in_room) / sizeof(in_room[0]),
};
static_assert(BEFORE + IN_ROOM <= NEWS_MAX, "each has its place in .told");

void narrate_start(struct session *session, str login_link)
{
	const unsigned *ports = session->world.ports;

	session_say(
		session, "READY",
		"redis :%u (32 MiB, noeviction) · prometheus :%u · exporter :%u · mail "
		":%u · writer :%u",
		ports[CHILD_REDIS], ports[CHILD_PROMETHEUS], ports[CHILD_EXPORTER],
		ports[CHILD_MAIL], ports[CHILD_WRITER]);
	session_say(session, "OPEN", STR_FMT " (signs you in, once)",
		    STR_ARG(login_link));
	if (!session->is_auto)
		session_say(
			session, "KEYS",
			"a acknowledge · 1 2 choose · y approve · d details · u undo · "
			"m send · r resolve · q stop");
}

void narrate(struct session *session)
{
	for (size_t i = 0; i < BEFORE && session->code.length == 0; i++) {
		if (!session->told[i])
			session->told[i] = before[i](session);
		if (!session->told[i])
			break;
	}
	for (size_t i = 0; i < IN_ROOM && session->room; i++) {
		bool *told = &session->told[BEFORE + i];

		if (!*told)
			*told = in_room[i](session);
	}
}

/* Three that were measured, by their names. */
static void tell_durations(const struct session *session)
{
	static const char *const names[] = { "TTA", "TTM", "TTR", "TTSLO", "Impact" };
	const struct tree *list = tree_get(session->room, "durations");
	size_t told = 0;

	for (size_t n = 0; n < sizeof(names) / sizeof(names[0]); n++)
		for (size_t i = 0; i < tree_count(list) && told < 3; i++) {
			const struct tree *one = tree_nth(list, i);

			if (!text_is(one, "name", names[n]) || !tree_get(one, "ms"))
				continue;
			told++;
			printf("  %-6s " STR_FMT "  " STR_FMT " (" STR_FMT ")\n",
			       names[n], STR_ARG(tree_get_text(one, "text")),
			       STR_ARG(tree_get_text(one, "label")),
			       STR_ARG(tree_get_text(one, "definition")));
		}
}

void narrate_end(struct session *session)
{
	const struct tree *postmortem = tree_get(session->room, "postmortem");
	unsigned port = session->is_auto ? 9099 : session->world.ports[CHILD_STANCH];

	session_say(session, "RECORD", "the postmortem wrote itself");
	printf("\n");
	tell_durations(session);
	printf("\nNext%s:\n",
	       session->is_auto ? ", with build/stanch serve running" : "");
	printf("  an alert of your own:\n"
	       "    curl -H 'Content-Type: application/json' "
	       "http://127.0.0.1:%u/api/v2/alerts \\\n"
	       "      -d '[{\"labels\":{\"alertname\":\"Mine\",\"service\":\"shop\","
	       "\"severity\":\"warning\"}}]'\n",
	       port);
	printf("  your Prometheus, in prometheus.yml:\n"
	       "    alerting:\n"
	       "      alertmanagers: [{static_configs: [{targets: "
	       "[\"127.0.0.1:%u\"]}]}]\n",
	       port);
	printf("  who would be called:\n    build/stanch oncall who%s" STR_FMT "\n\n",
	       session->is_auto ? "" : " --data ",
	       STR_ARG(session->is_auto ? STR("") : session->world.data));
	printf("Postmortem: " STR_FMT "\n", STR_ARG(tree_get_text(postmortem, "path")));
	if (!session->is_auto)
		printf("\nAll keeps running until you press q.\n");
	fflush(stdout);
}

/* incident: what is broken, and how far we are. */
#include "app/lifecycle/incident.h"
#include "app/intake/told.h"
#include "app/learning/learning.h"
#include "app/lifecycle/command.h"
#include "app/paging/escalation.h"
#include "app/paging/oncall.h"
#include "app/verification/verification.h"
#include "operations/merging.h"
#include "operations/noun.h"
#include "operations/room.h"
#include "operations/scope.h"
#include "operations/told.h"

#include "base/limits.h"

struct list_input {
	bool all;
};
static const struct field list_fields[] = {
	{ .name = "all",
	  .kind = FIELD_BOOL,
	  .offset = offsetof(struct list_input, all),
	  .help = "those that are over too" },
};
static const struct shape list_shape = SHAPE("list", struct list_input, list_fields);

static bool list(struct work *work, const void *input, struct tree *answer)
{
	const struct list_input *in = input;
	struct tree *list = tree_list(work->arena);
	struct incident *incidents;
	size_t count;

	if (!store_incidents(work, !in->all, 200, &incidents, &count))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct tree *one = row_tree(work->arena, &incident_shape, &incidents[i]);

		if (!room_add_summary(work, &incidents[i], one))
			return false;
		tree_add(work->arena, list, one);
	}
	tree_put(work->arena, answer, "incidents", list);
	tree_put_bool(work->arena, answer, "drill", work->config->drill);
	tree_put_text(work->arena, answer, "now", instant_format(work->arena, work->now));

	return room_add_on_call(work, &work->config->policies[0], answer);
}

static bool show(struct work *work, const void *input, struct tree *answer)
{
	const struct of_incident *in = input;
	struct incident incident;

	if (!store_incident_find(work, in->incident, &incident))
		return false;
	return room_fill(work, &incident, answer) &&
	       room_add_summary(work, &incident, answer);
}

static bool room(struct work *work, const void *input, struct tree *answer)
{
	const struct of_incident *in = input;
	struct incident incident;

	return store_incident_find(work, in->incident, &incident) &&
	       room_fill(work, &incident, answer);
}

struct timeline_input {
	str incident;
	int64_t after;
};
static const struct field timeline_fields[] = {
	{ .name = "incident",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct timeline_input, incident),
	  .required = true,
	  .help = "the incident: INC-2026-11-21-001, 1 (of today) or last" },
	{ .name = "after",
	  .kind = FIELD_INT,
	  .offset = offsetof(struct timeline_input, after),
	  .help = "only entries after this sequence number" },
};
static const struct shape timeline_shape = SHAPE("timeline", struct timeline_input,
						 timeline_fields);

static bool timeline(struct work *work, const void *input, struct tree *answer)
{
	const struct timeline_input *in = input;
	struct incident incident;

	return store_incident_find(work, in->incident, &incident) &&
	       room_add_timeline(work, incident.id, in->after, answer);
}

struct declare_input {
	str title, service, environment;
	str rank;
	bool is_new;
};
static const struct field declare_fields[] = {
	{ .name = "title",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct declare_input, title),
	  .required = true,
	  .help = "what is broken, in any words" },
	{ .name = "service",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct declare_input, service),
	  .help = "which service; left out: read from the text" },
	{ .name = "environment",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct declare_input, environment),
	  .help = "where: production, staging; left out: read from the text" },
	{ .name = "rank",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct declare_input, rank),
	  .help = "severity from 0 (worst) to 3; left out: by the profile's rules" },
	{ .name = "new",
	  .kind = FIELD_BOOL,
	  .offset = offsetof(struct declare_input, is_new),
	  .help = "another one, although one of its service is open" },
};
static const struct shape declare_shape = SHAPE("declare", struct declare_input,
						declare_fields);

static bool declare(struct work *work, const void *input, struct tree *answer)
{
	const struct declare_input *in = input;
	struct declaration declaration = { .text = in->title,
					   .service = in->service,
					   .environment = in->environment,
					   .rank = -1,
					   .is_new = in->is_new };
	struct declared declared;

	if (str_trim(in->title).length == 0)
		return fail(work, ERROR_INVALID, "title: say what is broken");
	if (in->service.length > REPORT_FIELD_BYTES_MAX ||
	    in->environment.length > REPORT_FIELD_BYTES_MAX)
		return fail(work, ERROR_TOO_LARGE, "%s: at most %d bytes",
			    in->service.length > REPORT_FIELD_BYTES_MAX ? "service"
									: "environment",
			    REPORT_FIELD_BYTES_MAX);
	if (in->rank.length > 0 && (!str_to_int(in->rank, &declaration.rank) ||
				    declaration.rank < 0 || declaration.rank > 3))
		return fail(work, ERROR_INVALID, "rank: a number from 0 (worst) to 3");
	if (!declaration_take(work, &declaration, &declared))
		return false;
	answer_incident(work, &declared.incident, answer);
	tree_put_bool(work->arena, answer, "joined", declared.joined);
	answer_reading(work, &declared.reading, answer);
	return true;
}

static bool confirm(struct work *work, const void *input, struct tree *answer)
{
	const struct of_incident *in = input;
	struct incident incident;

	if (!store_incident_find(work, in->incident, &incident))
		return false;
	if (incident.state != INCIDENT_CANDIDATE)
		return fail(work, ERROR_CONFLICT, STR_FMT " is %s: no candidate",
			    STR_ARG(incident.code), incident_state_names[incident.state]);
	if (!incident_declare(work, &incident,
			      arena_format(work->arena, STR_FMT " says it is an incident",
					   STR_ARG(work->actor.name))) ||
	    !incident_touch(work, &incident))
		return false;
	answer_incident(work, &incident, answer);
	return true;
}

struct note_input {
	str incident, text;
	instant_ms at;
};
static const struct field note_fields[] = {
	{ .name = "incident",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct note_input, incident),
	  .required = true,
	  .help = "the incident: INC-2026-11-21-001, 1 (of today) or last" },
	{ .name = "text",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct note_input, text),
	  .required = true,
	  .help = "what you saw or did" },
	{ .name = "at",
	  .kind = FIELD_INSTANT,
	  .offset = offsetof(struct note_input, at),
	  .help = "when that was, if it is written down later: 2026-11-21T02:40:00Z" },
};
static const struct shape note_shape = SHAPE("note", struct note_input, note_fields);

static bool add_note(struct work *work, const void *input, struct tree *answer)
{
	const struct note_input *in = input;
	struct incident incident;

	if (in->text.length > NOTE_BYTES_MAX)
		return fail(work, ERROR_TOO_LARGE, "text: at most %d bytes",
			    NOTE_BYTES_MAX);
	if (!store_incident_find(work, in->incident, &incident) ||
	    !(in->at != 0 ? incident_note_late(work, &incident, in->text, in->at)
			  : incident_note(work, &incident, in->text)))
		return false;
	answer_incident(work, &incident, answer);
	return true;
}

struct resolve_input {
	str incident, reason;
	bool unproven;
};
static const struct field resolve_fields[] = {
	{ .name = "incident",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct resolve_input, incident),
	  .required = true,
	  .help = "the incident: INC-2026-11-21-001, 1 (of today) or last" },
	{ .name = "reason",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct resolve_input, reason),
	  .help = "why it is over; needed with --unproven" },
	{ .name = "unproven",
	  .kind = FIELD_BOOL,
	  .offset = offsetof(struct resolve_input, unproven),
	  .help = "the commander's word instead of a measurement; said in every "
		  "message" },
};
static const struct shape resolve_shape = SHAPE("resolve", struct resolve_input,
						resolve_fields);

static bool resolve(struct work *work, const void *input, struct tree *answer)
{
	const struct resolve_input *in = input;
	struct incident incident;

	if (!store_incident_find(work, in->incident, &incident) ||
	    !verification_resolve(work, &incident, in->reason, in->unproven))
		return false;
	answer_incident(work, &incident, answer);
	tree_put_text(work->arena, answer, "postmortem",
		      postmortem_path(work, &incident));
	return true;
}

struct reason_input {
	str incident, reason;
};
static const struct field reason_fields[] = {
	{ .name = "incident",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct reason_input, incident),
	  .required = true,
	  .help = "the incident: INC-2026-11-21-001, 1 (of today) or last" },
	{ .name = "reason",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct reason_input, reason),
	  .required = true,
	  .help = "why it is no incident" },
};
static const struct shape reason_shape = SHAPE("dismiss", struct reason_input,
					       reason_fields);

static bool dismiss(struct work *work, const void *input, struct tree *answer)
{
	const struct reason_input *in = input;
	struct incident incident;

	if (!store_incident_find(work, in->incident, &incident) ||
	    !incident_dismiss(work, &incident, in->reason))
		return false;
	answer_incident(work, &incident, answer);
	return true;
}

struct close_input {
	str incident, reason;
	bool with_fixes;
};
static const struct field close_fields[] = {
	{ .name = "incident",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct close_input, incident),
	  .required = true,
	  .help = "the incident: INC-2026-11-21-001, 1 (of today) or last" },
	{ .name = "reason",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct close_input, reason),
	  .help = "why temporary fixes may stay open; needed with --with-fixes" },
	{ .name = "with_fixes",
	  .kind = FIELD_BOOL,
	  .offset = offsetof(struct close_input, with_fixes),
	  .help = "the commander's or an admin's word that it is closed with temporary "
		  "fixes open; they go on being reminded of" },
};
static const struct shape close_shape = SHAPE("close", struct close_input, close_fields);

static bool close_it(struct work *work, const void *input, struct tree *answer)
{
	const struct close_input *in = input;
	struct closing closing = { .with_fixes = in->with_fixes, .reason = in->reason };
	struct incident incident;

	if (!store_incident_find(work, in->incident, &incident) ||
	    !incident_close(work, &incident, &closing))
		return false;
	answer_incident(work, &incident, answer);
	return true;
}

struct severity_input {
	str incident;
	int64_t rank;
	str reason;
};
static const struct field severity_fields[] = {
	{ .name = "incident",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct severity_input, incident),
	  .required = true,
	  .help = "the incident: INC-2026-11-21-001, 1 (of today) or last" },
	{ .name = "rank",
	  .kind = FIELD_INT,
	  .offset = offsetof(struct severity_input, rank),
	  .required = true,
	  .help = "severity from 0 (worst) to 3" },
	{ .name = "reason",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct severity_input, reason),
	  .required = true,
	  .help = "why" },
};
static const struct shape severity_shape = SHAPE("severity", struct severity_input,
						 severity_fields);

static bool severity(struct work *work, const void *input, struct tree *answer)
{
	const struct severity_input *in = input;
	struct incident incident;

	if (!store_incident_find(work, in->incident, &incident) ||
	    !incident_set_rank(work, &incident, in->rank, in->reason))
		return false;
	answer_incident(work, &incident, answer);
	return true;
}

struct take_input {
	str incident, reason;
};
static const struct field take_fields[] = {
	{ .name = "incident",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct take_input, incident),
	  .required = true,
	  .help = "the incident: INC-2026-11-21-001, 1 (of today) or last" },
	{ .name = "reason",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct take_input, reason),
	  .by_place = true,
	  .help = "why; needed when somebody else has it" },
};
static const struct shape take_shape = SHAPE("take", struct take_input, take_fields);

static bool take(struct work *work, const void *input, struct tree *answer)
{
	const struct take_input *in = input;
	struct incident incident;

	if (!store_incident_find(work, in->incident, &incident) ||
	    !command_take(work, &incident, in->reason))
		return false;
	answer_incident(work, &incident, answer);
	return true;
}

struct role_input {
	str incident;
	enum duty_role role;
	str person;
};
static const struct field role_fields[] = {
	{ .name = "incident",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct role_input, incident),
	  .required = true,
	  .help = "the incident: INC-2026-11-21-001, 1 (of today) or last" },
	{ .name = "role",
	  .kind = FIELD_ENUM,
	  .offset = offsetof(struct role_input, role),
	  .names = duty_role_names,
	  .required = true,
	  .help = "deputy, scribe, operations, communications, expert or reporter" },
	{ .name = "person",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct role_input, person),
	  .by_place = true,
	  .help = "who has it from now on; left out: nobody" },
};
static const struct shape role_shape = SHAPE("role", struct role_input, role_fields);

static bool role(struct work *work, const void *input, struct tree *answer)
{
	const struct role_input *in = input;
	struct incident incident;

	if (!store_incident_find(work, in->incident, &incident) ||
	    !role_give(work, &incident, in->role, in->person))
		return false;
	answer_incident(work, &incident, answer);
	tree_put_text(work->arena, answer, "role", str_of(duty_role_names[in->role]));
	tree_put_text(work->arena, answer, "person", in->person);
	return true;
}

struct escalate_input {
	str incident, to, reason;
};
static const struct field escalate_fields[] = {
	{ .name = "incident",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct escalate_input, incident),
	  .required = true,
	  .help = "the incident: INC-2026-11-21-001, 1 (of today) or last" },
	{ .name = "to",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct escalate_input, to),
	  .by_place = true,
	  .help = "a level (L2) or a need of the policy; left out: the next one" },
	{ .name = "reason",
	  .kind = FIELD_TEXT,
	  .offset = offsetof(struct escalate_input, reason),
	  .help = "why" },
};
static const struct shape escalate_shape = SHAPE("escalate", struct escalate_input,
						 escalate_fields);

static bool escalate(struct work *work, const void *input, struct tree *answer)
{
	const struct escalate_input *in = input;
	struct incident incident;
	str level;

	if (!store_incident_find(work, in->incident, &incident) ||
	    !escalation_by_hand(work, &incident, in->to, in->reason, &level))
		return false;
	answer_incident(work, &incident, answer);
	tree_put_text(work->arena, answer, "level", level);
	return true;
}

static const struct operation operations[] = {
	{ .noun = "incident",
	  .verb = "list",
	  .alias = "list",
	  .help = "open incidents, the worst first",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .input = &list_shape,
	  .run = list,
	  .view = { .list = "incidents",
		    .columns = { { "severity", "sev", 0 },
				 { "code", "incident", 0 },
				 { "state", "state", 0 },
				 { "since", "since", 0 },
				 { "service", "service", 0 },
				 { "commander", "commander", 0 },
				 { "title", "title", 0 } },
		    .empty = "No open incident." } },
	{ .noun = "incident",
	  .verb = "show",
	  .alias = "show",
	  .help = "one incident: state, measurements, offers, what is missing",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .input = &of_incident_shape,
	  .run = show,
	  .view = { .template = room_text } },
	{ .noun = "incident",
	  .verb = "scope",
	  .alias = "triage",
	  .help = "five answers: what is broken, who is affected, since when, what "
		  "changed, how bad",
	  .more = "The scope card fills itself within 30 s of the alert; what is not "
		  "there by then is unknown, with the reason. Each answer says what it "
		  "rests on: measured, recorded, stated, estimated or unknown. As JSON "
		  "it comes with the severity, the services that depend on what broke, "
		  "the timeline and the draft of the first message.",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .input = &of_incident_shape,
	  .run = scope_show,
	  .view = { .template = scope_text_view } },
	{ .noun = "incident",
	  .verb = "began",
	  .help = "say when it began, if you know better",
	  .more = "It stands as stated, with what was known before in the timeline, and "
		  "corrects also what was measured. What was said while nothing was "
		  "measured "
		  "yet gives way to the first measurement. What changed before it is "
		  "looked "
		  "at again.",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .people_only = true,
	  .input = &began_shape,
	  .run = scope_began,
	  .view = { .template = "{{incident.code}} began at {{incident.onset_at}}, as "
				"stated.\n" } },
	{ .noun = "incident",
	  .verb = "affected",
	  .help = "say who is affected, and how many",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .input = &affected_shape,
	  .run = scope_affected,
	  .view = { .template = "Stated in {{incident.code}}: {{text}}\n" } },
	{ .noun = "incident",
	  .verb = "room",
	  .help = "everything the page of an incident shows, as one tree",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .input = &of_incident_shape,
	  .run = room },
	{ .noun = "incident",
	  .verb = "timeline",
	  .help = "what happened, in order",
	  .effect = OPERATION_READS,
	  .least = ROLE_VIEWER,
	  .input = &timeline_shape,
	  .run = timeline,
	  .view = { .list = "timeline",
		    .columns = { { "time", "UTC", 0 },
				 { "actor", "who", 0 },
				 { "text", "what", 90 } },
		    .empty = "Nothing yet." } },
	{ .noun = "incident",
	  .verb = "declare",
	  .alias = "declare",
	  .help = "say in any words what is broken; it pages who is on call",
	  .more = "Service, environment and symptom are read from the text. When an "
		  "incident of the service is open, it is joined, and its page goes on "
		  "as "
		  "it was unless nobody has it in hand.",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .input = &declare_shape,
	  .run = declare,
	  .view = { .template =
			    "{{#joined}}Joined{{/joined}}{{^joined}}Opened{{/joined}} "
			    "{{incident.code}} ({{incident.severity}}): "
			    "{{incident.title}}\n  {{why}}\n"
			    "{{#missing}}  {{asks}}\n{{/missing}}" } },
	{ .noun = "incident",
	  .verb = "confirm",
	  .help = "a candidate is an incident: it pages who is on call",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .input = &of_incident_shape,
	  .run = confirm,
	  .view = { .template = "{{incident.code}} ({{incident.severity}}) pages now: "
				"{{incident.title}}\n" } },
	{ .noun = "incident",
	  .verb = "note",
	  .alias = "note",
	  .help = "add a line to the record",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .input = &note_shape,
	  .run = add_note,
	  .view = { .template = "Noted in {{incident.code}}.\n" } },
	{ .noun = "incident",
	  .verb = "resolve",
	  .alias = "resolve",
	  .help = "end it; refused with the reason until the checks have held",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .people_only = true,
	  .input = &resolve_shape,
	  .run = resolve,
	  .view = { .template = "Resolved {{incident.code}}. Postmortem: "
				"{{postmortem}}\n" } },
	{ .noun = "incident",
	  .verb = "dismiss",
	  .help = "it is no incident: say why",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .people_only = true,
	  .input = &reason_shape,
	  .run = dismiss,
	  .view = { .template = "Dismissed {{incident.code}}.\n" } },
	{ .noun = "incident",
	  .verb = "close",
	  .help = "file away a resolved incident; refused while a temporary fix is open",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .people_only = true,
	  .input = &close_shape,
	  .run = close_it,
	  .view = { .template = "Closed {{incident.code}}.\n" } },
	{ .noun = "incident",
	  .verb = "severity",
	  .help = "raise it (anybody) or lower it (the commander)",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .people_only = true,
	  .input = &severity_shape,
	  .run = severity,
	  .view = { .template = "{{incident.code}} is {{incident.severity}} now.\n" } },
	{ .noun = "incident",
	  .verb = "take",
	  .alias = "take",
	  .help = "lead it; with a reason when somebody else does",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .people_only = true,
	  .input = &take_shape,
	  .run = take,
	  .view = { .template = "You lead {{incident.code}}: {{incident.title}}\n" } },
	{ .noun = "incident",
	  .verb = "role",
	  .help = "give somebody a role beside the commander, or end it",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .people_only = true,
	  .input = &role_shape,
	  .run = role,
	  .view = { .template =
			    "{{#person}}{{person}} is {{role}} of {{incident.code}}.\n"
			    "{{/person}}{{^person}}Nobody is {{role}} of "
			    "{{incident.code}} any more.\n{{/person}}" } },
	{ .noun = "incident",
	  .verb = "merge",
	  .alias = "merge",
	  .help = "two incidents are one: the other takes its alerts, its code stays "
		  "good",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .people_only = true,
	  .input = &merge_shape,
	  .run = merging_merge,
	  .view = { .template = "{{incident.code}} is part of {{into.code}} now: "
				"{{into.title}}\n" } },
	{ .noun = "incident",
	  .verb = "split",
	  .alias = "split",
	  .help = "some of its alerts become an incident of their own, which pages",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .people_only = true,
	  .input = &split_shape,
	  .run = merging_split,
	  .view = { .template = "Opened {{incident.code}} ({{incident.severity}}), split "
				"from {{from.code}}: {{incident.title}}\n" } },
	{ .noun = "incident",
	  .verb = "escalate",
	  .alias = "escalate",
	  .help = "call the next level, a level or whom a need calls",
	  .effect = OPERATION_CHANGES,
	  .least = ROLE_RESPONDER,
	  .input = &escalate_shape,
	  .run = escalate,
	  .view = { .template = "{{level}} is called for {{incident.code}}.\n" } },
};

NOUN(incident, operations);

#include "core/record/entry.h"

/* A sentence may use what the body of its kind carries, and no more: the names are
 * those that app/ writes. Sections are for what may be empty. A kind whose body or
 * meaning changes gets a new version; entries of old ones stay readable. */
static const struct entry_kind kinds[] = {
	{ "server.started", 1, "stanch {{version}} started", true },
	{ "server.stopped", 1, "stanch stopped", true },
	{ "config.activated", 1,
	  "Configuration activated: {{#path}}{{path}}{{/path}}{{^path}}built-in "
	  "defaults{{/path}} ({{hash}})",
	  true },

	{ "alert.fired", 1, "Alert {{name}} fires: {{summary}}", true },
	{ "alert.changed", 1, "Alert {{name}} changed", true },
	{ "alert.resolved", 1, "Alert {{name}} ended", true },
	{ "alert.stale", 1,
	  "Alert {{name}} went silent: its sender did not repeat it, nor end it", true },
	{ "alert.again", 1, "Alert {{name}} fires again", true },
	{ "alert.recorded", 1, "Alert {{name}} recorded, nobody paged ({{urgency}})",
	  true },

	{ "incident.opened", 1,
	  "{{code}} opened: {{title}} ({{severity}}: {{severity_reason}}; profile "
	  "{{profile}}: {{profile_reason}})",
	  true },
	{ "incident.joined", 1, "Alert {{name}} joined {{code}}", true },
	{ "incident.state", 1, "{{sentence}}", true },
	{ "incident.severity", 1, "Severity {{from}} → {{to}}: {{reason}}", true },
	{ "incident.commander", 1, "{{name}} is incident commander ({{how}})", true },
	{ "incident.dismissed", 1, "Dismissed: {{reason}}", true },
	{ "incident.resolve-refused", 1, "Resolve refused: {{reason}}", true },
	{ "incident.resolved", 1,
	  "Resolved ({{how}}; proven by measurement: {{proven}})"
	  "{{#reason}}: {{reason}}{{/reason}}",
	  true },
	{ "incident.note", 1, "{{text}}", true },
	{ "milestone.reached", 1, "Milestone {{name}} at {{at}} ({{basis}})", true },

	{ "page.opened", 1,
	  "Paging starts: {{#people}}{{people}}{{/people}}{{^people}}nobody is on "
	  "call{{/people}} (code {{code}})",
	  true },
	{ "page.round", 1,
	  "Paging {{#person}}{{person}}{{/person}}{{^person}}everybody{{/person}}, "
	  "round {{round}}",
	  true },
	{ "page.exhausted", 1, "NOBODY ANSWERED: everybody is paged ({{people}})", true },
	{ "page.acknowledged", 1, "{{by}} acknowledged by {{via}} after {{after}}",
	  true },
	{ "page.ack-lapsed", 1,
	  "Ack lapsed: {{by}} did nothing for {{after}}; paging starts again", true },
	{ "page.stopped", 1, "Paging stopped: {{reason}}", true },
	{ "page.late", 1, "A page is late by {{late}}", true },

	{ "delivery.queued", 1, "Queued for {{person}} by {{channel}} ({{purpose}})",
	  false },
	{ "delivery.started", 1,
	  "Sending to {{person}} by {{channel}}, attempt {{attempt}}", false },
	{ "delivery.sent", 1, "Sent to {{person}} by {{channel}} ({{purpose}}, {{took}})",
	  true },
	{ "delivery.failed", 1,
	  "NOT SENT to {{person}} by {{channel}} after {{attempts}} attempts: "
	  "{{problem}}",
	  true },
	{ "delivery.retried", 1,
	  "To be sent again to {{person}} by {{channel}}: {{problem}}", false },
	{ "delivery.cancelled", 1, "Not sent to {{person}} by {{channel}}: {{reason}}",
	  true },

	{ "evidence.wanted", 1, "Asking: {{title}} ({{occasion}})", false },
	{ "evidence.gathered", 1, "{{title}}: {{meaning}}", true },
	{ "evidence.no-data", 1, "{{title}}: no data. {{meaning}}", true },
	{ "evidence.failed", 1, "{{title}}: could not be asked: {{problem}}", true },

	{ "hypothesis.written", 1, "Hypothesis: {{claim}} ({{mechanism}})", true },
	{ "hypothesis.verdict", 1, "Hypothesis {{state}}: {{claim}}. {{reason}}", true },

	{ "action.offered", 1,
	  "Action {{number}} offered: {{title}} [{{class}}]. {{preview}}. Way back: "
	  "{{undo_text}}",
	  true },
	{ "action.refused", 1, "Action {{number}} refused: {{title}}: {{reason}}", true },
	{ "action.approved", 1, "Action {{number}} approved: {{title}}", true },
	{ "action.started", 1,
	  "Action {{number}} started: {{title}} on {{target}}: {{argv}}, approved by "
	  "{{approved_by}}. Expected: {{expected}}",
	  true },
	{ "action.ended", 1,
	  "Action {{number}} {{state}}: {{title}}{{#output}}: {{output}}{{/output}}",
	  true },
	{ "action.unknown", 1,
	  "Action {{number}} UNKNOWN: {{title}}: we died while it ran; it does not run "
	  "again by itself",
	  true },
	{ "action.judged", 1, "Action {{number}}: {{verdict}}: {{reason}}", true },
	{ "action.undone", 1, "Action {{number}} undone: {{title}}", true },
	{ "action.withdrawn", 1, "Action {{number}} withdrawn: {{title}}: {{reason}}",
	  true },

	{ "check.added", 1,
	  "Recovery check: {{name}} must stay at {{threshold}} for {{hold}} ({{query}})",
	  true },
	{ "check.changed", 1, "Check {{name}} is {{state}}: {{reason}}", true },

	{ "message.drafted", 1, "Message drafted: {{kind}} for {{audience}} ({{why}})",
	  true },
	{ "message.sent", 1, "Message sent to {{audience}}: {{subject}} ({{kind}})",
	  true },
	{ "promise.made", 1, "Promised: {{what}} by {{due}}", true },
	{ "promise.reminded", 1, "Soon due: {{what}} by {{due}}", true },
	{ "promise.kept", 1, "Promise kept: {{what}}", true },
	{ "promise.missed", 1, "PROMISE MISSED: {{what}} was due at {{due}}", true },
	{ "promise.replaced", 1, "Promise replaced: {{what}}", true },

	{ "postmortem.drafted", 1, "Postmortem drafted: {{path}}", true },
	{ "item.added", 1,
	  "To do: {{title}} ({{#owner}}{{owner}}{{/owner}}{{^owner}}no owner{{/owner}}, "
	  "{{#due}}due {{due}}{{/due}}{{^due}}no date{{/due}})",
	  true },
	{ "item.changed", 1,
	  "To do {{state}}: {{title}}{{#outcome}}: {{outcome}}{{/outcome}}", true },
	{ "change.recorded", 1,
	  "Change at {{at}}: {{title}} ({{kind}}{{#service}} of {{service}}{{/service}}"
	  "{{#author}} by {{author}}{{/author}})",
	  true },

	{ "person.added", 1, "{{name}} added as {{role}}", true },
	{ "person.removed", 1, "{{name}} removed", true },
	{ "token.made", 1, "Token made for {{person}} ({{kind}})", true },
	{ "token.used", 1, "Token of {{person}} used ({{kind}})", true },
	{ "journal.redacted", 1, "Entry {{seq}} redacted: {{reason}}", true },
	{ "backup.made", 1, "Backup made: {{path}}", true },
	{ "job.set-aside", 1, "Job {{kind}} set aside: {{problem}}", true },
	{ "turn.set-aside", 1, "{{kind}} set aside: it was in hand at two deaths", true },
	{ "clock.jumped", 1, "The clock jumped by {{by}}", true },
};

enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

const struct entry_kind *entry_kind_find(str name)
{
	for (size_t i = 0; i < KINDS; i++)
		if (str_is(name, kinds[i].name))
			return &kinds[i];
	return NULL;
}

const struct entry_kind *entry_kind_at(size_t nth)
{
	return nth < KINDS ? &kinds[nth] : NULL;
}

#include "core/record/entry.h"

/* A sentence may use what the body of its kind carries, and no more: the names are
 * those that app/ writes. Sections are for what may be empty. A kind whose body or
 * meaning changes gets a new version; entries of old ones stay readable. */
static const struct entry_kind kinds[] = {
	{ "server.started", "stanch {{version}} started", 1, true },
	{ "server.stopped", "stanch stopped", 1, true },
	{ "config.activated",
	  "Configuration activated: {{#path}}{{path}}{{/path}}{{^path}}built-in "
	  "defaults{{/path}} ({{hash}})",
	  1, true },

	{ "alert.fired",
	  "Alert {{name}} fires: {{summary}}{{#joined}} (joins {{joined}}){{/joined}}", 1,
	  true },
	{ "alert.changed", "Alert {{name}} changed", 1, true },
	{ "alert.resolved", "Alert {{name}} ended", 1, true },
	{ "alert.stale",
	  "Alert {{name}} went silent: its sender did not repeat it, nor end it", 1,
	  true },
	{ "alert.unknown",
	  "Alert {{name}} counts as ended: silent for a day, whether it recovered is "
	  "unknown",
	  1, true },
	{ "alert.suppressed", "Alert {{name}} pages nobody: {{why}}", 1, true },
	{ "alert.released", "Alert {{name}} is held back no longer: {{why}}", 1, true },
	{ "alert.again",
	  "Alert {{name}} fires again: {{summary}}{{#joined}} (joins "
	  "{{joined}}){{/joined}}",
	  1, true },
	{ "alert.recorded", "Alert {{name}} recorded, nobody paged ({{urgency}})", 1,
	  true },

	{ "alert.said",
	  "{{#by}}{{by}}{{/by}}{{^by}}Its sender{{/by}} said of {{name}}: {{what}}"
	  "{{#text}}: {{text}}{{/text}}{{#outcome}} ({{outcome}}){{/outcome}}",
	  1, true },

	{ "map.learned",
	  "Service map learned from {{source}}: {{new}} dependencies new, {{forgotten}} "
	  "forgotten",
	  1, true },

	{ "runbook.proven",
	  "Runbook {{name}}: {{held}} of what it takes for granted hold, {{failed}} "
	  "fail, {{untold}} could not be told{{#first}}; line {{line}}, "
	  "{{first}}{{/first}}",
	  1, true },

	{ "heartbeat.unknown",
	  "A ping came for {{name}} from {{by}}, but no heartbeat of that name is "
	  "configured",
	  1, true },

	{ "incident.opened",
	  "{{code}} opened{{#candidate}} as a candidate, which pages "
	  "nobody{{/candidate}}: {{title}}. Severity {{severity}}: {{severity_reason}}. "
	  "Profile {{profile}}: {{profile_reason}}",
	  1, true },
	{ "incident.began", "Began at {{at}}, {{basis}} (evidence {{evidence}})", 1,
	  true },
	{ "incident.began-stated",
	  "Began at {{at}}, as stated{{#reason}}: {{reason}}{{/reason}}{{#before}} "
	  "(before: "
	  "{{before}}, {{before_basis}}){{/before}}",
	  1, true },
	{ "diagnosis.made", "Diagnosis ({{occasion}}): {{meaning}}", 1, true },
	{ "scope.complete",
	  "Scope card after {{after}}{{#late}}, its time being up{{/late}}: {{text}}", 1,
	  true },
	{ "scope.stated", "Who is affected, said by {{by}}: {{text}}", 1, true },
	{ "incident.told",
	  "{{#joined}}Told again: {{text}}. Joined{{/joined}}"
	  "{{^joined}}Read from the text{{/joined}} because of: {{why}}",
	  1, true },
	{ "incident.declared", "A candidate no more: {{reason}}", 1, true },
	{ "incident.state", "{{sentence}}", 1, true },
	{ "incident.severity", "Severity {{from}} → {{to}}: {{reason}}", 1, true },
	{ "incident.commander", "{{name}} is incident commander ({{how}})", 1, true },
	{ "incident.dismissed", "Dismissed: {{reason}}", 1, true },
	{ "incident.resolve-refused", "Resolve refused: {{reason}}", 1, true },
	{ "incident.merged", "Merged into {{into}}{{#reason}}: {{reason}}{{/reason}}", 1,
	  true },
	{ "incident.took",
	  "{{from}} was merged into this one with {{alerts}} alerts"
	  "{{#reason}}: {{reason}}{{/reason}}",
	  1, true },
	{ "incident.folded",
	  "{{service}} alerts too and comes to this incident: by the "
	  "{{#learned}}learned {{/learned}}service map it shares {{shared}} with "
	  "{{with}}",
	  1, true },
	{ "incident.split",
	  "{{alerts}} alerts were split off into {{into}}"
	  "{{#reason}}: {{reason}}{{/reason}}",
	  1, true },
	{ "incident.split-from",
	  "Split from {{from}} with {{alerts}} alerts{{#reason}}: {{reason}}{{/reason}}",
	  1, true },
	{ "incident.resolved",
	  "Recovery {{proven}} ({{how}})"
	  "{{#reason}}: {{reason}}{{/reason}}",
	  1, true },
	{ "incident.note", "{{text}}", 1, true },
	{ "incident.note-late", "At {{happened}}: {{text}}", 1, true },
	{ "milestone.reached", "Milestone {{name}} at {{at}} ({{basis}})", 1, false },
	{ "milestone.withdrawn", "Milestone {{name}} was none", 1, false },

	{ "page.opened",
	  "Paging starts{{#why}} at {{level}}, {{why}}{{/why}}: "
	  "{{#people}}{{people}}{{/people}}{{^people}}nobody is on "
	  "call{{/people}} (reply code {{code}})",
	  1, true },
	{ "page.tested", "{{by}} sent a test page to {{person}}", 1, true },
	{ "page.nobody", "Passed over: {{reason}}", 1, true },
	{ "page.fell", "No channel reached {{person}} yet: the next ones are used", 1,
	  true },
	{ "page.passed",
	  "{{person}} could not be reached by any channel: the next step is called now",
	  1, true },
	{ "escalation.begun", "Escalated to {{level}}: {{why}}", 1, true },
	{ "page.round",
	  "Paging {{#person}}{{person}}{{/person}}{{^person}}everybody{{/person}}, "
	  "round {{round}}",
	  1, true },
	{ "page.exhausted", "NOBODY ANSWERED: everybody is paged ({{people}})", 1, true },
	{ "page.acknowledged", "{{by}} acknowledged by {{via}} after {{after}}", 1,
	  true },
	{ "page.ack-lapsed",
	  "Ack lapsed: {{by}} did nothing for {{after}}; paging starts again", 1, true },
	{ "page.stopped", "Paging stopped: {{reason}}", 1, true },
	{ "page.late", "A page is late by {{late}}", 1, true },

	{ "reply.taken", "{{who}} answered by {{channel}}: {{outcome}}", 1, true },
	{ "reply.refused",
	  "An answer by {{channel}} was not taken{{#who}} ({{who}}"
	  "{{#said}} said: {{said}}{{/said}}){{/who}}: {{outcome}}",
	  1, true },
	{ "reply.ignored",
	  "A mail from {{sender}} was written by a program and stops nothing: {{reason}}",
	  1, true },

	{ "delivery.queued", "Queued for {{person}} by {{channel}} ({{purpose}})", 1,
	  false },
	{ "delivery.started", "Sending to {{person}} by {{channel}}, attempt {{attempt}}",
	  1, false },
	{ "delivery.held", "Held back: {{reason}}", 1, true },
	{ "delivery.sent", "Sent to {{person}} by {{channel}} ({{purpose}})", 1, true },
	{ "delivery.failed",
	  "NOT SENT to {{person}} by {{channel}} after {{attempts}} attempts: "
	  "{{problem}}",
	  1, true },
	{ "delivery.retried",
	  "To be sent again to {{person}} by {{channel}}: {{problem}}", 1, false },
	{ "delivery.lost", "NOT DELIVERED to {{person}} by {{channel}}: {{problem}}", 1,
	  true },
	{ "delivery.cancelled", "Not sent to {{person}} by {{channel}}: {{reason}}", 1,
	  true },

	{ "evidence.wanted", "Asking: {{title}} ({{occasion}})", 1, false },
	{ "evidence.gathered", "{{title}}: {{meaning}}", 1, true },
	{ "evidence.no-data", "{{title}}: no data. {{meaning}}", 1, true },
	{ "evidence.kept", "Kept before action {{number}}: {{title}} ({{bytes}} bytes)",
	  1, true },
	{ "evidence.printed",
	  "Action {{number}} printed {{bytes}} bytes, kept as evidence: {{title}}", 1,
	  false },
	{ "evidence.not-kept",
	  "Could not be kept before action {{number}}: {{problem}}. It goes on", 1,
	  true },
	{ "evidence.opened", "{{title}} was read by {{who}}: {{why}}", 1, false },
	{ "evidence.failed", "{{title}}: could not be asked: {{problem}}", 1, true },

	{ "hypothesis.written", "Hypothesis: {{claim}} ({{mechanism}})", 1, true },
	{ "hypothesis.verdict", "Hypothesis {{state}}: {{claim}}. {{reason}}", 1, true },

	{ "why.said",
	  "Why {{effect}}? Because {{cause}}: stated by {{by}}, not confirmed"
	  "{{#how}} ({{how}}){{/how}}",
	  1, true },
	{ "why.confirmed",
	  "Why {{effect}}? Because {{cause}}: confirmed by {{by}} on evidence "
	  "{{evidence}}{{#reason}}: {{reason}}{{/reason}}",
	  1, true },
	{ "why.withdrawn",
	  "Withdrawn by {{by}}: {{effect}}, because {{cause}}. {{reason}}", 1, true },

	{ "action.offered",
	  "Action {{number}} offered: {{title}} [{{class}}]. {{preview}}. Way back: "
	  "{{undo_text}}",
	  1, true },
	{ "action.refused", "Action {{number}} refused: {{title}}: {{reason}}", 1, true },
	{ "action.proposed",
	  "Action {{number}} proposed: {{title}} on {{target}} [{{class}}], because: "
	  "{{why}}",
	  1, true },
	{ "action.requested",
	  "Action {{number}} requested: {{title}}. A second person must approve it"
	  "{{#called}}; called: {{called}}{{/called}}",
	  1, true },
	{ "action.unanswered",
	  "Action {{number}}: no second person approved in time: {{title}}", 1, true },
	{ "action.glass",
	  "Action {{number}}: the glass was broken: {{title}} on {{target}}: {{reason}}. "
	  "{{#told}}Told: {{told}}{{/told}}{{^told}}There was nobody to tell{{/told}}",
	  1, true },
	{ "action.observed",
	  "Action {{number}} would be offered: {{title}} on {{target}} [{{class}}], "
	  "because: {{why}}; autonomy {{rule}} only observes",
	  1, true },
	{ "action.pre-approved",
	  "Action {{number}} approved in advance: {{title}}: autonomy {{rule}}, agreed "
	  "by "
	  "{{agreed_by}}",
	  1, true },
	{ "action.approved", "Action {{number}} approved: {{title}}", 1, true },
	{ "action.started",
	  "Action {{number}} started: {{title}} on {{target}}: {{argv}}, approved by "
	  "{{approved_by}}. Expected: {{expected}}",
	  1, true },
	{ "action.ended",
	  "Action {{number}} {{state}}: {{title}}{{#output}}: {{output}}{{/output}}", 1,
	  true },
	{ "action.unknown",
	  "Action {{number}} UNKNOWN: {{title}}: we died while it ran; it does not run "
	  "again by itself",
	  1, true },
	{ "action.judged", "Action {{number}}: {{verdict}}: {{reason}}", 1, true },
	{ "action.neighbours",
	  "Neighbours of action {{number}}: {{#harm}}WORSE: {{harm}}{{/harm}}"
	  "{{^harm}}{{says}}{{/harm}}",
	  1, true },
	{ "action.undone", "Action {{number}} undone: {{title}}", 1, true },
	{ "action.withdrawn", "Action {{number}} withdrawn: {{title}}: {{reason}}", 1,
	  true },

	{ "incident.closed-with-fixes",
	  "Closed with temporary fixes: {{reason}}; {{why_not}}", 1, true },
	{ "fix.added",
	  "Temporary fix {{id}}: {{title}} ({{owner}}), until {{until}}{{#removal}}; "
	  "way back: {{removal}}{{/removal}}",
	  1, true },
	{ "fix.extended", "Temporary fix {{id}} until {{until}}: {{reason}} ({{title}})",
	  1, true },
	{ "fix.reminded",
	  "Temporary fix {{id}} is {{#over}}OVER{{/over}}{{^over}}still "
	  "there{{/over}}: {{title}}, {{age}}",
	  1, true },
	{ "fix.stays",
	  "Temporary fix {{id}} is NOT gone, as {{by}} said: {{title}}: {{seen}}", 1,
	  true },
	{ "fix.removed",
	  "Temporary fix {{id}} is gone: {{title}}: {{reason}} ({{by}}){{#seen}}. "
	  "Asked: {{seen}}{{/seen}}",
	  1, true },
	{ "fix.kept", "Temporary fix {{id}} stays: {{title}}: {{reason}} ({{by}})", 1,
	  true },
	{ "runbook.kept",
	  "Runbook {{name}} read: {{title}}, {{steps}} steps ({{digest}})", 1, true },
	{ "runbook.gone", "Runbook {{name}} is gone: its file {{path}} is not there", 1,
	  true },
	{ "runbook.refused", "Runbook {{name}} cannot be read: {{problem}}", 1, true },

	{ "rollback.offered", "Rollback first, action {{number}}: {{title}}. {{says}}", 1,
	  true },
	{ "rollback.impossible", "No rollback: {{title}}: {{why_not}}. {{says}}", 1,
	  true },
	{ "rollback.declined",
	  "Rollback declined by {{by}}: {{title}}{{#chosen}}; chosen instead: "
	  "{{chosen}}{{/chosen}}{{#reason}}: {{reason}}{{/reason}}",
	  1, true },
	{ "rollback.reason", "Why the rollback was declined: {{reason}} ({{title}})", 1,
	  true },
	{ "rollback.nudged",
	  "{{minutes}} min of diagnosis while a rollback is available: action "
	  "{{number}}, {{title}}",
	  1, true },

	{ "check.added",
	  "Recovery check: {{name}} must be {{threshold}} for {{hold}} ({{query}})", 1,
	  true },
	{ "check.changed", "Check {{name}} is {{state}}: {{reason}}", 1, true },

	{ "message.drafted", "Message drafted for {{audience}}: {{kind}} ({{why}})", 1,
	  true },
	{ "message.approved", "{{by}} approved the {{kind}} message to {{audience}}", 1,
	  true },
	{ "message.sent", "Message sent to {{audience}}: {{subject}} ({{kind}})", 1,
	  true },
	{ "promise.made",
	  "Promised: {{what}}{{#audience}} to {{audience}}{{/audience}} by {{due}}", 1,
	  true },
	{ "promise.moved",
	  "{{severity}}: {{what}} to {{audience}} is due at {{due}} already", 1, true },
	{ "promise.reminded",
	  "Soon due: {{what}}{{#audience}} to {{audience}}{{/audience}} by {{due}}", 1,
	  true },
	{ "promise.kept",
	  "Promise kept: {{what}}{{#audience}} to {{audience}}{{/audience}}", 1, true },
	{ "promise.missed",
	  "PROMISE MISSED: {{what}}{{#audience}} to {{audience}}{{/audience}} was due at "
	  "{{due}}",
	  1, true },
	{ "promise.overdue", "STILL MISSED: {{what}} to {{audience}} was due at {{due}}",
	  1, true },
	{ "promise.replaced",
	  "Promise replaced: {{what}}{{#audience}} to {{audience}}{{/audience}}", 1,
	  true },
	{ "incident.impact",
	  "Stated:{{#impact}} impact: {{impact}};{{/impact}}{{#affected}} affected: "
	  "{{affected}};{{/affected}}{{#workaround}} workaround: {{workaround}};"
	  "{{/workaround}}{{#failed_requests}} failed requests: {{failed_requests}};"
	  "{{/failed_requests}}",
	  1, true },

	{ "status.published", "Status page: {{status}}, impact {{impact}}: {{title}}", 1,
	  true },
	{ "status.not-written",
	  "THE STATUS PAGE'S FILES COULD NOT BE WRITTEN: {{problem}}", 1, true },
	{ "status.written", "The status page's files are written again: {{directory}}", 1,
	  true },
	{ "issue.opened", "Issue {{key}} opened in {{tracker}}: {{url}}", 1, true },
	{ "issue.closed", "Issue {{key}} closed in {{tracker}}", 1, true },
	{ "issue.failed", "Issue in {{tracker}} NOT {{what}}: {{problem}}", 1, true },

	{ "postmortem.drafted", "Postmortem drafted: {{path}}", 1, true },
	{ "item.added",
	  "To do: {{title}} ({{#owner}}{{owner}}{{/owner}}{{^owner}}no owner{{/owner}}, "
	  "{{#due}}due {{due}}{{/due}}{{^due}}no date{{/due}})",
	  1, true },
	{ "item.changed",
	  "To do {{state}}: {{title}}{{#outcome}}: {{outcome}}{{/outcome}}", 1, true },
	{ "report.taken",
	  "Report {{id}} ({{source}}{{#reporter}}, {{reporter}}{{/reporter}}{{#ref}}, "
	  "{{ref}}{{/ref}}): {{text}}",
	  1, true },
	{ "change.recorded",
	  "Change at {{at}}: {{title}} ({{kind}}{{#service}} of {{service}}{{/service}}"
	  "{{#author}} by {{author}}{{/author}})",
	  1, true },

	{ "change.regressed", "Worse since {{since}}: {{sentence}}", 1, true },

	{ "standby.took-over",
	  "The primary was silent for {{after}}: this standby pages now"
	  "{{#problem}} ({{problem}}){{/problem}}",
	  1, true },
	{ "standby.stepped-back",
	  "The primary is heard again after {{after}}: this standby holds its pages", 1,
	  true },

	{ "silence.made",
	  "Silence {{id}}{{#by}} by {{by}}{{/by}} from {{from}} until {{until}}: "
	  "{{matchers}}, {{comment}}",
	  1, true },
	{ "silence.changed",
	  "Silence {{id}} changed{{#by}} by {{by}}{{/by}}: from {{from}} until "
	  "{{until}}: "
	  "{{matchers}}, {{comment}}",
	  1, true },
	{ "silence.begun", "Silence {{id}} is in force: {{matchers}}, {{comment}}", 1,
	  true },
	{ "silence.expired",
	  "Silence {{id}} ended{{#early}} before its time, which was "
	  "{{early}}{{/early}}: "
	  "{{matchers}}, {{comment}}",
	  1, true },

	{ "override.added",
	  "{{person}} takes {{schedule}} from {{from}} until {{until}}"
	  "{{#instead_of}} instead of {{instead_of}}{{/instead_of}}"
	  "{{#reason}}: {{reason}}{{/reason}}",
	  1, true },
	{ "override.removed",
	  "{{person}} does not take {{schedule}} {{#ended}}any longer{{/ended}}"
	  "{{^ended}}after all{{/ended}} (override removed)",
	  1, true },
	{ "oncall.shift",
	  "{{#person}}{{person}}{{/person}}{{^person}}NOBODY{{/person}} is on call for "
	  "{{schedule}} until {{until}}{{#before}}; before: {{before}}{{/before}}",
	  1, true },
	{ "calendar.revoked", "Calendar address of {{noun}} {{name}} revoked", 1, true },
	{ "handoff.offered", "{{giver}} offers {{code}} to {{taker}}", 1, true },
	{ "handoff.accepted", "{{taker}} accepted the handoff from {{giver}}", 1, true },
	{ "handoff.declined",
	  "{{taker}} declined the handoff from {{giver}}{{#reason}}: "
	  "{{reason}}{{/reason}}",
	  1, true },
	{ "handoff.withdrawn",
	  "The handoff from {{giver}} to {{taker}} was withdrawn{{#reason}}: "
	  "{{reason}}{{/reason}}",
	  1, true },
	{ "role.given",
	  "{{#person}}{{person}} is {{role}}{{#had}}, no longer {{had}}{{/had}}"
	  "{{/person}}{{^person}}{{had}} is no longer {{role}}{{/person}}",
	  1, true },
	{ "timebox.opened", "{{owner}} has {{lasts}} for '{{task}}'", 1, true },
	{ "timebox.done", "Done: '{{task}}' ({{owner}})", 1, true },
	{ "timebox.over",
	  "TIME IS OVER for '{{task}}' ({{owner}}): go on, escalate or mitigate?", 1,
	  true },

	{ "person.added", "{{name}} added as {{role}}", 1, true },
	{ "person.removed", "{{name}} removed", 1, true },
	{ "token.made", "Token made for {{person}} ({{kind}})", 1, true },
	{ "token.used", "Token of {{person}} used ({{kind}})", 1, true },
	{ "journal.redacted", "Entry {{seq}} redacted: {{reason}}", 1, true },
	{ "backup.made", "Backup made: {{path}}", 1, true },
	{ "job.set-aside", "Job {{kind}} set aside: {{problem}}", 1, true },
	{ "turn.set-aside", "{{kind}} set aside: it was in hand at two deaths", 1, true },
	{ "disk.scarce",
	  "THE DISK IS FULL: new alerts are refused, pages go on from a reserve", 1,
	  true },
	{ "disk.room-again", "There is room on the disk again", 1, true },
	{ "clock.jumped", "The clock jumped by {{by}}", 1, true },
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

/* What the room asks in the dock before it gives an order. */

import { Problem, order, read } from "../api.js";
import { plain } from "../format.js";

export const noteQuestion = (incident) => ({
	title: "Note for the timeline",
	submit: "Write down",
	fields: [{ name: "text", label: "Note", required: true }],
	run: ({ text }) => order("incident", "note", { incident, text }),
});

export const confirmQuestion = (incident) => ({
	title: "It is an incident",
	submit: "Page who is on call",
	fields: [],
	run: () => order("incident", "confirm", { incident }),
});

export const dismissQuestion = (incident) => ({
	title: "Dismiss as a false alarm: paging stops and the incident ends",
	submit: "Dismiss",
	fields: [{ name: "reason", label: "Reason", required: true, max: 1000 }],
	run: ({ reason }) => order("incident", "dismiss", { incident, reason }),
});

/* -- temporary fixes -- */

export const fixQuestion = (incident) => ({
	title: "What must not stay",
	submit: "Write down",
	fields: [
		{ name: "title", label: "What was done for now", required: true, max: 500 },
		{ name: "until", label: "Until when, such as 1d or 2026-12-31 (optional)", max: 30 },
		{ name: "removal", label: "How it is removed (optional)", max: 500 },
	],
	run: ({ title, until, removal }) => order("fix", "add", { incident, title, ...(until && { until }), ...(removal && { removal }) }),
});

export const fixGoneQuestion = ({ id, title }) => ({
	title: `Temporary fix ${id} is gone: ${plain(title)}`,
	submit: "It is gone",
	note: "Where the target can be asked, it is.",
	fields: [{ name: "reason", label: "What shows it", required: true, max: 500 }],
	run: ({ reason }) => order("fix", "remove", { id, reason }),
});

export const fixLongerQuestion = ({ id, title }) => ({
	title: `Temporary fix ${id} is needed for longer: ${plain(title)}`,
	submit: "Extend",
	fields: [
		{ name: "until", label: "Until when, such as 1d or 2026-12-31", required: true, max: 30 },
		{ name: "reason", label: "Why", required: true, max: 500 },
	],
	run: ({ until, reason }) => order("fix", "extend", { id, until, reason }),
});

const snapshotField = { name: "snapshot", label: "What the data can be put back from: the number of evidence, or in words", required: true, max: 1000 };

/* Data is put back from somewhere, or not repaired. */
export const snapshotQuestion = (incident, { number, digest }, submit) => ({
	title: `Action ${number} rewrites data`,
	submit,
	fields: [snapshotField],
	run: ({ snapshot }) => order("action", "approve", { incident, number, digest, snapshot }),
});

export const glassQuestion = (incident, { number, target, snapshot }, needsSnapshot) => ({
	title: `Run action ${number} alone: the next level is told, and somebody reviews it`,
	submit: "Break the glass",
	tone: "danger",
	note: `It takes two people. The target is ${plain(target)}`,
	fields: [
		{ name: "target_name", label: "The target's name, as it stands", required: true, max: 1000 },
		{ name: "reason", label: "Why it cannot wait for a second person", required: true, max: 1000 },
		...(needsSnapshot && !plain(snapshot) ? [snapshotField] : []),
	],
	run: (said) => order("action", "break-glass", { incident, number, ...said }),
});

const RANKS = [["0", "0, the worst"], ["1", "1"], ["2", "2"], ["3", "3, the least"]];

export const severityQuestion = (incident, row) => ({
	title: "Change the severity",
	submit: "Change",
	fields: [
		{ name: "rank", label: "Rank", options: RANKS, value: String(row.rank ?? 2), required: true },
		{ name: "reason", label: "Reason", required: true, max: 1000 },
	],
	run: ({ rank, reason }) => order("incident", "severity", { incident, rank: Number(rank), reason }),
});

export const unprovenQuestion = (incident) => ({
	title: "Resolve without proof",
	submit: "Resolve unproven",
	tone: "danger",
	note: "For the commander. Every message will say: not proven by measurement.",
	fields: [{ name: "reason", label: "Reason", required: true, max: 1000 }],
	run: ({ reason }) => order("incident", "resolve", { incident, reason, unproven: true }),
});

export const itemQuestion = (incident) => ({
	title: "Add an action item",
	submit: "Add",
	fields: [
		{ name: "title", label: "What is to be done", required: true, max: 300 },
		{ name: "owner", label: "Owner", max: 100 },
		{ name: "due", label: "Due", kind: "date" },
	],
	run: ({ title, owner, due }) => order("item", "add", {
		incident,
		title,
		...(owner && { owner }),
		...(due && { due: `${due}T00:00:00Z` }),
	}),
});

export const doneQuestion = (item) => ({
	title: "Item done",
	submit: "Done",
	fields: [{ name: "outcome", label: "What shows that it is done", required: true, max: 1000 }],
	run: ({ outcome }) => order("item", "done", { id: item.id, outcome }),
});

/* Who could be asked: those who may answer. */
async function responders(but) {
	const { people } = await read("person", "list");
	return people.filter((one) => one.role !== "viewer" && one.name !== but)
		.map((one) => [one.name, one.name]);
}

export const takeQuestion = (incident, leads) => ({
	title: `Take command from ${leads}, who is told`,
	submit: "Take command",
	fields: [{ name: "reason", label: "Reason", required: true, max: 1000 }],
	run: ({ reason }) => order("incident", "take", { incident, reason }),
});

export const offerQuestion = async (incident, leads) => ({
	title: "Offer the lead: it stays with you until it is accepted",
	submit: "Offer",
	fields: [{ name: "taker", label: "To", options: await responders(leads), required: true }],
	run: ({ taker }) => order("handoff", "offer", { incident, taker }),
});

export const declineQuestion = (incident, verb) => ({
	title: verb === "decline" ? "Decline the lead" : "Take the offer back",
	submit: verb === "decline" ? "Decline" : "Take back",
	fields: [{ name: "reason", label: "Reason (optional)", max: 1000 }],
	run: ({ reason }) => order("handoff", verb, { incident, ...(reason && { reason }) }),
});

/* Levels and needs as the policy has them, each with whom it would call now. */
function waysUp(steps) {
	const ways = new Map([["", "the next level"]]);

	for (const { level, need, person } of steps) {
		const to = need || level;
		const known = ways.get(to);
		ways.set(to, known ? `${known}, ${person}` : `${need ? `${need} (${level})` : level}: ${person}`);
	}
	return [...ways];
}

export async function escalateQuestion(incident, policy) {
	const { on_call: steps } = await read("oncall", "who");
	return {
		title: "Escalate: call more people now",
		submit: "Call them",
		fields: [
			{ name: "to", label: "Whom", options: waysUp(steps.filter((one) => one.policy === policy)) },
			{ name: "reason", label: "Reason (they read it)", max: 1000 },
		],
		run: ({ to, reason }) => order("incident", "escalate", { incident, ...(to && { to }), ...(reason && { reason }) }),
	};
}

export async function mergeQuestion(incident) {
	const { incidents } = await read("incident", "list");
	const others = incidents.filter((one) => one.code !== incident)
		.map((one) => [plain(one.code), `${plain(one.code)} ${plain(one.title).slice(0, 60)}`]);

	if (!others.length)
		throw new Problem({ detail: "No other incident is open to merge it into." });
	return {
		title: `Merge ${incident}: it ends, the other takes its alerts, its code stays good`,
		submit: "Merge",
		fields: [
			{ name: "into", label: "Into", options: others, value: others[0][0] },
			{ name: "reason", label: "Why they are one (optional)", max: 1000 },
		],
		run: ({ into, reason }) => order("incident", "merge", { incident, into, ...(reason && { reason }) }),
		tell: (answer) => [`${incident} is over. Its alerts are in ${plain(answer.into?.code)}.`],
	};
}

export const splitQuestion = (incident, alerts) => ({
	title: `${alerts.length === 1 ? `Alert ${alerts[0]} becomes` : `Alerts ${alerts.join(", ")} become`} an incident of their own, which calls people`,
	submit: "Split off",
	fields: [{ name: "reason", label: "Why they are two (optional)", max: 1000 }],
	run: ({ reason }) => order("incident", "split", { incident, alerts: alerts.join(","), ...(reason && { reason }) }),
	tell: (answer) => [`${plain(answer.incident?.code)} is open with what was split off.`],
});

const ROLES = ["deputy", "scribe", "operations", "communications", "expert", "reporter"];

export const roleQuestion = async (incident) => ({
	title: "Give a role beside the commander",
	submit: "Give",
	fields: [
		{ name: "role", label: "Role", options: ROLES.map((one) => [one, one]), value: ROLES[0] },
		{ name: "person", label: "To", options: await responders(""), required: true },
	],
	run: ({ role, person }) => order("incident", "role", { incident, role, person }),
});

export const boxQuestion = async (incident, me) => ({
	title: "A task with an end: when it has come, somebody asks",
	submit: "Begin",
	fields: [
		{ name: "task", label: "Task", required: true, max: 300 },
		{ name: "lasts", label: "For", value: "15m", required: true, max: 20 },
		{ name: "owner", label: "Who", options: await responders(""), value: me },
	],
	run: ({ task, lasts, owner }) => order("timebox", "open", { incident, task, lasts, owner }),
});

const KINDS = [["update", "update"], ["initial", "first message"], ["mitigated", "mitigated"], ["resolved", "resolved"]];

export const draftQuestion = (incident, audiences) => ({
	title: "Draft from the facts; what you say here is kept for all messages",
	submit: "Draft",
	fields: [
		{ name: "impact", label: "Impact, in one sentence (optional)", max: 1000 },
		{ name: "affected", label: "How many are hit (optional)", max: 200, placeholder: "unknown" },
		{ name: "workaround", label: "What they can do (optional)", max: 1000 },
		{ name: "kind", label: "Kind", options: KINDS, value: "update" },
		{ name: "audience", label: "For", options: [["", "all who hear of it"], ...audiences.map((one) => [one, one])] },
	],
	run: (said) => order("message", "draft", { incident, ...Object.fromEntries(Object.entries(said).filter(([, value]) => value)) }),
});

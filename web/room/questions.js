/* What the room asks in the dock before it gives an order. */

import { order } from "../api.js";

export const noteQuestion = (incident) => ({
	title: "Note for the timeline",
	submit: "Write down",
	fields: [{ name: "text", label: "Note", required: true }],
	run: ({ text }) => order("incident", "note", { incident, text }),
});

export const dismissQuestion = (incident) => ({
	title: "Dismiss as a false alarm: paging stops and the incident ends",
	submit: "Dismiss",
	fields: [{ name: "reason", label: "Reason", required: true, max: 1000 }],
	run: ({ reason }) => order("incident", "dismiss", { incident, reason }),
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

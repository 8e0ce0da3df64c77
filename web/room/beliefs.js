/* What people believe, asked in the dock: a hypothesis of their own, a question that tests
 * it, and the verdict on it. */

import { order } from "../api.js";
import { plain, slug } from "../format.js";

const isAnswered = (one) => slug(one.state) === "gathered";

/* The newest first: what was just asked is what one decides on. */
const answers = (room) => room.evidence.filter(isAnswered).reverse()
	.map((one) => [String(one.id), `E${one.id} ${plain(one.title)}: ${plain(one.meaning)}`.slice(0, 100)]);

export const writeQuestion = (incident) => ({
	title: "What I believe to be the cause",
	submit: "Write down",
	fields: [
		{ name: "claim", label: "The cause", required: true, max: 1000 },
		{ name: "mechanism", label: "How it leads to what is seen (optional)", max: 1000 },
	],
	run: ({ claim, mechanism }) => order("hypothesis", "write", { incident, claim, ...(mechanism && { mechanism }) }),
	tell: ({ questioned }) => (plain(questioned) ? ["Written down.", plain(questioned)] : null),
});

/* Each verdict rests on evidence: without any there is nothing to choose, and the dock
 * says how to get some. */
const verdict = (room, one, { verb, title, submit, tone }) => {
	const known = answers(room);

	return {
		title: `${title}: ${plain(one.claim).slice(0, 120)}`,
		submit,
		tone,
		note: known.length ? "" : "Nothing was answered yet: ask for evidence first (q).",
		fields: [
			{ name: "evidence", label: "What shows it", options: known, value: known[0]?.[0] ?? "", required: true },
			{ name: "more", label: "More evidence, such as 3 5 (optional)", max: 100 },
			{ name: "reason", label: "How it does (optional)", max: 1000 },
		],
		run: ({ evidence, more, reason }) => order("hypothesis", verb, {
			id: one.id,
			evidence: `${evidence} ${more}`.replaceAll(/[E,\s]+/gi, " ").trim(),
			...(reason && { reason }),
		}),
		tell: ({ questioned }) => (plain(questioned) ? ["Confirmed.", plain(questioned)] : null),
	};
};

export const confirmQuestion = (room, one) => verdict(room, one,
	{ verb: "confirm", title: "It is the cause", submit: "Confirm" });

export const refuteQuestion = (room, one) => verdict(room, one,
	{ verb: "refute", title: "It is not the cause", submit: "Refute" });

export const testQuestion = (incident, one) => ({
	title: `A question that tests: ${plain(one.claim).slice(0, 120)}`,
	submit: "Ask",
	note: "It is asked of the service's Prometheus and only reads. Other systems: stanch evidence ask",
	fields: [
		{ name: "query", label: "PromQL", required: true, max: 4000 },
		{ name: "title", label: "What it is about (optional)", max: 120 },
	],
	run: ({ query, title }) => order("evidence", "ask", { incident, query, for: one.id, ...(title && { title }) }),
});

/* The card that has the focus, or whose button has it. */
export function focusedHypothesis(room) {
	const id = document.activeElement?.closest("[data-hypothesis]")?.dataset.hypothesis;

	return room.hypotheses.find((one) => String(one.id) === id);
}

/* Five whys: what led to what, each step with what it rests on. Nobody is asked before the
 * service is back. */

import { html } from "../lib.js";
import { order } from "../api.js";
import { plain, slug, words } from "../format.js";
import { Text, Badge, Button } from "../ui.js";

const BACK = ["mitigated", "monitoring", "resolved"];
const LINKS = { "confirmed": "accent", "stated": "warn" };

export const mayAskWhy = (room) => BACK.includes(slug(room.incident?.state));

const told = (answer) => [`Because ${plain(answer.cause?.claim)}: ${plain(answer.basis)}.`,
	...(answer.questioned ? [plain(answer.questioned)] : [])];

export const whyQuestion = ({ id, claim }) => ({
	title: `Why “${plain(claim).slice(0, 120)}”?`,
	submit: "Write down",
	fields: [
		{ name: "because", label: "Because (words, or the number of a hypothesis)", required: true },
		{ name: "how", label: "How the one leads to the other (optional)" },
	],
	run: ({ because, how }) => order("hypothesis", "why", { id, because, ...(how && { how }) }),
	tell: told,
});

const confirmWhyQuestion = (why) => ({
	title: "Which evidence shows that the one led to the other?",
	submit: "Confirm",
	fields: [
		{ name: "evidence", label: "Numbers of evidence", required: true, placeholder: "3 5" },
		{ name: "reason", label: "How it does (optional)" },
	],
	run: ({ evidence, reason }) => order("hypothesis", "why-confirm", { why, evidence, ...(reason && { reason }) }),
	tell: told,
});

const withdrawWhyQuestion = (why) => ({
	title: "Why did the one not lead to the other?",
	submit: "Withdraw",
	fields: [{ name: "reason", label: "Reason", required: true }],
	run: ({ reason }) => order("hypothesis", "why-withdraw", { why, reason }),
});

/* Deeper is further in, for the eye; the words say it for everybody. */
const Step = ({ one, ask }) => html`
	<li class=${`why-step depth-${Math.min(Number(one.depth) || 0, 6)}`}>
		<span>${one.why && html`<span class="quiet">because </span>`}<strong><${Text} of=${one.claim} /></strong>
			<span class="quiet"> ${plain(one.hypothesis)}, ${words(plain(one.state))}</span></span>
		${one.why && html`<${Badge} tone=${LINKS[slug(one.link)] ?? "calm"}>${words(plain(one.link))}<//>`}
		${one.is_root && html`<${Badge} tone="calm">the root, as far as was asked<//>`}
		${one.is_again && html`<span class="quiet">see above</span>`}
		${one.basis && html`<div class="quiet"><${Text} of=${one.basis} /></div>`}
		${one.why && html`<div>${slug(one.link) === "stated" && html`<${Button} tone="small" label=${`Confirm: because ${plain(one.claim).slice(0, 80)}`}
			onPress=${() => ask(confirmWhyQuestion(one.why))}>Confirm …<//>`}
			<${Button} tone="small" label=${`Withdraw: because ${plain(one.claim).slice(0, 80)}`} onPress=${() => ask(withdrawWhyQuestion(one.why))}>Withdraw …<//></div>`}
	</li>`;

export function Whys({ room, ask }) {
	const { whys, why_question: question, why_asked: asked } = room;

	if (!whys.length && !question)
		return null;
	return html`
		<section aria-label="Five whys">
			<h3>Why, and why that</h3>
			<ul class="whys">${whys.map((one, nth) => html`<${Step} key=${nth} one=${one} ask=${ask} />`)}</ul>
			${question && html`<p><${Button} tone="small" label=${`Say why: ${plain(question)}`}
				onPress=${() => ask(whyQuestion({ id: asked, claim: plain(question).replace(/^Why "(.*)"\?$/s, "$1") }))}>Say why<//> <${Text} of=${question} /></p>`}
		</section>`;
}

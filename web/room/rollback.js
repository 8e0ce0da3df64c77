/* Rollback first: what changed shortly before it began. Lag and what else changed are all
 * that is said; that one came before the other is no cause. */

import { html } from "../lib.js";
import { order } from "../api.js";
import { exact, plain, slug } from "../format.js";
import { Text, Button } from "../ui.js";
import { Between } from "./between.js";

export const rollbackOf = (room, action) =>
	room.rollbacks.find((one) => one.number === action?.number) ?? null;

/* Asked afterwards, never before. */
export const reasonQuestion = (incident, question) => ({
	title: question,
	submit: "Write down",
	fields: [{ name: "reason", label: "Reason", required: true, max: 1000 }],
	run: ({ reason }) => order("rollback", "reason", { incident, reason }),
});

const impossibleOf = (room) => room.rollbacks.find((one) => slug(one.state) === "impossible");

/* One line above the offers: the way back, why there is none, or what is still to be
 * said of the one that was declined. */
export function RollbackLine({ room, incident, ask, onChoose }) {
	const { rollback, rollback_question: question } = room;
	const impossible = impossibleOf(room);

	if (rollback)
		return html`<p class="rollback-line"><${Button} tone="small" hint="b" onPress=${() => onChoose(rollback.number)}>Rollback first<//>
			<${Text} of=${rollback.says} /></p>`;
	if (question)
		return html`<p class="rollback-line"><${Button} tone="small" onPress=${() => ask(reasonQuestion(incident, plain(question)))}>Say why<//>
			<${Text} of=${question} /></p>`;
	if (impossible && room.is_open)
		return html`<p class="rollback-line quiet">No rollback: <${Text} of=${impossible.why_not} /> (<${Text} of=${impossible.title} />)</p>`;
	return null;
}

/* What the change was, beside the preview of its way back. */
export const RollbackFacts = ({ rollback, Fact }) => html`
	<${Fact} name="lag"><${Text} of=${rollback.says} /><//>
	${rollback.author && html`<${Fact} name="by"><${Text} of=${rollback.author} /><//>`}
	${rollback.diff && html`<${Fact} name="change"><pre class="diff">${exact(rollback.diff)}</pre><//>`}
	${rollback.change && html`<${Fact} name="in it"><${Between} key=${rollback.change} change=${rollback.change} title=${rollback.title} /><//>`}`;

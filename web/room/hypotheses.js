import { html } from "../lib.js";
import { plain, slug, words } from "../format.js";
import { Panel, Scroll, Text, Long, Badge, Empty } from "../ui.js";

/* Supported is not good and refuted is not bad: neither has a colour of alarm. */
const TONES = { "supported": "accent", "confirmed": "accent", "refuted": "calm", "testing": "busy", "open": "calm" };
const OUTCOMES = { "holds": "accent-text", "fails": "quiet", "unknown": "warn-text", "no-data": "warn-text" };

const Test = ({ test }) => html`
	<tr>
		<th scope="row"><${Text} of=${test.says} />${test.refutes && html` <span class="quiet">(would refute)</span>`}</th>
		<td class="number"><${Text} of=${test.expected} /></td>
		<td class="number"><${Text} of=${test.observed ?? "unknown"} />${test.evidence ? html` <span class="quiet">E${plain(test.evidence)}</span>` : ""}</td>
		<td class=${OUTCOMES[slug(test.outcome)] ?? ""}>${words(plain(test.outcome))}</td>
	</tr>`;

function Card({ one }) {
	const tests = one.tests ?? [];
	const helps = ["supported", "confirmed"].includes(slug(one.state)) ? one.helps ?? [] : [];
	return html`
		<li class="card">
			<h3 class="card-head" tabindex="-1" data-stop>
				<${Badge} tone=${TONES[slug(one.state)]}>${words(plain(one.state))}<//>
				<strong><${Text} of=${one.claim} /></strong></h3>
			<div class="meaning"><${Long} of=${one.reason || one.mechanism} /></div>
			${tests.length > 0 && html`
				<div class="table-frame" tabindex="0" role="group" aria-label=${`Tests of: ${plain(one.claim).slice(0, 80)}`}>
				<table class="grid tests">
					<thead><tr><th scope="col">if true</th><th scope="col" class="number">expected</th><th scope="col" class="number">observed</th><th scope="col">outcome</th></tr></thead>
					<tbody>${tests.map((test, nth) => html`<${Test} key=${nth} test=${test} />`)}</tbody>
				</table></div>`}
			${helps.length > 0 && html`
				<p class="quiet">What helps, the mildest first:</p>
				<ul class="helps">${helps.map((help) => html`<li><${Text} of=${help} /></li>`)}</ul>`}
		</li>`;
}

export function Hypotheses({ room }) {
	const { hypotheses } = room;
	const supported = hypotheses.filter((one) => ["supported", "confirmed"].includes(slug(one.state))).length;

	return html`
		<${Panel} name="hypotheses" title="Hypotheses" aside=${html`<span class="quiet">${hypotheses.length
			? `${supported} of ${hypotheses.length} supported` : ""}</span>`}>
			<${Scroll} label="Hypotheses">
				<ul class="cards">${hypotheses.map((one) => html`<${Card} key=${one.id} one=${one} />`)}</ul>
				${!hypotheses.length && html`<${Empty}>${room.is_open ? "None written down yet." : "None was written down."}<//>`}
			<//>
		<//>`;
}

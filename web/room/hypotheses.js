import { html } from "../lib.js";
import { plain, slug, words } from "../format.js";
import { Panel, Scroll, Text, Long, Badge, Button, Empty } from "../ui.js";
import { writeQuestion, confirmQuestion, refuteQuestion, testQuestion } from "./beliefs.js";
import { Whys, mayAskWhy, whyQuestion } from "./whys.js";

/* Supported is not good and refuted is not bad: neither has a colour of alarm. */
const TONES = { "supported": "accent", "confirmed": "accent", "refuted": "calm", "testing": "busy", "open": "calm" };
const OUTCOMES = { "holds": "accent-text", "fails": "quiet", "unknown": "warn-text", "no-data": "warn-text",
	"confirms": "accent-text", "refutes": "quiet", "seen": "" };

const Test = ({ test }) => html`
	<tr>
		<th scope="row"><${Text} of=${test.says} />${test.refutes && html` <span class="quiet">(would refute)</span>`}</th>
		<td class="number"><${Text} of=${test.expected || "–"} /></td>
		<td class="number"><${Text} of=${test.observed ?? "unknown"} />${test.evidence ? html` <span class="quiet">E${plain(test.evidence)}</span>` : ""}</td>
		<td class=${OUTCOMES[slug(test.outcome)] ?? ""}>${words(plain(test.outcome))}</td>
	</tr>`;

/* Of what is confirmed already only the opposite is left to say, and the other way round. */
function Deeds({ one, room, incident, ask }) {
	const state = slug(one.state);
	const about = plain(one.claim).slice(0, 80);

	return html`
		<div class="card-deeds">
			<${Button} tone="small" hint="+" off=${state === "confirmed"} label=${`It is the cause: ${about}`} onPress=${() => ask(confirmQuestion(room, one))}>Confirm …<//>
			<${Button} tone="small" hint="−" off=${state === "refuted"} label=${`It is not the cause: ${about}`} onPress=${() => ask(refuteQuestion(room, one))}>Refute …<//>
			<${Button} tone="small" hint="q" label=${`Ask a question that tests: ${about}`} onPress=${() => ask(testQuestion(incident, one))}>Ask …<//>
		</div>`;
}

function Card({ one, room, incident, ask, onWhy }) {
	const tests = one.tests ?? [];
	const helps = ["supported", "confirmed"].includes(slug(one.state)) ? one.helps ?? [] : [];
	return html`
		<li class="card" data-hypothesis=${one.id}>
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
			<${Deeds} one=${one} room=${room} incident=${incident} ask=${ask} />
			${helps.length > 0 && html`
				<p class="quiet">What helps, the mildest first:</p>
				<ul class="helps">${helps.map((help) => html`<li><${Text} of=${help} /></li>`)}</ul>`}
			${onWhy && html`<p><${Button} tone="small" label=${`Because of what: ${plain(one.claim).slice(0, 80)}`} onPress=${onWhy}>Because …<//></p>`}
		</li>`;
}

export function Hypotheses({ room, incident, ask }) {
	const { hypotheses } = room;
	const supported = hypotheses.filter((one) => ["supported", "confirmed"].includes(slug(one.state))).length;

	return html`
		<${Panel} name="hypotheses" title="Hypotheses" aside=${html`<span class="quiet">${hypotheses.length
			? `${supported} of ${hypotheses.length} supported` : ""}</span>
			<${Button} tone="small" hint="i" onPress=${() => ask(writeQuestion(incident))}>Write<//>`}>
			<${Scroll} label="Hypotheses">
				<ul class="cards">${hypotheses.map((one) => html`<${Card} key=${one.id} one=${one} room=${room} incident=${incident} ask=${ask}
					onWhy=${mayAskWhy(room) && slug(one.state) !== "refuted" && (() => ask(whyQuestion(one)))} />`)}</ul>
				${!hypotheses.length && html`<${Empty}>${room.is_open ? "None written down yet." : "None was written down."}<//>`}
				<${Whys} room=${room} ask=${ask} />
			<//>
		<//>`;
}

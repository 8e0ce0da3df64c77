import { html } from "../lib.js";
import { Suspects } from "./alerts.js";
import { plain, slug, words } from "../format.js";
import { Badge, Panel, Scroll, Text, Clock, Empty } from "../ui.js";

const toneOf = (ok) => (ok === true ? "good" : ok === false ? "alarm" : "calm");

const Measurement = ({ one }) => html`
	<tr>
		<th scope="row"><span class=${`dot ${toneOf(one.ok)}`} aria-hidden="true"></span><${Text} of=${one.name} /></th>
		<td class="number"><${Text} of=${one.value} /></td>
		<td class=${one.ok === false ? "alarm-text" : ""}><${Text} of=${one.verdict} /></td>
		<td class="quiet time"><${Clock} at=${one.at} /></td>
	</tr>`;

/* Known is calm: only what nobody could tell stands out, and says why. */
const BASES = { "unknown": "warn", "awaited": "busy" };
const isSure = (one) => ["measured", "recorded", "stated"].includes(slug(one.basis));

const Answer = ({ one }) => html`
	<div class="scope-answer" title=${plain(one.why)}>
		<dt><${Text} of=${one.label} /></dt>
		<dd>${slug(one.basis) !== "unknown" && html`<${Text} of=${one.says} /> `}<${Badge} tone=${BASES[slug(one.basis)] ?? "calm"}>${words(plain(one.basis))}<//>
			${one.why && !isSure(one) && html` <span class="quiet"><${Text} of=${one.why} /></span>`}</dd>
	</div>`;

export function Scope({ room }) {
	const scope = room.scope ?? {};
	const measurements = scope.measurements ?? [];
	const answers = scope.answers ?? [];

	return html`
		<${Panel} name="scope" title="Scope" aside=${html`<span class="quiet">${scope.took
			? `complete after ${plain(scope.took)}` : "filling"}</span>`}>
			<${Scroll} label="Measured scope">
				<${Suspects} suspects=${room.suspects} />
				${measurements.length ? html`
					<table class="grid"><caption class="visually-hidden">What is affected, as measured</caption>
						<tbody>${measurements.map((one) => html`<${Measurement} key=${one.name} one=${one} />`)}</tbody></table>`
					: html`<${Empty}>${room.is_open ? "Being measured." : "Nothing was measured."}<//>`}
				<dl class="scope-answers">${answers.map((one) => html`<${Answer} key=${one.question} one=${one} />`)}
					<div class="scope-answer"><dt>how far it reaches</dt>
						<dd><${Text} of=${scope.radius?.says || "unknown"} /></dd></div>
				</dl>
			<//>
		<//>`;
}

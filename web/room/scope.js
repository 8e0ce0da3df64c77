import { html } from "../lib.js";
import { Suspects } from "./alerts.js";
import { Panel, Scroll, Text, Clock, Empty } from "../ui.js";

const toneOf = (ok) => (ok === true ? "good" : ok === false ? "alarm" : "calm");

const Measurement = ({ one }) => html`
	<tr>
		<th scope="row"><span class=${`dot ${toneOf(one.ok)}`} aria-hidden="true"></span><${Text} of=${one.name} /></th>
		<td class="number"><${Text} of=${one.value} /></td>
		<td class=${one.ok === false ? "alarm-text" : ""}><${Text} of=${one.verdict} /></td>
		<td class="quiet time"><${Clock} at=${one.at} /></td>
	</tr>`;

export function Scope({ room }) {
	const scope = room.scope ?? {};
	const measurements = scope.measurements ?? [];

	return html`
		<${Panel} name="scope" title="Scope" aside=${html`<span class="quiet">began ${scope.onset_at
			? html`<${Clock} at=${scope.onset_at} />` : "unknown"}</span>`}>
			<${Scroll} label="Measured scope">
				<${Suspects} suspects=${room.suspects} />
				${measurements.length ? html`
					<table class="grid"><caption class="visually-hidden">What is affected, as measured</caption>
						<tbody>${measurements.map((one) => html`<${Measurement} key=${one.name} one=${one} />`)}</tbody></table>`
					: html`<${Empty}>${room.is_open ? "Being measured." : "Nothing was measured."}<//>`}
			<//>
			<dl class="scope-foot">
				<div><dt>changes</dt><dd><${Text} of=${scope.changes || room.rollbacks[0]?.says || "not asked yet"} /></dd></div>
				<div><dt>users</dt><dd><${Text} of=${scope.users || "unknown"} /></dd></div>
			</dl>
		<//>`;
}

/* What the engine makes of it: what stands out, with a chart each; who is suspected; and
 * which change is to blame, if any. */

import { html, useEffect, useState } from "../lib.js";
import { read, order } from "../api.js";
import { plain, exact, slug, words, safeLink } from "../format.js";
import { Panel, Scroll, Text, Long, Badge, Button, Clock, Empty, Refusal, Skeleton, useOrder } from "../ui.js";
import { Between } from "./between.js";
import { Chart } from "./chart.js";

/* Asked when somebody looks, and again when there is a newer one. */
function useDiagnosis(incident, made, shown) {
	const [state, setState] = useState({ found: null, problem: null });

	useEffect(() => {
		let gone = false;
		if (!shown || !made)
			return undefined;
		read("diagnosis", "show", { incident })
			.then((found) => gone || setState({ found, problem: null }))
			.catch((problem) => gone || setState({ found: null, problem }));
		return () => { gone = true; };
	}, [incident, made, shown]);
	return state;
}

/* What grows is told with how far it is beyond chance; what is full is full. */
const strengthOf = (finding) => {
	if (finding.resource === "saturated")
		return "saturated";
	return `${Number(finding.strength).toFixed(1)} × ${finding.resource ? "chance" : "the edge"}`;
};

const Finding = ({ finding, found }) => html`
	<li class="card">
		<h3 class="card-head" tabindex="-1" data-stop><span class="quiet">${plain(finding.id)}</span>
			<strong><${Text} of=${finding.subject} /></strong> <span class="quiet">of <${Text} of=${finding.entity} /></span>
			<${Badge} tone="calm">${strengthOf(finding)}<//></h3>
		<div class="meaning"><${Long} of=${finding.says} /></div>
		<${Chart} finding=${finding} found=${found} />
		${(finding.lines ?? []).length > 0 && html`<pre class="wrap">${finding.lines.map(exact).join("\n")}</pre>`}
		${(finding.traces ?? []).length > 0 && html`<p class="again quiet">traces: ${finding.traces.map((one) => html`<code class="wrap">${exact(one)}</code> `)}</p>`}
		${safeLink(finding.grafana) && html`<p class="again"><a href=${safeLink(finding.grafana)} target="_blank" rel="noopener noreferrer"
			aria-label=${`The same in Grafana: ${plain(finding.subject).slice(0, 80)}`}>The same in Grafana</a></p>`}
		${finding.show && html`<p class="again quiet">again: <code class="wrap">${exact(finding.show)}</code></p>`}
		${finding.query && html`<p class="again quiet">asked: <code class="wrap">${exact(finding.query)}</code></p>`}
	</li>`;

const Suspect = ({ one }) => html`
	<li class="card"><h3 class="card-head"><strong><${Text} of=${one.entity} /></strong>
		<${Badge} tone=${one.stands_out ? "accent" : "calm"}>${one.stands_out ? "stands out" : "within"}<//></h3>
		<div class="meaning"><${Long} of=${one.why} /></div></li>`;

const Share = ({ percent, children }) => html`
	<tr><td class="number">${plain(percent)}</td><td>${children}</td></tr>`;

const Changes = ({ found }) => html`
	<table class="grid beliefs"><caption class="visually-hidden">How far each change is to blame</caption>
		<tbody>${(found.changes ?? []).map((one) => html`
			<${Share} key=${one.id} percent=${one.believed}>
				<strong><${Text} of=${one.title} /></strong> <span class="quiet"><${Text} of=${words(slug(one.kind))} />
				${one.entity && html` of <${Text} of=${one.entity} />`}, <${Text} of=${one.lag} />${one.owner && html`, by <${Text} of=${one.owner} />`}</span>
				<div class="quiet"><${Text} of=${one.why} /></div>
				<div class="quiet"><${Text} of=${one.undo} /></div>
				<${Between} change=${one.id} title=${one.title} /><//>`)}
			${found.no_change_believed && html`<${Share} percent=${found.no_change_believed}><strong>no change is guilty</strong><//>`}
		</tbody></table>`;

function Found({ found }) {
	const findings = found.findings ?? [];
	const resources = found.resources ?? [];
	return html`
		<div class="meaning"><${Long} of=${found.says} /></div>
		${safeLink(found.dashboard) && html`<p><a href=${safeLink(found.dashboard)} target="_blank" rel="noopener noreferrer">Its dashboard in Grafana</a></p>`}
		<h3>Changes</h3>
		<${Changes} found=${found} />
		${found.outside && html`<p class="meaning">outside: <${Text} of=${found.outside} /></p>`}
		<h3>Findings</h3>
		<ul class="cards">${findings.map((one) => html`<${Finding} key=${one.id} finding=${one} found=${found} />`)}</ul>
		${!findings.length && html`<${Empty}>Nothing stands out from quiet times.<//>`}
		${resources.length > 0 && html`<h3>What runs out</h3>
		<ul class="cards">${resources.map((one) => html`<${Finding} key=${one.id} finding=${one} found=${found} />`)}</ul>`}
		<h3>Suspects</h3>
		<ul class="cards">${(found.suspects ?? []).map((one) => html`<${Suspect} key=${one.entity} one=${one} />`)}</ul>
		<p class="quiet">${plain(found.series)} series, ${plain(found.log_lines ?? 0)} log lines, ${plain(found.spans ?? 0)} spans. <${Text} of=${found.calibration} />
			${(found.beside ?? []).filter((one) => one.answered).map((one) => html` <${Text} of=${`${one.what}: ${one.says}.`} />`)}</p>
		${(found.missing ?? []).length > 0 && html`<p class="warn-text">Not looked at: <${Text} of=${found.missing.join("; ")} /></p>`}`;
}

export function Diagnosis({ room, incident, shown, refresh }) {
	const made = room.diagnosis?.evidence;
	const { found, problem } = useDiagnosis(incident, made, shown);
	const asking = useOrder();
	const again = () => asking.run(() => order("diagnosis", "ask", { incident })).then(refresh);

	return html`
		<${Panel} name="diagnosis" title="Diagnosis" aside=${html`
			<span class="quiet">${room.diagnosis?.made_at && html`of <${Clock} at=${room.diagnosis.made_at} />`}</span>
			<${Button} tone="small" busy=${asking.busy} off=${!room.is_open} onPress=${again}>Look again<//>`}>
			${(asking.problem ?? problem) && html`<${Refusal} problem=${asking.problem ?? problem} />`}
			<${Scroll} label="Diagnosis">
				${found ? html`<${Found} found=${found} />` : made ? html`<${Skeleton} />`
					: html`<${Empty}>${room.is_open ? "Not made yet." : "None was made."}<//>`}
			<//>
		<//>`;
}

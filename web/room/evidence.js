import { html, useEffect, useState } from "../lib.js";
import { read } from "../api.js";
import { plain, exact, slug, words, shortHash, quantityText } from "../format.js";
import { Panel, Scroll, Text, Long, Exact, Address, Badge, Clock, Empty, Refusal } from "../ui.js";
import { isHeld } from "../alerts/held.js";

const TONES = { "wanted": "busy", "gathered": "calm", "no-data": "calm", "failed": "warn" };
const ALARMING = { "firing": "alarm", "resolved": "good" };

const shown = (fact) => plain(fact.shown) || plain(fact.text) || quantityText(fact.number, plain(fact.unit));

const Facts = ({ facts }) => html`
	<dl class="fact-list">${facts.map((fact) => html`
		<div key=${fact.name}><dt><${Text} of=${fact.name} /></dt><dd class="number"><${Text} of=${shown(fact)} /></dd></div>`)}</dl>`;

/* The raw answer is fetched when somebody wants to see it: it may be large. */
function Body({ id }) {
	const [state, setState] = useState({ body: null, problem: null });

	useEffect(() => {
		let gone = false;
		read("evidence", "show", { id })
			.then((row) => gone || setState({ body: row.body ?? row.evidence?.body ?? "", problem: null }))
			.catch((problem) => gone || setState({ body: null, problem }));
		return () => { gone = true; };
	}, [id]);

	if (state.problem)
		return html`<${Refusal} problem=${state.problem} />`;
	return html`<pre class="body" tabindex="0">${state.body === null ? "…" : exact(state.body) || "(empty)"}</pre>`;
}

const Fact = ({ name, children }) => html`<div><dt>${name}</dt><dd>${children}</dd></div>`;

function Origin({ one }) {
	return html`
		<dl class="facts">
			<${Fact} name="asked"><code class="wrap"><${Exact} of=${one.question} /></code><//>
			<${Fact} name="of"><${Address} of=${one.target} /> <span class="quiet">(<${Text} of=${one.probe} />, <${Text} of=${one.occasion} />)</span><//>
			<${Fact} name="answer">${plain(one.body_bytes)} bytes in ${plain(one.took_ms)} ms, SHA-256 <code title=${plain(one.body_hash)}>${shortHash(one.body_hash)}</code><//>
		</dl>`;
}

function Card({ one, details }) {
	const name = `evidence-${one.id}`;
	const open = details.isOpen(name);
	const state = slug(one.state);

	return html`
		<li class="card" data-details=${name}>
			<button type="button" class="card-head" aria-expanded=${open ? "true" : "false"} data-stop
				onClick=${() => details.toggle(name)}>
				<span class="quiet">E${plain(one.id)}</span> <strong><${Text} of=${one.title} /></strong>
				${one.occasion !== "opened" && html`<span class="quiet"><${Text} of=${one.occasion} /></span>`}
				${state !== "gathered" && html`<${Badge} tone=${TONES[state]}>${words(plain(one.state))}<//>`}
				<span class="quiet time"><${Clock} at=${one.gathered_at || one.wanted_at} /></span>
			</button>
			<div class="meaning"><${Long} of=${one.meaning || one.problem || "asked, no answer yet"} /></div>
			<${Facts} facts=${one.facts ?? []} />
			${open && html`<${Origin} one=${one} />${one.problem && html`<p class="warn-text"><${Text} of=${one.problem} /></p>`}
				${state === "gathered" && html`<${Body} id=${one.id} />`}`}
		</li>`;
}

const labelsOf = (alert) => Object.entries(alert.labels ?? {});

function AlertCard({ alert, details }) {
	const name = `alert-${alert.id}`;
	const open = details.isOpen(name);

	return html`
		<li class="card" data-details=${name}>
			<button type="button" class="card-head" aria-expanded=${open ? "true" : "false"} data-stop
				onClick=${() => details.toggle(name)}>
				<span class="quiet">alert</span> <strong><${Text} of=${alert.name} /></strong>
				<${Badge} tone=${isHeld(alert) ? "calm" : ALARMING[slug(alert.state)]}>${words(plain(alert.state))}<//>
				${isHeld(alert) && html`<${Badge} tone="warn">held back<//>`}
				<span class="quiet time"><${Clock} at=${alert.starts_at} /></span>
			</button>
			<div class="meaning"><${Long} of=${alert.summary} /></div>
			${open && html`<dl class="facts"><${Fact} name="from"><${Text} of=${alert.source} />${alert.generator_url && html`, <${Address} of=${alert.generator_url} />`}<//>
				${labelsOf(alert).map(([key, value]) => html`<${Fact} key=${key} name=${html`<${Text} of=${key} />`}><${Exact} of=${value} /><//>`)}</dl>`}
		</li>`;
}

export function Evidence({ room, details }) {
	const { evidence, alerts } = room;

	return html`
		<${Panel} name="evidence" title="Evidence" aside=${html`<span class="quiet">${evidence.length} asked · d opens</span>`}>
			<${Scroll} label="Evidence">
				<ul class="cards">
					${alerts.map((alert) => html`<${AlertCard} key=${`alert-${alert.id}`} alert=${alert} details=${details} />`)}
					${evidence.map((one) => html`<${Card} key=${one.id} one=${one} details=${details} />`)}
				</ul>
				${!evidence.length && html`<${Empty}>${room.is_open ? "Being gathered." : "None was gathered."}<//>`}
			<//>
		<//>`;
}

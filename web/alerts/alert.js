/* The alerts, and of the one that is open its life and what would become of it now. */

import { html, useEffect, useState } from "../lib.js";
import { read } from "../api.js";
import { exact, plain, words } from "../format.js";
import { Text, Long, Address, Badge, Button, Clock, Since, Empty, Refusal, Skeleton } from "../ui.js";
import { heldWords, isHeld, hasEnded } from "./held.js";
import { matchersOf, silenceQuestion } from "./silence.js";

const SHOWN_MAX = 50;
const TONES = { "firing": "alarm", "stale": "warn", "resolved": "good", "unknown": "warn" };

/* Asked again when the alert or what is silenced changes, not with every look. */
function useExplained(alert, silences) {
	const [shown, setShown] = useState({ told: null, problem: null });
	const about = JSON.stringify([alert.id, alert.state, alert.suppressed, alert.incident, alert.changed_at,
		silences.map((one) => [one.id, one.state])]);

	useEffect(() => {
		let gone = false;
		read("alert", "explain", { id: alert.id }).then(
			(told) => gone || setShown({ told, problem: null }),
			(problem) => gone || setShown((last) => ({ ...last, problem })));
		return () => { gone = true; };
	}, [about]);
	return shown;
}

const Steps = ({ steps }) => html`
	<section aria-label="If it came now"><h3>If it came now</h3>
		<ol class="steps">${steps.map((one, nth) => html`<li key=${nth}>
			<span class="quiet">${plain(one.step)}</span> <${Text} of=${one.text} /></li>`)}</ol></section>`;

const Life = ({ told }) => html`
	<section aria-label="Its life"><h3>Its life <span class="quiet">${told.day && `UTC, from ${plain(told.day)}`}</span></h3>
		<ol class="life">${told.entries.map((one) => html`<li key=${one.seq}>
			<span class="quiet number">${plain(one.time)}</span> <${Long} of=${one.text} /></li>`)}</ol>
		${!told.entries.length && html`<${Empty}>Its entries are older than what is looked at here: stanch journal list<//>`}
		${told.cut_after && html`<p class="quiet">It goes on: stanch journal list --after ${told.cut_after}</p>`}</section>`;

const Labels = ({ labels }) => html`
	<ul class="labels" aria-label="Labels">${Object.entries(labels ?? {}).map(([name, value]) => html`
		<li key=${name}><code>${exact(name)}=${exact(value).slice(0, 300)}</code></li>`)}</ul>`;

function Explained({ alert, silences, ask, refresh }) {
	const { told, problem } = useExplained(alert, silences);

	if (!told)
		return html`<div class="explained"><${Refusal} problem=${problem} />${!problem && html`<${Skeleton} lines=${4} />`}</div>`;
	return html`
		<div class="explained">
			<div class="explained-head"><${Labels} labels=${told.alert.labels} />
				${!hasEnded(alert) && html`<${Button} tone="small" hint="s" onPress=${() =>
					ask(silenceQuestion(matchersOf(told.alert.labels), refresh))}>Silence …<//>`}</div>
			${told.alert.generator_url && html`<p class="clip"><${Address} of=${told.alert.generator_url} /></p>`}
			<${Refusal} problem=${problem} />
			<div class="explained-both">
				${told.now && html`<${Steps} steps=${told.now} />`}
				<${Life} told=${told} />
			</div>
		</div>`;
}

function Row({ alert, codes, known, isOpen, onOpen, children }) {
	const code = codes.get(alert.incident);

	return html`
		<li class="alert">
			<button type="button" class="alert-row" data-stop data-alert=${alert.id} aria-expanded=${isOpen ? "true" : "false"} onClick=${() => onOpen(alert)}>
				<span class="alert-state"><${Badge} tone=${isHeld(alert) ? "calm" : TONES[alert.state]}>${words(plain(alert.state))}<//></span>
				<span class="alert-title"><strong><${Text} of=${alert.name} /></strong>
					<span class="quiet"><${Text} of=${alert.summary} /></span>
					${isHeld(alert) && html`<span class="warn-text">held back: <${Text} of=${heldWords(alert, known)} /></span>`}</span>
				<span class="alert-service"><${Text} of=${alert.service} /></span>
				<span class="alert-since"><${Since} at=${alert.starts_at} until=${hasEnded(alert) ? alert.ends_at : undefined} />
					<span class="quiet">since <${Clock} at=${alert.starts_at} /></span></span>
			</button>
			<span class="alert-incident">${code ? html`<a href=${`/room/${encodeURIComponent(code)}`}>${plain(code)}</a>`
				: html`<span class="quiet">no incident</span>`}</span>
			${children}
		</li>`;
}

export function Alerts({ name, title, alerts, empty, opened, onOpen, ...shared }) {
	const [all, setAll] = useState(false);
	const shown = all ? alerts : alerts.slice(0, SHOWN_MAX);

	return html`
		<section class="group" id=${name} aria-labelledby=${`group-${name}`}>
			<h2 id=${`group-${name}`}>${title} <span class="quiet">${alerts.length}</span></h2>
			${alerts.length > 0 ? html`<ul class="rows">${shown.map((alert) => html`
				<${Row} key=${alert.id} alert=${alert} ...${shared} isOpen=${opened === alert.id} onOpen=${onOpen}>
					${opened === alert.id && html`<${Explained} alert=${alert} silences=${shared.known.silences} ...${shared} />`}<//>`)}</ul>`
				: html`<${Empty}>${empty}<//>`}
			${alerts.length > shown.length && html`<p class="more"><${Button} tone="small" onPress=${() => setAll(true)}>Show all ${alerts.length}<//></p>`}
		</section>`;
}

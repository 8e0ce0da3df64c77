/* The runbooks that this incident calls for. A step is proposed from here and then is an
 * action like any other: previewed, approved, written down. Nothing runs by this alone. */

import { html, useEffect, useState } from "../lib.js";
import { read, order } from "../api.js";
import { plain, exact, slug, words } from "../format.js";
import { Panel, Scroll, Text, Badge, Button, Clock, Empty, Refusal, Skeleton, useOrder } from "../ui.js";

const CLASS_TONES = { "read": "calm", "reversible": "calm", "destructive": "warn", "data-repair": "warn", "refused": "alarm" };

/* Asked when somebody looks, and not with each refresh of the room: runbooks are read
 * whole. */
function useMatches(incident, shown) {
	const [state, setState] = useState({ books: null, problem: null });

	useEffect(() => {
		let gone = false;
		if (!shown)
			return undefined;
		read("runbook", "match", { incident })
			.then((answer) => gone || setState({ books: answer.runbooks ?? [], problem: null }))
			.catch((problem) => gone || setState({ books: null, problem }));
		return () => { gone = true; };
	}, [incident, shown]);
	return state;
}

const given = (values, parameter) => values[plain(parameter.name)] ?? plain(parameter.value);

function Parameter({ parameter, value, onInput }) {
	const secret = slug(parameter.type) === "secret";
	const id = `parameter-${plain(parameter.name)}`;

	return html`
		<label class="field" for=${id}>
			<span><${Text} of=${parameter.source} /> <span class="quiet">${words(plain(parameter.type))}</span></span>
			<input id=${id} value=${secret ? "" : value} disabled=${secret} autocomplete="off" spellcheck="false"
				placeholder=${secret ? (parameter.is_known ? "from runbook_secrets" : "runbook_secrets does not name it") : ""}
				onInput=${(event) => onInput(event.currentTarget.value)} />
			${parameter.from && html`<span class=${parameter.is_refused ? "alarm-text" : "quiet"}><${Text} of=${parameter.from} /></span>`}
		</label>`;
}

/* What one step needs: only that is sent, and only when it is there. */
function valuesOf(step, parameters, values) {
	const sent = {};
	for (const { name } of step.parameters ?? []) {
		const known = parameters.find((one) => plain(one.name) === plain(name));
		const value = known && slug(known.type) !== "secret" ? given(values, known) : "";
		if (value)
			sent[plain(name)] = value;
	}
	return sent;
}

function Step({ book, step, values, incident, canRun, onProposed }) {
	const proposing = useOrder();
	const [number, setNumber] = useState(0);

	async function propose() {
		const answer = await proposing.run(() => order("runbook", "run", {
			runbook: plain(book.name), step: plain(step.id), incident,
			values: valuesOf(step, book.parameters ?? [], values) }));
		if (!answer)
			return;
		setNumber(answer.action?.number ?? 0);
		onProposed();
	}
	return html`
		<li class="card book-step">
			<div class="card-head">
				<${Badge} tone=${CLASS_TONES[slug(step.class)]}>${words(plain(step.class))}<//>
				<strong><${Text} of=${step.title} /></strong>
				<span class="quiet time">${step.proven_at ? html`worked <${Clock} at=${step.proven_at} />` : html`line ${plain(step.line)}`}</span>
			</div>
			<pre class="code" tabindex="0">${exact(step.code)}</pre>
			${step.findings?.length > 0 && html`<ul class="book-findings">${step.findings.map((one, nth) => html`
				<li key=${nth} class=${slug(one.level) === "error" ? "alarm-text" : "quiet"}>line ${plain(one.line)}: <${Text} of=${one.text} />
					${one.repaired && html` Write: <code class="wrap">${exact(one.repaired)}</code>`}</li>`)}</ul>`}
			<div class="book-foot">
				<${Refusal} problem=${proposing.problem}>${number
					? html`<span class="good-text">Proposed as action ${number}: look at its preview, then approve it.</span>`
					: html`<span class=${step.can_run ? "quiet" : "warn-text"}><${Text} of=${step.reason} /></span>`}<//>
				${canRun && html`<${Button} tone="small" busy=${proposing.busy} off=${!step.can_run} onPress=${propose}
					label=${`Propose ${plain(step.title)}`}>Propose<//>`}
			</div>
		</li>`;
}

function Book({ book, incident, canRun, onProposed }) {
	const [values, setValues] = useState({});
	const parameters = book.parameters ?? [];
	const steps = book.steps ?? [];
	const needed = parameters.filter((one) => steps.some((step) =>
		(step.parameters ?? []).some(({ name }) => plain(name) === plain(one.name))));

	return html`
		<section class="book" aria-label=${plain(book.title)}>
			<h3><${Text} of=${book.title} />${book.section && plain(book.section) !== plain(book.title)
				&& html` › <${Text} of=${book.section} />`}</h3>
			<p class="quiet">because <${Text} of=${book.because} /></p>
			${needed.length > 0 && html`<div class="book-parameters">${needed.map((one) => html`
				<${Parameter} key=${one.name} parameter=${one} value=${given(values, one)}
					onInput=${(value) => setValues((all) => ({ ...all, [plain(one.name)]: value }))} />`)}</div>`}
			<ol class="cards">${steps.map((step) => html`
				<${Step} key=${step.id} book=${book} step=${step} values=${values} incident=${incident}
					canRun=${canRun} onProposed=${onProposed} />`)}</ol>
		</section>`;
}

export function Books({ room, incident, shown, refresh }) {
	const { books, problem } = useMatches(incident, shown);

	return html`
		<${Panel} name="runbooks" title="Runbooks" aside=${html`<span class="quiet">a step becomes an action, and waits for its approval</span>`}>
			<${Scroll} label="Runbooks">
				${problem && html`<${Refusal} problem=${problem} />`}
				${!problem && !books && html`<${Skeleton} />`}
				${books?.map((book) => html`<${Book} key=${book.name} book=${book} incident=${incident}
					canRun=${room.is_open} onProposed=${refresh} />`)}
				${books?.length === 0 && html`<${Empty}>No runbook speaks of this incident. Those that are known: stanch runbook list.<//>`}
			<//>
		<//>`;
}

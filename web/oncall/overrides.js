/* Somebody takes another's duty for a while. */

import { html, useEffect, useRef, useState } from "../lib.js";
import { order } from "../api.js";
import { plain } from "../format.js";
import { Panel, Text, Badge, Button, Empty, Refusal, useOrder } from "../ui.js";

const STATE_TONES = { "running": "busy", "coming": "accent", "over": "calm", "removed": "calm" };

function Field({ name, label, value, onInput, problem, options, first, ...rest }) {
	const shared = {
		id: `override-${name}`, name, value, ref: first,
		onInput: (event) => onInput({ [name]: event.currentTarget.value }),
		"aria-invalid": problem?.field === name ? "true" : undefined,
	};
	return html`
		<label class=${`field field-${name}`} for=${`override-${name}`}><span>${label}</span>
			${options ? html`<select ...${shared}>${options.map(([key, text]) => html`<option key=${key} value=${key}>${text}</option>`)}</select>`
				: html`<input ...${shared} ...${rest} autocomplete="off" />`}</label>`;
}

const named = (names) => names.map((name) => [name, name]);

/* "Sat 2026-11-21 13:21 CET" as it is typed. */
const typed = (local) => plain(local).replace(/^\w+ /, "").slice(0, 16);

const emptyFor = (duties, people) => ({ schedule: plain(duties[0]?.schedule), person: people[0] ?? "",
	from: "now", until: "8h", instead_of: "", reason: "" });

/* A shift that was pressed fills the form in; one that runs already begins now. */
const filledBy = (shift, now) => ({ schedule: plain(shift.schedule),
	from: Date.parse(shift.from) <= now ? "now" : typed(shift.from_local), until: typed(shift.until_local),
	instead_of: "", reason: "" });

function Form({ duties, people, wish, onMade }) {
	const [values, setValues] = useState(() => emptyFor(duties, people));
	const [said, setSaid] = useState("");
	const adding = useOrder();
	const first = useRef(null);
	const zone = duties.find((duty) => plain(duty.schedule) === values.schedule)?.zone;
	const set = (part) => {
		adding.forget();
		setValues((all) => ({ ...all, ...part }));
	};
	useEffect(() => {
		if (!wish)
			return;
		if (wish.shift)
			set(filledBy(wish.shift, wish.now));
		first.current?.focus();
		first.current?.scrollIntoView({ block: "nearest" });
	}, [wish]);

	async function submit(event) {
		event.preventDefault();
		setSaid("");
		const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim()));
		const answer = await adding.run(() => order("override", "add", given));
		if (!answer)
			return;
		const { override: one, told } = answer;
		setSaid(`${plain(one.person)} has ${plain(one.schedule)} from ${plain(one.from_local)} until ${plain(one.until_local)}. ${plain(told)}`);
		setValues(emptyFor(duties, people));
		onMade();
	}
	const shared = { onInput: set, problem: adding.problem };
	return html`
		<form class="override-form" onSubmit=${submit} aria-label="Make an override">
			<${Field} ...${shared} name="schedule" label="Schedule" value=${values.schedule} options=${named(duties.map((duty) => plain(duty.schedule)))} />
			<${Field} ...${shared} name="person" label="Who takes it" value=${values.person} options=${named(people)} first=${first} />
			<${Field} ...${shared} name="from" label="From" value=${values.from} placeholder="now" maxlength="40" required />
			<${Field} ...${shared} name="until" label="Until" value=${values.until} placeholder="8h" maxlength="40" required />
			<${Field} ...${shared} name="instead_of" label="Instead of" value=${values.instead_of} options=${[["", "whoever has it"], ...named(people)]} />
			<${Field} ...${shared} name="reason" label="Reason" value=${values.reason} maxlength="300" />
			<${Button} type="submit" tone="primary" busy=${adding.busy}>Override<//>
			<p class="hint quiet">Times: now, 8h (from now), or 2026-11-22 09:00 in ${plain(zone) || "UTC"}.</p>
			<div class="override-said" role="status">${said && html`<p class="good-text"><${Text} of=${said} /></p>`}</div>
			<${Refusal} problem=${adding.problem} />
		</form>`;
}

const Row = ({ one, doing, onRemove }) => html`
	<li class="override-row">
		<span class="override-what"><strong><${Text} of=${one.person} /></strong> has <${Text} of=${one.schedule} />
			${one.instead_of && html` instead of <${Text} of=${one.instead_of} />`} <${Badge} tone=${STATE_TONES[one.state]}>${plain(one.state)}<//></span>
		<span class="override-when">${plain(one.from_local)} to ${plain(one.until_local)}</span>
		<span class="override-why quiet">${one.reason && html`<${Text} of=${one.reason} /> · `}by <${Text} of=${one.made_by} /></span>
		<${Button} tone="small" busy=${doing.busy} label=${`Remove the override of ${plain(one.schedule)} by ${plain(one.person)}`} onPress=${() => onRemove(one)}>Remove<//>
	</li>`;

export function Overrides({ overrides, duties, people, wish, refresh }) {
	const removing = useOrder();
	const remove = ({ id }) => removing.run(() => order("override", "remove", { id })).then(refresh);

	return html`
		<${Panel} name="overrides" title="Overrides">
			${duties.length > 0 && html`<${Form} duties=${duties} people=${people} wish=${wish} onMade=${refresh} />`}
			<${Refusal} problem=${removing.problem} />
			<ul class="override-list">${overrides.map((one) => html`<${Row} key=${one.id} one=${one} doing=${removing} onRemove=${remove} />`)}</ul>
			${!overrides.length && html`<${Empty}>No override is running or coming.<//>`}
		<//>`;
}

/* The dock at the bottom: the keys that work here, or one question being answered.
 * It lies over the page's end and pushes nothing. */

import { html, useState, useRef, useLayoutEffect } from "./lib.js";
import { Button, Key, Refusal, useOrder } from "./ui.js";

function Field({ field, value, onInput, first }) {
	const shared = {
		id: `ask-${field.name}`,
		name: field.name,
		value,
		ref: first,
		required: field.required,
		onInput: (event) => onInput(event.currentTarget.value),
		autocomplete: "off",
	};
	const input = field.options
		? html`<select ...${shared}>${field.options.map(([key, text]) =>
			html`<option key=${key} value=${key}>${text}</option>`)}</select>`
		: html`<input ...${shared} type=${field.kind ?? "text"} placeholder=${field.placeholder}
			maxlength=${field.max ?? 4000} />`;
	return html`<label class="ask-field" for=${`ask-${field.name}`}>
		<span>${field.label}</span>${input}</label>`;
}

/* What came of it, where the eye is; the first sentence is good news. */
function Told({ sentences, onDone }) {
	const button = useRef(null);

	useLayoutEffect(() => button.current?.focus(), []);
	return html`
		<div class="ask" role="alertdialog" aria-label="What came of it" aria-describedby="ask-told"
			onKeyDown=${(event) => event.key === "Escape" && (event.preventDefault(), onDone())}>
			<div id="ask-told">${sentences.map((sentence, nth) => html`
				<p key=${nth} class=${nth ? "warn-text" : "good-text"}><bdi>${sentence}</bdi></p>`)}</div>
			<div class="ask-fields"><${Button} tone="primary" hint="⏎" buttonRef=${button} onPress=${onDone}>Good<//></div>
		</div>`;
}

export function AskForm({ question, onDone }) {
	const [values, setValues] = useState(() =>
		Object.fromEntries(question.fields.map((field) => [field.name, field.value ?? ""])));
	const order = useOrder();
	const [told, setTold] = useState(null);
	const first = useRef(null);
	const before = useRef(document.activeElement);

	/* Before the next key can arrive: what is typed is the answer, and no orders. */
	useLayoutEffect(() => {
		first.current?.focus();
		const back = before.current;
		return () => back instanceof HTMLElement && back.isConnected && back.focus();
	}, []);

	async function submit(event) {
		event.preventDefault();
		const answer = await order.run(() => question.run(values));
		if (!answer)
			return;
		const sentences = question.tell?.(answer);
		if (sentences)
			setTold(sentences);
		else
			onDone();
	}
	const leave = (event) => {
		if (event.key !== "Escape")
			return;
		event.preventDefault();
		onDone();
	};

	if (told)
		return html`<${Told} sentences=${told} onDone=${onDone} />`;
	return html`
		<form class="ask" onSubmit=${submit} onKeyDown=${leave} aria-label=${question.title}>
			<p class="ask-title">${question.title}</p>
			<div class="ask-fields">
				${question.fields.map((field, nth) => html`
					<${Field} key=${field.name} field=${field} value=${values[field.name]}
						first=${nth === 0 ? first : undefined}
						onInput=${(value) => setValues((all) => ({ ...all, [field.name]: value }))} />`)}
				<${Button} type="submit" tone=${question.tone ?? "primary"} hint="⏎" busy=${order.busy}
					buttonRef=${question.fields.length ? undefined : first}>
					${question.submit}<//>
				<${Button} hint="Esc" onPress=${onDone}>Leave<//>
			</div>
			<${Refusal} problem=${order.problem}>${question.note}<//>
		</form>`;
}

export const Hints = ({ hints }) => html`
	<ul class="hints" aria-label="Keys">
		${hints.map(([key, text]) => html`<li key=${key}><${Key} name=${key} />
			<span class="visually-hidden">${key}: </span>${text}</li>`)}
	</ul>`;

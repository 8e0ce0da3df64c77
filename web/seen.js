/* "I see something": one line in any words. It makes a report, which wakes nobody by
 * itself; what became of it stands below, and one button makes an incident of it. */

import { html, useRef, useState } from "./lib.js";
import { order } from "./api.js";
import { useKeys } from "./keys.js";
import { Text, Button, Refusal, useOrder } from "./ui.js";

function Outcome({ answer, onPage, busy }) {
	const { report, code, state, count, missing } = answer;

	if (!code)
		return html`<p role="status">Kept as report ${report.id}; it says of nothing that it fails.</p>`;
	return html`
		<p role="status">Report ${report.id} stands at <a href=${`/room/${encodeURIComponent(code)}`}>${code}</a>
			${" "}(${state}, ${count} ${count === 1 ? "report" : "reports"}): <${Text} of=${report.why} />.
			${missing.map((one) => html` <${Text} of=${one.asks} />`)}
			${state === "candidate" && html` <${Button} tone="small" busy=${busy} onPress=${onPage}>It is an incident: page<//>`}</p>`;
}

export function Seen({ go }) {
	const [text, setText] = useState("");
	const [answer, setAnswer] = useState(null);
	const send = useOrder();
	const box = useRef(null);

	useKeys({ "i": () => box.current?.focus() });

	async function submit(event) {
		event.preventDefault();
		const taken = await send.run(() => order("report", "add", { text, source: "team" }));
		if (!taken)
			return;
		setAnswer(taken);
		setText("");
	}
	async function page() {
		const { code } = answer;
		if (await send.run(() => order("incident", "confirm", { incident: code })))
			go(`/room/${encodeURIComponent(code)}`);
	}

	return html`
		<form class="seen" onSubmit=${submit} aria-label="I see something">
			<label><span class="visually-hidden">I see something: what is it, in any words</span>
				<input ref=${box} value=${text} required maxlength="4000" autocomplete="off"
					placeholder="I see something: order-service is slow in production …  i"
					onInput=${(event) => setText(event.currentTarget.value)}
					onKeyDown=${(event) => event.key === "Escape" && box.current.blur()} /></label>
			<${Button} type="submit" busy=${send.busy}>Report<//>
			${answer && html`<${Outcome} answer=${answer} onPage=${page} busy=${send.busy} />`}
			${send.problem && html`<${Refusal} problem=${send.problem} />`}
		</form>`;
}

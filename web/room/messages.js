/* What we tell people, and when we promised to tell more. */

import { html, useEffect, useRef, useState } from "../lib.js";
import { order } from "../api.js";
import { plain, slug, words } from "../format.js";
import { Panel, Scroll, Text, Long, Badge, Button, Clock, Countdown, Empty, Refusal, useOrder } from "../ui.js";

const NEXT = [["15m", "15 min"], ["30m", "30 min"], ["1h", "1 hour"], ["", "no promise"]];

function Promised({ promise }) {
	const state = slug(promise?.state);

	if (state === "missed")
		return html`<span class="promise alarm-text"><${Countdown} to=${promise.due} before="missed, was due in" overdue=${`${plain(promise.what)} missed by`} /></span>`;
	if (state === "open")
		return html`<span class="promise"><${Countdown} to=${promise.due} before=${`${plain(promise.what)} in`}
			overdue=${`${plain(promise.what)} overdue by`} /></span>`;
	return html`<span class="promise quiet">nothing promised</span>`;
}

/* What a person has typed stays theirs, whatever the server drafts meanwhile. */
function Draft({ draft, incident, refresh }) {
	const [text, setText] = useState(null);
	const [next, setNext] = useState("30m");
	const field = useRef(null);
	const sending = useOrder();
	const shown = text ?? plain(draft?.text);
	const stale = text !== null && draft && plain(draft.text) !== text && text.trim() === "";

	async function write() {
		field.current?.focus();
		if (!draft && await sending.run(() => order("message", "draft", { incident })))
			refresh();
	}
	async function send() {
		const body = { incident, text: shown };
		if (draft)
			body.message = draft.id;
		if (next)
			body.next_update = next;
		if (await sending.run(() => order("message", "send", body))) {
			setText(null);
			field.current?.blur(); /* the next keys are orders again */
			refresh();
		}
	}
	const writeNow = useRef(write);
	writeNow.current = write;
	useEffect(() => {
		const wanted = () => writeNow.current();
		window.addEventListener("writemessage", wanted);
		return () => window.removeEventListener("writemessage", wanted);
	}, []);

	const keys = (event) => {
		if (event.key === "Escape")
			event.currentTarget.blur();
		if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
			event.preventDefault();
			send();
		}
	};
	return html`
		<div class="draft">
			<label for="draft-text">${draft ? html`Draft: <${Text} of=${draft.subject || words(plain(draft.kind))} /> <span class="quiet">to <${Text} of=${draft.audience} /></span>`
				: "No draft"}</label>
			<textarea id="draft-text" rows="3" ref=${field} value=${shown} dir="auto" maxlength="8000"
				placeholder="m drafts an update from what is measured" onKeyDown=${keys}
				onInput=${(event) => setText(event.currentTarget.value)}></textarea>
			<div class="draft-foot">
				<${Refusal} problem=${sending.problem}>${stale ? "Escape keeps it empty." : draft && html`<span class="quiet"><${Text} of=${draft.drafted_why} /></span>`}<//>
				<label class="next"><span>next in</span>
					<select value=${next} onChange=${(event) => setNext(event.currentTarget.value)} aria-label="Promise the next update in">
						${NEXT.map(([value, name]) => html`<option key=${value} value=${value}>${name}</option>`)}</select></label>
				<${Button} tone="small" busy=${sending.busy} off=${!shown.trim()} onPress=${send}>Send<//>
			</div>
		</div>`;
}

const Sent = ({ message }) => html`
	<li class="sent">
		<p class="sent-head"><${Badge}>${words(plain(message.kind))}<//> <${Text} of=${message.subject} />
			<span class="quiet time">${message.sent_by && html`<${Text} of=${message.sent_by} /> `}<${Clock} at=${message.sent_at} /></span></p>
		<div class="sent-text"><${Long} of=${message.text} /></div>
	</li>`;

export function Messages({ room, incident, refresh }) {
	const draft = room.messages.findLast((message) => slug(message.state) === "draft");
	const sent = room.messages.filter((message) => slug(message.state) === "sent").reverse();

	return html`
		<${Panel} name="messages" title="Messages" aside=${html`<${Promised} promise=${room.promise} />
			<${Button} tone="small" hint="m" onPress=${() => window.dispatchEvent(new Event("writemessage"))}>Update<//>`}>
			<${Draft} draft=${draft} incident=${incident} refresh=${refresh} />
			<${Scroll} label="Messages sent">
				<ul class="cards">${sent.map((message) => html`<${Sent} key=${message.id} message=${message} />`)}</ul>
				${!sent.length && html`<${Empty}>Nothing has been sent.<//>`}
			<//>
		<//>`;
}

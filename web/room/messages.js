/* What we tell people, and when we promised to tell more. */

import { html, useEffect, useRef, useState } from "../lib.js";
import { order } from "../api.js";
import { serverNow } from "../clock.js";
import { plain, slug, spanOf, timeOf, words, clockText } from "../format.js";
import { Panel, Scroll, Text, Long, Badge, Button, Clock, Countdown, Empty, Refusal, useOrder } from "../ui.js";
import { Reached } from "./deliveries.js";
import { draftQuestion } from "./questions.js";

const NEXT = [["15m", "15 min"], ["30m", "30 min"], ["1h", "1 hour"], ["2h", "2 hours"]];

export const waitingOf = (messages) => messages.filter((one) => ["draft", "approved"].includes(slug(one.state)));

export function Promised({ promise }) {
	const state = slug(promise?.state);
	const what = plain(promise?.what);
	const to = promise?.audience ? ` to ${plain(promise.audience)}` : "";

	if (state === "missed")
		return html`<span class="promise alarm-text"><${Countdown} to=${promise.due} before=${`${what}${to} missed, was due in`} overdue=${`${what}${to} missed by`} /></span>`;
	if (state === "open")
		return html`<span class="promise"><${Countdown} to=${promise.due} before=${`${what}${to} in`}
			overdue=${`${what}${to} overdue by`} /></span>`;
	return html`<span class="promise quiet">nothing promised</span>`;
}

const missedFirst = (one, other) => (slug(other.state) === "missed") - (slug(one.state) === "missed")
	|| timeOf(one.due) - timeOf(other.due);

function Promises({ promises }) {
	if (!promises.length)
		return html`<p class="quiet">Nothing is promised.</p>`;
	return html`<ul class="promises" aria-label="Promises">${[...promises].sort(missedFirst).map((one, nth) => html`
		<li key=${one.id ?? nth}><${Promised} promise=${one} /> <span class="quiet time"><${Clock} at=${one.due} /></span></li>`)}</ul>`;
}

const isDraft = (draft) => slug(draft.state) === "draft";
const needsApproval = (draft) => Boolean(draft?.approvers) && isDraft(draft);

/* Which of the offered spans is the draft's own. */
const plannedOf = (draft) => NEXT.find(([span]) => spanOf(span) === draft?.next_update)?.[0] ?? "";

/* Where the public would read names and addresses of ours, that is said first; only then
 * it may be sent all the same. */
const isPublicRefusal = (problem) => problem?.status === 400 && /the public would read/.test(problem.detail);

/* What is different from the draft; nothing when nobody touched it. */
function changesOf(draft, edit) {
	const changes = {};

	if (edit.text !== undefined && edit.text !== plain(draft?.text))
		changes.text = edit.text;
	if (edit.next && edit.next !== plannedOf(draft))
		changes.next_update = edit.next;
	if (edit.eta)
		changes.eta = edit.eta;
	return changes;
}

/* What a draft in other words goes on to promise. */
const keptOf = (draft) => ({
	...(draft.next_update && { next_update: `${Math.round(draft.next_update / 1000)}s` }),
	...(timeOf(draft.eta) > serverNow() && { eta: draft.eta }),
	...(draft.components && { components: draft.components }),
});

function useDraft({ draft, edit, setEdit, incident, refresh }) {
	const sending = useOrder();
	const changes = changesOf(draft, edit);
	const isChanged = Object.keys(changes).length > 0;

	async function run(act) {
		if (await sending.run(act))
			setEdit({});
		refresh();
	}
	return {
		sending, isChanged,
		/* Words of one's own have to be a draft before somebody can agree to them. */
		redraft: () => run(() => order("message", "draft", { incident, audience: draft.audience, kind: draft.kind,
			text: edit.text ?? draft.text, ...keptOf(draft), ...changes })),
		approve: () => run(() => order("message", "approve", { incident, message: draft.id })),
		/* A text that nobody touched is left to the server, which writes it anew from
		 * the facts of that moment. */
		send: (confirmed) => run(() => order("message", "send", { incident, ...(draft && { message: draft.id }), ...changes,
			...(confirmed && { confirmed: true }) })),
	};
}

function note(draft, isChanged) {
	if (!draft)
		return "";
	if (draft.approvers && isChanged)
		return `Another text needs the approval of one of: ${plain(draft.approvers)}`;
	if (needsApproval(draft))
		return `Waits for the approval of one of: ${plain(draft.approvers)}`;
	if (slug(draft.state) === "approved")
		return `Approved by ${plain(draft.approved_by)} at ${clockText(draft.approved_at)}`;
	return draft.drafted_why ? `Drafted: ${plain(draft.drafted_why)}` : "";
}

function Buttons({ draft, text, deed }) {
	const { sending, isChanged, redraft, approve, send } = deed;
	const busy = sending.busy;
	const off = !text.trim();

	return html`
		${isPublicRefusal(sending.problem) && html`<${Button} tone="small danger" busy=${busy} onPress=${() => send(true)}>Send anyway<//>`}
		${draft?.approvers && isChanged && html`<${Button} tone="small primary" busy=${busy} off=${off} onPress=${redraft}>Make it the draft<//>`}
		${needsApproval(draft) && !isChanged && html`<${Button} tone="small primary" busy=${busy} onPress=${approve}>Approve<//>`}
		<${Button} tone=${`small ${draft && !needsApproval(draft) && !isChanged ? "primary" : ""}`} busy=${busy}
			off=${off || (Boolean(draft?.approvers) && (isChanged || isDraft(draft)))} onPress=${() => send(false)}>Send<//>`;
}

function Future({ draft, edit, set }) {
	const planned = plannedOf(draft);

	return html`
		<label class="next"><span>next update in</span>
			<select value=${edit.next ?? planned} onChange=${(event) => set({ next: event.currentTarget.value })}>
				${!planned && html`<option value="">as usual</option>`}
				${NEXT.map(([value, name]) => html`<option key=${value} value=${value}>${name}</option>`)}</select></label>
		<label class="next"><span>back by</span>
			<input class="eta" maxlength="20" placeholder=${draft?.eta ? `${clockText(draft.eta).slice(0, 5)} UTC` : "15:15 or 30m"} autocomplete="off" value=${edit.eta ?? ""}
				onInput=${(event) => set({ eta: event.currentTarget.value })} /></label>`;
}

/* What a person has typed stays theirs, whatever the server drafts meanwhile. */
function Draft({ draft, edit, setEdit, incident, refresh, onWanted }) {
	const field = useRef(null);
	const deed = useDraft({ draft, edit, setEdit, incident, refresh });
	const text = edit.text ?? plain(draft?.text);
	const set = (part) => {
		deed.sending.forget();
		setEdit({ ...edit, ...part });
	};
	const wanted = useRef(null);
	wanted.current = () => {
		field.current?.focus();
		onWanted(deed.sending);
	};
	useEffect(() => deed.sending.forget(), [draft?.audience]);
	useEffect(() => {
		const write = () => wanted.current();
		window.addEventListener("writemessage", write);
		return () => window.removeEventListener("writemessage", write);
	}, []);

	const keys = (event) => {
		if (event.key === "Escape")
			event.currentTarget.blur();
		if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey))
			return;
		event.preventDefault();
		event.currentTarget.blur(); /* the next keys are orders again */
		(draft?.approvers && deed.isChanged ? deed.redraft : () => deed.send(false))();
	};
	return html`
		<div class="draft">
			<label class="draft-title" for="draft-text">${draft ? html`<strong><${Text} of=${draft.subject || words(plain(draft.kind))} /></strong>` : "No draft"}</label>
			<textarea id="draft-text" rows="3" ref=${field} value=${text} dir="auto" maxlength="8000" lang=${draft?.language || undefined}
				placeholder="m drafts an update from what is measured" onKeyDown=${keys}
				onInput=${(event) => set({ text: event.currentTarget.value })}></textarea>
			<div class="draft-foot"><${Future} draft=${draft} edit=${edit} set=${set} /></div>
			<div class="draft-foot">
				<${Refusal} problem=${deed.sending.problem}><span class=${needsApproval(draft) || (draft?.approvers && deed.isChanged) ? "warn-text" : "quiet"}>${note(draft, deed.isChanged)}</span><//>
				<${Buttons} draft=${draft} text=${text} deed=${deed} />
			</div>
		</div>`;
}

const draftTone = (draft) => (slug(draft.state) === "approved" ? "good" : needsApproval(draft) ? "warn" : "calm");
const draftSays = (draft) => (slug(draft.state) === "approved" ? "approved" : needsApproval(draft) ? "needs approval" : "draft");

/* One for each audience; those of others stay as they are meanwhile. */
const Audiences = ({ waiting, draft, choose }) => html`
	<div class="audiences" role="group" aria-label="Drafts">
		${waiting.map((one) => html`
			<button key=${one.audience} type="button" class="audience" aria-pressed=${one === draft ? "true" : "false"} data-stop
				onClick=${() => choose(plain(one.audience))}>
				<span class="audience-name"><${Text} of=${one.audience} /></span>
				<span class="quiet">${words(plain(one.kind))}${one.language && ` · ${plain(one.language)}`}</span>
				<${Badge} tone=${draftTone(one)}>${draftSays(one)}<//></button>`)}
		${!waiting.length && html`<p class="quiet">No draft waits.</p>`}
	</div>`;

const Sent = ({ message }) => html`
	<li class="sent">
		<p class="sent-head"><${Badge}>${words(plain(message.kind))}<//>
			<span>to <strong><${Text} of=${message.audience} /></strong>${message.language && html` <span class="quiet">${plain(message.language)}</span>`}</span>
			<span class="quiet time">${message.sent_by && html`<${Text} of=${message.sent_by} /> `}<${Clock} at=${message.sent_at} /></span></p>
		<p class="sent-subject"><${Text} of=${message.subject} /></p>
		<${Reached} deliveries=${message.deliveries ?? []} />
		<div class="sent-text"><${Long} of=${message.text} /></div>
	</li>`;

export function Messages({ room, incident, refresh, ask }) {
	const [chosen, choose] = useState("");
	const [edits, setEdits] = useState({});
	const waiting = waitingOf(room.messages);
	const draft = waiting.find((one) => plain(one.audience) === chosen) ?? waiting[0];
	const audience = plain(draft?.audience);
	const sent = room.messages.filter((message) => slug(message.state) === "sent").reverse();
	const audiences = [...new Set([...room.messages, ...room.promises].map((one) => plain(one.audience)).filter(Boolean))];
	/* What was typed before there was a draft belongs to the first one. */
	const edit = edits[audience] ?? edits[""] ?? {};
	const setEdit = (changed) => setEdits(({ "": _, ...all }) => ({ ...all, [audience]: changed }));

	/* The key that writes makes a draft first where there is none. */
	async function onWanted(sending) {
		if (!draft && await sending.run(() => order("message", "draft", { incident })))
			refresh();
	}
	return html`
		<${Panel} name="messages" title="Messages" aside=${html`
			<${Button} tone="small" onPress=${() => ask(draftQuestion(incident, audiences))}>New draft<//>
			<${Button} tone="small" hint="m" onPress=${() => window.dispatchEvent(new Event("writemessage"))}>Write<//>`}>
			<${Audiences} waiting=${waiting} draft=${draft} choose=${choose} />
			<${Draft} draft=${draft} edit=${edit} setEdit=${setEdit}
				incident=${incident} refresh=${refresh} onWanted=${onWanted} />
		<//>
		<${Panel} name="told" title="Promised and sent">
			<${Promises} promises=${room.promises} />
			<${Scroll} label="Messages sent">
				<ul class="cards">${sent.map((message) => html`<${Sent} key=${message.id} message=${message} />`)}</ul>
				${!sent.length && html`<${Empty}>Nothing has been sent.<//>`}
			<//>
		<//>`;
}

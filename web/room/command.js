/* Who leads, and how that passes on. Nobody leading is alarm: then nobody decides. */

import { html } from "../lib.js";
import { plain } from "../format.js";
import { Text, Button, Refusal, Clock } from "../ui.js";

function OnCall({ room }) {
	const { on_call: names, on_call_gaps: gaps } = room;

	return html`<p class="command-more quiet">on call: ${names.length ? html`<${Text} of=${names.join(", ")} />`
		: html`<span class="alarm-text">nobody</span>`}${gaps.length > 0 && html` <span class="alarm-text">· nobody in <${Text} of=${gaps.join(", ")} /></span>`}
		${" · "}holds: ${room.incident.commander ? html`<${Text} of=${room.incident.commander} />` : "nobody"}</p>`;
}

function Offer({ handoff, me, doing, onAccept, onDecline, onWithdraw, onRead }) {
	const isMine = plain(handoff.taker) === me.person;
	const more = html`
		<${Button} tone="small" onPress=${onRead}>Read<//>
		${isMine && html`<${Button} tone="small primary" busy=${doing.busy} onPress=${onAccept}>Accept<//>
			<${Button} tone="small" onPress=${onDecline}>Decline<//>`}
		${!isMine && plain(handoff.giver) === me.person && html`<${Button} tone="small" onPress=${onWithdraw}>Take back<//>`}`;

	return html`
		<div class="command-offer">
			<p class="accent-text"><${Text} of=${handoff.giver} /> offers the lead to ${isMine ? "you" : html`<${Text} of=${handoff.taker} />`}
				<span class="quiet"> since <${Clock} at=${handoff.offered_at} /></span></p>
			<span class="command-answer">${more}</span>
		</div>`;
}

export function Command({ room, me, doing, onTake, onOffer, onEscalate, ...answers }) {
	const { incident, handoff, is_open: isOpen } = room;
	const leads = plain(incident.commander);
	const none = isOpen && !leads;

	return html`
		<section class=${`panel command ${none ? "page-live" : ""}`} aria-label="Command">
			<div class="command-line">
				<p class=${`command-who ${none ? "alarm-text" : ""}`}>${leads ? html`${leads === me.person ? "You lead" : html`<span class="quiet">leads: </span><${Text} of=${leads} />`}`
					: isOpen ? "Nobody leads this" : html`<span class="quiet">nobody led it</span>`}</p>
				${leads === me.person
					? html`<${Button} tone="small pass" hint="h" off=${!isOpen || Boolean(handoff)} busy=${doing.busy} onPress=${onOffer}>Hand off …<//>`
					: html`<${Button} tone=${`small pass ${none ? "primary" : ""}`} hint="l" off=${!isOpen} busy=${doing.busy} onPress=${onTake}>Take command<//>`}
				<${Button} tone="small" hint="e" off=${!isOpen} busy=${doing.busy} onPress=${onEscalate}>Escalate …<//>
			</div>
			${handoff ? html`<${Offer} handoff=${handoff} me=${me} doing=${doing} ...${answers} />` : html`<${OnCall} room=${room} />`}
			<${Refusal} problem=${doing.problem} />
		</section>`;
}

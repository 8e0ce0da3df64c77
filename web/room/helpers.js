/* Roles beside the commander, and tasks with an end. */

import { html } from "../lib.js";
import { plain, slug, words } from "../format.js";
import { Panel, Text, Badge, Button, Clock, Countdown, Empty, Refusal } from "../ui.js";

const Role = ({ one, doing, onEnd, isOpen }) => html`
	<li class="role"><span class="quiet">${words(plain(one.role))}</span>
		<strong><${Text} of=${one.person} /></strong>
		<${Button} tone="small plain" off=${!isOpen} busy=${doing.busy} label=${`${plain(one.person)} is no longer ${plain(one.role)}`} onPress=${onEnd}>End<//></li>`;

const BOX_TONES = { "open": "busy", "done": "good", "over": "alarm" };

function Box({ box, doing, onDone }) {
	const isOpen = slug(box.state) === "open";
	const isOver = slug(box.state) === "over";

	return html`
		<li class="box">
			<span class="box-task"><${Text} of=${box.task} /></span>
			<span class="box-more"><${Text} of=${box.owner} /> · ${isOpen || isOver
				? html`<${Countdown} to=${box.due} before="ends in" overdue="over since" />`
				: html`<span class="quiet">${words(plain(box.state))} at <${Clock} at=${box.ended_at} /></span>`}</span>
			<${Badge} tone=${BOX_TONES[slug(box.state)]}>${words(plain(box.state))}<//>
			${isOpen && html`<${Button} tone="small" busy=${doing.busy} onPress=${onDone}>Done<//>`}
		</li>`;
}

export function Helpers({ room, doing, onRole, onEndRole, onBox, onBoxDone }) {
	const { roles, time_boxes: boxes, is_open: isOpen } = room;

	return html`
		<${Panel} name="helpers" title="Roles and tasks" aside=${html`
			<${Button} tone="small" off=${!isOpen} onPress=${onRole}>Role …<//>
			<${Button} tone="small" off=${!isOpen} onPress=${onBox}>Task …<//>`}>
			<${Refusal} problem=${doing.problem} />
			<ul class="roles">${roles.map((one) => html`<${Role} key=${one.id} one=${one} doing=${doing} isOpen=${isOpen} onEnd=${() => onEndRole(one)} />`)}</ul>
			${!roles.length && html`<${Empty}>No role is given beside the commander.<//>`}
			<ul class="boxes">${boxes.map((box) => html`<${Box} key=${box.id} box=${box} doing=${doing} onDone=${() => onBoxDone(box)} />`)}</ul>
			${!boxes.length && html`<p class="quiet">No task has an end yet.</p>`}
		<//>`;
}

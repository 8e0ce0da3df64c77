/* The alerts of the incident: which are held back, what they have in common, and whether
 * they are one incident at all. */

import { html, useState } from "../lib.js";
import { plain, words } from "../format.js";
import { Panel, Scroll, Text, Badge, Button, Clock, Refusal, Empty } from "../ui.js";
import { heldWords, isHeld, hasEnded } from "../alerts/held.js";
import { splitQuestion } from "./questions.js";

const SHOWN_MAX = 200;
const TONES = { "firing": "alarm", "stale": "warn", "resolved": "good", "unknown": "warn" };

export const heldOf = (room) => room.alerts.filter(isHeld).length;

export const Suspects = ({ suspects }) => html`
	${suspects.map((one, nth) => html`<p key=${nth} class="suspect"><span class="quiet">in common:</span> <${Text} of=${one.text} /></p>`)}`;

function Row({ alert, alerts, chosen, onChoose }) {
	const name = html`<strong><${Text} of=${alert.name} /></strong> <span class="quiet">${plain(alert.id)}</span>`;

	return html`
		<li class="room-alert">
			${onChoose ? html`<label class="room-alert-name"><input type="checkbox" checked=${chosen} onChange=${() => onChoose(alert.id)} /> <span>${name}</span></label>`
				: html`<span class="room-alert-name"><span>${name}</span></span>`}
			<${Badge} tone=${hasEnded(alert) || isHeld(alert) ? "calm" : TONES[alert.state]}>${words(plain(alert.state))}<//>
			<span class="quiet time"><${Clock} at=${alert.starts_at} /></span>
			<span class="room-alert-more"><${Text} of=${alert.summary} />
				${isHeld(alert) && html` <span class="warn-text">held back: <${Text} of=${heldWords(alert, { alerts })} /></span>`}</span>
		</li>`;
}

export function RoomAlerts({ room, incident, ask, doing, onMerge }) {
	const { alerts, suspects } = room;
	const [marked, setMarked] = useState([]);
	const chosen = marked.filter((id) => alerts.some((one) => one.id === id));
	const choose = (id) => setMarked((all) => (all.includes(id) ? all.filter((one) => one !== id) : [...all, id]));
	const canSplit = room.is_open && alerts.length > 1;
	const held = heldOf(room);

	return html`
		<${Panel} name="room-alerts" title="Alerts" aside=${html`
			${canSplit && html`<${Button} tone="small" off=${!chosen.length || chosen.length === alerts.length}
				onPress=${() => ask(splitQuestion(incident, chosen))}>Split off${chosen.length > 0 && ` ${chosen.length}`} …<//>`}
			${room.is_open && html`<${Button} tone="small" busy=${doing.busy} onPress=${onMerge}>Merge into …<//>`}`}>
			<${Refusal} problem=${doing.problem}>${canSplit ? "Choose those that are another incident, to split them off." : ""}<//>
			<${Scroll} label="Alerts of the incident">
				<${Suspects} suspects=${suspects} />
				${held > 0 && html`<p class="warn-text">${held} of ${alerts.length} held back</p>`}
				<ul class="room-alert-list">${alerts.slice(0, SHOWN_MAX).map((one) => html`
					<${Row} key=${one.id} alert=${one} alerts=${alerts} chosen=${chosen.includes(one.id)} onChoose=${canSplit ? choose : null} />`)}</ul>
				${alerts.length > SHOWN_MAX && html`<p class="quiet">and ${alerts.length - SHOWN_MAX} more: stanch alert list --incident ${plain(incident)}</p>`}
				${!alerts.length && html`<${Empty}>${room.merged_into ? html`They went to <a href=${`/room/${encodeURIComponent(room.merged_into)}`}>${plain(room.merged_into)}</a>.`
					: "No alert stands behind it: somebody declared it."}<//>`}
			<//>
		<//>`;
}

import { html } from "../lib.js";
import { plain, slug, words } from "../format.js";
import { Panel, Scroll, Text, Badge, Button, Clock, Empty } from "../ui.js";
import { itemQuestion, doneQuestion } from "./questions.js";

const Duration = ({ one }) => html`
	<tr><th scope="row"><${Text} of=${one.label || one.name} /></th>
		<td class="number"><${Text} of=${one.text} /></td>
		<td class="quiet"><${Text} of=${one.definition} /></td></tr>`;

const Milestone = ({ one }) => html`
	<tr><th scope="row">${words(plain(one.name))}</th>
		<td class="number">${one.at ? html`<${Clock} at=${one.at} />` : "withdrawn"}</td>
		<td class="quiet">${plain(one.basis)}${one.recorder && html`, <${Text} of=${one.recorder} />`}</td></tr>`;

const DELIVERY_TONES = { "failed": "alarm", "sent": "good", "queued": "busy", "sending": "busy" };

const Delivery = ({ one }) => html`
	<tr><th scope="row">${plain(one.purpose)} to <${Text} of=${one.person || "audience"} /></th>
		<td><${Text} of=${one.channel} /></td>
		<td><${Badge} tone=${DELIVERY_TONES[slug(one.state)]}>${words(plain(one.state))}<//></td>
		<td class="number"><${Clock} at=${one.ended_at || one.started_at || one.created_at} /></td>
		<td class="quiet">${one.problem ? html`<${Text} of=${one.problem} />` : one.attempts > 1 ? `${one.attempts} attempts` : ""}</td></tr>`;

const Item = ({ item, ask }) => html`
	<li class="item">
		<span class="item-title"><${Text} of=${item.title} /></span>
		<span class="item-who quiet">${item.owner ? html`<${Text} of=${item.owner} />` : ""}${item.due ? html` due ${plain(item.due).slice(0, 10)}` : ""}</span>
		<span class="item-flags">${slug(item.state) !== "open" && html`<${Badge} tone="good">${words(plain(item.state))}<//>`}
			${(item.flags ?? []).map((flag) => html`<${Badge} key=${flag} tone="warn"><${Text} of=${flag} /><//>`)}</span>
		<${Button} tone=${`small ${slug(item.state) === "open" ? "" : "unseen"}`} off=${slug(item.state) !== "open"}
			onPress=${() => ask(doneQuestion(item))}>Done<//>
	</li>`;

const Rows = ({ caption, rows, children }) => (rows.length
	? html`<div class="table-frame" tabindex="0" role="group" aria-label=${caption}><table class="grid"><caption class="visually-hidden">${caption}</caption><tbody>${rows}</tbody></table></div>`
	: html`<${Empty}>${children}<//>`);

export function Afterwards({ room, incident, ask }) {
	const { durations, milestones, deliveries, items } = room;

	return html`
		<${Panel} name="items" title="Action items" aside=${html`<${Button} tone="small" onPress=${() => ask(itemQuestion(incident))}>Add<//>`}>
			<ul class="items">${items.map((item) => html`<${Item} key=${item.id} item=${item} ask=${ask} />`)}</ul>
			${!items.length && html`<${Empty}>None yet.<//>`}
		<//>
		<${Panel} name="durations" title="Durations">
			<${Scroll} label="Durations and milestones">
				<${Rows} caption="Durations" rows=${durations.map((one) => html`<${Duration} key=${one.name} one=${one} />`)}>Not measured yet.<//>
				<h3>Milestones</h3>
				<${Rows} caption="Milestones" rows=${milestones.map((one, nth) => html`<${Milestone} key=${nth} one=${one} />`)}>None yet.<//>
				<h3>Deliveries</h3>
				<${Rows} caption="Deliveries" rows=${deliveries.map((one) => html`<${Delivery} key=${one.id} one=${one} />`)}>Nothing was sent.<//>
			<//>
		<//>`;
}

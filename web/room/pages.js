/* Every chain that calls somebody, and what reached whom. */

import { html } from "../lib.js";
import { plain, slug, words } from "../format.js";
import { Panel, Scroll, Text, Badge, Button, Clock, Countdown, Empty, Refusal } from "../ui.js";
import { Reached } from "./deliveries.js";
import { pageIsLive } from "./page.js";

const STATES = {
	"climbing": ["alarm", "calling"], "exhausted": ["alarm-fill", "nobody answered"],
	"acknowledged": ["good", "acknowledged"], "stopped": ["calm", "stopped"],
};

const rounds = (count) => (count === 1 ? "1 round" : `${plain(count)} rounds`);

function Course({ page }) {
	if (pageIsLive(page))
		return html`calls <strong><${Text} of=${page.person || "everybody"} /></strong> · ${rounds(page.sends)} ·${" "}
			<${Countdown} to=${page.due} before="next in" overdue="due since" />`;
	if (page.acked_at)
		return html`<${Text} of=${page.acked_by} /> answered at <${Clock} at=${page.acked_at} /> after ${rounds(page.sends)}`;
	return html`${page.reason ? html`<${Text} of=${page.reason} />` : "ended"} after ${rounds(page.sends)}`;
}

function Chain({ page }) {
	const [tone, says] = STATES[slug(page.state)] ?? ["calm", words(plain(page.state))];

	return html`
		<li class="card chain">
			<p class="card-head"><strong class="level"><${Text} of=${page.level} /></strong><${Badge} tone=${tone}>${says}<//>
				<span class="chain-why quiet"><${Text} of=${page.why || "the incident opened"} /></span>
				${pageIsLive(page) && page.code && html`<span class="quiet time">code <strong class="code">${plain(page.code)}</strong></span>`}</p>
			<p class="chain-course"><${Course} page=${page} /></p>
			<${Reached} deliveries=${page.deliveries ?? []} none="Nothing was sent for it." />
		</li>`;
}

const liveFirst = (one, other) => pageIsLive(other) - pageIsLive(one) || other.id - one.id;

export function Pages({ room, order, onAck, onEscalate }) {
	const pages = [...room.pages].sort(liveFirst);
	const live = pages.filter(pageIsLive).length;

	return html`
		<${Panel} name="pages" title="Pages" aside=${html`
			<${Button} tone=${`small ${live ? "alarm" : ""}`} off=${!live} busy=${order.busy} onPress=${onAck}>${live > 1 ? `Acknowledge all ${live}` : "Acknowledge"}<//>
			<${Button} tone="small" hint="e" off=${!room.is_open} onPress=${onEscalate}>Escalate<//>`}>
			<${Refusal} problem=${order.problem} />
			<${Scroll} label="Pages">
				<ul class="cards">${pages.map((page) => html`<${Chain} key=${page.id} page=${page} />`)}</ul>
				${!pages.length && html`<${Empty}>Nobody was paged for this.<//>`}
			<//>
		<//>`;
}

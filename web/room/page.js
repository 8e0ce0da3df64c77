import { html } from "../lib.js";
import { plain, slug } from "../format.js";
import { Text, Clock, Countdown, Button, Refusal } from "../ui.js";

export const pageIsLive = (page) => Boolean(page) && ["climbing", "exhausted"].includes(slug(page.state));

/* By which channels, and loudly when one of them does not work. */
function Ways({ deliveries }) {
	const pages = deliveries.filter((one) => ["page", "alarm"].includes(slug(one.purpose)));
	const ways = [...new Set(pages.map((one) => plain(one.channel)))];
	const failed = [...new Set(pages.filter((one) => slug(one.state) === "failed").map((one) => plain(one.channel)))];

	return html`${ways.length > 0 && html` by <${Text} of=${ways.join(", ")} />`}
		${failed.length > 0 && html` · <span class="alarm-text">failed: <${Text} of=${failed.join(", ")} /></span>`}`;
}

const times = (count) => (count === 1 ? "sent once" : `sent ${plain(count)} times`);

function Now({ page, commander, deliveries }) {
	if (pageIsLive(page))
		return html`
			<p class="page-now alarm-text">${slug(page.state) === "exhausted"
				? "Nobody answered: everybody is paged"
				: html`Paging <${Text} of=${page.person || "everybody"} />`}</p>
			<p class="page-more"><${Countdown} to=${page.due} before="again in" overdue="due since" />
				<span class="quiet"> · ${times(page.sends)}<${Ways} deliveries=${deliveries} /></span></p>`;
	const holder = commander && plain(commander) !== plain(page?.acked_by) && html`<${Text} of=${commander} /> has it`;

	if (!page)
		return html`<p class="page-now">No page</p><p class="page-more quiet">${holder || "Nobody was paged for this."}</p>`;
	if (page.acked_at)
		return html`<p class="page-now">Acknowledged by <${Text} of=${page.acked_by} /></p>
			<p class="page-more quiet">at <${Clock} at=${page.acked_at} />${holder && html` · ${holder}`} · ${times(page.sends)}<${Ways} deliveries=${deliveries} /></p>`;
	return html`<p class="page-now">Paging stopped</p>
		<p class="page-more quiet">${page.reason ? html`<${Text} of=${page.reason} />` : times(page.sends)}</p>`;
}

/* The button keeps its place and size when there is nothing left to acknowledge. */
export function Page({ room, order, onAck }) {
	const live = pageIsLive(room.page);

	return html`
		<section class=${`panel page ${live ? "page-live" : ""}`} aria-label="Page">
			<div class="page-text" aria-live="polite">
				<${Now} page=${room.page} commander=${room.incident.commander} deliveries=${room.deliveries} />
			</div>
			<div class="page-buttons">
				<${Button} tone=${live ? "alarm big" : "big"} hint="a" busy=${order.busy} off=${!live} onPress=${onAck} stop>
					${live || !room.page?.acked_at ? "Acknowledge" : "Acknowledged"}<//>
			</div>
			<${Refusal} problem=${order.problem} />
		</section>`;
}

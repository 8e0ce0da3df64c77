import { html } from "../lib.js";
import { plain, slug, timeOf } from "../format.js";
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

/* Several chains may call at once; the next round of any of them is what comes. */
function Calling({ live, deliveries }) {
	const names = [...new Set(live.flatMap((page) => plain(page.person).split(", ")))].filter(Boolean).join(", ");
	const next = live.reduce((first, page) => (timeOf(page.due) < timeOf(first.due) ? page : first));
	const sends = live.reduce((sum, page) => sum + page.sends, 0);

	return html`
		<p class="page-now alarm-text">${live.some((page) => slug(page.state) === "exhausted")
			? "Nobody answered"
			: html`Paging <${Text} of=${names || "everybody"} />`}</p>
		<p class="page-more"><${Countdown} to=${next.due} before="again in" overdue="due since" />
			<span class="quiet"> · ${times(sends)}<${Ways} deliveries=${deliveries} /></span></p>`;
}

function Now({ page, live, commander, deliveries }) {
	if (live.length)
		return html`<${Calling} live=${live} deliveries=${deliveries} />`;
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
	const calling = room.pages.filter(pageIsLive);
	const live = calling.length > 0;

	return html`
		<section class=${`panel page ${live ? "page-live" : ""}`} aria-label="Page">
			<div class="page-text" aria-live="polite">
				<${Now} page=${room.page} live=${calling} commander=${room.incident.commander} deliveries=${room.deliveries} />
			</div>
			<div class="page-buttons">
				<${Button} tone=${live ? "alarm big" : "big"} hint="a" busy=${order.busy} off=${!live} onPress=${onAck} stop>
					${calling.length > 1 ? `Acknowledge all ${calling.length}` : live || !room.page?.acked_at ? "Acknowledge" : "Acknowledged"}<//>
			</div>
			<${Refusal} problem=${order.problem} />
		</section>`;
}

/* What reached whom: a line per person or place, a mark per channel. Of many rounds the
 * last one counts, and how many got through. */

import { html } from "../lib.js";
import { plain, slug } from "../format.js";
import { Text } from "../ui.js";

const SHOWN = {
	"queued": ["busy", "waits"], "sending": ["busy", "on its way"], "sent": ["good", "sent"],
	"failed": ["alarm", "failed"], "held": ["warn", "held back"], "cancelled": ["calm", "not needed any more"],
};

function channelsOf(deliveries) {
	const channels = new Map();

	for (const one of deliveries) {
		const name = plain(one.channel);
		const sent = (channels.get(name)?.sent ?? 0) + (slug(one.state) === "sent");
		/* What was overtaken says nothing of the channel. */
		const last = slug(one.state) === "cancelled" ? channels.get(name)?.last ?? one : one;
		channels.set(name, { name, last, sent });
	}
	return [...channels.values()];
}

export function reachedBy(deliveries) {
	const people = new Map();

	for (const one of deliveries) {
		const who = plain(one.person) || plain(one.address) || plain(one.channel);
		people.set(who, [...(people.get(who) ?? []), one]);
	}
	return [...people].map(([who, all]) => ({ who, channels: channelsOf(all),
		reached: all.some((one) => slug(one.state) === "sent") }));
}

/* How many ways to somebody did not work the last time. */
export function notReached(deliveries) {
	const states = reachedBy(deliveries).flatMap(({ channels }) => channels.map(({ last }) => slug(last.state)));
	return { failed: states.filter((state) => state === "failed").length,
		held: states.filter((state) => state === "held").length };
}

function Mark({ name, last, sent }) {
	const [tone, says] = SHOWN[slug(last.state)] ?? ["calm", plain(last.state)];
	const times = sent > 1 ? ` ×${sent}` : "";

	return html`
		<span class=${`reach ${tone}`}>
			<span class="reach-mark"><${Text} of=${name} /> ${says}${times}${last.attempts > 1 && ` after ${last.attempts} attempts`}</span>
			${last.problem && html`<span class="reach-why"><${Text} of=${last.problem} /></span>`}
		</span>`;
}

const Row = ({ who, channels, reached }) => html`
	<li class="reached">
		<span class=${`reached-who ${reached ? "" : "warn-text"}`} title=${who}><${Text} of=${who} /></span>
		<span class="reached-by">${channels.map((one) => html`<${Mark} key=${one.name} ...${one} />`)}</span>
	</li>`;

export function Reached({ deliveries, none }) {
	if (!deliveries.length)
		return none ? html`<p class="quiet">${none}</p>` : null;
	return html`<ul class="reached-list" aria-label="What reached whom">
		${reachedBy(deliveries).map((one) => html`<${Row} key=${one.who} ...${one} />`)}</ul>`;
}

/* What is kept from calling anybody, and the questions that make and end a silence. */

import { html } from "../lib.js";
import { order } from "../api.js";
import { serverNow } from "../clock.js";
import { clockText, plain, timeOf } from "../format.js";
import { Panel, Text, Badge, Button, Clock, Empty } from "../ui.js";

const STATE_TONES = { "active": "busy", "pending": "accent", "expired": "calm" };
const ENDED_SHOWN_MAX = 10;
const NAMING = ["alertname", "service", "instance"];

const quoted = (value) => `"${String(value).replace(/\\/g, "\\\\").replace(/"/g, "\\\"").replace(/\n/g, "\\n")}"`;

/* What names an alert, so that even the worst is covered. */
export const matchersOf = (labels) => NAMING.filter((name) => labels?.[name])
	.map((name) => `${name}=${quoted(labels[name])}`).join(",");

/* The next nine in the morning where the reader sits: at night that is today, and never
 * more than the 24 h for which the worst may be kept quiet. Said in UTC, too. */
function nextMorning() {
	const now = new Date(serverNow());
	const morning = new Date(now);
	morning.setHours(9, 0, 0, 0);
	if (morning <= now)
		morning.setDate(morning.getDate() + 1);
	return [morning.toISOString(), `until 9:00 ${morning.getDate() === now.getDate() ? "today" : "tomorrow"} (${
		clockText(morning.getTime()).slice(0, 5)} UTC)`];
}

const endings = () => [["1h", "1 hour"], ["4h", "4 hours"], nextMorning()];

const untilText = (silence) => clockText(timeOf(silence.ends_at), serverNow());

function told({ silence, does_not_cover: hole }) {
	const held = `Silence ${silence.id} is ${plain(silence.state)} until ${untilText(silence)} UTC: ${plain(silence.matchers_text)}.`;
	return hole ? [held, `It does not cover ${plain(hole)}.`] : [held];
}

export const silenceQuestion = (matchers, refresh) => ({
	title: "Silence: what it covers calls nobody for a while",
	submit: "Silence",
	note: "Alerts are taken and recorded as ever. What still fires when it ends calls again.",
	fields: [
		{ name: "comment", label: "Why? It must be said", required: true, max: 1000 },
		{ name: "matchers", label: "Covers alerts with", value: matchers, placeholder: "alertname=\"Disk\",instance=\"db-1\"", required: true, max: 2000 },
		{ name: "lasts", label: "For", options: endings(), value: "1h" },
	],
	run: async ({ comment, matchers: covers, lasts }) => {
		const answer = await order("silence", "add", { comment, matchers: covers, [lasts.includes("T") ? "until" : "for"]: lasts });
		refresh();
		return answer;
	},
	tell: told,
});

const alerts = (count) => (count === 1 ? "1 alert" : `${count} alerts`);

const expireQuestion = ({ id, holds }, refresh) => ({
	title: `End silence ${id} now? ${holds ? `It holds ${alerts(holds)} back; what still fires calls.` : "It holds nothing back."}`,
	submit: "End it now",
	fields: [],
	run: async () => {
		const answer = await order("silence", "expire", { silence: String(id) });
		refresh();
		return answer;
	},
});

function When({ silence }) {
	if (silence.state === "expired")
		return html`ended <${Clock} at=${silence.expired_at ?? silence.ends_at} />${silence.expired_by
			&& html` by <${Text} of=${silence.expired_by} />`}`;
	return html`${silence.state === "pending" && html`from <${Clock} at=${silence.starts_at} /> `}until <strong><${Clock} at=${silence.ends_at} /></strong>`;
}

const Row = ({ silence, onExpire }) => html`
	<li class=${`silence ${silence.state}`}>
		<${Badge} tone=${STATE_TONES[silence.state]}>${plain(silence.state)}<//>
		<span class="silence-what"><code><${Text} of=${silence.matchers_text} /></code>
			<span class="quiet"><${Text} of=${silence.created_by} />: <${Text} of=${silence.comment} /></span></span>
		<span class="silence-when"><${When} silence=${silence} /></span>
		${silence.state !== "expired" && html`
			<span class=${`silence-holds ${silence.holds ? "" : "quiet"}`}>${silence.holds ? `holds ${alerts(silence.holds)}` : "holds nothing"}</span>
			<${Button} tone="small" label=${`End silence ${silence.id}`} onPress=${() => onExpire(silence)}>End …<//>`}
	</li>`;

const ORDER = ["active", "pending", "expired"];

/* Those in force first, by when they end; of those that are over the latest. */
function sorted(silences) {
	const live = silences.filter((one) => one.state !== "expired")
		.sort((one, other) => ORDER.indexOf(one.state) - ORDER.indexOf(other.state) || timeOf(one.ends_at) - timeOf(other.ends_at));
	const over = silences.filter((one) => one.state === "expired")
		.sort((one, other) => timeOf(other.expired_at ?? other.ends_at) - timeOf(one.expired_at ?? one.ends_at));
	return [...live, ...over.slice(0, ENDED_SHOWN_MAX)];
}

export function Silences({ silences, ask, refresh }) {
	const expire = (silence) => ask(expireQuestion(silence, refresh));

	return html`
		<${Panel} name="silences" title="Silences" aside=${html`
			<${Button} tone="small" onPress=${() => ask(silenceQuestion("", refresh))}>New silence …<//>`}>
			<ul class="silence-list">${sorted(silences).map((one) => html`<${Row} key=${one.id} silence=${one} onExpire=${expire} />`)}</ul>
			${!silences.length && html`<${Empty}>No silence, and none ended lately. To make one, open an alert and press Silence.<//>`}
		<//>`;
}

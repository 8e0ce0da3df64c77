/* Why an alert calls nobody though it fires, in words for people. */

import { plain, clockText, timeOf } from "../format.js";
import { serverNow } from "../clock.js";

const untilText = (instant) => `${clockText(timeOf(instant), serverNow())} UTC`;

function silenced(uid, { silences = [] }) {
	const silence = silences.find((one) => one.uid === uid);
	return silence
		? `silenced by ${plain(silence.created_by)} until ${untilText(silence.ends_at)}: ${plain(silence.comment)}`
		: "silenced";
}

function inhibited(id, { alerts = [] }) {
	const cause = alerts.find((one) => String(one.id) === id);
	return `a worse alert stands for it: ${cause ? `${plain(cause.name)} (${id})` : `number ${id}`}`;
}

const WAYS = {
	silence: silenced,
	inhibited,
	muted: (name) => `its route is muted now: ${name}`,
	maintenance: (name) => `in maintenance: ${name}`,
	flapping: () => "it flaps: it comes and goes too often to call somebody each time",
};

/* "known" has the silences and alerts that are on the screen. */
export function heldWords({ suppressed }, known = {}) {
	const [way, rest] = plain(suppressed).split(/:(.*)/s);
	return WAYS[way]?.(rest, known) ?? plain(suppressed);
}

export const isHeld = (alert) => Boolean(alert.suppressed) && !hasEnded(alert);
export const hasEnded = ({ state }) => state === "resolved" || state === "unknown";

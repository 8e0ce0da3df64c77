/* How recovery is proven, and the resolve that waits for it. The hold counts samples
 * of the server; nothing here completes it by a clock of our own. */

import { html, useEffect, useState } from "../lib.js";
import { plain, slug, words, spanOf, spanText, quantityText } from "../format.js";
import { Panel, Text, Badge, Button, Refusal, Clock, Empty } from "../ui.js";
import { Spark } from "../spark.js";

const TONES = { "pending": "calm", "green": "good", "held": "good", "red": "alarm", "no-data": "alarm-fill" };

function Hold({ check }) {
	const hold = spanOf(check.hold_ms ?? check.hold);
	const held = slug(check.state) === "held" ? hold : Math.min(spanOf(check.held_ms) || 0, hold);
	const share = hold > 0 ? held / hold : 0;
	const text = `${spanText(held)} of ${spanText(hold)}`;

	return html`
		<div class="hold">
			<div class="hold-bar" role="progressbar" aria-label=${`hold of ${plain(check.name)}`} aria-valuemin="0"
				aria-valuemax="100" aria-valuenow=${Math.floor(share * 100)} aria-valuetext=${text}>
				<span style=${{ transform: `scaleX(${share})` }}></span></div>
			<span class="count">${text}</span>
		</div>`;
}

function since(check) {
	const state = slug(check.state);
	if (state === "no-data")
		return html`<strong class="alarm-text">no data is never a pass</strong>`;
	if (check.green_since && ["green", "held"].includes(state))
		return html`green since <${Clock} at=${check.green_since} />`;
	return html`<${Text} of=${check.reason} />`;
}

const must = (check) =>
	`must be ${words(plain(check.comparison))} ${quantityText(check.threshold, plain(check.unit))}`;

function Check({ check }) {
	const state = slug(check.state);
	return html`
		<li class="check">
			<div class="check-head" tabindex="-1" data-stop title=${plain(check.query)}>
				<${Badge} tone=${TONES[state] ?? "calm"}>${words(plain(check.state))}<//>
				<strong class="check-name"><${Text} of=${check.name} /></strong>
				<span class=${`check-value number ${check.in_breach ? "alarm-text" : ""}`}><${Text} of=${check.shown || "no value"} /></span>
			</div>
			<div class="check-hold"><${Hold} check=${check} /><span class="quiet check-must">${must(check)}</span></div>
			<p class="check-since">${since(check)}</p>
			<${Spark} check=${check} />
		</li>`;
}

function outcome({ incident, is_open: isOpen, resolve }) {
	if (isOpen)
		return resolve.allowed ? "Every check held. Recovery is proven by measurement." : plain(resolve.why_not);
	if (slug(incident.state) === "dismissed")
		return "Dismissed.";
	return incident.proven ? "Resolved, proven by measurement." : "Over, not proven by measurement.";
}

const READING_MS = 5000;

/* A refusal that counts seconds is soon wrong; after a while the live reason stands in
 * its place. Another kind of refusal, such as of a role, stays. */
function useRefusal({ resolve }, order) {
	const [aged, setAged] = useState(false);

	useEffect(() => {
		setAged(false);
		const timer = setTimeout(() => setAged(true), READING_MS);
		return () => clearTimeout(timer);
	}, [order.problem]);
	useEffect(() => {
		if (resolve.allowed)
			order.forget();
	}, [resolve.allowed]);
	return aged && order.problem?.status === 409 ? null : order.problem;
}

export function Checks({ room, order, onResolve, onRead, onUnproven }) {
	const { checks, resolve } = room;
	const refusal = useRefusal(room, order);
	const ready = room.is_open && resolve.allowed;

	return html`
		<${Panel} name="checks" title="Recovery" aside=${html`
			<${Button} tone=${`small ${order.problem && room.is_open ? "" : "unseen"}`} onPress=${onUnproven}
				off=${!order.problem || !room.is_open}>Without proof …<//>
			${room.is_open
				? html`<${Button} key="resolve" tone=${`resolve-button ${ready ? "primary" : ""}`} hint="r" busy=${order.busy} onPress=${onResolve} stop>Resolve<//>`
				: html`<${Button} key="read" tone="resolve-button" hint="p" onPress=${onRead} stop>Postmortem<//>`}`}>
			<${Refusal} problem=${refusal}>${outcome(room)}<//>
			<ul class="check-list">
				${checks.map((check) => html`<${Check} key=${check.id} check=${check} />`)}
				${!checks.length && html`<li><${Empty}>No check. Without one, recovery cannot be proven.<//></li>`}
			</ul>
		<//>`;
}

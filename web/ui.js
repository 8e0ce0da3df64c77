/* The small parts all screens are made of. */

import { html, useState, useRef } from "./lib.js";
import { useNow, serverNow } from "./clock.js";
import { plain, exact, words, slug, clockText, fullText, agoText, spanText, timeOf,
	safeLink } from "./format.js";
import { Problem } from "./api.js";

/* Text from outside: always a text node, and isolated, so that text written from
 * right to left does not reorder what stands beside it. */
export const Text = ({ of }) => html`<bdi>${plain(of)}</bdi>`;
const LONG = 500;
const LEAD = 160;

/* A text without end must not bury what stands below it. */
export function Long({ of }) {
	const text = plain(of);
	if (text.length <= LONG)
		return html`<bdi>${text}</bdi>`;
	return html`<details class="long"><summary><bdi>${text.slice(0, LEAD)} …</bdi>${" "}
		<span class="quiet">${text.length} characters</span></summary><bdi>${text}</bdi></details>`;
}

export const Exact = ({ of }) => html`<bdi>${exact(of)}</bdi>`;

export function Address({ of }) {
	const link = safeLink(of);
	return link
		? html`<a href=${link} target="_blank" rel="noopener noreferrer"><${Text} of=${of} /></a>`
		: html`<${Text} of=${of} />`;
}

export const Key = ({ name }) => html`<kbd aria-hidden="true">${name}</kbd>`;

export const Badge = ({ tone = "calm", children }) =>
	html`<span class=${`badge ${tone}`}>${children}</span>`;

const STATE_TONES = {
	"resolved": "good", "closed": "calm", "dismissed": "calm", "merged": "calm",
	"mitigated": "good", "monitoring": "good", "reopened": "alarm",
	"candidate": "busy", "declared": "busy", "investigating": "busy",
	"identified": "busy", "mitigating": "busy",
};

export const StateBadge = ({ state }) =>
	html`<${Badge} tone=${STATE_TONES[slug(state)] ?? "calm"}>${words(plain(state))}<//>`;

/* The colour of alarm is for what is open and bad, and goes when it is over. */
export function Severity({ incident }) {
	const over = ["resolved", "closed", "dismissed", "merged"].includes(slug(incident.state));
	const better = ["mitigated", "monitoring"].includes(slug(incident.state));
	const tone = over || incident.rank > 2 ? "calm"
		: better || incident.rank === 2 ? "warn" : "alarm-fill";
	const name = plain(incident.severity) || `rank ${incident.rank}`;
	return html`<span class=${`severity ${tone}`} title=${`severity ${name}`}>${name}</span>`;
}

export function Panel({ name, title, aside, extra = "", children }) {
	const id = `panel-${name}`;
	return html`
		<section id=${name} class=${`panel ${name} ${extra}`} aria-labelledby=${id}>
			<header class="panel-head">
				<h2 id=${id} tabindex="-1" data-stop>${title}</h2>
				<div class="panel-aside">${aside}</div>
			</header>
			${children}
		</section>`;
}

/* A part that scrolls can be reached and scrolled by keyboard. */
export const Scroll = ({ label, extra = "", boxRef, onScroll, children }) => html`
	<div class=${`scroll ${extra}`} tabindex="0" role="group" aria-label=${label}
		ref=${boxRef} onScroll=${onScroll}>${children}</div>`;

export const Empty = ({ children }) => html`<p class="empty">${children}</p>`;

export const Clock = ({ at }) =>
	html`<time datetime=${plain(at)} title=${fullText(at)}>${clockText(at, serverNow())}</time>`;

export function Ago({ at }) {
	const now = useNow();
	return html`<span class="ago" aria-hidden="true">${agoText(now - timeOf(at))}</span>`;
}

export function Since({ at, until }) {
	const now = useNow();
	return html`<span class="count">${spanText((until ? timeOf(until) : now) - timeOf(at))}</span>`;
}

/* What is due in, and once it is overdue, since when. */
export function Countdown({ to, before = "", overdue = "overdue" }) {
	const left = timeOf(to) - useNow();
	return left >= 0
		? html`<span class="countdown">${before} <span class="count">${spanText(left)}</span></span>`
		: html`<span class="countdown late">${overdue} <span class="count">${spanText(left)}</span></span>`;
}

/* One order to the server: whether it is on its way, and why it was refused. The place
 * of the refusal is there before there is one. */
export function useOrder() {
	const [state, setState] = useState({ busy: false, problem: null });
	const busy = useRef(false);

	async function run(act) {
		if (busy.current)
			return null;
		busy.current = true;
		setState({ busy: true, problem: null });
		try {
			const answer = await act();
			setState({ busy: false, problem: null });
			return answer ?? true;
		} catch (problem) {
			setState({ busy: false, problem: problem instanceof Problem
				? problem : new Problem({ detail: String(problem) }) });
			return null;
		} finally {
			busy.current = false;
		}
	}
	return { ...state, run, forget: () => setState({ busy: false, problem: null }) };
}

export const Refusal = ({ problem, children }) => html`
	<p class="refusal" role="alert">
		${problem && html`<${Text} of=${problem.detail} />${problem.field
			&& html` <span class="quiet">(field: <${Text} of=${problem.field} />)</span>`}`}
		${!problem && children}
	</p>`;

/* Enter held down clicks again and again; an order is given once a press. */
const onceAPress = (event) => event.repeat && event.key === "Enter" && event.preventDefault();

/* Disabled by aria only: it stays where Tab finds it and can say why. */
export function Button({ children, hint, tone = "", busy, off, onPress, label, buttonRef, stop, type = "button" }) {
	const press = (event) => {
		if (busy || off)
			event.preventDefault();
		else
			onPress?.(event);
	};
	return html`
		<button type=${type} class=${`button ${tone} ${busy ? "busy" : ""}`} ref=${buttonRef}
			aria-disabled=${off || busy ? "true" : undefined} aria-label=${label}
			data-stop=${stop ? "" : undefined} onClick=${press} onKeyDown=${onceAPress}>
			<span class="button-text">${children}</span>${hint && html`<${Key} name=${hint} />`}
		</button>`;
}

export const Skeleton = ({ lines = 3 }) => html`
	<div class="skeleton" aria-hidden="true">
		${Array.from({ length: lines }, (_, nth) => html`<span key=${nth}></span>`)}
	</div>`;

/* The next two weeks as a picture: a bar per duty in its person's colour, overrides with
 * a dashed edge, gaps in the colour of alarm. Each bar can be pressed to put somebody
 * else there. A phone shows the same as a list. */

import { html, useEffect, useRef, useState } from "../lib.js";
import { plain, timeOf } from "../format.js";
import { Panel, Text, Badge, Button, Address, Refusal, useOrder } from "../ui.js";
import { read } from "../api.js";
import { daysBetween, isKnownZone } from "./zone.js";

const COLOURS = 8;
const LETTER = 7.5; /* px, about: whether a name fits its bar */
const HEAD = 20;
const BAR = 30;
const NARROW_DAY = 46;
const LIST_FIRST = 7;

export const colourOf = (person, people) => `who-${Math.max(people.indexOf(person), 0) % COLOURS}`;

function useWidth() {
	const box = useRef(null);
	const [width, setWidth] = useState(0);

	useEffect(() => {
		const resize = new ResizeObserver(([entry]) => setWidth(Math.floor(entry.contentRect.width)));
		resize.observe(box.current);
		return () => resize.disconnect();
	}, []);
	return [box, width];
}

/* "Sat 2026-11-21 13:21 CET" without the year. */
const shortLocal = (text) => plain(text).replace(/^(\w+) \d{4}-/, "$1 ");

const says = (shift) => (shift.gap ? "NOBODY" : plain(shift.person)) + (shift.override ? ", override" : "")
	+ `, from ${shortLocal(shift.from_local)} until ${shortLocal(shift.until_local)}`;

function Bar({ shift, scale, people, onChoose }) {
	const x = scale(timeOf(shift.from));
	const width = Math.max(scale(timeOf(shift.until)) - x - 1, 2);
	const name = shift.gap ? "NOBODY" : plain(shift.person);
	const shown = [name, name.slice(0, 3), name.slice(0, 1)].find((text) => text.length * LETTER + 8 <= width) ?? "";
	const kind = shift.gap ? "gap" : `${colourOf(name, people)}${shift.override ? " override" : ""}`;
	const press = (event) => {
		if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ")
			return;
		event.preventDefault();
		onChoose(shift);
	};
	return html`
		<g class=${`bar ${kind}`} tabindex="0" role="button" data-stop aria-label=${`${says(shift)}. Override`} onClick=${press} onKeyDown=${press}>
			<title>${says(shift)}</title>
			<rect x=${x + 0.5} y=${HEAD + 4.5} width=${width} height=${BAR} rx="4"></rect>
			<text x=${x + width / 2} y=${HEAD + 4.5 + BAR / 2} dominant-baseline="central" text-anchor="middle">${shown}</text>
		</g>`;
}

function Day({ day, scale, end, wide }) {
	const x = scale(day.at);
	return html`
		<g class=${`day ${day.isRest ? "rest" : ""}`} aria-hidden="true">
			${day.isRest && html`<rect class="rest-day" x=${x} y="0" width=${Math.max(end - x, 0)} height=${HEAD + BAR + 10}></rect>`}
			${!day.isCut && html`<line x1=${x} x2=${x} y1="2" y2=${HEAD + BAR + 10}></line>`}
			${end - x > (wide ? 44 : 20) && html`<text x=${x + 4} y="13">${wide ? `${day.name} ${day.number}` : day.number}</text>`}
		</g>`;
}

function Picture({ duty, shifts, span, people, onChoose }) {
	const [box, width] = useWidth();
	const scale = (time) => (time - span.from) / (span.until - span.from) * (width - 2) + 1;
	const days = width ? daysBetween(span.from, span.until, duty.zone) : [];
	const wide = width / Math.max(days.length, 1) >= NARROW_DAY;

	return html`
		<div class="calendar-picture" ref=${box}>
			${width > 0 && html`
			<svg width=${width} height=${HEAD + BAR + 10} role="group" aria-label=${`Calendar of ${plain(duty.schedule)}`}>
				${days.map((day, nth) => html`<${Day} key=${day.at} day=${day} scale=${scale} wide=${wide}
					end=${nth + 1 < days.length ? scale(days[nth + 1].at) : width} />`)}
				${shifts.map((shift, nth) => html`<${Bar} key=${nth} shift=${shift} scale=${scale} people=${people} onChoose=${onChoose} />`)}
			</svg>`}
		</div>`;
}

/* The zone is said once where both ends have the same. */
function untilOf(shift) {
	const zone = plain(shift.from_local).split(" ").at(-1);
	const until = shortLocal(shift.until_local);
	return until.endsWith(` ${zone}`) ? until.slice(0, -zone.length - 1) : until;
}

const Line = ({ shift, people, onChoose }) => html`
	<li class="shift">
		<span class=${`chip ${shift.gap ? "gap" : colourOf(plain(shift.person), people)}${shift.override ? " override" : ""}`}>
			<${Text} of=${shift.gap ? "NOBODY" : shift.person} /></span>
		<span class="shift-when"><span>${shortLocal(shift.from_local)}</span>
			<span class="quiet">to ${untilOf(shift)}${shift.override ? " · override" : ""}</span></span>
		<${Button} tone="small" label=${`Override: ${says(shift)}`} onPress=${() => onChoose(shift)}>Override<//>
	</li>`;

function Shifts({ shifts, people, onChoose }) {
	const lines = shifts.map((shift, nth) => html`<${Line} key=${nth} shift=${shift} people=${people} onChoose=${onChoose} />`);
	const more = lines.length - LIST_FIRST;

	return html`
		<div class="calendar-list"><ol>${lines.slice(0, LIST_FIRST)}</ol>
			${more > 0 && html`<details><summary>${more} more</summary><ol>${lines.slice(LIST_FIRST)}</ol></details>`}</div>`;
}

/* Its address is a secret of its own, so it is only fetched when somebody wants it. */
function Feed({ schedule }) {
	const [url, setUrl] = useState("");
	const asking = useOrder();
	const show = async () => {
		const answer = await asking.run(() => read("oncall", "feed", schedule ? { schedule } : {}));
		if (answer)
			setUrl(answer.url);
	};
	return html`
		<span class="feed">${url ? html`<${Address} of=${url} />`
			: html`<${Button} tone="small" busy=${asking.busy} onPress=${show}>${schedule ? "iCalendar feed" : "Feed of my duties"}<//>`}
			${asking.problem && html`<${Refusal} problem=${asking.problem} />`}</span>`;
}

function Schedule({ duty, shifts, span, people, onChoose }) {
	const gaps = shifts.filter((shift) => shift.gap).length;

	return html`
		<section class="schedule" aria-labelledby=${`schedule-${plain(duty.schedule)}`}>
			<header class="schedule-head">
				<h3 id=${`schedule-${plain(duty.schedule)}`}><${Text} of=${duty.schedule} /></h3>
				<span class="quiet">times in <${Text} of=${duty.zone} />${!isKnownZone(duty.zone) && ", day lines in UTC: this browser does not know the zone"}</span>
				${gaps > 0 && html`<${Badge} tone="alarm">${gaps === 1 ? "1 gap" : `${gaps} gaps`}: nobody is on call then<//>`}
				<${Feed} schedule=${plain(duty.schedule)} />
			</header>
			<${Picture} duty=${duty} shifts=${shifts} span=${span} people=${people} onChoose=${onChoose} />
			<${Shifts} shifts=${shifts} people=${people} onChoose=${onChoose} />
		</section>`;
}

export function Calendar({ duties, calendar, people, onChoose }) {
	const span = { from: timeOf(calendar.from), until: timeOf(calendar.until) };

	return html`
		<${Panel} name="calendar" title=${`The next ${calendar.days} days`} aside=${html`
			<span class=${calendar.gaps ? "alarm-text" : "quiet"}>${plain(calendar.gaps_say)}</span><${Feed} schedule="" />`}>
			${duties.map((duty) => html`<${Schedule} key=${duty.schedule} duty=${duty} span=${span} people=${people}
				shifts=${calendar.shifts.filter((shift) => shift.schedule === duty.schedule)} onChoose=${onChoose} />`)}
			<p class="legend quiet" aria-hidden="true"><span class="chip override">dashed</span> override
				<span class="chip gap">NOBODY</span> gap: nobody would be woken. Press a bar to put somebody else there.</p>
		<//>`;
}

/* Who has the duty now, and until when. Who leads an incident is called for it before
 * those on duty, so that stands beside it. */

import { html } from "../lib.js";
import { plain, timeOf } from "../format.js";
import { Panel, Text, Countdown, Empty } from "../ui.js";
import { colourOf } from "./calendar.js";

const Now = ({ duty, people }) => html`
	<li class="duty ${duty.person ? "" : "duty-gap"}">
		<span class="duty-name quiet"><${Text} of=${duty.schedule} /></span>
		<span class=${`chip big ${duty.person ? colourOf(plain(duty.person), people) : "gap"}${duty.override ? " override" : ""}`}><${Text} of=${duty.person || "NOBODY"} /></span>
		<span class="duty-until">${Number.isNaN(timeOf(duty.until)) ? html`<span class="quiet">all the time</span>` : html`
			<span>until <${Text} of=${duty.until_local} /></span>
			<span class="quiet"><${Countdown} to=${duty.until} before="in" overdue="since" />, then ${duty.next
				? html`<${Text} of=${duty.next} />` : html`<span class="alarm-text">nobody</span>`}</span>`}</span>
	</li>`;

const Holder = ({ one }) => html`
	<li>holds <a href=${`/room/${encodeURIComponent(one.incident)}`}><${Text} of=${one.incident} /></a>:${" "}
		${one.person ? html`<strong><${Text} of=${one.person} /></strong>` : html`<strong class="alarm-text">nobody</strong>`}</li>`;

export const Duties = ({ duties, holders, people }) => html`
	<${Panel} name="duties" title="On duty now">
		<ul class="duty-list">${duties.map((duty) => html`<${Now} key=${duty.schedule} duty=${duty} people=${people} />`)}</ul>
		${!duties.length && html`<${Empty}>No schedule is configured: the policies call people by name.<//>`}
		${holders.length > 0 && html`<ul class="holders">${holders.map((one) => html`<${Holder} key=${one.incident} one=${one} />`)}</ul>`}
	<//>`;

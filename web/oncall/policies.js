/* Who is woken after how long when nobody answers, as the code that pages plays it. */

import { html } from "../lib.js";
import { plain } from "../format.js";
import { Panel, Text, Badge, Empty } from "../ui.js";

/* Rounds of one step to the same people are one stop on the way. */
function stopsOf(calls) {
	const stops = [];

	for (const call of calls) {
		const last = stops.at(-1);
		const isSame = last && last.step === call.step && last.isAlarm === call.is_alarm;
		const stop = isSame ? last : { step: call.step, isAlarm: call.is_alarm, after: call.after,
			clock: call.clock, level: call.level, who: new Map(), rounds: new Set() };

		if (!isSame)
			stops.push(stop);
		stop.who.set(plain(call.who), plain(call.by));
		stop.rounds.add(call.round);
	}
	return stops;
}

const Stop = ({ stop, level }) => html`
	<li class=${`stop ${stop.isAlarm ? "stop-alarm" : ""}`}>
		<span class="stop-when"><span class="count">+${plain(stop.after)}</span> <span class="quiet">${plain(stop.clock).slice(0, 5)}</span></span>
		<span class="stop-card">
			${stop.isAlarm ? html`<strong class="alarm-text">nobody answered: alarm to</strong>` : plain(stop.level) !== level && html`<span class="level">${plain(stop.level)}</span>`}
			${[...stop.who].map(([who, by]) => html`<span key=${who} class="stop-who"><strong><${Text} of=${who} /></strong>${by && html` <span class="quiet">by <${Text} of=${by} /></span>`}</span>`)}
			${stop.rounds.size > 1 && html`<span class="quiet">${stop.rounds.size} times</span>`}
		</span>
	</li>`;

const Chain = ({ chain }) => html`
	<div class="route">
		<p class="route-head"><strong class="level"><${Text} of=${chain.level} /></strong> <${Text} of=${chain.trigger} />
			${chain.is_conditional && html` <${Badge}>only then<//>`}</p>
		<ol class="stops">${stopsOf(chain.calls).map((stop, nth) => html`<${Stop} key=${nth} stop=${stop} level=${plain(chain.level)} />`)}
			${chain.was_cut && html`<li class="stop quiet">… and so on</li>`}</ol>
		${chain.missing.map((where) => html`<p key=${where} class="alarm-text">NOBODY: <${Text} of=${where} /></p>`)}
	</div>`;

const Policy = ({ policy }) => html`
	<details class="policy" open>
		<summary><h3><${Text} of=${policy.policy} /></h3> <span class="quiet">from ${plain(policy.at_local)}, if nobody answers</span></summary>
		${policy.chains.map((chain, nth) => html`<${Chain} key=${nth} chain=${chain} />`)}
	</details>`;

export const Policies = ({ policies }) => html`
	<${Panel} name="policies" title="Who would be woken" aside=${html`<span class="quiet">played by the code that pages; nobody is called</span>`}>
		${policies.map((policy) => html`<${Policy} key=${policy.policy} policy=${policy} />`)}
		${!policies.length && html`<${Empty}>No escalation policy is configured.<//>`}
	<//>`;

/* Who is on call, who would be woken, and what would wake nobody. */

import { html, useEffect, useState } from "./lib.js";
import { read } from "./api.js";
import { useFeed } from "./feed.js";
import { useKeys, moveFocus } from "./keys.js";
import { plain } from "./format.js";
import { serverNow } from "./clock.js";
import { Refusal, Skeleton, Button } from "./ui.js";
import { Duties } from "./oncall/duty.js";
import { Calendar } from "./oncall/calendar.js";
import { Overrides } from "./oncall/overrides.js";
import { Policies } from "./oncall/policies.js";
import { Lint } from "./oncall/lint.js";

const DAYS = 14;

export const ONCALL_HINTS = [["j k", "move"], ["Enter", "override what is chosen"], ["o", "override"], ["g l", "list"], ["?", "help"]];

async function load() {
	const [who, calendar, { overrides }, { people }] = await Promise.all([read("oncall", "who"),
		read("oncall", "calendar", { days: DAYS }), read("override", "list"), read("person", "list")]);
	const known = people.filter((one) => one.from === "configuration");
	const names = (list) => list.map((one) => plain(one.name)).sort();

	return { now: who.at, who, calendar, overrides, people: names(known), able: names(known.filter((one) => one.role !== "viewer")) };
}

/* To play the policies through takes the server longer, and changes nothing from one
 * second to the next: only with who is on duty. */
function useOutlook(data) {
	const [shown, setShown] = useState({ policies: [], lint: null, problem: null });
	const names = [...new Set((data?.who.on_call ?? []).map((one) => one.policy))];
	const about = data && JSON.stringify([names, data.overrides, data.calendar.shifts.map((one) => [one.schedule, one.person, one.override])]);

	useEffect(() => {
		let gone = false;
		if (!about)
			return undefined;
		Promise.all([read("oncall", "lint"), ...names.map((policy) => read("oncall", "simulate", { policy }))]).then(
			([lint, ...policies]) => gone || setShown({ lint, policies, problem: null }),
			(problem) => gone || setShown((last) => ({ ...last, problem })));
		return () => { gone = true; };
	}, [about]);
	return shown;
}

export function OnCall({ live }) {
	const { data, problem, refresh } = useFeed(load, live, () => true, "oncall");
	const outlook = useOutlook(data);
	const [wish, setWish] = useState(null);
	const choose = (shift) => setWish({ shift, now: serverNow() });

	useKeys({
		"j": () => moveFocus(1),
		"k": () => moveFocus(-1),
		"o": () => choose(null),
	});
	if (!data)
		return html`<div class="list oncall-page"><h1>On call</h1><${Refusal} problem=${problem} /><${Skeleton} lines=${6} /></div>`;
	const { who, calendar, overrides, people, able } = data;
	const duties = who.schedules;

	return html`
		<div class="list oncall-page">
			<div class="list-head"><h1>On call</h1>
				${duties.length > 0 && html`<${Button} hint="o" onPress=${() => choose(null)}>Override<//>`}</div>
			<${Refusal} problem=${problem ?? outlook.problem} />
			<${Duties} duties=${duties} holders=${who.holders} people=${people} />
			${duties.length > 0 && html`<${Calendar} duties=${duties} calendar=${calendar} people=${people} onChoose=${choose} />`}
			<${Overrides} overrides=${overrides} duties=${duties} people=${able} wish=${wish} refresh=${refresh} />
			${outlook.lint && html`<${Lint} lint=${outlook.lint} />`}
			<${Policies} policies=${outlook.policies} />
		</div>`;
}

/* What was left behind to get the service back, and must not stay. */

import { html } from "../lib.js";
import { plain, slug, words } from "../format.js";
import { Panel, Text, Badge, Button, Clock, Countdown, Empty } from "../ui.js";
import { fixQuestion, fixGoneQuestion, fixLongerQuestion } from "./questions.js";

const TONES = { "open": "busy", "removed": "good", "kept": "warn" };

export const isOpenFix = (fix) => slug(fix.state) === "open";

function Fix({ fix, ask }) {
	const isOpen = isOpenFix(fix);

	return html`
		<li class="fix">
			<span class="fix-title"><span class="quiet">${fix.id}</span> <${Text} of=${fix.title} /></span>
			<${Badge} tone=${fix.over ? "alarm" : TONES[slug(fix.state)]}>${fix.over ? "over" : words(plain(fix.state))}<//>
			<span class="fix-more">${fix.owner ? html`<${Text} of=${fix.owner} />` : "nobody"} · ${isOpen
				? html`<${Countdown} to=${fix.ends_at} before="ends in" overdue="over since" />`
				: html`<span class="quiet"><${Clock} at=${fix.ended_at} />: <${Text} of=${fix.reason} /></span>`}
				${isOpen && fix.way_out && html`<br /><span class="quiet">way out: <${Text} of=${fix.way_out} /></span>`}
				${isOpen && fix.asked_by && html`<br /><span class="quiet">the target is being asked</span>`}</span>
			${isOpen && html`<span class="fix-deeds">
				<${Button} tone="small" label=${`Temporary fix ${fix.id} is gone`} onPress=${() => ask(fixGoneQuestion(fix))}>Gone …<//>
				<${Button} tone="small" label=${`Temporary fix ${fix.id} is needed for longer`} onPress=${() => ask(fixLongerQuestion(fix))}>Longer …<//></span>`}
		</li>`;
}

export function Fixes({ room, incident, ask }) {
	const { fixes } = room;
	const open = fixes.filter(isOpenFix).length;

	return html`
		<${Panel} name="fixes" title="Temporary fixes" aside=${html`
			${open > 0 && html`<span class="quiet">${open} open: not to be closed yet</span>`}
			<${Button} tone="small" onPress=${() => ask(fixQuestion(incident))}>Add<//>`}>
			<ul class="fixes">${fixes.map((fix) => html`<${Fix} key=${fix.id} fix=${fix} ask=${ask} />`)}</ul>
			${!fixes.length && html`<${Empty}>Nothing was left behind.<//>`}
		<//>`;
}

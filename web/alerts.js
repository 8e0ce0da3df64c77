/* What senders say: what fires, what is held back and why, and who is heard at all. */

import { html, useMemo, useRef, useState } from "./lib.js";
import { read } from "./api.js";
import { useFeed } from "./feed.js";
import { useKeys, moveFocus } from "./keys.js";
import { plain, timeOf } from "./format.js";
import { Refusal, Skeleton } from "./ui.js";
import { Alerts } from "./alerts/alert.js";
import { heldWords, isHeld, hasEnded } from "./alerts/held.js";
import { Silences, matchersOf, silenceQuestion } from "./alerts/silence.js";
import { Watching } from "./alerts/watching.js";

const LISTED_MAX = 200; /* the server lists no more */

export const ALERTS_HINTS = [["j k", "move"], ["Enter", "why it did or did not call"], ["s", "silence what is chosen"], ["/", "filter"], ["g l", "incidents"], ["?", "help"]];

async function load() {
	const [{ alerts }, { silences }, { sources }, { watches }, { heartbeats }, { incidents, now }] = await Promise.all([
		read("alert", "list"), read("silence", "list", { all: true }), read("source", "list"),
		read("watch", "list"), read("heartbeat", "list"), read("incident", "list", { all: true })]);
	const codes = new Map(incidents.map((one) => [one.id, one.code]));

	return { now, alerts, silences, sources, watches, heartbeats, codes };
}

const newestFirst = (one, other) => timeOf(other.starts_at) - timeOf(one.starts_at) || other.id - one.id;

function sorted({ alerts, codes, ...known }, search) {
	const wanted = search.toLowerCase().split(/\s+/);
	const fits = (alert) => {
		const text = [alert.name, alert.summary, alert.service, alert.source, alert.state, codes.get(alert.incident),
			isHeld(alert) ? `held back: ${heldWords(alert, { ...known, alerts })}` : ""].map(plain).join(" ").toLowerCase();
		return wanted.every((word) => text.includes(word));
	};
	const found = alerts.filter(fits).sort(newestFirst);
	return { calling: found.filter((one) => !hasEnded(one) && !isHeld(one)), held: found.filter(isHeld), ended: found.filter(hasEnded) };
}

/* What needs a look, and where it stands on the page. */
function Summary({ data, found }) {
	const live = data.silences.filter((one) => one.state !== "expired").length;
	const bad = [["senders", data.sources.filter((one) => one.health === "silent").length, "silent"],
		["watches", data.watches.filter((one) => one.state === "failing").length, "failing"],
		["heartbeats", data.heartbeats.filter((one) => one.state === "missed").length, "missed"]];
	return html`
		<p class="alerts-summary">${found.calling.length} firing · <a href="#held">${found.held.length} held back</a> · <a href="#silences">${live} ${live === 1 ? "silence" : "silences"}</a>
			${bad.map(([name, count, word]) => html` · <a key=${name} href=${`#${name}`} class=${count ? "alarm-text" : ""}>${name}${count ? `: ${count} ${word}` : ""}</a>`)}</p>`;
}

/* s: of the alert that has the focus, else of the one that is open. */
async function silenceChosen(opened, ask, refresh) {
	const focused = document.activeElement?.closest(".alert")?.querySelector("[data-alert]");
	const id = focused?.dataset.alert ?? opened;
	const labels = id ? (await read("alert", "explain", { id })).alert.labels : {};
	ask(silenceQuestion(matchersOf(labels), refresh));
}

export function AlertsPage({ live, ask }) {
	const { data, problem, refresh } = useFeed(load, live, () => true, "alerts");
	const [search, setSearch] = useState("");
	const [opened, setOpened] = useState(null);
	const [refused, setRefused] = useState(null);
	const box = useRef(null);
	const found = useMemo(() => data && sorted(data, search), [data, search]);

	useKeys({
		"j": () => moveFocus(1),
		"k": () => moveFocus(-1),
		"/": () => box.current?.focus(),
		"s": () => silenceChosen(opened, ask, refresh).then(() => setRefused(null), setRefused),
		"Escape": () => setOpened(null),
	});
	if (!data)
		return html`<div class="list alerts-page"><h1>Alerts</h1><${Refusal} problem=${problem} /><${Skeleton} lines=${6} /></div>`;
	const shared = { codes: data.codes, known: data, ask, refresh, opened,
		onOpen: ({ id }) => setOpened((last) => (last === id ? null : id)) };
	return html`
		<div class="list alerts-page">
			<div class="list-head"><h1>Alerts</h1>
				<${Summary} data=${data} found=${found} />
				<label class="search"><span class="visually-hidden">Filter alerts</span>
					<input type="search" placeholder="Filter  /" ref=${box} value=${search}
						onInput=${(event) => setSearch(event.currentTarget.value)}
						onKeyDown=${(event) => event.key === "Escape" && box.current.blur()} /></label></div>
			<${Refusal} problem=${problem ?? refused} />
			<${Alerts} name="firing" title="Firing" alerts=${found.calling} ...${shared}
				empty=${search ? "No firing alert matches." : found.held.length ? "What fires is held back." : "Nothing fires."} />
			<${Alerts} name="held" title="Held back" alerts=${found.held} ...${shared}
				empty=${search ? "None that is held back matches." : "Nothing is held back."} />
			<${Silences} silences=${data.silences} ask=${ask} refresh=${refresh} />
			<${Watching} ...${data} />
			<${Alerts} name="ended" title="Ended" alerts=${found.ended} ...${shared}
				empty=${search ? "None that ended matches." : "None yet."} />
			${data.alerts.length >= LISTED_MAX && html`<p class="quiet">These are the last ${LISTED_MAX}. All of an incident: in its room.</p>`}
		</div>`;
}

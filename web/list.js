/* The list: what is open first, worst first, then what is over. */

import { html, useState, useRef, useMemo } from "./lib.js";
import { read, order } from "./api.js";
import { useFeed } from "./feed.js";
import { useKeys, moveFocus } from "./keys.js";
import { Seen } from "./seen.js";
import { plain, slug, timeOf, words } from "./format.js";
import { Text, Badge, StateBadge, Severity, Clock, Since, Countdown, Empty, Skeleton,
	Refusal, Button } from "./ui.js";

const OVER = new Set(["resolved", "closed", "dismissed", "merged"]);
const isOver = (incident) => OVER.has(slug(incident.state));
const pageIsLive = (page) => page && ["climbing", "exhausted"].includes(slug(page.state));

const worstFirst = (one, other) => one.rank - other.rank || timeOf(other.opened_at) - timeOf(one.opened_at);
const newestFirst = (one, other) => timeOf(other.opened_at) - timeOf(one.opened_at);

function PageCell({ incident }) {
	const { page } = incident;

	if (pageIsLive(page))
		return html`<span class="alarm-text">paging <${Text} of=${page.person || "everybody"} /></span>
			<${Countdown} to=${page.due} before="next in" overdue="due since" />`;
	if (incident.acked)
		return html`<span>acknowledged</span>`;
	return html`<span class="quiet">${page ? words(plain(page.state)) : "no page"}</span>`;
}

function ChecksCell({ counts }) {
	if (!counts?.total)
		return html`<span class="quiet">no checks</span>`;
	const { held, green, total } = counts;
	return html`<${Badge} tone=${held === total ? "good" : "calm"}>
		${held === total ? `${held}/${total} held` : `${green}/${total} green`}<//>`;
}

const Row = ({ incident }) => html`
	<li>
		<a class="row" href=${`/room/${encodeURIComponent(incident.code)}`} data-stop>
			<span class="row-severity"><${Severity} incident=${incident} /></span>
			<span class="row-title">
				<strong><${Text} of=${incident.title} /></strong>
				<span class="quiet">${plain(incident.code)}${incident.service && html` · <${Text} of=${incident.service} />`}</span>
			</span>
			<span class="row-state"><${StateBadge} state=${incident.state} /></span>
			<span class="row-since"><${Since} at=${incident.opened_at} until=${isOver(incident) ? incident.resolved_at : undefined} />
				<span class="quiet">since <${Clock} at=${incident.opened_at} /></span></span>
			<span class="row-holder">${incident.commander ? html`<${Text} of=${incident.commander} />`
				: html`<span class=${isOver(incident) ? "quiet" : "warn-text"}>nobody has it</span>`}</span>
			<span class="row-page"><${PageCell} incident=${incident} /></span>
			<span class="row-checks"><${ChecksCell} counts=${incident.check_counts} /></span>
		</a>
	</li>`;

const Group = ({ name, title, incidents, children }) => html`
	<section class="group" aria-labelledby=${`group-${name}`}>
		<h2 id=${`group-${name}`}>${title} <span class="quiet">${incidents.length}</span></h2>
		${incidents.length
			? html`<ul class="rows">${incidents.map((incident) => html`<${Row} key=${incident.code} incident=${incident} />`)}</ul>`
			: html`<${Empty}>${children}<//>`}
	</section>`;

function matches(incident, search) {
	const text = [incident.code, incident.title, incident.service, incident.state,
		incident.commander, incident.severity].map(plain).join(" ").toLowerCase();
	return search.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

const declareQuestion = (go) => ({
	title: "Declare an incident",
	submit: "Declare",
	fields: [
		{ name: "title", label: "What is broken, in any words", required: true, max: 300 },
		{ name: "service", label: "Service (else read from the text)", max: 200 },
	],
	run: async ({ title, service }) => {
		const answer = await order("incident", "declare", service ? { title, service } : { title });
		const code = answer.incident?.code ?? answer.code;
		go(code ? `/room/${encodeURIComponent(code)}` : "/");
		return answer;
	},
});

export const LIST_HINTS = [["j k", "move"], ["Enter", "open"], ["/", "search"], ["i", "I see something"], ["c", "declare"], ["g a", "alerts"], ["g o", "on call"], ["?", "help"]];

export function List({ live, ask, go }) {
	const { data, problem } = useFeed(() => read("incident", "list", { all: true }), live,
		() => true, "list");
	const [search, setSearch] = useState("");
	const box = useRef(null);
	const declare = () => ask(declareQuestion(go));

	useKeys({
		"j": () => moveFocus(1),
		"k": () => moveFocus(-1),
		"/": () => box.current?.focus(),
		"c": declare,
	});
	const found = useMemo(() =>
		(data?.incidents ?? []).filter((incident) => matches(incident, search)), [data, search]);

	return html`
		<div class="list">
			<div class="list-head">
				<h1>Incidents</h1>
				<p class="oncall"><a href="/alerts">alerts</a> · <a href="/oncall">on call</a>: ${data ? html`<strong><${Text} of=${data.on_call?.join(", ") || "nobody"} /></strong>` : "…"}</p>
				<label class="search"><span class="visually-hidden">Search incidents</span>
					<input type="search" placeholder="Search  /" ref=${box} value=${search}
						onInput=${(event) => setSearch(event.currentTarget.value)}
						onKeyDown=${(event) => event.key === "Escape" && box.current.blur()} /></label>
				<${Button} hint="c" onPress=${declare}>Declare<//>
			</div>
			<${Seen} go=${go} />
			<${Refusal} problem=${problem} />
			${data ? html`
				<${Group} name="open" title="Open" incidents=${found.filter((one) => !isOver(one)).sort(worstFirst)}>
					${search ? "No open incident matches." : "Nothing is open."}<//>
				<${Group} name="over" title="Over" incidents=${found.filter(isOver).sort(newestFirst)}>
					${search ? "None matches." : "None yet."}<//>`
				: html`<${Skeleton} lines=${4} />`}
		</div>`;
}

/* The room of one incident. Left what is to be decided, right what is known. In the
 * document the order is that of need, as a phone shows it. */

import { html, useEffect, useState } from "./lib.js";
import { read, order } from "./api.js";
import { useFeed } from "./feed.js";
import { useKeys, moveFocus } from "./keys.js";
import { plain, slug, words } from "./format.js";
import { Refusal, Skeleton, useOrder } from "./ui.js";
import { State } from "./room/state.js";
import { Page, pageIsLive } from "./room/page.js";
import { Scope } from "./room/scope.js";
import { Actions, useChoice } from "./room/actions.js";
import { Checks } from "./room/checks.js";
import { Timeline } from "./room/timeline.js";
import { Messages } from "./room/messages.js";
import { Evidence } from "./room/evidence.js";
import { Hypotheses } from "./room/hypotheses.js";
import { Afterwards } from "./room/afterwards.js";
import { Postmortem } from "./room/postmortem.js";
import { noteQuestion, dismissQuestion, severityQuestion, unprovenQuestion } from "./room/questions.js";
import { collectSamples } from "./spark.js";

/* What the server leaves out is empty, so that the panels need not ask each time. */
function complete(room) {
	const lists = ["alerts", "evidence", "hypotheses", "actions", "checks", "messages",
		"milestones", "durations", "deliveries", "items", "timeline"];
	const whole = { ...room };

	for (const name of lists)
		whole[name] = Array.isArray(room[name]) ? room[name] : [];
	whole.resolve = room.resolve ?? { allowed: false, why_not: "" };
	collectSamples(whole.checks);
	return whole;
}

export function hintsOf(room) {
	if (!room)
		return [["g l", "list"], ["?", "help"]];
	const offers = room.actions.filter((action) => slug(action.state) === "offered");
	return [
		pageIsLive(room.page) && ["a", "acknowledge"],
		offers.length > 0 && [offers.length > 1 ? `1–${Math.max(...offers.map((one) => one.number))}`
			: String(offers[0].number), "choose"],
		offers.length > 0 && ["⏎", "approve"],
		["d", "details"],
		room.actions.some((action) => action.has_undo && slug(action.state) === "succeeded") && ["u", "undo"],
		room.is_open && ["r", "resolve"],
		["n", "note"],
		["m", "update"],
		["p", "afterwards"],
		["/", "search"],
		["g l", "list"],
		["?", "help"],
	].filter(Boolean);
}

function titleOf(room) {
	const { incident, page } = room;
	const paging = pageIsLive(page) ? "PAGE " : "";
	return `${paging}${plain(incident.severity)} ${words(incident.state)} · ${plain(incident.title).slice(0, 80)} · stanch`;
}

/* "/" asks for the search box of what is on the screen; a screen without one has none. */
const focusSearch = () => document.querySelector("[data-search]")?.focus();

function useDetails() {
	const [open, setOpen] = useState({});
	const toggle = (name) => setOpen((all) => ({ ...all, [name]: !all[name] }));
	return { isOpen: (name) => Boolean(open[name]), toggle };
}

/* d: of what has the focus; else of the chosen action. */
function toggleFocused(details) {
	const card = document.activeElement?.closest("[data-details]");
	const name = card?.dataset.details ?? "action";
	details.toggle(name);
}

function useRoomKeys({ room, incident, ack, resolve, ask, choice, details, show, shown }) {
	const alive = room?.is_open;
	const keys = {
		"j": () => moveFocus(1),
		"k": () => moveFocus(-1),
		"d": () => toggleFocused(details),
		"n": () => room && ask(noteQuestion(incident)),
		"x": () => alive && ask(dismissQuestion(incident)),
		"s": () => alive && ask(severityQuestion(incident, room.incident)),
		"a": () => pageIsLive(room?.page) && ack(),
		"r": () => alive && resolve(),
		"u": () => choice.chooseUndo(),
		"y": () => choice.confirm(),
		"m": () => {
			show("record");
			queueMicrotask(() => window.dispatchEvent(new Event("writemessage")));
		},
		"p": () => show(shown === "record" ? "after" : "record"),
		"/": focusSearch,
		"Escape": () => {
			choice.forget();
			document.activeElement?.blur();
		},
	};
	for (let number = 1; number <= 9; number++)
		keys[number] = () => choice.choose(number);
	useKeys(keys);
}

const VIEWS = [["record", "Record"], ["after", "Afterwards"]];

const Switch = ({ shown, show }) => html`
	<nav class="switch-view" aria-label="Views of the record">
		${VIEWS.map(([name, title]) => html`
			<button key=${name} type="button" aria-pressed=${shown === name ? "true" : "false"}
				onClick=${() => show(name)}>${title}</button>`)}
		<kbd aria-hidden="true">p</kbd>
	</nav>`;

function Waiting({ code, problem }) {
	return html`
		<div class="room waiting">
			<h1 class="visually-hidden">${code}</h1>
			<${Refusal} problem=${problem} />
			<div class="decide">${[1, 2, 3].map((nth) => html`<div class="panel" key=${nth}><${Skeleton} /></div>`)}</div>
		</div>`;
}

export function Room({ code, live, ask, setHead, view, go }) {
	const feed = useFeed(() => read("incident", "room", { incident: code }).then(complete), live,
		(entry) => !entry.incident || entry.incident === code || entry.incident === feed.data?.incident.code, code);
	const room = feed.data;
	const incident = room?.incident.code ?? code;
	const [shown, show] = useState(view === "postmortem" ? "after" : "record");
	const details = useDetails();
	const choice = useChoice(room, incident, feed.refresh);
	const acking = useOrder();
	const resolving = useOrder();
	const then = (promise) => promise.then(() => feed.refresh());
	const ack = () => then(acking.run(() => order("page", "acknowledge", { incident })));
	const resolve = () => then(resolving.run(() => order("incident", "resolve", { incident })));
	const readPostmortem = () => {
		show("after");
		requestAnimationFrame(() => document.getElementById("postmortem")?.scrollIntoView());
	};
	const questions = { ask: (question) => ask({ ...question, run: (values) =>
		question.run(values).then((answer) => (feed.refresh(), answer)) }) };

	useRoomKeys({ room, incident, ack, resolve, ask: questions.ask, choice, details, show, shown });
	useEffect(() => {
		setHead({ room, problem: feed.problem });
		if (room)
			document.title = titleOf(room);
	}, [room, feed.problem]);

	if (!room)
		return html`<${Waiting} code=${code} problem=${feed.problem} />`;
	const shared = { room, incident, details, refresh: feed.refresh, ask: questions.ask };
	return html`
		<div class="room" data-shown=${shown}>
			<div class="decide">
				<${State} ...${shared} onSeverity=${() => questions.ask(severityQuestion(incident, room.incident))}
					onDismiss=${() => questions.ask(dismissQuestion(incident))} />
				<${Page} ...${shared} order=${acking} onAck=${ack} />
				<${Actions} ...${shared} choice=${choice} />
				<${Checks} ...${shared} order=${resolving} onResolve=${resolve} onRead=${readPostmortem}
					onUnproven=${() => questions.ask(unprovenQuestion(incident))} />
				<${Scope} ...${shared} />
			</div>
			<div class="know">
				<${Switch} shown=${shown} show=${show} />
				<div class="record">
					<${Messages} ...${shared} />
					<${Timeline} ...${shared} onNote=${() => questions.ask(noteQuestion(incident))} />
					<${Evidence} ...${shared} />
					<${Hypotheses} ...${shared} />
				</div>
				<div class="after">
					<${Afterwards} ...${shared} />
					<${Postmortem} ...${shared} go=${go} />
				</div>
			</div>
		</div>`;
}

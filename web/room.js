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
import { Command } from "./room/command.js";
import { Pages } from "./room/pages.js";
import { Helpers } from "./room/helpers.js";
import { Handoff } from "./room/handoff.js";
import { notReached } from "./room/deliveries.js";
import { Timeline } from "./room/timeline.js";
import { Messages, Promised, waitingOf } from "./room/messages.js";
import { Evidence } from "./room/evidence.js";
import { Books } from "./room/books.js";
import { Hypotheses } from "./room/hypotheses.js";
import { writeQuestion, confirmQuestion as confirmCause, refuteQuestion, testQuestion, focusedHypothesis } from "./room/beliefs.js";
import { Diagnosis } from "./room/diagnosis.js";
import { Afterwards } from "./room/afterwards.js";
import { Fixes, isOpenFix } from "./room/fixes.js";
import { Postmortem } from "./room/postmortem.js";
import { noteQuestion, confirmQuestion, dismissQuestion, severityQuestion, unprovenQuestion, takeQuestion, offerQuestion,
	declineQuestion, escalateQuestion, roleQuestion, boxQuestion, mergeQuestion } from "./room/questions.js";
import { RoomAlerts, heldOf } from "./room/alerts.js";
import { collectSamples } from "./spark.js";

/* What the server leaves out is empty, so that the panels need not ask each time. */
function complete(room) {
	const lists = ["alerts", "suspects", "evidence", "hypotheses", "whys", "actions", "checks", "messages",
		"milestones", "durations", "deliveries", "items", "timeline", "rollbacks", "roles", "time_boxes", "fixes", "on_call", "on_call_gaps"];
	const whole = { ...room };

	for (const name of lists)
		whole[name] = Array.isArray(room[name]) ? room[name] : [];
	whole.pages = room.pages ?? (room.page ? [room.page] : []);
	whole.promises = room.promises ?? (room.promise ? [room.promise] : []);
	whole.handoff = room.handoff ?? null;
	whole.rollback = room.rollback ?? null;
	whole.resolve = room.resolve ?? { allowed: false, why_not: "" };
	collectSamples(whole.checks);
	return whole;
}

export function hintsOf(room) {
	if (!room)
		return [["g l", "list"], ["?", "help"]];
	const offers = room.actions.filter((action) => slug(action.state) === "offered");
	return [
		room.pages.some(pageIsLive) && ["a", "acknowledge"],
		room.is_open && ["e", "escalate"],
		room.rollback && ["b", "roll back"],
		offers.length > 0 && [offers.length > 1 ? `1–${Math.max(...offers.map((one) => one.number))}`
			: String(offers[0].number), "choose"],
		offers.length > 0 && ["⏎", "approve"],
		["d", "details"],
		room.actions.some((action) => action.has_undo && slug(action.state) === "succeeded") && ["u", "undo"],
		room.is_open && ["r", "resolve"],
		["n", "note"],
		["m", "message"],
		["w", "who was called"],
		["f", "findings"],
		["o", "runbooks"],
		["p", "afterwards"],
		["/", "search"],
		["g l", "list"],
		["?", "help"],
	].filter(Boolean);
}

function titleOf(room) {
	const { incident, pages } = room;
	const paging = pages.some(pageIsLive) ? "PAGE " : "";
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

function useRoomKeys({ room, incident, ack, resolve, ask, choice, details, show, shown, deeds }) {
	const alive = room?.is_open;
	const about = (questionOf) => {
		const one = room && focusedHypothesis(room);
		return one && ask(questionOf(one));
	};
	const decide = (questionOf) => about((one) => questionOf(room, one));
	const keys = {
		"j": () => moveFocus(1),
		"k": () => moveFocus(-1),
		"d": () => toggleFocused(details),
		"n": () => room && ask(noteQuestion(incident)),
		"i": () => room && ask(writeQuestion(incident)),
		"+": () => decide(confirmCause),
		"-": () => decide(refuteQuestion),
		"q": () => about((one) => testQuestion(incident, one)),
		"x": () => alive && ask(dismissQuestion(incident)),
		"s": () => alive && ask(severityQuestion(incident, room.incident)),
		"a": () => room?.pages.some(pageIsLive) && ack(),
		"e": () => alive && deeds.escalate(),
		"l": () => alive && deeds.take(),
		"h": () => alive && deeds.offer(),
		"w": () => show(shown === "people" ? "record" : "people"),
		"r": () => alive && resolve(),
		"u": () => choice.chooseUndo(),
		"b": () => room?.rollback && choice.choose(room.rollback.number),
		"y": () => choice.confirm(),
		"m": () => {
			show("messages");
			queueMicrotask(() => window.dispatchEvent(new Event("writemessage")));
		},
		"v": () => show(shown === "alerts" ? "record" : "alerts"),
		"f": () => show(shown === "diagnosis" ? "record" : "diagnosis"),
		"o": () => show(shown === "books" ? "record" : "books"),
		"p": () => show(shown === "after" ? "record" : "after"),
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

const VIEWS = [["record", "Record"], ["diagnosis", "Diagnosis", "f"], ["messages", "Messages", "m"], ["people", "People", "w"], ["alerts", "Alerts", "v"], ["books", "Runbooks", "o"], ["after", "Afterwards", "p"]];

/* A phone shows all views, one below the other. */
const isNarrow = () => window.matchMedia("(max-width: 819px)").matches;

/* What a view has that should not wait: drafts, and what did not arrive. */
function Counts({ name, room }) {
	const drafts = waitingOf(room.messages).length;
	const { failed, held } = notReached(room.deliveries);
	const quiet = heldOf(room);

	if (name === "messages" && drafts)
		return html` <span class="quiet">${drafts}</span>`;
	if (name === "people" && (failed || held))
		return html` <span class=${failed ? "alarm-text" : "warn-text"}>${failed ? `${failed} failed` : `${held} held`}</span>`;
	const temporary = room.fixes.filter(isOpenFix);
	if (name === "after" && temporary.length)
		return html` <span class=${temporary.some((fix) => fix.over) ? "alarm-text" : "quiet"}>${temporary.length} temporary</span>`;
	if (name === "alerts" && room.alerts.length)
		return html` <span class=${quiet ? "warn-text" : "quiet"}>${room.alerts.length}${quiet > 0 && `, ${quiet} held`}</span>`;
	return null;
}

const Switch = ({ room, shown, show }) => html`
	<div class="switch-view">
		<nav aria-label="Views of the record">
			${VIEWS.map(([name, title, key]) => html`
				<button key=${name} type="button" aria-pressed=${shown === name ? "true" : "false"}
					onClick=${() => show(name)}>${title}<${Counts} name=${name} room=${room} />${key && html` <kbd aria-hidden="true">${key}</kbd>`}</button>`)}
		</nav>
		<p class="switch-promise"><${Promised} promise=${room.promise} /></p>
	</div>`;

/* What the people's panels order. */
function useDeeds({ room, incident, me, ask, refresh }) {
	const commanding = useOrder();
	const helping = useOrder();
	const joining = useOrder();
	const leads = plain(room?.incident.commander);
	const give = (doing, ...words) => doing.run(() => order(...words)).then(refresh);
	/* A question that first has to be told whom there is. */
	const askOf = async (doing, make) => {
		const question = await doing.run(make);
		if (question)
			ask(question);
	};
	return {
		commanding, helping, joining,
		merge: () => askOf(joining, () => mergeQuestion(incident)),
		take: () => (leads === me.person ? null : leads ? ask(takeQuestion(incident, leads)) : give(commanding, "incident", "take", { incident })),
		offer: () => leads && !room.handoff && askOf(commanding, () => offerQuestion(incident, leads)),
		accept: () => give(commanding, "handoff", "accept", { incident }),
		decline: () => ask(declineQuestion(incident, "decline")),
		withdraw: () => ask(declineQuestion(incident, "withdraw")),
		escalate: () => askOf(commanding, () => escalateQuestion(incident, plain(room.policy))),
		giveRole: () => askOf(helping, () => roleQuestion(incident)),
		endRole: ({ role }) => give(helping, "incident", "role", { incident, role: plain(role) }),
		openBox: () => askOf(helping, () => boxQuestion(incident, me.person)),
		endBox: ({ id }) => give(helping, "timebox", "done", { incident, id }),
	};
}

function Waiting({ code, problem }) {
	return html`
		<div class="room waiting">
			<h1 class="visually-hidden">${code}</h1>
			<${Refusal} problem=${problem} />
			<div class="decide">${[1, 2, 3].map((nth) => html`<div class="panel" key=${nth}><${Skeleton} /></div>`)}</div>
		</div>`;
}

export function Room({ code, live, ask, setHead, view, go, me }) {
	const feed = useFeed(() => read("incident", "room", { incident: code }).then(complete), live,
		(entry) => !entry.incident || entry.incident === code || entry.incident === feed.data?.incident.code, code);
	const room = feed.data;
	const incident = room?.incident.code ?? code;
	const [shown, show] = useState(view === "postmortem" ? "after" : "record");
	const details = useDetails();
		const acking = useOrder();
	const resolving = useOrder();
	const then = (promise) => promise.then(() => feed.refresh());
	const ack = () => then(acking.run(() => order("page", "acknowledge", { incident })));
	const resolve = () => then(resolving.run(() => order("incident", "resolve", { incident })));
	const see = (name, panel) => {
		show(name);
		requestAnimationFrame(() => document.getElementById(panel)?.scrollIntoView());
	};
	const readPostmortem = () => see("after", "postmortem");
	const questions = { ask: (question) => ask({ ...question, run: (values) =>
		question.run(values).then((answer) => (feed.refresh(), answer)) }) };

	const choice = useChoice({ room, incident, me, ask: questions.ask, refresh: feed.refresh });
	const deeds = useDeeds({ room, incident, me, ask: questions.ask, refresh: feed.refresh });

	useRoomKeys({ room, incident, ack, resolve, ask: questions.ask, choice, details, show, shown, deeds });
	useEffect(() => {
		setHead({ room, problem: feed.problem });
		if (room)
			document.title = titleOf(room);
	}, [room, feed.problem]);

	if (!room)
		return html`<${Waiting} code=${code} problem=${feed.problem} />`;
	const shared = { room, incident, me, details, refresh: feed.refresh, ask: questions.ask };
	return html`
		<div class="room" data-shown=${shown}>
			<div class="decide">
				<${State} ...${shared} onSeverity=${() => questions.ask(severityQuestion(incident, room.incident))}
					onDismiss=${() => questions.ask(dismissQuestion(incident))}
					onConfirm=${() => questions.ask(confirmQuestion(incident))} />
				<${Page} ...${shared} order=${acking} onAck=${ack} />
				<${Command} ...${shared} doing=${deeds.commanding} onTake=${deeds.take} onOffer=${deeds.offer} onEscalate=${deeds.escalate}
					onAccept=${deeds.accept} onDecline=${deeds.decline} onWithdraw=${deeds.withdraw} onRead=${() => see("people", "handoff")} />
				<${Actions} ...${shared} choice=${choice} />
				<${Checks} ...${shared} order=${resolving} onResolve=${resolve} onRead=${readPostmortem}
					onUnproven=${() => questions.ask(unprovenQuestion(incident))} />
				<${Scope} ...${shared} />
			</div>
			<div class="know">
				<${Switch} room=${room} shown=${shown} show=${show} />
				<div class="telling">
					<${Messages} ...${shared} />
				</div>
				<div class="people">
					<${Pages} ...${shared} order=${acking} onAck=${ack} onEscalate=${deeds.escalate} />
					<${Helpers} ...${shared} doing=${deeds.helping} onRole=${deeds.giveRole} onEndRole=${deeds.endRole}
						onBox=${deeds.openBox} onBoxDone=${deeds.endBox} />
					<${Handoff} ...${shared} />
				</div>
				<div class="behind">
					<${RoomAlerts} ...${shared} doing=${deeds.joining} onMerge=${deeds.merge} />
				</div>
				<div class="books">
					<${Books} ...${shared} shown=${shown === "books" || isNarrow()} />
				</div>
				<div class="engine">
					<${Diagnosis} ...${shared} shown=${shown === "diagnosis" || isNarrow()} />
				</div>
				<div class="record">
					<${Timeline} ...${shared} onNote=${() => questions.ask(noteQuestion(incident))} />
					<${Evidence} ...${shared} />
					<${Hypotheses} ...${shared} />
				</div>
				<div class="after">
					<${Fixes} ...${shared} />
					<${Afterwards} ...${shared} />
					<${Postmortem} ...${shared} go=${go} shown=${shown === "after" || isNarrow()} />
				</div>
			</div>
		</div>`;
}

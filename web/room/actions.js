/* What can be done. A row per action, and below, in a place of its own that never
 * moves, exactly what the chosen one would do and the button that approves it. */

import { html, useEffect, useLayoutEffect, useRef, useState } from "../lib.js";
import { order } from "../api.js";
import { plain, exact, slug, words, argvOf, shortHash, quantityText } from "../format.js";
import { Panel, Scroll, Text, Exact, Badge, Button, Refusal, Empty, Clock, Since, Key,
	useOrder } from "../ui.js";
import { serverNow } from "../clock.js";
import { RollbackFacts, RollbackLine, rollbackOf } from "./rollback.js";
import { glassQuestion, snapshotQuestion } from "./questions.js";

const CLASS_TONES = { "read": "calm", "reversible": "calm", "destructive": "warn", "data-repair": "warn" };
const STATE_TONES = { "offered": "busy", "approved": "busy", "running": "busy", "succeeded": "good",
	"failed": "alarm", "timed-out": "alarm", "unknown": "alarm", "refused": "warn" };
const VERDICT_TONES = { "helped": "good", "worse": "alarm", "no-effect": "warn", "cannot-tell": "warn" };

const isOffered = (action) => slug(action.state) === "offered";
const isUndoable = (action) => Boolean(action.has_undo) && slug(action.state) === "succeeded";
const isUnknown = (action) => slug(action.state) === "unknown";
const isMoving = (action) => ["previewing", "approved", "running"].includes(slug(action.state));
const isRepair = (action) => slug(action.class) === "data-repair";
const isAsked = (action) => isOffered(action) && action.needs_two && Boolean(plain(action.requested_by));
const isJudged = (action) => action.verdict && slug(action.verdict) !== "none";

/* What destroys or rewrites data takes two people: the first asks, the second approves.
 * Whoever asked may go alone when the second had time enough. */
function deedOfTwo(action, me, now) {
	const asked = plain(action.requested_by);

	if (!asked)
		return { verb: "approve", text: `Ask for ${action.number}`, tone: "primary" };
	if (asked !== me.person)
		return { verb: "approve", text: `Approve ${action.number}`, tone: "primary" };
	if (now >= Date.parse(action.alone_from))
		return { verb: "glass", text: `Run ${action.number} alone …`, tone: "danger" };
	return null;
}

/* What the button would do. Nobody undoes by a second "1 Enter": the way back is looked
 * at first, by u or by the button, and only then the button goes it. */
function deedOf(action, choice, me, now) {
	if (!action)
		return null;
	if (isUndoable(action))
		return choice.undo ? { verb: "undo", text: `Undo ${action.number}`, tone: "primary" }
			: { verb: "look", text: `Undo ${action.number} …` };
	if (slug(action.state) !== choice.state)
		return null;
	if (isOffered(action) && action.needs_two)
		return deedOfTwo(action, me, now);
	if (isOffered(action))
		return { verb: "approve", text: `Approve ${action.number}`, tone: "primary" };
	if (isUnknown(action))
		return { verb: "settle", text: "Read the target", tone: "primary" };
	return null;
}

/* Draws anew at that instant: nothing is committed when one may go alone. */
function useWaking(at) {
	const [, draw] = useState(0);

	useEffect(() => {
		const wait = Date.parse(at) - serverNow();
		if (!(wait > 0))
			return undefined;
		const timer = setTimeout(() => draw(wait), wait + 50);
		return () => clearTimeout(timer);
	}, [at]);
}

/* The approval is for what was on the screen when it was chosen. If the preview has
 * changed since, it must be chosen again. */
export function useChoice({ room, incident, me, ask, refresh }) {
	const [choice, setChoice] = useState(null);
	const button = useRef(null);
	const deciding = useOrder();
	const actions = room?.actions ?? [];
	const action = actions.find((one) => one.number === choice?.number) ?? null;
	const changed = Boolean(action) && plain(action.digest) !== choice.digest;
	const deed = changed ? null : deedOf(action, choice, me, serverNow());
	useWaking(action?.alone_from);

	/* Before the next key can arrive: who types "1 Enter" fast means this button. */
	useLayoutEffect(() => {
		if (deed?.tone === "primary")
			button.current?.focus();
	}, [choice]);

	function choose(number, undo = false) {
		const found = actions.find((one) => one.number === number);
		if (!found)
			return;
		deciding.forget();
		setChoice({ number, undo, digest: plain(found.digest), state: slug(found.state) });
	}
	function chooseUndo() {
		const found = (isUndoable(action ?? {}) && action) || actions.findLast(isUndoable);
		if (found)
			choose(found.number, true);
	}
	async function confirm() {
		if (!deed)
			return;
		if (deed.verb === "look") {
			choose(action.number, true);
			return;
		}
		if (deed.verb === "glass") {
			ask(glassQuestion(incident, action, isRepair(action)));
			return;
		}
		if (deed.verb === "approve" && isRepair(action) && !plain(action.snapshot)) {
			ask(snapshotQuestion(incident, { number: action.number, digest: choice.digest }, deed.text));
			return;
		}
		const body = { incident, number: action.number };
		if (deed.verb === "approve")
			body.digest = choice.digest;
		await deciding.run(() => order("action", deed.verb, body));
		refresh();
	}
	return { action, deed, changed, undo: choice?.undo, button, order: deciding, choose, chooseUndo,
		confirm, forget: () => { setChoice(null); deciding.forget(); } };
}

function Outcome({ action }) {
	if (action.harm)
		return html`<span class="alarm-text">worse for a neighbour: <${Text} of=${action.harm} /></span>`;
	if (isJudged(action))
		return html`<span class=${`verdict ${VERDICT_TONES[slug(action.verdict)] ?? "calm"}-text`}>
			${words(action.verdict)}</span><span class="quiet">: <${Text} of=${action.verdict_reason} /></span>`;
	if (action.problem)
		return html`<span class="alarm-text"><${Text} of=${action.problem} /></span>`;
	if (slug(action.state) === "running")
		return html`running <${Since} at=${action.started_at} />`;
	if (slug(action.state) === "succeeded")
		return slug(action.class) === "read" ? html`done; what it printed is evidence` : html`done; its effect is being measured`;
	if (isAsked(action))
		return html`<span class="warn-text"><${Text} of=${action.requested_by} /> asked <${Since} at=${action.requested_at} />: a second person approves</span>`;
	return html`<span class="quiet">undo: <${Text} of=${action.undo_text} /></span>`;
}

function ActionRow({ action, chosen, onChoose }) {
	return html`
		<li class=${`action ${chosen ? "chosen" : ""}`}>
			<button type="button" class="action-row" aria-pressed=${chosen ? "true" : "false"} data-stop
				onClick=${() => onChoose(action.number)}>
				<${Key} name=${action.number} />
				<span class="action-title"><span class="visually-hidden">Action ${action.number}: </span><${Text} of=${action.title} /></span>
				<span class="action-badges">${action.rank === 0 && html`<${Badge} tone="busy">rollback first<//>`}<${Badge} tone=${CLASS_TONES[slug(action.class)]}>${words(plain(action.class))}<//>
					<${Badge} tone=${STATE_TONES[slug(action.state)]}>${words(plain(action.state))}<//></span>
				<span class="action-outcome"><${Outcome} action=${action} /></span>
			</button>
		</li>`;
}

const LINE_TONES = [[/^\s*(\+|will\b|after\b)/i, "added"], [/^\s*(-|was\b|before\b)/i, "removed"]];
const lineTone = (line) => LINE_TONES.find(([pattern]) => pattern.test(line))?.[1] ?? "";

const Diff = ({ text }) => html`
	<pre class="diff">${exact(text).split("\n").map((line, nth) =>
		html`<span key=${nth} class=${lineTone(line)}>${line}${"\n"}</span>`)}</pre>`;

const Fact = ({ name, children }) => html`<div><dt>${name}</dt><dd>${children}</dd></div>`;

const neighbourLines = (neighbours) => neighbours.map((one, nth) => html`
	<div key=${nth} class=${one.worse ? "alarm-text" : ""}><${Text} of=${one.service} />, <${Text} of=${one.name} />: <${Text} of=${one.says} /></div>`);

function Preview({ action, rollback, undo }) {
	if (undo)
		return html`<dl class="facts"><${Fact} name="undo"><${Exact} of=${action.undo_text} /><//>
			<${Fact} name="of"><${Text} of=${action.title} /><//></dl>`;
	return html`
		<${Diff} text=${action.preview || "no preview yet"} />
		<dl class="facts">
			<${Fact} name="expected"><${Text} of=${action.expected} /><//>
			<${Fact} name="risk"><${Text} of=${action.risk} /><//>
			<${Fact} name="undo"><${Text} of=${action.undo_text} /><//>
			${rollback && html`<${RollbackFacts} rollback=${rollback} Fact=${Fact} />`}
			${(action.leaves ?? []).map((left, nth) => html`<${Fact} key=${nth} name="leaves"><${Text} of=${left.title} />${left.removal && html`: <${Text} of=${left.removal} />`}<//>`)}
			${action.neighbours && html`<${Fact} name="neighbours">${neighbourLines(action.neighbours)}<//>`}
			${isJudged(action) && html`<${Fact} name="effect"><${Text} of=${action.verdict_reason} /><//>`}
			${action.problem && html`<${Fact} name="problem"><${Text} of=${action.problem} /><//>`}
		</dl>`;
}

const Moment = ({ at, by }) => html`<${Clock} at=${at} />${by && html` by <${Text} of=${by} />`}`;

function Details({ action }) {
	const measured = action.measured && `${plain(action.measured)}: ${quantityText(action.before)} before, ${quantityText(action.after)} after`;
	return html`
		<dl class="facts">
			<${Fact} name="runs">${argvOf(action.argv).map((word, nth) =>
				html`<code key=${nth} class="word">${exact(word)}</code> `)}<//>
			<${Fact} name="target"><${Exact} of=${action.target} /><//>
			<${Fact} name="digest"><code class="wrap">${plain(action.digest)}</code><//>
			<${Fact} name="why"><${Text} of=${action.why} /><//>
			${action.requested_by && html`<${Fact} name="asked for"><${Moment} at=${action.requested_at} by=${action.requested_by} />${action.called && html`; called: <${Text} of=${action.called} />`}<//>`}
			${action.snapshot && html`<${Fact} name="put back from"><${Text} of=${action.snapshot} /><//>`}
			${action.glass && html`<${Fact} name="ran alone"><${Text} of=${action.glass} /><//>`}
			${action.approved_at && html`<${Fact} name="approved"><${Moment} at=${action.approved_at} by=${action.approved_by} /><//>`}
			${action.started_at && html`<${Fact} name="ran"><${Clock} at=${action.started_at} /> to <${Clock} at=${action.ended_at} /><//>`}
			${measured && html`<${Fact} name="measured">${measured}<//>`}
			${action.output && html`<${Fact} name="output"><pre class="output">${exact(action.output)}</pre><//>`}
		</dl>`;
}

function nothing({ is_open: isOpen, hypotheses }) {
	if (!isOpen)
		return "No action was offered.";
	if (hypotheses.length && hypotheses.every((one) => slug(one.state) === "refuted"))
		return "No action is offered: the evidence refutes every hypothesis. The cause is another one.";
	return "No action is offered. One is offered when the evidence supports a hypothesis that asks for it.";
}

/* Where two people are needed: what is waited for, and until when. */
function noteOfTwo({ action, deed }) {
	const called = plain(action.called);

	if (deed?.verb === "glass")
		return html`${called ? html`<${Text} of=${called} /> was called at <${Clock} at=${action.requested_at} /> and has not approved.` : "No second person could be called."} You may run it alone: you type the target's name and say why.`;
	if (deed && isAsked(action))
		return html`You are the second person: <${Text} of=${action.requested_by} /> asked for it. Digest <code>${shortHash(action.digest)}</code>.`;
	if (deed)
		return `It is ${words(plain(action.class))}: it takes two people. You ask for it, the second is called.`;
	return html`You asked for it. <${Text} of=${called} /> was called to approve; you may run it alone from <${Clock} at=${action.alone_from} />.`;
}

function note(choice) {
	const { action, changed, deed } = choice;
	if (!action)
		return "Approving is always bound to the digest of what is shown.";
	if (changed)
		return "This preview has changed since you chose it. Look, then choose again.";
	if (isOffered(action) && action.needs_two)
		return noteOfTwo(choice);
	if (deed?.verb === "approve")
		return html`Approves digest <code>${shortHash(action.digest)}</code>. Written down before it runs.`;
	if (deed?.verb === "undo")
		return "Runs the way back shown above.";
	if (deed?.verb === "look")
		return "It ran. The button shows the way back before it goes it.";
	if (deed?.verb === "settle")
		return "Not known whether it ran. It never runs again by itself.";
	return isMoving(action) ? "On its way." : "Nothing to decide here.";
}

function Chosen({ choice, details, offered, any, room }) {
	const { action, deed, undo } = choice;
	const open = details.isOpen("action");
	const numbers = offered.map((one) => one.number).join(" or ");

	return html`
		<div class="chosen-pane">
			<${Scroll} label=${action ? `Action ${action.number}: ${open ? "details" : "preview"}` : "No action chosen"} extra="chosen-body">
				${!action && html`<${Empty}>${offered.length ? `Choose ${numbers} to see exactly what it would do.` : any ? "Choose an action to see what it did." : ""}<//>`}
				${action && (open ? html`<${Details} action=${action} />` : html`<${Preview} action=${action} rollback=${rollbackOf(room, action)} undo=${undo} />`)}
			<//>
			<div class="chosen-foot">
				<${Refusal} problem=${choice.order.problem}>${note(choice)}<//>
				<${Button} tone="small" hint="d" off=${!action} onPress=${() => details.toggle("action")}>${open ? "Preview" : "Details"}<//>
				<${Button} tone=${`${deed?.tone ?? ""} decide-button`} hint="⏎" busy=${choice.order.busy} off=${!deed}
					buttonRef=${choice.button} onPress=${choice.confirm}>${deed?.text ?? "Approve"}<//>
			</div>
		</div>`;
}

export function Actions({ room, incident, ask, choice, details }) {
	const { actions } = room;
	const offered = actions.filter(isOffered);

	return html`
		<${Panel} name="actions" title="Actions" aside=${html`<span class="quiet">${offered.length ? `${offered.length} offered` : ""}</span>`}>
			<${RollbackLine} room=${room} incident=${incident} ask=${ask} onChoose=${choice.choose} />
			<ol class="action-list">
				${actions.map((action) => html`<${ActionRow} key=${action.id} action=${action}
					chosen=${choice.action === action} onChoose=${choice.choose} />`)}
				${!actions.length && html`<li><${Empty}>${nothing(room)}<//></li>`}
			</ol>
			<${Chosen} choice=${choice} details=${details} offered=${offered} any=${actions.length > 0} room=${room} />
		<//>`;
}

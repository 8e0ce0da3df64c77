import { html, useLayoutEffect, useRef, useState } from "./lib.js";
import { Button } from "./ui.js";
import { keysAreOn, switchKeys } from "./keys.js";

const GROUPS = [
	["Decide", [
		["a", "acknowledge the pages: they stop, and you have it"],
		["e", "escalate: to the next level, a level or a need"],
		["l", "take command; with a reason when somebody leads"],
		["h", "hand off: offer the lead to somebody"],
		["1 … 9", "choose an action and see exactly what it would do"],
		["b", "choose the rollback of what changed before it began; Enter approves it"],
		["Enter, y", "approve what is chosen, bound to the digest shown"],
		["d", "details: command, target, digest, output; or the body of an evidence"],
		["u", "undo the chosen or last action; Enter confirms"],
		["r", "try to resolve; a refusal says what is missing"],
		["x", "dismiss a false alarm, with a reason"],
		["s", "change the severity, with a reason"],
	]],
	["Tell and write down", [
		["n", "note for the timeline"],
		["i", "I believe: a hypothesis of my own"],
		["+ −", "the hypothesis in focus is the cause, or is not, by evidence"],
		["q", "a question that tests the hypothesis in focus"],
		["m", "messages: write the next one; Ctrl Enter sends it"],
		["w", "people: who was called, what reached whom, hand-over"],
		["v", "alerts of the incident: held back, merge, split"],
		["f", "findings: the diagnosis, its charts, which change is to blame"],
		["p", "afterwards: durations, items, postmortem"],
	]],
	["Move", [
		["j k", "next and previous"],
		["/", "search"],
		["g l", "list of incidents"],
		["g a", "alerts: what fires, what is held back and why"],
		["g o", "on call: who, until when, who would be woken"],
		["o", "override a duty (on call)"],
		["s", "silence what is chosen (alerts)"],
		["i", "I see something: report it (in the list)"],
		["c", "declare an incident (in the list)"],
		["t", "dark, light, or as the system"],
		["Esc", "leave what is open"],
		["?", "this help"],
	]],
];

export function Help({ onClose }) {
	const dialog = useRef(null);
	const [on, setOn] = useState(keysAreOn());

	useLayoutEffect(() => {
		dialog.current?.showModal();
	}, []);

	return html`
		<dialog class="help" ref=${dialog} onClose=${onClose} aria-labelledby="help-title">
			<header><h2 id="help-title">Keys</h2>
				<${Button} hint="Esc" onPress=${() => dialog.current.close()}>Close<//></header>
			<div class="help-groups">
				${GROUPS.map(([title, keys]) => html`<section key=${title}><h3>${title}</h3>
					<dl>${keys.map(([key, text]) => html`
						<div key=${key}><dt><kbd>${key}</kbd></dt><dd>${text}</dd></div>`)}</dl>
				</section>`)}
			</div>
			<label class="switch"><input type="checkbox" checked=${on} onChange=${(event) => {
				switchKeys(event.currentTarget.checked);
				setOn(event.currentTarget.checked);
			}} /> Single keys work (switch off for speech input or a screen reader)</label>
		</dialog>`;
}

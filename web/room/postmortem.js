import { html, useEffect, useState } from "../lib.js";
import { read, order } from "../api.js";
import { Panel, Scroll, Text, Button, Empty, Refusal, useOrder } from "../ui.js";
import { Markdown } from "../markdown.js";

/* The room carries the text when it is ready; otherwise it is asked for once. */
function useText(room, incident) {
	const [text, setText] = useState("");
	const { postmortem } = room;
	const missing = Boolean(postmortem?.ready) && !postmortem.markdown;

	useEffect(() => {
		if (missing)
			read("postmortem", "show", { incident }).then((answer) => setText(answer.markdown)).catch(() => {});
	}, [missing, incident]);
	return postmortem?.markdown || text;
}

export function Postmortem({ room, incident, refresh }) {
	const text = useText(room, incident);
	const writing = useOrder();
	const write = () => writing.run(() => order("postmortem", "write", { incident })).then(() => refresh());

	return html`
		<${Panel} name="postmortem" title="Postmortem" aside=${html`
			<span class="quiet path"><${Text} of=${room.postmortem?.path} /></span>
			<${Button} tone=${`small ${room.is_open ? "unseen" : ""}`} off=${room.is_open} busy=${writing.busy} onPress=${write}>Write again<//>`}>
			${writing.problem && html`<${Refusal} problem=${writing.problem} />`}
			<${Scroll} label="Postmortem">
				${text ? html`<${Markdown} text=${text} />`
					: html`<${Empty}>${room.is_open ? "Written by itself one second after the resolve." : "Being written."}<//>`}
			<//>
		<//>`;
}

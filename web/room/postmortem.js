import { html, useEffect, useState } from "../lib.js";
import { read, order } from "../api.js";
import { Panel, Scroll, Text, Button, Empty, Refusal, useOrder } from "../ui.js";
import { Markdown } from "../markdown.js";
import { Chart } from "./chart.js";

/* The room carries the text when it is ready; the charts that it names are asked for when
 * somebody looks, and again when there is a newer diagnosis. */
function useWhole(room, incident, shown) {
	const [whole, setWhole] = useState({});
	const ready = Boolean(room.postmortem?.ready);
	const made = room.diagnosis?.evidence;

	useEffect(() => {
		let gone = false;
		if (shown && ready)
			read("postmortem", "show", { incident }).then((answer) => gone || setWhole(answer)).catch(() => {});
		return () => { gone = true; };
	}, [shown, ready, made, incident]);
	return { text: room.postmortem?.markdown || whole.markdown, found: whole.diagnosis };
}

const picturesOf = (found) => new Map((found?.charts ?? []).map((one) =>
	[one.file, html`<div><${Chart} finding=${one.finding} found=${found} says=${one.words} /></div>`]));

export function Postmortem({ room, incident, shown, refresh }) {
	const { text, found } = useWhole(room, incident, shown);
	const writing = useOrder();
	const write = () => writing.run(() => order("postmortem", "write", { incident })).then(() => refresh());

	return html`
		<${Panel} name="postmortem" title="Postmortem" aside=${html`
			<span class="quiet path"><${Text} of=${room.postmortem?.path} /></span>
			<${Button} tone=${`small ${room.is_open ? "unseen" : ""}`} off=${room.is_open} busy=${writing.busy} onPress=${write}>Write again<//>`}>
			${writing.problem && html`<${Refusal} problem=${writing.problem} />`}
			<${Scroll} label="Postmortem">
				${text ? html`<${Markdown} text=${text} pictures=${picturesOf(found)} />`
					: html`<${Empty}>${room.is_open ? "Written by itself one second after the resolve." : "Being written."}<//>`}
			<//>
		<//>`;
}

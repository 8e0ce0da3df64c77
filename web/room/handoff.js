/* What the next one must know, as the server writes it from the timeline. */

import { html, useEffect, useState } from "../lib.js";
import { read } from "../api.js";
import { plain } from "../format.js";
import { Panel, Scroll, Button, Empty, Refusal, useOrder } from "../ui.js";
import { Markdown } from "../markdown.js";

export function Handoff({ room, incident }) {
	const [text, setText] = useState("");
	const reading = useOrder();
	const offered = room.handoff?.id ?? 0;

	async function load() {
		const answer = await reading.run(() => read("handoff", "show", { incident }));
		if (answer)
			setText(plain(answer.document));
	}
	/* On offer it is what somebody decides by, so it is read at once. */
	useEffect(() => {
		setText("");
		if (offered)
			load();
	}, [offered, incident]);

	return html`
		<${Panel} name="handoff" title="Hand-over document" aside=${html`
			<${Button} tone="small" busy=${reading.busy} onPress=${load}>${text ? "Read anew" : "Read"}<//>`}>
			<${Refusal} problem=${reading.problem} />
			<${Scroll} label="Hand-over document">${text ? html`<${Markdown} text=${text} />`
				: html`<${Empty}>It writes itself from the timeline, and goes to whoever is offered the lead.<//>`}<//>
		<//>`;
}

import { html } from "../lib.js";
import { plain } from "../format.js";
import { Panel, Text, Badge } from "../ui.js";

export const Lint = ({ lint }) => html`
	<${Panel} name="lint" title="Would anybody not be woken?" aside=${html`
		<span class=${lint.errors ? "alarm-text" : "good-text"}><${Text} of=${lint.verdict} /></span>`}>
		<ul class="findings">${lint.findings.map((one, nth) => html`
			<li key=${nth} class="finding"><${Badge} tone=${plain(one.kind) === "error" ? "alarm" : "warn"}>${plain(one.kind)}<//>
				<span><strong><${Text} of=${one.where} /></strong> <${Text} of=${one.what} /></span></li>`)}</ul>
		${!lint.findings.length && html`<p class="quiet">Nothing to find fault with.</p>`}
	<//>`;

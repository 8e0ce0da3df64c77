/* What is between the two versions of a change: its commits and files, asked of the Git
 * of its service when somebody looks. */

import { html, useState } from "../lib.js";
import { order } from "../api.js";
import { plain } from "../format.js";
import { Text, Button, Clock, Refusal, useOrder } from "../ui.js";

const More = ({ count }) => count > 0 && html`<li class="quiet">and ${plain(count)} more</li>`;

const Commits = ({ name, list, more }) => (list ?? []).length > 0 && html`
	<h4>${name}</h4>
	<ul class="between-list">${list.map((one) => html`
		<li key=${one.commit}><code><${Text} of=${one.commit} /></code> <${Text} of=${one.title} />
			<span class="quiet"> by <${Text} of=${one.author} />, <${Clock} at=${one.at} /></span></li>`)}
		<${More} count=${more} /></ul>`;

/* Of a binary file lines are not counted. */
const lines = (one) => (Number.isFinite(one.added) ? `+${plain(one.added)} −${plain(one.removed)}` : "binary");

const Files = ({ list, more }) => (list ?? []).length > 0 && html`
	<h4>Files</h4>
	<ul class="between-list">${list.map((one) => html`
		<li key=${one.file}><code class="wrap"><${Text} of=${one.file} /></code> <span class="quiet">${lines(one)}</span></li>`)}
		<${More} count=${more} /></ul>`;

export function Between({ change, title }) {
	const [found, setFound] = useState(null);
	const asking = useOrder();
	const look = () => asking.run(() => order("change", "show", { change: Number(change) }))
		.then((answer) => answer?.between && setFound(answer.between));

	if (!found)
		return html`<div><${Button} tone="small" busy=${asking.busy} onPress=${look}
			label=${`What is in ${plain(title)}`}>What is in it<//>${asking.problem && html`<${Refusal} problem=${asking.problem} />`}</div>`;
	return html`<div class="between">
		<p class=${found.is_known ? "" : "quiet"}><${Text} of=${found.says} /></p>
		<${Commits} name="Came" list=${found.commits} more=${found.commits_left_out} />
		<${Commits} name="Went" list=${found.went} more=${found.went_left_out} />
		<${Files} list=${found.files} more=${found.files_left_out} /></div>`;
}

/* The chart of a finding, with the onset and the changes marked in it. */

import { html } from "../lib.js";
import { plain, timeOf } from "../format.js";
import { Clock } from "../ui.js";

const WIDTH = 600;
const HEIGHT = 72;

/* Places in the picture, of what is finite. */
function scaleOf({ at, values }) {
	const finite = values.filter((value) => typeof value === "number");
	const low = Math.min(...finite);
	const high = Math.max(...finite);
	const from = at[0];
	const span = at[at.length - 1] - from || 1;
	const x = (second) => ((second - from) / span) * WIDTH;
	const y = (value) => HEIGHT - 4 - ((value - low) / (high - low || 1)) * (HEIGHT - 8);
	return { x, y, holds: (second) => second >= from && second <= from + span };
}

/* A gap begins a new piece of the line. */
function pathOf({ at, values }, scale) {
	let gap = true;
	return at.map((second, nth) => {
		if (typeof values[nth] !== "number") {
			gap = true;
			return "";
		}
		const step = `${gap ? "M" : "L"}${scale.x(second).toFixed(1)} ${scale.y(values[nth]).toFixed(1)}`;
		gap = false;
		return step;
	}).join("");
}

const Mark = ({ at, scale, kind, says }) => {
	const second = timeOf(at) / 1000;
	return scale.holds(second) && html`
		<line class=${`mark ${kind}`} x1=${scale.x(second)} x2=${scale.x(second)} y1="0" y2=${HEIGHT}><title>${plain(says)}</title></line>`;
};

export function Chart({ finding, found, says = finding.says }) {
	const chart = finding.chart;
	if (!chart?.at?.length)
		return null;
	const scale = scaleOf(chart);
	return html`
		<svg class="finding-chart" viewBox=${`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img"
			aria-label=${plain(says)}>
			<path class="line" d=${pathOf(chart, scale)} />
			${(found.changes ?? []).map((change) => html`<${Mark} key=${change.id} at=${change.at} scale=${scale} kind="change" says=${change.title} />`)}
			<${Mark} at=${found.onset ?? found.during?.from} scale=${scale} kind="onset" says="onset" />
		</svg>
		<p class="chart-foot quiet time"><span><${Clock} at=${new Date(chart.at[0] * 1000).toISOString()} /></span>
			<span>dashed: a change · whole: the onset</span>
			<span><${Clock} at=${new Date(chart.at[chart.at.length - 1] * 1000).toISOString()} /></span></p>`;
}

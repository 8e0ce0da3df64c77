/* The chart of a finding, with the onset and the changes marked in it. */

import { html } from "../lib.js";
import { plain, timeOf } from "../format.js";
import { Clock } from "../ui.js";

const WIDTH = 600;
const HEIGHT = 72;

/* So many heights away a limit is near: one further away would press the line flat. */
const LIMIT_HEIGHTS = 3;

const isNumber = (value) => typeof value === "number";

const isNear = (limit, low, high) => isNumber(limit)
	&& limit <= high + LIMIT_HEIGHTS * (high - low) && limit >= low - LIMIT_HEIGHTS * (high - low);

/* Places in the picture, of what is finite; the limit is in it when it is near. */
function scaleOf({ at, values }, wanted) {
	const finite = values.filter(isNumber);
	const limit = isNear(wanted, Math.min(...finite), Math.max(...finite)) ? wanted : null;
	const shown = limit === null ? finite : [...finite, limit];
	const low = Math.min(...shown);
	const high = Math.max(...shown);
	const from = at[0];
	const span = at[at.length - 1] - from || 1;
	const x = (second) => ((second - from) / span) * WIDTH;
	const y = (value) => HEIGHT - 4 - ((value - low) / (high - low || 1)) * (HEIGHT - 8);
	return { x, y, limit, holds: (second) => second >= from && second <= from + span };
}

/* A gap begins a new piece of the line. */
function pathOf({ at, values }, scale) {
	let gap = true;
	return at.map((second, nth) => {
		if (!isNumber(values[nth])) {
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

/* Of what grows: the line of it. */
const Trend = ({ points, scale }) => points?.length === 2 && points.every((one) => isNumber(one.at) && isNumber(one.value)) && html`
	<line class="trend" x1=${scale.x(points[0].at)} y1=${scale.y(points[0].value)} x2=${scale.x(points[1].at)} y2=${scale.y(points[1].value)}><title>how it grows</title></line>`;

const Limit = ({ scale }) => scale.limit !== null && html`
	<line class="limit" x1="0" x2=${WIDTH} y1=${scale.y(scale.limit)} y2=${scale.y(scale.limit)}><title>the limit</title></line>`;

export function Chart({ finding, found, says = finding.says }) {
	const chart = finding.chart;
	if (!chart?.at?.length)
		return null;
	const scale = scaleOf(chart, finding.chart_limit);
	const onset = finding.resource ? finding.onset : found.onset ?? found.during?.from;
	return html`
		<svg class="finding-chart" viewBox=${`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img"
			aria-label=${plain(says)}>
			<path class="line" d=${pathOf(chart, scale)} />
			${(found.changes ?? []).map((change) => html`<${Mark} key=${change.id} at=${change.at} scale=${scale} kind="change" says=${change.title} />`)}
			<${Trend} points=${finding.trend} scale=${scale} />
			<${Limit} scale=${scale} />
			<${Mark} at=${onset} scale=${scale} kind="onset" says="onset" />
		</svg>
		<p class="chart-foot quiet time"><span><${Clock} at=${new Date(chart.at[0] * 1000).toISOString()} /></span>
			<span>dashed: a change · whole: the onset${finding.trend && " · slanted: how it grows"}${scale.limit !== null && " · level: the limit"}</span>
			<span><${Clock} at=${new Date(chart.at[chart.at.length - 1] * 1000).toISOString()} /></span></p>`;
}

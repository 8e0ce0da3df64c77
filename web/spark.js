/* A line of the values this tab has seen. The server keeps none for us, so what was
 * before the tab was opened is not drawn, and the caption says so. */

import { html, useEffect, useRef, useState, loadChart } from "./lib.js";
import { timeOf, quantityText } from "./format.js";

const SAMPLES_MAX = 720; /* an hour at one in five seconds */
const HEIGHT = 44;
const seen = new Map();

export function collectSamples(checks) {
	for (const check of checks) {
		const at = timeOf(check.last_sample_at || check.asked_at);
		const value = check.last_value;
		const samples = seen.get(check.id) ?? [];

		seen.set(check.id, samples);
		if (typeof value !== "number" || !Number.isFinite(value) || Number.isNaN(at))
			continue;
		if (samples.length && samples[samples.length - 1].at >= at)
			continue;
		samples.push({ at, value });
		if (samples.length > SAMPLES_MAX)
			samples.shift();
	}
}

const samplesOf = (check) => seen.get(check.id) ?? [];

/* A canvas knows no style sheet: the box carries the two colours for it. */
function optionsFor(box) {
	const { color, borderTopColor, width } = getComputedStyle(box);
	const bare = { show: false };
	return {
		width: Math.floor(parseFloat(width)),
		height: HEIGHT,
		padding: [4, 2, 4, 2],
		legend: bare,
		cursor: bare,
		axes: [bare, bare],
		scales: { x: { time: false }, y: { range: (_, low, high) => {
			const room = (high - low || Math.abs(high) || 1) * 0.1;
			return [low - room, high + room];
		} } },
		series: [{},
			{ stroke: color, width: 1.5, points: { show: false } },
			{ stroke: borderTopColor, width: 1, dash: [4, 4], points: { show: false } }],
	};
}

const dataOf = (samples, threshold) => [
	samples.map((sample) => sample.at / 1000),
	samples.map((sample) => sample.value),
	samples.map(() => threshold),
];

function caption(check, samples) {
	if (samples.length < 2)
		return `${samples.length} of 2 values seen here`;
	const values = samples.map((sample) => sample.value);
	return `${samples.length} values, ${quantityText(Math.min(...values), check.unit)} to `
		+ `${quantityText(Math.max(...values), check.unit)}`;
}

export function Spark({ check }) {
	const box = useRef(null);
	const chart = useRef(null);
	const [theme, setTheme] = useState(0);
	const samples = samplesOf(check);
	const last = samples.length ? samples[samples.length - 1].at : 0;
	const enough = samples.length > 1;

	useEffect(() => {
		const changed = () => setTheme((nth) => nth + 1);
		window.addEventListener("themechange", changed);
		return () => window.removeEventListener("themechange", changed);
	}, []);

	useEffect(() => {
		if (!enough)
			return undefined;
		let gone = false;
		const resize = new ResizeObserver(([entry]) =>
			chart.current?.setSize({ width: Math.floor(entry.contentRect.width), height: HEIGHT }));

		loadChart().then((Chart) => {
			if (gone)
				return;
			chart.current = new Chart(optionsFor(box.current),
				dataOf(samples, check.threshold), box.current);
			resize.observe(box.current);
		}).catch(() => { /* a picture less; the values stand beside it as text */ });
		return () => {
			gone = true;
			resize.disconnect();
			chart.current?.destroy();
			chart.current = null;
		};
	}, [enough, theme, check.id]);

	useEffect(() => {
		chart.current?.setData(dataOf(samples, check.threshold));
	}, [last]);

	return html`
		<figure class="spark">
			<div class="spark-box" ref=${box} role="img" aria-label=${`${caption(check, samples)}; the dashed line is the threshold`}></div>
			<figcaption class="quiet" title="Drawn from what this tab has seen. Dashed: the threshold.">${caption(check, samples)}</figcaption>
		</figure>`;
}

/* A canned diagnosis: a step in one series, a drift in another. In the stage "hostile" it
 * holds what nobody should write. */

const STEP_S = 60;
const POINTS = 120;

function chart(until, shape) {
	const from = Math.floor(until / 1000) - POINTS * STEP_S;
	return { at: Array.from({ length: POINTS }, (_, nth) => from + nth * STEP_S), values: Array.from({ length: POINTS }, (_, nth) => shape(nth)) };
}

export function diagnosed(incident) {
	const hostile = incident.stage === "hostile" ? "<img src=x onerror=alert(1)>" : "";
	const say = (text) => text + hostile;
	const instant = (minutes) => new Date(incident.now - minutes * 60_000).toISOString();
	return {
		says: say("redis-cache stands out most: writes failing went from 0 % to 96 %, 31 times the edge of quiet times. Deploy \"shop v2.3.4\", 2:00 before, is to blame by 62 %; no change by 27 %."),
		anything: true, onset: instant(12), onset_says: say("writes failing went from 0 % to 96 %, in one step"), during: { from: instant(12), to: instant(0) },
		series: 14, calibration: "Compared with 18 quiet windows.", no_change: 0.27, no_change_believed: "27 %", outside: "", missing: [say("cpu of shop: no series")],
		suspects: [{ entity: say("redis-cache"), score: 31, stands_out: true, why: say("it raised the alert, and nothing that it calls failed before it") },
			{ entity: "shop", score: 2.1, stands_out: false, why: "orders per second are fewer since 03:11:30" }],
		changes: [{ id: "17", kind: "deploy", entity: "shop", title: say("shop v2.3.4"), at: instant(14), lag: "2:00 before", believed: "62 %", belief: 0.62, owner: "carol",
			why: say("it came 2:00 before it began; it calls redis-cache"), undo: "kubernetes puts it back on prod/shop/deployment/shop" },
		{ id: "16", kind: "config", entity: "edge", title: "certificate renewed", at: instant(70), lag: "58:00 before", believed: "11 %", belief: 0.11, owner: "bob", why: "nothing that it touches is near", undo: "" }],
		findings: [{ id: "F1", entity: "redis-cache", kind: "metric", strength: 31, subject: say("writes failing"), unit: "percent", says: say("writes failing of redis-cache went from 0 % to 96 % at 03:11:19"),
			show: "stanch diagnosis finding DRILL-2026-11-21-001 F1", grafana: "https://grafana.example.org/explore?schemaVersion=1&panes=%7B%7D", query: say("100 * rate(redis_writes_failed_total[1m]) / rate(redis_writes_total[1m])"), chart: chart(incident.now, (nth) => (nth < 108 ? 0 : 96)) },
		{ id: "F2", entity: "redis-cache", kind: "metric", strength: 4.2, subject: "memory in use", unit: "bytes", says: "memory in use of redis-cache grew from 21 MiB to 32 MiB since 02:40", show: "stanch diagnosis finding DRILL-2026-11-21-001 F2", grafana: "javascript:alert(1)",
			query: "redis_memory_used_bytes", chart: chart(incident.now, (nth) => (nth % 17 === 5 ? null : 21 + Math.max(0, nth - 70) * 0.25)) }],
		resources: [{ id: "F3", entity: "redis-cache", kind: "metric", resource: "grows", strength: 2.2, subject: say("memory in use"), unit: "bytes", onset: instant(100),
			says: say("memory in use of redis-cache grows by 4 MiB/h (95 %: 3.8 MiB to 4.2 MiB) since 01:43:19; it reaches its limit of 32 MiB (maxmemory) at about 04:23, in 1 h 0 min, if it goes on so (estimated)"),
			chart_limit: 32, trend: [{ at: Math.floor(incident.now / 1000) - 6000, value: 21 }, { at: Math.floor(incident.now / 1000) - 60, value: 28 }],
			show: "stanch diagnosis finding DRILL-2026-11-21-001 F3", query: "redis_memory_used_bytes", chart: chart(incident.now, (nth) => 20 + nth * 0.066) },
		{ id: "F4", entity: "shop", kind: "metric", resource: "saturated", strength: 2, subject: "connections", unit: "", onset: instant(12),
			says: say("connections of shop: 98 of 100 (max_connections), saturated since 03:11:19"), chart_limit: 100,
			show: "stanch diagnosis finding DRILL-2026-11-21-001 F4", query: "shop_connections", chart: chart(incident.now, (nth) => (nth < 108 ? 40 : 98)) }],
	};
}

/* What Git says of one of its changes; of the other there is no repository. */
export function between(incident, change) {
	const hostile = incident.stage === "hostile" ? "<img src=x onerror=alert(1)> \u202egnp" : "";
	if (change !== 17)
		return { change: { id: change }, between: { is_known: false, says: `no repository is named for it: the setting 'git' of its service does${hostile}` } };
	return { change: { id: change }, between: { is_known: true, says: `v2.3.3 to v2.3.4: 2 commits came, of 2 authors; 2 files, 1 lines more and 1 less${hostile}`,
		commits: [{ commit: "0a1b2c3d4e5f", at: new Date(incident.now - 900_000).toISOString(), author: `dave${hostile}`, title: `Simplify the settings${hostile}` }],
		commits_left_out: 1, went: [], files: [{ file: `api/pool.yaml${hostile}`, added: 1, removed: 1 }, { file: "web/dot.png" }] } };
}

/* As the postmortem has them: a file for each chart. */
export function chartsOf(incident) {
	const { onset, during, changes, findings } = diagnosed(incident);
	return { evidence: 4, onset, during, changes, charts: findings.map((finding) => ({ finding,
		file: `DRILL-2026-11-21-001.charts/${finding.id}.svg`, svg: "<svg/>", words: `between 0 and 96 ${finding.unit}; onset at 03:11:19` })) };
}

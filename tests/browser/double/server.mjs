/* A double of the server, for the page's tests and for working on the page: it serves
 * web/ with the real content security policy, answers as the API does, and plays one
 * incident. It knows no rules of incidents: a stage is a file of canned answers.
 *
 * node double/server.mjs [PORT], then open http://127.0.0.1:PORT/room/last
 * POST /double/stage/NAME   jumps to a stage     POST /double/cut/MS  cuts the events
 * POST /double/sign-out     forgets who we are */

import { createServer } from "node:http";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { roomAt, STAGES } from "./fixtures.mjs";
import { oncallReads } from "./oncall.mjs";
import { Intake } from "./alerts.mjs";
import { matched, proposed } from "./books.mjs";
import { chartsOf, diagnosed, between } from "./diagnosis.mjs";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const BODY_MAX = 1 << 20;
const CSRF = "double-csrf";

export const POLICY = [
	"default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'",
	"connect-src 'self'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'",
	"require-trusted-types-for 'script'", "trusted-types 'none'",
].join("; ");

const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8",
	".css": "text/css; charset=utf-8", ".svg": "image/svg+xml" };

/* The same files the program carries inside, from where npm put them. */
const VENDOR = {
	"htm-preact.js": "htm/preact/standalone.module.js",
	"uplot.js": "uplot/dist/uPlot.esm.js",
	"uplot.css": "uplot/dist/uPlot.min.css",
};

function librariesFolder() {
	const found = [process.env.STANCH_WEB_LIBRARIES, join(ROOT, "build/npm/node_modules"),
		join(ROOT, "web/node_modules")].filter(Boolean).find((folder) => existsSync(join(folder, "htm")));
	if (!found)
		throw new Error("the page's libraries are missing: run tools/fetch-libraries web");
	return found;
}

class Refused extends Error {
	constructor(status, title, detail) {
		super(detail);
		this.tree = { type: `urn:stanch:problem:${title}`, title, status, detail };
	}
}

class Incident {
	constructor() {
		this.sockets = new Set();
		this.orders = [];
		this.signedIn = true;
		this.cutUntil = 0;
		this.seq = 1000;
		this.notes = [];
		this.to("paged", false);
	}

	to(stage, tell = true) {
		clearTimeout(this.timer);
		this.stage = stage;
		this.room = roomAt(stage);
		this.room.timeline.push(...this.notes);
		this.since = Date.now();
		this.from = Date.parse(this.room.now);
		if (tell)
			this.tell(`stage.${stage}`);
	}

	/* Its first action puts a change back, is "offered" or was "declined". */
	offerRollback(state) {
		const rollback = { id: 1, number: this.room.actions[0].number, state, lag: 120_000,
			title: "Roll back orders from v2.3.4 to v2.3.3",
			says: "deploy v2.3.4 was 2:00 before it began; nothing else changed in the 60 min before",
			diff: "- image shop/orders:v2.3.3\n+ image shop/orders:v2.3.4", author: "carol" };
		const offered = state === "offered";

		this.room.actions[0].rank = offered ? 0 : 1;
		this.room.rollbacks = [rollback];
		this.room.rollback = offered ? rollback : null;
		this.room.rollback_question = offered ? "" : `Why not '${rollback.title}'?`;
		this.tell("rollback.offered");
	}

	/* Its first action left something behind, whose end has come, and it harmed another. */
	leaveFix() {
		const ended = new Date(this.now - 3_600_000).toISOString();

		this.room.fixes = [
			{ id: 4, title: "Raise maxmemory to twice its value", state: "open", owner: "alice", over: true, ends_at: ended, way_out: "stanch undo INC-2026-11-21-001 1" },
			{ id: 3, title: "schema validation is off", state: "removed", owner: "bob", over: false, ends_at: ended, ended_at: ended, reason: "turned on again" },
		];
		Object.assign(this.room.actions[0], { harm: "shop (baskets failing: 0 % → 12 %)",
			leaves: [{ title: "auto-sync of shop is off", removal: "turn it on again" }],
			neighbours: [{ service: "shop", name: "baskets failing", says: "0 % → 12 %", worse: true, asked: true }] });
		this.tell("fix.added");
	}

	/* Its second action takes two people, and was asked for by nobody yet. */
	needTwo() {
		Object.assign(this.room.actions[1], { class: "data-repair", needs_two: true, requested_by: "", called: "", snapshot: "" });
		this.tell("action.offered");
	}

	/* The second, bob, has a second to approve. */
	askForTwo({ number, snapshot }) {
		const at = this.now;
		Object.assign(actionOf(number), { requested_by: "alice", requested_at: new Date(at).toISOString(), called: "bob",
			snapshot: `${snapshot} (as alice says)`, alone_from: new Date(at + 1500).toISOString() });
		this.write("action.requested", "alice", `action ${number} asked for; bob is called`);
	}

	get now() { return this.from + Date.now() - this.since; }

	/* The hold goes on while a stage lasts, as samples would make it. */
	get seen() {
		const room = structuredClone(this.room);
		room.now = new Date(this.now).toISOString();
		for (const check of room.checks.filter((one) => one.state === "green")) {
			check.held_ms = Math.min(60_000, Math.floor((this.now - Date.parse(check.green_since)) / 5000) * 5000 + 2000);
			check.last_sample_at = check.asked_at = new Date(Math.floor(this.now / 5000) * 5000).toISOString();
			const missing = Math.ceil((60_000 - check.held_ms) / 1000);
			room.resolve = missing <= 0 ? { allowed: true, why_not: "" }
				: { allowed: false, why_not: `writes succeed: green for 0:${String(60 - missing).padStart(2, "0")} of 1:00, ${missing} s missing` };
		}
		return room;
	}

	get row() {
		const { incident, page, checks } = this.seen;
		return { ...incident, since: "1 min", acked: Boolean(incident.acked_at),
			page: page && { state: page.state, person: page.person, due: page.due },
			check_counts: { green: checks.filter((one) => ["green", "held"].includes(one.state)).length,
				held: checks.filter((one) => one.state === "held").length, total: checks.length } };
	}

	write(kind, actor, text) {
		this.seq += 1;
		const at = new Date(this.now).toISOString();
		const entry = { seq: this.seq, at, time: at.slice(11, 19), kind, actor, text };
		this.room.timeline.push(entry);
		if (kind === "note")
			this.notes.push(entry);
		this.tell(kind, actor, text);
	}

	tell(kind, actor = "stanch", text = "") {
		this.seq += 1;
		const entry = { seq: this.seq, at: new Date(this.now).toISOString(), kind,
			incident: this.room.incident.code, actor, text, on_timeline: true };
		for (const socket of this.sockets)
			socket.write(`id: ${this.seq}\nevent: entry\ndata: ${JSON.stringify(entry)}\n\n`);
	}

	cut(ms) {
		this.cutUntil = Date.now() + ms;
		for (const socket of this.sockets)
			socket.destroy();
		this.sockets.clear();
	}
}

const incident = new Incident();
const intake = new Intake(incident);

const older = () => Array.from({ length: 3 }, (_, nth) => ({ ...roomAt("resolved").incident, id: 90 + nth,
	code: `DRILL-2026-11-${20 - nth}-001`, title: ["API latency p99 above 500 ms", "Queue worker-3 does not drain", "Certificate of pay.example.org expires"][nth],
	service: ["api", "queue", "edge"][nth], rank: nth + 1, severity: `P${nth + 1}`, commander: ["bob", "carol", "alice"][nth],
	state: nth === 2 ? "dismissed" : "closed", opened_at: `2026-11-${20 - nth}T14:0${nth}:00Z`, resolved_at: `2026-11-${20 - nth}T14:3${nth}:10Z`,
	acked: true, page: null, check_counts: { green: 1, held: nth === 2 ? 0 : 1, total: 1 } }));

/* Open as well, when only that is asked for. */
const another = () => ({ ...roomAt("acknowledged").incident, id: 2, code: "DRILL-2026-11-21-002", title: "Replica of db-1 lags", service: "db-1" });

const me = () => {
	if (!incident.signedIn)
		throw new Refused(401, "not-signed-in", "Sign in first.");
	return { person: "alice", role: "approver", csrf: CSRF, drill: true, doors_open: true, version: "0.1.0" };
};

const EVIDENCE_BODY = "# Memory\nused_memory:33554320\nused_memory_human:32.00M\nmaxmemory:33554432\nmaxmemory_human:32.00M\nmaxmemory_policy:noeviction\n<script>alert(1)</script>\n";

const READS = {
	"me": me,
	"incident/list": ({ all }) => ({ incidents: [incident.row, ...(all ? older() : [another()])], drill: true, on_call: ["alice", "bob"], now: incident.seen.now }),
	"runbook/match": () => matched(incident),
	"diagnosis/show": () => diagnosed(incident),
	"incident/room": ({ incident: code }) => {
		if (!["last", "1", incident.room.incident.code].includes(code))
			throw new Refused(404, "not-found", `There is no incident '${code}'.`);
		return incident.seen;
	},
	"evidence/show": ({ id }) => ({ ...incident.room.evidence.find((one) => String(one.id) === id), body: EVIDENCE_BODY }),
	"postmortem/show": () => ({ ...incident.room.postmortem, diagnosis: chartsOf(incident) }),
	...oncallReads(incident),
	...intake.reads(),
};

function actionOf(number) {
	const action = incident.room.actions.find((one) => one.number === number);
	if (!action)
		throw new Refused(404, "not-found", `There is no action ${number}.`);
	return action;
}

function resolve({ unproven, reason }) {
	const { allowed, why_not: whyNot } = incident.seen.resolve;
	if (!allowed && !unproven) {
		incident.write("resolve.refused", "alice", `resolve refused: ${whyNot}`);
		throw new Refused(409, "conflict", `Not yet: ${whyNot}.`);
	}
	incident.to("resolved");
	incident.room.incident.proven = !unproven;
	if (unproven)
		incident.write("incident.unproven", "alice", `resolved without proof: ${reason}`);
}

function approve({ number, digest, snapshot }) {
	const action = actionOf(number);
	if (action.digest !== digest)
		throw new Refused(409, "conflict", "The preview has changed since: look again.");
	if (action.needs_two && snapshot && !action.requested_by)
		return incident.askForTwo({ number, snapshot });
	if (number !== 1)
		throw new Refused(403, "forbidden", "Action 2 is destructive: it needs a second approver. bob has been paged.");
	incident.to("running");
	incident.timer = setTimeout(() => incident.to("mitigated"), 1500);
	return {};
}

function breakGlass({ number, target_name: target, reason }) {
	const action = actionOf(number);
	if (target !== action.target)
		throw new Refused(403, "forbidden", `The target's name is typed as it stands: ${action.target}.`);
	Object.assign(action, { state: "running", glass: reason });
	incident.write("action.glass", "alice", `action ${number} runs alone: ${reason}`);
}

function decide({ id, evidence, reason, state, outcome }) {
	const one = incident.room.hypotheses.find((hypothesis) => hypothesis.id === id);
	if (!evidence.trim())
		throw new Refused(400, "invalid", "evidence: name what it rests on.");
	Object.assign(one, { state, reason: `${state} by alice on evidence ${evidence}` });
	one.tests = [...one.tests ?? [], { says: `alice: ${reason}`, by: "alice", expected: "", observed: `evidence ${evidence}`, outcome, evidence: parseInt(evidence, 10) }];
	incident.write("hypothesis.verdict", "alice", `Hypothesis ${state}: ${one.claim}`);
	return {};
}

const ORDERS = {
	...intake.orders(),
	"session": ({ token }) => {
		if (token !== "right")
			throw new Refused(401, "unauthorized", "This token is not known.");
		incident.signedIn = true;
		return me();
	},
	"session/end": () => { incident.signedIn = false; },
	"page/acknowledge": () => {
		if (incident.stage !== "paged")
			throw new Refused(409, "conflict", "This page was already acknowledged.");
		incident.to("acknowledged");
	},
	"action/approve": approve,
	"action/break-glass": breakGlass,
	"fix/remove": ({ id, reason }) => {
		Object.assign(incident.room.fixes.find((one) => one.id === id), { state: "removed", over: false, ended_at: new Date(incident.now).toISOString(), reason });
		incident.write("fix.removed", "alice", `temporary fix ${id} is gone: ${reason}`);
	},
	"action/undo": ({ number }) => {
		Object.assign(actionOf(number), { state: "undone", verdict: "none" });
		incident.write("action.undone", "alice", `action ${number} undone`);
	},
	"incident/resolve": resolve,
	"incident/note": ({ text }) => {
		if (!text)
			throw new Refused(400, "invalid", "The note is empty.");
		incident.write("note", "alice", text);
	},
	"incident/dismiss": ({ reason }) => {
		Object.assign(incident.room, { is_open: false });
		Object.assign(incident.room.incident, { state: "dismissed" });
		incident.write("incident.dismissed", "alice", `dismissed: ${reason}`);
	},
	"incident/severity": ({ rank, reason }) => {
		Object.assign(incident.room.incident, { rank, severity: `P${rank}`, severity_reason: reason });
		incident.write("incident.severity", "alice", `severity P${rank}: ${reason}`);
	},
	"report/add": ({ text }) => ({ report: { id: 1, text, why: "service redis: named in the text ('redis')" },
		code: incident.room.incident.code, state: "candidate", count: 1, missing: [{ about: "environment", asks: "In which environment?" }] }),
	"incident/confirm": () => ({ incident: { code: incident.room.incident.code } }),
	"incident/declare": () => ({ incident: { code: incident.room.incident.code } }),
	"message/draft": () => {
		incident.room.messages.push({ id: 50, kind: "update", state: "draft", audience: "stakeholders", subject: "update",
			text: "Still being worked on.", drafted_why: "asked for", drafted_at: incident.seen.now });
		incident.write("message.drafted", "alice", "an update was drafted");
	},
	"message/send": ({ text, message }) => {
		const draft = incident.room.messages.find((one) => one.id === message);
		Object.assign(draft ?? {}, { state: "sent", text: text ?? draft?.text, sent_at: incident.seen.now, sent_by: "alice" });
		incident.room.promise = { what: "next update", due: new Date(incident.now + 1_800_000).toISOString(), state: "open" };
		incident.write("message.sent", "alice", "message sent to stakeholders");
	},
	"rollback/reason": ({ reason }) => {
		incident.room.rollback_question = "";
		incident.write("rollback.reason", "alice", `Why the rollback was declined: ${reason}`);
		return {};
	},
	"hypothesis/write": ({ claim, mechanism }) => {
		incident.room.hypotheses.push({ id: 9, key: "", claim, mechanism, state: "open", reason: "believed by alice", tests: [], helps: [] });
		incident.write("hypothesis.written", "alice", `Hypothesis: ${claim}`);
		return { questioned: /memory/.test(claim) ? "it repeats what was seen: why did that happen?" : "" };
	},
	"hypothesis/confirm": (said) => decide({ ...said, state: "confirmed", outcome: "confirms" }),
	"hypothesis/refute": (said) => decide({ ...said, state: "refuted", outcome: "refutes" }),
	"evidence/ask": ({ query }) => {
		incident.room.evidence.push({ id: 90, state: "gathered", title: query, meaning: "97", probe: "prometheus", occasion: "for hypothesis 9" });
		incident.write("evidence.gathered", "alice", `${query}: 97`);
		return {};
	},
	"change/show": ({ change }) => between(incident, change),
	"hypothesis/why": ({ id, because }) => {
		incident.room.whys.push({ depth: 2, indent: "    ", hypothesis: 5, claim: because, state: "open", why: 2, link: "stated", basis: "stated by alice, not confirmed", is_root: true, is_again: false });
		incident.room.why_question = "";
		incident.write("why.said", "alice", `Why ${id}? Because ${because}: stated by alice, not confirmed`);
		return { cause: { id: 5, claim: because }, basis: "stated by alice, not confirmed", questioned: "" };
	},
	"runbook/run": (body) => proposed(body, Refused),
	"item/add": (item) => {
		incident.room.items.push({ id: 50, state: "open", flags: item.owner ? [] : ["no owner"], ...item });
		incident.write("item.added", "alice", `item: ${item.title}`);
	},
};

function answer(response, status, tree) {
	const type = status < 400 ? "application/json" : "application/problem+json";
	response.writeHead(status, { "Content-Type": type, "Cache-Control": "no-store" });
	response.end(JSON.stringify(tree));
}

async function bodyOf(request) {
	let text = "";
	for await (const part of request) {
		text += part;
		if (text.length > BODY_MAX)
			throw new Refused(413, "too-large", "The body is too large.");
	}
	return text ? JSON.parse(text) : {};
}

async function api(request, response, path, query) {
	if (request.method === "GET") {
		const found = READS[path];
		if (path !== "me")
			me();
		if (!found)
			throw new Refused(404, "not-found", `There is no ${path}.`);
		return answer(response, 200, found(Object.fromEntries(query)));
	}
	const body = await bodyOf(request);
	if (path !== "session" && request.headers["x-csrf-token"] !== CSRF)
		throw new Refused(403, "forbidden", "The CSRF token is wrong.");
	if (!ORDERS[path])
		throw new Refused(404, "not-found", `There is no ${path}.`);
	incident.orders.push({ path, body });
	return answer(response, 200, ORDERS[path](body) ?? {});
}

function events(request, response) {
	if (Date.now() < incident.cutUntil)
		return request.socket.destroy();
	response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
	response.write("retry: 500\n: here\n\n");
	incident.sockets.add(response);
	return request.on("close", () => incident.sockets.delete(response));
}

function control(response, path) {
	const [what, value] = path.split("/");

	const orders = {
		"stage": () => {
			incident.notes = [];
			incident.to(value);
			intake.reset();
		},
		"skip": () => {
			incident.from += Number(value);
			incident.tell("clock.skipped");
		},
		"cut": () => incident.cut(Number(value)),
		"sign-out": () => { incident.signedIn = false; },
		"sign-in": () => { incident.signedIn = true; },
		"rollback": () => incident.offerRollback(value),
		"two": () => incident.needTwo(),
		"fix": () => incident.leaveFix(),
		"move": () => { incident.room.actions[0].digest = "moved".padEnd(64, "0"); },
		"orders": () => {},
	};
	if (!orders[what] || (what === "stage" && !STAGES.includes(value)))
		return answer(response, 404, {});
	orders[what]();
	return answer(response, 200, { orders: incident.orders.splice(0), stage: incident.stage });
}

async function file(response, path) {
	const name = normalize(path).replaceAll("\\", "/");
	const real = name.startsWith("vendor/") ? join(librariesFolder(), VENDOR[name.slice(7)] ?? "none")
		: name.startsWith("web/") ? join(ROOT, name) : "none";
	try {
		const bytes = await readFile(real);
		response.writeHead(200, { "Content-Type": TYPES[extname(name)] ?? "application/octet-stream",
			"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache" });
		response.end(bytes);
	} catch {
		answer(response, 404, { title: "not found", status: 404, detail: name });
	}
}

async function route(request, response) {
	const url = new URL(request.url, "http://double");
	const under = (prefix) => url.pathname.startsWith(prefix) && url.pathname.slice(prefix.length);

	if (url.pathname === "/events")
		return events(request, response);
	if (under("/api/v1/"))
		return api(request, response, under("/api/v1/"), url.searchParams);
	if (under("/double/"))
		return control(response, under("/double/"));
	if (under("/assets/"))
		return file(response, under("/assets/"));
	return file(response, "web/index.html");
}

export function startDouble(port = 0) {
	const server = createServer((request, response) => {
		route(request, response).catch((problem) => {
			const known = problem instanceof Refused;
			answer(response, known ? problem.tree.status : 500,
				known ? problem.tree : { title: "failed", status: 500, detail: String(problem) });
		});
	});
	return new Promise((done) => {
		server.listen(port, "127.0.0.1", () => done({
			url: `http://127.0.0.1:${server.address().port}`,
			stop: () => {
				server.closeAllConnections();
				server.close();
			},
		}));
	});
}

if (process.argv[1] === fileURLToPath(import.meta.url))
	startDouble(Number(process.argv[2] ?? 0)).then(({ url }) => console.log(url));

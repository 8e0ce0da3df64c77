/* Canned answers of alerts, silences and senders, from the double's present on. In the
 * stage "hostile" the names are such as nobody should have; in "resolved" there is nothing. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const HOSTILE = "<img src=x onerror=alert(1)> \u202eesrever\u2069 \u200f\u061c ".repeat(40);

const iso = (time) => new Date(time).toISOString();

const alert = (id, name, now, more = {}) => ({ id, incident: 0, state: "firing", name, summary: `${name} says so`, service: "api",
	source: "alertmanager", starts_at: iso(now), ends_at: iso(now + 5 * MINUTE), first_seen_at: iso(now), changed_at: iso(now), suppressed: "", ...more });

const silence = (id, now, more = {}) => ({ id, uid: `uid-${id}`, matchers: [], comment: "the disk is being changed", created_by: "amy",
	starts_at: iso(now - HOUR), ends_at: iso(now + 2 * HOUR), matchers_text: "{alertname=\"Disk\",instance=\"db-1\"}", state: "active", holds: 1, expired_by: "", ...more });

export class Intake {
	constructor(incident) {
		this.incident = incident;
		this.reset();
	}

	/* A new stage: what was ordered is forgotten. */
	reset() {
		const now = this.incident.now;
		this.now = now;
		this.silences = [silence(1, now), silence(2, now, { state: "expired", holds: 0, ends_at: iso(now - 10 * MINUTE), expired_by: "bob",
			expired_at: iso(now - 10 * MINUTE), matchers_text: "{team=~\"a|b\"}", comment: "drill" })];
	}

	get bad() { return this.incident.stage === "hostile"; }
	get none() { return this.incident.stage === "resolved"; }

	get alerts() {
		const name = this.bad ? HOSTILE : "RedisWritesFailing";
		return this.none ? [] : [
			alert(17, name, this.now - 2 * MINUTE, { incident: this.incident.room.incident.id, service: this.bad ? HOSTILE : "cache", summary: this.bad ? HOSTILE : "96 % of writes to cache-1 fail" }),
			alert(16, "Disk", this.now - 3 * MINUTE, { service: "db-1", suppressed: this.silences[0].state === "active" ? "silence:uid-1" : "" }),
			alert(15, "QueueGrows", this.now - 4 * MINUTE, { service: "queue", suppressed: "inhibited:17" }),
			alert(14, "Flap", this.now - 5 * MINUTE, { suppressed: "flapping" }),
			alert(13, "Certificate", this.now - 6 * MINUTE, { suppressed: "maintenance:edge works" }),
			alert(12, "Backup", this.now - 7 * MINUTE, { suppressed: "muted:nights" }),
			alert(11, "Gone", this.now - 9 * MINUTE, { state: "resolved", ends_at: iso(this.now - 8 * MINUTE) })];
	}

	explain({ id }) {
		const found = this.alerts.find((one) => String(one.id) === String(id));
		const labels = this.bad ? { "<b>name</b>": HOSTILE } : { alertname: found.name, instance: "db\"1\\", severity: "critical" };
		return { is_stored: true, incident: found.incident ? this.incident.room.incident.code : undefined, day: "2026-11-21",
			alert: { ...found, labels, annotations: {}, generator_url: this.bad ? "javascript:alert(1)" : "http://prometheus:9090/graph" },
			now: found.state === "firing" ? [{ step: "service", text: "cache: the label service names it" }, { step: "silence", text: "none of 1 covers it" },
				{ step: "page", text: this.bad ? HOSTILE : "nobody is called anew: it is in hand" }] : undefined,
			entries: [{ seq: 4, at: found.starts_at, time: "03:09:31", kind: "alert.fired", actor: "door alertmanager", subject: "alert 17", text: `Alert ${found.name} fires` }] };
	}

	add({ matchers, comment, until, for: lasts }) {
		const made = silence(3, this.now, { matchers_text: `{${matchers}}`, comment, created_by: "alice", holds: 0,
			ends_at: until ?? iso(this.now + Number.parseInt(lasts, 10) * HOUR) });
		this.silences.push(made);
		this.incident.tell("silence.made");
		return { silence: made, ...(!/instance=|service=/.test(matchers) && { does_not_cover: "rank 0: it does not name the alert" }) };
	}

	expire({ silence: id }) {
		const found = this.silences.find((one) => String(one.id) === id);
		Object.assign(found, { state: "expired", holds: 0, expired_by: "alice", expired_at: iso(this.incident.now) });
		this.incident.tell("silence.expired");
		return { silence: found };
	}

	get sources() {
		const one = (name, health, more) => ({ id: 0, name, source: "alertmanager", state: health === "silent" ? "silent" : "heard", health,
			last_seen_at: iso(this.now - MINUTE), rhythm: "about 1:00", deliveries: 40, alerts: 320, faults: 0, refused: 0, problem: "", ...more });
		return this.none ? [] : [one(this.bad ? HOSTILE : "alertmanager", "heard"),
			one("prometheus-2", "silent", { last_seen_at: iso(this.now - HOUR), faults: 2, problem: this.bad ? HOSTILE : "alert 3: labels: 'a' twice" }),
			one("grafana", "never heard", { last_seen_at: undefined, rhythm: undefined, deliveries: 0, alerts: 0 })];
	}

	get watches() {
		const one = (id, name, state, verdict, reason) => ({ id, name, kind: "http", state, verdict, reason, since: iso(this.now - HOUR),
			asked_at: iso(this.now - 4000), took_ms: 5000, for: "1:00:00", asked_ago: "0:04" });
		return this.none ? [] : [one(1, "shop", "failing", "hangs", this.bad ? HOSTILE : "no whole answer within 5 s"), one(2, "pay", "good", "good", "status 200")];
	}

	get heartbeats() {
		const one = (id, name, state, more) => ({ id, name, state, every: 24 * HOUR, grace: HOUR, last_ping_at: iso(this.now - HOUR),
			due_at: iso(this.now + HOUR), pings: 3, pinged_by: "door nightly", rhythm: "1d 0h", ...more });
		return this.none ? [] : [one(1, "nightly-backup", "missed", { due_at: iso(this.now - MINUTE) }), one(2, "cron", "alive"),
			one(3, this.bad ? HOSTILE : "nihgtly", "unknown", { every: 0, rhythm: undefined, due_at: undefined })];
	}

	reads() {
		return {
			"alert/list": () => ({ alerts: this.alerts }),
			"alert/explain": (query) => this.explain(query),
			"silence/list": () => ({ silences: this.none ? [] : this.silences }),
			"source/list": () => ({ sources: this.sources }),
			"watch/list": () => ({ watches: this.watches }),
			"heartbeat/list": () => ({ heartbeats: this.heartbeats }),
		};
	}

	orders() {
		return {
			"silence/add": (body) => this.add(body),
			"silence/expire": (body) => this.expire(body),
			"incident/merge": ({ into }) => {
				this.incident.to("merged");
				return { incident: this.incident.room.incident, into: { code: into } };
			},
			"incident/split": ({ alerts }) => {
				const leaving = alerts.split(",");
				this.incident.room.alerts = this.incident.room.alerts.filter((one) => !leaving.includes(String(one.id)));
				this.incident.tell("incident.split");
				return { incident: { code: "DRILL-2026-11-21-003" }, from: this.incident.room.incident };
			},
		};
	}
}

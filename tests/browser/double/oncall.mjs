/* Canned answers of who is on call, from the double's present on. In the stage "hostile"
 * the names are such as nobody should have. */

const HOUR = 3_600_000;
const HOSTILE = "<img src=x onerror=alert(1)> \u202eesrever \u200f\u2067";

const iso = (time) => new Date(time).toISOString();
const local = (time) => `${new Date(time).toUTCString().slice(0, 3)} ${iso(time).slice(0, 16).replace("T", " ")} UTC`;

function shift(schedule, person, from, until, more = {}) {
	return { schedule, person, shown: person || "NOBODY", layer: "week", gap: !person, from: iso(from), until: iso(until),
		from_local: local(from), until_local: local(until), lasts: "1d 0h", ...more };
}

function shiftsFrom(now, bad) {
	const people = bad ? [HOSTILE, "bob", "</title><script>alert(1)</script>"] : ["alice", "bob", "carol"];
	const days = Array.from({ length: 14 }, (_, nth) => now + nth * 24 * HOUR);

	return [
		...days.map((from, nth) => shift("primary", people[nth % 3], from, from + 24 * HOUR, nth === 2 ? { override: 7 } : {})),
		...days.flatMap((from) => [shift("nights", people[2], from, from + 14 * HOUR), shift("nights", "", from + 14 * HOUR, from + 24 * HOUR)]),
	];
}

const step = (number, level, trigger, person, need = "") => ({ policy: "platform", step: number, level, trigger, after: "0:00",
	person, because: "named", channels: ["sms"], by: "sms", need });

const call = (after, number, who, more = {}) => ({ at: "", clock: "03:11:31", after, level: "L1", step: number, round: number,
	who, by: "sms", because: "named", is_alarm: false, ...more });

export function oncallReads(incident) {
	const bad = () => incident.stage === "hostile";
	const who = () => (bad() ? HOSTILE : "alice");
	const duty = (schedule, person) => ({ schedule, person, layer: "week", zone: bad() ? "<b>Nowhere/Else</b>" : "UTC",
		until: iso(incident.now + 5 * HOUR), until_local: local(incident.now + 5 * HOUR), next: "bob" });

	return {
		"oncall/who": () => ({ at: iso(incident.now), schedules: [duty("primary", who()), duty("nights", "")],
			on_call: [step(1, "L1", "when the incident opens", who()), step(2, "L3", "somebody asks for architecture", "carol", "architecture")],
			holders: [{ incident: incident.room.incident.code, person: incident.room.incident.commander }] }),
		"oncall/calendar": () => {
			const shifts = shiftsFrom(incident.now, bad());
			return { from: iso(incident.now), until: iso(incident.now + 14 * 24 * HOUR), days: 14, gaps: 14,
				gaps_say: "14 gaps: NOBODY is on call then.", shifts };
		},
		"oncall/lint": () => ({ errors: 1, warnings: 1, verdict: "1 error: somebody would not be woken.", findings: [
			{ kind: "error", where: `person ${who()}`, what: "can be reached by nothing" },
			{ kind: "warning", where: "policy platform", what: bad() ? "<script>alert(1)</script>" : "is used by no service" }] }),
		"oncall/simulate": () => ({ policy: "platform", rank: 2, at: iso(incident.now), at_local: local(incident.now), chains: [
			{ level: "L1", trigger: "when the incident opens", is_conditional: false, was_cut: false, missing: ["schedule nights"],
				calls: [call("0:00", 1, who()), call("5:00", 2, "bob"), call("15:00", 3, "everybody", { is_alarm: true })] },
			{ level: "L3", trigger: "somebody asks for architecture", is_conditional: true, was_cut: true, missing: [],
				calls: [call("0:00", 1, "carol")] }] }),
		"oncall/feed": () => ({ url: bad() ? "javascript:alert(1)" : "https://stanch.example.org/calendar/secret.ics" }),
		"override/list": () => ({ overrides: [{ id: 7, schedule: "primary", person: who(), instead_of: "bob", reason: bad() ? HOSTILE : "dentist",
			made_by: "alice", state: "coming", from_local: local(incident.now + 48 * HOUR), until_local: local(incident.now + 72 * HOUR) }] }),
		"person/list": () => ({ people: [who(), "bob", "carol"].map((name) => ({ name, role: "approver", from: "configuration" })) }),
		"handoff/show": () => ({ document: "## Handoff\n\n**Status**: investigating\n**Impact**: <img src=x onerror=alert(1)>\n\n- [click](javascript:alert(1))\n" }),
	};
}

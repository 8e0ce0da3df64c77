/* Canned answers of runbooks. In the stage "hostile" they hold what nobody should write. */

const HOSTILE = "<img src=x onerror=alert(1)> \u202eesrever \u200e\u2066 ".repeat(20);

const step = (id, line, title, more) => ({ id, line, title, part: "diagnosis", condition: "", language: "shell", parameters: [], findings: [],
	class: "read", reason: "redis-cli INFO only reads", can_run: true, runs: 0, succeeded: 0, ...more });

export function matched(incident) {
	const bad = incident.stage === "hostile";
	const say = (text) => (bad ? HOSTILE : text);

	return { runbooks: [{ name: "redis/memory", title: say("Redis memory"), section: say("Writes fail"), because: say("the alert RedisWritesFailing names it as its runbook_url"),
		parameters: [
			{ name: "host", source: say("<host>"), type: "address", value: say("cache-1"), is_known: true, is_refused: false, from: say("label instance of the alert") },
			{ name: "pod", source: "<pod>", type: "name", value: "", is_known: false, is_refused: true, from: "label pod is refused: '--all' begins with '-': it would be an option" },
			{ name: "TOKEN", source: "$TOKEN", type: "secret", value: "", is_known: true, is_refused: false, from: "runbook_secrets, when it runs" }],
		steps: [
			step("look", 9, say("Look at its memory"), { code: say("redis-cli -h <host> INFO memory\n"), parameters: [{ name: "host" }, { name: "TOKEN" }], proven_at: incident.seen.now }),
			step("restart", 15, "Restart it", { class: "destructive", reason: "kubectl delete removes a pod", code: "kubectl delete pod <pod>\n", parameters: [{ name: "pod" }],
				findings: [{ line: 16, level: "warning", rule: "kubectl-namespace", text: say("no namespace"), repaired: say("kubectl -n shop delete pod <pod>") }] }),
			step("loop", 21, "Each of them", { class: "refused", reason: "line 1: a loop is not run", can_run: false, code: "for p in a b; do kubectl delete pod $p; done\n" })] }] };
}

/* As the server does: without a value it is refused by name. */
export function proposed({ step: id, values }, Refused) {
	if (id === "restart" && !values?.pod)
		throw new Refused(400, "invalid", "step restart: <pod> has no value: give it one, as in pod=…");
	return { action: { number: 3 } };
}

/* A stage is a file: what it starts from, and what is different then. "T+46" is 46 s
 * after the double's incident opened, "@long x" a text of 10 kB. */

import { readFileSync } from "node:fs";

const OPENED_AT = Date.parse("2026-11-21T03:11:31Z");
const LONG = 10_000;

const isTree = (value) => value !== null && typeof value === "object";

function overlay(base, over) {
	if (!isTree(base) || !isTree(over) || Array.isArray(over))
		return over;
	const made = Array.isArray(base) ? [...base] : { ...base };

	for (const [name, value] of Object.entries(over)) {
		if (name.endsWith("+"))
			made[name.slice(0, -1)] = [...(base[name.slice(0, -1)] ?? []), ...value];
		else
			made[name] = overlay(base[name], value);
	}
	return made;
}

function textOf(value) {
	const time = /^T([+-]\d+)$/.exec(value);

	if (time)
		return new Date(OPENED_AT + Number(time[1]) * 1000).toISOString();
	if (!value.startsWith("@long "))
		return value;
	const part = value.slice("@long ".length);
	return part.repeat(Math.ceil(LONG / part.length)).slice(0, LONG);
}

function resolveTexts(tree) {
	if (typeof tree === "string")
		return textOf(tree);
	if (Array.isArray(tree))
		return tree.map(resolveTexts);
	if (!isTree(tree))
		return tree;
	return Object.fromEntries(Object.entries(tree).map(([name, value]) =>
		[textOf(name), resolveTexts(value)]));
}

function readStage(name) {
	const file = new URL(`./fixtures/${name}.json`, import.meta.url);
	const stage = JSON.parse(readFileSync(file, "utf8"));
	return stage.from ? overlay(readStage(stage.from), stage.set) : stage;
}

export const STAGES = ["paged", "acknowledged", "running", "mitigated", "resolved",
	"othercause", "called", "storm", "merged", "hostile"];
export const roomAt = (name) => resolveTexts(readStage(name));

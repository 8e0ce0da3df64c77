/* Keys. A screen lays its keys on top of those below and takes them away when it
 * goes. Keys never fire while somebody writes, with Ctrl, Alt or Meta, or repeated by
 * a key held down, except where a repeat only moves the eye. */

import { useEffect, useRef } from "./lib.js";

const SEQUENCE_WAIT_MS = 1000;
const MAY_REPEAT = new Set(["j", "k"]);
const layers = [];
let prefix = "";
let prefixTimer = 0;

function isWriting(target) {
	return target instanceof HTMLElement
		&& (target.isContentEditable || target.matches("input, textarea, select"));
}

const find = (name) => layers.findLast((layer) => layer.current[name])?.current[name];
const isPrefix = (name) =>
	layers.some((layer) => Object.keys(layer.current).some((key) => key.startsWith(`${name} `)));

function nameOf(event) {
	const name = prefix ? `${prefix} ${event.key}` : event.key;
	clearTimeout(prefixTimer);
	prefix = "";
	return name;
}

export const keysAreOn = () => {
	try {
		return localStorage.getItem("keys") !== "off";
	} catch {
		return true;
	}
};

/* Screen readers and speech input own single keys, so they can be switched off. */
export function switchKeys(on) {
	try {
		localStorage.setItem("keys", on ? "on" : "off");
	} catch {
		/* then they stay on */
	}
}

function press(event) {
	if (event.defaultPrevented || event.isComposing)
		return;
	if (document.querySelector("dialog[open]"))
		return;
	if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target))
		return;
	if (event.repeat && !MAY_REPEAT.has(event.key))
		return;
	if (!keysAreOn() && event.key !== "Escape")
		return;
	const name = nameOf(event);
	const act = find(name);

	if (act) {
		event.preventDefault();
		act(event);
		return;
	}
	if (isPrefix(name)) {
		prefix = name;
		prefixTimer = setTimeout(() => { prefix = ""; }, SEQUENCE_WAIT_MS);
	}
}

document.addEventListener("keydown", press);

export function useKeys(keys) {
	const layer = useRef(keys);
	layer.current = keys;

	useEffect(() => {
		layers.push(layer);
		return () => layers.splice(layers.indexOf(layer), 1);
	}, []);
}

/* j and k move the focus over whatever the screen marks with data-stop. */
export function moveFocus(step) {
	const stops = [...document.querySelectorAll("[data-stop]")]
		.filter((stop) => stop.getClientRects().length);
	const here = stops.findIndex((stop) => stop.contains(document.activeElement));
	const next = stops[here < 0 ? (step > 0 ? 0 : stops.length - 1) : here + step];

	next?.focus();
	next?.scrollIntoView({ block: "nearest" });
}

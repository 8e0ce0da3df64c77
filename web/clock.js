/* The server's clock. Countdowns count what the server will do, so its time is what
 * matters; ours may be wrong by minutes. Between two answers the time goes on by the
 * browser's monotonic clock, which no change of the wall clock moves. */

import { useState, useEffect } from "./lib.js";

let known = Date.now();
let knownAt = performance.now();

const JUMP_MS = 500; /* a wrong clock is put right at once, not at the next second */
const listeners = new Set();
let timer = 0;

export const serverNow = () => known + (performance.now() - knownAt);

export function hearServerTime(instant) {
	const time = Date.parse(instant);

	if (Number.isNaN(time))
		return;
	const jump = Math.abs(time - serverNow());
	known = time;
	knownAt = performance.now();
	if (jump > JUMP_MS)
		tick();
}

function tick() {
	clearTimeout(timer);
	timer = 0;
	for (const listener of listeners)
		listener(serverNow());
	wind();
}

/* Ticks fall on the server's full seconds, so that all countdowns move together. */
function wind() {
	if (!timer && listeners.size)
		timer = setTimeout(tick, 1000 - (serverNow() % 1000) + 5);
}

export function useNow() {
	const [now, setNow] = useState(serverNow);

	useEffect(() => {
		listeners.add(setNow);
		wind();
		return () => listeners.delete(setNow);
	}, []);
	return now;
}

/* The live connection. It says honestly what it is: live, lost since when, or paused
 * because nobody looks (a browser allows six connections to a server over HTTP/1.1,
 * and forgotten tabs must not take them all). */

import { serverNow } from "./clock.js";

const HIDDEN_PAUSE_MS = 60_000;
const RETRY_MS = [1000, 2000, 5000];

export function openEvents({ onEntry, onReload, onState }) {
	let source = null;
	let state = { kind: "connecting", since: serverNow() };
	let failures = 0;
	let retryTimer = 0;
	let hideTimer = 0;

	function become(kind) {
		if (state.kind === kind)
			return;
		state = { kind, since: serverNow() };
		onState(state);
	}

	function opened() {
		const wasAway = state.kind === "lost" || state.kind === "paused";
		failures = 0;
		become("live");
		if (wasAway)
			onReload();
	}

	/* The browser tries again by itself and resumes, except after an answer that was
	 * no stream; then a new connection is made, and all is read anew. */
	function failed() {
		become("lost");
		if (source?.readyState !== EventSource.CLOSED)
			return;
		clearTimeout(retryTimer);
		retryTimer = setTimeout(connect, RETRY_MS[Math.min(failures, RETRY_MS.length - 1)]);
		failures += 1;
	}

	function heard(event) {
		try {
			onEntry(JSON.parse(event.data));
		} catch {
			onReload();
		}
	}

	function connect() {
		source?.close();
		source = new EventSource("/events");
		source.addEventListener("open", opened);
		source.addEventListener("error", failed);
		source.addEventListener("entry", heard);
		source.addEventListener("reload", () => onReload());
	}

	function pause() {
		source?.close();
		source = null;
		clearTimeout(retryTimer);
		become("paused");
	}

	function visibility() {
		clearTimeout(hideTimer);
		if (document.hidden)
			hideTimer = setTimeout(pause, HIDDEN_PAUSE_MS);
		else if (!source)
			connect();
	}

	document.addEventListener("visibilitychange", visibility);
	connect();
	return () => {
		document.removeEventListener("visibilitychange", visibility);
		clearTimeout(hideTimer);
		clearTimeout(retryTimer);
		source?.close();
	};
}

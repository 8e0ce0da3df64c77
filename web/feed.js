/* What is on the screen, kept true: loaded at once, again when an event says that it
 * changed, and now and then anyway, since samples of a check are no events and a dead
 * connection is not always noticed. */

import { useState, useEffect, useRef } from "./lib.js";
import { hearServerTime } from "./clock.js";

const SETTLE_MS = 150; /* events come in bursts */
const GAP_MS = 250;    /* at most four loads a second */
const LOOK_ANYWAY_MS = 5000;

class Feed {
	constructor(load, show) {
		this.load = load;
		this.show = show;
		this.timer = 0;
		this.startedAt = 0;
		this.loading = false;
		this.again = false;
		this.ended = false;
	}

	/* A timer already set is left alone: a steady stream of events must not push
	 * the next load ahead of itself for ever. */
	want(wait = SETTLE_MS) {
		if (this.ended || this.timer)
			return;
		if (this.loading) {
			this.again = true;
			return;
		}
		const gap = GAP_MS - (performance.now() - this.startedAt);
		this.timer = setTimeout(() => this.run(), Math.max(wait, gap));
	}

	async run() {
		clearTimeout(this.timer);
		this.timer = 0;
		if (this.loading) {
			this.again = true;
			return;
		}
		this.loading = true;
		this.startedAt = performance.now();
		try {
			this.heard(await this.load());
		} catch (problem) {
			this.missed(problem);
		}
		this.loading = false;
		if (this.again) {
			this.again = false;
			this.want();
		}
	}

	heard(data) {
		if (this.ended)
			return;
		hearServerTime(data.now);
		this.show(() => ({ data, problem: null }));
	}

	missed(problem) {
		if (!this.ended)
			this.show((last) => ({ data: last.data, problem }));
	}

	end() {
		this.ended = true;
		clearTimeout(this.timer);
	}
}

/* live.listen(call) calls with an entry, or with null when anything may have changed. */
export function useFeed(load, live, concerns, about) {
	const [shown, show] = useState({ data: null, problem: null });
	const feed = useRef(null);

	useEffect(() => {
		const mine = new Feed(load, show);
		const look = () => document.hidden || mine.want(0);
		const poll = setInterval(look, LOOK_ANYWAY_MS);
		const deaf = live.listen((entry) => (entry === null || concerns(entry)) && mine.want());

		feed.current = mine;
		show({ data: null, problem: null });
		mine.run();
		document.addEventListener("visibilitychange", look);
		return () => {
			mine.end();
			deaf();
			clearInterval(poll);
			document.removeEventListener("visibilitychange", look);
		};
	}, [about]);

	return { ...shown, refresh: () => feed.current?.run() };
}

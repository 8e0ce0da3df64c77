import { html, useEffect, useLayoutEffect, useMemo, useRef, useState } from "../lib.js";
import { plain, clockText, timeOf, slug } from "../format.js";
import { Panel, Text, Long, Ago, Button, Empty } from "../ui.js";

const NEAR_THE_END = 40;

function Line({ entry, now }) {
	return html`
		<li class=${`entry entry-${slug(entry.kind).split(/[^a-z]/)[0]}`}>
			<time datetime=${plain(entry.at)}>${clockText(entry.at, now)}</time>
			<div class="entry-text"><${Long} of=${entry.text} />${entry.actor && entry.actor !== "stanch" && html` <span class="quiet actor"><${Text} of=${entry.actor} /></span>`}</div>
			<${Ago} at=${entry.at} />
		</li>`;
}

const matches = (entry, search) =>
	`${plain(entry.text)} ${plain(entry.actor)} ${plain(entry.kind)}`.toLowerCase().includes(search.toLowerCase());

/* Who reads at the end stays there when lines come; who has scrolled up is left alone
 * and told how many are new. */
function useTail(count) {
	const box = useRef(null);
	const atEnd = useRef(true);
	const [seen, setSeen] = useState(count);

	const toEnd = () => {
		box.current.scrollTop = box.current.scrollHeight;
		setSeen(count);
	};
	useLayoutEffect(() => {
		if (atEnd.current)
			toEnd();
	}, [count]);
	useEffect(() => {
		const resize = new ResizeObserver(() => atEnd.current && toEnd());
		resize.observe(box.current);
		return () => resize.disconnect();
	}, []);
	const onScroll = () => {
		const { scrollTop, scrollHeight, clientHeight } = box.current;
		atEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_THE_END;
		if (atEnd.current)
			setSeen(count);
	};
	return { box, onScroll, toEnd, fresh: Math.max(0, count - seen) };
}

export function Timeline({ room, onNote }) {
	const [search, setSearch] = useState("");
	const { timeline } = room;
	const found = useMemo(() => (search ? timeline.filter((entry) => matches(entry, search)) : timeline),
		[timeline, search]);
	const tail = useTail(found.length);
	const now = timeOf(room.now);

	return html`
		<${Panel} name="timeline" title="Timeline" aside=${html`
			<button type="button" class=${`link ${tail.fresh ? "" : "unseen"}`} onClick=${tail.toEnd}>${tail.fresh} new</button>
			<label class="search"><span class="visually-hidden">Search the timeline</span>
				<input type="search" placeholder="Search  /" data-search value=${search}
					onInput=${(event) => setSearch(event.currentTarget.value)}
					onKeyDown=${(event) => event.key === "Escape" && event.currentTarget.blur()} /></label>
			<${Button} tone="small" hint="n" onPress=${onNote}>Note<//>`}>
			<div class="scroll" tabindex="0" role="log" aria-label="Timeline, times in UTC" ref=${tail.box} onScroll=${tail.onScroll}>
				<ol class="entries">${found.map((entry) => html`<${Line} key=${entry.seq} entry=${entry} now=${now} />`)}</ol>
				${!found.length && html`<${Empty}>${search ? "No line matches." : "Nothing yet."}<//>`}
			</div>
		<//>`;
}

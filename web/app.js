/* The frame: who is signed in, which screen the address names, the live connection,
 * the head and the dock. */

import { html, render, useEffect, useMemo, useRef, useState } from "./lib.js";
import { whoAmI, onSignedOut, signOut } from "./api.js";
import { openEvents } from "./events.js";
import { useNow, serverNow } from "./clock.js";
import { clockText, plain, spanText, timeOf } from "./format.js";
import { useKeys } from "./keys.js";
import { Button, Refusal, Text } from "./ui.js";
import { AskForm, Hints } from "./ask.js";
import { Help } from "./help.js";
import { Login } from "./login.js";
import { List, LIST_HINTS } from "./list.js";
import { Room, hintsOf } from "./room.js";
import { OnCall, ONCALL_HINTS } from "./oncall.js";
import { AlertsPage, ALERTS_HINTS } from "./alerts.js";

const PAGES = {
	list: { title: "Incidents", hints: LIST_HINTS },
	alerts: { title: "Alerts", hints: ALERTS_HINTS },
	oncall: { title: "On call", hints: ONCALL_HINTS },
};

function screenOf(path) {
	const page = /^\/(alerts|oncall)\/?$/.exec(path);
	if (page)
		return { name: page[1] };
	const room = /^\/(room|postmortem)\/([^/]+)\/?$/.exec(path);
	return room ? { name: "room", view: room[1], code: decodeURIComponent(room[2]) } : { name: "list" };
}

/* Our own links change the screen without loading the page anew. */
function useAddress() {
	const [path, setPath] = useState(location.pathname);
	const go = (to) => {
		if (to !== location.pathname)
			history.pushState(null, "", to);
		setPath(to);
	};

	useEffect(() => {
		const moved = () => setPath(location.pathname);
		const follow = (event) => {
			const link = event.target instanceof Element && event.target.closest("a[href^='/']");
			const plainClick = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
			if (!link || !plainClick || link.target || event.defaultPrevented)
				return;
			event.preventDefault();
			go(link.getAttribute("href"));
		};
		window.addEventListener("popstate", moved);
		document.addEventListener("click", follow);
		return () => {
			window.removeEventListener("popstate", moved);
			document.removeEventListener("click", follow);
		};
	}, []);
	return { screen: useMemo(() => screenOf(path), [path]), go };
}

/* One connection for all screens; each says with listen() that it wants to know. */
function useLive() {
	const listeners = useRef(new Set());
	const [state, setState] = useState({ kind: "connecting", since: serverNow() });

	useEffect(() => {
		const tell = (entry) => listeners.current.forEach((listener) => listener(entry));
		return openEvents({ onEntry: tell, onReload: () => tell(null), onState: setState });
	}, []);
	const listen = (listener) => {
		listeners.current.add(listener);
		return () => listeners.current.delete(listener);
	};
	return useMemo(() => ({ state, listen }), [state]);
}

const CONNECTION_WORDS = { live: "live", connecting: "connecting", paused: "paused" };

function Connection({ state, head }) {
	const now = useNow();
	const from = timeOf(head.room?.now);
	const lost = state.kind === "lost" || head.problem;
	const words = state.kind === "lost" ? `reconnecting since ${spanText(now - state.since)}`
		: head.problem ? "no answer" : CONNECTION_WORDS[state.kind];

	return html`
		<p class=${`connection ${lost ? "lost" : state.kind}`} role="status">
			<span class="dot" aria-hidden="true"></span><span class="connection-words">${words}</span>
			${lost && !Number.isNaN(from) && html`<span class="connection-more"> — what you see is from ${clockText(from)}</span>`}
		</p>`;
}

const WallClock = () => html`<span class="wall-clock" aria-hidden="true">${clockText(useNow())} UTC</span>`;

function useTheme() {
	const theme = window.stanchTheme;
	const [name, setName] = useState(theme.current());
	const next = () => {
		const chosen = theme.names[(theme.names.indexOf(name) + 1) % theme.names.length];
		theme.choose(chosen);
		setName(chosen);
	};
	return [name, next];
}

function Head({ me, screen, live, head, theme, onTheme, onHelp, onLeave }) {
	return html`
		<header class="head">
			<a class="skip" href="#main">Skip to the content</a>
			<a class="brand" href="/">stanch</a>
			<nav aria-label="Main"><a href="/" aria-current=${screen.name === "list" ? "page" : undefined}>Incidents</a>
				<a href="/alerts" aria-current=${screen.name === "alerts" ? "page" : undefined}>Alerts</a>
				<a href="/oncall" aria-current=${screen.name === "oncall" ? "page" : undefined}>On call</a>
				${screen.name === "room" && html`<a class="here" href=${location.pathname} aria-current="page"><${Text} of=${head.room?.incident.code ?? screen.code} /></a>`}</nav>
			<${Connection} state=${live.state} head=${head} />
			<${WallClock} />
			<span class="person"><${Text} of=${me.person} /> <span class="quiet">${plain(me.role)}</span></span>
			<${Button} tone="small plain" onPress=${onTheme} label=${`Theme: ${theme}. Change`}><span class="theme-word">theme</span> ${theme}<//>
			<${Button} tone="small plain help-button" onPress=${onHelp} label="Help: keys">?<//>
			<${Button} tone="small plain sign-out" onPress=${onLeave}>Sign out<//>
		</header>`;
}

const Practice = () => html`
	<p class="practice"><strong>PRACTICE</strong> <span>Everything here is a drill. Nobody real is paged and nothing real is changed.</span></p>`;

function Frame({ me, onLeave }) {
	const { screen, go } = useAddress();
	const live = useLive();
	const [head, setHead] = useState({ room: null, problem: null });
	const [question, ask] = useState(null);
	const [help, setHelp] = useState(false);
	const [theme, nextTheme] = useTheme();
	const leaving = (problem) => signOut().catch(() => problem).then(onLeave);

	useKeys({
		"g l": () => go("/"),
		"g a": () => go("/alerts"),
		"g o": () => go("/oncall"),
		"?": () => setHelp(true),
		"t": nextTheme,
	});
	useEffect(() => {
		setHead({ room: null, problem: null });
		ask(null);
		if (screen.name !== "room")
			document.title = `${PAGES[screen.name].title} · stanch`;
	}, [screen]);
	const hints = screen.name === "room" ? hintsOf(head.room) : PAGES[screen.name].hints;
	const drill = me.drill || head.room?.drill;

	return html`
		<div class=${`frame ${drill ? "drill" : ""}`}>
			<${Head} me=${me} screen=${screen} live=${live} head=${head} theme=${theme}
				onTheme=${nextTheme} onHelp=${() => setHelp(true)} onLeave=${leaving} />
			${drill && html`<${Practice} />`}
			<main id="main" tabindex="-1">
				${screen.name === "room" && html`<${Room} key=${screen.code} code=${screen.code} view=${screen.view} live=${live} ask=${ask} setHead=${setHead} go=${go} me=${me} />`}
				${screen.name === "alerts" && html`<${AlertsPage} live=${live} ask=${ask} />`}
				${screen.name === "oncall" && html`<${OnCall} live=${live} ask=${ask} />`}
				${screen.name === "list" && html`<${List} live=${live} ask=${ask} go=${go} />`}
			</main>
			<footer class="dock">
				${question ? html`<${AskForm} key=${question.title} question=${question} onDone=${() => ask(null)} />`
					: html`<${Hints} hints=${hints} />`}
			</footer>
			${help && html`<${Help} onClose=${() => setHelp(false)} />`}
		</div>`;
}

function App() {
	const [me, setMe] = useState(undefined);
	const [problem, setProblem] = useState(null);

	useEffect(() => {
		onSignedOut(() => setMe(null));
		whoAmI().then(setMe, (found) => (found.status === 401 ? setMe(null) : setProblem(found)));
	}, []);

	if (problem)
		return html`<main class="alone"><h1>stanch</h1><${Refusal} problem=${problem} />
			<${Button} tone="primary" onPress=${() => location.reload()}>Try again<//></main>`;
	if (me === undefined)
		return html`<p class="starting" role="status">Starting …</p>`;
	return me ? html`<${Frame} me=${me} onLeave=${() => setMe(null)} />` : html`<${Login} onSignedIn=${setMe} />`;
}

render(html`<${App} />`, document.getElementById("app"));

/* People, on a real server: who is on call, who is called, who leads, who is told. Each
 * claim at the width of a desk and of a phone.
 *
 * STANCH_URL names a server with the configuration that "run" writes, STANCH_TOKENS the
 * tokens of alice, bob and carol. */

import { openBrowser, openPage, Tap, check, soon } from "./browser.mjs";
import { settle, noSidewaysScroll, allReachableByTab, enoughContrast, noComplaints, landmarksAndNames,
	textOf } from "./claims.mjs";

const base = process.env.STANCH_URL;
const tokens = JSON.parse(process.env.STANCH_TOKENS);
const tap = new Tap();
const browser = await openBrowser();
const SIZES = {
	"1280 px": { colorScheme: "dark", viewport: { width: 1280, height: 900 } },
	"390 px": { colorScheme: "light", viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
};

async function api(person, path, body) {
	const answer = await fetch(`${base}/api/v1/${path}`, {
		method: body ? "POST" : "GET", body: body && JSON.stringify(body),
		headers: { Authorization: `Bearer ${tokens[person]}`, "Content-Type": "application/json" },
	});
	const tree = await answer.json();
	check(answer.ok, `${path}: ${tree.detail}`);
	return tree;
}

const declare = (title) => api("alice", "incident/declare", { title, service: "api", rank: 1, new: true })
	.then((answer) => answer.incident.code);
const roomOf = (code) => api("alice", `incident/room?incident=${code}`);

async function open(address, options) {
	const opened = await openPage(browser, options);
	await opened.page.goto(`${base}${address}`);
	await opened.page.waitForSelector("#token");
	await opened.page.fill("#token", tokens.alice);
	await opened.page.keyboard.press("Enter");
	opened.complaints.length = 0; /* Chromium prints the 401 that asked for the token */
	await opened.page.waitForSelector(".state h1, .duty, .watching");
	await settle(opened.page);
	return opened;
}

/* A 4xx that the page shows is also printed by Chromium; nothing else may be. */
const unexpected = (complaints) => complaints.filter((one) => !/status of 4\d\d/.test(one));

async function wholesome({ page, complaints }) {
	await noSidewaysScroll(page);
	await enoughContrast(page);
	await landmarksAndNames(page);
	await noComplaints(page, unexpected(complaints));
}

/* A phone shows all views below each other. A question that is still open would take the
 * key for its text. */
const VIEWS = { w: "people", m: "messages" };
const look = async (page, key) => {
	await page.waitForSelector(".ask", { state: "detached" });
	if (await page.isVisible(".switch-view") && await page.getAttribute(".room", "data-shown") !== VIEWS[key]) {
		await page.keyboard.press(key);
		await page.waitForSelector(`.room[data-shown='${VIEWS[key]}']`);
	}
	await settle(page, 100);
};

async function fillOverride(page, values) {
	for (const [name, value] of Object.entries(values)) {
		if (["schedule", "person", "instead_of"].includes(name))
			await page.selectOption(`#override-${name}`, value);
		else
			await page.fill(`#override-${name}`, value);
	}
	await page.click(".override-form button[type=submit]");
}

const colourIs = (page, selector, property, variable) => page.evaluate(([one, style, name]) => {
	const probe = document.createElement("i");
	document.body.append(probe);
	probe.style.color = `var(${name})`;
	const wanted = getComputedStyle(probe).color;
	probe.remove();
	return getComputedStyle(document.querySelector(one))[style] === wanted;
}, [selector, property, variable]);

for (const [name, options] of Object.entries(SIZES)) {
	const isPhone = Boolean(options.isMobile);
	const oncall = await open("/oncall", options);
	const { page } = oncall;
	const bar = (kind) => (isPhone ? `.calendar-list .chip.${kind}` : `.bar.${kind}`);

	await tap.claim(`${name}: who has each duty and until when stands there, in the schedule's own zone`, async () => {
		const text = await textOf(page, ".duties");
		check(/primary\s*(alice|bob|carol)/.test(text), text);
		check(/until \w{3} \d{4}-\d\d-\d\d \d\d:\d\d CES?T/.test(text), text);
		check(/times in Europe\/Berlin/.test(await textOf(page, ".calendar")), "the zone is not named");
	});

	await tap.claim(`${name}: a gap is in the colour of alarm and says NOBODY`, async () => {
		await page.waitForSelector(bar("gap"));
		check(await colourIs(page, isPhone ? bar("gap") : `${bar("gap")} rect`, isPhone ? "backgroundColor" : "fill", "--alarm-fill"), "another colour");
		check(/NOBODY/.test(await textOf(page, bar("gap"))), "it does not say so");
	});

	await tap.claim(`${name}: what would wake nobody is told, and the way up until the alarm is shown`, async () => {
		await page.waitForSelector(".finding");
		check(/schedule nights.*has nobody from/.test(await textOf(page, ".findings")), await textOf(page, ".findings"));
		await page.waitForSelector(".stop");
		const way = await textOf(page, ".policy .stops");
		check(/\+0:00.*\+2:00.*bob.*\+15:00.*nobody answered: alarm to/.test(way), way);
	});

	await tap.claim(`${name}: an override is made with the form, shown in the picture, and removed`, async () => {
		await page.keyboard.press("o");
		await fillOverride(page, { schedule: "nights", person: "carol", from: "now", until: "30h", reason: "dentist" });
		await page.waitForSelector(bar("override"));
		await soon(async () => /carol has nights from/.test(await textOf(page, ".override-said")), "it says what was made");
		check(/nights\s*carol/.test(await textOf(page, ".duties")), "carol has not the duty");
		check(/dentist · by alice/.test(await textOf(page, ".override-list")), "the reason is not shown");
		await wholesome(oncall);
	});

	await tap.claim(`${name}: a refused override says why, and which field it is`, async () => {
		await fillOverride(page, { schedule: "nights", person: "bob", from: "now", until: "2h" });
		await soon(async () => /remove it first/.test(await textOf(page, ".override-form .refusal")), "it says what is in the way");
		await fillOverride(page, { from: "yesterday" });
		await page.waitForSelector("#override-from[aria-invalid='true']");
		check(/is no time such as/.test(await textOf(page, ".override-form .refusal")), "it does not say what a time is");
		await page.click(".override-row .button");
		await soon(async () => await page.$(bar("override")) === null, "it is gone from the picture");
	});

	await tap.claim(`${name}: pressing a shift fills the form in with its times`, async () => {
		const later = isPhone ? page.locator(".shift .button").nth(1) : page.locator(".bar").nth(1);
		if (isPhone)
			await later.click();
		else
			await later.press("Enter");
		await soon(async () => /^\d{4}-\d\d-\d\d \d\d:\d\d$/.test(await page.inputValue("#override-from")), "the times of the shift stand there");
		check(await page.evaluate(() => document.activeElement.id) === "override-person", "the person is not what is asked for");
	});

	await tap.claim(`${name}: the calendar's address for other programs is given on demand`, async () => {
		await page.click(".schedule .feed .button");
		await page.waitForSelector(".schedule .feed a[href$='.ics']");
	});

	await tap.claim(`${name}: on call is clean: Tab, width, contrast, names, console`, async () => {
		await wholesome(oncall);
		await allReachableByTab(page);
	});
	await oncall.close();

	const code = await declare(`Checkout fails (${name})`);
	const room = await open(`/room/${code}`, options);
	const inRoom = room.page;
	const press = (text, within = "") => inRoom.locator(`${within} button:visible`, { hasText: text }).first().click();

	await tap.claim(`${name}: nobody leading is said in the colour of alarm, and taking command ends it`, async () => {
		check(/Nobody leads this/.test(await textOf(inRoom, ".command-who")), "it is not said");
		check(await colourIs(inRoom, ".command-who", "color", "--alarm"), "another colour");
		await press("Take command");
		await soon(async () => /You lead/.test(await textOf(inRoom, ".command-who")), "alice leads");
		check((await roomOf(code)).incident.commander === "alice", "the server says otherwise");
	});

	await tap.claim(`${name}: who is on call and who holds it are told apart`, async () => {
		check(/on call: .*bob.* · holds: alice/.test(await textOf(inRoom, ".command-more")), await textOf(inRoom, ".command-more"));
	});

	await tap.claim(`${name}: escalate offers the policy's levels and needs, and the need's chain is called`, async () => {
		await press("Escalate");
		await inRoom.waitForSelector("#ask-to");
		const offered = await textOf(inRoom, "#ask-to");
		check(/L2: vera/.test(offered) && /architecture \(L3\): carol/.test(offered), offered);
		await inRoom.selectOption("#ask-to", "architecture");
		await inRoom.fill("#ask-reason", "who knows the pool?");
		await inRoom.keyboard.press("Enter");
		await look(inRoom, "w");
		await soon(async () => /L3\s*calling.*who knows the pool\?.*calls carol/.test(await textOf(inRoom, ".pages")), "L3 calls carol");
		check(/code \d{3}/.test(await textOf(inRoom, ".pages")), "the code for a reply is missing");
	});

	await tap.claim(`${name}: what reached whom is seen at a glance, what failed with its reason`, async () => {
		await soon(async () => /carol\s*webhook sent/.test(await textOf(inRoom, ".pages")), "it reached carol");
		await soon(async () => /webhook failed.*404/.test(await textOf(inRoom, ".reach.alarm").catch(() => "")), "the failed one says why", 15_000);
	});

	await tap.claim(`${name}: one button acknowledges all chains`, async () => {
		await press(/Acknowledge all 2/, ".panel.page");
		await soon(async () => /^Acknowledged by alice/.test(await textOf(inRoom, ".page-now")), "it is acknowledged");
		check((await inRoom.$$(".pages .badge.alarm")).length === 0, "a chain still calls");
		check((await roomOf(code)).pages.every((one) => one.state === "acknowledged"), "the server says otherwise");
	});

	await tap.claim(`${name}: a role is given, and a task with an end counts down until it is done`, async () => {
		await press("Role");
		await inRoom.selectOption("#ask-role", "scribe");
		await inRoom.selectOption("#ask-person", "carol");
		await inRoom.locator(".ask button[type=submit]").click();
		await soon(async () => /scribe\s*carol/.test(await textOf(inRoom, ".roles")), "carol is scribe");
		await press("Task");
		await inRoom.fill("#ask-task", "roll back");
		await inRoom.locator(".ask button[type=submit]").click();
		await soon(async () => /roll back.*alice · ends in 14:\d\d/.test(await textOf(inRoom, ".boxes")), "it counts");
		await press("Done", ".box");
		await soon(async () => /done at/.test(await textOf(inRoom, ".boxes")), "it is done");
	});

	await tap.claim(`${name}: a handoff offered to me shows its document, and accepting it moves command`, async () => {
		await api("bob", "incident/take", { incident: code, reason: "alice sleeps" });
		await api("bob", "handoff/offer", { incident: code, taker: "alice" });
		await soon(async () => /bob offers the lead to you/.test(await textOf(inRoom, ".command")), "the offer is shown");
		check(/leads: bob/.test(await textOf(inRoom, ".command-who")), "it has moved already");
		await inRoom.waitForSelector(".handoff .markdown strong");
		check(new RegExp(code).test(await textOf(inRoom, ".handoff .markdown")), "the document is not of this incident");
		await wholesome(room);
		await press("Accept");
		await soon(async () => /You lead/.test(await textOf(inRoom, ".command-who")), "alice leads");
		check((await roomOf(code)).incident.commander === "alice", "the server says otherwise");
	});

	await tap.claim(`${name}: an offer of mine is made from the page and taken back`, async () => {
		await press("Hand off");
		await inRoom.selectOption("#ask-taker", "bob");
		await inRoom.locator(".ask button[type=submit]").click();
		await soon(async () => /alice offers the lead to bob/.test(await textOf(inRoom, ".command")), "the offer stands");
		await press("Take back", ".command");
		await inRoom.locator(".ask button[type=submit]").click();
		await soon(async () => /on call:/.test(await textOf(inRoom, ".command")), "it is taken back");
	});

	const choose = (audience) => inRoom.locator(".audience", { hasText: audience }).click();
	const sendButton = () => inRoom.locator(".messages button", { hasText: /^Send$/ });

	await tap.claim(`${name}: a draft says to whom, in which language and who may approve it; approved it can be sent`, async () => {
		await look(inRoom, "m");
		await inRoom.keyboard.press("Escape");
		await choose("public");
		check(/public.*· en.*needs approval/.test(await textOf(inRoom, ".audiences")), await textOf(inRoom, ".audiences"));
		check(/approval of one of: commander, approver/.test(await textOf(inRoom, ".draft")), "who may approve is not said");
		check(await sendButton().getAttribute("aria-disabled") === "true", "it can be sent as it is");
		await press("Approve", ".messages");
		await soon(async () => /Approved by alice/.test(await textOf(inRoom, ".draft")), "it is approved");
		await sendButton().click();
		await soon(async () => /to public en/.test(await textOf(inRoom, ".told")), "it is sent");
	});

	await tap.claim(`${name}: names and addresses of ours are held back from the public until the reason was shown`, async () => {
		await api("alice", "message/draft", { incident: code, audience: "public", text: "alice restarts 10.1.2.3 now." });
		await soon(async () => /public/.test(await textOf(inRoom, ".audiences")), "the draft is there");
		await choose("public");
		await press("Approve", ".messages");
		await soon(async () => /Approved by alice/.test(await textOf(inRoom, ".draft")), "it is approved");
		check(await inRoom.getByText("Send anyway").count() === 0, "it can be sent before the reason was shown");
		await sendButton().click();
		await soon(async () => /the public would read.*10\.1\.2\.3/.test(await textOf(inRoom, ".draft .refusal")), "the reason is shown");
		await wholesome(room);
		await press("Send anyway", ".messages");
		await soon(async () => /alice restarts 10\.1\.2\.3 now\./.test(await textOf(inRoom, ".told")), "it is sent");
	});

	await tap.claim(`${name}: text, next update and ETA are changed before sending, and both promises count down`, async () => {
		await choose("everyone");
		await inRoom.fill("#draft-text", "We roll back <b>now</b>.");
		await inRoom.selectOption(".next select", "15m");
		await inRoom.fill(".eta", "40m");
		await sendButton().click();
		await soon(async () => /next update to everyone in 14:\d\d/.test(await textOf(inRoom, ".promises")), "the update is promised");
		check(/ETA to everyone in 39:\d\d/.test(await textOf(inRoom, ".promises")), await textOf(inRoom, ".promises"));
		await soon(async () => /We roll back <b>now<\/b>\./.test(await textOf(inRoom, ".told")), "the text is mine, as text");
		await soon(async () => /webhook sent/.test(await textOf(inRoom, ".told .reached-list")), "it reached the audience");
		check(await inRoom.$(".told b") === null, "an element came of a text");
	});

	await tap.claim(`${name}: the room's views are clean: Tab, width, contrast, names, console`, async () => {
		for (const key of isPhone ? ["w"] : ["m", "w"]) {
			await look(inRoom, key);
			await inRoom.keyboard.press("Escape");
			await wholesome(room);
			await allReachableByTab(inRoom);
		}
	});
	await room.close();
}

async function fire(...alerts) {
	const answer = await fetch(`${base}/api/v2/alerts`, { method: "POST", headers: { "Content-Type": "application/json" },
		body: JSON.stringify(alerts.map((labels) => ({ labels }))) });
	check(answer.ok, `the door answered ${answer.status}`);
}

for (const [name, options] of Object.entries(SIZES)) {
	const unit = options.isMobile ? "phone" : "desk";
	const alerts = await open("/alerts", options);
	const { page } = alerts;

	await tap.claim(`${name}: an alert comes, is explained, silenced by what names it, and then says by whom`, async () => {
		await fire({ alertname: `Disk_${unit}`, instance: "db-1", service: `storage-${unit}`, severity: "critical" });
		const row = page.locator(".alert", { hasText: `Disk_${unit}` });
		await row.waitFor();
		await row.locator(".alert-row").click();
		await page.waitForSelector(".steps li");
		check(/Alert Disk_\w+ fires/.test(await textOf(page, ".life")), "its life is not told");
		await wholesome(alerts);
		await row.locator(".button", { hasText: "Silence" }).click();
		await page.waitForSelector("#ask-matchers");
		check(await page.inputValue("#ask-matchers") === `alertname="Disk_${unit}",service="storage-${unit}",instance="db-1"`, await page.inputValue("#ask-matchers"));
		await page.selectOption("#ask-lasts", { index: 2 });
		await page.fill("#ask-comment", "a new disk");
		await page.keyboard.press("Enter");
		await page.waitForSelector("#ask-told");
		check(!/does not cover/.test(await textOf(page, "#ask-told")), await textOf(page, "#ask-told"));
		await page.keyboard.press("Enter");
		await soon(async () => /held back: silenced by alice until .*: a new disk/.test(await textOf(page, "#held")), "it says by whom", 12_000);
		await soon(async () => /holds 1 alert/.test(await textOf(page, "#silences")), "the silence says what it holds");
	});

	await tap.claim(`${name}: who sends, what is watched and what is waited for is there`, async () => {
		check(/heard\s*alertmanager/.test(await textOf(page, "#senders")), await textOf(page, "#senders"));
		check(/shop\s*tcp/.test(await textOf(page, "#watches")), await textOf(page, "#watches"));
		check(/waited for\s*nightly-backup\s*every/.test(await textOf(page, "#heartbeats")), await textOf(page, "#heartbeats"));
		await allReachableByTab(page);
		await wholesome(alerts);
	});

	await tap.claim(`${name}: a silence ends after one question, and what it held fires`, async () => {
		await page.locator(".silence.active .button").first().click();
		await page.locator(".ask button[type=submit]").click();
		await soon(async () => (await textOf(page, "#firing")).includes(`Disk_${unit}`), "it fires again", 12_000);
		check(/expired/.test(await textOf(page, "#silences")), "that it was is not shown");
	});
	await alerts.close();

	await tap.claim(`${name}: one alert is split off, and the new incident merged back`, async () => {
		await fire({ alertname: "One", service: `split-${unit}` }, { alertname: "Two", service: `split-${unit}` });
		const { alerts: all } = await api("alice", "alert/list");
		const two = all.find((one) => one.name === "Two" && one.service === `split-${unit}`);
		const { incidents } = await api("alice", "incident/list");
		const { code } = incidents.find((one) => one.id === two.incident);
		const room = await open(`/room/${code}`, options);
		if (!options.isMobile)
			await room.page.keyboard.press("v");
		await room.page.locator(".room-alert", { hasText: "Two" }).locator("input").check();
		await room.page.locator("#room-alerts .button", { hasText: "Split off" }).click();
		await room.page.locator(".ask button[type=submit]").click();
		const made = /\S+-\d{3}/.exec(await room.page.textContent("#ask-told"))[0];
		check((await roomOf(made)).alerts[0].name === "Two", "it is not in the new one");
		await room.page.keyboard.press("Enter");
		await room.page.locator("#room-alerts .button", { hasText: "Merge into" }).click();
		await room.page.selectOption("#ask-into", made);
		await room.page.locator(".ask button[type=submit]").click();
		await room.page.waitForSelector("#ask-told");
		await room.page.keyboard.press("Enter");
		await soon(async () => await room.page.getAttribute(".merged-into", "href").catch(() => "") === `/room/${made}`, "it links to the other");
		await wholesome(room);
		await room.close();
	});
}

/* At the end, since whoever has got too many gets no more. */
await tap.claim("a page that a person's limit kept back is shown as held", async () => {
	const codes = await Promise.all([1, 2, 3, 4, 5, 6, 7].map((nth) => declare(`More ${nth}`)));
	const held = async () => {
		for (const code of codes) {
			if ((await roomOf(code)).deliveries.some((one) => one.state === "held"))
				return code;
		}
		return "";
	};
	await soon(held, "one is held back");
	const code = await held();
	for (const options of Object.values(SIZES)) {
		const opened = await open(`/room/${code}`, options);
		await look(opened.page, "w");
		check(/held back/.test(await textOf(opened.page, ".pages .reach.warn")), "it is not shown");
		await wholesome(opened);
		await opened.close();
	}
});

await browser.close();
tap.end();

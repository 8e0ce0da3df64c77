/* What only the double can show: chosen stages, hostile texts, cut connections. */

import { openBrowser, openPage, Tap, check, soon } from "./browser.mjs";
import { settle, shiftOf, noSidewaysScroll, allReachableByTab, enoughContrast, noComplaints,
	landmarksAndNames, stateIs, textOf, SHIFT_MAX } from "./claims.mjs";
import { STAGES } from "./double/fixtures.mjs";

const base = process.env.STANCH_URL;
const room = `${base}/room/last`;
const tap = new Tap();
const browser = await openBrowser();
const tell = (path) => fetch(`${base}/double/${path}`, { method: "POST" }).then((answer) => answer.json());
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

async function open(stage, options, address = room) {
	await tell(`stage/${stage}`);
	const opened = await openPage(browser, options);
	await opened.page.goto(address);
	await opened.page.waitForSelector(".state h1, .rows, .alone, .duty");
	await settle(opened.page);
	return opened;
}

/* Nothing but texts came of texts. */
async function onlyText(page) {
	const made = await page.evaluate(() => ({
		elements: [...document.querySelectorAll("#app img, #app script, #app iframe, #app style, #app b, #app i, #app u")].length,
		links: [...document.querySelectorAll("#app a")].map((link) => link.protocol).filter((one) => !/^https?:$/.test(one)),
		handlers: [...document.querySelectorAll("#app *")].filter((one) => [...one.attributes].some((attribute) => attribute.name.startsWith("on"))).length,
		nul: document.getElementById("app").textContent.includes("\0"),
	}));
	check(made.elements === 0, `${made.elements} elements came of texts`);
	check(made.links.length === 0, `links to ${made.links}`);
	check(made.handlers === 0, "a handler came of a text");
	check(!made.nul, "a NUL is on the page");
}

for (const [name, options] of [["1440 px", {}], ["390 px", PHONE]]) {
	await tap.claim(`${name}: the whole incident, stage after stage, shifts nothing`, async () => {
		const { page, complaints, close } = await open("paged", options);
		for (const stage of ["acknowledged", "running", "mitigated", "resolved"]) {
			await tell(`stage/${stage}`);
			await stateIs(page, { acknowledged: "investigating", running: "mitigating" }[stage] ?? stage);
			await settle(page);
		}
		const { sum, of } = await shiftOf(page);
		check(sum < SHIFT_MAX, `shifted by ${sum.toFixed(4)}: ${of.join(" | ")}`);
		await noComplaints(page, complaints);
		await close();
	});
}

await tap.claim("while the page loads, nothing shifts either", async () => {
	const { page, close } = await open("mitigated");
	await settle(page, 1200);
	const { sum, of } = await shiftOf(page);
	check(sum < SHIFT_MAX, `shifted by ${sum.toFixed(4)}: ${of.join(" | ")}`);
	await close();
});

for (const colorScheme of ["dark", "light"]) {
	for (const stage of STAGES) {
		await tap.claim(`${stage}, ${colorScheme}: contrast, width, names, console`, async () => {
			const { page, complaints, close } = await open(stage, { colorScheme });
			await page.keyboard.press("1");
			for (const size of [{ width: 1440, height: 900 }, PHONE.viewport]) {
				await page.setViewportSize(size);
				await settle(page, 100);
				await enoughContrast(page);
				await noSidewaysScroll(page);
				await landmarksAndNames(page);
			}
			await page.setViewportSize({ width: 1440, height: 900 });
			for (const view of ["p", "w", "m"]) {
				await page.keyboard.press(view);
				await settle(page, 100);
				await enoughContrast(page);
				await noSidewaysScroll(page);
			}
			await noComplaints(page, complaints);
			await close();
		});
	}
}

await tap.claim("Tab reaches everything afterwards, too", async () => {
	const { page, close } = await open("resolved", {}, `${base}/postmortem/last`);
	check(await page.isVisible(".postmortem table"), "the postmortem is not shown");
	await allReachableByTab(page);
	await close();
});

await tap.claim("hostile texts are text: no element, no script, no link comes of them", async () => {
	const { page, complaints, close } = await open("hostile");
	for (const card of await page.$$("button.card-head"))
		await card.click();
	await page.keyboard.press("1");
	await page.keyboard.press("d");
	await settle(page);
	const words = await textOf(page, ".chosen-body");
	check(words.includes("[U+202E]") && words.includes("[U+200B]") && words.includes("\u2400"), "what hides in a command is not shown");
	await page.keyboard.press("p");
	await page.waitForSelector(".handoff .markdown", { state: "attached" });
	check(await page.$("#app svg") === null, "a picture came of a text");
	await onlyText(page);
	await noComplaints(page, complaints);
	await close();
});

for (const [name, options] of [["1440 px", {}], ["390 px", PHONE]]) {
	await tap.claim(`${name}: hostile names on call are text, too, and burst nothing`, async () => {
		const { page, complaints, close } = await open("hostile", options, `${base}/oncall`);
		await page.waitForSelector(".stop");
		await page.click(".schedule .feed .button");
		await page.locator(".feed", { hasText: "javascript:" }).waitFor();
		await onlyText(page);
		await noSidewaysScroll(page);
		await enoughContrast(page);
		await noComplaints(page, complaints);
		await close();
	});
}

await tap.claim("what was sent, failed, is held and waits is told apart, and counted where it cannot be missed", async () => {
	const { page, close } = await open("called");
	const marks = await page.$$eval(".pages .reach", (all) => Object.fromEntries(all.map((one) => [one.querySelector(".reach-mark").textContent, one.className])));
	check(marks["email sent ×2"] === "reach good", JSON.stringify(marks));
	check(marks["sms failed after 5 attempts"] === "reach alarm", "what was overtaken hides the failure before it");
	check(marks["ntfy held back"] === "reach warn" && marks["voice on its way"] === "reach busy" && marks["sms waits"] === "reach busy", JSON.stringify(marks));
	check(/People 1 failed/.test(await textOf(page, ".switch-view")), await textOf(page, ".switch-view"));
	check(/first message to public missed by 1:4\d/.test(await textOf(page, ".switch-promise")), await textOf(page, ".switch-promise"));
	await close();
});

await tap.claim("what is typed for one audience stays while another's draft is looked at", async () => {
	const { page, close } = await open("called");
	await page.keyboard.press("m");
	await page.keyboard.press("End");
	await page.keyboard.type(" Mine.");
	await page.locator(".audience", { hasText: "public" }).click();
	check(await page.inputValue("#draft-text") === "Logging in fails for some of you.", "the other draft is not shown");
	await page.locator(".audience", { hasText: "everyone" }).click();
	check((await page.inputValue("#draft-text")).endsWith(" Mine."), "it is gone");
	await close();
});

await tap.claim("a title of 10 kB moves no button", async () => {
	const places = [];
	for (const stage of ["acknowledged", "hostile"]) {
		const { page, close } = await open(stage);
		const box = await page.locator(".decide-button").boundingBox();
		places.push(`${Math.round(box.x)},${Math.round(box.y)}`);
		await close();
	}
	check(places[0] === places[1], `Approve is at ${places.join(" and at ")}`);
});

await tap.claim("each button to press is where it was before there was anything to press", async () => {
	const seen = {};
	for (const stage of ["paged", "acknowledged", "running", "mitigated"]) {
		const { page, close } = await open(stage);
		for (const name of [".page .big", ".decide-button", ".resolve-button"]) {
			const box = await page.locator(name).boundingBox();
			(seen[name] ??= new Set()).add(`${Math.round(box.x)},${Math.round(box.y)},${Math.round(box.width)}`);
			check(box.y + box.height <= 900, `${name} is below the window at ${stage}`);
		}
		await close();
	}
	for (const [name, places] of Object.entries(seen))
		check(places.size === 1, `${name} was at ${[...places].join(" and ")}`);
});

await tap.claim("from the page to the running action in three keys, and u Enter undoes it", async () => {
	const { page, close } = await open("paged");
	await tell("orders");
	await page.keyboard.press("a");
	await stateIs(page, "investigating");
	await page.keyboard.press("1");
	await page.keyboard.press("y");
	await stateIs(page, "mitigated", 8000);
	await page.keyboard.press("Escape");
	await page.keyboard.press("u");
	await page.keyboard.press("Enter");
	await soon(async () => /undone/.test(await textOf(page, ".action-row")), "it is undone");
	const { orders } = await tell("orders");
	check(orders.map((one) => one.path).join(" ") === "page/acknowledge action/approve action/undo", JSON.stringify(orders));
	await close();
});

await tap.claim("1 Enter on an action that ran undoes nothing, Enter held down neither", async () => {
	const { page, close } = await open("mitigated");
	await tell("orders");
	await page.keyboard.press("1");
	await page.keyboard.press("Enter");
	await page.locator(".decide-button").focus();
	await page.keyboard.down("Enter");
	for (let repeat = 0; repeat < 5; repeat++)
		await page.keyboard.down("Enter");
	await page.keyboard.up("Enter");
	await settle(page);
	check(/Undo 1$/.test(await textOf(page, ".decide-button .button-text")), "the way back is not shown");
	const { orders } = await tell("orders");
	check(orders.length === 0, `sent: ${JSON.stringify(orders)}`);
	await close();
});

await tap.claim("a preview that changed after it was chosen cannot be approved", async () => {
	const { page, close } = await open("acknowledged");
	await page.keyboard.press("1");
	await tell("orders");
	await tell("move");
	await soon(async () => /has changed/.test(await textOf(page, ".chosen-foot .refusal")), "it says so", 7000);
	await page.keyboard.press("Enter");
	await page.keyboard.press("y");
	await settle(page);
	const { orders } = await tell("orders");
	check(!orders.some((one) => one.path === "action/approve"), "it was approved all the same");
	await close();
});

await tap.claim("what is typed right after n and m is text, and no orders", async () => {
	const { page, close } = await open("paged");
	await tell("orders");
	await page.keyboard.type("nax1y");
	check(await page.inputValue("#ask-text") === "ax1y", `the note is "${await page.inputValue("#ask-text")}"`);
	await page.keyboard.press("Escape");
	await page.keyboard.type("pmax1y");
	check((await page.inputValue("#draft-text")).includes("ax1y"), `the draft is "${await page.inputValue("#draft-text")}"`);
	const { orders } = await tell("orders");
	check(orders.every((one) => one.path === "message/draft"), `sent: ${JSON.stringify(orders)}`);
	await close();
});

await tap.claim("a refused approval says why beside the button", async () => {
	const { page, close } = await open("acknowledged");
	await page.keyboard.press("2");
	await page.keyboard.press("Enter");
	await soon(async () => /second approver/.test(await textOf(page, ".chosen-foot .refusal")), "the reason is shown");
	await close();
});

await tap.claim("Enter on another button does not approve what is chosen", async () => {
	const { page, close } = await open("acknowledged");
	await tell("orders");
	await page.keyboard.press("1");
	await page.focus(".state .button");
	await page.keyboard.press("Enter");
	await page.waitForSelector(".ask");
	check(!(await tell("orders")).orders.some((one) => one.path === "action/approve"), "it was approved");
	await close();
});

await tap.claim("keys held down, typed in a field or with Ctrl order nothing", async () => {
	const { page, close } = await open("paged");
	await tell("orders");
	await page.focus("[data-search]");
	await page.keyboard.type("a1yr");
	await page.keyboard.press("Escape");
	await page.keyboard.press("Control+a");
	await page.keyboard.press("1");
	await settle(page);
	const { orders } = await tell("orders");
	check(orders.length === 0, `sent: ${JSON.stringify(orders)}`);
	await close();
});

await tap.claim("r is refused with the seconds missing, is let through after the hold, and offers the override", async () => {
	const { page, close } = await open("mitigated");
	await page.keyboard.press("r");
	await soon(async () => /\d+ s missing/.test(await textOf(page, ".checks .refusal bdi").catch(() => "")), "seconds are named");
	check(await page.isVisible("text=Without proof …"), "the override is not offered");
	await page.setViewportSize(PHONE.viewport);
	await noSidewaysScroll(page);
	await page.setViewportSize({ width: 1440, height: 900 });
	await tell("skip/20000");
	await page.waitForSelector(".resolve-button.primary");
	await page.keyboard.press("r");
	await stateIs(page, "resolved");
	await close();
});

await tap.claim("no data is shown in the colour of alarm and says that it is never a pass", async () => {
	const { page, close } = await open("othercause");
	check(/no data is never a pass/.test(await textOf(page, ".check-since")), "it does not say so");
	check(await page.$(".checks .badge.alarm-fill") !== null, "it has no colour of alarm");
	check((await page.$$(".action-row")).length === 0, "an action is offered");
	await close();
});

await tap.claim("a missed promise says so", async () => {
	const { page, close } = await open("othercause");
	check(/missed by \d+:\d\d/.test(await textOf(page, ".promise")), await textOf(page, ".promise"));
	await close();
});

await tap.claim("what is typed into a draft survives what the server drafts meanwhile", async () => {
	const { page, close } = await open("acknowledged");
	await page.keyboard.press("m");
	await page.keyboard.press("End");
	await page.keyboard.type(" Mine.");
	await tell("stage/running");
	await tell("stage/acknowledged");
	await settle(page, 600);
	check((await page.inputValue("#draft-text")).endsWith(" Mine."), "it was overwritten");
	await page.keyboard.press("Control+Enter");
	await soon(async () => /next update in 29:|next update in 30:/.test(await textOf(page, ".promise")), "the promise counts");
	await close();
});

await tap.claim("a cut connection is said, with since when and from when, and comes back by itself", async () => {
	const { page, close } = await open("paged");
	await soon(async () => await textOf(page, ".connection-words") === "live", "live");
	await tell("cut/2500");
	await soon(async () => /reconnecting since 0:0\d — what you see is from \d\d:\d\d:\d\d/.test(await textOf(page, ".connection")), "it says so");
	await tell("stage/acknowledged");
	await soon(async () => await textOf(page, ".connection-words") === "live", "live again", 9000);
	await stateIs(page, "investigating");
	await close();
});

await tap.claim("countdowns follow the server's clock, not the browser's", async () => {
	const { page, close } = await open("paged");
	const shown = await textOf(page, ".page-more .count");
	check(/^0:3\d$/.test(shown), `it counts ${shown} though the browser's clock is weeks away`);
	await close();
});

await tap.claim("two values make a line, one says that it waits", async () => {
	const { page, close } = await open("mitigated");
	check(/of 2 values/.test(await textOf(page, ".spark")), "it does not say that it waits");
	await page.waitForSelector(".spark canvas", { timeout: 15_000 });
	await close();
});

await tap.claim("evidence opens its body on demand, as text", async () => {
	const { page, close } = await open("acknowledged");
	await page.focus("[data-details^='evidence'] button.card-head");
	await page.keyboard.press("d");
	await soon(async () => /maxmemory_policy:noeviction <script>/.test(await textOf(page, ".evidence .body").catch(() => "")), "the body is shown");
	await close();
});

await tap.claim("not signed in: the token is asked for, a wrong one refused, the right one goes on", async () => {
	await tell("sign-out");
	const { page, close } = await open("paged");
	check(/stanch person login NAME/.test(await textOf(page, ".alone")), "the other way in is not told");
	await page.fill("#token", "wrong");
	await page.keyboard.press("Enter");
	await soon(async () => /not known/.test(await textOf(page, ".refusal")), "it is refused");
	await page.fill("#token", "right");
	await page.keyboard.press("Enter");
	await page.waitForSelector(".state h1");
	await settle(page);
	const { sum, of } = await shiftOf(page);
	check(sum < SHIFT_MAX, `shifted by ${sum.toFixed(4)}: ${of.join(" | ")}`);
	await close();
	await tell("sign-in");
});

await tap.claim("help opens with ?, Escape closes it, t changes the theme and it stays", async () => {
	const { page, close } = await open("paged", { colorScheme: "dark" });
	await page.keyboard.press("?");
	await page.waitForSelector("dialog[open]");
	await page.keyboard.press("Escape");
	await soon(async () => await page.$("dialog") === null, "it is closed");
	await page.keyboard.press("t");
	await page.keyboard.press("t");
	await page.reload();
	await page.waitForSelector(".state h1");
	check(await page.evaluate(() => document.documentElement.dataset.theme) === "light", "it was forgotten");
	await close();
});

await tap.claim("new lines of the timeline are announced politely, and stay in view", async () => {
	const { page, close } = await open("acknowledged");
	check(await page.getAttribute(".timeline .scroll", "role") === "log", "the timeline is no log");
	await tell("stage/mitigated");
	await soon(async () => /helped: writes failing/.test(await textOf(page, ".entries li:last-child")), "the line comes");
	const hidden = await page.evaluate(() => {
		const box = document.querySelector(".timeline .scroll");
		return box.scrollHeight - box.scrollTop - box.clientHeight;
	});
	check(hidden < 2, `the last line is ${hidden} px out of view`);
	await close();
});

await tap.claim("I see something: one key, one line, Enter, and what it was read as is told", async () => {
	const { page, complaints, close } = await open("paged");
	await page.keyboard.press("g");
	await page.keyboard.press("l");
	await page.waitForSelector(".seen");
	const begun = Date.now();
	await page.keyboard.press("i");
	await page.keyboard.type("redis is slow");
	await page.keyboard.press("Enter");
	await soon(async () => /service redis: named in the text/.test(await textOf(page, ".seen")), "the reading is told");
	check(/In which environment/.test(await textOf(page, ".seen")), "what is missing is not asked");
	check(Date.now() - begun < 10_000, `it took ${Date.now() - begun} ms`);
	await page.click(".seen p button");
	await page.waitForSelector(".state h1");
	await noComplaints(page, complaints);
	await close();
});

await browser.close();
tap.end();

/* What must hold on any server: the double, and a running drill.
 *
 * STANCH_URL names the server, STANCH_TOKEN the token of a person who may approve,
 * STANCH_ROOM the incident ("last"). The incident has a live page, and within 15 s an
 * offered action 1 and a check that is not held. */

import { openBrowser, openPage, Tap, check, soon } from "./browser.mjs";
import { settle, shiftOf, noSidewaysScroll, allReachableByTab, enoughContrast, noComplaints,
	landmarksAndNames, textOf, SHIFT_MAX } from "./claims.mjs";

const base = process.env.STANCH_URL;
const room = `${base}/room/${process.env.STANCH_ROOM ?? "last"}`;
const token = process.env.STANCH_TOKEN;
const tap = new Tap();
const browser = await openBrowser();

async function open(address, options) {
	const opened = await openPage(browser, options);
	await opened.page.goto(address);
	if (token && await opened.page.waitForSelector("#token, .head").then((found) => found.getAttribute("id")) === "token") {
		await opened.page.fill("#token", token);
		await opened.page.keyboard.press("Enter");
		opened.complaints.length = 0; /* Chromium prints the 401 that asked for the token */
	}
	await opened.page.waitForSelector(".state h1, .rows");
	await settle(opened.page);
	return opened;
}

const offered = (page) => soon(async () => (await page.$$(".action-row")).length > 0, "an action is offered", 15_000);

await tap.claim("the list shows the open incident with its page, and Enter opens its room", async () => {
	const { page, complaints, close } = await open(base);
	await page.keyboard.press("j");
	await page.keyboard.press("Enter");
	await page.waitForSelector(".state h1");
	check(/\/room\//.test(page.url()), `the address is ${page.url()}`);
	await page.keyboard.press("g");
	await page.keyboard.press("l");
	await page.waitForSelector(".rows");
	await noComplaints(page, complaints);
	await close();
});

for (const [name, options] of Object.entries({
	"dark, 1440 px": { colorScheme: "dark" },
	"light, 1440 px": { colorScheme: "light" },
	"dark, 1024 px": { colorScheme: "dark", viewport: { width: 1024, height: 768 } },
	"light, 390 px": { colorScheme: "light", viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
})) {
	const { page, complaints, close } = await open(room, options);
	await tap.claim(`${name}: nothing reaches out of the window sideways`, () => noSidewaysScroll(page));
	await tap.claim(`${name}: every text has a contrast of at least 4.5`, () => enoughContrast(page));
	await tap.claim(`${name}: Tab reaches everything, with a visible focus`, () => allReachableByTab(page));
	await tap.claim(`${name}: landmarks, one first heading, every control has a name`, () => landmarksAndNames(page));
	await tap.claim(`${name}: nothing on the console, no violation of the policy`, () => noComplaints(page, complaints));
	await close();
}

const main = await open(room);

await tap.claim("one key acknowledges the page", async () => {
	await main.page.keyboard.press("a");
	await soon(async () => /^Acknowledged/.test(await textOf(main.page, ".page-now")), "the page is acknowledged");
});

await tap.claim("a resolve before the hold is over is refused, with the reason beside the button", async () => {
	await main.page.keyboard.press("r");
	await soon(async () => (await textOf(main.page, ".checks .refusal bdi").catch(() => "")).length > 10, "a reason is shown");
});

await tap.claim("two keys approve action 1, the first shows exactly what it will do", async () => {
	await offered(main.page);
	const sent = [];
	main.page.on("request", (request) => /action\/approve/.test(request.url()) && sent.push(request.postDataJSON()));
	await main.page.keyboard.press("1");
	check((await textOf(main.page, ".chosen-body .diff")).length > 5, "there is no preview");
	const digest = await textOf(main.page, ".chosen-foot code");
	await main.page.keyboard.press("Enter");
	await soon(async () => !/offered/.test(await textOf(main.page, ".action-row")), "action 1 is no longer offered", 10_000);
	check(sent.length === 1, `${sent.length} approvals were sent`);
	check(sent[0].number === 1 && sent[0].digest.startsWith(digest) && digest.length >= 12, "the approval is not bound to the digest shown");
});

await tap.claim("a note is written with n and Enter, and appears on the timeline by the event alone", async () => {
	const words = `seen from the browser ${Date.now()}`;
	await main.page.keyboard.press("n");
	await main.page.keyboard.type(words);
	await main.page.keyboard.press("Enter");
	await soon(async () => (await main.page.textContent(".entries")).includes(words), "the note is on the timeline");
	check(await main.page.$(".ask") === null, "the question is still open");
});

await tap.claim("all this moved nothing that stood on the page", async () => {
	const { sum, of } = await shiftOf(main.page);
	check(sum < SHIFT_MAX, `shifted by ${sum.toFixed(4)}: ${of.join(" | ")}`);
});

await tap.claim("the connection says that it is live", async () => {
	await soon(async () => await textOf(main.page, ".connection-words") === "live", "it is live");
});

await main.close();
await browser.close();
tap.end();

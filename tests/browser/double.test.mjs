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
	await opened.page.waitForSelector(".state h1, .rows, .alone, .duty, .watching");
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
		turns: [...document.querySelectorAll("#app, #app *")].flatMap((one) => [one.textContent, ...[...one.attributes].map((attribute) => attribute.value)])
			.some((text) => /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(text)),
	}));
	check(made.elements === 0, `${made.elements} elements came of texts`);
	check(made.links.length === 0, `links to ${made.links}`);
	check(made.handlers === 0, "a handler came of a text");
	check(!made.nul, "a NUL is on the page");
	check(!made.turns, "a sign that turns text round is on the page");
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
			for (const view of ["p", "w", "m", "o"]) {
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

await tap.claim("the postmortem shows the charts that it names, and fetches no other picture", async () => {
	const { page, complaints, close } = await open("resolved", {}, `${base}/postmortem/last`);
	await page.waitForSelector(".postmortem svg.finding-chart");
	check(await page.locator(".postmortem svg.finding-chart").count() === 1, "not one chart");
	check(/between 0 and 96 percent/.test(await page.getAttribute(".postmortem svg.finding-chart", "aria-label")), "its numbers are not told");
	check(await page.locator(".postmortem svg .mark.onset").count() === 1 && await page.locator(".postmortem svg .mark.change").count() === 2, "onset and changes are not marked");
	check(/\[image: nobody has it\]/.test(await textOf(page, ".postmortem .markdown")), "a foreign picture is not named");
	check(await page.$(".postmortem img") === null, "a picture is fetched");
	await noComplaints(page, complaints);
	await close();
});

await tap.claim("why is asked once it is back, and each step says what it rests on", async () => {
	const { page: early, close: closeEarly } = await open("acknowledged");
	check(await early.locator(".hypotheses", { hasText: "Because …" }).count() === 0, "asked while it burns");
	await closeEarly();
	const { page, complaints, close } = await open("resolved");
	const said = await textOf(page, ".whys");
	check(/because sessions never expire <b>x<\/b>/.test(said) && /stated by alice, not confirmed/.test(said) && /the root, as far as was asked/.test(said), said);
	await tell("orders");
	await page.locator("button", { hasText: "Say why" }).click();
	await page.keyboard.type("nobody set a time to live");
	await page.keyboard.press("Enter");
	await soon(async () => /because nobody set a time to live/.test(await textOf(page, ".whys")), "the step is in the chain");
	const { orders } = await tell("orders");
	check(orders.some((one) => one.path === "hypothesis/why" && one.body.id === 4), JSON.stringify(orders));
	await enoughContrast(page);
	await noSidewaysScroll(page);
	await noComplaints(page, complaints);
	await close();
});

await tap.claim("a finding leads into Grafana, and never to a script", async () => {
	const { page, complaints, close } = await open("acknowledged");
	await page.keyboard.press("f");
	await page.waitForSelector(".diagnosis .finding-chart");
	const links = await page.$$eval(".diagnosis a", (all) => all.map((one) => [one.textContent, one.protocol, one.rel]));
	check(JSON.stringify(links) === JSON.stringify([["The same in Grafana", "https:", "noopener noreferrer"]]), JSON.stringify(links));
	await enoughContrast(page);
	await noComplaints(page, complaints);
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

await tap.claim("a step of a runbook is proposed with its values, and refused by name without", async () => {
	for (const options of [{}, PHONE]) {
		const { page, complaints, close } = await open("acknowledged", options);
		if (options !== PHONE)
			await page.keyboard.press("o");
		await page.waitForSelector(".book-step");
		const steps = page.locator(".book-step");
		check(/worked/.test(await steps.nth(0).textContent()), "what was learned of a step is not shown");
		check(await steps.nth(2).locator(".button").getAttribute("aria-disabled") === "true", "what cannot run can be proposed");
		await tell("orders");
		await page.fill("#parameter-host", "cache-2");
		await steps.nth(0).locator(".button").click();
		await steps.nth(0).getByText("Proposed as action 3").waitFor();
		const { orders } = await tell("orders");
		check(JSON.stringify(orders.at(-1)?.body.values) === '{"host":"cache-2"}', JSON.stringify(orders));
		check(await page.locator("#parameter-TOKEN").isDisabled(), "a secret can be typed");
		await noComplaints(page, complaints);
		await steps.nth(1).locator(".button").click();
		await steps.nth(1).getByText("<pod> has no value").waitFor();
		await noSidewaysScroll(page);
		await close();
	}
});

await tap.claim("hostile runbooks are text", async () => {
	const { page, complaints, close } = await open("hostile");
	await page.keyboard.press("o");
	await page.waitForSelector(".book-step");
	await onlyText(page);
	await noSidewaysScroll(page);
	await enoughContrast(page);
	await noComplaints(page, complaints);
	await close();
});

await tap.claim("what runs out has its line and its limit in its chart", async () => {
	const { page, complaints, close } = await open("hostile");
	await page.keyboard.press("f");
	await page.waitForSelector("text=What runs out");
	check(await page.locator(".finding-chart .trend").count() === 1, "not one line");
	check(await page.locator(".finding-chart .limit").count() === 2, "not one limit of each");
	const full = await textOf(page, "li.card:has-text('98 of 100')");
	check(/of shop ?saturated/.test(full) && !full.includes("×"), full);
	check(/2\.2 × chance/.test(await textOf(page, "li.card:has(.trend)")), await textOf(page, "li.card:has(.trend)"));
	await onlyText(page);
	await noSidewaysScroll(page);
	await enoughContrast(page);
	await noComplaints(page, complaints);
	await close();
});

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

await tap.claim("rollback first: b shows lag and difference, Enter takes it", async () => {
	const { page, close } = await open("acknowledged");
	await tell("rollback/offered");
	await soon(async () => /2:00 before it began; nothing else changed/.test(await textOf(page, ".rollback-line")), "the lag is told above the offers");
	check(/rollback first/.test(await textOf(page, ".action-row")), "its offer is not marked");
	await tell("orders");
	await page.keyboard.press("b");
	await soon(async () => /v2.3.3/.test(await textOf(page, ".chosen-body")), "the difference is shown");
	await page.keyboard.press("Enter");
	await soon(async () => /running|done|helped/.test(await textOf(page, ".action-row")), "it runs");
	const { orders } = await tell("orders");
	check(orders.map((one) => one.path).join(" ") === "action/approve", JSON.stringify(orders));
	await close();
});

await tap.claim("why a rollback was declined is asked afterwards, in its place", async () => {
	const { page, complaints, close } = await open("mitigated");
	await tell("rollback/declined");
	await soon(async () => /Why not 'Roll back orders/.test(await textOf(page, ".rollback-line")), "the question is there");
	await tell("orders");
	await page.click(".rollback-line button");
	await page.keyboard.type("schema not backward compatible");
	await page.keyboard.press("Enter");
	await soon(async () => (await tell("orders")).orders.some((one) => one.path === "rollback/reason"), "the reason is sent");
	await noComplaints(page, complaints);
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

for (const [name, options] of [["1440 px", {}], ["390 px", PHONE]]) {
	await tap.claim(`${name}: what takes two is asked for, waits, and may then be run alone`, async () => {
		const { page, complaints, close } = await open("acknowledged", options);
		const foot = () => textOf(page, ".chosen-foot");
		await tell("two");
		await tell("orders");
		await soon(async () => /data.repair/.test(await textOf(page, ".action-list")), "its class is shown");
		await page.keyboard.press("2");
		await soon(async () => /takes two people/.test(await foot()), "it says that two are needed");
		await page.keyboard.press("Enter");
		await page.fill("#ask-snapshot", "backup of 03:00");
		await page.keyboard.press("Enter");
		await soon(async () => /bob was called to approve; you may run it alone from/.test(await foot()), "it says who was called, and until when");
		check(await page.isDisabled(".decide-button"), "it can be run alone at once");
		check(/alice asked/.test(await textOf(page, ".action-list")), "the row does not say that it waits");
		await soon(async () => /Run 2 alone/.test(await textOf(page, ".decide-button")), "the glass may be broken");
		await page.click(".decide-button");
		await page.fill("#ask-target_name", "something else");
		await page.fill("#ask-reason", "bob is on a plane");
		await page.keyboard.press("Enter");
		await soon(async () => /typed as it stands/.test(await textOf(page, ".ask .refusal")), "another target is refused");
		await page.fill("#ask-target_name", /as it stands: (.*)\.$/.exec((await textOf(page, ".ask .refusal")).trim())[1]);
		await noSidewaysScroll(page);
		await enoughContrast(page);
		await page.keyboard.press("Enter");
		await page.waitForSelector(".ask", { state: "detached" });
		const { orders } = await tell("orders");
		check(orders.map((one) => one.path).join(" ") === "action/approve action/break-glass action/break-glass", JSON.stringify(orders));
		check(orders[0].body.snapshot === "backup of 03:00" && orders[0].body.digest, "neither snapshot nor digest was sent");
		await noComplaints(page, complaints.filter((one) => !/status of 403/.test(one)));
		await close();
	});
}

for (const [name, options] of [["1440 px", {}], ["390 px", PHONE]]) {
	await tap.claim(`${name}: what was left behind is shown with its end and taken off; harm is named`, async () => {
		const { page, complaints, close } = await open("mitigated", options);
		await tell("fix");
		await tell("orders");
		await page.keyboard.press("p");
		await soon(async () => /1 temporary/.test(await textOf(page, ".switch-view")), "the view says that one is open");
		await soon(async () => /Raise maxmemory.*over/s.test(await textOf(page, "#fixes, [data-panel=fixes], .fixes")), "it is over");
		check(/over since/.test(await textOf(page, ".fixes")), "its end is not shown");
		check(/worse for a neighbour: shop/.test(await textOf(page, ".action-list")), "the harm is not named");
		await noSidewaysScroll(page);
		await enoughContrast(page);
		await page.click(".fix-deeds .button");
		await page.fill("#ask-reason", "set back by hand");
		await page.keyboard.press("Enter");
		await soon(async () => /set back by hand/.test(await textOf(page, ".fixes")), "it is gone");
		const { orders } = await tell("orders");
		check(JSON.stringify(orders.map((one) => [one.path, one.body])) === '[["fix/remove",{"id":4,"reason":"set back by hand"}]]', JSON.stringify(orders));
		await noComplaints(page, complaints);
		await close();
	});
}

/* By keys at a desk; by a thumb on a phone. */
for (const [name, options] of [["1440 px", {}], ["390 px", PHONE]]) {
	const byThumb = Boolean(options.hasTouch);

	await tap.claim(`${name}: what one believes is written, tested, confirmed and refuted`, async () => {
		const { page, complaints, close } = await open("acknowledged", options);
		const card = (claim) => page.locator("[data-hypothesis]", { hasText: claim });
		const press = async (claim, key, label) => (byThumb ? card(claim).getByText(label).tap()
			: (await card(claim).locator("h3").focus(), page.keyboard.press(key)));

		await tell("orders");
		await (byThumb ? page.locator("#hypotheses .button, [data-panel=hypotheses] .button").getByText("Write").first().tap() : page.keyboard.press("i"));
		await page.fill("#ask-claim", "a job holds the memory");
		await page.keyboard.press("Enter");
		await soon(async () => /why did that happen/.test(await textOf(page, ".ask")), "a symptom is questioned, where it was typed");
		await page.keyboard.press("Enter");
		await card("a job holds the memory").waitFor();

		await press("a job holds the memory", "q", "Ask …");
		await page.fill("#ask-query", "jobs_running");
		await page.keyboard.press("Enter");
		await soon(async () => /jobs_running/.test(await textOf(page, ".record")), "the answer is among the evidence");

		await press("a job holds the memory", "+", "Confirm …");
		check(await page.inputValue("#ask-evidence") === "90", "what was just answered is not chosen");
		await page.fill("#ask-more", "E1, 2");
		await page.fill("#ask-reason", "97 of them");
		await page.keyboard.press("Enter");
		await soon(async () => /confirmed.*a job holds the memory.*alice: 97 of them/s.test(await card("a job holds the memory").innerText()), "it is confirmed, by whom and how");
		check(await card("a job holds the memory").getByText("Confirm …").isDisabled(), "it can be confirmed twice");

		await press("a job holds the memory", "-", "Refute …");
		await page.keyboard.press("Escape");
		await press("a job holds the memory", "-", "Refute …");
		await page.selectOption("#ask-evidence", "3");
		await page.press("#ask-reason", "Enter");
		await soon(async () => /refuted/.test(await card("a job holds the memory").innerText()), "it is refuted");
		await noSidewaysScroll(page);
		await enoughContrast(page);
		const { orders } = await tell("orders");
		check(JSON.stringify(orders.map((one) => [one.path, one.body])) === JSON.stringify([
			["hypothesis/write", { incident: orders[0].body.incident, claim: "a job holds the memory" }],
			["evidence/ask", { incident: orders[0].body.incident, query: "jobs_running", for: 9 }],
			["hypothesis/confirm", { id: 9, evidence: "90 1 2", reason: "97 of them" }],
			["hypothesis/refute", { id: 9, evidence: "3" }],
		]), JSON.stringify(orders));
		await noComplaints(page, complaints);
		await close();
	});
}

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

for (const [name, options] of [["1440 px", {}], ["390 px", PHONE]]) {
	await tap.claim(`${name}: what is in a change is asked of Git and shown, and why it is not known`, async () => {
		const { page, complaints, close } = await open("acknowledged", options);
		if (options !== PHONE)
			await page.keyboard.press("f");
		await page.getByRole("button", { name: "What is in shop v2.3.4" }).click();
		await page.waitForSelector(".between");
		const words = await textOf(page, ".between");
		check(/2 commits came/.test(words) && /Simplify the settings/.test(words) && /and 1 more/.test(words), words);
		check(/api\/pool.yaml\s*\+1 −1/.test(words) && /dot.png\s*binary/.test(words), words);
		await page.getByRole("button", { name: "What is in certificate renewed" }).click();
		await page.getByText("no repository is named for it").waitFor();
		await enoughContrast(page);
		await noSidewaysScroll(page);
		await landmarksAndNames(page);
		await noComplaints(page, complaints);
		await close();
	});
}

await tap.claim("what Git says is text, too", async () => {
	const { page, complaints, close } = await open("hostile");
	await page.keyboard.press("f");
	await page.getByRole("button", { name: /What is in shop v2.3.4/ }).click();
	await page.waitForSelector(".between");
	check((await textOf(page, ".between")).includes("[U+202E]gnp"), "a sign that turns text round is not named");
	await onlyText(page);
	await noComplaints(page, complaints);
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

/* -- alerts, silences, senders -- */

const alertsPage = async (stage, options) => {
	const opened = await open(stage, options, `${base}/alerts`);
	await opened.page.waitForSelector(".watching");
	return opened;
};

for (const [name, options] of [["dark, 1440 px", { colorScheme: "dark" }], ["light, 390 px", { colorScheme: "light", ...PHONE }]]) {
	for (const stage of ["paged", "resolved", "hostile"]) {
		await tap.claim(`alerts, ${stage}, ${name}: contrast, width, names, Tab, console`, async () => {
			const { page, complaints, close } = await alertsPage(stage, options);
			if (stage !== "resolved") {
				await page.click("[data-alert='17']");
				await page.waitForSelector(".steps");
			}
			await enoughContrast(page);
			await noSidewaysScroll(page);
			await landmarksAndNames(page);
			await onlyText(page);
			await allReachableByTab(page);
			await noComplaints(page, complaints);
			await close();
		});
	}
}

await tap.claim("an alert that is held back says why, in words, and none other is called held back", async () => {
	const { page, close } = await alertsPage("paged");
	const whys = await page.$$eval("#held .alert-row", (all) => Object.fromEntries(all.map((one) =>
		[one.querySelector("strong").textContent, one.querySelector(".warn-text").textContent])));
	check(/^held back: silenced by amy until 05:\d\d:\d\d UTC: the disk is being changed$/.test(whys.Disk), whys.Disk);
	check(whys.QueueGrows === "held back: a worse alert stands for it: RedisWritesFailing (17)", whys.QueueGrows);
	check(/it flaps/.test(whys.Flap) && /in maintenance: edge works/.test(whys.Certificate) && /muted now: nights/.test(whys.Backup), JSON.stringify(whys));
	check(await textOf(page, "#firing .rows strong") === "RedisWritesFailing" && (await page.$$("#firing .alert")).length === 1, "what fires is not apart");
	check((await page.getAttribute("#firing .alert-incident a", "href")).startsWith("/room/DRILL-"), "its incident is no link");
	await close();
});

await tap.claim("the filter finds by any word, by why, too, and says when nothing matches", async () => {
	const { page, close } = await alertsPage("paged");
	await page.keyboard.press("/");
	await page.keyboard.type("AMY db-1");
	await soon(async () => (await page.$$(".alert")).length === 1, "one is left");
	check(await textOf(page, ".alert strong") === "Disk", "it is another one");
	await page.keyboard.type("zzz");
	await soon(async () => (await page.$$(".alert")).length === 0, "none is left");
	check(/No firing alert matches/.test(await textOf(page, "#firing")), "it does not say so");
	await close();
});

await tap.claim("Enter on an alert shows what would become of it now, and its life", async () => {
	const { page, close } = await alertsPage("paged");
	await page.focus("[data-alert='17']");
	await page.keyboard.press("Enter");
	await page.waitForSelector(".steps");
	check(/If it came now.*service cache: the label.*page nobody is called anew/.test(await textOf(page, ".explained")), await textOf(page, ".explained"));
	check(/03:09:31 Alert RedisWritesFailing fires/.test(await textOf(page, ".life")), "its life is not told");
	check(await page.getAttribute("[data-alert='17']", "aria-expanded") === "true", "it does not say that it is open");
	await page.keyboard.press("Enter");
	await soon(async () => await page.$(".explained") === null, "it closes again");
	await close();
});

await tap.claim("s silences the chosen alert by its labels; the answer stands where it was asked", async () => {
	const { page, complaints, close } = await alertsPage("paged");
	await tell("orders");
	await page.focus("[data-alert='17']");
	await page.keyboard.press("s");
	await page.waitForSelector("#ask-matchers");
	check(await page.inputValue("#ask-matchers") === 'alertname="RedisWritesFailing",instance="db\\"1\\\\"', await page.inputValue("#ask-matchers"));
	await page.keyboard.type("we change the disk");
	await page.selectOption("#ask-lasts", "4h");
	await page.keyboard.press("Enter");
	await page.waitForSelector("#ask-told");
	check(!/does not cover/.test(await textOf(page, "#ask-told")), "it warns of nothing");
	const { orders } = await tell("orders");
	check(orders.length === 1 && orders[0].body.for === "4h" && orders[0].body.comment === "we change the disk" && !orders[0].body.until, JSON.stringify(orders));
	await page.keyboard.press("Enter");
	await soon(async () => await page.$(".ask") === null, "the question is gone");
	await soon(async () => /we change the disk/.test(await textOf(page, ".silence-list")), "the silence is listed");
	check(await page.evaluate(() => document.activeElement.dataset.alert) === "17", "the focus is lost");
	await noComplaints(page, complaints);
	await close();
});

await tap.claim("a silence until nine ends at nine where the reader sits, in the evening tomorrow, and what it does not cover is said", async () => {
	const { page, close } = await alertsPage("paged", { timezoneId: "America/New_York" });
	await tell("orders");
	await page.locator("#silences .button", { hasText: "New silence" }).click();
	await page.fill("#ask-comment", "no names");
	await page.fill("#ask-matchers", "team=\"a\"");
	await page.selectOption("#ask-lasts", { index: 2 });
	await page.keyboard.press("Enter");
	await page.waitForSelector("#ask-told");
	const { orders } = await tell("orders");
	/* 03:13 UTC on the 21st is still the 20th there. */
	check(orders[0].body.until === "2026-11-21T14:00:00.000Z" && !orders[0].body.for, JSON.stringify(orders));
	check(/It does not cover rank 0: it does not name the alert\./.test(await textOf(page, "#ask-told .warn-text")), await textOf(page, "#ask-told"));
	await close();
});

await tap.claim("at night, until nine is today", async () => {
	const { page, close } = await alertsPage("paged", { timezoneId: "Europe/Berlin" });
	await page.locator("#silences .button", { hasText: "New silence" }).click();
	check(/^until 9:00 today \(08:00 UTC\)$/.test(await textOf(page, "#ask-lasts option:nth-child(3)")), await textOf(page, "#ask-lasts"));
	await close();
});

await tap.claim("a silence is ended after one question; Escape ends nothing", async () => {
	const { page, close } = await alertsPage("paged");
	await tell("orders");
	check(/amy.*until.*holds 1 alert/.test(await textOf(page, ".silence.active")), await textOf(page, ".silence.active"));
	check(/ended .* by bob/.test(await textOf(page, ".silence.expired")), "who ended the other is not told");
	check(await page.$(".silence.expired .button") === null, "what is over can be ended");
	await page.click(".silence.active .button");
	check(/holds 1 alert back; what still fires calls/.test(await textOf(page, ".ask-title")), "it does not ask");
	await page.keyboard.press("Escape");
	check((await tell("orders")).orders.length === 0, "it was ended all the same");
	await page.click(".silence.active .button");
	await page.keyboard.press("Enter");
	await soon(async () => await page.$(".silence.active") === null, "it is over");
	const { orders } = await tell("orders");
	check(orders.length === 1 && orders[0].path === "silence/expire" && orders[0].body.silence === "1", JSON.stringify(orders));
	await soon(async () => /Disk/.test(await textOf(page, "#firing")), "what it held fires");
	await close();
});

await tap.claim("senders, watches and heartbeats tell the well from the ill; with none it is told what to do", async () => {
	const { page, close } = await alertsPage("paged");
	const tones = await page.$$eval(".seen-row", (all) => Object.fromEntries(all.map((one) => [one.querySelector("strong").textContent, one.querySelector(".badge").className])));
	check(tones["prometheus-2"] === "badge alarm" && tones.alertmanager === "badge good" && tones.grafana === "badge calm", JSON.stringify(tones));
	check(tones.shop === "badge alarm" && tones.pay === "badge good", JSON.stringify(tones));
	check(tones["nightly-backup"] === "badge alarm" && tones.cron === "badge good" && tones.nihgtly === "badge warn", JSON.stringify(tones));
	check(/last 1 h ago.*2 bad: alert 3: labels/.test(await textOf(page, "#senders li:nth-child(2)")), await textOf(page, "#senders"));
	check(/hangs in 5000 ms/.test(await textOf(page, "#watches")), await textOf(page, "#watches"));
	check(/senders: 1 silent · watches: 1 failing · heartbeats: 1 missed/.test(await textOf(page, ".alerts-summary")), await textOf(page, ".alerts-summary"));
	await tell("stage/resolved");
	await soon(async () => (await page.$$(".snippet")).length === 3, "three snippets come by the event alone");
	check((await textOf(page, "#senders .snippet")).includes(new URL(base).host), "the sender is not told where to send");
	await close();
});

await tap.claim("the room says what its alerts have in common and which are held back", async () => {
	const { page, close } = await open("storm");
	check(/in common: db-1: 9 of 11 services/.test(await textOf(page, ".scope .suspect")), "the suspect is not shown");
	check(/Alerts 4, 1 held/.test(await textOf(page, ".switch-view")), await textOf(page, ".switch-view"));
	await page.keyboard.press("v");
	check(/QueueGrows 3.*held back: a worse alert stands for it: RedisWritesFailing \(1\)/.test(await textOf(page, ".room-alert-list li:nth-child(3)")), await textOf(page, ".room-alert-list"));
	check((await page.$$(".room-alert .warn-text")).length === 1, "another is called held back");
	await enoughContrast(page);
	await allReachableByTab(page);
	await close();
});

await tap.claim("alerts are chosen and split off after one question", async () => {
	const { page, close } = await open("storm");
	await tell("orders");
	await page.keyboard.press("v");
	const split = page.locator("#room-alerts .button", { hasText: "Split off" });
	check(await split.getAttribute("aria-disabled") === "true", "nothing is chosen, and it could be split");
	await page.locator(".room-alert", { hasText: "ApiErrors" }).locator("input").check();
	await page.locator(".room-alert", { hasText: "QueueGrows" }).locator("input").check();
	await split.click();
	check(/Alerts 2, 3 become an incident of their own/.test(await textOf(page, ".ask-title")), "it does not ask");
	check((await tell("orders")).orders.length === 0, "it did not wait for the answer");
	await page.keyboard.press("Enter");
	await page.waitForSelector("#ask-told");
	check((await textOf(page, "#ask-told")).includes("DRILL-2026-11-21-003"), "the new one is not named");
	const { orders } = await tell("orders");
	check(orders.length === 1 && orders[0].path === "incident/split" && orders[0].body.alerts === "2,3", JSON.stringify(orders));
	await soon(async () => (await page.$$(".room-alert")).length === 2, "they left");
	await close();
});

await tap.claim("merge asks into which, and then the room links to it", async () => {
	const { page, complaints, close } = await open("storm");
	await tell("orders");
	await page.keyboard.press("v");
	await page.locator("#room-alerts .button", { hasText: "Merge into" }).click();
	await page.waitForSelector("#ask-into");
	const codes = await page.$$eval("#ask-into option", (all) => all.map((one) => one.value));
	check(codes.length > 0 && !codes.includes("DRILL-2026-11-21-001"), `it offers ${codes}`);
	await page.locator(".ask button[type=submit]").click();
	await stateIs(page, "merged");
	const { orders } = await tell("orders");
	check(orders.length === 1 && orders[0].path === "incident/merge" && orders[0].body.into === codes[0], JSON.stringify(orders));
	check(await page.getAttribute(".merged-into", "href") === "/room/DRILL-2026-11-21-002", "it links nowhere");
	check(await page.locator("#room-alerts .button").count() === 0, "what is merged could be merged");
	await noComplaints(page, complaints);
	await close();
});

await tap.claim("g a leads to the alerts, the navigation says where one is", async () => {
	const { page, close } = await open("paged");
	await page.keyboard.press("g");
	await page.keyboard.press("a");
	await page.waitForSelector(".alerts-page .watching");
	check(new URL(page.url()).pathname === "/alerts", page.url());
	check(await textOf(page, ".head nav [aria-current]") === "Alerts", "the navigation does not say so");
	check(await page.title() === "Alerts · stanch", await page.title());
	await close();
});

await browser.close();
tap.end();

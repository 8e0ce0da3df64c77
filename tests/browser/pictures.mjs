/* Pictures of every stage, for looking at and for the README:
 * node pictures.mjs FOLDER */

import { openBrowser, openPage } from "./browser.mjs";
import { startDouble } from "./double/server.mjs";
import { STAGES } from "./double/fixtures.mjs";

const folder = process.argv[2];
const only = process.argv.slice(3);
const VIEWS = {
	dark: { colorScheme: "dark" },
	light: { colorScheme: "light" },
	phone: { colorScheme: "dark", viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
	between: { colorScheme: "light", viewport: { width: 1024, height: 768 } },
};

const double = await startDouble();
const browser = await openBrowser();

async function picture(page, view, name) {
	await page.screenshot({ path: `${folder}/${name}-${view}.png`, fullPage: view === "phone" });
}

/* A phone shows them all below each other. */
async function views(page, view) {
	if (view === "phone")
		return;
	for (const [key, name] of [["w", "people"], ["m", "messages"], ["f", "findings"]]) {
		await page.keyboard.press(key);
		await page.waitForTimeout(200);
		await page.keyboard.press("Escape");
		await picture(page, view, name);
	}
}

/* One alert is open, with why it did or did not call. */
async function alertsOf(page, view) {
	await page.goto(`${double.url}/alerts`);
	await page.click("[data-alert='17']");
	await page.waitForSelector(".steps");
	await page.waitForTimeout(200);
	await picture(page, view, "alerts");
}

async function stages(page, view) {
	for (const stage of STAGES) {
		await fetch(`${double.url}/double/stage/${stage}`, { method: "POST" });
		await page.goto(`${double.url}/room/last`);
		await page.waitForSelector(".state h1");
		if (stage === "acknowledged")
			await page.keyboard.press("1");
		await page.waitForTimeout(250);
		await picture(page, view, stage);
		if (stage === "acknowledged")
			await views(page, view);
		if (stage === "storm" && view !== "phone") {
			await page.keyboard.press("v");
			await page.waitForTimeout(100);
			await picture(page, view, "behind");
		}
		if (stage !== "resolved")
			continue;
		await page.keyboard.press("p");
		await page.waitForTimeout(100);
		await picture(page, view, "afterwards");
	}
	await fetch(`${double.url}/double/stage/paged`, { method: "POST" });
	await page.goto(double.url);
	await page.waitForSelector(".row");
	await picture(page, view, "list");
	await alertsOf(page, view);
	await page.goto(`${double.url}/oncall`);
	await page.waitForSelector(".stop");
	await picture(page, view, "oncall");
}

for (const [view, options] of Object.entries(VIEWS)) {
	if (only.length && !only.includes(view))
		continue;
	const { page, complaints, close } = await openPage(browser, options);
	await stages(page, view);
	if (complaints.length)
		console.log(view, complaints);
	await close();
}
await browser.close();
double.stop();

/* Chromium, and TAP. */

import { existsSync } from "node:fs";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
	"--disable-background-networking", "--disable-component-update", "--disable-sync"];

export async function openBrowser() {
	if (!existsSync(CHROMIUM))
		throw new Error(`${CHROMIUM} is not there; CHROMIUM names another`);
	const { chromium } = await import("playwright-core");
	return chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}

/* A page that collects what it should never say: errors on the console, uncaught
 * exceptions, violations of the content security policy, and how much it shifted. */
export async function openPage(browser, options = {}) {
	const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
	const page = await context.newPage();
	const complaints = [];

	page.setDefaultTimeout(8000);
	page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
	page.on("pageerror", (error) => complaints.push(String(error)));
	page.on("dialog", (dialog) => {
		complaints.push(`dialog: ${dialog.message()}`);
		dialog.dismiss();
	});
	await page.addInitScript(() => {
		window.shifts = [];
		window.violations = [];
		document.addEventListener("securitypolicyviolation", (event) =>
			window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
		new PerformanceObserver((list) => {
			for (const shift of list.getEntries())
				window.shifts.push({ value: shift.value, recent: shift.hadRecentInput,
					of: shift.sources.map(({ node, previousRect: from, currentRect: to }) =>
						`${node?.className || node?.data?.slice(0, 12) || node?.nodeName} ${Math.round(from.x)},${Math.round(from.y)} to ${Math.round(to.x)},${Math.round(to.y)}`) });
		}).observe({ type: "layout-shift", buffered: true });
	});
	return { page, complaints, close: () => context.close() };
}

export class Tap {
	constructor() {
		this.count = 0;
		this.failed = 0;
	}

	async claim(name, show) {
		/* ONLY="some words" runs the claims that contain them. */
		if (process.env.ONLY && !name.includes(process.env.ONLY))
			return;
		this.count += 1;
		try {
			await show();
			console.log(`ok ${this.count} - ${name}`);
		} catch (problem) {
			this.failed += 1;
			console.log(`not ok ${this.count} - ${name}`);
			console.log(String(problem?.stack ?? problem).split("\n").slice(0, 12).map((line) => `# ${line}`).join("\n"));
		}
	}

	end() {
		console.log(`1..${this.count}`);
		process.exitCode = this.failed ? 1 : 0;
	}
}

export function check(holds, text) {
	if (!holds)
		throw new Error(text);
}

export async function soon(holds, text, wait = 6000) {
	const until = Date.now() + wait;
	for (;;) {
		if (await holds())
			return;
		if (Date.now() > until)
			throw new Error(`not within ${wait} ms: ${text}`);
		await new Promise((done) => setTimeout(done, 50));
	}
}

/* What the page claims, said once and shown against the double or a real server. */

import { check, soon } from "./browser.mjs";

export const SHIFT_MAX = 0.02;
const CONTRAST_MIN = 4.5;

export const settle = (page, wait = 200) => page.waitForTimeout(wait);

export const shiftOf = (page) => page.evaluate(() => ({
	sum: window.shifts.reduce((sum, shift) => sum + shift.value, 0),
	of: window.shifts.map((shift) => `${shift.value.toFixed(4)} ${shift.of.join(", ")}`),
}));

export async function noSidewaysScroll(page) {
	const wide = await page.evaluate(() => {
		const reachesOut = (one) => one.getBoundingClientRect().right > window.innerWidth + 1;
		/* What its parent cuts off or scrolls reaches nobody. */
		const isKept = (one) => {
			for (let at = one.parentElement; at; at = at.parentElement) {
				if (getComputedStyle(at).overflowX !== "visible" && !reachesOut(at))
					return true;
			}
			return false;
		};
		return {
			page: document.documentElement.scrollWidth,
			window: window.innerWidth,
			widest: [...document.querySelectorAll("#app *")].filter((one) => reachesOut(one) && !isKept(one))
				.slice(0, 5).map((one) => one.className || one.nodeName),
		};
	});
	const burst = await page.evaluate(() => [...document.querySelectorAll(".panel .button")]
		.filter((one) => one.checkVisibility({ visibilityProperty: true })
			&& one.getBoundingClientRect().right > one.closest(".panel").getBoundingClientRect().right - 8)
		.map((one) => one.textContent.trim()));
	check(burst.length === 0, `reach out of their panel: ${burst.join(", ")}`);
	check(wide.page <= wide.window, `the page is ${wide.page} px wide, the window ${wide.window}: ${wide.widest.join(", ")}`);
	check(wide.widest.length === 0, `these reach out of the window: ${wide.widest.join(", ")}`);
}

/* Presses Tab until the focus is back at the start, and compares with all there is. */
export async function allReachableByTab(page) {
	await page.evaluate(() => {
		const wanted = "a[href], button, input, select, textarea, summary, [tabindex='0']";
		document.activeElement?.blur();
		window.reachable = [...document.querySelectorAll(wanted)].filter((one) =>
			one.checkVisibility({ visibilityProperty: true }) && !one.disabled && one.tabIndex >= 0);
		window.reached = new Set();
		window.unmarked = [];
	});
	const count = await page.evaluate(() => window.reachable.length);

	for (let press = 0; press < count + 5; press++) {
		await page.keyboard.press("Tab");
		await page.evaluate(() => {
			const one = document.activeElement;
			const style = getComputedStyle(one);
			if (one === document.body)
				return;
			window.reached.add(one);
			if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2)
				window.unmarked.push(one.className || one.nodeName);
		});
	}
	const { missed, unmarked } = await page.evaluate(() => ({
		missed: window.reachable.filter((one) => one.isConnected && !window.reached.has(one))
			.map((one) => `${one.nodeName} ${one.className} ${one.textContent.slice(0, 30)}`),
		unmarked: window.unmarked,
	}));
	check(count > 5, `only ${count} elements found`);
	check(missed.length === 0, `Tab never reaches: ${missed.join(" | ")}`);
	check(unmarked.length === 0, `no visible focus on: ${[...new Set(unmarked)].join(" | ")}`);
}

/* The colour of every text against the first solid background below it. */
export async function enoughContrast(page) {
	const poor = await page.evaluate((least) => {
		const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
		const rgba = (colour) => {
			canvas.clearRect(0, 0, 1, 1);
			canvas.fillStyle = colour;
			canvas.fillRect(0, 0, 1, 1);
			return [...canvas.getImageData(0, 0, 1, 1).data];
		};
		const light = ([red, green, blue]) => {
			const part = (value) => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
			return 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue);
		};
		const below = (element) => {
			for (let at = element; at; at = at.parentElement) {
				const colour = rgba(getComputedStyle(at).backgroundColor);
				if (colour[3] === 255)
					return colour;
			}
			return rgba(getComputedStyle(document.documentElement).backgroundColor);
		};
		const found = [];
		const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
		while (walker.nextNode()) {
			const element = walker.currentNode.parentElement;
			if (!walker.currentNode.data.trim() || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
				continue;
			const [one, other] = [light(rgba(getComputedStyle(element).color)), light(below(element))];
			const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
			if (ratio < least)
				found.push(`${ratio.toFixed(2)} "${walker.currentNode.data.trim().slice(0, 24)}" in ${element.className || element.nodeName}`);
		}
		return [...new Set(found)];
	}, CONTRAST_MIN);
	check(poor.length === 0, `too little contrast: ${poor.slice(0, 8).join(" | ")}`);
}

export async function noComplaints(page, complaints) {
	const violations = await page.evaluate(() => window.violations);
	check(violations.length === 0, `the policy was violated: ${violations.join(", ")}`);
	check(complaints.length === 0, `the console says: ${complaints.join(" | ").slice(0, 600)}`);
}

export async function landmarksAndNames(page) {
	const found = await page.evaluate(() => ({
		landmarks: ["header.head", "main", "nav", "footer"].filter((one) => !document.querySelector(one)),
		headings: document.querySelectorAll("h1").length,
		unnamed: [...document.querySelectorAll("button, input, select, textarea, [role='img'], [role='progressbar']")]
			.filter((one) => !(one.getAttribute("aria-label") || one.labels?.length || one.textContent.trim()))
			.map((one) => one.outerHTML.slice(0, 80)),
		unowned: [...document.querySelectorAll("section[aria-labelledby]")]
			.filter((one) => !document.getElementById(one.getAttribute("aria-labelledby"))).map((one) => one.id),
		twice: [...document.querySelectorAll("[id]")].map((one) => one.id).filter((id, nth, all) => all.indexOf(id) !== nth),
	}));
	check(found.landmarks.length === 0, `landmarks missing: ${found.landmarks}`);
	check(found.headings === 1, `${found.headings} first headings`);
	check(found.unnamed.length === 0, `without a name: ${found.unnamed.join(" | ")}`);
	check(found.unowned.length === 0, `sections without heading: ${found.unowned}`);
	check(found.twice.length === 0, `ids used twice: ${found.twice}`);
}

export const stateIs = (page, state, wait) =>
	soon(async () => (await page.textContent(".state .badge")).trim() === state, `the state becomes ${state}`, wait);

export const textOf = (page, selector) => page.textContent(selector).then((text) => text.replace(/\s+/g, " ").trim());

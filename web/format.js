/* Times, numbers and texts as people read them. Numbers that come with a text from
 * the server are shown as that text. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const two = (number) => String(number).padStart(2, "0");

export const timeOf = (instant) => (instant ? Date.parse(instant) : NaN);

/* "03:12:04", or "11-20 03:12" when that was long ago. Always UTC. */
export function clockText(instant, now = NaN) {
	const time = typeof instant === "number" ? instant : timeOf(instant);

	if (Number.isNaN(time))
		return "–";
	const iso = new Date(time).toISOString();
	const clock = iso.slice(11, 19);

	return Number.isNaN(now) || Math.abs(now - time) < DAY / 2
		? clock : `${iso.slice(5, 10)} ${clock.slice(0, 5)}`;
}

export const fullText = (instant) => {
	const time = timeOf(instant);
	return Number.isNaN(time)
		? "unknown" : `${new Date(time).toISOString().slice(0, 19).replace("T", " ")} UTC`;
};

/* "0:42", "12:34", "1:02:03": for what is counted. */
export function spanText(ms) {
	if (!Number.isFinite(ms))
		return "–";
	const seconds = Math.floor(Math.abs(ms) / 1000);
	const minutes = Math.floor(seconds / 60);
	const hours = Math.floor(minutes / 60);

	return hours
		? `${hours}:${two(minutes % 60)}:${two(seconds % 60)}`
		: `${minutes}:${two(seconds % 60)}`;
}

/* "12 s ago", "4 min ago": for what is only glanced at. */
export function agoText(ms) {
	if (!Number.isFinite(ms))
		return "";
	if (ms < 1000)
		return "now";
	if (ms < MINUTE)
		return `${Math.floor(ms / 1000)} s ago`;
	if (ms < HOUR)
		return `${Math.floor(ms / MINUTE)} min ago`;
	if (ms < DAY)
		return `${Math.floor(ms / HOUR)} h ago`;
	return `${Math.floor(ms / DAY)} d ago`;
}

const UNITS = { ms: 1, s: 1000, sec: 1000, m: MINUTE, min: MINUTE, h: HOUR, d: DAY };

/* Durations come as milliseconds or as a text such as "1m", "90 s" or "1:30". */
export function spanOf(value) {
	if (typeof value === "number")
		return value;
	const text = String(value ?? "").trim();

	if (/^\d+$/.test(text))
		return Number(text);
	if (/^\d+(:\d\d)+$/.test(text))
		return text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0) * 1000;
	let sum = NaN;
	for (const [, number, unit] of text.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)/g))
		sum = (sum || 0) + Number(number) * (UNITS[unit] ?? NaN);
	return sum;
}

export function numberText(number) {
	if (!Number.isFinite(number))
		return "–";
	return Number(number.toPrecision(4)).toString();
}

function bytesText(number) {
	const names = ["bytes", "KiB", "MiB", "GiB", "TiB"];
	let step = 0;

	while (Math.abs(number) >= 1024 && step < names.length - 1) {
		number /= 1024;
		step += 1;
	}
	return `${numberText(number)} ${names[step]}`;
}

export function quantityText(number, unit = "") {
	if (typeof number !== "number" || !Number.isFinite(number))
		return "–";
	if (unit === "bytes")
		return bytesText(number);
	const short = { percent: "%", "per second": "/s", seconds: "s" }[unit] ?? unit;
	return short ? `${numberText(number)} ${short}` : numberText(number);
}

/* "no_data", "no-data" and "no data" are the same word. */
export const words = (name) => String(name ?? "").replace(/[_-]/g, " ");
export const slug = (name) => words(name).replaceAll(" ", "-");

/* What came from outside is shown as text, and what would hide or reorder text is
 * shown by its name: nobody may approve a command that reads differently than it is. */
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const UNSEEN = /[\u200b-\u200f\u2060-\u2064\ufeff\u00ad]/g;

const named = (character) => {
	const code = character.charCodeAt(0);
	return code < 32 ? String.fromCharCode(0x2400 + code)
		: `[U+${code.toString(16).toUpperCase().padStart(4, "0")}]`;
};

export function plain(value) {
	if (value === null || value === undefined)
		return "";
	const text = typeof value === "object" ? JSON.stringify(value) : String(value);
	return text.replace(/\r\n?/g, "\n").replace(CONTROLS, named);
}

export const exact = (value) => plain(value).replace(UNSEEN, named);

export const shortHash = (hash) => plain(hash).slice(0, 12);

/* The address when it may be followed, otherwise "". */
export function safeLink(text) {
	try {
		const url = new URL(String(text));
		return url.protocol === "http:" || url.protocol === "https:" ? url.href : "";
	} catch {
		return "";
	}
}

/* A command as its list of words; what cannot be read stays one word. */
/* The words of a runbook's step: its pipelines, one after the other. */
const wordsOf = (item, nth) => item?.run
	? [...(nth ? [";"] : []), ...item.run.flatMap((stage, at) => (at ? ["|", ...stage] : stage))]
	: [item];

export function argvOf(argv) {
	if (Array.isArray(argv))
		return argv.flatMap(wordsOf);
	try {
		const list = JSON.parse(argv);
		return Array.isArray(list) ? list : [String(argv)];
	} catch {
		return argv ? [String(argv)] : [];
	}
}

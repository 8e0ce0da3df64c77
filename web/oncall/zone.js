/* Days as the walls of a schedule's zone show them. The browser knows the zones; where
 * it does not know one, the days are those of UTC, and the picture says so. */

const DAY = 86_400_000;

export function isKnownZone(zone) {
	try {
		new Intl.DateTimeFormat("en", { timeZone: zone });
		return true;
	} catch {
		return false;
	}
}

/* What clocks there show at an instant, as if that were UTC. */
function wallOf(format, time) {
	const part = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, Number(value)]));
	return Date.UTC(part.year, part.month - 1, part.day, part.hour % 24, part.minute, part.second);
}

const NAMES = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/* The first instant of each day in between, and its name. A day may have 23 or 25 hours,
 * so each is looked for by itself; twice, since the first guess may be off by a change. */
export function daysBetween(from, until, zone) {
	const format = new Intl.DateTimeFormat("en", { timeZone: isKnownZone(zone) ? zone : "UTC", hourCycle: "h23",
		year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" });
	const days = [];

	for (let wall = Math.floor(wallOf(format, from) / DAY) * DAY; ; wall += DAY) {
		const guess = wall - (wallOf(format, wall) - wall);
		const at = wall - (wallOf(format, guess) - guess);
		const date = new Date(wall);

		if (at >= until)
			return days;
		days.push({ at: Math.max(at, from), isCut: at < from, isRest: [0, 6].includes(date.getUTCDay()),
			name: NAMES[date.getUTCDay()], number: date.getUTCDate() });
	}
}

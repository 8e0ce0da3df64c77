/* Without STANCH_URL: the page against a double of its own. With it: the claims that hold
 * on any server, against that server; with STANCH_TOKENS those of people instead. One TAP
 * stream comes out. */

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { startDouble } from "./double/server.mjs";

let count = 0;
let failed = false;

function pass(line) {
	const claim = /^(not ok|ok) \d+(.*)$/.exec(line);

	if (/^1\.\.\d+$/.test(line))
		return;
	if (claim)
		count += 1;
	console.log(claim ? `${claim[1]} ${count}${claim[2]}` : line);
}

function run(file, url) {
	const child = spawn(process.execPath, [new URL(file, import.meta.url).pathname],
		{ stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, STANCH_URL: url } });

	console.log(`# ${file}`);
	createInterface({ input: child.stdout }).on("line", pass);
	return new Promise((done) => child.on("close", (code) => {
		failed ||= code !== 0;
		done();
	}));
}

if (process.env.STANCH_URL) {
	await run(process.env.STANCH_TOKENS ? "people.test.mjs" : "page.test.mjs", process.env.STANCH_URL);
} else {
	const double = await startDouble();
	await run("page.test.mjs", double.url);
	await run("double.test.mjs", double.url);
	double.stop();
}
console.log(`1..${count}`);
process.exitCode = failed ? 1 : 0;

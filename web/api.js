/* Questions and orders to the server. Every failure is a Problem, whose detail is a
 * sentence that can be shown where the person pressed the key. */

const READ_WAIT_MS = 10_000;
const WRITE_WAIT_MS = 20_000;

export class Problem extends Error {
	constructor({ title = "failed", detail = "", status = 0, field = "" }) {
		super(detail || title);
		this.title = String(title);
		this.detail = String(detail || title);
		this.status = status;
		this.field = String(field);
	}
}

let csrf = "";
let signedOut = () => {};

export const onSignedOut = (call) => { signedOut = call; };

const UNANSWERED = {
	GET: "The server did not answer.",
	POST: "The server did not answer, so it is not known whether this happened. "
		+ "Look at the state before you repeat it.",
};

async function send(method, path, body) {
	const wait = method === "GET" ? READ_WAIT_MS : WRITE_WAIT_MS;
	const headers = { Accept: "application/json" };

	if (body !== undefined) {
		headers["Content-Type"] = "application/json";
		headers["X-CSRF-Token"] = csrf;
	}
	try {
		return await fetch(path, {
			method,
			headers,
			body: body === undefined ? undefined : JSON.stringify(body),
			credentials: "same-origin",
			cache: "no-store",
			signal: AbortSignal.timeout(wait),
		});
	} catch {
		throw new Problem({ title: "no answer", detail: UNANSWERED[method] });
	}
}

async function readTree(response) {
	try {
		return await response.json();
	} catch {
		return null;
	}
}

async function ask(method, path, body) {
	const response = await send(method, path, body);
	const tree = await readTree(response);

	if (response.ok && tree !== null)
		return tree;
	if (response.status === 401)
		signedOut();
	throw new Problem({
		detail: `The server answered ${response.status} and gave no reason.`,
		...(tree && typeof tree === "object" ? tree : {}),
		status: response.status,
	});
}

function withQuery(path, query) {
	const pairs = Object.entries(query).filter(([, value]) => value !== undefined);
	return pairs.length ? `${path}?${new URLSearchParams(pairs)}` : path;
}

export const read = (noun, verb, query = {}) =>
	ask("GET", withQuery(`/api/v1/${noun}/${verb}`, query));

export const order = (noun, verb, body) => ask("POST", `/api/v1/${noun}/${verb}`, body);

function know(me) {
	csrf = String(me.csrf ?? "");
	return me;
}

export const whoAmI = () => ask("GET", "/api/v1/me").then(know);
export const signIn = (token) => ask("POST", "/api/v1/session", { token }).then(know);
export const signOut = () => ask("POST", "/api/v1/session/end", {});

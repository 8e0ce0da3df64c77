import { html, useState } from "./lib.js";
import { Button, Refusal, useOrder } from "./ui.js";
import { signIn } from "./api.js";

export function Login({ onSignedIn }) {
	const [token, setToken] = useState("");
	const order = useOrder();

	async function submit(event) {
		event.preventDefault();
		const me = await order.run(() => signIn(token.trim()));
		if (me)
			onSignedIn(me);
	}

	return html`
		<main class="alone">
			<h1>stanch</h1>
			<p>Who are you? Nothing changes here without a named person.</p>
			<form onSubmit=${submit}>
				<label for="token">Your personal token</label>
				<input id="token" type="password" autocomplete="current-password" required
					spellcheck="false" autofocus value=${token}
					onInput=${(event) => setToken(event.currentTarget.value)} />
				<${Refusal} problem=${order.problem} />
				<${Button} type="submit" tone="primary big" busy=${order.busy}>Sign in<//>
			</form>
			<p class="quiet">No token at hand? On the server, run${" "}
				<code>stanch person login NAME</code> and open the link it prints.</p>
		</main>`;
}

/* Who sends, what stanch looks at by itself, and whose sign of life it waits for. */

import { html } from "../lib.js";
import { agoText, plain, timeOf, words } from "../format.js";
import { serverNow } from "../clock.js";
import { Panel, Text, Badge, Clock } from "../ui.js";

const HEALTH_TONES = { "heard": "good", "silent": "alarm", "never heard": "calm" };
const WATCH_TONES = { "good": "good", "failing": "alarm", "new": "busy" };
const BEAT_TONES = { "alive": "good", "missed": "alarm", "waited_for": "busy", "unknown": "warn" };

const ago = (instant) => agoText(serverNow() - timeOf(instant));
const last = (instant) => (instant ? `last ${ago(instant)}` : "nothing yet");

const Row = ({ tone, state, name, kind, figures, more, bad }) => html`
	<li class="seen-row">
		<${Badge} tone=${tone}>${state}<//>
		<span class="seen-name"><strong><${Text} of=${name} /></strong> <span class="quiet"><${Text} of=${kind} /></span></span>
		<span class="seen-figures">${figures}</span>
		<span class=${`seen-more ${bad ? "alarm-text" : "quiet"}`}>${more}</span>
	</li>`;

const Section = ({ name, title, items, row, hint, snippet }) => html`
	<${Panel} name=${name} title=${title} aside=${html`<span class="quiet">${items.length || ""}</span>`}>
		${items.length ? html`<ul class="seen-list">${items.map(row)}</ul>`
			: html`<p class="empty">${hint}</p><pre class="snippet" tabindex="0" aria-label=${`To paste: ${title}`}>${snippet}</pre>`}
	<//>`;

const counted = (count, one, many) => `${count} ${count === 1 ? one : many}`;

function faultsOf({ faults, refused, problem }) {
	const counts = [faults && `${faults} bad`, refused && `${refused} refused`].filter(Boolean).join(", ");
	return counts && html`; ${counts}${problem && html`: <${Text} of=${problem} />`}`;
}

const senderRow = (one) => html`
	<${Row} key=${`${one.source} ${one.name}`} tone=${HEALTH_TONES[one.health]} state=${plain(one.health)} name=${one.name}
		kind=${one.source === one.name ? "" : `by ${plain(one.source)}`} bad=${one.health === "silent"}
		figures=${html`${last(one.last_seen_at)}${one.rhythm && html`, every <${Text} of=${one.rhythm} />`}`}
		more=${html`${counted(one.alerts, "alert", "alerts")} in ${counted(one.deliveries, "delivery", "deliveries")}${faultsOf(one)}`} />`;

const watchRow = (one) => html`
	<${Row} key=${one.id} tone=${WATCH_TONES[one.state]} state=${words(plain(one.state))} name=${one.name} kind=${one.kind}
		figures=${one.asked_at ? html`${words(plain(one.verdict))} in ${plain(one.took_ms)} ms, ${ago(one.asked_at)}` : "not looked at yet"}
		more=${html`<${Text} of=${one.reason} />`} bad=${one.state === "failing"} />`;

const beatRow = (one) => html`
	<${Row} key=${one.id} tone=${BEAT_TONES[one.state]} state=${words(plain(one.state))} name=${one.name}
		kind=${one.rhythm ? `every ${plain(one.rhythm)}` : ""} bad=${one.state === "missed"}
		figures=${html`${last(one.last_ping_at)}${one.pinged_by && html` by <${Text} of=${one.pinged_by} />`}`}
		more=${one.state === "unknown" ? "not in stanch.yaml: perhaps a misspelled name"
			: one.due_at && html`${one.state === "missed" ? "was due by" : "due by"} <${Clock} at=${one.due_at} />`} />`;

const TO_SEND = `# prometheus.yml
alerting:
  alertmanagers:
    - static_configs:
        - targets: ["${location.host}"]`;

const TO_WATCH = `# stanch.yaml
watches:
  - name: shop
    http: https://shop.example.org`;

const TO_HEAR = `# stanch.yaml
heartbeats:
  - {name: nightly-backup, every: 1d, grace: 1h}`;

export const Watching = ({ sources, watches, heartbeats }) => html`
	<div class="watching">
		<${Section} name="senders" title="Senders" items=${sources} row=${senderRow} snippet=${TO_SEND}
			hint="Nobody has sent anything yet. Point Prometheus here, or any sender of docs/senders.md:" />
		<${Section} name="watches" title="Watches" items=${watches} row=${watchRow} snippet=${TO_WATCH}
			hint="Nothing is watched. Add this, then: stanch server reload" />
		<${Section} name="heartbeats" title="Heartbeats" items=${heartbeats} row=${beatRow} snippet=${TO_HEAR}
			hint="Nobody's sign of life is waited for. Add this, then let the job call /heartbeats/nightly-backup/KEY:" />
	</div>`;

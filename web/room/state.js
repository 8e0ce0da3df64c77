import { html } from "../lib.js";
import { slug } from "../format.js";
import { Text, Severity, StateBadge, Since, Clock, Button } from "../ui.js";

/* What people reported, and which tickets want an answer. */
function Reports({ room }) {
	if (!room.report_count)
		return null;
	return html`<p class="reason">${room.report_count} ${room.report_count === 1 ? "report" : "reports"}:${" "}
		${room.report_counts.map(({ source, count }) => `${count} by ${source}`).join(", ")}
		${room.tickets && html` · tickets <${Text} of=${room.tickets} />`}</p>`;
}

export function State({ room, onSeverity, onDismiss, onConfirm }) {
	const { incident } = room;
	const until = room.is_open ? undefined : incident.resolved_at;

	return html`
		<section class="panel state" aria-labelledby="incident-title">
			<div class="state-line">
				<${Severity} incident=${incident} />
				<${StateBadge} state=${incident.state} />
				<span class="state-since"><${Since} at=${incident.opened_at} until=${until} />
					<span class="quiet"> since <${Clock} at=${incident.opened_at} /></span></span>
				${slug(incident.state) === "candidate" && html`
					<${Button} tone="small" onPress=${onConfirm}>It is an incident: page<//>`}
				<${Button} tone="small" hint="s" off=${!room.is_open} onPress=${onSeverity}>Severity<//>
				<${Button} tone="small" hint="x" off=${!room.is_open} onPress=${onDismiss}>False alarm<//>
			</div>
			<h1 id="incident-title" tabindex="-1" data-stop><${Text} of=${incident.title} /></h1>
			<p class="summary">${room.merged_into
				? html`Merged into <a class="merged-into" href=${`/room/${encodeURIComponent(room.merged_into)}`}><${Text} of=${room.merged_into} /></a>, which has its alerts`
				: html`<${Text} of=${incident.summary || "Impact not known yet"} />`}</p>
			<${Reports} room=${room} />
			<p class="reason quiet"><${Text} of=${incident.severity_reason} />${" · profile "}<${Text} of=${incident.profile}
				/>${incident.profile_reason && html`: <${Text} of=${incident.profile_reason} />`}</p>
		</section>`;
}

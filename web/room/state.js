import { html } from "../lib.js";
import { Text, Severity, StateBadge, Since, Clock, Button } from "../ui.js";

export function State({ room, onSeverity, onDismiss }) {
	const { incident } = room;
	const until = room.is_open ? undefined : incident.resolved_at;

	return html`
		<section class="panel state" aria-labelledby="incident-title">
			<div class="state-line">
				<${Severity} incident=${incident} />
				<${StateBadge} state=${incident.state} />
				<span class="state-since"><${Since} at=${incident.opened_at} until=${until} />
					<span class="quiet"> since <${Clock} at=${incident.opened_at} /></span></span>
				<${Button} tone="small" hint="s" off=${!room.is_open} onPress=${onSeverity}>Severity<//>
				<${Button} tone="small" hint="x" off=${!room.is_open} onPress=${onDismiss}>False alarm<//>
			</div>
			<h1 id="incident-title" tabindex="-1" data-stop><${Text} of=${incident.title} /></h1>
			<p class="summary"><${Text} of=${incident.summary || "Impact not known yet"} /></p>
			<p class="reason quiet"><${Text} of=${incident.severity_reason} />${" · profile "}<${Text} of=${incident.profile}
				/>${incident.profile_reason && html`: <${Text} of=${incident.profile_reason} />`}</p>
		</section>`;
}

story   the commander may resolve without proof, and every word says so
given   the service session-cache, whose failing writes must stay below 1 % for 1m
and     prometheus has no series of it
when    prometheus sends redis-full
and     alice runs: ack last
and     alice runs: resolve last --unproven
then    exit 2: "reason"
when    bob runs: resolve last --unproven --reason "looks fine to me"
then    exit 1: "only the commander (alice) resolves without proof"
when    alice runs: resolve last --unproven --reason "Prometheus itself is the outage"
then    exit 0
and     the incident is resolved
and     its proven is False
and     the timeline says "Recovery not proven by measurement (alice): Prometheus itself is the outage"
and     the postmortem says "not proven by measurement"
and     a draft lies ready: resolved
when    alice runs: message send last
then    exit 0
and     the service desk is told: not proven by measurement

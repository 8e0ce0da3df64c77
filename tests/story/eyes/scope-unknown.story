story   a Prometheus that hangs: the scope card says unknown, and fills when it answers
given   it is 2026-03-04T14:00:00Z
and     orders_failing is measured as 5
and     everything is configured as:
        people:
          - {name: alice, role: approver, contacts: [webhook: "$INBOX/webhook/alice"]}
          - {name: vera, role: admin, contacts: [webhook: "$INBOX/webhook/vera"]}
        on_call: [alice]
        services:
          - name: orders
            settings: {prometheus: $PROMETHEUS}
            measurements:
              - {name: requests failing, query: orders_failing, unit: percent, good: below 10, hold: 5m, every: 1m, proves_recovery: true}
when    it is 14:32:00
and     orders_failing is measured as 20
and     prometheus hangs
and     prometheus sends orders-slow
then    alice is paged
# What is put off, since two questions got no answer, is waited for until then at most.
when    it is 14:32:30
then    the timeline says "what is broken: unknown (requests failing: "
and     the timeline says "how bad: unknown (requests failing: "
when    alice runs: triage last
then    exit 0: "what is broken: the alert says: API degraded: latency above 2 s, 10 % of requests fail [unknown] – requests failing: "
and     exit 0: "who is affected: unknown [unknown] – no measurement counts users and nobody said it: stanch incident affected INC-2026-03-04-001"
and     exit 0: "at the latest, as it was told [estimated]"
and     exit 0: "what changed before: nothing in the 60 min before [unknown] – nobody tells of changes yet"
and     exit 0: "how bad: unknown [unknown]"
and     exit 0: "how far it reaches: unknown: there is no service map"
when    prometheus answers again
and     it is 14:34:00
and     alice runs: triage last
then    exit 0: "what is broken: requests failing 20 % (good: below 10 %) [measured]"
and     exit 0: "how bad: no objective; requests failing 20 % is 2 times what counts as good (below 10 %) [measured]"
and     the journal verifies

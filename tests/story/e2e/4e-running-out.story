story   E2E-4: what runs out is told, with the limit that a series tells, and a claim rests on it
given   it is 2026-03-04T12:00:00Z
and     orders_failing is measured as 5
and     orders_connections is measured as 40
and     orders_connections_max is measured as 100
and     everything is configured as:
        people:
          - {name: alice, role: approver, contacts: [webhook: "$INBOX/webhook/alice"]}
          - {name: vera, role: admin, contacts: [webhook: "$INBOX/webhook/vera"]}
        on_call: [alice]
        services:
          - name: orders
            settings: {prometheus: $PROMETHEUS}
            patterns: [running-out]
            measurements:
              - {name: requests failing, query: orders_failing, unit: percent, good: below 10}
            series:
              - {name: connections, query: orders_connections}
              - {name: max_connections, query: orders_connections_max}
when    it is 14:32:00
and     orders_failing is measured as 20
and     orders_connections is measured as 98
and     it is 14:38:00
and     prometheus sends orders-slow
then    the timeline says "Runs out: connections of orders: 98 of 100 (max_connections), saturated since 14:32:00."
and     the timeline says "Hypothesis supported: A resource is used up"
and     the timeline says "It is a symptom, and no cause"
and     the timeline says "Hypothesis refuted: A resource is used more and more: a leak"
when    alice runs: diagnose last
then    exit 0: "What runs out"
and     exit 0: "connections of orders: 98 of 100 (max_connections), saturated since 14:32:00"
and     exit 0: "stanch diagnosis finding INC-2026-03-04-001 F3"
when    alice runs: diagnosis finding last F3
then    exit 0: "connections of orders: 98 of 100"
and     exit 0: ": orders_connections"
and     exit 0: "▁████"
when    alice runs: ack last
and     alice runs: resolve last --unproven --reason "seen by hand"
then    exit 0
and     the incident is resolved
and     the postmortem says "### F3: connections of orders: 98 of 100"
and     the postmortem says "](INC-2026-03-04-001.charts/F3.svg)"
and     the file data/postmortems/INC-2026-03-04-001.charts/F3.svg says ">limit</text>"
and     the journal verifies

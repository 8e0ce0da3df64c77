story   E2E-4: what the engine makes of a bad deploy, and of a quiet hour
given   it is 2026-03-04T12:00:00Z
and     orders_failing is measured as 5
and     stock_failing is measured as 0
and     orders_cpu is measured as 40
and     everything is configured as:
        people:
          - {name: alice, role: approver, contacts: [webhook: "$INBOX/webhook/alice"]}
          - {name: vera, role: admin, contacts: [webhook: "$INBOX/webhook/vera"]}
        on_call: [alice]
        services:
          - name: orders
            settings: {prometheus: $PROMETHEUS}
            depends_on: [stock]
            after_change: {watch: 0s}
            measurements:
              - {name: requests failing, query: orders_failing, unit: percent, good: below 10, hold: 5m, every: 1m, proves_recovery: true}
            series:
              - {name: cpu, query: orders_cpu, unit: percent}
          - name: stock
            settings: {prometheus: $PROMETHEUS}
            measurements:
              - {name: requests failing, query: stock_failing, unit: percent, good: below 10}
# A quiet hour and a deployment: whoever blames the last deployment is wrong here.
when    it is 13:30:00
and     alice runs: change add "Deploy v2.3.3" --service orders --kind deploy --revision v2.3.3
and     it is 14:20:00
and     alice runs: diagnosis window --service orders --from 2026-03-04T13:20:00Z --to 2026-03-04T14:20:00Z
then    exit 0: "Nothing stands out from quiet times. No change is guilty"
and     exit 0: "no change is guilty"
and     exit 0: "Quiet hours of another day: 2026-03-03T10:20 to 13:20 UTC, 3 series."

when    it is 14:30:00
and     alice runs: change add "Deploy v2.3.4" --service orders --kind deploy --revision v2.3.4
and     it is 14:32:00
and     orders_failing is measured as 20
and     it is 14:38:00
and     prometheus sends orders-slow
then    the timeline says "Began at 2026-03-04T14:32:00Z, measured"
and     the timeline says "Diagnosis (opened): orders stands out most"
and     the timeline says "Onset: requests failing went from 5 % to 20 % at 14:32:00 UTC, in one step."
and     the timeline says "Hypothesis: It is wrong at orders"
and     the timeline says "Hypothesis: The change"
and     the timeline says "Hypothesis: The cause is outside of what is measured here"
and     the timeline says "Hypothesis: No change did it"
and     the timeline does not say "Hypothesis supported"
when    alice runs: diagnose last
then    exit 0: "deploy "Deploy v2.3.4" of orders, 2:00 before, by alice"
and     exit 0: "no change is guilty"
and     exit 0: "again: stanch diagnosis finding INC-2026-03-04-001 F1"
when    alice runs: diagnosis finding last F1
then    exit 0: "requests failing of orders"
and     exit 0: ": orders_failing"
and     exit 0: "▁████"

when    alice runs: show last
then    exit 0: "more: stanch diagnose INC-2026-03-04-001"
and     exit 0: "▁████"

# What was predicted is held against what came after it.
when    it is 14:40:30
then    the timeline says "Diagnosis (2 min later)"
and     the timeline says "Hypothesis supported: It is wrong at orders"
and     the timeline says "Hypothesis supported: The change"
when    alice runs: diagnosis ask last
then    exit 0
and     the timeline says "Diagnosis (asked)"
and     the journal verifies

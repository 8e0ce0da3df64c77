story   what gets worse with a change pages where its service says so, else it is a candidate
given   it is 2026-03-04T14:20:00Z
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
              - {name: requests failing, query: orders_failing, unit: percent, good: below 10, hold: 5m, every: 10s, proves_recovery: true}
            after_change: {watch: 10m, every: 30s, page: true}
when    it is 14:30:00
and     alice runs: change add "Deploy orders v2.3.4" --service orders --kind deploy --revision v2.3.4
# One bad minute that ends by itself is no regression.
and     it is 14:31:00
and     orders_failing is measured as 20
and     it is 14:31:30
and     orders_failing is measured as 5
and     it is 14:36:00
then    there are 0 incidents
when    orders_failing is measured as 30
and     it is 14:37:30
then    there is 1 incident
and     only alice is paged
and     the timeline says "A candidate no more: orders: requests failing 5 % → 30 % after v2.3.4"
# Said once.
when    it is 14:39:30
then    the timeline says "Worse since 14:36:00: orders: requests failing 5 % → 30 % after v2.3.4" once
# What comes long after a change is no part of it.
when    alice runs: incident dismiss last "a test"
and     orders_failing is measured as 5
and     it is 14:45:00
and     alice runs: change add "Deploy orders v2.3.5" --service orders --kind deploy --revision v2.3.5
and     it is 14:55:40
and     orders_failing is measured as 30
and     it is 15:10:00
then    there is 1 incident

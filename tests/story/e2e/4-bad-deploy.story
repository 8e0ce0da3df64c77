story   E2E-4: a bad deploy; rolled back with no hypothesis, in one order
# The cluster is a double of its API (tests/doubles). Not asserted here, since it belongs
# to others: the durations' names, back-tests of alerts, blame and action
# items. That the baseline of 5 % breaches the objective itself is for the engine of onsets.
given   it is 2026-03-04T13:00:00Z
and     cluster prod runs deployment orders in shop: shop/orders:v2.3.3
and     orders_failing is measured as 5
and     everything is configured as:
        public_url: https://stanch.example.org
        people:
          - {name: alice, role: approver, contacts: [webhook: "$INBOX/webhook/alice"]}
          - {name: sue, role: responder, contacts: [webhook: "$INBOX/webhook/sue"]}
          - {name: vera, role: admin, contacts: [webhook: "$INBOX/webhook/vera"]}
        on_call: [alice]
        audiences: [{name: everyone, contacts: [webhook: "$INBOX/webhook/desk"]}]
        clusters: [{name: prod, kubeconfig: prod.kubeconfig}]
        changes:
          feeds: [{name: prod-shop, kubernetes: prod, namespace: shop}]
        services:
          - name: orders
            profile: firefighting
            settings: {prometheus: $PROMETHEUS}
            measurements:
              - {name: requests failing, query: orders_failing, unit: percent, good: below 10, hold: 5m, every: 10s, proves_recovery: true}
when    it is 14:30:00
and     cluster prod rolls out deployment orders in shop: shop/orders:v2.3.4
and     it is 14:32:00
and     orders_failing is measured as 20
and     it is 14:32:40
then    there are 0 incidents
when    it is 14:33:30
then    there is 1 incident
and     the incident is candidate
and     its title is "orders: requests failing 5 % → 20 % after v2.3.4"
and     nobody is paged
and     alice is told: orders: requests failing 5 % → 20 % after v2.3.4
and     action 1 is offered: Roll back orders from v2.3.4 to v2.3.3
and     the timeline says "Began at 2026-03-04T14:32:00Z, measured"

when    it is 14:35:00
and     sue runs: report add "Orders fail for several customers" --service orders --source support
then    exit 0
and     there is 1 incident
when    alice runs: rollback last
then    exit 0: "deploy v2.3.4 was 2:00 before it began; nothing else changed in the 60 min before"
and     exit 0: "way back: puts revision 2 back the same way"
and     exit 0: "containers[orders].image  shop/orders:v2.3.4 → shop/orders:v2.3.3"

when    it is 14:38:00
and     prometheus sends orders-slow
then    only alice is paged
and     there is 1 incident
and     the incident is declared
when    alice runs: ack last
and     it is 14:42:00
and     alice runs: incident severity last 1 "orders fail for many"
and     alice runs: rollback approve last
then    exit 0: "Approved 1 Roll back orders from v2.3.4 to v2.3.3"
and     action 1 is succeeded: rolled out after 0 s: 3 of 3 updated, 3 available
and     in cluster prod deployment orders in shop runs shop/orders:v2.3.3
and     cluster prod was changed once
and     cluster prod's log has PATCH deployments/orders by stanch
# What the engine suspects is written down by itself; nobody had to believe any of it.
and     the timeline does not say "Hypothesis confirmed"
and     the timeline says "Action 1 approved" before "Action 1 started"
and     the timeline says "Action 1 started: Roll back orders from v2.3.4 to v2.3.3 on prod/shop/deployment/orders" before "Action 1 succeeded"
when    it is 14:43:30
and     orders_failing is measured as 5
and     it is 14:43:45
then    action 1 is succeeded: 20 % → 5 %
and     the timeline says "Action 1: helped"
and     the incident is mitigated
when    it is 15:20:00
then    the timeline does not say "min of diagnosis"
and     the journal verifies

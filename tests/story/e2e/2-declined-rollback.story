story   E2E-2, its first ten minutes: rollback first, declined by choosing more memory
# The cluster is a double of its API (tests/doubles). Not asserted here, since it belongs
# to 2-to-the-end: the hypotheses, the hotfix and the hold.
given   it is 2026-03-10T13:00:00Z
and     cluster prod runs deployment orders in shop: shop/orders:v2.3.0
and     cluster prod changes deployment orders in shop: {"spec": {"template": {"spec": {"containers": [{"name": "orders", "resources": {"limits": {"memory": "512Mi"}}}]}}}}
and     cluster prod logs for shop/orders:v2.3.1: starting; before: heap at 480Mi
and     cluster prod shows at 6060/debug/pprof/goroutine?debug=1 of shop/orders:v2.3.1: goroutine profile: total 48213
and     cluster prod shows at 6060/debug/pprof/heap?debug=1 of shop/orders:v2.3.1: heap profile: 480 MiB in orders.(*Cache).put
and     cluster prod has: {"kind": "Node", "metadata": {"name": "node-1"}, "spec": {}, "status": {"allocatable": {"cpu": "4", "memory": "8Gi"}}}
and     orders_failing is measured as 0
and     the pattern near-the-limit:
        title: A pod is killed because its memory limit is too low
        questions: []
        hypotheses:
          - key: limit-too-low
            claim: The memory limit is too low
            mechanism: What does not fit is killed, and started again.
            supported_by:
              - {fact: measure.requests_failing, compares: above 10, says: requests fail}
            refuted_by:
              - {fact: measure.requests_failing, compares: below 1, says: no request fails}
        actions:
          - key: raise-limit
            title: Memory limit 1Gi and a restart
            actuator: kubernetes
            target: prod/shop/deployment/orders
            class: reversible
            risk: The node may have no room for it.
            expected: No pod is killed.
            plan: {do: set-resources, container: orders, limit_memory: 1Gi}
            when_supported: limit-too-low
and     everything is configured as:
        public_url: https://stanch.example.org
        people:
          - {name: alice, role: approver, contacts: [webhook: "$INBOX/webhook/alice"]}
          - {name: vera, role: admin, contacts: [webhook: "$INBOX/webhook/vera"]}
        on_call: [alice]
        audiences: [{name: everyone, contacts: [webhook: "$INBOX/webhook/desk"]}]
        clusters: [{name: prod, kubeconfig: prod.kubeconfig}]
        changes:
          feeds: [{name: prod-shop, kubernetes: prod, namespace: shop}]
        services:
          - name: orders
            profile: kubernetes
            settings: {prometheus: $PROMETHEUS, dumps: "6060/debug/pprof/goroutine?debug=1 6060/debug/pprof/heap?debug=1"}
            patterns: [near-the-limit]
            measurements:
              - {name: requests failing, query: orders_failing, unit: percent, good: below 1, hold: 5m, every: 10s, proves_recovery: true}
when    it is 14:30:00
and     cluster prod rolls out deployment orders in shop: shop/orders:v2.3.1
and     it is 14:44:00
and     cluster prod cannot start shop/orders:v2.3.1: OOMKilled with less than 1Gi
and     it is 14:45:00
and     orders_failing is measured as 30
and     it is 15:00:00
and     prometheus sends orders-slow
then    action 1 is offered: Roll back orders from v2.3.1 to v2.3.0
and     action 2 is offered: Memory limit 1Gi and a restart
and     the timeline says "Rollback first, action 1" before "Action 2 offered"
and     the timeline says "Began at 2026-03-10T14:45:00Z, measured"
when    alice runs: rollback last
then    exit 0: "deploy v2.3.1 was 15:00 before it began"
when    alice runs: action list last
then    exit 0: "Roll back orders from v2.3.1 to v2.3.0"
when    alice runs: diagnose last
then    exit 0: "requests failing went from 0 % to 30 % at 14:45:00 UTC, in one step"
and     exit 0: "15:00 before"
and     exit 0: "no change is guilty"
when    it is 15:00:40
and     alice runs: ack last
and     it is 15:09:00
and     alice runs: approve last 2
then    exit 0
and     action 2 is succeeded
and     in cluster prod deployment orders in shop has spec/template/spec/containers/0/resources/limits/memory = "1Gi"
and     the timeline says "(orders), of the one that ended (14 bytes)" before "Action 2 started"
and     the timeline says "debug/pprof/goroutine?debug=1 (31 bytes)" before "Action 2 started"
and     the timeline says "debug/pprof/heap?debug=1 (45 bytes)" before "Action 2 started"
and     cluster prod was changed once
and     action 1 is offered
and     the timeline says "Rollback declined by alice: Roll back orders from v2.3.1 to v2.3.0; chosen instead: Memory limit 1Gi and a restart"
when    alice runs: rollback last
then    exit 0: "Why not 'Roll back orders from v2.3.1 to v2.3.0'?: stanch rollback reason INC-2026-03-10-001"
# Nobody is reminded of what was declined, and the reason is asked for afterwards only.
when    it is 15:40:00
then    the timeline does not say "min of diagnosis"
and     alice was paged once in all
when    orders_failing is measured as 0
and     it is 15:46:00
and     alice runs: resolve last
then    exit 0
and     alice is told: why not the rollback?
when    alice runs: rollback reason last "schema not backward compatible"
then    exit 0
and     the timeline says "Why the rollback was declined: schema not backward compatible"
when    alice runs: rollback last
then    exit 0: "declined by alice for 'Memory limit 1Gi and a restart': schema not backward compatible"
and     the postmortem says "declined by alice: schema not backward compatible"
and     the journal verifies

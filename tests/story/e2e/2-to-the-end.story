story   E2E-2, to its end: a limit that is a symptom, a leak with two evidences, a hotfix seen running, half an hour of hold
# The cluster is a double of its API (tests/doubles). Not asserted here, since it belongs to
# the diagnosis engine and to learning: the growth of memory by its slope, an alert rule that
# comes 15 minutes late, the four action items, and the log of the trouble as a file.
given   it is 2026-03-10T13:00:00Z
and     cluster prod runs deployment orders in shop: shop/orders:v2.3.0
and     cluster prod changes deployment orders in shop: {"spec": {"template": {"spec": {"containers": [{"name": "orders", "resources": {"limits": {"memory": "512Mi"}}}]}}}}
and     cluster prod logs for shop/orders:v2.3.1: starting; before: heap at 480Mi
and     cluster prod shows at 6060/debug/pprof/goroutine?debug=1 of shop/orders:v2.3.1: goroutine profile: total 48213
and     cluster prod shows at 6060/debug/pprof/heap?debug=1 of shop/orders:v2.3.1: heap profile: 480 MiB in orders.(*Cache).put
and     cluster prod has: {"kind": "Node", "metadata": {"name": "node-1"}, "spec": {}, "status": {"allocatable": {"cpu": "4", "memory": "8Gi"}}}
and     orders_failing is measured as 0
and     orders_memory_of_limit is measured as 60
and     orders_goroutines_step is measured as 1
and     orders_goroutines_growth is measured as 0
and     the pattern near-the-limit:
        title: A pod is killed because its memory limit is too low
        metrics:
          - {fact: orders.memory_of_limit, title: Memory of the limit, unit: percent, query: orders_memory_of_limit}
        hypotheses:
          - key: limit-reached
            claim: The memory limit was reached
            symptom: true
            mechanism: What does not fit is killed. Why it wants so much is another question.
            supported_by:
              - {fact: orders.memory_of_limit, compares: at least 90, says: memory was at the limit}
            refuted_by:
              - {fact: orders.memory_of_limit, compares: below 80, says: there was room below the limit}
            helps: [Raise the limit for now, as a temporary fix]
and     the pattern leak:
        title: Goroutines are never ended
        metrics:
          - {fact: orders.goroutines_step, title: Goroutines against an hour ago, query: orders_goroutines_step}
          - {fact: orders.goroutines_growth, title: Goroutines more in an hour, query: orders_goroutines_growth}
        hypotheses:
          - key: goroutine-leak
            claim: A goroutine leak fills the memory
            mechanism: Goroutines that wait for ever keep what they hold.
            supported_by:
              - {fact: orders.goroutines_step, compares: at least 2, says: twice the goroutines of an hour ago}
              - {fact: orders.goroutines_growth, compares: above 0, says: and still more}
            refuted_by:
              - {fact: orders.goroutines_step, compares: below 1.3, says: about as many as an hour ago}
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
            patterns: [near-the-limit, leak]
            measurements:
              - {name: requests failing, query: orders_failing, unit: percent, good: below 1, hold: 30m, every: 10s, proves_recovery: true}
when    it is 14:30:00
and     cluster prod rolls out deployment orders in shop: shop/orders:v2.3.1
and     it is 14:44:00
and     cluster prod cannot start shop/orders:v2.3.1: OOMKilled with less than 1Gi
and     it is 14:45:00
and     orders_failing is measured as 30
and     it is 15:00:00
and     prometheus sends orders-slow
then    alice is paged
and     the hypothesis limit-reached is refuted
and     the hypothesis goroutine-leak is refuted
when    it is 15:00:40
and     alice runs: ack last
and     it is 15:10:00
and     alice runs: action propose last kubernetes prod/shop/deployment/orders --plan "do=set-resources container=orders limit_memory=1Gi"
then    action 2 is offered
when    alice runs: approve last 2
then    action 2 is succeeded
and     the timeline says "debug/pprof/goroutine?debug=1 (31 bytes)" before "Action 2 started"
and     the timeline says "debug/pprof/heap?debug=1 (45 bytes)" before "Action 2 started"
# H1: 480 of 512 MiB. It is supported, and says itself that it is no cause.
when    it is 15:20:00
and     orders_memory_of_limit is measured as 93.75
and     alice runs: evidence gather last
then    the hypothesis limit-reached is supported
and     the timeline says "memory was at the limit (93.8 %). It is a symptom, and no cause"
and     the timeline does not say "Cause identified"
# H2, with two evidences.
when    it is 15:30:00
and     orders_goroutines_step is measured as 48
and     alice runs: evidence gather last
# Twice as many may be load: it takes both.
then    the hypothesis goroutine-leak is refuted
when    orders_goroutines_growth is measured as 5200
and     alice runs: evidence gather last
then    the hypothesis goroutine-leak is supported
and     the timeline says "twice the goroutines of an hour ago (48), and still more (5200)"
and     the timeline says "Cause identified"
and     the draft for everyone says "A goroutine leak fills the memory (supported by evidence)"
# Other settings of what runs are no fix, and the hotfix is: seen running.
when    it is 15:40:00
and     cluster prod changes deployment orders in shop: {"spec": {"template": {"spec": {"containers": [{"name": "orders", "env": [{"name": "POOL", "value": "20"}]}]}}}}
when    it is 15:45:00
and     cluster prod rolls out deployment orders in shop: shop/orders:v2.3.2
and     somebody waits for 1m
and     alice runs: change list
then    exit 0: "v2.3.2"
and     the journal says "fix_deployed at 2026-03-10T15:45" once
when    it is 15:59:55
and     orders_failing is measured as 0
and     it is 16:00:00
then    it cannot be resolved yet: 30:00
when    it is 16:05:00
and     alice runs: message send last --audience everyone
then    exit 0
when    it is 16:29:59
and     alice runs: resolve last
then    exit 1
when    it is 16:30:00
and     alice runs: resolve last
then    exit 0
and     the journal says "slo_compliant"
and     the journal verifies

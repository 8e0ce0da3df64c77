story   stacks and heaps are kept before the pods go, and one that hangs holds up nothing
given   cluster prod runs deployment orders in shop: shop/orders:v2.3.4 times 1
and     cluster prod runs deployment ledger in shop: shop/ledger:v1 times 1
and     cluster prod changes deployment ledger in shop: {"spec": {"template": {"metadata": {"annotations": {"stanch/dumps": "8080/actuator/threaddump 8080/-/quit"}}}}}
and     cluster prod shows at 6060/debug/pprof/goroutine?debug=1 of shop/orders:v2.3.4: goroutine profile: total 48213 (password=hunter2)
and     cluster prod shows at 6060/debug/pprof/heap?debug=1 of shop/orders:v2.3.4: …
and     orders_failing is measured as 20
and     configuration:
        clusters: [{name: prod, kubeconfig: prod.kubeconfig}]
        services:
          - name: orders
            settings: {prometheus: $PROMETHEUS, dumps: "6060/debug/pprof/goroutine?debug=1 6060/debug/pprof/heap?debug=1"}
            measurements:
              - {name: requests failing, query: orders_failing, unit: percent, good: below 10, hold: 1m, every: 10s, proves_recovery: true}
when    prometheus sends orders-slow
and     carol runs: action propose last kubernetes prod/shop/deployment/orders --plan "do=restart"
then    action 1 is offered
when    bob runs: approve last 1
then    action 1 is succeeded
and     the timeline says ": /debug/pprof/goroutine?debug=1 (50 bytes)" before "Action 1 started"
and     the timeline says ": /debug/pprof/heap?debug=1: " before "Action 1 started"
and     the timeline says "It goes on" before "Action 1 started"
and     the timeline does not say "hunter2"
# The annotation of a pod asks for what changes something: refused, and said.
when    carol runs: action propose last kubernetes prod/shop/deployment/ledger --plan "do=restart"
then    action 2 is offered
when    bob runs: approve last 2
then    action 2 is succeeded
and     the timeline says "'8080/-/quit' is no dump: asking for it changes something" before "Action 2 started"
and     the journal verifies

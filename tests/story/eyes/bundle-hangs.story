story   a system that hangs delays no other question, and is left alone for a while
given   it is 2026-03-10T12:00:00Z
and     /slow hangs
and     cluster prod runs deployment orders in shop: shop/orders:v1 times 2
and     cluster prod logs for shop/orders:v1: starting; before: heap at 480Mi
and     orders_failing is measured as 20
and     the bundle hung:
        title: Asked first, and never answered
        questions:
        - probe: http
          title: Slow 1
          arguments: {http: "$RECEIVER/slow", contains: "1"}
        - probe: http
          title: Slow 2
          arguments: {http: "$RECEIVER/slow", contains: "2"}
        - probe: http
          title: Slow 3
          arguments: {http: "$RECEIVER/slow", contains: "3"}
        - probe: http
          title: Slow 4
          arguments: {http: "$RECEIVER/slow", contains: "4"}
        - probe: http
          title: Slow 5
          arguments: {http: "$RECEIVER/slow", contains: "5"}
        - probe: http
          title: Slow 6
          arguments: {http: "$RECEIVER/slow", contains: "6"}
        - probe: http
          title: Slow 7
          arguments: {http: "$RECEIVER/slow", contains: "7"}
and     configuration:
        clusters: [{name: prod, kubeconfig: prod.kubeconfig}]
        services:
          - name: orders
            settings: {prometheus: $PROMETHEUS, cluster: prod, namespace: shop, workload: deployment/orders}
            bundles: [hung, k8s.pod]
            measurements:
              - {name: requests failing, query: orders_failing, unit: percent, good: below 10, hold: 1m, every: 10s, proves_recovery: true}
when    it is 12:05:00
and     cluster prod cannot start shop/orders:v1: OOMKilled
and     it is 12:06:00
and     prometheus sends orders-slow
# Seven hang and six desks ask: two at a time at one system, so the others go on.
then    the timeline says "Pods: 0 of 2 pods ready" before "Slow 1"
and     the timeline says "last OOMKilled, exit code 137"
# After it did not answer twice, the rest waits, and is asked when it is well again.
when    /slow answers 200 and says 1 2 3 4 5 6 7
and     somebody waits for 16s
and     bob runs: evidence list last
then    exit 0: "gathered  Slow 7"
# A bundle can be asked alone.
when    bob runs: evidence gather last --bundle k8s.pod
then    exit 0: "Asking again"
when    bob runs: evidence gather last --bundle k8s.room
then    the timeline says "Room: there is room"
when    bob runs: evidence gather last --bundle k8s.pods
then    exit 1: "there is no bundle 'k8s.pods'"
when    bob runs: evidence bundles
then    exit 0: "k8s.pod"

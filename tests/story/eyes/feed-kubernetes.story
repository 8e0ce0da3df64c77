story   a rollout of a cluster is a change with its images and its way back
# The cluster is a double of its API, on which the real kubectl works as well.
given   it is 2026-11-21T01:30:00Z
and     cluster prod runs deployment orders in shop: shop/orders:v2.3.3
and     orders_failing is measured as 0
and     configuration:
        clusters: [{name: prod, kubeconfig: prod.kubeconfig}]
        changes:
          feeds: [{name: prod-shop, kubernetes: prod, namespace: shop}]
        services:
          - name: orders
            settings: {prometheus: $PROMETHEUS}
            measurements:
              - {name: requests failing, query: orders_failing, unit: percent, good: below 10, hold: 1m, every: 10s, proves_recovery: true}
when    it is 02:49:58
and     cluster prod rolls out deployment orders in shop: shop/orders:v2.3.4
and     it is 02:51:00
and     bob runs: change list
then    exit 0: "Rollout of orders in shop: v2.3.3 → v2.3.4"
when    it is 03:00:00
and     orders_failing is measured as 20
and     prometheus sends orders-slow
then    the timeline says "Roll back orders from v2.3.4 to v2.3.3"
and     the timeline says "before it began; nothing else changed in the 60 min before"
and     action 1 is offered: Roll back orders from v2.3.4 to v2.3.3
and     action 1 is offered: revision 2 → 1
when    bob runs: rollback last
then    exit 0: "changed: orders: shop/orders:v2.3.3 → shop/orders:v2.3.4"
and     exit 0: "way back: puts revision 2 back the same way"
# Asked every half minute, and written down once.
after   5m
then    the journal says "Rollout of orders in shop: v2.3.3 → v2.3.4 (deploy of orders" once
when    bob runs: rollback approve last
then    exit 0: "Approved 1 Roll back orders from v2.3.4 to v2.3.3"
and     action 1 is succeeded: rolled out
and     in cluster prod deployment orders in shop runs shop/orders:v2.3.3
and     cluster prod was changed once
# A way back is a change like any other.
when    somebody waits for 1m
and     bob runs: change list
then    exit 0: "Rollout of orders in shop: v2.3.4 → v2.3.3"
# Whoever does not answer is shown, and takes nothing away.
when    cluster prod forbids to list deployments
and     somebody waits for 1m
and     bob runs: change feeds
then    exit 0: "cannot list resource"
when    bob runs: change list
then    exit 0: "Rollout of orders in shop: v2.3.3 → v2.3.4"

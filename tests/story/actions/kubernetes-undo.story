story   a deployment of a cluster is rolled back to an earlier revision, and forward again
# The cluster is a double of its API, on which the real kubectl works as well (tests/live).
given   cluster prod runs deployment orders in shop: shop/orders:v2.3.3
and     cluster prod rolls out deployment orders in shop: shop/orders:v2.3.4
and     orders_failing is measured as 20
and     configuration:
        clusters: [{name: prod, kubeconfig: prod.kubeconfig}]
        services:
          - name: orders
            settings: {prometheus: $PROMETHEUS}
            measurements:
              - {name: requests failing, query: orders_failing, unit: percent, good: below 10, hold: 1m, every: 10s, proves_recovery: true}
when    prometheus sends orders-slow
and     carol runs: action propose last kubernetes prod/shop/deployment/orders --plan "do=undo"
then    action 1 is offered: revision 2 → 1
and     action 1 is offered: containers[orders].image  shop/orders:v2.3.4 → shop/orders:v2.3.3
and     action 1 is offered: stays as it is: replicas, strategy
and     cluster prod was changed never
when    bob runs: approve last 1
then    action 1 is succeeded: rolled out after 0 s: 3 of 3 updated, 3 available
and     in cluster prod deployment orders in shop runs shop/orders:v2.3.3
and     cluster prod was changed once
and     cluster prod's log has PATCH deployments/orders by stanch
when    bob runs: undo last 1
then    action 2 is offered: revision 3 → 2
when    bob runs: approve last 2
then    action 2 is succeeded
and     in cluster prod deployment orders in shop runs shop/orders:v2.3.4
and     action 1 is undone
when    carol runs: action propose last kubernetes prod/shop/deployment/orders --plan "do=undo revision=4"
then    action 3 is refused: skipped: its template is that of revision 4 already
when    carol runs: action propose last kubernetes prod/shop/deployment/orders --plan "do=undo revision=9"
then    action 4 is refused: revision 9 is not kept: there are 3 to 4
and     the journal verifies

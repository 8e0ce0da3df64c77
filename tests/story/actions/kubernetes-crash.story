story   killed while a cluster is being changed: it was done once, and one key tells it
given   cluster prod runs deployment orders in shop: shop/orders:v2.3.3
and     cluster prod does a change but its answer is late
and     orders_failing is measured as 20
and     configuration:
        clusters: [{name: prod, kubeconfig: prod.kubeconfig}]
        services:
          - name: orders
            settings: {prometheus: $PROMETHEUS}
            measurements:
              - {name: requests failing, query: orders_failing, unit: percent, good: below 10, hold: 1m, every: 10s, proves_recovery: true}
when    prometheus sends orders-slow
and     carol runs: action propose last kubernetes prod/shop/deployment/orders --plan "do=restart"
then    action 1 is offered
when    bob runs: approve last 1
crash   while cluster prod is being changed: kill -9, start again
then    action 1 is unknown
and     cluster prod was changed once
when    bob runs: action settle last 1
then    action 1 is succeeded: it is as it should be after that
and     cluster prod was changed once
and     the journal verifies

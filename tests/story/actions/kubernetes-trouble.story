story   what goes wrong in a cluster is told as far as it is known
given   cluster prod runs deployment orders in shop: shop/orders:v2.3.3
and     cluster prod runs statefulset ledger in shop: shop/ledger:v1
and     cluster prod cannot start shop/orders:v2.3.4: Error
and     orders_failing is measured as 20
and     configuration:
        clusters: [{name: prod, kubeconfig: prod.kubeconfig}]
        services:
          - name: orders
            settings: {prometheus: $PROMETHEUS}
            measurements:
              - {name: requests failing, query: orders_failing, unit: percent, good: below 10, hold: 1m, every: 10s, proves_recovery: true}
when    prometheus sends orders-slow
# An answer that tells nothing: it may have been done, and one key looks.
when    carol runs: action propose last kubernetes prod/shop/deployment/orders --plan "do=scale replicas=5"
then    action 1 is offered
when    cluster prod answers 500 to the next real PATCH of deployments/scale: etcdserver: request timed out
and     bob runs: approve last 1
then    action 1 is unknown: etcdserver: request timed out
and     cluster prod was changed never
when    bob runs: action settle last 1
then    action 1 is failed: it is as it was before
and     action 2 is offered: replicas  3 → 5
# A runbook's "deployment" that is none is told by its kind.
when    carol runs: action propose last kubernetes prod/shop/deployment/ledger --plan "do=restart"
then    action 3 is refused: it is a statefulset and no deployment: kubernetes prod: deployments.apps "ledger" not found
when    carol runs: action propose last kubernetes prod/shop/statefulset/ledger --plan "do=restart"
then    action 4 is offered: 3 of 3 are ready
# A rollout that the cluster has given up is no success, whoever asks.
when    cluster prod gives up on what cannot start
and     cluster prod rolls out deployment orders in shop: shop/orders:v2.3.4
and     carol runs: action propose last kubernetes prod/shop/deployment/orders --plan "do=undo"
then    action 5 is offered: shop/orders:v2.3.4 → shop/orders:v2.3.3
when    carol runs: action propose last kubernetes prod/shop/deployment/orders --plan "do=status"
then    action 6 is offered: follows its rollout until it is over, and changes nothing
when    bob runs: approve last 6
then    action 6 is failed: it exceeded its progress deadline: 3 of 3 updated, 3 available

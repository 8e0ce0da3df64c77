story   restart and scale a workload; who would overrule it is said before
given   cluster prod runs deployment orders in shop: shop/orders:v2.3.3
and     cluster prod runs statefulset ledger in shop: shop/ledger:v1
and     cluster prod has: {"kind": "HorizontalPodAutoscaler", "metadata": {"name": "orders-hpa", "namespace": "shop"}, "spec": {"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "orders"}, "minReplicas": 3, "maxReplicas": 8}}
and     cluster prod changes deployment orders in shop: {"metadata": {"annotations": {"argocd.argoproj.io/tracking-id": "shop-app:apps/Deployment:shop/orders"}}}
and     orders_failing is measured as 20
and     configuration:
        clusters: [{name: prod, kubeconfig: prod.kubeconfig}]
        services:
          - name: orders
            settings: {prometheus: $PROMETHEUS}
            measurements:
              - {name: requests failing, query: orders_failing, unit: percent, good: below 10, hold: 1m, every: 10s, proves_recovery: true}
when    prometheus sends orders-slow
and     carol runs: action propose last kubernetes prod/shop/deploy/orders --plan "do=scale replicas=10"
then    action 1 is offered: replicas  3 → 10
when    carol runs: action show last 1
then    exit 0: "the autoscaler orders-hpa (3 to 8) decides how many there are and will overrule this"
and     exit 0: "Argo CD (shop-app) keeps it as it is written elsewhere and will put it back"
when    bob runs: approve last 1
then    action 1 is succeeded: 10 of 10 updated
and     in cluster prod deployment orders in shop has spec/replicas = 10
and     cluster prod's log has PATCH deployments/scale/orders by stanch
when    bob runs: undo last 1
then    action 2 is offered: replicas  10 → 3
when    bob runs: approve last 2
then    action 2 is succeeded
and     in cluster prod deployment orders in shop has spec/replicas = 3
when    carol runs: action propose last kubernetes prod/shop/deployment/orders --plan "do=scale replicas=3"
then    action 3 is refused: skipped: nothing would change
when    carol runs: action propose last kubernetes prod/shop/deployment/orders --plan "do=scale replicas=-1"
then    exit 2: "begins with '-'"
when    carol runs: action propose last kubernetes prod/shop/deployment/orders --plan "do=scale replicas=many"
then    action 4 is refused: 'replicas' is a number from 0 to 1000
when    carol runs: action propose last kubernetes prod/shop/deployment/orders --plan "do=restart"
then    action 5 is offered: template annotations
when    bob runs: approve last 5
then    action 5 is succeeded: rolled out
# What keeps data is not restarted on one word; and in no case without knowing its state.
when    carol runs: action propose last kubernetes prod/shop/statefulset/ledger --plan "do=restart"
then    action 6 is offered
when    bob runs: approve last 6
then    exit 0
and     action 6 is succeeded
and     cluster prod was changed 4 times

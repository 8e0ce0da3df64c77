story   who would overrule a change of a cluster stays open until it is done there, too
given   cluster prod runs deployment orders in shop: shop/orders:v2.3.3
and     cluster prod has: {"kind": "HorizontalPodAutoscaler", "metadata": {"name": "orders-hpa", "namespace": "shop"}, "spec": {"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "orders"}, "minReplicas": 3, "maxReplicas": 20}}
and     cluster prod changes deployment orders in shop: {"metadata": {"annotations": {"argocd.argoproj.io/tracking-id": "shop-app:apps/Deployment:shop/orders"}}}
and     cluster prod is too old for autoscaling/v2
and     orders_failing is measured as 20
and     configuration:
        clusters: [{name: prod, kubeconfig: prod.kubeconfig}]
        services:
          - name: orders
            settings: {prometheus: $PROMETHEUS}
            measurements:
              - {name: requests failing, query: orders_failing, unit: percent, good: below 10, hold: 1m, every: 10s, proves_recovery: true}
when    prometheus sends orders-slow
and     carol runs: action propose last kubernetes prod/shop/deployment/orders --plan "do=scale replicas=10"
then    action 1 is offered
when    bob runs: approve last 1
then    action 1 is succeeded
when    bob runs: fix list
then    exit 0: "the autoscaler orders-hpa (3 to 20) may overrule 10"
and     exit 0: "Argo CD (shop-app) still has orders as it was before"
# Where it can be asked, a word is not enough.
when    bob runs: fix remove 3 "I think it was set"
then    the timeline says "the autoscaler orders-hpa keeps at least 3"
when    bob runs: fix list
then    exit 0: "the autoscaler orders-hpa (3 to 20) may overrule 10"
when    cluster prod changes HorizontalPodAutoscaler orders-hpa in shop: {"spec": {"minReplicas": 10}}
and     bob runs: fix remove 3 "minReplicas is 10 now"
then    the timeline says "the autoscaler orders-hpa keeps at least 10"
# The way back ends what it left, all of it.
when    bob runs: undo last 1
then    action 2 is offered
when    bob runs: approve last 2
then    action 2 is succeeded
and     the timeline says "Temporary fix 2 is gone: Argo CD (shop-app) still has orders as it was before"
and     the timeline says "Temporary fix 1 is gone"

story   resources and variables of one named container, by hand and back again
given   cluster prod runs deployment orders in shop: shop/orders:v2.3.3
and     cluster prod has: {"kind": "Node", "metadata": {"name": "node-1"}, "spec": {}, "status": {"allocatable": {"cpu": "4", "memory": "8Gi"}, "conditions": [{"type": "Ready", "status": "True"}]}}
and     cluster prod changes deployment orders in shop: {"spec": {"template": {"spec": {"containers": [{"name": "orders", "resources": {"limits": {"memory": "512Mi"}}, "env": [{"name": "POOL", "value": "10"}, {"name": "DB_PASSWORD", "value": "s3cr3t-9"}, {"name": "MODE", "valueFrom": {"configMapKeyRef": {"name": "orders", "key": "mode"}}}]}, {"name": "mesh", "image": "mesh:1"}]}}}}
and     orders_failing is measured as 20
and     configuration:
        clusters: [{name: prod, kubeconfig: prod.kubeconfig}]
        services:
          - name: orders
            settings: {prometheus: $PROMETHEUS}
            measurements:
              - {name: requests failing, query: orders_failing, unit: percent, good: below 10, hold: 1m, every: 10s, proves_recovery: true}
when    prometheus sends orders-slow
and     carol runs: action propose last kubernetes prod/shop/deployment/orders --plan "do=set-resources container=orders limit_memory=1Gi"
then    action 1 is offered: containers[orders].resources.limits.memory  512Mi → 1Gi
when    bob runs: approve last 1
then    action 1 is succeeded: rolled out
and     in cluster prod deployment orders in shop has spec/template/spec/containers/0/resources/limits/memory = "1Gi"
and     in cluster prod deployment orders in shop has spec/template/spec/containers/1/resources = {}
when    bob runs: undo last 1
then    action 2 is offered: containers[orders].resources.limits.memory  1Gi → 512Mi
when    bob runs: approve last 2
then    action 2 is succeeded
and     in cluster prod deployment orders in shop has spec/template/spec/containers/0/resources/limits/memory = "512Mi"
# Never all containers, never a name that is not there; and what no node can take is said.
when    carol runs: action propose last kubernetes prod/shop/deployment/orders --plan "do=set-resources limit_memory=1Gi"
then    action 3 is refused: the plan does not say 'container'
when    carol runs: action propose last kubernetes prod/shop/deployment/orders --plan "do=set-resources container=* limit_memory=1Gi"
then    action 4 is refused: container '*' is no name
when    carol runs: action propose last kubernetes prod/shop/deployment/orders --plan "do=set-resources container=order limit_memory=1Gi"
then    action 5 is refused: it has no container 'order', but orders, mesh
when    carol runs: action propose last kubernetes prod/shop/deployment/orders --plan "do=set-resources container=orders limit_memory=lots"
then    action 6 is refused: 'limit_memory' is an amount such as 512Mi or 500m
when    carol runs: action propose last kubernetes prod/shop/deployment/orders --plan "do=set-resources container=orders limit_memory=20Gi"
then    action 7 is offered
when    carol runs: action show last 7
then    exit 0: "no node can take such a pod: it asks for 20 GiB of memory, the largest node has 8 GiB"
when    carol runs: action propose last kubernetes prod/shop/deployment/orders --plan "do=set-env container=orders name=POOL value=20"
then    action 8 is offered: POOL becomes 20
when    bob runs: approve last 8
then    action 8 is succeeded
and     in cluster prod deployment orders in shop has spec/template/spec/containers/0/env/0/value = "20"
when    bob runs: undo last 8
then    action 9 is offered: POOL becomes 10
# What is a secret is neither written down by us nor asked for.
when    carol runs: action propose last kubernetes prod/shop/deployment/orders --plan "do=set-env container=orders name=DB_PASSWORD value=hunter2-x"
then    action 10 is refused: that looks like a secret, and plans are written down
when    carol runs: action propose last kubernetes prod/shop/deployment/orders --plan "do=unset-env container=orders name=DB_PASSWORD"
then    action 11 is offered: containers[orders].env[DB_PASSWORD]  goes
when    carol runs: action show last 11
then    exit 0: "puts revision 5 back, with all it had"
when    carol runs: action propose last kubernetes prod/shop/deployment/orders --plan "do=unset-env container=orders name=NOT_THERE"
then    action 12 is refused: skipped: it has no variable NOT_THERE
# What comes from elsewhere is replaced whole, and comes back by the revision.
when    carol runs: action propose last kubernetes prod/shop/deployment/orders --plan "do=set-env container=orders name=MODE value=safe"
then    action 13 is offered: MODE becomes safe
when    bob runs: approve last 13
then    action 13 is succeeded
and     in cluster prod deployment orders in shop has spec/template/spec/containers/0/env/2 = {"name": "MODE", "value": "safe"}

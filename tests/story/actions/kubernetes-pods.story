story   pods deleted and cut off, nodes cordoned; what they said is kept first
given   cluster prod runs deployment orders in shop: shop/orders:v2.3.4
and     cluster prod cannot start shop/orders:v2.3.4: OOMKilled
and     cluster prod logs for shop/orders:v2.3.4: starting; before: heap exhausted at 510Mi
and     cluster prod changes deployment orders in shop: {"spec": {"replicas": 1}}
and     cluster prod has: {"kind": "Node", "metadata": {"name": "node-1"}, "spec": {}, "status": {}}
and     cluster prod has: {"kind": "Pod", "metadata": {"name": "alone", "namespace": "shop", "labels": {"app": "alone"}}, "spec": {"containers": [{"name": "alone", "image": "alone:1"}]}, "status": {"phase": "Running"}}
and     cluster prod has: {"kind": "PodDisruptionBudget", "metadata": {"name": "orders-pdb", "namespace": "shop"}, "spec": {"minAvailable": 1, "selector": {"matchLabels": {"app": "orders"}}}}
and     orders_failing is measured as 20
and     configuration:
        clusters: [{name: prod, kubeconfig: prod.kubeconfig}]
        services:
          - name: orders
            settings: {prometheus: $PROMETHEUS}
            measurements:
              - {name: requests failing, query: orders_failing, unit: percent, good: below 10, hold: 1m, every: 10s, proves_recovery: true}
when    prometheus sends orders-slow
and     carol deletes a pod of orders in shop of cluster prod
then    action 1 is offered: its ReplicaSet orders-
when    carol runs: action show last 1
then    exit 0: "the disruption budget orders-pdb allows no pod less"
when    bob runs: approve last 1
then    action 1 is succeeded: done
and     cluster prod was changed once
and     the timeline says "(orders), of the one that ended (24 bytes)" before "Action 1 started"
and     the timeline says "Action 1 approved" before "Action 1 started"
# One that nobody owns would not come back.
when    carol runs: action propose last kubernetes prod/shop/pod/alone --plan "do=delete-pod"
then    action 2 is refused: nothing owns this pod, so none would come back: only with bare=delete
when    carol runs: action propose last kubernetes prod/shop/pod/alone --plan "do=delete-pod bare=delete"
then    action 3 is offered
when    carol runs: action show last 3
then    exit 0: "destructive"
when    carol runs: action propose last kubernetes prod/shop/deployment/orders --plan "do=delete-pod"
then    action 4 is refused: delete-pod is for pod, not for a deployment
when    carol runs: action propose last kubernetes prod/shop/deployment/orders --plan "do=isolate"
then    action 5 is offered: covers 1 pod: orders-
when    bob runs: approve last 5
then    action 5 is succeeded
and     in cluster prod NetworkPolicy stanch-isolate-orders in shop has spec/policyTypes = ["Ingress", "Egress"]
and     in cluster prod NetworkPolicy stanch-isolate-orders in shop has spec/podSelector = {"matchLabels": {"app": "orders"}}
when    bob runs: undo last 5
then    action 6 is offered: takes NetworkPolicy stanch-isolate-orders away
when    bob runs: approve last 6
then    action 6 is succeeded
and     in cluster prod there is no NetworkPolicy stanch-isolate-orders in shop
when    carol runs: action propose last kubernetes prod/node/node-1 --plan "do=cordon"
then    action 7 is offered: unschedulable  (none) → true
when    carol runs: action show last 7
then    exit 0: "no other node takes pods"
when    bob runs: approve last 7
then    action 7 is succeeded
and     in cluster prod node node-1 in nowhere has spec/unschedulable = true
when    bob runs: undo last 7
then    action 8 is offered
when    bob runs: approve last 8
then    action 8 is succeeded
and     in cluster prod node node-1 in nowhere has spec = {}
when    carol runs: action propose last kubernetes prod/shop/deployment/orders --plan "do=status"
then    action 9 is offered: follows its rollout until it is over, and changes nothing

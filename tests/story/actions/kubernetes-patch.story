story   a patch in each of its three forms, and the way back that is worked out from it
given   cluster prod runs deployment orders in shop: shop/orders:v2.3.3
and     orders_failing is measured as 20
and     configuration:
        clusters: [{name: prod, kubeconfig: prod.kubeconfig}]
        services:
          - name: orders
            settings: {prometheus: $PROMETHEUS}
            measurements:
              - {name: requests failing, query: orders_failing, unit: percent, good: below 10, hold: 1m, every: 10s, proves_recovery: true}
when    prometheus sends orders-slow
and     scout asks with a token: action/propose {"incident": "last", "actuator": "kubernetes", "target": "prod/shop/deployment/orders", "plan": {"do": "patch", "patch": "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"orders\",\"image\":\"shop/orders:v2.3.4\"}]}}}}"}}
then    action 1 is offered: containers[orders].image  shop/orders:v2.3.3 → shop/orders:v2.3.4
when    alice runs: approve last 1
and     bob runs: approve last 1
then    action 1 is succeeded
and     in cluster prod deployment orders in shop runs shop/orders:v2.3.4
when    scout asks with a token: action/propose {"incident": "last", "actuator": "kubernetes", "target": "prod/shop/deployment/orders", "plan": {"do": "patch", "type": "merge", "patch": "{\"spec\":{\"minReadySeconds\":5},\"metadata\":{\"labels\":{\"app\":null,\"tier\":\"web\"}}}"}}
then    action 2 is offered: minReadySeconds  (none) → 5
and     action 2 is offered: labels.tier  (none) → web
when    alice runs: approve last 2
and     bob runs: approve last 2
then    action 2 is succeeded
when    alice runs: undo last 2
then    action 3 is offered: minReadySeconds  5 → (none)
when    bob runs: approve last 3
then    action 3 is succeeded
and     in cluster prod deployment orders in shop has metadata/labels = {"app": "orders"}
when    scout asks with a token: action/propose {"incident": "last", "actuator": "kubernetes", "target": "prod/shop/deployment/orders", "plan": {"do": "patch", "type": "json", "patch": "[{\"op\":\"test\",\"path\":\"/spec/replicas\",\"value\":3},{\"op\":\"replace\",\"path\":\"/spec/replicas\",\"value\":4}]"}}
then    action 4 is offered: replicas  3 → 4
when    alice runs: approve last 4
and     bob runs: approve last 4
then    action 4 is succeeded
# What the server would refuse is refused before anybody is asked to approve it.
when    scout asks with a token: action/propose {"incident": "last", "actuator": "kubernetes", "target": "prod/shop/deployment/orders", "plan": {"do": "patch", "patch": "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"orders\",\"resurces\":{}}]}}}}"}}
then    action 5 is refused: would be refused: kubernetes prod: Deployment in version "v1" cannot be handled
when    scout asks with a token: action/propose {"incident": "last", "actuator": "kubernetes", "target": "prod/shop/deployment/orders", "plan": {"do": "patch", "type": "json", "patch": "{}"}}
then    action 6 is refused: 'patch' of type json is a list
when    scout asks with a token: action/propose {"incident": "last", "actuator": "kubernetes", "target": "prod/shop/deployment/orders", "plan": {"do": "patch", "patch": "{\"data\":{\"password\":\"hunter2-x\"}}"}}
then    action 7 is refused: 'patch' seems to hold a secret

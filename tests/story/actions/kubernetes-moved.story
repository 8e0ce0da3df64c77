story   what somebody changes behind its back, and what is no name, is refused
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
when    cluster prod rolls out deployment orders in shop: shop/orders:v2.3.5
and     bob runs: approve last 1
then    action 1 is refused: image of orders was shop/orders:v2.3.4 at the preview and is shop/orders:v2.3.5 now
and     cluster prod was changed never
and     action 2 is offered: shop/orders:v2.3.5 → shop/orders:v2.3.4
# Only its status moved since: that is no reason.
when    cluster prod changes deployment orders in shop: {"status": {"collisionCount": 1}}
and     bob runs: approve last 2
then    action 2 is succeeded
and     in cluster prod deployment orders in shop runs shop/orders:v2.3.4
# Between our last look and the write: what only counts is looked at again, what is new
# is refused.
when    carol runs: action propose last kubernetes prod/shop/deployment/orders --plan "do=restart"
then    action 3 is offered
when    cluster prod changes deployment orders in shop in the last instant: {"status": {"collisionCount": 2}}
and     bob runs: approve last 3
then    action 3 is succeeded
after   1m
when    carol runs: action propose last kubernetes prod/shop/deployment/orders --plan "do=restart"
then    action 4 is offered
when    cluster prod changes deployment orders in shop in the last instant: {"spec": {"paused": true}}
and     bob runs: approve last 4
then    action 4 is refused: it is paused: nothing would be restarted until it is resumed
and     action 5 is refused: it is paused
and     cluster prod was changed twice
when    carol runs: action propose last kubernetes prod/shop/deployment/--all --plan "do=restart"
then    action 6 is refused: deployment '--all' begins with '-': that is an option and no name
when    carol runs: action propose last kubernetes prod/shop/deployment/../orders --plan "do=restart"
then    action 7 is refused: the target is CLUSTER/NAMESPACE/KIND/NAME
when    carol runs: action propose last kubernetes test/shop/deployment/orders --plan "do=restart"
then    action 8 is refused: the configuration names no cluster 'test'
when    cluster prod changes deployment orders in shop: {"spec": {"paused": null}}
and     cluster prod forbids to patch deployments
and     carol runs: action propose last kubernetes prod/shop/deployment/orders --plan "do=restart"
then    action 9 is refused: cannot patch resource

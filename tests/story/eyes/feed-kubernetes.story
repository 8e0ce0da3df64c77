story   a rollout of a cluster is a change with its images and its way back
# The cluster is a double, made from what the API documents of Deployments and ReplicaSets.
given   the file kubeconfig holds {"apiVersion":"v1","kind":"Config","clusters":[{"name":"c","cluster":{"server":"$RECEIVER"}}],"users":[{"name":"u","user":{"token":"t"}}],"contexts":[{"name":"x","context":{"cluster":"c","user":"u"}}],"current-context":"x"}
and     /apis/apps/v1/namespaces/shop/deployments answers 200 and says {"kind":"DeploymentList","metadata":{},"items":[{"metadata":{"uid":"d1","name":"orders","namespace":"shop"},"status":{}}]}
and     /apis/apps/v1/namespaces/shop/replicasets answers 200 and says {"kind":"ReplicaSetList","metadata":{},"items":[{"metadata":{"uid":"r2","creationTimestamp":"2026-11-21T02:50:00Z","annotations":{"deployment.kubernetes.io/revision":"17"},"ownerReferences":[{"controller":true,"uid":"d1"}]},"spec":{"template":{"spec":{"containers":[{"name":"orders","image":"shop/orders:v2.3.4"}]}}}},{"metadata":{"uid":"r1","creationTimestamp":"2026-11-01T00:00:00Z","annotations":{"deployment.kubernetes.io/revision":"16"},"ownerReferences":[{"controller":true,"uid":"d1"}]},"spec":{"template":{"spec":{"containers":[{"name":"orders","image":"shop/orders:v2.3.3"}]}}}}]}
and     /apis/apps/v1/namespaces/shop/statefulsets answers 200 and says {"metadata":{},"items":[]}
and     /apis/apps/v1/namespaces/shop/daemonsets answers 200 and says {"metadata":{},"items":[]}
and     /apis/apps/v1/namespaces/shop/controllerrevisions answers 200 and says {"metadata":{},"items":[]}
and     configuration:
        clusters: [{name: prod, kubeconfig: kubeconfig}]
        changes:
          feeds: [{name: prod-shop, kubernetes: prod, namespace: shop}]
        commands: {rollout: /bin/echo}
        services:
          - name: orders
            rollback:
              - actuator: command
                target: the cluster of orders
                plan: {command: rollout, arg1: orders, arg2: "{{previous}}"}
when    somebody waits for 1s
and     bob runs: change list
then    exit 0: "Rollout of orders in shop: v2.3.3 → v2.3.4"
when    prometheus sends orders-slow
then    the timeline says "Roll back orders from v2.3.4 to v2.3.3"
and     the timeline says "was 10:01 before it began; nothing else changed in the 60 min before"
and     action 1 is offered: Roll back orders from v2.3.4 to v2.3.3
when    bob runs: rollback last
then    exit 0: "changed: orders: shop/orders:v2.3.3 → shop/orders:v2.3.4"
# Asked every half minute, and written down once.
after   5m
then    the journal says "Rollout of orders in shop: v2.3.3 → v2.3.4 (deploy of orders" once
# Whoever does not answer is shown, and takes nothing away.
when    /apis/apps/v1/namespaces/shop/deployments answers 403 and says {"kind":"Status","status":"Failure","message":"deployments is forbidden","reason":"Forbidden","code":403}
and     somebody waits for 1m
and     bob runs: change feeds
then    exit 0: "deployments is forbidden"
when    somebody waits for 1s
and     bob runs: change list
then    exit 0: "Rollout of orders in shop: v2.3.3 → v2.3.4"

story   who wrote the settings of a cluster is among what changed, and no value of them is
given   on call: alice
and     cluster prod has: {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "orders-config", "namespace": "shop", "labels": {"app": "orders"}, "managedFields": [{"manager": "kubectl-edit", "operation": "Update", "time": "2026-11-21T02:55:00Z", "fieldsV1": {"f:data": {"f:pool_size": {}}}}]}, "data": {"pool_size": "value-nobody-sees"}}
and     cluster prod has: {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "orders-db", "namespace": "shop", "labels": {"app": "orders"}, "annotations": {"kubectl.kubernetes.io/last-applied-configuration": "dmFsdWUtbm9ib2R5LXNlZXM="}, "managedFields": [{"manager": "vault", "operation": "Update", "time": "2026-11-21T02:50:00Z", "fieldsV1": {"f:data": {"f:password": {}}}}]}, "data": {"password": "dmFsdWUtbm9ib2R5LXNlZXM="}}
and     configuration:
        clusters: [{name: prod, kubeconfig: prod.kubeconfig}]
        services:
          - {name: orders, match: {app: orders}}
        changes:
          feeds:
            - {name: prod-config, kubernetes_config: prod, namespace: shop}
when    somebody waits for 31s
and     alice runs: change list
then    exit 0: "ConfigMap orders-config in shop was written by kubectl-edit"
and     exit 0: "Secret orders-db in shop was written by vault"
and     the journal says "ConfigMap orders-config in shop" once
when    alice runs: change list --json
then    exit 0: "keys of its writer: pool_size"
and     exit 0: "kubectl-edit, by hand"
and     exit 0 without: "dmFsdWUtbm9ib2R5LXNlZXM="
and     exit 0 without: "value-nobody-sees"

"""python3 -m kubernetes KUBECONFIG [PORT]: a cluster with one deployment, to play with;
its log of writes goes to standard output."""
import sys
import time

from . import Cluster, deployment, node

cluster = Cluster(port=int(sys.argv[2]) if len(sys.argv) > 2 else 0)
cluster.add({"kind": "Namespace", "metadata": {"name": "shop"}}, node("node-1"),
            node("node-2"), deployment("orders", "shop/orders:v2.3.3"))
cluster.change("Deployment", "shop", "orders", {"spec": {"template": {"spec": {
    "containers": [{"name": "orders", "image": "shop/orders:v2.3.4"}]}}}})
cluster.logs["shop/orders:v2.3.4"] = ("up\n", "out of memory\n")
with open(sys.argv[1], "w", encoding="utf-8") as file:
    file.write(cluster.kubeconfig(namespace="shop"))
shown = 0
while True:
    time.sleep(0.1)
    for row in cluster.writes[shown:]:
        print(row, flush=True)
        shown += 1

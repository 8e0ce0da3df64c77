"""The columns that the server makes for kubectl get."""
import time


def _age(item):
    made = time.mktime(time.strptime(item["metadata"]["creationTimestamp"],
                                     "%Y-%m-%dT%H:%M:%SZ")) - time.timezone
    seconds = max(0, int(time.time() - made))
    for size, unit in ((86400, "d"), (3600, "h"), (60, "m")):
        if seconds >= 2 * size:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def _pod(item):
    rows = item.get("status", {}).get("containerStatuses", [])
    ready = sum(row["ready"] for row in rows)
    waiting = [row["state"]["waiting"]["reason"] for row in rows if "waiting" in row["state"]]
    return [f"{ready}/{len(rows)}",
            waiting[0] if waiting else item.get("status", {}).get("phase", ""),
            sum(row["restartCount"] for row in rows)]


def _deployment(item):
    status = item.get("status", {})
    return [f"{status.get('readyReplicas', 0)}/{item['spec']['replicas']}",
            status.get("updatedReplicas", 0), status.get("availableReplicas", 0)]


def _replica_set(item):
    status = item.get("status", {})
    return [item["spec"]["replicas"], status.get("replicas", 0),
            status.get("readyReplicas", 0)]


def _node(item):
    ready = any(one["type"] == "Ready" and one["status"] == "True"
                for one in item.get("status", {}).get("conditions", []))
    off = ",SchedulingDisabled" if item["spec"].get("unschedulable") else ""
    return [("Ready" if ready else "NotReady") + off]


COLUMNS = {
    "Pod": (("Ready", "Status", "Restarts"), _pod),
    "Deployment": (("Ready", "Up-to-date", "Available"), _deployment),
    "ReplicaSet": (("Desired", "Current", "Ready"), _replica_set),
    "Node": (("Status",), _node),
}


def as_asked(request, resource, items, whole):
    if "as=Table" not in request.headers.get("Accept", ""):
        return whole
    names, cells = COLUMNS.get(resource.kind, ((), lambda item: []))
    columns = [{"name": name, "type": "string", "format": "", "description": "",
                "priority": 0} for name in ("Name", *names, "Age")]
    rows = [{"cells": [item["metadata"]["name"], *cells(item), _age(item)],
             "object": {"kind": "PartialObjectMetadata",
                        "apiVersion": "meta.k8s.io/v1", "metadata": item["metadata"]}}
            for item in items]
    return {"kind": "Table", "apiVersion": "meta.k8s.io/v1",
            "metadata": whole.get("metadata", {}), "columnDefinitions": columns,
            "rows": rows}

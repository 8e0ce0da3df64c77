"""Objects as tests want them, in one line each."""


def deployment(name, image, namespace="shop", replicas=3, kind="Deployment", **container):
    labels = {"app": name}
    return {"kind": kind, "metadata": {"name": name, "namespace": namespace,
                                       "labels": dict(labels)},
            "spec": {"replicas": replicas, "selector": {"matchLabels": dict(labels)},
                     "template": {"metadata": {"labels": dict(labels)}, "spec": {
                         "containers": [{"name": name, "image": image, **container}]}}}}


def pod(name, image, namespace="shop"):
    return {"kind": "Pod", "metadata": {"name": name, "namespace": namespace,
                                        "labels": {"app": name}},
            "spec": {"containers": [{"name": name, "image": image}]},
            "status": {"phase": "Running", "containerStatuses": []}}


def node(name, cpu="4", memory="8Gi"):
    return {"kind": "Node", "metadata": {"name": name, "labels": {}}, "spec": {},
            "status": {"allocatable": {"cpu": cpu, "memory": memory, "pods": "110"},
                       "conditions": [{"type": "Ready", "status": "True"}]}}

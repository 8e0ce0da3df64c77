"""What the double serves, and how discovery tells it."""


class Resource:
    def __init__(self, group, version, plural, kind, short="", namespaced=True, parts=()):
        self.group, self.version, self.plural, self.kind = group, version, plural, kind
        self.short = short.split()
        self.namespaced, self.parts = namespaced, parts

    @property
    def api_version(self):
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def full_name(self):
        """As messages name it: deployments.apps."""
        return f"{self.plural}.{self.group}" if self.group else self.plural

    @property
    def verbs(self):
        if self.kind == "SelfSubjectAccessReview":
            return ["create"]
        return ["create", "delete", "get", "list", "patch", "update", "watch"]

    def told(self):
        rows = [{"name": self.plural, "singularName": "", "namespaced": self.namespaced,
                 "kind": self.kind, "verbs": self.verbs, "shortNames": self.short,
                 "categories": ["all"] if self.kind in IN_ALL else []}]
        for part in self.parts:
            row = {"name": f"{self.plural}/{part}", "singularName": "",
                   "namespaced": self.namespaced, "kind": self.kind,
                   "verbs": ["get", "patch", "update"]}
            row.update(PARTS.get(part, {}))
            rows.append(row)
        return rows


IN_ALL = ("Pod", "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Service")
PARTS = {
    "scale": {"group": "autoscaling", "version": "v1", "kind": "Scale"},
    "eviction": {"group": "policy", "version": "v1", "kind": "Eviction",
                 "verbs": ["create"]},
    "log": {"verbs": ["get"]},
    "proxy": {"kind": "PodProxyOptions", "verbs": ["get"]},
}

RESOURCES = [
    Resource("", "v1", "pods", "Pod", "po", parts=("log", "proxy", "status", "eviction")),
    Resource("", "v1", "nodes", "Node", "no", namespaced=False, parts=("status",)),
    Resource("", "v1", "namespaces", "Namespace", "ns", namespaced=False),
    Resource("", "v1", "services", "Service", "svc"),
    Resource("", "v1", "configmaps", "ConfigMap", "cm"),
    Resource("", "v1", "secrets", "Secret"),
    Resource("", "v1", "events", "Event", "ev"),
    Resource("", "v1", "resourcequotas", "ResourceQuota", "quota"),
    Resource("", "v1", "limitranges", "LimitRange", "limits"),
    Resource("apps", "v1", "deployments", "Deployment", "deploy",
             parts=("scale", "status")),
    Resource("apps", "v1", "replicasets", "ReplicaSet", "rs", parts=("scale", "status")),
    Resource("apps", "v1", "statefulsets", "StatefulSet", "sts",
             parts=("scale", "status")),
    Resource("apps", "v1", "daemonsets", "DaemonSet", "ds", parts=("status",)),
    Resource("apps", "v1", "controllerrevisions", "ControllerRevision"),
    Resource("autoscaling", "v1", "horizontalpodautoscalers", "HorizontalPodAutoscaler",
             "hpa"),
    Resource("autoscaling", "v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler",
             "hpa"),
    Resource("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget", "pdb"),
    Resource("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy", "netpol"),
    Resource("authorization.k8s.io", "v1", "selfsubjectaccessreviews",
             "SelfSubjectAccessReview", namespaced=False),
]
BY_PATH = {(one.group, one.version, one.plural): one for one in RESOURCES}
BY_KIND = {one.kind: one for one in RESOURCES}


def groups():
    named = sorted({(one.group, one.version) for one in RESOURCES if one.group})
    return {"kind": "APIGroupList", "apiVersion": "v1", "groups": [
        {"name": group, "versions": [_version(group, version)],
         "preferredVersion": _version(group, version)} for group, version in named]}


def _version(group, version):
    return {"groupVersion": f"{group}/{version}", "version": version}


def of_group(group, version):
    """The APIResourceList; None when there is no such group."""
    found = [one for one in RESOURCES if (one.group, one.version) == (group, version)]
    if not found:
        return None
    return {"kind": "APIResourceList", "apiVersion": "v1",
            "groupVersion": found[0].api_version,
            "resources": [row for one in found for row in one.told()]}

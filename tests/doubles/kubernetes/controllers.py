"""What a cluster does by itself when somebody has changed an object: revisions, pods and
their status. It is simpler than the real one: a rollout is over at once, unless it
takes a while (ready_after), or its image does not start (broken)."""
import copy
import hashlib
import itertools
import json

from .selectors import matches

REVISION = "deployment.kubernetes.io/revision"
HISTORY = "deployment.kubernetes.io/revision-history"
DESIRED = "deployment.kubernetes.io/desired-replicas"
MOST = "deployment.kubernetes.io/max-replicas"
HASH = "pod-template-hash"
APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
LETTERS = "bcdfghjklmnpqrstvwxz2456789"


def digest(value, length):
    number = int.from_bytes(hashlib.sha256(
        json.dumps(value, sort_keys=True).encode()).digest()[:12], "big")
    word = ""
    for _ in range(length):
        number, rest = divmod(number, len(LETTERS))
        word += LETTERS[rest]
    return word


def owned_by(owner, items):
    return [one for one in items if any(
        known.get("controller") and known["uid"] == owner["metadata"]["uid"]
        for known in one["metadata"].get("ownerReferences", []))]


def owner_of(item):
    return {"apiVersion": item["apiVersion"], "kind": item["kind"],
            "name": item["metadata"]["name"], "uid": item["metadata"]["uid"],
            "controller": True, "blockOwnerDeletion": True}


def without_hash(template):
    template = copy.deepcopy(template)
    template.get("metadata", {}).get("labels", {}).pop(HASH, None)
    return template


def settle_template(template):
    """What the server fills in."""
    template.setdefault("metadata", {}).setdefault("creationTimestamp", None)
    spec = template.setdefault("spec", {})
    for name, value in (("restartPolicy", "Always"), ("dnsPolicy", "ClusterFirst"),
                        ("terminationGracePeriodSeconds", 30), ("securityContext", {}),
                        ("schedulerName", "default-scheduler")):
        spec.setdefault(name, value)
    for container in spec.get("containers", []):
        container.setdefault("resources", {})
        for name in ("env", "ports", "args"):  # an empty list is none
            if not container.get(name, True):
                del container[name]
        container.setdefault("imagePullPolicy", "IfNotPresent")
        container.setdefault("terminationMessagePath", "/dev/termination-log")
        container.setdefault("terminationMessagePolicy", "File")


def settle(item):
    """Defaults, as the server stores an object."""
    spec = item.get("spec", {})
    if item["kind"] in ("Deployment", "ReplicaSet", "StatefulSet"):
        spec.setdefault("replicas", 1)
    if item["kind"] == "Deployment":
        spec.setdefault("revisionHistoryLimit", 10)
        spec.setdefault("progressDeadlineSeconds", 600)
        spec.setdefault("strategy", {"type": "RollingUpdate", "rollingUpdate": {
            "maxUnavailable": "25%", "maxSurge": "25%"}})
    if item["kind"] in ("StatefulSet", "DaemonSet"):
        spec.setdefault("updateStrategy", {"type": "RollingUpdate"})
        spec.setdefault("revisionHistoryLimit", 10)
    if "template" in spec:
        settle_template(spec["template"])
    if item["kind"] == "Node":
        item.setdefault("spec", spec)
    return item


class Controllers:
    def __init__(self, storage):
        self.storage = storage
        self.ready_after = 0  # seconds until a new pod is ready
        # image or pod → (how its container ended, "OOMKilled"; with which limit of memory
        # it would not, or "")
        self.broken = {}
        self.gives_up = False  # rollouts of broken images exceed their deadline
        self.born = 0

    def run(self):
        """All there is, until nothing moves any more."""
        for _ in range(4):
            before = self.storage.version
            for deployment in self.storage.all("Deployment"):
                self.deployment(deployment)
            for kind in ("StatefulSet", "DaemonSet"):
                for item in self.storage.all(kind):
                    self.revisions(item)
            for budget in self.storage.all("PodDisruptionBudget"):
                self.budget(budget)
            if self.storage.version == before:
                return

    def is_moving(self):
        return any(not self.is_ready(pod) and self.fault_of(pod) is None
                   for pod in self.storage.all("Pod"))

    # -- pods --

    def fault_of(self, pod):
        for container in pod["spec"].get("containers", []):
            reason, enough = self.broken.get(
                container.get("image"),
                self.broken.get(pod["metadata"]["name"], (None, "")))
            limit = container.get("resources", {}).get("limits", {}).get("memory", "none")
            if reason and limit != enough:
                return reason
        return None

    def is_ready(self, pod):
        return any(one["type"] == "Ready" and one["status"] == "True"
                   for one in pod.get("status", {}).get("conditions", []))

    def _containers(self, pod, ready, fault):
        rows = []
        for container in pod["spec"].get("containers", []):
            row = {"name": container["name"], "image": container.get("image", ""),
                   "imageID": "", "ready": ready, "restartCount": 0, "started": ready,
                   "state": {"running": {"startedAt": pod["metadata"]["creationTimestamp"]}}
                   if ready else {"waiting": {"reason": "ContainerCreating"}},
                   "lastState": {}}
            if fault:
                row.update(restartCount=4, state={"waiting": {
                    "reason": "CrashLoopBackOff", "message": "back-off restarting"}},
                    lastState={"terminated": {
                        "reason": fault, "exitCode": 137 if fault == "OOMKilled" else 1,
                        "startedAt": pod["metadata"]["creationTimestamp"],
                        "finishedAt": self._ended(pod)}})
            rows.append(row)
        return rows

    def _ended(self, pod):
        """When it ended first: what ends again and again is not told each time."""
        for row in pod.get("status", {}).get("containerStatuses", []):
            if "terminated" in row.get("lastState", {}):
                return row["lastState"]["terminated"]["finishedAt"]
        return self.storage.now()

    def pod_status(self, pod):
        fault = self.fault_of(pod)
        age = self.storage.clock() - pod.get("_born", 0)
        ready = fault is None and (self.is_ready(pod) or age >= self.ready_after)
        word = "True" if ready else "False"
        return {"phase": "Running" if ready or fault else "Pending",
                "podIP": "10.0.0.1", "startTime": pod["metadata"]["creationTimestamp"],
                "conditions": [{"type": one, "status": word} for one in
                               ("Ready", "ContainersReady")],
                "containerStatuses": self._containers(pod, ready, fault)}

    def pods(self, owner, template, wanted, name_of):
        """As many as are wanted, each with its status; those of the owner."""
        pods = owned_by(owner, self.storage.all("Pod", owner["metadata"]["namespace"]))
        # The youngest go first.
        pods.sort(key=lambda pod: (not self.is_ready(pod), pod["metadata"]["name"]))
        for pod in pods[wanted:]:
            self.storage.remove(pod)
        taken = {pod["metadata"]["name"] for pod in pods[:wanted]}
        names = (name_of(nth) for nth in itertools.count())
        for name in itertools.islice((name for name in names if name not in taken),
                                     max(0, wanted - len(pods))):
            self.born += 1
            pod = {"kind": "Pod", "metadata": copy.deepcopy(template.get("metadata", {})),
                   "spec": copy.deepcopy(template["spec"]), "_born": self.storage.clock()}
            pod["metadata"].update(name=name, ownerReferences=[owner_of(owner)],
                                   namespace=owner["metadata"]["namespace"])
            pod["metadata"]["creationTimestamp"] = self.storage.now()
            nodes = [node for node in self.storage.all("Node")
                     if not node["spec"].get("unschedulable")]
            if nodes:
                pod["spec"]["nodeName"] = nodes[self.born % len(nodes)]["metadata"]["name"]
            self.storage.add(pod)
        pods = owned_by(owner, self.storage.all("Pod", owner["metadata"]["namespace"]))
        return [self.storage.edit(pod, status=self.pod_status(pod)) for pod in pods]

    # -- deployments --

    def replica_set(self, deployment, sets):
        """The one of the template of now, made or numbered anew where need be."""
        template = without_hash(deployment["spec"]["template"])
        newest = max((int(one["metadata"]["annotations"][REVISION]) for one in sets),
                     default=0)
        for one in sets:
            if without_hash(one["spec"]["template"]) == template:
                return self._renumber(deployment, one, newest)
        return self._new_set(deployment, template, newest + 1)

    def _annotations(self, deployment, revision):
        known = deployment["metadata"].get("annotations", {})
        replicas = deployment["spec"]["replicas"]
        return {**{name: value for name, value in known.items() if name != APPLIED},
                REVISION: str(revision), DESIRED: str(replicas),
                MOST: str(replicas + max(1, replicas // 4))}

    def _renumber(self, deployment, one, newest):
        annotations = one["metadata"]["annotations"]
        was = int(annotations[REVISION])
        if was == newest:
            return one
        past = [annotations[HISTORY]] if annotations.get(HISTORY) else []
        metadata = copy.deepcopy(one["metadata"])
        metadata["annotations"] = {**self._annotations(deployment, newest + 1),
                                   HISTORY: ",".join([*past, str(was)])}
        return self.storage.edit(one, metadata=metadata)

    def _new_set(self, deployment, template, revision):
        name, word = deployment["metadata"]["name"], digest(template, 10)
        labelled = copy.deepcopy(template)
        labels = {**labelled["metadata"].get("labels", {}), HASH: word}
        labelled["metadata"]["labels"] = labels
        selector = {"matchLabels": {
            **deployment["spec"].get("selector", {}).get("matchLabels", {}), HASH: word}}
        return self.storage.add({
            "kind": "ReplicaSet", "metadata": {
                "name": f"{name}-{word}", "namespace": deployment["metadata"]["namespace"],
                "labels": labels, "annotations": self._annotations(deployment, revision),
                "ownerReferences": [owner_of(deployment)]},
            "spec": {"replicas": 0, "selector": selector, "template": labelled}})

    def scale_set(self, one, wanted):
        word = one["metadata"]["labels"].get(HASH, "")
        if one["spec"]["replicas"] != wanted:
            one = self.storage.edit(one, spec={**one["spec"], "replicas": wanted})
        pods = self.pods(one, one["spec"]["template"], wanted, lambda nth:
                         f"{one['metadata']['name']}-{digest([word, self.born], 5)}")
        self.storage.edit(one, status={
            "replicas": len(pods), "fullyLabeledReplicas": len(pods),
            "observedGeneration": one["metadata"]["generation"],
            "readyReplicas": sum(self.is_ready(pod) for pod in pods),
            "availableReplicas": sum(self.is_ready(pod) for pod in pods)})
        return pods

    def deployment(self, deployment):
        namespace = deployment["metadata"]["namespace"]
        wanted = deployment["spec"]["replicas"]
        sets = owned_by(deployment, self.storage.all("ReplicaSet", namespace))
        if deployment["spec"].get("paused") and sets:
            newest = max(sets, key=lambda one: int(one["metadata"]["annotations"][REVISION]))
        else:
            newest = self.replica_set(deployment, sets)
        revision = newest["metadata"]["annotations"][REVISION]
        if deployment["metadata"].get("annotations", {}).get(REVISION) != revision:
            metadata = copy.deepcopy(deployment["metadata"])
            metadata.setdefault("annotations", {})[REVISION] = revision
            deployment = self.storage.edit(deployment, metadata=metadata)
        pods = self.scale_set(newest, wanted)
        ready = sum(self.is_ready(pod) for pod in pods)
        for one in sets:
            if one["metadata"]["uid"] != newest["metadata"]["uid"]:
                is_over = ready >= wanted
                pods = pods + self.scale_set(one, 0 if is_over else one["spec"]["replicas"])
        self._status(deployment, newest, pods, ready)

    def _status(self, deployment, newest, pods, updated_ready):
        wanted = deployment["spec"]["replicas"]
        available = sum(self.is_ready(pod) for pod in pods)
        updated = len(owned_by(newest, pods))
        done = updated_ready >= wanted and len(pods) == updated
        stuck = self.gives_up and not done
        progressing = {
            "type": "Progressing", "status": "False" if stuck else "True",
            "reason": "ProgressDeadlineExceeded" if stuck else
            "NewReplicaSetAvailable" if done else "ReplicaSetUpdated",
            "message": f"ReplicaSet \"{newest['metadata']['name']}\" " +
            ("has timed out progressing." if stuck else
             "has successfully progressed." if done else "is progressing.")}
        known = {one["type"]: one for one in
                 deployment.get("status", {}).get("conditions", [])}
        old = known.get("Progressing", {})
        same = all(old.get(name) == value for name, value in progressing.items())
        progressing["lastUpdateTime"] = old["lastUpdateTime"] if same else \
            self.storage.now()
        progressing["lastTransitionTime"] = progressing["lastUpdateTime"]
        enough = available >= wanted - wanted // 4
        status = {"observedGeneration": deployment["metadata"]["generation"],
                  "replicas": len(pods), "updatedReplicas": updated,
                  "readyReplicas": available, "availableReplicas": available,
                  "unavailableReplicas": max(0, len(pods) - available),
                  "conditions": [{"type": "Available", "reason":
                                  "MinimumReplicasAvailable" if enough else
                                  "MinimumReplicasUnavailable", "message": "",
                                  "status": "True" if enough else "False"}, progressing]}
        self.storage.edit(deployment, status={name: value for name, value in status.items()
                                              if value != 0})

    # -- what keeps its revisions by itself --

    def revisions(self, item):
        namespace, name = item["metadata"]["namespace"], item["metadata"]["name"]
        data = {"spec": {"template": {**copy.deepcopy(item["spec"]["template"]),
                                      "$patch": "replace"}}}
        known = owned_by(item, self.storage.all("ControllerRevision", namespace))
        newest = max((one["revision"] for one in known), default=0)
        same = [one for one in known if one["data"] == data]
        if not same:
            word = digest(data, 10)
            same = [self.storage.add({
                "kind": "ControllerRevision", "data": data, "revision": newest + 1,
                "metadata": {"name": f"{name}-{word}", "namespace": namespace,
                             "labels": item["spec"]["template"]["metadata"]["labels"],
                             "ownerReferences": [owner_of(item)]}})]
        elif same[0]["revision"] < newest:
            same = [self.storage.edit(same[0], revision=newest + 1)]
        is_set = item["kind"] == "StatefulSet"
        wanted = item["spec"]["replicas"] if is_set else max(
            1, len(self.storage.all("Node")))
        self._replace_old(item, same[0]["metadata"]["name"])
        template = copy.deepcopy(item["spec"]["template"])
        template["metadata"]["labels"]["controller-revision-hash"] = \
            same[0]["metadata"]["name"]
        pods = self.pods(item, template, wanted, lambda nth: f"{name}-{nth}" if is_set else
                         f"{name}-{digest([name, self.born], 5)}")
        self._status_of_set(item, same[0]["metadata"]["name"], pods, is_set, wanted)

    def _replace_old(self, item, revision):
        if item["spec"]["updateStrategy"]["type"] == "OnDelete":
            return
        for pod in owned_by(item, self.storage.all("Pod", item["metadata"]["namespace"])):
            if pod["metadata"]["labels"].get("controller-revision-hash") != revision:
                self.storage.remove(pod)

    def _status_of_set(self, item, revision, pods, is_set, wanted):
        ready = sum(self.is_ready(pod) for pod in pods)
        generation = item["metadata"]["generation"]
        if is_set:
            status = {"observedGeneration": generation, "replicas": len(pods),
                      "readyReplicas": ready, "currentReplicas": len(pods),
                      "updatedReplicas": len(pods), "availableReplicas": ready,
                      "updateRevision": revision, "currentRevision": revision}
        else:
            status = {"observedGeneration": generation, "desiredNumberScheduled": wanted,
                      "currentNumberScheduled": len(pods), "numberReady": ready,
                      "updatedNumberScheduled": len(pods), "numberAvailable": ready,
                      "numberMisscheduled": 0}
        self.storage.edit(item, status=status)

    def budget(self, budget):
        pods = [pod for pod in self.storage.all("Pod", budget["metadata"]["namespace"])
                if matches(budget["spec"].get("selector"), pod["metadata"].get("labels"))]
        healthy = sum(self.is_ready(pod) for pod in pods)
        least = int(budget["spec"].get("minAvailable", 0)) or \
            len(pods) - int(budget["spec"].get("maxUnavailable", 0))
        self.storage.edit(budget, status={
            "currentHealthy": healthy, "desiredHealthy": least, "expectedPods": len(pods),
            "disruptionsAllowed": max(0, healthy - least)})

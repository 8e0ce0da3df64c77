"""The objects of the cluster, their versions, and what became of them in order."""
import copy
import json
import threading
import time
import uuid

from .patches import Unfit
from .resources import BY_KIND

MOVED = ("Operation cannot be fulfilled on {0} \"{1}\": the object has been modified; "
         "please apply your changes to the latest version and try again")
# Spec and annotations of a Deployment count, of others the spec alone.
COUNTED = {"Deployment": lambda one: (one.get("spec"), one["metadata"].get("annotations"))}
WITHOUT_GENERATION = ("Pod", "Node", "Event", "ConfigMap", "Secret", "Service", "Namespace")


def clock_text(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


class Storage:
    def __init__(self, clock):
        self.clock = clock
        self.changed = threading.Condition(threading.RLock())
        self.objects = {}  # (kind, namespace, name) → object
        self.version = 1000
        self.events = []   # (version, "ADDED" and so on, object)

    def now(self):
        return clock_text(self.clock())

    def get(self, kind, namespace, name):
        return self.objects.get((kind, namespace, name))

    def need(self, kind, namespace, name):
        found = self.get(kind, namespace, name)
        if found is None:
            raise Unfit(404, "NotFound", f"{BY_KIND[kind].full_name} \"{name}\" not found")
        return found

    def all(self, kind, namespace=None):
        return [one for (known, where, _), one in sorted(self.objects.items())
                if known == kind and namespace in (None, where)]

    def _tell(self, what, item):
        self.events.append((self.version, what, copy.deepcopy(item)))
        self.changed.notify_all()

    def _key(self, item):
        resource = BY_KIND[item["kind"]]
        namespace = item["metadata"].get("namespace", "") if resource.namespaced else ""
        return item["kind"], namespace, item["metadata"]["name"]

    def prepare(self, item):
        """A new object as it would be stored."""
        item = copy.deepcopy(item)
        resource = BY_KIND[item["kind"]]
        item.setdefault("apiVersion", resource.api_version)
        metadata = item["metadata"]
        if resource.namespaced:
            metadata.setdefault("namespace", "default")
        if self._key(item) in self.objects:
            raise Unfit(409, "AlreadyExists",
                        f"{resource.full_name} \"{metadata['name']}\" already exists")
        metadata.setdefault("uid", str(uuid.uuid4()))
        metadata.setdefault("creationTimestamp", self.now())
        metadata["resourceVersion"] = str(self.version + 1)
        if item["kind"] not in WITHOUT_GENERATION:
            metadata["generation"] = 1
        return item

    def add(self, item):
        item = self.prepare(item)
        self.version += 1
        self.objects[self._key(item)] = item
        self._tell("ADDED", item)
        return item

    def check(self, old, new):
        """What an update may not do; the new object as it would be stored."""
        resource = BY_KIND[old["kind"]]
        said = new["metadata"].get("resourceVersion")
        if said not in (None, "", old["metadata"]["resourceVersion"]):
            raise Unfit(409, "Conflict", MOVED.format(resource.full_name,
                                                      old["metadata"]["name"]))
        for name in ("name", "namespace", "uid", "creationTimestamp"):
            if new["metadata"].get(name, old["metadata"].get(name)) != \
                    old["metadata"].get(name):
                raise Unfit(422, "Invalid", f"{resource.kind}.{resource.group} "
                            f"\"{old['metadata']['name']}\" is invalid: metadata.{name}: "
                            "Invalid value: field is immutable")
        new["metadata"] = {**{name: old["metadata"][name] for name in
                              ("name", "namespace", "uid", "creationTimestamp",
                               "generation") if name in old["metadata"]},
                           **new["metadata"]}
        counted = COUNTED.get(old["kind"], lambda one: one.get("spec"))
        if "generation" in old["metadata"]:
            new["metadata"]["generation"] = old["metadata"]["generation"] + \
                (counted(old) != counted(new))
        new["metadata"]["resourceVersion"] = old["metadata"]["resourceVersion"]
        return new

    def put(self, new):
        """Stores an object over the one of its name; an equal one changes nothing."""
        old = self.objects[self._key(new)]
        if json.dumps(old, sort_keys=True) == json.dumps(new, sort_keys=True):
            return old
        self.version += 1
        new["metadata"]["resourceVersion"] = str(self.version)
        self.objects[self._key(new)] = new
        self._tell("MODIFIED", new)
        return new

    def edit(self, item, **members):
        """As a controller does: the status and the like, without a new generation."""
        return self.put({**copy.deepcopy(item), **members})

    def remove(self, item):
        self.version += 1
        self.objects.pop(self._key(item), None)
        self._tell("DELETED", item)
        uid = item["metadata"]["uid"]
        for one in list(self.objects.values()):
            if any(owner["uid"] == uid
                   for owner in one["metadata"].get("ownerReferences", [])):
                self.remove(one)

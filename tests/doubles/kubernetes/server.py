"""The API over HTTP, as kubectl and stanch speak it."""
import copy
import http.server
import json
import re
import socketserver
import threading
import time
import urllib.parse

from . import patches, resources, tables
from .controllers import Controllers, settle
from .patches import Unfit
from .selectors import fields_match, labels_match
from .storage import Storage

HOLD_SECONDS_MAX = 30
WATCH_SECONDS_MAX = 60
WAYS = {
    "application/json-patch+json": patches.json_patch,
    "application/merge-patch+json": patches.merge,
    "application/strategic-merge-patch+json": patches.strategic,
}
PATH = re.compile(r"/(?:api|apis/(?P<group>[^/]+))/(?P<version>v[^/]+)"
                  r"(?:/namespaces/(?P<namespace>[^/]+)(?=/))?"
                  r"/(?P<plural>[a-z]+)(?:/(?P<name>[^/]+))?(?:/(?P<part>[a-z]+))?"
                  r"(?P<inside>(?<=/proxy)/.*)?")
# A document of the OpenAPI in protobuf that describes nothing: kubectl then leaves the
# checking to the server.
OPENAPI = b"\n\x032.0\x12\x0f\n\x06double\x12\x051.0.0B\x00"


class Threads(socketserver.ThreadingMixIn, socketserver.TCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def handle_error(self, request, client_address):
        """A caller that was killed is no news."""


class Request:
    """One request, taken apart."""

    def __init__(self, method, target, headers, body):
        self.method, self.headers, self.body = method, headers, body
        self.path, _, query = target.partition("?")
        self.target = target
        self.query = {name: values[-1] for name, values in
                      urllib.parse.parse_qs(query, keep_blank_values=True).items()}
        self.type = headers.get("Content-Type", "").partition(";")[0]
        self.who = ""

    @property
    def tree(self):
        try:
            return json.loads(self.body or b"{}")
        except ValueError:
            raise Unfit(400, "BadRequest", "the body is no JSON") from None

    @property
    def dry_run(self):
        if self.method == "DELETE" and self.body:
            return bool(self.tree.get("dryRun"))
        return "dryRun" in self.query


class Cluster:
    """The double. `writes` is its own log: who changed what, in order."""

    def __init__(self, clock=time.time, port=0):
        self.storage = Storage(clock)
        self.controllers = Controllers(self.storage)
        self.users = {}     # token → name; empty: anybody
        self.forbidden = set()  # (verb, plural)
        self.absent = set()  # API versions that this cluster is too old for
        self.writes = []
        self.logs = {}      # image → (what it says, what it said before it ended)
        self.dumps = {}     # (image, "6060/debug/…?debug=1") → what it shows there
        self.held = threading.Event()  # cleared: what is changed is answered late
        self.held.set()
        self.asked_to_change = threading.Event()
        self.failing = {}   # (method, plural) → (status, message), once, of a real write
        self.just_before = []  # what happens right before the next real write, once each
        double = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = HOLD_SECONDS_MAX

            def answer(self):
                length = int(self.headers.get("Content-Length") or 0)
                double.serve(self, Request(self.command, self.path, self.headers,
                                           self.rfile.read(length)))

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer

            def log_message(self, format, *arguments):
                pass

        self.server = Threads(("127.0.0.1", port), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.02,),
                         daemon=True).start()
        threading.Thread(target=self._tick, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def close(self):
        self.held.set()
        if self.server:
            self.server.shutdown()
            self.server.server_close()
            self.server = None

    def kubeconfig(self, user="double", token="t", namespace="default", context="double"):
        return json.dumps({
            "apiVersion": "v1", "kind": "Config", "current-context": context,
            "clusters": [{"name": "c", "cluster": {"server": self.url}}],
            "users": [{"name": user, "user": {"token": token}}],
            "contexts": [{"name": context, "context": {
                "cluster": "c", "user": user, "namespace": namespace}}]})

    # -- what a test does to it --

    def add(self, *items):
        with self.storage.changed:
            for item in items:
                self.storage.add(settle(copy.deepcopy(item)))
                self.controllers.run()

    def get(self, kind, namespace, name):
        with self.storage.changed:
            return copy.deepcopy(self.storage.get(kind, namespace, name))

    def change(self, kind, namespace, name, patch):
        """Behind everybody's back: no request, but a new version and its effects."""
        with self.storage.changed:
            old = self.storage.need(kind, namespace, name)
            self._store(old, settle(patches.strategic(copy.deepcopy(old), patch)))

    def breaks(self, what, reason, enough=""):
        """From now on the containers of this image, or pod, end again and again, unless
        they have enough."""
        with self.storage.changed:
            self.controllers.broken[what] = (reason, enough)
            self.controllers.run()

    def written(self, plural=None, dry_run=False):
        return [one for one in self.writes if one["dry_run"] == dry_run and
                plural in (None, one["plural"])]

    def _tick(self):
        while self.server:
            time.sleep(0.05)
            with self.storage.changed:
                if self.controllers.is_moving():
                    self.controllers.run()

    # -- HTTP --

    def serve(self, handler, request):
        try:
            status, answer = self.answer(handler, request)
        except Unfit as unfit:
            status, answer = unfit.status, status_of(unfit)
        if answer is None:
            return
        is_text = isinstance(answer, (str, bytes))
        data = (answer.encode() if isinstance(answer, str) else answer) if is_text else \
            json.dumps(without_own(answer)).encode()
        try:
            handler.send_response(status)
            handler.send_header("Content-Type", "text/plain" if isinstance(answer, str)
                                else "application/com.github.proto-openapi.spec.v2.v1.0+"
                                "protobuf" if is_text else "application/json")
            handler.send_header("Content-Length", str(len(data)))
            handler.end_headers()
            handler.wfile.write(data)
        except OSError:
            pass

    def answer(self, handler, request):
        fixed = self.discovery(request.path)
        if fixed is not None:
            return 200, fixed
        found = PATH.fullmatch(request.path)
        resource = found and resources.BY_PATH.get(
            (found["group"] or "", found["version"], found["plural"]))
        if not resource or resource.api_version in self.absent:
            raise Unfit(404, "NotFound", "the server could not find the requested resource")
        where = {name: urllib.parse.unquote(found[name] or "")
                 for name in ("namespace", "name", "part")}
        self.identify(request)
        self.permit(request, resource, where)
        if request.method == "GET":
            return self.read(handler, request, resource, where)
        return self.write(request, resource, where)

    def discovery(self, path):
        if path == "/api":
            return {"kind": "APIVersions", "versions": ["v1"],
                    "serverAddressByClientCIDRs": []}
        if path == "/apis":
            return resources.groups()
        if path == "/version":
            return {"major": "1", "minor": "29", "gitVersion": "v1.29.0",
                    "gitCommit": "", "gitTreeState": "", "buildDate": "",
                    "goVersion": "", "compiler": "", "platform": "linux/amd64"}
        if path == "/openapi/v2":
            return OPENAPI
        parts = path.strip("/").split("/")
        if parts[:1] == ["api"] and len(parts) == 2:
            return resources.of_group("", parts[1])
        if parts[:1] == ["apis"] and len(parts) == 3:
            return resources.of_group(parts[1], parts[2])
        return None

    def identify(self, request):
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if self.users and token not in self.users:
            raise Unfit(401, "Unauthorized", "Unauthorized")
        request.who = self.users.get(token, "system:anonymous")

    def permit(self, request, resource, where):
        verb = {"GET": "get" if where["name"] else "list", "POST": "create",
                "PUT": "update", "PATCH": "patch", "DELETE": "delete"}[request.method]
        plural = resource.plural + (f"/{where['part']}" if where["part"] else "")
        if (verb, plural) in self.forbidden:
            raise Unfit(403, "Forbidden",
                        f"{resource.full_name} \"{where['name']}\" is forbidden: User "
                        f"\"{request.who}\" cannot {verb} resource \"{plural}\" in API "
                        f"group \"{resource.group}\" in the namespace "
                        f"\"{where['namespace']}\"")

    # -- reading --

    def read(self, handler, request, resource, where):
        if where["part"] == "proxy":
            return 200, self.proxied(request, where)
        with self.storage.changed:
            if not where["name"]:
                if request.query.get("watch") in ("true", "1"):
                    return self.watch(handler, request, resource, where)
                return 200, self.list(request, resource, where)
            item = self.storage.need(resource.kind, where["namespace"], where["name"])
            if where["part"] == "log":
                return 200, self.log(request, item)
            answer = scale_of(item) if where["part"] == "scale" else copy.deepcopy(item)
        return 200, tables.as_asked(request, resource, [answer], answer)

    def _chosen(self, request, resource, where, item):
        return (where["namespace"] in ("", item["metadata"].get("namespace", "")) and
                labels_match(request.query.get("labelSelector"),
                             item["metadata"].get("labels")) and
                fields_match(request.query.get("fieldSelector"), item) and
                item["kind"] == resource.kind)

    def list(self, request, resource, where):
        items = [one for one in self.storage.all(resource.kind)
                 if self._chosen(request, resource, where, one)]
        begin = int(request.query.get("continue") or 0)
        end = begin + int(request.query.get("limit") or len(items) + 1)
        metadata = {"resourceVersion": str(self.storage.version)}
        if end < len(items):
            metadata.update({"continue": str(end), "remainingItemCount": len(items) - end})
        items = copy.deepcopy(items[begin:end])
        whole = {"kind": f"{resource.kind}List", "apiVersion": resource.api_version,
                 "metadata": metadata, "items": items}
        return tables.as_asked(request, resource, items, whole)

    def watch(self, handler, request, resource, where):
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Connection", "close")
        handler.end_headers()
        seen = int(request.query.get("resourceVersion") or 0)
        until = time.monotonic() + min(
            WATCH_SECONDS_MAX, int(request.query.get("timeoutSeconds") or WATCH_SECONDS_MAX))
        try:
            if seen == 0:
                seen = self.storage.version
                for item in self.storage.all(resource.kind):
                    if self._chosen(request, resource, where, item):
                        send_event(handler, "ADDED", item)
            while time.monotonic() < until and self.server:
                for version, what, item in [one for one in self.storage.events
                                            if one[0] > seen]:
                    seen = version
                    if self._chosen(request, resource, where, item):
                        send_event(handler, what, item)
                self.storage.changed.wait(0.1)
        except OSError:
            pass
        handler.close_connection = True
        return 200, None

    def proxied(self, request, where):
        """What a pod answers at one of its ports: NAME:PORT/proxy/PATH."""
        name, _, port = where["name"].partition(":")
        with self.storage.changed:
            pod = self.storage.need("Pod", where["namespace"], name)
            images = [one.get("image", "") for one in pod["spec"].get("containers", [])]
            asked = port + request.target.partition("/proxy")[2]
            answers = [self.dumps[image, asked] for image in images
                       if (image, asked) in self.dumps]
        if not answers:
            raise Unfit(503, "ServiceUnavailable", "error trying to reach service: dial "
                        f"tcp 10.0.0.1:{port}: connect: connection refused")
        if answers[0] is None:  # it hangs
            time.sleep(HOLD_SECONDS_MAX)
        return answers[0] or ""

    def log(self, request, pod):
        names = [one["name"] for one in pod["spec"].get("containers", [])]
        name = request.query.get("container") or names[0]
        where = f"container \"{name}\" in pod \"{pod['metadata']['name']}\""
        if name not in names:
            raise Unfit(400, "BadRequest", f"{where} is not valid")
        image = pod["spec"]["containers"][names.index(name)].get("image", "")
        now, before = self.logs.get(image, ("", None))
        if request.query.get("previous") in ("true", "1"):
            if before is None:
                raise Unfit(400, "BadRequest", f"previous terminated {where} not found")
            now = before
        lines = now.splitlines(True)
        tail = int(request.query.get("tailLines") or len(lines) + 1)
        text = "".join(lines[-tail:])
        return text[:int(request.query.get("limitBytes") or len(text) + 1)]

    # -- writing --

    def write(self, request, resource, where):
        with self.storage.changed:
            row = {"at": self.storage.now(), "who": request.who, "method": request.method,
                   "agent": request.headers.get("User-Agent", ""),
                   "manager": request.query.get("fieldManager", ""),
                   "plural": resource.plural + (f"/{where['part']}" if where["part"]
                                                else ""),
                   "namespace": where["namespace"], "name": where["name"],
                   "dry_run": request.dry_run, "type": request.type,
                   "body": request.body.decode("utf-8", "replace")}
            if resource.kind == "SelfSubjectAccessReview":
                return 201, self.review(request)
            if self.just_before and not request.dry_run:
                self.just_before.pop(0)()
            trouble = self.failing.pop((request.method, row["plural"]), None) \
                if not request.dry_run else None
            if trouble:
                raise Unfit(trouble[0], "InternalError", trouble[1])
            done = {"POST": self.post, "PUT": self.put, "PATCH": self.patch,
                    "DELETE": self.delete}[request.method](request, resource, where)
            self.writes.append(row)
            answer = copy.deepcopy(done[1])
        if not request.dry_run:
            self.asked_to_change.set()
            self.held.wait(HOLD_SECONDS_MAX)
        return done[0], answer

    def review(self, request):
        asked = request.tree["spec"].get("resourceAttributes", {})
        plural = asked.get("resource", "") + (f"/{asked['subresource']}"
                                              if asked.get("subresource") else "")
        allowed = (asked.get("verb"), plural) not in self.forbidden
        return {**request.tree, "status": {"allowed": allowed}}

    def _store(self, old, new):
        """Checked, stored, and followed by what the cluster does then."""
        stored = self.storage.put(self.storage.check(old, new))
        self.controllers.run()
        return self.storage.get(stored["kind"], stored["metadata"].get("namespace", ""),
                                stored["metadata"]["name"]) or stored

    def post(self, request, resource, where):
        if where["part"] == "eviction":
            return self.evict(request, resource, where)
        item = settle({**request.tree, "kind": resource.kind})
        if resource.namespaced:
            item["metadata"]["namespace"] = where["namespace"]
        if request.dry_run:
            return 201, self.storage.prepare(item)
        stored = self.storage.add(item)
        self.controllers.run()
        return 201, stored

    def _change(self, request, resource, where, change):
        old = self.storage.need(resource.kind, where["namespace"], where["name"])
        if where["part"] == "scale":
            scale = change(scale_of(old))
            new = copy.deepcopy(old)
            new["spec"]["replicas"] = scale["spec"]["replicas"]
            new["metadata"]["resourceVersion"] = scale["metadata"].get("resourceVersion")
        else:
            new = settle(change(copy.deepcopy(old)))
        check_known(resource, new, request)
        checked = self.storage.check(old, new)
        if request.dry_run:
            stored = checked
        else:
            stored = self._store(old, checked)
        return 200, scale_of(stored) if where["part"] == "scale" else stored

    def put(self, request, resource, where):
        return self._change(request, resource, where,
                            lambda old: {**request.tree, "kind": old["kind"]})

    def patch(self, request, resource, where):
        if request.type not in WAYS:
            raise Unfit(415, "UnsupportedMediaType",
                        f"the body of the request was in an unknown format: {request.type}")
        return self._change(request, resource, where,
                            lambda old: WAYS[request.type](old, request.tree))

    def delete(self, request, resource, where):
        item = self.storage.need(resource.kind, where["namespace"], where["name"])
        wanted = request.tree.get("preconditions") or {}
        for name, said in (("uid", "UID"), ("resourceVersion", "ResourceVersion")):
            if wanted.get(name, item["metadata"][name]) != item["metadata"][name]:
                raise Unfit(409, "Conflict", f"Precondition failed: {said} in "
                            f"precondition: {wanted[name]}, {said} in object meta: "
                            f"{item['metadata'][name]}")
        if not request.dry_run:
            self.storage.remove(item)
            self.controllers.run()
        return 200, item if resource.kind == "Pod" else {
            "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success",
            "details": {"name": where["name"], "kind": resource.plural,
                        "uid": item["metadata"]["uid"]}}

    def evict(self, request, resource, where):
        pod = self.storage.need("Pod", where["namespace"], where["name"])
        for budget in self.storage.all("PodDisruptionBudget", where["namespace"]):
            if labels_match(",".join(f"{name}={value}" for name, value in budget["spec"]
                                     ["selector"]["matchLabels"].items()),
                            pod["metadata"].get("labels")) and \
                    budget["status"]["disruptionsAllowed"] < 1:
                raise Unfit(429, "TooManyRequests", "Cannot evict pod as it would violate "
                            "the pod's disruption budget.")
        if not request.dry_run:
            self.storage.remove(pod)
            self.controllers.run()
        return 201, {"kind": "Status", "apiVersion": "v1", "status": "Success"}


def scale_of(item):
    metadata = {name: item["metadata"][name] for name in
                ("name", "namespace", "uid", "resourceVersion", "creationTimestamp")}
    labels = item["spec"].get("selector", {}).get("matchLabels", {})
    return {"kind": "Scale", "apiVersion": "autoscaling/v1", "metadata": metadata,
            "spec": {"replicas": item["spec"]["replicas"]},
            "status": {"replicas": item.get("status", {}).get("replicas", 0),
                       "selector": ",".join(f"{name}={value}" for name, value in
                                            sorted(labels.items()))}}


# What may stand in a container; the rest is refused where the caller wants it checked.
CONTAINER = {"name", "image", "command", "args", "env", "envFrom", "ports", "resources",
             "volumeMounts", "livenessProbe", "readinessProbe", "startupProbe",
             "imagePullPolicy", "terminationMessagePath", "terminationMessagePolicy",
             "securityContext", "lifecycle", "workingDir", "stdin", "tty"}


def check_known(resource, item, request):
    if request.query.get("fieldValidation") != "Strict":
        return
    containers = item.get("spec", {}).get("template", {}).get("spec", {}).get(
        "containers", []) if resource.group == "apps" else []
    for nth, one in enumerate(containers):
        for name in one:
            if name not in CONTAINER:
                raise Unfit(400, "BadRequest",
                            f"{resource.kind} in version \"v1\" cannot be handled as a "
                            f"{resource.kind}: strict decoding error: unknown field "
                            f"\"spec.template.spec.containers[{nth}].{name}\"")
        if "image" not in one:
            raise Unfit(422, "Invalid",
                        f"{resource.kind}.{resource.group} \"{item['metadata']['name']}\" "
                        f"is invalid: spec.template.spec.containers[{nth}].image: "
                        "Required value")


def send_event(handler, what, item):
    handler.wfile.write(json.dumps({"type": what, "object": without_own(item)}).encode() +
                        b"\n")
    handler.wfile.flush()


def without_own(answer):
    """What only the double needs to know does not leave it."""
    if isinstance(answer, dict):
        return {name: without_own(value) for name, value in answer.items()
                if not name.startswith("_")}
    if isinstance(answer, list):
        return [without_own(one) for one in answer]
    return answer


def status_of(unfit):
    return {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
            "message": unfit.message, "reason": unfit.reason, "code": unfit.status}

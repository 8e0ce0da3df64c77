"""The real kubectl as the judge of what our actions mean: of two doubles of a cluster
that are alike, kubectl changes one and stanch the other, and they stay alike."""
import copy
import json
import os
import re
import subprocess
import sys

from live import SERVERS, STANCH, ROOT, Program, folder, free_ports, wait_for

sys.path.insert(0, os.path.join(ROOT, "tests", "doubles"))

import kubernetes  # noqa: E402

CONFIG = """
listen: ["127.0.0.1:{port}"]
people:
  - {{name: alice, role: admin, contacts: [{{webhook: "http://127.0.0.1:1/x"}}]}}
  - {{name: bob, role: approver, contacts: [{{webhook: "http://127.0.0.1:1/y"}}]}}
on_call: [alice]
clusters: [{{name: prod, kubeconfig: ours.kubeconfig}}]
"""
ON = "prod/shop/deployment/orders"
PATCH = '{"spec":{"template":{"spec":{"containers":[{"name":"orders","tty":true}]}}}}'
MERGE = '{"metadata":{"labels":{"app":null,"tier":"web"}},"spec":{"minReadySeconds":3}}'
OPERATIONS = '[{"op":"replace","path":"/spec/replicas","value":4}]'
# (what kubectl is told, our target, our plan)
SAME = [
    ("rollout undo deployment/orders", ON, {"do": "undo"}),
    ("rollout undo deployment/orders --to-revision=2", ON,
     {"do": "undo", "revision": "2"}),
    ("rollout undo statefulset/ledger", "prod/shop/statefulset/ledger", {"do": "undo"}),
    ("rollout restart deployment/orders", ON, {"do": "restart"}),
    ("rollout restart statefulset/ledger", "prod/shop/statefulset/ledger",
     {"do": "restart"}),
    ("scale deployment/orders --replicas=5", ON, {"do": "scale", "replicas": "5"}),
    ("set resources deployment/orders -c=orders --limits=memory=1Gi "
     "--requests=memory=512Mi", ON,
     {"do": "set-resources", "container": "orders", "limit_memory": "1Gi",
      "request_memory": "512Mi"}),
    ("set env deployment/orders -c=orders POOL=20", ON,
     {"do": "set-env", "container": "orders", "name": "POOL", "value": "20"}),
    ("set env deployment/orders -c=orders POOL-", ON,
     {"do": "unset-env", "container": "orders", "name": "POOL"}),
    (["patch", "deployment", "orders", "--type=strategic", "-p", PATCH], ON,
     {"do": "patch", "patch": PATCH}),
    (["patch", "deployment", "orders", "--type=merge", "-p", MERGE], ON,
     {"do": "patch", "type": "merge", "patch": MERGE}),
    (["patch", "deployment", "orders", "--type=json", "-p", OPERATIONS], ON,
     {"do": "patch", "type": "json", "patch": OPERATIONS}),
    ("cordon node-1", "prod/node/node-1", {"do": "cordon"}),
    ("uncordon node-1", "prod/node/node-1", {"do": "uncordon"}),
    ("delete pod ledger-0 --wait=false", "prod/shop/pod/ledger-0", {"do": "delete-pod"}),
]


def world():
    """Two revisions each, the second with a cause of its own."""
    double = kubernetes.Cluster()
    double.add(kubernetes.node("node-1"), kubernetes.node("node-2"),
               kubernetes.deployment("orders", "shop/orders:v2.3.3"),
               kubernetes.deployment("ledger", "shop/ledger:v1", kind="StatefulSet"))
    double.dumps["shop/orders:v2.3.4", "6060/debug/pprof/goroutine?debug=1"] = \
        "goroutine profile: total 7\n"
    double.change("Deployment", "shop", "orders", {
        "metadata": {"annotations": {"kubernetes.io/change-cause": "deploy v2.3.4"}},
        "spec": {"template": {"spec": {"containers": [
            {"name": "orders", "image": "shop/orders:v2.3.4"}]}}}})
    double.change("StatefulSet", "shop", "ledger", {"spec": {"template": {"spec": {
        "containers": [{"name": "ledger", "image": "shop/ledger:v2"}]}}}})
    return double


def alike(double):
    """What two clusters must have in common: all but identities and times."""
    seen = {}
    with double.storage.changed:
        items = copy.deepcopy(list(double.storage.objects.values()))
    for item in items:
        kind, metadata = item["kind"], item["metadata"]
        if kind in ("Deployment", "StatefulSet", "Node"):
            name = metadata["name"]
            seen[kind, name] = {"spec": item["spec"],
                                "labels": metadata.get("labels"),
                                "annotations": metadata.get("annotations")}
        elif kind in ("ReplicaSet", "ControllerRevision"):
            number = item.get("revision") or metadata["annotations"][
                "deployment.kubernetes.io/revision"]
            spec = item.get("data", item)["spec"]
            owner = metadata["ownerReferences"][0]["name"]
            seen[kind, owner, str(number)] = spec["template"]["spec"]
        elif kind == "Pod":
            owner = metadata["labels"]["app"]
            seen["Pods", owner] = seen.get(("Pods", owner), 0) + 1
    return {key: re.sub(r'(restartedAt": ")[^"]*', r"\1",
                        json.dumps(value, sort_keys=True)) for key, value in seen.items()}


def difference(theirs, ours):
    one, other = alike(theirs), alike(ours)
    return "".join(f"{key}\n  theirs {one.get(key)}\n  ours   {other.get(key)}\n"
                   for key in sorted({*one, *other}, key=str)
                   if one.get(key) != other.get(key))


def kubectl(directory, words):
    words = words.split() if isinstance(words, str) else words
    return subprocess.run(
        [f"{SERVERS}/kubectl", f"--kubeconfig={directory}/theirs.kubeconfig",
         f"--cache-dir={directory}/cache", "--namespace=shop", *words],
        capture_output=True, text=True, timeout=60, check=False)


def stanch(directory, who, *words):
    return subprocess.run([STANCH, "--data", f"{directory}/data", "--as", who, "--json",
                           *words], capture_output=True, text=True, timeout=60,
                          check=False, stdin=subprocess.DEVNULL)


def ask(directory, *words):
    done = stanch(directory, "bob", *words)
    return json.loads(done.stdout) if done.stdout.startswith("{") else {}


def state_of(directory, number):
    for action in ask(directory, "action", "list", "last").get("actions", []):
        if action["number"] == number:
            return action["state"]
    return ""


def let_run(directory, number, target, plan):
    """Proposed, previewed, approved by as many as it takes, done. What it says then."""
    body = json.dumps(plan)
    done = stanch(directory, "alice", "action", "propose", "last", "kubernetes", target,
                  "--plan", body)
    if done.returncode != 0:
        return done.stdout + done.stderr
    wait_for(lambda: state_of(directory, number) != "previewing", 20)
    for who in ("bob", "alice"):
        if state_of(directory, number) == "offered":
            stanch(directory, who, "approve", "last", str(number))
    wait_for(lambda: state_of(directory, number) not in ("offered", "approved", "running"),
             30)
    if state_of(directory, number) == "succeeded":
        return ""
    return stanch(directory, "bob", "action", "show", "last", str(number)).stdout


def compare(claims, directory, theirs, ours):
    for number, (words, target, plan) in enumerate(SAME, 1):
        shown = words if isinstance(words, str) else " ".join(words[:4])
        done = kubectl(directory, words)
        said = let_run(directory, number, target, plan)
        differs = difference(theirs, ours)
        claims.say(f"it does what kubectl does: {shown}",
                   done.returncode == 0 and not said and not differs,
                   f"kubectl: {done.stdout}{done.stderr}\nstanch: {said}\n{differs}")
    wrote = ours.written()
    claims.say("each of our actions is once in the cluster's own log",
               len(wrote) == len(SAME), [(row["method"], row["name"]) for row in wrote])
    claims.say("every one in our name", all(
        row["manager"] == "stanch" or row["method"] == "DELETE" for row in wrote), wrote)


def read_by_kubectl(claims, directory):
    for words, wanted in (("get deployments", "orders"), ("get pods -o wide", "Running"),
                          ("rollout status deployment/orders --timeout=10s",
                           "successfully rolled out"),
                          ("rollout history deployment/orders", "REVISION"),
                          ("describe deployment orders", "shop/orders:v2.3."),
                          ("auth can-i delete pods", "yes")):
        done = kubectl(directory, words)
        claims.say(f"kubectl takes the double for a cluster: {words}",
                   done.returncode == 0 and wanted in done.stdout,
                   done.stdout + done.stderr)
    pod = kubectl(directory, "get pods -l app=orders -o name").stdout.split()[0]
    done = kubectl(directory, f"get --raw /api/v1/namespaces/shop/pods/{pod[4:]}:6060"
                   "/proxy/debug/pprof/goroutine?debug=1")
    claims.say("kubectl is shown a dump through the same path as we are",
               done.stdout == "goroutine profile: total 7\n", done.stdout + done.stderr)


def play(claims):
    if not os.path.exists(f"{SERVERS}/kubectl"):
        claims.say("kubectl # SKIP tools/unpack-servers cluster brings it", True)
        return
    theirs, ours = world(), world()
    try:
        with folder() as directory:
            for name, double in (("theirs", theirs), ("ours", ours)):
                with open(f"{directory}/{name}.kubeconfig", "w", encoding="utf-8") as file:
                    file.write(double.kubeconfig(namespace="shop"))
            with open(f"{directory}/stanch.yaml", "w", encoding="utf-8") as file:
                file.write(CONFIG.format(port=free_ports(1)[0]))
            read_by_kubectl(claims, directory)
            with Program(f"{directory}/stanch.log", STANCH, "serve", "--data",
                         f"{directory}/data", "--config", f"{directory}/stanch.yaml"):
                wait_for(lambda: os.path.exists(f"{directory}/data/socket"), 10)
                stanch(directory, "alice", "declare", "orders fail")
                compare(claims, directory, theirs, ours)
    finally:
        theirs.close()
        ours.close()

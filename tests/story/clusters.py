"""Steps about Kubernetes: a double of a cluster's API (tests/doubles/kubernetes), which
a story knows by the name that its configuration gives it."""
import calendar
import json
import os
import sys
import time

from server import Failure
from services import service
from steps import TIMES, expect, perform, step

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))), "doubles"))

import kubernetes  # noqa: E402

KINDS = {"deployment": "Deployment", "statefulset": "StatefulSet",
         "daemonset": "DaemonSet", "pod": "Pod", "node": "Node"}


def cluster(stage, name):
    """Its kubeconfig lies in the story's folder: NAME.kubeconfig."""
    def made():
        double = kubernetes.Cluster(clock=lambda: calendar.timegm(
            time.strptime(stage.server.clock[:19], "%Y-%m-%dT%H:%M:%S")))
        double.users = {"t0ken": "stanch"}
        path = os.path.join(stage.folder, f"{name}.kubeconfig")
        with open(path, "w", encoding="utf-8") as file:
            file.write(double.kubeconfig(user="stanch", token="t0ken", context=name))
        return double
    return service(stage, f"cluster {name}", made)


@step("given", r"cluster (\w+) runs (\w+) ([\w-]+) in ([\w-]+): (\S+)(?: times (\d+))?")
def cluster_runs(stage, name, kind, workload, namespace, image, count):
    cluster(stage, name).add(kubernetes.deployment(
        workload, image, namespace, kind=KINDS[kind], replicas=int(count or 3)))


@step("given", r"cluster (\w+) has: (.+)")
@step("when", r"cluster (\w+) has: (.+)")
def cluster_has(stage, name, text):
    cluster(stage, name).add(json.loads(text))


@step("given", r"cluster (\w+) rolls out (\w+) ([\w-]+) in ([\w-]+): (\S+)")
@step("when", r"cluster (\w+) rolls out (\w+) ([\w-]+) in ([\w-]+): (\S+)")
def rolls_out(stage, name, kind, workload, namespace, image):
    cluster(stage, name).change(KINDS[kind], namespace, workload, {
        "spec": {"template": {"spec": {"containers": [{"name": workload,
                                                       "image": image}]}}}})


@step("given", r"cluster (\w+) changes (\w+) ([\w-]+) in ([\w-]+): (.+)")
@step("when", r"cluster (\w+) changes (\w+) ([\w-]+) in ([\w-]+): (.+)")
def changes(stage, name, kind, workload, namespace, patch):
    """Behind the back of whoever looked at it before."""
    cluster(stage, name).change(KINDS.get(kind, kind), namespace, workload,
                                json.loads(patch))


@step("when", r"cluster (\w+) changes (\w+) ([\w-]+) in ([\w-]+) in the last instant: (.+)")
def changes_late(stage, name, kind, workload, namespace, patch):
    """After it was read for the last time, and before it is written."""
    double = cluster(stage, name)
    double.just_before.append(lambda: double.change(KINDS[kind], namespace, workload,
                                                    json.loads(patch)))


@step("when", r"cluster (\w+) cannot start (\S+): (\w+)(?: with less than (\w+))?")
@step("given", r"cluster (\w+) cannot start (\S+): (\w+)(?: with less than (\w+))?")
def cannot_start(stage, name, image, reason, enough):
    cluster(stage, name).breaks(image, reason, enough or "")


@step("given", r"cluster (\w+) logs for (\S+): (.+); before: (.+)")
def logs_are(stage, name, image, now, before):
    cluster(stage, name).logs[image] = (now + "\n", before + "\n")


@step("given", r"cluster (\w+) shows at (\S+) of (\S+): (.+)")
@step("when", r"cluster (\w+) shows at (\S+) of (\S+): (.+)")
def dump_is(stage, name, place, image, text):
    """"6060/debug/pprof/heap?debug=1"; "…" for one that hangs."""
    cluster(stage, name).dumps[image, place] = None if text == "…" else text + "\n"


@step("given", r"cluster (\w+) forbids to (\w+) (\S+)")
@step("when", r"cluster (\w+) forbids to (\w+) (\S+)")
def forbids(stage, name, verb, plural):
    cluster(stage, name).forbidden.add((verb, plural))


@step("when", r"cluster (\w+) answers (\d+) to the next real (\w+) of (\S+): (.+)")
def answers_once(stage, name, status, method, plural, message):
    cluster(stage, name).failing[method, plural] = (int(status), message)


@step("when", r"cluster (\w+) gives up on what cannot start")
def gives_up(stage, name):
    cluster(stage, name).controllers.gives_up = True


@step("given", r"cluster (\w+) is too old for (\S+)")
def is_too_old(stage, name, version):
    cluster(stage, name).absent.add(version)


@step("given", r"cluster (\w+) does a change but its answer is late")
def is_late(stage, name):
    cluster(stage, name).held.clear()


@step("then", r"in cluster (\w+) (\w+) ([\w-]+) in ([\w-]+) runs (\S+)")
def runs_image(stage, name, kind, workload, namespace, image):
    stage.rest()
    item = cluster(stage, name).get(KINDS[kind], namespace, workload)
    seen = [one["image"] for one in item["spec"]["template"]["spec"]["containers"]]
    expect(image in seen, seen)


def at_path(item, path):
    for one in path.split("/"):
        item = item[int(one)] if isinstance(item, list) else (item or {}).get(one)
    return item


@step("then", r"in cluster (\w+) (\w+) ([\w-]+) in ([\w-]+) has (\S+) = (.+)")
def has_value(stage, name, kind, workload, namespace, path, text):
    stage.rest()
    item = cluster(stage, name).get(KINDS.get(kind, kind),
                                    "" if kind == "node" else namespace, workload)
    seen = at_path(item, path)
    expect(seen == json.loads(text), seen)


@step("when", r"(\w+) deletes a pod of ([\w-]+) in ([\w-]+) of cluster (\w+)")
def deletes_pod(stage, person, workload, namespace, name):
    pods = [one["metadata"]["name"] for one in cluster(stage, name).storage.all("Pod")
            if one["metadata"].get("labels", {}).get("app") == workload]
    perform(stage, Line(f"{person} runs: action propose last kubernetes "
                        f"{name}/{namespace}/pod/{pods[0]} --plan \"do=delete-pod\""))


class Line:
    """A step that another one takes."""

    def __init__(self, text):
        self.keyword, self.text, self.block = "when", text, ""


@step("then", r"in cluster (\w+) there is no (\w+) ([\w-]+) in ([\w-]+)")
def is_not_there(stage, name, kind, workload, namespace):
    stage.rest()
    expect(cluster(stage, name).get(KINDS.get(kind, kind), namespace, workload) is None,
           "it is there")


@step("then", r"cluster (\w+) was changed (never|once|twice|three times|\d+ times)")
def changed_times(stage, name, times):
    """By its own log: what was written, dry runs left out."""
    stage.rest()
    rows = cluster(stage, name).written()
    wanted = {"never": 0, **TIMES}.get(times) if times in ("never", *TIMES) else \
        int(times.split()[0])
    expect(len(rows) == wanted, rows)


@step("then", r"cluster (\w+)'s log has (\w+) (\S+) by (\w+)")
def log_has(stage, name, method, what, who):
    rows = [(row["method"], f"{row['plural']}/{row['name']}", row["who"], row["manager"])
            for row in cluster(stage, name).written()]
    expect((method, what, who) in [row[:3] for row in rows], rows)


@step("crash", r"while cluster (\w+) is being changed: kill -9, start again")
def crash_while_changing(stage, name):
    if not cluster(stage, name).asked_to_change.wait(10):
        raise Failure("the cluster was asked to change nothing")
    stage.server.kill()
    cluster(stage, name).held.set()
    stage.server.start()



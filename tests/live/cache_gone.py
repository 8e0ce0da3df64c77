"""E2E-1 with a real Prometheus, a real Redis cluster and a double of a cluster: a node of
the cache is killed at its memory limit, and the API in front of it answers in eight
seconds or not at all. Nothing was deployed."""
import json
import time

import scene
from caches import redis_cluster
from live import folder
from past import Past, wiggle

BEGAN = 40  # seconds before the alert
CONFIGURATION = """
listen: ["127.0.0.1:{stanch}"]
people:
  - {{name: alice, role: approver, contacts: [{{webhook: "http://127.0.0.1:1/x"}}]}}
  - {{name: vera, role: admin, contacts: [{{webhook: "http://127.0.0.1:1/y"}}]}}
on_call: [alice]
clusters: [{{name: prod, kubeconfig: prod.kubeconfig}}]
changes:
  feeds: [{{name: prod-shop, kubernetes: prod, namespace: shop}}]
services:
  - name: api
    profile: platform-ops
    settings: {{prometheus: "http://127.0.0.1:{prometheus}", redis: "127.0.0.1:{redis}",
      cluster: prod, namespace: shop, workload: statefulset/redis-cluster, log: "{log}"}}
    depends_on: [redis-cluster]
    patterns: [redis-cluster, kubernetes-pods, redis-memory]
    bundles: [redis.cluster, k8s.pod, api.log]
    measurements:
      - {{name: requests failing, query: api_failing, unit: percent, good: below 1,
         objective: below 0.1, hold: 10m, every: 2s, proves_recovery: true}}
      - {{name: p99, query: api_p99_seconds, unit: seconds, good: below 0.5, hold: 10m,
         every: 2s, proves_recovery: true}}
  - name: redis-cluster
    settings: {{prometheus: "http://127.0.0.1:{prometheus}"}}
    measurements:
      - {{name: nodes down, query: redis_nodes_down, unit: nodes, good: below 1}}
"""
LOG = """
title: What the API writes
questions:
  - probe: log_file
    title: The API's log
    arguments: {path: "{{log}}", window: 30m}
"""
ON = "prod/shop/statefulset/redis-cluster"
NOT_ON = "prod/shop/deployment/redis-cluster"
MORE = {"do": "set-resources", "container": "redis-cluster", "limit_memory": "1Gi"}


def cluster():
    double = scene.Cluster()
    with double.ago(scene.BEFORE):
        double.add(
            scene.kubernetes.deployment("api", "shop/api:v31"),
            scene.kubernetes.deployment("redis-cluster", "redis:7.0", kind="StatefulSet",
                                        resources={"limits": {"memory": "512Mi"}}))
    double.logs["redis:7.0"] = ("", "Background saving started\n")
    with double.ago(BEGAN + 10):
        double.breaks("redis-cluster-2", "OOMKilled", "1Gi")
    return double


def write_log(path, now):
    """Since the onset each request says that it found no cache."""
    with open(path, "w", encoding="utf-8") as file:
        for age in range(1800, -1, -2):
            stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now - age))
            said = f"Failed to connect to redis: node {age % 3} refused" \
                if age <= BEGAN else f"GET /orders/{age} 200"
            file.write(f"{stamp} {'ERROR' if age <= BEGAN else 'INFO'} {said}\n")


class Course:
    """What is measured: a node of the cache is there, or it is not; more memory brings
    it back, and the API still is a little slower than it should be."""

    def __init__(self, cache):
        self.cache = cache
        self.started = False  # the node, again
        self.back = False

    def state(self, age):
        if age > 0:
            return "broken" if age <= BEGAN else "well"
        self.back = self.back or (self.started and self.cache.serves())
        return "better" if self.back else "broken"

    def past(self):
        failing = {"well": 0.02, "broken": 12, "better": 0.3}
        slow = {"well": 0.2, "broken": 8.4, "better": 0.52}
        down = {"well": 0, "broken": 1, "better": 0}
        return Past([
            ("api_failing", 'app="api"',
             lambda age: failing[self.state(age)] * (1 + wiggle(age) / 200)),
            ("api_p99_seconds", 'app="api"',
             lambda age: slow[self.state(age)] * (1 + wiggle(age + 7) / 50)),
            # It is seen to be gone a sample before the API says so.
            ("redis_nodes_down", 'app="redis"',
             lambda age: 1 if 0 < age <= BEGAN + 10 else down[self.state(age)]),
        ], 3 * 3600, 10)


def at_once(play, diagnosis):
    """Three samples after the onset are no level yet, and are seen to stand out."""
    suspects = [one["entity"] for one in diagnosis.get("suspects", []) if
                one["stands_out"]]
    play.say("E2E-1: the API and the cache that it needs stand out at once",
             sorted(suspects) == ["api", "redis-cluster"], diagnosis.get("says"))
    play.say("E2E-1: no change is to blame: there was none near",
             all(one["belief"] < (diagnosis["no_change"] or 0)
                 for one in diagnosis.get("changes", []))
             and "to blame" not in diagnosis.get("says", "to blame"), diagnosis.get("says"))


def two_minutes_later(play, past):
    play.wait(lambda: "Diagnosis (2 min later)" in play.timeline(), 150)
    diagnosis = play.diagnosis()
    play.began(diagnosis, past.now - BEGAN, 20)
    suspects = [one["entity"] for one in diagnosis.get("suspects", [])]
    play.say("E2E-1: the cache that the API needs is the first suspect",
             suspects[:1] == ["redis-cluster"] and "api needs it" in diagnosis["says"],
             diagnosis.get("says"))
    play.follow(diagnosis)


def cause(play):
    known = play.judged("pods-out-of-memory")
    text = play.believed(known, "pods-out-of-memory",
                         "a container was killed for want of memory",
                         "and one ended within the last hour")
    play.say("E2E-1: its evidence names the pod and how it ended",
             "redis-cluster-2" in text and "OOMKilled" in text, text)
    known = play.judged("redis-cluster-lost-node")
    text = play.believed(known, "redis-cluster-lost-node", "the cluster's state is fail",
                         "a node does not answer the others")
    play.say("E2E-1: the real cluster tells what it lost", "cluster_state:fail" in text,
             text)
    low = play.judged("maxmemory-too-low").get("maxmemory-too-low", {})
    play.say("E2E-1: that Redis has no limit of its own speaks against its maxmemory",
             low.get("state") == "refuted" and
             "Redis has no memory limit of its own" in low["reason"], low)
    lines = play.wait(lambda: "Failed to connect to redis" in
                      play.run("evidence", "list", "last")[1], 30)
    play.say("E2E-1: the line that is new in the API's log since the onset is shown", lines,
             play.run("evidence", "list", "last")[1])


def mitigated(play, double, cache, course):
    play.run("ack", "last")
    play.run("action", "propose", "last", "kubernetes", NOT_ON, "--plan", json.dumps(MORE))
    missing = play.wait(lambda: "not found" in
                        play.run("action", "show", "last", "1")[1].lower(), 20)
    play.say("E2E-1: a Deployment of that name is not there, and its preview says so",
             missing, play.run("action", "show", "last", "1")[1])
    play.run("action", "propose", "last", "kubernetes", ON, "--plan", json.dumps(MORE))
    play.wait(lambda: "512Mi → 1Gi" in play.run("action", "show", "last", "2")[1], 20)
    _, text = play.run("action", "show", "last", "2")
    play.say("E2E-1: the preview shows 512Mi → 1Gi", "512Mi → 1Gi" in text, text)
    code, text = play.run("approve", "last", "2")
    done = play.wait(lambda: "Action 2 succeeded" in play.timeline(), 30)
    play.say("E2E-1: approved once, it is done, and the pod runs", code == 0 and done and
             double.written()[-1]["plural"] == "statefulsets", text + play.timeline())
    cache.nodes[2].program.start()  # as the kubelet does, with enough memory
    course.started = True
    play.say("E2E-1: the real cluster serves all slots again", play.wait(cache.serves, 30))
    play.say("E2E-1: Prometheus shows that it helped",
             play.wait(lambda: "Action 2: helped" in play.timeline(), 90), play.timeline())
    code, text = play.run("resolve", "last")
    play.say("E2E-1: it is no end yet: p99 is still in breach",
             code == 1 and "p99" in text, text)


def play(claims):
    with folder() as directory, redis_cluster(directory) as cache:
        double = cluster()
        course = Course(cache)
        past = course.past()
        claims.say("E2E-1: a Redis cluster serves all slots", cache.serves())
        cache.nodes[2].program.kill()
        write_log(f"{directory}/api.log", past.now)
        with scene.scene(claims, "E2E-1", CONFIGURATION, past, double,
                         [("api.log", LOG)], redis=cache.nodes[0].port,
                         log=f"{directory}/api.log") as play:
            if not play:
                return
            play.wait(lambda: "v31" in play.run("change", "list")[1] or
                      "kubernetes" in play.run("change", "feeds")[1], 10)
            play.wait(cache.is_down, 15)
            play.alert("ApiLatency", "api", "P1 - API latency p99 > 5s (SLO: 500ms)")
            play.card({
                "what is broken": "requests failing 12",
                "what changed before": "nothing in the 60 min before [recorded]",
                "how bad": "requests failing 12 % is 12",
            })
            play.card_began(past.now - BEGAN, 20)
            diagnosis = play.diagnosis()
            at_once(play, diagnosis)
            cause(play)
            two_minutes_later(play, past)
            mitigated(play, double, cache, course)

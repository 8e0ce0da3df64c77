"""E2E-2 with a real Prometheus and a double of a cluster: a deploy leaks goroutines, a
quarter of an hour later its pods are killed at their memory limit, and the alert comes
another quarter of an hour after that."""
import scene
from past import Past, wiggle

# Seconds before the alert. What is rolled out leaks from then on.
DEPLOYED, BEGAN = 1800, 900
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
  - name: orders
    profile: kubernetes
    settings:
      prometheus: http://127.0.0.1:{prometheus}
      app: job="orders"
      pods: namespace="shop",pod=~"orders-.*"
      cluster: prod
      namespace: shop
      workload: deployment/orders
    patterns: [kubernetes-memory, kubernetes-pods, go]
    after_change: {{watch: 0s}}
    measurements:
      - {{name: requests failing, query: orders_failing, unit: percent, good: below 1,
         objective: below 0.1, hold: 30m, every: 10s, proves_recovery: true}}
"""
MIB = 1 << 20
OF = 'namespace="shop",pod="orders-1"'
IN = f'container="orders",{OF}'
APP = 'job="orders",instance="a"'


def leaking(age):
    return 400 + max(0, DEPLOYED - age) * 25


def memory(age):
    """Up to 480 of 512 MiB in a quarter of an hour; then it is killed every 4 minutes and
    fills again."""
    return (200 + min(280, max(0, DEPLOYED - age) * 280 / (DEPLOYED - BEGAN))) * MIB


def restarts(age):
    return 0 if age > BEGAN else 1 + (BEGAN - age) // 240


def past():
    return Past([
        ("orders_failing", APP,
         lambda age: 30 + 2 * wiggle(age) if age <= BEGAN else wiggle(age) / 50),
        ("go_goroutines", APP, leaking),
        ("go_memstats_heap_inuse_bytes", APP, memory),
        ("container_memory_working_set_bytes", IN, memory),
        ("kube_pod_container_resource_limits", f'resource="memory",{IN}',
         lambda age: 512 * MIB),
        ("kube_pod_info", OF, lambda age: 1),
        ("kube_pod_container_status_last_terminated_reason",
         f'reason="OOMKilled",{IN}', lambda age: int(age <= BEGAN)),
        ("kube_pod_container_status_restarts_total", IN, restarts),
        ("container_memory_working_set_bytes", 'id="/",instance="n1"',
         lambda age: 8000 * MIB),
        ("machine_memory_bytes", 'instance="n1"', lambda age: 16000 * MIB),
    ], 3 * 3600, 15)


def cluster():
    double = scene.Cluster()
    limits = {"limits": {"memory": "512Mi"}}
    with double.ago(scene.BEFORE):
        double.add(scene.kubernetes.deployment("orders", "shop/orders:v2.3.0",
                                               resources=limits))
    with double.ago(DEPLOYED):
        double.change("Deployment", "shop", "orders", {"spec": {"template": {"spec": {
            "containers": [{"name": "orders", "image": "shop/orders:v2.3.1"}]}}}})
    with double.ago(BEGAN):
        double.breaks("shop/orders:v2.3.1", "OOMKilled", "1Gi")
    return double


def cause(play):
    known = play.judged("goroutine-leak")
    reasons = [test["says"] for test in known.get("goroutine-leak", {}).get("tests", [])
               if not test["refutes"]]
    play.believed(known, "goroutine-leak", *reasons)
    play.say("E2E-2: the leak has two evidences of its own", len(reasons) >= 2 and len(
        {test["evidence"] for test in known["goroutine-leak"]["tests"]
         if not test["refutes"]}) >= 2, known.get("goroutine-leak"))
    known = play.judged("pods-out-of-memory")
    text = play.believed(known, "pods-out-of-memory",
                         "a container was killed for want of memory",
                         "and one ended within the last hour")
    play.say("E2E-2: the cluster's evidence says OOMKilled", "OOMKilled" in text, text)
    limit = play.judged("memory-limit-reached").get("memory-limit-reached", {})
    play.say("E2E-2: the limit was reached, which is a symptom and no cause",
             limit.get("state") == "supported" and "It is a symptom, and no cause" in
             play.timeline(), limit)


def suspected(play, diagnosis):
    changes = diagnosis.get("changes", [])
    play.say("E2E-2: v2.3.1 is believed most, though it came a quarter of an hour before",
             changes and "v2.3.0 → v2.3.1" in changes[0]["title"] and
             changes[0]["belief"] > diagnosis["no_change"], diagnosis.get("says"))


def offered(play):
    code, text = play.run("rollback", "last")
    play.say("E2E-2: the way back to v2.3.0 is offered with its diff",
             code == 0 and "Roll back orders from v2.3.1 to v2.3.0" in text
             and "shop/orders:v2.3.0 → shop/orders:v2.3.1" in text, text)


def play(claims):
    course = past()
    with scene.scene(claims, "E2E-2", CONFIGURATION, course, cluster()) as play:
        if not play:
            return
        play.wait(lambda: "v2.3.1" in play.run("change", "list")[1])
        play.alert("OOMKilled", "orders", "Go program orders: OOMKilled, 5xx errors")
        play.card({
            "what is broken": "what is broken: requests failing 3",
            "what changed before": ("deploy v2.3.1 was 14:", "deploy v2.3.1 was 15:"),
            "how bad": "times the objective (below 0.1 %) [measured]",
        })
        play.card_began(course.now - BEGAN, 20)
        diagnosis = play.diagnosis()
        play.began(diagnosis, course.now - BEGAN, 20)
        suspected(play, diagnosis)
        play.follow(diagnosis)
        cause(play)
        offered(play)

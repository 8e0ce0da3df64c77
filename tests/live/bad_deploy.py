"""E2E-4 with a real Prometheus and a double of a cluster: a deploy, and two minutes later
one request in five fails instead of one in twenty."""
import scene
from past import Past, wiggle

DEPLOYED, BEGAN = 480, 360  # seconds before the alert
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
    profile: firefighting
    settings: {{prometheus: "http://127.0.0.1:{prometheus}"}}
    depends_on: [stock]
    after_change: {{watch: 0s}}
    measurements:
      - {{name: requests failing, query: orders_failing, unit: percent, good: below 10,
         objective: below 1, hold: 5m, every: 2s, proves_recovery: true}}
    series:
      - {{name: cpu, query: orders_cpu, unit: percent}}
  - name: stock
    settings: {{prometheus: "http://127.0.0.1:{prometheus}"}}
    measurements:
      - {{name: requests failing, query: stock_failing, unit: percent, good: below 10}}
"""


def cluster():
    """orders since long, stock deployed an hour ago, orders again eight minutes ago."""
    double = scene.Cluster()
    with double.ago(scene.BEFORE):
        double.add(scene.kubernetes.deployment("orders", "shop/orders:v2.3.3"),
                   scene.kubernetes.deployment("stock", "shop/stock:v1"))
    with double.ago(3600):
        roll_out(double, "stock", "shop/stock:v2")
    with double.ago(DEPLOYED):
        roll_out(double, "orders", "shop/orders:v2.3.4")
    return double


def roll_out(double, name, image):
    double.change("Deployment", "shop", name, {"spec": {"template": {"spec": {
        "containers": [{"name": name, "image": image}]}}}})


def image_of(double):
    return double.get("Deployment", "shop", "orders")["spec"]["template"]["spec"][
        "containers"][0]["image"]


def past(double):
    """The true course: what fails depends on what runs."""
    def failing(age):
        broken = age <= BEGAN and (age > 0 or image_of(double) == "shop/orders:v2.3.4")
        return (20 if broken else 5) + wiggle(age)

    return Past([("orders_failing", 'app="orders"', failing),
                 ("orders_cpu", 'app="orders"', lambda age: 40 + 4 * wiggle(age + 3)),
                 ("stock_failing", 'app="stock"', lambda age: wiggle(age + 5) / 5)],
                3 * 3600, 15)


def suspected(play, diagnosis):
    changes = diagnosis.get("changes", [])
    beliefs = [change["belief"] for change in changes]
    play.say("E2E-4: the guilty deploy is believed most of all changes and of none",
             changes and "v2.3.4" in changes[0]["title"]
             and beliefs == sorted(beliefs, reverse=True)
             and changes[0]["belief"] > diagnosis["no_change"], diagnosis)
    play.say("E2E-4: the deploy of another service an hour before is named behind it",
             any("stock" in change["title"] for change in changes[1:]), changes)
    play.say("E2E-4: orders is the suspect",
             [one["entity"] for one in diagnosis.get("suspects", [])
              if one["stands_out"]] == ["orders"], diagnosis)
    play.say("E2E-4: the rivals of the change are written down, too",
             all(f"Hypothesis: {claim}" in play.timeline() for claim in
                 ("It is wrong at orders", "The change", "The cause is outside",
                  "No change did it")), play.timeline())


def rolled_back(play, double):
    code, text = play.run("rollback", "last")
    play.say("E2E-4: the rollback is offered with its diff and its way back",
             code == 0 and "Roll back orders from v2.3.4 to v2.3.3" in text
             and "shop/orders:v2.3.4 → shop/orders:v2.3.3" in text
             and "way back" in text, text)
    play.run("ack", "last")
    code, text = play.run("rollback", "approve", "last")
    play.wait(lambda: image_of(double) == "shop/orders:v2.3.3")
    play.say("E2E-4: one command rolls it back", code == 0 and
             image_of(double) == "shop/orders:v2.3.3", text)
    seen = play.wait(lambda: "Action 1: helped" in play.timeline(), 90)
    play.say("E2E-4: and Prometheus shows that it helped", seen, play.timeline())


def play(claims):
    double = cluster()
    course = past(double)
    with scene.scene(claims, "E2E-4", CONFIGURATION, course, double) as play:
        if not play:
            return
        play.wait(lambda: "v2.3.4" in play.run("change", "list")[1])
        play.alert("OrdersFail", "orders", "API degraded: 20 % of requests fail")
        play.card({
            "what is broken": "what is broken: requests failing 2",
            "what changed before": ("deploy v2.3.4 was 1:", "deploy v2.3.4 was 2:"),
            "how bad": "times the objective (below 1 %) [measured]",
            "that nobody counts users": "who is affected: unknown",
        })
        play.card_began(course.now - BEGAN, 20)
        diagnosis = play.diagnosis()
        play.began(diagnosis, course.now - BEGAN, 20)
        suspected(play, diagnosis)
        play.follow(diagnosis)
        rolled_back(play, double)

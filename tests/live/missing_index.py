"""E2E-3 with a real Prometheus and a real PostgreSQL: an API degrades because a query reads
a table from end to end. No deploy is near; an index is what helps."""
import json

import scene
from database import postgres
from live import folder
from past import Past, wiggle

BEGAN = 240  # seconds before the alert
CONFIGURATION = """
listen: ["127.0.0.1:{stanch}"]
people:
  - {{name: alice, role: approver, contacts: [{{webhook: "http://127.0.0.1:1/x"}}]}}
  - {{name: vera, role: admin, contacts: [{{webhook: "http://127.0.0.1:1/y"}}]}}
on_call: [alice]
clusters: [{{name: prod, kubeconfig: prod.kubeconfig}}]
databases: [{{name: orders-db, url: "{database}"}}]
changes:
  feeds: [{{name: prod-shop, kubernetes: prod, namespace: shop}}]
services:
  - name: orders
    profile: service-runbook
    settings: {{prometheus: "http://127.0.0.1:{prometheus}", database: orders-db}}
    patterns: [postgres-server]
    bundles: [pg.health]
    measurements:
      - {{name: requests failing, query: orders_failing, unit: percent, good: below 1,
         objective: below 0.1, hold: 15m, every: 2s, proves_recovery: true}}
      - {{name: latency, query: orders_latency_seconds, unit: seconds, good: below 1}}
"""
# Customers are looked up one by one, each time by reading all orders.
TABLES = (
    "CREATE TABLE customers AS SELECT id, 'customer ' || id AS name FROM "
    "generate_series(1, 5000) AS id",
    "CREATE TABLE orders AS SELECT id, id % 5000 AS customer, now() AS at FROM "
    "generate_series(1, 40000) AS id",
    "ANALYZE",
)
LAST_ORDERS = ("SELECT count((SELECT max(at) FROM orders o WHERE o.customer = c.id)) "
               "FROM customers c WHERE c.id <= ")
INDEX = {"do": "create-index", "table": "public.orders", "columns": "customer",
         "name": "orders_customer"}


def indexed(database):
    return database.run("SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = "
                        "i.indexrelid WHERE c.relname = 'orders_customer' AND "
                        "i.indisvalid") == "1"


class Course:
    """What is measured, by what is true of the database."""

    def __init__(self, database):
        self.database = database
        self.ended = False

    def broken(self, age):
        if age > 0:
            return age <= BEGAN
        self.ended = self.ended or indexed(self.database)
        return not self.ended

    def past(self):
        return Past([
            ("orders_failing", 'app="orders"',
             lambda age: 10 + wiggle(age) / 4 if self.broken(age) else wiggle(age) / 20),
            ("orders_latency_seconds", 'app="orders"',
             lambda age: 2.4 + wiggle(age + 7) / 5 if self.broken(age)
             else 0.2 + wiggle(age + 7) / 50),
        ], 3 * 3600, 15)


def cluster():
    """Deployed two hours before: nobody's fault."""
    double = scene.Cluster()
    with double.ago(scene.BEFORE):
        double.add(scene.kubernetes.deployment("orders", "shop/orders:v7"))
    with double.ago(2 * 3600):
        double.change("Deployment", "shop", "orders", {"spec": {"template": {"spec": {
            "containers": [{"name": "orders", "image": "shop/orders:v8"}]}}}})
    return double


def cause(play):
    known = play.judged("server-missing-index")
    text = play.believed(
        known, "server-missing-index",
        "a table of 10,000 rows or more is read whole more often than by an index",
        "and statements that name it run now")
    play.say("E2E-3: its evidence names the table and the statement",
             "table public.orders: read from end to end" in text
             and "FROM customers c" in text, text)
    play.say("E2E-3: neither a lock nor full connections are to blame",
             all(known.get(key, {}).get("state") == "refuted" for key in
                 ("server-lock-held", "server-connections-full")), known)
    play.say("E2E-3: the cause is in the timeline",
             "Hypothesis supported: A large table is read" in play.timeline() and
             "Cause identified" in play.timeline(), play.timeline())


def mended(play, database):
    code, text = play.run("action", "propose", "last", "postgres", "orders-db", "--plan",
                          json.dumps(INDEX))
    play.wait(lambda: "CREATE INDEX CONCURRENTLY" in play.run("action", "show", "last",
                                                              "1")[1])
    _, shown = play.run("action", "show", "last", "1")
    play.say("E2E-3: the index is previewed before anybody approves it",
             code == 0 and "CREATE INDEX CONCURRENTLY" in shown and not indexed(database),
             text + shown)
    code, text = play.run("approve", "last", "1")
    play.say("E2E-3: PostgreSQL has the index, and it is valid",
             code == 0 and play.wait(lambda: indexed(database)), text)
    plan = database.run("EXPLAIN SELECT max(at) FROM orders WHERE customer = 7")
    play.say("E2E-3: and uses it for the query", "orders_customer" in plan, plan)
    play.say("E2E-3: Prometheus shows that it helped",
             play.wait(lambda: "Action 1: helped" in play.timeline(), 90), play.timeline())


def degrade(claims, directory, database):
    database.run(*TABLES, LAST_ORDERS + "100")
    course = Course(database).past()
    with scene.scene(claims, "E2E-3", CONFIGURATION, course, cluster(),
                     database=database.address) as play, \
         database.session(directory, "shop", LAST_ORDERS + "5000"):
        if not play:
            return
        play.wait(lambda: "v8" in play.run("change", "list")[1])
        play.say("E2E-3: a program asks for the last orders", play.wait(
            lambda: database.run("SELECT count(*) FROM pg_stat_activity WHERE state = "
                                 "'active' AND application_name = 'shop'") == "1"))
        play.alert("OrdersSlow", "orders", "API degraded: latency above 2 s, 10 % fail")
        play.card({
            "what is broken": "what is broken: requests failing 10",
            "what changed before": "nothing in the 60 min before [recorded]",
            "how bad": "times the objective (below 0.1 %) [measured]",
        })
        play.card_began(course.now - BEGAN, 20)
        diagnosis = play.diagnosis()
        play.began(diagnosis, course.now - BEGAN, 20)
        play.say("E2E-3: no change is guilty", diagnosis.get("no_change") and
                 all(one["belief"] < diagnosis["no_change"] for one in
                     diagnosis.get("changes", [])), diagnosis)
        cause(play)
        play.follow(diagnosis)
        mended(play, database)


def play(claims):
    with folder() as directory, postgres(directory) as database:
        if not database:
            claims.say("E2E-3 # SKIP no PostgreSQL can be run here", True)
            return
        degrade(claims, directory, database)

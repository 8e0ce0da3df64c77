"""The catalogue of known ways to fail, asked of a real Prometheus that remembers a night."""
import json
import os
import re
import urllib.error
import urllib.parse
import urllib.request

from live import STANCH, Api, Program, folder, free_ports, wait_for
from past import Past, prometheus

SETTINGS = {
    "app": 'job="orders"',
    "pods": 'namespace="shop",pod=~"orders-.*"',
}
CONFIGURATION = """
listen: ["127.0.0.1:{stanch}"]
people:
  - {{name: alice, role: admin, contacts: [{{webhook: "http://127.0.0.1:1/x"}}]}}
on_call: [alice]
services:
  - name: orders
    settings:
      prometheus: http://127.0.0.1:{prometheus}
      app: '{app}'
      pods: '{pods}'
    patterns: fitting
"""
POD = 'namespace="shop",pod="orders-1"'
STEP, HISTORY = 30, 3 * 3600
MIB = 1 << 20


def leaking(age):
    """From half an hour ago on; age in seconds, of a sample."""
    return 40 + max(0, 1800 - age) * 2


def memory(age):
    return (200 + max(0, 1800 - age) * 280 / 1800) * MIB


def series():
    """Name, labels, and what it was so many seconds ago."""
    container = f'container="app",{POD}'
    return [
        ("up", 'job="orders",instance="a"', lambda age: 1),
        ("go_goroutines", 'job="orders",instance="a"', leaking),
        ("go_memstats_heap_inuse_bytes", 'job="orders",instance="a"', memory),
        ("http_requests_total", 'job="orders",instance="a",status="200"',
         lambda age: (HISTORY - age) * 50),
        ("http_requests_total", 'job="orders",instance="a",status="500"',
         lambda age: max(0, 900 - age) * 15),
        ("container_memory_working_set_bytes", container, memory),
        ("kube_pod_container_resource_limits", f'resource="memory",{container}',
         lambda age: 512 * MIB),
        ("kube_pod_info", POD, lambda age: 1),
        ("kube_pod_container_status_last_terminated_reason",
         f'reason="OOMKilled",{container}', lambda age: int(age < 900)),
        ("kube_pod_container_status_restarts_total", container,
         lambda age: int(age < 900)),
        ("container_memory_working_set_bytes", 'id="/",instance="n1"', lambda age: 8000 * MIB),
        ("machine_memory_bytes", 'instance="n1"', lambda age: 16000 * MIB),
    ]


def ask(port, query):
    """None, or why Prometheus does not take it."""
    words = urllib.parse.urlencode({"query": query})
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/query?{words}",
                                    timeout=10) as answer:
            return None if json.load(answer)["status"] == "success" else "no success"
    except urllib.error.HTTPError as error:
        return error.read().decode()


def filled(text):
    """With a selector for each setting: what stands in its place only has to be one."""
    return re.sub(r"\{\{(\w+)\}\}", lambda name: SETTINGS.get(name[1], 'job="x"'), text)


def catalogue(claims, api, port):
    refused = []
    count = 0
    for pattern, questions in api.get("hypothesis/known")["questions"].items():
        for question in questions:
            query = filled(question["arguments"].get("query", ""))
            if question["probe"] != "prometheus" or query in ("", 'job="x"'):
                continue
            count += 1
            problem = ask(port, query)
            if problem:
                refused.append(f"{pattern}: {question['title']}: {problem}")
    claims.say("a real Prometheus takes every query of the catalogue",
               count > 100 and not refused, f"{count} asked\n" + "\n".join(refused))


def states(api):
    room = api.room()
    return room and {one["key"]: f"{one['state']}: {one['reason']}"
                     for one in room["hypotheses"]}


def judged(api, keys):
    seen = states(api) or {}
    return all(not seen.get(key, "open").startswith("open") for key in keys) and seen


EXPECTED = {
    "goroutine-leak": "supported",
    "memory-limit-reached": "supported",
    "node-out-of-memory": "refuted",
    "memory-spike": "refuted",
    "memory-leak": "supported",
    "traffic-spike": "refuted",
    "go-heap-grows": "refuted",
}


def night(claims, api, ports):
    alert = [{"labels": {"alertname": "OOMKilled", "service": "orders", "severity": "critical"},
              "annotations": {"summary": "Go program orders: memory, 5xx errors"}}]
    request = urllib.request.Request(
        f"http://127.0.0.1:{ports['stanch']}/api/v2/alerts", json.dumps(alert).encode(),
        {"Content-Type": "application/json"})
    urllib.request.urlopen(request, timeout=10).close()
    seen = wait_for(lambda: judged(api, EXPECTED), 30) or states(api)
    for key, state in EXPECTED.items():
        claims.say(f"of a night with a goroutine leak, {key} is {state}",
                   (seen or {}).get(key, "").startswith(state), f"{seen}")


def play(claims):
    with folder() as directory:
        ports = dict(zip(("stanch", "prometheus"), free_ports(2)))
        with open(f"{directory}/stanch.yaml", "w", encoding="utf-8") as file:
            file.write(CONFIGURATION.format(**ports, **SETTINGS))
        os.makedirs(f"{directory}/data")
        with prometheus(directory, ports["prometheus"],
                        Past(series(), HISTORY, STEP)) as ready, \
             Program(f"{directory}/stanch.log", STANCH, "serve", "--data",
                     f"{directory}/data", "--config", f"{directory}/stanch.yaml"):
            api = Api(f"{directory}/data/socket")
            up = ready and wait_for(lambda: api.get("service/list"), 15)
            if not claims.say("stanch and a Prometheus with a history are up", up):
                return
            catalogue(claims, api, ports["prometheus"])
            night(claims, api, ports)

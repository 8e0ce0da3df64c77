"""A diagnosis with all that it may ask: a real Prometheus that remembers yesterday, and
doubles of a Loki and a Tempo whose answers are made from what the real ones gave
(tests/contract). The alert is about orders; its cause is payments, whose pool of
connections is empty."""
import contextlib
import copy
import http.server
import json
import os
import threading
import time
import urllib.parse

import scene
from live import ROOT
from past import Past, wiggle

BEGAN = 300  # seconds before the alert
CONFIGURATION = """
listen: ["127.0.0.1:{stanch}"]
people:
  - {{name: alice, role: admin, contacts: [{{webhook: "http://127.0.0.1:1/x"}}]}}
on_call: [alice]
services:
  - name: orders
    settings:
      prometheus: "http://127.0.0.1:{prometheus}"
      loki: "http://127.0.0.1:{loki}"
      logs: '{{app="order-service"}}'
      tempo: "http://127.0.0.1:{tempo}"
      traced_as: order-service
    depends_on: [payments]
    measurements:
      - {{name: requests failing, query: orders_failing, unit: percent, good: below 10,
         hold: 5m, every: 1m, proves_recovery: true}}
  - name: payments
    settings:
      prometheus: "http://127.0.0.1:{prometheus}"
      loki: "http://127.0.0.1:{loki}"
      logs: '{{app="payment-api"}}'
      tempo: "http://127.0.0.1:{tempo}"
      traced_as: payment-api
    measurements:
      - {{name: requests failing, query: payments_failing, unit: percent, good: below 10}}
"""
SERIES = [
    ("orders_failing", 'job="orders"',
     lambda age: 2 + wiggle(age) + (40 if age <= BEGAN else 0)),
    ("payments_failing", 'job="payments"',
     lambda age: 1 + wiggle(age) + (60 if age <= BEGAN else 0)),
]
HISTORY, STEP = 28 * 3600, 60


def recorded(name):
    with open(os.path.join(ROOT, "tests", "contract", name), encoding="utf-8") as file:
        return json.load(file)


class Double:
    """An HTTP server that answers with what its answer() gives, as JSON."""

    def __init__(self, began):
        double = self
        self.began, self.asked = began, []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                path, _, words = self.path.partition("?")
                double.asked.append(self.path)
                body = json.dumps(double.answer(path, dict(urllib.parse.parse_qsl(words))))
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Loki(Double):
    """A line each two seconds; since it began also the recorded error, or the one of the
    empty pool where that is."""

    def line(self, app, second, good):
        line = json.loads(recorded("loki/query_range.json")["data"]["result"][0]["values"][0][1])
        line["time"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(second))
        line["service"] = app
        if app == "payment-api":
            line.update(path="/charge", msg="charge failed", error="connection pool exhausted")
        if good:
            line.update(level="INFO", status=201, msg=f"served {line['path']}")
            del line["error"]
        return [f"{second}000000000", json.dumps(line)]

    def answer(self, path, asked):
        app = asked["query"].split('"')[1]
        first, last = (int(asked[name]) // 10**9 for name in ("start", "end"))
        seconds = range(first + first % 2, last, 2)
        values = [self.line(app, second, True) for second in seconds]
        values += [self.line(app, second, False) for second in seconds if second >= self.began]
        answer = recorded("loki/query_range.json")
        stream = answer["data"]["result"][0]
        stream["stream"]["app"] = app
        stream["values"] = values[:int(asked["limit"])]
        answer["data"]["result"] = [stream]
        return answer


class Tempo(Double):
    """The recorded trace of a checkout, at other times; before it began it went well."""

    def search(self, asked):
        first, last = int(asked["start"]), int(asked["end"]) - 1
        answer = recorded("tempo/search-error.json")
        one = answer["traces"][0]
        step = max((last - first) // int(asked["limit"]), 1)
        answer["traces"] = [dict(one, traceID=f"{second:x}")
                            for second in range(first, last, step)][:int(asked["limit"])]
        return answer

    def trace(self, second):
        answer = copy.deepcopy(recorded("tempo/trace-v2.json"))
        begin = None
        for batch in answer["trace"]["resourceSpans"]:
            for span in batch["scopeSpans"][0]["spans"]:
                start, end = (int(span[name]) for name in ("startTimeUnixNano",
                                                           "endTimeUnixNano"))
                begin = begin or start
                took = end - start
                if second < self.began:
                    span["status"], took = {}, took // 100 + wiggle(second) * 10**6
                span["startTimeUnixNano"] = str(second * 10**9 + start - begin)
                span["endTimeUnixNano"] = str(int(span["startTimeUnixNano"]) + int(took))
        return answer

    def answer(self, path, asked):
        if path == "/api/search":
            return self.search(asked)
        return self.trace(int(path.rpartition("/")[2], 16))


def of_kind(diagnosis, *kinds):
    return [one for one in diagnosis.get("findings", []) if one["kind"] in kinds]


def check_lines(play, diagnosis):
    lines = [one for one in of_kind(diagnosis, "lines-new", "lines-of-errors")
             if one["entity"] == "payments"]
    play.say(f"{play.name}: log lines of the cause are among the findings",
             any("connection pool exhausted" in one or "charge failed" in one
                 for finding in lines for one in finding["lines"]), diagnosis)
    play.say(f"{play.name}: a finding of lines names the LogQL that gives them",
             lines and all(one["query"].startswith('{app="payment-api"} |') for one in lines),
             lines)


def check_traces(play, tempo, diagnosis):
    calls = [one for one in of_kind(diagnosis, "call-errors", "operation-slow")
             if one["entity"] == "payments"]
    addresses = [one for finding in calls for one in finding["traces"]]
    play.say(f"{play.name}: spans of the cause are among the findings, with their traces",
             addresses and all(one.startswith(f"http://127.0.0.1:{tempo.port}/api/v2/traces/")
                               for one in addresses), diagnosis)


def check(play, tempo, diagnosis):
    suspects = diagnosis.get("suspects") or [{}]
    play.say(f"{play.name}: the true service leads, and not the one of the alert",
             suspects[0].get("entity") == "payments", diagnosis)
    check_lines(play, diagnosis)
    check_traces(play, tempo, diagnosis)
    play.say(f"{play.name}: the answer says what was asked",
             {one["what"] for one in diagnosis.get("beside", []) if one["answered"]} >=
             {"log lines of orders", "log lines of payments", "traces of orders"}, diagnosis)
    play.say(f"{play.name}: what is usual was learnt from yesterday",
             "Quiet hours of another day" in diagnosis.get("calibration", ""), diagnosis)
    for finding in diagnosis.get("findings", []):
        code, text = play.again(finding["show"])
        shown = [finding["says"], *finding.get("lines", []), *finding.get("traces", [])]
        play.say(f"{play.name}: {finding['id']} is shown again by: {finding['show']}",
                 code == 0 and all(one in text for one in shown), f"{shown}\n{text}")


def check_unknown(play, loki):
    """What does not answer any more is unknown, and said so."""
    loki.close()
    play.run("diagnosis", "ask", "last")
    later = play.wait(lambda: any("log lines of payments" in one for one in
                                  play.ask("diagnosis", "show", "last")["missing"]), 45)
    play.say(f"{play.name}: a Loki that is gone is told as not looked at", later,
             play.ask("diagnosis", "show", "last").get("missing"))


def play(claims):
    past = Past(SERIES, HISTORY, STEP)
    with contextlib.ExitStack() as stack:
        loki, tempo = Loki(past.now - BEGAN), Tempo(past.now - BEGAN)
        stack.callback(tempo.close)
        act = stack.enter_context(scene.scene(claims, "lines and traces", CONFIGURATION, past,
                                              loki=loki.port, tempo=tempo.port))
        if not act:
            return
        act.alert("OrdersFailing", "orders", "Requests of orders fail")
        diagnosis = act.diagnosis()
        check(act, tempo, diagnosis)
        check_unknown(act, loki)

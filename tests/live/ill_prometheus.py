"""A real Prometheus behind something that spoils its answers: it hangs, refuses, breaks off
half way, or takes its time. What is not known is unknown, with the reason, and whoever is
ill is not asked again and again."""
import contextlib
import http.server
import json
import threading
import time
import urllib.error
import urllib.request

import scene
from past import Past, wiggle

CONFIGURATION = """
listen: ["127.0.0.1:{stanch}"]
people:
  - {{name: alice, role: admin, contacts: [{{webhook: "http://127.0.0.1:1/x"}}]}}
on_call: [alice]
services:
"""
SERVICE = """
  - name: {name}
    settings: {{prometheus: "http://127.0.0.1:{port}"}}
    bundles: [many]
    measurements:
      - {{name: requests failing, query: orders_failing, unit: percent, good: below 10,
         objective: below 1, hold: 5m, every: 1m, proves_recovery: true}}
"""
# More than two desks ask at once: without a rest all of them would be asked.
MANY = "title: Many questions\nquestions:\n" + "".join(
    f"  - probe: prometheus\n    title: Question {nth}\n    arguments: "
    f"{{url: \"{{{{prometheus}}}}\", query: orders_failing + {nth}}}\n" for nth in range(12))
REFUSAL = {"status": "error", "errorType": "execution", "error": "too many samples"}


class Spoiler:
    """Stands before Prometheus and does with its answers what it is called."""

    def __init__(self, kind, behind):
        self.kind = kind
        self.behind = behind
        self.well = threading.Event()
        self.asked = []
        spoiler = self

        class Page(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                length = int(self.headers["Content-Length"])
                body = self.rfile.read(length)
                spoiler.asked.append((time.monotonic(), self.path, body))
                status, answer = spoiler.ask(self.path, body)
                with contextlib.suppress(OSError):  # who asked had enough
                    kind = "passes" if spoiler.well.is_set() else spoiler.kind
                    getattr(spoiler, kind)(self, status, answer)

            def do_GET(self):
                self.send_error(503)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def ask(self, path, body):
        request = urllib.request.Request(f"http://127.0.0.1:{self.behind[0]}{path}", body)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    @staticmethod
    def send(page, status, answer, sent=None):
        page.send_response(status)
        page.send_header("Content-Type", "application/json")
        page.send_header("Content-Length", str(len(answer)))
        page.end_headers()
        page.wfile.write(answer if sent is None else sent)

    def passes(self, page, status, answer):
        self.send(page, status, answer)

    def refuses(self, page, _status, _answer):
        self.send(page, 422, json.dumps(REFUSAL).encode())

    def overloaded(self, page, _status, _answer):
        self.send(page, 503, b"upstream connect error")

    def breaks_off(self, page, status, answer):
        self.send(page, status, answer, answer[:len(answer) // 2])
        page.close_connection = True

    def lies(self, page, status, answer):
        """Half a body that says it is a whole one."""
        self.send(page, status, answer[:len(answer) // 2])

    def trickles(self, page, status, answer):
        self.send(page, status, answer, b"")
        for byte in answer:
            time.sleep(1)
            page.wfile.write(bytes([byte]))
            page.wfile.flush()

    def hangs(self, _page, _status, _answer):
        self.well.wait(60)

    def asked_until(self, instant):
        return [path for at, path, _ in self.asked if at <= instant]


# What it does, and what the reason must say.
ILL = {
    "refuses": "too many samples",
    "overloaded": "answered 503: upstream connect error",
    "breaks_off": "the connection ended before the answer did",
    "lies": "its answer is no whole JSON",
    "trickles": "no whole answer within",
    "hangs": "no whole answer within",
}
# How many of 16 questions each is asked at most within half a minute. Two are at it at a
# time, so of who takes 8 s not all would be asked in any case.
IN_TROUBLE = {"overloaded": 12, "breaks_off": 12, "lies": 12, "trickles": 8, "hangs": 8}


def card_of(play, name):
    rows = play.tables.ask(
        "SELECT i.code, s.took, s.answers FROM scope s JOIN incident i ON i.id = s.incident "
        "WHERE i.service = $1 AND s.completed_at <> 0", name)
    return rows[0] if rows else None


def judged(play, name, reason):
    code, took, answers = card_of(play, name) or ("", 1 << 40, "[]")
    said = {one["question"]: one for one in json.loads(answers)}
    room = play.api.room(code) or {}
    timeline = "\n".join(entry["text"] for entry in room.get("timeline", []))
    play.say(f"a Prometheus that {name}: its card is there after 30 s",
             took <= scene.CARD_MS + 500, took)
    for question in ("broken", "objective"):
        one = said.get(question, {})
        play.say(f"a Prometheus that {name}: '{question}' is unknown, and why",
                 one.get("basis") == "unknown" and "requests failing: " in one["why"]
                 and reason in one["why"], said)
    play.say(f"a Prometheus that {name}: no change is acquitted, nothing is called quiet",
             "Scope card after" in timeline and "No change is guilty" not in timeline and "Nothing stands out" not in timeline
             and "is green" not in timeline, timeline)
    done, text = play.run("resolve", code)
    play.say(f"a Prometheus that {name}: nobody resolves it for want of numbers",
             done == 1, text)


def rested(play, spoiler, since):
    asked = spoiler.asked_until(since + 30)
    most = IN_TROUBLE[spoiler.kind]
    play.say(f"a Prometheus that {spoiler.kind} is left alone: {most} questions at most",
             1 <= len(asked) <= most, asked)


def recovered(play, spoiler):
    spoiler.well.set()
    code = card_of(play, spoiler.kind)[0]
    seen = play.wait(lambda: "what is broken: requests failing 20" in
                     play.run("triage", code)[1], 90)
    play.say(f"a Prometheus that {spoiler.kind} answers again, and the card fills", seen,
             play.run("triage", code)[1])


def play(claims):
    past = Past([("orders_failing", 'app="orders"',
                  lambda age: (20 if age < 600 else 5) + wiggle(age) / 10)], 3 * 3600, 15)
    behind = [0]
    spoilers = {kind: Spoiler(kind, behind) for kind in ILL}
    services = "".join(SERVICE.format(name=kind, port=one.port)
                       for kind, one in spoilers.items())
    with scene.scene(claims, "ill", CONFIGURATION.replace("services:", "services:" +
                     services.replace("{", "{{").replace("}", "}}")), past,
                     bundles=[("many", MANY)]) as play:
        if not play:
            return
        behind[0] = play.ports["prometheus"]
        for kind in ILL:
            play.alert("Failing", kind, f"requests of {kind} fail")
        since = time.monotonic()
        play.wait(lambda: all(card_of(play, kind) for kind in ILL), 50)
        for kind, reason in ILL.items():
            judged(play, kind, reason)
        play.wait(lambda: time.monotonic() > since + 30, 40)
        for kind in IN_TROUBLE:
            rested(play, spoilers[kind], since)
        recovered(play, spoilers["overloaded"])
        for one in spoilers.values():
            one.well.set()
            one.server.shutdown()

#!/usr/bin/env python3
"""paging.py [latency] [timers] [overdue] [receivers]: how long a page takes, and how late
a timer is, on a real server with webhooks on loopback; Alertmanager beside it where it
does the same. Prints a table and leaves it in build/bench-paging.md and .json. Nothing
here is asserted. QUICK=1 takes a tenth of everything."""
import contextlib
import http.client
import json
import os
import platform
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from servers import FILL, ROOT, Alertmanager, Sink, Stanch  # noqa: E402

QUICK = 10 if os.environ.get("QUICK") else 1
IDLE_PAGES = 400 // QUICK
# Two senders, each of which repeats the same 30,000 alerts every 15 s.
STORM_ALERTS, STORM_PERIOD_S, STORM_S = 30000 // QUICK, 15, 30
STORM_BATCH, STORM_PAGES_PER_S = 250, 10
TIMERS, TIMERS_PER_S, TIMERS_S = 100000 // QUICK, 1000, 20 // (QUICK ** 0.5)
OVERDUE = (1, 1000 // QUICK, 10000 // QUICK)
RECEIVERS, ROUNDS, ROUND_S = 50, 40 // (4 if QUICK > 1 else 1), 0.5
CONTACTS_EACH = 5
BURST = 400 // QUICK
PAGE_SECONDS_MAX = 60


def figures(milliseconds):
    ordered = sorted(milliseconds)
    if not ordered:
        return {"count": 0}
    return {"count": len(ordered), "p50": ordered[len(ordered) // 2],
            "p99": ordered[len(ordered) * 99 // 100], "max": ordered[-1]}


# -- configurations --

def stanch_config(urls, more=""):
    """A step takes twenty people and no more, so each of them has several contacts."""
    contacts = [f'{{webhook: "{url}"}}' for url in urls]
    hands = [contacts[first:first + CONTACTS_EACH]
             for first in range(0, len(contacts), CONTACTS_EACH)]
    people = "".join(f"  - {{name: p{number}, role: responder, contacts: [{', '.join(held)}]}}\n"
                     for number, held in enumerate(hands))
    names = ", ".join(f"p{number}" for number in range(len(hands)))
    return (f"people:\n{people}  - {{name: vera, role: admin}}\n"
            "escalation:\n  - name: bench\n    repeat: 30m\n    exhausted_after: 2h\n"
            f"    steps:\n      - {{level: L1, page: [{names}]}}\n"
            "paging: {limit: 0}\n"
            "routes:\n  - {match: {service: bench}, urgency: record}\n" + more)


def alertmanager_config(url):
    return ("route:\n  receiver: none\n  group_by: [service]\n  routes:\n"
            "    - {matchers: ['service=~\"p.*\"'], receiver: hook, group_wait: 0s, "
            "group_interval: 10m, repeat_interval: 1h}\n"
            "receivers:\n  - name: none\n  - name: hook\n    webhook_configs:\n"
            f"      - {{url: \"{url}\", send_resolved: false}}\n")


# -- alerts of services that each page --

class Prober:
    """Sends one alert of a new service and knows when."""

    def __init__(self, server):
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        self.sent = {}

    def send(self, service):
        body = json.dumps([{"labels": {"alertname": "Down", "service": service,
                                       "severity": "critical"}}])
        self.sent[service] = time.monotonic()
        self.connection.request("POST", "/api/v2/alerts", body,
                                {"Content-Type": "application/json"})
        answer = self.connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"POST /api/v2/alerts answered {answer.status}")

    def took(self, sink, path):
        """Milliseconds from POST to page, of those that came."""
        return [(sink.first[path, service] - sent) * 1000
                for service, sent in self.sent.items() if (path, service) in sink.first]


# -- (1) alert to page --

def idle(server, sink):
    prober = Prober(server)
    for number in range(IDLE_PAGES):
        service = f"p{number}"
        prober.send(service)
        sink.wait(lambda: ("/hook", service) in sink.first, PAGE_SECONDS_MAX)
        time.sleep(0.005)
    return figures(prober.took(sink, "/hook")) | {"sent": IDLE_PAGES}


def storm(server, sink):
    prober = Prober(server)
    rate = STORM_ALERTS // STORM_PERIOD_S
    senders = [server.sender(STORM_BATCH, rate * STORM_S, rate, STORM_ALERTS)
               for _ in range(2)]
    began = time.monotonic()
    for number in range(STORM_S * STORM_PAGES_PER_S):
        wait = began + number / STORM_PAGES_PER_S - time.monotonic()
        time.sleep(max(wait, 0))
        prober.send(f"pstorm{number}")
    wanted = [("/hook", service) for service in prober.sent]
    sink.wait(lambda: all(key in sink.first for key in wanted), 20)
    answers = [json.loads(sender.communicate(timeout=60)[0]) for sender in senders]
    return figures(prober.took(sink, "/hook")) | {
        "sent": len(wanted), "refused": sum(answer["refused"] for answer in answers),
        "answer p99": max(answer["p99_ms"] for answer in answers)}


def latency(kind, config_of):
    with tempfile.TemporaryDirectory() as folder, Sink() as sink:
        server = kind(folder, config_of(f"http://127.0.0.1:{sink.port}/hook"))
        try:
            return {"idle": idle(server, sink), "storm": storm(server, sink)}
        finally:
            server.stop()


def measure_latency():
    return {"stanch": latency(Stanch, lambda url: stanch_config([url])),
            "Alertmanager": latency(Alertmanager, alertmanager_config)}


# -- (2) timers --

def begun(folder, config):
    """A folder of data as a server left it that was killed."""
    server = Stanch(folder, config)
    server.stop(signal.SIGKILL)
    return server


def fill(server, *words):
    subprocess.run([FILL, server.data, *map(str, words)], check=True, timeout=120)


def stored(server, query):
    with contextlib.closing(sqlite3.connect(f"{server.data}/stanch.db")) as db:
        return db.execute(query).fetchall()


def measure_timers():
    """The first ones fall due a moment after the start, so that the start is over."""
    with tempfile.TemporaryDirectory() as folder:
        server = begun(folder, stanch_config(["http://127.0.0.1:9/none"]))
        # How long this takes is known only afterwards: shifted before the start.
        fill(server, "timers", TIMERS, 0, 1000000 // TIMERS_PER_S)
        first_due = int((time.time() + 3) * 1000)
        with contextlib.closing(sqlite3.connect(f"{server.data}/stanch.db")) as db:
            db.execute("UPDATE timer SET due = due + ? WHERE kind = 'timebox.due'", (first_due,))
            db.execute("UPDATE time_box SET due = due + ?", (first_due,))
            db.commit()
        server.start()
        time.sleep(max(first_due / 1000 + TIMERS_S - time.time(), 0))
        with open(f"/proc/{server.process.pid}/stat", encoding="ascii") as stat:
            words = stat.read().rsplit(")", 1)[1].split()
        server.stop(signal.SIGKILL)
        late = [at - due for at, due in stored(
            server, "SELECT j.at, b.due FROM time_box b JOIN journal j "
                    "ON j.subject = 'time box ' || b.id WHERE j.kind = 'timebox.over'")]
        return figures(late) | {"due": int(TIMERS_PER_S * TIMERS_S), "pending": TIMERS,
                                "cpu seconds": (int(words[11]) + int(words[12])) /
                                os.sysconf("SC_CLK_TCK")}


# -- (3) overdue pages after a kill --

def overdue(count):
    with tempfile.TemporaryDirectory() as folder, Sink() as sink:
        server = begun(folder, stanch_config([f"http://127.0.0.1:{sink.port}/hook"]))
        fill(server, "pages", count, int((time.time() - 60) * 1000))
        server.start()
        sink.wait(lambda: len(sink.first) > 0, PAGE_SECONDS_MAX)
        first = min(sink.first.values(), default=None)
        sink.wait(lambda: len(sink.first) >= count, PAGE_SECONDS_MAX)
        last = max(sink.first.values(), default=None)
        server.stop(signal.SIGKILL)
        milliseconds = lambda at: None if at is None else (at - server.began) * 1000
        return {"count": count, "came": len(sink.first), "ready": server.ready_ms,
                "first": milliseconds(first), "last": milliseconds(last)}


# -- (4) receivers --

class Hanging:
    """Takes connections and never answers."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port = self.socket.getsockname()[1]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()


def burst(server, sink, services, paths):
    """Pages a second that one burst of alerts makes."""
    prober = Prober(server)
    began = time.monotonic()
    for service in services:
        prober.send(service)
    wanted = [(path, service) for service in services for path in paths]
    sink.wait(lambda: all(key in sink.first for key in wanted), PAGE_SECONDS_MAX)
    came = [sink.first[key] for key in wanted if key in sink.first]
    return {"pages": len(came), "wanted": len(wanted),
            "per second": len(came) / (max(came) - began) if came else 0}


def paced(server, sink, name, paths):
    """Pages to healthy receivers, one alert every half second."""
    prober = Prober(server)
    began = time.monotonic()
    for number in range(ROUNDS):
        time.sleep(max(began + number * ROUND_S - time.monotonic(), 0))
        prober.send(f"{name}{number}")
    wanted = [(path, service) for service in prober.sent for path in paths]
    sink.wait(lambda: all(key in sink.first for key in wanted), PAGE_SECONDS_MAX)
    took = [milliseconds for path in paths for milliseconds in prober.took(sink, path)]
    return figures(took) | {"wanted": len(wanted)}


def receivers(hangs):
    with tempfile.TemporaryDirectory() as folder, Sink(RECEIVERS) as sink, \
            Hanging() as hanging:
        paths = [f"/r{number}" for number in range(RECEIVERS - hangs)]
        urls = [f"http://127.0.0.1:{port}{path}" for port, path in zip(sink.ports, paths)]
        urls[RECEIVERS // 2:RECEIVERS // 2] = [
            f"http://127.0.0.1:{hanging.port}/" for _ in range(hangs)]
        server = Stanch(folder, stanch_config(urls))
        try:
            found = paced(server, sink, "paced", paths)
            if not hangs:
                found["burst"] = burst(server, sink, [f"b{n}" for n in range(ROUNDS)], paths)
            return found
        finally:
            server.stop(signal.SIGKILL)


def one_receiver():
    with tempfile.TemporaryDirectory() as folder, Sink() as sink:
        server = Stanch(folder, stanch_config([f"http://127.0.0.1:{sink.port}/r0"]))
        try:
            return burst(server, sink, [f"b{number}" for number in range(BURST)], ["/r0"])
        finally:
            server.stop(signal.SIGKILL)


def measure_receivers():
    return {"one": one_receiver(), "all": receivers(0), "one hangs": receivers(1)}


PARTS = {"latency": measure_latency, "timers": measure_timers,
         "overdue": lambda: [overdue(count) for count in OVERDUE],
         "receivers": measure_receivers}


# -- what is shown --

def number(value, unit=""):
    if value is None:
        return "did not come"
    return f"{value:,.0f}{unit}" if value >= 100 else f"{value:,.1f}{unit}"


def triple(found):
    if not found["count"]:
        return "none came"
    return " / ".join(number(found[name]) for name in ("p50", "p99", "max")) + " ms"


def ratios(ours, peers):
    if not ours["count"] or not peers["count"]:
        return ""
    return " / ".join(f"{ours[name] / peers[name]:.2f}×" for name in ("p50", "p99"))


def latency_rows(found):
    ours, peers = found["stanch"], found["Alertmanager"]
    for name, what in (
            ("idle", f"alert → page, idle, {ours['idle']['sent']} one at a time"),
            ("storm", f"alert → page, {STORM_ALERTS:,} alerts from each of two senders every "
                      f"{STORM_PERIOD_S} s, {ours['storm']['sent']} new services meanwhile")):
        yield what, triple(ours[name]), triple(peers[name]), ratios(ours[name], peers[name])
    for name in ("idle", "storm"):
        yield (f"… of which pages came, {name}",
               *(f"{side[name]['count']:,} of {side[name]['sent']:,}"
                 for side in (ours, peers)), "")


def timer_rows(found):
    yield (f"timer lateness, {found['pending']:,} pending, {TIMERS_PER_S:,} due each second "
           f"for {found['due'] // TIMERS_PER_S} s",
           f"{triple(found)}, {found['count']:,} fired", "–", "")


def overdue_rows(found):
    for one in found:
        yield (f"exec → first overdue page, {one['count']:,} overdue",
               f"{number(one['first'], ' ms')} (the last {number(one['last'], ' ms')})", "–", "")


def receiver_rows(found):
    yield "pages a second to one receiver", number(found["one"]["per second"]), "–", ""
    yield (f"pages a second to {RECEIVERS} receivers",
           number(found["all"]["burst"]["per second"]), "–", "")
    yield (f"alert → page at {RECEIVERS} receivers, {RECEIVERS / ROUND_S:.0f} pages a second",
           triple(found["all"]), "–", "")
    yield ("the same at the others while one of them hangs", triple(found["one hangs"]),
           "–", "")


ROWS = {"latency": latency_rows, "timers": timer_rows, "overdue": overdue_rows,
        "receivers": receiver_rows}


def table(found):
    lines = ["| what (p50 / p99 / max) | stanch | Alertmanager | ratio |",
             "| --- | ---: | ---: | ---: |"]
    for part, of_part in found.items():
        lines += [f"| {' | '.join(row)} |" for row in ROWS[part](of_part)]
    return "\n".join(lines)


def measure(parts=tuple(PARTS)):
    """Figures by part; left in build/ together with the parts of an earlier run."""
    found = {}
    kept = os.path.join(ROOT, "build", "bench-paging.json")
    if len(parts) < len(PARTS) and os.path.exists(kept):
        with open(kept, encoding="utf-8") as file:
            found = json.load(file)
    for part in parts:
        began = time.monotonic()
        found[part] = PARTS[part]()
        print(f"{part}: {time.monotonic() - began:.0f} s", flush=True)
    found = {part: found[part] for part in PARTS if part in found}
    head = (f"{platform.machine()}, {os.cpu_count()} cores, senders and receivers on the same "
            f"cores, {time.strftime('%Y-%m-%d')}.\n\n")
    with open(os.path.join(ROOT, "build", "bench-paging.md"), "w", encoding="utf-8") as file:
        file.write(head + table(found) + "\n")
    with open(kept, "w", encoding="utf-8") as file:
        json.dump(found, file, indent=1)
    return found


if __name__ == "__main__":
    unknown = set(sys.argv[1:]) - set(PARTS)
    if unknown:
        sys.exit(f"paging.py: no part {', '.join(unknown)}; there are: {' '.join(PARTS)}")
    print("\n" + table(measure(tuple(sys.argv[1:]) or tuple(PARTS))))

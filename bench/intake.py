#!/usr/bin/env python3
"""intake.py [paced] [distinct] [slow] [kills]: what a server does under alerts that go on
and on; Alertmanager beside it where it can do the same. Prints a table and leaves it in
build/bench-intake.md. Nothing here is asserted, but a lost alert ends it with 1.

PACED_S (60; 600 for the claim) seconds of 30,000 alerts re-sent each minute by two paced
senders; DISTINCT (100000; 1000000) alerts held; KILLS (5; 100) deaths in the storm."""
import json
import os
import platform
import random
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

from paging import Prober, alertmanager_config, figures, stanch_config  # noqa: E402
from servers import LOAD, ROOT, STANCH, Alertmanager, Sink, Stanch  # noqa: E402

PACED_S = int(os.environ.get("PACED_S", "60"))
DISTINCT = int(os.environ.get("DISTINCT", "100000"))
KILLS = int(os.environ.get("KILLS", "5"))
FIRING, PERIOD_S, BATCH = 30000, 60, 250
SLOW_S, SLOW_RATE = 10, 5000
KINDS = ((Stanch, lambda url: stanch_config([url])), (Alertmanager, alertmanager_config))


def started(kind, config, folder):
    os.makedirs(os.path.join(folder, kind.name), exist_ok=True)
    return kind(os.path.join(folder, kind.name), config)


def answers_of(senders):
    answers = [json.loads(sender.communicate(timeout=60)[0]) for sender in senders]
    return {"p99": max(answer["p99_ms"] for answer in answers),
            "max": max(answer["max_ms"] for answer in answers),
            "refused": sum(answer["refused"] for answer in answers)}


# -- 30,000 firing, re-sent each minute by two senders --

def grown(server):
    """Entries of the journal about the repeated alerts, beyond the first of each."""
    with sqlite3.connect(os.path.join(server.data, "stanch.db")) as db:
        return db.execute("SELECT count(*) FROM journal WHERE kind IN ('alert.changed', "
                          "'alert.again', 'alert.resolved', 'alert.stale') AND body LIKE "
                          "'%\"name\":\"DiskFull\"%'").fetchone()[0]


def paced(kind, config_of, folder):
    with Sink() as sink:
        server = started(kind, config_of(f"http://127.0.0.1:{sink.port}/hook"), folder)
        server.load(8, BATCH, FIRING, 0)
        prober, rate = Prober(server), FIRING // PERIOD_S
        senders = [server.sender(BATCH, rate * PACED_S, rate, FIRING) for _ in range(2)]
        began = time.monotonic()
        for number in range(PACED_S * 2):
            time.sleep(max(began + number / 2 - time.monotonic(), 0))
            prober.send(f"ppaced{number}")
        found = answers_of(senders)
        wanted = [("/hook", service) for service in prober.sent]
        sink.wait(lambda: all(key in sink.first for key in wanted), 20)
        found |= {"pages": figures(prober.took(sink, "/hook")), "rss": server.rss()}
        server.stop()
        if kind is Stanch:
            found["grown"] = grown(server)
        return found


def measure_paced(folder):
    found = {kind.name: paced(kind, config, folder) for kind, config in KINDS}
    ours, peer = found["stanch"], found["Alertmanager"]
    minutes = PACED_S / 60
    what = f"30,000 a minute from each of two senders, {minutes:g} min"
    return [(f"{what}: slowest answer", ours["max"], peer["max"], "ms"),
            (f"{what}: answer p99", ours["p99"], peer["p99"], "ms"),
            ("refused meanwhile", ours["refused"], peer["refused"], ""),
            ("new alert → page meanwhile, p99", ours["pages"]["p99"], peer["pages"]["p99"],
             "ms"),
            ("new alert → page meanwhile, slowest", ours["pages"]["max"],
             peer["pages"]["max"], "ms"),
            ("journal entries a repeated alert and minute",
             ours["grown"] / FIRING / minutes, None, "")]


# -- many distinct alerts --

def distinct(kind, folder):
    server = started(kind, "" if kind is Stanch else
                     "route: {receiver: none}\nreceivers: [{name: none}]\n", folder)
    fresh = server.rss()
    rate = server.load(8, 256, DISTINCT, 0)["alerts_per_s"]
    held = server.rss()
    server.stop()
    return {"rate": rate, "bytes": (held - fresh) * (1 << 20) / DISTINCT}


def measure_distinct(folder):
    found = {kind.name: distinct(kind, folder) for kind, _ in KINDS}
    ours, peer = found["stanch"], found["Alertmanager"]
    return [(f"{DISTINCT:,} distinct alerts: taken", ours["rate"], peer["rate"], "/s"),
            (f"{DISTINCT:,} distinct alerts: memory each", ours["bytes"], peer["bytes"], "B")]


# -- a slow reader and a slow receiver --

class SlowReader:
    """Asks for much and takes 512 bytes of it each tenth of a second."""

    def __init__(self, server, path):
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.socket.connect(("127.0.0.1", server.port))
        self.socket.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n"
                            "\r\n".encode())
        self.over = threading.Event()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        while not self.over.wait(0.1):
            try:
                if not self.socket.recv(512):
                    return
            except OSError:
                return

    def close(self):
        self.over.set()
        self.socket.close()


def deaf_receiver():
    """Takes connections and never answers."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    return listener, f"http://127.0.0.1:{listener.getsockname()[1]}/hook"


def under(server, disturbances):
    prober = Prober(server)
    readers = [SlowReader(server, path) for path in disturbances]
    for number in range(10 if disturbances else 0):
        prober.send(f"pslow{number}")
    found = answers_of([server.sender(BATCH, SLOW_RATE * SLOW_S, SLOW_RATE, FIRING)])
    for reader in readers:
        reader.close()
    return found


def slow(kind, config_of, folder):
    listener, url = deaf_receiver()
    with listener:
        server = started(kind, config_of(url), folder)
        server.load(8, BATCH, FIRING, 0)
        alone = under(server, [])
        paths = ["/api/v2/alerts"] * 4 + (["/events"] * 4 if kind is Stanch else [])
        disturbed = under(server, paths)
        server.stop()
        return alone["p99"], alone["max"], disturbed["p99"], disturbed["max"]


def measure_slow(folder):
    ours, peer = (slow(kind, config, folder) for kind, config in KINDS)
    what = f"{SLOW_RATE:,} a second"
    names = (f"{what}: answer p99", f"{what}: slowest answer",
             "the same beside slow readers and a deaf receiver: answer p99",
             "the same beside slow readers and a deaf receiver: slowest answer")
    return [(name, mine, other, "ms") for name, mine, other in zip(names, ours, peer)]


# -- kill -9 in the storm --

def acknowledged(path):
    with open(path, encoding="ascii") as ledger:
        for line in ledger:
            words = line.split()
            # The generator is not killed, so only an empty file has no whole last line.
            if len(words) == 2:
                first, count = map(int, words)
                yield from range(first, first + count)


def one_death(server, ledger, first):
    sender = subprocess.Popen([LOAD, *map(str, (server.port, 8, random.choice((1, 16, 256)),
                                                10_000_000, first, 0, 0)), ledger],
                              stdout=subprocess.DEVNULL)
    time.sleep(random.uniform(0.2, 1.2))
    server.stop(signal.SIGKILL)
    sender.wait(timeout=60)
    return set(acknowledged(ledger))


def measure_kills(folder):
    server, told = started(Stanch, "", folder), set()
    for number in range(KILLS):
        told |= one_death(server, os.path.join(folder, "ledger"), number * 10_000_000)
        server.start()
    server.stop()
    with sqlite3.connect(os.path.join(server.data, "stanch.db")) as db:
        stored = [int(json.loads(labels)["instance"][5:14])
                  for labels, in db.execute("SELECT labels FROM alert")]
    subprocess.run([STANCH, "journal", "verify", "--data", server.data], check=True,
                   stdout=subprocess.DEVNULL)
    lost, twice = len(told - set(stored)), len(stored) - len(set(stored))
    if lost or twice:
        print(f"{lost} ACKNOWLEDGED ALERTS ARE LOST, {twice} ARE THERE TWICE", file=sys.stderr)
        sys.exit(1)
    return [(f"kill -9 in the storm, {KILLS} times: acknowledged", len(told), None, ""),
            ("of these lost, or there twice", lost + twice, None, "")]


PARTS = {"paced": measure_paced, "distinct": measure_distinct, "slow": measure_slow,
         "kills": measure_kills}


def table(rows):
    def shown(value, unit):
        if value is None:
            return "–"
        number = f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"
        return f"{number} {unit}".strip()
    lines = ["| what | stanch | Alertmanager |", "| --- | ---: | ---: |"]
    lines += [f"| {what} | {shown(ours, unit)} | {shown(peer, unit)} |"
              for what, ours, peer, unit in rows]
    return "\n".join(lines)


def measure(names):
    rows = []
    for name in names:
        print(f"intake: {name} …", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            rows += PARTS[name](folder)
    text = f"{platform.machine()}, {os.cpu_count()} cores, senders on the same cores.\n\n" \
           f"{table(rows)}\n"
    with open(os.path.join(ROOT, "build", "bench-intake.md"), "w", encoding="utf-8") as file:
        file.write(text)
    return text


if __name__ == "__main__":
    print("\n" + measure(sys.argv[1:] or PARTS))

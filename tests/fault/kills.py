"""kill -9, again and again, under load. Whoever got a 200 keeps a ledger."""
import os
import random
import threading
import time

from server import Failure
from stage import (alert, expect, expect_none_lost, expect_whole_journal, post,
                   server_with_inbox, stored, until)

KILLS = int(os.environ.get("KILLS", "20"))
SENDERS = 3
LIFE_SECONDS = (0.02, 0.5)
PAGES_SECONDS_MAX = 30


class Senders:
    """Each posts batches of new alerts, now and then for a service of their own, and
    like Prometheus does not repeat by itself what was not taken."""

    def __init__(self, server):
        self.server = server
        self.ledger, self.services = [], set()
        self.lock = threading.Lock()
        self.ended = threading.Event()
        self.threads = [threading.Thread(target=self.send, args=(number,), daemon=True)
                        for number in range(SENDERS)]
        for thread in self.threads:
            thread.start()

    def send(self, sender):
        batch = 0
        while not self.ended.is_set():
            batch += 1
            service = f"service-{sender}-{batch // 20}"
            names = [f"A{sender}-{batch}-{number}" for number in range(1 + batch % 7)]
            if not self.server.port:
                time.sleep(0.01)
                continue
            if post(self.server, [alert(name, service) for name in names], 5) == 200:
                with self.lock:
                    self.ledger += names
                    self.services.add(service)
            time.sleep(0.005)

    def end(self):
        self.ended.set()
        for thread in self.threads:
            thread.join()


def live_and_die(server, random_source):
    server.start()
    time.sleep(random_source.uniform(*LIFE_SECONDS))
    if not server.runs():
        raise Failure(f"the server ended by itself\n{server.log_tail()}")
    server.kill()


def expect_pages(server, inbox, services):
    """Each incident was paged for; whatever was repeated, under its one key."""
    wanted = dict(stored(server, "SELECT code, service FROM incident"))
    without = services - set(wanted.values())
    expect(not without, f"no incident for {sorted(without)[:3]}")

    def missing():
        return set(wanted) - {notice.tree["code"] for notice in list(inbox.notices)}
    until(lambda: not missing(), f"pages for {sorted(missing())[:3]}", PAGES_SECONDS_MAX)
    keys = {}
    for notice in inbox.notices:
        keys.setdefault(notice.tree["code"], set()).add(notice.key)
    several = {code: found for code, found in keys.items() if len(found) > 1}
    expect(not several, f"paged under several keys: {list(several.items())[:3]}")
    return len(inbox.notices) - len(keys)


def kill_loop(program):
    seed = int(os.environ.get("SEED", str(time.time_ns() % 1000000)))
    print(f"# SEED={seed}")
    random_source = random.Random(seed)
    with server_with_inbox(program) as (server, inbox):
        senders = Senders(server)
        try:
            for _ in range(KILLS):
                live_and_die(server, random_source)
        finally:
            senders.end()
        server.start()
        repeated = expect_pages(server, inbox, senders.services)
        server.stop()
        expect_none_lost(server, senders.ledger)
        expect_whole_journal(server)
        expect(len(senders.ledger) > KILLS, f"only {len(senders.ledger)} alerts got in")
        return (f"{KILLS} kills, {len(senders.ledger)} alerts acknowledged, "
                f"{len(senders.services)} services, {repeated} pages repeated")


TESTS = (
    (f"killed {KILLS} times under load, nothing acknowledged is lost or doubled, and "
     "every page arrives", kill_loop),
)

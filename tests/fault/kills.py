"""kill -9, again and again, while alerts, pages, acknowledgements, escalations and
handoffs go on. Whoever got a yes keeps a ledger, the sink keeps a log, and both are
compared with the journal."""
import json
import os
import random
import re
import threading
import time

from doubles import Inbox
from ledger import Ledger
from server import Failure
from stage import (alert, expect, expect_none_lost, expect_whole_journal, post,
                   server_with_inbox, stored, until)

KILLS = int(os.environ.get("KILLS", "20"))
SENDERS = 3
PEOPLE = 2
BATCHES_OF_A_SERVICE = 20
# Most lives are short; in some the second step of the policy is reached.
SHORT_SECONDS = (0.02, 0.5)
LONG_SECONDS = (1, 3)
LONG_ONE_IN = 12
SETTLE_SECONDS_MAX = 60
CONFIG = """
  - {{name: bob, role: responder, contacts: [{{webhook: "{inbox}/webhook/bob"}}]}}
paging: {{limit: 0}}
hold: 3s
escalation:
  - name: torture
    repeat: 1s
    exhausted_after: 20s
    steps:
      - {{level: L1, page: [alice]}}
      - {{level: L1, page: [bob], unacknowledged_for: 2s}}
      - {{level: L2, page: [bob], need: depth}}
"""


class Log(Inbox):
    """Also writes down when each request began to be read."""

    def __init__(self):
        self.log = []
        super().__init__()

    def answer(self, path, headers, body):
        at = time.time()
        answer = super().answer(path, headers, body)
        key = {name.lower(): value for name, value in headers.items()}["idempotency-key"]
        self.log.append((at, key, bool(json.loads(body)["urgent"])))
        return answer


class Crowd:
    """Threads that work against a server which may be gone at any instant."""

    def __init__(self, server, inbox, seed):
        self.server, self.inbox, self.seed = server, inbox, seed
        self.ledger, self.services = [], set()
        self.links, self.words, self.handoffs = [], [], []
        self.lock = threading.Lock()
        self.ended = threading.Event()
        self.threads = [threading.Thread(target=self.go_on, args=(work, number),
                                         daemon=True)
                        for work, count in ((self.send, SENDERS), (self.answer, PEOPLE))
                        for number in range(count)]
        for thread in self.threads:
            thread.start()

    def go_on(self, work, number):
        chance = random.Random(f"{self.seed} {work.__name__} {number}")
        turn = 0
        while not self.ended.is_set():
            if not self.server.port:
                time.sleep(0.01)
                continue
            turn += 1
            try:
                work(chance, number, turn)
            except (OSError, ValueError):
                pass  # it died in the middle
            except Exception as problem:
                if type(problem).__module__ != "http.client":
                    raise

    def end(self):
        self.ended.set()
        for thread in self.threads:
            thread.join()

    def send(self, chance, sender, turn):
        """New alerts; now and then for a service of their own, and some that end."""
        service = f"service-{sender}-{turn // BATCHES_OF_A_SERVICE}"
        names = [f"A{sender}-{turn}-{number}" for number in range(1 + turn % 7)]
        alerts = [alert(name, service) for name in names]
        if post(self.server, alerts, 5) == 200:
            with self.lock:
                self.ledger += names
                self.services.add(service)
            if chance.random() < 0.2:
                ends = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
                post(self.server, [dict(one, endsAt=ends) for one in alerts], 5)
        time.sleep(0.03)

    def answer(self, chance, number, turn):
        """Somebody who was paged a moment ago does something about it."""
        time.sleep(chance.uniform(0, 0.3))
        pages = [notice for notice in list(self.inbox.notices)[-60:] if notice.ack_link]
        if not pages:
            return
        notice = chance.choice(pages)
        does = chance.random()
        if does < 0.45:
            self.follow_link(notice)
        elif does < 0.7:
            self.type_ack(notice)
        elif does < 0.8:
            self.server.local("POST", "/api/v1/incident/escalate",
                              {"incident": notice.tree["code"], "to": "depth"}, "alice", 5)
        else:
            self.hand_over(notice.tree["code"])

    def follow_link(self, notice):
        path = re.sub(r"^http://[^/]+", "", notice.ack_link)
        if self.server.remote("POST", path, "", {}, 5).status == 200:
            self.links.append(notice.key)

    def type_ack(self, notice):
        done = self.server.run(["--data", self.server.directory, "--as", notice.who, "ack",
                                notice.tree["code"]])
        if done.returncode == 0:
            self.words.append(notice.tree["code"])

    def hand_over(self, code):
        for giver, taker in (("alice", "bob"), ("bob", "alice")):
            offer = self.server.local("POST", "/api/v1/handoff/offer",
                                      {"incident": code, "taker": taker}, giver, 5)
            if offer.status == 200 and self.server.local(
                    "POST", "/api/v1/handoff/accept", {"incident": code}, taker,
                    5).status == 200:
                self.handoffs.append(code)
                return


def live_and_die(server, chance):
    """When it was killed: just before, and when it was surely dead."""
    server.start()
    is_long = chance.randrange(LONG_ONE_IN) == 0
    time.sleep(chance.uniform(*(LONG_SECONDS if is_long else SHORT_SECONDS)))
    if not server.runs():
        raise Failure(f"the server ended by itself\n{server.log_tail()}")
    before = time.time()
    server.kill()
    return before, time.time()


def expect_incidents(server, services):
    known = {service for service, in stored(server, "SELECT service FROM incident")}
    without = services - known
    expect(not without, f"no incident for {sorted(without)[:3]}")


STARTED = "(SELECT max({column}) FROM journal WHERE kind = 'server.started')"


def waiting(server):
    """Live pages without a round in this life, and what earlier lives left unsent."""
    seq, at = STARTED.format(column="seq"), STARTED.format(column="at")
    pages = stored(server, f"""
        SELECT 'page', id FROM page WHERE state IN ('climbing', 'exhausted')
        AND NOT EXISTS (SELECT 1 FROM journal WHERE kind = 'page.round'
        AND subject = 'page ' || page.id AND seq > {seq})""")
    return pages + stored(server, f"""
        SELECT 'delivery', id FROM delivery WHERE state IN ('queued', 'sending')
        AND created_at < {at}""")


def settle(server):
    try:
        until(lambda: not waiting(server), "nothing waits", SETTLE_SECONDS_MAX)
    except Failure as problem:
        raise Failure(f"{problem}: {waiting(server)[:5]}") from problem
    count, = stored(server, "SELECT count(*) FROM page WHERE state IN "
                            "('climbing', 'exhausted')")[0]
    return count


def torture(server, inbox, chance, crowd):
    kills = []
    try:
        for _ in range(KILLS):
            kills.append(live_and_die(server, chance))
        server.start()
    finally:
        crowd.end()
    live = settle(server)
    server.stop()
    return kills, live


def kill_loop(program):
    seed = int(os.environ.get("SEED", str(time.time_ns() % 1000000)))
    print(f"# SEED={seed}")
    began = time.monotonic()
    with server_with_inbox(program, CONFIG, inbox_class=Log) as (server, inbox):
        crowd = Crowd(server, inbox, seed)
        kills, live = torture(server, inbox, random.Random(seed), crowd)
        expect_none_lost(server, crowd.ledger)
        expect_whole_journal(server)
        expect_incidents(server, crowd.services)
        ledger = Ledger(server, inbox.log, kills)
        ledger.expect_acks(crowd.links, crowd.words)
        ledger.expect_handoffs(len(crowd.handoffs))
        ledger.expect_sent_arrived()
        ledger.expect_begun_before_sent()
        ledger.expect_quiet_after_acks()
        ledger.expect_one_key_a_round()
        twice = ledger.expect_repeats_were_in_flight()
        expect(len(crowd.ledger) > KILLS, f"only {len(crowd.ledger)} alerts got in")
        expect(len(crowd.links) + len(crowd.words) > KILLS // 10,
               f"only {len(crowd.links)} acks by link, {len(crowd.words)} typed")
        return (f"{KILLS} kills, {len(crowd.ledger)} alerts taken, "
                f"{len(crowd.services)} services, {ledger.counted()}, "
                f"{len(crowd.links)} acks by link and {len(crowd.words)} typed, "
                f"{len(crowd.handoffs)} handoffs, {twice} sent twice, {live} pages live "
                f"at the end, {time.monotonic() - began:.0f} s")


TESTS = (
    (f"killed {KILLS} times while people are paged and answer, nothing acknowledged is "
     "lost, and sink and journal agree", kill_loop),
)

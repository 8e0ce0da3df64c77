"""What the journal says was done, beside what a sink saw: they must tell one story."""
import bisect
import collections
import json

from stage import expect, stored

QUIET_SECONDS = 2
# A request may lie in the sink's queue when the server dies.
ON_THE_WAY_SECONDS = 1


def number_of(subject):
    return int(subject.split(" ")[1])


class Ledger:
    def __init__(self, server, log, kills):
        self.server, self.log, self.kills = server, sorted(log), kills
        self.started = collections.defaultdict(list)  # key → instants
        self.key_of = {}  # delivery → key
        self.changed = []  # deliveries that were begun again under another key
        self.sent = {}  # delivery → instant
        self.acked = {}  # page → instant
        self.kinds = collections.Counter()
        self.read_journal()
        self.page_of = dict(stored(server, "SELECT id, page FROM delivery"))
        self.arrived = collections.defaultdict(list)
        for at, key, _ in self.log:
            self.arrived[key].append(at)

    def read_journal(self):
        for at, kind, subject, body in stored(
                self.server, "SELECT at, kind, subject, body FROM journal ORDER BY seq"):
            self.kinds[kind] += 1
            if kind == "delivery.started":
                key = json.loads(body)["key"]
                self.started[key].append(at / 1000)
                if self.key_of.setdefault(number_of(subject), key) != key:
                    self.changed.append(number_of(subject))
            elif kind == "delivery.sent":
                self.sent[number_of(subject)] = at / 1000
            elif kind == "page.acknowledged":
                self.acked[number_of(subject)] = at / 1000
            elif kind == "page.round" and int(json.loads(body).get("step", 1)) > 1:
                self.kinds["climbed"] += 1

    def delivery_of(self, key):
        return int(key.rsplit("-", 1)[1])

    def expect_acks(self, keys, codes):
        """Whoever was told that they have it does have it."""
        stopped = {page for page, in stored(
            self.server, "SELECT id FROM page WHERE state = 'stopped'")}
        lost = [key for key in keys
                if self.page_of[self.delivery_of(key)] not in self.acked.keys() | stopped]
        expect(not lost, f"{len(lost)} of {len(keys)} acks by link are lost: {lost[:3]}")
        taken = {code for code, in stored(
            self.server, "SELECT code FROM incident JOIN journal ON incident.id = "
                         "journal.incident WHERE kind = 'page.acknowledged'")}
        lost = set(codes) - taken
        expect(not lost, f"{len(lost)} typed acks are lost: {sorted(lost)[:3]}")

    def expect_handoffs(self, count):
        kept = self.kinds["handoff.accepted"]
        expect(kept >= count, f"{count} handoffs were accepted, {kept} are recorded")

    def expect_sent_arrived(self):
        never = [delivery for delivery in self.sent
                 if self.key_of[delivery] not in self.arrived]
        expect(not never, f"{len(never)} of {len(self.sent)} deliveries are called sent "
                          f"and never arrived: {never[:3]}")

    def expect_begun_before_sent(self):
        """The commit that begins a send comes before its first byte."""
        early = [key for key, times in self.arrived.items()
                 if not self.started[key] or min(self.started[key]) > times[0]]
        expect(not early, f"{len(early)} arrived before they were begun: {early[:3]}")

    def expect_quiet_after_acks(self):
        late = [(key, at - self.acked[page]) for at, key, urgent in self.log if urgent
                for page in (self.page_of[self.delivery_of(key)],)
                if page in self.acked and at > self.acked[page] + QUIET_SECONDS]
        expect(not late, f"{len(late)} pages came after the ack, seconds: {late[:3]}")

    def expect_one_key_a_round(self):
        twice = stored(self.server, """
            SELECT page, round, person, channel, purpose, count(DISTINCT send_key)
            FROM delivery WHERE page != 0 AND state != 'held'
            GROUP BY page, round, person, channel, purpose
            HAVING count(DISTINCT send_key) > 1""")
        expect(not self.changed, f"another attempt, another key: {self.changed[:3]}")
        expect(not twice, f"{len(twice)} rounds went out under two keys: {twice[:3]}")

    def was_killed_between(self, first, second, sent):
        """The kill came after the first was on its way, and before it was called sent."""
        nth = bisect.bisect_left(self.kills, (first - ON_THE_WAY_SECONDS, 0))
        return any(before <= second and (sent is None or sent >= before - 0.001)
                   for before, _ in self.kills[nth:])

    def expect_repeats_were_in_flight(self):
        repeated = {key: times for key, times in self.arrived.items() if len(times) > 1}
        strange = [key for key, times in repeated.items()
                   for first, second in zip(times, times[1:])
                   if not self.was_killed_between(first, second,
                                                  self.sent.get(self.delivery_of(key)))]
        expect(not strange, f"{len(strange)} were sent twice without a kill in between: "
                            f"{strange[:3]}")
        return len(repeated)

    def counted(self):
        urgent = sum(urgent for _, _, urgent in self.log)
        return (f"{urgent} pages in the sink of {len(self.sent)} deliveries called sent, "
                f"{len(self.acked)} pages acknowledged, "
                f"{self.kinds['page.round']} rounds, {self.kinds['climbed']} of them of a "
                f"further step, {self.kinds['escalation.begun']} escalations, "
                f"{self.kinds['page.exhausted']} exhausted, "
                f"{self.kinds['turn.set-aside']} set aside")

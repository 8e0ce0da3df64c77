"""Two real servers, each with an inbox and a clock of its own: one follows the other."""
import contextlib
import os

from crowd import token_of
from stage import alert, expect, post, server_with_inbox, stored

CLOCK = "2026-11-21T03:00:00Z"
SILENCE_MS = 30000
GRACE_MS = 10000
POLL_MS = 2000
REPEAT_MS = 60000


class Pair:
    """The senders know both; the standby knows where its primary is, and a token."""

    def __init__(self, program):
        self.stack = contextlib.ExitStack()
        self.primary, self.inbox = self.stack.enter_context(server_with_inbox(program))
        self.standby, self.second = self.stack.enter_context(server_with_inbox(program))
        for server in (self.primary, self.standby):
            server.clock = CLOCK
            with open(server.config_path, encoding="utf-8") as file:
                text = file.read().replace("repeat: 1h", "repeat: 60s")
            with open(server.config_path, "w", encoding="utf-8") as file:
                file.write(text)
        self.primary.start()
        self.token_path = os.path.join(self.standby.folder, "token")

    def follow(self, token=None):
        with open(self.token_path, "w", encoding="utf-8") as file:
            file.write(token or token_of(self.primary, "vera"))
        self.standby.arguments = ["--standby-of", f"http://127.0.0.1:{self.primary.port}/",
                                  "--standby-token-file", self.token_path]
        self.standby.start()

    def revive(self):
        """On the port that the standby knows."""
        port = self.primary.port
        self.primary.clock = self.standby.clock
        self.primary.arguments = ["--listen", f"127.0.0.1:{port}"]
        command = self.primary.command()
        index = command.index("127.0.0.1:0")
        self.primary.command = lambda: command[:index - 1] + command[index + 1:]
        self.primary.start()

    def both(self, alerts):
        for server in (self.primary, self.standby):
            expect(post(server, alerts) == 200, "no 200")
        self.pass_time(0)

    def pass_time(self, milliseconds):
        if self.primary.runs():
            self.primary.advance(milliseconds)
        self.standby.advance(milliseconds)

    def __enter__(self):
        return self

    def __exit__(self, *problem):
        return self.stack.__exit__(*problem)


def pages(inbox, word=""):
    return [notice for notice in inbox.notices if notice.urgent and word in notice.subject]


def states(server):
    return [state for state, in stored(server, "SELECT state FROM page ORDER BY id")]


def primary_alone_pages(program):
    with Pair(program) as pair:
        pair.follow()
        pair.both([alert("Down", "shop")])
        pair.pass_time(5 * REPEAT_MS)
        first, second = len(pages(pair.inbox)), len(pages(pair.second))
        expect(first >= 5 and second == 0,
               f"{first} pages by the primary, {second} by the standby")
        done = pair.primary.run(["--data", pair.primary.directory, "--as", "alice", "ack",
                                 "last"])
        expect(done.returncode == 0, done.stderr)
        pair.pass_time(POLL_MS)
        expect(states(pair.standby) == ["acknowledged"],
               f"the standby's page is {states(pair.standby)}")
        holder, = stored(pair.standby, "SELECT acked_by FROM page")[0]
        expect(holder == "alice", f"held by {holder}")
        pair.primary.kill()
        pair.pass_time(SILENCE_MS + POLL_MS)
        expect(len(pages(pair.second, "silent")) == 1, "it did not take over")
        pair.pass_time(REPEAT_MS)
        expect(not pages(pair.second, "Down"), "it paged what somebody had")


def takes_over_and_steps_back(program):
    with Pair(program) as pair:
        pair.follow()
        pair.both([alert("Down", "shop")])
        pair.pass_time(POLL_MS)  # it has heard that the primary has it
        pair.primary.kill()
        pair.pass_time(SILENCE_MS - 2 * POLL_MS)
        expect(not pages(pair.second), "it pages before the silence is over")
        pair.pass_time(3 * POLL_MS)
        expect(pages(pair.second, "Down"), "no page when the silence was over")
        expect(len(pages(pair.second, "silent")) == 1, "nobody is told of the silence")
        figures = pair.standby.remote("GET", "/metrics").text
        expect("stanch_standby_took_over 1" in figures, "the metric does not say so")
        told = pair.standby.run(["--data", pair.standby.directory, "doctor"]).stdout
        expect("this standby pages" in told, told)
        pair.pass_time(2 * REPEAT_MS)
        before = len(pages(pair.second))
        expect(before >= 4, f"{before} pages in two minutes without the primary")
        pair.revive()
        pair.pass_time(POLL_MS)
        before = len(pages(pair.second))
        at_first = len(pages(pair.inbox))
        pair.pass_time(3 * REPEAT_MS)
        expect(len(pages(pair.second)) == before, "it did not step back")
        expect(len(pages(pair.inbox)) > at_first, "the primary does not go on")
        kinds = [kind for kind, in stored(pair.standby,
                                          "SELECT kind FROM journal WHERE kind LIKE "
                                          "'standby.%' ORDER BY seq")]
        expect(kinds == ["standby.took-over", "standby.stepped-back"], kinds)


def pages_what_only_it_got(program):
    with Pair(program) as pair:
        pair.follow()
        expect(post(pair.standby, [alert("Lonely", "shop")]) == 200, "no 200")
        pair.pass_time(GRACE_MS - 1000)
        expect(not pages(pair.second), "it did not wait for the primary")
        pair.pass_time(2000)
        expect(len(pages(pair.second, "Lonely")) == 1, "nobody pages the alert")
        # What ended at the primary and burns again here is paged as well.
        pair.both([alert("Twice", "web")])
        ended = dict(alert("Twice", "web"), endsAt=CLOCK)
        pair.both([ended])
        pair.pass_time(POLL_MS)
        expect(post(pair.standby, [alert("Twice", "web")]) == 200, "no 200")
        pair.pass_time(GRACE_MS + 1000)
        expect(pages(pair.second, "Twice"), "what burns again only here is not paged")


def wrong_token_is_loud(program):
    with Pair(program) as pair:
        pair.follow("stanch_wrong_token_0000")
        pair.both([alert("Down", "shop")])
        pair.pass_time(SILENCE_MS + POLL_MS)
        expect(pages(pair.inbox, "Down") and pages(pair.second, "Down"),
               "in doubt both must page")
        alarm, = pages(pair.second, "silent")
        expect("401" in alarm.text, f"the alarm does not say why: {alarm.text}")
        expect("event=standby.not-heard" in pair.standby.log_tail(100), "no line in the log")


def wrong_words_are_told(program):
    with Pair(program) as pair:
        for arguments, says in (
                (["--standby-of", "http://127.0.0.1:9"], "--standby-token-file"),
                (["--standby-of", "elsewhere", "--standby-token-file", "/dev/null"],
                 "must be a URL"),
                (["--standby-of", "http://127.0.0.1:9", "--standby-token-file",
                  "/nowhere"], "/nowhere")):
            done = pair.standby.run(["serve", "--data", pair.standby.directory,
                                     *arguments])
            expect(done.returncode in (2, 3) and says in done.stderr,
                   f"{arguments}: {done.returncode} {done.stderr}")


TESTS = (
    ("while the primary lives it alone pages, and an ack there counts at its standby",
     primary_alone_pages),
    ("killed, its standby pages within 32 seconds, and steps back when it is up again",
     takes_over_and_steps_back),
    ("an alert that only the standby got is paged by it after ten seconds",
     pages_what_only_it_got),
    ("a standby that is not let in takes over and says why", wrong_token_is_loud),
    ("a standby's options that cannot work are told at its start", wrong_words_are_told),
)

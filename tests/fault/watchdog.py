"""The watchdog against a real server, with an inbox of its own."""
import contextlib
import os
import re
import signal
import socket
import subprocess
import tempfile
import time

from doubles import Inbox
from server import Failure
from stage import CONFIG, expect, server_with_inbox, stored, until

KEY = "watchdog-key-0123456789"
# What docs/watchdog.md says to add to the server's own stanch.yaml.
SERVER_SIDE = """
escalation:
  - {{name: on-call, repeat: 60s, steps: [{{level: L1, page: [alice]}}]}}
  - {{name: watchdog, repeat: 60s, steps: [{{level: L1, page: [watchdog]}}]}}
services:
  - {{name: stanch-watchdog, match: {{alertname: StanchWatchdog}}, escalation: watchdog}}
routes:
  - {{match: {{alertname: StanchWatchdog}}, urgency: page, rank: 3}}
door_keys: [{{name: watchdog, key_file: {key}}}]
"""
OWN = """people:
  - {{name: bob, role: responder, contacts: [{{webhook: "{inbox}/webhook/bob"}},
     {{ntfy: "http://127.0.0.1:9/nobody"}}]}}
on_call: [bob]
"""
END_SECONDS = 15


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class World:
    """A server that knows the watchdog's listener, and the watchdog's own file."""

    def __init__(self, program):
        self.program = program
        self.stack = contextlib.ExitStack()
        self.server, self.inbox = self.stack.enter_context(server_with_inbox(program))
        self.folder = self.stack.enter_context(tempfile.TemporaryDirectory())
        self.own = Inbox()
        self.stack.callback(self.own.close)
        self.port = free_port()
        self.key = self.write("key", KEY + "\n")
        self.config = self.write("watchdog.yaml", OWN.format(
            inbox=f"http://127.0.0.1:{self.own.port}"))
        self.configure(self.port)

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def configure(self, port):
        people = CONFIG.format(inbox=f"http://127.0.0.1:{self.inbox.port}").replace(
            "on_call: [alice]\npaging: {repeat: 1h, rounds: 5}\n",
            "  - {name: watchdog, role: responder, contacts: "
            f"[{{webhook: \"http://127.0.0.1:{port}/page\"}}]}}\n")
        with open(self.server.config_path, "w", encoding="utf-8") as file:
            file.write(people + SERVER_SIDE.format(key=self.key))

    def words(self, *more, trial=True):
        words = [self.program, "watchdog", "--config", self.config, "--server",
                 f"http://127.0.0.1:{self.server.port}", *more]
        return words + (["--test-page", "6h", "--listen", f"127.0.0.1:{self.port}"]
                        if trial else [])

    def begin(self, *more, trial=True):
        process = subprocess.Popen(self.words(*more, trial=trial), text=True,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.stack.callback(process.stdout.close)
        self.stack.callback(process.wait)
        self.stack.callback(process.kill)
        return process

    def pages(self, word=""):
        return [notice for notice in self.own.notices
                if notice.urgent and word in notice.subject]

    def __enter__(self):
        return self

    def __exit__(self, *problem):
        return self.stack.__exit__(*problem)


def end_of(process, seconds=END_SECONDS):
    said, _ = process.communicate(timeout=seconds)
    return process.returncode, said


def test_page_goes_the_whole_way(program):
    with World(program) as world:
        world.server.start()
        code, said = end_of(world.begin("--once", "--door-key-file", world.key))
        found = re.search(r"arrived after (\d+) ms and was acknowledged", said)
        expect(code == 0 and found, f"{code}: {said}")
        expect(not world.own.notices, "it paged though all was well")
        expect(not world.inbox.notices, "the people on call were disturbed")
        expect(stored(world.server, "SELECT state, acked_by FROM page") ==
               [("acknowledged", "watchdog")], "the page is not acknowledged")
        until(lambda: stored(world.server, "SELECT state FROM alert") == [("resolved",)],
              "the end of the alert", 5)
        return f"{found[1]} ms from alert to page"


def silence_is_paged(program):
    with World(program) as world:
        world.server.start()
        watchdog = world.begin("--every", "1s", "--missing", "2s", trial=False)
        time.sleep(2)
        expect(not world.own.notices, "it paged a server that answers")
        world.server.process.send_signal(signal.SIGSTOP)
        until(lambda: world.pages("does not answer since"), "the page", 12)
        world.server.process.send_signal(signal.SIGCONT)
        until(lambda: any("answers again after" in notice.subject and not notice.urgent
                          for notice in world.own.notices), "the quiet end", 12)
        world.server.kill()
        until(lambda: len(world.pages()) == 2, "the page for a server that is gone", 6)
        watchdog.send_signal(signal.SIGUSR1)
        time.sleep(1)
        watchdog.send_signal(signal.SIGTERM)
        code, said = end_of(watchdog)
        expect(code == 0 and "acknowledged: no further page" in said, said)
        expect("NOT SENT to bob by ntfy" in said, f"it hides what failed: {said}")
        for line in said.splitlines():
            expect(re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z ", line), line)


def missing_page_is_paged(program):
    """The server is well, but what it sends goes nowhere."""
    with World(program) as world:
        world.configure(free_port())
        world.server.start()
        late = world.begin("--once", "--door-key-file", world.key)
        refused_port = world.port
        world.port = free_port()
        code, said = end_of(world.begin("--once"))
        expect(code == 1 and world.pages("answered 401"), f"{code}: {said}")
        world.port = refused_port
        code, said = end_of(late, 75)
        expect(code == 1 and world.pages("did not arrive within 60 s"), f"{code}: {said}")
        expect(stored(world.server, "SELECT state FROM alert") == [("resolved",)],
               "the test alert was not ended")


def once_without_a_server(program):
    with World(program) as world:
        world.server.port = free_port()
        code, said = end_of(world.begin("--once", "--every", "1s", "--missing", "1s"))
        expect(code == 1 and world.pages("does not answer"), f"{code}: {said}")


def wrong_words_are_told(program):
    with World(program) as world:
        empty = world.write("empty.yaml", "people: []\n")
        needs = ["--server", "http://127.0.0.1:9"]
        for words, says in (
                ([], "--config FILE"),
                (["--config", world.config], "--server URL"),
                (["--config", world.config, "--server", "ten"], "must be a URL"),
                (["--config", empty, *needs], "reaches nobody"),
                (["--config", "/nowhere.yaml", *needs], "/nowhere.yaml"),
                (["--config", world.config, *needs, "--every", "often"], "--every"),
                (["--config", world.config, *needs, "--missing", "5s"], "--missing"),
                (["--config", world.config, *needs, "--test-page", "6h"], "--listen"),
                (["--config", world.config, *needs, "--test-page", "6h", "--listen",
                  "127.0.0.1:0", "--door-key-file", "/nokey"], "/nokey"),
                (["--config", world.config, *needs, "more"], "options only")):
            done = subprocess.run([program, "watchdog", *words], capture_output=True,
                                  text=True, timeout=END_SECONDS, check=False)
            if done.returncode not in (2, 3) or says not in done.stderr:
                raise Failure(f"{words}: {done.returncode} {done.stderr}")


TESTS = (
    ("the watchdog's test page goes in as an alert and out as a page, and is acknowledged",
     test_page_goes_the_whole_way),
    ("the watchdog pages by its own channel when the server is silent, and says when it "
     "answers", silence_is_paged),
    ("the watchdog pages when a test page does not arrive", missing_page_is_paged),
    ("asked once, the watchdog pages for a server that is not there and exits 1",
     once_without_a_server),
    ("the watchdog's wrong options and files are told at its start", wrong_words_are_told),
)

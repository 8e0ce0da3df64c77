"""Reads a story and plays it: each line is a step, each kind of step one function of
steps.py."""
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
import traceback

from doubles import Inbox, Prometheus, Redis
from phones import phones_of
from reach import argocd, flags
from server import Failure, Server
from services import github, receiver
from steps import perform

HERE = os.path.dirname(os.path.abspath(__file__))
BEGIN = "2026-11-21T03:00:00Z"
KEYWORDS = ("given", "when", "then", "after", "crash")

PEOPLE = """people:
  - {{name: alice, role: admin, contacts: [{{webhook: "{inbox}/webhook/alice"}}, \
{{ntfy: "{inbox}/ntfy/alice"}}]}}
  - {{name: bob, role: approver, contacts: [{{webhook: "{inbox}/webhook/bob"}}]}}
  - {{name: carol, role: responder, contacts: [{{webhook: "{inbox}/webhook/carol"}}]}}
  - {{name: vera, role: viewer}}
  - {{name: scout, role: responder, agent: true}}
audiences: [{{name: everyone, contacts: [{{webhook: "{inbox}/webhook/desk"}}]}}]
"""
SERVICE = """services:
  - name: session-cache
    match: {{service: redis}}
    settings: {{redis: "127.0.0.1:{redis}", prometheus: "http://127.0.0.1:{prometheus}"}}
    measurements:
      - {{name: writes failing, query: cache_writes_failed_percent, unit: percent,
         good: below 1, hold: {hold}, every: 10s, proves_recovery: true}}
    patterns: [{patterns}]
"""


class Step:
    def __init__(self, number, keyword, text):
        self.number, self.keyword, self.text, self.block = number, keyword, text, ""

    def __str__(self):
        return f"line {self.number}: {self.keyword:7} {self.text}"


class Story:
    """A file: its title, the engines it is for, its steps."""

    def __init__(self, path):
        self.path = path
        self.title, self.engines, self.steps = "", ("sqlite", "postgres"), []
        self.blank = ""  # lines that count if their block goes on
        with open(path, encoding="utf-8") as file:
            for number, line in enumerate(file.read().splitlines(), 1):
                self.read_line(number, line)

    def read_line(self, number, line):
        if not line.strip():
            self.blank += "\n"
            return
        if line.startswith("#"):
            return
        if line[0].isspace():
            if not self.steps:
                raise SystemExit(f"{self.path}:{number}: a block before the first step")
            block = self.steps[-1].block
            self.steps[-1].block += self.blank + line.removeprefix(" " * 8).rstrip() + \
                "\n" if block else line.strip() + "\n"
            self.blank = ""
            return
        self.blank = ""
        keyword, _, text = line.partition(" ")
        text = text.strip()
        if keyword == "story":
            self.title = text
        elif keyword == "only":
            self.engines = (text.partition(":")[0],)
        elif keyword == "and":
            self.steps.append(Step(number, self.steps[-1].keyword, text))
        elif keyword in KEYWORDS:
            self.steps.append(Step(number, keyword, text))
        else:
            raise SystemExit(f"{self.path}:{number}: '{keyword}' begins no step")


class Database:
    """Where the data of one story is, and a way round the server to spoil it."""

    def __init__(self, server, connection):
        self.server, self.connection = server, connection

    def execute(self, statement):
        """For a stopped server. What the statement gives, as a list of rows."""
        if self.connection:
            done = subprocess.run(["psql", "-X", "-q", "-t", "-A", "-F", "\t", "-v",
                                   "ON_ERROR_STOP=1", "-d", self.connection, "-c",
                                   statement], capture_output=True, text=True, timeout=30,
                                  check=False)
            if done.returncode != 0:
                raise Failure(f"psql: {done.stderr}")
            return [line.split("\t") for line in done.stdout.splitlines()]
        database = sqlite3.connect(os.path.join(self.server.directory, "stanch.db"))
        try:
            rows = database.execute(statement).fetchall()
            database.commit()
            return [[str(value) for value in row] for row in rows]
        finally:
            database.close()


class Stage:
    """What one playing of a story needs: the server, the doubles, what was last seen."""

    def __init__(self, program, engine, connection):
        self.engine = engine
        self.folder = tempfile.mkdtemp(prefix="story.", dir=os.environ.get("STORY_TMP"))
        self.server = Server(program, self.folder, BEGIN)
        self.database = Database(self.server, connection)
        self.inbox = Inbox()
        self.prometheus = Prometheus(self.clock_seconds)
        self.redis = Redis()
        self.services = {}   # doubles that few stories need: services.py, phones.py
        self.config = {"top": PEOPLE.format(inbox=f"http://127.0.0.1:{self.inbox.port}"),
                       "on_call": "on_call: [alice, bob]\n", "more": ""}
        if connection:
            self.config["database"] = f'database: "{connection}"\n'
        self.patterns, self.hold, self.has_service = "", "1m", False
        self.mark = 0        # notices before this one belong to earlier steps
        self.exit = None     # the last command: its CompletedProcess
        self.answer = None   # the last answer of a door
        self.sent = {}       # name of an alert → since when it fires
        self.tokens = {}
        self.kept = {}       # what a story notes down to compare with later

    def close(self):
        self.inbox.held.set()
        self.redis.held.set()
        if self.server.runs():
            self.server.kill()
        for double in (self.inbox, self.prometheus, self.redis, *self.services.values()):
            double.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def write_config(self):
        parts = dict(self.config)
        if self.has_service:
            parts["service"] = SERVICE.format(
                redis=self.redis.port, prometheus=self.prometheus.port, hold=self.hold,
                patterns=self.patterns)
        with open(self.server.config_path, "w", encoding="utf-8") as file:
            file.write(self.with_addresses("".join(parts.values())))

    def with_addresses(self, text):
        """$INBOX and the like stand for doubles, which are made when they are spoken of,
        and $DIR for the story's folder."""
        doubles = {"$INBOX": lambda: self.inbox, "$PHONES": lambda: phones_of(self),
                   "$GITHUB": lambda: github(self), "$RECEIVER": lambda: receiver(self),
                   "$PROMETHEUS": lambda: self.prometheus, "$FLAGS": lambda: flags(self),
                   "$ARGOCD": lambda: argocd(self)}
        for name, double in doubles.items():
            if name in text:
                text = text.replace(name, f"http://127.0.0.1:{double().port}")
        return text.replace("$DIR", self.folder)

    def start(self):
        """The first step that is no "given" starts the server."""
        if self.server.process is None:
            self.write_config()
            self.server.start()

    def clock_seconds(self):
        """The server's present, as Prometheus would write it."""
        now = self.server.read("incident/list")["now"]
        whole = time.strptime(now[:19], "%Y-%m-%dT%H:%M:%S")
        fraction = re.search(r"\.(\d+)", now)
        seconds = int(time.mktime(whole)) - time.timezone
        return seconds + (float(f"0.{fraction[1]}") if fraction else 0)

    def rest(self):
        """Until nothing that is due now is left to do."""
        if self.server.runs():
            self.server.advance(0)

    def notices(self):
        return self.inbox.notices[self.mark:]

    def pages(self):
        return [notice for notice in self.notices() if notice.urgent]

    def room(self):
        return self.server.read("incident/room?incident=last")

    def reload(self):
        self.write_config()
        self.server.process.send_signal(signal.SIGHUP)


def play(story, program, engine, connection):
    """None when all of it came true, else what was seen, in lines."""
    stage = Stage(program, engine, connection)
    step = None
    try:
        for step in story.steps:
            if step.keyword != "given":
                stage.start()
            if step.keyword in ("when", "after"):
                stage.mark = len(stage.inbox.notices)
            perform(stage, step)
    except Failure as failure:
        return report(stage, step, str(failure))
    except Exception as problem:  # a bug of the runner must name its step as well
        return report(stage, step, f"{problem!r}\n{traceback.format_exc()}")
    finally:
        stage.close()
    return None


def report(stage, step, seen):
    notices = "".join(f"    {notice}\n" for notice in stage.inbox.notices[-12:])
    log = stage.server.log_tail() if os.path.exists(stage.server.log_path) else ""
    return (f"{step}\n{seen}\nwhat arrived, last:\n{notices}"
            f"the clock: {stage.server.clock}\nthe server's log:\n{log}")

"""The night that ARCHITECTURE.md tells: an alert which ends before anybody got up."""
import json
import os
import re
import shutil
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "story"))

from doubles import Inbox  # noqa: E402
from server import Failure, Server  # noqa: E402

BEGIN = "2026-11-21T03:00:00Z"
END = "2026-11-21T03:01:30Z"
FIRES_FOR_MS = 90 * 1000
AFTERWARDS_MS = 10 * 60 * 1000

CONFIG = """people:
  - name: alice
    role: admin
    contacts: [{{webhook: "http://127.0.0.1:{inbox}/webhook/alice"}}]
on_call: [alice]
services:
  - {{name: redis-cache, match: {{service: redis-cache}}}}
"""
ALERT = {
    "labels": {"alertname": "RedisDown", "service": "redis-cache", "severity": "critical"},
    "annotations": {"summary": "Redis does not answer"},
    "startsAt": BEGIN,
}


class Night:
    """A server of its own, played to the end of the incident; then it can be asked."""

    def __init__(self, program):
        self.folder = tempfile.mkdtemp(prefix="stanch-docs.")
        self.inbox = Inbox()
        self.server = Server(program, self.folder, BEGIN)

    def __enter__(self):
        with open(self.server.config_path, "w", encoding="utf-8") as file:
            file.write(CONFIG.format(inbox=self.inbox.port))
        self.server.start()
        return self

    def __exit__(self, *_):
        if self.server.runs():
            self.server.kill()
        self.inbox.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def say(self, **more):
        answer = self.server.remote("POST", "/api/v2/alerts", json.dumps([ALERT | more]),
                                    {"Content-Type": "application/json"})
        if answer.status != 200:
            raise Failure(f"the alert was not taken: {answer.text}")
        self.server.advance(0)

    def play(self):
        self.say()
        self.server.advance(FIRES_FOR_MS)
        self.say(endsAt=END)
        self.server.advance(AFTERWARDS_MS)

    def explain(self):
        done = self.server.run(["--data", self.server.directory, "explain", "1"])
        if done.returncode != 0:
            raise Failure(f"explain ended with {done.returncode}: {done.stderr}")
        return done.stdout

    def metrics_text(self):
        answer = self.server.local("GET", "/metrics")
        if answer.status != 200:
            raise Failure(f"/metrics answered {answer.status}: {answer.text}")
        return answer.text

    def metrics(self):
        """By name: (name, type, names of labels, help)."""
        text = self.metrics_text()
        helps = re.findall(r"^# HELP (\w+) (.+)$", text, re.MULTILINE)
        kinds = dict(re.findall(r"^# TYPE (\w+) (\w+)$", text, re.MULTILINE))
        for name, words in sorted(helps):
            sample = re.search(rf"^{name}\{{(.*)\}} ", text, re.MULTILINE)
            labels = re.findall(r'(\w+)="', sample[1]) if sample else []
            yield name, kinds[name], labels, words

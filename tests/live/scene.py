"""A scenario with real servers: a Prometheus with a past, a double of a cluster, stanch
as a process, and what anybody may ask of it with the commands that it prints."""
import contextlib
import datetime
import json
import os
import shlex
import subprocess
import sys
import time
import urllib.parse
import urllib.request

from live import ROOT, STANCH, Api, Program, Tables, folder, free_ports, wait_for
from past import prometheus

sys.path.insert(0, os.path.join(ROOT, "tests", "doubles"))

import kubernetes  # noqa: E402

CARD_MS = 30_000  # the scope card is complete by then, in any case
BEFORE = 3 * 86400  # so long ago stood what no change of today made


def instant(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


class Cluster(kubernetes.Cluster):
    """The double, which is told when something happened."""

    def __init__(self):
        self.back = 0
        super().__init__(clock=lambda: time.time() - self.back)

    @contextlib.contextmanager
    def ago(self, seconds):
        self.back = seconds
        yield self
        self.back = 0


class Scene:
    def __init__(self, claims, directory, ports):
        self.claims = claims
        self.directory = directory
        self.data = f"{directory}/data"
        self.ports = ports
        self.api = Api(f"{self.data}/socket")
        self.tables = Tables(self.data)

    def say(self, text, good, detail=""):
        return self.claims.say(text, good, detail)

    def run(self, *words, who="alice"):
        """(exit code, all that it said)"""
        done = subprocess.run([STANCH, "--data", self.data, "--as", who, *words],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=60, check=False)
        return done.returncode, done.stdout + done.stderr

    def ask(self, *words):
        code, text = self.run("--json", *words)
        return json.loads(text) if code == 0 else {}

    def again(self, command):
        """A command as it was printed: "stanch diagnosis finding … F1"."""
        words = shlex.split(command)
        return self.run(*words[1:]) if words[:1] == ["stanch"] else (2, command)

    def alert(self, name, service, summary):
        body = [{"labels": {"alertname": name, "service": service, "severity": "critical"},
                 "annotations": {"summary": summary}}]
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.ports['stanch']}/api/v2/alerts",
            json.dumps(body).encode(), {"Content-Type": "application/json"})
        urllib.request.urlopen(request, timeout=10).close()

    def wait(self, condition, seconds=60):
        return wait_for(condition, seconds, every=0.2)

    def timeline(self):
        room = self.api.room() or {}
        return "\n".join(entry["text"] for entry in room.get("timeline", []))

    # -- what each scenario demands --

    def card(self, wanted):
        """By its own record, not by our clock; wanted: question → what it says, or one of
        several, where a second more or less is no matter."""
        took = self.wait(lambda: self.tables.ask(
            "SELECT took FROM scope WHERE completed_at <> 0"), 45)
        self.say(f"{self.name}: the scope card is complete within 30 s of the alert",
                 took and took[0][0] <= CARD_MS and "Scope card after 0:" in
                 self.timeline(), f"{took}\n{self.timeline()}")
        _, text = self.run("triage", "last")
        for question, answer in wanted.items():
            may_be = (answer,) if isinstance(answer, str) else answer
            self.say(f"{self.name}: the card says {question}",
                     any(one in text for one in may_be), f"{may_be} is not in\n{text}")

    def card_began(self, at, within):
        """at: as a time of the clock, in seconds."""
        told = self.tables.entries("incident.began")
        _, text = self.run("triage", "last")
        self.say(f"{self.name}: the card's beginning is measured, within {within} s",
                 told and told[-1]["basis"] == "measured" and
                 abs(instant(told[-1]["at"]) - at) <= within and
                 f"when it began: {told[-1]['at'][11:19]} UTC" in text, f"{told}\n{text}")

    def diagnosis(self):
        """The one that the opening of the incident made."""
        return self.wait(lambda: self.ask("diagnosis", "show", "last"), 45) or {}

    def began(self, diagnosis, at, within):
        """at: as a time of the clock, in seconds."""
        onset = diagnosis.get("onset") or "1970-01-01T00:00:00Z"
        off = instant(onset) - at
        self.say(f"{self.name}: the engine's onset is within {within} s of the true one",
                 abs(off) <= within, f"{onset} is {off} s off\n{diagnosis.get('says')}")

    def judged(self, key):
        """All hypotheses by their keys, once this one has a verdict."""
        def ready():
            known = {one["key"]: one for one in
                     self.ask("hypothesis", "list", "last").get("hypotheses", [])}
            return known if known.get(key, {}).get("decided_at") else None
        return self.wait(ready, 45) or {}

    def believed(self, known, key, *reasons):
        """Supported, with each of these as a fact of its own that held; and its evidence
        is shown by one command, which gives the text."""
        one = known.get(key, {})
        held = [test["says"] for test in one.get("tests", []) if test["outcome"] == "holds"]
        self.say(f"{self.name}: {key} is supported, by {len(reasons)} facts",
                 one.get("state") == "supported" and list(reasons) == held, known)
        _, shown = self.run("hypothesis", "show", str(one.get("id", 0)))
        commands = sorted({line.split("again: ")[1] for line in shown.splitlines()
                           if "again: " in line})
        self.say(f"{self.name}: {key} names a command for each of its evidences",
                 commands and all(says in shown for says in reasons), shown)
        text = ""
        for command in commands:
            code, body = self.again(command)
            self.say(f"{self.name}: {key} is followed to its evidence by: {command}",
                     code == 0 and "SHA-256" in body, body)
            text += body
        return text

    def measured(self, finding):
        """What its question gives now, asked of Prometheus by ourselves."""
        words = urllib.parse.urlencode({"query": finding["query"]})
        with urllib.request.urlopen(f"{finding['asked']}/api/v1/query?{words}",
                                    timeout=10) as answer:
            rows = json.load(answer)["data"]["result"]
        return [float(row["value"][1]) for row in rows]

    def follow(self, diagnosis):
        """Each finding by its one command, to its question and its kept evidence; and the
        question, asked again, still shows it."""
        findings = diagnosis.get("findings", [])
        self.say(f"{self.name}: the diagnosis has findings", findings, diagnosis)
        for finding in findings:
            code, text = self.again(finding["show"])
            self.say(f"{self.name}: {finding['id']} is shown again by: {finding['show']}",
                     code == 0 and finding["says"] in text and finding["query"] in text
                     and "SHA-256" in text, text)
            numbers = self.measured(finding)
            nearer = [one for one in numbers if abs(one - finding["after"]) <=
                      abs(one - finding["before"])]
            self.say(f"{self.name}: Prometheus itself shows {finding['id']}", nearer,
                     f"{numbers}\n{finding['says']}")


@contextlib.contextmanager
def scene(claims, name, configuration, past, cluster=None, bundles=(), **values):
    """Gives a Scene with all of it running; None when it does not start. bundles: (name,
    text) beside the configuration."""
    with folder() as directory, contextlib.ExitStack() as stack:
        ports = dict(zip(("stanch", "prometheus"), free_ports(2)))
        if cluster:
            stack.callback(cluster.close)
            with open(f"{directory}/prod.kubeconfig", "w", encoding="utf-8") as file:
                file.write(cluster.kubeconfig())
        with open(f"{directory}/stanch.yaml", "w", encoding="utf-8") as file:
            file.write(configuration.format(**ports, **values))
        os.makedirs(f"{directory}/bundles")
        for bundle, text in bundles:
            with open(f"{directory}/bundles/{bundle}.yaml", "w", encoding="utf-8") as file:
                file.write(text)
        ready = stack.enter_context(prometheus(directory, ports["prometheus"], past))
        stack.enter_context(Program(f"{directory}/stanch.log", STANCH, "serve", "--data",
                                    f"{directory}/data", "--config",
                                    f"{directory}/stanch.yaml"))
        play = Scene(claims, directory, ports)
        play.name = name
        up = ready and wait_for(lambda: play.api.get("service/list"), 15)
        if not claims.say(f"{name}: stanch and its servers are up", up, log_of(directory)):
            play = None
        yield play


def log_of(directory):
    with open(f"{directory}/stanch.log", encoding="utf-8") as file:
        return file.read()

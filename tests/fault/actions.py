"""kill -9 at each instant of an action. The target's own log says how often it was
changed: never twice, and once where the action says so. What stays unknown can be looked
up, and what the look says is what the target's log says."""
import os
import random
import re
import shutil
import socket
import subprocess
import time

from server import Failure
from stage import (Skip, alert, expect, expect_whole_journal, post, server_with_inbox,
                   stored, until)

TRIALS = int(os.environ.get("ACTION_KILLS", "12"))
SCRIPT = """#!/bin/sh
echo "begin $1" >> {log}
sleep $2
echo "end $1" >> {log}
"""
PEOPLE = """
  - {{name: bob, role: approver, contacts: [{{webhook: "{inbox}/webhook/bob"}}]}}
hold: 1h
"""
STEADY = ("offered", "succeeded", "failed", "refused", "unknown", "withdrawn", "undone",
          "timed-out")


def ask(server, noun, verb, person, **inputs):
    answer = server.local("POST", f"/api/v1/{noun}/{verb}", inputs, person)
    expect(answer.status == 200, f"{noun} {verb}: {answer.status} {answer.text}")
    return answer.tree


def state_of(server, number):
    return stored(server, f"SELECT state FROM action WHERE number = {number}")[0][0]


def wait_state(server, number, *states):
    until(lambda: state_of(server, number) in states, f"action {number} {states}", 20)
    return state_of(server, number)


def restart(server):
    server.kill()
    server.start()


class Program:
    """A program that takes a moment, by two people: nobody knows what it does."""

    def __init__(self, folder):
        self.log = os.path.join(folder, "target.log")
        self.path = os.path.join(folder, "change")
        open(self.log, "w", encoding="utf-8").close()
        with open(self.path, "w", encoding="utf-8") as file:
            file.write(SCRIPT.format(log=self.log))
        os.chmod(self.path, 0o755)

    def propose(self, server, trial):
        plan = {"command": "change", "arg1": f"t{trial}", "arg2": "0.3"}
        return ask(server, "action", "propose", "alice", incident="last",
                   actuator="command", target="box", plan=plan)["action"]["number"]

    def approve(self, server, number):
        ask(server, "action", "approve", "bob", incident="last", number=number)

    def lines(self, word, trial):
        with open(self.log, encoding="utf-8") as file:
            return file.read().split("\n").count(f"{word} t{trial}")

    def times(self, trial):
        return self.lines("begin", trial)

    def is_done(self, trial):
        return self.lines("end", trial) == 1


class Redis:
    """A real one, which counts how often it was told to change a setting."""

    def __init__(self, folder):
        program = shutil.which("redis-server")
        if not program:
            raise Skip("there is no redis-server")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process = subprocess.Popen(
            [program, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "",
             "--dir", folder, "--maxmemory", "64mb"], stdout=subprocess.DEVNULL)
        until(self.answers, "redis", 10)
        self.before = {}

    def say(self, *words):
        with socket.create_connection(("127.0.0.1", self.port), 5) as connection:
            connection.sendall((" ".join(words) + "\r\n").encode())
            time.sleep(0.02)
            return connection.recv(1 << 16).decode()

    def answers(self):
        try:
            return "PONG" in self.say("PING")
        except OSError:
            return False

    def changes(self):
        found = re.search(r"cmdstat_config\|set:calls=(\d+)",
                          self.say("INFO", "commandstats"))
        return int(found[1]) if found else 0

    def propose(self, server, trial):
        self.before[trial] = self.changes()
        plan = {"set": "maxmemory", "to": f"{100 + trial}mb"}
        return ask(server, "action", "propose", "alice", incident="last",
                   actuator="redis", target=f"127.0.0.1:{self.port}",
                   plan=plan)["action"]["number"]

    def approve(self, server, number):
        ask(server, "action", "approve", "bob", incident="last", number=number)

    def times(self, trial):
        return self.changes() - self.before[trial]

    def is_done(self, trial):
        return str((100 + trial) << 20) in self.say("CONFIG", "GET", "maxmemory")

    def close(self):
        self.process.kill()
        self.process.wait()


# -- the instants at which it is killed: each leaves the server running again --

def when_proposed(server, target, trial):
    number = target.propose(server, trial)
    restart(server)
    return number


def offered(server, target, trial):
    number = target.propose(server, trial)
    wait_state(server, number, "offered")
    return number


def when_offered(server, target, trial):
    number = offered(server, target, trial)
    restart(server)
    return number


def when_approved(server, target, trial):
    number = offered(server, target, trial)
    target.approve(server, number)
    restart(server)
    return number


def when_started(server, target, trial):
    number = offered(server, target, trial)
    target.approve(server, number)
    until(lambda: state_of(server, number) not in ("offered", "approved"), "started", 20)
    restart(server)
    return number


def while_it_runs(server, target, trial):
    number = offered(server, target, trial)
    target.approve(server, number)
    until(lambda: target.times(trial) > 0, "it began", 20)
    restart(server)
    return number


def when_it_ended(server, target, trial):
    number = offered(server, target, trial)
    target.approve(server, number)
    until(lambda: target.is_done(trial), "it ended", 20)
    restart(server)
    return number


def when_known(server, target, trial):
    number = offered(server, target, trial)
    target.approve(server, number)
    wait_state(server, number, "succeeded")
    restart(server)
    return number


INSTANTS = (when_proposed, when_offered, when_approved, when_started, while_it_runs,
            when_it_ended, when_known)


def at_some_instant(chance):
    def some(server, target, trial):
        number = offered(server, target, trial)
        target.approve(server, number)
        time.sleep(chance.uniform(0, 0.4))
        restart(server)
        return number
    return some


# -- and what must hold then --

def settle(server, number):
    """Looks until the look says something: a child may still be at work."""
    end = time.monotonic() + 5
    while state_of(server, number) == "unknown" and time.monotonic() < end:
        ask(server, "action", "settle", "bob", incident="last", number=number)
        time.sleep(0.3)
    return state_of(server, number)


def judge(server, target, number, trial):
    until(lambda: state_of(server, number) in STEADY, f"action {number} is steady", 20)
    state = state_of(server, number)
    if state == "offered":
        expect(target.times(trial) == 0, f"{trial}: changed without an approval")
        target.approve(server, number)
        state = wait_state(server, number, "succeeded", "refused", "failed")
    expect(target.times(trial) <= 1, f"{trial}: changed {target.times(trial)} times")
    was_unknown = state == "unknown"
    if was_unknown:
        state = settle(server, number)
    if state == "succeeded":
        until(lambda: target.is_done(trial), f"{trial}: it was done", 5)
    elif state in ("failed", "refused"):
        expect(target.times(trial) == 0, f"{trial}: {state}, and it was changed")
    expect(target.times(trial) <= 1, f"{trial}: changed {target.times(trial)} times")
    return "looked up: " + state if was_unknown else state


def run_trials(server, target, instants):
    outcomes = {}
    until(lambda: post(server, [alert("Broken", "shop")]) == 200, "the alert", 20)
    for trial, instant in enumerate(instants):
        outcome = judge(server, target, instant(server, target, trial), trial)
        outcomes[outcome] = outcomes.get(outcome, 0) + 1
    time.sleep(0.5)
    for trial in range(len(instants)):
        expect(target.times(trial) <= 1 or isinstance(target, Redis),
               f"{trial}: changed {target.times(trial)} times in the end")
    server.stop()
    expect_whole_journal(server)
    started = stored(server, "SELECT subject, count(*) FROM journal WHERE kind = "
                             "'action.started' GROUP BY subject HAVING count(*) > 1")
    expect(not started, f"started twice: {started}")
    return outcomes


def told(outcomes):
    return ", ".join(f"{count} {name}" for name, count in sorted(outcomes.items()))


def each_instant(program, make, config):
    seed = int(os.environ.get("SEED", str(time.time_ns() % 1000000)))
    print(f"# SEED={seed}")
    chance = random.Random(seed)
    instants = list(INSTANTS) + [at_some_instant(chance) for _ in range(TRIALS)]
    with server_with_inbox(program, PEOPLE) as (server, _):
        folder = os.path.dirname(server.config_path)
        target = make(folder)
        try:
            with open(server.config_path, "a", encoding="utf-8") as file:
                file.write(config(target))
            server.start()
            outcomes = run_trials(server, target, instants)
        finally:
            if isinstance(target, Redis):
                target.close()
    if not outcomes.get("succeeded"):
        raise Failure(f"nothing succeeded: {outcomes}")
    return f"{len(instants)} kills: {told(outcomes)}"


def of_a_program(program):
    return each_instant(program, Program,
                        lambda target: f"commands: {{change: {target.path}}}\n")


def of_a_redis(program):
    return each_instant(program, Redis, lambda target: "")


TESTS = (
    ("killed at each instant of an action, a program runs once or its outcome is "
     "unknown and can be looked up", of_a_program),
    ("killed at each instant of an action, Redis is changed once or its outcome is "
     "unknown and can be looked up", of_a_redis),
)

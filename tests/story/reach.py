"""What actions reach in stories. The flags are a service of our own that plays a system
of feature flags: PATCH /flags/NAME {"enabled": false}."""
import json
import os

from services import HttpService, service
from steps import TIMES, expect, step


class Flags(HttpService):
    """.late: it does what it is told, and the answer never comes."""

    def __init__(self):
        self.enabled, self.changes, self.late = {}, 0, False
        super().__init__()

    def answer(self, method, path, body):
        name = path.rpartition("/")[2]
        if method == "PATCH":
            self.changes += 1
            self.enabled[name] = json.loads(body)["enabled"]
            if self.late:
                raise ConnectionAbortedError
        return 200, {}, json.dumps({"name": name, "enabled": self.enabled.get(name)})


def flags(stage):
    return service(stage, "flags", Flags)


@step("given", r"the flag ([\w-]+) is (on|off) by HTTP")
@step("when", r"somebody turns the flag ([\w-]+) (on|off) by HTTP")
def flag_set(stage, name, state):
    flags(stage).enabled[name] = state == "on"


@step("given", r"the flags answer nothing after a change")
def flags_late(stage):
    flags(stage).late = True


@step("then", r"the flag ([\w-]+) is (on|off) by HTTP")
def flag_is(stage, name, state):
    stage.rest()
    expect(flags(stage).enabled[name] == (state == "on"), flags(stage).enabled)


@step("then", r"flags were changed (never|once|twice|three times) by HTTP")
def flags_changed(stage, times):
    stage.rest()
    wanted = 0 if times == "never" else TIMES[times]
    expect(flags(stage).changes == wanted, flags(stage).changes)


def path_of(stage, name):
    return os.path.join(stage.folder, name)


@step("given", r"the file (\S+):")
@step("when", r"somebody writes the file (\S+):")
def write_file(stage, name, block):
    os.makedirs(os.path.dirname(path_of(stage, name)), exist_ok=True)
    with open(path_of(stage, name), "w", encoding="utf-8") as file:
        file.write(block)


@step("then", r"the file (\S+) says \"(.+)\"")
def file_says(stage, name, text):
    with open(path_of(stage, name), encoding="utf-8") as file:
        seen = file.read()
    expect(text.replace("\\n", "\n") in seen, seen)

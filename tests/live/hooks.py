"""A real Alertmanager that tells stanch by its webhook: what fires, what ended, and what
it repeats when it was told to come again."""
import contextlib
import datetime
import json
import os
import re
import urllib.error
import urllib.request

from live import SERVERS, STANCH, Program, Tables, folder, free_ports, wait_for

KEY = "live-alertmanager-key"

CONFIGURATION = """
listen: ["127.0.0.1:{stanch}"]
people:
  - {{name: alice, role: admin, contacts: [{{webhook: "http://127.0.0.1:1/x"}}]}}
on_call: [alice]
door_keys:
  - {{name: am, key_env: LIVE_AM_KEY, for: [alertmanager], per_minute: 12}}
"""

ALERTMANAGER = """
route: {{receiver: stanch, group_by: [alertname], group_wait: 100ms, group_interval: 1s,
  repeat_interval: 4h}}
receivers:
- name: stanch
  webhook_configs:
  - url: http://127.0.0.1:{stanch}/hooks/alertmanager
    http_config: {{authorization: {{credentials: {key}}}}}
"""


def instant(seconds_from_now):
    now = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
    at = now + datetime.timedelta(seconds=seconds_from_now)
    return at.isoformat().replace("+00:00", "Z")


class World:
    def __init__(self, directory):
        self.directory = directory
        self.ports = dict(zip(("stanch", "am"), free_ports(2)))
        self.tables = Tables(f"{directory}/data")
        self.began = instant(-60)
        self.write("stanch.yaml", CONFIGURATION.format(**self.ports))
        self.write("am.yml", ALERTMANAGER.format(key=KEY, **self.ports))

    def write(self, name, text):
        with open(f"{self.directory}/{name}", "w", encoding="utf-8") as file:
            file.write(text)

    def stanch(self):
        return Program(f"{self.directory}/stanch.log", STANCH, "serve", "--data",
                       f"{self.directory}/data", "--config",
                       f"{self.directory}/stanch.yaml",
                       env={**os.environ, "LIVE_AM_KEY": KEY})

    def alertmanager(self):
        return Program(
            f"{self.directory}/am.log", f"{SERVERS}/prometheus-alertmanager",
            f"--config.file={self.directory}/am.yml",
            f"--storage.path={self.directory}/am", "--cluster.listen-address=",
            f"--web.listen-address=127.0.0.1:{self.ports['am']}")

    def post(self, port, path, body):
        """The status; 0 when nobody answers."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.ports[port]}{path}", json.dumps(body).encode(),
            {"Content-Type": "application/json", "Authorization": f"Bearer {KEY}"})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def tell(self, port, name, ends_in):
        return self.post(port, "/api/v2/alerts", [{
            "labels": {"alertname": name, "service": "db", "severity": "critical"},
            "annotations": {"summary": "no room left"},
            "startsAt": self.began, "endsAt": instant(ends_in)}])

    def failed(self):
        """How many of its requests to webhooks Alertmanager counts as failed."""
        with contextlib.suppress(OSError), urllib.request.urlopen(
                f"http://127.0.0.1:{self.ports['am']}/metrics", timeout=10) as answer:
            found = re.search(r'^alertmanager_notification_requests_failed_total'
                              r'\{integration="webhook"\} (\S+)$',
                              answer.read().decode(), re.MULTILINE)
            return float(found.group(1)) if found else 0
        return 0

    def states(self, name):
        """Of the rows of this name: one, if it is one alert."""
        return [state for (state,) in self.tables.ask(
            "SELECT state FROM alert WHERE name = $1", name)]


def spend(world):
    """Until the door has enough of this key for a while."""
    for _ in range(100):
        if world.post("stanch", "/hooks/alertmanager", {"alerts": []}) == 503:
            return True
    return False


def play(claims):
    if not os.path.exists(f"{SERVERS}/prometheus-alertmanager"):
        claims.say("webhooks # SKIP tools/unpack-servers bench brings Alertmanager", True)
        return
    with folder() as directory:
        world = World(directory)
        with world.stanch(), world.alertmanager():
            told = wait_for(lambda: world.tell("am", "DiskFull", 3600) == 200, 10)
            fires = told and wait_for(lambda: world.states("DiskFull") == ["firing"], 10)
            if not claims.say("what Alertmanager's webhook says fires, fires", fires,
                              world.states("DiskFull")):
                return
            world.tell("am", "Other", 3600)
            wait_for(lambda: world.states("Other"), 10)
            claims.say("another group leaves it as it is",
                       world.states("DiskFull") == ["firing"])
            claims.say("pushed by Prometheus itself it is the same alert",
                       world.tell("stanch", "DiskFull", 3600) == 200 and
                       world.states("DiskFull") == ["firing"], world.states("DiskFull"))
            claims.say("a key that sends too much is told to come again", spend(world))
            before = world.failed()
            world.tell("am", "DiskFull", -1)
            again = wait_for(lambda: world.failed() > before, 10)
            claims.say("which Alertmanager is, too", again, world.failed())
            ended = wait_for(lambda: world.states("DiskFull") == ["resolved"], 40)
            claims.say("and it comes again, so that the end is known", ended,
                       world.states("DiskFull"))
            fired = [one for one in world.tables.entries("alert.fired")
                     if one["name"] == "DiskFull"]
            claims.say("all of it was one alert, told once", len(fired) == 1, fired)

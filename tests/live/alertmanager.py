"""Alertmanager's own amtool, and Prometheus, with stanch in Alertmanager's place: the same
commands to both, and the same answers where they can be the same."""
import contextlib
import http.server
import json
import os
import re
import subprocess
import threading
import urllib.error
import urllib.request

from live import SERVERS, STANCH, Api, Program, Tables, folder, free_ports, wait_for

CONFIGURATION = """
listen: ["127.0.0.1:{stanch}"]
people:
  - {{name: alice, role: admin, contacts: [{{webhook: "http://127.0.0.1:1/x"}}]}}
on_call: [alice]
resolve_timeout: 30s
time_intervals:
  - name: office
    time_intervals:
      - {{times: [{{start_time: "09:00", end_time: "17:00"}}], weekdays: ["monday:friday"],
         location: Europe/Berlin}}
  - name: year's end
    time_intervals: [{{days_of_month: ["24:-1"], months: ["12"], years: ["2020:2021"]}}]
routes:
  - match: {{team: web}}
    urgency: notify
    routes:
      - {{match: {{tier: front}}, urgency: page, group_by: [alertname, tier]}}
      - {{match: {{tier: test}}, mute_during: [office, "year's end"]}}
  - {{match: {{team: lab}}, urgency: record}}
  - {{match: {{team: ops}}, group_by: ["..."]}}
"""

PROMETHEUS = """
global: {{evaluation_interval: 1s, scrape_interval: 1s,
  external_labels: {{replica: "{replica}", region: eu}}}}
scrape_configs:
- {{job_name: shop, static_configs: [{{targets: ["127.0.0.1:{shop}"]}}]}}
rule_files: [rules.yml]
alerting:
  alert_relabel_configs: [{{regex: replica, action: labeldrop}}]
  alertmanagers: [{{static_configs: [{{targets: ["127.0.0.1:{stanch}"]}}]}}]
"""

RULES = """
groups:
- name: shop
  rules:
  - {alert: OrdersFail, expr: "orders_failing > 0", labels: {severity: warning},
     annotations: {summary: "{{ $value }} orders fail"}}
  - {alert: CartSlow, expr: "cart_slow > 0", labels: {severity: warning}}
"""


class Amtool:
    """amtool, pointed at one server."""

    def __init__(self, port):
        self.url = f"http://127.0.0.1:{port}"

    def __call__(self, *words, said=None):
        """(exit code, what it said, and what of it is an error)"""
        done = subprocess.run(
            [f"{SERVERS}/amtool", f"--alertmanager.url={self.url}", *words], input=said,
            capture_output=True, text=True, timeout=30, check=False)
        failed = "amtool: error" in done.stderr
        return done.returncode, done.stdout.strip(), failed and done.stderr

    def get(self, path):
        with urllib.request.urlopen(f"{self.url}/api/v2/{path}", timeout=10) as answer:
            return json.load(answer)


def without_times(thing):
    """What must be equal: no instants, and no names that each server makes itself."""
    if isinstance(thing, str) and thing.startswith("["):
        return without_times(json.loads(thing))
    if isinstance(thing, list):
        return sorted((without_times(one) for one in thing), key=json.dumps)
    if isinstance(thing, dict):
        return {name: without_times(value) for name, value in thing.items()
                if not name.endswith("At") and name not in ("id", "mutedBy")}
    if isinstance(thing, str):
        return re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "UUID", thing)
    return thing


def with_templates():
    """Debian's Alertmanager reads a template below /usr/share, whatever it is told; where
    it is not installed, it gets a view of that folder with what was unpacked over it."""
    if os.path.exists("/usr/share/prometheus/alertmanager/default.tmpl"):
        return []
    unpacked = f"{os.path.dirname(SERVERS)}/root/usr/share"
    mount = f"mount -t overlay overlay -o lowerdir={unpacked}:/usr/share /usr/share"
    return ["unshare", "-Urm", "sh", "-c", f'{mount} && exec "$0" "$@"']


class World:
    def __init__(self, directory):
        self.directory = directory
        self.ports = dict(zip(("stanch", "am", "shop", "one", "two"), free_ports(5)))
        self.api = Api(f"{directory}/data/socket")
        self.tables = Tables(f"{directory}/data")
        self.ours = Amtool(self.ports["stanch"])
        self.theirs = Amtool(self.ports["am"])
        self.write("stanch.yaml", CONFIGURATION.format(**self.ports))

    def write(self, name, text):
        path = f"{self.directory}/{name}"
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def stanch(self):
        return Program(f"{self.directory}/stanch.log", STANCH, "serve", "--data",
                       f"{self.directory}/data", "--config",
                       f"{self.directory}/stanch.yaml")

    def alertmanager(self):
        return Program(
            f"{self.directory}/am.log", *with_templates(),
            f"{SERVERS}/prometheus-alertmanager",
            f"--config.file={self.directory}/am.yml",
            f"--storage.path={self.directory}/am", "--cluster.listen-address=",
            f"--web.listen-address=127.0.0.1:{self.ports['am']}")

    def prometheus(self, name):
        os.makedirs(f"{self.directory}/{name}", exist_ok=True)
        self.write(f"{name}/rules.yml", RULES)
        path = self.write(f"{name}/prometheus.yml",
                          PROMETHEUS.format(replica=name, **self.ports))
        return Program(
            f"{self.directory}/{name}.log", f"{SERVERS}/prometheus",
            f"--config.file={path}", f"--storage.tsdb.path={self.directory}/{name}/data",
            f"--web.listen-address=127.0.0.1:{self.ports[name]}",
            "--rules.alert.resend-delay=1s")

    def is_up(self, which):
        with contextlib.suppress(OSError, urllib.error.URLError):
            return which.get("status")
        return None


def both(claims, world, text, *words, said=None):
    """The same command to both; its output must be the same but for times and names."""
    ours, theirs = (one(*words, said=said) for one in (world.ours, world.theirs))
    same = ours[0] == theirs[0] and without_times(ours[1]) == without_times(theirs[1])
    claims.say(text, same, f"ours: {ours}\ntheirs: {theirs}")
    return ours, theirs


def both_read(claims, world, text, path):
    ours, theirs = (without_times(one.get(path)) for one in (world.ours, world.theirs))
    claims.say(text, ours == theirs, f"ours: {ours}\ntheirs: {theirs}")
    return ours


def alerts(claims, world):
    for words in (("alertname=Disk", "team=web", "severity=warning", "host=a",
                   "--annotation=summary=disk full"),
                  ("alertname=Disk", "team=lab", "severity=info", "host=b"),
                  ("alertname=Cpu", "severity=none", "host=a",
                   "--generator-url=http://127.0.0.1:1/graph?a=1&b=2")):
        both(claims, world, f"amtool alert add {words[0]} is taken", "alert", "add", *words)
    for text, words in (
            ("all alerts", ()), ("those of one name", ("Disk",)),
            ("those that a matcher takes", ("alertname=~Di.*", "team!=lab")),
            ("those without a label", ("team=",)),
            ("those of one receiver", ("--receiver=notify",)),
            ("none where there is none", ("alertname=Nothing",))):
        both(claims, world, f"amtool alert query shows {text}", "alert", "query",
             "-o", "json", *words)
    both_read(claims, world, "the API's alerts are the same but for their times",
              "alerts")
    both_read(claims, world, "so are its receivers", "receivers")
    groups = both_read(claims, world, "and its groups of what has no service",
                       "alerts/groups?filter=service%3D%22none%22")
    claims.say("there are none of those", groups == [])
    ours, _ = both(claims, world, "a matcher that is none is refused", "alert", "query",
                   "a=~\"(\"", "b=c")
    claims.say("and amtool says why", ours[2], ours)


def silences(claims, world):
    ours, theirs = both(claims, world, "amtool silence add answers with its name",
                        "silence", "add", "alertname=Disk", "host=~a|c",
                        "--duration=2h", "--comment=the disk is being changed",
                        "--author=dora")
    both(claims, world, "amtool silence query shows it", "silence", "query",
         "-o", "json")
    both(claims, world, "and finds it by a matcher", "silence", "query", "-o", "json",
         "alertname=Disk")
    both(claims, world, "and not by another", "silence", "query", "-o", "json",
         "alertname=Cpu")
    both(claims, world, "the silenced alert is not among those that are active",
         "alert", "query", "--active", "-o", "json")
    both_read(claims, world, "it is suppressed by the silence", "alerts?active=false")
    each = ((world.ours, ours[1]), (world.theirs, theirs[1]))
    updated = [one("silence", "update", "-o", "json", "--duration=3h",
                   "--comment=takes longer", name) for one, name in each]
    claims.say("amtool silence update changes it", updated[0][0] == 0 and
               without_times(updated[0][1]) == without_times(updated[1][1]), updated)
    claims.say("which keeps its name", ours[1] in updated[0][1], updated)
    for one, name in each:
        one("silence", "expire", name)
    both(claims, world, "amtool silence expire ends it", "silence", "query", "-o", "json")
    both(claims, world, "it is still there among those that are over", "silence",
         "query", "--expired", "-o", "json")
    both_read(claims, world, "and the alert is active again", "alerts?silenced=false")
    imports(claims, world)
    for matcher in ("a=~\"(\"", "a=~\".*\""):
        ours, _ = both(claims, world, f"a silence of {matcher} is refused", "silence",
                       "add", matcher, "--comment=x", "--duration=1h")
        claims.say("with a reason", ours[2], ours)
    both(claims, world, "a silence that is none cannot be ended", "silence", "expire",
         "00000000-0000-0000-0000-000000000000")


def imports(claims, world):
    """What one server exports goes into the other."""
    world.theirs("silence", "add", "alertname=Cpu", "--duration=1h", "--comment=import",
                 "--author=dora")
    _, exported, _ = world.theirs("silence", "query", "-o", "json")
    code, said, _ = world.ours("silence", "import", "--force", said=exported)
    found = [one["comment"] for one in world.ours.get("silences")
             if one["status"]["state"] == "active"]
    claims.say("amtool silence import brings another server's silences",
               code == 0 and found == ["import"], f"{said}\n{found}")


def config(claims, world):
    both(claims, world, "amtool config routes show prints the same tree", "config",
         "routes", "show")
    for words, wanted in (
            ("team=web", "notify"), ("team=web tier=front", "page"),
            ("team=web tier=test severity=critical", "notify"),
            ("team=lab severity=critical", "record"), ("team=ops", "page"),
            ("team=ops severity=warning", "notify"), ("severity=critical", "page"),
            ("severity=warning", "notify"), ("severity=info", "record")):
        ours, _ = both(claims, world, f"amtool config routes test {words} finds the same",
                       "config", "routes", "test", *words.split())
        claims.say(f"which is {wanted}", ours[1] == wanted, ours)
    code, shown, _ = world.ours("config", "show")
    claims.say("amtool config show prints a configuration",
               code == 0 and "route:" in shown, shown)


class Shop(http.server.BaseHTTPRequestHandler):
    """What Prometheus scrapes; "figures" is what it says."""
    figures = ""

    def do_GET(self):  # noqa: N802
        body = Shop.figures.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; version=0.0.4")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def shop(port):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Shop)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def state_of(world, name):
    """States of the rows of this name: one, if it is one alert."""
    return [state for (state,) in world.tables.ask(
        "SELECT state FROM alert WHERE name = $1", name)]


def pair(claims, world):
    Shop.figures = "orders_failing 3\ncart_slow 1\n"
    with shop(world.ports["shop"]), world.prometheus("one") as one, \
            world.prometheus("two") as two:
        sent = wait_for(lambda: state_of(world, "OrdersFail") and
                        state_of(world, "CartSlow"), 30)
        claims.say("two Prometheus with the same rules tell of an alert", sent)
        sources = {alert["generatorURL"].split("/graph")[0]
                   for alert in world.ours.get("alerts?filter=region%3Deu")}
        Shop.figures = "orders_failing 4\ncart_slow 1\n"
        wait_for(lambda: len(sources) > 9, 4)  # both have sent again meanwhile
        claims.say("which is one alert", state_of(world, "OrdersFail") == ["firing"],
                   state_of(world, "OrdersFail"))
        fired = [one for one in world.tables.entries("alert.fired")
                 if one["name"] == "OrdersFail"]
        claims.say("told once, whatever its figure is", len(fired) == 1, fired)
        Shop.figures = "orders_failing 0\ncart_slow 1\n"
        ended = wait_for(lambda: state_of(world, "OrdersFail") == ["resolved"], 20)
        claims.say("and ends when they say so", ended, state_of(world, "OrdersFail"))
        one.kill()
        two.kill()
    stale = wait_for(lambda: state_of(world, "CartSlow") == ["stale"], 60)
    claims.say("what both fell silent about is stale and has not recovered", stale,
               state_of(world, "CartSlow"))
    shown = [one["labels"]["alertname"] for one in world.ours.get("alerts")]
    claims.say("so a reader still sees it", "CartSlow" in shown, shown)


def play(claims):
    if not os.path.exists(f"{SERVERS}/amtool"):
        claims.say("amtool # SKIP tools/unpack-servers bench brings it", True)
        return
    with folder() as directory:
        world = World(directory)
        with world.stanch():
            status = wait_for(lambda: world.is_up(world.ours), 10)
            if not claims.say("stanch answers as an Alertmanager", status):
                return
            path = world.write("am.yml", status["config"]["original"])
            code, *said = world.ours("check-config", path)
            claims.say("its routes are a configuration of Alertmanager's", code == 0,
                       said)
            with world.alertmanager():
                claims.say("with which Alertmanager starts",
                           wait_for(lambda: world.is_up(world.theirs), 10))
                alerts(claims, world)
                silences(claims, world)
                config(claims, world)
            pair(claims, world)

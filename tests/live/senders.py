"""What is written for PagerDuty and Opsgenie talks to stanch without knowing: Debian's
Alertmanager with both receivers, through a front that loses answers, and the vendors' own
clients for Node. pdjs speaks TLS only, so it has a front with a certificate."""
import http.client
import http.server
import json
import os
import ssl
import subprocess
import threading
import urllib.request

from live import (ROOT, SERVERS, STANCH, Api, Program, Tables, folder, free_ports,
                  wait_for)

CLIENTS = f"{ROOT}/tests/live/clients"
KEYS = {"PAGERDUTY_KEY": "0123456789abcdef0123456789abcdef",
        "OPSGENIE_KEY": "00000000-0000-0000-0000-000000000000"}

CONFIGURATION = """
listen: ["127.0.0.1:{stanch}"]
people:
  - {{name: alice, role: admin, contacts: [{{webhook: "http://127.0.0.1:1/alice"}}]}}
on_call: [alice]
door_keys:
  - {{name: pager, key_env: PAGERDUTY_KEY, for: [pagerduty]}}
  - {{name: genie, key_env: OPSGENIE_KEY, for: [opsgenie]}}
heartbeats:
  - {{name: backup, every: 1h}}
"""

ALERTMANAGER = """
route: {{receiver: pager, group_by: [service], group_wait: 0s, group_interval: 1s}}
receivers:
  - name: pager
    pagerduty_configs:
      - {{url: "http://127.0.0.1:{front}/v2/enqueue", routing_key: {PAGERDUTY_KEY}}}
    opsgenie_configs:
      - {{api_url: "http://127.0.0.1:{front}/", api_key: {OPSGENIE_KEY}}}
"""


class Front(http.server.ThreadingHTTPServer):
    """Hands everything on; the first answer of each path is lost behind a 503."""

    daemon_threads = True

    def __init__(self, stanch, loses, certificate=None):
        super().__init__(("127.0.0.1", 0), Handing)
        self.stanch = stanch
        self.loses = loses
        self.seen = []
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.socket = context.wrap_socket(self.socket, server_side=True)
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Handing(http.server.BaseHTTPRequestHandler):
    def hand_on(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        stanch = http.client.HTTPConnection("127.0.0.1", self.server.stanch, timeout=10)
        stanch.request(self.command, self.path, body, {
            name: value for name, value in self.headers.items()
            if name.lower() in ("content-type", "authorization")})
        answer = stanch.getresponse()
        text = answer.read()
        first = (self.command, self.path) not in [one[:2] for one in self.server.seen]
        self.server.seen.append((self.command, self.path, answer.status))
        self.send_response(503 if first and self.server.loses else answer.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_POST = do_GET = do_PUT = do_DELETE = hand_on

    def log_message(self, *_):
        pass


def alert_json(ended):
    alert = {"labels": {"alertname": "QueueStuck", "service": "orders",
                        "severity": "critical"},
             "annotations": {"summary": "nothing moves"}}
    if ended:
        alert["endsAt"] = "2020-01-01T00:00:01Z"
        alert["startsAt"] = "2020-01-01T00:00:00Z"
    return json.dumps([alert]).encode()


def post_alert(port, ended=False):
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/v2/alerts", alert_json(ended),
        {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=5) as answer:
        return answer.status == 200


def tries(function, *words):
    try:
        return function(*words)
    except OSError:
        return None


def alerts(tables, source):
    return tables.ask("SELECT name, service, state FROM alert WHERE source = $1", source)


def both(tables, state):
    wanted = [("QueueStuck", "orders", state)]
    return all(alerts(tables, one) == wanted for one in ("pagerduty", "opsgenie"))


def came_twice(front, path):
    return sum(one[1] == path for one in front.seen) >= 2


def play_alertmanager(directory, port, claims, tables):
    front = Front(port, loses=True)
    listen = free_ports(1)[0]
    config = f"{directory}/alertmanager.yml"
    with open(config, "w", encoding="ascii") as file:
        file.write(ALERTMANAGER.format(front=front.server_address[1], **KEYS))
    with Program(f"{directory}/alertmanager.log",
                 f"{SERVERS}/prometheus-alertmanager", f"--config.file={config}",
                 f"--storage.path={directory}/am", "--cluster.listen-address=",
                 f"--web.listen-address=127.0.0.1:{listen}"):
        wait_for(lambda: tries(post_alert, listen), 20)
        claims.say("a real Alertmanager's PagerDuty and Opsgenie receivers open an alert "
                   "each, with the labels of its group",
                   wait_for(lambda: both(tables, "firing"), 20), (
                       alerts(tables, "pagerduty"), alerts(tables, "opsgenie")))
        claims.say("it repeats what was answered with 503, and no second alert comes of it",
                   wait_for(lambda: came_twice(front, "/v2/enqueue")
                            and came_twice(front, "/v2/alerts"), 20)
                   and both(tables, "firing")
                   and len(tables.entries("alert.fired")) == 2, front.seen)
        post_alert(listen, ended=True)
        claims.say("its resolve and its close end them",
                   wait_for(lambda: both(tables, "resolved"), 30), front.seen)
        claims.say("all that it sent was taken with 202",
                   {one[2] for one in front.seen} == {202}, front.seen)
    front.shutdown()


def use_clients(directory, port):
    certificate = f"{directory}/front.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
                    "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
                    "-keyout", certificate, "-out", f"{directory}/front.crt"],
                   check=True, capture_output=True)
    with open(certificate, "a", encoding="ascii") as both_parts, \
            open(f"{directory}/front.crt", encoding="ascii") as public:
        both_parts.write(public.read())
    front = Front(port, loses=False, certificate=certificate)
    done = subprocess.run(
        ["node", "clients.mjs"], cwd=CLIENTS, capture_output=True, text=True, timeout=60,
        check=False, env={**os.environ, **KEYS,
                          "PAGERDUTY_SERVER": f"127.0.0.1:{front.server_address[1]}",
                          "OPSGENIE_HOST": f"http://127.0.0.1:{port}",
                          "NODE_EXTRA_CA_CERTS": f"{directory}/front.crt"})
    front.shutdown()
    return (json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else None,
            done.stdout + done.stderr)


def play_pagerduty(said, claims, tables):
    claims.say("pdjs: trigger, acknowledge, resolve and change are each taken with 202",
               [said[one]["http"] for one in
                ("trigger", "acknowledge", "resolve", "change")] == [202] * 4
               and said["trigger"]["dedup_key"] == "pdjs", said)
    claims.say("pdjs: what is missing is named",
               said["wrong"]["http"] == 400
               and said["wrong"]["errors"] == ["payload is missing"], said)
    claims.say("pdjs: its alert came and ended, and its change is known",
               ("DiskFull", "postgres", "resolved") in alerts(tables, "pagerduty")
               and tables.ask("SELECT title, service FROM change")
               == [("Deploy v7", "postgres")], alerts(tables, "pagerduty"))


def play_opsgenie(said, claims, tables):
    claims.say("opsgenie-sdk: a create is taken, and its request says which alert it is",
               said["created"]["result"] == "Request will be processed"
               and said["request"]["data"]["isSuccess"]
               and said["request"]["data"]["alertId"] == said["shown"]["data"]["id"], said)
    claims.say("opsgenie-sdk: the alert is shown as it was created",
               said["shown"]["data"]["message"] == "Queue is stuck"
               and said["shown"]["data"]["tags"] == ["mq"], said)
    claims.say("opsgenie-sdk: acknowledge, note and close are taken and written down",
               all(said[one]["result"] == "Request will be processed"
                   for one in ("acknowledged", "noted", "closed"))
               and ("queue", "queue", "resolved") in alerts(tables, "opsgenie")
               and "seen by the SDK" in json.dumps(tables.entries("alert.said")), said)
    claims.say("opsgenie-sdk: a heartbeat is pinged",
               said["ping"].get("result") == "PONG - Heartbeat received", said)


def play(claims):
    if not os.path.isdir(f"{CLIENTS}/node_modules/opsgenie-sdk"):
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund",
                        "--loglevel=error"], cwd=CLIENTS, check=True)
    with folder() as directory:
        port = free_ports(1)[0]
        data = f"{directory}/data"
        with open(f"{directory}/stanch.yaml", "w", encoding="ascii") as file:
            file.write(CONFIGURATION.format(stanch=port))
        with Program(f"{directory}/log", STANCH, "serve", "--data", data, "--config",
                     f"{directory}/stanch.yaml", env={**os.environ, **KEYS}):
            api = Api(f"{data}/socket")
            tables = Tables(data)
            wait_for(lambda: api.ask("GET", "/-/ready")[0] == 200, 20)
            play_alertmanager(directory, port, claims, tables)
            said, told = use_clients(directory, port)
            if claims.say("the vendors' clients for Node run to their end", said, told):
                play_pagerduty(said["pagerduty"], claims, tables)
                play_opsgenie(said["opsgenie"], claims, tables)

"""Pages over deaths, repeats and recoveries, with a real SMTP server and a real HTTP sink,
and with a real Prometheus that pushes straight to stanch."""
import hashlib
import hmac
import http.server
import json
import re
import threading
import time
import urllib.request

from live import (SERVERS, STANCH, Api, Program, Tables, folder, free_ports, is_urgent,
                  mails, run_stanch, wait_for)

REPEAT_S = 2
PAGER_SECRET = "shared-with-the-pager"

CONFIGURATION = """
listen: ["127.0.0.1:{stanch}"]
people:
  - name: alice
    role: admin
    contacts: [{{email: alice@example.org}}, pager]
channels:
  - {{name: pager, kind: webhook, secret_file: pager.secret, url_file: pager.url}}
on_call: [alice]
paging: {{repeat: {repeat}s, rounds: 10}}
hold: 3s
smtp: {{relay: "127.0.0.1:{smtp}", from: stanch@example.org}}
services:
  - name: shop
    settings: {{prometheus: "http://127.0.0.1:{prometheus}"}}
    measurements:
      - {{name: trouble, query: trouble, good: below 1, hold: 4s, every: 1s,
         proves_recovery: true}}
"""

PROMETHEUS = """
global: {{scrape_interval: 1s, evaluation_interval: 1s}}
rule_files: [rules.yml]
alerting:
  alertmanagers: [{{static_configs: [{{targets: ["127.0.0.1:{stanch}"]}}]}}]
scrape_configs:
  - job_name: shop
    static_configs: [{{targets: ["127.0.0.1:{shop}"]}}]
"""

RULES = """
groups:
  - name: shop
    rules:
      - {alert: ShopInTrouble, expr: trouble > 0, labels: {service: shop,
         severity: critical}, annotations: {summary: "trouble is {{ $value }}"}}
"""


class Shop(http.server.BaseHTTPRequestHandler):
    """One metric, whose value the test sets."""
    trouble = 0

    def do_GET(self):
        body = f"trouble {Shop.trouble}\n".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; version=0.0.4")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Sink(http.server.BaseHTTPRequestHandler):
    """Takes what is posted, as it came."""
    got = []  # (headers, body)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Sink.got.append((self.headers, body))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


def is_signed(headers, body):
    found = re.fullmatch(r"t=(\d+),v1=([0-9a-f]{64})", headers["X-Stanch-Signature"] or "")
    wanted = found and hmac.new(PAGER_SECRET.encode(), found[1].encode() + b"." + body,
                                hashlib.sha256).hexdigest()
    return found and hmac.compare_digest(found[2], wanted)


class World:
    def __init__(self, directory):
        self.directory = directory
        self.data = f"{directory}/data"
        self.mail = f"{directory}/mail"
        names = ("stanch", "smtp", "prometheus", "shop", "sink")
        self.ports = dict(zip(names, free_ports(len(names))))
        self.api = Api(f"{self.data}/socket")
        self.tables = Tables(self.data)
        self.write("stanch.yaml", CONFIGURATION.format(repeat=REPEAT_S, **self.ports))
        self.write("pager.secret", PAGER_SECRET)
        self.write("pager.url", f"http://127.0.0.1:{self.ports['sink']}/alice")
        self.write("prometheus.yml", PROMETHEUS.format(**self.ports))
        self.write("rules.yml", RULES)
        self.stanch = self.program("stanch", STANCH, "serve", "--data", self.data,
                                   "--config", f"{directory}/stanch.yaml")
        self.smtp = self.program("smtp", f"{SERVERS}/smtp-server",
                                 f"127.0.0.1:{self.ports['smtp']}", self.mail)
        self.prometheus = self.program(
            "prometheus", f"{SERVERS}/prometheus",
            f"--config.file={directory}/prometheus.yml",
            f"--storage.tsdb.path={directory}/tsdb", "--rules.alert.resend-delay=5s",
            f"--web.listen-address=127.0.0.1:{self.ports['prometheus']}")

    def program(self, name, *argv):
        return Program(f"{self.directory}/{name}.log", *argv)

    def write(self, name, text):
        with open(f"{self.directory}/{name}", "w", encoding="utf-8") as file:
            file.write(text)

    def start_stanch(self):
        self.stanch.start()
        return wait_for(lambda: self.api.get("server/status"), 10)

    def alert(self, name, service):
        """The status that a sender gets for one firing alert."""
        body = json.dumps([{"labels": {"alertname": name, "service": service,
                                       "severity": "critical"}}]).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.ports['stanch']}/api/v2/alerts", body,
            {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status

    def mails_about(self, text):
        return [mail for mail in mails(self.mail) if text in mail["Subject"]]

    def posts_about(self, text):
        told = [(headers, body, json.loads(body)) for headers, body in Sink.got]
        return [one for one in told if text in one[2]["title"] and one[2]["urgent"]]

    def pages_about(self, text):
        return [mail for mail in self.mails_about(text) if is_urgent(mail)]


def survive_death(claims, world):
    status = world.alert("DiesAfter200", "billing")
    seen = world.api.events(0, 3)
    world.stanch.kill()
    claims.say("a live page is told of it",
               any(event == "entry" for _, event in seen), seen)
    claims.say("an alert is answered with 200 while no mail can be sent",
               status == 200 and mails(world.mail) == [], status)
    world.smtp.start()
    claims.say("killed right after, stanch starts again", world.start_stanch())
    missed = world.api.events(seen[-1][0] if seen else 0, 3)
    claims.say("a live page that comes back is told what it missed, or to load anew",
               missed and missed[-1][0] > seen[-1][0], missed)
    page = wait_for(lambda: world.pages_about("DiesAfter200"), 20)
    claims.say("and the page arrives", page, world.mails_about(""))


def repeat_until_ack(claims, world):
    count = len(world.pages_about("DiesAfter200"))
    more = wait_for(lambda: len(world.pages_about("DiesAfter200")) >= count + 2,
                    REPEAT_S * 6)
    claims.say("the page repeats while nobody acknowledges", more,
               len(world.pages_about("DiesAfter200")))
    code, text = run_stanch("ack", "last", "--data", world.data)
    claims.say("stanch ack says who is commander now",
               code == 0 and "Commander: alice" in text, text)
    time.sleep(1)  # one that was on its way may still arrive
    count = len(world.pages_about("DiesAfter200"))
    time.sleep(REPEAT_S * 3)
    claims.say("after stanch ack no page goes out any more",
               len(world.pages_about("DiesAfter200")) == count)


def check_mails(claims, pages):
    """What a mail program and a person make of them."""
    root = pages[0]["Message-ID"]
    claims.say("the mails of an incident make one thread, each with an id of its own",
               all(mail["In-Reply-To"] == root and root in mail["References"]
                   for mail in pages[1:])
               and len({mail["Message-ID"] for mail in pages}) == len(pages),
               [mail.as_string() for mail in pages])
    text = pages[0].get_content()
    claims.say("a mail says what burns and why in its first lines, and how to answer",
               text.startswith("ledger: SinkPages") and " because " in text
               and "/ack/" in text and "[stanch:" in text
               and re.match(r"stanch\+[0-9a-z]{40}@", pages[0]["Reply-To"] or ""), text)


def ack_by_link(claims, world):
    world.alert("SinkPages", "ledger")
    posts = wait_for(lambda: world.posts_about("SinkPages"), 20)
    if not claims.say("a real HTTP sink gets the page as well", posts, Sink.got):
        return
    claims.say("its body is signed with the shared secret",
               all(is_signed(headers, body) for headers, body, _ in posts),
               posts[0][0].as_string())
    link = posts[0][2]["ack_link"]
    with urllib.request.urlopen(link, timeout=10) as answer:
        shown = answer.read().decode()
    count = len(world.posts_about("SinkPages"))
    more = wait_for(lambda: len(world.posts_about("SinkPages")) >= count + 2, REPEAT_S * 6)
    claims.say("fetching the ack link shows a button and stops nothing",
               more and shown.count("<button") == 1, shown)
    check_mails(claims, world.pages_about("SinkPages"))
    with urllib.request.urlopen(link, b"", timeout=10) as answer:
        said = answer.read().decode()
    time.sleep(1)  # one that was on its way may still arrive
    count = len(world.posts_about("SinkPages")) + len(world.pages_about("SinkPages"))
    time.sleep(REPEAT_S * 3)
    claims.say("pressing the button stops mails and posts alike",
               len(world.posts_about("SinkPages")) + len(world.pages_about("SinkPages"))
               == count and world.tables.ask(
                   "SELECT acked_by FROM page JOIN incident ON incident.id = page.incident "
                   "WHERE service = 'ledger'") == [("alice",)], said)
    keys = [headers["Idempotency-Key"] for headers, _, _ in world.posts_about("SinkPages")]
    claims.say("each page has a key of its own", len(set(keys)) == len(keys), keys)


def recover_before_ack(claims, world):
    Shop.trouble = 7
    page = wait_for(lambda: world.pages_about("trouble is 7"), 30)
    claims.say("a real Prometheus pushes its alert straight to stanch, which pages", page,
               world.api.get("alert/list"))
    Shop.trouble = 0
    notice = wait_for(lambda: [mail for mail in world.mails_about("ended:")
                               if not is_urgent(mail)], 30)
    claims.say("the alert ends before the ack: a quiet notice goes out", notice,
               world.mails_about(""))
    count = len(world.pages_about("trouble is 7"))
    over = wait_for(lambda: world.tables.ask(
        "SELECT proven FROM incident WHERE service = 'shop' AND state = 'resolved'"), 30)
    claims.say("the incident resolves itself after the hold, proven by measurement",
               over and over[0][0] == 1,
               world.tables.ask("SELECT code, state, proven FROM incident"))
    claims.say("paging stopped with the recovery, and there was one notice only",
               len(world.pages_about("trouble is 7")) == count
               and len(world.mails_about("ended:")) == 1,
               [mail["Subject"] for mail in mails(world.mail)])
    claims.say("nobody acknowledged it", world.tables.ask(
        "SELECT acked_at FROM incident WHERE service = 'shop'") == [(0,)])


def refuse_mixing(claims, world):
    with open(f"{world.directory}/stanch.yaml", encoding="utf-8") as file:
        world.write("drill.yaml", "drill: true\n" + file.read())
    code, text = run_stanch("serve", "--data", world.data, "--config",
                            f"{world.directory}/drill.yaml")
    claims.say("a drill's server refuses a directory with real incidents",
               code == 3 and "real incidents" in text, f"{code} {text}")
    code, text = run_stanch("drill", "--auto", "--servers", SERVERS, "--data", world.data)
    claims.say("stanch drill refuses it too, and leaves it alone",
               code == 3 and world.tables.ask("SELECT 1 FROM incident"), f"{code} {text}")


def play(claims):
    with folder() as directory:
        world = World(directory)
        shop = http.server.ThreadingHTTPServer(("127.0.0.1", world.ports["shop"]), Shop)
        sink = http.server.ThreadingHTTPServer(("127.0.0.1", world.ports["sink"]), Sink)
        for server in (shop, sink):
            threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            with world.prometheus:
                claims.say("stanch starts", world.start_stanch())
                survive_death(claims, world)
                repeat_until_ack(claims, world)
                ack_by_link(claims, world)
                recover_before_ack(claims, world)
        finally:
            for program in (world.stanch, world.smtp):
                if program.process:
                    program.stop()
            shop.shutdown()
            sink.shutdown()
        refuse_mixing(claims, world)

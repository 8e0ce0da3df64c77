"""What happens in stories: the world before, what people and machines do, time, death."""
import json
import os
import re
import shlex
import socket
import subprocess
import time

from server import Answer
from steps import expect, milliseconds, step, until

HERE = os.path.dirname(os.path.abspath(__file__))

# -- given: the world before --

@step("given", r"on call: (.+)")
def on_call(stage, names):
    stage.config["on_call"] = f"on_call: [{names}]\n"


@step("given", r"nobody is on call")
def nobody_on_call(stage):
    stage.config["on_call"] = ""


@step("given", r"paging every (\w+), (\d+) rounds? each")
def paging(stage, repeat, rounds):
    stage.config["paging"] = f"paging: {{repeat: {repeat}, rounds: {rounds}}}\n"


@step("given", r"configuration:")
def configuration(stage, block):
    stage.config["more"] = block


@step("given", r"the service session-cache, whose failing writes must stay below 1 % "
               r"for (\w+)")
def measured_service(stage, hold):
    stage.has_service, stage.hold = True, hold


@step("given", r"its pattern redis-memory")
def with_pattern(stage):
    stage.patterns = "redis-memory"


@step("given", r"redis is full and refuses writes")
def redis_is_full(stage):
    stage.redis.refuses = True


@step("given", r"redis has room: (\d+) MiB used of (\d+)")
def redis_has_room(stage, used, limit):
    stage.redis.used, stage.redis.maxmemory = int(used) << 20, int(limit) << 20
    stage.redis.refuses = False


@step("given", r"redis is down")
def redis_is_down(stage):
    stage.redis.close()


@step("given", r"redis does a change but its answer is late")
def redis_is_late(stage):
    stage.redis.held.clear()


@step("given", r"(?:the inboxes are|alice's phone is) out of reach")
def inbox_is_down(stage):
    stage.inbox.close()


@step("given", r"whoever is told takes long to answer")
def inbox_is_slow(stage):
    stage.inbox.held.clear()


# -- what is measured --

@step("given", r"writes failing: (.+) %")
@step("when", r"writes failing: (.+) %")
def writes_failing(stage, percent):
    stage.prometheus.stopped_at = None
    stage.prometheus.failing = False
    stage.prometheus.values["cache_writes_failed_percent"] = percent


@step("given", r"prometheus has no series of it")
@step("when", r"prometheus has no series of it any more")
def no_series(stage):
    stage.prometheus.values.pop("cache_writes_failed_percent", None)


@step("when", r"prometheus gives several series of it")
def several_series(stage):
    stage.prometheus.values["cache_writes_failed_percent"] = "several"


@step("when", r"prometheus cannot evaluate it any more")
def failing_query(stage):
    stage.prometheus.failing = True


@step("when", r"prometheus scrapes nothing new")
def stopped_scrape(stage):
    stage.prometheus.stopped_at = stage.clock_seconds()


@step("when", r"prometheus hangs")
def prometheus_hangs(stage):
    stage.prometheus.let_go.clear()


@step("when", r"prometheus answers again")
def prometheus_answers(stage):
    stage.prometheus.let_go.set()


@step("when", r"prometheus is overloaded")
def prometheus_overloaded(stage):
    stage.prometheus.overloaded, stage.prometheus.refused = True, 0


@step("when", r"prometheus has room again")
def prometheus_room(stage):
    stage.prometheus.overloaded = False


@step("when", r"prometheus goes down")
def prometheus_down(stage):
    stage.prometheus.close()


@step("when", r"prometheus is up again")
def prometheus_up(stage):
    stage.prometheus.reopen()


# -- when: somebody does something --

def later(instant, duration):
    """RFC 3339, from the story's present."""
    seconds = time.mktime(time.strptime(instant[:19], "%Y-%m-%dT%H:%M:%S")) - time.timezone
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds + duration))


def deliver(stage, name, ends):
    now = stage.server.read("incident/list")["now"]
    with open(os.path.join(HERE, "alerts", f"{name}.json"), encoding="utf-8") as file:
        body = file.read()
    start = stage.sent.setdefault(name, later(now, 0))
    end = later(now, 0) if ends else later(now, 240)
    if ends:
        del stage.sent[name]
    body = body.replace("{start}", start).replace("{end}", end)
    post(stage, "/api/v2/alerts", body)


def post(stage, path, body, headers=None):
    data = body if isinstance(body, bytes) else body.encode()
    stage.answer = stage.server.remote("POST", path, data,
                                       headers or {"Content-Type": "application/json"})


@step("when", r"prometheus (?:sends|repeats) ([\w-]+)")
def send_alert(stage, name):
    deliver(stage, name, False)
    expect(stage.answer.status == 200, f"{stage.answer.status} {stage.answer.text}")


@step("when", r"prometheus says that ([\w-]+) ended")
def end_alert(stage, name):
    deliver(stage, name, True)
    expect(stage.answer.status == 200, f"{stage.answer.status} {stage.answer.text}")


@step("when", r"somebody posts to (/\S+):")
def post_body(stage, path, block):
    post(stage, path, block)


@step("when", r"somebody posts to (/\S+) with ([\w-]+): (\S+):")
def post_with_header(stage, path, name, value, block):
    stage.answer = stage.server.remote(
        "POST", path, block.encode(), {"Content-Type": "application/json", name: value})


@step("when", r"somebody opens (/\S+)")
def open_page(stage, path):
    stage.answer = stage.server.remote("GET", path)


@step("when", r"somebody fills in (/\S+): (.+)")
def fill_in(stage, path, form):
    stage.answer = stage.server.remote(
        "POST", path, form.encode(), {"Content-Type": "application/x-www-form-urlencoded"})


@step("when", r"somebody posts bytes to (/\S+): (.+)")
def post_bytes(stage, path, escaped):
    post(stage, path, escaped.encode().decode("unicode_escape").encode("latin-1"))


def alert_with(labels):
    return json.dumps([{"labels": labels}])


@step("when", r"somebody posts an alert with a label of (\d+) kB")
def long_label(stage, size):
    post(stage, "/api/v2/alerts",
         alert_with({"alertname": "Long", "text": "x" * int(size) * 1000}))


@step("when", r"somebody posts an alert with (\d+) labels")
def many_labels(stage, count):
    labels = {f"label_{number}": "x" for number in range(int(count))}
    post(stage, "/api/v2/alerts", alert_with({"alertname": "Many", **labels}))


@step("when", r"somebody posts (\d+) alerts of the service (\w+)(?: with (\d+) kB each)?")
def alerts_of_service(stage, count, service, size):
    alerts = [{"labels": {"alertname": f"Nr{number}", "service": service,
                          "severity": "critical"},
               "annotations": {"stack": "x" * 1000 * int(size or 0)}}
              for number in range(int(count))]
    post(stage, "/api/v2/alerts", json.dumps(alerts))


@step("when", r"somebody posts (\d+) MiB of alerts")
def many_alerts(stage, size):
    text = "x" * 200000
    count = (int(size) << 20) // len(text) + 1
    alerts = [{"labels": {"alertname": f"Big{number}", "severity": "none"},
               "annotations": {"stack": text}} for number in range(count)]
    post(stage, "/api/v2/alerts", json.dumps(alerts))


@step("when", r"somebody posts to (/\S+) with both Content-Length and Transfer-Encoding")
def both_lengths(stage, path):
    request = (f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
               "Content-Type: application/json\r\nContent-Length: 6\r\n"
               "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\n"
               "Host: 127.0.0.1\r\n\r\n")
    reply = b""
    with socket.create_connection(("127.0.0.1", stage.server.port), timeout=10) as wire:
        wire.sendall(request.encode())
        try:
            while more := wire.recv(65536):
                reply += more
        except ConnectionError:
            pass
    text = reply.decode("latin-1")
    expect(text.count("HTTP/1.1 ") == 1, f"not one answer but:\n{text}")
    stage.answer = Answer(int(text.split()[1]), {}, reply.partition(b"\r\n\r\n")[2])


@step("when", r"(?!somebody )(\w+) runs: (.+)")
def run_command(stage, person, words):
    words = words.format(dir=stage.folder, redis=f"127.0.0.1:{stage.redis.port}",
                         **stage.kept)
    stage.exit = stage.server.run(["--data", stage.server.directory, "--as", person,
                                   *shlex.split(words)])


@step("when", r"(\w+) asks with a token: (\S+) (\{.*\})")
def ask_with_token(stage, person, path, tree):
    if person not in stage.tokens:
        made = stage.server.local("POST", "/api/v1/person/token", {"person": person})
        expect(made.status == 200, made.text)
        stage.tokens[person] = made.tree["token"]
    post(stage, f"/api/v1/{path}", tree,
         {"Content-Type": "application/json",
          "Authorization": f"Bearer {stage.tokens[person]}"})


def ack_path(stage, person):
    links = [notice.ack_link for notice in stage.inbox.notices
             if notice.who == person and notice.ack_link]
    expect(links, f"{person} got no ack link")
    return re.sub(r"^https?://[^/]+", "", links[-1])


@step("when", r"(\w+)'s mail scanner fetches her ack link")
@step("when", r"(\w+) opens (?:her|his) ack link")
def open_ack_link(stage, person):
    stage.answer = stage.server.remote("GET", ack_path(stage, person))


@step("when", r"(\w+) presses its button")
def press_button(stage, person):
    stage.answer = stage.server.remote("POST", ack_path(stage, person), b"")


@step("when", r"somebody presses the button of a forged link")
def forged_button(stage):
    path = ack_path(stage, "alice")
    stage.answer = stage.server.remote(
        "POST", path[:-4] + ("aaaa" if path[-4:] != "aaaa" else "bbbb"), b"")


@step("when", r"somebody else sets maxmemory of redis to (\d+) MiB")
def change_redis(stage, size):
    stage.redis.maxmemory = int(size) << 20


@step("when", r"the inboxes are in reach again")
def inbox_is_up(stage):
    stage.inbox.reopen()


@step("when", r"the configuration becomes, and SIGHUP comes:")
def new_configuration(stage, block):
    stage.config["more"] = block
    with open(stage.server.log_path, encoding="utf-8") as file:
        before = file.read().count("config.")
    stage.reload()
    until(lambda: open(stage.server.log_path, encoding="utf-8").read().count("config.")
          > before, "a word about the configuration in the log")


@step("when", r"everything that can be read is fetched")
def fetch_all(stage):
    """Each read of the API, the page and the assets, twice."""
    tree = stage.server.local("GET", "/api/v1/openapi.json").tree
    paths = [path for path, verbs in tree["paths"].items() if "get" in verbs]
    expect(len(paths) > 15, f"only {paths}")
    for path in paths * 2:
        stage.server.local("GET", f"{path}?incident=last&number=1&id=1")
    for path in ("/", "/room/INC-2026-11-21-001", "/metrics", "/-/healthy", "/-/ready",
                 "/api/v1/me", "/api/v1/openapi.json", ack_path(stage, "alice")):
        for _ in range(2):
            stage.server.remote("GET", path)


@step("when", r"the journal's head is noted")
def note_head(stage):
    stage.kept["head"] = stage.server.read("journal/head")["head"]


@step("when", r"the server is stopped")
def stop_server(stage):
    stage.server.stop()


@step("when", r"the server starts (\w+) later")
def start_later(stage, duration):
    stage.server.clock = later(stage.server.clock, milliseconds(duration) // 1000)
    stage.server.start()


@step("when", r"the server is started")
def start_server(stage):
    stage.server.start()


# -- what the disk and other programs do --

@step("when", r"one byte of a journal entry is changed")
def flip_byte(stage):
    stage.database.execute("UPDATE journal SET body = replace(body, 'alice', 'alicf') "
                           "WHERE kind = 'page.acknowledged'")


@step("when", r"the labels of alert (\d+) (cannot be read|can be read again)")
def spoil_labels(stage, number, how):
    sign = "-" if how == "cannot be read" else ""
    stage.database.execute(f"UPDATE alert SET labels = '{sign}' || ltrim(labels, '-') "
                           f"WHERE id = {number}")


@step("when", r"the last journal entry is deleted")
def cut_tail(stage):
    stage.database.execute("DELETE FROM journal WHERE seq = "
                           "(SELECT max(seq) FROM journal)")


@step("when", r"the last journal entry is deleted and the kept head set back")
def cut_tail_well(stage):
    cut_tail(stage)
    stage.database.execute(
        "UPDATE setting SET value = (SELECT CAST(seq AS TEXT) || ':' || hash FROM journal "
        "ORDER BY seq DESC LIMIT 1) WHERE name = 'journal.head'")


@step("when", r"the journal is verified")
def verify_stopped(stage):
    words = ["journal", "verify", "--data", stage.server.directory]
    if stage.database.connection:
        words += ["--database", stage.database.connection]
    if "head" in stage.kept and stage.kept.pop("compare", True):
        words += ["--head", stage.kept["head"]]
    stage.exit = stage.server.run(words)


@step("when", r"somebody runs: (.+)")
def run_plain(stage, words):
    words = words.format(dir=stage.folder, data=stage.server.directory)
    stage.exit = stage.server.run(shlex.split(words))


@step("when", r"a newer stanch has used the database")
def newer_database(stage):
    stage.database.execute("UPDATE meta SET value = '9999' WHERE name = 'schema'")


def start_and_wait(stage, words, user=None):
    stage.exit = subprocess.run(words, capture_output=True, text=True, timeout=30,
                                check=False, stdin=subprocess.DEVNULL, user=user)


@step("when", r"a second server starts on the same directory")
@step("when", r"a server starts on the directory")
def start_second(stage):
    start_and_wait(stage, stage.server.command())


@step("when", r"a server starts with this configuration:")
def start_with_configuration(stage, block, folder="other"):
    path = os.path.join(stage.folder, "other.yaml")
    with open(path, "w", encoding="utf-8") as file:
        file.write(block)
    start_and_wait(stage, [stage.server.program, "serve", "--data",
                           os.path.join(stage.folder, folder), "--config", path,
                           "--listen", "127.0.0.1:0"])


@step("when", r"a server starts on the directory with this configuration:")
def start_again_with_configuration(stage, block):
    start_with_configuration(stage, block, "data")


@step("when", r"a server starts with a configuration that is not there")
def start_without_configuration(stage):
    start_and_wait(stage, [stage.server.program, "serve", "--data",
                           os.path.join(stage.folder, "other"), "--config",
                           os.path.join(stage.folder, "none.yaml")])


@step("when", r"a server starts on the port of another")
def start_on_port(stage):
    start_and_wait(stage, [stage.server.program, "serve", "--data",
                           os.path.join(stage.folder, "other"), "--listen",
                           f"127.0.0.1:{stage.server.port}"])


@step("when", r"a server starts on a directory that it may not write")
def start_unwritable(stage):
    folder = os.path.join(stage.folder, "sealed")
    os.mkdir(folder)
    os.chmod(stage.folder, 0o711)
    os.chmod(folder, 0o555)
    nobody = 65534 if os.getuid() == 0 else None
    start_and_wait(stage, [stage.server.program, "serve", "--data", folder, "--listen",
                           "127.0.0.1:0"], user=nobody)


# -- after and crash --

@step("when", r"somebody waits for (\w+)")
@step("after", r"(\w+)")
def after(stage, duration):
    stage.server.advance(milliseconds(duration))


@step("crash", r"kill -9, start again")
def crash(stage):
    stage.server.kill()
    stage.server.start()


@step("crash", r"kill -9")
def crash_only(stage):
    stage.server.kill()


@step("crash", r"while a page is being sent: kill -9, start again")
def crash_sending(stage):
    expect(stage.inbox.wait_for_more(stage.mark), "nothing was sent")
    stage.server.kill()
    stage.inbox.held.set()
    stage.server.start()


@step("crash", r"while redis is being changed: kill -9, start again")
def crash_changing(stage):
    expect(stage.redis.asked_to_change.wait(10), "redis was asked nothing")
    stage.server.kill()
    stage.redis.held.set()
    stage.server.start()

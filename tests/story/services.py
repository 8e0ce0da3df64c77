"""Services in stories that cannot be had here, and receivers that behave badly. GitHub is
a double, made from its documented answers: issues, their comments, and a first call that
fails. What any other address answers is what the story says."""

import datetime
import hashlib
import hmac
import html
import http.server
import json
import os
import re
import subprocess
import threading
import urllib.parse

from acts import ack_path, later
from doubles import HOLD_SECONDS_MAX, Threads
from server import Answer
from steps import TIMES, expect, milliseconds, step, until


class HttpService:
    """An HTTP server for all methods; answer() gives status, headers and text."""

    def __init__(self):
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = HOLD_SECONDS_MAX

            def do_any(self):
                length = int(self.headers.get("Content-Length", "0"))
                body = self.rfile.read(length)
                status, headers, text = service.answer(self.command, self.path, body)
                data = text.encode()
                try:
                    self.send_response(status)
                    for name, value in headers.items():
                        self.send_header(name, value)
                    self.send_header("Content-Length", str(len(data)))
                    self.end_headers()
                    self.wfile.write(data)
                except OSError:
                    pass

            do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = do_any

            def log_message(self, format, *arguments):
                pass

        self.server = Threads(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.02,),
                         daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, method, path, body):
        raise NotImplementedError


class GitHub(HttpService):
    """A double: issues of one project. .broken says what the next call to open one does:
    "refused" does nothing, "lost" does it and the answer is lost."""

    def __init__(self):
        self.issues, self.calls, self.broken = [], [], ""
        super().__init__()

    def answer(self, method, path, body):
        tree = json.loads(body) if body else {}
        path, _, query = path.partition("?")
        self.calls.append(f"{method} {path}")
        found = re.fullmatch(r"/repos/acme/orders/issues(?:/(\d+)(/comments)?)?", path)
        if not found:
            return 404, {}, '{"message": "Not Found"}'
        if not found[1]:
            return self.all_issues(method, query, tree)
        issue = self.issues[int(found[1]) - 1]
        return self.one_issue(method, issue, found[2], tree)

    def all_issues(self, method, query, tree):
        if method == "GET":
            label = urllib.parse.parse_qs(query)["labels"][0]
            return 200, {}, json.dumps([issue for issue in reversed(self.issues)
                                        if {"name": label} in issue["labels"]])
        broken, self.broken = self.broken, ""
        if broken == "refused":
            return 500, {}, '{"message": "Server Error"}'
        issue = {"number": len(self.issues) + 1, "state": "open", "comments": 0,
                 "html_url": f"https://github.com/acme/orders/issues/"
                             f"{len(self.issues) + 1}",
                 "title": tree["title"], "body": tree["body"], "said": [],
                 "labels": [{"name": label} for label in tree["labels"]]}
        self.issues.append(issue)
        if broken == "lost":
            return 502, {}, '{"message": "Bad Gateway"}'
        return 201, {}, json.dumps(issue)

    @staticmethod
    def one_issue(method, issue, comments, tree):
        if comments and method == "POST":
            issue["said"].append({"body": tree["body"]})
            issue["comments"] += 1
            return 201, {}, "{}"
        if comments:
            return 200, {}, json.dumps(issue["said"])
        if method == "PATCH":
            issue["state"] = tree["state"]
        return 200, {}, json.dumps(issue)


class Receiver(HttpService):
    """Somebody's webhook that answers as it is told to, by path."""

    def __init__(self):
        self.answers = {}   # path → (status, headers, text), or "hangs"
        self.arrived = []   # (path, body, method)
        self.let_go = threading.Event()
        super().__init__()

    def close(self):
        self.let_go.set()
        super().close()

    def answer(self, method, path, body):
        self.arrived.append((path, body.decode("utf-8", "replace"), method))
        answer = self.answers.get(path) or self.answers.get(path.partition("?")[0])
        if answer == "hangs":
            self.let_go.wait(HOLD_SECONDS_MAX)
        answer = answer or "hangs"
        return (200, {}, "ok") if answer == "hangs" else answer


def service(stage, name, kind):
    """Made when first spoken of."""
    if name not in stage.services:
        stage.services[name] = kind()
    return stage.services[name]


def github(stage):
    return service(stage, "github", GitHub)


def receiver(stage):
    return service(stage, "receiver", Receiver)


@step("given", r"the tracker's first call is refused")
def tracker_refuses(stage):
    github(stage).broken = "refused"


@step("given", r"the answer to the tracker's first call is lost")
def tracker_loses(stage):
    github(stage).broken = "lost"


def issue_count(stage, count):
    stage.rest()
    issues = github(stage).issues
    expect(len(issues) == int(count), [issue["title"] for issue in issues])
    return issues


@step("then", r"the tracker has no issue")
def no_issue(stage):
    issue_count(stage, 0)


@step("then", r"the tracker has 1 issue, (open|closed): (.+)")
def one_issue(stage, state, title):
    issue = issue_count(stage, 1)[0]
    expect(issue["state"] == state and title in issue["title"],
           f"{issue['state']}: {issue['title']}")


@step("then", r"the issue is labelled (.+)")
def issue_labels(stage, labels):
    seen = [label["name"] for label in issue_count(stage, 1)[0]["labels"]]
    expect(seen == labels.split(", "), seen)


@step("then", r"the issue says \"(.+)\"")
def issue_says(stage, text):
    issue = issue_count(stage, 1)[0]
    said = [issue["body"], *(one["body"] for one in issue["said"])]
    expect(any(text in one for one in said), "\n".join(said))


@step("then", r"the issue was closed (once|twice)")
def issue_closed(stage, times):
    stage.rest()
    calls = [call for call in github(stage).calls if call.startswith("PATCH")]
    expect(len(calls) == TIMES[times] and len(issue_count(stage, 1)[0]["said"]) == 1,
           github(stage).calls)


# -- receivers --

@step("given", r"(/\S+) answers (\d+)(?: with (\S+): (.*?))?(?: and says (.+))?")
@step("when", r"(/\S+) answers (\d+)(?: with (\S+): (.*?))?(?: and says (.+))?")
def receiver_answers(stage, path, status, header, value, text):
    headers = {header: stage.with_addresses(value)} if header else {}
    receiver(stage).answers[path] = (int(status), headers, text or "ok")


@step("given", r"(/\S+) hangs")
def receiver_hangs(stage, path):
    receiver(stage).answers[path] = "hangs"


@step("when", r"(/\S+) answers at last")
def receiver_lets_go(stage, path):
    receiver(stage).let_go.set()


@step("then", r"(\w+) and (\w+) are paged within (\d+) s, while (/\S+) is being called")
def paged_meanwhile(stage, first, second, seconds, path):
    """By the real clock: the server is not at rest."""
    until(lambda: {page.who for page in stage.pages()} == {first, second},
          f"a page to both ({[str(page) for page in stage.pages()]})", int(seconds))
    until(lambda: arrived(stage, path), f"a call of {path}", int(seconds))
    expect(not receiver(stage).let_go.is_set(), "nothing hangs")


def arrived(stage, path):
    return [one for one in receiver(stage).arrived if one[0] == path]


@step("then", r"(/\S+) was called (never|once|twice|three times|\d+ times)")
def was_called(stage, path, times):
    stage.rest()
    wanted = {"never": 0, **TIMES}.get(times)
    wanted = int(times.split()[0]) if wanted is None else wanted
    expect(len(arrived(stage, path)) == wanted, f"{len(arrived(stage, path))} times")


@step("then", r"(/\S+) got \"(.+)\"")
def receiver_got(stage, path, text):
    stage.rest()
    expect(any(text in body for _, body, _ in arrived(stage, path)), arrived(stage, path))


@step("then", r"(/\S+) was called (\d+) to (\d+) times")
def was_called_about(stage, path, least, most):
    stage.rest()
    expect(int(least) <= len(arrived(stage, path)) <= int(most), len(arrived(stage, path)))


@step("then", r"(/\S+) got nothing like \"(.+)\"")
def receiver_got_not(stage, path, text):
    stage.rest()
    expect(not any(text in body for _, body, _ in arrived(stage, path)),
           arrived(stage, path))


# -- deliveries, messages, the status page --

@step("then", r"the last delivery to (\w*) by (\S+) is (\w+)(?:: (.+))?")
def delivery_is(stage, person, channel, state, problem):
    stage.rest()
    rows = [row for row in stage.server.read("page/deliveries?most=100")["deliveries"]
            if row["person"] == person and row["channel"] == channel]
    expect(rows, f"nothing to {person} by {channel}")
    last = max(rows, key=lambda row: row["id"])
    expect(last["state"] == state and (problem or "") in last["problem"],
           f"{last['state']}: {last['problem']}")


@step("when", r"a mail answers (\w+)'s page:")
def mail_answers(stage, person, block):
    """As a mail server hands it over; the token is that of the person's last page."""
    token = ack_path(stage, person).rpartition("/")[2]
    mail = f"To: stanch+{token}@example.org\n{block}"
    stage.exit = subprocess.run([stage.server.program, "mail-in", "--data",
                                 stage.server.directory], input=mail, text=True,
                                capture_output=True, check=False, timeout=30)


@step("then", r"(\w+) is told nothing")
def told_nothing(stage, who):
    stage.rest()
    told = [f"{notice}\n{notice.text}" for notice in stage.notices() if notice.who == who]
    expect(not told, told)


def drafts(stage):
    stage.rest()
    return {one["audience"]: one for one in stage.room()["messages"]
            if one["state"] in ("draft", "approved")}


@step("then", r"drafts lie ready for (.+)")
def drafts_for(stage, names):
    seen = sorted(drafts(stage))
    expect(seen == sorted(names.split(", ")), seen)


@step("then", r"the draft for (\w+) says \"(.+)\"")
def draft_says(stage, audience, text):
    draft = drafts(stage).get(audience)
    expect(draft and text in f"{draft['subject']}\n{draft['text']}",
           draft and f"{draft['subject']}\n{draft['text']}")


@step("then", r"the draft for (\w+) does not say \"(.+)\"")
def draft_says_not(stage, audience, text):
    draft = drafts(stage).get(audience)
    expect(draft and text not in f"{draft['subject']}\n{draft['text']}",
           draft and f"{draft['subject']}\n{draft['text']}")


@step("then", r"it owes (\w+) the (.+) by (\S+)")
def owes(stage, audience, what, at):
    stage.rest()
    promises = stage.server.read("message/list?incident=last")["promises"]
    seen = [f"{one['what']} by {one['due'][11:19]}" for one in promises
            if one["state"] == "open" and one["audience"] == audience]
    expect(f"{what} by {at}" in seen, seen)


@step("then", r"it owes (\w+) nothing")
def owes_nothing(stage, audience):
    stage.rest()
    promises = stage.server.read("message/list?incident=last")["promises"]
    seen = [f"{one['what']} by {one['due'][11:19]}" for one in promises
            if one["state"] == "open" and one["audience"] == audience]
    expect(not seen, seen)


@step("when", r"somebody opens (/\S*)")
def open_page(stage, path):
    stage.rest()
    stage.answer = stage.server.remote("GET", path)


def words_of(stage):
    """What a reader sees of a page: no style, no markup."""
    text = re.sub(r"<head>.*?</head>|<style>.*?</style>", "", stage.answer.text, flags=re.S)
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)))


@step("then", r"the answer does not say (.+)")
def answer_says_not(stage, text):
    expect(stage.answer.status == 200 and text not in stage.answer.text, stage.answer.text)


@step("then", r"the page says \"(.+)\"")
def page_says(stage, text):
    expect(stage.answer.status == 200 and text in words_of(stage),
           f"{stage.answer.status}: {words_of(stage)[:2000]}")


@step("then", r"the page does not say \"(.+)\"")
def page_says_not(stage, text):
    expect(stage.answer.status == 200 and text not in words_of(stage),
           f"{stage.answer.status}: {words_of(stage)[:2000]}")


COMMIT = r'"([^"]+)" by (\w+) at (\S+?)(?:, |$)'


@step("given", r"the repository (\w+) with (\".+)")
@step("when", r"the repository (\w+) gets (.+)")
def repository(stage, name, commits):
    folder = os.path.join(stage.folder, name)

    def git(*words, at=""):
        environment = {"PATH": os.environ["PATH"], "HOME": stage.folder,
                       "GIT_CONFIG_NOSYSTEM": "1", "GIT_COMMITTER_DATE": at,
                       "GIT_AUTHOR_DATE": at}
        subprocess.run(["git", "-C", folder, *words], check=True, capture_output=True,
                       timeout=30, env=environment)

    if not os.path.isdir(folder):
        os.makedirs(folder)
        git("init", "-q", "-b", "main")
    for title, author, at in re.findall(COMMIT, commits):
        git("-c", f"user.name={author}", "-c", "user.email=nobody@example.org", "commit",
            "-q", "--allow-empty", "-m", title, at=at)


@step("given", r"the repository (\w+) with (\d+) commits by (\w+) from (\S+) on")
def repository_of_many(stage, name, count, author, at):
    minutes = [datetime.datetime.fromisoformat(at.replace("Z", "+00:00")) +
               datetime.timedelta(minutes=nth) for nth in range(int(count))]
    repository(stage, name, ", ".join(
        f'"commit {nth} of many" by {author} at {minute.strftime("%Y-%m-%dT%H:%M:%SZ")}'
        for nth, minute in enumerate(minutes)))


@step("then", r"there are (\d+) changes")
def changes_are(stage, count):
    stage.rest()
    rows = stage.server.read("change/list")["changes"]
    expect(len(rows) == int(count), f"{len(rows)} changes")


@step("given", r"the rule (\w+) waits (\w+)")
def rule_waits(stage, name, wait):
    stage.prometheus.waits[name] = milliseconds(wait) / 1000


@step("when", r"(\w+) is measured as (\S+)")
@step("given", r"(\w+) is measured as (\S+)")
def measured_as(stage, query, value):
    stage.prometheus.values[query] = value


@step("then", r"the copy of the status page says \"(.+)\"")
def copy_says(stage, text):
    stage.rest()
    with open(os.path.join(stage.folder, "copy", "index.html"), "rb") as file:
        stage.answer = Answer(200, {}, file.read())
    page_says(stage, text)


@step("when", r"somebody waits at the copy for (\w+)")
def wait_at_copy(stage, duration):
    """The server is gone; only time passes."""
    expect(not stage.server.runs(), "a server that runs")
    stage.server.clock = later(stage.server.clock, milliseconds(duration) // 1000)


# -- buttons in Slack: a double of the presses, signed as Slack signs --

def press_slack(stage, who, secret, age=0, trigger=None):
    posts = [json.loads(body) for path, body, _ in receiver(stage).arrived
             if path == "/chat.postMessage"]
    found = re.search(r'"value": "([0-9a-z]{40})"', json.dumps(posts[-1]))
    stage.kept["presses"] = stage.kept.get("presses", 0) + 1
    stage.kept["trigger"] = trigger or f"trigger-{stage.kept['presses']}"
    payload = {"type": "block_actions", "user": {"id": who},
               "trigger_id": stage.kept["trigger"],
               "actions": [{"type": "button", "value": found[1]}]}
    post_to_slack(stage, "interact", {"payload": json.dumps(payload)}, secret, age)


def post_to_slack(stage, what, form, secret, age=0):
    body = urllib.parse.urlencode(form)
    at = str(int(stage.clock_seconds()) - age)
    digest = hmac.new(secret.encode(), f"v0:{at}:{body}".encode(), hashlib.sha256)
    stage.answer = stage.server.remote(
        "POST", f"/callbacks/slack/{what}", body.encode(),
        {"Content-Type": "application/x-www-form-urlencoded",
         "X-Slack-Request-Timestamp": at,
         "X-Slack-Signature": f"v0={digest.hexdigest()}"})


@step("when", r"(\w+) writes in Slack: /stanch (.+)")
def slack_command(stage, who, text):
    stage.kept["commands"] = stage.kept.get("commands", 0) + 1
    post_to_slack(stage, "command", {
        "command": "/stanch", "text": text, "user_id": who,
        "trigger_id": f"command-{stage.kept['commands']}"}, "signed-by-slack")


@step("when", r"(\w+) presses the button in Slack")
def press_button_in_slack(stage, who):
    press_slack(stage, who, "signed-by-slack")


@step("when", r"somebody forges a press of (\w+) in Slack")
def forge_press(stage, who):
    press_slack(stage, who, "made-up")


@step("when", r"a press of (\w+) in Slack comes (\w+) late")
def late_press(stage, who, age):
    press_slack(stage, who, "signed-by-slack", milliseconds(age) // 1000)


@step("when", r"the same press of (\w+) in Slack comes once more")
def replay_press(stage, who):
    press_slack(stage, who, "signed-by-slack", trigger=stage.kept["trigger"])

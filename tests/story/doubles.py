"""Doubles of the systems round stanch. Their answers are made from what the real ones
answered (recorded/); what they know is what the story says."""
import http.server
import json
import os
import socketserver
import threading
import urllib.parse

RECORDED = os.path.join(os.path.dirname(os.path.abspath(__file__)), "recorded")
HOLD_SECONDS_MAX = 30


def recorded(name):
    with open(os.path.join(RECORDED, name), encoding="utf-8") as file:
        return json.load(file)


class Threads(socketserver.ThreadingMixIn, socketserver.TCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def handle_error(self, request, client_address):
        """A caller that was killed is no news."""


class HttpDouble:
    """An HTTP server whose answer() says what each request gets."""

    def __init__(self):
        double = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = HOLD_SECONDS_MAX

            def do_GET(self):
                double.serve(self, b"")

            def do_POST(self):
                length = int(self.headers.get("Content-Length", "0"))
                double.serve(self, self.rfile.read(length))

            def log_message(self, format, *arguments):
                pass

        self.handler = Handler
        self.server = Threads(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        self.begin()

    def begin(self):
        threading.Thread(target=self.server.serve_forever, args=(0.02,),
                         daemon=True).start()

    def close(self):
        """From now on nobody listens here."""
        if self.server:
            self.server.shutdown()
            self.server.server_close()
            self.server = None

    def reopen(self):
        self.server = Threads(("127.0.0.1", self.port), self.handler)
        self.begin()

    def serve(self, handler, body):
        status, text = self.answer(handler.path, dict(handler.headers.items()), body)
        data = text.encode()
        try:
            handler.send_response(status)
            handler.send_header("Content-Type", "application/json")
            handler.send_header("Content-Length", str(len(data)))
            handler.end_headers()
            handler.wfile.write(data)
        except OSError:
            pass

    def answer(self, path, headers, body):
        raise NotImplementedError


class Notice:
    """What arrived at somebody: a page, a quiet notice, a message."""

    def __init__(self, path, headers, body):
        self.channel, self.who = path.strip("/").split("/")[:2]
        self.headers = {name.lower(): value for name, value in headers.items()}
        self.tree = json.loads(body) if self.channel == "webhook" else {}
        self.text = self.tree.get("text") or body.decode("utf-8", "replace")
        self.subject = self.tree.get("subject") or self.headers.get("title", "")
        self.urgent = self.tree.get("urgent", self.headers.get("priority") == "5")
        self.key = self.headers.get("idempotency-key") or self.headers.get("x-sequence-id")
        self.ack_link = self.tree.get("ack_link", "")

    def __str__(self):
        loud = "page" if self.urgent else "quiet"
        return f"{loud} to {self.who} by {self.channel}: {self.subject}"


class Inbox(HttpDouble):
    """Receives what webhooks and ntfy carry, at /webhook/NAME and /ntfy/NAME."""

    def __init__(self):
        self.notices = []
        self.held = threading.Event()  # set: answers at once
        self.held.set()
        self.arrived = threading.Condition()
        self.status = 200
        super().__init__()

    def answer(self, path, headers, body):
        with self.arrived:
            self.notices.append(Notice(path, headers, body))
            self.arrived.notify_all()
        self.held.wait(HOLD_SECONDS_MAX)
        return self.status, "{}"

    def wait_for_more(self, than, seconds=10):
        with self.arrived:
            return self.arrived.wait_for(lambda: len(self.notices) > than, seconds)


class Values(dict):
    """What is measured, and since when: query → number, "NaN", None, "several"."""

    def __init__(self, clock):
        super().__init__()
        self.clock, self.past = clock, {}

    def __setitem__(self, query, value):
        self.past.setdefault(query, []).append((self.clock(), value))
        super().__setitem__(query, value)

    def at(self, query, second):
        before = [value for since, value in self.past.get(query, []) if since <= second]
        return before[-1] if before else None


class Prometheus(HttpDouble):
    """Answers /api/v1/query with values by name of the query, and query_range by when
    they were set. Its clock is the server's, since a hold counts the times of samples."""

    def __init__(self, clock):
        self.values = Values(self.present)
        self.waits = {}  # name of a rule → seconds that it waits
        self.clock = clock
        self.stopped_at = None  # a scrape that hangs: always the same sample
        self.failing = False
        self.let_go = threading.Event()  # cleared: it takes questions, and is silent
        self.let_go.set()
        self.overloaded = False
        self.refused = 0  # questions since it is
        super().__init__()

    def present(self):
        """0 while there is no server: what is given was so all the time."""
        try:
            return self.clock()
        except OSError:
            return 0

    def over(self, query, start, end, step):
        points = [[second, str(self.values.at(query, second))]
                  for second in range(start, end + 1, step)
                  if self.values.at(query, second) not in (None, "several")]
        result = [{"metric": {}, "values": points}] if points else []
        return {"status": "success", "data": {"resultType": "matrix", "result": result}}

    def rules(self, path):
        """Those that the story gave, by name."""
        name = urllib.parse.parse_qs(path.partition("?")[2])["rule_name[]"][0]
        rules = [{"name": name, "type": "alerting", "duration": self.waits[name]}
                 for name in [name] if name in self.waits]
        groups = [{"name": "story", "rules": rules}] if rules else []
        return {"status": "success", "data": {"groups": groups}}

    def answer(self, path, headers, body):
        self.let_go.wait(HOLD_SECONDS_MAX)
        if path.startswith("/api/v1/rules?"):
            return 200, json.dumps(self.rules(path))
        asked = urllib.parse.parse_qs(body.decode())
        query = asked["query"][0]
        if self.overloaded:
            self.refused += path == "/api/v1/query"
            return 503, "overloaded"
        value = self.values.get(query)
        if path == "/api/v1/query_range" and not self.failing:
            return 200, json.dumps(self.over(query, *(int(asked[name][0]) for name in
                                                      ("start", "end", "step"))))
        if self.failing:
            return 422, json.dumps(recorded("error.json"))
        if value is None:
            return 200, json.dumps(recorded("none.json"))
        if value == "several":
            return 200, json.dumps(recorded("several.json"))
        answer = recorded("one.json")
        at = self.stopped_at if self.stopped_at is not None else self.clock()
        answer["data"]["result"][0]["value"] = [at, str(value)]
        return 200, json.dumps(answer)


class Redis:
    """Speaks as much RESP as is needed to look at a full Redis and to change its two
    settings. While its memory is full it refuses 48 writes between two questions."""

    def __init__(self):
        self.used, self.maxmemory, self.policy = 33554432, 33554432, "noeviction"
        self.refuses = True
        self.refused = 4231
        self.commands = []
        self.held = threading.Event()
        self.held.set()
        self.asked_to_change = threading.Event()
        self.server = None
        double = self

        class Handler(socketserver.StreamRequestHandler):
            timeout = HOLD_SECONDS_MAX

            def handle(self):
                while True:
                    words = self.read_command()
                    if not words:
                        return
                    self.wfile.write(double.reply(words))

            def read_command(self):
                first = self.rfile.readline()
                if not first.startswith(b"*"):
                    return None
                words = []
                for _ in range(int(first[1:])):
                    length = int(self.rfile.readline()[1:])
                    words.append(self.rfile.read(length + 2)[:-2].decode())
                return words

        self.handler = Handler
        self.port = 0
        self.reopen()

    def reopen(self):
        self.server = Threads(("127.0.0.1", self.port), self.handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.02,),
                         daemon=True).start()

    def close(self):
        if self.server:
            self.server.shutdown()
            self.server.server_close()
            self.server = None

    def changes(self):
        return [words for words in self.commands if words[1:2] == ["SET"]]

    def reply(self, words):
        words = [words[0].upper(), *(word.upper() for word in words[1:2]), *words[2:]]
        self.commands.append(words)
        if words[0] == "INFO":
            return self.bulk(self.info())
        if words[:2] == ["CONFIG", "GET"]:
            return self.setting(words[2])
        if words[:2] == ["CONFIG", "SET"]:
            return self.change(words[2], words[3])
        return b"-ERR unknown command\r\n"

    @staticmethod
    def bulk(text):
        data = text.encode()
        return b"$%d\r\n%s\r\n" % (len(data), data)

    def info(self):
        if self.refuses:
            self.refused += 48
        return ("# Memory\r\n"
                f"used_memory:{self.used}\r\nmaxmemory:{self.maxmemory}\r\n"
                f"maxmemory_policy:{self.policy}\r\ntotal_system_memory:8589934592\r\n"
                "# Stats\r\nevicted_keys:0\r\n"
                f"total_error_replies:{self.refused}\r\n"
                f"# Errorstats\r\nerrorstat_OOM:count={self.refused}\r\n"
                "# Replication\r\nrole:master\r\n")

    def setting(self, name):
        value = {"maxmemory": str(self.maxmemory), "maxmemory-policy": self.policy,
                 "maxclients": "10000", "appendonly": "no", "save": ""}.get(name)
        if value is None:
            return b"*0\r\n"
        return b"*2\r\n" + self.bulk(name) + self.bulk(value)

    def change(self, name, value):
        self.asked_to_change.set()
        if name == "maxmemory":
            self.maxmemory = int(value)
            self.refuses = self.used >= self.maxmemory
        else:
            self.policy = value
            self.refuses = self.refuses and value == "noeviction"
        self.held.wait(HOLD_SECONDS_MAX)  # done, but the answer is on its way
        return b"+OK\r\n"

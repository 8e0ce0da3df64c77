"""The program under test: one real stanch on a directory of its own."""
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import time

START_SECONDS_MAX = 20
STOP_SECONDS_MAX = 20
CLOCK_SECONDS_MAX = 300
ANSWER_SECONDS_MAX = 30


class Failure(Exception):
    """What was seen instead of what the story says."""


class LocalConnection(http.client.HTTPConnection):
    def __init__(self, path, seconds):
        super().__init__("localhost", timeout=seconds)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")

    @property
    def tree(self):
        return json.loads(self.body)


def exchange(connection, method, path, body=None, headers=None):
    try:
        connection.request(method, path, body, headers or {})
        reply = connection.getresponse()
        return Answer(reply.status, dict(reply.getheaders()), reply.read())
    finally:
        connection.close()


class Server:
    """Starts, kills, asks. The clock stands still until somebody moves it."""

    def __init__(self, program, folder, clock, arguments=()):
        self.program, self.folder = program, folder
        self.directory = os.path.join(folder, "data")
        self.log_path = os.path.join(folder, "log")
        self.config_path = os.path.join(folder, "stanch.yaml")
        self.clock = clock  # None: the real one
        self.arguments = list(arguments)
        self.process = None
        self.port = None
        self.said = ""

    def command(self):
        words = [self.program, "serve", "--data", self.directory, "--config",
                 self.config_path, "--listen", "127.0.0.1:0", *self.arguments]
        return words + (["--manual-clock", self.clock] if self.clock else [])

    def start(self):
        log = open(self.log_path, "a", encoding="utf-8")
        with log:
            self.process = subprocess.Popen(self.command(), stdout=subprocess.PIPE,
                                            stderr=log, stdin=subprocess.DEVNULL)
        self.read_port()

    def read_port(self):
        """Its first lines say where it listens; they are there once it is ready."""
        until = time.monotonic() + START_SECONDS_MAX
        self.said, self.port = "", None
        os.set_blocking(self.process.stdout.fileno(), False)
        while time.monotonic() < until:
            self.said += (self.process.stdout.read() or b"").decode()
            found = re.search(r"listening on http://127\.0\.0\.1:(\d+)\n", self.said)
            if found:
                self.port = int(found[1])
                return
            if self.process.poll() is not None:
                raise Failure(f"the server ended with {self.process.returncode} at its "
                              f"start\n{self.log_tail()}")
            time.sleep(0.002)
        raise Failure(f"the server did not start within {START_SECONDS_MAX} s")

    def runs(self):
        return self.process is not None and self.process.poll() is None

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def stop(self):
        """As an init system stops it; how long that took, in seconds."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired as error:
            self.kill()
            raise Failure(f"no end {STOP_SECONDS_MAX} s after SIGTERM") from error
        self.process.stdout.close()
        if code != 0:
            raise Failure(f"SIGTERM ended it with {code}\n{self.log_tail()}")
        return time.monotonic() - began

    def log_tail(self, lines=25):
        with open(self.log_path, encoding="utf-8", errors="replace") as file:
            return "".join(f"    {line}" for line in file.readlines()[-lines:])

    def local(self, method, path, tree=None, person=None, seconds=ANSWER_SECONDS_MAX):
        headers = {"Content-Type": "application/json"}
        if person:
            headers["X-Stanch-As"] = person
        connection = LocalConnection(os.path.join(self.directory, "socket"), seconds)
        body = None if tree is None else json.dumps(tree)
        return exchange(connection, method, path, body, headers)

    def remote(self, method, path, body=None, headers=None, seconds=ANSWER_SECONDS_MAX):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        return exchange(connection, method, path, body, headers)

    def read(self, path):
        """GET /api/v1/PATH by the first admin."""
        answer = self.local("GET", f"/api/v1/{path}")
        if answer.status != 200:
            raise Failure(f"GET {path} answered {answer.status}: {answer.text}")
        return answer.tree

    def advance(self, milliseconds):
        """Moves the clock and lets everything that falls due be done; 0: only comes to
        rest."""
        answer = self.local("POST", "/test/clock", {"advance_ms": milliseconds},
                            seconds=CLOCK_SECONDS_MAX)
        if answer.status != 200:
            raise Failure(f"the clock was not moved: {answer.text}")
        self.clock = answer.tree["now"]

    def run(self, words, environment=None, seconds=60):
        return subprocess.run([self.program, *words], capture_output=True, check=False,
                              env=environment, timeout=seconds, text=True,
                              errors="replace", stdin=subprocess.DEVNULL,
                              cwd=os.path.dirname(self.config_path))

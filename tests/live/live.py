"""What the worlds share: claims, programs that end with us, stanch's tables and API."""
import contextlib
import email
import email.policy
import http.client
import json
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
STANCH = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else f"{ROOT}/build/stanch"
SERVERS = f"{ROOT}/build/servers/bin"


class Claims:
    """What was shown, in order: (claim in words, held, why not)."""

    def __init__(self):
        self.made = []

    def say(self, text, good, detail=""):
        self.made.append((text, bool(good), detail))
        return bool(good)


def wait_for(condition, seconds, every=0.05):
    """The first true value of the condition; its last one when the time is over."""
    until = time.monotonic() + seconds
    while True:
        value = condition()
        if value or time.monotonic() > until:
            return value
        time.sleep(every)


def kernel_ports():
    """Where the kernel takes ports from by itself: (first, last)."""
    with open("/proc/sys/net/ipv4/ip_local_port_range", encoding="ascii") as file:
        return tuple(map(int, file.read().split()))


# Below those, so that nobody is given one before it is bound; none is handed out twice.
PORTS = list(range(15000, max(16000, kernel_ports()[0])))
random.SystemRandom().shuffle(PORTS)
PORTS_LOCK = threading.Lock()


def is_free(port):
    with socket.socket() as one, contextlib.suppress(OSError):
        one.bind(("127.0.0.1", port))
        return True
    return False


def free_ports(count):
    found = []
    with PORTS_LOCK:
        while len(found) < count:
            port = PORTS.pop()
            if is_free(port):
                found.append(port)
    return found


@contextlib.contextmanager
def folder():
    """Short, since a local socket's path lies in it. Kept when KEEP is set."""
    path = tempfile.mkdtemp(prefix="live.", dir="/tmp")
    try:
        yield path
    finally:
        if not os.environ.get("KEEP"):
            shutil.rmtree(path, ignore_errors=True)


class Program:
    """A process in a group of its own, which is gone when the block ends."""

    def __init__(self, log, *argv, **options):
        self.argv = argv
        self.log = log
        self.options = options
        self.process = None

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                self.argv, stdin=subprocess.DEVNULL, stderr=log, start_new_session=True,
                **{"stdout": log, **self.options})
        return self

    def kill(self):
        """As the kernel would for want of memory: no goodbye. Its children live on."""
        self.process.kill()
        self.process.wait()

    def stop(self):
        for number in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=10)

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()


class Api:
    """stanch's API over the local socket."""

    def __init__(self, path):
        self.path = path

    def open(self, timeout=10):
        connection = http.client.HTTPConnection("localhost", timeout=timeout)
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.settimeout(timeout)
        connection.sock.connect(self.path)
        return connection

    def ask(self, method, path, body=None):
        """(status, answer), or (0, None) when nobody answers."""
        try:
            connection = self.open()
            connection.request(method, path, body and json.dumps(body),
                               {"Content-Type": "application/json"} if body else {})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read() or b"null")
        except (OSError, http.client.HTTPException, ValueError):
            return 0, None

    def get(self, path):
        return self.ask("GET", f"/api/v1/{path}")[1]

    def room(self, incident="last"):
        status, room = self.ask("GET", f"/api/v1/incident/room?incident={incident}")
        return room if status == 200 else None

    def events(self, after, seconds):
        """What a live page is told that has seen "after": [(id, event)]."""
        connection = self.open(timeout=0.5)
        connection.request("GET", "/events", headers={"Last-Event-ID": str(after)})
        answer = connection.getresponse()
        found = []
        last = 0
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                line = answer.fp.readline().decode().strip()
            except OSError:
                break  # nothing more comes
            if line.startswith("id: "):
                last = int(line[4:])
            elif line.startswith("event: "):
                found.append((last, line[7:]))
        connection.close()
        return found


class Tables:
    """stanch's database, read beside the running server."""

    def __init__(self, directory):
        self.path = f"file:{directory}/stanch.db?mode=ro"

    def ask(self, sql, *values):
        """Rows as tuples; none while there is no table yet."""
        try:
            with contextlib.closing(sqlite3.connect(self.path, uri=True)) as base:
                return base.execute(sql, values).fetchall()
        except sqlite3.OperationalError:
            return []

    def entries(self, kind):
        return [json.loads(body) for (body,) in self.ask(
            "SELECT body FROM journal WHERE kind = $1 ORDER BY seq", kind)]


def mails(maildir):
    """All that arrived, the oldest first, parsed by Python's own library."""
    folder = f"{maildir}/new"
    paths = [os.path.join(folder, name) for name in
             (os.listdir(folder) if os.path.isdir(folder) else ())]
    found = []
    for path in sorted(paths, key=os.path.getmtime):
        with open(path, "rb") as file:
            found.append(
                email.message_from_binary_file(file, policy=email.policy.default))
    return found


def is_urgent(mail):
    return mail["Importance"] == "high"


def run_stanch(*argv):
    """(exit code, all that it said)"""
    done = subprocess.run([STANCH, *argv], stdin=subprocess.DEVNULL, timeout=60,
                          capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def serving_pid(directory):
    """Of the server that holds this directory; a starting one is about to say."""
    def read():
        with open(f"{directory}/lock", encoding="ascii") as file:
            return int(file.read().strip() or 0)
    return wait_for(read, 5) or -1


def processes_of(directory):
    """Command lines that name the directory: what a drill left behind."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError), open(f"/proc/{name}/cmdline", "rb") as file:
            line = file.read().replace(b"\0", b" ").decode(errors="replace")
            if directory in line and int(name) != os.getpid():
                found.append(f"{name} {line}")
    return found

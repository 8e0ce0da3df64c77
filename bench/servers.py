"""Servers under load, each in a folder of its own, and the sink that takes their pages."""
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILD = os.environ.get("BENCH_BUILD", os.path.join(ROOT, "build"))
STANCH = os.path.join(BUILD, "stanch")
LOAD, SINK, FILL = (os.path.join(BUILD, "bench", name) for name in ("load", "sink", "fill"))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def rss_mib(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        return int(next(line for line in status if line.startswith("VmRSS")).split()[1]) / 1024


def wait_ready(port, began, seconds=20):
    """Milliseconds from exec to the first 200."""
    while time.monotonic() - began < seconds:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
                connection.sendall(b"GET /-/ready HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
                                   b"Connection: close\r\n\r\n" % port)
                if b" 200 " in connection.recv(64):
                    return (time.monotonic() - began) * 1000
        except OSError:
            time.sleep(0.0005)
    raise TimeoutError(f"nothing is ready on port {port}")


class Server:
    """One server under load."""

    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        self.start()

    def start(self):
        self.log = open(os.path.join(self.folder, "log"), "ab")
        self.began = time.monotonic()
        self.process = subprocess.Popen(self.command(), stdout=self.log, stderr=self.log,
                                        start_new_session=True)
        try:
            self.ready_ms = wait_ready(self.port, self.began)
        except TimeoutError:
            self.process.kill()
            with open(self.log.name, encoding="utf-8", errors="replace") as log:
                print(f"{self.name} did not start:\n{log.read()[-2000:]}", file=sys.stderr)
            raise

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        self.process.wait(timeout=30)
        self.log.close()

    def load(self, threads, batch, alerts, first):
        answer = subprocess.run([LOAD, *map(str, (self.port, threads, batch, alerts, first))],
                                stdout=subprocess.PIPE, text=True, check=True, timeout=180)
        return json.loads(answer.stdout)

    def sender(self, batch, alerts, rate, known):
        """A paced one, in a process of its own."""
        return subprocess.Popen(
            [LOAD, *map(str, (self.port, 4, batch, alerts, 0, rate, known))],
            stdout=subprocess.PIPE, text=True)

    def rss(self):
        return rss_mib(self.process.pid)

    def cpu_seconds(self):
        """Of all its threads, user and system."""
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as stat:
            words = stat.read().rsplit(")", 1)[1].split()
        return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


class Stanch(Server):
    name = "stanch"
    config = ""

    def __init__(self, folder, config=""):
        self.config = config
        self.data = os.path.join(folder, "data")
        super().__init__(folder)

    def command(self):
        path = os.path.join(self.folder, "stanch.yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(self.config)
        return [STANCH, "serve", "--data", self.data, "--config", path,
                "--listen", f"127.0.0.1:{self.port}"]


class Alertmanager(Server):
    name = "Alertmanager"

    def __init__(self, folder, config="route: {receiver: none}\nreceivers: [{name: none}]\n"):
        self.config = config
        super().__init__(folder)

    @staticmethod
    def with_templates():
        """Debian's reads a template below /usr/share, whatever it is told; where it is not
        installed, it gets a view of that folder with what was unpacked laid over it."""
        if os.path.exists("/usr/share/prometheus/alertmanager/default.tmpl"):
            return []
        unpacked = os.path.join(ROOT, "build", "servers", "root", "usr", "share")
        mount = f"mount -t overlay overlay -o lowerdir={unpacked}:/usr/share /usr/share"
        return ["unshare", "-Urm", "sh", "-c", f'{mount} && exec "$0" "$@"']

    def command(self):
        path = os.path.join(self.folder, "alertmanager.yml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(self.config)
        program = shutil.which("prometheus-alertmanager") or sys.exit(
            "prometheus-alertmanager is not there: tools/unpack-servers bench")
        return [*self.with_templates(), program, f"--config.file={path}", f"--storage.path={self.folder}/data",
                f"--web.listen-address=127.0.0.1:{self.port}", "--cluster.listen-address=",
                "--log.level=error"]


class Sink:
    """Takes webhooks; knows when the first came of each path and service."""

    def __init__(self, count=1):
        self.process = subprocess.Popen([SINK, str(count)], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        self.ports = [int(port) for port in self.process.stdout.readline().split()]
        self.port = self.ports[0]
        self.first, self.count = {}, 0
        self.news = threading.Condition()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            at, path, service = line.rstrip("\n").split(" ", 2)
            with self.news:
                self.first.setdefault((path, service), int(at) / 1e6)
                self.count += 1
                self.news.notify_all()

    def wait(self, holds, seconds):
        """Whether it held in time; holds is asked again after each arrival."""
        with self.news:
            return self.news.wait_for(holds, timeout=seconds)

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=10)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

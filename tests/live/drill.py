"""A running "stanch drill", read line by line while it plays."""
import contextlib
import json
import re
import subprocess
import threading
import time
import urllib.request

from live import SERVERS, STANCH, Api, Program, Tables


class Drill:
    def __init__(self, directory, *options):
        self.data = f"{directory}/data"
        self.api = Api(f"{self.data}/socket")
        self.tables = Tables(self.data)
        self.lines = []
        self.inbox = []
        self.began = time.monotonic()
        self.seconds = None
        self.program = Program(f"{directory}/drill.err", STANCH, "drill", "--servers",
                               SERVERS, "--data", self.data, *options,
                               stdout=subprocess.PIPE, text=True)
        self.threads = []

    def __enter__(self):
        self.program.start()
        for task in (self.follow, self.watch_inbox):
            self.threads.append(threading.Thread(target=task, daemon=True))
            self.threads[-1].start()
        return self

    def __exit__(self, *_):
        self.program.stop()
        for thread in self.threads:
            thread.join(timeout=10)

    def follow(self):
        for line in self.program.process.stdout:
            self.lines.append(line.rstrip("\n"))
        self.seconds = time.monotonic() - self.began

    def watch_inbox(self):
        """The inbox ends with the drill, so it is looked at while it is there."""
        while self.program.process.poll() is None:
            with contextlib.suppress(OSError, ValueError):
                port = self.find(r"practice inbox http://127\.0\.0\.1:(\d+)")
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/inbox.json",
                                            timeout=5) as answer:
                    self.inbox = json.load(answer)
            time.sleep(0.5)

    def find(self, pattern):
        """The first group where the pattern occurs first; "" when it does not."""
        found = re.search(pattern, "\n".join(self.lines))
        return found[1] if found else ""

    def port(self, name):
        return int(self.find(rf"\b{name} :(\d+)") or 0)

    def has(self, label, text=""):
        return any(line[7:].startswith(label) and text in line for line in self.lines)

    def is_over(self):
        return self.program.process.poll() is not None

    def wait(self, seconds):
        try:
            return self.program.process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            return None

    def said(self):
        return "\n".join(self.lines)

    def postmortem(self):
        path = self.find(r"Postmortem: (\S+)")
        with contextlib.suppress(OSError), open(path, encoding="utf-8") as file:
            return file.read()
        return ""

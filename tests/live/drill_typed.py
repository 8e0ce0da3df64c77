"""The drill with a person at the keys of a real terminal."""
import os
import pty
import re
import select
import signal
import subprocess
import time

from live import SERVERS, STANCH, Tables, folder, processes_of, serving_pid, wait_for


class Terminal:
    def __init__(self, data, *argv):
        self.text = ""
        self.data = data
        self.tables = Tables(data)
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execv(argv[0], argv)

    def read(self):
        while select.select([self.fd], [], [], 0.05)[0]:
            try:
                piece = os.read(self.fd, 65536)
            except OSError:
                return self.text
            if not piece:
                return self.text
            self.text += piece.decode(errors="replace")
        return self.text

    def wait(self, pattern, seconds):
        return wait_for(lambda: re.search(pattern, self.read()), seconds)

    def type(self, keys):
        os.write(self.fd, keys.encode())

    def end(self, seconds=20):
        """The exit code; None when it had to be killed."""
        def ended():
            self.read()
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            return (status,) if pid else None
        status = wait_for(ended, seconds)
        if not status:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            return None
        return os.waitstatus_to_exitcode(status[0])


def pause_redis(drill, milliseconds):
    """It answers nobody for so long."""
    port = re.search(r"redis :(\d+)", drill.text)[1]
    subprocess.run([f"{SERVERS}/redis-cli", "-p", port, "CLIENT", "PAUSE",
                    str(milliseconds), "ALL"], stdout=subprocess.DEVNULL, check=True)


def approve(claims, drill):
    began = time.monotonic()
    pause_redis(drill, 3000)
    drill.type("y")
    started = wait_for(lambda: drill.tables.entries("action.started"), 2)
    claims.say("the journal holds the action while Redis cannot have done it yet",
               started and started[0]["approved_by"] == "you"
               and time.monotonic() - began < 3, started)
    claims.say("y approves: two keys for an approval", drill.wait(r"RUNS +Action 1", 10),
               drill.text)
    claims.say("and then it runs", drill.wait(r"DONE +Action 1 .*is 67108864", 15),
               drill.text)


def type_through(claims, drill):
    claims.say("the drill offers its keys in a terminal", drill.wait(r"OFFER +1 ", 120),
               drill.text)
    drill.type("a")
    claims.say("a acknowledges", drill.wait(r"ACK +you", 10), drill.text)
    drill.type("d")
    claims.say("d shows what would run", drill.wait(r"runs +CONFIG SET maxmemory", 5),
               drill.text)
    drill.type("1")
    claims.say("1 shows the preview", drill.wait(r"PREVIEW +1 .*press y", 5), drill.text)
    claims.say("a preview alone runs nothing", "RUNS" not in drill.read(), drill.text)
    approve(claims, drill)
    drill.type("m")
    claims.say("m sends the drafted message", drill.wait(r"PROMISE", 10), drill.text)
    drill.type("r")
    claims.say("r is refused with the reason", drill.wait(r"REFUSED +not resolved: ", 10),
               drill.text)
    drill.type("u")
    claims.say("u offers the way back", drill.wait(r"PREVIEW +3 .*undo", 10), drill.text)
    drill.type("y")
    claims.say("and y goes it", drill.wait(r"maxmemory is 33554432", 10), drill.text)


def die_while_it_runs(claims, drill):
    """Action 2, with stanch killed between its start and Redis' answer."""
    drill.type("2")
    drill.wait(r"PREVIEW +2 ", 10)
    pause_redis(drill, 4000)
    drill.type("y")
    wait_for(lambda: len(drill.tables.entries("action.started")) == 3, 3)
    pid = serving_pid(drill.data)
    assert pid > 1, "nobody holds the directory"
    os.kill(pid, signal.SIGKILL)
    claims.say("stanch killed while an action ran: it is unknown, and said so",
               drill.wait(r"UNKNOWN +Action 2 ", 20), drill.text)
    time.sleep(2)
    claims.say("it does not run again by itself",
               len(drill.tables.entries("action.started")) == 3, drill.text)
    drill.type("s")
    state = wait_for(lambda: drill.tables.ask(
        "SELECT state, problem FROM action WHERE number = 2 AND state <> 'unknown'"), 20)
    claims.say("s reads the target again and settles it", state, drill.text)


def play(claims):
    with folder() as directory:
        data = f"{directory}/data"
        drill = Terminal(data, STANCH, "drill", "--servers", SERVERS, "--data", data)
        try:
            type_through(claims, drill)
            die_while_it_runs(claims, drill)
            drill.type("\x03")
        finally:
            code = drill.end()
        claims.say("Ctrl-C ends it, not as a success", code == 1, code)
        time.sleep(0.5)
        claims.say("Ctrl-C ends all that it started", not processes_of(data),
                   processes_of(data))

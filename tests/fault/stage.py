"""A server on the real clock with an inbox, and alerts that can be told apart."""
import contextlib
import json
import shutil
import sqlite3
import tempfile
import time

from doubles import Inbox
from server import Failure, Server

CONFIG = """people:
  - {{name: alice, role: admin, contacts: [{{webhook: "{inbox}/webhook/alice"}}]}}
  - {{name: vera, role: viewer}}
on_call: [alice]
paging: {{repeat: 1h, rounds: 5}}
"""


def configuration(inbox, more):
    if more.startswith("\n  -"):
        people = CONFIG[:CONFIG.index("on_call:")].rstrip("\n")
        return (people + more).format(inbox=inbox)
    return CONFIG.format(inbox=inbox) + more


class Skip(Exception):
    """Why a test cannot be run here."""


def expect(holds, seen):
    if not holds:
        raise Failure(str(seen))


def until(holds, what, seconds):
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise Failure(f"{what}: not within {seconds} s")
        time.sleep(0.02)


def alert(name, service, text=""):
    return {"labels": {"alertname": name, "service": service, "severity": "critical"},
            "annotations": {"summary": f"{name} {text}"}}


def post(server, alerts, seconds=15):
    """The status; 0 when there was no whole answer."""
    try:
        return server.remote("POST", "/api/v2/alerts", json.dumps(alerts),
                             {"Content-Type": "application/json"}, seconds).status
    except OSError:
        return 0
    except Exception as problem:
        if type(problem).__module__ == "http.client":
            return 0
        raise


def stored(server, query):
    """Past the server, so that nothing it might hide or limit counts."""
    with contextlib.closing(sqlite3.connect(f"{server.directory}/stanch.db")) as db:
        return db.execute(query).fetchall()


def stored_names(server):
    """Each alert's name, as often as it is there."""
    return [name for name, in stored(server, "SELECT name FROM alert ORDER BY id")]


def expect_whole_journal(server):
    done = server.run(["journal", "verify", "--data", server.directory], seconds=120)
    expect(done.returncode == 0, done.stdout + done.stderr)


def expect_none_lost(server, acknowledged):
    names = stored_names(server)
    lost = set(acknowledged) - set(names)
    twice = len(names) - len(set(names))
    expect(not lost, f"{len(lost)} of {len(acknowledged)} acknowledged alerts are lost: "
                     f"{sorted(lost)[:5]}")
    expect(twice == 0, f"{twice} alerts are there twice")


@contextlib.contextmanager
def server_with_inbox(program, config="", folder=None, inbox_class=Inbox):
    """A configuration that begins with spaces goes on with the people, and has its own
    way of paging."""
    made = tempfile.mkdtemp(prefix="fault.", dir=folder)
    inbox = inbox_class()
    server = Server(program, made, None)
    with open(server.config_path, "w", encoding="utf-8") as file:
        file.write(configuration(f"http://127.0.0.1:{inbox.port}", config))
    try:
        yield server, inbox
    except BaseException:
        with contextlib.suppress(OSError):
            print("".join(f"# {line.strip()}\n" for line in
                          server.log_tail(12).splitlines()), end="")
        raise
    finally:
        if server.runs():
            server.kill()
        inbox.close()
        shutil.rmtree(made, ignore_errors=True)

"""A disk without room, and files that may not grow."""
import contextlib
import json
import os
import resource
import shutil
import subprocess
import tempfile
import time

from stage import (Skip, alert, expect, expect_none_lost, expect_whole_journal, post,
                   server_with_inbox, until)

DISK_BYTES = 24 << 20
# One ungrouped webhook of an Alertmanager that has this many alerts, and room for them.
WEBHOOK_ALERTS = 30000
WEBHOOK_DISK_BYTES = 256 << 20
WEBHOOK_FULL_SECONDS = int(os.environ.get("FULL_SECONDS", "10"))
# More than the checkpoint leaves in the log, so that the disk must refuse at last.
ALERTS_MAX = 4000
RECOVERY_SECONDS_MAX = 5


@contextlib.contextmanager
def small_disk(size=DISK_BYTES):
    if os.environ.get("FAULT_MAY_MOUNT") != "True":
        raise Skip("no small file system can be mounted here")
    place = tempfile.mkdtemp(prefix="fault-disk.")
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", place],
                   check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", place], check=False)
        os.rmdir(place)


def fill(place, leave):
    """Takes all room but so much. The file that took it."""
    ballast = os.path.join(place, "ballast")
    with open(ballast, "wb") as file:
        file.write(bytes(shutil.disk_usage(place).free - leave))
    return ballast


def post_until_refused(server, ledger, prefix):
    for number in range(ALERTS_MAX):
        name = f"{prefix}{number}"
        status = post(server, [alert(name, "shop", "x" * 4000)])
        if status != 200:
            return status
        ledger.append(name)
    return 200


def expect_refusals(server, ledger):
    """While it lasts: 503, or a 200 that is meant (a little may still fit)."""
    refused = 0
    for number in range(20):
        name = f"Again{number}"
        status = post(server, [alert(name, "shop", "x" * 4000)])
        expect(status in (200, 503), f"answered {status}")
        if status == 200:
            ledger.append(name)
        refused += status == 503
    expect(refused > 0, "nothing was refused")
    expect(server.remote("GET", "/-/healthy").status == 200, "not healthy")
    expect(server.read("incident/list")["incidents"], "the incident cannot be read")
    return refused


def expect_recovery(server, inbox, ledger):
    began = time.monotonic()
    until(lambda: post(server, [alert("After", "afterwards")]) == 200, "a 200 again",
          RECOVERY_SECONDS_MAX)
    seconds = time.monotonic() - began
    ledger.append("After")
    until(lambda: any("After" in notice.subject for notice in inbox.notices),
          "the page for what came afterwards", 10)
    server.kill()
    expect_none_lost(server, ledger)
    expect_whole_journal(server)
    return seconds


def fill_and_free(server, inbox, make_full, make_free):
    ledger = ["Before"]
    expect(post(server, [alert("Before", "shop")]) == 200, "no 200 with room")
    make_full()
    status = post_until_refused(server, ledger, "Full")
    expect(status == 503, f"answered {status} after {len(ledger)} alerts")
    fitted = len(ledger)
    refused = expect_refusals(server, ledger)
    make_free()
    seconds = expect_recovery(server, inbox, ledger)
    return (f"{fitted} alerts fitted, {refused} of 20 refused by 503, a 200 again "
            f"{seconds:.2f} s after there was room")


def disk_full(program):
    with small_disk() as place:
        with server_with_inbox(program, folder=place) as (server, inbox):
            ballast = []
            server.start()
            return fill_and_free(server, inbox,
                                 lambda: ballast.append(fill(place, 1 << 20)),
                                 lambda: os.unlink(ballast[0]))


def webhook_body():
    alerts = [{"status": "firing", "labels": {"alertname": f"Down{number}", "service": "shop",
                                              "instance": f"host-{number}:9100"},
               "annotations": {"summary": f"host-{number} is down", "description": "x" * 600},
               "startsAt": "2026-11-21T03:00:00Z", "endsAt": "0001-01-01T00:00:00Z",
               "generatorURL": "http://prometheus/graph", "fingerprint": f"{number:016x}"}
              for number in range(WEBHOOK_ALERTS)]
    return json.dumps({"version": "4", "groupKey": "{}", "truncatedAlerts": 0,
                       "status": "firing", "receiver": "stanch", "groupLabels": {},
                       "commonLabels": {}, "commonAnnotations": {}, "externalURL": "http://am",
                       "alerts": alerts})


def send_webhook(server, body):
    return server.remote("POST", "/hooks/alertmanager", body,
                         {"Content-Type": "application/json"}, 60).status


def webhook_on_full_disk(program):
    """As its sender does, the same body again and again until it is taken."""
    with small_disk(WEBHOOK_DISK_BYTES) as place:
        with server_with_inbox(program, folder=place) as (server, _):
            server.start()
            body = webhook_body()
            ballast = fill(place, 4 << 20)
            ends = time.monotonic() + WEBHOOK_FULL_SECONDS
            statuses = []
            while time.monotonic() < ends:
                statuses.append(send_webhook(server, body))
                time.sleep(1)
            expect(set(statuses) == {503}, f"while it was full: {set(statuses)}")
            os.unlink(ballast)
            until(lambda: send_webhook(server, body) == 200, "a 200 again", 30)
            server.kill()
            expect_none_lost(server, [f"Down{n}" for n in range(WEBHOOK_ALERTS)])
            expect_whole_journal(server)
    return (f"{len(body) >> 20} MiB, {len(statuses)} times 503 in "
            f"{WEBHOOK_FULL_SECONDS} s, whole then")


def files_limited(program):
    with server_with_inbox(program) as (server, inbox):
        server.start()
        pid = server.process.pid
        hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)[1]
        largest = max(os.path.getsize(os.path.join(server.directory, name))
                      for name in ("stanch.db", "stanch.db-wal"))
        return fill_and_free(
            server, inbox,
            lambda: resource.prlimit(pid, resource.RLIMIT_FSIZE,
                                     (largest + (1 << 20), hard)),
            lambda: resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard, hard)))


def start_on_full_disk(program):
    with small_disk() as place:
        with server_with_inbox(program, folder=place) as (server, inbox):
            server.start()
            expect(post(server, [alert("Before", "shop")]) == 200, "no 200 with room")
            until(lambda: inbox.notices, "the page", 10)
            server.stop()
            os.unlink(os.path.join(server.directory, "reserve"))
            ballast = fill(place, 0)
            done = subprocess.run(server.command(), capture_output=True, text=True,
                                  timeout=20, check=False)
            lines = done.stderr.strip().splitlines()
            expect(done.returncode == 3 and "the disk is full" in lines[-1],
                   f"exit {done.returncode}: {done.stderr}")
            os.unlink(ballast)
            server.start()
            expect(len(server.read("alert/list")["alerts"]) == 1, "the alert is gone")
            return lines[-1]


def pages_on_reserve(program):
    """An alarm, a restart, a page and an ack, all while the disk is full."""
    with small_disk() as place:
        with server_with_inbox(program, folder=place) as (server, inbox):
            server.start()
            expect(post(server, [alert("Before", "shop")]) == 200, "no 200 with room")
            until(lambda: inbox.notices, "the page", 10)
            ballast = fill(place, 64 << 10)
            expect(post(server, [alert("During", "mail")]) == 503, "not refused")
            until(lambda: any("disk is full" in notice.subject for notice in inbox.notices),
                  "an alarm that the disk is full", 10)
            told = len(inbox.notices)
            server.kill()
            server.start()
            done = server.run(["--data", server.directory, "declare", "Fire in the cellar"])
            expect(done.returncode == 0, f"declare: {done.stdout}{done.stderr}")
            until(lambda: any("Fire" in notice.subject for notice in inbox.notices[told:]),
                  "a page after a start on the full disk", 10)
            done = server.run(["--data", server.directory, "ack", "last"])
            expect(done.returncode == 0, f"ack: {done.stdout}{done.stderr}")
            os.unlink(ballast)
            until(lambda: post(server, [alert("During", "mail")]) == 200, "a 200 again",
                  RECOVERY_SECONDS_MAX)
            until(lambda: any("During" in notice.subject for notice in inbox.notices),
                  "the page for it", 10)
            server.kill()
            expect_whole_journal(server)
            return "alarmed, paged and acknowledged after a restart; 200 once there was room"


TESTS = (
    ("a full disk gets 503 and never a false 200, and what was acknowledged stays",
     disk_full),
    ("so do files that may not grow", files_limited),
    ("a start on a full disk without a reserve says so and exits with 3",
     start_on_full_disk),
    ("a page goes on, alarms and is acknowledged while the disk is full",
     pages_on_reserve),
    ("one webhook of 30,000 alerts on a full disk gets 503 and is whole afterwards",
     webhook_on_full_disk),
)

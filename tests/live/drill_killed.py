"""The drill with stanch killed at each of its nine steps: each time it is started again
on the same data, and goes on from there."""
import os
import signal

from drill import Drill
from live import folder, mails, run_stanch, serving_pid, wait_for

# Step of the issue, and what is on the disk when it has begun.
STEPS = (
    ("the alert is stored", "SELECT 1 FROM alert"),
    ("the page is sent", "SELECT 1 FROM delivery WHERE state IN ('sending', 'sent')"),
    ("evidence is gathered", "SELECT 1 FROM evidence WHERE state = 'gathered'"),
    ("a hypothesis has its verdict", "SELECT 1 FROM hypothesis WHERE state <> 'open'"),
    ("an action is approved", "SELECT 1 FROM action WHERE approved_by <> ''"),
    ("a message is sent and the next promised", "SELECT 1 FROM promise WHERE message > 0"),
    ("the effect is judged", "SELECT 1 FROM action WHERE verdict <> 'none'"),
    ("the hold runs", "SELECT 1 FROM journal WHERE kind = 'check.changed' AND "
                      "body LIKE '%green%'"),
    ("the incident is resolved", "SELECT 1 FROM incident WHERE state = 'resolved'"),
)


def kill_at(claims, drill, step, sql):
    if not wait_for(lambda: drill.tables.ask(sql) or drill.is_over(), 150, every=0.01):
        return claims.say(f"killed when {step}", False, drill.said())
    if not drill.tables.ask(sql):
        return claims.say(f"killed when {step}", False, drill.said())
    pid = serving_pid(drill.data)
    if pid <= 1:
        return claims.say(f"killed when {step}", False, "nobody holds the directory")
    os.kill(pid, signal.SIGKILL)
    again = wait_for(lambda: serving_pid(drill.data) != pid and drill.api.get(
        "server/status"), 20)
    return claims.say(f"killed when {step}, it serves again", again, drill.said())


def check_record(claims, drill):
    code, text = run_stanch("journal", "verify", "--data", drill.data)
    claims.say("after nine kills the journal verifies as whole",
               code == 0 and "is whole" in text, text)
    incidents = drill.tables.ask("SELECT code FROM incident")
    claims.say("after nine kills there is one incident", len(incidents) == 1, incidents)
    started = [entry["number"] for entry in drill.tables.entries("action.started")]
    claims.say("after nine kills no action ran twice",
               started and len(started) == len(set(started)), started)
    plans = drill.tables.ask("SELECT argv FROM action WHERE started_at <> 0")
    claims.say("after nine kills Redis was given twice its memory, not four times",
               all("134217728" not in argv for (argv,) in plans), plans)
    pages = [mail["Message-ID"] for mail in mails(f"{drill.data}/mail")
             if mail["To"].startswith("you@")]
    claims.say("after nine kills the page arrived; a repeat has the same Message-ID",
               len(pages) > 0 and len(set(pages)) <= 2, pages)
    claims.say("after nine kills the postmortem is there",
               "proven by measurement" in drill.postmortem(), drill.said())


def play(claims):
    with folder() as directory:
        with Drill(directory, "--auto") as drill:
            for step, sql in STEPS:
                if not kill_at(claims, drill, step, sql):
                    break
            code = drill.wait(200)
        claims.say("killed nine times, the drill still ends with 0", code == 0,
                   drill.said())
        check_record(claims, drill)

"""The practice incident by itself, from the alert to the postmortem."""
import re
import subprocess

from drill import Drill
from live import (SERVERS, folder, is_urgent, mails, processes_of, run_stanch, wait_for)

def limit_of_redis(drill):
    """How much memory Redis may use, in bytes; "" when it does not answer."""
    done = subprocess.run(
        [f"{SERVERS}/redis-cli", "-p", str(drill.port("redis")), "CONFIG", "GET",
         "maxmemory"], capture_output=True, text=True, check=False)
    return done.stdout.split("\n")[1] if "\n" in done.stdout else ""


def check_told(claims, drill):
    claims.say("the drill plays to its end within three minutes",
               drill.seconds and drill.seconds < 180, drill.seconds)
    for label in ("HEALTHY", "BREAKS", "ALERT", "PROFILE", "PAGE", "SCOPE", "CAUSE",
                  "OFFER", "ACK", "APPROVED", "RUNS", "DONE", "SENT", "PROMISE",
                  "VERDICT", "REFUSED", "HELD", "RESOLVED"):
        claims.say(f"the drill tells {label}", drill.has(label), drill.said())
    claims.say("the profile is chosen by keywords and label",
               re.search(r"PROFILE +platform-ops: keywords .*; label team=platform",
                         drill.said()), drill.said())
    claims.say("the early resolve is refused with the seconds missing",
               drill.find(r"(REFUSED +not resolved: .*\d+ s missing)"), drill.said())
    claims.say("the end names three durations and three next commands",
               len(re.findall(r"^  (TT\w+|Impact) ", drill.said(), re.M)) == 3
               and all(part in drill.said() for part in
                       ("/api/v2/alerts", "alertmanagers:", "oncall who")), drill.said())


def check_sent(claims, drill):
    pages = [mail for mail in mails(f"{drill.data}/mail") if is_urgent(mail)]
    claims.say("the page is a mail in the SMTP server's Maildir, marked urgent",
               pages and "DRILL-" in pages[0]["Subject"], mails(f"{drill.data}/mail"))
    for channel in ("webhook", "ntfy"):
        got = [one for one in drill.inbox if one["channel"] == channel and one["urgent"]]
        claims.say(f"the page reached the {channel} at urgent priority, with a link to "
                   "acknowledge", got and "/ack/" in got[0]["ack_link"], drill.inbox)
    quiet = [mail for mail in mails(f"{drill.data}/mail") if not is_urgent(mail)]
    claims.say("the message to the audience is a quiet mail",
               any(mail["To"] == "everybody@practice.example" for mail in quiet),
               [mail["To"] for mail in quiet])


def check_postmortem(claims, drill):
    text = drill.postmortem()
    for heading, pattern in (
            ("durations with their names", r"\| TTM, time to mitigation \| 0:\d\d \|"),
            ("the impact, measured", r"writes failing: worst [\d.]+ %, in breach for 0:"),
            ("what was believed", r"\*\*supported\*\*: .*memory limit"),
            ("what was done, by whom", r'"maxmemory","67108864".* approved by you'),
            ("open questions", r"## Open questions\n\n- "),
            ("action items, flagged when nobody has them", r"## Action items[^#]*nobody"),
            ("the timeline", r"(?s)## Timeline.* opened: .* approved: .* Resolved "),
            ("evidence with its hash",
             r"## Evidence[^\0]*Redis INFO.* \| [0-9a-f]{12} \|"),
            ("that it is proven", r"proven by measurement")):
        claims.say(f"the postmortem holds {heading}", re.search(pattern, text), text)


def check_record(claims, drill):
    code, text = run_stanch("journal", "verify", "--data", drill.data)
    claims.say("the journal verifies as whole", code == 0 and "is whole" in text, text)
    card = drill.tables.ask("SELECT took FROM scope WHERE completed_at <> 0")
    claims.say("the scope card was complete within 30 s of the alert, and shown",
               card and card[0][0] <= 30000 and
               int(drill.find(r"SCOPE .* complete after 0:(\d\d)") or 99) <= 30,
               f"{card}\n{drill.said()}")
    gathered = drill.tables.ask(
        "SELECT max(gathered_at) - min(opened_at) FROM evidence e JOIN incident i ON "
        "i.id = e.incident WHERE occasion = 'opened' AND body_hash <> ''")
    took_ms = gathered[0][0] if gathered else None
    claims.say("the evidence was there within 10 s, each with its hash",
               took_ms is not None and took_ms < 10000, gathered)


def check_apart(claims, drill):
    claims.say("nothing that the drill started is left", not processes_of(drill.data),
               processes_of(drill.data))
    code, text = run_stanch("serve", "--data", drill.data, "--listen", "127.0.0.1:0")
    claims.say("a real server refuses the drill's directory",
               code == 3 and "practice data" in text, f"{code} {text}")


def play(claims):
    with folder() as directory:
        with Drill(directory, "--auto") as drill:
            wait_for(lambda: drill.has("VERDICT") or drill.is_over(), 150)
            claims.say("Redis really has twice the memory",
                       limit_of_redis(drill) == str(64 << 20), limit_of_redis(drill))
            code = drill.wait(200)
        claims.say("the drill ends with 0: every step happened", code == 0, drill.said())
        check_told(claims, drill)
        check_sent(claims, drill)
        check_postmortem(claims, drill)
        check_record(claims, drill)
        check_apart(claims, drill)

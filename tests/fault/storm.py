"""One database dies and forty-seven services alert: a thousand alerts in ten seconds. It
is one incident; what is not of it is not swallowed; and when it is over, one quiet notice
says so (scenario 9)."""
import json
import threading
import time

from stage import expect, expect_whole_journal, post, server_with_inbox, stored, until

SERVICES = 47
ALERTS = 1000
STORM_SECONDS = 10
SENDERS = 4

ROUTES = """routes:
  - {match: {alertname: Breach, service: identity}, urgency: page, rank: 0}
"""


def config():
    services = "".join(
        f"  - {{name: shop-{n:02}, depends_on: "
        f"[{'postgres-main' if n % 3 else f'api-{n % 2}'}]}}\n" for n in range(SERVICES))
    return (f"resolve_timeout: 10m\nhold: 1s\n{ROUTES}services:\n{services}"
            "  - {name: api-0, depends_on: [postgres-main]}\n"
            "  - {name: api-1, depends_on: [postgres-main]}\n"
            "  - {name: certificates}\n"
            "  - {name: identity, depends_on: [postgres-main]}\n")


def alert(number, ends=None):
    one = {"labels": {"alertname": f"Errors{number:04}", "severity": "critical",
                      "service": f"shop-{number % SERVICES:02}"},
           "annotations": {"summary": f"errors {number}"}}
    if ends:
        one["endsAt"] = ends
    return one


def send_paced(server, numbers, started, answers):
    """Each alert when it is due, whatever the answers before it took."""
    for number in numbers:
        due = started + number * STORM_SECONDS / ALERTS
        time.sleep(max(0, due - time.monotonic()))
        status = post(server, [alert(number)])
        answers.append((status, time.monotonic() - due))


def storm(server):
    answers = []
    started = time.monotonic()
    senders = [threading.Thread(target=send_paced,
                                args=(server, range(nth, ALERTS, SENDERS), started, answers))
               for nth in range(SENDERS)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    return answers


def incidents(server):
    return server.read("incident/list?all=true")["incidents"]


def of_service(server, service):
    return [one for one in incidents(server) if one["service"] == service]


def expect_one_incident(server, inbox):
    listed = incidents(server)
    expect(len(listed) == 1, f"{len(listed)} incidents: {[one['title'] for one in listed]}")
    count = stored(server, "SELECT count(*) FROM alert WHERE incident = 1")[0][0]
    expect(count == ALERTS, f"{count} of {ALERTS} alerts are in it")
    pages = [notice for notice in inbox.notices if notice.urgent]
    expect(len(pages) == 1, f"{len(pages)} pages")
    suspects = server.read(f"incident/room?incident={listed[0]['code']}")["suspects"]
    expect(suspects and suspects[0]["text"].startswith(
        f"postgres-main: {SERVICES} of {SERVICES} "), suspects)


def one_cause_is_one_incident(program):
    with server_with_inbox(program, config()) as (server, inbox):
        server.start()
        answers = storm(server)
        refused = [status for status, _ in answers if status != 200]
        expect(not refused, f"refused: {refused[:5]}")
        until(lambda: inbox.notices, "the page", 10)
        expect_one_incident(server, inbox)

        expect(post(server, [{"labels": {"alertname": "CertificateExpires", "severity":
                                         "warning", "service": "certificates"}}]) == 200,
               "no 200")
        expect(len(of_service(server, "certificates")) == 1, "the certificate was swallowed")
        before = len(inbox.notices)
        expect(post(server, [{"labels": {"alertname": "Breach", "severity": "critical",
                                         "service": "identity"}}]) == 200, "no 200")
        until(lambda: len(inbox.notices) > before, "the page of rank 0", 10)
        breach = of_service(server, "identity")
        expect(len(breach) == 1 and breach[0]["rank"] == 0, breach)

        over_is_told_once(server, inbox)
        expect_whole_journal_of(server)
    late = sorted(seconds for _, seconds in answers)
    return (f"{ALERTS} alerts, answers p50 {late[ALERTS // 2] * 1000:.1f} ms, p99 "
            f"{late[ALERTS * 99 // 100] * 1000:.1f} ms, max {late[-1] * 1000:.1f} ms")


def over_is_told_once(server, inbox):
    before = len(inbox.notices)
    ended = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    for first in range(0, ALERTS, 250):
        batch = [alert(number, ended) for number in range(first, first + 250)]
        expect(post(server, batch) == 200, "no 200 for the end")
    until(lambda: incidents_of(server, 1) == "resolved", "the end of the storm", 20)
    told = [notice for notice in inbox.notices[before:] if not notice.urgent]
    expect(len(told) == 1, f"{len(told)} notices: {[one.subject for one in told]}")


def incidents_of(server, number):
    return stored(server, f"SELECT state FROM incident WHERE id = {number}")[0][0]


def expect_whole_journal_of(server):
    server.stop()
    expect_whole_journal(server)


TESTS = (("a thousand alerts of one cause are one incident", one_cause_is_one_incident),)

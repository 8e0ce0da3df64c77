"""Receivers that fail in the ways receivers do, and senders that break off."""
import json
import socket

from stage import alert, expect, post, server_with_inbox, until


def receiver_fails(program):
    """500 twice, then well: the same send, under one key."""
    with server_with_inbox(program) as (server, inbox):
        inbox.status = 500
        server.start()
        expect(post(server, [alert("Torn", "shop")]) == 200, "no 200")
        until(lambda: len(inbox.notices) == 2, "a second attempt", 10)
        inbox.status = 200
        until(lambda: len(inbox.notices) == 3, "a third attempt", 15)
        keys = {notice.key for notice in inbox.notices}
        expect(len(keys) == 1, f"the attempts had the keys {keys}")
        expect_sent(server)


def expect_sent(server):
    def states():
        room = server.read("incident/room?incident=last")
        return [(one["purpose"], one["state"]) for one in room["deliveries"]]
    until(lambda: states() == [("page", "sent")], f"the page is sent ({states()})", 10)


def receiver_away(program):
    with server_with_inbox(program) as (server, inbox):
        inbox.close()
        server.start()
        expect(post(server, [alert("Away", "shop")]) == 200, "no 200")
        until(lambda: "attempt" in server.local(
            "GET", "/api/v1/journal/list").text, "an attempt", 10)
        inbox.reopen()
        until(lambda: inbox.notices, "the page", 15)
        expect_sent(server)


def sender_breaks_off(program):
    """Half a body is no delivery; neither is it a reason to stop."""
    with server_with_inbox(program) as (server, inbox):
        server.start()
        body = json.dumps([alert("Half", "shop")]).encode()
        head = (f"POST /api/v2/alerts HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: "
                f"application/json\r\nContent-Length: {len(body)}\r\n\r\n").encode()
        for length in range(0, len(head) + len(body) - 1, 7):
            with socket.create_connection(("127.0.0.1", server.port)) as wire:
                wire.sendall((head + body)[:length])
        expect(post(server, [alert("Whole", "shop")]) == 200, "no 200 afterwards")
        names = [one["name"] for one in server.read("alert/list")["alerts"]]
        expect(names == ["Whole"], names)
        until(lambda: inbox.notices, "the page", 10)


TESTS = (
    ("a receiver that answers 500 is asked again, under the same key", receiver_fails),
    ("a receiver that was away gets its page when it is back", receiver_away),
    ("a sender that breaks off anywhere in its request changes nothing",
     sender_breaks_off),
)

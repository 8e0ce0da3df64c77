"""Many readers at once, and an orderly end while they read."""
import contextlib
import socket
import time

from stage import alert, expect, post, server_with_inbox, until

READERS = 300  # all from one address, as behind a proxy
ACK_SECONDS_MAX = 1
STOP_SECONDS_MAX = 3


def token_of(server, person):
    return server.local("POST", "/api/v1/person/token", {"person": person}).tree["token"]


def read_events(server, token):
    """A connection that has asked for live events and reads no more."""
    wire = socket.create_connection(("127.0.0.1", server.port), timeout=10)
    wire.sendall(f"GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
                 f"{token}\r\n\r\n".encode())
    return wire


def status_of(wire):
    with contextlib.suppress(OSError, IndexError):
        return wire.recv(4096).decode("latin-1").split(" ")[1]
    return "nothing"


@contextlib.contextmanager
def crowd(server, count):
    token = token_of(server, "vera")
    wires = []
    try:
        for _ in range(count):
            with contextlib.suppress(OSError):
                wires.append(read_events(server, token))
        yield wires
    finally:
        for wire in wires:
            wire.close()


def readers_take_no_slot(program):
    with server_with_inbox(program) as (server, inbox):
        server.start()
        expect(post(server, [alert("Crowded", "shop")]) == 200, "no 200")
        until(lambda: inbox.notices, "the page", 10)
        with crowd(server, READERS) as wires:
            live = sum(status_of(wire) == "200" for wire in wires)
            expect(live >= 100, f"only {live} of {READERS} readers are live")
            expect(post(server, [alert("More", "checkout")], 5) == 200,
                   "no 200 for a sender")
            link = inbox.notices[0].ack_link.removeprefix(
                f"http://127.0.0.1:{server.port}")
            expect(server.remote("GET", link, seconds=5).status == 200,
                   "no 200 for an ack link")
            began = time.monotonic()
            done = server.run(["--data", server.directory, "--as", "alice", "ack",
                               "INC-" + inbox.notices[0].subject.split("INC-")[1][:14]])
            seconds = time.monotonic() - began
            expect(done.returncode == 0, done.stderr)
            expect(seconds < ACK_SECONDS_MAX, f"the ack took {seconds:.1f} s")
        return f"{live} of {READERS} live, the ack took {seconds * 1000:.0f} ms"


def stops_in_time(program):
    with server_with_inbox(program) as (server, inbox):
        server.start()
        expect(post(server, [alert("Last", "shop")]) == 200, "no 200")
        until(lambda: inbox.notices, "the page", 10)
        with crowd(server, 40) as wires:
            live = sum(status_of(wire) == "200" for wire in wires)
            expect(live == 40, f"{live} of 40 live")
            seconds = server.stop()
        expect(seconds < STOP_SECONDS_MAX, f"it took {seconds:.1f} s")
        server.start()
        entries = server.read("journal/list")["entries"]
        expect("server.stopped" in [entry["kind"] for entry in entries],
               "the end was not written down")
        return f"{seconds:.2f} s with 40 live readers"


TESTS = (
    (f"{READERS} readers take neither an ack's slot nor a sender's", readers_take_no_slot),
    (f"SIGTERM ends it within {STOP_SECONDS_MAX} s, live readers or not", stops_in_time),
)

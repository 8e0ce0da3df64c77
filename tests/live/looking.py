"""A watch of names, against a DNS server of our own: a double that knows one name."""
import json
import os
import socket
import struct
import subprocess
import threading

from live import STANCH, Program, folder, free_ports, wait_for

WATCHES = """
listen: ["127.0.0.1:{stanch}"]
people:
  - {{name: alice, role: admin, contacts: [{{webhook: "http://127.0.0.1:1/x"}}]}}
on_call: [alice]
watches:
  - {{name: well, dns: shop.test, server: "127.0.0.1:{dns}", answers: [10.0.0.7], every: 1h}}
  - {{name: moved, dns: shop.test, server: "127.0.0.1:{dns}", answers: [10.0.0.8], every: 1h}}
  - {{name: gone, dns: nowhere.test, server: "127.0.0.1:{dns}", every: 1h}}
  - {{name: mail, dns: shop.test, type: MX, server: "127.0.0.1:{dns}", every: 1h}}
  - {{name: deaf, dns: shop.test, server: "127.0.0.1:{deaf}", timeout: 1s, every: 1h}}
"""
ADDRESS = bytes([10, 0, 0, 7])
TYPE_A = 1
NAME_ERROR = 3


def answer_to(query):
    """A for shop.test, no other record of it, and nothing else."""
    end = query.index(b"\0", 12) + 5
    name, kind = query[12:end - 4], struct.unpack(">H", query[end - 4:end - 2])[0]
    known = name.lower() == b"\4shop\4test\0"
    found = known and kind == TYPE_A
    flags = 0x8180 if known else 0x8180 | NAME_ERROR
    head = query[:2] + struct.pack(">HHHHH", flags, 1, int(found), 0, 0)
    record = b"\xc0\x0c" + struct.pack(">HHIH", TYPE_A, 1, 60, 4) + ADDRESS
    return head + query[12:end] + (record if found else b"")


def serve_names(wire):
    while True:
        try:
            query, peer = wire.recvfrom(2048)
        except OSError:
            return
        wire.sendto(answer_to(query), peer)


def look(directory, name):
    done = subprocess.run([STANCH, "--data", f"{directory}/data", "--json", "watch", "test",
                           name], capture_output=True, text=True, timeout=60, check=False)
    return json.loads(done.stdout) if done.stdout.startswith("{") else {"said": done.stderr}


def verdict(tree):
    return tree.get("verdict") or tree.get("watch", {}).get("verdict") or tree


def play(claims):
    with folder() as directory, \
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire, \
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as deaf:
        wire.bind(("127.0.0.1", 0))
        deaf.bind(("127.0.0.1", 0))
        threading.Thread(target=serve_names, args=(wire,), daemon=True).start()
        port = free_ports(1)[0]
        with open(f"{directory}/stanch.yaml", "w", encoding="utf-8") as file:
            file.write(WATCHES.format(stanch=port, dns=wire.getsockname()[1],
                                      deaf=deaf.getsockname()[1]))
        with Program(f"{directory}/stanch.log", STANCH, "serve", "--data",
                     f"{directory}/data", "--config", f"{directory}/stanch.yaml"):
            wait_for(lambda: os.path.exists(f"{directory}/data/socket"), 10)
            for name, wanted in (("well", "good"), ("moved", "wrong"), ("gone", "wrong"),
                                 ("mail", "no_data"), ("deaf", "hangs")):
                seen = verdict(look(directory, name))
                claims.say(f"a name is looked up: {name} is {wanted}", seen == wanted, seen)

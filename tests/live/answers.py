"""A page by mail and the answer to it through a real MTA, Debian's Exim: stanch sends the
page through it, and it pipes what comes back into `stanch mail-in`."""
import os
import re
import shutil
import smtplib
import time

from live import SERVERS, STANCH, Api, Program, Tables, folder, free_ports, wait_for

CONFIGURATION = """
listen: ["127.0.0.1:{stanch}"]
people:
  - name: alice
    role: admin
    contacts: [{{email: alice@example.org}}]
on_call: [alice]
paging: {{repeat: 60s, rounds: 10}}
smtp: {{relay: "127.0.0.1:{smtp}", from: stanch@example.org}}
"""

# Its manual's way for a program that takes mail; docs/mail.md has the same lines.
EXIM = """
exim_path = {directory}/exim
spool_directory = {mta}/spool
log_file_path = {mta}/%slog
pid_file_path = {mta}/pid
primary_hostname = mx.example.org
local_interfaces = 127.0.0.1
daemon_smtp_ports = {smtp}
acl_smtp_rcpt = everybody
tls_advertise_hosts =
host_lookup =
keep_environment =
deliver_drop_privilege = true

begin acl
everybody:
  accept

begin routers
stanch:
  driver = accept
  local_parts = stanch
  local_part_suffix = +*
  local_part_suffix_optional
  transport = mail_in
people:
  driver = accept
  local_parts = alice : bob
  transport = mailbox

begin transports
mail_in:
  driver = pipe
  command = {directory}/stanch mail-in --server http://127.0.0.1:{stanch}
  return_path_add
  envelope_to_add
  return_fail_output
mailbox:
  driver = appendfile
  maildir_format
  directory = {mta}/boxes/$local_part_data
  create_directory
  envelope_to_add

begin retry
* * F,1h,1s
"""

# As root it takes another user: Exim delivers nothing as root.
NOBODY = 65534


class World:
    def __init__(self, directory):
        self.directory = directory
        self.data = f"{directory}/data"
        self.mta = f"{directory}/mta"
        self.ports = dict(zip(("stanch", "smtp"), free_ports(2)))
        self.api = Api(f"{self.data}/socket")
        self.tables = Tables(self.data)
        self.user = NOBODY if os.geteuid() == 0 else os.geteuid()
        os.makedirs(f"{self.mta}/spool")
        self.write("stanch.yaml", CONFIGURATION.format(**self.ports))
        self.write("exim.conf", EXIM.format(directory=directory, mta=self.mta,
                                            **self.ports))
        self.write("passwd", f"root:x:0:0::/:/bin/sh\n"
                   f"Debian-exim:x:{self.user}:{self.user}::/:/bin/sh\n")
        self.write("group", f"root:x:0:\nDebian-exim:x:{self.user}:\nadm:x:4:\n")
        self.write("exim", f"#!/bin/sh\nexec {SERVERS}/exim {directory}/passwd "
                   f"{directory}/group \"$@\"\n", 0o755)
        shutil.copy(STANCH, f"{directory}/stanch")
        self.stanch = self.program("stanch", STANCH, "serve", "--data", self.data,
                                   "--config", f"{directory}/stanch.yaml")
        who = {}
        if os.geteuid() == 0:
            os.chmod(directory, 0o755)
            for path in (self.mta, f"{self.mta}/spool"):
                os.chown(path, NOBODY, NOBODY)
            who = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
        self.exim = Program(f"{directory}/exim.log", f"{directory}/exim", "-C",
                            f"{directory}/exim.conf", "-bdf", "-q1s", **who)

    def program(self, name, *argv):
        return Program(f"{self.directory}/{name}.log", *argv)

    def write(self, name, text, mode=0o644):
        with open(f"{self.directory}/{name}", "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(f"{self.directory}/{name}", mode)

    def start_stanch(self):
        self.stanch.start()
        return wait_for(lambda: self.api.get("server/status"), 10)

    def box(self, name):
        """What somebody got, in no order: a maildir's names do not sort within a second."""
        new = f"{self.mta}/boxes/{name}/new"
        texts = []
        for file in os.listdir(new) if os.path.isdir(new) else ():
            with open(f"{new}/{file}", encoding="utf-8", errors="replace") as mail:
                texts.append(mail.read())
        return texts

    def page(self, service):
        """Opens an incident and gives the address that its page wants answers at."""
        self.api.ask("POST", "/api/v1/incident/declare",
                     {"title": f"{service} fails", "service": service})
        page = wait_for(lambda: next((text for text in self.box("alice")
                                      if f"{service} fails" in text), None), 15)
        found = re.search(r"Reply-To: <?([^>\s]+)", page) if page else None
        return found and found[1]

    def send(self, sender, to, text, headers=""):
        with smtplib.SMTP("127.0.0.1", self.ports["smtp"], timeout=10) as client:
            client.sendmail(sender, [to], f"From: <{sender}>\r\nTo: <{to}>\r\n"
                            f"Message-ID: <{time.monotonic_ns()}@test>\r\n{headers}"
                            f"\r\n{text}\r\n".encode())

    def acked(self, service):
        rows = self.tables.ask("SELECT page.acked_by FROM page JOIN incident ON "
                               "incident.id = page.incident WHERE service = $1", service)
        return rows[0][0] if rows else None

    def log(self):
        with open(f"{self.mta}/mainlog", encoding="utf-8") as file:
            return file.read()


def answer(claims, world):
    address = world.page("shop")
    if not claims.say("a page goes out through Exim, with an address for the answer",
                      address and address.startswith("stanch+"), world.log()):
        return
    world.send("bob@example.org", address, "ack")
    told = wait_for(lambda: world.box("bob"), 15)
    claims.say("an answer from somebody else comes back to them, with the reason",
               told and "This page called somebody else" in told[0], world.log())
    world.send("alice@example.org", address, "ack", "Auto-Submitted: auto-replied\r\n")
    count = len(world.box("alice"))
    ignored = wait_for(lambda: world.tables.entries("reply.ignored"), 15)
    claims.say("an absence note is ignored, and nobody is answered",
               ignored and len(world.box("alice")) == count, world.log())
    claims.say("neither stopped the page", world.acked("shop") == "")
    world.send("alice@example.org", address, "Ack\r\n\r\n> ack")
    wait_for(lambda: world.acked("shop"), 15)
    claims.say("the answer of whom it called acknowledges it",
               world.acked("shop") == "alice", world.log())


def keep(claims, world):
    address = world.page("billing")
    world.stanch.kill()
    world.send("alice@example.org", address, "ack")
    waits = wait_for(lambda: " == stanch" in world.log(), 15)
    claims.say("while stanch is away Exim keeps the answer", waits, world.log())
    claims.say("stanch comes back", world.start_stanch())
    wait_for(lambda: world.acked("billing"), 30)
    claims.say("and the answer that was kept acknowledges",
               world.acked("billing") == "alice", world.log())


def play(claims):
    if not os.path.exists(f"{SERVERS}/exim"):
        claims.say("answers by mail # SKIP tools/unpack-servers mail brings Exim", True)
        return
    with folder() as directory:
        world = World(directory)
        try:
            with world.exim:
                claims.say("stanch starts beside Exim", world.start_stanch())
                answer(claims, world)
                keep(claims, world)
        finally:
            if world.stanch.process:
                world.stanch.stop()

"""A real PostgreSQL of our own, gone when the block ends."""
import contextlib
import subprocess

from live import ROOT, SERVERS, Program, wait_for

HOLD = 'echo "$TEST_POSTGRES"; exec sleep 3600'


class Postgres:
    def __init__(self, address):
        self.address = address

    def run(self, *statements):
        """What they say, one row a line. Each is a transaction of its own."""
        words = [word for one in statements for word in ("-c", one)]
        done = subprocess.run([f"{SERVERS}/psql", "-X", "-A", "-t", "-q", self.address,
                               *words], capture_output=True, text=True, timeout=120,
                              check=True)
        return done.stdout.strip()

    def session(self, directory, name, statement):
        """Somebody's program, which asks the same again and again."""
        again = 'while "$0" -X -q -d "$1" -c "$2"; do :; done'
        return Program(f"{directory}/session.log", "sh", "-c", again, f"{SERVERS}/psql",
                       f"{self.address} application_name={name}", statement)


@contextlib.contextmanager
def postgres(directory):
    """None when there is none that can be run here."""
    with Program(f"{directory}/postgres.log", f"{ROOT}/tools/with-postgres", "sh", "-c",
                 HOLD, stdout=subprocess.PIPE, text=True) as program:
        address = program.process.stdout.readline().strip()
        yield Postgres(address) if address else None
    wait_for(lambda: program.process.poll() is not None, 5)

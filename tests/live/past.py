"""A real Prometheus that remembers: promtool writes its history, which reaches up to now,
so that an incident has a before without anybody waiting for it. From then on it scrapes
us, and the same series go on."""
import contextlib
import http.server
import subprocess
import threading
import time
import urllib.request

from live import SERVERS, Program, wait_for

# What a scrape adds to a series would make it another one than that of the history.
SCRAPED = """
global: {{scrape_interval: 1s}}
scrape_configs:
  - job_name: past
    honor_labels: true
    static_configs: [{{targets: ["127.0.0.1:{port}"]}}]
    metric_relabel_configs:
      - {{source_labels: [job], regex: past, target_label: job, replacement: ""}}
      - {{source_labels: [instance], regex: ".*:{port}", target_label: instance,
         replacement: ""}}
"""


def wiggle(age):
    """Between 0 and 1, the same for the same age: what never stands still is no line."""
    return int(age) * 7919 % 101 / 101


class Past:
    """series: (name, labels, value by age); an age is in seconds before "now", and so below
    0 of what comes later. A value of None is a gap."""

    def __init__(self, series, seconds, step):
        self.series = series
        self.ages = range(seconds, -1, -step)
        self.now = int(time.time())

    def family(self, name, ages):
        """All series of a name: in a text that promtool and Prometheus read alike, one
        family stands in one piece. A scrape has one sample, without a time."""
        kind = "counter" if name.endswith("_total") else "gauge"
        family = name[:-len("_total")] if kind == "counter" and ages else name
        lines = [f"# TYPE {family} {kind}"]
        for labels, value in (row[1:] for row in self.series if row[0] == name):
            for age in ages or (self.now - time.time(),):
                number = value(age)
                when = f" {self.now - age}" if ages else ""
                if number is not None:
                    lines.append(f"{name}{{{labels}}} {number}{when}")
        return lines

    def text(self, ages=None):
        names = dict.fromkeys(name for name, _, _ in self.series)
        return "\n".join(line for name in names for line in self.family(name, ages)) + "\n"

    def write(self, directory):
        with open(f"{directory}/history", "w", encoding="utf-8") as file:
            file.write(self.text(self.ages) + "# EOF\n")
        subprocess.run([f"{SERVERS}/promtool", "tsdb", "create-blocks-from", "openmetrics",
                        f"{directory}/history", f"{directory}/tsdb"], check=True,
                       capture_output=True, timeout=60)

    @contextlib.contextmanager
    def serve(self):
        """What is now, for scrapes. Gives the port."""
        past = self

        class Page(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = past.text().encode()
                self.send_response(200)
                self.send_header("Content-Type", "text/plain; version=0.0.4")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            server.server_close()


@contextlib.contextmanager
def prometheus(directory, port, past):
    """A real one with that past, ready to be asked."""
    past.write(directory)
    with past.serve() as scraped:
        with open(f"{directory}/prometheus.yml", "w", encoding="utf-8") as file:
            file.write(SCRAPED.format(port=scraped))
        with Program(f"{directory}/prometheus.log", f"{SERVERS}/prometheus",
                     f"--config.file={directory}/prometheus.yml",
                     f"--storage.tsdb.path={directory}/tsdb",
                     f"--web.listen-address=127.0.0.1:{port}"):
            yield wait_for(lambda: is_ready(port), 30)


def is_ready(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/-/ready", timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False

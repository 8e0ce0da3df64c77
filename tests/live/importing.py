"""stanch import, held to Alertmanager's own amtool: of any configuration and any labels,
the receivers that amtool names are those whose policy stanch pages."""
import json
import os
import random
import re
import subprocess

from live import SERVERS, STANCH, Api, Program, folder, free_ports, wait_for

CONFIGURATIONS = 8
ALERTS = 50
RECEIVERS = ("ops", "web team", "db", "audit", "lab")
QUIET = "null"
LABELS = {"team": ("web", "db", "lab"), "severity": ("critical", "warning", "info"),
          "env": ("prod", "test"), "size": ("1", "12", "")}


class Source:
    """A configuration of Alertmanager's, of a seed."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.continues = 3

    def matcher(self):
        name = self.random.choice(sorted(LABELS))
        value = self.random.choice(LABELS[name])
        other = self.random.choice(LABELS[name])
        return self.random.choice((
            f'{name}="{value}"', f'{name}!="{value}"', f'{name}=~"{value}|{other}"',
            f'{name}!~"{value[:1]}.*"'))

    def route(self, depth):
        route = {"receiver": self.random.choice((*RECEIVERS, QUIET))}
        if depth > 0 and self.random.random() < 0.2:
            del route["receiver"]
        if depth > 0 and self.random.random() < 0.2:
            route["match"] = {"env": self.random.choice(LABELS["env"])}
            route["match_re"] = {"team": "web|d."}
        elif depth > 0:
            route["matchers"] = [self.matcher() for _ in range(self.random.randint(1, 2))]
        if depth > 0 and self.continues > 0 and self.random.random() < 0.2:
            self.continues -= 1
            route["continue"] = True
        if depth < 3:
            route["routes"] = [self.route(depth + 1)
                               for _ in range(self.random.randint(depth == 0, 4 - depth))]
        return route

    def text(self):
        hooks = [{"name": name, "webhook_configs": [{"url": "http://127.0.0.1:1/x"}]}
                 for name in RECEIVERS]
        # JSON is YAML.
        return json.dumps({"route": self.route(0), "receivers": [*hooks, {"name": QUIET}]})

    def labels(self):
        chosen = {name: self.random.choice(values) for name, values in LABELS.items()
                  if self.random.random() < 0.8}
        return {name: value for name, value in chosen.items() if value}


def amtool_names(path, labels):
    done = subprocess.run(
        [f"{SERVERS}/amtool", "config", "routes", "test", f"--config.file={path}",
         *(f"{name}={value}" for name, value in labels.items())],
        capture_output=True, text=True, timeout=30, check=True)
    return set(done.stdout.strip().split(",")) - {QUIET}


def explained(alert):
    """Of an alert that was led through: the receivers of the policy that is paged."""
    steps = [step["text"] for step in alert["steps"] if step["step"] == "page"]
    policy = re.search(r"\(policy (.*)\)$", steps[0])
    if not alert["pages"] or not policy:
        return set()
    return {name.replace("web-team", "web team") for name in policy[1].split("+")}


def import_it(directory, source):
    os.mkdir(directory)
    path = f"{directory}/am.yml"
    with open(path, "w", encoding="utf-8") as file:
        file.write(source.text())
    return path, subprocess.run(
        [STANCH, "import", path, "--out", f"{directory}/stanch.yaml", "--secrets",
         f"{directory}/secrets"], capture_output=True, text=True, timeout=30, check=False)


def simulate(directory, labels):
    """What stanch says of each."""
    data = f"{directory}/data"
    with open(f"{directory}/alerts.json", "w", encoding="utf-8") as file:
        json.dump([{"labels": one} for one in labels], file)
    with Program(f"{directory}/log", STANCH, "serve", "--data", data, "--config",
                 f"{directory}/stanch.yaml", "--listen",
                 f"127.0.0.1:{free_ports(1)[0]}"):
        wait_for(lambda: Api(f"{data}/socket").get("server/status"), 10)
        done = subprocess.run(
            [STANCH, "explain", "--simulate", f"{directory}/alerts.json", "--json"],
            env={**os.environ, "STANCH_DATA": data}, capture_output=True, text=True,
            timeout=30, check=False)
    return json.loads(done.stdout)["simulated"] if done.returncode == 0 else done


def differences(directory, seed):
    """(what went wrong before, labels asked about, those with another answer)"""
    source = Source(seed)
    path, imported = import_it(directory, source)
    if imported.returncode not in (0, 1) or "deep" in imported.stderr:
        return imported, 0, []
    checked = subprocess.run([STANCH, "check", f"{directory}/stanch.yaml"], text=True,
                             capture_output=True, timeout=30, check=False)
    if checked.returncode != 0:
        return checked, 0, []
    labels = [{"alertname": f"A{nth}", **source.labels()} for nth in range(ALERTS)]
    simulated = simulate(directory, labels)
    if not isinstance(simulated, list) or len(simulated) != len(labels):
        return simulated, 0, []
    wrong = []
    for asked, alert in zip(labels, simulated):
        theirs, ours = amtool_names(path, asked), explained(alert)
        if theirs != ours:
            wrong.append((seed, asked, theirs, ours))
    return None, len(labels), wrong


def run(*words):
    done = subprocess.run([STANCH, "import", *words], capture_output=True, text=True,
                          timeout=30, check=False)
    return done.returncode, done.stdout, done.stderr


def files(claims, directory):
    """What is written, what is not, and what a script is told."""
    os.mkdir(directory)
    paths = {}
    for name, text in (
            ("am.yml", "receivers: [{name: a, pagerduty_configs: [{routing_key: "
                       f"{'k' * 32}}}]}}]\nroute: {{receiver: a}}\n"),
            ("bad.yml", "receivers: []\nroute: {receiver: a}\n")):
        paths[name] = f"{directory}/{name}"
        with open(paths[name], "w", encoding="utf-8") as file:
            file.write(text)
    out, secrets = f"{directory}/stanch.yaml", f"{directory}/secrets"
    code, said, told = run(paths["am.yml"])
    claims.say("without a place for secrets the text names a variable, and that is told",
               code == 1 and "key_env: STANCH_A_PAGERDUTY_KEY" in said and
               "am.yml:1:" in told and "k" * 32 not in said + told, (code, said, told))
    code, _, told = run(paths["am.yml"], "--out", out, "--secrets", secrets)
    key = f"{secrets}/a-pagerduty-key"
    claims.say("with one all is taken over, into a file that nobody else can read",
               code == 0 and os.stat(key).st_mode & 0o777 == 0o600, (code, told))
    code, _, told = run(paths["am.yml"], "--out", out)
    claims.say("what is there is never written over", code == 3 and "exists" in told,
               (code, told))
    code, said, told = run(paths["bad.yml"])
    claims.say("a file that Alertmanager would refuse is refused with its place",
               code == 2 and not said and "bad.yml:2:19: route.receiver" in told,
               (code, said, told))


def play(claims):
    asked, wrong, failed = 0, [], []
    with folder() as directory:
        files(claims, f"{directory}/files")
        for seed in range(CONFIGURATIONS):
            failure, count, found = differences(f"{directory}/{seed}", seed)
            failed += [(seed, failure)] if failure else []
            asked += count
            wrong += found
    claims.say("whatever routes an Alertmanager has, what is imported passes the check "
               "and can be simulated", not failed, failed)
    claims.say(f"of {asked} alerts stanch pages the receivers that amtool names",
               asked and not wrong, wrong[:5])

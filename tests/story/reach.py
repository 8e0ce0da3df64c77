"""What actions reach in stories. The flags are a service of our own that plays a system
of feature flags: PATCH /flags/NAME {"enabled": false}."""
import json
import os
import subprocess

from services import HttpService, service
from steps import TIMES, expect, step


class Flags(HttpService):
    """.late: it does what it is told, and the answer never comes."""

    def __init__(self):
        self.enabled, self.changes, self.late = {}, 0, False
        super().__init__()

    def answer(self, method, path, body):
        name = path.rpartition("/")[2]
        if method == "PATCH":
            self.changes += 1
            self.enabled[name] = json.loads(body)["enabled"]
            if self.late:
                raise ConnectionAbortedError
        return 200, {}, json.dumps({"name": name, "enabled": self.enabled.get(name)})


def flags(stage):
    return service(stage, "flags", Flags)


@step("given", r"the flag ([\w-]+) is (on|off) by HTTP")
@step("when", r"somebody turns the flag ([\w-]+) (on|off) by HTTP")
def flag_set(stage, name, state):
    flags(stage).enabled[name] = state == "on"


@step("given", r"the flags answer nothing after a change")
def flags_late(stage):
    flags(stage).late = True


@step("then", r"the flag ([\w-]+) is (on|off) by HTTP")
def flag_is(stage, name, state):
    stage.rest()
    expect(flags(stage).enabled[name] == (state == "on"), flags(stage).enabled)


@step("then", r"flags were changed (never|once|twice|three times) by HTTP")
def flags_changed(stage, times):
    stage.rest()
    wanted = 0 if times == "never" else TIMES[times]
    expect(flags(stage).changes == wanted, flags(stage).changes)


def path_of(stage, name):
    return os.path.join(stage.folder, name)


@step("given", r"the file (\S+):")
@step("when", r"somebody writes the file (\S+):")
def write_file(stage, name, block):
    os.makedirs(os.path.dirname(path_of(stage, name)), exist_ok=True)
    with open(path_of(stage, name), "w", encoding="utf-8") as file:
        file.write(block)


@step("then", r"the file (\S+) says \"(.+)\"")
def file_says(stage, name, text):
    with open(path_of(stage, name), encoding="utf-8") as file:
        seen = file.read()
    expect(text.replace("\\n", "\n") in seen, seen)


# -- a repository of Git: bare, in the story's folder; people push to it --

def git(stage, *words, folder=""):
    environment = {"PATH": os.environ["PATH"], "HOME": stage.folder, "LANG": "C",
                   "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "ann",
                   "GIT_AUTHOR_EMAIL": "ann@example.org", "GIT_COMMITTER_NAME": "ann",
                   "GIT_COMMITTER_EMAIL": "ann@example.org"}
    done = subprocess.run(["git", *words], cwd=path_of(stage, folder), check=False,
                          capture_output=True, text=True, timeout=30, env=environment)
    expect(done.returncode == 0, f"git {words}: {done.stderr}")
    return done.stdout.strip()


def commit(stage, name, title, block):
    write_file(stage, f"ann/{name}", block)
    git(stage, "add", "--all", folder="ann")
    git(stage, "commit", "--quiet", "--message", title, folder="ann")
    git(stage, "push", "--quiet", "origin", "HEAD:main", folder="ann")


@step("given", r"the repository sites.git with (\S+):")
def make_repository(stage, name, block):
    git(stage, "init", "--quiet", "--bare", "--initial-branch=main", "sites.git")
    git(stage, "init", "--quiet", "--initial-branch=main", "ann")
    git(stage, "remote", "add", "origin", path_of(stage, "sites.git"), folder="ann")
    commit(stage, name, "Begin", block)


@step("given", r"a commit \"(.+)\" of (\S+):")
@step("when", r"ann commits \"(.+)\" of (\S+):")
def more_commits(stage, title, name, block):
    commit(stage, name, title, block)
    stage.kept[title] = git(stage, "rev-parse", "HEAD", folder="ann")[:12]


@step("given", r"the last commit is tagged (\S+)")
def tag(stage, name):
    git(stage, "tag", name, folder="ann")
    git(stage, "push", "--quiet", "origin", name, folder="ann")


@step("then", r"(\S+) of sites.git has (\d+) commits?, the last \"(.+)\"")
def repository_has(stage, branch, count, title):
    stage.rest()
    seen = git(stage, "log", "--format=%s", branch, folder="sites.git").splitlines()
    expect(len(seen) == int(count) and seen[0] == title, "\n".join(seen))


@step("then", r"the last commit of (\S+) of sites.git says \"(.+)\"")
def commit_says(stage, branch, text):
    seen = git(stage, "log", "-1", "--format=%an%n%B", branch, folder="sites.git")
    expect(text.replace("\\n", "\n") in seen, seen)


@step("then", r"(\S+) of sites.git at (\S+) says \"(.+)\"")
def tree_says(stage, name, branch, text):
    seen = git(stage, "show", f"{branch}:{name}", folder="sites.git")
    expect(text in seen, seen)


@step("then", r"sites.git has the branches (.+)")
def has_branches(stage, names):
    stage.rest()
    seen = git(stage, "for-each-ref", "--format=%(refname:short)", "refs/heads",
               folder="sites.git")
    expect(seen.split() == names.split(), seen)


@step("then", r"ann's checkout is as she left it")
def checkout_is_clean(stage):
    seen = git(stage, "status", "--porcelain", folder="ann")
    expect(seen == "", seen)


class ArgoCD(HttpService):
    """A double: one application, made from the documented answers. It refuses a rollback
    while auto-sync is on; an operation ends at the second look."""

    def __init__(self):
        self.automated, self.operations, self.looks, self.next = None, 0, 0, ""
        self.history, self.tried = ["a" * 40, "b" * 40], 0
        super().__init__()

    def answer(self, method, path, body):
        tree = json.loads(body) if body else {}
        if method == "GET":
            return 200, {}, json.dumps(self.application())
        self.tried += 1
        if path.endswith("/spec"):
            self.automated = tree["syncPolicy"].get("automated")
            return 200, {}, body.decode()
        if path.endswith("/rollback") and self.automated:
            said = "rollback cannot be initiated when auto-sync is enabled"
            return 400, {}, json.dumps({"error": said, "code": 9, "message": said})
        self.operations, self.looks = self.operations + 1, 2
        self.next = self.history[tree.get("id", len(self.history) - 1)]
        return 200, {}, "{}"

    def application(self):
        if self.looks:
            self.looks -= 1
            if not self.looks:
                self.history.append(self.next)
        policy = {"automated": self.automated} if self.automated else {}
        git = self.history[1]
        return {"metadata": {"name": "shop"},
                "spec": {"project": "default", "syncPolicy": policy,
                         "source": {"targetRevision": "main"}},
                "status": {"sync": {"revision": git, "status": "Synced" if
                                    self.history[-1] == git else "OutOfSync"},
                           "health": {"status": "Healthy"},
                           "history": [{"id": i, "revision": revision,
                                        "deployedAt": f"2026-11-21T02:0{i}:00Z"}
                                       for i, revision in enumerate(self.history)],
                           "operationState": {
                               "phase": "Running" if self.looks else "Succeeded",
                               "startedAt": f"2026-11-21T03:0{self.operations}:00Z"}}}


def argocd(stage):
    return service(stage, "argocd", ArgoCD)


@step("given", r"Argo CD syncs shop by itself")
@step("when", r"Argo CD syncs shop by itself again")
def argocd_automatic(stage):
    argocd(stage).automated = {"prune": True, "selfHeal": True}


@step("then", r"Argo CD runs shop at (\w)\w*, with auto-sync (on|off)")
def argocd_runs(stage, letter, state):
    stage.rest()
    seen = argocd(stage)
    expect(seen.history[-1].startswith(letter) and bool(seen.automated) == (state == "on"),
           f"{seen.history} {seen.automated}")


@step("then", r"Argo CD was asked to change nothing")
def argocd_untouched(stage):
    stage.rest()
    expect(argocd(stage).tried == 0, argocd(stage).tried)


@step("given", r"the program (\S+): (.+)")
def write_program(stage, name, command):
    write_file(stage, name, f"#!/bin/sh\ncd {stage.folder}\n{command}\n")
    os.chmod(path_of(stage, name), 0o755)

"""Steps about runbooks: files beside the configuration, and files to import."""
import os

from acts import run_command
from server import Failure
from steps import step, until


def write_document(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


@step("given", r"the runbook ([\w/-]+):")
@step("when", r"somebody writes the runbook ([\w/-]+):")
def runbook(stage, name, block):
    write_document(os.path.join(stage.folder, "runbooks", name + ".md"),
                   block.replace("$DIR", stage.folder))


@step("given", r"the document ([\w/-]+):")
def document(stage, name, block):
    write_document(os.path.join(stage.folder, name + ".md"), block)


@step("given", r"the file (\w+)")
def plain_file(stage, name):
    write_document(os.path.join(stage.folder, name), "something\n")


@step("then", r"the file (\w+) is (there|gone)")
def is_there(stage, name, wanted):
    if os.path.exists(os.path.join(stage.folder, name)) != (wanted == "there"):
        raise Failure(f"{name} is not {wanted}")


@step("given", r"prometheus has the series (\S+)")
@step("when", r"prometheus has the series (\S+)")
def has_series(stage, selection):
    stage.prometheus.values[f"count(present_over_time({selection}[1d]))"] = 1


@step("when", r"(\w+) runs until it says \"(.+)\": (.+)")
def run_until(stage, person, text, words):
    """A desk of the server is at work: what it found is there a moment later."""
    def says():
        run_command(stage, person, words)
        return text in stage.exit.stdout + stage.exit.stderr

    until(says, f"'{words}' says '{text}'")

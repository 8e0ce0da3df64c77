"""What must be seen in stories: each "then"."""
import re

from steps import TIMES, expect, expect_texts, milliseconds, named, step

# -- then: who was told --

@step("then", r"(?!nobody )(\w+) is paged")
def is_paged(stage, person):
    stage.rest()
    expect(any(page.who == person for page in stage.pages()),
           [str(page) for page in stage.pages()] or "no page")


@step("then", r"(\w+) is paged (once|twice|three times|\d+ times)")
def is_paged_times(stage, person, times):
    stage.rest()
    wanted = TIMES[times] if times in TIMES else int(times.split()[0])
    count = sum(page.who == person and page.channel == "webhook" for page in stage.pages())
    expect(count == wanted, f"{count} times")


@step("then", r"only (\w+) is paged")
def only_is_paged(stage, person):
    stage.rest()
    expect({page.who for page in stage.pages()} == {person},
           [str(page) for page in stage.pages()] or "no page")


@step("then", r"(\w+) and (\w+) are paged")
def both_are_paged(stage, first, second):
    stage.rest()
    expect({page.who for page in stage.pages()} == {first, second},
           [str(page) for page in stage.pages()] or "no page")


@step("then", r"nobody is paged")
def nobody_is_paged(stage):
    stage.rest()
    expect(not stage.pages(), [str(page) for page in stage.pages()])


@step("then", r"nobody is paged for (\w+)")
def nobody_is_paged_for(stage, duration):
    stage.rest()
    stage.mark = len(stage.inbox.notices)
    stage.server.advance(milliseconds(duration))
    nobody_is_paged(stage)


@step("then", r"(\w+)'s page came by webhook and by ntfy at priority 5")
def both_channels(stage, person):
    pages = [page for page in stage.pages() if page.who == person]
    expect({page.channel for page in pages} == {"webhook", "ntfy"}, list(map(str, pages)))
    expect(all(page.headers.get("priority") == "5" for page in pages
               if page.channel == "ntfy"), [page.headers for page in pages])


@step("then", r"all pages to (\w+) carried the same key")
def same_key(stage, person):
    stage.rest()
    pages = [page for page in stage.pages()
             if page.who == person and page.channel == "webhook"]
    expect(len(pages) > 1 and len({page.key for page in pages}) == 1,
           [f"{page} with key {page.key}" for page in pages])


@step("then", r"(\w+) gets one quiet notice: (.+)")
def quiet_notice(stage, person, text):
    stage.rest()
    quiet = [notice for notice in stage.notices()
             if notice.who == person and not notice.urgent]
    expect(len(quiet) == 1 and text in f"{quiet[0].subject}\n{quiet[0].text}",
           [f"{notice}: {notice.text}" for notice in quiet] or "none")


@step("then", r"the service desk is told: (.+)")
def desk_is_told(stage, text):
    stage.rest()
    told = [f"{notice.subject}\n{notice.text}" for notice in stage.notices()
            if notice.who == "desk"]
    expect(any(text in one for one in told), told or "nothing")


@step("then", r"(\w+) is woken: (.+)")
def is_woken(stage, person, text):
    stage.rest()
    woken = [f"{page.subject}\n{page.text}" for page in stage.pages()
             if page.who == person]
    expect(any(text in one for one in woken), woken or "nothing")


@step("then", r"nobody is told anything")
def nobody_is_told(stage):
    stage.rest()
    expect(not stage.notices(), [str(notice) for notice in stage.notices()])


# -- then: what commands and doors answered --

@step("then", r"exit (\d+)")
def exit_code(stage, code):
    expect(stage.exit.returncode == int(code),
           f"{stage.exit.returncode}: {stage.exit.stdout}{stage.exit.stderr}")


@step("then", r"exit (\d+): \"(.+)\"")
def exit_saying(stage, code, text):
    exit_code(stage, code)
    expect(text in stage.exit.stdout + stage.exit.stderr,
           stage.exit.stdout + stage.exit.stderr)


@step("then", r"exit (\d) without: \"(.+)\"")
def exit_not_saying(stage, code, text):
    exit_code(stage, code)
    expect(text not in stage.exit.stdout + stage.exit.stderr,
           stage.exit.stdout + stage.exit.stderr)


@step("then", r"exit (\d) with one line: \"(.+)\"")
def exit_with_line(stage, code, text):
    exit_code(stage, code)
    lines = (stage.exit.stdout + stage.exit.stderr).strip().splitlines()
    expect(len(lines) == 1 and text in lines[0], "\n".join(lines))


@step("then", r"exit (\d), and nobody is paged for (\w+)")
def exit_and_quiet(stage, code, duration):
    exit_code(stage, code)
    nobody_is_paged_for(stage, duration)


@step("then", r"answer (\d+)")
def answered(stage, status):
    expect(stage.answer.status == int(status), f"{stage.answer.status}: "
                                               f"{stage.answer.text[:2000]}")


@step("then", r"answer (\d+): \"(.+)\"")
def answered_saying(stage, status, text):
    answered(stage, status)
    expect(text in stage.answer.text, stage.answer.text[:2000])


@step("then", r"there is one button: (.+)")
def one_button(stage, text):
    page = stage.answer.text
    expect(stage.answer.status == 200 and page.count("<button") == 1 and
           f">{text}</button>" in page, page)


@step("then", r"there is no button")
def no_button(stage):
    expect("<button" not in stage.answer.text, stage.answer.text)


@step("then", r"it answers as before and takes less than (\d+) MiB")
def is_well(stage, size):
    stage.rest()
    answer = stage.server.remote("GET", "/-/healthy")
    expect(answer.status == 200, f"{answer.status} {answer.text}")
    with open(f"/proc/{stage.server.process.pid}/status", encoding="ascii") as file:
        kib = int(re.search(r"VmRSS:\s+(\d+)", file.read())[1])
    expect(kib < int(size) * 1024, f"{kib // 1024} MiB")


# -- then: what is known --

@step("then", r"the incident is ([\w-]+)")
def incident_is(stage, state):
    stage.rest()
    expect(stage.room()["incident"]["state"] == state, stage.room()["incident"]["state"])


@step("then", r"its (\w+) is \"?([^\"]+)\"?")
def incident_member(stage, member, value):
    stage.rest()
    seen = stage.room()["incident"][member]
    expect(str(seen) == value, f"{seen!r}")


@step("then", r"there (?:is|are) (\d+) incidents?")
def incident_count(stage, count):
    stage.rest()
    incidents = stage.server.read("incident/list?all=true")["incidents"]
    expect(len(incidents) == int(count), [one["code"] for one in incidents])


@step("then", r"there (?:is|are) (\d+) alerts?")
def alert_count(stage, count):
    stage.rest()
    alerts = stage.server.read("alert/list")["alerts"]
    expect(len(alerts) == int(count), [one["name"] for one in alerts])


@step("then", r"the alert (\w+) is (\w+)")
def alert_is(stage, name, state):
    stage.rest()
    seen = named(stage.server.read("alert/list")["alerts"], "name", name)["state"]
    expect(seen == state, seen)


def timeline(stage):
    stage.rest()
    return [entry["text"] for entry in
            stage.server.read("incident/timeline?incident=last")["timeline"]]


@step("then", r"the timeline says \"([^\"]+)\"")
def timeline_says(stage, text):
    expect_texts(timeline(stage), text)


@step("then", r"the timeline says \"([^\"]+)\" (once|twice|three times)")
def timeline_says_times(stage, text, times):
    expect_texts(timeline(stage), text, TIMES[times])


@step("then", r"the timeline does not say \"([^\"]+)\"")
def timeline_says_not(stage, text):
    expect_texts(timeline(stage), text, 0)


@step("then", r"the timeline says \"([^\"]+)\" before \"([^\"]+)\"")
def timeline_order(stage, first, second):
    texts = timeline(stage)
    expect_texts(texts, first)
    expect_texts(texts, second)
    at = [next(i for i, text in enumerate(texts) if wanted in text)
          for wanted in (first, second)]
    expect(at[0] < at[1], f"entries {at[0]} and {at[1]}")


@step("then", r"nothing was written down by that")
def nothing_written(stage):
    head = stage.server.read("journal/head")["head"]
    expect(head == stage.kept["head"], f"{stage.kept['head']} became {head}")


@step("then", r"the journal verifies")
def journal_verifies(stage):
    stage.rest()
    done = stage.server.run(["--data", stage.server.directory, "journal", "verify"])
    expect(done.returncode == 0, done.stdout + done.stderr)


@step("then", r"the journal says \"(.+)\"")
def journal_says(stage, text):
    stage.rest()
    expect_texts([entry["text"] for entry in stage.server.read("journal/list")["entries"]],
                 text)


@step("then", r"the journal says \"(.+)\" (once|twice)")
def journal_says_times(stage, text, times):
    stage.rest()
    expect_texts([entry["text"] for entry in stage.server.read("journal/list")["entries"]],
                 text, TIMES[times])


@step("then", r"the hypothesis ([\w-]+) is (\w+)")
def hypothesis_is(stage, key, state):
    stage.rest()
    seen = named(stage.room()["hypotheses"], "key", key)
    expect(seen["state"] == state, f"{seen['state']}: {seen['reason']}")


@step("then", r"there is no hypothesis ([\w-]+)")
def no_hypothesis(stage, key):
    stage.rest()
    keys = [one["key"] for one in stage.room()["hypotheses"]]
    expect(keys and key not in keys, f"{keys}")


@step("then", r"what helps against ([\w-]+): (.+)")
def what_helps(stage, key, helps):
    seen = named(stage.room()["hypotheses"], "key", key)
    expect(", ".join(seen["helps"]) == helps, f"{seen['helps']}")


@step("then", r"(.+) was asked once")
def asked_once(stage, title):
    rows = [one for one in stage.room()["evidence"] if one["title"] == title]
    expect(len(rows) == 1, f"{len(rows)} times")


@step("then", r"no action is offered")
def no_action(stage):
    stage.rest()
    expect(not stage.room()["actions"], [one["title"] for one in stage.room()["actions"]])


def action(stage, number):
    stage.rest()
    return named(stage.room()["actions"], "number", int(number))


@step("then", r"action (\d+) is ([\w-]+)")
def action_is(stage, number, state):
    seen = action(stage, number)
    expect(seen["state"] == state, f"{seen['state']}: {seen['problem']}")


@step("then", r"action (\d+) is ([\w-]+): (.+)")
def action_is_titled(stage, number, state, text):
    action_is(stage, number, state)
    seen = action(stage, number)
    shown = [str(seen[member]) for member in ("title", "preview", "problem", "output",
                                              "verdict", "verdict_reason", "undo_text")]
    expect_texts(shown, text)


@step("then", r"redis has maxmemory (\d+) MiB")
def redis_has(stage, size):
    stage.rest()
    expect(stage.redis.maxmemory == int(size) << 20, stage.redis.maxmemory)


@step("then", r"redis was changed (never|once|twice)")
def redis_was_changed(stage, times):
    stage.rest()
    wanted = {"never": 0, **TIMES}[times]
    expect(len(stage.redis.changes()) == wanted, stage.redis.changes())


@step("then", r"prometheus was asked (\d+) to (\d+) times meanwhile")
def asked_meanwhile(stage, least, most):
    refused = stage.prometheus.refused
    expect(int(least) <= refused <= int(most), f"{refused} times")


@step("then", r"the check is ([\w-]+)")
def check_is(stage, state):
    stage.rest()
    checks = stage.room()["checks"]
    check = checks[0] if len(checks) == 1 else named(checks, "name", "writes failing")
    expect(check["state"] == state, f"{check['state']}: {check['reason']}")


@step("then", r"it cannot be resolved yet: (.+)")
def cannot_resolve(stage, text):
    stage.rest()
    resolve = stage.room()["resolve"]
    expect(not resolve["allowed"] and text in resolve["why_not"], resolve)


@step("then", r"a draft lies ready: (\w+)")
def draft_lies_ready(stage, kind):
    stage.rest()
    drafts = [message["kind"] for message in stage.room()["messages"]
              if message["state"] == "draft"]
    expect(kind in drafts, drafts)


@step("then", r"no draft lies ready")
def no_draft(stage):
    stage.rest()
    drafts = [message for message in stage.room()["messages"]
              if message["state"] == "draft"]
    expect(not drafts, drafts)


@step("then", r"the promise is (\w+)")
def promise_is(stage, state):
    stage.rest()
    promises = stage.server.read("message/list?incident=last")["promises"]
    expect(promises and promises[-1]["state"] == state, promises)


@step("then", r"the postmortem says \"(.+)\"")
def postmortem_says(stage, text):
    stage.rest()
    shown = stage.server.read("postmortem/show?incident=last")
    expect(text in shown["markdown"], shown["markdown"])


@step("then", r"the postmortem does not say \"(.+)\"")
def postmortem_does_not_say(stage, text):
    stage.rest()
    shown = stage.server.read("postmortem/show?incident=last")
    expect(text not in shown["markdown"], shown["markdown"])


@step("then", r"the metrics say (\S.*)")
def metrics_say(stage, line):
    stage.rest()
    text = stage.server.local("GET", "/metrics").text
    name = line.split("{")[0].split(" ")[0]
    expect(line in text.splitlines(),
           "\n".join(one for one in text.splitlines() if one.startswith(name)))


@step("then", r"the log does not say \"(.+)\"")
def log_does_not_say(stage, text):
    with open(stage.server.log_path, encoding="utf-8") as file:
        expect(text not in file.read(), stage.server.log_tail())


@step("then", r"the log says \"(.+)\"")
def log_says(stage, text):
    with open(stage.server.log_path, encoding="utf-8") as file:
        expect(text in file.read(), stage.server.log_tail())

"""Stories by the clock on the wall: "when it is 03:07:10" lets the time pass until then.
And who is called: what the calendar shows, what pages do."""
import calendar
import datetime
import os
import time
import zoneinfo

from acts import new_configuration
from steps import TIMES, expect, milliseconds, step

DAY = datetime.timedelta(days=1)


@step("given", r"it is (\S+)")
def begin_at(stage, instant):
    stage.server.clock = instant


@step("given", r"clocks show the time of (\S+)")
def clocks_of(stage, zone):
    stage.zone = zoneinfo.ZoneInfo(zone)


@step("given", r"everything is configured as:")
def configured_as(stage, block):
    """Where the data are is the story's own affair."""
    stage.config = {"top": block,
                    "database": stage.config.get("database", "")}


@step("given", r"the file (\S+) holds (\S+)")
def file_holds(stage, name, text):
    with open(os.path.join(stage.folder, name), "w", encoding="utf-8") as file:
        file.write(stage.with_addresses(text))


@step("given", r"the pattern ([\w-]+):")
def pattern_is(stage, name, block):
    os.makedirs(os.path.join(stage.folder, "patterns"), exist_ok=True)
    file_holds(stage, f"patterns/{name}.yaml", block)


@step("given", r"the bundle ([\w.-]+):")
def bundle_is(stage, name, block):
    os.makedirs(os.path.join(stage.folder, "bundles"), exist_ok=True)
    file_holds(stage, f"bundles/{name}.yaml", block)


@step("when", r"the profile (\w+) becomes, and SIGHUP comes:")
def profile_becomes(stage, name, block):
    os.makedirs(os.path.join(stage.folder, "profiles"), exist_ok=True)
    file_holds(stage, f"profiles/{name}.yaml", block)
    new_configuration(stage, stage.config["more"])


def present(stage):
    """Not of the server, which may be down: where its clock was left."""
    return datetime.datetime.fromtimestamp(seconds_of(stage.server.clock),
                                           datetime.timezone.utc)


def seconds_of(instant):
    return calendar.timegm(time.strptime(instant[:19], "%Y-%m-%dT%H:%M:%S"))


def instant(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def next_time(stage, wall):
    """The next instant at which the clocks show it. Where they show it twice in a night,
    the first of the two that is still to come."""
    zone = getattr(stage, "zone", datetime.timezone.utc)
    now = present(stage)
    hour, minute, second = (int(part) for part in (wall + ":00")[:8].split(":"))
    day = now.astimezone(zone).date()
    for days in (0, 1):
        for fold in (0, 1):
            local = datetime.datetime.combine(day + days * DAY, datetime.time(
                hour, minute, second, tzinfo=zone, fold=fold))
            at = local.astimezone(datetime.timezone.utc)
            if at >= now:
                return at
    raise AssertionError(wall)


@step("when", r"it is (\d\d:\d\d(?::\d\d)?)")
def time_passes(stage, wall):
    now = present(stage)
    if stage.server.runs():
        now = datetime.datetime.fromtimestamp(
            seconds_of(stage.server.read("incident/list")["now"]), datetime.timezone.utc)
    passes = next_time(stage, wall) - now
    if stage.server.runs():
        stage.server.advance(int(passes.total_seconds() * 1000))
        return
    stage.server.clock = instant(int(next_time(stage, wall).timestamp()))
    stage.server.start()


@step("then", r"(\w+) was paged (once|twice|three times|\d+ times) in all")
def was_paged_in_all(stage, person, times):
    stage.rest()
    wanted = TIMES[times] if times in TIMES else int(times.split()[0])
    pages = [notice for notice in stage.inbox.notices
             if notice.urgent and notice.who == person and notice.channel == "webhook"]
    expect(len(pages) == wanted, f"{len(pages)} times")


@step("then", r"(\w+) was never paged")
def was_never_paged(stage, person):
    stage.rest()
    pages = [str(notice) for notice in stage.inbox.notices
             if notice.urgent and notice.who == person]
    expect(not pages, pages)


@step("then", r"the calendar shows whom a page would reach, each minute "
              r"from (\S+) for (\w+)")
def calendar_is_routing(stage, start, duration):
    """INV-06: what the calendar shows, and whom the steps of the policies call."""
    begin = seconds_of(start)
    shifts = stage.server.read(f"oncall/calendar?days=2&from={instant(begin)}")["shifts"]
    changes = 0
    before = None
    for minute in range(milliseconds(duration) // 60000):
        at = instant(begin + 60 * minute)
        called = {row["because"].split(",")[0].removeprefix("schedule "): row["person"]
                  for row in stage.server.read(f"oncall/who?at={at}")["on_call"]
                  if row["because"].startswith("schedule ")}
        shown = {one["schedule"]: one["person"] for one in shifts
                 if one["from"] <= at < one["until"]}
        expect(called and shown == called, f"at {at} the calendar has {shown}, and a page "
               f"would go to {called}")
        changes += before is not None and before != called
        before = called
    stage.kept["changes"] = changes


@step("then", r"there are (\d+) hand-overs in that time")
def hand_overs(stage, count):
    expect(stage.kept["changes"] == int(count), stage.kept["changes"])


@step("then", r"at (\S+) a page would reach (.+)")
def page_would_reach(stage, at, names):
    called = [row["person"] for row in
              stage.server.read(f"oncall/who?at={at}")["on_call"]]
    expect(called == names.split(", "), called)


@step("then", r"(?!the service )(\w+) is told: (.+)")
def is_told(stage, person, text):
    """Quietly."""
    stage.rest()
    told = [f"{notice.subject}\n{notice.text}" for notice in stage.notices()
            if not notice.urgent and notice.who == person]
    expect(any(text in one for one in told), told or "nothing")


def fields_of(document):
    """**Name**: text, and below it what stands in its list."""
    fields, name = {}, ""
    for line in document.splitlines():
        if line.startswith("**"):
            name, _, text = line[2:].partition("**:")
            fields[name] = [text.strip()] if text.strip() else []
        elif line.strip() and name:
            fields[name].append(line)
    return fields


@step("then", r"the handoff document has its fields:")
def handoff_document(stage, block):
    stage.rest()
    document = stage.server.read("handoff/show?incident=last")["document"]
    fields = fields_of(document)
    for line in block.splitlines():
        name, _, text = line.partition(": ")
        expect(any(text in one for one in fields.get(name, [])),
               f"{name} is not '{text}' in:\n{document}")


@step("then", r"(\w+)'s page says \"(.+)\"")
def page_text_says(stage, person, text):
    stage.rest()
    pages = [f"{page.subject}\n{page.text}" for page in stage.pages()
             if page.who == person and page.channel == "webhook"]
    expect(pages and text in pages[-1], pages or "no page")


@step("then", r"(\w+) is paged by webhook and by ntfy")
def paged_by_both(stage, person):
    stage.rest()
    channels = {page.channel for page in stage.pages() if page.who == person}
    expect(channels == {"webhook", "ntfy"}, channels)

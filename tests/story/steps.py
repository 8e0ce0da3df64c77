"""What all steps of stories rest on: a step is a function, found by its keyword and the
pattern of its words. The steps themselves are in acts.py (given, when, after, crash)
and claims.py (then)."""
import re
import time

from server import Failure

STEPS = []

TIMES = {"once": 1, "twice": 2, "three times": 3}

UNITS = {"ms": 1, "s": 1000, "m": 60000, "h": 3600000, "d": 86400000}


def step(keyword, pattern):
    def remember(function):
        STEPS.append((keyword, re.compile(pattern), function))
        return function
    return remember


def perform(stage, one):
    for keyword, pattern, function in STEPS:
        found = pattern.fullmatch(one.text) if keyword == one.keyword else None
        if found:
            words = found.groups()
            function(stage, *words, *([one.block] if one.block else []))
            return
    raise Failure("no kind of step is written like this (run --words lists them)")


def milliseconds(text):
    parts = re.findall(r"(\d+)(ms|s|m|h|d)", text)
    if not parts or "".join(a + b for a, b in parts) != text:
        raise Failure(f"'{text}' is no duration")
    return sum(int(number) * UNITS[unit] for number, unit in parts)


def expect(holds, seen):
    if not holds:
        raise Failure(f"seen instead: {seen}")


def expect_texts(texts, wanted, times=None):
    found = [text for text in texts if wanted in text]
    if len(found) != times if times is not None else not found:
        raise Failure(f"'{wanted}' stands there {len(found)} times, in:\n"
                      + "\n".join(f"    {text}" for text in texts))


def named(rows, member, name):
    for row in rows:
        if row[member] == name:
            return row
    raise Failure(f"there is no {member} {name} among "
                  f"{', '.join(str(row[member]) for row in rows) or 'nothing'}")


def until(holds, what, seconds=10):
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise Failure(f"{what} did not happen within {seconds} s")
        time.sleep(0.005)

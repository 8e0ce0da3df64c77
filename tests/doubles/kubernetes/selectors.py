"""Label and field selectors, as they stand in a query."""
import re

SET = re.compile(r"(\S+)\s+(in|notin)\s+\(([^)]*)\)")


def labels_match(selector, labels):
    return all(_label(part.strip(), labels or {}) for part in _parts(selector))


def _parts(selector):
    return [part for part in re.split(r",(?![^(]*\))", selector or "") if part.strip()]


def _label(part, labels):
    found = SET.fullmatch(part)
    if found:
        values = [value.strip() for value in found[3].split(",")]
        return (labels.get(found[1]) in values) == (found[2] == "in")
    if "!=" in part:
        name, _, value = part.partition("!=")
        return labels.get(name) != value
    if "=" in part:
        name, _, value = part.replace("==", "=").partition("=")
        return labels.get(name) == value
    if part.startswith("!"):
        return part[1:] not in labels
    return part in labels


def fields_match(selector, item):
    return all(_field(part.strip(), item) for part in _parts(selector))


def _field(part, item):
    differs = "!=" in part
    name, _, value = part.replace("==", "=").partition("!=" if differs else "=")
    for step in name.split("."):
        item = item.get(step, "") if isinstance(item, dict) else ""
    return (str(item or "") != value) if differs else (str(item or "") == value)


def matches(selector, labels):
    """A LabelSelector of an object: matchLabels only."""
    wanted = (selector or {}).get("matchLabels") or {}
    return all((labels or {}).get(name) == value for name, value in wanted.items())

"""The three ways in which an API server changes an object by a part of it."""
import copy


class Unfit(Exception):
    """(status, reason, message): what the server says of such a patch."""

    def __init__(self, status, reason, message):
        super().__init__(message)
        self.status, self.reason, self.message = status, reason, message


def merge(target, patch):
    """JSON merge patch: null removes, a list is replaced whole."""
    if not isinstance(patch, dict):
        return copy.deepcopy(patch)
    result = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merge(result.get(name), value)
    return result


# Which member tells the items of a list apart, by the list's name.
KEYS = {"containers": "name", "initContainers": "name", "env": "name", "volumes": "name",
        "volumeMounts": "mountPath", "ports": "containerPort", "conditions": "type",
        "ownerReferences": "uid", "imagePullSecrets": "name", "taints": "key"}


def strategic(target, patch):
    """Strategic merge patch: lists of KEYS are merged item by item."""
    if not isinstance(patch, dict):
        return copy.deepcopy(patch)
    how = patch.get("$patch")
    if how == "replace":
        return {name: copy.deepcopy(value) for name, value in patch.items()
                if name != "$patch"}
    result = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if name.startswith("$setElementOrder/") or name == "$patch":
            continue
        if name == "$retainKeys":
            result = {kept: result[kept] for kept in value if kept in result}
        elif name.startswith("$deleteFromPrimitiveList/"):
            where = name.partition("/")[2]
            result[where] = [one for one in result.get(where, []) if one not in value]
        elif value is None:
            result.pop(name, None)
        elif isinstance(value, list) and name in KEYS:
            result[name] = merge_list(result.get(name) or [], value, KEYS[name])
        elif isinstance(value, dict):
            result[name] = strategic(result.get(name), value)
        else:
            result[name] = copy.deepcopy(value)
    return result


def merge_list(target, patch, key):
    if any(one.get("$patch") == "replace" for one in patch):
        return [copy.deepcopy(one) for one in patch if "$patch" not in one]
    result = list(target)
    for item in patch:
        if key not in item:
            raise Unfit(400, "BadRequest",
                        f"map: {item} does not contain declared merge key: {key}")
        places = [nth for nth, one in enumerate(result) if one.get(key) == item[key]]
        if item.get("$patch") == "delete":
            result = [one for one in result if one.get(key) != item[key]]
        elif places:
            result[places[0]] = strategic(result[places[0]], item)
        else:
            result.append(strategic({}, item))
    return result


def json_patch(target, operations):
    result = copy.deepcopy(target)
    for operation in operations:
        _operate(result, operation)
    return result


def _refuse(message):
    raise Unfit(422, "Invalid", "the server rejected our request due to an error in our "
                f"request: {message}")


def _operate(document, operation):
    how, path = operation["op"], operation["path"]
    names = [name.replace("~1", "/").replace("~0", "~") for name in path.split("/")[1:]]
    parent = document
    for name in names[:-1]:
        parent = _step(parent, name, path)
    last = names[-1]
    if isinstance(parent, list):
        last = len(parent) if last == "-" else int(last)
    is_there = last in parent if isinstance(parent, dict) else last < len(parent)
    if how in ("replace", "remove", "test") and not is_there:
        _refuse(f"{how} operation does not apply: doc is missing key: {path}")
    if how == "test":
        if parent[last] != operation.get("value"):
            _refuse(f"testing value {path} failed")
    elif how == "remove":
        del parent[last]
    elif how in ("add", "replace"):
        value = copy.deepcopy(operation.get("value"))
        if how == "add" and isinstance(parent, list):
            parent.insert(last, value)
        else:
            parent[last] = value
    else:
        _refuse(f"Unexpected kind: {how}")


def _step(parent, name, path):
    try:
        return parent[int(name)] if isinstance(parent, list) else parent[name]
    except (KeyError, IndexError, ValueError, TypeError):
        return _refuse(f"doc is missing path: {path}")

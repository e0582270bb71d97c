"""Whether what is registered is still what somebody saw when they decided on changes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from stackls_probe.attributes import same
from stackls_probe.errors import Refused

if TYPE_CHECKING:
    from stackls_probe.protocol import Json


def find(items: list[Json], name: str, kind: str | None = None) -> Json | None:
    """Give the stack, or the component of a type, of exactly this name."""
    for item in items:
        if item["name"] == name and (kind is None or item["type"] == kind):
            return item
    return None


def check_expectation(before: Json, change: Json) -> None:
    """Raise `Refused` where a change expects something that is not so."""
    if change["do"] == "expect-component":
        found = find(before["components"], change["name"], change["type"])
        as_it_was = (found["flavor"] if found else None) == change["flavor"] and (
            found is None or _text(found["configuration"]) == _text(change["configuration"])
        )
        what = "The {} {}".format(change["type"].replace("_", " "), change["name"])
    elif change["do"] == "expect-stack":
        found = find(before["stacks"], change["name"])
        known = {c["id"]: (c["type"], c["name"]) for c in before["components"]}
        members = sorted(known[one] for one in found["components"]) if found else None
        wanted = change["members"]
        as_it_was = members == (None if wanted is None else sorted(tuple(one) for one in wanted))
        what = "The stack " + change["name"]
    else:
        return
    if not as_it_was or (found is not None and not same(found, change.get("attributes") or {})):
        raise Refused("changed", what + " has changed since the plan was made.")


def _text(configuration: Json) -> str:
    # 1 and true are equal
    return json.dumps(configuration, sort_keys=True)

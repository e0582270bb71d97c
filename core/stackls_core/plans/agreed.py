"""Plans that somebody has seen: no other one is applied, and what has changed since is said."""

from __future__ import annotations

import hmac
import json
import os
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from stackls_core.plans.plan_set import PlanSet
from stackls_core.registry.changes import Change, ExpectComponent, ExpectStack
from stackls_core.registry.errors import StoreChanged
from stackls_core.registry.expectations import check_expectation
from stackls_core.registry.model import Snapshot
from stackls_core.registry.plain import plain

_KEPT = 32


@dataclass(frozen=True)
class _Seen:
    """What a plan rested on: the texts and variables of its files by path, and the registry."""

    files: Mapping[str, tuple[str, str]]
    steps: tuple[Change, ...]


class AgreedPlans:
    """The plans of one session. They are called by what only it can make of them."""

    def __init__(self) -> None:
        """No plan was seen yet."""
        # without the key, nothing can be learnt from a name about the secrets of a plan
        self._key = os.urandom(16)
        self._seen: OrderedDict[str, _Seen] = OrderedDict()

    def name(self, plans: PlanSet) -> str:
        """What a plan is called that is shown now."""
        name = self._name(plans)
        self._seen[name] = self._resting_on(plans)
        self._seen.move_to_end(name)
        while len(self._seen) > _KEPT:
            self._seen.popitem(last=False)
        return name

    def check(self, name: str, plans: PlanSet, read: Callable[[], Snapshot]) -> None:
        """Raise `StoreChanged`, which says what has changed, unless that is what it is called.

        ``read`` gives what is registered, which is asked for only then.
        """
        if name == self._name(plans):
            return
        seen = self._seen.get(name)
        if seen is None:
            raise StoreChanged("This plan is not known any more.", "Plan again.")
        changed = list(_changed(seen.files, self._resting_on(plans).files))
        if not changed:
            state = read()
            for step in seen.steps:
                if isinstance(step, (ExpectComponent, ExpectStack)):
                    check_expectation(state, step)
        said = " ".join(changed[:5]) or "The files or the registry have changed since the plan."
        raise StoreChanged(said, "Plan again.")

    def _name(self, plans: PlanSet) -> str:
        """Tells whether a plan made later is one that somebody has seen.

        All counts that is shown of it, and all that would be done, down to the configurations that
        it rests on.
        """
        # what is said of components and stacks has no secrets in it, which their changes have
        shown = [
            [one.file.path, one.file.text, repr(one.plan.stack), repr(one.plan.components)]
            for one in plans.files
        ]
        removals = [[one.type, one.name, one.reason, _plain(one.steps)] for one in plans.unheld]
        done = [_plain(one.steps) for one in plans.files]
        return self._digest([shown, done, removals])

    def _resting_on(self, plans: PlanSet) -> _Seen:
        files = {
            one.file.path: (
                self._digest(one.file.text),
                self._digest(sorted((one.file.variables or {}).items())),
            )
            for one in plans.files
        }
        return _Seen(files, tuple(step for one in plans.files for step in one.steps))

    def _digest(self, value: object) -> str:
        data = json.dumps(value, sort_keys=True).encode("ascii")
        return hmac.new(self._key, data, "sha256").hexdigest()


def _plain(steps: Sequence[Change]) -> list[Any]:
    return [
        [type(step).__name__, *(plain(getattr(step, one.name)) for one in fields(step))]
        for step in steps
    ]


def _changed(
    before: Mapping[str, tuple[str, str]], now: Mapping[str, tuple[str, str]]
) -> Iterator[str]:
    """Which files are not as they were, a sentence each."""
    for path in sorted({*before, *now}):
        words = path or "The file"
        if path not in now:
            yield f"{words} is gone since the plan was made."
        elif path not in before:
            yield f"{words} is new since the plan was made."
        elif before[path][0] != now[path][0]:
            yield f"{words} has changed since the plan was made."
        elif before[path][1] != now[path][1]:
            whose = f"of {path} " if path else ""
            yield f"The values of placeholders {whose}have changed since the plan was made."

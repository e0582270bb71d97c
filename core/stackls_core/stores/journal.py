"""What an apply has left behind in a ZenML, where its end was not seen.

ZenML takes changes one by one. Where one fails, those before it are undone; but the process that
does so may be killed, the server may be gone by then, and the answer to a change may be lost that
was made all the same. So what is about to be done is written into a file first, for the user alone
and with no more in it than names and ids; the probe notes each change there (see
`stackls_probe.journal`), and the file goes away with a good end. What is found later is told, not
undone: only names are known of what was not answered, and they may be somebody else's by then.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stackls_core.catalog.component_types import command_of, label_of
from stackls_core.registry.model import Snapshot
from stackls_core.registry.names import DEFAULT_NAME

_SUFFIX = ".unfinished"
_EXPECTED = ("expect-component", "expect-stack")
_NOTHING_DONE = ("open", "undone")


@dataclass(frozen=True)
class Step:
    """One change: what it does to what, how far it came, and the id of what it made."""

    do: str
    type: str
    name: str
    state: str
    id: str | None

    @property
    def label(self) -> str:
        return f"{label_of(self.type)} {self.name}"


class Journals:
    """The files of all applies that have not come to a good end. No method raises."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is made when it is needed."""
        self._folder = folder

    def begin(self, changes: Sequence[Mapping[str, Any]], before: Snapshot) -> Path | None:
        """A file for these changes; ``None`` where none is needed, or none can be written.

        One that only activates, or expects, leaves nothing behind.
        """
        if all(change["do"] in (*_EXPECTED, "activate") for change in changes):
            return None
        # nobody who only reads needs these
        import sqlite3
        import time
        import uuid

        path = self._folder / f"{uuid.uuid4().hex}{_SUFFIX}"
        rows = [
            (number, change["do"], change.get("type") or "stack", change["name"], "open")
            for number, change in enumerate(changes)
        ]
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
            with closing(sqlite3.connect(path)) as connection, connection:
                connection.execute("CREATE TABLE head (registry TEXT, begun TEXT)")
                connection.execute(
                    "CREATE TABLE step (number INTEGER PRIMARY KEY, do TEXT, type TEXT, name TEXT,"
                    " state TEXT, id TEXT)"
                )
                now = time.strftime("%Y-%m-%d %H:%M")
                connection.execute("INSERT INTO head VALUES (?, ?)", (_registry(before), now))
                query = "INSERT INTO step (number, do, type, name, state) VALUES (?, ?, ?, ?, ?)"
                connection.executemany(query, rows)
        except (OSError, sqlite3.Error):
            self.end(path)
            return None
        return path

    def end(self, path: Path | None) -> None:
        """Forget an apply: all of it is done, or nothing."""
        if path is not None:
            with suppress(OSError):
                path.unlink(missing_ok=True)
                Path(f"{path}-journal").unlink(missing_ok=True)  # of who was killed at writing it

    def is_settled(self, path: Path | None) -> bool:
        """Whether nothing can be left behind; what is settled is forgotten."""
        if path is None:
            return True
        found = _read(path)
        if found is None or _may_be_left(found[2]):
            return False
        self.end(path)
        return True

    def settle(self, changes: Sequence[Mapping[str, Any]], state: Snapshot) -> None:
        """Forget the applies to this registry that were about nothing but what these are about."""
        names = {(change.get("type") or "stack", change["name"]) for change in changes}
        for path, (registry, _, steps) in self._all():
            if registry == _registry(state) and {(s.type, s.name) for s in steps} <= names:
                self.end(path)

    def unfinished(self, state: Snapshot) -> tuple[str, ...]:
        """What is left behind in the registry that is in this ``state``, a text for each apply."""
        texts: list[str] = []
        for path, (registry, begun, steps) in self._all():
            if registry != _registry(state):
                continue
            left = _left(steps, state)
            if left:
                texts.append(_told(path, begun, left, is_known=True))
            else:
                self.end(path)
        return tuple(texts)

    def may_be_left(self, path: Path | None) -> str:
        """What may be left behind by one apply, where nobody can look."""
        found = _read(path) if path is not None else None
        if path is None or found is None:
            return "What it has left behind is told by the next command."
        return _told(path, found[1], _may_be_left(found[2]), is_known=False)

    def _all(self) -> list[tuple[Path, tuple[str, str, list[Step]]]]:
        """All that nobody is at work on any more, the oldest first."""
        with suppress(OSError):
            paths = sorted(self._folder.glob(f"*{_SUFFIX}"), key=lambda one: one.stat().st_mtime)
            read = [(path, _read(path)) for path in paths]
            return [(path, found) for path, found in read if found is not None]
        return []


def _registry(state: Snapshot) -> str:
    """Tells a registry from others: the id of its default stack, which nobody can delete."""
    return next((stack.id for stack in state.stacks if stack.name == DEFAULT_NAME), "")


def _read(path: Path) -> tuple[str, str, list[Step]] | None:
    """Registry, time and steps; ``None`` while somebody is at work on it."""
    import sqlite3

    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", 0, uri=True)) as found:
            registry, begun = found.execute("SELECT registry, begun FROM head").fetchone()
            query = "SELECT do, type, name, state, id FROM step ORDER BY number"
            return registry, begun, [Step(*row) for row in found.execute(query)]
    except (sqlite3.Error, TypeError, ValueError):
        return None


def _may_be_left(steps: Sequence[Step]) -> list[Step]:
    """The changes that were begun and not undone; none where all of them are done."""
    own = [step for step in steps if step.do not in _EXPECTED]
    if all(step.state == "done" for step in own):
        return []
    return [step for step in own if step.state not in _NOTHING_DONE]


def _left(steps: Sequence[Step], state: Snapshot) -> list[Step]:
    """Those of them that are still to be seen, or cannot be.

    What was made is there until somebody removes it; what another stack uses is not left behind.
    """
    left = _may_be_left(steps)
    made = {(step.type, step.name) for step in left if step.do == "create-stack"}
    used = {
        (component.type, component.name)
        for stack in state.stacks
        if ("stack", stack.name) not in made
        for component in stack.components
    }
    there = {(one.type, one.name): one.id for one in state.components}
    there |= {("stack", one.name): one.id for one in state.stacks}

    def is_left(step: Step) -> bool:
        key = (step.type, step.name)
        if not step.do.startswith("create-"):
            return True
        return key not in used and key in there and step.id in (None, there[key])

    return [step for step in left if is_left(step)]


def _told(path: Path, begun: str, left: Sequence[Step], *, is_known: bool) -> str:
    """What was left behind, what finishes it, and what removes it."""
    made = [step for step in left if step.do.startswith("create-")]
    others = dict.fromkeys(step.label for step in left if step not in made)
    certain = [step for step in made if step.state == "done"]
    said = [f"Changes of {begun} did not come to their end."]
    if certain:
        said.append(f"Registered: {_joined([f'{one.label} ({one.id})' for one in certain])}.")
    doubtful = [step.label for step in made if step not in certain]
    if doubtful:
        there = "there now, and may be of them" if is_known else "perhaps there now"
        said.append(f"Not answered, {there}: {_joined(doubtful)}.")
    changed = [label for label in others if label not in {step.label for step in made}]
    if changed:
        said.append(f"Perhaps changed: {_joined(changed)}.")
    said.append("Doing the same again, such as applying the file, finishes them.")
    commands = [f"stackls {command_of(step.type)} delete {step.name}" for step in reversed(made)]
    if commands:
        said.append(f"To remove what was registered: {', '.join(commands)}.")
    said.append(f"To hear no more of this, delete {path}.")
    return " ".join(said)


def _joined(items: Sequence[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"

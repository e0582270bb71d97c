# ZenML is not there when this file is checked, and it is not typed enough when it is:
# pyright: reportMissingImports=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false, reportAttributeAccessIssue=false
"""Doing a list of changes: all of them or none."""

from __future__ import annotations

import contextlib
import functools
import os
import uuid
from typing import TYPE_CHECKING, Any

from stackls_probe.abilities import check_members, component_type
from stackls_probe.attributes import Attributes, update_component
from stackls_probe.configurations import validated
from stackls_probe.errors import Refused, as_json, error_of
from stackls_probe.expectations import check_expectation, find
from stackls_probe.journal import Journal, opened
from stackls_probe.renaming import rename_both_ways

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from stackls_probe.connection import Connection
    from stackls_probe.listings import Listings
    from stackls_probe.protocol import Json, Verb

_DOUBTFUL = ("unreachable", "database", "failed")
"""Failures of a change that may have been made all the same: its answer is what is lost."""


def execute(
    listings: Listings, changes: list[Json], known: Json | None, journal: str | None
) -> Json:
    """Do all of some changes or none; give the snapshot after them.

    How far they have come is noted in the file ``journal``.
    """
    rests_on_more = any(change["do"].startswith("expect-") for change in changes)
    # what was read a moment ago will do, unless others must not have changed it since
    before = None if rests_on_more else known
    before = before or listings.snapshot()
    state = _State(listings.connection, before)
    for number, change in enumerate(changes):
        with _of_step(number):
            check_expectation(before, change)
    for number, change in enumerate(changes):
        with _of_step(number):
            state.check(change)
    with opened(journal) as notes:
        _do_all(state, changes, notes)
    if all(change["do"] == "activate" for change in changes):
        return {"active": listings.active()}
    return listings.snapshot()


def _do_all(state: _State, changes: list[Json], notes: Journal) -> None:
    undo: list[tuple[str, Any]] = []
    numbers: list[int] = []
    number = 0
    try:
        for number, change in enumerate(changes):
            if not any(action is _cannot_undo for _, action in undo):
                state.connection.check_cancelled()
            notes.begun(number)
            _ACTIONS[change["do"]](state, change, undo)
            notes.done(number, state.identity(change))
            numbers += [number] * (len(undo) - len(numbers))
    except Exception as error:
        described = error_of(error)
        kind = described.pop("kind")
        if len(undo) == len(numbers) and kind not in _DOUBTFUL:
            notes.undone(number)
        numbers += [number] * (len(undo) - len(numbers))
        left = _undone(undo, numbers, notes)
        message = described.pop("message")
        described.pop("type", None)
        described.update(left=left, undone=len(undo), step=number)
        raise Refused(kind, message, **described) from error


@contextlib.contextmanager
def _of_step(number: int) -> Generator[None, None, None]:
    """Say of what is refused inside which change it is about."""
    try:
        yield
    except Refused as error:
        error.more["step"] = number
        raise


def _check_ability(change: Json) -> None:
    """Refuse what this ZenML does not have before anything is done, and in words of ours."""
    if change["do"] == "create-component":
        component_type(change["type"])
    elif change["do"] in ("create-stack", "update-stack"):
        check_members(kind for kind, _ in change["members"])


def _undone(undo: list[tuple[str, Any]], numbers: list[int], notes: Journal) -> list[str]:
    """Undo what was done, the last first; give what could not be.

    Each way back belongs to the change whose number is at the same place.
    """
    left: list[str] = []
    for at in reversed(range(len(undo))):
        what, action = undo[at]
        try:
            action()
            notes.undone(numbers[at])
        except Exception:  # noqa: BLE001 - the others still have to be undone
            left.append(what)
    return left


class _State:
    """The changes one can ask for, each with the way back from it."""

    def __init__(self, connection: Connection, before: Json) -> None:
        self.connection = connection
        self.client = connection.client
        self.store = self.client.zen_store
        self.before = before
        self.components = {(c["type"], c["name"]): c["id"] for c in before["components"]}
        self.stacks = {stack["name"]: stack["id"] for stack in before["stacks"]}
        self.flavors = {(c["type"], c["name"]): c["flavor"] for c in before["components"]}
        self.attributes = Attributes(connection)

    def check(self, change: Json) -> None:
        """Refuse what cannot be done, as far as that shows before anything is written."""
        _check_ability(change)
        if change["do"] in ("create-component", "update-component"):
            self.connection.check_cancelled()
            self._validate(change)
        elif change["do"].startswith("set-"):
            kind = change.get("type")
            before = find(self.before["components" if kind else "stacks"], change["name"], kind)
            self.attributes.check(change["attributes"], before or {})

    def _validate(self, change: Json) -> None:
        key = (change["type"], change["name"])
        flavor = change.get("flavor") or self.flavors[key]
        self.flavors[key] = flavor
        kept = validated(self.connection, change["type"], flavor, change["configuration"])
        if change["do"] == "update-component":
            # creating goes through ZenML's client, which validates once more
            change["configuration"] = kept

    def identity(self, change: Json) -> str | None:
        """Give the id of what a change has made."""
        if change["do"] == "create-component":
            return self.components[(change["type"], change["name"])]
        return self.stacks[change["name"]] if change["do"] == "create-stack" else None

    def _component_id(self, kind: str, name: str) -> Any:
        return self._id(self.components, (kind, name), kind.replace("_", " "), name)

    def _stack_id(self, name: str) -> Any:
        return self._id(self.stacks, name, "stack", name)

    def _id(self, known: dict[Any, str], key: Any, what: str, name: str) -> Any:
        if key not in known:
            raise Refused("not-found", f"There is no {what} named {name}.")
        return uuid.UUID(known[key])

    def create_component(self, change: Json, undo: list[tuple[str, Any]]) -> None:
        kind, name = change["type"], change["name"]
        made = self.client.create_stack_component(
            name=name,
            flavor=change["flavor"],
            component_type=component_type(kind),
            configuration=change["configuration"],
            labels=change.get("labels") or None,
        )
        undo.append((kind + " " + name, lambda: self.store.delete_stack_component(made.id)))
        self.components[(kind, name)] = str(made.id)

    def _update_component(self, identity: Any, **values: Any) -> None:
        update_component(self.store, identity, **values)

    def update_component(self, change: Json, undo: list[tuple[str, Any]]) -> None:
        kind, name = change["type"], change["name"]
        identity = self._component_id(kind, name)
        former = as_json(self.store.get_stack_component(identity).configuration)
        self._update_component(identity, configuration=change["configuration"])
        undo.append(
            (kind + " " + name, lambda: self._update_component(identity, configuration=former))
        )

    def rename_component(self, change: Json, undo: list[tuple[str, Any]]) -> None:
        kind, name, new = change["type"], change["name"], change["new_name"]
        identity = self._component_id(kind, name)

        def rename(to: str) -> None:
            self._update_component(identity, name=to)

        rename_both_ways(undo, kind + " " + name, rename, name, new)
        self.components[(kind, new)] = self.components.pop((kind, name))

    def delete_component(self, change: Json, undo: list[tuple[str, Any]]) -> None:
        kind, name = change["type"], change["name"]
        self.store.delete_stack_component(self._component_id(kind, name))
        del self.components[(kind, name)]
        undo.append((kind + " " + name, _cannot_undo))

    def _members(self, change: Json) -> Any:
        found: dict[Any, list[Any]] = {}
        for kind, name in change["members"]:
            identity = self._component_id(kind, name)
            found.setdefault(component_type(kind), []).append(identity)
        return found

    def create_stack(self, change: Json, undo: list[tuple[str, Any]]) -> None:
        from zenml.models import StackUpdate

        name = change["name"]
        source = find(self.before["stacks"], change.get("copied_from") or "")
        members = {
            kind: found if len(found) > 1 else found[0]
            for kind, found in self._members(change).items()
        }
        options: Json = {"labels": source["labels"]} if source and source["labels"] else {}
        made = self.client.create_stack(name=name, components=members, **options)
        undo.append(("stack " + name, lambda: self.store.delete_stack(made.id)))
        self.stacks[name] = str(made.id)
        carried = self._carried(source) if source else {}
        if carried:
            self.store.update_stack(made.id, StackUpdate(**carried))

    def _carried(self, source: Json) -> Json:
        """Give what a copy takes from its source besides components and labels.

        ZenML's own copy leaves it out, and so does an older ZenML that has none of it.
        """
        from zenml.models import StackUpdate

        whole = self.store.get_stack(uuid.UUID(source["id"]))
        values = {
            "description": source["description"],
            "environment": getattr(whole, "environment", None),
            "add_secrets": getattr(whole, "secrets", None),
        }
        known = getattr(StackUpdate, "model_fields", {})
        return {name: value for name, value in values.items() if value and name in known}

    def update_stack(self, change: Json, undo: list[tuple[str, Any]]) -> None:
        from zenml.models import StackUpdate

        name = change["name"]
        identity = self._stack_id(name)
        now = self.store.get_stack(identity)
        former = {kind: [c.id for c in components] for kind, components in now.components.items()}
        self.store.update_stack(identity, StackUpdate(components=self._members(change)))
        undo.append(
            (
                "stack " + name,
                lambda: self.store.update_stack(identity, StackUpdate(components=former)),
            )
        )

    def rename_stack(self, change: Json, undo: list[tuple[str, Any]]) -> None:
        from zenml.models import StackUpdate

        name, new = change["name"], change["new_name"]
        identity = self._stack_id(name)

        def rename(to: str) -> None:
            self.store.update_stack(identity, StackUpdate(name=to))

        rename_both_ways(undo, "stack " + name, rename, name, new)
        self.stacks[new] = self.stacks.pop(name)

    def delete_stack(self, change: Json, undo: list[tuple[str, Any]]) -> None:
        name = change["name"]
        identity = self._stack_id(name)
        if str(identity) in self.before["active"]:
            raise Refused("active", f"The stack {name} is active and cannot be deleted.")
        self.store.delete_stack(identity)
        undo.append(("stack " + name, _cannot_undo))
        del self.stacks[name]

    def set_component_attributes(self, change: Json, undo: list[tuple[str, Any]]) -> None:
        kind, name, wanted = change["type"], change["name"], change["attributes"]
        identity = self._component_id(kind, name)
        former = self.attributes.of_component(identity, wanted)
        # ZenML attaches secrets one by one, and may fail after the first
        back = functools.partial(self.attributes.set_on_component, identity, former)
        undo.append((kind + " " + name, back))
        self.attributes.set_on_component(identity, wanted)

    def set_stack_attributes(self, change: Json, undo: list[tuple[str, Any]]) -> None:
        name, wanted = change["name"], change["attributes"]
        identity = self._stack_id(name)
        former = self.attributes.of_stack(identity, wanted)
        back = functools.partial(self.attributes.set_on_stack, identity, former)
        undo.append(("stack " + name, back))
        self.attributes.set_on_stack(identity, wanted)

    def activate(self, change: Json, undo: list[tuple[str, Any]]) -> None:
        if os.environ.get("ZENML_ACTIVE_STACK_ID"):
            message = (
                "The environment variable ZENML_ACTIVE_STACK_ID decides which stack is active."
            )
            raise Refused("unsupported", message)
        former = self.before["active"][:1]
        self._activate(self._stack_id(change["name"]))
        if former:
            back = uuid.UUID(former[0])
            undo.append(("the active stack", lambda: self._activate(back)))

    def _activate(self, stack: Any) -> None:
        with self.connection.writing_settings():
            self.client.activate_stack(stack)


def _cannot_undo() -> None:
    raise Refused("failed", "What was deleted cannot be brought back as it was.")


def _was_checked(state: _State, change: Json, undo: list[tuple[str, Any]]) -> None:
    """Nothing to do: it was looked at before the first change."""


_ACTIONS: dict[Verb, Callable[[_State, Json, list[tuple[str, Any]]], None]] = {
    "create-component": _State.create_component,
    "update-component": _State.update_component,
    "rename-component": _State.rename_component,
    "delete-component": _State.delete_component,
    "create-stack": _State.create_stack,
    "update-stack": _State.update_stack,
    "rename-stack": _State.rename_stack,
    "delete-stack": _State.delete_stack,
    "set-component-attributes": _State.set_component_attributes,
    "set-stack-attributes": _State.set_stack_attributes,
    "activate": _State.activate,
    "expect-component": _was_checked,
    "expect-stack": _was_checked,
}

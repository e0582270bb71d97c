"""The local store against a model of it: whatever is done in whatever order, both agree."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from stackls_core.catalog.bundled import open_folder
from stackls_core.catalog.catalog import Catalog
from stackls_core.registry.errors import StoreError
from stackls_core.stores.local import LocalStore

CATALOG = Catalog([open_folder()])
TYPES = ("orchestrator", "artifact_store", "sandbox")
NAMES = st.sampled_from(["default", "a", "ab", "abc"])
KINDS = st.sampled_from(TYPES)
KEYS = st.tuples(KINDS, NAMES)


class Model(RuleBasedStateMachine):
    """Dictionaries of what should be there, with the rules written down once more."""

    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.store = self.opened()
        self.components = {("orchestrator", "default"): 0, ("artifact_store", "default"): 0}
        self.stacks: dict[str, tuple[tuple[str, str], ...]] = {
            "default": (("orchestrator", "default"), ("artifact_store", "default"))
        }
        self.active = "default"

    def opened(self) -> LocalStore:
        return LocalStore(lambda: CATALOG, self.folder / "stacks.db")

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    def attempt(self, allowed: bool, action: Any) -> None:
        try:
            action()
        except StoreError:
            assert not allowed
        else:
            assert allowed

    @rule(key=KEYS)
    def create_component(self, key: tuple[str, str]) -> None:
        allowed = key not in self.components
        self.attempt(allowed, lambda: self.store.create_component(*key, "local", {}))
        self.components.setdefault(key, 0)

    @rule(key=KEYS, new=NAMES)
    def rename_component(self, key: tuple[str, str], new: str) -> None:
        kind, name = key
        fixed = key in self.stacks["default"]
        allowed = key in self.components and not fixed
        allowed = allowed and (new == name or (kind, new) not in self.components)
        self.attempt(allowed, lambda: self.store.rename_component(kind, name, new))
        if allowed and new != name:
            self.components[(kind, new)] = self.components.pop(key)
            self.stacks = {
                stack: tuple((kind, new) if member == key else member for member in members)
                for stack, members in self.stacks.items()
            }

    @rule(key=KEYS)
    def delete_component(self, key: tuple[str, str]) -> None:
        used = any(key in members for members in self.stacks.values())
        allowed = key in self.components and not used
        self.attempt(allowed, lambda: self.store.delete_component(*key))
        if allowed:
            del self.components[key]

    def is_stack(self, members: list[tuple[str, str]]) -> bool:
        kinds = [kind for kind, _ in members]
        return (
            all(member in self.components for member in members)
            and len(set(members)) == len(members)
            and kinds.count("orchestrator") == 1
            and kinds.count("artifact_store") == 1
        )

    @rule(name=NAMES, members=st.lists(KEYS, min_size=2, max_size=4))
    def create_stack(self, name: str, members: list[tuple[str, str]]) -> None:
        allowed = name not in self.stacks and self.is_stack(members)
        self.attempt(allowed, lambda: self.store.create_stack(name, members))
        if allowed:
            self.stacks[name] = tuple(members)

    @rule(name=NAMES, box=NAMES)
    def add_to_stack(self, name: str, box: str) -> None:
        members = [*self.stacks.get(name, ()), ("sandbox", box)]
        allowed = name in self.stacks and name != "default" and self.is_stack(members)
        self.attempt(allowed, lambda: self.store.update_stack(name, members))
        if allowed:
            self.stacks[name] = tuple(members)

    @rule(name=NAMES, new=NAMES)
    def copy_stack(self, name: str, new: str) -> None:
        allowed = name in self.stacks and new not in self.stacks
        self.attempt(allowed, lambda: self.store.copy_stack(name, new))
        if allowed:
            self.stacks[new] = self.stacks[name]

    @rule(name=NAMES, new=NAMES)
    def rename_stack(self, name: str, new: str) -> None:
        allowed = name in self.stacks and name != "default"
        allowed = allowed and (new == name or new not in self.stacks)
        self.attempt(allowed, lambda: self.store.rename_stack(name, new))
        if allowed and new != name:
            self.stacks[new] = self.stacks.pop(name)
            self.active = new if self.active == name else self.active

    @rule(name=NAMES)
    def activate(self, name: str) -> None:
        allowed = name in self.stacks
        self.attempt(allowed, lambda: self.store.activate(name))
        self.active = name if allowed else self.active

    @rule(name=NAMES, recursive=st.booleans())
    def delete_stack(self, name: str, recursive: bool) -> None:
        allowed = name in self.stacks and name != "default" and name != self.active
        self.attempt(allowed, lambda: self.store.delete_stack(name, recursive=recursive))
        if allowed:
            gone = self.stacks.pop(name)
            for member in gone if recursive else ():
                if not any(member in members for members in self.stacks.values()):
                    del self.components[member]

    @precondition(lambda self: len(self.stacks) > 1)
    @rule()
    def open_again(self) -> None:
        self.store = self.opened()

    @invariant()
    def agrees(self) -> None:
        snapshot = self.store.snapshot()
        assert {component.key for component in snapshot.components} == set(self.components)
        found = {stack.name: stack.members for stack in snapshot.stacks}
        assert found.keys() == self.stacks.keys()
        for name, members in found.items():
            order = {kind: index for index, kind in enumerate(TYPES)}
            expected = sorted(self.stacks[name], key=lambda member: order[member[0]])
            assert list(members) == expected
        assert snapshot.active_stack
        assert snapshot.active_stack.name == self.active
        assert self.store.active().name == self.active


TestModel = Model.TestCase
TestModel.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)

"""Code lenses, and what they say of the difference from what is registered."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from stackls_core.plans.apply import apply
from stackls_core.plans.plan import plan_text
from stackls_core.registry.known import KnownRegistry
from stackls_core.stores.local import LocalStore
from stackls_server.features.code_lenses import LensAction, code_lenses
from stackls_server.features.snapshot import Snapshot
from tests.support.catalog import tiny_catalog
from tests.support.stack_texts import Entry, stack_text

CATALOG = tiny_catalog()
FILE = stack_text(
    Entry("orchestrator", "port", "harbor", '{region: eu-west-1, workers: "3", tags: {a: b}}'),
    Entry("artifact_store", "default", "local"),
)


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return LocalStore(lambda: CATALOG, tmp_path / "stacks.db")


def known(store: LocalStore) -> KnownRegistry:
    return KnownRegistry(store.info(), store.snapshot())


def titles(text: str, known: KnownRegistry | None) -> list[str]:
    snapshot = replace(Snapshot(text, CATALOG, "demo.stack.yaml"), known=known)
    return [lens.title for lens in code_lenses(snapshot)]


def registered(store: LocalStore, *, activate: bool = False) -> KnownRegistry:
    apply(plan_text(FILE, store, CATALOG), store, activate=activate)
    return known(store)


def test_before_the_store_is_known():
    assert titles(FILE, None) == ["Plan", "Apply…"]


def test_a_stack_that_is_not_registered(store: LocalStore):
    assert titles(FILE, known(store)) == ["Plan", "Apply…", "not registered"]


def test_a_stack_as_registered(store: LocalStore):
    assert titles(FILE, registered(store)) == ["Plan", "Apply…", "Activate"]
    assert titles(FILE, registered(store, activate=True)) == ["Plan", "Apply…", "✓ active"]


@pytest.mark.parametrize(
    ("old", "new", "count"),
    [
        ("eu-west-1", "us-east-1", "1 place"),
        ("tags: {a: b}", "tags: {a: c, d: e}", "2 places"),
        ("name: port", "name: harbour", "2 places"),
        ('workers: "3"', "workers: 3", None),
        ("region: eu-west-1", "region: '${REGION}'", None),
        (
            "name: port\n      flavor: harbor\n"
            + '      configuration: {region: eu-west-1, workers: "3", tags: {a: b}}',
            "name: default\n      flavor: local\n      configuration: {}",
            "2 places",
        ),
    ],
)
def test_differences_are_counted(store: LocalStore, old: str, new: str, count: str | None):
    shown = titles(FILE.replace(old, new), registered(store))
    assert shown[3:] == ([f"differs from registered in {count}"] if count else [])


def test_a_file_with_errors_has_no_difference(store: LocalStore):
    assert titles(FILE.replace("flavor: harbor", "flavor: x"), registered(store))[3:] == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a: b\n",
        "components: {}\n",
        "stack_name: 3\ncomponents: {}\n",
        "stack_name: ${X}\ncomponents: {}\n",
    ],
)
def test_no_name_no_lens(text: str):
    assert titles(text, None) == []


def test_lenses_stand_on_the_line_of_the_name():
    text = "# first\ncomponents: {}\nstack_name: demo\n"
    spans = {lens.span for lens in code_lenses(Snapshot(text, CATALOG, "demo.stack.yaml"))}
    assert [text[span.start : span.end] for span in spans] == ["stack_name: demo"]


@pytest.mark.parametrize(("lines", "place"), [(7, "stack_name: demo"), (8, "")])
def test_a_name_far_below_has_its_lenses_at_the_top(lines: int, place: str):
    text = "# first\ncomponents: {}\n" + "#\n" * lines + "stack_name: demo\n"
    (span,) = {lens.span for lens in code_lenses(Snapshot(text, CATALOG, "demo.stack.yaml"))}
    assert text[span.start : span.end] == place
    assert span.start == (0 if not place else text.index(place))


def test_what_they_do(store: LocalStore):
    snapshot = replace(Snapshot(FILE, CATALOG), known=registered(store, activate=True))
    assert [(lens.action, lens.stack) for lens in code_lenses(snapshot)] == [
        (LensAction.PLAN, "demo"),
        (LensAction.APPLY, "demo"),
        (LensAction.NOTHING, "demo"),
    ]


def test_components_that_other_stacks_use_say_so(store: LocalStore):
    assert titles(FILE, registered(store)) == ["Plan", "Apply…", "Activate"]
    store.copy_stack("demo", "other")
    lenses = code_lenses(replace(Snapshot(FILE, CATALOG, "x.yaml"), known=known(store)))
    assert [(one.title, one.component) for one in lenses if one.component] == [
        ("used in 2 stacks", ("orchestrator", "port")),
    ]
    assert {one.action for one in lenses if one.component} == {LensAction.COMPONENT}

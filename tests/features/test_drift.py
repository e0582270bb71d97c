"""Values that are registered otherwise, at their lines, and either side of the difference."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from stackls_core.registry.changes import SetComponentAttributes, SetStackAttributes
from stackls_core.registry.known import KnownRegistry
from stackls_core.text import Span, apply_edits
from stackls_server.features.code_lenses import LensAction
from stackls_server.features.drift import drift_applies, drift_fixes, drift_hints
from stackls_server.features.snapshot import Snapshot
from tests.features.plans_support import CATALOG, STORE, local_store
from tests.support.stack_texts import Entry, stack_text

REGISTERED = stack_text(
    Entry("orchestrator", "port", "harbor", "region: eu-west-1\nworkers: 3\ntoken: hunter2"), STORE
)
MOVED = """\
region: us-east-1
token: hunter3
tags: {team: ml}
mode: careful"""
FILE = stack_text(Entry("orchestrator", "port", "harbor", MOVED), STORE)


@pytest.fixture
def known(tmp_path: Path) -> KnownRegistry:
    store = local_store(tmp_path, REGISTERED)
    return KnownRegistry(store.info(), store.snapshot())


def snapshot_of(text: str, known: KnownRegistry | None) -> Snapshot:
    return replace(Snapshot(text, CATALOG), known=known)


def hints(text: str, known: KnownRegistry | None) -> list[str]:
    """Each line that has a hint, and the hint."""
    snapshot = snapshot_of(text, known)
    lines = snapshot.lines
    return [
        f"{lines.line_text(lines.line_of(one.offset)).strip()} | {one.label}"
        for one in drift_hints(snapshot)
    ]


def fixes(text: str, at: str, known: KnownRegistry) -> dict[str, str]:
    """What there is to do at a text, and what comes of it."""
    start = text.index(at)
    found = drift_fixes(snapshot_of(text, known), Span(start, start))
    return {fix.title: apply_edits(text, fix.edits) for fix in found}


def test_a_registered_value_is_shown_at_its_line(known: KnownRegistry):
    assert hints(FILE, known) == [
        "configuration: | registered: workers: 3",
        "region: us-east-1 | registered: eu-west-1",
        "token: hunter3 | registered: ********",
        "tags: {team: ml} | not registered",
        "mode: careful | not registered",
    ]


def test_nothing_is_shown_where_nothing_differs_or_is_known(known: KnownRegistry):
    assert hints(REGISTERED, known) == []
    assert hints(FILE, None) == []
    assert hints(FILE.replace("us-east-1", "${REGION}"), known) == []
    assert hints(FILE.replace("port", "other"), known) == []
    assert hints("nothing", known) == []


def test_a_hint_lists_all_of_its_line(known: KnownRegistry):
    snapshot = snapshot_of(FILE, known)
    (first, *_) = drift_hints(snapshot)
    assert first.markdown == "In the registry:\n\n- `workers`: `3`"
    assert drift_hints(snapshot, Span(0, 0)) == []


def test_the_registered_value_is_taken(known: KnownRegistry):
    assert fixes(FILE, "us-east-1", known) == {
        "Change region to eu-west-1, as it is registered": FILE.replace("us-east-1", "eu-west-1")
    }
    assert fixes(FILE, "careful", known) == {
        "Remove mode, which is not registered": FILE.replace("        mode: careful\n", "")
    }
    (added,) = fixes(FILE, "configuration:", known).items()
    assert added == (
        "Add workers: 3, as it is registered",
        FILE.replace("careful\n", "careful\n        workers: 3\n"),
    )


def test_all_of_them_lead_to_what_is_registered(known: KnownRegistry):
    text = FILE.replace("hunter3", "hunter2")
    for at in ("region:", "tags:", "mode:", "configuration:"):
        (text,) = fixes(text, at, known).values()
    assert hints(text, known) == []


def test_a_secret_is_not_written_into_a_file(known: KnownRegistry):
    assert fixes(FILE, "hunter3", known) == {}


def test_the_file_can_be_registered_instead(known: KnownRegistry):
    snapshot = snapshot_of(FILE, known)
    at = FILE.index("us-east-1")
    (lens,) = drift_applies(snapshot, Span(at, at))
    assert (lens.action, lens.stack) == (LensAction.APPLY, "demo")
    assert drift_applies(snapshot, Span(0, 0)) == []


def test_attributes_of_the_stack_drift_too(tmp_path: Path):
    store = local_store(tmp_path, REGISTERED)
    attributes = {"labels": {"stage": "test", "stackls.owner": "ml"}, "description": "Theirs"}
    store.execute([SetStackAttributes("demo", attributes)])
    known = KnownRegistry(store.info(), store.snapshot())
    text = REGISTERED.replace(
        "components:", "description: Ours\nlabels: {stage: prod, team: ml}\ncomponents:", 1
    )
    assert hints(text, known) == [
        "description: Ours | registered: Theirs",
        "labels: {stage: prod, team: ml} | registered: test",
        "labels: {stage: prod, team: ml} | not registered",
    ]
    assert fixes(text, "Ours", known) == {
        "Change description to Theirs, as it is registered": text.replace("Ours", "Theirs")
    }
    assert fixes(text, "prod", known) == {
        "Change labels.stage to test, as it is registered": text.replace("prod", "test"),
        "Remove labels.team, which is not registered": text.replace(", team: ml", ""),
    }
    at = text.index("prod")
    (lens,) = drift_applies(snapshot_of(text, known), Span(at, at))
    assert lens.action == LensAction.APPLY


def test_attributes_drift_too(tmp_path: Path):
    store = local_store(tmp_path, REGISTERED)
    attributes = {"labels": {"team": "ml", "tier": "gold"}, "connector": "aws"}
    store.execute([SetComponentAttributes("orchestrator", "port", attributes)])
    known = KnownRegistry(store.info(), store.snapshot())
    text = REGISTERED.replace(
        "token: hunter2\n",
        "token: hunter2\n      connector: gcp\n      labels:\n        team: data\n",
    )
    assert hints(text, known) == [
        "connector: gcp | registered: aws",
        "labels: | registered: labels.tier: gold",
        "team: data | registered: ml",
    ]
    assert fixes(text, "gcp", known) == {
        "Change connector to aws, as it is registered": text.replace("gcp", "aws")
    }
    (added,) = fixes(text, "labels:", known).values()
    assert added == text.replace("team: data\n", "team: data\n        tier: gold\n")

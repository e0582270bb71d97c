"""What ZenML itself says of configurations, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from stackls_core.catalog.catalog import Catalog
from stackls_core.check import check_text
from stackls_core.documents.stack_file.view import parse_stack_file
from stackls_core.documents.verdicts import Question, answers, judged, open_questions
from stackls_core.findings import Severity
from stackls_core.registry import known as known_module
from stackls_core.registry.errors import (
    FlavorNotImportable,
    InvalidConfiguration,
    StoreError,
    UnknownFlavor,
    ZenMLError,
    ZenMLTimeout,
)
from stackls_core.registry.known import KnownRegistry, VerdictKey
from stackls_core.registry.model import SecretInfo
from stackls_core.registry.store import Capabilities
from tests.support.catalog import tiny_catalog
from tests.support.known import known_registry
from tests.support.stack_texts import Entry, stack_text

CATALOG = tiny_catalog()
LOCAL = replace(known_registry(), installed={}, verdicts={})
ZENML = replace(LOCAL, capabilities=Capabilities(validates=True))
FILE = stack_text(
    Entry("orchestrator", "port", "harbor", "region: eu-west-1\nworkers: 3"),
    Entry("artifact_store", "bucket", "s3", '{path: "s3://team"}'),
)
PORT = ("orchestrator", "harbor", "region: eu-west-1\n        workers: 3")
BUCKET = ("artifact_store", "s3", '{path: "s3://team"}')


class Oracle:
    """A store of which only the verdicts count; remembers what it was asked."""

    def __init__(self, error: StoreError | None = None) -> None:
        self.error = error
        self.asked: list[tuple[str, str, Mapping[str, Any]]] = []

    def normalized(
        self, component_type: str, flavor: str, configuration: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        self.asked.append((component_type, flavor, configuration))
        if self.error is not None:
            raise self.error
        return configuration


def questions(text: str, *answered: VerdictKey) -> list[Question]:
    return open_questions(parse_stack_file(text), answered)


def found(text: str, known: KnownRegistry) -> list[tuple[str, str]]:
    """The codes, and the texts they stand at."""
    findings = check_text(text, None, CATALOG, known)
    return [(one.code, text[one.span.start : one.span.end]) for one in findings]


# --- asking -------------------------------------------------------------------------------------


def test_every_configuration_is_asked_about_once():
    first = questions(FILE)
    assert [one.key for one in first] == [PORT, BUCKET]
    assert first[0].configuration == {"region": "eu-west-1", "workers": 3}
    assert questions(FILE, PORT)[0].key == BUCKET
    assert questions(FILE, PORT, BUCKET) == []
    twice = FILE.replace("  artifact_store", "  step_operator: []\n  artifact_store")
    assert len(questions(twice)) == 2


def test_without_a_zenml_nobody_is_asked():
    oracle = Oracle()
    assert judged(oracle, LOCAL, [parse_stack_file(FILE)]) is LOCAL  # type: ignore[arg-type]
    assert oracle.asked == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("region: eu-west-1", "region: ${REGION}"),
        ("region: eu-west-1", "region: 2026-11-25"),
        ("region: eu-west-1", "1: eu-west-1"),
        ("region: eu-west-1", "region: !!set {a}"),
        ("region: eu-west-1", "region: !unknown x"),
        ("flavor: harbor", "flavor: [harbor]"),
        ("flavor: harbor", ""),
    ],
)
def test_what_cannot_be_asked_is_not(old: str, new: str):
    assert [one.key for one in questions(FILE.replace(old, new))] == [BUCKET]


def test_what_an_alias_stands_for_is_not_asked_about():
    text = FILE.replace("region: eu-west-1", "region: &a eu-west-1").replace('"s3://team"', "*a")
    assert [one.key[1] for one in questions(text)] == ["harbor"]


def test_nothing_is_asked_of_a_broken_file_nor_of_another_one():
    assert questions(FILE + "  alerter: [\n") == []
    assert questions("hello: world\n") == []
    assert questions("") == []


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        (None, ()),
        (InvalidConfiguration("It", ["path: No.", "It: Never."]), ("path: No.", "It: Never.")),
        (FlavorNotImportable("It", ["no module"]), None),
        (UnknownFlavor("There is none."), None),
        (ZenMLError("ZenML failed: odd"), None),
    ],
)
def test_verdicts(error: StoreError | None, verdict: object):
    assert answers(Oracle(error), questions(FILE)) == {PORT: verdict, BUCKET: verdict}  # type: ignore[arg-type]


def test_a_zenml_that_does_not_answer_is_not_asked_again():
    oracle = Oracle(ZenMLTimeout("ZenML is busy."))
    with pytest.raises(ZenMLTimeout):
        answers(oracle, questions(FILE))  # type: ignore[arg-type]
    assert len(oracle.asked) == 1


def test_files_are_judged_together():
    oracle = Oracle()
    other = FILE.replace("workers: 3", "workers: 4")
    known = judged(oracle, ZENML, [parse_stack_file(FILE), parse_stack_file(other)])  # type: ignore[arg-type]
    assert known.verdicts[PORT] == ()
    assert len(known.verdicts) == 3
    assert judged(oracle, known, [parse_stack_file(other)]) is known  # type: ignore[arg-type]


def test_the_oldest_verdicts_are_forgotten(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(known_module, "MAX_VERDICTS", 2)
    known = ZENML.with_verdicts({PORT: (), BUCKET: ()}).with_verdicts({("a", "b", "c"): ()})
    assert list(known.verdicts) == [BUCKET, ("a", "b", "c")]
    again = known.with_verdicts({BUCKET: None}).with_verdicts({PORT: ()})
    assert list(again.verdicts.items()) == [(BUCKET, None), (PORT, ())]


# --- what comes of it ---------------------------------------------------------------------------


def test_a_refusal_stands_at_the_parameter_it_names():
    known = ZENML.with_verdicts({PORT: ("workers: Input should be less than 3.",)})
    assert found(FILE, known) == [("refused-by-zenml", "3")]
    (finding,) = check_text(FILE, None, CATALOG, known)
    assert finding.message.endswith("workers: Input should be less than 3.")
    assert finding.store == "built-in registry"


@pytest.mark.parametrize("reason", ["It: No.", "Never.", "pods.name: No.", ""])
def test_one_that_names_none_stands_at_the_flavor(reason: str):
    known = ZENML.with_verdicts({PORT: (reason,)})
    assert found(FILE, known) == [("refused-by-zenml", "harbor")]


def test_a_secret_that_is_missing_is_told_once(shipped_catalog: Catalog):
    text = """\
stack_name: demo
zenml_version: 0.98.0
components:
  experiment_tracker:
    - name: runs
      flavor: wandb
      configuration: {run_id: "{{gcp.run}}", api_key: "{{aws.key}}"}
"""
    known = judged(
        Oracle(InvalidConfiguration("It", ["There is no secret gcp."])),  # type: ignore[arg-type]
        ZENML,
        [parse_stack_file(text)],
    )
    findings = check_text(text, None, shipped_catalog, known)
    told = [(one.code, one.severity) for one in findings if one.store]
    assert told == [("missing-secret", Severity.ERROR)]
    (finding,) = (one for one in check_text(text, None, shipped_catalog, ZENML) if one.store)
    assert finding.severity is Severity.WARNING
    there = replace(known, secrets=(*(known.secrets or ()), SecretInfo("gcp", ("run",))))
    findings = check_text(text, None, shipped_catalog, there)
    assert [one.code for one in findings if one.store] == ["refused-by-zenml"]


def test_what_is_said_already_is_not_said_again():
    text = FILE.replace("workers: 3", "workers: many")
    key = (*PORT[:2], PORT[2].replace("3", "many"))
    known = ZENML.with_verdicts({key: ("workers: Input should be a valid integer.",)})
    assert found(text, known) == [("wrong-value", "many")]


@pytest.mark.parametrize(
    ("old", "new"), [("workers: 3", "workers: many"), ("workers: 3", "x: 3"), ("region", "mode")]
)
def test_what_zenml_accepts_is_no_error(old: str, new: str):
    text = FILE.replace(old, new)
    before = found(text, ZENML)
    assert before
    known = judged(Oracle(), ZENML, [parse_stack_file(text)])  # type: ignore[arg-type]
    assert found(text, known) == []
    assert found(text, ZENML) == before


def test_a_verdict_is_about_one_flavor_and_one_text():
    known = ZENML.with_verdicts({PORT: ("It: No.",)})
    assert found(FILE.replace("workers: 3", "workers: 4"), known) == []
    assert found(FILE.replace("flavor: harbor", "flavor: local"), known) == found(
        FILE.replace("flavor: harbor", "flavor: local"), ZENML
    )


def test_findings_of_others_stay():
    text = FILE.replace("zenml_version: 1.2.3", "zenml_version: 1.2.2").replace(
        "workers: 3", "workers: many"
    )
    known = judged(Oracle(), ZENML, [parse_stack_file(text)])  # type: ignore[arg-type]
    assert [code for code, _ in found(text, known)] == ["version-mismatch"]

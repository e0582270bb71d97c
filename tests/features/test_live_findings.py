"""What only the registry knows about a file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from stackls_core.stacks.local import LocalStore
from stackls_core.stacks.model import SecretInfo
from stackls_server.features.diagnostics import diagnose
from stackls_server.features.known import KnownStore
from stackls_server.features.live_findings import CODES, LiveFinding, live_findings
from stackls_server.features.snapshot import Snapshot
from tests.support.registry import tiny_registry

REGISTRY = tiny_registry()
FILE = """\
stack_name: demo
zenml_version: 1.2.3
components:
  orchestrator:
    - name: port
      flavor: harbor
      configuration:
        region: eu-west-1
        token: "{{aws.token}}"
"""


@pytest.fixture
def known(tmp_path: Path) -> KnownStore:
    store = LocalStore(lambda: REGISTRY, tmp_path / "stacks.db")
    store.create_component("orchestrator", "desk", "local", {})
    secrets = (SecretInfo("aws", ("key", "token")), SecretInfo("odd", ()))
    return KnownStore(store.info(), store.snapshot(), secrets, {"harbor": True})


def found(text: str, known: KnownStore | None) -> list[tuple[str, str]]:
    """The codes, and the texts they stand at."""
    snapshot = Snapshot(text, REGISTRY, "demo.stack.yaml", known=known)
    return [(one.code, text[one.span.start : one.span.end]) for one in live_findings(snapshot)]


def test_nothing_is_said_before_the_store_is_known():
    assert found(FILE, None) == []


def test_nothing_is_said_of_a_file_that_fits(known: KnownStore):
    assert found(FILE, known) == []


def test_a_name_that_another_flavor_has(known: KnownStore):
    assert found(FILE.replace("name: port", "name: desk"), known) == [("name-taken", "desk")]
    assert found(FILE.replace("name: port", "name: ${X}"), known) == []
    same = FILE.replace("name: port", "name: desk").replace("flavor: harbor", "flavor: local")
    assert found(same, known) == []


def test_a_missing_secret(known: KnownStore):
    text = FILE.replace("aws.token", "gcp.token")
    assert found(text, known) == [("missing-secret", '"{{gcp.token}}"')]
    assert found(text, replace(known, secrets=None)) == []


def test_a_missing_key(known: KnownStore):
    assert found(FILE.replace("aws.token", "aws.x"), known) == [
        ("missing-secret-key", '"{{aws.x}}"')
    ]
    assert found(FILE.replace("aws.token", "odd.x"), known) == []


def test_an_integration_that_is_not_installed(known: KnownStore):
    missing = replace(known, installed={"harbor": False})
    assert found(FILE, missing) == [("integration-not-installed", "harbor")]
    assert found(FILE, replace(known, installed={"harbor": None})) == []
    (finding,) = live_findings(Snapshot(FILE, REGISTRY, known=missing))
    assert finding.message.endswith("Install it with zenml integration install harbor.")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "components:\n",
        "components: {orchestrator: [1, null, {name: {}, flavor: []}]}\n",
        "components:\n  orchestrator: &a\n    name: desk\n    flavor: *a\n",
        FILE[:-20],
    ],
)
def test_any_text_will_do(known: KnownStore, text: str):
    found(text, known)


def test_they_stand_among_the_others_in_the_order_of_the_text(known: KnownStore):
    text = FILE.replace("name: port", "name: desk").replace("region: eu-west-1", "region: [1]")
    findings = diagnose(Snapshot(text, REGISTRY, "demo.stack.yaml", known=known))
    codes = [one.code for one in findings]
    assert codes.index("name-taken") < codes.index("wrong-value")
    assert {one.code for one in findings if isinstance(one, LiveFinding)} <= set(CODES)
    assert all(one.store == "local registry" for one in findings if isinstance(one, LiveFinding))

"""What only a registry can say about a file."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stackls_core.analysis.all_rules import BY_CODE
from stackls_core.catalog.catalog import Catalog
from stackls_core.check import check_text
from stackls_core.findings import Finding, Severity
from stackls_core.registry.known import KnownRegistry
from stackls_core.registry.model import Component, SecretInfo
from stackls_core.registry.store import Capabilities
from stackls_core.registry.traits import NameComparison, Traits
from stackls_core.text import apply_edits
from tests.support.catalog import tiny_catalog
from tests.support.known import known_registry
from tests.support.stack_texts import Entry, stack_text

CATALOG = tiny_catalog()
KNOWN = known_registry()
FILE = stack_text(
    Entry("orchestrator", "port", "harbor", 'region: eu-west-1\ntoken: "{{aws.token}}"')
)


def findings_that_need_a_store(text: str, known: KnownRegistry | None) -> list[Finding]:
    found = check_text(text, None, CATALOG, known)
    return [one for one in found if BY_CODE[one.code].needs_store]


def found(text: str, known: KnownRegistry | None) -> list[tuple[str, str]]:
    """The codes, and the texts they stand at."""
    findings = findings_that_need_a_store(text, known)
    return [(one.code, text[one.span.start : one.span.end]) for one in findings]


def test_nothing_is_said_before_the_store_is_known():
    assert found(FILE, None) == []


def test_nothing_is_said_of_a_file_that_fits():
    assert found(FILE, KNOWN) == []


def test_a_name_that_another_flavor_has():
    assert found(FILE.replace("name: port", "name: desk"), KNOWN) == [("name-taken", "desk")]
    assert found(FILE.replace("name: port", "name: ${X}"), KNOWN) == []
    same = FILE.replace("name: port", "name: desk").replace("flavor: harbor", "flavor: local")
    assert found(same, KNOWN) == []


def test_a_name_that_the_registry_does_not_tell_from_another():
    text = FILE.replace("name: port", "name: Desk")
    assert found(text, KNOWN) == []
    folded = replace(KNOWN.registered, traits=Traits(NameComparison(ignores_case=True)))
    alike = replace(KNOWN, registered=folded)
    (finding,) = findings_that_need_a_store(text, alike)
    assert "orchestrator desk is registered with flavor local" in finding.message
    (finding,) = findings_that_need_a_store(text.replace("flavor: harbor", "flavor: local"), alike)
    assert "does not tell Desk from the registered orchestrator desk." in finding.message


def registered(*names: str, by_prefix: bool = True) -> KnownRegistry:
    """Orchestrators of these names and of ids like those of ZenML."""
    components = tuple(
        Component("orchestrator", name, "harbor", {}, f"{number}abc-{number}def")
        for number, name in enumerate(names, 4)
    )
    snapshot = replace(KNOWN.registered, components=components)
    capabilities = Capabilities(imports_by_prefix=by_prefix)
    return replace(KNOWN, capabilities=capabilities, registered=snapshot)


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("port", ["ports"]),
        ("port", ["Port-2"]),
        ("port_a", ["port-a-2"]),
        ("4ab", ["quay"]),
        ("4abc4", ["quay", "mole"]),
        ("4abc-4def", ["quay"]),
    ],
)
def test_a_name_that_import_takes_for_another(name: str, names: list[str]):
    text = FILE.replace("name: port", f"name: {name}")
    assert found(text, registered(*names)) == [("name-taken", name)]
    (finding,) = findings_that_need_a_store(text, registered(*names))
    assert f"takes {name} for the registered orchestrator {names[0]}." in finding.message
    # the names of other registries are never completed
    assert found(text, registered(*names, by_prefix=False)) == []


@pytest.mark.parametrize(
    "names", [["port", "ports"], ["ports", "porter"], ["por"], ["a-port"], ["póRT"], []]
)
def test_a_name_that_import_takes_for_no_other(names: list[str]):
    assert found(FILE, registered(*names)) == []
    assert found(FILE.replace("name: port", "name: p${X}"), registered("ports")) == []


def test_a_missing_secret():
    text = FILE.replace("aws.token", "gcp.token")
    assert found(text, KNOWN) == [("missing-secret", '"{{gcp.token}}"')]
    assert found(text, replace(KNOWN, secrets=None)) == []


def test_a_missing_key():
    assert found(FILE.replace("aws.token", "aws.x"), KNOWN) == [
        ("missing-secret-key", '"{{aws.x}}"')
    ]
    assert found(FILE.replace("aws.token", "odd.x"), KNOWN) == []


def test_a_missing_key_is_replaced_by_one_that_there_is():
    known = replace(KNOWN, secrets=(SecretInfo("aws", ("access_key", "secret_key")),))
    text = FILE.replace("aws.token", "aws.acess_key")
    (finding,) = findings_that_need_a_store(text, known)
    assert [(fix.title, fix.preferred) for fix in finding.fixes] == [
        ("Change to access_key", True),
        ("Change to secret_key", False),
    ]
    assert apply_edits(text, finding.fixes[0].edits) == FILE.replace("aws.token", "aws.access_key")


def test_an_integration_that_is_not_installed():
    missing = replace(KNOWN, installed={"harbor": False})
    assert found(FILE, missing) == [("integration-not-installed", "harbor")]
    assert found(FILE, replace(KNOWN, installed={"harbor": None})) == []
    (finding,) = findings_that_need_a_store(FILE, missing)
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
def test_any_text_will_do(text: str):
    found(text, KNOWN)


def test_they_stand_among_the_others_in_the_order_of_the_text():
    text = FILE.replace("name: port", "name: desk").replace("region: eu-west-1", "region: [1]")
    findings = check_text(text, None, CATALOG, KNOWN)
    assert findings == sorted(findings, key=lambda finding: finding.span)
    assert {one.code for one in findings} >= {"name-taken", "wrong-value"}


def test_they_name_the_store_they_speak_for_and_are_never_errors():
    text = FILE.replace("name: port", "name: desk").replace("aws.token", "gcp.token")
    for finding in check_text(text, None, CATALOG, replace(KNOWN, installed={"harbor": False})):
        needs_store = BY_CODE[finding.code].needs_store
        assert finding.store == ("built-in registry" if needs_store else "")
        assert not needs_store or finding.severity is not Severity.ERROR


def test_one_that_the_import_would_meet_says_so(shipped_catalog: Catalog):
    text = """\
stack_name: demo
zenml_version: 0.98.0
components:
  experiment_tracker:
    - name: tracker
      flavor: wandb
      configuration:
        run_id: "{{gcp.run}}"
        api_key: "{{gcp.key}}"
        entity: "{{aws.entity}}"
"""
    findings = check_text(text, None, shipped_catalog, KNOWN)
    messages = [one.message for one in findings if BY_CODE[one.code].needs_store]
    assert [message.rpartition(". ")[2] for message in messages] == [
        "The import reads it, so it would be refused.",
        "Runs would fail.",
        "Runs would fail.",
    ]


def test_a_comment_silences_them_and_is_never_called_unused():
    text = FILE.replace('token: "{{aws.token}}"', 'token: "{{gcp.token}}"  # stackls: ignore[%s]')
    silent = text % "missing-secret"
    assert found(silent, KNOWN) == []
    for known in (None, KNOWN):
        for one in (silent, silent.replace("gcp", "aws")):
            codes = [finding.code for finding in check_text(one, None, CATALOG, known)]
            assert "unused-ignore" not in codes
    other = text % "wrong-value"
    codes = [finding.code for finding in check_text(other, None, CATALOG, KNOWN)]
    assert {"missing-secret", "unused-ignore"} <= set(codes)


def test_many_keys_are_not_all_listed():
    keys = tuple(f"k{number}" for number in range(20))
    known = replace(KNOWN, secrets=(SecretInfo("aws", keys),))
    (finding,) = findings_that_need_a_store(FILE, known)
    assert "only k0, k1, k2, k3, k4, k5, …." in finding.message

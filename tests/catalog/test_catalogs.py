"""Which catalog speaks for a version."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from stackls_core.catalog.bundled import BUNDLED_CATALOG, FORMAT
from stackls_core.catalog.catalogs import AllCatalogs, open_catalogs
from stackls_core.catalog.model import NEWEST_FACTS
from stackls_core.catalog.versions import in_order, minor_of, order_of
from stackls_core.check import check_text
from tests.support.catalog import InMemorySource, flavor

NEWEST = "0.98.0"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "latest",
        ">=0.85",
        "0.9",
        "0.85",
        "0.98.0.1",
        "${VERSION}",
        "1.2.x",
        "\u0660.\u0669.\u0668",
        "0.98.0 x",
    ],
)
def test_what_is_no_version(text: str):
    assert order_of(text) is None


def test_versions_are_ordered_by_their_numbers():
    mixed = ["0.100.0", "0.98.0", "latest", "0.9.1", "0.98.0rc1", "0.98.1.dev0"]
    assert in_order(mixed) == ["0.9.1", "0.98.0rc1", "0.98.0", "0.98.1.dev0", "0.100.0"]
    assert minor_of("0.94.6") == "0.94"


def test_the_facts_of_the_newest_version_are_the_usual_ones(shipped_catalogs: AllCatalogs):
    assert shipped_catalogs.bundled.types == NEWEST_FACTS.types
    assert shipped_catalogs.bundled.imports == NEWEST_FACTS.imports


@pytest.mark.parametrize(
    ("asked", "found", "newer", "is_exact"),
    [
        (None, NEWEST, None, True),
        ("latest", NEWEST, None, True),
        (">=0.85", NEWEST, None, True),
        (NEWEST, NEWEST, None, True),
        ("v0.85.0", "0.85.0", None, True),
        ("0.85.0", "0.85.0", None, True),
        ("0.85.0+local", "0.85.0", None, True),
        ("0.94.1", "0.93.3", "0.94.2", False),
        ("0.98.0rc1", "0.97.0", NEWEST, False),
        ("0.99.0", NEWEST, None, False),
        ("0.55.0", "0.68.1", None, False),
    ],
)
def test_the_catalog_for_a_version(
    shipped_catalogs: AllCatalogs,
    asked: str | None,
    found: str,
    newer: str | None,
    is_exact: bool,
):
    catalog = shipped_catalogs.for_version(asked)
    assert catalog is shipped_catalogs.for_version(asked)
    assert catalog.zenml_version == found
    assert (catalog.newer.zenml_version if catalog.newer else None) == newer
    assert catalog.is_exact == is_exact


def test_documents_without_a_version_are_for_the_default(shipped_catalogs: AllCatalogs):
    catalogs = shipped_catalogs.with_default("0.85.0")
    assert catalogs.for_version(None).zenml_version == "0.85.0"
    assert catalogs.for_version("0.9").zenml_version == "0.85.0"
    assert catalogs.for_version("0.90.0").zenml_version == "0.90.0"
    assert shipped_catalogs.with_default("latest") is shipped_catalogs


def test_an_installed_zenml_speaks_for_its_own_version(shipped_catalogs: AllCatalogs):
    source = InMemorySource([flavor("orchestrator", "mine")], "0.85.0")
    catalogs = shipped_catalogs.with_installed(source)
    installed = catalogs.for_version(None)
    assert installed is catalogs.for_version("0.85.0")
    assert installed.flavor("orchestrator", "mine") is not None
    assert not installed.imports.lists
    assert "sandbox" not in installed.types
    assert catalogs.for_version("0.97.0").flavor("orchestrator", "mine") is None
    assert catalogs.with_default("0.97.0").for_version(None) is installed


@pytest.fixture
def added(tmp_path: Path) -> Path:
    """A folder with the catalog of a version that stackls does not come with."""
    folder = tmp_path / "catalogs"
    shutil.copytree(BUNDLED_CATALOG, folder / "0.99.0")
    index = folder / "0.99.0" / "index.json"
    content = json.loads(index.read_text("utf-8"))
    index.write_text(json.dumps({**content, "zenml_version": "0.99.0"}), "utf-8")
    return folder


def test_a_catalog_that_was_added_is_known(added: Path):
    catalogs = open_catalogs(added)
    assert catalogs.versions[-1] == "0.99.0"
    assert catalogs.for_version("0.99.0").is_exact
    assert catalogs.for_version(None).zenml_version == NEWEST


def test_one_that_is_added_later_is_found(added: Path):
    later = added.rename(added.with_name("later"))
    catalogs = open_catalogs(added)
    assert not catalogs.for_version("0.99.0").is_exact
    later.rename(added)
    assert catalogs.refresh()
    assert catalogs.for_version("0.99.0").is_exact
    assert not catalogs.refresh()


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "{}", json.dumps({"format": FORMAT + 1, "zenml_version": "0.99.0"})]
)
def test_one_that_cannot_be_read_is_none(added: Path, content: str):
    """Half written, or written by a newer stackls."""
    (added / "0.99.0" / "index.json").write_text(content, "utf-8")
    assert open_catalogs(added).versions[-1] == NEWEST


def severities(text: str, catalogs: AllCatalogs) -> list[tuple[str, str]]:
    found = check_text(text, None, catalogs)
    return [(f.severity.value, f.code) for f in found if f.code in ABOUT_VERSIONS]


ABOUT_VERSIONS = ("version-mismatch", "unknown-flavor")
FILE = """\
stack_name: demo
zenml_version: {0}
components:
  orchestrator: {{name: o, flavor: {1}, configuration: {{}}}}
  artifact_store: {{name: a, flavor: local, configuration: {{}}}}
"""


@pytest.mark.parametrize(
    ("version", "orchestrator", "expected"),
    [
        ("0.94.6", "modal", [("error", "unknown-flavor")]),
        ("0.97.0", "modal", []),
        # between two versions of which only the newer one has it, and of which none has it
        ("0.95.0", "modal", [("warning", "unknown-flavor")]),
        ("0.94.0", "nonsense", [("error", "unknown-flavor")]),
        # beyond all that are known
        ("0.99.0", "new", [("warning", "version-mismatch"), ("warning", "unknown-flavor")]),
        ("0.55.0", "old", [("warning", "version-mismatch"), ("warning", "unknown-flavor")]),
    ],
)
def test_only_what_is_certain_of_a_version_is_an_error(
    shipped_catalogs: AllCatalogs, version: str, orchestrator: str, expected: list[tuple[str, str]]
):
    assert severities(FILE.format(version, orchestrator), shipped_catalogs) == expected


def test_a_key_that_a_version_drops_is_a_warning(shipped_catalogs: AllCatalogs):
    def found(version: str, key: str = "wrong") -> list[str]:
        text = FILE.format(version, "local").replace("{}", f"{{{key}: 1}}", 1)
        return [
            f"{f.severity.value}: {f.message}" for f in check_text(text, None, shipped_catalogs)
        ]

    unknown = "The local orchestrator has no parameter wrong."
    assert found("0.81.0") == [f"error: {unknown}"]
    drops = "ZenML 0.85.0 drops it without a word."
    assert found("0.85.0") == [f"warning: {unknown} {drops}"]
    assert found("0.85.0", "=") == [f"warning: {unknown.replace('wrong', '=')} {drops}"]


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("on", "; YAML reads this one as true"),
        ("5", "; YAML reads this one as 5"),
        ("~", "; YAML reads this one as null"),
        ("2020-01-01", ""),
    ],
)
@pytest.mark.parametrize("version", ["0.85.0", "0.98.0"])
def test_a_key_that_is_no_text_is_refused_by_all(
    shipped_catalogs: AllCatalogs, version: str, key: str, said: str
):
    text = FILE.format(version, "local").replace("{}", f"{{? {key} : x}}", 1)
    (found,) = check_text(text, None, shipped_catalogs)
    assert (found.severity.value, found.code) == ("error", "unknown-parameter")
    assert found.message == f"Names of parameters are text{said}."


def test_what_other_versions_have_is_named(shipped_catalogs: AllCatalogs):
    text = (
        FILE.format("0.85.0", "modal") + "  sandbox: {name: s, flavor: local, configuration: {}}\n"
    )
    assert [f.message for f in check_text(text, None, shipped_catalogs)] == [
        "ZenML 0.85.0 has no orchestrator flavor modal. It came with ZenML 0.95.",
        "ZenML 0.85.0 has no component type sandbox. It came with ZenML 0.95.",
    ]


def test_what_a_user_has_chosen_goes_before_an_installed_zenml(shipped_catalogs: AllCatalogs):
    source = InMemorySource([flavor("orchestrator", "mine")], "0.85.0")
    installed = shipped_catalogs.with_installed(source)
    chosen = installed.with_choice("0.94.2")
    assert chosen.for_version(None).zenml_version == "0.94.2"
    assert chosen.with_default("0.97.0").for_version(None).zenml_version == "0.94.2"
    assert chosen.for_version("0.85.0") is installed.for_version(None)
    assert installed.with_choice("").for_version(None) is installed.for_version(None)


def test_a_target_judges_documents_of_every_version(shipped_catalogs: AllCatalogs):
    source = InMemorySource([flavor("orchestrator", "mine")], "0.85.0")
    installed = shipped_catalogs.with_installed(source)
    target = installed.as_target("0.85.0")
    assert target is not None
    assert target.for_version("0.98.0") is target
    assert target.flavor("orchestrator", "mine") is not None
    other = installed.as_target("0.94.2")
    assert other is not None
    assert other.flavor("orchestrator", "mine") is None
    assert installed.as_target("0.94.9") is None
    assert "0.85.0" in installed.versions


JSON = '{"stack_name": "s", "zenml_version": "0.85.0", "components": {"log_store": {}}}'


@pytest.mark.parametrize("before", ["", "---\n", "--- ", "# exported\n---\n", "\ufeff\n", "\r\n"])
def test_the_version_of_a_file_in_braces(shipped_catalogs: AllCatalogs, before: str):
    found = check_text(before + JSON, "a.json.yaml", shipped_catalogs)
    assert "unknown-type" in {finding.code for finding in found}

"""Run configurations of past ZenML versions: facts that were read from each."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stackls_core.catalog.bundled import open_folder
from stackls_core.catalog.catalog import Catalog
from stackls_core.catalog.catalogs import AllCatalogs, open_catalogs
from stackls_core.catalog.history import HISTORY
from stackls_core.catalog.settings import BUNDLED, RunSettings
from stackls_core.catalog.settings_history import SETTINGS_HISTORY, SettingsHistory
from tests.support.checks import check_diagnostics, find
from tests.support.known import known_registry

VERSIONS = sorted(path.stem for path in SETTINGS_HISTORY.glob("*.json"))


@pytest.fixture(scope="module")
def catalogs() -> AllCatalogs:
    return open_catalogs()


def test_every_past_version_is_there():
    assert sorted(p.stem for p in HISTORY.glob("*.json") if p.stem != "lifetimes") == VERSIONS


@pytest.mark.parametrize("version", VERSIONS)
def test_all_of_a_version_can_be_read(version: str, catalogs: AllCatalogs):
    catalog = catalogs.exact(version)
    known = catalog.run_settings
    assert known.flavors
    assert "local" in known.unschedulable
    for key in known.flavors:
        component_type, _, flavor = key.partition(".")
        settings = known.of_flavor(component_type, flavor)
        assert settings is not None
        assert settings.parameters
        assert catalog.summary(component_type, flavor) is not None
    for name in ("docker", "resources", "pipeline", "step"):
        assert known.of_class(name).parameters


def test_no_text_of_zenmls_is_kept():
    def words(node: object) -> bool:
        if isinstance(node, dict):
            said = (isinstance(node.get(key), str) for key in ("description", "title"))
            return any(said) or any(map(words, node.values()))
        return isinstance(node, list) and any(map(words, node))

    for path in SETTINGS_HISTORY.glob("*.json"):
        assert not words(json.loads(path.read_text("utf-8"))), path.name


def test_words_are_those_of_the_newest_version(catalogs: AllCatalogs):
    past = catalogs.exact("0.85.0").run_settings.of_class("docker")
    assert past.parameters["requirements"].shape == (
        catalogs.bundled.run_settings.of_class("docker").parameters["requirements"].shape
    )
    assert "deployment" not in catalogs.exact("0.85.0").run_settings.of_class("step").parameters
    assert past.description == catalogs.bundled.run_settings.of_class("docker").description


def test_of_a_version_that_is_not_known_nothing_is_claimed(tmp_path: Path):
    for history in (
        SettingsHistory("0.98.0", BUNDLED, tmp_path),
        SettingsHistory("9.9.9", tmp_path, SETTINGS_HISTORY),
    ):
        known = history.settings("0.85.0")
        assert not known.flavors
        assert known.of_class("docker").extra == "allow"


def test_a_file_is_judged_by_the_version_that_it_is_for(catalogs: AllCatalogs):
    check_diagnostics(
        """
        enable_heartbeat: true
        ^^^^^^^^^^^^^^^^ warning[dropped-key] ZenML 0.84.3 ignores enable_heartbeat
        steps:
          trainer:
            enable_cache: true
            runtime: inline
            ^^^^^^^ warning[dropped-key] it does not have that key yet
            resources: 5
            ^^^^^^^^^ warning[dropped-key]
        settings:
          resources:
            min_replicas: 5
            ^^^^^^^^^^^^ warning[ignored-setting]
            cpu_count: 0
                       ^ error[wrong-value]
          step_operator.modal: {gpu: A100}
        """,
        catalogs.exact("0.84.3"),
    )


def test_keys_of_settings_are_those_of_the_version(catalogs: AllCatalogs):
    text = """
        enable_step_logs: true
        on_failure: hooks.notify
        on_start: hooks.notify
        ^^^^^^^^ warning[dropped-key] ZenML 0.85.0 ignores on_start
        settings:
          orchestrator: {}
          step_operator:prod: {}
          ^^^^^^^^^^^^^^^^^^ error[unknown-settings] by flavor, as in step_operator.FLAVOR
          orchestrator.: {}
          ^^^^^^^^^^^^^ warning[unknown-settings] names no flavor
          deployment: {}
          ^^^^^^^^^^ error[unknown-settings] ZenML 0.85.0 refuses deployment
          sandbox.modal: {}
          ^^^^^^^^^^^^^ error[unknown-settings] It came with ZenML 0.95.
        """
    check_diagnostics(text, catalogs.exact("0.85.0"))
    check_diagnostics(
        """
        enable_step_logs: true
        on_failure: hooks.notify
        on_start: hooks.notify
        settings:
          step_operator:prod: {}
          orchestrator.: {}
          ^^^^^^^^^^^^^ error[unknown-settings]
          deployment: {}
          sandbox.modal: {}
        """,
        catalogs.bundled,
    )


def test_the_name_in_a_key_of_settings_becomes_the_flavor(catalogs: AllCatalogs):
    known = known_registry()
    before = "enable_step_logs: true\nsettings:\n  orchestrator:default: {synchronous: true}\n"
    _, found = find(before, catalogs.exact("0.85.0"), known)
    (fix,) = [one.fixes[0] for one in found if one.code == "unknown-settings"]
    assert fix.title == "Change to orchestrator.local"


def test_a_field_may_be_written_by_its_own_name_and_by_its_alias(catalogs: AllCatalogs):
    check_diagnostics(
        """
        enable_step_logs: true
        settings:
          resources:
            resources:
            - {quantity: 1, class: a100}
            - {quantity: 1, class_name: a100}
            - {quantity: 1, klass: a100}
                            ^^^^^ warning[ignored-setting]
        """,
        catalogs.bundled,
    )


def test_without_facts_no_key_is_dropped():
    catalog = Catalog([open_folder()], settings=lambda: RunSettings({}, lambda _: None))
    check_diagnostics(
        """
        enable_step_logs: true
        enable_everything: true
        schedule: {}
        settings:
          docker: {skip_build: true, what: 5}
          orchestrator.kubernetes: {what: 5}
        """,
        catalog,
    )

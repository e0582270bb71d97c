"""What is nearly right: keys in the wrong place, names that are taken everywhere, no names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stackls_core.catalog.catalog import Catalog
from stackls_core.check import check_text
from stackls_core.documents.stack_file.detect import looks_like_stack_file
from stackls_core.findings import Finding, Severity
from stackls_core.text import apply_edits
from tests.support.checks import CATALOG, check_diagnostics, check_fix
from tests.support.known import known_registry
from tests.support.stack_texts import HEAD, REST, Entry, components, head, stack_text


def of(code: str, text: str) -> list[Finding]:
    return [one for one in check_text(text, None, CATALOG) if one.code == code]


STORE = Entry("artifact_store", "s", "local")


def stack(orchestrator: Entry, store: Entry = STORE) -> str:
    return stack_text(orchestrator, store)


@pytest.mark.parametrize("name", ["default", "d", "def", "DE", "_efault"])
def test_a_name_that_finds_the_default_component(name: str):
    for configuration in ("{}", "{region: x}"):
        text = stack(Entry("orchestrator", name, "harbor", configuration))
        (finding,) = of("default-component-name", text)
        assert finding.severity is Severity.WARNING
        assert finding.message.startswith("Every ZenML has an orchestrator named default")


def test_the_default_component_itself_may_be_in_a_file():
    text = stack(Entry("orchestrator", "default", "local"), Entry("artifact_store", "de", "local"))
    assert len(of("default-component-name", text)) == 1  # "de" is another name
    assert of("default-component-name", stack(Entry("orchestrator", "default", "local"))) == []
    assert (
        of("default-component-name", HEAD + components(Entry("alerter", "default", "pager"))) == []
    )


def test_a_registry_that_is_known_knows_better():
    text = stack(Entry("orchestrator", "default", "harbor"))
    found = check_text(text, None, CATALOG, known_registry())
    assert "default-component-name" not in {one.code for one in found}


@pytest.mark.parametrize("name", ["no", "0", "0.0", "''", "null", "[]", "{}", "false"])
def test_what_is_no_name_takes_the_active_component(name: str):
    text = stack(Entry("orchestrator", name, "local"))
    (finding,) = [one for one in check_text(text, None, CATALOG) if "name" in one.code]
    assert finding.severity is Severity.WARNING
    assert "takes the active stack's orchestrator instead" in finding.message


@pytest.mark.parametrize(
    "text",
    [
        stack(Entry("orchestrator", "no", "harbor", "{region: x}")),
        stack(Entry("orchestrator", "5", "local")),
        HEAD + REST + components(Entry("alerter", "no", "pager")),
    ],
)
def test_where_import_refuses_it_is_an_error(text: str):
    (finding,) = [one for one in check_text(text, None, CATALOG) if "name" in one.code]
    assert finding.severity is Severity.ERROR


@pytest.mark.parametrize(
    ("key", "meant"),
    [("service_connector", "connector"), ("env", "environment"), ("label", "labels")],
)
def test_a_key_that_is_meant_for_an_attribute(key: str, meant: str):
    text = stack(Entry("artifact_store", "o", "local"))
    given = text.replace("flavor: local\n", f"flavor: local\n      {key}: {{a: b}}\n", 1)
    check_fix(given, given.replace(f"{key}:", f"{meant}:"), title=f"Change to {meant}")


@pytest.mark.parametrize("key", ["environment", "labels", "description", "secrets"])
def test_what_import_ignores_and_apply_registers(key: str):
    text = HEAD + REST + f"{key}: {{a: b}}\n"
    assert of("ignored-key", text) == []
    (finding,) = of("ignored-by-import", text)
    assert text[finding.span.start : finding.span.end] == key
    assert of("ignored-by-import", f"{key}: {{a: b}}\ncomponents: 1\n")


def test_a_connector_is_connected_after_an_import():
    text = stack(Entry("artifact_store", "my store", "local"))
    given = text.replace("flavor: local\n", "flavor: local\n      connector: aws-prod\n", 1)
    (finding,) = of("ignored-by-import", given)
    command = "zenml artifact-store connect 'my store' --connector aws-prod."
    assert finding.message.endswith(f"After an import, that is {command}")


def test_a_parameter_of_the_same_name_belongs_under_configuration(shipped_catalog: Catalog):
    text = stack(Entry("orchestrator", "o", "vertex", "{location: x}"))
    text = text.replace("flavor: vertex\n", "flavor: vertex\n      labels: {a: b}\n", 1)
    found = check_text(text, None, shipped_catalog)
    (finding,) = [one for one in found if one.code == "ignored-by-import"]
    assert finding.message.endswith("The flavor's own labels belong under configuration.")


def test_other_keys_at_the_top_are_somebodys_own():
    assert of("ignored-key", HEAD + REST + "_common: {a: b}\nteam: x\n") == []


def test_a_type_at_the_top_belongs_under_components():
    check_fix(
        head() + components(Entry("artifact_store", "s", "local")) + "orchestrator:\n"
        "  name: o\n  flavor: local\n  configuration: {}\n",
        head() + components(Entry("artifact_store", "s", "local")) + "  orchestrator:\n"
        "    name: o\n    flavor: local\n    configuration: {}\n",
        title="Move orchestrator under components",
    )


@pytest.mark.parametrize("key", ["stackname", "stack-name", "name", "Stack_Name"])
def test_a_key_that_is_meant_for_stack_name(key: str):
    text = HEAD + REST
    check_fix(text.replace("stack_name", key), text, title="Change to stack_name")


def test_a_key_of_a_component_among_its_parameters():
    text = HEAD + REST.replace("configuration: {}", "configuration: {name: x}", 1)
    (finding,) = of("unknown-parameter", text)
    assert finding.message.endswith("It belongs beside configuration.")


def test_a_setting_of_pods_among_the_parameters():
    check_diagnostics("""
        stack_name: demo
        zenml_version: 1.2.3
        components:
          orchestrator:
            name: harbour
            flavor: harbor
            configuration:
              region: eu-west-1
              host_ipc: true
              ^^^^^^^^ error[unknown-parameter] It belongs under pod_settings.
          artifact_store:
            name: s
            flavor: s3
            configuration: {path: 's3://b'}
        """)


@pytest.mark.parametrize("given", ["      pod_settings:\n        host_ipc: false\n", ""])
def test_a_setting_of_pods_moves_where_it_belongs(shipped_catalog: Catalog, given: str):
    below = HEAD + components(Entry("artifact_store", "s", "local"))
    below += "  orchestrator:\n    name: o\n    flavor: kubernetes\n    configuration:\n"
    tolerations = "      # for the big ones\n      tolerations:\n        - {key: a}\n"
    text = f"{below}      kubernetes_context: kind\n{tolerations}{given}"
    (finding,) = [
        one for one in check_text(text, None, shipped_catalog) if one.code == "unknown-parameter"
    ]
    first = finding.fixes[0]
    assert (first.title, first.safe) == ("Move tolerations under pod_settings", False)
    assert apply_edits(text, first.edits) == (
        f"{below}      kubernetes_context: kind\n{given or '      pod_settings:' + chr(10)}"
        "        # for the big ones\n        tolerations:\n          - {key: a}\n"
    )


PROJECT = """\
project:
  name: demo
components:
  orchestrator:
    name: local-orchestrator
    flavor: local
"""


def test_a_projects_own_file_is_not_claimed():
    assert not looks_like_stack_file(PROJECT)
    assert looks_like_stack_file(PROJECT.replace("project:", "_project:"))
    assert looks_like_stack_file(PROJECT.replace("project:", "anchors: &a"))
    assert looks_like_stack_file(PROJECT.replace("project:", "stack_nam:"))
    assert looks_like_stack_file("zenml_version: 0.98.0\n" + PROJECT)


def test_a_version_that_import_refuses_is_an_error_where_it_is_known():
    known = known_registry()
    text = HEAD.replace("1.2.3", "0.94.2") + REST
    severities = {
        kind: [
            one.severity
            for one in check_text(
                text, None, CATALOG, replace(known, info=replace(known.info, kind=kind))
            )
            if one.code == "version-mismatch"
        ]
        for kind in ("zenml", "local")
    }
    assert severities == {"zenml": [Severity.ERROR], "local": [Severity.WARNING]}


PIECES = "  orchestrator: [ name: o1, flavor: local, configuration: {} ]\n"


def test_one_component_in_brackets_is_one_finding():
    text = HEAD + PIECES + components(Entry("artifact_store", "s", "local"))
    (finding,) = [one for one in check_text(text, None, CATALOG) if one.severity is Severity.ERROR]
    assert finding.message.startswith("These are 3 maps of one key each")
    check_fix(text, text.replace("[ name", "{ name").replace(" ]", " }"))


def test_one_component_with_a_dash_before_each_key():
    dashes = "  orchestrator:\n    - name: o1\n    - flavor: local\n    - configuration: {}\n"
    text = HEAD + dashes + components(Entry("artifact_store", "s", "local"))
    (finding,) = [one for one in check_text(text, None, CATALOG) if one.severity is Severity.ERROR]
    assert finding.code == "wrong-component"
    check_fix(text, text.replace(dashes, dashes.replace("-", " ")))


@pytest.mark.parametrize(
    "value", ["[{name: o1}]", "[name: o1, name: o2]", "[other: 1, name: o2]", "[]"]
)
def test_other_lists_are_lists_of_components(value: str):
    text = HEAD + f"  orchestrator: {value}\n" + components(Entry("artifact_store", "s", "local"))
    assert "maps of one key each" not in " ".join(
        f.message for f in check_text(text, None, CATALOG)
    )


def test_brackets_around_parameters_and_types():
    text = stack(Entry("orchestrator", "o", "harbor", "[region: x]"))
    check_fix(text, text.replace("[region: x]", "{region: x}"), title="Use { } instead of [ ]")
    inside = "orchestrator: {name: o, flavor: local, configuration: {}}"
    text = head().replace("components:", f"components: [{inside}]")
    check_fix(text, text.replace("[", "{").replace("]", "}"), title="Use { } instead of [ ]")


def test_text_for_a_configuration_is_not_thrown_away():
    (kept,) = of(
        "wrong-configuration", stack(Entry("orchestrator", "o", "local", "region:\u00a0x"))
    )
    assert kept.fixes == ()
    (nothing,) = of("wrong-configuration", stack(Entry("orchestrator", "o", "local", "none")))
    assert [fix.title for fix in nothing.fixes] == ["Replace with {}"]


@pytest.mark.parametrize(
    ("name", "advice"), [("no", "Quote it if it is meant as the name."), ("''", "Write a name.")]
)
def test_only_what_can_be_quoted_is_to_be_quoted(name: str, advice: str):
    text = stack(Entry("orchestrator", name, "local"))
    (finding,) = [one for one in check_text(text, None, CATALOG) if "name" in one.code]
    assert finding.message.endswith(advice)


@pytest.mark.parametrize("path", ["C:\\Program Files\\ZenML", "C:\\temp", "\\server\\share"])
def test_a_windows_path_that_ends_in_a_backslash(path: str):
    text = stack(STORE, Entry("orchestrator", "o", "local")).replace("name: s", f'name: "{path}\\"')
    check_fix(text, text.replace(f'"{path}\\"', f"'{path}\\'"))


def test_a_key_in_braces_that_lacks_its_colon_keeps_its_value():
    component = "{flavor: local, configuration: {}, %s}"
    slots = "components:\n  artifact_store: {name: a, flavor: local, configuration: {}}\n"
    before = f"{HEAD}{slots}  orchestrator: {component % 'name o1'}\n"
    (finding,) = of("ignored-key", before)
    assert finding.message == "Import ignores name o1: a colon is missing after name."
    first = finding.fixes[0]
    assert apply_edits(before, first.edits) == before.replace("name o1", "name: o1")

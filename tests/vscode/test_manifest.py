"""What the extension's manifest says and what the server knows are the same."""

import json
import re
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from typing import Any

from stackls_core.analysis.all_rules import RULES
from stackls_core.findings import Severity
from stackls_core.stores.choices import CHOICES
from stackls_server import __version__
from stackls_server.lsp.handlers.commands import COMMANDS
from stackls_server.lsp.settings import Settings

EXTENSION = Path(__file__).parents[2] / "vscode-extension"
TEXTS = json.loads((EXTENSION / "package.nls.json").read_text(encoding="utf-8"))
WRITTEN = (EXTENSION / "package.json").read_text(encoding="utf-8")
NAMED = re.compile(r'"%([\w.-]+)%"')
MANIFEST = json.loads(NAMED.sub(lambda found: json.dumps(TEXTS[found[1]]), WRITTEN))
PROPERTIES = MANIFEST["contributes"]["configuration"][0]["properties"]
CLIENT_ONLY = {"stackls.server.path", "stackls.interpreter", "stackls.trace.server"}


def flat(settings: Any, prefix: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for item in fields(settings):
        name, value = f"{prefix}.{item.name}", getattr(settings, item.name)
        assert item.default is not MISSING or item.default_factory is not MISSING
        found |= flat(value, name) if is_dataclass(value) else {name: value}
    return found


def test_settings_and_their_defaults_are_the_same():
    declared = {name: one["default"] for name, one in PROPERTIES.items() if name not in CLIENT_ONLY}
    known = json.loads(json.dumps(flat(Settings(), "stackls"), default=dict))
    assert declared == known


def test_the_choices_of_settings_are_the_same():
    severities = PROPERTIES["stackls.validation.severities"]["additionalProperties"]["enum"]
    assert set(severities) == {severity.value for severity in Severity} | {"off"}
    assert set(PROPERTIES["stackls.store"]["enum"]) == set(CHOICES)


def test_rules_whose_severity_can_be_set_are_the_same():
    names = PROPERTIES["stackls.validation.severities"]["propertyNames"]["enum"]
    assert names == sorted(rule.code for rule in RULES)


def test_settings_that_name_programs_do_not_count_in_untrusted_workspaces():
    restricted = MANIFEST["capabilities"]["untrustedWorkspaces"]["restrictedConfigurations"]
    programs = {name for name in PROPERTIES if name.endswith((".path", ".interpreter"))}
    assert set(restricted) == programs


def test_the_version_is_the_servers():
    assert MANIFEST["version"] == __version__


def test_every_setting_is_in_the_readme():
    readme = (EXTENSION / "README.md").read_text(encoding="utf-8")
    assert [name for name in PROPERTIES if f"`{name}`" not in readme] == []


def test_menus_name_commands_that_are_there():
    declared = {one["command"] for one in MANIFEST["contributes"]["commands"]}
    submenus = {one["id"] for one in MANIFEST["contributes"]["submenus"]}
    menus = MANIFEST["contributes"]["menus"]
    entries = [entry for menu in menus.values() for entry in menu]
    assert {entry["command"] for entry in entries if "command" in entry} <= declared
    assert {entry["submenu"] for entry in entries if "submenu" in entry} == submenus
    assert submenus <= menus.keys()


def test_keys_name_commands_and_count_only_where_a_tree_is_in_focus():
    declared = {one["command"] for one in MANIFEST["contributes"]["commands"]}
    for binding in MANIFEST["contributes"]["keybindings"]:
        assert binding["command"] in declared
        view = binding["args"]["pressedIn"]
        assert f"focusedView == 'stackls.{view}' && listFocus" in binding["when"]


def test_what_depends_on_the_server_names_commands_of_the_server():
    offers = set(re.findall(r"stackls\.offers\.(\w+)", json.dumps(MANIFEST)))
    assert {f"stackls.{name}" for name in offers} <= COMMANDS.keys()


def test_every_command_is_in_the_readme():
    readme = (EXTENSION / "README.md").read_text(encoding="utf-8")
    palette = MANIFEST["contributes"]["menus"]["commandPalette"]
    hidden = {entry["command"] for entry in palette if entry["when"] == "false"}
    titles = [c["title"] for c in MANIFEST["contributes"]["commands"] if c["command"] not in hidden]
    assert [title for title in titles if title not in readme] == []


def test_other_yaml_files_keep_their_completion():
    """All YAML files share these: nothing that takes from them what is not ours."""
    defaults = MANIFEST["contributes"]["configurationDefaults"]["[yaml]"]
    assert defaults == {"editor.acceptSuggestionOnEnter": "smart"}
    assert "snippets" not in MANIFEST["contributes"]


def test_texts_are_in_a_file_to_translate_and_all_are_used():
    assert set(NAMED.findall(WRITTEN)) == set(TEXTS)
    written = json.loads(WRITTEN)["contributes"]
    shown = [one["title"] for one in written["commands"]]
    shown += [one["contents"] for one in written["viewsWelcome"]]
    settings = written["configuration"][0]["properties"]
    shown += [one["markdownDescription"] for one in settings.values()]
    assert [text for text in shown if not text.startswith("%")] == []


def test_the_lock_file_names_no_host_and_no_folder():
    lock = json.loads((EXTENSION / "package-lock.json").read_text(encoding="utf-8"))
    assert [name for name, one in lock["packages"].items() if "resolved" in one] == []


def test_the_lock_of_the_server_is_for_the_pythons_of_the_package():
    project = (EXTENSION.parent / "pyproject.toml").read_text(encoding="utf-8")
    supported = re.findall(r"Python :: (3\.\d+)\"", project)
    lock = (EXTENSION / "scripts/lock.mjs").read_text(encoding="utf-8")
    assert json.loads(re.findall(r"PYTHONS = (\[.*?\])", lock)[0]) == supported
    installing = (EXTENSION / "src/server/installing.ts").read_text(encoding="utf-8")
    bounds = re.findall(r"(?:OLD|NEW)EST_PYTHON: PythonVersion = \[(\d+), (\d+)\]", installing)
    assert [".".join(version) for version in bounds] == [supported[0], supported[-1]]

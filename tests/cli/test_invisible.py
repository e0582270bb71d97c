"""Names that try to steer who shows them: no output has their control characters as they are."""

from __future__ import annotations

import io
import json
import sys
from typing import Any

import pytest
import yaml

from stackls_core.stores.local import LocalStore
from stackls_core.visible import escaped, is_visible, visible, visible_lines
from stackls_core.yaml_writing import yaml_of
from stackls_server.cli.main import main
from tests.cli.conftest import Cli
from tests.support.catalog import tiny_catalog

BAD = "\x1b\x07\x7f\x9b\u202e\u2066\u061c\u2028\U000e0041"
EVIL = f"x{BAD}[2J"
"""Clears a screen, rings, begins a sequence in one character, reverses, ends a line, is a tag."""


def quoted(text: str) -> str:
    """``text`` within double quotes of YAML, by its escapes."""
    return "".join(f"\\U{ord(character):08x}" for character in text)


FILE = """\
stack_name: "NAME"
zenml_version: 0.98.0
components:
  orchestrator:
    - name: "NAME"
      type: orchestrator
      flavor: "NAME"
      configuration: {"NAME": 1}
  artifact_store:
    - name: "NAME"
      type: artifact_store
      flavor: local
      configuration: {"NAME": "NAME", path: 3}
  "NAME": []
"NAME": 1
""".replace("NAME", quoted(EVIL))


def is_fit(text: str) -> bool:
    return is_visible(text.replace("\n", ""))


class Screen(io.StringIO):
    """A terminal without colours, so that every escape would be somebody else's."""

    encoding = "utf-8"  # pyright: ignore[reportAssignmentType, reportIncompatibleMethodOverride]

    def isatty(self) -> bool:
        return True


@pytest.fixture
def registered(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> Cli:
    """A local registry, and a file, whose names all try it."""
    monkeypatch.setenv("STACKLS_HOME", str(cli.folder / "home"))
    monkeypatch.setenv("STACKLS_STORE", "local")
    monkeypatch.setenv("NO_COLOR", "1")
    store = LocalStore(tiny_catalog, cli.folder / "home" / "stacks.db")
    store.create_component("orchestrator", EVIL, "local", {})
    store.copy_stack("default", EVIL)
    store.activate(EVIL)
    cli.write(f"{EVIL}.stack.yaml", FILE)
    return cli


COMMANDS = [
    ["stack", "list"],
    ["stack", "get"],
    ["stack", "describe"],
    ["stack", "export"],
    ["stack", "set", EVIL],
    ["stack", "describe", EVIL + "?"],
    ["stack", "plan", f"{EVIL}.stack.yaml"],
    ["stack", "apply", f"{EVIL}.stack.yaml"],
    ["stack", "delete", EVIL],
    ["stack", "rename", EVIL, "default"],
    ["stack", EVIL],
    ["stack", "list", f"--{EVIL}"],
    ["stack", "list", EVIL],
    ["stack", "list", "--output", EVIL],
    ["orchestrator", "list"],
    ["orchestrator", "describe", EVIL],
    ["orchestrator", "flavor", "describe", EVIL],
    ["check"],
    ["check", "--diff"],
    ["check", f"{EVIL}.yaml"],
    ["check", "--format", "github"],
    ["check", "--format", "json"],
    ["check", "--format", "sarif"],
    ["rule", EVIL],
    ["trust", EVIL],
    *(["stack", verb, "-o", form] for verb in ("list", "describe") for form in ("json", "yaml")),
    ["stack", "plan", f"{EVIL}.stack.yaml", "-o", "json"],
    ["orchestrator", "list", "-o", "yaml"],
]


def shown(command: list[str]) -> str:
    return " ".join(command).replace(EVIL, "EVIL")


@pytest.mark.skipif(sys.platform == "win32", reason="no such names of files")
@pytest.mark.parametrize("command", COMMANDS, ids=shown)
def test_no_command_prints_them(registered: Cli, command: list[str]):
    result = registered(*command)
    assert result.out + result.err
    assert is_fit(result.out), result.out
    assert is_fit(result.err), result.err


@pytest.mark.skipif(sys.platform == "win32", reason="no such names of files")
@pytest.mark.parametrize("command", COMMANDS, ids=shown)
def test_no_command_shows_them_on_a_terminal(
    registered: Cli, monkeypatch: pytest.MonkeyPatch, command: list[str]
):
    del registered
    screen = Screen()
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setattr(sys, "stderr", screen)
    main(command)
    assert is_fit(screen.getvalue()), screen.getvalue()


@pytest.mark.skipif(sys.platform == "win32", reason="no such names of files")
def test_data_says_the_names_exactly(registered: Cli):
    listed = json.loads(registered("stack", "list", "-o", "json").out)
    assert EVIL in [one["name"] for one in listed]
    assert yaml.safe_load(registered("stack", "list", "-o", "yaml").out) == listed
    exported = yaml.safe_load(registered("stack", "export", EVIL).out)
    assert exported["stack_name"] == EVIL


@pytest.mark.skipif(sys.platform == "win32", reason="no such names of files")
def test_sarif_has_pictures_in_what_people_read(registered: Cli):
    log: Any = json.loads(registered("check", "--format", "sarif").out)
    texts = [one["message"]["text"] for one in log["runs"][0]["results"]]
    assert any("␛" in text for text in texts)
    assert all(is_visible(text) for text in texts)


def test_tab_offers_no_name_that_cannot_be_typed(registered: Cli, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("_STACKLS_COMPLETE", "zsh_complete")
    monkeypatch.setenv("COMP_WORDS", "stackls stack describe ")
    monkeypatch.setenv("COMP_CWORD", "3")
    assert registered().out == "plain\ndefault\n_\n"


def test_texts_of_one_line_and_of_more():
    assert visible("a\tb\nc\x1b\x7f\x9b") == "a␉b␊c␛␡\ufffd"
    assert visible("a\x1b\u202e", is_ascii=True) == "a??"
    assert visible_lines("a\tb\nc\x1b") == "a\tb\nc␛"
    family = "\U0001f468\u200d\U0001f469"
    assert visible(family) == family


@pytest.mark.parametrize("value", [BAD, EVIL, {EVIL: [EVIL]}, f"a\n{EVIL}\nb", "\x85 x", "plain"])
def test_escapes_are_undone_by_who_reads(value: object):
    as_json = escaped(json.dumps(value, ensure_ascii=False, indent=2))
    as_yaml = yaml_of(value)
    assert json.loads(as_json) == value
    assert yaml.safe_load(as_yaml) == value
    assert is_fit(as_json)
    assert is_fit(as_yaml)


def test_names_of_files_that_are_no_text(cli: Cli):
    if sys.platform != "linux":
        pytest.skip("names of files are text there")
    cli.write("\udc9b.stack.yaml", FILE)
    for form in ("text", "json", "sarif", "github"):
        assert is_fit(cli("check", "--format", form).out)

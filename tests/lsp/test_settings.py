"""Reading settings, and where they come from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from stackls_core.findings import Severity
from stackls_server.lsp.settings import (
    FilesSettings,
    Settings,
    ValidationSettings,
    has_settings,
    read_settings,
)
from tests.lsp.editor import BAD, GOOD, URI, client_params, editor
from tests.support.eventually import eventually_async as eventually

OFF = {"validation": {"enabled": False}}
MILD = {"validation": {"severities": {"unknown-flavor": "hint"}}}


@pytest.mark.parametrize("data", [None, {}, [], "x", 3, {"other": {"a": 1}}, {"stackls": {}}])
def test_nothing_gives_the_defaults(data: object):
    assert read_settings(data) == (Settings(), [])


@pytest.mark.parametrize("wrap", [lambda data: data, lambda data: {"stackls": data, "other": 1}])
def test_settings_stand_alone_or_in_their_section(wrap: Any):
    data = {
        "validation": {"enabled": False, "severities": {"unknown-flavor": "off"}},
        "files": {"globs": ["stacks/*.yaml"]},
        "unknown": True,
    }
    settings, complaints = read_settings(wrap(data))
    assert complaints == []
    assert settings == Settings(
        ValidationSettings(enabled=False, severities={"unknown-flavor": "off"}),
        FilesSettings(("stacks/*.yaml",)),
    )


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        ({"stackls": 3}, "stackls must be an object"),
        ({"validation": []}, "stackls.validation must be an object"),
        ({"validation": {"enabled": "yes"}}, "stackls.validation.enabled"),
        ({"validation": {"enabled": 1}}, "stackls.validation.enabled"),
        ({"validation": {"severities": ["off"]}}, "stackls.validation.severities"),
        ({"validation": {"severities": {"a": 1}}}, "stackls.validation.severities"),
        ({"files": {"globs": "*.yaml"}}, "stackls.files.globs"),
        ({"files": {"globs": [1]}}, "stackls.files.globs"),
    ],
)
def test_a_setting_of_the_wrong_form_keeps_its_default(data: object, complaint: str):
    settings, complaints = read_settings(data)
    assert settings == Settings()
    assert [one.startswith(complaint) for one in complaints] == [True]


def test_one_wrong_setting_does_not_spoil_the_others():
    settings, complaints = read_settings(
        {"validation": {"enabled": "no"}, "files": {"globs": ["a"]}}
    )
    assert settings == Settings(files=FilesSettings(("a",)))
    assert len(complaints) == 1


@pytest.mark.parametrize("glob", ["", "**/"])
def test_patterns_that_match_nothing_are_left_out(glob: str):
    settings, complaints = read_settings({"files": {"globs": [glob, "a.yaml"]}})
    assert settings.files.globs == ("a.yaml",)
    assert complaints == ["stackls.files.globs has a pattern that matches nothing"]


def test_a_severity_that_is_none_is_complained_about():
    _, complaints = read_settings({"validation": {"severities": {"unknown-flavor": "fatal"}}})
    assert complaints == [
        (
            "stackls.validation.severities.unknown-flavor must be one of "
            "error, warning, information, hint, off"
        )
    ]


def test_complaints_repeat_no_values():
    _, complaints = read_settings({"validation": {"enabled": "hunter2"}, "files": {"globs": 7}})
    assert "hunter2" not in str(complaints)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (None, False),
        ({}, False),
        ({"yaml": {}}, False),
        ({"stackls": {}}, True),
        ({"stackls": None}, True),
        ({"files": {}}, True),
        ([], False),
    ],
)
def test_whether_a_client_sent_settings_of_ours(data: object, expected: bool):
    assert has_settings(data) is expected


def _names(settings: object, prefix: str) -> Iterator[str]:
    for item in fields(settings):
        value = getattr(settings, item.name)
        name = f"{prefix}.{item.name}"
        if is_dataclass(value):
            yield from _names(value, name)
        else:
            yield name


def test_every_setting_is_documented():
    page = (Path(__file__).parents[2] / "docs" / "editors.md").read_text(encoding="utf-8")
    section = page.partition("\n## Settings\n")[2].partition("\n## ")[0]
    documented = re.findall(r"^\| `(stackls\.[\w.]+)`", section, re.M)
    assert documented == list(_names(Settings(), "stackls"))


# --- where they come from -----------------------------------------------------------------------


@pytest.mark.asyncio
async def test_settings_of_the_first_message():
    async with editor("neovim-0.7", initializationOptions={"stackls": OFF}) as one:
        one.open(URI, BAD)
        assert await one.diagnostics(URI) == []


@pytest.mark.asyncio
async def test_a_client_that_has_settings_is_asked():
    async with editor("eglot", settings=OFF) as one:
        asked = await one.asked("workspace/configuration")
        assert asked == {"items": [{"section": "stackls"}]}
        one.open(URI, BAD)
        assert await one.diagnostics(URI) == []


TEAM = {"uri": "file:///team", "name": "team"}
OTHERS = {"uri": "file:///team/others", "name": "others"}
THEIRS = "file:///team/others/demo.stack.yaml"


@pytest.mark.asyncio
async def test_each_folder_of_a_workspace_has_its_own_settings():
    async with editor("eglot", initialize=False) as one:
        one.answers["workspace/configuration"] = [{}, None, MILD]
        await one.initialize(**{**client_params("eglot"), "workspaceFolders": [TEAM, OTHERS]})
        asked = await one.asked("workspace/configuration")
        section = {"section": "stackls"}
        scoped = [{"scopeUri": folder["uri"], **section} for folder in (TEAM, OTHERS)]
        assert asked == {"items": [section, *scoped]}
        for uri, severity in [(URI, 1), (THEIRS, 4)]:
            one.open(uri, BAD)
            (diagnostic,) = await one.diagnostics(uri)
            assert diagnostic["severity"] == severity
        one.answers["workspace/configuration"] = [OFF]
        event = {"added": [], "removed": [OTHERS]}
        one.notify("workspace/didChangeWorkspaceFolders", {"event": event})
        assert await one.diagnostics(THEIRS) == []


@pytest.mark.asyncio
async def test_patterns_of_a_folder_hold_below_it():
    globs = {"files": {"globs": ["infra/*.yaml"]}}
    async with editor("eglot", initialize=False) as one:
        one.answers["workspace/configuration"] = [{}, {}, globs]
        await one.initialize(**{**client_params("eglot"), "workspaceFolders": [TEAM, OTHERS]})
        kinds: list[object] = []
        for uri in ("file:///team/infra/a.yaml", "file:///team/others/infra/a.yaml"):
            asked = {"command": "stackls.documentKind", "arguments": [{"uri": uri}]}
            kinds.append((await one.request("workspace/executeCommand", asked))["kind"])
        assert kinds == [None, "stack file"]


@pytest.mark.asyncio
async def test_no_answer_leaves_the_settings_of_the_first_message():
    async with editor("eglot", initializationOptions=OFF, settings=None) as one:
        one.open(URI, BAD)
        assert await one.diagnostics(URI) == []


@pytest.mark.asyncio
@pytest.mark.parametrize("client", ["vscode", "sublime"])
async def test_changes_are_registered_for_where_that_is_needed(client: str):
    async with editor(client) as one:
        (registration,) = (await one.asked("client/registerCapability"))["registrations"]
        assert registration["method"] == "workspace/didChangeConfiguration"
        assert registration["registerOptions"] == {"section": "stackls"}


@pytest.mark.asyncio
@pytest.mark.parametrize("client", ["helix", "eglot", "neovim-0.11", "neovim-0.7", "minimal"])
async def test_nothing_is_registered_where_it_is_not_taken(client: str):
    async with editor(client) as one:
        one.open(URI, GOOD)
        await one.request("textDocument/diagnostic", {"textDocument": {"uri": URI}})
        assert {request["method"] for request in one.requests} <= {"workspace/configuration"}


@pytest.mark.asyncio
@pytest.mark.parametrize("news", [None, {}, {"stackls": {"validation": {}}}])
async def test_news_of_a_change_makes_the_server_ask_again(news: object):
    async with editor("eglot") as one:
        one.open(URI, BAD)
        assert len(await one.diagnostics(URI)) == 1
        one.answers["workspace/configuration"] = [MILD]
        one.notify("workspace/didChangeConfiguration", {"settings": news})
        (diagnostic,) = await one.diagnostics(URI)
        assert diagnostic["severity"] == 4


@pytest.mark.asyncio
async def test_a_client_that_cannot_be_asked_sends_them():
    async with editor("neovim-0.7") as one:
        one.open(URI, BAD)
        assert len(await one.diagnostics(URI)) == 1
        one.notify("workspace/didChangeConfiguration", {"settings": {"stackls": OFF}})
        assert await one.diagnostics(URI) == []
        one.notify("workspace/didChangeConfiguration", {"settings": {}})
        one.notify("workspace/didChangeConfiguration", {"settings": {"yaml": {"schemas": {}}}})
        assert one.session.settings.validation.enabled is False
        one.notify("workspace/didChangeConfiguration", {"settings": {"stackls": {}}})
        assert len(await one.diagnostics(URI)) == 1


@pytest.mark.asyncio
async def test_a_rule_can_be_switched_off_and_unknown_severities_change_nothing():
    severities = {"unknown-flavor": "off", "missing-flavor": "fatal"}
    options = {"validation": {"severities": severities}}
    async with editor("neovim-0.7", initializationOptions=options) as one:
        one.open(URI, BAD.replace("      flavor: local\n", ""))
        (diagnostic,) = await one.diagnostics(URI)
        assert diagnostic["code"] == "missing-flavor"
        assert diagnostic["severity"] == list(Severity).index(Severity.ERROR) + 1
        log = await one.notification("window/logMessage", type=2)
        assert "missing-flavor" in log["message"]


@pytest.mark.asyncio
async def test_files_that_the_user_names_are_stack_files():
    async with editor("neovim-0.7") as one:
        uri = "file:///team/infra/prod.yaml"
        one.open(uri, "foo: bar\n")
        one.notify(
            "workspace/didChangeConfiguration",
            {"settings": {"stackls": {"files": {"globs": ["infra/*.yaml"]}}}},
        )
        assert await one.diagnostics(uri)
        one.notify("workspace/didChangeConfiguration", {"settings": {"stackls": {}}})
        assert await one.diagnostics(uri) == []


@pytest.mark.asyncio
async def test_clients_that_pull_are_told_to_pull_again():
    async with editor("vscode") as one:
        params = {"textDocument": {"uri": URI}}
        one.open(URI, BAD)
        assert (await one.request("textDocument/diagnostic", params))["items"]
        one.answers["workspace/configuration"] = [OFF]
        one.notify("workspace/didChangeConfiguration", {"settings": None})
        await one.asked("workspace/diagnostic/refresh")
        assert (await one.request("textDocument/diagnostic", params))["items"] == []


@pytest.mark.asyncio
async def test_a_client_that_has_pulled_nothing_yet_is_not_told_to_pull_again():
    async with editor("vscode", settings=OFF) as one:
        params = {"textDocument": {"uri": URI}}
        one.open(URI, BAD)
        await eventually(lambda: not one.session.settings.validation.enabled, "the settings")
        assert "workspace/diagnostic/refresh" not in [each["method"] for each in one.requests]
        assert (await one.request("textDocument/diagnostic", params))["items"] == []


@pytest.mark.asyncio
async def test_a_client_that_refuses_keeps_its_diagnostics():
    introduction = client_params("eglot")
    async with editor(introduction) as one:
        one.answers["workspace/configuration"] = "no list at all"
        one.notify("workspace/didChangeConfiguration", {"settings": None})
        one.open(URI, BAD)
        assert len(await one.diagnostics(URI)) == 1

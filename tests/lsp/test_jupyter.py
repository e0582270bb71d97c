"""JupyterLab: what jupyter-lsp is told, and the server as it starts it."""

from __future__ import annotations

import asyncio
import re
import sys
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from stackls_server import jupyter
from stackls_server.lsp.settings import InlayHintsSettings, Settings
from tests.lsp.editor import client_params
from tests.lsp.wire import PATIENCE, Wire, at

ROOT = Path(__file__).parents[2]
URI = "file:///team/demo.stack.yaml"
TEXT = "stack_name: demo\ncomponents:\n  orchestrator:\n    - name: x\n      flavor: kubef"


def _server() -> dict[str, Any]:
    (server,) = jupyter.servers(object()).values()
    return server


def test_the_entry_point_is_where_jupyter_looks_for_it():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    section = re.search(r"^\[project\.entry-points\.jupyter_lsp_spec_v1\]\n(.*)$", text, re.M)
    assert section is not None
    assert section[1] == 'stackls = "stackls_server.jupyter:servers"'


def _named(settings: object, prefix: str) -> dict[str, Any]:
    """Settings by their full names."""
    found: dict[str, Any] = {}
    for item in fields(settings):  # pyright: ignore[reportArgumentType]
        value, name = getattr(settings, item.name), f"{prefix}.{item.name}"
        if isinstance(value, InlayHintsSettings):
            continue  # JupyterLab has no inlay hints
        if is_dataclass(value):
            found.update(_named(value, name))
        else:
            found[name] = list(value) if isinstance(value, tuple) else value
    return found


def test_its_settings_are_those_of_the_server():
    schema = _server()["config_schema"]
    jsonschema.Draft202012Validator.check_schema(schema)
    defaults = {name: one["default"] for name, one in schema["properties"].items()}
    assert defaults == _named(Settings(), "stackls")
    jsonschema.validate(defaults, schema)


@pytest.mark.asyncio
async def test_the_command_starts_a_server_that_knows_its_client():
    server = _server()
    assert server["argv"][0] == sys.executable
    process = await asyncio.create_subprocess_exec(
        *server["argv"], stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    wire = Wire(process.stdout, process.stdin)
    await wire.initialize(**client_params("jupyterlab"))
    wire.open(URI, TEXT)
    result = await wire.request("textDocument/completion", at(URI, 4, 19))
    assert [item["insertText"] for item in result["items"]] == [
        "low\n      configuration:\n        {}"
    ]
    await wire.request("shutdown")
    wire.notify("exit")
    assert await asyncio.wait_for(process.wait(), PATIENCE) == 0
    await wire.close()

"""The two language servers that are compared, each started as an editor would start it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from benchmarks.lsp_client import LanguageServer

Start: TypeAlias = "Callable[[], LanguageServer]"


@dataclass(frozen=True)
class Contender:
    """A language server by name, and how to start a new one of its processes."""

    name: str
    start: Start


def ours(folder: Path) -> Contender:
    """stackls of this very environment, without a ZenML beside it: the peer has none either."""
    environment = {**os.environ, "STACKLS_HOME": str(folder / "home"), "STACKLS_STORE": "local"}
    command = [sys.executable, "-m", "stackls_server", "serve"]
    options = {"stackls": {"store": "local"}}
    return Contender(
        "stackls",
        lambda: LanguageServer(command, folder, options=options, environment=environment),
    )


def peer(node: str, server: Path, schema: Path, folder: Path) -> Contender:
    """yaml-language-server with the JSON Schema of stack files, and nothing from the network."""
    yaml: dict[str, Any] = {
        "schemas": {schema.as_uri(): "*.yaml"},
        "schemaStore": {"enable": False},
        "validate": True,
        "hover": True,
        "completion": True,
    }
    settings = {"yaml": yaml, "http": {}, "[yaml]": {}, "editor": {}, "files": {}}
    command = [node, str(server), "--stdio"]
    return Contender(
        "yaml-language-server", lambda: LanguageServer(command, folder, settings=settings)
    )

"""Handlers that are imported when they are first asked for: no first diagnostics need them.

Some are for what editors ask of every document by themselves. They wait for the first diagnostics
besides: at the start an editor asks for a dozen things at once, and this is what people look for.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable
from typing import Any

_PACKAGE = "stackls_server.lsp.handlers"
MODULES = ("features", "navigation", "code_actions", "lenses", "commands")


def later(module: str, name: str, *, waits: bool = False) -> Callable[[Any, Any], Any]:
    """The handler ``name`` of one of the modules, imported when it is first called.

    ``waits`` is whether first diagnostics go first.
    """

    async def handle(session: Any, params: Any) -> Any:
        if waits:
            await session.after_first_findings()
        handler = getattr(importlib.import_module(f"{_PACKAGE}.{module}"), name)
        result = handler(session, params)
        return await result if inspect.isawaitable(result) else result

    return handle


def import_handlers() -> None:
    """Import all that is imported later. Takes a while."""
    for module in MODULES:
        importlib.import_module(f"{_PACKAGE}.{module}")

"""The one module that touches what pygls, attrs and cattrs do not promise to keep.

Each function does without where a name is gone in another release: that may cost speed or a tidy
memory, never the start of the server or an answer.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from contextlib import suppress
from types import ModuleType
from typing import TYPE_CHECKING, Any, cast

from stackls_server.lsp.transport.code_cache import CodeCache

if TYPE_CHECKING:  # generated code is kept before anything imports pygls
    from pygls.protocol import LanguageServerProtocol

_GENERATORS = ("attr._make", "cattrs.gen")


def keep_generated_code(cache: CodeCache) -> None:
    """Let attrs and cattrs, which write methods as text, compile them through ``cache``."""
    modules: list[ModuleType] = []
    for name in _GENERATORS:
        with suppress(ImportError):
            modules.append(importlib.import_module(name))
    cache.serve(modules)


def take_over(protocol: LanguageServerProtocol, methods: Iterable[str]) -> None:
    """Take pygls' own handlers of ``methods`` away, so that only registered ones are called."""
    builtin: object = getattr(getattr(protocol, "fm", None), "builtin_features", None)
    if isinstance(builtin, dict):
        for method in methods:
            cast("dict[str, Any]", builtin).pop(method, None)


def has_handler(protocol: LanguageServerProtocol, method: str) -> bool:
    """Whether pygls would find a handler; yes where that cannot be known, and pygls refuses."""
    manager: object = getattr(protocol, "fm", None)
    tables = [getattr(manager, name, None) for name in ("builtin_features", "features")]
    return not all(isinstance(table, dict) for table in tables) or any(
        method in cast("dict[str, Any]", table) for table in tables
    )

"""The one module that touches what pygls, attrs, cattrs and dataclasses do not promise to keep.

Each function does without where a name is gone in another release: that may cost speed or a tidy
memory, never the start of the server or an answer.
"""

from __future__ import annotations

import importlib
import sys
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from types import ModuleType
from typing import TYPE_CHECKING, Any, cast

import attrs

from stackls_server.lsp.transport.code_cache import CodeCache
from stackls_server.lsp.transport.written import Written

if TYPE_CHECKING:  # generated code is kept before anything imports pygls
    from pygls.protocol import LanguageServerProtocol

_FIELDS = "__attrs_attrs__"
_TYPES = "lsprotocol.types"
_HOOKS = "lsprotocol._hooks"
_ARE_RESOLVED = "_resolved_forward_references"
_DEFINING = threading.RLock()
_SEND = "_send_data"
_GENERATORS = ("attr._make", "cattrs.gen", "dataclasses")


def keep_generated_code(cache: CodeCache) -> None:
    """Let what writes methods of classes as text compile them through ``cache``."""
    modules: list[ModuleType] = []
    for name in _GENERATORS:
        with suppress(ImportError):
            modules.append(importlib.import_module(name))
    cache.serve(modules)


def define_classes_on_first_use() -> None:
    """Import lsprotocol's classes; attrs gives each its fields and methods on first use.

    There are more than 500, a session uses a third of them, and making all of them attrs' classes
    takes longer than all else until the first diagnostics. They have no slots then: attrs makes
    another class for those.
    """
    if _TYPES in sys.modules:
        return  # they are what they are
    define = attrs.define
    known: dict[str, Any] = {}

    def define_later(maybe_cls: Any = None, **options: Any) -> Any:
        if options or getattr(maybe_cls, "__module__", None) != _TYPES:
            return define(maybe_cls, **options)
        _defer(maybe_cls, lambda: define_now(maybe_cls))
        return maybe_cls

    def define_now(cls: type) -> None:
        define(cls, slots=False)
        if known:
            # a copy, because what resolves names adds others
            attrs.resolve_types(cls, dict(known), {})

    attrs.define = define_later
    try:
        types = importlib.import_module(_TYPES)
    finally:
        attrs.define = define
    with suppress(ImportError):
        hooks = importlib.import_module(_HOOKS)
        # otherwise lsprotocol resolves the names in all classes at once, for which it uses each
        if hasattr(hooks, _ARE_RESOLVED):
            setattr(hooks, _ARE_RESOLVED, True)
            known.update(getattr(types, "ALL_TYPES_MAP", {}))


def _defer(cls: type, define: Callable[[], None]) -> None:
    """Call ``define`` when ``cls`` is asked for its fields, or an instance of it is made."""
    stubs: list[str] = []

    def finish() -> None:
        with _DEFINING:
            if stubs:
                for name in stubs:
                    delattr(cls, name)
                stubs.clear()
                define()

    class Fields:
        def __get__(self, instance: object, owner: type) -> Any:
            finish()
            return getattr(owner, _FIELDS)

    def init(self: Any, *arguments: Any, **named: Any) -> None:
        finish()
        type(self).__init__(self, *arguments, **named)

    for name, stub in ((_FIELDS, Fields()), ("__init__", init)):
        if name not in vars(cls):
            stubs.append(name)
            setattr(cls, name, stub)


def take_over(protocol: LanguageServerProtocol, methods: Iterable[str]) -> None:
    """Take pygls' own handlers of ``methods`` away, so that only registered ones are called."""
    builtin: object = getattr(getattr(protocol, "fm", None), "builtin_features", None)
    if isinstance(builtin, dict):
        for method in methods:
            cast("dict[str, Any]", builtin).pop(method, None)


def send_otherwise(
    protocol: LanguageServerProtocol,
    send_result: Callable[[str | int, Written], None],
    is_for_later: Callable[[Any, Callable[[], object]], bool],
) -> None:
    """Let ``send_result`` send what is written already, which pygls would read and write again.

    ``is_for_later`` is asked of other results, with what sends them: whether it will call that.
    """
    send: object = getattr(protocol, _SEND, None)
    if not callable(send):
        return

    def send_or_write(message: Any) -> None:
        result: object = getattr(message, "result", None)
        if isinstance(result, Written):
            send_result(message.id, result)
        elif result is None or not is_for_later(result, lambda: send(message)):
            send(message)

    setattr(protocol, _SEND, send_or_write)


def has_handler(protocol: LanguageServerProtocol, method: str) -> bool:
    """Whether pygls would find a handler; yes where that cannot be known, and pygls refuses."""
    manager: object = getattr(protocol, "fm", None)
    tables = [getattr(manager, name, None) for name in ("builtin_features", "features")]
    return not all(isinstance(table, dict) for table in tables) or any(
        method in cast("dict[str, Any]", table) for table in tables
    )

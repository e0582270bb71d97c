"""Starting sooner: the methods that libraries write for classes, compiled once.

attrs writes the methods of more than 500 classes as text when lsprotocol is imported, cattrs the
functions that read and write them, dataclasses those of our own, and compiling all that takes
longer than everything else until the first answer. What ``compile`` makes of a text never changes,
so it is kept.
"""

from __future__ import annotations
import __future__

import functools
import hashlib
import marshal
import threading
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, cast

from stackls_server.lsp.transport.kept import read_entries, write_entries

SUFFIX = ".generated"
_MOST = 4_000
"""Entries; more than one release of everything needs. Beyond, those of former releases go."""


class CodeCache:
    """Compiled code by its source, in memory and in a file. Broken files are like absent ones."""

    def __init__(self, file: Path | None) -> None:
        """``file`` is read now, and written by `save`; ``None`` keeps nothing."""
        self._file = file
        self._kept = read_entries(file) if file is not None else {}
        self._used: set[bytes] = set()
        self._lock = threading.Lock()
        self.compiled = 0
        """How often code was not in the cache."""

    def compile(self, source: str, filename: str, mode: str, flags: int = 0) -> Any:
        """The code of ``source``, as the built-in ``compile`` makes it with these ``flags``."""
        told = f"{mode}\0{flags}\0{filename}\0{source}"
        digest = hashlib.blake2b(told.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        self._used.add(digest)
        known = self._kept.get(digest)
        if known is not None:
            with suppress(ValueError, EOFError, TypeError):
                return cast("CodeType", marshal.loads(known))  # noqa: S302 - as Python itself does
        code = compile(source, filename, mode, flags, dont_inherit=True)
        with self._lock:
            self.compiled += 1
            self._kept[digest] = marshal.dumps(code)
        return code

    def serve(self, modules: Iterable[ModuleType]) -> None:
        """Let ``modules`` compile here: they find these ``compile`` and ``exec`` first."""
        for module in modules:
            flags = _flags_of(module)
            vars(module)["compile"] = functools.partial(self._compile_for, flags)
            vars(module)["exec"] = functools.partial(self._exec_for, flags)

    def _exec_for(self, flags: int, source: Any, *names: Any, **options: Any) -> None:
        """As the built-in ``exec`` of a module whose calls all say their names."""
        code = (
            self.compile(source, "<string>", "exec", flags) if isinstance(source, str) else source
        )
        exec(code, *names, **options)  # noqa: S102 - what the module would do itself

    def _compile_for(
        self, flags: int, source: Any, filename: str, mode: str, *others: Any, **options: Any
    ) -> Any:
        if not isinstance(source, str) or others or options:
            return cast("Any", compile)(source, filename, mode, *others, **options)
        return self.compile(source, filename, mode, flags)

    def save(self) -> None:
        """Write what is new, if there is anything."""
        with self._lock:
            if self._file is None or not self.compiled:
                return
            if len(self._kept) > _MOST:
                self._kept = {key: code for key, code in self._kept.items() if key in self._used}
            write_entries(self._file, self._kept)
            self.compiled = 0


def _flags_of(module: ModuleType) -> int:
    """What the ``from __future__`` imports of a module do to what it compiles."""
    flags = 0
    for name in __future__.all_feature_names:
        feature = getattr(__future__, name)
        if vars(module).get(name) is feature:
            flags |= feature.compiler_flag
    return flags

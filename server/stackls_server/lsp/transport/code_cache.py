"""Starting sooner: the methods that libraries write for lsprotocol's classes, compiled once.

attrs writes the methods of more than 500 classes as text when lsprotocol is imported, cattrs the
functions that read and write them, and compiling all that takes longer than everything else until
the first answer. What ``compile`` makes of a text never changes, so it is kept where Python keeps
the bytecode of this very module, under the same conditions: whoever could write there could write
to the module itself, and a Python that was told to write no bytecode writes none here either.
"""

from __future__ import annotations
import __future__

import functools
import hashlib
import importlib.util
import marshal
import os
import sys
import tempfile
import threading
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, cast

_SUFFIX = ".generated"
_DIGEST = 32
_MOST = 4_000
"""Entries; more than all of lsprotocol's classes need."""


class CodeCache:
    """Compiled code by its source, in memory and in a file. Broken files are like absent ones."""

    def __init__(self, file: Path | None) -> None:
        """``file`` is read now, and written by `save`; ``None`` keeps nothing."""
        self._file = file
        self._kept = _read(file) if file is not None else {}
        self._lock = threading.Lock()
        self.compiled = 0
        """How often code was not in the cache."""

    def compile(self, source: str, filename: str, mode: str, flags: int = 0) -> Any:
        """The code of ``source``, as the built-in ``compile`` makes it with these ``flags``."""
        told = f"{mode}\0{flags}\0{filename}\0{source}"
        digest = hashlib.blake2b(told.encode("utf-8", "surrogatepass"), digest_size=16).digest()
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
        """Let ``modules`` compile here: their calls of ``compile`` find this one first."""
        for module in modules:
            vars(module)["compile"] = functools.partial(self._compile_for, _flags_of(module))

    def _compile_for(
        self, flags: int, source: Any, filename: str, mode: str, *others: Any, **options: Any
    ) -> Any:
        if not isinstance(source, str) or others or options:
            return cast("Any", compile)(source, filename, mode, *others, **options)
        return self.compile(source, filename, mode, flags)

    def save(self) -> None:
        """Write what is new, all of it or nothing. A folder that takes no files is no failure."""
        with self._lock:
            if self._file is None or not self.compiled or len(self._kept) > _MOST:
                return
            content = marshal.dumps(self._kept)
            self.compiled = 0
        with suppress(OSError):
            self._file.parent.mkdir(exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=self._file.parent, prefix=self._file.name)
            try:
                with os.fdopen(descriptor, "wb") as stream:
                    stream.write(hashlib.sha256(content).digest() + content)
                Path(name).chmod(0o644)  # as bytecode is: others may run this installation
                Path(name).replace(self._file)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise


def _flags_of(module: ModuleType) -> int:
    """What the ``from __future__`` imports of a module do to what it compiles."""
    flags = 0
    for name in __future__.all_feature_names:
        feature = getattr(__future__, name)
        if vars(module).get(name) is feature:
            flags |= feature.compiler_flag
    return flags


def _read(file: Path) -> dict[bytes, bytes]:
    """The entries of a file that was written whole by this release of Python."""
    with suppress(OSError, ValueError, EOFError, TypeError):
        content = file.read_bytes()
        digest, entries = content[:_DIGEST], content[_DIGEST:]
        if hashlib.sha256(entries).digest() == digest:
            # the checksum is right, so this is what `save` wrote: marshal cannot stumble over it
            return cast("dict[bytes, bytes]", marshal.loads(entries))  # noqa: S302
    return {}


def beside_bytecode(module_file: str) -> Path | None:
    """Where to keep code that belongs to a module; ``None`` where Python writes no bytecode."""
    if sys.dont_write_bytecode:
        return None
    try:
        bytecode = Path(importlib.util.cache_from_source(module_file))
    except NotImplementedError:
        return None
    # bytecode of another release of Python may be of another form under the same tag
    return bytecode.with_name(f"{bytecode.stem}-{sys.hexversion:x}{_SUFFIX}")

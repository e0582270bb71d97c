"""Entries that the next start needs, in a file beside the bytecode of a module.

They are kept where Python keeps the bytecode, under the same conditions: whoever could write there
could write to the module itself, and a Python that was told to write no bytecode writes none here
either.
"""

from __future__ import annotations

import hashlib
import importlib.util
import marshal
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import cast

_DIGEST = 32

Entries = dict[bytes, bytes]


def read_entries(file: Path) -> Entries:
    """The entries of a file that was written whole by this release of Python, else none."""
    with suppress(OSError, ValueError, EOFError, TypeError):
        content = file.read_bytes()
        digest, entries = content[:_DIGEST], content[_DIGEST:]
        if hashlib.sha256(entries).digest() == digest:
            # the checksum is right, so this is what was written: marshal cannot stumble over it
            return cast("Entries", marshal.loads(entries))  # noqa: S302 - as Python itself does
    return {}


def write_entries(file: Path, entries: Entries) -> None:
    """Write all of them or nothing. A folder that takes no files is no failure."""
    import tempfile  # most starts write nothing

    content = marshal.dumps(entries)
    with suppress(OSError):
        file.parent.mkdir(exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=file.name)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(hashlib.sha256(content).digest() + content)
            Path(name).chmod(0o644)  # as bytecode is: others may run this installation
            Path(name).replace(file)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def beside_bytecode(module_file: str, suffix: str) -> Path | None:
    """Where to keep what belongs to a module; ``None`` where Python writes no bytecode."""
    if sys.dont_write_bytecode:
        return None
    try:
        bytecode = Path(importlib.util.cache_from_source(module_file))
    except NotImplementedError:
        return None
    # bytecode of another release of Python may be of another form under the same tag
    return bytecode.with_name(f"{bytecode.stem}-{sys.hexversion:x}{suffix}")

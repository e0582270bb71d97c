"""What a zygote is for: this user's, this installation, this interpreter, these surroundings.

Everything that a zygote has and a cold start would have differently is in the key: what is
installed where modules are found, with the times of those folders; what the interpreter was told;
the variables that it, the C library or a module reads before a command does; what is inherited.
The name of the socket is short for the key, which the zygote compares as a whole.
"""

from __future__ import annotations

import binascii
import os
import sys

from stackls_server import __version__
from stackls_server.warm.conditions import VARIABLE, installed_record

FORMAT = 1
"""Changed with whatever client and zygote say to each other."""

_PREFIXES = (
    *("PYTHON", "_PYTHON_", "LC_", "LD_", "MALLOC_", "GLIBC_", "OPENSSL_"),
    *("ANDROID_", "PY_SAX_", "PYDANTIC_", "RAPIDFUZZ_"),
)
_NAMES = (
    *("HOME", "XDG_RUNTIME_DIR", "XDG_CACHE_HOME", "STACKLS_HOME", VARIABLE),
    *("LANG", "LANGUAGE", "LOCPATH", "GCONV_PATH", "TZ", "TZDIR"),
)


def key(inherited: bytes) -> bytes:
    """The key of this process, which has ``inherited``; no NUL is in it. Raises `OSError`."""
    record = installed_record()
    places = (sys.executable, __file__, *([record] if record else []), *sys.path)
    facts = (
        FORMAT,
        __version__,
        sys.version,
        sys.prefix,
        tuple(sys.flags),
        sys.pycache_prefix,
        sys.getfilesystemencoding(),
        sys.getfilesystemencodeerrors(),
        tuple(sorted(environment().items())),
        tuple((place, *_stamp(place)) for place in places),
        inherited,
        _boot(),
    )
    return repr(facts).encode("ascii", "backslashreplace")


def name_of(known: bytes) -> str:
    """The name of the socket for a key."""
    return f"{binascii.crc32(known):08x}{len(known) & 0xFFFFFF:06x}"


def environment() -> dict[str, str]:
    """The variables that are part of the key; all that a zygote is started with."""
    return {
        name: value
        for name, value in os.environ.items()
        if name in _NAMES or name.startswith(_PREFIXES)
    }


def _stamp(path: str) -> tuple[int, ...]:
    """Changes when something is installed into a folder, or a file is another one."""
    try:
        found = os.stat(path)  # noqa: PTH116 - pathlib takes longer than all of this
    except OSError:
        return ()
    return found.st_dev, found.st_ino, found.st_mtime_ns, found.st_size


def _boot() -> bytes:
    """Which run of which machine this is: a home folder may be on several."""
    file = os.open("/proc/sys/kernel/random/boot_id", os.O_RDONLY | os.O_CLOEXEC)
    try:
        return os.read(file, 100)
    finally:
        os.close(file)

"""Where no zygote is used, and why."""

from __future__ import annotations

import os
import sys

VARIABLE = "STACKLS_WARM"
"""``0``: every command starts cold. ``always``: in CI and from a checkout, too."""

_NO = ("0", "no", "off", "false")
_HARMLESS = (
    *("PYTHONDONTWRITEBYTECODE", "PYTHONHASHSEED", "PYTHONIOENCODING", "PYTHONNOUSERSITE"),
    *("PYTHONOPTIMIZE", "PYTHONPATH", "PYTHONPYCACHEPREFIX", "PYTHONSAFEPATH", "PYTHONSTARTUP"),
    *("PYTHONUNBUFFERED", "PYTHONUTF8", "LD_LIBRARY_PATH"),
)
"""Variables of interpreter and linker by which a zygote is started just like a command is."""


def why_cold() -> str | None:
    """Why this process uses no zygote and leaves none, ``None`` where it does."""
    choice = os.environ.get(VARIABLE, "").strip().lower()
    if choice in _NO:
        return f"{VARIABLE} is {choice}"
    if sys.platform != "linux":
        return "only on Linux can a process be kept for later commands"
    if os.getuid() != os.geteuid() or os.getgid() != os.getegid():
        return "it runs with the rights of another user"
    if os.getpid() == 1 or os.getppid() == 0:
        return "nothing is left to end what would be kept"
    if choice != "always":
        if os.environ.get("CI", "").strip().lower() not in ("", *_NO):
            return "CI is set"
        if installed_record() is None:
            return "it runs from a checkout, whose code may change at any moment"
    return _why_not_with_this_memory() or _why_not_this_interpreter()


def installed_record() -> str | None:
    """The file that says what was installed as stackls, beside the package; it is written last."""
    from stackls_server import __file__ as package
    from stackls_server import __version__

    folder = os.path.dirname(os.path.dirname(package))  # noqa: PTH120 - a slow import
    record = f"{folder}/stackls-{__version__}.dist-info/RECORD"
    return record if os.path.isfile(record) else None  # noqa: PTH113


def _why_not_with_this_memory() -> str | None:
    import resource

    kinds = (resource.RLIMIT_AS, resource.RLIMIT_DATA)
    if all(resource.getrlimit(kind)[0] == resource.RLIM_INFINITY for kind in kinds):
        return None
    return "its memory is limited, and what a zygote has imported counts"


def _why_not_this_interpreter() -> str | None:
    flags = sys.flags
    if flags.inspect or flags.interactive or flags.debug or flags.verbose or flags.dev_mode:
        return "the interpreter was started to look into it"
    if sys.warnoptions or getattr(sys, "_xoptions", None):
        return "the interpreter was started with -W or -X"
    for name in os.environ:
        if name.startswith(("PYTHON", "LD_")) and name not in _HARMLESS:
            return f"{name} is set"
    if sys.gettrace() is not None or sys.getprofile() is not None:
        return "the interpreter is being traced"
    told = os.environ.get("PYTHONPATH")
    places = [sys.executable or "", *sys.path, *(told.split(":") if told else [])]
    if any(not path.startswith("/") for path in places):
        return "its modules are found by relative names"
    return None

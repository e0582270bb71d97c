"""Which commands a zygote runs: those that end by themselves, ask nobody and change no trust.

Whatever is not in `WARM` starts cold. ``TYPE`` stands for every component type.
"""

from __future__ import annotations

TYPE = "TYPE"

WARM: dict[tuple[str, ...], str] = {
    ("check",): "hooks and people call it; not with --watch, which does not end",
    ("upgrade",): "reads files",
    ("explain",): "reads the catalog",
    ("rule",): "reads the pages of rules",
    ("schema",): "reads the catalog",
    ("config",): "reads a configuration",
    ("catalog", "list"): "reads catalogs",
    ("catalog", "diff"): "reads catalogs",
    ("stack", "list"): "reads the registry",
    ("stack", "get"): "reads the registry",
    ("stack", "describe"): "reads the registry",
    ("stack", "set"): "changes which stack is active, and asks nothing",
    ("stack", "plan"): "reads files and the registry",
    ("stack", "diff"): "reads files and the registry",
    (TYPE, "list"): "reads the registry",
    (TYPE, "get"): "reads the registry",
    (TYPE, "describe"): "reads the registry",
    (TYPE, "flavor", "list"): "reads the catalog",
    (TYPE, "flavor", "describe"): "reads the catalog",
}

COLD: dict[tuple[str, ...], str] = {
    ("serve",): "lives long",
    ("mcp",): "lives long",
    ("trust",): "changes what may be run",
    ("doctor",): "says what this very process runs on",
    ("new-run",): "is called once for a file",
    ("catalog", "add"): "installs packages",
    ("catalog", "update"): "installs packages",
    ("catalog", "remove"): "is called once for a catalog",
    ("stack", "export"): "asks before it replaces a file",
    ("stack", "register"): "changes the registry",
    ("stack", "update"): "changes the registry",
    ("stack", "remove-component"): "changes the registry",
    ("stack", "copy"): "changes the registry",
    ("stack", "rename"): "changes the registry",
    ("stack", "delete"): "asks before it deletes",
    ("stack", "new"): "is called once for a file",
    ("stack", "apply"): "asks before it changes what is registered",
    ("stack", "import"): "asks before it changes what is registered",
    (TYPE, "register"): "changes the registry",
    (TYPE, "update"): "changes the registry",
    (TYPE, "rename"): "changes the registry",
    (TYPE, "copy"): "changes the registry",
    (TYPE, "delete"): "asks before it deletes",
}

_KNOWN = {*WARM, *COLD}
_GROUPS = {path[:length] for path in _KNOWN for length in range(1, len(path))}
_FIRST = {path[0] for path in _KNOWN}
_SHORT_ANSWERS = ("-h", "--help", "-V", "--version")


def is_warm(arguments: list[str]) -> bool:
    """Whether a zygote may run ``stackls`` with these arguments."""
    path: tuple[str, ...] = ()
    for at, argument in enumerate(arguments):
        if argument in _SHORT_ANSWERS:
            return True
        word = argument.replace("_", "-")
        # what is no command is taken for a type: the answer is what is wrong with it
        path = (*path, word if path or word in _FIRST else TYPE)
        if argument.startswith("-") or path not in _GROUPS:
            return path in WARM and not _goes_on(path, arguments[at + 1 :])
    return True  # the help of a group


def _goes_on(path: tuple[str, ...], rest: list[str]) -> bool:
    if path != ("check",):
        return False
    return any(
        one == "--watch" or (one.startswith("-") and not one.startswith("--") and "w" in one)
        for one in rest
    )


def reads_standard_input(arguments: list[str]) -> bool:
    """Whether one of them could mean it."""
    return any(argument.endswith("-") or "/dev/" in argument for argument in arguments)

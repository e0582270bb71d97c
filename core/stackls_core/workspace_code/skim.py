"""What of a module is worth parsing, told from its text: most of reading code is parsing it.

Functions and classes of the module that decorate nothing, make no step and name no configuration
are blanked; the few that turn out to be called by a pipeline are parsed on their own then.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field

STEP, PIPELINE = "step", "pipeline"
KEYWORD = "config_path"
"""The argument that names a run configuration."""

STEP_CLASS = "BaseStep"
_TOLD = (KEYWORD, STEP_CLASS)
_RENAMED = (f"{STEP} as ", f"{PIPELINE} as ")
_NEEDED = ("@", "import", f"{STEP}(", STEP_CLASS, KEYWORD)
"""What has one of these is parsed with its module."""

_FUNCTIONS = ("def ", "async def ")
_CLASS = "class "


def is_worth_parsing(text: str) -> bool:
    """Whether ``text`` may define a step or pipeline, make steps, or name a run configuration."""
    if any(word in text for word in (*_TOLD, *_RENAMED)) or is_written(f"{STEP}(", text):
        return True
    return any(
        line.lstrip().startswith("@") and (STEP in line or PIPELINE in line)
        for line in text.split("\n")
    )


def is_written(call: str, text: str) -> bool:
    """Whether ``call`` is somewhere in ``text`` as a name of its own, and not as a decorator."""
    at = text.find(call)
    while at >= 0:
        before = text[at - 1] if at else "\n"
        if not (before.isalnum() or before in "_@"):
            return True
        at = text.find(call, at + 1)
    return False


@dataclass(frozen=True)
class Skimmed:
    """A module without what is of no interest.

    ``functions`` and ``classes`` are the names of what was blanked at the top of it; places in
    ``tree`` are those of the whole text.
    """

    tree: ast.Module
    functions: dict[str, str] = field(default_factory=dict[str, str])
    """By name, their text on its lines."""
    classes: frozenset[str] = frozenset()

    def function(self, name: str) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
        """The blanked function of that name, parsed now."""
        text = self.functions.get(name)
        found = parsed(text).body if text is not None else []
        first = found[0] if found else None
        return first if isinstance(first, (ast.FunctionDef, ast.AsyncFunctionDef)) else None


def skim(text: str) -> Skimmed:
    """Parse what matters of ``text``. Raises what `ast.parse` does where it is no Python."""
    # a step may be made by another name; a carriage return alone ends a line, for Python
    if any(word in text for word in _RENAMED) or "\r" in text.replace("\r\n", ""):
        return Skimmed(parsed(text))
    functions: dict[str, str] = {}
    classes: set[str] = set()
    kept: list[str] = []
    line = 0
    is_decorated = False
    for chunk in _top_level(text):
        name = "" if is_decorated else _blankable(chunk)
        height = chunk.count("\n")
        if not name:
            kept.append(chunk)
        else:
            kept.append("\n" * height)
            if chunk.startswith(_CLASS):
                classes.add(name)
            else:
                functions[name] = "\n" * line + chunk
        is_decorated = chunk.startswith("@")
        line += height
    if not functions and not classes:
        return Skimmed(parsed(text))
    try:
        return Skimmed(parsed("".join(kept)), functions, frozenset(classes))
    except SyntaxError:  # what began a line was inside of a string
        return Skimmed(parsed(text))


def parsed(text: str) -> ast.Module:
    """The tree of ``text``, without what the parser warns of. Raises what `ast.parse` does."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text)


def _top_level(text: str) -> Iterator[str]:
    """``text`` cut before each line that begins with ``@`` or what a name begins with."""
    chunk: list[str] = []
    for line in text.split("\n"):
        if chunk and (line[:1].isidentifier() or line[:1] == "@"):
            yield "\n".join(chunk) + "\n"
            chunk = []
        chunk.append(line)
    yield "\n".join(chunk)


def _blankable(chunk: str) -> str:
    """The name of the function or class that ``chunk`` is, if the module can do without it."""
    if not chunk.startswith((*_FUNCTIONS, _CLASS)):
        return ""
    if any(word in chunk for word in _NEEDED):
        return ""
    # a string that begins before and ends inside of the chunk, or the other way round
    if chunk.count('"""') % 2 or chunk.count("'''") % 2:
        return ""
    head = chunk.partition("(")[0].partition(":")[0]
    name = head.split()[-1]
    return name if name.isidentifier() else ""

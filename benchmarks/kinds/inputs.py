"""What an input is, and what has to be true of what a checkout says about it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

HEAD = "stack_name: team\nzenml_version: 0.98.0\ncomponents:\n"
STORE = "  artifact_store:\n    name: a1\n    flavor: local\n    configuration: {}\n"
RUNNER = "  orchestrator:\n    name: o1\n    flavor: local\n    configuration: {}\n"
GOOD = HEAD + RUNNER + STORE


@dataclass(frozen=True)
class Document:
    """A text, with what has to be true of its findings, its fixes and of what is shown of it.

    All that is given has to be true; ``@`` in ``text`` is where the cursor is, if anywhere.
    """

    text: str
    says: str = ""
    """What a message has to match."""
    severity: str = ""
    """That of the finding which ``says`` is about."""
    never: str = ""
    """What no message, no title of a fix and no text after a fix may match."""
    fixed: str = ""
    """The text after one of the fixes, which is the first that is offered for its finding."""
    most: int | None = None
    """How many errors there are at most."""
    ours: bool | None = None
    """Whether a file of that text, found in a folder, is checked."""
    offered: str = ""
    """The label of what has to be offered at the cursor."""
    hovered: str = ""
    """What a hover at the cursor has to match."""

    def is_right(self, seen: dict[str, Any]) -> bool:
        """Whether all of it is true of what `observe` saw."""
        findings: list[dict[str, Any]] = seen["findings"]
        if self.says and not any(self._is_said(one) for one in findings):
            return False
        if self.never and any(re.search(self.never, text) for text in _texts(findings)):
            return False
        if self.fixed and not any(_first(one) == self.fixed for one in findings):
            return False
        if self.most is not None and _errors(findings) > self.most:
            return False
        if self.ours is not None and seen["ours"] != self.ours:
            return False
        if self.offered and self.offered not in seen["offered"]:
            return False
        return not self.hovered or re.search(self.hovered, seen["hovered"]) is not None

    def _is_said(self, finding: dict[str, Any]) -> bool:
        said = re.search(self.says, finding["message"]) is not None
        return said and self.severity in ("", finding["severity"])


def _texts(findings: list[dict[str, Any]]) -> list[str]:
    fixes = [fix for one in findings for fix in one["fixes"]]
    return [
        *(one["message"] for one in findings),
        *(fix["title"] for fix in fixes),
        *(fix["after"] for fix in fixes),
    ]


def _first(finding: dict[str, Any]) -> str:
    return finding["fixes"][0]["after"] if finding["fixes"] else ""


def _errors(findings: list[dict[str, Any]]) -> int:
    return sum(one["severity"] == "error" for one in findings)


def at_cursor(marked: str) -> tuple[str, int | None]:
    """The text without its ``@``, and the offset where that was."""
    before, mark, after = marked.partition("@")
    return before + after, len(before) if mark else None


@dataclass(frozen=True)
class Commands:
    """Commands in a new folder with `stack.yaml`; the last one is judged.

    ``code`` is its exit code, ``prints`` what its output has to match, ``before`` what runs first.
    """

    command: str
    prints: str = ""
    before: tuple[str, ...] = ()
    code: int = 0
    text: str = GOOD

    def is_right(self, seen: dict[str, Any]) -> bool:
        """Whether the last command did what people expect."""
        return seen["code"] == self.code and re.search(self.prints, seen["output"]) is not None

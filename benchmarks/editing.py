"""A person at a keyboard: one open document, edited and asked about as an editor does."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.lsp_client import LanguageServer

TYPED = "ttl_seconds_after_finished"
"""A parameter, typed letter by letter to measure completion."""
KEY = "      kubernetes_namespace:"
COUNT = "      pod_count: "


@dataclass(frozen=True)
class Place:
    """A place in a document, 0-based."""

    line: int
    character: int

    def as_lsp(self) -> dict[str, int]:
        return {"line": self.line, "character": self.character}


class Editor:
    """One document, open in one server. All times are in seconds."""

    def __init__(self, name: str, server: LanguageServer, file: Path, text: str) -> None:
        """``name`` is what to call the server where it answers nothing of use."""
        self.server = server
        self._name = name
        self._lines = text.split("\n")
        self._uri = file.as_uri()
        self._version = 1
        item = {"uri": self._uri, "languageId": "yaml", "version": 1, "text": text}
        server.notify("textDocument/didOpen", {"textDocument": item})

    def first_diagnostics(self) -> float:
        """When the first diagnostics were there."""
        return self._diagnostics(lambda _: True)

    def _diagnostics(self, is_wanted: Any) -> float:
        def is_it(body: dict[str, Any]) -> bool:
            if body.get("method") != "textDocument/publishDiagnostics":
                return False
            params = body["params"]
            return bool(params["uri"] == self._uri and is_wanted(params["diagnostics"]))

        return self.server.wait_for(is_it).at

    # --- places ---------------------------------------------------------------------------------

    def places_of(self, prefix: str) -> list[int]:
        """The lines that begin with ``prefix``."""
        return [index for index, line in enumerate(self._lines) if line.startswith(prefix)]

    def length_of(self, line: int) -> int:
        """How many characters a line has."""
        return len(self._lines[line])

    # --- typing ---------------------------------------------------------------------------------

    def replace(self, line: int, start: int, end: int, text: str) -> None:
        """Change a part of one line; ``text`` holds no line breaks."""
        old = self._lines[line]
        self._lines[line] = old[:start] + text + old[end:]
        span = {"start": Place(line, start).as_lsp(), "end": Place(line, end).as_lsp()}
        self._change({"range": span, "text": text})

    def insert_line(self, line: int) -> None:
        """Begin a new, empty line before ``line``."""
        self._lines.insert(line, "")
        here = Place(line, 0).as_lsp()
        self._change({"range": {"start": here, "end": here}, "text": "\n"})

    def remove_line(self, line: int) -> None:
        """Take ``line`` away."""
        self._lines.pop(line)
        span = {"start": Place(line, 0).as_lsp(), "end": Place(line + 1, 0).as_lsp()}
        self._change({"range": span, "text": ""})

    def _change(self, change: dict[str, Any]) -> None:
        self._version += 1
        document = {"uri": self._uri, "version": self._version}
        params = {"textDocument": document, "contentChanges": [change]}
        self.server.notify("textDocument/didChange", params)

    # --- asking ---------------------------------------------------------------------------------

    def complete(self, line: int) -> tuple[float, list[str]]:
        """How long completion at the end of ``line`` took, and the labels that were offered."""
        started = time.perf_counter()
        at, result = self.server.request("textDocument/completion", self._at(line))
        items = result.get("items", []) if isinstance(result, dict) else result or []
        return at - started, [item["label"] for item in items]

    def hover(self, line: int, character: int) -> tuple[float, bool]:
        """How long a hover took, and whether it said anything."""
        started = time.perf_counter()
        at, result = self.server.request("textDocument/hover", self._at(line, character))
        return at - started, result is not None

    def _at(self, line: int, character: int | None = None) -> dict[str, Any]:
        place = Place(line, len(self._lines[line]) if character is None else character)
        return {"textDocument": {"uri": self._uri}, "position": place.as_lsp()}

    # --- what is measured -----------------------------------------------------------------------

    def type_with_completion(self, line: int, pause: float) -> Iterator[float]:
        """Type a parameter on a new line before ``line``; how long completion took each time.

        ``pause`` is how long the finger waits between two letters. Raises ``RuntimeError`` where
        the parameter is not offered: nobody wants to measure empty answers.
        """
        self.insert_line(line)
        self.replace(line, 0, 0, "      ")
        for letter in TYPED[:-1]:
            end = len(self._lines[line])
            self.replace(line, end, end, letter)
            seconds, labels = self.complete(line)
            if TYPED not in labels:
                raise RuntimeError(
                    f"{self._name} completed {self._lines[line]!r} without {TYPED}: "
                    f"it has {len(labels)} items, the first {labels[:3]}"
                )
            yield seconds
            time.sleep(pause)
        self.remove_line(line)

    def type_with_hover(self, line: int, pause: float) -> Iterator[float]:
        """Type into the value on ``line``; how long a hover over its key took each time."""
        for letter in "abcdefghij":
            end = len(self._lines[line])
            self.replace(line, end, end, letter)
            seconds, says_something = self.hover(line, 8)
            if not says_something:
                raise RuntimeError(f"{self._name} knows nothing of {self._lines[line]!r}")
            yield seconds
            time.sleep(pause)
        end = len(self._lines[line])
        self.replace(line, end - 10, end, "")

    def break_and_mend(self, line: int) -> Iterator[float]:
        """Make a number wrong and right again; how long until diagnostics said so each time."""
        end = len(self._lines[line])
        for text, is_wrong in (("x", True), ("1", False)):
            self.server.forget()
            started = time.perf_counter()
            self.replace(line, end - 1, end, text)
            yield self._diagnostics(_says(line, is_wrong)) - started


def _says(line: int, is_wrong: bool) -> Callable[[list[dict[str, Any]]], bool]:
    """Whether diagnostics have an error on ``line``, or have none there."""

    def says(diagnostics: list[dict[str, Any]]) -> bool:
        errors = (one for one in diagnostics if one.get("severity", 1) == 1)
        return any(one["range"]["start"]["line"] == line for one in errors) == is_wrong

    return says

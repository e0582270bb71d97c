"""The records of a catalog: one file, of which each record is read on its own.

Many small files would each cost a wheel their headers, and what is alike in them would be packed
many times. The first line says of each record where it starts, counted from the second line, and
how long it is, in bytes. A record is a line of JSON.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import IO, Any, cast

RECORDS = "records.jsonl"
"""Its name in a catalog's folder."""

Spans = Mapping[str, tuple[int, int]]
"""Where each record starts and how long it is."""


class RecordFile:
    """A file of records by key; opened for each anew, as another may have taken its place."""

    def __init__(self, path: Path) -> None:
        """``path`` need not be there."""
        self.path = path
        self._known: tuple[bytes, Spans] = (b"", {})
        """The first line as it was last, and what it says."""

    def read(self, key: str) -> dict[str, Any]:
        """One record. Raises `KeyError`, `OSError` and `ValueError`."""
        with self.path.open("rb") as file:
            start, length = self._spans(file)[key]
            file.seek(start, 1)
            found: object = json.loads(file.read(length))
        if not isinstance(found, dict):
            raise ValueError(f"the record of {key} is not an object")
        return cast("dict[str, Any]", found)

    def has(self, keys: Collection[str]) -> bool:
        """Whether all of these are there, and the file to its last byte."""
        try:
            with self.path.open("rb") as file:
                spans = self._spans(file)
                end = file.tell() + max((sum(span) for span in spans.values()), default=0)
                return spans.keys() >= set(keys) and file.seek(0, 2) >= end
        except (OSError, ValueError, TypeError):
            return False

    def _spans(self, file: IO[bytes]) -> Spans:
        line = file.readline()
        known, spans = self._known
        if line != known:
            found: object = json.loads(line)
            if not isinstance(found, dict):
                raise ValueError("its first line is not an object")
            spans = cast("dict[str, tuple[int, int]]", found)
            self._known = line, spans
        return spans

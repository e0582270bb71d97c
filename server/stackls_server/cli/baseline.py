"""``stackls check --baseline``: what was found once is not reported again.

The file says how many findings of each rule a stack file had. As many as that are left out, so that
lines may move; what comes on top is reported. It repeats nothing of the stack files.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import cast

from stackls_core.findings import Finding
from stackls_server.cli.failures import Failure
from stackls_server.cli.terminal import display_path

_FORMAT = 1

Counts = Mapping[str, Mapping[str, int]]
"""How many findings there are, by path and code."""


class Baseline:
    """The findings that are known already."""

    def __init__(self, counts: Counts) -> None:
        """``counts`` are those of the file."""
        self._counts = counts

    def new(self, path: str, findings: Iterable[Finding]) -> list[Finding]:
        """Those of ``findings`` that are not known: of each rule the last ones in the text."""
        left = Counter(self._counts.get(display_path(path), {}))
        found: list[Finding] = []
        for finding in findings:
            if left[finding.code] > 0:
                left[finding.code] -= 1
            else:
                found.append(finding)
        return found


def read_baseline(path: str) -> Baseline:
    """Raises `Failure` where the file is not there or not one of these."""
    try:
        data: object = json.loads(Path(path).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Failure(f"{path} is not there: --write-baseline makes it.") from None
    except (OSError, ValueError) as error:
        raise Failure(f"Cannot read {path}: {error}.") from error
    files: object = cast("dict[str, object]", data).get("files") if isinstance(data, dict) else None
    if not isinstance(files, dict):
        raise Failure(f"{path} is not a baseline: --write-baseline makes one.")
    counts: dict[str, dict[str, int]] = {}
    for name, codes in cast("dict[object, object]", files).items():
        if isinstance(codes, dict):
            known = cast("dict[object, object]", codes).items()
            counts[str(name)] = {str(code): n for code, n in known if isinstance(n, int)}
    return Baseline(counts)


def write_baseline(path: str, found: Mapping[str, Sequence[Finding]]) -> None:
    """Write how many findings there are of each rule in each file. Raises `Failure`."""
    files = {
        display_path(name): dict(sorted(Counter(finding.code for finding in findings).items()))
        for name, findings in sorted(found.items())
        if findings
    }
    text = json.dumps({"format": _FORMAT, "files": files}, ensure_ascii=False, indent=2) + "\n"
    try:
        Path(path).write_text(text, encoding="utf-8")
    except OSError as error:
        raise Failure(f"Cannot write {path}: {error.strerror or error}.") from error

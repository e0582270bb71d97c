"""The report for GitLab: Code Quality, which merge requests show beside the changed lines.

See https://docs.gitlab.com/ci/testing/code_quality/.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import IO, Any

from stackls_core.findings import Severity
from stackls_core.visible import visible
from stackls_server.cli.report_json import write_json
from stackls_server.cli.results import CheckedFile, Totals
from stackls_server.cli.terminal import display_path

_SEVERITIES: dict[Severity, str] = {
    Severity.ERROR: "major",
    Severity.WARNING: "minor",
    Severity.INFORMATION: "info",
    Severity.HINT: "info",
}


class GitlabReport:
    """Writes UTF-8, whatever the locale says."""

    def __init__(self, stream: IO[bytes] | None = None) -> None:
        """``stream`` is standard output where it is ``None``."""
        self._stream = stream
        self._issues: list[dict[str, Any]] = []
        self._seen: Counter[tuple[str, ...]] = Counter()

    def add(self, file: CheckedFile) -> None:
        """Collect the findings of a file.

        GitLab knows an issue again by its fingerprint, wherever it has moved to, so no line is part
        of it; of several that are the same otherwise, the order counts.
        """
        path = display_path(file.path).replace("\\", "/")
        for finding in file.findings:
            region = file.region(finding.span)
            message = visible(finding.message)
            identity = (path, finding.code, message)
            self._seen[identity] += 1
            parts = "\0".join((*identity, str(self._seen[identity])))
            self._issues.append(
                {
                    "description": message,
                    "check_name": finding.code,
                    "fingerprint": hashlib.sha256(parts.encode("utf-8", "replace")).hexdigest(),
                    "severity": _SEVERITIES[finding.severity],
                    "location": {
                        "path": path,
                        "lines": {"begin": region.line, "end": region.end_line},
                    },
                }
            )

    def finish(self, totals: Totals) -> None:
        """Write the list."""
        del totals
        write_json(self._issues, self._stream)

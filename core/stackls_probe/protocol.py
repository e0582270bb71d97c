"""What the probe and stackls agree on: lines of JSON, their methods and their words.

The first line that the probe writes is ``{"ready": {"protocol", "zenml_version", "python"}}`` or
``{"failed": {"kind", "message"}}``. Then every line it reads is ``{"id", "method", "params"}`` and
gets one line: ``{"id", "result"}`` or ``{"id", "error": {"kind", "message", ...}}``. Requests are
answered one after the other. ``{"cancel": id}`` asks to give one up: it is looked for between
steps, what a list of changes has done is undone, and the answer is an error of kind "cancelled";
where all was done already, the answer is the result. Everything is named exactly, values of secrets
are never written, and the process ends with the one that started it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from typing import Any

    Json = dict[str, Any]

PROTOCOL = 1

FORMAT = 2
"""The format of the catalog's files."""

OLDEST = (0, 70)
"""The first ZenML that requests are answered with."""

Method = Literal[
    "info",
    "snapshot",
    "secrets",
    "connectors",
    "integrations",
    "installation",
    "flavors",
    "normalize",
    "compile",
    "execute",
]

WRITING: Method = "execute"
"""The one request that changes something."""

Verb = Literal[
    "create-component",
    "update-component",
    "rename-component",
    "delete-component",
    "create-stack",
    "update-stack",
    "rename-stack",
    "delete-stack",
    "set-component-attributes",
    "set-stack-attributes",
    "activate",
    "expect-component",
    "expect-stack",
]
"""What a change in the list that "execute" takes does."""

ErrorKind = Literal[
    "active",
    "broken",
    "cancelled",
    "changed",
    "database",
    "exists",
    "failed",
    "invalid",
    "missing",
    "not-found",
    "refused",
    "too-old",
    "unauthorized",
    "unknown-flavor",
    "unreachable",
    "unsupported",
]

"""What is imported on first use, imported before: whoever types must not wait for that.

A check of a file imports what it needs and no more, and so do the first diagnostics of the server.
Once those are out, nobody waits for a moment, and the rest can come.
"""

from __future__ import annotations

import importlib

from stackls_core.documents.kinds import KINDS
from stackls_core.yamltree.parse import parse

_MODULES = (
    "stackls_core.analysis.all_rules",
    "stackls_core.analysis.fix_all",
    "stackls_core.documents.hidden_spans",
    "stackls_core.documents.stack_file.place",
    "stackls_core.documents.stack_file.renaming",
    "stackls_core.documents.stack_file.rewrites",
    "stackls_core.documents.stack_file.symbols",
    "stackls_core.documents.stack_file.targets",
    "stackls_core.documents.run_configuration.detect",
    "stackls_core.documents.run_configuration.owners",
    "stackls_core.documents.run_configuration.place",
    "stackls_core.plans.plan",
    "stackls_core.schema.lax",
    "stackls_server.features.drift",
    "stackls_server.features.what_will_run",
)


def import_for_first_use() -> None:
    """Import what features import when they are first called. Takes a while."""
    for kind in KINDS:
        kind.view(parse(""))
        _ = kind.rules, kind.specials
    for name in _MODULES:
        importlib.import_module(name)

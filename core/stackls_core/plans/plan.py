"""What applying a stack file to a store would do, before anything is done.

A plan is data: it can be shown, kept, and applied later. It holds what the store looked like for
everything it rests on, so applying it notices when that is no longer true.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from stackls_core.analysis.analyze import analyze
from stackls_core.catalog.catalog import Catalog
from stackls_core.documents.stack_file.kind import STACK_FILE
from stackls_core.documents.stack_file.view import StackFileView, parse_stack_file
from stackls_core.findings import Finding, Severity
from stackls_core.plans.in_time import in_time
from stackls_core.plans.placeholders import Expansion, Unresolved, expand
from stackls_core.plans.planned import Action, PlannedComponent, PlannedStack
from stackls_core.plans.planner import Planner
from stackls_core.registry.changes import Change, ExpectComponent, ExpectStack
from stackls_core.registry.store import StackStore
from stackls_core.text import Span


@dataclass(frozen=True)
class Plan:
    """What applying a file would do.

    ``findings`` are the errors of the file, or that it is too long to be read, and ``unresolved``
    its placeholders without a value: a plan that has some of either, or a conflict, is blocked.
    ``digest`` tells whether the file has been edited since (see `digest_of`). ``changes`` hold
    secrets and are not for showing.
    """

    stack: PlannedStack | None
    components: tuple[PlannedComponent, ...] = ()
    findings: tuple[Finding, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()
    digest: str = ""
    is_active: bool = False
    changes: tuple[Change, ...] = field(default=(), repr=False)

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Why it cannot be applied as far as the store is concerned, a sentence each."""
        reasons = [c.reason for c in self.components if c.action is Action.CONFLICT]
        if self.stack is not None and self.stack.action is Action.CONFLICT:
            reasons.append(self.stack.reason)
        return tuple(reasons)

    @property
    def is_blocked(self) -> bool:
        """Whether it cannot be applied."""
        return bool(self.findings or self.unresolved or self.conflicts or self.stack is None)

    @property
    def is_empty(self) -> bool:
        """Whether the store holds all of the file already."""
        return not self.is_blocked and not any(
            not isinstance(change, (ExpectComponent, ExpectStack)) for change in self.changes
        )


def digest_of(text: str) -> str:
    """What `Plan.digest` is for a file of this text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def plan_text(
    text: str,
    store: StackStore,
    catalog: Catalog,
    *,
    variables: Mapping[str, str] | None = None,
    stack_name: str | None = None,
) -> Plan:
    """The plan for a file of this text, with its placeholders replaced from ``variables``.

    Without variables, placeholders stay and are unresolved. Raises a `StoreError` where the store
    cannot be read, or planning takes too long.
    """

    def make() -> Plan:
        expansion = expand(text, variables)
        file = parse_stack_file(expansion.text)
        return plan(file, store, catalog, expansion=expansion, stack_name=stack_name)

    return in_time(make, _too_slow)


def _too_slow(limit: str) -> str:
    return (
        f"Planning this file takes more than {limit}, so no plan is made. Make it smaller or "
        "simpler."
    )


def plan(
    file: StackFileView,
    store: StackStore,
    catalog: Catalog,
    *,
    expansion: Expansion | None = None,
    stack_name: str | None = None,
) -> Plan:
    """What applying ``file`` to ``store`` would do.

    ``expansion`` is what the file's text came from where placeholders were replaced; positions in
    the plan are those of the text before that. ``stack_name`` goes before the file's own. Raises a
    `StoreError` where the store cannot be read.
    """
    if expansion is None:
        expansion = expand(file.text, None)
    digest = digest_of(expansion.original)
    is_unread = bool(file.document.unread)
    findings = tuple(
        replace(finding, span=expansion.span_in_original(finding.span), fixes=(), related=())
        for finding in analyze(file, STACK_FILE.rules, catalog)
        if finding.severity is Severity.ERROR or is_unread
    )
    name = stack_name or file.stack_name
    if findings or name is None:
        return Plan(None, (), findings, expansion.unresolved, digest)
    snapshot = store.snapshot()
    planner = Planner(snapshot, store, catalog, expansion)
    for component in file.components:
        planner.add(component)
    named = file.entry("stack_name")
    span = named.value.span if named is not None else Span(0, 0)
    stack = replace(planner.stack(name, file.root), span=expansion.span_in_original(span))
    active = snapshot.active_stack
    return Plan(
        stack,
        tuple(planner.planned),
        (),
        expansion.unresolved,
        digest,
        active is not None and active.name == stack.name,
        tuple(planner.changes),
    )

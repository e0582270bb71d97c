"""The rules of stacks and components, and what each change does: pure, the same for every store.

Mirrors the checks of ``zenml.models.v2.core.stack``, ``zenml.zen_stores.sql_zen_store`` and
``zenml.client`` in ZenML 0.98.0. Where ZenML goes on and regrets it later (a name completed by
prefix, a stack that is deleted while it is active elsewhere), this refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from stackls_core.budget import go_on
from stackls_core.registry.changes import Change, ExpectComponent, ExpectStack
from stackls_core.registry.component_rules import ComponentChange, after_component_change
from stackls_core.registry.errors import of_step
from stackls_core.registry.expectations import check_expectation
from stackls_core.registry.model import Snapshot
from stackls_core.registry.stack_rules import after_stack_change


def after_all(snapshot: Snapshot, changes: Iterable[Change], new_id: Callable[[], str]) -> Snapshot:
    """``snapshot`` after all ``changes``; raises what the first one that is refused raises."""
    for number, change in enumerate(changes):
        go_on(len(snapshot.components))  # which are all gone through
        with of_step(number):
            snapshot = after(snapshot, change, new_id)
    return snapshot


def after(snapshot: Snapshot, change: Change, new_id: Callable[[], str]) -> Snapshot:
    """``snapshot`` after ``change``. Raises a `StoreError` where a rule refuses it.

    Configurations are not checked: each store asks its own flavors about them.
    """
    if isinstance(change, (ExpectComponent, ExpectStack)):
        check_expectation(snapshot, change)
        return snapshot
    if isinstance(change, ComponentChange):
        return after_component_change(snapshot, change, new_id)
    return after_stack_change(snapshot, change, new_id)

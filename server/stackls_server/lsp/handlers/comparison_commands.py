"""The command that compares two stacks by what they mean, wherever each of them is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pygls.exceptions import JsonRpcInvalidParams

from stackls_core.catalog.catalog import Catalog
from stackls_core.plans.sides import (
    Normalize,
    Side,
    by_catalog,
    differences,
    side_of_stack,
    side_of_text,
)
from stackls_core.registry import references
from stackls_core.registry.model import Snapshot
from stackls_core.registry.store import StackStore
from stackls_core.search.git_revisions import RevisionError, text_at
from stackls_server.features.difference_text import difference_data, difference_text
from stackls_server.lsp.converters import from_proto
from stackls_server.lsp.documents.named_files import Unreadable, shown, variables_for
from stackls_server.lsp.handlers.arguments import (
    Arguments,
    CommandFailed,
    object_argument,
    reported_errors,
    required_text,
    text_argument,
)
from stackls_server.lsp.handlers.stack_commands import text_of
from stackls_server.lsp.session import Session


@dataclass(frozen=True)
class _Operand:
    """One of the two, as it is called. One without a ``text`` is the registered ``stack``."""

    label: str
    text: str | None = field(default=None, repr=False)
    variables: Mapping[str, str] | None = field(default=None, repr=False)
    stack: str = ""


async def _diff_stacks(session: Session, arguments: Arguments) -> Any:
    """How ``other`` differs from ``one``.

    Without ``other``, a file is compared with the registered stack of its name, and one of a
    revision with the file as it is now.
    """
    given, opposite = (object_argument(arguments, name) for name in ("one", "other"))
    if not given:
        raise JsonRpcInvalidParams("The argument one has to be an object.")
    first = await _operand(session, given)
    second = None
    if opposite:
        second = await _operand(session, opposite)
    elif text_argument(given, "revision") is not None:
        second = await _operand(session, {"uri": given["uri"]})
    elif first.text is None:
        raise JsonRpcInvalidParams("A registered stack is compared with something: give other.")
    state, normalize, catalog = await _registry(session, first, second)

    def compare() -> Any:
        left = _side(first, normalize, state)
        right_of = second or _Operand(f"{left.name} as it is registered", stack=left.name)
        right = _side(right_of, normalize, state)
        found = list(differences(left, right, catalog))
        return {
            "one": first.label,
            "other": right_of.label,
            "same": not found,
            "differences": [difference_data(one) for one in found],
            "text": difference_text(first.label, right_of.label, found),
        }

    with reported_errors():
        return await session.run(compare)


async def _operand(session: Session, given: Arguments) -> _Operand:
    stack = text_argument(given, "stack")
    if stack is not None:
        return _Operand(f"{stack} as it is registered", stack=stack)
    revision, uri = text_argument(given, "revision"), text_argument(given, "uri")
    if revision is None and uri is None:
        return _Operand("a text", await text_of(session, given))
    uri = required_text(given, "uri")
    path = from_proto.path(uri) if uri.startswith("file:") and not session.is_remote else None
    name = shown(path, session.workspace_files.folders) if path is not None else uri
    try:
        variables = await session.run(variables_for, path) if path is not None else None
        if revision is None:
            return _Operand(name, await text_of(session, given), variables)
        if path is None:
            raise CommandFailed("Only a file on the disk has revisions.")
        file = Path(path)
        text = await session.run(text_at, revision, f"./{file.name}", file.parent)
    except (Unreadable, RevisionError) as error:
        raise CommandFailed(str(error)) from error
    return _Operand(f"{name} at {revision}", text, variables)


async def _registry(
    session: Session, first: _Operand, second: _Operand | None
) -> tuple[Snapshot | None, Normalize, Catalog]:
    """What is registered, where one of the two is, and how configurations are kept."""
    if second is not None and first.text is not None and second.text is not None:
        return None, by_catalog(session.catalog), session.catalog
    with reported_errors():
        catalog = await session.stores.catalog()
        state = await session.stores.state(None, title="Comparing")
        return state, await session.stores.read(_normalize, title="Comparing"), catalog


def _normalize(store: StackStore) -> Normalize:
    return store.normalized


def _side(operand: _Operand, normalize: Normalize, state: Snapshot | None) -> Side:
    if operand.text is None:
        assert state is not None
        return side_of_stack(references.find(operand.stack, state.stacks, "stack"))
    side = side_of_text(operand.text, normalize, operand.variables)
    if side is None:
        raise CommandFailed(f"{operand.label} is no stack file that can be read.")
    return side


COMPARISON_COMMANDS: dict[str, Callable[[Session, Arguments], Awaitable[Any]]] = {
    "stackls.diffStacks": _diff_stacks,
}

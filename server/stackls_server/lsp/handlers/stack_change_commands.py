"""The commands that change registered stacks and components, one thing at a time.

Each answers with the ``revision`` that it led to, beside what it says itself.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from stackls_core.registry import edits
from stackls_core.registry.changes import CreateComponent
from stackls_core.registry.existing import existing_component
from stackls_core.registry.model import Snapshot
from stackls_core.registry.store import Changed, StackStore
from stackls_server.features.stack_data import component_reference
from stackls_server.lsp.handlers.arguments import (
    Arguments,
    flag_argument,
    object_argument,
    reported_errors,
    required_text,
    texts_argument,
)
from stackls_server.lsp.session import Session


async def change(
    session: Session,
    function: Callable[..., tuple[dict[str, Any], Snapshot]],
    *arguments: Any,
    title: str,
) -> dict[str, Any]:
    """The answer of a command that does what `StoreSession.change` describes."""
    with reported_errors():
        answer, revision = await session.stores.change(function, *arguments, title=title)
    return {**answer, "revision": revision}


async def _activate_stack(session: Session, arguments: Arguments) -> Any:
    name = required_text(arguments, "name")

    def activate(store: StackStore, seen: Snapshot | None) -> tuple[dict[str, Any], Snapshot]:
        done = store.change(lambda before: edits.activate(before, name), seen)
        return {"name": done.edit.name}, done.state

    return await change(session, activate, title=f"Activating {name}")


async def _copy_stack(session: Session, arguments: Arguments) -> Any:
    name = required_text(arguments, "name")
    new_name = required_text(arguments, "new_name")

    def copy(store: StackStore, _: object) -> tuple[dict[str, Any], Snapshot]:
        done = store.change(lambda before: edits.copy_stack(before, name, new_name))
        return {"name": done.stack.name, "id": done.stack.id}, done.state

    return await change(session, copy, title=f"Copying {name}")


async def _rename_stack(session: Session, arguments: Arguments) -> Any:
    name = required_text(arguments, "name")
    new_name = required_text(arguments, "new_name")

    def rename(store: StackStore, _: object) -> tuple[dict[str, Any], Snapshot]:
        done = store.change(lambda before: edits.rename_stack(before, name, new_name))
        return {"name": done.stack.name, "id": done.stack.id}, done.state

    return await change(session, rename, title=f"Renaming {name}")


async def _delete_stack(session: Session, arguments: Arguments) -> Any:
    """With ``recursive`` also the components that no other stack uses; the result names them."""
    name = required_text(arguments, "name")
    recursive = flag_argument(arguments, "recursive")

    def delete(store: StackStore, _: object) -> tuple[dict[str, Any], Snapshot]:
        done = store.change(lambda before: edits.delete_stack(before, name, recursive=recursive))
        removed = [component_reference(component) for component in done.edit.removed]
        return {"name": done.edit.name, "components": removed}, done.state

    return await change(session, delete, title=f"Deleting {name}")


async def _register_component(session: Session, arguments: Arguments) -> Any:
    """Values of the configuration may be texts, as on a command line: the flavor reads them."""
    component_type = required_text(arguments, "type")
    name = required_text(arguments, "name")
    flavor = required_text(arguments, "flavor")
    configuration = object_argument(arguments, "configuration")

    def register(store: StackStore, _: object) -> tuple[dict[str, Any], Snapshot]:
        state = store.execute([CreateComponent(component_type, name, flavor, configuration)])
        made = existing_component(state, component_type, name)
        return {**component_reference(made), "id": made.id}, state

    return await change(session, register, title=f"Registering {name}")


async def _update_component(session: Session, arguments: Arguments) -> Any:
    """What is not named stays as it is: a client has seen secrets masked only."""
    component_type = required_text(arguments, "type")
    name = required_text(arguments, "name")
    wanted = object_argument(arguments, "configuration")
    unset = texts_argument(arguments, "unset")

    def update(store: StackStore, _: object) -> tuple[dict[str, Any], Snapshot]:
        done = store.change(
            lambda before: edits.update_component(before, component_type, name, wanted, unset)
        )
        return _changed_component(done, component_type), done.state

    return await change(session, update, title=f"Updating {name}")


async def _rename_component(session: Session, arguments: Arguments) -> Any:
    component_type = required_text(arguments, "type")
    name = required_text(arguments, "name")
    new_name = required_text(arguments, "new_name")

    def rename(store: StackStore, _: object) -> tuple[dict[str, Any], Snapshot]:
        done = store.change(
            lambda before: edits.rename_component(before, component_type, name, new_name)
        )
        return _changed_component(done, component_type), done.state

    return await change(session, rename, title=f"Renaming {name}")


async def _delete_component(session: Session, arguments: Arguments) -> Any:
    component_type = required_text(arguments, "type")
    name = required_text(arguments, "name")

    def delete(store: StackStore, _: object) -> tuple[dict[str, Any], Snapshot]:
        done = store.change(lambda before: edits.delete_component(before, component_type, name))
        return {"type": component_type, "name": done.edit.name}, done.state

    return await change(session, delete, title=f"Deleting {name}")


def _changed_component(done: Changed, component_type: str) -> dict[str, Any]:
    component = done.component(component_type)
    return {**component_reference(component), "id": component.id}


STACK_CHANGE_COMMANDS: dict[str, Callable[[Session, Arguments], Awaitable[Any]]] = {
    "stackls.activateStack": _activate_stack,
    "stackls.copyStack": _copy_stack,
    "stackls.renameStack": _rename_stack,
    "stackls.deleteStack": _delete_stack,
    "stackls.registerComponent": _register_component,
    "stackls.updateComponent": _update_component,
    "stackls.renameComponent": _rename_component,
    "stackls.deleteComponent": _delete_component,
}

"""The commands that change registered stacks and components, one thing at a time.

What they do is what the methods of `StackStore` do, for the command line as well.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from stackls_core.registry.store import StackStore
from stackls_server.features.stack_data import component_reference
from stackls_server.lsp.handlers.arguments import (
    Arguments,
    flag_argument,
    object_argument,
    required_text,
    told,
)
from stackls_server.lsp.session import Session


async def _activate_stack(session: Session, arguments: Arguments) -> Any:
    name = required_text(arguments, "name")

    def write(store: StackStore) -> Any:
        return {"name": store.activate(name).name}

    with told():
        return await session.stores.write(write, title=f"Activating {name}")


async def _copy_stack(session: Session, arguments: Arguments) -> Any:
    name = required_text(arguments, "name")
    new_name = required_text(arguments, "new_name")

    def write(store: StackStore) -> Any:
        made = store.copy_stack(name, new_name)
        return {"name": made.name, "id": made.id}

    with told():
        return await session.stores.write(write, title=f"Copying {name}")


async def _rename_stack(session: Session, arguments: Arguments) -> Any:
    name = required_text(arguments, "name")
    new_name = required_text(arguments, "new_name")

    def write(store: StackStore) -> Any:
        renamed = store.rename_stack(name, new_name)
        return {"name": renamed.name, "id": renamed.id}

    with told():
        return await session.stores.write(write, title=f"Renaming {name}")


async def _delete_stack(session: Session, arguments: Arguments) -> Any:
    """With ``recursive`` also the components that no other stack uses; the result names them."""
    name = required_text(arguments, "name")
    recursive = flag_argument(arguments, "recursive")

    def write(store: StackStore) -> Any:
        stack = store.stack(name)
        removed = store.delete_stack(stack.id, recursive=recursive)
        return {"name": stack.name, "components": [component_reference(one) for one in removed]}

    with told():
        return await session.stores.write(write, title=f"Deleting {name}")


async def _register_component(session: Session, arguments: Arguments) -> Any:
    """Values of the configuration may be texts, as on a command line: the flavor reads them."""
    component_type = required_text(arguments, "type")
    name = required_text(arguments, "name")
    flavor = required_text(arguments, "flavor")
    configuration = object_argument(arguments, "configuration")

    def write(store: StackStore) -> Any:
        made = store.create_component(component_type, name, flavor, configuration)
        return {**component_reference(made), "id": made.id}

    with told():
        return await session.stores.write(write, title=f"Registering {name}")


STACK_CHANGE_COMMANDS: dict[str, Callable[[Session, Arguments], Awaitable[Any]]] = {
    "stackls.activateStack": _activate_stack,
    "stackls.copyStack": _copy_stack,
    "stackls.renameStack": _rename_stack,
    "stackls.deleteStack": _delete_stack,
    "stackls.registerComponent": _register_component,
}

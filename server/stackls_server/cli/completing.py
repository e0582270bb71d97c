"""What a shell completes: files, rules, flavors, and the names in a registry.

All of it is known at once: no ZenML is started for it. The names in one are those that were read
from it last, by a command or by an editor.

Shells learn it from click: ``eval "$(_STACKLS_COMPLETE=bash_source stackls)"``, also ``zsh_source``
and ``fish_source``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeAlias

import click

from stackls_core.visible import is_visible

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from stackls_core.stores.names import Names

Complete: TypeAlias = "Callable[[click.Context, click.Parameter, str], list[CompletionItem]]"


def files(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Files and folders, which the shell knows best."""
    from click.shell_completion import CompletionItem

    del ctx, parameter
    return [CompletionItem(incomplete, type="file")]


def rules(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Codes of rules."""
    from click.shell_completion import CompletionItem

    from stackls_core.analysis.all_rules import RULES

    del ctx, parameter
    return [
        CompletionItem(rule.code, help=rule.summary)
        for rule in RULES
        if rule.code.startswith(incomplete)
    ]


def flavors(component_type: str) -> Complete:
    """Names of the flavors of a type that stackls knows without asking a ZenML."""

    def complete(
        ctx: click.Context, parameter: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        from stackls_core.catalog.errors import CatalogError
        from stackls_server.cli.catalog import catalog_here

        del parameter
        try:
            known = catalog_here(ctx.params.get("zenml_version")).flavors(component_type)
        except (CatalogError, click.ClickException):
            return []
        return [
            CompletionItem(flavor.name) for flavor in known if flavor.name.startswith(incomplete)
        ]

    return complete


def stacks(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Names of the registered stacks."""
    del parameter
    known = _names(ctx)
    return _beginning(incomplete, known.stacks if known is not None else ())


def components(component_type: str) -> Complete:
    """Names of the registered components of a type."""

    def complete(
        ctx: click.Context, parameter: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        del parameter
        known = _names(ctx)
        names = known.components.get(component_type, ()) if known is not None else ()
        return _beginning(incomplete, names)

    return complete


def _names(ctx: click.Context) -> Names | None:
    from stackls_server.cli.stack_store import Opener

    opener = ctx.params.get("opener")
    return opener.names() if isinstance(opener, Opener) else None


def _beginning(incomplete: str, names: Iterable[str]) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    # what is invisible cannot be typed, and a line break would begin another answer
    fitting = (name for name in names if name.startswith(incomplete) and is_visible(name))
    shown = (_for_shell(name, incomplete) for name in fitting)
    return [CompletionItem(name) for name in shown if name is not None]


_SPECIAL = re.compile(r"[^\w@%+=:,./ -]")


def _for_shell(name: str, incomplete: str) -> str | None:
    """A name as the shell takes it for one word, ``None`` where it would not.

    Other shells see to that themselves. Bash takes what it is given, and click's function for it
    reads a backslash before anything as only that.
    """
    if "bash" not in os.environ.get("_STACKLS_COMPLETE", ""):
        return name
    before = os.environ.get("COMP_WORDS", "").removesuffix(incomplete)
    if before.endswith(("'", '"')):  # quotes that bash closes at the end
        return None if _SPECIAL.search(name) else name
    return _SPECIAL.sub(r"\\\\\g<0>", name).replace(" ", "\\\\ ")

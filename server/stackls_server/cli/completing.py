"""What a shell completes: files, rules, flavors. Nothing that a store would have to be opened for.

Shells learn it from click: ``eval "$(_STACKLS_COMPLETE=bash_source stackls)"``, also ``zsh_source``
and ``fish_source``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

Complete: TypeAlias = "Callable[[click.Context, click.Parameter, str], list[CompletionItem]]"


def files(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Files and folders, which the shell knows best."""
    from click.shell_completion import CompletionItem

    del ctx, parameter
    return [CompletionItem(incomplete, type="file")]


def rules(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Codes of rules."""
    from click.shell_completion import CompletionItem

    from stackls_core.validation.all_rules import RULES

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

        from stackls_core.flavors.catalog import CatalogError
        from stackls_server.cli.registry import open_registry

        del ctx, parameter
        try:
            known = open_registry().flavors(component_type)
        except (CatalogError, click.ClickException):
            return []
        return [
            CompletionItem(flavor.name) for flavor in known if flavor.name.startswith(incomplete)
        ]

    return complete

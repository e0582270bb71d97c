"""Groups of commands that are imported when they are used, and listed in sections."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import click

from stackls_server.cli.failures import Failure


@dataclass(frozen=True)
class Entry:
    """A command in a list: known by its name and one line of help until ``load`` imports it."""

    name: str
    summary: str
    load: Callable[[], click.Command]


@dataclass(frozen=True)
class Section:
    """Commands that are listed together under a title."""

    title: str
    entries: tuple[Entry, ...]


class LazyGroup(click.Group):
    """A group whose commands come from sections; underscores in a name count as dashes."""

    def __init__(
        self, name: str, sections: Sequence[Section], *, noun: str = "command", **options: Any
    ) -> None:
        """``noun`` is what a message calls a name that the group does not have."""
        super().__init__(name, **options)
        self._sections = tuple(sections)
        self._noun = noun

    def _entries(self) -> Iterable[Entry]:
        return (entry for section in self._sections for entry in section.entries)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the sections."""
        del ctx
        return [entry.name for entry in self._entries()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command of that name."""
        del ctx
        wanted = cmd_name.replace("_", "-")
        return next((entry.load() for entry in self._entries() if entry.name == wanted), None)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that ``args`` begin with. Raises `Failure`, naming the nearest one."""
        name = args[0]
        command = self.get_command(ctx, name)
        if command is None and not ctx.resilient_parsing and not name.startswith("-"):
            raise Failure(f"Unknown {self._noun} {name}. {self._advice(ctx, name)}")
        resolved_name, resolved, rest = super().resolve_command(ctx, args)
        return resolved.name if resolved is not None else resolved_name, resolved, rest

    def _advice(self, ctx: click.Context, name: str) -> str:
        from stackls_core.suggest import nearest

        meant = nearest(name.replace("_", "-"), self.list_commands(ctx))
        return f"Did you mean {meant}?" if meant else f"{ctx.command_path} --help lists them all."

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands by section, the descriptions of all sections in one column."""
        del ctx
        width = max((len(entry.name) for entry in self._entries()), default=0)
        for section in self._sections:
            with formatter.section(section.title):
                rows = [(entry.name.ljust(width), entry.summary) for entry in section.entries]
                formatter.write_dl(rows)

"""``stackls stack list|get|describe|export``: looking at stacks."""

from __future__ import annotations

from pathlib import Path

import click

from stackls_server.cli.asking import confirm, yes_option
from stackls_server.cli.completing import files, stacks
from stackls_server.cli.failures import Failure, complain
from stackls_server.cli.output import output_option, write_data
from stackls_server.cli.stack_store import Opener
from stackls_server.cli.store_options import secrets_option, store_option
from stackls_server.cli.terminal import say


@click.command("list")
@store_option
@output_option
def list_stacks(opener: Opener, output: str) -> None:
    """List all stacks. The active one is marked."""
    with opener.opened("Reading the stacks") as opened:
        tables = _tables() if output == "table" else None
        snapshot = opened.store.snapshot()
        info = opened.store.info()
    if tables is not None:
        tables.print_stacks(snapshot, info)
        return
    from stackls_server.features.stack_data import stack_summary

    write_data([stack_summary(stack, snapshot) for stack in snapshot.stacks], output)


def _tables():
    """What prints tables, imported once the store is open: a server works out its answer then."""
    from stackls_server.cli import stack_tables

    return stack_tables


@click.command("get")
@store_option
@output_option
def get_stack(opener: Opener, output: str) -> None:
    """Print the name of the active stack."""
    from stackls_server.features.stack_data import stack_summary

    with opener.opened("Reading the active stack") as opened:
        snapshot = opened.store.snapshot()
        stack = snapshot.active_stack or opened.store.active()
    if output == "table":
        say(stack.name)
    else:
        write_data(stack_summary(stack, snapshot), output)


@click.command("describe")
@click.argument("name", required=False, shell_complete=stacks)
@store_option
@secrets_option
@output_option
def describe_stack(opener: Opener, name: str | None, show_secrets: bool, output: str) -> None:
    """Show the stack NAME, by default the active one, and how its components are configured."""
    with opener.opened("Reading the stack") as opened:
        from stackls_core.registry import references
        from stackls_server.features.stack_data import stack_description

        tables = _tables() if output == "table" else None
        snapshot = opened.store.snapshot()
        if name is None:
            stack = snapshot.active_stack or opened.store.active()
        else:
            stack = references.find(name, snapshot.stacks, "stack")
        info = opened.store.info()
        flavors = {(component.type, component.flavor) for component in stack.components}
        catalog = opened.catalog_for(flavors)
        described = stack_description(stack, snapshot, catalog, show_secrets=show_secrets)
    if tables is None:
        more = {"description": stack.description, "labels": dict(stack.labels)}
        write_data({**described, **more}, output)
        return
    tables.print_stack(stack, described, info)


@click.command("export", epilog="Example: stackls stack export prod prod.stack.yaml")
@click.argument("name", required=False, shell_complete=stacks)
@click.argument(
    "file",
    required=False,
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    shell_complete=files,
)
@click.option(
    "-f",
    "--file",
    "--filename",
    "path",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    metavar="FILE",
    shell_complete=files,
    help="The same as FILE; standard output is -.",
)
@yes_option
@store_option
def export_stack(
    opener: Opener, name: str | None, file: Path | None, path: Path | None, is_sure: bool
) -> None:
    """Write the stack NAME, by default the active one, as a stack file: FILE, or standard output.

    Secrets that are configured in the clear are in the clear in the file too.
    """
    from stackls_core.plans.export import export
    from stackls_server.features.stack_data import shown_configuration

    if path is not None and file is not None:
        raise click.UsageError("Name the file once: as FILE or by --file.")
    path = path or file
    if path == Path("-"):
        path = None
    if path is not None and path.exists():
        confirm(f"Replace {path}?", is_sure=is_sure)
    with opener.opened("Reading the stack") as opened:
        stack = opened.store.stack(name) if name is not None else opened.store.active()
        version = opened.store.info().zenml_version
        lists = opened.reads_lists
        catalog = opened.catalog_for({(c.type, c.flavor) for c in stack.components})
        secret = [
            component.name
            for component in stack.components
            if shown_configuration(component, catalog)
            != shown_configuration(component, catalog, show_secrets=True)
        ]
    text = export(stack, version, lists=lists).encode("utf-8")
    if path is None:
        click.echo(text, nl=False)
        return
    _write(path, text, is_private=bool(secret))
    complain(f"wrote the stack {stack.name} to {path}")
    if secret:
        complain(f"it holds secrets in the clear, of {', '.join(secret)}: keep it to yourself")


def _write(path: Path, data: bytes, *, is_private: bool) -> None:
    """Put ``data`` into the file, all of it or nothing."""
    from stackls_server.cli.writing import write_new, write_source

    try:
        if path.exists():
            write_source(str(path), path.read_bytes(), data)
        else:
            write_new(str(path), data, is_private=is_private)
    except OSError as error:
        raise Failure(f"Cannot write {path}: {error.strerror or error}.") from error


COMMANDS: dict[str, click.Command] = {
    "list": list_stacks,
    "get": get_stack,
    "describe": describe_stack,
    "export": export_stack,
}

"""``stackls <type> flavor``: look up flavors and their parameters."""

from __future__ import annotations

import click

from stackls_core.catalog.component_types import command_of, label_of
from stackls_server.cli import completing
from stackls_server.cli.failures import Failure, NotFound
from stackls_server.cli.lazy import Entry, LazyGroup, Section
from stackls_server.cli.output import output_option, write_data
from stackls_server.cli.version_option import version_option


def flavor_group(component_type: str) -> click.Group:
    """The commands for the flavors of one component type."""
    label = label_of(component_type)
    entries = (
        Entry("list", f"List all {label} flavors", lambda: _list(component_type)),
        Entry("describe", "Show a flavor and its parameters", lambda: _describe(component_type)),
    )
    return LazyGroup(
        "flavor",
        (Section("Commands", entries),),
        help=f"Look up the {label} flavors and their parameters.",
        epilog=f"Example: stackls {command_of(component_type)} flavor list --output json",
    )


def _list(component_type: str) -> click.Command:
    @click.command("list", help=f"List all {label_of(component_type)} flavors.")
    @version_option
    @output_option
    def list_command(zenml_version: str | None, output: str) -> None:
        from stackls_server.cli.catalog import catalog_here
        from stackls_server.features.flavors import list_flavors

        catalog = catalog_here(zenml_version)
        flavors = list_flavors(catalog, component_type)
        if output != "table":
            write_data(flavors, output)
            return
        from stackls_server.cli.flavor_tables import print_flavors

        print_flavors(component_type, flavors, catalog.zenml_version)

    return list_command


def _describe(component_type: str) -> click.Command:
    label = label_of(component_type)

    @click.command("describe", help=f"Show the {label} flavor NAME and its parameters.")
    @click.argument("name", shell_complete=completing.flavors(component_type))
    @version_option
    @output_option
    def describe_command(name: str, zenml_version: str | None, output: str) -> None:
        from stackls_core.catalog.errors import CatalogError
        from stackls_server.cli.catalog import catalog_here
        from stackls_server.features.flavors import FlavorNotFound, describe_flavor

        try:
            flavor = describe_flavor(catalog_here(zenml_version), component_type, name)
        except FlavorNotFound as error:
            raise NotFound(str(error)) from error
        except CatalogError as error:
            raise Failure(str(error)) from error
        if output != "table":
            write_data(flavor, output)
            return
        from stackls_server.cli.flavor_tables import print_flavor

        print_flavor(flavor)

    return describe_command

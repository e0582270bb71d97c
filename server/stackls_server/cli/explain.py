"""``stackls explain``: what a component type, a flavor or a parameter is, by its path."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from stackls_server.cli.failures import NotFound
from stackls_server.cli.version_option import version_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stackls_core.catalog.catalog import Catalog
    from stackls_core.catalog.model import Flavor
    from stackls_core.documents.section import Owner
    from stackls_core.schema.model import Shape


@click.command(
    "explain",
    epilog="Example: stackls explain orchestrator.kubernetes.pod_settings.tolerations",
)
@click.argument("path", metavar="TYPE[.FLAVOR[.PARAMETER]...]")
@version_option
def explain(path: str, zenml_version: str | None) -> None:
    """Explain a component type, one of its flavors, or a parameter and what is below it."""
    from stackls_core.catalog.component_types import COMPONENT_TYPES, command_of, type_of_command
    from stackls_core.documents import markup
    from stackls_core.documents.section import owner_of_flavor
    from stackls_server.cli.catalog import catalog_here
    from stackls_server.features.flavors import of_another_version

    type_name, *rest = [part for part in path.replace("[", ".").replace("]", "").split(".") if part]
    component_type = type_of_command(type_name)
    if component_type is None:
        raise NotFound(_unknown("component type", type_name, list(COMPONENT_TYPES)))
    catalog = catalog_here(zenml_version)
    if component_type not in catalog.types:
        raise NotFound(of_another_version(catalog, component_type))
    flavors = catalog.flavors(component_type)
    if not rest:
        click.echo(markup.plain(markup.type_documentation(component_type, catalog)))
        return
    flavor_name, *steps = rest
    flavor = catalog.flavor(component_type, flavor_name)
    if flavor is None:
        names = [one.name for one in flavors]
        why = of_another_version(catalog, component_type, flavor_name)
        raise NotFound(why or _unknown(f"{command_of(component_type)} flavor", flavor_name, names))
    owner = owner_of_flavor(flavor)
    walked = _walk(owner, flavor, steps, catalog)
    parameter, shape = owner.parameter_at(tuple(walked)), owner.shape_at(tuple(walked))
    if not walked:
        click.echo(markup.plain(markup.flavor_documentation(flavor)))
    elif parameter is not None:
        click.echo(markup.plain(markup.parameter_documentation(parameter, owner)))
    elif shape is not None:
        click.echo(f"{walked[-1]}: {shape.words}")
    else:
        raise NotFound(f"Nothing is known of {path}.")
    _print_below(shape)


def _walk(owner: Owner, flavor: Flavor, steps: Sequence[str], catalog: Catalog) -> list[str]:
    """The keys of a path below a flavor, without the numbers of items. Raises `NotFound`."""
    from stackls_server.features.flavors import of_another_version

    walked: list[str] = []
    for step in steps:
        names = _keys_of(owner.shape_at(tuple(walked)))
        if not step.isdecimal() and names and step not in names:
            why = "" if walked else of_another_version(catalog, flavor.type, flavor.name, step)
            where = ".".join([flavor.type, flavor.name, *walked])
            raise NotFound(why or _unknown("parameter", step, names, f" of {where}"))
        if not step.isdecimal():
            walked.append(step)
    return walked


def _keys_of(shape: Shape | None) -> list[str]:
    """The keys of the objects that a value is, or that a list of them holds."""
    known = _object_in(shape)
    return list(known.properties) if known is not None else []


def _object_in(shape: Shape | None) -> Shape | None:
    from stackls_core.schema.model import Kind

    while shape is not None:
        known = shape.find(Kind.OBJECT)
        if known is not None:
            return known
        shape = shape.items
    return None


def _print_below(shape: Shape | None) -> None:
    """A line for each key below, with its type; required ones are marked."""
    known = _object_in(shape)
    if known is None or not known.properties:
        return
    from stackls_server.cli.terminal import terminal_of

    width = max(len(name) for name in known.properties)
    click.echo("\nKeys:")
    terminal = terminal_of(None)
    for name, parameter in known.properties.items():
        mark = " (required)" if parameter.required else ""
        click.echo(terminal.shown(f"  {name:<{width}}  {parameter.shape.words}{mark}"))


def _unknown(what: str, name: str, names: list[str], where: str = "") -> str:
    from stackls_core.suggest import nearest

    meant = nearest(name.replace("-", "_"), names)
    advice = f" Did you mean {meant}?" if meant else f" There are: {', '.join(names[:20])}."
    return f"Unknown {what} {name}{where}.{advice}"

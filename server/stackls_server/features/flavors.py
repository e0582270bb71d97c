"""Flavors as plain data, for the command line and for commands of the editor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stackls_core.catalog.catalog import Catalog
from stackls_core.catalog.component_types import describe_type, label_of
from stackls_core.catalog.model import Flavor, FlavorSummary
from stackls_core.documents import markup
from stackls_core.documents.samples import sample_value
from stackls_core.schema.model import Parameter
from stackls_core.suggest import nearest


class FlavorNotFound(Exception):
    """No such flavor or type; the message names the nearest one."""


def list_types(catalog: Catalog) -> list[dict[str, Any]]:
    """All component types, the ones that most stacks have first."""
    return [
        {
            "type": one,
            "label": label_of(one),
            "summary": describe_type(one),
            "required": one in catalog.imports.required,
            "repeatable": one in catalog.imports.repeatable,
        }
        for one in catalog.types
    ]


def list_flavors(catalog: Catalog, component_type: str | None = None) -> list[dict[str, Any]]:
    """All flavors, or those of one type. Raises `FlavorNotFound` for an unknown type."""
    if component_type is not None and component_type not in catalog.types:
        if why := of_another_version(catalog, component_type):
            raise FlavorNotFound(why)
        meant = nearest(str(component_type), catalog.types)
        hint = f" Did you mean {meant}?" if meant else ""
        raise FlavorNotFound(f"Unknown component type {component_type}.{hint}")
    types = (component_type,) if component_type else catalog.types
    return [summary_data(summary) for one in types for summary in catalog.flavors(one)]


def summary_data(summary: FlavorSummary) -> dict[str, Any]:
    """A flavor in a list."""
    return {
        "type": summary.type,
        "name": summary.name,
        "display_name": summary.display_name,
        "integration": summary.integration,
        "custom": summary.is_custom,
        "summary": summary.summary,
        "docs_url": summary.docs_url,
    }


def find_flavor(catalog: Catalog, component_type: str, name: str) -> Flavor:
    """The flavor. Raises `FlavorNotFound`, naming the nearest."""
    if component_type not in catalog.types:
        list_flavors(catalog, component_type)
    flavor = catalog.flavor(component_type, name)
    if flavor is not None:
        return flavor
    if why := of_another_version(catalog, component_type, name):
        raise FlavorNotFound(why)
    label = label_of(component_type)
    meant = catalog.nearest_flavor(component_type, name)
    if meant:
        raise FlavorNotFound(f"Unknown {label} flavor {name}. Did you mean {meant}?")
    others = [label_of(other) for other in catalog.types_with_flavor(name)]
    if others:
        listed = " and ".join(others)
        raise FlavorNotFound(f"Unknown {label} flavor {name}; it is a flavor of {listed}.")
    names = ", ".join(summary.name for summary in catalog.flavors(component_type))
    raise FlavorNotFound(f"Unknown {label} flavor {name}. The flavors are {names}.")


def of_another_version(
    catalog: Catalog, component_type: str, flavor: str = "", parameter: str = ""
) -> str:
    """That other ZenML versions have what this one lacks, and which; empty where none is known."""
    sentence = catalog.lifetimes.of(component_type, flavor, parameter).sentence
    what = f"component type {component_type}"
    if flavor:
        what = f"{label_of(component_type)} flavor {flavor}"
    if parameter:
        what = f"parameter {parameter} for the {flavor} {label_of(component_type)}"
    return f"ZenML {catalog.zenml_version} has no {what}. {sentence}" if sentence else ""


def describe_flavor(catalog: Catalog, component_type: str, name: str) -> dict[str, Any]:
    """A flavor with its parameters. Raises `FlavorNotFound`.

    ``stack_needs`` are the types that ZenML asks for in a stack with it.
    """
    flavor = find_flavor(catalog, component_type, name)
    integration = flavor.integration
    remote, local = flavor.locality
    return {
        "type": flavor.type,
        "name": flavor.name,
        "display_name": flavor.display_name,
        "description": flavor.description,
        "docs_url": flavor.docs_url,
        "zenml_version": flavor.zenml_version,
        "custom": flavor.is_custom,
        "remote": remote,
        "local": local,
        "integration": (
            {
                "name": integration.name,
                "requirements": list(integration.requirements),
                "install": integration.install_command,
            }
            if integration is not None
            else None
        ),
        "connector": (
            {"type": flavor.connector.type, "resource_type": flavor.connector.resource_type}
            if flavor.connector is not None
            else None
        ),
        "stack_needs": list(flavor.stack_needs),
        "parameters": [parameter_data(flavor, one) for one in flavor.parameters.values()],
    }


def check_configuration(
    catalog: Catalog, component_type: str, name: str, configuration: Mapping[str, Any]
) -> list[dict[str, str]]:
    """What ZenML refuses about a configuration, by ``parameter``: empty for what is missing.

    Raises `FlavorNotFound`. Values may be texts, as on a command line: the flavor reads them.
    """
    # brings pydantic's core along, which lists do without
    from stackls_core.registry.configurations import normalized, problems_by_parameter

    flavor = find_flavor(catalog, component_type, name)
    found = problems_by_parameter(flavor, normalized(flavor, configuration))
    return [{"parameter": parameter, "message": message} for parameter, message in found]


def parameter_data(flavor: Flavor, parameter: Parameter) -> dict[str, Any]:
    """A parameter as plain data. A sensitive one's default is not shown.

    ``placeholder`` is YAML that a new file can start with, where the parameter has to be given.
    """
    deprecation = parameter.deprecation
    return {
        "name": parameter.name,
        "type": parameter.shape.words,
        "required": parameter.required,
        "default": parameter.default if parameter.has_default and not parameter.sensitive else None,
        "default_text": markup.default_words(parameter),
        "choices": list(parameter.shape.choice_values),
        "sensitive": parameter.sensitive,
        "deprecated": deprecation is not None,
        "replacement": deprecation.replacement if deprecation is not None else None,
        "description": parameter.description,
        **({"placeholder": sample_value(flavor, parameter)} if parameter.required else {}),
    }

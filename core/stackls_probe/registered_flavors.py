# ZenML is not there when this file is checked, and it is not typed enough when it is:
# pyright: reportMissingImports=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false, reportAttributeAccessIssue=false
"""The flavors that a ZenML knows: those that ship with it, and custom ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stackls_probe.errors import as_json, reason_of
from stackls_probe.flavors import Entry, describe_all, describe_flavor, shipped_flavors
from stackls_probe.prose import first_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackls_probe.connection import Connection
    from stackls_probe.protocol import Json


def all_flavors(connection: Connection, known_version: str | None) -> Json:
    """Describe the custom flavors, and all others too unless their version is known already."""
    import zenml

    skipped: list[Json] = []
    described: list[Json] = []
    if known_version != zenml.__version__:
        described = describe_all(_wanted(connection, shipped_flavors(skipped)), skipped)
    shipped = {(record["type"], record["name"]) for record in described}
    for model in connection.all_of(connection.client.list_flavors, hydrate=True):
        if model.is_custom:
            described.append(_custom_flavor(model))
        elif shipped and (str(model.type.value), model.name) not in shipped:
            # its class cannot be imported here, and yet ZenML knows it
            described.append(_registered_flavor(model, "integration"))
    for record in described:
        record["summary"] = first_sentence(record["description"])
    return {
        "zenml_version": zenml.__version__,
        "flavors": as_json(described),
        "skipped": skipped,
    }


def _wanted(connection: Connection, entries: Iterator[Entry]) -> Iterator[Entry]:
    for entry in entries:
        connection.check_cancelled()
        yield entry


def _custom_flavor(model: Any) -> Json:
    """Describe a custom flavor by its class, or by what is registered of it."""
    from zenml.stack.flavor import Flavor

    try:
        flavor = Flavor.from_model(model)
        record = describe_flavor(Entry(type(flavor), "custom", None))
    except Exception as error:  # noqa: BLE001 - its code may be anywhere but here
        return _registered_flavor(model, "custom", reason_of(error))
    record.update(type=str(model.type.value), name=model.name, source=_source_of(model))
    return record


def _source_of(model: Any) -> str:
    """The class of a registered flavor, as the dotted path that it was registered by."""
    return str(getattr(model, "source", None) or "")


def _registered_flavor(model: Any, origin: str, reason: str = "") -> Json:
    """Describe a flavor whose code is not here: its schema is registered with it."""
    schema = as_json(model.config_schema)
    fields = schema.get("properties", {})
    secrets = [name for name, field in fields.items() if field.get("sensitive")]
    return {
        "type": str(model.type.value),
        "name": model.name,
        "display_name": getattr(model, "display_name", None) or model.name,
        "origin": origin,
        "source": _source_of(model),
        "integration": None,
        "description": "",
        "docs_url": model.docs_url,
        "sdk_docs_url": model.sdk_docs_url,
        "config_class": "",
        "connector": None,
        "remote": None,
        "local": None,
        "schema": schema,
        "facts": {"sensitive": secrets, "minimal": None},
        "not_imported": reason,
    }

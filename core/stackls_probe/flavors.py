# ZenML is not there when this file is checked, and it is not typed enough when it is:
# pyright: reportMissingImports=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false, reportAttributeAccessIssue=false
"""Flavors: what the catalog has about each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from stackls_probe.annotations import (
    deprecations,
    docs_of_undescribed,
    extra_of,
    is_secret,
    json_kind,
    migrated_attributes,
    pod_settings,
    reachable_models,
    supported_schemes,
)
from stackls_probe.errors import reason_of
from stackls_probe.implementations import implementation_docstring, stack_validator
from stackls_probe.kubernetes_parameters import converted_parameters, written_parameters
from stackls_probe.prose import (
    ABOUT_THE_CLASS,
    LEADING_CLASS,
    SAYS_NOTHING,
    clean_docstring,
    paragraphs,
    unwrap,
)
from stackls_probe.trials import Trials, fixed_answer, learned
from stackls_probe.validators import validators_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackls_probe.protocol import Json


class Entry(NamedTuple):
    """A flavor class and where it came from."""

    flavor_class: Any
    origin: str
    integration: Any | None


def description(flavor_class: Any, config_class: Any) -> str:
    """Compose the text about a flavor: what it is, then what its configuration's docs add."""
    documents = [
        clean_docstring(doc)
        for doc in (
            implementation_docstring(flavor_class),
            flavor_class.__doc__,
            config_class.__dict__.get("__doc__"),
        )
    ]
    lead = next((text for text in documents if text and not SAYS_NOTHING.match(text)), "")
    more = paragraphs(documents[-1])[1:] if not SAYS_NOTHING.match(documents[-1]) else []
    parts = paragraphs(lead)
    parts += [part for part in more if part not in parts]
    kept = [unwrap(part) for part in parts if not ABOUT_THE_CLASS.match(part)]
    return LEADING_CLASS.sub(lambda match: match.group(1).upper(), "\n\n".join(kept))


def _integration_facts(integration: Any | None) -> Json | None:
    if integration is None:
        return None
    return {
        "name": integration.NAME,
        "requirements": sorted(set(integration.get_requirements())),
        "system_packages": sorted(getattr(integration, "APT_PACKAGES", [])),
    }


def _connector_facts(flavor: Any) -> Json | None:
    needs = getattr(flavor, "service_connector_requirements", None)
    if needs is None:
        return None
    return {
        "connector_type": needs.connector_type,
        "resource_type": needs.resource_type,
        "resource_id_attr": needs.resource_id_attr,
    }


def refuses_secret_references(config_class: Any, name: str) -> bool:
    """Say whether ZenML refuses a secret reference for a field: those with validators, it does."""
    from zenml.utils.pydantic_utils import has_validators

    return bool(has_validators(pydantic_class=config_class, field_name=name))


def declared_facts(model: Any, schema: Json) -> Json:
    """Collect what a class says of its fields that is not in its JSON schema."""
    fields = model.model_fields
    properties = schema.get("properties", {})
    definitions = schema.get("$defs", {})
    docs = docs_of_undescribed(model, schema)
    nested = {
        name: docs_of_undescribed(inner, definitions[name])
        for name, inner in reachable_models(model).items()
        if name in definitions
    }
    return {
        "sensitive": [
            name for name, field in fields.items() if is_secret(field, properties.get(name, {}))
        ],
        "refuse_secret_references": [
            name for name in fields if refuses_secret_references(model, name)
        ],
        "clear_text": [
            name
            for name, field in fields.items()
            if extra_of(field).get("prevent_secret_reference")
        ],
        "deprecated": deprecations(model, schema, docs),
        "migrated": {old: new for old, new in migrated_attributes(model).items() if new},
        "pod_settings": pod_settings(model),
        "kubernetes": converted_parameters(model),
        "validators": validators_of(model),
        "attribute_docs": docs,
        "nested_attribute_docs": {name: texts for name, texts in nested.items() if texts},
    }


def facts(flavor_class: Any, config_class: Any, flavor: str, schema: Json) -> Json:
    """Collect what decides a verdict on a configuration and is not in its JSON schema."""
    fields = config_class.model_fields
    json_fields = {name: json_kind(field.annotation) for name, field in fields.items()}
    found: Json = {
        **declared_facts(config_class, schema),
        "supported_schemes": supported_schemes(config_class),
        "json_fields": {name: kind for name, kind in json_fields.items() if kind},
    }
    found["kubernetes"].update(written_parameters(flavor_class, config_class))
    found.update(learned(Trials(config_class, flavor, schema, found["sensitive"])))
    return found


def describe_flavor(entry: Entry) -> Json:
    """Describe one flavor: the contents of its file in the catalog."""
    flavor = entry.flavor_class()
    config_class = flavor.config_class
    schema = flavor.config_schema
    return {
        "type": str(getattr(flavor.type, "value", flavor.type)),
        "name": flavor.name,
        "display_name": getattr(flavor, "display_name", None) or flavor.name,
        "origin": entry.origin,
        "integration": _integration_facts(entry.integration),
        "description": description(entry.flavor_class, config_class),
        "docs_url": flavor.docs_url,
        "sdk_docs_url": flavor.sdk_docs_url,
        "config_class": config_class.__module__ + "." + config_class.__qualname__,
        "connector": _connector_facts(flavor),
        "remote": fixed_answer(config_class, "is_remote"),
        "local": fixed_answer(config_class, "is_local"),
        "schema": schema,
        "stack_validator": stack_validator(entry.flavor_class),
        "facts": facts(entry.flavor_class, config_class, flavor.name, schema),
    }


def shipped_flavors(skipped: list[Json]) -> Iterator[Entry]:
    """Give every flavor that comes with ZenML; integrations that fail to list theirs are noted."""
    from zenml.integrations.registry import integration_registry
    from zenml.stack.flavor_registry import FlavorRegistry

    for flavor_class in FlavorRegistry().builtin_flavors:
        yield Entry(flavor_class, "builtin", None)
    for name, integration in sorted(integration_registry.integrations.items()):
        try:
            flavor_classes = list(integration.flavors())
        except Exception as error:  # noqa: BLE001 - one broken integration hides no other
            skipped.append({"flavor": "integration " + name, "reason": reason_of(error)})
            continue
        for flavor_class in flavor_classes:
            yield Entry(flavor_class, "integration", integration)


def describe_all(entries: Iterator[Entry], skipped: list[Json]) -> list[Json]:
    """Describe flavors, sorted by type and name; those that cannot be are added to ``skipped``."""
    described: list[Json] = []
    for entry in entries:
        try:
            described.append(describe_flavor(entry))
        except Exception as error:  # noqa: BLE001, PERF203 - one broken flavor hides no other
            name = entry.flavor_class.__module__ + "." + entry.flavor_class.__qualname__
            skipped.append({"flavor": name, "reason": reason_of(error)})
    return sorted(described, key=lambda flavor: (flavor["type"], flavor["name"]))

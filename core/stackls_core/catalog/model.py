"""Plain models of a flavor, whatever source it was read from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, cast

from stackls_core.catalog.component_types import (
    COMPONENT_TYPES,
    REPEATABLE_TYPES,
    REQUIRED_TYPES,
)
from stackls_core.schema.model import Parameter


@dataclass(frozen=True)
class Integration:
    """What has to be installed for a flavor to run."""

    name: str
    requirements: tuple[str, ...] = ()

    @property
    def install_command(self) -> str:
        """The command that installs it, as ZenML offers it."""
        return f"zenml integration install {self.name}"


@dataclass(frozen=True)
class Connector:
    """The kind of service connector that can authenticate a component of a flavor."""

    type: str | None = None
    resource_type: str | None = None


POD_MODELS = "kubernetes.json"
"""The file of a catalog that has the models of Kubernetes."""


@dataclass(frozen=True)
class HandedOn:
    """A parameter that Kubernetes gets as it is written, and its model there.

    With ``each``, it is a list of such.
    """

    model: str
    each: bool


def handed_on(facts: Mapping[str, Any]) -> dict[str, HandedOn]:
    """Those parameters in the facts of a class, by name."""
    found = cast("Mapping[str, Mapping[str, Any]]", facts.get("kubernetes") or {})
    return {name: HandedOn(one["model"], one["each"]) for name, one in found.items()}


class ClassFacts(Protocol):
    """What is known of a class whose fields a mapping gives: a flavor's configuration, settings."""

    @property
    def title(self) -> str:
        """What messages call it: ``s3 artifact store``."""
        ...

    @property
    def name(self) -> str:
        """What a secret that belongs to it is named after."""
        ...

    @property
    def extra(self) -> str:
        """What becomes of keys that it does not have, as in `Shape`."""
        ...

    @property
    def parameters(self) -> Mapping[str, Parameter]:
        """Its fields, in the order of the schema."""
        ...

    @property
    def required(self) -> tuple[Parameter, ...]:
        """The parameters that have to be given, in the order of the schema."""
        ...

    @property
    def schema(self) -> Mapping[str, Any]: ...

    @property
    def schemes(self) -> tuple[str, ...]:
        """What a parameter ``path`` has to begin with, if it matters."""
        ...

    @property
    def pod_models(self) -> Path | None:
        """The file of its catalog with the models of Kubernetes; ``None`` for the bundled one."""
        ...

    @property
    def json_fields(self) -> Mapping[str, str]:
        """Parameters that JSON text may stand for."""
        ...

    @property
    def minimal(self) -> Mapping[str, Any]:
        """Values that are valid together."""
        ...

    @property
    def migrated(self) -> Mapping[str, str]:
        """Deprecated parameters whose value ZenML moves to another one, and that one."""
        ...

    @property
    def pod_settings(self) -> tuple[str, ...]:
        """Parameters that ZenML reads as the settings of a Kubernetes pod."""
        ...

    @property
    def kubernetes(self) -> Mapping[str, HandedOn]:
        """Parameters beside pod settings that ZenML hands to Kubernetes."""
        ...

    @property
    def code(self) -> Mapping[str, str]:
        """The hash of each validator of its classes, by dotted name; `mirrored` says what for."""
        ...


_NAME_SEARCHES: Mapping[str, bool] = {
    **dict.fromkeys(("equals", "contains", "oneof", "isnull"), True),
    **dict.fromkeys(("notequals", "notcontains", "notoneof", "isnotnull"), True),
    **dict.fromkeys(("startswith", "endswith", "gt", "gte", "lt", "lte"), True),
    "in": False,
}


@dataclass(frozen=True)
class ImportFacts:
    """What ``zenml stack import`` takes: lists of components, types that repeat in a stack.

    A parameter that no class has is refused, or dropped without a word. A stack that lacks a
    component of one of the types that are ``required`` is refused. ``searches`` are the operators
    that make a stack's name a search, and whether ZenML can make it.
    """

    lists: bool = True
    required: tuple[str, ...] = REQUIRED_TYPES
    repeatable: frozenset[str] = REPEATABLE_TYPES
    refuses_unknown_keys: bool = True
    searches: Mapping[str, bool] = field(default_factory=lambda: _NAME_SEARCHES)


@dataclass(frozen=True)
class VersionFacts:
    """What is known of a ZenML version beside its flavors."""

    types: tuple[str, ...] = COMPONENT_TYPES
    imports: ImportFacts = ImportFacts()


NEWEST_FACTS = VersionFacts()
"""Those of the newest version that is known; tests compare them with its catalog."""


@dataclass(frozen=True)
class FlavorSummary:
    """What is known of a flavor without loading it."""

    type: str
    name: str
    display_name: str
    integration: str | None = None
    summary: str = ""
    docs_url: str | None = None
    remote: bool | None = None
    local: bool | None = None
    is_custom: bool = False


@dataclass(frozen=True)
class Flavor:
    """A flavor with all its parameters.

    ``schema`` is the JSON Schema of its configuration; ``parameters`` is the same in plain models.
    ``remote`` and ``local`` are what its class answers, ``None`` where that depends on the
    configuration; `locality` is what can be concluded from it.
    """

    type: str
    name: str
    display_name: str
    description: str = ""
    docs_url: str | None = None
    integration: Integration | None = None
    connector: Connector | None = None
    remote: bool | None = None
    local: bool | None = None
    is_custom: bool = False
    source: str = ""
    """The dotted path of its class, of a custom flavor; empty where that is not known."""
    parameters: Mapping[str, Parameter] = field(default_factory=dict[str, Parameter])
    schema: Mapping[str, Any] = field(default_factory=dict[str, Any])
    schemes: tuple[str, ...] = ()
    json_fields: Mapping[str, str] = field(default_factory=dict[str, str])
    minimal: Mapping[str, Any] = field(default_factory=dict[str, Any])
    config_class: str = ""
    zenml_version: str = ""
    migrated: Mapping[str, str] = field(default_factory=dict[str, str])
    """Deprecated parameters whose value ZenML moves to another one, and that one."""
    pod_settings: tuple[str, ...] = ()
    """Parameters that ZenML reads as the settings of a Kubernetes pod."""
    kubernetes: Mapping[str, HandedOn] = field(default_factory=dict[str, HandedOn])
    """Parameters beside those that ZenML hands to Kubernetes."""
    pod_models: Path | None = None
    stack_needs: tuple[str, ...] = ()
    """The types that ZenML asks for in the same stack, when a pipeline is prepared."""
    code: Mapping[str, str] = field(default_factory=dict[str, str])
    """The hash of each validator of its classes, by dotted name; `mirrored` says what for."""

    @property
    def title(self) -> str:
        """What messages call it: ``s3 artifact store``."""
        return f"{self.name} {self.type.replace('_', ' ')}"

    @property
    def extra(self) -> str:
        """ZenML refuses parameters that a flavor does not have."""
        return "forbid"

    @property
    def locality(self) -> tuple[bool | None, bool | None]:
        """Whether it is remote, and whether it is local; ``None`` where ZenML does not say.

        A class of ZenML's that says nothing answers no to both, as that of an S3 bucket does; so a
        no counts only beside a yes.
        """
        remote = False if self.remote is False and self.local else (self.remote or None)
        local = False if self.local is False and self.remote else (self.local or None)
        return remote, local

    @property
    def required(self) -> tuple[Parameter, ...]:
        """The parameters that have to be given, in the order of the schema."""
        return tuple(p for p in self.parameters.values() if p.required)

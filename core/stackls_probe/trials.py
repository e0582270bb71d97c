# ZenML is not there when this file is checked, and it is not typed enough when it is:
# pyright: reportMissingImports=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# pyright: reportUnknownArgumentType=false, reportAttributeAccessIssue=false
"""Trials: what a configuration class does with a configuration is asked of the class."""

from __future__ import annotations

import copy
import inspect
import itertools
import types
import warnings
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from stackls_probe.annotations import supported_schemes
from stackls_probe.samples import candidates

if TYPE_CHECKING:
    from stackls_probe.protocol import Json


class Refusal(NamedTuple):
    """One reason a configuration class gave for refusing a configuration."""

    path: tuple[Any, ...]
    kind: str
    message: str


def refusals(config_class: Any, configuration: Json) -> list[Refusal]:
    """Try a configuration on its real class: the reasons it is refused for, none when accepted."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            config_class(**copy.deepcopy(configuration))
    except Exception as error:  # noqa: BLE001 - validators raise whatever they like; all refuse
        details: Any = getattr(error, "errors", None)
        if callable(details):
            return [
                Refusal(tuple(item["loc"]), str(item["type"]), str(item["msg"]))
                for item in cast("list[Json]", details())
            ]
        return [Refusal((), type(error).__name__, str(error))]
    return []


class Trials:
    """Everything learned about one configuration class by giving it configurations."""

    def __init__(self, config_class: Any, flavor: str, schema: Json, secrets: list[str]) -> None:
        self.config_class = config_class
        self.properties: dict[str, Json] = schema.get("properties", {})
        self.declared_required: list[str] = schema.get("required", [])
        definitions = schema.get("$defs", {})
        schemes = supported_schemes(config_class) or []
        self.values: dict[str, list[Any]] = {}
        for name, declared in self.properties.items():
            secret = {"type": "string", "format": "password"}
            described = secret if name in secrets else declared
            values = candidates(name, flavor, described, definitions, schemes)
            if name in self.declared_required and _admits_null(described):
                values = [None, *values]
            self.values[name] = values

    def accepts(self, configuration: Json) -> bool:
        """Say whether the class takes a configuration."""
        return not refusals(self.config_class, configuration)

    def minimal(self) -> Json | None:
        """Find a smallest configuration that the class accepts, or None."""
        configuration: Json = {}
        for _ in range(4 * len(self.properties) + 4):
            reasons = refusals(self.config_class, configuration)
            if not reasons:
                return self._shrunk(configuration)
            better = self._answered(configuration, reasons)
            if better is None:
                return None
            configuration = better
        return None

    def _answered(self, configuration: Json, reasons: list[Refusal]) -> Json | None:
        """Give a configuration that answers the reasons, or None when nothing tried does."""
        missing = [
            reason.path[0]
            for reason in reasons
            if reason.kind == "missing" and len(reason.path) == 1 and reason.path[0] in self.values
        ]
        if missing:
            return {**configuration, **{name: self.values[name][0] for name in missing}}
        for reason in reasons:
            name = reason.path[0] if reason.path else None
            if name in configuration:
                for value in self.values[name]:
                    changed = {**configuration, name: value}
                    if all(r.path[:1] != (name,) for r in refusals(self.config_class, changed)):
                        return changed
        return self._completed(configuration, " ".join(reason.message for reason in reasons))

    def _completed(self, configuration: Json, message: str) -> Json | None:
        """Add one parameter or two (those the message names come first) until the class accepts."""
        for name, values in self.values.items():
            for value in values if name in configuration else ():
                changed = {**configuration, name: value}
                if self.accepts(changed):
                    return changed
        others = [name for name in self.values if name not in configuration]
        others.sort(key=lambda name: name not in message)
        groups = itertools.chain(((name,) for name in others), itertools.combinations(others, 2))
        for names in groups:
            changed = {**configuration, **{name: self.values[name][0] for name in names}}
            if self.accepts(changed):
                return changed
        return None

    def _shrunk(self, configuration: Json) -> Json:
        for name in list(configuration):
            smaller = {key: value for key, value in configuration.items() if key != name}
            if self.accepts(smaller):
                configuration = smaller
        return configuration

    def instead_of(self, minimal: Json) -> dict[str, list[str]]:
        """For each parameter of a minimal configuration, those that can stand in for it alone."""
        found: dict[str, list[str]] = {}
        for name in minimal:
            rest = {key: value for key, value in minimal.items() if key != name}
            found[name] = [
                other
                for other, values in self.values.items()
                if other not in minimal and any(self.accepts({**rest, other: v}) for v in values)
            ]
        return found


def _admits_null(schema: Json) -> bool:
    return any(branch.get("type") == "null" for branch in schema.get("anyOf", []))


def learned(trials: Trials) -> Json:
    """Collect the facts that only trials give: a minimal configuration and what is truly required.

    ``one_of`` holds groups of which one is needed; its first member stands in ``minimal``. A
    parameter that the schema requires counts as required even where another can fill it. Where no
    minimal configuration was found, the schema's word is taken for what is required.
    """
    minimal = trials.minimal()
    if minimal is None:
        return {"minimal": None, "required": sorted(trials.declared_required), "one_of": []}
    instead = trials.instead_of(minimal)
    return {
        "minimal": minimal,
        "required": [
            name
            for name, others in instead.items()
            if not others or name in trials.declared_required
        ],
        "one_of": [[name, *others] for name, others in instead.items() if others],
    }


def fixed_answer(config_class: Any, name: str) -> bool | None:
    """Say what a property such as ``is_remote`` always answers; None if it looks at parameters."""
    getter: Any = getattr(inspect.getattr_static(config_class, name, None), "fget", None)
    code = getattr(getter, "__code__", None)
    if code is None:
        return None
    stand_in = types.SimpleNamespace()
    for read in code.co_names:
        # one may be defined as the opposite of the other
        known = fixed_answer(config_class, read) if {read, name} == _PLACES else None
        if known is None:
            return None
        setattr(stand_in, read, known)
    answer = getter(stand_in)
    return answer if isinstance(answer, bool) else None


_PLACES = {"is_remote", "is_local"}

"""The stack file that a case starts from: a valid one around one flavor in focus."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from .render import Style, random_style
from .values import configuration

if TYPE_CHECKING:
    import random

    from .catalog import Catalog, FlavorSchema

ZENML_VERSION = "0.98.0"
REPEATABLE = ("alerter", "experiment_tracker", "sandbox", "step_operator")

Component = dict[Any, Any]


class NotApplicable(Exception):
    """This change has no place in this file."""


def need(condition: Any) -> None:
    """Go on only where the file has what a change is about."""
    if not condition:
        raise NotApplicable


@dataclass
class Draft:
    """A stack file in the making: mutations change it in place before it is written."""

    catalog: Catalog
    flavor: FlavorSchema
    document: Any
    style: Style
    rng: random.Random
    parameter: str | None = None  # the one to change, where a mutation changes one

    @property
    def components(self) -> dict[Any, Any]:
        return self.document["components"]

    @property
    def focus(self) -> Component:
        """The component of the flavor in focus."""
        entry = self.components[self.flavor.type]
        return entry[0] if isinstance(entry, list) else entry

    @property
    def configuration(self) -> dict[Any, Any]:
        return self.focus["configuration"]

    def restyle(self, **changes: Any) -> None:
        self.style = replace(self.style, **changes)


Change = Callable[[Draft], None]
"""A change to a draft, in place. Raises `NotApplicable` where it has no place."""


def draft(catalog: Catalog, flavor: FlavorSchema, share: float, rng: random.Random) -> Draft:
    """A valid stack file with a component of ``flavor``, an orchestrator and an artifact store."""
    components = {flavor.type: component(flavor, configuration(flavor, share, rng), rng)}
    companions = ["orchestrator", "artifact_store"]
    others = [t for t in catalog.types if t not in companions]
    companions += rng.sample(others, rng.choice((0, 0, 1, 2)))
    for kind in companions:
        if kind not in components:
            other = rng.choice(catalog.of_type(kind))
            components[kind] = component(other, configuration(other, 0.05, rng), rng)
    layout = rng.choice(catalog.layouts)
    entries = {
        kind: [components[kind]] if layout == "list" else components[kind]
        for kind in rng.sample(sorted(components), len(components))
    }
    document = {"stack_name": f"stack_{token(rng)}", "zenml_version": ZENML_VERSION}
    if rng.random() < 0.5:
        document = {"components": entries, **document}
    else:
        document = {**document, "components": entries}
    return Draft(catalog, flavor, document, random_style(rng), rng)


def component(flavor: FlavorSchema, chosen: dict[str, Any], rng: random.Random) -> Component:
    """A component in the order of keys that ZenML exports or that people write."""
    fields: Component = {
        "name": f"{flavor.name.replace('-', '_')}_{token(rng)}",
        "type": flavor.type,
        "flavor": flavor.name,
        "configuration": chosen,
    }
    if rng.random() < 0.3:
        del fields["type"]
    return dict(sorted(fields.items())) if rng.random() < 0.3 else fields


def token(rng: random.Random) -> str:
    """A few letters that make a name unlike any other: ZenML takes a prefix for the name itself."""
    return "".join(rng.choices("ghkmnpqrstuvwxyz", k=8))


def typo(text: str, draft: Draft) -> str:
    """One slip of the finger: a letter dropped, doubled or swapped with the next."""
    need(len(text) > 2)
    at = draft.rng.randrange(1, len(text) - 1)
    slips = (
        text[:at] + text[at + 1 :],
        text[:at] + text[at] + text[at:],
        text[:at] + text[at + 1] + text[at] + text[at + 2 :],
    )
    different = [slip for slip in slips if slip != text]
    return draft.rng.choice(different)

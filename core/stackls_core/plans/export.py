"""A registered stack as a stack file, in the layout that ``zenml stack export`` writes."""

from __future__ import annotations

from typing import Any

import yaml

from stackls_core.registry.attributes import Attributes, shown_labels, stated
from stackls_core.registry.model import Component, Stack
from stackls_core.registry.plain import plain
from stackls_core.visible import escaped
from stackls_core.yaml_writing import VisibleDumper

_NEVER_WRAP = 1_000_000


class _Dumper(VisibleDumper):
    """Writes every value out, and nested lists indented; YAML 1.1 decides what needs quotes."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - PyYAML's own signature
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, False)


def export(stack: Stack, zenml_version: str, *, lists: bool = True) -> str:
    """``stack`` as YAML that ``zenml stack import`` reads, and that plans nothing where it is from.

    Up to ZenML 0.94.2, import reads no ``lists`` of components: there, each is a map below its
    type. Attributes stand beside what ZenML's own export has; import ignores them. What is secret
    in a configuration or an environment is in the text, as in ZenML's own export.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for component in stack.components:
        found.setdefault(component.type, []).append(component_data(component))
    components: dict[str, object] = {
        kind: some if lists or len(some) > 1 else some[0] for kind, some in found.items()
    }
    data = {
        "stack_name": stack.name,
        "zenml_version": zenml_version,
        **attributes_data(stack.attributes),
        "components": components,
    }
    return yaml_text(data)


def yaml_text(data: object, *, flow: bool = False) -> str:
    """``data`` in the layout of exports; with ``flow`` in braces and brackets."""
    text = yaml.dump(
        data,
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=flow,
        width=_NEVER_WRAP,
    )
    return escaped(text)


def component_data(component: Component) -> dict[str, Any]:
    """A component as a stack file has it."""
    return {
        "name": component.name,
        "type": component.type,
        "flavor": component.flavor,
        "configuration": plain(component.configuration),
        **attributes_data(component.attributes),
    }


def attributes_data(attributes: Attributes) -> dict[str, Any]:
    """Attributes as a stack file has them: those that hold something, and no labels of stackls."""
    shown = {
        name: shown_labels(value) if name == "labels" else plain(value)
        for name, value in attributes.items()
    }
    return stated(shown)

"""Pages in Markdown, for editors that have no view of their own for stacks, plans and flavors.

They are made of the plain data that the commands answer with, and read well as they are: many
editors show Markdown as text. What is not ours in them is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stackls_core.catalog.component_types import label_of
from stackls_core.documents.markup import code, escape, link, prose
from stackls_core.visible import visible
from stackls_core.yaml_writing import yaml_of

_FENCE = "```"


@dataclass(frozen=True)
class Page:
    """A title, which is plain text on one line, and a text in Markdown that begins with it."""

    title: str
    text: str


def stacks_page(stacks: Sequence[Mapping[str, Any]], store: Mapping[str, Any]) -> Page:
    """All stacks, as ``stackls.listStacks`` gives them; ``store`` is from ``stackls.storeInfo``."""
    title = f"Stacks in {store['place']}"
    parts = ["\n".join(_stack_item(stack)) for stack in stacks] or ["There are none."]
    return _page(title, parts)


def _stack_item(stack: Mapping[str, Any]) -> Iterable[str]:
    yield f"- {code(stack['name'])}{' (active)' if stack['active'] else ''}"
    for component in stack["components"]:
        yield f"  - {_component_words(component)}"


def stack_page(stack: Mapping[str, Any]) -> Page:
    """A stack with its configurations and findings, as ``stackls.describeStack`` gives it."""
    parts = ["It is the active stack."] if stack["active"] else []
    parts += _findings(stack["findings"])
    for component in stack["components"]:
        parts.append(f"## {_component_words(component)}")
        if component["configuration"]:
            parts.append(_block("yaml", yaml_of(component["configuration"])))
        parts += _findings(component["findings"])
    return _page(f"Stack {stack['name']}", parts)


def component_page(component: Mapping[str, Any]) -> Page:
    """A component with its configuration, as ``stackls.describeComponent`` gives it."""
    parts = [_component_words(component)]
    if component["configuration"]:
        parts.append(_block("yaml", yaml_of(component["configuration"])))
    users = ", ".join(code(name) for name in component["stacks"]) or "no stack"
    parts.append(f"Used by {users}.")
    return _page(f"Component {component['name']}", parts)


def _component_words(component: Mapping[str, Any]) -> str:
    label = label_of(component["type"])
    return f"{label} {code(component['name'])} ({escape(component['flavor'])})"


def _findings(findings: Sequence[Mapping[str, Any]]) -> list[str]:
    if not findings:
        return []
    return [
        "\n".join(
            f"- {one['severity']}: {escape(one['message'])} {code(one['code'])}" for one in findings
        )
    ]


def rule_page(code: str, text: str) -> Page:
    """A rule, by its page in the documentation, which is ours as it is."""
    return Page(code, f"# {code}\n\n{text}\n")


def plan_page(plan: Mapping[str, Any]) -> Page:
    """What applying a file would do, as ``stackls.planStack`` gives it."""
    name = plan["stack"]
    return _page(f"Plan for {name}" if name else "Plan", [_block("text", plan["text"])])


def folder_page(plan: Mapping[str, Any]) -> Page:
    """What applying several files would do, as ``stackls.planFolder`` gives it."""
    return _page(plan["title"], [_block("text", plan["text"])])


def difference_page(difference: Mapping[str, Any]) -> Page:
    """How two stacks differ, as ``stackls.diffStacks`` gives it."""
    title = f"Comparison of {difference['one']} and {difference['other']}"
    return _page(title, [_block("text", difference["text"])])


def version_page(name: str, checked: Mapping[str, Any]) -> Page:
    """What a document would be for another version, as ``stackls.checkForVersion`` gives it."""
    version, found, left = checked["zenml_version"], checked["findings"], checked["left"]
    parts = _rows(found) if found else ["Nothing has to be changed."]
    if checked["text"] is not None:
        fixes = f"{checked['fixed']} can be fixed."
        if left:
            fixes += " What is left then:"
        parts += [fixes, *_rows(left)]
    return _page(f"Check of {name} against ZenML {version}", parts)


def _rows(findings: Sequence[Mapping[str, Any]]) -> list[str]:
    if not findings:
        return []
    return [
        "\n".join(
            f"- line {one['line']}, {one['severity']}: {escape(one['message'])} {code(one['code'])}"
            for one in findings
        )
    ]


def flavor_page(flavor: Mapping[str, Any]) -> Page:
    """A flavor with its parameters, as ``stackls.describeFlavor`` gives it."""
    parts = [prose(flavor["description"])]
    integration = flavor["integration"]
    if integration is not None:
        parts.append(f"Integration {code(integration['name'])}: {code(integration['install'])}")
    if flavor["docs_url"]:
        parts.append(link("Documentation", flavor["docs_url"]))
    parameters: Sequence[Mapping[str, Any]] = flavor["parameters"]
    for heading, wanted in (("Required", True), ("Optional", False)):
        found = [_parameter(one) for one in parameters if one["required"] is wanted]
        if found:
            parts += [f"## {heading} parameters", "\n".join(found)]
    if not parameters:
        parts.append("It has no parameters.")
    parts.append(f"As of ZenML {escape(flavor['zenml_version'])}.")
    return _page(f"{label_of(flavor['type'])} flavor {flavor['name']}", parts)


def _parameter(parameter: Mapping[str, Any]) -> str:
    facts = [escape(parameter["type"])]
    if parameter["default_text"]:
        facts.append(f"default {code(parameter['default_text'])}")
    if parameter["sensitive"]:
        facts.append("sensitive")
    if parameter["deprecated"]:
        replacement = parameter["replacement"]
        facts.append("deprecated" + (f", use {code(replacement)}" if replacement else ""))
    description = " ".join(prose(parameter["description"] or "").split())
    says = f": {description}" if description else ""
    return f"- {code(parameter['name'])} ({', '.join(facts)}){says}"


def _page(title: str, parts: Sequence[str]) -> Page:
    whole = visible(title[:1].upper() + title[1:])
    return Page(whole, "\n\n".join([f"# {escape(whole)}", *filter(None, parts)]) + "\n")


def _block(language: str, text: str) -> str:
    """``text`` as a code block that nothing in it ends."""
    fence = _FENCE
    while fence in text:
        fence += "`"
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"

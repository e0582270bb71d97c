"""Documentation texts, in Markdown, for types, flavors, parameters and keys.

Names come from flavors that anybody may define, so whatever is not ours is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from stackls_core.catalog.catalog import Catalog
from stackls_core.catalog.component_types import (
    describe_type,
    label_of,
)
from stackls_core.catalog.model import Flavor
from stackls_core.documents.section import Owner
from stackls_core.schema.model import Parameter
from stackls_core.visible import visible, visible_lines
from stackls_core.yaml_writing import yaml_text

_SPECIAL = re.compile(r"([\\`*\[\]<>#|!]|(?<![^\W_])_|_(?![^\W_]))")
"""Underscores inside of words mean nothing, and some editors would show the backslash."""
_FENCE = re.compile(r"^```[^\n]*\n", re.MULTILINE)
_END_OF_FENCE = re.compile(r"^```$", re.MULTILINE)
_KEPT = re.compile(r"(`[^`\n]+`|\[[^\]\n]{1,300}\]\(https?://[^)\s]{1,1000}\))")
"""Code, and links to pages; nobody writes longer ones."""
_BACKTICKS = re.compile("`+")
_HIDDEN = "(hidden)"


def escape(text: str) -> str:
    """``text``, on one line, so that Markdown shows it as it is."""
    return _SPECIAL.sub(r"\\\1", visible(text))


def code(text: str) -> str:
    """``text`` as inline code, on one line."""
    fence = "`" * (max((len(run) for run in _BACKTICKS.findall(text)), default=0) + 1)
    pad = " " if "`" in text else ""
    return f"{fence}{pad}{visible(text)}{pad}{fence}"


def plain(markdown: str) -> str:
    """The same text for clients that show no Markdown."""
    text = re.sub(r"\[([^\]]{0,300})\]\(([^)]{0,1000})\)", r"\1: \2", markdown)
    text = re.sub(r"(?<!\\)(\*\*|``?)", "", text)
    text = re.sub(r"^---$", "", text, flags=re.MULTILINE)
    text = re.sub(r"\\(?=[\\`*_\[\]<>#|!])", "", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def prose(text: str) -> str:
    """A description from a catalog: its code and its links are kept, everything else escaped."""
    text = visible_lines(text.strip())
    shown: list[str] = []
    done = 0
    for start, end in _code_blocks(text):
        shown += [_line_prose(text[done:start]), text[start:end]]
        done = end
    return "".join([*shown, _line_prose(text[done:])])


def _code_blocks(text: str) -> Iterator[tuple[int, int]]:
    """Where the code blocks of ``text`` start and end, that are closed and not empty."""
    done = 0
    for begin in _FENCE.finditer(text):
        if begin.start() < done:
            continue
        end = _END_OF_FENCE.search(text, begin.end() + 1)
        if end is None:
            return
        done = end.end()
        yield begin.start(), done


def _line_prose(text: str) -> str:
    parts = _KEPT.split(text)
    # every other one was kept
    return "".join(
        part if index % 2 else _SPECIAL.sub(r"\\\1", part) for index, part in enumerate(parts)
    )


def link(text: str, url: str) -> str:
    """A link; other schemes than http(s) are shown as text."""
    if not url.startswith(("https://", "http://")):
        return escape(text)
    return f"[{escape(text)}]({url.replace(' ', '%20').replace(')', '%29')})"


def type_documentation(component_type: str, catalog: Catalog) -> str:
    """What a component type is for, whether a stack needs it, and its flavors."""
    flavors = catalog.flavors(component_type)
    facts = ["required" if component_type in catalog.imports.required else "optional"]
    may_repeat = component_type in catalog.imports.repeatable
    facts.append("may repeat" if may_repeat else "one in a stack")
    facts.extend(filter(None, [catalog.lifetimes.of(component_type).words]))
    lines = [f"**{escape(label_of(component_type))}** · {' · '.join(facts)}"]
    lines.append(describe_type(component_type))
    if flavors:
        names = ", ".join(code(summary.name) for summary in flavors)
        lines.append(f"Flavors: {names}")
    return "\n\n".join(line for line in lines if line)


def flavor_documentation(flavor: Flavor, lifetime: str = "") -> str:
    """What a flavor is, what has to be installed, what it needs, and where to read on."""
    title = f"**{escape(flavor.name)}** · {escape(label_of(flavor.type))} flavor"
    remote, local = flavor.locality
    where = "remote" if remote and local is False else "local" if local and not remote else None
    lines = [" · ".join(part for part in (title, where, lifetime) if part)]
    if flavor.description:
        lines.append(prose(flavor.description))
    if flavor.integration is not None:
        command = code(flavor.integration.install_command)
        lines.append(f"Integration {code(flavor.integration.name)}: {command}")
    elif flavor.is_custom:
        lines.append("Custom flavor")
    else:
        lines.append("Built into ZenML")
    if flavor.required:
        needed = ", ".join(code(parameter.name) for parameter in flavor.required)
        lines.append(f"Required: {needed}")
    if flavor.connector is not None:
        lines.append(f"Service connector: {connector_words(flavor)}")
    if flavor.docs_url:
        lines.append(link("Documentation", flavor.docs_url))
    return "\n\n".join(lines)


def connector_words(flavor: Flavor) -> str:
    """Which service connectors can authenticate a component of ``flavor``."""
    connector = flavor.connector
    if connector is None:
        return ""
    parts: list[str] = []
    if connector.type:
        parts.append(code(connector.type))
    if connector.resource_type:
        parts.append(
            f"any for {code(connector.resource_type)}"
            if not parts
            else f"for {code(connector.resource_type)}"
        )
    return " ".join(parts)


def parameter_documentation(
    parameter: Parameter, owner: Owner, lifetime: str = "", *, is_in_secret: bool = False
) -> str:
    """What a parameter takes and does, and the ``lifetime`` of it where that is known."""
    facts = [escape(parameter.shape.words)]
    facts.append("required" if parameter.required else "optional")
    if parameter.sensitive:
        facts.append("sensitive")
    facts.extend([lifetime] if lifetime else [])
    lines = [f"**{escape(parameter.name)}** · {' · '.join(facts)}"]
    if parameter.deprecation is not None:
        replacement = parameter.deprecation.replacement
        use = f" Use {code(replacement)} instead." if replacement else ""
        lines.append(f"**Deprecated.**{use}")
    if parameter.description:
        lines.append(prose(parameter.description))
    if shown := default_words(parameter):
        lines.append(f"Default: {code(shown)}")
    if parameter.examples:
        shown = ", ".join(code(yaml_text(example)) for example in parameter.examples[:3])
        lines.append(f"Example: {shown}")
    if parameter.sensitive and (parameter.refuses_secret_references or not is_in_secret):
        lines.append(secret_advice(parameter))
    elif parameter.refuses_secret_references:
        lines.append("Takes no secret reference.")
    if owner.docs is not None:
        lines.append(link(*owner.docs))
    return "\n\n".join(line for line in lines if line)


def secret_advice(parameter: Parameter) -> str:
    """How to write a sensitive value."""
    if parameter.refuses_secret_references:
        return "ZenML takes no secret reference here."
    return "Keep the value in a secret and refer to it: " + code("'{{secret_name.key}}'")


def default_words(parameter: Parameter) -> str:
    """The default as YAML; empty where there is none worth showing."""
    if not parameter.has_default or parameter.default is None:
        return ""
    if parameter.sensitive:
        return _HIDDEN
    return yaml_text(parameter.default)

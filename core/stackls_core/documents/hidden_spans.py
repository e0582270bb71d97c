"""Where in a document values stand that are hidden wherever they are shown.

What is a secret, `secrets` says of configurations; a file may have one anywhere else as well:
beside ``flavor``, below an anchor of its own, under a misspelt key, on a line that is no YAML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping as AnyMapping
from typing import TYPE_CHECKING

from stackls_core.documents.written_parameters import written_parameters
from stackls_core.registry.secrets import holds_secret, is_hidden, is_secret_key
from stackls_core.suggest import nearest
from stackls_core.text import Span
from stackls_core.yamltree.nodes import Entry, Mapping, Node, Scalar, as_dict, resolve, walk

if TYPE_CHECKING:
    from stackls_core.catalog.catalog import Catalog
    from stackls_core.documents.section import Section
    from stackls_core.documents.view import View
    from stackls_core.schema.model import Parameter

_KEY_AND_VALUE = re.compile(
    r"""(?<![\w.-])(?P<key>[A-Za-z_][\w.-]{0,80})["']?"""
    r"""[ \t]*:[ \t]*(?P<value>[^\s{}\[\],#*|>][^,}\r\n]*)"""
)
_NO_SECRETS = frozenset({"", "~", "null", "true", "false", "yes", "no", "on", "off"})
_NAMES_IN_SECRETS = ("name", "key")
"""Beside a secret in a mapping, these say which one is meant."""


def hidden_spans(view: View, catalog: Catalog) -> list[Span]:
    """Where values stand that are, or hold, a secret, in the order of the text.

    References to secrets, placeholders and switches are no secrets. A value that an alias brings in
    is hidden where it is written. In a comment, or on a line that is no YAML, keys are all that
    tells.
    """
    found = set(_after_keys(view.text))
    secrets: list[Node] = []
    for node in walk(view.document.root):
        if isinstance(node, Mapping):
            secrets += _under_secret_keys(node)
        elif isinstance(node, Scalar) and holds_secret(node.value):
            found.add(node.span)
    for entry, parameter in written_parameters(view, catalog):
        if parameter.sensitive:
            secrets.append(entry.value)
    for section in view.sections(catalog):
        secrets += _beside_or_misspelt(section)
    names = {id(resolve(node)) for node in view.names_of_secrets()}
    # an alias may bring the same value in many times
    for node in {id(node): node for node in map(resolve, secrets)}.values():
        if id(node) not in names:
            found.update(_all_of(node))
    return _merged(sorted(found))


def _merged(spans: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in spans:
        if merged and span.start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def _under_secret_keys(mapping: Mapping) -> Iterator[Node]:
    """What stands in ``mapping`` under keys that sound like a secret."""
    named = next((entry.value for entry in mapping.entries if entry.name == "name"), None)
    is_variable = isinstance(named, Scalar) and is_secret_key(named.value)
    for entry in mapping.entries:
        key = entry.name or ""
        if is_secret_key(key) or (is_variable and key == "value"):
            yield entry.value


def _beside_or_misspelt(section: Section[View]) -> Iterator[Node]:
    """What the section's owner says is sensitive, where ZenML would not find it."""
    if section.owner is None:
        return
    parameters = section.owner.shape.properties
    for mapping in (section.body, as_dict(section.node)):
        for entry in mapping.entries if mapping is not None else ():
            if entry.name not in section.own_keys and _is_sensitive(entry, parameters):
                yield entry.value


def _is_sensitive(entry: Entry, parameters: AnyMapping[str, Parameter]) -> bool:
    name = entry.name or ""
    meant = name if name in parameters else nearest(name, list(parameters))
    return meant is not None and parameters[meant].sensitive


def _all_of(value: Node | None) -> Iterator[Span]:
    """Every scalar of a value that is a secret as a whole."""
    named: set[int] = set()
    for node in walk(value):
        if isinstance(node, Mapping):
            named.update(id(one.key) for one in node.entries)
            named.update(id(one.value) for one in node.entries if one.name in _NAMES_IN_SECRETS)
        elif isinstance(node, Scalar) and id(node) not in named and _is_secret(node):
            yield node.span


def _is_secret(scalar: Scalar) -> bool:
    if scalar.is_plain and scalar.value.lower() in _NO_SECRETS:
        return False
    return is_hidden(scalar.value)


def _after_keys(text: str) -> Iterator[Span]:
    """What follows keys that sound like a secret, whatever the text is."""
    for match in _KEY_AND_VALUE.finditer(text):
        value = match["value"].strip().strip("'\"")
        is_known = value.lower() in _NO_SECRETS or value.startswith(("{{", "${"))
        if is_secret_key(match["key"]) and not is_known:
            start = match.start("value")
            yield Span(start, start + len(match["value"].rstrip()))

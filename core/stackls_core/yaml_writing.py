"""Plain data as YAML that can be looked at: what is invisible in it is escaped."""

from __future__ import annotations

import json
from typing import Any

import yaml

from stackls_core.visible import escaped, is_visible


class VisibleDumper(yaml.SafeDumper):
    """Puts into double quotes, where YAML has escapes, what holds something invisible.

    What it writes still has to go through `stackls_core.visible.escaped`.
    """


def _text(dumper: VisibleDumper, text: str) -> yaml.ScalarNode:
    del dumper
    style = None if is_visible(text.replace("\n", "")) else '"'
    return yaml.ScalarNode("tag:yaml.org,2002:str", text, style=style)


VisibleDumper.add_representer(str, _text)


def yaml_of(data: object) -> str:
    """``data`` as YAML in the order it has."""
    text = yaml.dump(data, Dumper=VisibleDumper, sort_keys=False, allow_unicode=True, width=100)
    return escaped(text)


def yaml_text(value: Any) -> str:
    """``value`` as it would be written in a document, on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, str):
        return value or "''"
    if isinstance(value, (int, float)):
        return str(value)
    return json.dumps(value, ensure_ascii=False)

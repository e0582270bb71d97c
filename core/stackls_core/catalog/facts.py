"""The facts in a flavor's record, without ZenML's words about them.

The repository keeps facts of many versions and none of ZenML's text. What a parameter, a flavor or
a setting is for is said by the newest version that has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

Json = dict[str, Any]

_PROSE = ("description", "title")
_EXAMPLES = ("examples", "example")
_VALUES = ("default", "enum", "const", "required", "examples", "example")
"""What no schema is below."""
_RECORD_PROSE = ("description", "docs_url", "sdk_docs_url")
_DOCS = ("attribute_docs", "nested_attribute_docs")


def facts_of(record: Mapping[str, Any]) -> Json:
    """A flavor's record without what is said for people."""
    kept = {key: value for key, value in record.items() if key not in _RECORD_PROSE}
    kept["schema"] = _schema_facts(record["schema"])
    facts = cast("Json", record.get("facts") or {})
    kept["facts"] = {key: value for key, value in facts.items() if key not in _DOCS}
    deprecated = cast("dict[str, Json]", facts.get("deprecated") or {})
    kept["facts"]["deprecated"] = {
        name: {"replacement": one.get("replacement")} for name, one in deprecated.items()
    }
    return kept


def _schema_facts(node: Any) -> Any:
    if isinstance(node, list):
        return [_schema_facts(item) for item in cast("list[Any]", node)]
    if not isinstance(node, dict):
        return node
    return {
        key: value if key in _VALUES else _schema_facts(value)
        for key, value in cast("Json", node).items()
        if not _is_prose(key, value)
    }


def _is_prose(key: str, value: Any) -> bool:
    """A parameter may have such a name, too; its value is a schema then."""
    return (key in _PROSE and isinstance(value, str)) or (
        key in _EXAMPLES and isinstance(value, list)
    )


def with_words(facts: Mapping[str, Any], record: Mapping[str, Any] | None) -> Json:
    """A record of those facts, with the words of another version's ``record`` where they fit."""
    found: Json = {**facts, "description": "", "docs_url": None, "sdk_docs_url": None}
    if record is None:
        return found
    found |= {key: record.get(key) for key in _RECORD_PROSE}
    found["schema"] = _schema_with_words(facts["schema"], record["schema"])
    theirs = cast("Json", record.get("facts") or {})
    own = cast("Json", facts["facts"])
    docs: Json = {name: theirs.get(name) or {} for name in _DOCS}
    found["facts"] = {**own, **docs, "deprecated": _with_messages(own, theirs)}
    return found


def _with_messages(own: Json, theirs: Json) -> Json:
    messages = cast("dict[str, Json]", theirs.get("deprecated") or {})
    return {
        name: {"message": messages.get(name, {}).get("message") or "", **one}
        for name, one in cast("dict[str, Json]", own.get("deprecated") or {}).items()
    }


def _schema_with_words(node: Any, other: Any) -> Any:
    if not isinstance(node, dict) or not isinstance(other, dict):
        return cast("object", node)
    own, theirs = cast("Json", node), cast("Json", other)
    found = {
        key: value
        if key in _VALUES or key not in theirs
        else _schema_with_words(value, theirs[key])
        for key, value in own.items()
    }
    words = {key: value for key, value in theirs.items() if _is_prose(key, value)}
    return {**words, **found}

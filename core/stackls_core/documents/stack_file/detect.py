"""Which YAML documents are stack files.

Many formats have a top-level ``components`` (OpenAPI, atmos) or are called ``stack.yaml``
(Haskell, OpenFaaS), so it takes more than one such sign.
"""

from __future__ import annotations

import re

from stackls_core.catalog.component_types import COMPONENT_TYPES, REMOVED_TYPES, singular_of
from stackls_core.suggest import nearest
from stackls_core.yamltree.nodes import as_mapping, entry_of
from stackls_core.yamltree.parse import parse
from stackls_core.yamltree.values import try_value

_TOP_KEYS = ("stack_name", "zenml_version", "components")

_TOP_KEY = re.compile(
    r"^\ufeff?(?P<quote>['\"]?)(?P<key>stack_name|zenml_version|components)(?P=quote)[ \t]*:"
    r"(?=[ \t\r\n]|\Z)",
    re.MULTILINE,
)
_ANY_TOP_KEY = re.compile(
    r"^(?P<quote>['\"]?)(?P<key>[\w.-]+)(?P=quote)[ \t]*:(?=[ \t\r\n]|\Z)[ \t]*(?P<anchor>&)?",
    re.MULTILINE,
)
_EXPECTED = frozenset({"name", "version", "labels", "environment", "env", "secrets", "description"})
_CHILD = re.compile(r"(?P<indent> +)(?P<quote>['\"]?)(?P<key>[\w-]+)(?P=quote)[ \t]*:(?:\s|$)")
_HELM = re.compile(r"\s*\.(?:Values|Release|Chart)\b")
_INDENTED_START = re.compile(r"\ufeff?(?:[ \t]*(?:#[^\n]*|\r)?\n|---[ \t]*\r?\n)*( +)[^\s#]")
_FLOW_START = re.compile(r"\ufeff?(?:[ \t]*(?:#[^\n]*|\r)?\n|---[ \t]*\r?\n)*(?:---)?[ \t]*\{")
_STRING = re.compile(
    r"[ \t]*(?:(?P<quote>['\"])(?P<quoted>[^'\"\\\r\n]{0,80})(?P=quote)|(?P<plain>[\w.+-]{1,80}))"
    r"[ \t]*(?:[\r\n]|[ \t]#|\Z)"
)
_CHILDREN_READ = 400


def looks_like_stack_file(text: str) -> bool:
    """Whether the content of ``text`` says that it is a stack file."""
    if "stack_name" not in text and "components" not in text:
        return False
    if "\n" not in text and "\r" in text:
        text = text.replace("\r", "\n")
    if _is_template(text):
        return False
    text = _unindented(text)
    if _FLOW_START.match(text):
        return _flow_document_looks_like_one(text)
    ends = {key: end for key in _TOP_KEYS if (end := _top_key_end(text, key)) is not None}
    if "stack_name" in ends and len(ends) > 1:
        return True
    if "components" not in ends or not _has_component_types(text, ends["components"]):
        return False
    if len(ends) > 1:
        return True
    return not _is_of_a_project(text) and not _holds_other_things(text, ends["components"])


def _is_of_a_project(text: str) -> bool:
    """Whether there are keys at the top that nobody writes into a stack file.

    A project's own settings may have ``components``, too. Anchors stand under names that begin
    with a sign; what is missing of a stack file is perhaps misspelt.
    """
    for match in _ANY_TOP_KEY.finditer(text):
        key = match["key"]
        if key in _EXPECTED or key[0] in "_.x" or _is_type_key(key) or match["anchor"]:
            continue
        if nearest(key, _TOP_KEYS) is None:
            return True
    return False


def written_version(text: str) -> str | None:
    """What is written after ``zenml_version`` at the top; ``None`` where that is no word or text.

    Of several the last one counts, as it does for ZenML.
    """
    if "zenml_version" not in text:
        return None
    if any(sign in text for sign in _ODD_BREAKS) or _has_lone_return(text):
        text = _BREAK.sub("\n", text)
    if _FLOW_START.match(text):
        return _version_in(text)
    text = _unindented(text)
    key = _last_top_key(text, "zenml_version")
    if key is None:
        return None
    match = _STRING.match(text, key.end())
    if match is not None:
        return match["quoted"] if match["quote"] else match["plain"]
    # a tag, an anchor, text in several lines: YAML alone knows what these are
    following = _TOP_LINE.search(text, key.end())
    entry = text[key.start() : following.start() if following else len(text)]
    if len(entry) > _LONGEST_ENTRY:
        return None
    return _version_in(text if _ALIAS.match(text, key.end()) else entry)


def _has_lone_return(text: str) -> bool:
    # most texts have none at all, which is seen much sooner
    return "\r" in text and text.count("\r") != text.count("\r\n")


_ODD_BREAKS = "\x85\u2028\u2029"
_BREAK = re.compile("\r\n?|[\x85\u2028\u2029]")
_TOP_LINE = re.compile(r"[\r\n](?=[^\s#])")
_ALIAS = re.compile(r"[ \t]*\*")
_LONGEST_ENTRY = 1000


def _version_in(text: str) -> str | None:
    entry = entry_of(as_mapping(parse(text).root), "zenml_version")
    readable, value = try_value(entry.value) if entry is not None else (False, None)
    return value if readable and isinstance(value, str) else None


def _last_top_key(text: str, key: str) -> re.Match[str] | None:
    at = text.rfind(key)
    while at >= 0:
        line = text.rfind("\n", 0, at) + 1
        match = _TOP_KEY.match(text, line)
        if match is not None and match["key"] == key:
            return match
        at = text.rfind(key, 0, line)
    return None


def is_indented_as_a_whole(text: str) -> bool:
    """Whether the keys at the top of a stack file stand further right than at the first column.

    Where one of them does not, only the first key is missing: what is below it is indented.
    """
    if _unindented(text) is text or any(_top_key_end(text, key) is not None for key in _TOP_KEYS):
        return False
    return looks_like_stack_file(text)


def _unindented(text: str) -> str:
    """``text`` without the indentation of its first line of content, which YAML lets all have."""
    match = _INDENTED_START.match(text)
    if match is None:
        return text
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    lines = text[len(mark) :].split("\n")
    return mark + "\n".join(line.removeprefix(match[1]) for line in lines)


def _is_template(text: str) -> bool:
    """Whether ``text`` is for jinja, helm or another engine, and no YAML before that.

    ``{%`` or ``%{`` begin a line, ``{{-`` stands anywhere, as do helm's values. Only braces are
    looked at: a long file has few, and searching for anything longer takes many times as long.
    """
    at = text.find("{")
    while at >= 0:
        following = text[at + 1 : at + 2]
        if following == "{" and (text[at + 2 : at + 3] == "-" or _HELM.match(text, at + 2)):
            return True
        if following == "%" and _begins_line(text, at):
            return True
        if text[at - 1 : at] == "%" and _begins_line(text, at - 1):
            return True
        at = text.find("{", at + 1)
    return False


def _begins_line(text: str, at: int) -> bool:
    while at > 0 and text[at - 1] in " \t":
        at -= 1
    return at == 0 or text[at - 1] == "\n"


def _top_key_end(text: str, key: str) -> int | None:
    """The offset behind the colon of a top-level key; ``None`` where there is none."""
    at = text.find(key)
    while at >= 0:
        line = text.rfind("\n", 0, at) + 1
        match = _TOP_KEY.match(text, line)
        if match is not None and match["key"] == key:
            return match.end()
        line_end = text.find("\n", at)
        at = text.find(key, line_end) if line_end >= 0 else -1
    return None


def _has_component_types(text: str, start: int) -> bool:
    """Whether a known component type is a key right below the ``components`` that ends there."""
    line_end = text.find("\n", start)
    if line_end < 0:
        return _has_inline_type(text[start:])
    if _has_inline_type(text[start:line_end]):
        return True
    indent: int | None = None
    for line in text[line_end + 1 :].split("\n", _CHILDREN_READ)[:_CHILDREN_READ]:
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        if not line.startswith(" "):
            return False
        match = _CHILD.match(line)
        if match is None:
            continue
        indent = indent if indent is not None else len(match["indent"])
        if len(match["indent"]) == indent and _is_type_key(match["key"]):
            return True
    return False


def _holds_other_things(text: str, start: int) -> bool:
    """Whether what stands below the types is something, and nothing that a component has."""
    keys: set[str] = set()
    outer: int | None = None
    inner: int | None = None
    for line in text[start:].split("\n", _CHILDREN_READ)[1:_CHILDREN_READ]:
        if line.strip() and not line.startswith((" ", "#")):
            break
        match = _CHILD.match(line.replace("- ", "  ", 1))
        if match is None:
            continue
        indent = len(match["indent"])
        outer = indent if outer is None else outer
        if indent <= outer:
            inner = None
            if _SWITCH.fullmatch(line, match.end()):
                keys.add("")
            continue
        inner = indent if inner is None else inner
        if indent == inner:
            keys.add(match["key"])
    return bool(keys) and not any(nearest(key, _OF_COMPONENTS) for key in keys)


_OF_COMPONENTS = ("name", "flavor", "configuration", "type", "connector", "labels")
_SWITCH = re.compile(r"[ \t]*(?:true|false|[0-9]+)[ \t\r]*(?:#.*)?")


def _has_inline_type(rest: str) -> bool:
    return any(_is_type_key(word) for word in re.findall(r"[{,]\s*([\w-]+)\s*:", rest))


def _is_type_key(key: str) -> bool:
    return key in COMPONENT_TYPES or key in REMOVED_TYPES or singular_of(key) is not None


def _flow_document_looks_like_one(text: str) -> bool:
    root = as_mapping(parse(text).root)
    if root is None:
        return False
    names = {entry.name for entry in root.entries}
    if "stack_name" in names and names & {"components", "zenml_version"}:
        return True
    for entry in root.entries:
        components = as_mapping(entry.value) if entry.name == "components" else None
        if components and any(_is_type_key(child.name or "") for child in components.entries):
            return True
    return False

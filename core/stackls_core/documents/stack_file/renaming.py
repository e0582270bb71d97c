"""Rename the stack of a file, or a component."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator

from stackls_core.catalog.component_types import BANNED_IN_NAMES, MAX_NAME, label_of
from stackls_core.documents.stack_file.model import StackFile
from stackls_core.documents.stack_file.targets import STACK, name_scalar, stack_scalar
from stackls_core.documents.view import RenameRefused, Target
from stackls_core.text import TextEdit
from stackls_core.wording import article_for
from stackls_core.yamltree.anchors import anchors_of
from stackls_core.yamltree.edits import plain_or_quoted, quoted
from stackls_core.yamltree.nodes import Mapping, Node, Scalar, Sequence, walk
from stackls_core.yamltree.parse import parse
from stackls_core.yamltree.values import parse_secret_reference, try_value


def rename(file: StackFile, target: Target, new_name: str) -> tuple[TextEdit, ...]:
    """The edits that rename what ``target`` is. Raises `RenameRefused`."""
    if target.key == STACK:
        _check_name(new_name, "A stack's name")
        scalar = stack_scalar(file)
        return _replace(file, [scalar], new_name) if scalar is not None else ()
    _check_name(new_name, "A component's name")
    if parse_secret_reference(new_name) is not None:
        raise RenameRefused("A component cannot be named by a secret reference.")
    _, component_type, name = target.key
    return _component_edits(file, component_type, name, new_name)


def _check_name(name: str, what: str) -> None:
    if not name:
        raise RenameRefused(f"{what} cannot be empty.")
    if len(name) > MAX_NAME:
        raise RenameRefused(f"{what} has at most {MAX_NAME} characters; this one has {len(name)}.")
    if any(character in BANNED_IN_NAMES for character in name):
        raise RenameRefused(f"{what} has no tabs or line breaks.")
    if any(unicodedata.category(character) == "Cs" for character in name):
        raise RenameRefused("This name has characters that no file can hold.")


def _component_edits(
    file: StackFile, component_type: str, old_name: str, new_name: str
) -> tuple[TextEdit, ...]:
    """Edits of the names of all components of that type and name in one file."""
    label = label_of(component_type)
    scalars: dict[int, Scalar] = {}
    for component in file.components:
        scalar = name_scalar(component)
        if component.type != component_type or scalar is None:
            continue
        if component.name == old_name:
            scalars[id(scalar)] = scalar
        elif component.name == new_name:
            named = f"{article_for(label)} {label} named {new_name}"
            where = file.stack_name or "the same file"
            raise RenameRefused(f"There is already {named} in {where}.")
    _check_not_shared(file, scalars, component_type)
    return _replace(file, list(scalars.values()), new_name)


def _check_not_shared(file: StackFile, scalars: dict[int, Scalar], component_type: str) -> None:
    """Refuse to change a name that an alias or a merge key also makes the name of another thing."""
    own: Counter[int] = Counter()
    for component in file.components:
        scalar = name_scalar(component)
        if id(scalar) not in scalars:
            continue
        if component.type != component_type:
            kind = label_of(component.type)
            raise RenameRefused(
                f"The name is shared with {article_for(kind)} {kind} through an anchor. "
                "Give that one a name of its own first."
            )
        own[id(scalar)] += 1
    for anchor in anchors_of(file.document):
        if id(anchor.node) in scalars and len(anchor.uses) + 1 > own[id(anchor.node)]:
            raise RenameRefused(
                f"The name has the anchor {anchor.name}, which is also used for other values. "
                "Write these out first."
            )


def _replace(file: StackFile, scalars: list[Scalar], new_name: str) -> tuple[TextEdit, ...]:
    """Write ``new_name`` in the place of each scalar, in its quotes where it has some."""
    in_flow = _inside_of_brackets(file.document.root)
    written: dict[tuple[str, bool], str] = {}
    edits: list[TextEdit] = []
    for scalar in scalars:
        way = (scalar.style, id(scalar) in in_flow)
        if way not in written:
            written[way] = _written(scalar.style, new_name, in_flow=way[1])
        edits.append(TextEdit(scalar.span, written[way]))
    return tuple(edits)


def _inside_of_brackets(root: Node | None) -> set[int]:
    """The ids of the scalars that stand within brackets or braces."""
    found: set[int] = set()
    end = -1
    for node in walk(root):
        if isinstance(node, (Mapping, Sequence)) and node.flow:
            end = max(end, node.end)
        elif isinstance(node, Scalar) and node.end <= end:
            found.add(id(node))
    return found


def _written(style: str, name: str, *, in_flow: bool) -> str:
    for candidate in _ways_to_write(style, name, in_flow=in_flow):
        if _reads_as(candidate, name):
            return candidate
    raise RenameRefused("This name has characters that YAML does not allow.")


def _ways_to_write(style: str, name: str, *, in_flow: bool) -> Iterator[str]:
    if name.isprintable():
        if style == "'":
            yield "'" + name.replace("'", "''") + "'"
        elif style == '"':
            yield '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
        else:
            yield plain_or_quoted(name, flow=in_flow)
    yield quoted(name)


def _reads_as(written: str, name: str) -> bool:
    """Whether YAML reads exactly this name, in block and in flow style or quoted."""
    document = parse(f"name: {written}\n")
    root = document.root
    if document.errors or not isinstance(root, Mapping) or len(root.entries) != 1:
        return False
    return try_value(root.entries[0].value) == (True, name)

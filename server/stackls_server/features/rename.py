"""Rename a component across stack files, the stack, or an anchor."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from stackls_core.catalog.component_types import BANNED_IN_NAMES, MAX_NAME, label_of
from stackls_core.documents.stack_file.model import StackFile, parse_stack_file
from stackls_core.text import LineIndex, Span, TextEdit
from stackls_core.wording import article_for
from stackls_core.yamltree.edits import plain_or_quoted, quoted
from stackls_core.yamltree.nodes import Mapping, Node, Scalar, Sequence, as_scalar, walk
from stackls_core.yamltree.parse import parse
from stackls_core.yamltree.values import parse_secret_reference, try_value
from stackls_server.features.anchors import Anchor, anchors_of, name_in_use
from stackls_server.features.snapshot import Snapshot
from stackls_server.features.targets import AnchorTarget, SecretTarget, StackTarget, target_at
from stackls_server.features.workspace_index import WorkspaceIndex, name_scalar

_ANCHOR_NAME = re.compile(r"[\w-]+", re.ASCII)


class RenameRefused(Exception):
    """The new name cannot be given; the message says why, in words for the user."""


@dataclass(frozen=True)
class Renamable:
    """What can be renamed: where its name stands, and the name."""

    span: Span
    name: str


@dataclass(frozen=True, eq=False)
class FileEdits:
    """What changes in one file."""

    uri: str
    lines: LineIndex
    edits: tuple[TextEdit, ...]


def prepare_rename(snapshot: Snapshot, offset: int) -> Renamable | None:
    """What a rename at ``offset`` would rename; ``None`` where there is nothing to rename."""
    target = target_at(snapshot, offset)
    if target is None or isinstance(target, SecretTarget):
        return None  # the secret itself is not in any file
    if not isinstance(target, AnchorTarget):
        return Renamable(target.span, target.name)
    written = snapshot.text[target.span.start : target.span.start + 1]
    if written not in ("&", "*"):
        return None  # a merge key
    span = Span(target.span.start + 1, target.span.end)
    return Renamable(span, target.anchor.name)


def rename(
    snapshot: Snapshot, uri: str, offset: int, new_name: str, index: WorkspaceIndex
) -> list[FileEdits]:
    """The edits that rename what is at ``offset``; empty where there is nothing to rename.

    A component is renamed in every file of ``index`` that has one of its type and name: to ZenML
    they are one. Raises `RenameRefused` for a name that ZenML or YAML would not take.
    """
    if prepare_rename(snapshot, offset) is None:
        return []
    target = target_at(snapshot, offset)
    if target is None or isinstance(target, SecretTarget):
        return []
    file = snapshot.stack_file
    if isinstance(target, AnchorTarget):
        return [FileEdits(uri, file.lines, _anchor_edits(file, target.anchor, new_name))]
    if isinstance(target, StackTarget):
        _check_name(new_name, "A stack's name")
        return [FileEdits(uri, file.lines, _stack_edits(file, new_name))]
    _check_name(new_name, "A component's name")
    if parse_secret_reference(new_name) is not None:
        raise RenameRefused("A component cannot be named by a secret reference.")
    files = {uri: file}
    for indexed, _ in index.components(target.type, target.name):
        if indexed.uri not in files:
            files[indexed.uri] = parse_stack_file(indexed.lines.text)
    changes = [
        FileEdits(one, found.lines, _component_edits(found, target.type, target.name, new_name))
        for one, found in files.items()
    ]
    return [change for change in changes if change.edits]


def _check_name(name: str, what: str) -> None:
    if not name:
        raise RenameRefused(f"{what} cannot be empty.")
    if len(name) > MAX_NAME:
        raise RenameRefused(f"{what} has at most {MAX_NAME} characters; this one has {len(name)}.")
    if any(character in BANNED_IN_NAMES for character in name):
        raise RenameRefused(f"{what} has no tabs or line breaks.")
    if any(unicodedata.category(character) == "Cs" for character in name):
        raise RenameRefused("This name has characters that no file can hold.")


# --- anchors ------------------------------------------------------------------------------------


def _anchor_edits(file: StackFile, anchor: Anchor, new_name: str) -> tuple[TextEdit, ...]:
    if not _ANCHOR_NAME.fullmatch(new_name):
        raise RenameRefused("An anchor's name has only letters, digits, hyphens and underscores.")
    if any(other.name == new_name and other.node is not anchor.node for other in anchors_of(file)):
        raise RenameRefused(f"There is already an anchor named {new_name} in this file.")
    spans = [anchor.name_span, *(name_in_use(alias) for alias in anchor.uses)]
    return tuple(TextEdit(span, new_name) for span in spans)


# --- names --------------------------------------------------------------------------------------


def _stack_edits(file: StackFile, new_name: str) -> tuple[TextEdit, ...]:
    entry = file.entry("stack_name")
    scalar = as_scalar(entry.value) if entry is not None else None
    return (_replace(file, scalar, new_name),) if scalar is not None else ()


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
    for scalar in scalars.values():
        _check_not_shared(file, scalar, component_type)
    return tuple(_replace(file, scalar, new_name) for scalar in scalars.values())


def _check_not_shared(file: StackFile, scalar: Scalar, component_type: str) -> None:
    """Refuse to change a name that an alias or a merge key also makes the name of another thing."""
    own = 0
    for component in file.components:
        if name_scalar(component) is not scalar:
            continue
        if component.type != component_type:
            kind = label_of(component.type)
            raise RenameRefused(
                f"The name is shared with {article_for(kind)} {kind} through an anchor. "
                "Give that one a name of its own first."
            )
        own += 1
    for anchor in anchors_of(file):
        if anchor.node is scalar and len(anchor.uses) + 1 > own:
            raise RenameRefused(
                f"The name has the anchor {anchor.name}, which is also used for other values. "
                "Write these out first."
            )


def _replace(file: StackFile, scalar: Scalar, new_name: str) -> TextEdit:
    """Write ``new_name`` in the place of a scalar, in its quotes where it has some."""
    in_flow = any(_is_flow_around(node, scalar) for node in walk(file.document.root))
    for candidate in _ways_to_write(scalar, new_name, in_flow=in_flow):
        if _reads_as(candidate, new_name):
            return TextEdit(scalar.span, candidate)
    raise RenameRefused("This name has characters that YAML does not allow.")


def _is_flow_around(node: Node, scalar: Scalar) -> bool:
    if not isinstance(node, (Mapping, Sequence)) or not node.flow:
        return False
    return node.start <= scalar.start and scalar.end <= node.end


def _ways_to_write(scalar: Scalar, name: str, *, in_flow: bool) -> Iterator[str]:
    if name.isprintable():
        if scalar.style == "'":
            yield "'" + name.replace("'", "''") + "'"
        elif scalar.style == '"':
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

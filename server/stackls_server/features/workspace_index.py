"""What the stack files of a workspace name, and where: stacks, components, secrets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from stackls_core.documents.stack_file.detect import is_stack_file
from stackls_core.documents.stack_file.model import ComponentNode, StackFile, parse_stack_file
from stackls_core.text import LineIndex, Span
from stackls_core.yamltree.nodes import Node, Scalar, as_scalar, walk
from stackls_core.yamltree.values import parse_secret_reference


@dataclass(frozen=True, eq=False)
class Location:
    """A span of a file that may not be open; ``lines`` turns it into positions."""

    uri: str
    lines: LineIndex
    span: Span


@dataclass(frozen=True)
class IndexedComponent:
    """A component of a stack file: ``span`` is all of it, ``name_span`` its name as written.

    The name may stand outside of the component, where an alias or a merge key brings it in.
    """

    type: str
    name: str
    flavor: str | None
    span: Span
    name_span: Span


@dataclass(frozen=True)
class IndexedSecret:
    """A reference to a key of a secret; ``span`` is from ``{{`` to ``}}``."""

    name: str
    span: Span


@dataclass(frozen=True, eq=False)
class IndexedFile:
    """One stack file. ``stack_span`` is where its name stands, or its first key without one."""

    uri: str
    lines: LineIndex
    stack_name: str | None
    stack_span: Span
    components: tuple[IndexedComponent, ...]
    secrets: tuple[IndexedSecret, ...] = ()

    def location(self, span: Span) -> Location:
        """``span`` as a place in this file."""
        return Location(self.uri, self.lines, span)


@dataclass(frozen=True, eq=False)
class WorkspaceIndex:
    """All stack files that are known, in the order of their URIs."""

    files: tuple[IndexedFile, ...] = ()

    def components(
        self, component_type: str, name: str
    ) -> Iterator[tuple[IndexedFile, IndexedComponent]]:
        """Every component of that type and name, with its file."""
        for file in self.files:
            for component in file.components:
                if component.name == name and component.type == component_type:
                    yield file, component

    def names_of(self, component_type: str, name: str) -> list[Location]:
        """Where the name of that component is written; each place once."""
        found: dict[tuple[str, Span], Location] = {}
        for file, component in self.components(component_type, name):
            span = component.name_span
            found.setdefault((file.uri, span), file.location(span))
        return list(found.values())

    def references_to(self, secret: str) -> list[Location]:
        """Where a key of that secret is referred to."""
        return [
            file.location(one.span)
            for file in self.files
            for one in file.secrets
            if one.name == secret
        ]


def index_text(
    uri: str, text: str, path: str | None = None, globs: tuple[str, ...] = ()
) -> IndexedFile | None:
    """The index of one file; ``None``, without parsing it, where it is no stack file.

    ``path`` and ``globs`` are what `is_stack_file` takes.
    """
    if not is_stack_file(text, path, globs):
        return None
    return index_stack_file(uri, parse_stack_file(text))


def index_stack_file(uri: str, file: StackFile) -> IndexedFile:
    """The index of a file that is parsed already."""
    entry = file.entry("stack_name")
    scalar = as_scalar(entry.value) if entry is not None else None
    stack_span = file.first_key_span
    if scalar is not None and not scalar.is_absent and file.stack_name is not None:
        stack_span = inner_span(scalar)
    components = tuple(
        indexed for component in file.components if (indexed := _component(component)) is not None
    )
    secrets = tuple(secrets_in(file.document.root, file.text))
    return IndexedFile(uri, file.lines, file.stack_name, stack_span, components, secrets)


def secrets_in(root: Node | None, text: str) -> Iterator[IndexedSecret]:
    """The secret references below ``root``, each written place once."""
    if "{{" not in text:
        return
    for node in walk(root):
        if isinstance(node, Scalar) and "{{" in node.value:
            reference = parse_secret_reference(node.value)
            if reference is not None:
                yield IndexedSecret(reference.name, _braces(text, inner_span(node)))


def _braces(text: str, span: Span) -> Span:
    """From ``{{`` to ``}}``: a block scalar has its mark and its indentation before these."""
    start = text.find("{{", span.start, span.end)
    end = text.rfind("}}", span.start, span.end)
    return Span(start, end + 2) if 0 <= start < end else span


def _component(component: ComponentNode) -> IndexedComponent | None:
    scalar = name_scalar(component)
    if scalar is None or component.name is None:
        return None
    return IndexedComponent(
        component.type, component.name, component.flavor, component.span, inner_span(scalar)
    )


def name_scalar(component: ComponentNode) -> Scalar | None:
    """The scalar that a component's name is read from, aliases and merge keys followed."""
    entry = component.entry("name")
    return as_scalar(entry.value) if entry is not None else None


def inner_span(scalar: Scalar) -> Span:
    """Where the text of a scalar stands: inside of its quotes, if it has some."""
    if scalar.style in ("'", '"') and scalar.end - scalar.start > 1:
        return Span(scalar.start + 1, scalar.end - 1)
    return scalar.span

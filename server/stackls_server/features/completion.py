"""Completion: what can stand at the cursor, and the text that writes it.

Every item replaces the token at the cursor, keeps to the file's indentation and is valid YAML with
and without snippet support.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum

from stackls_core.component_types import COMPONENT_TYPES, REQUIRED_TYPES, describe_type, label_of
from stackls_core.flavors.model import Flavor, FlavorSummary, Kind, Parameter, Shape
from stackls_core.stackfile.cursor import Cursor, Role, cursor_at
from stackls_core.stackfile.place import Place, PlaceKind, parameter_at, place_of, shape_at
from stackls_core.text import Span, TextEdit
from stackls_core.validation.edits import plain_or_quoted
from stackls_core.validation.placeholder_values import placeholder_value
from stackls_server.features import markup
from stackls_server.features.snapshot import Snapshot


class ItemKind(Enum):
    """What an item is, for its icon."""

    TYPE = "type"
    FLAVOR = "flavor"
    KEY = "key"
    PARAMETER = "parameter"
    VALUE = "value"
    SKELETON = "skeleton"


@dataclass(frozen=True)
class DocumentationKey:
    """Names the documentation of an item, which is made when a client shows it."""

    kind: str
    type: str = ""
    flavor: str = ""
    parameter: tuple[str, ...] = ()


@dataclass(frozen=True)
class Completion:
    """One item.

    ``text`` replaces ``span``; ``snippet`` is the same with tab stops. Lines after the first of
    both are indented in full. ``extra`` is an edit besides, on the same line.
    """

    label: str
    kind: ItemKind
    span: Span
    text: str
    snippet: str
    rank: str = ""
    detail: str = ""
    documentation: DocumentationKey | None = None
    deprecated: bool = False
    extra: TextEdit | None = None
    filter_text: str = ""
    suggest_next: bool = False


def complete(snapshot: Snapshot, offset: int) -> list[Completion]:
    """The items for a cursor at ``offset``, in the order in which they should be shown."""
    if not snapshot.is_stack_file and snapshot.text.strip():
        return []
    cursor = cursor_at(snapshot.lines, offset)
    place = place_of(cursor)
    provider = _PROVIDERS.get(place.kind)
    if provider is None:
        return []
    request = _Request(snapshot, offset, cursor, place)
    items = [_finished(request, item) for item in provider(request)]
    return sorted(items, key=lambda item: item.rank)


@dataclass(frozen=True)
class _Request:
    snapshot: Snapshot
    offset: int
    cursor: Cursor
    place: Place

    @property
    def flavor(self) -> Flavor | None:
        if not self.place.flavor:
            return None
        return self.snapshot.registry.flavor(self.place.component_type, self.place.flavor)

    @property
    def line_break(self) -> str:
        return "\r\n" if "\r\n" in self.snapshot.text[:2000] else "\n"

    @property
    def has_children_below(self) -> bool:
        """Whether the next line is indented further: what the key at the cursor already holds."""
        lines = self.snapshot.lines
        number = lines.line_of(self.offset) + 1
        while number < lines.line_count and not lines.line_text(number).strip():
            number += 1
        text = lines.line_text(number) if number < lines.line_count else ""
        indent = len(text) - len(text.lstrip(" "))
        is_list = text.lstrip(" ").startswith("- ") and indent >= self.cursor.column
        return bool(text.strip()) and (indent > self.cursor.column or is_list)


_Provider = Callable[[_Request], Iterable[Completion]]


def _finished(request: _Request, item: Completion) -> Completion:
    """What all items share: quotes that were begun, the space after a colon, alignment."""
    cursor = request.cursor
    typed = request.snapshot.text[cursor.span.start : cursor.span.end]
    filter_text = item.filter_text or item.label
    if cursor.quote:
        filter_text = cursor.quote + filter_text
        if item.kind in (ItemKind.VALUE, ItemKind.FLAVOR) and not item.text.startswith(
            cursor.quote
        ):
            text = cursor.quote + item.text.strip("'\"") + cursor.quote
            item = replace(item, text=text, snippet=escape_snippet(text))
    before = request.snapshot.text[cursor.span.start - 1 : cursor.span.start]
    if cursor.role is Role.VALUE and before == ":":
        item = replace(item, text=" " + item.text, snippet=" " + item.snippet)
        filter_text = " " + filter_text if typed.startswith(" ") else filter_text
    elif before == "-" and cursor.on_item and not cursor.flow:
        item = replace(item, text=" " + item.text, snippet=" " + item.snippet)
    realign = cursor.realign
    if realign is not None and realign.span == Span(cursor.span.start, cursor.span.start):
        # two insertions at one place have no order: make them one
        indented = replace(
            item, text=realign.new_text + item.text, snippet=realign.new_text + item.snippet
        )
        return replace(indented, filter_text=filter_text)
    return replace(item, extra=realign, filter_text=filter_text)


def escape_snippet(text: str) -> str:
    """``text`` so that a snippet inserts it as it is."""
    return text.replace("\\", "\\\\").replace("$", "\\$").replace("}", "\\}")


# --- the top of the file ----------------------------------------------------------------------


def _top_keys(request: _Request) -> Iterator[Completion]:
    present = request.cursor.siblings
    for index, key in enumerate(("stack_name", "zenml_version", "components")):
        if key in present:
            continue
        holds = key == "components"
        text, snippet = _key_text(request, key, opens_block=holds)
        if key == "zenml_version" and not request.cursor.has_colon:
            text += request.snapshot.registry.zenml_version
            snippet += escape_snippet(request.snapshot.registry.zenml_version)
        docs = DocumentationKey("top", parameter=(key,))
        yield Completion(
            key, ItemKind.KEY, request.cursor.span, text, snippet, f"0{index}", "required", docs
        )
    if not present and not request.cursor.has_colon:
        yield _stack_skeleton(request)


def _stack_skeleton(request: _Request) -> Completion:
    version = request.snapshot.registry.zenml_version
    name = _file_stem(request.snapshot.path) or "my-stack"
    template = [
        f"stack_name: ${{1:{name}}}",
        f"zenml_version: {version}",
        "components:",
        "  orchestrator:",
        "    - name: ${2:local}",
        "      type: orchestrator",
        "      flavor: ${3:local}",
        "      configuration: {\\}",
        "  artifact_store:",
        "    - name: ${4:local}",
        "      type: artifact_store",
        "      flavor: ${5:local}",
        "      configuration: {\\}$0",
    ]
    snippet = request.line_break.join(template)
    return Completion(
        "stack: a whole stack",
        ItemKind.SKELETON,
        request.cursor.span,
        without_tab_stops(snippet),
        snippet,
        "1",
        "orchestrator and artifact store",
    )


def _file_stem(path: str | None) -> str:
    if not path:
        return ""
    name = path.replace("\\", "/").rpartition("/")[2]
    for suffix in (".stack.yaml", ".stack.yml", ".yaml", ".yml"):
        if name.lower().endswith(suffix):
            return name[: -len(suffix)]
    return ""


def _top_values(request: _Request) -> Iterator[Completion]:
    registry = request.snapshot.registry
    if request.place.key == "zenml_version":
        yield _value(request, registry.zenml_version, "0", "the version stackls checks against")
    elif request.place.key == "stack_name":
        stem = _file_stem(request.snapshot.path)
        if stem:
            yield _value(request, stem, "0", "the file's name")
    elif request.place.key == "components":
        return


# --- types and components ---------------------------------------------------------------------


def _types(request: _Request) -> Iterator[Completion]:
    cursor, registry = request.cursor, request.snapshot.registry
    for index, component_type in enumerate(COMPONENT_TYPES):
        if component_type in cursor.siblings:
            continue
        required = component_type in REQUIRED_TYPES
        text, snippet = _key_text(request, component_type, opens_block=True)
        yield Completion(
            component_type,
            ItemKind.TYPE,
            cursor.span,
            text,
            snippet,
            f"{0 if required else 1}{index:02}",
            "required" if required else describe_type(component_type),
            DocumentationKey("type", component_type),
            suggest_next=True,
        )
        if not cursor.has_colon and not cursor.flow and not request.has_children_below:
            local = registry.summary(component_type, "local") or _first(
                registry.flavors(component_type)
            )
            if local is not None:
                yield _type_skeleton(request, component_type, local, index)


def _first(summaries: tuple[FlavorSummary, ...]) -> FlavorSummary | None:
    return summaries[0] if summaries else None


def _type_skeleton(
    request: _Request, component_type: str, summary: FlavorSummary, index: int
) -> Completion:
    """A whole component with its type key, the flavor to be chosen."""
    column = request.cursor.column
    unit = _indent_unit(request)
    pad = " " * (column + unit)
    body = [
        f"{component_type}:",
        f"{pad}- name: ${{1:{summary.name}}}",
        f"{pad}  type: {component_type}",
        f"{pad}  flavor: ${{2:{summary.name}}}",
        f"{pad}  configuration: {{\\}}$0",
    ]
    snippet = request.line_break.join(body)
    return Completion(
        f"{component_type}: a whole component",
        ItemKind.SKELETON,
        request.cursor.span,
        without_tab_stops(snippet),
        snippet,
        f"2{index:02}",
        describe_type(component_type),
        DocumentationKey("type", component_type),
    )


def _component_keys(request: _Request) -> Iterator[Completion]:
    cursor, place = request.cursor, request.place
    for index, key in enumerate(("name", "type", "flavor", "configuration")):
        if key in cursor.siblings:
            continue
        text, snippet = _key_text(request, key, opens_block=key == "configuration")
        if key == "type" and not cursor.has_colon:
            text += place.component_type
            snippet += place.component_type
        yield Completion(
            key,
            ItemKind.KEY,
            cursor.span,
            text,
            snippet,
            f"0{index}",
            "optional" if key == "type" else "required",
            DocumentationKey("component", parameter=(key,)),
            suggest_next=key in ("flavor", "configuration"),
        )
    if not cursor.siblings and not cursor.has_colon:
        yield from _component_skeletons(request)


def _component_skeletons(request: _Request) -> Iterator[Completion]:
    """A whole component for each flavor, with tab stops for what it needs."""
    for index, summary in enumerate(
        request.snapshot.registry.flavors(request.place.component_type)
    ):
        if request.cursor.flow:
            return
        snippet = _component_snippet(request, summary)
        yield Completion(
            f"{summary.name}: a whole component",
            ItemKind.SKELETON,
            request.cursor.span,
            without_tab_stops(snippet),
            snippet,
            f"1{index:03}",
            summary.summary or summary.display_name,
            DocumentationKey("flavor", summary.type, summary.name),
        )


def _component_snippet(request: _Request, summary: FlavorSummary) -> str:
    cursor = request.cursor
    flavor = request.snapshot.registry.flavor(summary.type, summary.name)
    as_item = cursor.item_column is not None
    dash, column = ("- ", cursor.column + 2) if as_item else ("", cursor.column)
    pad = " " * column
    lines = [
        f"{dash}name: ${{1:{summary.name}}}",
        f"{pad}type: {summary.type}",
        f"{pad}flavor: {summary.name}",
    ]
    lines += [pad + line for line in _configuration_lines(flavor, 2)]
    return request.line_break.join(lines) + "$0"


def _configuration_lines(flavor: Flavor | None, first_stop: int) -> list[str]:
    required = flavor.required if flavor is not None else ()
    if flavor is None or not required:
        return ["configuration: {\\}"]
    lines = ["configuration:"]
    for stop, parameter in enumerate(required, first_stop):
        value = escape_snippet(placeholder_value(flavor, parameter))
        lines.append(f"  {parameter.name}: ${{{stop}:{value}}}")
    return lines


def _component_values(request: _Request) -> Iterator[Completion]:
    place = request.place
    if place.key == "flavor":
        yield from _flavors(request)
    elif place.key == "type":
        yield _value(request, place.component_type, "0", "the key it stands under")
    elif place.key == "name":
        names = dict.fromkeys([place.flavor, f"{place.flavor}-{label_of(place.component_type)}"])
        for index, name in enumerate(names):
            if place.flavor:
                yield _value(request, name.replace(" ", "-"), str(index), "a name after the flavor")
    elif place.key == "configuration" and request.cursor.role is Role.VALUE:
        flavor = request.flavor
        if flavor is not None and not flavor.required and not request.has_children_below:
            yield _value(request, "{}", "0", "nothing to set")


def _flavors(request: _Request) -> Iterator[Completion]:
    cursor, place = request.cursor, request.place
    adds_configuration = (
        "configuration" not in cursor.component_keys
        and not cursor.flow
        and cursor.role is Role.VALUE
        and not cursor.quote
    )
    for index, summary in enumerate(request.snapshot.registry.flavors(place.component_type)):
        text = snippet = summary.name
        if adds_configuration:
            flavor = request.snapshot.registry.flavor(summary.type, summary.name)
            pad = request.line_break + " " * cursor.column
            snippet += "".join(pad + line for line in _configuration_lines(flavor, 1)) + "$0"
            text = without_tab_stops(snippet)
        where = f"integration {summary.integration}" if summary.integration else "built in"
        yield Completion(
            summary.name,
            ItemKind.FLAVOR,
            cursor.span,
            text,
            snippet,
            f"{index:03}",
            "custom" if summary.is_custom else where,
            DocumentationKey("flavor", summary.type, summary.name),
        )


# --- configuration ----------------------------------------------------------------------------


def _parameters(request: _Request) -> Iterator[Completion]:
    place, cursor = request.place, request.cursor
    flavor = request.flavor
    if flavor is None:
        yield from _parameters_of_any_flavor(request)
        return
    shape = shape_at(flavor, place.parameters)
    known = shape.find(Kind.OBJECT) if shape is not None else None
    if known is not None:
        for parameter in known.properties.values():
            if parameter.name not in cursor.siblings:
                yield _parameter(request, flavor, parameter)
    elif shape is not None and not cursor.has_colon and (cursor.on_item or not cursor.siblings):
        yield from _values_of(request, parameter_at(flavor, place.parameters), shape)


def _parameters_of_any_flavor(request: _Request) -> Iterator[Completion]:
    """Without a flavor: what all flavors of the type have that know the keys already there."""
    place, cursor = request.place, request.cursor
    registry = request.snapshot.registry
    seen: dict[str, list[str]] = {}
    found: dict[str, tuple[Flavor, Parameter]] = {}
    for summary in registry.flavors(place.component_type):
        flavor = registry.flavor(summary.type, summary.name)
        shape = shape_at(flavor, place.parameters) if flavor is not None else None
        known = shape.find(Kind.OBJECT) if shape is not None else None
        if flavor is None or known is None:
            continue
        if not place.parameters and any(key not in known.properties for key in cursor.siblings):
            continue
        for name, parameter in known.properties.items():
            if name not in cursor.siblings:
                seen.setdefault(name, []).append(flavor.name)
                found.setdefault(name, (flavor, parameter))
    for name, (flavor, parameter) in found.items():
        item = _parameter(request, flavor, parameter)
        flavors = seen[name]
        shown = ", ".join(flavors[:3]) + (", …" if len(flavors) > 3 else "")
        yield replace(item, detail=f"{parameter.shape.words} ({shown})")


def _parameter(request: _Request, flavor: Flavor, parameter: Parameter) -> Completion:
    opens = parameter.shape.find(Kind.OBJECT, Kind.MAPPING, Kind.LIST) is not None
    scalar = parameter.shape.find(
        Kind.STRING, Kind.INTEGER, Kind.NUMBER, Kind.BOOLEAN, Kind.CHOICE, Kind.ANY
    )
    text, snippet = _key_text(request, parameter.name, opens_block=opens and scalar is None)
    group = "2" if parameter.deprecation is not None else "0" if parameter.required else "1"
    detail = parameter.shape.words
    if parameter.required:
        detail += ", required"
    path = (*(str(step) for step in request.place.parameters if isinstance(step, str)),)
    return Completion(
        parameter.name,
        ItemKind.PARAMETER,
        request.cursor.span,
        text,
        snippet,
        group + parameter.name,
        detail,
        DocumentationKey("parameter", flavor.type, flavor.name, (*path, parameter.name)),
        deprecated=parameter.deprecation is not None,
        suggest_next=bool(parameter.shape.choice_values) or opens,
    )


def _parameter_values(request: _Request) -> Iterator[Completion]:
    flavor = request.flavor
    if flavor is None:
        yield from _values_of_any_flavor(request)
        return
    shape = shape_at(flavor, request.place.parameters)
    parameter = parameter_at(flavor, request.place.parameters)
    if shape is not None:
        yield from _values_of(request, parameter, shape)


def _values_of_any_flavor(request: _Request) -> Iterator[Completion]:
    place, registry = request.place, request.snapshot.registry
    seen: set[str] = set()
    for summary in registry.flavors(place.component_type):
        flavor = registry.flavor(summary.type, summary.name)
        shape = shape_at(flavor, place.parameters) if flavor is not None else None
        if flavor is None or shape is None:
            continue
        for item in _values_of(request, parameter_at(flavor, place.parameters), shape):
            if item.label not in seen:
                seen.add(item.label)
                yield item


def _values_of(
    request: _Request, parameter: Parameter | None, shape: Shape
) -> Iterator[Completion]:
    offered: set[str] = set()
    default = parameter.default if parameter is not None and parameter.has_default else None

    def offer(value: object, rank: str, detail: str) -> Iterator[Completion]:
        text = value_text(value, flow=request.cursor.flow)
        if text not in offered:
            offered.add(text)
            yield _value(request, text, rank, detail)

    for index, choice in enumerate(shape.choice_values):
        detail = "default" if choice == default and default is not None else ""
        yield from offer(choice, f"0{index:02}", detail)
    if parameter is None or len(request.place.parameters) == 0:
        return
    sensitive = parameter.sensitive and not parameter.refuses_secret_references
    if sensitive:
        yield _secret_reference(request, parameter)
    elif default is not None and not isinstance(default, (dict, list)):
        yield from offer(default, "1", "default")
    for index, example in enumerate(parameter.examples):
        if not isinstance(example, (dict, list)):
            yield from offer(example, f"2{index}", "example")
    if shape.find(Kind.MAPPING, Kind.OBJECT) is not None and request.cursor.flow:
        yield from offer({}, "3", "")


def value_text(value: object, *, flow: bool = False) -> str:
    """``value`` as it is written in a stack file."""
    if isinstance(value, str):
        return plain_or_quoted(value, flow=flow)
    return markup.yaml_text(value)


def _secret_reference(request: _Request, parameter: Parameter) -> Completion:
    text = f"'{{{{secret.{parameter.name}}}}}'"
    snippet = f"'{{{{${{1:secret}}.${{2:{parameter.name}}}}}}}'"
    return Completion(
        "{{secret.key}}",
        ItemKind.VALUE,
        request.cursor.span,
        text,
        snippet.replace("}}}}'", "}\\}\\}'"),
        "0",
        "reference to a secret",
        filter_text=text,
    )


# --- shared -----------------------------------------------------------------------------------


def _value(request: _Request, text: str, rank: str, detail: str) -> Completion:
    return Completion(
        text, ItemKind.VALUE, request.cursor.span, text, escape_snippet(text), rank, detail
    )


def _key_text(request: _Request, key: str, *, opens_block: bool) -> tuple[str, str]:
    """The text and the snippet that write ``key``: with its colon, and a new line for a block."""
    cursor = request.cursor
    if cursor.has_colon:
        return key, escape_snippet(key)
    quote = cursor.quote
    written = f"{quote}{key}{quote}"
    if cursor.flow:
        return f"{written}: ", f"{escape_snippet(written)}: $0"
    if not opens_block:
        return f"{written}: ", f"{escape_snippet(written)}: $0"
    if request.has_children_below:
        return f"{written}:", f"{escape_snippet(written)}:"
    pad = request.line_break + " " * (cursor.column + _indent_unit(request))
    return f"{written}:{pad}", f"{escape_snippet(written)}:{pad}$0"


def _indent_unit(request: _Request) -> int:
    """How far the file indents: as far as the first component type stands from the left."""
    cursor = request.cursor
    if cursor.path[:1] == ("components",) and len(cursor.path) == 1 and cursor.column:
        return cursor.column
    lines = request.snapshot.lines
    number = lines.line_of(request.offset)
    while number > 0:
        number -= 1
        text = lines.line_text(number)
        indent = len(text) - len(text.lstrip(" "))
        if text.strip() and not text.lstrip().startswith(("#", "-")) and 0 < indent <= 8:
            below = indent
            if lines.line_text(number).rstrip().endswith(":"):
                return below if below in (2, 4) else 2
    return 2


def without_tab_stops(snippet: str) -> str:
    """What a snippet inserts in a client that has no snippets."""
    result: list[str] = []
    index = 0
    while index < len(snippet):
        character = snippet[index]
        if character == "\\" and index + 1 < len(snippet):
            result.append(snippet[index + 1])
            index += 2
        elif character == "$":
            index += 1
            if snippet[index : index + 1] == "{":
                index = snippet.index(":", index) + 1
                depth = index
                while snippet[depth] != "}":
                    depth += 2 if snippet[depth] == "\\" else 1
                result.append(without_tab_stops(snippet[index:depth]))
                index = depth + 1
            else:
                while snippet[index : index + 1].isdigit():
                    index += 1
        else:
            result.append(character)
            index += 1
    return "".join(result)


_PROVIDERS: dict[PlaceKind, _Provider] = {
    PlaceKind.TOP_KEY: _top_keys,
    PlaceKind.TOP_VALUE: _top_values,
    PlaceKind.TYPE_KEY: _types,
    PlaceKind.COMPONENT_KEY: _component_keys,
    PlaceKind.COMPONENT_VALUE: _component_values,
    PlaceKind.PARAMETER_KEY: _parameters,
    PlaceKind.PARAMETER_VALUE: _parameter_values,
}


def document(key: DocumentationKey, snapshot: Snapshot) -> str:
    """The Markdown documentation that ``key`` names; empty where there is none."""
    registry = snapshot.registry
    if key.kind == "top":
        return markup.TOP_KEY_DOCS.get(key.parameter[0], "")
    if key.kind == "component":
        return markup.COMPONENT_KEY_DOCS.get(key.parameter[0], "")
    if key.kind == "type":
        return markup.type_documentation(key.type, registry.flavors(key.type))
    flavor = registry.flavor(key.type, key.flavor)
    if flavor is None:
        return ""
    if key.kind == "flavor":
        return markup.flavor_documentation(flavor)
    parameter = parameter_at(flavor, key.parameter)
    return markup.parameter_documentation(parameter, flavor) if parameter is not None else ""

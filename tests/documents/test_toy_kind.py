"""Another kind of document: the features and the analysis work for it without a change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import pytest

from stackls_core.analysis.analyze import Memo, analyze
from stackls_core.catalog.catalog import Catalog
from stackls_core.documents import kinds
from stackls_core.documents.completion import Completion, DocumentationKey, Request, value_item
from stackls_core.documents.kind import Special
from stackls_core.documents.place import ELSEWHERE, Place
from stackls_core.documents.rule import AnyRule, AnySection, Rule
from stackls_core.documents.section import Owner, Section
from stackls_core.documents.surroundings import NOTHING_KNOWN, Surroundings
from stackls_core.documents.view import Target, View
from stackls_core.findings import Finding, Severity
from stackls_core.schema.model import Kind, Parameter, Shape
from stackls_core.text import LineIndex, apply_edits
from stackls_core.yamltree.cursor.cursor import Cursor, Role
from stackls_core.yamltree.nodes import Mapping as MappingNode
from stackls_core.yamltree.nodes import Scalar
from stackls_core.yamltree.parse import Document, parse
from stackls_server.features.completion import complete, document
from stackls_server.features.diagnostics import diagnose
from stackls_server.features.highlights import highlights
from stackls_server.features.hover import hover
from stackls_server.features.inlay_hints import inlay_hints
from stackls_server.features.snapshot import Snapshot
from stackls_server.features.workspace_index import index_text
from tests.support.checks import CATALOG
from tests.support.markers import parse_fixture

COLOUR = Shape(Kind.CHOICE, choices=("red", "blue"))
PARAMETERS = {
    "colour": Parameter("colour", COLOUR, description="What it looks like."),
    "wheels": Parameter("wheels", Shape(Kind.INTEGER), default=4),
}
CAR = Owner(("car",), "car", Shape(Kind.OBJECT, properties=PARAMETERS))
TEXT = """\
garage: toys
cars:
  fast:
    colour: red
  slow:
    wheels: 0123
    colour: green
"""


class Garage(View):
    """Each car is a section, named by its key."""

    def _cars(self) -> Iterator[tuple[Scalar, MappingNode]]:
        entry = self.entry("cars")
        for car in entry.value.entries if entry and isinstance(entry.value, MappingNode) else ():
            if isinstance(car.key, Scalar) and isinstance(car.value, MappingNode):
                yield car.key, car.value

    def sections(self, catalog: Catalog) -> Iterator[AnySection]:
        del catalog
        for key, car in self._cars():
            holder = next(e for e in self.cars.entries if e.key is key)
            yield Section(self, car, car, holder, CAR)

    @property
    def cars(self) -> MappingNode:
        entry = self.entry("cars")
        assert entry is not None
        assert isinstance(entry.value, MappingNode)
        return entry.value

    def targets(self) -> Iterator[Target]:
        for key, _ in self._cars():
            yield Target(("car", key.value), key.value, key.span, key.span)


def wrong_colour(section: AnySection) -> Iterator[Finding]:
    for entry in section.body.entries if section.body is not None else ():
        is_colour = entry.name == "colour" and isinstance(entry.value, Scalar)
        if is_colour and entry.value.value not in COLOUR.choices:
            yield WRONG_COLOUR.finding(entry.value.span, "No car has this colour.")


WRONG_COLOUR: AnyRule = Rule(
    "wrong-colour", Severity.ERROR, "A colour.", check_section=wrong_colour
)


def garages(request: Request) -> Iterable[Completion]:
    yield value_item(request, "toys", "0", "the only garage")


class GarageKind:
    name = "garage"
    suffixes = (".garage.yaml",)
    rules = (WRONG_COLOUR,)
    blocks = frozenset({"cars"})
    placeholder_words = "Filled in later."
    specials: Mapping[str, Special] = {
        "garage": Special(garages, lambda place, token, catalog: f"The garage {token}.")
    }

    def detect(self, lines: LineIndex) -> bool:
        return lines.text.startswith("garage:")

    def zenml_version(self, lines: LineIndex) -> str | None:
        del lines
        return None

    def view(self, document: Document, around: Surroundings = NOTHING_KNOWN) -> View:
        del around
        return Garage(document)

    def place(
        self, cursor: Cursor, catalog: Catalog, around: Surroundings = NOTHING_KNOWN
    ) -> Place:
        del around
        del catalog
        if cursor.path == ("garage",):
            return Place(cursor.role, special="garage")
        if cursor.path[:1] == ("cars",) and len(cursor.path) > 1:
            return Place(cursor.role, cursor.path[2:], CAR)
        return ELSEWHERE if cursor.path else Place(Role.KEY)

    def owner(self, key: tuple[str, ...], catalog: Catalog) -> Owner | None:
        del catalog
        return CAR if key == CAR.key else None

    def documentation(self, key: DocumentationKey, catalog: Catalog) -> str:
        del key, catalog
        return ""


GARAGE = GarageKind()


@pytest.fixture(autouse=True)
def garage_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "KINDS", (*kinds.KINDS, GARAGE))


def at(marked: str) -> tuple[Snapshot, int]:
    fixture = parse_fixture(marked)
    return Snapshot(fixture.text, CATALOG), fixture.cursor


def test_it_is_detected_by_content_and_by_name():
    assert Snapshot(TEXT, CATALOG).kind is GARAGE
    assert Snapshot("", CATALOG, "/x/y.garage.yaml").kind is GARAGE


def test_its_rules_and_those_about_yaml_are_applied():
    found = diagnose(Snapshot(TEXT, CATALOG))
    assert [(one.code, TEXT[one.span.start : one.span.end]) for one in found] == [
        ("yaml-surprise", "0123"),
        ("wrong-colour", "green"),
    ]
    assert apply_edits(TEXT, found[0].fixes[0].edits) == TEXT.replace("0123", "83")


def test_findings_are_kept_by_section():
    memo = Memo()

    def validated(text: str) -> int:
        before = memo.validated
        analyze(Garage(parse(text)), GARAGE.rules, CATALOG, memo)
        return memo.validated - before

    assert validated(TEXT) == 2
    assert validated(TEXT.replace("colour: red", "colour: blue")) == 1
    assert validated(TEXT.replace("garage: toys", "garage: other")) == 1


@pytest.mark.parametrize(
    ("marked", "labels"),
    [
        ("garage: <CURSOR>", ["toys"]),
        ("garage: a\ncars:\n  fast:\n    <CURSOR>", ["colour", "wheels"]),
        ("garage: a\ncars:\n  fast:\n    wheels: 3\n    <CURSOR>", ["colour"]),
        ("garage: a\ncars:\n  fast:\n    colour: <CURSOR>", ["red", "blue"]),
        ("garage: a\ncars:\n  fast: {colour: <CURSOR>}", ["red", "blue"]),
    ],
)
def test_completion_comes_from_the_schema_and_from_special_places(marked: str, labels: list[str]):
    snapshot, offset = at(marked)
    assert [item.label for item in complete(snapshot, offset)] == labels


def test_the_documentation_of_an_item_is_found_again():
    snapshot, offset = at("garage: a\ncars:\n  fast:\n    <CURSOR>")
    item = complete(snapshot, offset)[0]
    assert item.documentation is not None
    assert "What it looks like." in document(item.documentation, Snapshot("", CATALOG))


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("garage: to<CURSOR>ys", "The garage toys."),
        ("garage: a\ncars:\n  fast:\n    col<CURSOR>our: red", "What it looks like."),
    ],
)
def test_hover(marked: str, expected: str):
    found = hover(*at(marked))
    assert found is not None
    assert expected in found.markdown


def test_defaults_are_shown():
    assert [hint.label for hint in inlay_hints(Snapshot(TEXT, CATALOG))] == ["wheels: 4"]


def test_names_are_indexed_and_highlighted():
    found = index_text("file:///x", TEXT)
    assert found is not None
    assert [one.name for one in found.targets] == ["fast", "slow"]
    marked = TEXT.replace("  fast", "  fa<CURSOR>st")
    assert len(highlights(*at(marked))) == 1


def test_a_snapshot_of_the_same_text_is_not_parsed_again():
    snapshot = Snapshot(TEXT + "a: [\n", CATALOG)
    tree = snapshot.document
    assert snapshot.renewed(CATALOG, ("*.yaml",), None).document is tree
    assert snapshot.edited(LineIndex(snapshot.text)).document is tree
    assert replace(snapshot, text=TEXT, tree=None).document is not tree

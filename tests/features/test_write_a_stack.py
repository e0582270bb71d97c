"""From an empty file to a stack that imports: accepting completions, and typing names."""

from __future__ import annotations

from stackls_core.catalog.catalog import Catalog
from stackls_core.check import check_text
from stackls_core.findings import Severity
from stackls_core.text import TextEdit, apply_edits
from stackls_server.features.completion import Completion, complete
from stackls_server.features.snapshot import Snapshot


class Writer:
    """An editor without snippets: the cursor stands behind what was written last."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self.text = ""
        self._cursor = 0

    def accept(self, label: str) -> None:
        """Accept the item with this label; the cursor goes behind it."""
        snapshot = Snapshot(self.text, self._catalog, "demo.stack.yaml")
        offered = {item.label: item for item in complete(snapshot, self._cursor)}
        assert label in offered, (label, list(offered), self.text)
        self._insert(offered[label])

    def _insert(self, item: Completion) -> None:
        edits = [TextEdit(item.span, item.text)]
        shift = 0
        if item.extra is not None:
            edits.append(item.extra)
            shift = len(item.extra.new_text) - (item.extra.span.end - item.extra.span.start)
        self.text = apply_edits(self.text, edits)
        self._cursor = item.span.start + len(item.text) + shift

    def type(self, text: str) -> None:
        """Type at the cursor."""
        self.text = self.text[: self._cursor] + text + self.text[self._cursor :]
        self._cursor += len(text)

    def new_line(self, indent: int) -> None:
        """Enter, with the indentation that an editor keeps or the user fixes."""
        self.type("\n" + " " * indent)


def errors(text: str, catalog: Catalog) -> list[str]:
    found = check_text(text, None, catalog)
    return [finding.message for finding in found if finding.severity is Severity.ERROR]


def test_key_by_key(shipped_catalog: Catalog):
    writer = Writer(shipped_catalog)
    writer.accept("stack_name")
    writer.type("demo")
    writer.new_line(0)
    writer.accept("zenml_version")
    writer.new_line(0)
    writer.accept("components")
    for component_type, flavor in (
        ("orchestrator", "kubernetes"),
        ("artifact_store", "s3"),
        ("container_registry", "aws"),
    ):
        writer.accept(component_type)
        writer.accept("name")
        writer.type(f"my-{flavor}")
        writer.new_line(4)  # as far as the dash: so do many editors
        writer.accept("flavor")
        writer.accept(flavor)
        writer.new_line(2)
    assert errors(writer.text, shipped_catalog) == []
    assert writer.text == (
        "stack_name: demo\n"
        "zenml_version: 0.98.0\n"
        "components:\n"
        "  orchestrator:\n"
        "    - name: my-kubernetes\n"
        "      flavor: kubernetes\n"
        "      configuration:\n"
        "        {}\n"
        "  artifact_store:\n"
        "    - name: my-s3\n"
        "      flavor: s3\n"
        "      configuration:\n"
        "        path: s3://my-bucket\n"
        "  container_registry:\n"
        "    - name: my-aws\n"
        "      flavor: aws\n"
        "      configuration:\n"
        "        uri: 123456789012.dkr.ecr.eu-west-1.amazonaws.com\n"
        "  "
    )


def test_by_whole_components(shipped_catalog: Catalog):
    writer = Writer(shipped_catalog)
    writer.accept("stack")
    assert errors(writer.text, shipped_catalog) == []
    writer.new_line(2)
    writer.accept("container_registry")
    writer.accept("aws")
    assert errors(writer.text, shipped_catalog) == []
    assert "    - name: aws\n      type: container_registry\n      flavor: aws\n" in writer.text

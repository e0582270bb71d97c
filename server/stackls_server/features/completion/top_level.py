"""Items for the top of the file: its keys, their values, a whole stack."""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.documents.stack_file.detect import is_indented_as_a_whole
from stackls_server.features.completion.items import Completion, DocumentationKey, ItemKind
from stackls_server.features.completion.request import Request, key_text, value_item
from stackls_server.features.completion.snippets import escape_snippet, without_tab_stops


def top_keys(request: Request) -> Iterator[Completion]:
    """The keys of a stack file that are not there yet; a whole stack for an empty one."""
    if is_indented_as_a_whole(request.snapshot.text):
        return  # where the cursor belongs is only known of files that begin at the first column
    present = request.cursor.siblings
    for index, key in enumerate(("stack_name", "zenml_version", "components")):
        if key in present:
            continue
        holds = key == "components"
        text, snippet = key_text(request, key, opens_block=holds)
        if key == "zenml_version" and not request.cursor.has_colon:
            text += request.snapshot.registry.zenml_version
            snippet = escape_snippet(text)
        docs = DocumentationKey("top", parameter=(key,))
        yield Completion(
            key,
            ItemKind.KEY,
            request.cursor.span,
            text,
            snippet,
            f"0{index}",
            "required",
            docs,
            suggest_next="\n" in text,
        )
    if not present and not request.cursor.has_colon and not request.cursor.column:
        yield _stack_skeleton(request)


def _stack_skeleton(request: Request) -> Completion:
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
        "stack",
        ItemKind.SKELETON,
        request.cursor.span,
        without_tab_stops(snippet),
        snippet,
        "",
        "whole stack file",
    )


def _file_stem(path: str | None) -> str:
    if not path:
        return ""
    name = path.replace("\\", "/").rpartition("/")[2]
    for suffix in (".stack.yaml", ".stack.yml", ".yaml", ".yml"):
        if name.lower().endswith(suffix):
            return name[: -len(suffix)]
    return ""


def top_values(request: Request) -> Iterator[Completion]:
    """The value of a top-level key."""
    registry = request.snapshot.registry
    if request.place.key == "zenml_version":
        yield value_item(request, registry.zenml_version, "0", "the version stackls checks against")
    elif request.place.key == "stack_name":
        stem = _file_stem(request.snapshot.path)
        if stem:
            yield value_item(request, stem, "0", "the file's name")
    elif request.place.key == "components":
        return

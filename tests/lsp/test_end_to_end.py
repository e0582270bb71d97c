"""A session as an editor has it, with the real process and a client that checks the protocol."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import pytest_lsp
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pytest_lsp import ClientServerConfig, LanguageClient

from stackls_core.text import LineIndex, Position, Span, TextEdit, apply_edits
from tests.lsp.wire import COMMAND, PATIENCE
from tests.support.eventually import eventually_async

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.filterwarnings("error::pytest_lsp.LspSpecificationWarning"),
]

DEMO = Path(__file__).parents[2] / "fixtures" / "workspaces" / "demo"
GOOD = DEMO / "stacks"
MISSPELT = DEMO / "broken" / "misspelt-parameter.yaml"
OTHER = DEMO / "other" / "docker-compose.yaml"


def make_client() -> LanguageClient:
    """pytest-lsp's client; what VS Code takes from a server, this has to take as well."""
    found = pytest_lsp.make_test_lsp_client()

    @found.feature(types.CLIENT_REGISTER_CAPABILITY)
    def register(params: types.RegistrationParams) -> None:
        del params

    @found.feature(types.WORKSPACE_CODE_LENS_REFRESH)
    def refresh(params: None) -> None:
        del params

    return found


@pytest_lsp.fixture(config=ClientServerConfig(list(COMMAND), make_client), scope="module")
async def connected(lsp_client: LanguageClient) -> AsyncIterator[None]:
    capabilities = pytest_lsp.client_capabilities("visual-studio-code")
    await lsp_client.initialize_session(
        types.InitializeParams(capabilities, root_uri=DEMO.as_uri())
    )
    yield
    await lsp_client.shutdown_session()


@pytest_asyncio.fixture(loop_scope="module")
async def client(connected: LanguageClient) -> AsyncIterator[LanguageClient]:
    """The client of all tests here, with nothing open."""
    yield connected
    for uri in list(connected.diagnostics):
        place = types.TextDocumentIdentifier(uri)
        connected.text_document_did_close(types.DidCloseTextDocumentParams(place))
    connected.diagnostics.clear()


def open_file(client: LanguageClient, path: Path) -> str:
    """Open a file of the demo workspace; its text."""
    text = path.read_bytes().decode()
    document = types.TextDocumentItem(path.as_uri(), "yaml", 1, text)
    client.text_document_did_open(types.DidOpenTextDocumentParams(document))
    return text


def change(client: LanguageClient, path: Path, version: int, text: str) -> None:
    document = types.VersionedTextDocumentIdentifier(uri=path.as_uri(), version=version)
    changes = [types.TextDocumentContentChangeWholeDocument(text)]
    client.text_document_did_change(types.DidChangeTextDocumentParams(document, changes))


async def published(client: LanguageClient) -> types.PublishDiagnosticsParams:
    return await asyncio.wait_for(
        client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS), PATIENCE
    )


def codes(diagnostics: Sequence[types.Diagnostic]) -> list[Any]:
    return [diagnostic.code for diagnostic in diagnostics]


def at(text: str, needle: str, after: int = 0) -> types.Position:
    found = LineIndex(text).position(text.index(needle) + after)
    return types.Position(found.line, found.column)


def applied(text: str, edits: Sequence[types.TextEdit]) -> str:
    lines = LineIndex(text)

    def offset(position: types.Position) -> int:
        return lines.offset(Position(position.line, position.character))

    spans = [Span(offset(edit.range.start), offset(edit.range.end)) for edit in edits]
    return apply_edits(text, [TextEdit(s, e.new_text) for s, e in zip(spans, edits, strict=True)])


async def test_opening_editing_and_closing(client: LanguageClient):
    text = open_file(client, MISSPELT)
    first = await published(client)
    assert first.uri == MISSPELT.as_uri()
    assert first.version == 1
    assert codes(first.diagnostics) == ["unknown-parameter"] * 3
    change(client, MISSPELT, 2, text.replace("secert", "secret"))
    second = await published(client)
    assert (second.version, len(second.diagnostics)) == (2, 2)
    client.text_document_did_close(
        types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(MISSPELT.as_uri()))
    )
    assert list((await published(client)).diagnostics) == []


async def test_every_exported_stack_of_the_demo_is_clean(client: LanguageClient):
    for path in sorted(GOOD.glob("*.yaml")):
        open_file(client, path)
        diagnostics = (await published(client)).diagnostics
        bad = (types.DiagnosticSeverity.Error, types.DiagnosticSeverity.Warning)
        assert not [one.message for one in diagnostics if one.severity in bad], path.name


async def test_other_formats_are_not_touched(client: LanguageClient):
    text = open_file(client, OTHER)
    place = types.TextDocumentIdentifier(OTHER.as_uri())
    hover = types.HoverParams(place, at(text, "services"))
    assert await client.text_document_hover_async(hover) is None
    open_file(client, MISSPELT)
    await published(client)
    assert OTHER.as_uri() not in client.diagnostics


async def test_completion_resolve_and_accept(client: LanguageClient):
    text = open_file(client, MISSPELT)
    place = types.TextDocumentIdentifier(MISSPELT.as_uri())
    cursor = at(text, "flavor: sagemaker", len("flavor: sage"))
    result = await client.text_document_completion_async(types.CompletionParams(place, cursor))
    assert isinstance(result, types.CompletionList)
    (item,) = [item for item in result.items if item.label == "kubernetes"]
    resolved = await client.completion_item_resolve_async(item)
    assert isinstance(resolved.documentation, types.MarkupContent)
    assert "Kubernetes" in resolved.documentation.value
    assert isinstance(item.text_edit, types.TextEdit)
    accepted = applied(text, [item.text_edit])
    assert accepted == text.replace("flavor: sagemaker", "flavor: kubernetes")


async def test_hover_and_symbols(client: LanguageClient):
    text = open_file(client, MISSPELT)
    place = types.TextDocumentIdentifier(MISSPELT.as_uri())
    hover = await client.text_document_hover_async(
        types.HoverParams(place, at(text, "execution_role", 2))
    )
    assert hover is not None
    assert isinstance(hover.contents, types.MarkupContent)
    assert hover.contents.value.startswith("**execution_role** · string")
    symbols = await client.text_document_document_symbol_async(types.DocumentSymbolParams(place))
    assert symbols
    (stack,) = symbols
    assert isinstance(stack, types.DocumentSymbol)
    assert stack.name == "misspelt"
    assert [child.name for child in stack.children or ()] == [
        "artifact_store",
        "container_registry",
        "image_builder",
        "orchestrator",
    ]


async def test_fixing_one_problem_and_all(client: LanguageClient):
    text = open_file(client, MISSPELT)
    place = types.TextDocumentIdentifier(MISSPELT.as_uri())
    cursor = at(text, "secert", 1)
    context = types.CodeActionContext(diagnostics=[])
    params = types.CodeActionParams(place, types.Range(cursor, cursor), context)
    actions = await client.text_document_code_action_async(params)
    assert actions
    action = actions[0]
    assert isinstance(action, types.CodeAction)
    assert action.is_preferred
    assert applied(text, _edits(action)) == text.replace("secert", "secret")
    params.context.only = ["source.fixAll"]
    (everything,) = await client.text_document_code_action_async(params) or ()
    assert isinstance(everything, types.CodeAction)
    fixed = applied(text, _edits(everything))
    change(client, MISSPELT, 2, fixed)
    report = await client.text_document_diagnostic_async(types.DocumentDiagnosticParams(place))
    assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
    assert len(report.items) < 3


async def test_fixes_of_the_diagnostics_that_are_named(client: LanguageClient):
    text = open_file(client, MISSPELT)
    place = types.TextDocumentIdentifier(MISSPELT.as_uri())
    mistake, cursor = at(text, "secert", 0), types.Position(at(text, "secert", 0).line, 0)
    named = types.Diagnostic(
        types.Range(mistake, at(text, "secert", 6)), "as Neovim names its line"
    )
    titles: list[list[str]] = []
    for diagnostics in ([], [named]):
        context = types.CodeActionContext(diagnostics=diagnostics)
        params = types.CodeActionParams(place, types.Range(cursor, cursor), context)
        actions = await client.text_document_code_action_async(params) or ()
        titles.append([one.title for one in actions if isinstance(one, types.CodeAction)])
    nothing, found = titles
    assert not any("secret" in title for title in nothing)
    assert "secret" in found[0]


def _edits(action: types.CodeAction) -> list[types.TextEdit]:
    assert action.edit is not None
    (change,) = action.edit.document_changes or ()
    assert isinstance(change, types.TextDocumentEdit)
    assert change.text_document.version == 1
    return [edit for edit in change.edits if isinstance(edit, types.TextEdit)]


async def test_commands_and_their_errors(client: LanguageClient):
    flavors = await client.workspace_execute_command_async(
        types.ExecuteCommandParams("stackls.listFlavors", [{"type": "orchestrator"}])
    )
    assert "kubeflow" in [_member(flavor, "name") for flavor in flavors]
    kubeflow = {"type": "orchestrator", "name": "kubeflow"}
    flavor = await client.workspace_execute_command_async(
        types.ExecuteCommandParams("stackls.describeFlavor", [kubeflow])
    )
    assert _member(flavor, "display_name")
    with pytest.raises(JsonRpcException, match="Did you mean kubeflow") as raised:
        await client.workspace_execute_command_async(
            types.ExecuteCommandParams(
                "stackls.describeFlavor", [{"type": "orchestrator", "name": "kubefow"}]
            )
        )
    assert raised.value.code == types.LSPErrorCodes.RequestFailed


def _member(value: Any, name: str) -> Any:
    return value[name] if isinstance(value, dict) else getattr(value, name)


async def test_settings_come_from_the_client_and_change(client: LanguageClient):
    client.set_configuration({"validation": {"enabled": False}}, section="stackls")
    client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings=None))
    open_file(client, MISSPELT)
    await shows(client, 0)
    client.set_configuration({"validation": {"enabled": True}}, section="stackls")
    client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings=None))
    await shows(client, 3)


async def shows(client: LanguageClient, count: int) -> None:
    """Wait until the file has this many diagnostics."""
    uri = MISSPELT.as_uri()
    await eventually_async(
        lambda: len(client.diagnostics.get(uri, "unknown")) == count, f"{count} diagnostics"
    )

"""After which characters a list opens by itself."""

from __future__ import annotations

import pytest

from stackls_core.text import LineIndex
from stackls_server.lsp.handlers.triggers import CHARACTERS, is_reason_to_suggest
from tests.lsp.editor import URI, editor
from tests.support.stack_texts import HEAD

TRIGGERED = 2


@pytest.mark.parametrize(
    "line",
    [
        "flavor: ",
        "      flavor: ",
        "    - name: ",
        "    - ",
        "- ",
        "    - - ",
        "'flavor': ",
        '"flavor": ',
        "key with words: ",
        "configuration: {path: ",
        "configuration: {path: x, ",
        "components: { ",
        "flavor: '",
        'flavor: "',
        "- '",
        "'",
        "{a: x, 'b': '",
        "pod_settings: *",
        "<<: [*",
        "<<: [*a, *",
        "- *",
        "    password: {{",
        "    password: '{{",
        '    password: "{{',
        "configuration: {user: x, password: {{",
        "- {{",
        "[{{",
    ],
)
def test_where_a_value_or_an_item_begins(line: str):
    assert is_reason_to_suggest(LineIndex("a: b\n" + line), 5 + len(line), line[-1])


@pytest.mark.parametrize(
    "line",
    [
        " ",
        "      ",
        "# why: ",
        "flavor: local # see: ",
        "name: two ",
        "flavor: local ",
        "flavor:  ",
        "path: s3://bucket ",
        "text: 'it is ",
        "flavor: 'local'",
        'flavor: "local"',
        "name: it'",
        'name: 5"',
        "name: a*",
        "name: two *",
        "# see: *",
        "configuration: {",
        "{",
        "path: s3://{{",
        "password: {{{",
        "text: a {{",
        "# password: {{",
        "{{",
    ],
)
def test_where_nobody_wants_a_list(line: str):
    assert not is_reason_to_suggest(LineIndex("a: b\n" + line), 5 + len(line), line[-1])


def test_characters_in_the_middle_of_names_are_no_triggers():
    assert not set("-:.") & set(CHARACTERS)


@pytest.mark.asyncio
async def test_typing_indentation_opens_nothing_but_asking_there_does():
    text = HEAD + "  "
    async with editor("vscode") as one:
        one.open(URI, text)
        typed = {"triggerKind": TRIGGERED, "triggerCharacter": " "}
        assert await one.complete(text, len(text), **typed) == []
        assert await one.complete(text, len(text), triggerKind=1)


@pytest.mark.asyncio
async def test_the_space_before_a_value_opens_its_choices():
    text = HEAD + "  orchestrator:\n    - flavor: "
    async with editor("vscode") as one:
        one.open(URI, text)
        typed = {"triggerKind": TRIGGERED, "triggerCharacter": " "}
        items = await one.complete(text, len(text), **typed)
        assert [item["label"] for item in items] == ["local", "harbor"]


@pytest.mark.asyncio
@pytest.mark.parametrize(("key", "opens"), [("stack_name", True), ("zenml_version", False)])
async def test_no_list_opens_by_itself_before_a_version(key: str, opens: bool):
    text = key + ": "
    async with editor("vscode") as one:
        one.open(URI, text)
        typed = {"triggerKind": TRIGGERED, "triggerCharacter": " "}
        assert bool(await one.complete(text, len(text), **typed)) == opens
        assert await one.complete(text, len(text), triggerKind=1)


@pytest.mark.asyncio
@pytest.mark.parametrize("typed", ["{{", "'{{"])
async def test_two_braces_open_references_to_secrets_where_they_may_stand(typed: str):
    head = HEAD + "  orchestrator:\n    - flavor: harbor\n      "
    context = {"triggerKind": TRIGGERED, "triggerCharacter": "{"}
    async with editor("vscode") as one:
        text = head + "configuration:\n        region: " + typed
        one.open(URI, text)
        items = await one.complete(text, len(text), **context)
        assert [item["label"] for item in items] == ["{{secret.key}}"]
        text = head + "name: " + typed
        one.change(URI, 2, {"text": text})
        assert await one.complete(text, len(text), **context) == []

"""Which documents are stack files: by content, by name, by the user's settings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given

from stackls_core.documents.kinds import kind_by_name, kind_of
from stackls_core.documents.run_configuration.kind import RUN_CONFIGURATION
from stackls_core.documents.stack_file.kind import STACK_FILE
from stackls_core.text import LineIndex
from tests.support.yaml_texts import texts


def is_stack_file(text: str, path: str | None = None, globs: Sequence[str] = ()) -> bool:
    return kind_of(LineIndex(text), path, globs) is STACK_FILE


FIXTURES = Path(__file__).parents[2] / "fixtures"
DEMO = FIXTURES / "workspaces" / "demo"

YES = [
    "components:\n  orchestrator:\n",
    "components:\n  orchestrator:\n    name: a\n",
    "components:\n  orchestrator:\n    flavour: local\n",
    "components:\n  orchestrator:\n    nam\n",
    "components:\n  orchestrator:\n  - flavor: local\n    url: a\n",
    "components:\n\n  # c\n  artifact_store: {name: a}\n",
    "components:\n    alerter:\n",
    "components:\n  'orchestrator':\n",
    "'components':\n  orchestrator:\n",
    '"components":\n  orchestrator:\n',
    "components: # c\n  orchestrator:\n",
    "components: {orchestrator: {name: a}}\n",
    "components: {orchestrator:",
    "components :\n  orchestrator:\n",
    "stack_name: x\ncomponents:\n",
    "  stack_name: x\n  components:\n",
    "# c\n\n    components:\n      orchestrator:\n",
    "---\n  components:\n    orchestrator:\n",
    "\ufeff  stack_name: x\r\n  components:\r\n",
    "stack_name: x\nzenml_version: 1\n",
    "zenml_version: 1\nstack_name: x",
    "stack_name:\ncomponents:",
    "stack_name: x\ncomponents:\n  orch",
    "# c\n---\nstack_name: x\ncomponents: {}\n",
    "\ufeffstack_name: x\ncomponents:\n",
    "stack_name: x\r\ncomponents:\r\n  orchestrator:\r\n",
    "components:\r\n  orchestrator:\r\n",
    "components:\n  metadata_store:\n    name: a\n",
    "components:\n  orchestrators:\n",
    "components:\n  artifact_store:\n    - name: [\n",
    "components:\n  nonsense:\n  orchestrator:\n",
    "_defaults: &d\n  a: b\nstack_name: x\ncomponents:\n",
    "{stack_name: x, zenml_version: 1}",
    '{"stack_name": "x", "components": {}}',
    '{"components": {"orchestrator": {"name": "a"}}}',
    "stack_name: ${STACK}\ncomponents:\n",
    "stack_name: '{{a.b}}'\ncomponents:\n",
]
NO = [
    "components:\n  deployer:\n    enabled: true\n",
    "components:\n  alerter: true\n  orchestrator: false\n",
    "  a:\n    stack_name: x\n    components:\n",
    "a:\n  components:\n    orchestrator:\n",
    "  components:\n  orchestrator:\n",
    "- stack_name: x\n  components:\n",
    "",
    "\n",
    "a: b\n",
    "stack_name: x\n",
    "zenml_version: 1\n",
    "components:\n",
    "components:",
    "components: {}\n",
    "components: []\n",
    "components:\n  - orchestrator\n",
    "components:\n  - orchestrator:\n      name: a\n",
    "components:\n  schemas:\n    Pet: {}\n",
    "components:\n  schemas:\n    orchestrator: {}\n",
    "components:\n  terraform:\n    vpc:\n      vars: {}\n",
    "components:\nother:\n  orchestrator:\n",
    "x:\n  components:\n    orchestrator:\n",
    "x:\n  stack_name: x\n  components:\n",
    "# components:\n#   orchestrator:\n",
    "components_list:\n  orchestrator:\n",
    "stack_names: x\ncomponents:\n",
    "stack_name\ncomponents\n",
    "resolver: lts-21.0\npackages: [.]\n",
    "openapi: 3.0.0\ncomponents:\n  schemas: {}\n",
    "{{- if .Values.stack }}\nstack_name: x\ncomponents:\n{{- end }}\n",
    "{% for s in stacks %}\nstack_name: x\ncomponents:\n{% endfor %}\n",
    "stack_name: {{ .Values.name }}\ncomponents:\n",
    "%{ if x }\nstack_name: x\ncomponents:\n",
    "{components: {schemas: {}}}",
    "{stack_name: x}",
    "[stack_name, components]",
]


@pytest.mark.parametrize("text", YES)
def test_stack_files_by_content(text: str):
    assert is_stack_file(text)


@pytest.mark.parametrize("text", NO)
def test_other_documents(text: str):
    assert not is_stack_file(text)


@pytest.mark.parametrize("path", sorted(DEMO.glob("[bhs]*/*.yaml")), ids=lambda path: path.name)
def test_the_stack_files_of_the_demo(path: Path):
    text = path.read_bytes().decode()
    if path.name.startswith("run-"):
        assert kind_of(LineIndex(text)) is RUN_CONFIGURATION
    else:
        assert is_stack_file(text) or path.name == "wrong-components.yaml"


@pytest.mark.parametrize(
    "path", sorted(DEMO.glob("pipelines/**/*.yaml")), ids=lambda path: path.name
)
def test_the_run_configurations_of_the_demo(path: Path):
    assert kind_of(LineIndex(path.read_bytes().decode())) is RUN_CONFIGURATION


@pytest.mark.parametrize("path", sorted(DEMO.glob("other/**/*.yaml")), ids=lambda path: path.name)
def test_the_lookalikes_of_the_demo(path: Path):
    assert not is_stack_file(path.read_bytes().decode(), str(path))


@pytest.mark.parametrize("path", sorted(DEMO.glob("stacks/*.yaml")), ids=lambda path: path.name)
def test_a_stack_file_is_one_from_its_second_key_on(path: Path):
    """Once it says it is one, no further line may change that."""
    lines = path.read_bytes().decode().splitlines(keepends=True)
    verdicts = [is_stack_file("".join(lines[:count])) for count in range(len(lines) + 1)]
    assert verdicts[2:] == [True] * (len(lines) - 1)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("prod.stack.yaml", True),
        ("prod.stack.yml", True),
        ("a/b/PROD.Stack.YAML", True),
        ("a\\b\\prod.stack.yaml", True),
        (".stack.yaml", False),
        ("stack.yaml", False),
        ("prodstack.yaml", False),
        ("prod.stack.yaml.bak", False),
        ("prod.stack.json", False),
        ("prod.stack/x.yaml", False),
    ],
)
def test_names_that_say_so(path: str, expected: bool):
    assert (kind_by_name(path) is STACK_FILE) == expected
    assert is_stack_file("", path) == expected


@pytest.mark.parametrize(
    ("path", "glob", "expected"),
    [
        ("/w/stacks/prod.yaml", "stacks/*.yaml", True),
        ("/w/stacks/prod.yaml", "**/stacks/*.yaml", True),
        ("/w/stacks/prod.yaml", "prod.yaml", True),
        ("C:\\w\\stacks\\prod.yaml", "stacks/*.yaml", True),
        ("/w/other/prod.yaml", "stacks/*.yaml", False),
        ("/w/stacks/prod.txt", "stacks/*.yaml", False),
    ],
)
def test_globs_from_the_settings(path: str, glob: str, expected: bool):
    assert is_stack_file("", path, [glob]) == expected


@given(texts())
def test_any_text_has_an_answer(text: str):
    assert is_stack_file(text, "x.stack.yaml")
    assert is_stack_file(text) in (True, False)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", STACK_FILE),
        ("parameters:\n  epochs: 3\n", RUN_CONFIGURATION),
        ("steps:\n  train:\n    parameters:\n      epochs: 3\n", RUN_CONFIGURATION),
        ("stack_name: prod\n", STACK_FILE),
        ("components:\n  orchestrator:\n", STACK_FILE),
        ("jobs:\n  build: {}\n", STACK_FILE),
    ],
)
def test_a_file_that_the_settings_name_is_of_the_kind_of_its_keys(text: str, kind: object):
    assert kind_of(LineIndex(text), "/w/conf/prod.yaml", ["conf/*.yaml"]) is kind


@pytest.mark.parametrize(
    ("written", "version"),
    [
        ("0.85.0", "0.85.0"),
        ("'0.85.0'  # pinned", "0.85.0"),
        ('"0.85\\u002e0"', "0.85.0"),
        ("! 0.85.0", "0.85.0"),
        ("!!str 0.85.0", "0.85.0"),
        ("&v 0.85.0", "0.85.0"),
        ("*pinned", "0.85.0"),
        (">-\n  0.85.0", "0.85.0"),
        ("# pinned\n  0.85.0", "0.85.0"),
        ("0.84.3\nzenml_version: 0.85.0", "0.85.0"),
        ("latest", "latest"),
        ("'>=0.85'", ">=0.85"),
        ("${ZENML}", "${ZENML}"),
        ("", None),
        ("[0.85.0]", None),
        ("!!float 0.85", None),
        ("*nowhere", None),
        (f"!!str\n  {'0' * 2000}", None),
    ],
)
def test_the_version_is_read_as_yaml_reads_it(written: str, version: str | None):
    text = f"x: &pinned 0.85.0\nstack_name: a\nzenml_version: {written}\ncomponents:\n  alerter:\n"
    for line_break in ("\n", "\r\n", "\r", "\x85"):
        lines = LineIndex(text.replace("\n", line_break))
        assert STACK_FILE.zenml_version(lines) == version

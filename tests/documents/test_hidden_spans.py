"""Where in a stack file secrets stand, so that no excerpt shows them."""

from __future__ import annotations

from textwrap import dedent

import pytest

from stackls_core.catalog.catalog import Catalog
from stackls_core.documents.hidden_spans import hidden_spans
from stackls_core.documents.stack_file.view import parse_stack_file


def hidden(text: str, catalog: Catalog) -> list[str]:
    """What is hidden of a file, in order."""
    text = dedent(text)
    spans = hidden_spans(parse_stack_file(text), catalog)
    return [text[span.start : span.end] for span in spans]


def tracker(lines: str, before: str = "") -> str:
    """A file with an MLflow tracker that has ``lines``, each with its indentation."""
    head = "components:\n  experiment_tracker:\n    name: t\n    flavor: mlflow\n"
    return before + head + "".join(f"    {line}\n" for line in lines.splitlines())


@pytest.mark.parametrize(
    ("lines", "secrets"),
    [
        ("configuration: {tracking_password: hunter2}", ["hunter2"]),
        ("configuration: {tracking_username: admin}", ["admin"]),  # says the flavor
        ("configuration: {tracking_password: 'it''s'}", ["'it''s'"]),
        ("configuration: {tracking_password: 12345}", ["12345"]),
        (
            "configuration:\n  tracking_password: |\n    one\n    two",
            ["|\n        one\n        two"],
        ),
        ("configuration: {tracking_pasword: hunter2}", ["hunter2"]),
        ("tracking_password: hunter2", ["hunter2"]),
        ("tracking_pasword: hunter2", ["hunter2"]),
        ("configuration: {tracking_uri: 'https://me:hunter2@x.example.com'}",
         ["'https://me:hunter2@x.example.com'"]),
        ("configuration: {unheard_of: {api_key: hunter2, path: x}}", ["hunter2"]),
        ("configuration: {unheard_of: '{\"api_key\": \"hunter2\"}'}",
         ["'{\"api_key\": \"hunter2\"}'"]),
        ("configuration: {env: [{name: DB_PASSWORD, value: hunter2}]}", ["hunter2"]),
        ("configuration: {secrets: [{name: db, key: user, value: hunter2}]}", ["hunter2"]),
    ],
)  # fmt: skip
def test_what_is_hidden(lines: str, secrets: list[str], shipped_catalog: Catalog):
    assert hidden(tracker(lines), shipped_catalog) == secrets


@pytest.mark.parametrize(
    "lines",
    [
        "configuration: {tracking_password: '{{db.password}}'}",
        "configuration: {tracking_password: '${PASSWORD}'}",
        "configuration: {tracking_password: }",
        "configuration: {tracking_password: ''}",
        "configuration: {tracking_insecure_tls: true, token: false}",
        "configuration: {tracking_uri: https://x.example.com}",
        'configuration: {unheard_of: \'{"path":   "x"}\'}',
        "configuration: {env: [{name: REGION, value: eu}]}",
    ],
)
def test_what_is_shown(lines: str, shipped_catalog: Catalog):
    assert hidden(tracker(lines), shipped_catalog) == []


def test_what_an_alias_brings_in_is_hidden_where_it_stands(shipped_catalog: Catalog):
    text = tracker(
        "configuration: {<<: *a, tracking_token: *b}", "_a: &a {tracking_username: me}\n"
    )
    assert hidden("_b: &b abc\n" + text, shipped_catalog) == ["abc", "me"]


def test_no_flavor_is_needed_to_know_a_password(shipped_catalog: Catalog):
    text = "components:\n  unheard_of:\n    flavor: x\n    configuration: {db_password: hunter2}\n"
    assert hidden(text, shipped_catalog) == ["hunter2"]


@pytest.mark.parametrize(
    "line",
    [
        "configuration: {tracking_password: hun'ter2: x",
        "tracking_password: @hunter2",
        "tracking_password: hunter2: x",
        "tracking_password:hunter2\n\tx: y",
    ],
)
def test_a_line_that_is_no_yaml(line: str, shipped_catalog: Catalog):
    shown = line
    for secret in hidden(tracker(line), shipped_catalog):
        shown = shown.replace(secret, "")
    assert "ter2" not in shown

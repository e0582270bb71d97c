"""Findings beyond one example a rule: layouts, anchors, nesting, placeholders, broken documents."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackls_core.analysis.all_rules import RULES
from stackls_core.catalog.catalog import Catalog
from stackls_core.check import check_text
from stackls_core.findings import Severity
from stackls_core.limits import MAX_CHARACTERS, MAX_FINDINGS, MAX_MESSAGE
from tests.support.catalog import TEXT, VERSION, InMemorySource, flavor, optional
from tests.support.checks import CATALOG, check_diagnostics, find
from tests.support.everything import check_findings
from tests.support.layouts import LAYOUTS
from tests.support.stack_texts import HEAD, REST

STORE = "  artifact_store: {name: b, flavor: local, configuration: {}}\n"


def configured(configuration: str) -> str:
    return (
        f"{HEAD}  orchestrator:\n    name: a\n    flavor: harbor\n"
        f"    configuration:\n      region: x\n{configuration}{STORE}"
    )


def errors_of(text: str, catalog: Catalog = CATALOG) -> list[tuple[str, str]]:
    """The code of each error, and what it points at."""
    found = check_text(text, None, catalog)
    return [
        (finding.code, text[finding.span.start : finding.span.end])
        for finding in found
        if finding.severity is Severity.ERROR
    ]


def test_a_good_file_has_no_findings():
    check_diagnostics(HEAD + REST)


def test_of_a_text_that_is_too_long_nothing_is_claimed():
    (finding,) = check_text("a" * (MAX_CHARACTERS + 1), None, CATALOG)
    assert (finding.code, finding.severity) == ("not-checked", Severity.INFORMATION)
    assert "more than 2,000,000 characters" in finding.message


def test_flow_style():
    check_diagnostics("""
        {stack_name: 5, zenml_version: 1.2.3, components: {
                     ^ error[wrong-stack-name]
        orchestrator: [{name: a, flavor: habor, configuration: {}}],
                                         ^^^^^ error[unknown-flavor] Did you mean harbor?
        artifact_store: {name: b, flavor: local, configuration: {pth: x}}}}
                                                                 ^^^ error[unknown-parameter] path
        """)


def test_spans_count_characters_not_bytes():
    check_diagnostics("""
        stack_name: "é中😀"
        zenml_version: 1.2.3
        components:
          orchestrator: {name: "😀é", flavor: lokal, configuration: {}}  # 中
                                             ^^^^^ error[unknown-flavor]
          artifact_store: {name: 'a\u2028b', flavor: lokal, configuration: {}}
                                                ^^^^^ error[unknown-flavor]
        """)


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("start", ["", "\ufeff", "# c\n---\n"])
@pytest.mark.parametrize("text", LAYOUTS[::3])
def test_line_breaks_and_what_stands_before_make_no_difference(
    text: str, start: str, line_break: str
):
    if text.startswith(("\ufeff", "---")):
        return
    plain = errors_of(text)
    other = errors_of((start + text).replace("\n", line_break))
    assert [code for code, _ in other] == [code for code, _ in plain]
    assert [span.replace(line_break, "\n") for _, span in other] == [span for _, span in plain]


def test_a_value_that_is_used_three_times_is_reported_once():
    check_diagnostics("""
        settings: &settings
          workers: many
                   ^^^^ error[wrong-value]
          region: x
        stack_name: demo
        zenml_version: 1.2.3
        components:
          orchestrator: {name: a, flavor: harbor, configuration: *settings}
          step_operator:
            - {name: b, flavor: harbor, configuration: {size: 1}}
            - {name: c, flavor: harbor, configuration: {size: 2}}
          artifact_store: {name: b, flavor: s3, configuration: {path: 's3://b'}}
          alerter:
            - name: one
              flavor: pager
              configuration: &p {chanel: x}
                                 ^^^^^^ error[unknown-parameter] channel
            - {name: two, flavor: pager, configuration: *p}
            - {name: three, flavor: pager, configuration: {<<: *p}}
        """)


def test_merged_keys_count_as_given():
    check_diagnostics("""
        base: &base {region: x, workers: 2}
        stack_name: demo
        zenml_version: 1.2.3
        components:
          orchestrator:
            name: a
            flavor: harbor
            configuration:
              <<: *base
              workers: none
                       ^^^^ error[wrong-value]
          artifact_store: {name: b, flavor: s3, configuration: {path: 's3://b'}}
        """)


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("ratio: 1", None),
        ("ratio: 1.5", None),
        ("ratio: '1.5'", None),
        ("ratio: ~", None),
        ("ratio: fast", "fast"),
        ("workers: 3", None),
        ("workers: '3'", None),
        ("workers: 3.0", None),
        ("workers: 3.5", "3.5"),
        ("workers: 0", "0"),
        ("workers: ~", "~"),
        ("workers:", "workers"),
        ("workers: yes", None),
        ("workers: [1]", "[1]"),
        ("synchronous: on", None),
        ("synchronous: 'on'", None),
        ("synchronous: 1", None),
        ("synchronous: 2", "2"),
        ("mode: careful", None),
        ("mode: Careful", "Careful"),
        ("mode: 5", "5"),
        ("endpoint: 5", "5"),
        ("endpoint: 12:30", "12:30"),
        ("endpoint: 2024-01-01", "2024-01-01"),
        ("endpoint: ~", None),
        ("names: []", None),
        ("names: [a, 5, b, 6]", "5|6"),
        ("names: '[\"a\"]'", None),
        ("names: '[5]'", "'[5]'"),
        ("names: a", "a"),
        ("tags: {a: b}", None),
        ("tags: {a: 5, b: c}", "5"),
        ('tags: \'{"a": "b"}\'', None),
        ("tags: '{\"a\": 5}'", "'{\"a\": 5}'"),
        ("tags: '{'", "'{'"),
        ("tags: [a]", "[a]"),
        ("pod_settings: {labels: {a: b}, extra: 1}", None),
        ("pod_settings: {labels: {a: 5}}", "5"),
        ("pod_settings: {host_ipc: maybe, env: [{a: 1}, 2]}", "maybe|2"),
        ("pod_settings: 5", "5"),
        ("pod_settings: ~", None),
        ("mounts: [{path: a}, {path: 5}]", "5"),
        ("mounts: [{path: a, read_only: perhaps}]", "perhaps"),
        ("mounts: [{path: a, mode: b}]", "mode"),
        ("mounts: [{read_only: true}]", "read_only"),
        ("mounts: [a]", "a"),
        ("mounts: {path: a}", "{path: a}"),
    ],
)
def test_values_by_the_rules_of_pydantic(value: str, problem: str | None):
    found = [span for _, span in errors_of(configured(f"      {value}\n"))]
    assert found == (problem.split("|") if problem is not None else [])


def test_a_union_reports_the_option_that_was_meant():
    either = {"anyOf": [TEXT, {"type": "object", "properties": {"size": {"type": "integer"}}}]}
    listed = {"anyOf": [{"type": "integer"}, {"type": "array", "items": TEXT}]}
    catalog = Catalog(
        [
            InMemorySource(
                [
                    flavor("orchestrator", "both", {"either": either, "listed": listed}),
                    flavor("artifact_store", "local"),
                ]
            )
        ]
    )
    text = (
        f"{HEAD}  orchestrator:\n    name: a\n    flavor: both\n    configuration:\n"
        f"      either: {{size: big}}\n      listed: [x, 5]\n{STORE}"
    )
    assert errors_of(text, catalog) == [("wrong-value", "big"), ("wrong-value", "5")]


@pytest.mark.parametrize(
    "value",
    [
        "workers: ${WORKERS}",
        "workers: '${WORKERS}'",
        "workers: 1${ZEROES}",
        "mode: ${MODE}",
        "names: ${NAMES}",
        "names: [a, '${B}']",
        "tags: '{\"a\": ${B}}'",
        "mounts: [{path: a, read_only: '${C}'}]",
        "pod_settings: {host_ipc: '${HOST}'}",
        "${KEY}: x",
        "synchronous: ${A}${B}",
    ],
)
def test_placeholders_are_unknown_not_wrong(value: str):
    assert errors_of(configured(f"      {value}\n")) == []


def test_placeholders_in_place_of_everything():
    text = (
        "stack_name: ${S}\nzenml_version: ${V}\ncomponents:\n"
        "  orchestrator: {name: '${N}', flavor: '${F}', configuration: {a: b}}\n"
        "  artifact_store: {name: b, flavor: s3, configuration: {path: 's3://${B}/x'}}\n"
    )
    assert errors_of(text) == []


def test_what_stands_before_a_placeholder_is_certain():
    text = (
        HEAD
        + "  orchestrator: {name: a, flavor: local, configuration: {}}\n"
        + ("  artifact_store: {name: b, flavor: s3, configuration: {path: 'gs://${B}'}}\n")
    )
    assert errors_of(text) == [("wrong-scheme", "'gs://${B}'")]


def test_intact_components_are_checked_in_a_broken_document():
    text = configured("      wrong: 1\n").replace("stack_name: demo", "stack_name: 'demo")
    assert errors_of(text) == [("syntax-error", "'demo"), ("unknown-parameter", "wrong")]


def test_what_hangs_together_with_a_broken_line_is_left_alone():
    text = configured("      wrong: 1\n      mode: 'fast\n")
    assert errors_of(text) == [("syntax-error", "'fast")]


def test_nothing_is_missing_where_lines_could_not_be_read():
    text = "stack_name: demo\nzenml_version 1.2.3\ncomponents\n  orchestrator:\n" + STORE
    assert {code for code, _ in errors_of(text)} == {"syntax-error"}


def test_findings_come_in_the_order_of_the_text_and_of_the_rules():
    text = HEAD + (
        "  orchestrators: {name: [], flavor: lokal}\n"
        "  orchestrator: {flavor: harbor, configuration: {workers: x, wrokers: y}}\n"
    )
    found = check_text(text, None, CATALOG)
    check_findings(text, found)
    order = [rule.code for rule in RULES]
    places = [(finding.span, order.index(finding.code)) for finding in found]
    assert places == sorted(places)
    assert len(found) > 4


def test_there_is_an_end_to_findings():
    text = HEAD + "  alerter:\n" + "    - {name: 5, flavor: 6, configuration: 7}\n" * 600
    assert len(check_text(text, None, CATALOG)) == MAX_FINDINGS


SECRET = "hunter2-do-not-show"


@pytest.mark.parametrize(
    "configuration",
    [
        f"      token: [{SECRET}]\n",
        f"      token: {{a: {SECRET}}}\n",
        f"      token: &t {SECRET}\n      workers: 1\n",
        f"      token: {SECRET}\n      tokn: {SECRET}\n",
        f"      token: '{SECRET}\n",
        f"      token: {SECRET}: x\n",
        f"      token: !!int {SECRET}\n",
        f"      token: {{{{{SECRET}}}}}\n",
        f"      token: {SECRET}\n      token: {SECRET}x\n",
    ],
)
def test_no_message_shows_a_secret(configuration: str):
    _, findings = find(configured(configuration))
    assert findings
    shown = [f.message for f in findings] + [r.message for f in findings for r in f.related]
    assert not [message for message in shown if SECRET in message]


def test_no_message_shows_a_secret_inside_of_an_object():
    password = optional({**TEXT, "format": "password"})
    inner = {
        "type": "object",
        "additionalProperties": False,
        "properties": {"user": TEXT, "password": {**TEXT, "format": "password"}},
    }
    catalog = Catalog(
        [
            InMemorySource(
                [
                    flavor(
                        "orchestrator",
                        "vault",
                        {
                            "login": inner,
                            "logins": {"type": "array", "items": inner},
                            "pin": {"type": "integer", "sensitive": True},
                            "code": password,
                        },
                        sensitive=["pin"],
                    ),
                    flavor("artifact_store", "local"),
                ]
            )
        ]
    )
    text = (
        f"{HEAD}  orchestrator:\n    name: a\n    flavor: vault\n    configuration:\n"
        "      login: {user: x, password: 4711}\n"
        "      logins: [{password: 4711}, {password: [4711]}]\n"
        f"      pin: x4711\n      code: 4711\n{STORE}"
    )
    findings = check_text(text, None, catalog)
    assert len(findings) >= 4
    shown = [f.message for f in findings] + [x.title for f in findings for x in f.fixes]
    assert not [text for text in shown if "4711" in text]


def test_messages_stay_short():
    long = "x" * 10_000
    text = configured(f"      workers: {long}\n      {long}: 1\n").replace("harbor", long)
    text += f"  {long}: {{}}\n"
    findings = check_text(text, None, CATALOG)
    assert findings
    assert all(len(finding.message) <= MAX_MESSAGE for finding in findings)


@given(st.sampled_from(LAYOUTS), st.sampled_from(LAYOUTS), st.data())
def test_findings_of_any_mixture_of_files(one: str, other: str, data: st.DataObject):
    lines, more = one.splitlines(keepends=True), other.splitlines(keepends=True)
    at = data.draw(st.integers(0, len(lines)))
    text = "".join([*lines[:at], *more[data.draw(st.integers(0, len(more))) :]])
    check_findings(text, check_text(text, None, CATALOG))


def test_messages_name_the_version_they_speak_for():
    text = (HEAD + REST).replace(VERSION, "0.1.0")
    (finding,) = check_text(text, None, CATALOG)
    assert VERSION in finding.message

"""No text makes a feature raise, and what it answers lies within the text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stackls_server.features.snapshot import Snapshot
from tests.support.checks import CATALOG
from tests.support.everything import navigation_spans

DEMO = Path(__file__).parents[2] / "fixtures" / "workspaces" / "demo"
EVERYTHING = """\
# about
# this
_common: &common {channel: https://x.example.com, old_mode: ${A}}
stack_name: "dé\U0001f600mo"
components:
  orchestrator:
  - name: &n harbor
    flavor: harbor
    configuration: &c
      <<: *common
      region: |
        ${REGION}
        x
      token: '{{ a.b }}'
      mounts:
        - path: /a
        -
          # b
          path: *n
  artifact_store: {name: "x\\
    y", flavor: s3, configuration: {path: [*c, *common]}}
  alerter: &a
    name: a
  step_operator: *a
"""


def check(text: str, offset: int) -> None:
    snapshot = Snapshot(text, CATALOG, "demo.stack.yaml")
    for span in navigation_spans(snapshot, offset):
        assert 0 <= span.start <= span.end <= len(text)


@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_a_file_cut_anywhere(line_break: str):
    text = EVERYTHING.replace("\n", line_break)
    for end in range(len(text) + 1):
        check(text[:end], end)


def test_a_file_without_one_of_its_characters():
    for at in range(len(EVERYTHING)):
        check(EVERYTHING[:at] + EVERYTHING[at + 1 :], at)


def test_every_place_of_a_file():
    snapshot = Snapshot(EVERYTHING, CATALOG, "demo.stack.yaml")
    for offset in range(-1, len(EVERYTHING) + 2):
        list(navigation_spans(snapshot, offset))


@pytest.mark.parametrize("path", sorted(DEMO.rglob("*.yaml")), ids=lambda path: path.name)
def test_demo_files_cut_at_each_line(path: Path):
    text = path.read_text(encoding="utf-8")
    for end in range(0, len(text) + 1, max(len(text) // 40, 1)):
        check(text[:end], end)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\ufeff",
        "components: &a [*a, *a]",
        "&a",
        "- &a\n- *a",
        "components: {" * 300,
        "\0",
        "a: \ud800",
    ],
)
def test_odd_texts(text: str):
    for offset in range(0, len(text) + 1, len(text) // 40 + 1):
        check(text, offset)


PIECES = st.sampled_from(
    ["components:", "orchestrator:", "name: ", "&a ", "*a", "<<: ", "\n", "  ", "- ", "{", "}", "[",
     "]", "'", '"', "{{a.b}}", "${X}", "# ", "|", "flavor: harbor", "configuration:", "\r",
     "\u2028",      "https://x.example.com", "\U0001f600", "!!str ", "? ", ", "]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join), st.data())
def test_any_text(text: str, data: st.DataObject):
    check(text, data.draw(st.integers(0, len(text))))


def test_aliases_that_multiply():
    lines = ["_0: &a0 {old_mode: x}"]
    lines += [f"_{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    lines += ["components:", "  orchestrator:", "    flavor: harbor", "    configuration:"]
    lines += ["      mounts: *a11", "      pod_settings: *a11", "      <<: *a11"]
    text = "\n".join(lines)
    for offset in (0, len(text) - 1):
        check(text, offset)

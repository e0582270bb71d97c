"""Pages in Markdown, as an editor without views of its own shows them."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from stackls_core.registry import references
from stackls_core.text import LineIndex
from stackls_server.features.flavors import describe_flavor
from stackls_server.features.pages import Page, flavor_page, plan_page, stack_page, stacks_page
from stackls_server.features.plan_data import plan_data
from stackls_server.features.stack_data import stack_description, stack_summary, store_data
from stackls_server.features.stack_findings import findings_data, stack_findings
from tests.features.plans_support import CATALOG, FILE, local_store, planned

PLAIN = (
    "token is a secret in plain text. "
    "Keep it in ZenML's secret store and write '{{secret_name.key}}' here."
)
MIXED = "The harbor orchestrator runs remotely and cannot reach this local artifact store."


def check_page(page: Page, title: str, expected: str) -> None:
    __tracebackhide__ = True
    assert page.title == title
    assert page.text == dedent(expected).lstrip("\n")


def test_all_stacks(tmp_path: Path):
    store = local_store(tmp_path, FILE)
    state = store.snapshot()
    page = stacks_page(
        [stack_summary(stack, state) for stack in state.stacks], store_data(store.info())
    )
    check_page(
        page,
        "Stacks in the built-in registry",
        """
        # Stacks in the built-in registry

        - `default` (active)
          - orchestrator `default` (local)
          - artifact store `default` (local)

        - `demo`
          - orchestrator `port` (harbor)
          - artifact store `default` (local)
        """,
    )


def test_a_stack_with_findings_and_without_its_secrets(tmp_path: Path):
    store = local_store(tmp_path, FILE)
    state = store.snapshot()
    stack = references.find("demo", state.stacks, "stack")
    found = stack_findings(stack, store.info().zenml_version, CATALOG)
    described = stack_description(stack, state, CATALOG)
    page = stack_page(findings_data(described, found.stack, found.components))
    assert "hunter2" not in page.text
    check_page(
        page,
        "Stack demo",
        """
        # Stack demo

        ## orchestrator `port` (harbor)

        ```yaml
        region: eu-west-1
        workers: 3
        token: '********'
        ```

        - warning: PLAIN `plain-text-secret`

        ## artifact store `default` (local)

        - warning: MIXED `mixed-local-remote`
        """.replace("PLAIN", PLAIN).replace("MIXED", MIXED),
    )


def test_a_plan(tmp_path: Path):
    store = local_store(tmp_path)
    page = plan_page(plan_data(planned(FILE, store), FILE, where=store.info().place))
    text = plan_data(planned(FILE, store), FILE, where=store.info().place)["text"]
    assert page == Page("Plan for demo", f"# Plan for demo\n\n```text\n{text.rstrip()}\n```\n")
    assert "Plan for the stack demo in the built-in registry" in page.text


def test_a_flavor():
    page = flavor_page(describe_flavor(CATALOG, "artifact_store", "s3"))
    check_page(
        page,
        "Artifact store flavor s3",
        """
        # Artifact store flavor s3

        Keeps artifacts in a bucket.

        Integration `s3`: `zenml integration install s3`

        [Documentation](https://docs.example.com/artifact_store/s3)

        ## Required parameters

        - `path` (string)

        ## Optional parameters

        - `key` (string, sensitive)

        As of ZenML 1.2.3.
        """,
    )


def test_names_of_strangers_do_nothing_in_a_page():
    plan = {"stack": "a\n# b", "text": "x\n```\n# heading\n````\n"}
    page = plan_page(plan)
    assert "\n" not in page.title
    assert len(LineIndex(page.text).text.split("`````")) == 3
    stacks = [{"name": "`x`\n<script>", "active": False, "components": []}]
    shown = stacks_page(stacks, {"place": "the [x](javascript:1)"}).text
    assert shown.splitlines()[0] == "# Stacks in the \\[x\\](javascript:1)"
    assert len(shown.splitlines()) == 3

"""What people expect of a command line that know ruff, kubectl, terraform and ZenML's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import GOOD, MISSPELT, Cli

pytestmark = pytest.mark.usefixtures("home")


NAMED = GOOD.replace("name: default", "name: mine")


class TestCheck:
    def test_json_has_the_fix_and_the_page_of_the_rule(self, cli: Cli):
        cli.write("a.yaml", MISSPELT)
        (row,) = json.loads(cli("check", "--format", "json", "a.yaml").out)
        assert row["url"].endswith("rules.md#unknown-flavor")
        (edit,) = row["fix"]["edits"]
        assert (row["fix"]["message"], row["fix"]["applicability"]) == ("Change to local", "safe")
        assert (edit["line"], edit["content"]) == (row["line"], "local")

    def test_sarif_names_the_page_of_each_rule(self, cli: Cli):
        cli.write("a.yaml", MISSPELT)
        log = json.loads(cli("check", "--format", "sarif", "a.yaml").out)
        rules = log["runs"][0]["tool"]["driver"]["rules"]
        assert all(rule["helpUri"].endswith(f"#{rule['id']}") for rule in rules)

    def test_quiet_prints_findings_alone(self, cli: Cli):
        cli.write("a.yaml", NAMED)
        assert cli("check", "-q", "a.yaml").out == ""
        cli.write("b.yaml", MISSPELT)
        assert "Found" not in cli("check", "--quiet", "b.yaml").out

    def test_statistics_count_by_rule(self, cli: Cli):
        cli.write("a.yaml", MISSPELT)
        cli.write("b.yaml", MISSPELT)
        first, *_ = cli("check", "--statistics").out.splitlines()
        assert first.split()[:3] == ["2", "unknown-flavor", "[*]"]

    def test_comments_silence_what_is_there(self, cli: Cli):
        path = cli.write("a.yaml", MISSPELT.replace("flavor: locl", "flavor: locl  # mine"))
        assert cli("check", "--add-ignore", "a.yaml").code == 0
        assert "flavor: locl  # mine  # stackls: ignore[unknown-flavor]\n" in path.read_text()
        assert cli("check", "-q", "a.yaml").out == ""

    def test_a_baseline_leaves_out_what_was_there(self, cli: Cli):
        cli.write("a.yaml", MISSPELT)
        assert cli("check", "--write-baseline", "known.json").code == 0
        assert cli("check", "--baseline", "known.json").code == 0
        cli.write("a.yaml", "# moved\n" + MISSPELT)
        assert cli("check", "-q", "--baseline", "known.json").out == ""
        cli.write("a.yaml", MISSPELT.replace("flavor: local\n", "flavor: lcal\n"))
        assert cli("check", "--baseline", "known.json", "--format", "json").codes == [
            "unknown-flavor"
        ]
        assert "known.json" not in json.loads(Path("known.json").read_text())

    @pytest.mark.parametrize("content", ["{", "[]", '{"files": 1}', ""])
    def test_what_is_no_baseline_is_said(self, cli: Cli, content: str):
        cli.write("a.yaml", GOOD)
        cli.write("known.json", content)
        result = cli("check", "--baseline", "known.json")
        assert result.code == 2
        assert result.err.startswith("stackls: ")

    def test_a_file_that_is_not_surely_ours_is_never_changed(self, cli: Cli):
        text = "components:\n  orchestrators:\n    - name: o\n      flavor: local\n"
        path = cli.write("folder/own.yaml", text)
        assert cli("check", "--fix", "folder").code == 1
        assert path.read_text() == text
        cli("check", "--fix", "folder/own.yaml")
        assert path.read_text() != text


class TestErrors:
    @pytest.mark.parametrize(
        "arguments",
        [("check", "--bad"), ("check", "--format", "x"), ("explain",), ("stack", "set"), ("nope",)],
    )
    def test_all_begin_with_the_name_of_the_program(self, cli: Cli, arguments: tuple[str, ...]):
        result = cli(*arguments)
        assert result.code == 2
        *usage, last = result.err.splitlines()
        assert last.startswith("stackls: ")
        assert not any("Error" in line for line in usage)


class TestExplain:
    def test_a_parameter_and_what_is_below_it(self, cli: Cli):
        out = cli("explain", "orchestrator.kubernetes.pod_settings.tolerations").out
        assert "Tolerations to apply to the pod." in out
        assert "tolerationSeconds  integer" in out

    def test_a_type_and_a_flavor(self, cli: Cli):
        assert "sagemaker" in cli("explain", "step-operator").out
        assert "path string (required)" in " ".join(cli("explain", "artifact_store.s3").out.split())

    @pytest.mark.parametrize(
        ("path", "advice"),
        [
            ("orchestratr", "Did you mean orchestrator?"),
            ("orchestrator.kubernets", "Did you mean kubernetes?"),
            ("artifact-store.s3.pat", "Did you mean path?"),
        ],
    )
    def test_a_slip(self, cli: Cli, path: str, advice: str):
        result = cli("explain", path)
        assert result.code == 1
        assert advice in result.err


class TestNew:
    def test_writes_a_stack_file(self, cli: Cli):
        assert cli("stack", "new", "prod", "prod.yaml", "-o", "kubernetes", "-a", "s3").code == 0
        text = Path("prod.yaml").read_text()
        assert "flavor: kubernetes" in text
        assert "path: " in text
        assert cli("check", "prod.yaml").code == 0
        assert cli("stack", "new", "prod", "prod.yaml").code == 2  # it is there already

    def test_an_unknown_flavor(self, cli: Cli):
        assert cli("stack", "new", "prod", "-o", "kubernets").code == 1


class TestAsZenML:
    def test_import_takes_a_name_and_a_file(self, cli: Cli):
        cli.write("one.yaml", NAMED)
        result = cli("stack", "import", "team", "-f", "one.yaml", "--ignore-version-mismatch")
        assert result.code == 0
        assert "team" in cli("stack", "list").out
        assert cli("stack", "import", "other", "--filename", "one.yaml").code == 0

    def test_import_takes_a_file_or_the_name_of_one(self, cli: Cli):
        cli.write("one.yaml", NAMED)
        assert cli("stack", "import", "one.yaml").code == 0
        assert cli("stack", "import", "one").code == 0
        assert "one" in cli("stack", "list").out
        assert cli("stack", "import", "none").err == "stackls: none.yaml: no such file or folder\n"

    def test_a_dry_run_changes_nothing(self, cli: Cli):
        cli.write("one.yaml", NAMED)
        for command in ("apply", "import"):
            result = cli("stack", command, "one.yaml", "--dry-run")
            assert result.code == 0
            assert "to create" in result.out
        assert "team" not in cli("stack", "list").out

    def test_export_takes_a_file(self, cli: Cli):
        assert cli("stack", "export", "default", "out.yaml").code == 0
        assert "stack_name: default" in Path("out.yaml").read_text()

    def test_a_stack_gets_other_components(self, cli: Cli):
        cli.write("one.yaml", NAMED)
        cli("stack", "import", "team", "-f", "one.yaml")
        cli("orchestrator", "copy", "mine", "other")
        cli("container-registry", "register", "hub", "--flavor", "default", "uri=example.com/x")
        assert cli("stack", "update", "team", "-o", "other", "-c", "hub").code == 0
        shown = cli("stack", "describe", "team").out
        assert "orchestrator other" in shown
        assert "container registry hub" in shown
        assert cli("stack", "remove-component", "team", "-c").code == 0
        assert "hub" not in cli("stack", "describe", "team").out
        assert cli("stack", "update", "team").code == 2

    def test_describing_a_stack_shows_what_its_components_have_besides(self, cli: Cli):
        cli.write("one.yaml", NAMED.replace("name: mine", "name: mine\n      labels: {team: ml}"))
        assert cli("stack", "apply", "one.yaml", "--name", "team").code == 0
        assert "team=ml" in cli("stack", "describe", "team").out
        assert "team=ml" not in cli("stack", "describe", "default").out

    def test_components_are_got_renamed_and_copied(self, cli: Cli):
        assert cli("orchestrator", "get").out == "default\n"
        cli("alerter", "register", "one", "--flavor", "slack", "slack_token={{a.b}}")
        assert cli("alerter", "rename", "one", "two").code == 0
        assert cli("alerter", "copy", "two", "three").code == 0
        listed = cli("alerter", "list").out
        assert "two" in listed
        assert "three" in listed
        assert cli("alerter", "get").code == 1


def test_a_mask_never_cuts_a_word(cli: Cli):
    tracker = (
        "  experiment_tracker:\n    - name: mlflow_tracker\n      flavor: mlflow\n"
        "      configuration:\n        tracking_uri: https://mlflow.example.com\n"
        "        tracking_username: mlflow\n        tracking_password: tracking\n"
    )
    cli.write("a.yaml", NAMED + tracker)
    out = cli("check", "a.yaml").out
    assert "help: Refer to a secret: '{{mlflow_tracker.tracking_password}}'" in out
    assert "tracking_password: ********" in out

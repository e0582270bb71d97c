"""What `stackls check` prints, and with which exit code."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from stackls_core.analysis.rule_pages import page_uri
from stackls_core.findings import Finding, Fix, Related, Severity
from stackls_core.limits import MAX_FINDINGS
from stackls_core.text import Span, TextEdit
from stackls_server.cli.report_github import GithubReport
from stackls_server.cli.report_sarif import artifact_uri
from stackls_server.cli.results import CheckedFile, Totals
from tests.cli.conftest import DEMO, GOOD, MISSPELT, Cli

FLAVOR_MESSAGE = "Unknown orchestrator flavor locl. Did you mean local?"

LEAK = """\
stack_name: demo
zenml_version: 0.98.0
components:
  orchestrator: {name: local, flavor: kubernetes, configuration: {zzz: 1, token: swordfish1}}
  artifact_store: {name: s3, flavor: s3, secret: swordfish2, configuration: {key: swordfish3}}
  experiment_tracker:
    - name: tracker
      flavor: mlflow
      tracking_token: swordfish4
      configuration:
        tracking_uri: https://me:swordfish5@x.example.com
        tracking_password: swordfish6
        tracking_pasword: swordfish7
        tracking_username: [swordfish8]
        tracking_password: {a: swordfish9}
  alerter:
    name: chat
    flavor: slack
    configuration:
      slack_token: %swordfish10
      slack_channel_id: 5
"""


def test_a_finding_reads_like_a_compiler_says_it(cli: Cli):
    cli.write("team/laptop.yaml", MISSPELT)
    result = cli("check")
    assert result.code == 1
    assert result.err == ""
    assert result.out == (
        f"team/laptop.yaml:7:15: error[unknown-flavor] {FLAVOR_MESSAGE}\n"
        " 7 │       flavor: locl\n"
        "   │               ^^^^\n"
        "   help: Change to local (--fix does this)\n"
        "\n"
        "Found 1 error in 1 of 1 file; 1 can be fixed with --fix.\n"
    )


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github"])
@pytest.mark.parametrize("options", [[], ["--fix"]], ids=["check", "fix"])
def test_no_report_shows_a_secret(cli: Cli, form: str, options: list[str]):
    cli.write("leak.stack.yaml", LEAK)
    result = cli("check", "--format", form, *options)
    assert result.code == 1
    assert "swordfish" not in result.out + result.err
    if form == "text":
        assert "tracking_password: ********" in result.out


def test_nothing_wrong_is_said_in_one_line(cli: Cli):
    for name in ("a.yaml", "b.yml"):
        cli.write(name, GOOD)
    result = cli("check")
    assert (result.code, result.out, result.err) == (0, "Checked 2 files: no problems.\n", "")


def test_no_stack_file_at_all_says_what_makes_one(cli: Cli):
    cli.write("compose.yaml", "services: {}\n")
    result = cli("check")
    assert result.code == 0
    assert result.out.startswith(
        "No stack file or run configuration among 1 YAML file in this folder. A"
    )


def test_other_formats_say_on_stderr_that_there_was_no_stack_file(cli: Cli):
    result = cli("check", "--format", "json")
    assert (result.code, result.json) == (0, [])
    assert result.err.startswith("stackls: No stack file or run configuration in this folder.")


def test_warnings_alone_are_no_failure(cli: Cli):
    cli.write("a.yaml", GOOD.replace("type: orchestrator", "type: alerter"))
    result = cli("check")
    assert result.code == 0
    assert "Found 1 warning in 1 of 1 file; 1 can be fixed with --fix." in result.out


def test_a_related_place_is_told(cli: Cli):
    cli.write("a.yaml", GOOD + "stack_name: again\n")
    assert "note: line 14: " in cli("check").out


def test_json_has_characters_and_ends(cli: Cli):
    line = '  orchestrator: {name: "läuft_🚀", flavor: locl, configuration: {}}\n'
    rest = GOOD.partition("  artifact_store")[2]
    cli.write(
        "ä b.yaml",
        f"stack_name: a\nzenml_version: 0.98.0\ncomponents:\n{line}  artifact_store{rest}",
    )
    result = cli("check", "--format", "json")
    assert result.code == 1
    assert result.json == [
        {
            "path": "ä b.yaml",
            "line": 4,
            "column": line.index("locl") + 1,
            "end_line": 4,
            "end_column": line.index("locl") + 5,
            "severity": "error",
            "code": "unknown-flavor",
            "message": FLAVOR_MESSAGE,
            "url": page_uri("unknown-flavor"),
            "fix": {
                "message": "Change to local",
                "applicability": "safe",
                "edits": [
                    {
                        "line": 4,
                        "column": line.index("locl") + 1,
                        "end_line": 4,
                        "end_column": line.index("locl") + 5,
                        "content": "local",
                    }
                ],
            },
        }
    ]


def test_json_is_sorted_whatever_order_was_asked_for(cli: Cli):
    for name in ("b.yaml", "a/z.yaml", "a.yaml"):
        cli.write(name, MISSPELT + "nothing: 1\nstack_name: x\n")
    rows = cli("check", "--format", "json", "b.yaml", "a", "a.yaml").json
    places = [(row["path"], row["line"], row["column"]) for row in rows]
    assert places == sorted(places)
    assert {row["path"] for row in rows} == {"a.yaml", "a/z.yaml", "b.yaml"}


def test_the_demo_has_what_was_planted(cli: Cli, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(DEMO)
    numbers = ("line", "column", "end_line", "end_column")
    with (DEMO / "expected.tsv").open(encoding="utf-8", newline="") as table:
        planted = {
            (row["file"], *(int(row[name]) for name in numbers), row["severity"], row["code"])
            for row in csv.DictReader(table, delimiter="\t")
        }
    rows = cli("check", "--format", "json").json
    names = ("path", *numbers, "severity", "code")
    assert {tuple(row[name] for name in names) for row in rows} == planted


# --- SARIF --------------------------------------------------------------------------------------


def test_sarif_declares_its_rules_and_columns(cli: Cli):
    cli.write("my stacks/50%#1.yaml", MISSPELT)
    result = cli("check", "--format", "sarif")
    assert result.code == 1
    log = result.json
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "stackls"
    assert run["columnKind"] == "unicodeCodePoints"
    for rule in driver["rules"]:
        assert rule["shortDescription"]["text"]
        assert "```" not in rule["fullDescription"]["text"]
        assert len(rule["fullDescription"]["text"]) > len("*Information.* ")
        assert rule["help"]["text"].startswith(rule["fullDescription"]["text"])
    (found,) = run["results"]
    assert driver["rules"][found["ruleIndex"]]["id"] == found["ruleId"] == "unknown-flavor"
    assert (found["level"], found["message"]["text"]) == ("error", FLAVOR_MESSAGE)
    place = found["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "my%20stacks/50%25%231.yaml"}
    assert place["region"] == {"startLine": 7, "startColumn": 15, "endLine": 7, "endColumn": 19}
    (change,) = found["fixes"][0]["artifactChanges"]
    assert change["replacements"] == [
        {"deletedRegion": place["region"], "insertedContent": {"text": "local"}}
    ]
    assert run["invocations"][0]["executionSuccessful"] is True


def test_sarif_tells_what_could_not_be_checked(cli: Cli):
    result = cli("check", "--format", "sarif", "gone.yaml")
    (invocation,) = result.json["runs"][0]["invocations"]
    assert result.code == 2
    assert invocation["executionSuccessful"] is False
    (notification,) = invocation["toolExecutionNotifications"]
    assert notification["message"]["text"] == "no such file or folder"


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("a/b.yaml", "a/b.yaml"),
        ("größe.yaml", "gr%C3%B6%C3%9Fe.yaml"),
        ("c:d.yaml", "c%3Ad.yaml"),
        ("../up?.yaml", "../up%3F.yaml"),
        ("<stdin>", "%3Cstdin%3E"),
    ],
)
def test_paths_become_uri_references(path: str, uri: str):
    assert artifact_uri(path) == uri


def test_absolute_paths_become_file_uris(tmp_path: Path):
    assert artifact_uri(str(tmp_path / "a b.yaml")) == (tmp_path / "a b.yaml").as_uri()


# --- GitHub -------------------------------------------------------------------------------------


def test_github_commands(cli: Cli):
    cli.write("a.yaml", MISSPELT)
    result = cli("check", "--format", "github")
    assert result.code == 1
    assert result.out == (
        "::error file=a.yaml,line=7,endLine=7,col=15,endColumn=19,title=stackls unknown-flavor"
        f"::{FLAVOR_MESSAGE}\n"
    )


def github(file: CheckedFile) -> str:
    stream = io.BytesIO()
    report = GithubReport(stream)
    report.add(file)
    report.finish(Totals())
    return stream.getvalue().decode("utf-8")


def test_github_needs_some_characters_escaped():
    finding = Finding("a-code", Severity.HINT, "100%: a,\r\nb", Span(0, 1))
    assert github(CheckedFile("50%,x:y\n.yaml", "text", [finding])) == (
        "::notice file=50%25%2Cx%3Ay%0A.yaml,line=1,endLine=1,col=1,endColumn=2,"
        "title=stackls a-code::100%25: a,␍%0Ab\n"
    )


def test_github_takes_no_columns_for_several_lines():
    finding = Finding("a-code", Severity.WARNING, "message", Span(0, 4))
    shown = github(CheckedFile("a.yaml", "a\nb\nc", [finding]))
    assert shown == "::warning file=a.yaml,line=1,endLine=3,title=stackls a-code::message\n"


def test_github_paths_begin_at_the_workspace(cli: Cli, monkeypatch: pytest.MonkeyPatch):
    cli.write("sub/a.yaml", MISSPELT)
    monkeypatch.setenv("GITHUB_WORKSPACE", str(cli.folder))
    monkeypatch.chdir(cli.folder / "sub")
    assert cli("check", "--format", "github").out.startswith("::error file=sub/a.yaml,")


def test_gitlab_knows_a_finding_again_where_lines_have_moved(cli: Cli):
    cli.write("a.yaml", MISSPELT)
    before = json.loads(cli("check", "--format", "gitlab").out)
    cli.write("a.yaml", "# more\n\n" + MISSPELT)
    after = json.loads(cli("check", "--format", "gitlab").out)
    assert [one["fingerprint"] for one in before] == [one["fingerprint"] for one in after]
    for one in after:
        one["location"]["lines"] = {
            side: line - 2 for side, line in one["location"]["lines"].items()
        }
    assert before == after
    assert len({one["fingerprint"] for one in before}) == len(before) > 0
    assert before[0]["severity"] == "major"
    assert before[0]["location"]["path"] == "a.yaml"


# --- what is left out ---------------------------------------------------------------------------


@pytest.mark.parametrize(("components", "is_cut"), [(MAX_FINDINGS + 1, True), (5, False)])
def test_that_findings_are_left_out_is_said(cli: Cli, components: int, is_cut: bool):
    cli.write("a.yaml", GOOD + "  alerter:\n" + "    - 5\n" * components)
    cut = "Only the first 1,000 findings of a file are reported."
    text = cli("check")
    assert text.out.count(cut) == is_cut
    assert text.out.count(": error[") == min(components, MAX_FINDINGS)
    assert (cut in cli("check", "--diff").err) is is_cut
    for form in ("json", "sarif", "github", "gitlab"):
        assert (cut in cli("check", "--format", form).err) is is_cut


# --- usage --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [("--format", "xml"), ("--nonsense",), ("--diff", "--format", "json")],
)
def test_bad_usage(cli: Cli, arguments: tuple[str, ...]):
    result = cli("check", *arguments)
    assert result.code == 2
    assert result.out == ""
    assert "Usage: stackls check" in result.err


def test_every_fix_and_related_place_fits_sarif(cli: Cli):
    """Findings with everything in them, through the real report."""
    from stackls_server.cli.report_sarif import SarifReport

    edit = TextEdit(Span(2, 2), "new\n")
    finding = Finding(
        "a-code",
        Severity.INFORMATION,
        "message",
        Span(0, 3),
        fixes=(Fix("Mend it", (edit,)),),
        related=(Related(Span(4, 5), "here"),),
    )
    stream = io.BytesIO()
    report = SarifReport(stream)
    report.add(CheckedFile("a.yaml", "a\nb\nc", [finding]))
    report.finish(Totals())
    (found,) = json.loads(stream.getvalue())["runs"][0]["results"]
    assert found["level"] == "note"
    assert "ruleIndex" not in found
    assert found["relatedLocations"][0]["physicalLocation"]["region"]["startLine"] == 3

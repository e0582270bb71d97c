"""`stackls check --fix` and `--diff`: what changes, and above all what does not."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from stackls_core.analysis.fix_all import fix_text
from stackls_core.findings import Finding, Fix, Severity
from stackls_core.text import Span, TextEdit
from stackls_server.cli import writing
from tests.cli.conftest import GOOD, MISSPELT, Cli

FIXED = MISSPELT.replace("locl", "local")


def test_safe_fixes_are_applied(cli: Cli):
    path = cli.write("a.yaml", MISSPELT)
    result = cli("check", "--fix")
    assert result.code == 0
    assert result.out == "Fixed 1 problem in 1 file. Checked 1 file: no problems left.\n"
    assert path.read_text() == FIXED


def test_what_cannot_be_fixed_is_reported(cli: Cli):
    cli.write("a.yaml", MISSPELT.replace("stack_name: laptop\n", ""))
    result = cli("check", "--fix")
    assert result.code == 1
    assert "error[missing-stack-name]" in result.out
    assert "unknown-flavor" not in result.out
    assert result.out.endswith("Fixed 1 problem in 1 file. 1 error left in 1 of 1 file.\n")


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["", "bom"])
def test_everything_but_the_edit_stays_byte_for_byte(cli: Cli, line_break: str, mark: str):
    text = MISSPELT.replace("laptop", "läuft 🚀\u2028") + "# the end, and no line break after it  "
    before = (mark + text.replace("\n", line_break)).encode("utf-8")
    path = cli.write("a.yaml", before)
    cli("check", "--fix", "a.yaml")
    assert path.read_bytes() == before.replace(b"locl", b"local")


def test_a_file_without_fixes_is_not_touched(cli: Cli, monkeypatch: pytest.MonkeyPatch):
    cli.write("a.yaml", GOOD)
    cli.write("b.yaml", "components: {orchestrator: 7}\n")

    def write_source(*arguments: object) -> None:
        raise AssertionError("written")

    monkeypatch.setattr(writing, "write_source", write_source)
    cli("check", "--fix")


@pytest.mark.skipif(os.name == "nt", reason="modes and links are POSIX")
def test_modes_and_links_stay(cli: Cli):
    target = cli.write("real/a.yaml", MISSPELT)
    target.chmod(0o640)
    link = cli.folder / "link.yaml"
    link.symlink_to("real/a.yaml")
    assert cli("check", "--fix", "link.yaml").code == 0
    assert link.is_symlink()
    assert target.read_text() == FIXED
    assert target.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in target.parent.iterdir()] == ["a.yaml"]


def test_a_file_that_may_not_be_written_is_told(cli: Cli, monkeypatch: pytest.MonkeyPatch):
    path = cli.write("a.yaml", MISSPELT)
    cli.write("b.yaml", GOOD)
    monkeypatch.setattr(writing.os, "access", lambda *_: False)
    result = cli("check", "--fix")
    assert result.code == 2
    assert result.err == "stackls: a.yaml: not fixed: permission denied\n"
    assert "a.yaml:7:15: error[unknown-flavor]" in result.out, "what is wrong is told all the same"
    assert path.read_text() == MISSPELT


def test_a_failure_while_writing_leaves_the_file_as_it_was(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
):
    path = cli.write("a.yaml", MISSPELT)

    def replace(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing.os, "replace", replace)
    result = cli("check", "--fix")
    assert result.err == "stackls: a.yaml: not fixed: no space left on device\n"
    assert path.read_text() == MISSPELT
    assert [entry.name for entry in cli.folder.iterdir()] == ["a.yaml"]


def test_a_file_that_somebody_else_changes_is_left_alone(tmp_path: Path):
    path = tmp_path / "a.yaml"
    path.write_bytes(b"theirs")
    with pytest.raises(OSError, match="changed meanwhile"):
        writing.write_source(str(path), b"as it was read", b"ours")
    assert path.read_bytes() == b"theirs"


# --- standard input -----------------------------------------------------------------------------


def test_standard_input_is_printed_mended(cli: Cli):
    text = "\ufeff" + MISSPELT.replace("\n", "\r\n")
    result = cli("check", "--fix", "-", stdin=text.encode())
    assert result.out == text.replace("locl", "local")
    assert result.err == "Fixed 1 problem in 1 file. Checked 1 file: no problems left.\n"


def test_standard_input_without_fixes_is_printed_as_it_was(cli: Cli):
    crlf = GOOD.replace("\n", "\r\n")
    assert cli("check", "--fix", "-", stdin=crlf.encode()).out == crlf


# --- diff ---------------------------------------------------------------------------------------


def test_a_diff_changes_nothing(cli: Cli):
    path = cli.write("team/a.yaml", MISSPELT)
    result = cli("check", "--diff")
    assert result.code == 1
    assert result.out == (
        "--- a/team/a.yaml\n"
        "+++ b/team/a.yaml\n"
        "@@ -4,7 +4,7 @@\n"
        "   orchestrator:\n"
        "     - name: default\n"
        "       type: orchestrator\n"
        "-      flavor: locl\n"
        "+      flavor: local\n"
        "       configuration: {}\n"
        "   artifact_store:\n"
        "     - name: default\n"
    )
    assert result.err == "Would fix 1 problem in 1 file; no problem would be left.\n"
    assert path.read_text() == MISSPELT


def test_nothing_to_fix_is_an_empty_diff(cli: Cli):
    cli.write("a.yaml", GOOD)
    result = cli("check", "--diff")
    assert (result.code, result.out) == (0, "")
    assert result.err == "Nothing to fix in 1 file.\n"


@pytest.mark.parametrize("tail", ["", "# no line break"])
def test_patch_takes_the_diff(cli: Cli, tail: str):
    before = ("\ufeff" + MISSPELT.replace("\n", "\r\n") + tail).encode()
    if not tail:
        before = before.removesuffix(b"\r\n")
    path = cli.write("a.yaml", before)
    diff = cli("check", "--diff").out
    try:
        subprocess.run(["git", "apply", "-"], input=diff.encode(), cwd=cli.folder, check=True)
    except FileNotFoundError:
        pytest.skip("git is not installed")
    assert path.read_bytes() == before.replace(b"locl", b"local")


# --- fixing until nothing changes ---------------------------------------------------------------

SAFE = True


def rules(**replacements: tuple[str, int]):
    """A check that finds each name in a text and offers to replace it, and how bad it is."""

    def check(text: str) -> list[Finding]:
        found: list[Finding] = []
        for name, (new, errors) in replacements.items():
            at = text.find(name)
            if at < 0:
                continue
            span = Span(at, at + len(name))
            fix = Fix("", (TextEdit(span, new),), safe=SAFE)
            found.append(Finding(name, Severity.ERROR, "", span, (fix,)))
            found += [Finding("more", Severity.ERROR, str(n), span) for n in range(errors - 1)]
        return found

    return check


def test_fixing_goes_on_until_nothing_changes():
    fixed = fix_text("one", rules(one=("two", 1), two=("three", 1), three=("four", 1)))
    assert (fixed.text, fixed.fixed, fixed.findings) == ("four", 3, ())


def test_fixing_in_circles_comes_to_an_end():
    assert fix_text("one", rules(one=("two", 1), two=("one", 1))).text == "two"


def test_a_fix_that_mends_nothing_is_not_made():
    fixed = fix_text("x slip", rules(x=("xy", 1), slip=("", 1)))
    assert (fixed.text, fixed.fixed) == ("x ", 1)


def test_fixing_never_leaves_more_errors():
    check = rules(bad=("worse", 1), worse=("worse!", 3), slip=("", 1))
    fixed = fix_text("bad slip", check)
    assert (fixed.text, fixed.fixed) == ("bad ", 1)


def test_a_step_that_makes_it_worse_is_made_up_for_by_the_next():
    fixed = fix_text("bad", rules(bad=("worse", 1), worse=("good", 3)))
    assert (fixed.text, fixed.findings) == ("good", ())


def test_fixes_that_touch_wait_for_each_other():
    def check(text: str) -> list[Finding]:
        if text != "ab":
            return []
        edits = (TextEdit(Span(0, 2), "x"), TextEdit(Span(1, 2), "y"))
        return [
            Finding("c", Severity.ERROR, "", edit.span, (Fix("", (edit,), safe=SAFE),))
            for edit in edits
        ]

    assert fix_text("ab", check).text == "x"


def test_unsafe_fixes_choose_what_safe_ones_leave(cli: Cli):
    broken = "stack_name: x\nzenml_version: 0.98.0\ncomponents:\n" + (
        "  orchestrator:\n    name: o\n    flavor: local\n    configuration: {}\n"
        "  artifact_store:\n    name: a\n    flavor: s3\n    configuration: {}\n"
    )
    file = cli.folder / "x.stack.yaml"
    file.write_text(broken, encoding="utf-8")
    assert cli("check", "--fix", str(file)).code == 1
    assert file.read_text(encoding="utf-8") == broken
    assert cli("check", "--fix", "--unsafe-fixes", str(file)).code == 0
    assert "path: s3://" in file.read_text(encoding="utf-8")

"""What a check came to, in a sentence or two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackls_core.findings import Severity
from stackls_core.limits import MAX_FINDINGS

if TYPE_CHECKING:  # lists of stacks count in words, too, and need none of what a check does
    from stackls_server.cli.results import Totals

_NOUNS: dict[Severity, tuple[str, str]] = {
    Severity.ERROR: ("error", "errors"),
    Severity.WARNING: ("warning", "warnings"),
    Severity.INFORMATION: ("remark", "remarks"),
    Severity.HINT: ("hint", "hints"),
}

WHAT_IS_CHECKED = (
    "A YAML file is a stack file when stack_name is at its top beside components or "
    "zenml_version, when its components hold a component type such as orchestrator, or when its "
    "name ends in .stack.yaml; a run configuration when its keys are ZenML's, such as settings "
    "with a component type, or when its name ends in .run.yaml."
)
_CUT = f" Only the first {MAX_FINDINGS:,} findings of a file are reported."


def summary(totals: Totals) -> str:
    """The last words of a report."""
    return _checked(totals) + (_CUT if totals.is_cut else "")


def would_fix(totals: Totals) -> str:
    """The last words of a run that shows what it would change."""
    return _diffed(totals) + (_CUT if totals.is_cut else "")


def _checked(totals: Totals) -> str:
    if not totals.checked:
        return _nothing_found(totals)
    files = count(totals.checked, "file")
    found = _listed([_of(severity, totals) for severity in _NOUNS if totals.severities[severity]])
    if totals.fixed:
        done = f"Fixed {count(totals.fixed, 'problem')} in {count(totals.fixed_files, 'file')}"
        if not found:
            return f"{done}. Checked {files}: no problems left."
        return f"{done}. {found} left in {totals.affected} of {files}."
    if not found:
        return f"Checked {files}: no problems."
    sentence = f"Found {found} in {totals.affected} of {files}"
    if totals.fixable and not totals.fixes_files:
        return f"{sentence}; {totals.fixable} can be fixed with --fix."
    return f"{sentence}."


def _diffed(totals: Totals) -> str:
    if not totals.checked:
        return _nothing_found(totals)
    if not totals.fixed:
        return f"Nothing to fix in {count(totals.checked, 'file')}."
    found = _listed([_of(severity, totals) for severity in _NOUNS if totals.severities[severity]])
    fixes = f"{count(totals.fixed, 'problem')} in {count(totals.fixed_files, 'file')}"
    return f"Would fix {fixes}; {found or 'no problem'} would be left."


def count(number: int, noun: str) -> str:
    """``2 files``, ``1 file``."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _of(severity: Severity, totals: Totals) -> str:
    number = totals.severities[severity]
    one, many = _NOUNS[severity]
    return f"{number} {one if number == 1 else many}"


def _listed(parts: list[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _nothing_found(totals: Totals) -> str:
    if totals.failed:
        return "No file was checked."
    where = _listed([path if path != "." else "this folder" for path in totals.searched])
    among = f"among {count(totals.looked_at, 'YAML file')} in" if totals.looked_at else "in"
    return f"No stack file or run configuration {among} {where}. {WHAT_IS_CHECKED}"

"""Read, check and fix one file after the other, whatever is wrong with any of them."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from stackls_core.analysis.analyze import Memo, analyze
from stackls_core.analysis.rules import not_checked
from stackls_core.budget import Budget
from stackls_core.catalog.errors import CatalogError
from stackls_core.documents.kinds import KINDS, kind_by_name, kind_of
from stackls_core.documents.run_configuration.kind import RUN_CONFIGURATION
from stackls_core.documents.surroundings import NOTHING_KNOWN, Surroundings
from stackls_core.limits import MAX_SECONDS
from stackls_core.registry.errors import StoreError
from stackls_core.regular_files import FileTooLarge
from stackls_core.search.source import TOO_LARGE, NotUtf8, Source, decode, read_source
from stackls_core.search.walk import Candidate, find_candidates, reason
from stackls_core.text import LineIndex, Span
from stackls_core.yamltree.parse import parse
from stackls_server.cli.failures import Failure, complain, defect
from stackls_server.cli.file_versions import FileVersions
from stackls_server.cli.results import CheckedFile, Totals, Trouble
from stackls_server.cli.terminal import display_path

if TYPE_CHECKING:
    from stackls_core.analysis.fix_all import FixedText
    from stackls_core.analysis.judging import Check
    from stackls_core.catalog.catalog import Catalog, Catalogs
    from stackls_core.documents.kind import DocumentKind
    from stackls_core.documents.view import View
    from stackls_core.findings import Finding
    from stackls_core.registry.known import KnownRegistry
    from stackls_core.workspace_code.index import Scope, WorkspaceCode
    from stackls_server.cli.baseline import Baseline
    from stackls_server.cli.check_settings import CheckSettings


STDIN = "-"
STDIN_NAME = "<stdin>"

Change = Callable[[Candidate, Source, str], None]
"""Takes what was read and its text after fixing; may raise `OSError`."""


class Checker:
    """One run over any number of files, with one registry; counts into ``totals``."""

    def __init__(
        self,
        catalogs: Catalogs,
        totals: Totals,
        change: Change | None = None,
        *,
        known: Callable[[View], KnownRegistry | None] = lambda _: None,
        unsafe_fixes: bool = False,
        adds_ignores: bool = False,
        baseline: Baseline | None = None,
        settings: CheckSettings | None = None,
        stack_name: str | None = None,
        tell: Callable[[str], None] = complain,
        target: str | None = None,
    ) -> None:
        """``change`` is called with the text after fixing; without it nothing is fixed.

        ``known`` says of a file by which store it is judged, too; it may raise `StoreError`.

        Safe fixes are applied, with ``unsafe_fixes`` also those that choose for the user. With
        ``adds_ignores`` nothing is fixed, and comments silence what is found. What ``baseline`` has
        is left out. ``settings`` are what files are configured with; by default, they are not.
        ``stack_name`` is the stack that run configurations are for, by default the active one.
        ``tell`` hears what cannot be checked. ``target`` is the version by which all files are
        judged, whatever they say.
        """
        self._adds_ignores = adds_ignores
        self._baseline = baseline
        self._unsafe_fixes = unsafe_fixes
        self._folder = Path()
        """That of the file that is being checked."""
        self._versions = FileVersions(catalogs, target)
        self._known = known
        self._settings = settings
        self._stack_name = stack_name
        self._tell = tell
        self._code: dict[Path, WorkspaceCode] = {}
        self._totals = totals
        self._change = change

    def run(self, paths: Sequence[str], stdin_filename: str | None = None) -> Iterator[CheckedFile]:
        """The stack files among ``paths`` and below them, checked, standard input first.

        What cannot be checked is told and counted, and the rest goes on. Raises
        `Failure` where the catalog turns out to be broken, `StoreError` where the registry is.
        """
        named = [path for path in paths if path != STDIN]
        if self._settings is not None:
            candidates = find_candidates(named, self._trouble, self._settings.left_out)
        else:
            candidates = find_candidates(named, self._trouble)
        if STDIN in paths:
            candidates.insert(0, Candidate(stdin_filename or STDIN_NAME, named=True, is_stdin=True))
        for candidate in candidates:
            checked = self._guarded(candidate)
            if checked is not None:
                self._totals.add(checked)
                yield checked

    def _guarded(self, candidate: Candidate) -> CheckedFile | None:
        try:
            source = self._read(candidate)
            return self._check(candidate, source) if source is not None else None
        except CatalogError as error:
            raise Failure(str(error)) from error
        except (BrokenPipeError, StoreError):
            raise
        except Exception as error:  # noqa: BLE001 - one file's defect must not hide the others' findings
            self._trouble("", defect(error, display_path(candidate.path)), True)
        return None

    def _read(self, candidate: Candidate) -> Source | None:
        """The text of a file; ``None`` where it cannot be checked or is none of ours."""
        path = candidate.path
        self._totals.looked_at += 1
        try:
            if candidate.is_stdin:
                source = decode(_standard_input())
            else:
                source = read_source(path, pipes=candidate.named)
        except NotUtf8 as error:
            is_ours = candidate.named or error.is_ours(path)
            self._trouble(path, str(error), is_ours)
        except FileTooLarge:
            self._trouble(path, TOO_LARGE, candidate.named)
        except OSError as error:
            is_ours = candidate.named or kind_by_name(path) is not None
            self._trouble(path, reason(error), is_ours)
        else:
            if self._is_ours(candidate, source):
                return source
        return None

    def _is_ours(self, candidate: Candidate, source: Source) -> bool:
        if candidate.named or kind_of(LineIndex(source.text), candidate.path):
            return True
        return self._settings is not None and self._settings.includes(candidate.path)

    def _check(self, candidate: Candidate, source: Source) -> CheckedFile | None:
        path = candidate.path
        self._folder = Path(path).parent if not candidate.is_stdin else Path()
        # what the user names is checked whatever it looks like
        kind = kind_of(LineIndex(source.text), path) or KINDS[0]
        around = self._around(kind, path)
        memo = Memo()
        looked_at = self._look_at(path, kind, source.text, around, memo)
        if looked_at is None:
            return None
        view, findings = looked_at
        if any(finding.code == not_checked.RULE.code for finding in findings):
            self._trouble(path, "not all of it is checked", True)
        before = Counter(finding.severity for finding in findings)

        def check(text: str) -> list[Finding]:
            return self._findings(path, kind, kind.view(parse(text), around), memo)

        def offered(text: str, findings: Sequence[Finding]) -> list[Finding]:
            return _judged(text, findings, check)

        unchanged = CheckedFile(
            path,
            source.text,
            offered(source.text, findings),
            before=before,
            find_hidden=partial(self._hidden, kind, view),
        )
        may_change = (
            candidate.named
            or view.is_surely_ours
            or kind_by_name(path) is not None
            or (self._settings is not None and self._settings.includes(path))
        )
        if self._change is None or not may_change:
            return unchanged
        fixed = self._fixed(source.text, check, findings)
        if fixed is None:
            self._trouble(path, f"fixing takes more than {MAX_SECONDS} seconds; not fixed", True)
            return unchanged
        try:
            self._change(candidate, source, fixed.text)
        except BrokenPipeError:
            raise
        except OSError as error:
            self._trouble(path, f"not fixed: {reason(error)}", True)
            return unchanged

        def hidden() -> list[Span]:
            return self._hidden(kind, kind.view(parse(fixed.text)))

        left = offered(fixed.text, fixed.findings)
        return CheckedFile(path, fixed.text, left, fixed.fixed, before, hidden)

    def _look_at(
        self, path: str, kind: DocumentKind, text: str, around: Surroundings, memo: Memo
    ) -> tuple[View, list[Finding]] | None:
        """The view of a text, and its findings; ``None`` where there is too much to look at."""
        with Budget(MAX_SECONDS):
            view = kind.view(parse(text), around)
            if view.document.unread:
                self._trouble(path, f"{view.document.unread}; not checked", True)
                return None
            return view, self._findings(path, kind, view, memo)
        self._trouble(path, f"takes more than {MAX_SECONDS} seconds; not checked", True)
        return None

    def _fixed(self, text: str, check: Check, findings: Sequence[Finding]) -> FixedText | None:
        """The text as it is to be; ``None`` where that takes too long to find out."""
        from stackls_core.analysis.adding_ignores import add_ignores
        from stackls_core.analysis.fix_all import FixedText, fix_text

        with Budget(MAX_SECONDS):
            if not self._adds_ignores:
                return fix_text(text, check, findings)
            with_ignores, added = add_ignores(text, findings, check)
            return FixedText(with_ignores, tuple(check(with_ignores)), added)
        return None

    def _around(self, kind: DocumentKind, path: str) -> Surroundings:
        """What is known around a run configuration: the registry, its stack, the code."""
        if kind is not RUN_CONFIGURATION:
            return NOTHING_KNOWN
        known = self._known(kind.view(parse("")))
        stack_name = ""
        if known is not None and self._stack_name is not None:
            from stackls_core.registry import references

            stack_name = references.find(self._stack_name, known.registered.stacks, "stack").name
        return Surroundings(known, stack_name, self._scope(path))

    def _scope(self, path: str) -> Scope | None:
        """What the Python around a run configuration says of it; read once for each workspace."""
        from stackls_server.cli.code_around import read_code, root_around

        whole = Path(path).absolute()
        root = root_around(whole.parent)
        if root not in self._code:
            self._code[root] = read_code(root)
        return self._code[root].scope(str(whole))

    def _findings(self, path: str, kind: DocumentKind, view: View, memo: Memo) -> list[Finding]:
        catalog = self._catalog(kind, view)
        found = analyze(view, kind.rules, catalog, memo, self._known(view))
        if self._settings is not None:
            found = self._settings.levels(path).applied(found)
        if self._baseline is not None:
            found = self._baseline.new(path, found)
        if not self._unsafe_fixes:
            return found
        from stackls_core.analysis.fix_all import with_unsafe_fixes

        return with_unsafe_fixes(found)

    def _catalog(self, kind: DocumentKind, view: View) -> Catalog:
        return self._versions.catalog(kind, view.lines, self._folder)

    def _hidden(self, kind: DocumentKind, view: View) -> list[Span]:
        from stackls_core.documents.hidden_spans import hidden_spans

        return hidden_spans(view, self._catalog(kind, view))

    def _trouble(self, path: str, message: str, fatal: bool) -> None:
        self._totals.troubles.append(Trouble(path, message, fatal))
        self._tell(f"{display_path(path)}: {message}" if path else message)


def _judged(text: str, findings: Sequence[Finding], check: Check) -> list[Finding]:
    """The findings with those fixes that do what they say."""
    if not any(finding.fixes for finding in findings):
        return list(findings)
    from stackls_core.analysis.judging import Checked, all_judged

    return all_judged(Checked(text, findings), check)


def _standard_input() -> bytes:
    # Without a standard input (`<&-`) there is no stream at all.
    return sys.stdin.buffer.read() if sys.stdin else b""

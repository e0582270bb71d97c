"""What a check was asked to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stackls_server.cli.stack_store import Opener


@dataclass(frozen=True)
class Options:
    """What a check was asked to do."""

    paths: Sequence[str] = (".",)
    format: str = "text"
    fix: bool = False
    diff: bool = False
    unsafe_fixes: bool = False
    strict: bool = False
    stdin_filename: str | None = None
    opener: Opener | None = None
    """The registry to judge by, too."""
    stack_name: str | None = None
    """Its stack that run configurations are for; the active one without it."""
    quiet: bool = False
    statistics: bool = False
    add_ignore: bool = False
    baseline: str | None = None
    write_baseline: str | None = None
    zenml_version: str | None = None
    """The version to judge by, whatever files say they are for."""
    select: Sequence[str] = ()
    """The only rules to report; all where there is none."""
    ignore: Sequence[str] = ()
    exclude: Sequence[str] = ()
    respects_git: bool | None = None
    exit_zero: bool = False
    output_file: str | None = None

    @property
    def report_on_stderr(self) -> bool:
        """Whether standard output is taken: by the diff, or by the fixed text of standard input."""
        return self.diff or ((self.fix or self.add_ignore) and "-" in self.paths)

    @property
    def writes_files(self) -> bool:
        """Whether files are changed, or written besides a report."""
        return bool(self.fix or self.add_ignore or self.write_baseline)

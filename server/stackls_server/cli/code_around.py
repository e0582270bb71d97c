"""The Python around a run configuration, read and never run."""

from __future__ import annotations

from pathlib import Path

from stackls_core.catalog.library_steps import library_steps
from stackls_core.paths import find_root
from stackls_core.workspace_code.files import look_through
from stackls_core.workspace_code.index import WorkspaceCode


def root_around(folder: Path) -> Path:
    """The folder whose code is read for files in ``folder``."""
    return find_root(folder) or folder


def read_code(root: Path) -> WorkspaceCode:
    """The steps and pipelines below a folder."""
    found = look_through([str(root)])
    return WorkspaceCode(found.modules, library_steps(), is_complete=found.is_complete)

"""Finding the editors that the tests drive."""

from __future__ import annotations

import os
import shutil
from typing import NoReturn

import pytest


def program(name: str, packages: str) -> str:
    """Where an editor is; without it the test is skipped, on CI it fails."""
    found = shutil.which(name)
    return found if found is not None else missing(f"There is no {name} on the PATH.", packages)


def missing(what: str, packages: str) -> NoReturn:
    """Skip the test, or fail on CI, for want of ``packages``."""
    message = f"{what} Install it: apt-get install {packages}"
    if os.environ.get("CI"):
        pytest.fail(message, pytrace=False)
    pytest.skip(message)

"""The folders of the user on Linux, worked out without the library that knows them all."""

from __future__ import annotations

import platformdirs.unix
import pytest

from stackls_core import paths


@pytest.mark.parametrize("use", ["cache", "config", "data"])
@pytest.mark.parametrize("chosen", [None, "", "/elsewhere", "not/absolute"])
def test_the_folders_of_the_user(monkeypatch: pytest.MonkeyPatch, use: str, chosen: str | None):
    variable = f"XDG_{use.upper()}_HOME"
    monkeypatch.setattr(paths.sys, "platform", "linux")
    monkeypatch.setenv("HOME", "/home-of-ada")
    monkeypatch.delenv(variable, raising=False)
    if chosen is not None:
        monkeypatch.setenv(variable, chosen)
    folders = platformdirs.unix.Unix("stackls", appauthor=False)
    assert str(paths.user_folder(use, "stackls")) == getattr(folders, f"user_{use}_dir")

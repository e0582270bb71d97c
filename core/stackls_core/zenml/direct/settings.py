"""Where a ZenML keeps its stacks and which of them is active, from its files of settings.

ZenML reads the same files, and variables go before them. Whatever here is not as ZenML itself
leaves it (no settings yet, those of another version, a variable that changes what they mean) makes
ZenML do something about it when it starts, and is left to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import yaml

from stackls_core.paths import user_folder
from stackls_core.regular_files import read_regular
from stackls_core.zenml.direct.errors import LeftToZenML

_CONFIG_VARIABLE = "ZENML_CONFIG_PATH"
_HARMLESS = frozenset(
    {
        _CONFIG_VARIABLE,
        "ZENML_ANALYTICS_OPT_IN",
        "ZENML_DEBUG",
        "ZENML_DISABLE_RICH_TRACEBACK",
        "ZENML_ENABLE_REPO_INIT_WARNINGS",
        "ZENML_LOGGING_COLORS_DISABLED",
        "ZENML_LOGGING_VERBOSITY",
        "ZENML_SUPPRESS_UPDATE_NOTIFICATIONS",
    }
)
"""Variables that do not change where stacks are and which one is active. Any other may."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Settings:
    """What the files say: ids as ZenML writes them, and of the store what its section holds.

    ``repository`` is the folder with a ``.zen`` that the active stack belongs to, ``active`` the
    stack that is active there, ``active_in_general`` the one that is everywhere else.
    """

    folder: Path
    repository: Path | None
    store: Mapping[str, Any]
    active: str
    active_in_general: str
    project: str

    @property
    def url(self) -> str:
        """Where the store is."""
        return text_of(self.store, "url")

    @property
    def credentials(self) -> Path:
        """The file of logins."""
        return self.folder / "credentials.yaml"

    @property
    def deciding_file(self) -> Path:
        """The file that says which stack is active."""
        return (self.repository / ".zen" if self.repository else self.folder) / "config.yaml"

    @property
    def watched(self) -> list[str]:
        """The files that decide where ZenML is connected to, as the probe lists them."""
        files = [self.folder / "config.yaml", self.credentials]
        if self.repository is not None:
            files.insert(0, self.deciding_file)
        return [str(file) for file in files]


def read_settings(environment: Mapping[str, str], work: Path, version: str) -> Settings:
    """The settings that ZenML of a version goes by in the folder ``work``. Raises `LeftToZenML`."""
    for name in environment:
        if name.upper().startswith("ZENML_") and name.upper() not in _HARMLESS:
            raise LeftToZenML(f"{name} is set")
    folder = _folder(environment)
    general = read_mapping(folder / "config.yaml")
    if general.get("version") != version:
        raise LeftToZenML("the settings are those of another version")
    store: object = general.get("store")
    if not isinstance(store, dict):
        raise LeftToZenML("no store is configured")
    active_in_general, project = text_of(general, "active_stack_id"), "active_project_id"
    repository = _repository(work)
    nearest = general if repository is None else read_mapping(repository / ".zen" / "config.yaml")
    return Settings(
        folder,
        repository,
        cast("dict[str, Any]", store),
        text_of(nearest, "active_stack_id"),
        active_in_general,
        # ZenML wants one in general too, and looks for one where there is none
        text_of(general, project) and text_of(nearest, project),
    )


def read_mapping(file: Path) -> dict[str, Any]:
    """What is in a file of settings. Raises `LeftToZenML`."""
    content = read_regular(file)
    if content is None:
        raise LeftToZenML(f"{file.name} cannot be read")
    try:
        found: object = yaml.load(content, _Loader)  # noqa: S506 - a safe one
    except yaml.YAMLError:
        raise LeftToZenML(f"{file.name} is no YAML") from None
    if not isinstance(found, dict):
        raise LeftToZenML(f"{file.name} is no mapping")
    return cast("dict[str, Any]", found)


def text_of(mapping: Mapping[str, Any], key: str) -> str:
    """A text that has to be there. Raises `LeftToZenML`."""
    value = mapping.get(key)
    if not isinstance(value, str) or not value:
        raise LeftToZenML(f"there is no {key}")
    return value


def _folder(environment: Mapping[str, str]) -> Path:
    chosen = environment.get(_CONFIG_VARIABLE)
    if chosen:
        return Path(chosen).resolve()
    return user_folder("config", "zenml")


def _repository(work: Path) -> Path | None:
    work = work.absolute()
    found = next((one for one in (work, *work.parents) if (one / ".zen").is_dir()), None)
    return found.resolve() if found is not None else None

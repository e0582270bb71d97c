"""The server's settings: what a client may send, their defaults, and reading them leniently.

``vscode-extension/package.json`` declares the same settings; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar, cast, get_type_hints

import cattrs
from cattrs.errors import ClassValidationError

T = TypeVar("T")


@dataclass(frozen=True)
class ValidationSettings:
    """``stackls.validation``."""

    enabled: bool = True
    severities: Mapping[str, str] = field(default_factory=dict[str, str])
    """A severity by rule code: error, warning, information, hint or off."""


@dataclass(frozen=True)
class FilesSettings:
    """``stackls.files``."""

    globs: tuple[str, ...] = ()
    """Further files to treat as stack files."""


@dataclass(frozen=True)
class Settings:
    """All of them; every one has a default."""

    validation: ValidationSettings = field(default_factory=ValidationSettings)
    files: FilesSettings = field(default_factory=FilesSettings)


def read_settings(data: object) -> tuple[Settings, list[str]]:
    """Settings from what a client sent, and complaints about what could not be used.

    ``data`` may be the settings themselves or an object with them under ``stackls``. A setting of
    the wrong form keeps its default; unknown ones are ignored, since clients send those of others.
    """
    if not isinstance(data, dict):
        return Settings(), []
    mapping = cast("dict[str, Any]", data)
    inner = mapping.get("stackls", mapping)
    complaints: list[str] = []
    settings = _structure(inner, Settings, "stackls", complaints)
    return settings, complaints


_CONVERTER = cattrs.Converter()


def _strict(value: object, kind: type[T]) -> T:
    if type(value) is not kind:
        raise TypeError(f"expected {kind.__name__}")
    return value


_CONVERTER.register_structure_hook(bool, _strict)
_CONVERTER.register_structure_hook(str, _strict)


def _structure(data: object, kind: type[T], where: str, complaints: list[str]) -> T:
    if not isinstance(data, dict):
        if data is not None:
            complaints.append(f"{where} must be an object")
        return kind()
    mapping = cast("dict[str, Any]", data)
    hints = get_type_hints(kind)
    values: dict[str, Any] = {}
    for item in fields(cast("Any", kind)):
        if item.name not in mapping:
            continue
        path, hint = f"{where}.{item.name}", hints[item.name]
        if hasattr(hint, "__dataclass_fields__"):
            values[item.name] = _structure(mapping[item.name], hint, path, complaints)
            continue
        try:
            values[item.name] = _CONVERTER.structure(mapping[item.name], hint)
        except (TypeError, ValueError, ClassValidationError, cattrs.BaseValidationError):
            complaints.append(f"{path} has a value that cannot be used")
    return kind(**values)

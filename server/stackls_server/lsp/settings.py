"""The server's settings: what a client may send, their defaults, and reading them leniently.

``vscode-extension/package.json`` declares the same settings; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, TypeVar, cast, get_type_hints

import cattrs
from cattrs.errors import BaseValidationError

from stackls_core.catalog.versions import order_of
from stackls_core.findings import Severity
from stackls_core.stores.choices import CHOICES

T = TypeVar("T")

SEVERITIES = (*(severity.value for severity in Severity), "off")
"""What ``stackls.validation.severities`` may say of a rule."""


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
class InlayHintsSettings:
    """``stackls.inlayHints``."""

    defaults: bool = False
    """Whether to show the defaults of what a configuration does not say."""
    registered: bool = True
    """Whether to show what is registered where a stack file says something else."""


@dataclass(frozen=True)
class ZenMLSettings:
    """``stackls.zenml``."""

    interpreter: str = ""
    """The Python interpreter, or its environment, that has ZenML; empty to look for one."""
    version: str = ""
    """The version that files are for that name none; empty for that of the ZenML or the project."""


@dataclass(frozen=True)
class Settings:
    """All of them; every one has a default."""

    validation: ValidationSettings = field(default_factory=ValidationSettings)
    files: FilesSettings = field(default_factory=FilesSettings)
    inlayHints: InlayHintsSettings = field(  # noqa: N815 - as clients write it
        default_factory=InlayHintsSettings
    )
    store: str = "auto"
    """Which registry of stacks: ``zenml``, ``local``, or ``auto`` for ZenML where it is found."""
    zenml: ZenMLSettings = field(default_factory=ZenMLSettings)


def has_settings(data: object) -> bool:
    """Whether a client sent settings of ours: some clients send an empty object, or others'."""
    if not isinstance(data, dict):
        return False
    known = {"stackls", *(item.name for item in fields(Settings))}
    return bool(known & set(cast("dict[str, Any]", data)))


def read_settings(data: object) -> tuple[Settings, list[str]]:
    """Settings from what a client sent, and complaints about what could not be used.

    ``data`` may be the settings themselves or an object with them under ``stackls``. A setting of
    the wrong form keeps its default; unknown ones are ignored, since clients send those of others.
    """
    if not isinstance(data, dict):
        return Settings(), []
    mapping = cast("dict[str, Any]", data)
    complaints: list[str] = []
    settings = _structure(mapping.get("stackls", mapping), Settings, "stackls", complaints)
    return _without_useless(settings, complaints), complaints


def _without_useless(settings: Settings, complaints: list[str]) -> Settings:
    """Settings of the right form whose values mean nothing."""
    globs = tuple(glob for glob in settings.files.globs if glob.removeprefix("**/"))
    if len(globs) < len(settings.files.globs):
        complaints.append("stackls.files.globs has a pattern that matches nothing")
    for code, severity in settings.validation.severities.items():
        if severity not in SEVERITIES:
            wanted = ", ".join(SEVERITIES)
            complaints.append(f"stackls.validation.severities.{code} must be one of {wanted}")
    zenml = settings.zenml
    if zenml.version and order_of(zenml.version) is None:
        complaints.append("stackls.zenml.version must be a version such as 0.98.0")
        zenml = replace(zenml, version="")
    store = settings.store
    if store not in CHOICES:
        complaints.append(f"stackls.store must be one of {', '.join(CHOICES)}")
        store = Settings.store
    files = replace(settings.files, globs=globs)
    return replace(settings, files=files, store=store, zenml=zenml)


_CONVERTER = cattrs.Converter()


def _strict(value: object, kind: type[T]) -> T:
    if type(value) is not kind:
        raise TypeError(f"expected {kind.__name__}")
    return value


def _texts(value: object, kind: object) -> tuple[str, ...]:
    del kind
    if not isinstance(value, (list, tuple)):
        raise TypeError("expected a list")
    return tuple(_strict(one, str) for one in cast("list[object]", value))


_CONVERTER.register_structure_hook(bool, _strict)
_CONVERTER.register_structure_hook(str, _strict)
_CONVERTER.register_structure_hook_func(lambda kind: kind == tuple[str, ...], _texts)


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
        except (TypeError, ValueError, AttributeError, BaseValidationError):
            complaints.append(f"{path} has a value that cannot be used")
    return kind(**values)

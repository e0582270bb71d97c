"""What the mappings of a run configuration configure: a run, a step, settings."""

from __future__ import annotations

from functools import lru_cache

from stackls_core.catalog.catalog import Catalog
from stackls_core.catalog.settings import RunSettings, SettingsClass
from stackls_core.documents.run_configuration.keys import SettingsKey, settings_key
from stackls_core.documents.section import Owner
from stackls_core.documents.surroundings import Surroundings
from stackls_core.registry.model import Component
from stackls_core.schema.model import Kind, Shape

PIPELINE, STEP, _SETTINGS = "run configuration", "step", "settings"


def run_settings(catalog: Catalog) -> RunSettings:
    """The classes that run configurations are read with, and the settings of flavors."""
    return catalog.run_settings


def pipeline_owner(catalog: Catalog) -> Owner:
    """What owns the top of a file."""
    return _owner((PIPELINE,), PIPELINE, run_settings(catalog).of_class("pipeline"))


def step_owner(catalog: Catalog) -> Owner:
    """What owns a step."""
    return _owner((STEP,), STEP, run_settings(catalog).of_class("step"))


def settings_owner(key: SettingsKey, catalog: Catalog, around: Surroundings) -> Owner | None:
    """What owns the settings under ``key``; ``None`` where the flavor is not known or has none."""
    known = run_settings(catalog)
    if key.is_class:
        settings = known.of_class(key.text)
        return _owner((_SETTINGS, key.text), settings.title, settings)
    flavor = key.flavor or flavor_of(key, around)
    settings = known.of_flavor(key.type, flavor) if flavor else None
    if settings is None:
        return None
    summary = catalog.summary(key.type, flavor)
    page = summary.docs_url if summary is not None else None
    docs = (f"{summary.display_name} documentation", page) if summary and page else None
    return _owner((_SETTINGS, f"{key.type}.{flavor}"), settings.title, settings, docs)


def matching(key: SettingsKey, around: Surroundings) -> tuple[Component, ...] | None:
    """The components of the stack that a key is for; ``None`` where no stack is known.

    Mirrors ``resolve_stack_component_setting_key``.
    """
    if around.stack is None or key.is_class:
        return None
    ours = around.stack.of_type(key.type)
    if key.flavor:
        return tuple(one for one in ours if one.flavor == key.flavor)
    if key.name:
        return tuple(one for one in ours if one.name == key.name)
    return ours[:1]


def flavor_of(key: SettingsKey, around: Surroundings) -> str:
    """The flavor that a key without one is for, on the stack that counts; empty if not known."""
    found = matching(key, around)
    if found:
        return found[0].flavor
    if key.name and around.known is not None:
        named = around.known.registered.component_named(key.type, key.name)
        return named.flavor if named is not None else ""
    return ""


def owner_named(key: tuple[str, ...], catalog: Catalog) -> Owner | None:
    """The owner with that key."""
    if key == (PIPELINE,):
        return pipeline_owner(catalog)
    if key == (STEP,):
        return step_owner(catalog)
    if len(key) != 2 or key[0] != _SETTINGS:
        return None
    known = settings_key(key[1])
    return settings_owner(known, catalog, Surroundings()) if known is not None else None


def _owner(
    key: tuple[str, ...],
    label: str,
    settings: SettingsClass,
    docs: tuple[str, str] | None = None,
) -> Owner:
    return Owner(key, label, _shape(settings), settings, docs)


@lru_cache(maxsize=256)
def _shape(settings: SettingsClass) -> Shape:
    return Shape(Kind.OBJECT, properties=settings.parameters, extra=settings.extra)

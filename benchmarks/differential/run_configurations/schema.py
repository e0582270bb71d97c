"""What the JSON Schema says, for tools that know nothing but schemas, beside what ZenML does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .generate import Case
    from .verdicts import ZenMLVerdict


def refused_by_schema(cases: Sequence[Case], version: str) -> list[bool]:
    """Whether ``stackls schema run-configuration`` finds anything in each file.

    Dates are texts, as they are to tools that read YAML for a schema.
    """
    import yaml
    from jsonschema import Draft202012Validator

    from stackls_core.catalog.catalogs import open_catalogs
    from stackls_core.documents.run_configuration.json_schema import run_configuration_schema
    from stackls_core.registry.plain import plain

    validator = Draft202012Validator(run_configuration_schema(open_catalogs().exact(version)))

    def is_refused(text: str) -> bool:
        try:
            return not validator.is_valid(plain(yaml.safe_load(text)))
        except yaml.YAMLError:
            return True

    return [is_refused(case.text) for case in cases]


def schema_table(zenml: Sequence[ZenMLVerdict], refused: Sequence[bool]) -> Iterator[str]:
    """Its figures: files with a dropped key are right either way, so these count apart."""
    kept = [(z, r) for z, r in zip(zenml, refused, strict=True) if not z.drops]
    dropped = [r for z, r in zip(zenml, refused, strict=True) if z.drops]
    agree = sum(z.accepted != r for z, r in kept)
    false = sum(z.accepted and r for z, r in kept)
    yield ""
    yield f"JSON Schema: agrees on {agree / max(1, len(kept)):.2%} of {len(kept)} files without"
    yield f"dropped keys, {false} false errors; finds {sum(dropped)} of {len(dropped)} dropped keys"

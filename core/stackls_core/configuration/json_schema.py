"""The JSON Schema of stackls.toml, and of ``[tool.stackls]`` in pyproject.toml."""

from __future__ import annotations

from typing import Any

from stackls_core.configuration.model import SUMMARIES
from stackls_core.configuration.reading import SCHEMA


def configuration_schema() -> dict[str, Any]:
    """The schema, for tools that complete and check TOML. Rules are listed by their codes."""
    # all of pydantic takes a while to import, and nothing else needs it
    from pydantic.json_schema import GenerateJsonSchema

    from stackls_core.analysis.all_rules import BY_CODE

    made = GenerateJsonSchema().generate(SCHEMA)
    codes = sorted(BY_CODE)
    for key, summary in SUMMARIES.items():
        made["properties"][key] = {**made["properties"][key], "description": summary}
        del made["properties"][key]["title"]
    for key in ("select", "ignore"):
        made["properties"][key]["items"]["enum"] = codes
    made["properties"]["severities"]["propertyNames"] = {"enum": codes}
    made["properties"]["per-file-ignores"]["additionalProperties"]["items"]["enum"] = codes
    levels = made["properties"]["per-file-severities"]["additionalProperties"]
    levels["propertyNames"] = {"enum": codes}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Configuration of stackls",
        **made,
    }

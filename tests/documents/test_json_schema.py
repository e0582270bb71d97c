"""`stackls schema`: valid by the metaschema, and it takes and refuses what it should."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from stackls_core.catalog.catalog import Catalog
from stackls_core.documents.stack_file.json_schema import stack_file_schema

STACKS = Path(__file__).parents[2] / "fixtures" / "workspaces" / "demo" / "stacks"


@pytest.fixture(scope="module")
def validator(shipped_catalog: Catalog) -> Draft202012Validator:
    schema = stack_file_schema(shipped_catalog)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.fixture
def stack() -> dict[str, Any]:
    return yaml.safe_load((STACKS / "aws-sagemaker.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", sorted(STACKS.glob("*.yaml")), ids=lambda path: path.stem)
def test_it_takes_what_zenml_exports(path: Path, validator: Draft202012Validator):
    errors = list(validator.iter_errors(yaml.safe_load(path.read_text(encoding="utf-8"))))
    assert [error.message for error in errors] == []


def test_every_reference_leads_somewhere(shipped_catalog: Catalog):
    schema = stack_file_schema(shipped_catalog)

    def references(node: object) -> list[str]:
        if isinstance(node, dict):
            own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
            return own + [one for value in node.values() for one in references(value)]
        if isinstance(node, list):
            return [one for value in node for one in references(value)]
        return []

    names = {one.removeprefix("#/$defs/") for one in references(schema)}
    assert names <= set(schema["$defs"])


@pytest.mark.parametrize(
    "change",
    [
        lambda stack: stack.pop("stack_name"),
        lambda stack: stack["components"].pop("orchestrator"),
        lambda stack: stack["components"].update(orchestrators=[]),
        lambda stack: stack["components"]["artifact_store"][0].update(flavor="s33"),
        lambda stack: stack["components"]["artifact_store"][0].pop("configuration"),
        lambda stack: stack["components"]["artifact_store"][0]["configuration"].pop("path"),
        lambda stack: stack["components"]["artifact_store"][0]["configuration"].update(paht="x"),
        lambda stack: stack["components"]["artifact_store"][0]["configuration"].update(path=5),
        lambda stack: stack["components"]["orchestrator"].append({}),
    ],
)
def test_it_refuses_what_zenml_refuses(
    change: Any, stack: dict[str, Any], validator: Draft202012Validator
):
    changed = copy.deepcopy(stack)
    change(changed)
    assert validator.is_valid(stack)
    assert not validator.is_valid(changed)


def test_the_mapping_form_is_taken_too(stack: dict[str, Any], validator: Draft202012Validator):
    stack["components"] = {key: items[0] for key, items in stack["components"].items()}
    assert validator.is_valid(stack)

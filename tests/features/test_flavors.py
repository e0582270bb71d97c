"""Flavors as plain data, and what is said where there is no such flavor."""

from __future__ import annotations

import pytest

from stackls_server.features.flavors import (
    FlavorNotFound,
    describe_flavor,
    find_flavor,
    list_flavors,
    list_types,
)
from tests.support.catalog import InMemorySource, flavor, optional, tiny_catalog

CATALOG = tiny_catalog()


def test_types_are_in_the_order_of_the_catalog_and_say_what_a_stack_needs():
    types = list_types(CATALOG)
    assert [one["type"] for one in types] == list(CATALOG.types)
    assert [one["type"] for one in types if one["required"]] == ["orchestrator", "artifact_store"]
    assert types[1] == {
        "type": "artifact_store",
        "label": "artifact store",
        "summary": "Keeps the data that steps produce and consume.",
        "required": True,
        "repeatable": False,
    }


def test_those_of_one_type():
    assert list_flavors(CATALOG, "orchestrator") == [
        {
            "type": "orchestrator",
            "name": name,
            "display_name": display_name,
            "integration": integration,
            "custom": False,
            "summary": summary,
            "docs_url": f"https://docs.example.com/orchestrator/{name}",
        }
        for name, display_name, integration, summary in (
            ("local", "Local", None, "Runs steps right here"),
            ("harbor", "Harbor", "harbor", "Runs steps on Harbor"),
        )
    ]


def test_all_of_them_by_type():
    found = [(one["type"], one["name"]) for one in list_flavors(CATALOG)]
    assert found[:4] == [
        ("orchestrator", "local"),
        ("orchestrator", "harbor"),
        ("artifact_store", "local"),
        ("artifact_store", "s3"),
    ]
    assert len(found) == len(set(found)) == 9


@pytest.mark.parametrize(
    ("component_type", "name", "message"),
    [
        (
            "orchestrater",
            "x",
            "Unknown component type orchestrater. Did you mean orchestrator?",
        ),
        ("xyz", "x", "Unknown component type xyz."),
        ("orchestrator", "harbr", "Unknown orchestrator flavor harbr. Did you mean harbor?"),
        (
            "orchestrator",
            "pager",
            "Unknown orchestrator flavor pager; it is a flavor of alerter.",
        ),
        ("alerter", "zzzzzz", "Unknown alerter flavor zzzzzz. The flavors are pager."),
    ],
)
def test_one_that_is_not_there(component_type: str, name: str, message: str):
    for ask in (find_flavor, describe_flavor):
        with pytest.raises(FlavorNotFound) as caught:
            ask(CATALOG, component_type, name)
        assert str(caught.value) == message


def test_a_type_that_is_not_there():
    with pytest.raises(FlavorNotFound, match="Unknown component type orchestrater"):
        list_flavors(CATALOG, "orchestrater")


PARAMETER = {
    "type": "string",
    "required": False,
    "default": None,
    "default_text": "",
    "choices": [],
    "sensitive": False,
    "deprecated": False,
    "replacement": None,
    "description": "",
}


def test_a_flavor_with_its_parameters():
    assert describe_flavor(CATALOG, "artifact_store", "s3") == {
        "type": "artifact_store",
        "name": "s3",
        "display_name": "S3",
        "description": "Keeps artifacts in a bucket.",
        "docs_url": "https://docs.example.com/artifact_store/s3",
        "zenml_version": "1.2.3",
        "custom": False,
        "remote": None,
        "local": None,
        "integration": {
            "name": "s3",
            "requirements": ["s3>=1"],
            "install": "zenml integration install s3",
        },
        "connector": None,
        "stack_needs": [],
        "parameters": [
            PARAMETER | {"name": "path", "required": True, "placeholder": "s3://my-bucket"},
            PARAMETER | {"name": "key", "sensitive": True},
        ],
    }


def test_a_parameter_of_every_kind():
    found = {
        one["name"]: one for one in describe_flavor(CATALOG, "orchestrator", "harbor")["parameters"]
    }
    assert found["mode"]["choices"] == ["fast", "careful"]
    assert (found["mode"]["default"], found["mode"]["default_text"]) == ("fast", "fast")
    assert (found["old_mode"]["deprecated"], found["old_mode"]["replacement"]) == (True, "mode")
    assert (found["synchronous"]["type"], found["synchronous"]["default"]) == ("boolean", True)
    assert found["region"]["description"] == "Where to run."


def test_the_default_of_a_secret_is_not_shown():
    token = {**optional({"type": "string"}), "default": "hunter2", "sensitive": True}
    source = InMemorySource([flavor("alerter", "bell", {"token": token}, sensitive=["token"])])
    catalog = CATALOG.below(source)
    (parameter,) = describe_flavor(catalog, "alerter", "bell")["parameters"]
    assert parameter["default"] is None
    assert "hunter2" not in repr(parameter)

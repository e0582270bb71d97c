"""Links: what can be clicked, and where it leads."""

from __future__ import annotations

from stackls_core.catalog.catalog import Catalog
from stackls_server.features.links import is_web_url, links
from stackls_server.features.snapshot import Snapshot
from tests.support.catalog import InMemorySource, flavor
from tests.support.checks import snapshot_of

HARBOR = "components:\n  orchestrator:\n    flavor: harbor\n    configuration:\n"


def shown(marked: str) -> list[str]:
    """Each link as ``text -> url``."""
    snapshot, _ = snapshot_of(marked + "<CURSOR>")
    return [
        f"{snapshot.text[one.span.start : one.span.end]} -> {one.url}" for one in links(snapshot)
    ]


def urls(value: str) -> list[str]:
    """The links in a value of a configuration."""
    return [line.partition(" -> ")[2] for line in shown(f"{HARBOR}      region: {value}\n")[1:]]


def test_a_flavor_leads_to_its_documentation():
    assert shown("components:\n  orchestrator:\n    flavor: 'harbor'\n") == [
        "'harbor' -> https://docs.example.com/orchestrator/harbor"
    ]


def test_the_tooltip_says_what_it_is():
    snapshot, _ = snapshot_of("components:\n  artifact_store:\n    flavor: s3<CURSOR>\n")
    assert [one.tooltip for one in links(snapshot)] == ["Documentation of the s3 artifact store"]


def test_an_unknown_flavor_and_a_version_lead_nowhere():
    assert shown("zenml_version: 1.2.3\ncomponents:\n  orchestrator:\n    flavor: nope\n") == []


def test_a_custom_flavor_whose_address_is_no_web_address():
    record = flavor("orchestrator", "own") | {"docs_url": "javascript:alert(1)"}
    catalog = Catalog([InMemorySource([record])])
    text = "components:\n  orchestrator:\n    flavor: own\n"
    assert links(Snapshot(text, catalog)) == []


def test_addresses_in_values():
    assert urls("https://mlflow.example.com/a?b=c") == ["https://mlflow.example.com/a?b=c"]
    assert urls("'see http://x.example.com.'") == ["http://x.example.com"]
    assert urls("[http://a.example.com, http://b.example.com]") == [
        "http://a.example.com",
        "http://b.example.com",
    ]


def test_only_web_addresses():
    assert urls("s3://bucket/path") == []
    assert urls("https://") == []


def test_addresses_that_are_only_half_known():
    assert urls("https://${HOST}/x") == []
    assert urls("https://a.example.com/${PATH}") == []
    assert urls('"https://a.example.com/\\x41"') == []


def test_addresses_with_a_password():
    assert urls("https://me:secret@example.com/") == []


def test_sensitive_values():
    assert shown(f"{HARBOR}      token: https://hooks.example.com/abc\n")[1:] == []
    assert shown(f"_t: &t https://a.example.com\n{HARBOR}      token: *t\n")[1:] == []


def test_comments_are_left_to_the_editor():
    assert shown("components: {} # https://a.example.com\n") == []


def test_addresses_that_cannot_be_read():
    assert not is_web_url("https://[x")
    assert not is_web_url("https://a.example.com:x@b.example.com")

"""Links: what can be clicked, and where it leads."""

from __future__ import annotations

from stackls_server.features.links import is_web_url, links
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
    return [line.partition(" -> ")[2] for line in shown(f"{HARBOR}      region: {value}\n")]


def test_a_flavor_is_no_link():
    """It would be underlined in every file, and what is reported there hardly seen."""
    assert shown("components:\n  orchestrator:\n    flavor: harbor\n") == []


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

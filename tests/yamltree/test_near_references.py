"""Text that is nearly a secret reference: what is wrong with it, and what was meant."""

from __future__ import annotations

import pytest

from stackls_core.yamltree.near_references import NearReference, near_reference


def near(value: str, *, is_sensitive: bool = True) -> NearReference | None:
    return near_reference(value, "token", is_sensitive=is_sensitive)


@pytest.mark.parametrize(
    ("value", "reason", "meant"),
    [
        ("{{aws.key}}\n", "a line break follows it", "{{aws.key}}"),
        (" {{aws.key}}", "a blank precedes it", "{{aws.key}}"),
        ("{{ aws.key }", "a } is missing", "{{aws.key}}"),
        ("{aws.key}}", "a { is missing", "{{aws.key}}"),
        ("{aws.key}", "a { and a } are missing", "{{aws.key}}"),
        ("{{aws.key", "}} are missing", "{{aws.key}}"),
        ("{{{aws.key}}}", "it takes two braces on each side", "{{aws.key}}"),
        ("[[aws.key]]", "it takes braces", "{{aws.key}}"),
        ("{{aws:key}}", "a dot belongs between name and key", "{{aws.key}}"),
        ("{{aws key}}", "a dot belongs between name and key", "{{aws.key}}"),
        ("{{aws . key}}", "a blank is inside of it", "{{aws.key}}"),
        ("{{aws}}", "it needs a name and a key with a dot between", "{{aws.token}}"),
        ("{{aws", "}} are missing, and it needs a name and a key", "{{aws.token}}"),
        ("aws}}", "{{ are missing, and it needs a name and a key", "{{aws.token}}"),
        ("{{}}", "name and key are missing", None),
        ("'{{aws.key}}'", "quotes stand inside of its quotes", "{{aws.key}}"),
        ("#{{aws.key}}", "a sign or a blank stands at its braces", "{{aws.key}}"),
        ("{ {aws.key} }", "a sign or a blank stands at its braces", "{{aws.key}}"),
        ("#{aws.key}", "a { and a } are missing", "{{aws.key}}"),
        ("secret:{{aws.key}}", "text stands before it", "{{aws.key}}"),
        ("Bearer {{aws.key}}", "text stands before it", None),
        ("{{aws.key}};", "text stands behind it", "{{aws.key}}"),
        ("{{aws.key}}{{aws.key}}", "it is more than one reference", None),
        ("\uff5b\uff5baws.key\uff5d\uff5d", "some of its characters only look like", "{{aws.key}}"),
    ],
)
def test_what_is_wrong_and_what_was_meant(value: str, reason: str, meant: str | None):
    for is_sensitive in (True, False):
        found = near(value, is_sensitive=is_sensitive)
        assert found is not None
        assert found.reason.startswith(reason)
        assert found.meant == meant


@pytest.mark.parametrize(
    "value", ["secret:aws.token", "secrets/aws.token", "<aws.token>", "aws.token"]
)
def test_without_braces_where_a_secret_is_expected(value: str):
    assert near(value) == NearReference("its braces are missing", "{{aws.token}}")
    assert near(value, is_sensitive=False) is None


@pytest.mark.parametrize(
    ("value", "tool"),
    [
        ("${{ secrets.AWS_KEY }}", "GitHub Actions"),
        ("${{secrets.AWS_KEY}}", "GitHub Actions"),
        ("{{ .Values.key }}", "Helm"),
        ("{{ lookup('env', 'KEY') }}", "Ansible"),
        ("$AWS_KEY", "a shell"),
        ("op://vault/item/key", "1Password"),
        ("arn:aws:secretsmanager:eu-west-1:1:secret:x", "AWS"),
        ("vault:secret/data#key", "Vault"),
    ],
)
def test_the_syntax_of_other_tools(value: str, tool: str):
    assert near(value) == NearReference(f"this is the syntax of {tool}, which ZenML does not know")


@pytest.mark.parametrize(
    "value",
    [
        "{{aws.key}}",
        "{{ aws.key }}",
        "${KEY}",
        "hunter2",
        "$2b$12$abc",
        "{}",
        '{"a": 1}',
        "a.b",
        "pa{ss",
    ],
)
def test_what_is_one_or_does_not_look_like_one(value: str):
    assert near(value) is None

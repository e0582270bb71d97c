"""What is hidden wherever a configuration is shown."""

from __future__ import annotations

import json

import pytest

from stackls_core.catalog.catalog import Catalog
from stackls_core.registry.secrets import MASK, is_secret_key, masked


@pytest.mark.parametrize(
    "key",
    [
        "password",
        "DB_PASSWORD",
        "dbPassword",
        "secret",
        "client_secret",
        "aws_secret_access_key",
        "AWS_ACCESS_KEY_ID",
        "apiKey",
        "api-key",
        "token",
        "GITHUB_TOKEN",
        "credentials",
        "connection.auth",
        "private_key",
        "Authorization",
        "slack_webhook",
        "account_key",
        "sig",
    ],
)
def test_keys_that_sound_like_a_secret(key: str):
    assert is_secret_key(key)


@pytest.mark.parametrize(
    "key",
    [
        "path",
        "secret_name",
        "token_url",
        "password_file",
        "key",
        "keyboard",
        "tokenizer",
        "author",
        "kubernetes_context",
        "credentials_path",
        "auth_type",
        "username",
        "secretariat",
        "",
        "max_tokens_count",
        "signature_version",
        "image_pull_secrets",
        "imagePullSecrets",
        "secret_mounts",
        "secret_name_prefix",
    ],
)
def test_keys_that_do_not(key: str):
    assert not is_secret_key(key)


def test_sensitive_parameters_are_hidden_by_flavor(shipped_catalog: Catalog):
    flavor = shipped_catalog.flavor("artifact_store", "s3")
    configuration = {"path": "s3://data", "key": "AKIA", "secret": "hunter2", "token": None}
    assert masked(configuration, flavor) == {
        "path": "s3://data",
        "key": MASK,
        "secret": MASK,
        "token": None,
    }
    assert masked({"key": "AKIA"}, None) == {"key": "AKIA"}


def test_references_and_placeholders_are_shown():
    configuration = {"password": "{{db.password}}", "token": "${TOKEN}", "secret": ""}
    assert masked(configuration, None) == configuration


def test_nested_values_are_hidden():
    configuration = {
        "client_kwargs": {"aws_secret_access_key": "hunter2", "endpoint_url": "http://x"},
        "credentials": {"type": "user", "nested": {"anything": "hunter2"}, "flag": True},
        "env": [
            {"name": "DB_PASSWORD", "value": "hunter2"},
            {"name": "MODE", "value": "fast"},
            {"name": "TOKEN", "valueFrom": {"secretKeyRef": {"name": "db", "key": "password"}}},
        ],
        "tokens": ["hunter2", 3],
    }
    shown = masked(configuration, None)
    assert "hunter2" not in repr(shown)
    assert shown["client_kwargs"]["endpoint_url"] == "http://x"
    assert shown["credentials"]["flag"] is True
    assert shown["env"][1:] == configuration["env"][1:]
    assert shown["tokens"] == [MASK, MASK]


def test_json_text_is_looked_into():
    text = json.dumps({"aws_secret_access_key": "hunter2", "region": "eu"})
    shown = masked({"client_kwargs": text, "odd": "{not json", "list": '["a"]'}, None)
    assert json.loads(shown["client_kwargs"]) == {"aws_secret_access_key": MASK, "region": "eu"}
    assert shown["odd"] == "{not json"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "AccountName=team;AccountKey=hunter2==;EndpointSuffix=core.windows.net",
            f"AccountName=team;AccountKey={MASK};EndpointSuffix=core.windows.net",
        ),
        ("https://x.com/a?sv=1&sig=hunter2&x=1", f"https://x.com/a?sv=1&sig={MASK}&x=1"),
        ("host=db password='hunter2' dbname=x", f"host=db password='{MASK}' dbname=x"),
        ('{"a": 1} secret="hun ter2;" x', f'{{"a": 1}} secret="{MASK}" x'),
        ("--token=hunter2 --port=80", f"--token={MASK} --port=80"),
        ("Server=db; Password = hunter2; Database=x", f"Server=db; Password = {MASK}; Database=x"),
        ("password=${PASSWORD}&x=1", "password=${PASSWORD}&x=1"),
        ("tokenizer=a&max_tokens_count=3", "tokenizer=a&max_tokens_count=3"),
        ("password== and password=", "password== and password="),
    ],
)
def test_secrets_in_connection_strings_are_hidden(text: str, shown: str):
    assert masked({"address": text}, None) == {"address": shown}
    assert masked({"args": [text]}, None) == {"args": [shown]}


def test_passwords_in_urls_are_hidden():
    shown = masked({"uri": "postgres://me:hunter2@db:5432/x", "plain": "http://x:80/a@b"}, None)
    assert shown == {"uri": f"postgres://me:{MASK}@db:5432/x", "plain": "http://x:80/a@b"}
    for password in ("hun/ter2", "hun@ter2", "h@un@ter2", "hun:ter2", "hun?ter#2"):
        shown = masked({"uri": f"mysql+pymysql://me:{password}@db:3306/runs"}, None)
        assert shown == {"uri": f"mysql+pymysql://me:{MASK}@db:3306/runs"}
    assert masked({"uri": "redis://:hunter2@x"}, None) == {"uri": f"redis://:{MASK}@x"}
    assert masked({"uri": "http://me:${PASS}@x"}, None) == {"uri": "http://me:${PASS}@x"}


def test_json_that_is_too_deep_to_look_through_is_hidden():
    for depth in (200, 900, 5_000, 100_000):
        shown = masked({"settings": '{"a":' * depth + '{"token": "hunter2"}' + "}" * depth}, None)
        assert "hunter2" not in shown["settings"]

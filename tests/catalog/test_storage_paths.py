"""Places of buckets in the forms that people copy them in."""

from __future__ import annotations

import pytest

from stackls_core.catalog.storage_paths import meant_path, place_in_host

S3, GCS, AZURE = ["s3://"], ["gs://"], ["abfs://", "az://"]


@pytest.mark.parametrize(
    ("written", "schemes", "meant"),
    [
        ("s3:\\\\b\\x", S3, "s3://b/x"),
        ("s3:/b", S3, "s3://b"),
        ("s3:b", S3, "s3://b"),
        ("s3//b", S3, "s3://b"),
        ("S3://b", S3, "s3://b"),
        ("s3a://b/x", S3, "s3://b/x"),
        ("gs://b", S3, "s3://b"),
        ("b/x", S3, "s3://b/x"),
        ("arn:aws:s3:::b", S3, "s3://b"),
        ("arn:aws-cn:s3:::b/x", S3, "s3://b/x"),
        ("https://b.s3.amazonaws.com/x", S3, "s3://b/x"),
        ("https://b.s3.eu-west-1.amazonaws.com", S3, "s3://b"),
        ("https://b.c.s3-eu-west-1.amazonaws.com/", S3, "s3://b.c"),
        ("https://s3.eu-west-1.amazonaws.com/b/x", S3, "s3://b/x"),
        ("\u201cs3://team-bucket\u201d", S3, "s3://team-bucket"),
        ("b.s3.amazonaws.com/x", S3, "s3://b/x"),
        ("https://storage.googleapis.com/b/x", GCS, "gs://b/x"),
        ("https://b.storage.googleapis.com/x", GCS, "gs://b/x"),
        ("gcs://b", GCS, "gs://b"),
        ("https://acct.blob.core.windows.net/c/x", AZURE, "abfs://c/x"),
        ("abfss://c@acct.dfs.core.windows.net/x", AZURE, "abfs://c/x"),
        ("wasbs://c@acct.blob.core.windows.net", AZURE, "abfs://c"),
    ],
)
def test_known_forms_are_translated(written: str, schemes: list[str], meant: str):
    assert meant_path(written, schemes) == meant


@pytest.mark.parametrize(
    "written",
    [
        *("./artifacts", "/mnt/artifacts", "~/x", "C:\\x", "file:///b", "s3://", ""),
        *("https://example.com/b", "http://minio:9000/b", "https://s3.amazonaws.com/"),
        *("https://storage.googleapis.com/b", "arn:aws:iam::1:r"),
    ],
)
def test_other_places_are_left_alone(written: str):
    assert meant_path(written, S3) is None


@pytest.mark.parametrize(
    ("path", "scheme", "meant"),
    [
        ("s3://s3.amazonaws.com/b", "s3://", "s3://b"),
        ("s3://b.s3.eu-west-1.amazonaws.com/x/", "s3://", "s3://b/x"),
        ("gs://storage.googleapis.com/b", "gs://", "gs://b"),
        ("s3://b/s3.amazonaws.com", "s3://", None),
        ("s3://b.example.com", "s3://", None),
        ("s3://s3.amazonaws.com", "s3://", None),
    ],
)
def test_a_host_where_a_bucket_belongs(path: str, scheme: str, meant: str | None):
    assert place_in_host(path, scheme) == meant

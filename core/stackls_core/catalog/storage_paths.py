"""Forms in which people write the place of a bucket, as the path that an artifact store takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

_QUOTES = "'\"`\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb "
_NAME = r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]|[a-z0-9]{1,2}"
_SCHEME = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):(?P<slashes>/*)(?P<rest>.*)", re.DOTALL)
_BUCKET = re.compile(r"[A-Za-z0-9][\w.-]*(?:/.*)?")

_ARN = re.compile(r"arn:aws[\w-]*:s3:::(?P<rest>.+)")
_VIRTUAL_HOST = re.compile(
    r"https?://(?P<bucket>[a-z0-9][a-z0-9.-]*?)\.s3(?:[.-][a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?"
    r"(?P<path>/[^?#]*)?"
)
_PATH_STYLE = re.compile(
    r"https?://s3(?:[.-][a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?/(?P<rest>[a-z0-9][^?#]*)"
)
_S3_CONSOLE = re.compile(r"https?://[\w.-]*console\.aws\.amazon\.com/s3/buckets/(?P<rest>[^?#]+)")
_GCS = re.compile(
    r"https?://(?:storage\.googleapis\.com|storage\.cloud\.google\.com"
    r"|console\.cloud\.google\.com/storage/browser)/(?P<rest>[a-z0-9][^?#]*)"
)
_GCS_HOST = re.compile(
    r"https?://(?P<bucket>[a-z0-9][a-z0-9._-]*)\.storage\.googleapis\.com(?P<path>/[^?#]*)?"
)
_BLOB = re.compile(
    r"(?:https?|abfss?|wasbs?)://(?P<account>[a-z0-9]+)\.(?:blob|dfs)\.core\.windows\.net/"
    r"(?P<rest>[a-z0-9][^?#]*)"
)
_ABFS = re.compile(
    r"(?:abfss?|wasbs?)://(?P<container>[a-z0-9-]+)@[a-z0-9]+\.(?:blob|dfs)\.core\.windows\.net"
    r"(?P<path>/[^?#]*)?"
)
_S3_LIKE = ("s3", "s3a", "s3n")
_FAMILIES: tuple[tuple[str, ...], ...] = (
    _S3_LIKE,
    ("gs", "gcs"),
    ("abfs", "abfss", "az", "azure", "adl", "wasb", "wasbs"),
    ("hf", "huggingface"),
    ("b2",),
)


def meant_path(path: str, schemes: Sequence[str]) -> str | None:
    """``path`` as one that begins with one of ``schemes`` and means the same place.

    ``None`` where it is not clear which place is meant: a local folder, a URL of something else.
    """
    known = [scheme for scheme in schemes if scheme]
    if not known:
        return None
    text = path.strip(_QUOTES).strip()
    if any(text.startswith(scheme) for scheme in known):
        return text if _BUCKET.match(_without_scheme(text)) else None
    family = _family(known[0])
    for forms, names in (
        (_AWS_FORMS, _S3_LIKE),
        (_GCS_FORMS, _FAMILIES[1]),
        (_AZURE_FORMS, _FAMILIES[2]),
    ):
        if family in names:
            for form in forms:
                rest = form(text)
                if rest is not None:
                    return known[0] + rest.rstrip("/") if rest.strip("/") else None
    return _by_scheme(text, known, family)


def _without_scheme(text: str) -> str:
    return text.partition("://")[2]


def _family(scheme: str) -> str:
    return scheme.partition(":")[0]


def _by_scheme(text: str, known: Sequence[str], family: str) -> str | None:
    """With the scheme misspelt, too few slashes, the wrong ones, or none of it."""
    turned = text.replace("\\", "/")
    match = _SCHEME.fullmatch(turned)
    if match is None:
        # a name alone, or with folders: a path of a file system says where it begins
        is_name = _BUCKET.fullmatch(turned) and not turned.startswith((".", "~"))
        return known[0] + turned if is_name and len(turned) > 2 else None
    scheme, rest = match["scheme"].lower(), match["rest"].lstrip("/")
    if len(scheme) == 1 or not _BUCKET.fullmatch(rest):
        return None
    if f"{scheme}://" in known:
        return f"{scheme}://{rest}"
    names = next((names for names in _FAMILIES if family in names), (family,))
    if scheme in names:
        return known[0] + rest
    return None if scheme in _OTHERS or match["slashes"] in ("", "/") else known[0] + rest


_OTHERS = frozenset({"http", "https", "file", "arn", "ftp", "sftp", "ssh", "git", "hdfs", "dbfs"})
"""Schemes of what is no bucket: there is no telling which one is meant."""


def _group(pattern: re.Pattern[str], *groups: str) -> Callable[[str], str | None]:
    def form(text: str) -> str | None:
        match = pattern.fullmatch(text)
        return "".join(match[group] or "" for group in groups) if match is not None else None

    return form


_AWS_FORMS = (
    _group(_ARN, "rest"),
    _group(_PATH_STYLE, "rest"),
    _group(_VIRTUAL_HOST, "bucket", "path"),
    _group(_S3_CONSOLE, "rest"),
)
_GCS_FORMS = (_group(_GCS, "rest"), _group(_GCS_HOST, "bucket", "path"))
_AZURE_FORMS = (_group(_BLOB, "rest"), _group(_ABFS, "container", "path"))

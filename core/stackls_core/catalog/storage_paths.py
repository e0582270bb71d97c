"""Forms in which people write the place of a bucket, as the path that an artifact store takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

_QUOTES = "'\"`\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb "
_SCHEME = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):(?P<slashes>/*)(?P<rest>.*)", re.DOTALL)
_BUCKET = re.compile(r"[A-Za-z0-9][\w.-]*(?:/.*)?")

_S3_LIKE = ("s3", "s3a", "s3n")
_GOOGLE = ("gs", "gcs")
_AZURE = ("abfs", "abfss", "az", "azure", "adl", "wasb", "wasbs")
_FAMILIES: tuple[tuple[str, ...], ...] = (
    _S3_LIKE,
    _GOOGLE,
    _AZURE,
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
    for names, form in _CLOUDS:
        rest = _of_cloud(form, text) if family in names else None
        if rest is not None:
            return known[0] + rest.rstrip("/") if _BUCKET.match(rest) else None
    return _by_scheme(text, known, family)


def _of_cloud(form: Callable[[str], str | None], text: str) -> str | None:
    """What ``form`` makes of it, which may lack its scheme."""
    found = form(text)
    return form(f"https://{text}") if found is None and "://" not in text else found


def place_in_host(path: str, scheme: str) -> str | None:
    """The place that is meant where the host of a URL stands right behind ``scheme``."""
    rest = path.removeprefix(scheme)
    for names, form in _CLOUDS:
        found = form(f"https://{rest}") if _family(scheme) in names and rest != path else None
        if found is not None and _BUCKET.match(found):
            return scheme + found.rstrip("/")
    return None


def own_path(path: str, schemes: Sequence[str]) -> str | None:
    """The same where the text itself says that it is a place of such: by its scheme, by its host.

    An empty scheme is that of folders.
    """
    if "" in schemes:
        return path if _FOLDER.match(path) else None
    meant = meant_path(path, schemes)
    match = _SCHEME.fullmatch(path.strip(_QUOTES))
    if meant is None or match is None:
        return None
    names = (*_names_of(_family(meant)), "http", "https", "arn")
    return meant if match["scheme"].lower() in names else None


_FOLDER = re.compile(r"/[^/]|~/|\.\.?/|[A-Za-z]:[/\\]")


def _without_scheme(text: str) -> str:
    return text.partition("://")[2]


def _family(scheme: str) -> str:
    return scheme.partition(":")[0]


def _by_scheme(text: str, known: Sequence[str], family: str) -> str | None:
    """With the scheme misspelt, too few slashes, the wrong ones, or none of it."""
    turned = text.replace("\\", "/")
    if turned.startswith(f"{family}//"):
        turned = turned.replace("//", "://", 1)
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
    if scheme in _names_of(family):
        return known[0] + rest
    return None if scheme in _OTHERS or match["slashes"] in ("", "/") else known[0] + rest


def _names_of(family: str) -> tuple[str, ...]:
    return next((names for names in _FAMILIES if family in names), (family,))


_OTHERS = frozenset(
    {"http", "https", "file", "arn", "ftp", "sftp", "ssh", "git", "hdfs", "dbfs", "hf"}
)
"""Schemes of what is no bucket: there is no telling which one is meant."""


def _aws(text: str) -> str | None:
    """An ARN, or a URL with the bucket in its host or as the first part of its path."""
    if text.startswith("arn:aws"):
        parts = text.split(":", 5)
        return parts[5] if len(parts) == 6 and parts[2] == "s3" else None
    host, path = _host_and_path(text)
    domain = host.removesuffix(".cn")
    if host.endswith("console.aws.amazon.com") and path.startswith("/s3/buckets/"):
        return path.removeprefix("/s3/buckets/")
    if not domain.endswith(".amazonaws.com"):
        return None
    names = domain.removesuffix(".amazonaws.com").split(".")
    at = next((i for i, name in enumerate(names) if name == "s3" or name.startswith("s3-")), None)
    if at is None:
        return None
    return ".".join(names[:at]) + path if at else path.lstrip("/")


def _google(text: str) -> str | None:
    host, path = _host_and_path(text)
    if host in ("storage.googleapis.com", "storage.cloud.google.com"):
        return path.lstrip("/")
    if host == "console.cloud.google.com" and path.startswith("/storage/browser/"):
        return path.removeprefix("/storage/browser/").partition(";")[0]
    bucket = host.removesuffix(".storage.googleapis.com")
    return bucket + path if bucket != host else None


def _azure(text: str) -> str | None:
    """A URL with the account as host: the container is in its path, or before an ``@``."""
    host, path = _host_and_path(text, ("https", "http", "abfs", "abfss", "wasb", "wasbs"))
    if not host.endswith((".blob.core.windows.net", ".dfs.core.windows.net")):
        return None
    container, at, _ = host.partition("@")
    return container + path if at else path.lstrip("/")


def _host_and_path(text: str, schemes: Sequence[str] = ("https", "http")) -> tuple[str, str]:
    """The host and the path of a URL with one of ``schemes``; empty where it is something else."""
    scheme, colon, rest = text.partition("://")
    if not colon or scheme.lower() not in schemes or "?" in rest or "#" in rest:
        return "", ""
    host, slash, path = rest.partition("/")
    return host.lower(), slash + path


_CLOUDS: tuple[tuple[tuple[str, ...], Callable[[str], str | None]], ...] = (
    (_S3_LIKE, _aws),
    (_GOOGLE, _google),
    (_AZURE, _azure),
)

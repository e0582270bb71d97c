"""Which values of a configuration are hidden wherever it is shown.

Hidden is what the flavor marks as sensitive, whatever is under a key that sounds like a secret
(nested, in JSON text, in a connection string, or as the value of an environment variable of such a
name), and passwords inside of URLs. A secret reference is not a secret: it is shown as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, cast

from stackls_core.yamltree.values import has_placeholder, parse_secret_reference

if TYPE_CHECKING:
    from stackls_core.catalog.model import Flavor
    from stackls_core.schema.model import Parameter

MASK = "********"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_RUNS = re.compile(r"[A-Z]+|[a-z]+|\d+")
_SECRET_WORDS = _words(
    "apikey auth authorization credential credentials passphrase passwd password pwd secret "
    "secrets sig signature token tokens webhook"
)
_SECRET_KEYS = _words("access account api encryption master private sas secret shared")
_ABOUT_SECRETS = _words(
    "arn class count enabled endpoint expiration file format host id length lifetime method "
    "mode mount mounts name names namespace path paths policy prefix provider ref refs region "
    "scope scopes timeout ttl type uri url user username version"
)
_NAMES_OF_SECRETS = (("image", "pull", "secret"), ("image", "pull", "secrets"))
"""How keys end that Kubernetes has names of its secrets under."""

_URL_PASSWORD = re.compile(r"(://[^/\s:@]*:)([^/\s]+|(?!\d+/)[^@\s]{1,512})(?=@)")
"""Up to the last ``@`` before a slash, or with slashes as SQLAlchemy reads them; never a port."""

_ASSIGNED = re.compile(
    r"""(?<![\w.-])(?P<key>[\w.-]+)(?P<equals>\s?=\s?)(?P<quote>['"]?)"""
    r"""(?P<value>(?<=')[^']+|(?<=")[^"]+|[^\s=;&,'"][^\s;&,'"]*)"""
)
"""In connection strings, queries and command lines: ``AccountKey=...;``, ``?sig=...``."""


@lru_cache(maxsize=4096)
def is_secret_key(key: str) -> bool:
    """Whether a key sounds like its value is a secret: ``db_password``, ``apiKey``; but not
    ``secret_name``, ``token_url`` or ``image_pull_secrets``, which are about one.
    """
    words = _words_of(key)
    if not words or words[-1] in _ABOUT_SECRETS:
        # an access key's id is half of a pair of credentials
        return words[-3:] == ["access", "key", "id"]
    if tuple(words[-3:]) in _NAMES_OF_SECRETS:
        return False
    if any(word in _SECRET_WORDS for word in words):
        return True
    return any(
        word in _SECRET_KEYS and following in ("key", "keys") for word, following in pairwise(words)
    )


def _words_of(key: str) -> list[str]:
    """The words of a key, in lower case: ``dbAPIKey`` has three."""
    words: list[str] = []
    capitals_end = -1
    for run in _RUNS.finditer(key):
        word = run.group()
        if word.islower() and run.start() == capitals_end:
            # the last capital begins this word
            before = words.pop()
            words += [before[:-1]] if len(before) > 1 else []
            word = before[-1] + word
        words.append(word.lower())
        capitals_end = run.end() if word.isupper() else -1
    return words


def masked(configuration: Mapping[str, Any], flavor: Flavor | None) -> dict[str, Any]:
    """``configuration`` with what may be a secret replaced by `MASK`; the same keys and lists."""
    parameters: Mapping[str, Parameter] = flavor.parameters if flavor is not None else {}
    return {
        key: _masked(
            value,
            hide=is_secret_key(key) or (key in parameters and parameters[key].sensitive),
            parameter=parameters.get(key),
        )
        for key, value in configuration.items()
    }


def _masked(value: object, *, hide: bool, parameter: Parameter | None = None) -> Any:
    if isinstance(value, Mapping):
        return _masked_mapping(cast("Mapping[str, object]", value), hide=hide, parameter=parameter)
    if isinstance(value, (list, tuple)):
        return [_masked(item, hide=hide) for item in cast("list[object]", value)]
    if isinstance(value, str):
        return _masked_text(value, hide=hide)
    # a switch or nothing at all gives no secret away
    return MASK if hide and value is not None and not isinstance(value, bool) else value


def _masked_mapping(
    value: Mapping[str, object], *, hide: bool, parameter: Parameter | None
) -> dict[str, Any]:
    inner = _nested_parameters(parameter)
    named = value.get("name")
    is_variable = isinstance(named, str) and is_secret_key(named)
    return {
        key: _masked(
            item,
            hide=(hide and str(key) not in ("name", "key"))
            or is_secret_key(str(key))
            or (key in inner and inner[key].sensitive)
            or (is_variable and key == "value"),
            parameter=inner.get(key),
        )
        for key, item in value.items()
    }


def _nested_parameters(parameter: Parameter | None) -> Mapping[str, Parameter]:
    if parameter is None:
        return {}
    shapes = (parameter.shape, *parameter.shape.options)
    nothing: Mapping[str, Parameter] = {}
    return next((shape.properties for shape in shapes if shape.properties), nothing)


def is_hidden(text: str) -> bool:
    """Whether ``text`` is hidden where all of it is a secret: a reference to one is not."""
    return _masked_text(text, hide=True) != text


def holds_secret(text: str) -> bool:
    """Whether a part of ``text``, which is not a secret as a whole, is hidden."""
    try:
        data = _json(text)
        if data is not None:
            return _masked(data, hide=False) != data
    except RecursionError:
        return True
    return _masked_text(text, hide=False) != text


def _masked_text(value: str, *, hide: bool) -> str:
    if not value or parse_secret_reference(value) is not None:
        return value
    if hide:
        return value if _is_placeholder(value) else MASK
    try:
        data = _json(value)
        if data is not None:
            return json.dumps(_masked(data, hide=False), ensure_ascii=False)
    except RecursionError:
        return MASK  # too deep to look for secrets in it
    return _ASSIGNED.sub(_hide_assigned, _URL_PASSWORD.sub(_hide_password, value))


def _json(text: str) -> object | None:
    """The JSON object or list that a parameter may have as text. Raises `RecursionError`."""
    if text.lstrip()[:1] not in ("{", "["):
        return None
    try:
        return json.loads(text)
    except ValueError:
        return None


def _hide_password(match: re.Match[str]) -> str:
    kept = has_placeholder(match.group(2))
    return match.group(1) + (match.group(2) if kept else MASK)


def _hide_assigned(match: re.Match[str]) -> str:
    if not is_secret_key(match["key"]) or has_placeholder(match["value"]):
        return match[0]
    return f"{match['key']}{match['equals']}{match['quote']}{MASK}"


def _is_placeholder(value: str) -> bool:
    return value.startswith("${") and value.endswith("}") and value.count("}") == 1

"""Errors as whoever asked gets them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackls_probe.protocol import ErrorKind, Json


class Refused(Exception):
    """A request that cannot be done: what kind of reason it is, and the reason itself."""

    def __init__(self, kind: ErrorKind, message: str, **more: Any) -> None:
        super().__init__(message)
        self.kind = kind
        self.more = more


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """Give an error and what it came of, the last first."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


_KINDS: dict[str, ErrorKind] = {
    "CredentialsNotValid": "unauthorized",
    "AuthorizationException": "unauthorized",
    "OAuthError": "unauthorized",
    "EntityExistsError": "exists",
    "IllegalOperationError": "refused",
    "ConnectionError": "unreachable",
    "ConnectTimeout": "unreachable",
    "ReadTimeout": "unreachable",
    "SSLError": "unreachable",
    "MaxRetryError": "unreachable",
    "OperationalError": "database",
    "DatabaseError": "database",
    "KeyError": "not-found",
}


def kind_of(error: BaseException) -> ErrorKind:
    """Say what kind of reason an error is."""
    for one in chain(error):
        for base in type(one).__mro__:
            if base.__name__ in _KINDS:
                return _KINDS[base.__name__]
    return "failed"


def words_of(error: BaseException) -> str:
    """Give the words of an error on one line, without the statements and values SQLAlchemy adds."""
    words = getattr(error, "orig", None) or error
    text = str(words.args[0]) if isinstance(words, KeyError) and words.args else str(words)
    return " ".join(text.split())[:400] or type(error).__name__


def error_of(error: BaseException) -> Json:
    """Describe an error to whoever asked."""
    if isinstance(error, Refused):
        return {"kind": error.kind, "message": str(error), **error.more}
    return {"kind": kind_of(error), "message": words_of(error), "type": type(error).__name__}


def as_json(value: Any) -> Any:
    """Give a value as JSON can hold it; what it cannot hold, as text."""
    return json.loads(json.dumps(value, default=str))


def reason_of(error: BaseException) -> str:
    """Name an error with the first line of its words."""
    text = str(error).strip().splitlines()
    return type(error).__name__ + (": " + text[0] if text else "")

"""Values as JSON has them, which is what stores keep. Needs nothing that takes time to import."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, cast


def plain(value: object) -> Any:
    """``value`` as JSON has it: what YAML alone knows (dates, sets, numbers as keys) as text."""
    if isinstance(value, Mapping):
        items = cast("Mapping[object, object]", value).items()
        return {_key_text(key): plain(item) for key, item in items}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in cast("Iterable[object]", value)]
    if isinstance(value, (set, frozenset)):
        return sorted((plain(item) for item in cast("Iterable[object]", value)), key=str)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if value is None or isinstance(value, (str, int, float)):
        return value
    return str(value)


def _key_text(key: object) -> str:
    if isinstance(key, str):
        return key
    return json.dumps(key) if key is None or isinstance(key, (bool, int)) else str(plain(key))


def same_value(one: object, other: object) -> bool:
    """Whether two values are kept alike: ``1`` and ``true`` are not, the order of keys is free."""
    return one == other and _text(one) == _text(other)


def _text(value: object) -> str:
    return json.dumps(value, sort_keys=True, default=str)

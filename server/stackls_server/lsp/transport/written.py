"""JSON that was written before, to be sent as it is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # its generated code is to be kept first
    from cattrs import Converter


@dataclass(frozen=True, slots=True)
class Written:
    """A value as JSON, in ASCII."""

    text: str


def with_written(converter: Converter) -> Converter:
    """Let ``converter`` take such a value among others, for who cannot send it as it is."""

    def read(written: Written) -> Any:
        return json.loads(written.text)

    converter.register_unstructure_hook(Written, read)
    return converter

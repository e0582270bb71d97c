"""Files of a catalog's records that are not as the probe writes them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from stackls_core.catalog.record_file import RECORDS, RecordFile


def write_records(path: Path, records: Mapping[str, Any]) -> RecordFile:
    """Write these records, in their order."""
    lines = {key: json.dumps(record).encode() + b"\n" for key, record in records.items()}
    spans: dict[str, tuple[int, int]] = {}
    for key, line in lines.items():
        spans[key] = (sum(length for _, length in spans.values()), len(line))
    path.write_bytes(b"".join([json.dumps(spans).encode() + b"\n", *lines.values()]))
    return RecordFile(path)


def change_record(catalog: Path, key: str, record: Any) -> None:
    """Write another record for ``key`` into a catalog."""
    path = catalog / RECORDS
    with path.open("rb") as file:
        keys = json.loads(file.readline())
    known = RecordFile(path)
    write_records(path, {**{one: known.read(one) for one in keys}, key: record})

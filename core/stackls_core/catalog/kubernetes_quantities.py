"""Amounts as Kubernetes writes them: ``500m`` of a CPU, ``2Gi`` of memory.

The grammar is that of the API (``resource.Quantity``): a number, then a decimal suffix, a binary
one or an exponent, and nothing between them.
"""

from __future__ import annotations

import re

from stackls_core.schema.model import Kind, Shape

QUANTITY = Shape(Kind.UNION, options=(Shape(Kind.STRING), Shape(Kind.INTEGER), Shape(Kind.NUMBER)))
"""The type of an amount; a plain number is one, too."""

IN_WORDS = "a suffix such as m, k, M, G, Ki, Mi or Gi stands right behind the number"

_NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
_QUANTITY = re.compile(
    rf"{_NUMBER}(?:n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|[eE][+-]?[0-9]+)?\Z", re.ASCII
)
_NEARLY = re.compile(rf"({_NUMBER})[ _]*([A-Za-z]*)\Z", re.ASCII)
_SUFFIXES = {
    **{one.lower(): one if one != "K" else "k" for one in "KMGTPE"},
    **{f"{one.lower()}b": one if one != "K" else "k" for one in "KMGTPE"},
    **{f"{one.lower()}i": f"{one}i" for one in "KMGTPE"},
    **{f"{one.lower()}ib": f"{one}i" for one in "KMGTPE"},
    "": "",
    "b": "",
}
_CPUS = {"": "", "m": "m", "cpu": "", "cpus": "", "core": "", "cores": "", "vcpu": ""}
_BYTES = ("memory", "ephemeral-storage", "storage", "sizeLimit")


def is_of_bytes(name: str) -> bool:
    """Whether an amount of that name counts bytes."""
    return name in _BYTES or name.startswith("hugepages-")


def is_quantity(text: str) -> bool:
    """Whether Kubernetes reads ``text`` as an amount."""
    return _QUANTITY.match(text) is not None


def is_less_than_a_byte(text: str) -> bool:
    """Whether an amount of bytes is in thousandths, as ``512m`` is, and was hardly meant so."""
    return is_quantity(text) and text.endswith("m") and not text.endswith("000m")


def meant_quantity(name: str, text: str) -> str | None:
    """The amount that ``text`` plainly means, under the name of what there is so much of."""
    found = _NEARLY.match(text.strip())
    if found is None:
        return None
    number, suffix = found.groups()
    if is_of_bytes(name):
        # of bytes, m is a slip for mega; which one it is, people mostly mean to be binary
        known = "Mi" if suffix == "m" else _SUFFIXES.get(suffix.lower())
    elif name == "cpu":
        known = _CPUS.get(suffix.lower())
    else:
        known = suffix
    return number + known if known is not None and is_quantity(number + known) else None

"""Whether what is known about a validator of ZenML's holds for a flavor.

No fact about ZenML's code applies to a version that it was not read from: rules name the validator
that they mirror, and hold where the catalog has it with a hash of the code they were written for.
In another version, or in a custom flavor with a validator of its own, they are silent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackls_core.catalog.validator_hashes import HASHES

if TYPE_CHECKING:
    from stackls_core.catalog.model import ClassFacts


def is_mirrored(facts: ClassFacts, validator: str) -> bool:
    """Whether the class has ``validator``, a dotted name, as it was when it was read."""
    return facts.code.get(validator) in HASHES.get(validator, ())

"""What can be wrong with a catalog."""

from __future__ import annotations


class CatalogError(Exception):
    """The catalog is missing or cannot be read; the message says what to do about it."""

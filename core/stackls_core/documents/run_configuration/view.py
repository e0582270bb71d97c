"""What the features and the analysis see of a run configuration."""

from __future__ import annotations

from collections.abc import Iterator

from stackls_core.catalog.catalog import Catalog
from stackls_core.documents.run_configuration.keys import TOP_KEYS, UNLISTED
from stackls_core.documents.run_configuration.model import RunConfiguration, run_key
from stackls_core.documents.run_configuration.section import RunSection, sections_of
from stackls_core.documents.run_configuration.symbols import run_symbols
from stackls_core.documents.run_configuration.targets import run_targets
from stackls_core.documents.view import Symbol, Target
from stackls_core.registry.known import VerdictKey
from stackls_core.yamltree.nodes import Mapping


class RunConfigurationView(RunConfiguration):
    """A run configuration with all that `View` asks for."""

    not_applicable = frozenset({"placeholder"})

    def is_read(self, offset: int) -> bool:
        """Whether it is below one of the keys that ZenML looks at."""
        entries = self.root.entries if self.root is not None else []
        known = (e for e in entries if e.name in TOP_KEYS or e.name in UNLISTED)
        return any(entry.start <= offset <= entry.end for entry in known)

    def sections(self, catalog: Catalog) -> Iterator[RunSection]:
        """The top, each step, and all settings."""
        return sections_of(self, catalog)

    def configurations(self) -> Iterator[tuple[VerdictKey, Mapping]]:
        """The whole of it, on the stack that counts."""
        key = run_key(self)
        if key is not None and self.root is not None and not self.document.errors:
            yield key, self.root

    def symbols(self) -> list[Symbol]:
        """The keys at the top, steps and settings with what is below them."""
        return run_symbols(self)

    def targets(self) -> Iterator[Target]:
        """The components, steps and secrets that it refers to."""
        return run_targets(self)

"""The text of new run configurations: all that stackls writes of its own, as lines of a snippet."""

from __future__ import annotations

from stackls_core.documents.snippets import without_tab_stops

_WHOLE = (
    "run_name: ${1:my_run}_{date\\}_{time\\}",
    "enable_cache: ${2:true}",
    "",
    "parameters: {\\}",
    "",
    "steps:",
    "  ${3:my_step}:",
    "    parameters: {\\}",
    "",
    "settings:",
    "  docker:",
    "    requirements:",
    "      - ${4:pandas}$0",
)


def run_configuration_text() -> tuple[str, str]:
    """A new file: its text, and the same as a snippet."""
    snippet = "\n".join(run_configuration(stops=True)) + "\n"
    return without_tab_stops(snippet), snippet


def run_configuration(*, stops: bool = False) -> list[str]:
    """A whole file: the keys that most of them have."""
    return list(_WHOLE) if stops else [without_tab_stops(line) for line in _WHOLE]

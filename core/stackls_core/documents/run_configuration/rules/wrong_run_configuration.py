"""`wrong-run-configuration`: a run configuration is a map, not an empty one, without ``self``.

ZenML looks for keys in what the file holds: with nothing in it, or a list, that is an
``AttributeError`` (``Pipeline._parse_config_file``). Keys that are arguments of
``Pipeline.configure`` are passed to it: ``self`` is one too many, and hooks such as ``on_failure``
are imported at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from stackls_core.documents.run_configuration.keys import ARGUMENTS, unlisted_keys
from stackls_core.documents.run_configuration.model import RunConfiguration
from stackls_core.documents.run_configuration.owners import run_settings
from stackls_core.documents.run_configuration.section import FileContext, Rule
from stackls_core.findings import Finding, Severity
from stackls_core.yamltree.spans import key_span, value_span
from stackls_core.yamltree.values import describe_value, is_null, try_value


def check(context: FileContext) -> Iterator[Finding]:
    """A finding on the first line."""
    view = context.view
    if view.document.is_damaged:
        return
    if view.root is not None:
        yield from _arguments(view, unlisted_keys(run_settings(context.catalog)))
        return
    root = view.document.root
    if root is None or is_null(root):
        message = "The file is empty: ZenML refuses it. Write at least one key."
        yield RULE.finding(view.first_key_span, message)
        return
    readable, value = try_value(root)
    if readable:
        message = f"A run configuration is a map of keys, not {describe_value(value)}."
        yield RULE.finding(view.first_key_span, message)


def _arguments(view: RunConfiguration, known: frozenset[str]) -> Iterator[Finding]:
    """Arguments that are refused: ``self``, and hooks that are no import paths."""
    for entry in view.root.entries if view.root is not None else ():
        readable, value = try_value(entry.value)
        if not readable or value is None or entry.name not in {"self", *known}:
            continue
        if entry.name == "self":
            yield RULE.finding(key_span(entry), "ZenML refuses the key self. Remove it.")
        elif entry.name in _HOOKS and value and not isinstance(value, str):
            message = (
                f"{entry.name} is what to import, such as hooks.notify, "
                f"not {describe_value(value)}."
            )
            yield RULE.finding(value_span(entry), message)
        elif entry.name == _ARGUMENTS and value and not _has_hook(view):
            message = f"ZenML refuses {_ARGUMENTS} without {_HOOK}, unless the code has one."
            found = RULE.finding(key_span(entry), message)
            scope = view.around.scope
            is_certain = scope is not None and scope.only is not None
            yield found if is_certain else replace(found, severity=Severity.WARNING)


def _has_hook(view: RunConfiguration) -> bool:
    """Whether the file has the hook that arguments are for, or the pipeline's decorator has."""
    entry, scope = view.entry(_HOOK), view.around.scope
    only = scope.only if scope is not None else None
    is_in_code = only is not None and _HOOK in only.settings
    return is_in_code or (entry is not None and not is_null(entry.value))


_HOOK, _ARGUMENTS = "on_init", "on_init_kwargs"
_HOOKS = frozenset(ARGUMENTS.values()) - {_ARGUMENTS}

RULE = Rule(
    "wrong-run-configuration",
    Severity.ERROR,
    "A run configuration is empty, is not a map, or has a key that cannot be passed on.",
    check=check,
)

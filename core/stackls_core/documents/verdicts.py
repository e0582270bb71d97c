"""What ZenML's own classes say of a configuration, where a ZenML is at hand.

Our rules mirror one version of ZenML and know nothing of the code of custom flavors. So ZenML is
asked, in the background or by whoever can wait, and what it says is kept with what else is known of
the store: judging a file by it asks nobody.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from stackls_core.documents.view import View
from stackls_core.registry.errors import (
    FlavorNotImportable,
    InvalidConfiguration,
    UnknownFlavor,
    ZenMLError,
)
from stackls_core.registry.known import RUN
from stackls_core.registry.plain import plain
from stackls_core.yamltree.values import try_value

if TYPE_CHECKING:
    from stackls_core.registry.known import KnownRegistry, Verdict, VerdictKey
    from stackls_core.registry.store import StackStore


@dataclass(frozen=True)
class Question:
    """A configuration that ZenML has not been asked about; that of a run is in its key."""

    key: VerdictKey
    configuration: dict[str, Any]


def open_questions(view: View, answered: Container[VerdictKey]) -> list[Question]:
    """The configurations of a document that a ZenML could judge and has not ``answered``."""
    found: dict[VerdictKey, Question] = {}
    for key, configuration in view.configurations():
        if key in answered or key in found:
            continue
        if key[0] == RUN:
            found[key] = Question(key, {})
            continue
        readable, value = try_value(configuration)
        # what JSON cannot carry would be judged as something else
        if readable and isinstance(value, dict) and _is_plain(cast("dict[object, object]", value)):
            found[key] = Question(key, cast("dict[str, Any]", value))
    return list(found.values())


def _is_plain(value: object) -> bool:
    shown = plain(value)
    return type(shown) is type(value) and shown == value


def answers(store: StackStore, questions: Iterable[Question]) -> dict[VerdictKey, Verdict]:
    """ZenML's verdicts. Takes a while for each: for a thread. Raises a `StoreError`."""
    return {question.key: _answer(store, question) for question in questions}


def _answer(store: StackStore, question: Question) -> Verdict:
    component_type, flavor, text = question.key
    try:
        if component_type == RUN:
            return store.refusals(text, flavor)
        store.normalized(component_type, flavor, question.configuration)
    except (FlavorNotImportable, UnknownFlavor):
        return None
    except InvalidConfiguration as error:
        return error.problems
    except ZenMLError as error:
        if type(error) is not ZenMLError:
            raise  # it does not answer at all, so there is no need to go on
        return None
    return ()


def judged(store: StackStore, known: KnownRegistry, views: Sequence[View]) -> KnownRegistry:
    """``known`` with verdicts on all that is in ``views``. Raises a `StoreError`."""
    if not known.can_judge:
        return known
    questions = [question for view in views for question in open_questions(view, known.verdicts)]
    return known.with_verdicts(answers(store, questions)) if questions else known

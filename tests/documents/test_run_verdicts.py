"""What ZenML's compiler says of run configurations: when it is asked, and what becomes of it."""

from __future__ import annotations

from typing import Any, cast

import pytest

from stackls_core.analysis.analyze import analyze
from stackls_core.documents.run_configuration.kind import RUN_CONFIGURATION
from stackls_core.documents.surroundings import NOTHING_KNOWN, Surroundings
from stackls_core.documents.verdicts import answers, open_questions
from stackls_core.documents.view import View
from stackls_core.registry.known import RUN
from stackls_core.yamltree.parse import parse
from tests.support.checks import CATALOG
from tests.support.known import known_registry

TEXT = "enable_step_logs: true\nsteps:\n  trainer:\n    extra: {day: 5}\n"
AROUND = Surroundings(known_registry())


class Compiler:
    """Stands for a store whose ZenML refuses everything."""

    def refusals(self, text: str, stack: str) -> tuple[str, ...]:
        return (f"steps.trainer.extra: {stack} does not like {len(text)} characters.",)


def view(text: str = TEXT, around: Surroundings = AROUND) -> View:
    return RUN_CONFIGURATION.view(parse(text), around)


def test_a_file_is_compiled_on_the_stack_that_counts():
    (question,) = open_questions(view(), {})
    assert question.key == (RUN, "default", TEXT)
    assert open_questions(view(), {question.key}) == []


@pytest.mark.parametrize(
    "one", [view(around=NOTHING_KNOWN), view("a: [\n"), view("- a\n"), view("")]
)
def test_what_cannot_be_compiled_is_not_asked(one: View):
    assert open_questions(one, {}) == []


def reported(text: str) -> list[tuple[str, str]]:
    asked = view(text)
    said = answers(cast("Any", Compiler()), open_questions(asked, {}))
    known = known_registry().with_verdicts(said)
    found = analyze(asked, RUN_CONFIGURATION.rules, CATALOG, known=known)
    return [(one.code, text[one.span.start : one.span.end]) for one in found]


def test_a_refusal_is_reported_where_its_path_leads():
    assert reported(TEXT) == [("refused-run", "extra")]


def test_a_refusal_is_not_repeated_where_another_rule_has_found_an_error():
    assert reported(TEXT.replace("true", "maybe")) == [("wrong-value", "maybe")]

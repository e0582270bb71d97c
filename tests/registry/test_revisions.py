"""Which states of a registry are new, whatever the order in which they become known."""

from __future__ import annotations

from stackls_core.registry.model import Component, Snapshot, Stack
from stackls_core.registry.revisions import Revisions


def state(*names: str) -> Snapshot:
    """A registry with stacks of these names; the first is active."""
    stacks = tuple(Stack(name, (), name) for name in names)
    return Snapshot(stacks, (Component("orchestrator", "default", "local"),), names[0])


ONE, TWO, THREE = state("a"), state("a", "b"), state("a", "b", "c")


def seen(*states: Snapshot) -> Revisions:
    found = Revisions()
    for one in states:
        assert found.read(found.mark(), one)
    return found


def test_the_first_state_has_the_number_that_there_is():
    assert seen(ONE).number == 0


def test_reading_the_same_again_makes_no_revision():
    assert seen(ONE, state("a"), ONE).number == 0


def test_every_other_state_has_the_next_number():
    found = seen(ONE, TWO, ONE)
    assert (found.number, found.state) == (2, ONE)


def test_a_change_gives_the_next_number():
    found = seen(ONE)
    found.begin_change()
    found.end_change(TWO)
    assert (found.number, found.state) == (1, TWO)


def test_a_change_that_changes_nothing_gives_none():
    found = seen(ONE)
    found.begin_change()
    found.end_change(state("a"))
    assert found.number == 0


def test_a_change_is_a_revision_even_where_nothing_was_seen_before():
    found = Revisions()
    found.begin_change()
    found.end_change(ONE)
    assert (found.number, found.state) == (1, ONE)


def test_what_was_read_before_a_change_ended_is_not_taken():
    found = seen(ONE)
    mark = found.mark()
    found.begin_change()
    assert not found.read(mark, TWO)
    found.end_change(THREE)
    assert not found.read(mark, ONE)
    assert (found.number, found.state) == (1, THREE)


def test_nor_is_what_was_read_while_a_change_failed():
    found = seen(ONE)
    found.begin_change()
    mark = found.mark()
    found.end_change(None)
    assert not found.read(mark, TWO)
    assert found.read(found.mark(), ONE)
    assert (found.number, found.state) == (0, ONE)


def test_of_two_that_read_at_once_the_first_is_taken():
    found = seen(ONE)
    mark = found.mark()
    assert found.read(mark, TWO)
    assert not found.read(mark, ONE)
    assert (found.number, found.state) == (1, TWO)


def test_another_registry_is_a_new_revision_and_so_are_its_changes():
    found = seen(ONE, TWO)
    mark = found.mark()
    found.forget()
    assert (found.number, found.state) == (2, None)
    assert not found.read(mark, TWO)
    assert found.read(found.mark(), THREE)
    assert found.number == 2
    assert found.read(found.mark(), ONE)
    assert found.number == 3

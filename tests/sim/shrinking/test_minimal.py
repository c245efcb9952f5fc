"""The fewest things that fail: no simulator, only sets and what is said of them."""

from hypothesis import given
from hypothesis import strategies as st

from sim.shrinking.minimal import minimal, without_each

THINGS = st.lists(st.integers(0, 40), unique=True, max_size=24)


@given(THINGS, st.data())
def test_what_is_needed_is_what_remains(things: list[int], data: st.DataObject) -> None:
    needed = set(data.draw(st.lists(st.sampled_from(things), max_size=6))) if things else set()
    found = minimal(things, lambda some: needed <= set(some))
    assert found == [thing for thing in things if thing in needed]


@given(THINGS, st.integers(0, 2**32))
def test_without_any_one_of_them_it_does_not_fail(things: list[int], seed: int) -> None:
    """The predicate is as unruly as can be: whether a set fails says nothing of a smaller one."""

    def fails(some: tuple[int, ...]) -> bool:
        return len(some) == len(things) or hash((seed, some)) % 3 == 0

    found = minimal(things, fails)
    assert fails(tuple(found))
    assert not any(fails(rest) for _, rest in without_each(found))
    assert found == [thing for thing in things if thing in found], "the order was not kept"


@given(THINGS, st.integers(0, 2**32))
def test_the_same_question_has_the_same_answer(things: list[int], seed: int) -> None:
    asked: list[list[tuple[int, ...]]] = []
    for _ in range(2):
        sets: list[tuple[int, ...]] = []

        def fails(some: tuple[int, ...], sets: list[tuple[int, ...]] = sets) -> bool:
            sets.append(some)
            return len(some) == len(things) or hash((seed, some)) % 3 == 0

        minimal(things, fails)
        asked.append(sets)
    assert asked[0] == asked[1]


def test_many_that_do_not_matter_go_in_large_shares() -> None:
    asked = []

    def fails(some: tuple[int, ...]) -> bool:
        asked.append(some)
        return {7, 300} <= set(some)

    assert minimal(range(1000), fails) == [7, 300]
    assert len(asked) < 200


def test_what_fails_without_anything_needs_nothing() -> None:
    assert minimal("abc", lambda _: True) == []
    assert minimal("", lambda _: True) == []

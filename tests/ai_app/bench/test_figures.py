"""Tests of what is made of figures."""

from typing import cast

import numpy as np
import pytest

from tests.ai_app.bench import floors, telling
from tests.ai_app.bench.figures import Figure, Floor, Unit, Yardstick
from tests.ai_app.bench.timing import timed


@pytest.mark.parametrize(
    ("unit", "figure", "verdict"),
    [
        ("ms", 2.0, "met"),
        ("ms", 2.1, "missed"),
        ("per second", 2.0, "met"),
        ("per second", 1.9, "missed"),
        ("ms", None, ""),
    ],
)
def test_an_aim_is_a_bound_on_the_side_that_is_bad(
    unit: str, figure: float | None, verdict: str
) -> None:
    made = Figure(name="x", unit=unit, figure=figure, aim=2.0)  # type: ignore[arg-type]
    assert made.verdict == verdict


@pytest.mark.parametrize(
    ("unit", "figure", "aim_here", "verdict"),
    [
        ("ms", 2.0, 5.0, "met"),
        ("ms", 5.0, 5.0, "in proportion"),
        ("ms", 5.1, 5.0, "missed"),
        ("per second", 2.0, 0.8, "met"),
        ("per second", 0.8, 0.8, "in proportion"),
        ("per second", 0.7, 0.8, "missed"),
    ],
)
def test_on_a_slower_machine_an_aim_is_told_in_proportion_beside_itself(
    unit: str, figure: float, aim_here: float, verdict: str
) -> None:
    by = Yardstick(name="the same work", here=10.0, there=4.0)
    kind = cast("Unit", unit)
    made = Figure(name="x", unit=kind, figure=figure, aim=2.0, yardstick=by)
    assert (made.aim_here, made.verdict) == (aim_here, verdict)
    assert telling.note_of(made) == "here 2.50 times slower: the same work"
    assert telling.bound(made, made.aim_here)[2:] == f"{aim_here:g}"


def test_a_yardstick_without_an_aim_judges_nothing() -> None:
    by = Yardstick(name="the same work", here=10.0, there=4.0)
    made = Figure(name="x", unit="ms", figure=1.0, yardstick=by)
    assert (made.aim_here, made.verdict) == (None, "")


def test_a_figure_is_told_in_floors() -> None:
    floor = Floor(name="to read", figure=2.0)
    assert Figure(name="x", unit="ms", figure=5.0, floor=floor).ratio == 2.5
    assert Figure(name="x", unit="ms", figure=None, floor=floor).ratio is None
    assert Figure(name="x", unit="ms", figure=5.0).ratio is None


@pytest.mark.parametrize(
    ("number", "shown"),
    [(None, ""), (0.1234, "0.123"), (1.234, "1.23"), (12.34, "12.3"), (1234.5, "1,234")],
)
def test_numbers_have_three_digits_or_so(number: float | None, shown: str) -> None:
    assert telling.digits(number) == shown


def test_recall_counts_who_is_wanted_in_whatever_order() -> None:
    assert floors.recall([[2, 1], [9, 4]], [[1, 2], [3, 4]]) == 0.75


def test_the_fast_search_finds_whom_doubles_find() -> None:
    chance = np.random.default_rng(1)
    vectors = chance.standard_normal((300, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    wanted = floors.nearest_by_doubles(vectors, vectors[:5])
    assert [found[0] for found in wanted] == [1, 2, 3, 4, 5]
    assert [floors.search(vectors, each).tolist() for each in vectors[:5]] == wanted


def test_what_warms_up_is_not_counted() -> None:
    numbers: list[int] = []
    times = timed(numbers.append, 3, warm_up=2)
    assert numbers == [-2, -1, 0, 1, 2]
    assert 0 <= times.least <= times.p50 <= times.p99

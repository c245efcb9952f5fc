"""Online figures: where whom a mentee wanted had stood, and how sure that is."""

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.feedback_kept import Observed
from services.evaluation.intervals import Interval
from services.feedback.online import DEPTHS, POSITIONS_MAX, figures, places, share_interval

FIRSTS = st.dictionaries(st.none() | st.integers(1, 30), st.integers(1, 10**6), max_size=9)


def test_figures_by_hand() -> None:
    found = figures({1: 1, 4: 1, 11: 1, None: 1})
    assert found is not None
    assert {depth: each.mean for depth, each in found.hits.items()} == {
        1: 0.25,
        3: 0.25,
        5: 0.5,
        10: 0.5,
    }
    assert found.mrr.mean == pytest.approx((1 + 1 / 4 + 1 / 11) / 4)
    assert found.total == 4


def test_where_nobody_was_wanted_there_are_no_figures() -> None:
    assert figures({}) is None


@pytest.mark.parametrize(("position", "hits"), [(1, 4), (2, 3), (4, 2), (6, 1), (11, 0), (None, 0)])
def test_each_depth_counts_up_to_itself(position: int | None, hits: int) -> None:
    found = figures({position: 7})
    assert found is not None
    assert [each.mean for each in found.hits.values()].count(1) == hits
    assert found.mrr.mean == pytest.approx(1 / position if position else 0)


@given(FIRSTS)
def test_deeper_hits_are_no_fewer_and_the_mean_reciprocal_lies_among_them(
    firsts: dict[int | None, int],
) -> None:
    found = figures(firsts)
    assert (found is None) is not bool(firsts)
    if found:
        means = [found.hits[depth].mean for depth in DEPTHS]
        assert means == sorted(means)
        noise = 1e-9
        assert means[0] - noise <= found.mrr.mean <= 1


def test_places_are_shares_of_who_stood_there_as_far_down_as_rankings_go() -> None:
    found = places(
        Observed(
            rankings=8,
            shown={2: 4, 1: 8, POSITIONS_MAX: 1, POSITIONS_MAX + 1: 1},
            opened={1: 6, 2: 1},
            requested={1: 2},
            accepted={},
            first_requested={},
            first_accepted={},
        )
    )
    assert [(each.position, each.shown) for each in found] == [(1, 8), (2, 4), (POSITIONS_MAX, 1)]
    assert [each.opened.mean for each in found] == [0.75, 0.25, 0]
    assert [each.requested.mean for each in found] == [0.25, 0, 0]
    assert {each.accepted.mean for each in found} == {0}


def test_an_interval_as_it_stands_in_the_literature() -> None:
    """Newcombe, "Two-sided confidence intervals for the single proportion", 1998, table I."""
    for total, count, low, high in [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ]:
        found = share_interval(total, count)
        assert found.mean == total / count
        assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 10**9).flatmap(lambda n: st.tuples(st.floats(0, n), st.just(n))))
def test_an_interval_holds_its_mean_and_lies_between_0_and_1(of: tuple[float, int]) -> None:
    found = share_interval(*of)
    assert 0 <= found.low <= found.mean <= found.high <= 1


@given(st.integers(1, 500), st.floats(0, 1))
def test_more_values_are_surer(count: int, mean: float) -> None:
    def width(of: Interval) -> float:
        return of.high - of.low

    assert width(share_interval(mean * 4 * count, 4 * count)) < width(
        share_interval(mean * count, count)
    )


@pytest.mark.parametrize("share", [0.05, 0.3, 0.5])
def test_it_covers_the_truth_about_as_often_as_it_says(share: float) -> None:
    """Exactly, over all that 60 rankings may give; it is said to cover 95 % on average."""
    count = 60
    covered = 0.0
    for total in range(count + 1):
        found = share_interval(total, count)
        if found.low <= share <= found.high:
            covered += comb(count, total) * share**total * (1 - share) ** (count - total)
    assert 0.92 < covered < 0.98


def test_of_nothing_there_is_no_share() -> None:
    with pytest.raises(ValueError, match="must be values"):
        share_interval(0, 0)

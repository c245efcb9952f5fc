"""What must hold: each limit is violated once, by made-up figures."""

import pytest

from sim.bench import thresholds
from sim.bench.rounds import ALL, QUICK
from tests.sim.bench import sheets


def violated(named: sheets.Named, operations: tuple[str, ...] = ALL) -> list[str]:
    judged = thresholds.judge(sheets.figures(named), operations)
    return [each.name for each in judged if not each.holds]


def test_good_figures_hold() -> None:
    assert violated(sheets.good()) == []
    assert violated(sheets.good(), QUICK) == []


@pytest.mark.parametrize("operation", ALL)
@pytest.mark.parametrize(
    ("way", "name", "rounds"),
    [
        ("caddy", "failed", (0, 1, 0)),
        ("caddy", "requests", (2000, 2000, 999)),
        ("", "streams_cut", (0, 0, 1)),
        ("", "restarts", (1, 0, 0)),
        ("", "files_changed", (0, 0, 1)),
    ],
)
def test_one_round_is_enough_where_nothing_may_happen(
    operation: str, way: str, name: str, rounds: tuple[float, ...]
) -> None:
    named = {**sheets.good(), (operation, way, name): rounds}
    assert violated(named) == [" ".join(filter(None, (operation, way, name)))]


@pytest.mark.parametrize(
    ("operation", "way", "name", "rounds"),
    [
        ("deploy", "straight", "gap_over_start", (900, 1001, 2000)),
        ("restore", "straight", "gap_over_start", (900, 1001, 2000)),
        ("restore", "", "alone_over_start", (4, 5.1, 9)),
    ],
)
def test_times_are_judged_by_their_median(
    operation: str, way: str, name: str, rounds: tuple[float, ...]
) -> None:
    named = {**sheets.good(), (operation, way, name): rounds}
    assert violated(named) == [" ".join(filter(None, (operation, way, name)))]


@pytest.mark.parametrize("key", sorted(sheets.good()))
def test_what_was_not_measured_does_not_hold(key: tuple[str, str, str]) -> None:
    named = sheets.good()
    judged = {each.name for each in thresholds.judge(sheets.figures(named), ALL)}
    del named[key]
    name = " ".join(filter(None, key))
    assert violated(named) == ([name] if name in judged else [])


def test_a_threshold_says_what_was_found_and_in_which_unit() -> None:
    named = {**sheets.good(), ("deploy", "caddy", "failed"): (0, 3, 0)}
    (found,) = (each for each in thresholds.judge(sheets.figures(named), ALL) if not each.holds)
    assert found.document() == {
        "name": "deploy caddy failed",
        "limit": "at most 0",
        "found": 3,
        "unit": "requests",
        "holds": False,
    }


def test_nothing_measured_holds_nothing() -> None:
    judged = thresholds.judge((), QUICK)
    assert judged
    assert not any(each.holds for each in judged)

"""Tests of retention: what may go, and what must stay."""

from hypothesis import given
from hypothesis import strategies as st

from deploy.model import stamp_of
from deploy.retention import DAY_S, Known, expired

NOW = 1_800_000_000.0


def backups(*ages: tuple[float, str | None]) -> list[Known]:
    return [Known(stamp_of(NOW - days * DAY_S), holds) for days, holds in ages]


def gone(known: list[Known], **limits: int) -> list[int]:
    """Say which of the backups go, by their place in the list."""
    found = expired(
        known,
        now=NOW,
        keep_days=7,
        keep_pairs_min=limits.get("least", 3),
        keep_pairs_max=limits.get("most", 20),
    )
    return [place for place, backup in enumerate(known) if backup.stamp in found]


def test_seven_days_and_not_an_hour_less() -> None:
    known = backups((1, "a"), (2, "b"), (3, "c"), (6.9, None), (7.1, None))
    assert gone(known) == [4]


def test_the_newest_pairs_stay_whatever_their_age() -> None:
    assert gone(backups((100, "a"), (200, "b"), (300, "c"), (400, "d"))) == [3]


def test_many_attempts_at_one_release_do_not_push_the_others_out() -> None:
    known = backups((8, "a"), (9, "a"), (10, "a"), (11, "b"), (12, "c"))
    assert gone(known) == [1, 2]


def test_what_is_no_usable_pair_protects_nothing() -> None:
    assert gone(backups((8, None), (9, None), (10, "a"))) == [0, 1]


def test_a_busy_day_is_bounded() -> None:
    known = backups(*((place / 100, str(place)) for place in range(10)))
    assert gone(known, least=2, most=4) == [4, 5, 6, 7, 8, 9]


@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.sampled_from(["a", "b", "c", None])),
        unique_by=lambda item: item[0],
    )
)
def test_the_newest_usable_pair_never_goes(ages: list[tuple[int, str | None]]) -> None:
    known = backups(*ages)
    usable = [backup.stamp for backup in known if backup.holds is not None]
    found = expired(known, now=NOW, keep_days=7, keep_pairs_min=1, keep_pairs_max=1)
    assert not usable or max(usable) not in found
    protected = {backup.stamp for backup in known}
    assert not expired(
        known, now=NOW, keep_days=7, keep_pairs_min=1, keep_pairs_max=1, protected=protected
    )

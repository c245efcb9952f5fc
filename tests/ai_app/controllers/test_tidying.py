"""Tests of tidying: now and then, and soon again where others are at work."""

from collections.abc import Iterator

from controllers.tidying import AGAIN_S, EVERY_S, Tidying


def test_it_is_done_every_minute_and_sooner_where_it_could_not_be() -> None:
    answers: Iterator[bool] = iter([False, True, True])
    asked: list[float] = []
    seconds = 100.0

    class Place:
        def tidied(self) -> bool:
            asked.append(seconds)
            return next(answers)

    tidying = Tidying(Place(), clock=lambda: seconds)  # type: ignore[arg-type]
    while seconds < 100 + AGAIN_S + EVERY_S + 1:
        assert not tidying.when_due()
        seconds += 0.5
    assert asked == [100.0, 100 + AGAIN_S, 100 + AGAIN_S + EVERY_S]

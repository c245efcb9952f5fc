"""Tests of batches of events: portions that are kept before they are answered."""

import json
from collections.abc import Sequence

import pytest

from controllers.batches import PORTION
from controllers.feedback_batches import FeedbackBatch
from controllers.recommending import now
from schemas.batch import LineRefused
from schemas.errors import StorageDown
from schemas.feedback import Event
from schemas.feedback_body import RATED, FeedbackEnd, FeedbackLineKept
from schemas.feedback_kept import Told


class Keeper:
    """Keeps events as storage would, and remembers how many came at once."""

    def __init__(self) -> None:
        self.kept: dict[str, Event] = {}
        self.portions: list[int] = []

    def tell(self, events: Sequence[Event]) -> list[Told]:
        self.portions.append(len(events))
        return [
            Told.KEPT if self.kept.setdefault(event.id, event) is event else Told.KNOWN
            for event in events
        ]


def line(number: int) -> bytes:
    return json.dumps({**RATED, "id": str(number)}).encode()


def test_portions_are_bounded_and_answered_after_they_are_kept() -> None:
    keeper = Keeper()
    running = FeedbackBatch(tell=keeper.tell, now=now).run(
        line(number) for number in range(2 * PORTION + 1)
    )
    first = next(running)
    assert (len(first), len(keeper.kept)) == (PORTION, PORTION)
    assert [len(portion) for portion in running] == [PORTION, 1, 1]
    assert keeper.portions == [PORTION, PORTION, 1]


def test_lines_are_answered_in_their_order_and_the_end_counts_them() -> None:
    lines = [b"{", line(1), b"null", line(2), line(1)]
    (answers, (end,)) = FeedbackBatch(tell=Keeper().tell, now=now).run(lines)
    assert [type(each) for each in answers] == [
        *(LineRefused, FeedbackLineKept, LineRefused, FeedbackLineKept, FeedbackLineKept),
    ]
    assert [each.line for each in answers if not isinstance(each, FeedbackEnd)] == [1, 2, 3, 4, 5]
    assert end == FeedbackEnd(lines=5, kept=2, known=1, refused=2)


def test_what_lies_ahead_is_refused_by_its_field() -> None:
    keeper = Keeper()
    ahead = json.dumps({**RATED, "at": "9999-01-01T00:00:00Z"}).encode()
    ((refused, kept), _) = FeedbackBatch(tell=keeper.tell, now=now).run([ahead, line(2)])
    assert isinstance(refused, LineRefused)
    assert [each.pointer for each in refused.errors] == ["/at"]
    assert isinstance(kept, FeedbackLineKept)


@pytest.mark.parametrize("lines", [[], [b"{"]])
def test_storage_is_not_asked_for_nothing(lines: list[bytes]) -> None:
    keeper = Keeper()
    *_, (end,) = FeedbackBatch(tell=keeper.tell, now=now).run(lines)
    assert end == FeedbackEnd(lines=len(lines), kept=0, known=0, refused=len(lines))
    assert keeper.portions == []


def test_where_storage_fails_nothing_of_the_portion_is_answered() -> None:
    def tell(events: Sequence[Event]) -> list[Told]:
        raise StorageDown(f"{len(events)} are not kept")

    with pytest.raises(StorageDown):
        list(FeedbackBatch(tell=tell, now=now).run([line(1)]))

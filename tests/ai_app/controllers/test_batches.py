"""Tests of batches of people, line by line."""

import json
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controllers.batches import PORTION, Batch
from schemas.batch import BatchEnd, LineKept, LineRefused
from schemas.errors import StorageDown
from schemas.keeping import Put
from schemas.mentee_body import MenteeLine


class Keeper:
    """Keeps people as storage would, and remembers each portion."""

    def __init__(self) -> None:
        self.kept: dict[int, str] = {}
        self.portions: list[list[int]] = []

    def keep(self, people: Sequence[MenteeLine]) -> list[Put]:
        ids = [each.user_id for each in people]
        assert len(set(ids)) == len(ids)
        self.portions.append(ids)
        return [self._put(each) for each in people]

    def _put(self, person: MenteeLine) -> Put:
        before = self.kept.get(person.user_id)
        self.kept[person.user_id] = person.nickname
        if before is None:
            return Put.CREATED
        return Put.UNCHANGED if before == person.nickname else Put.REPLACED


def batch(keeper: Keeper) -> Batch[MenteeLine, MenteeLine]:
    return Batch(line=MenteeLine, read=lambda line: (line.user_id, line), keep=keeper.keep)


def line(user_id: int, nickname: str = "새내기") -> bytes:
    return json.dumps({"user_id": user_id, "nickname": nickname}).encode()


def test_each_line_is_answered_and_the_end_counts_them() -> None:
    keeper = Keeper()
    lines = [line(1), b"{", line(2), line(1), line(1, "헌내기"), b'{"user_id": 0, "nickname": "a"}']
    *answers, end = (each for portion in batch(keeper).run(lines) for each in portion)
    assert [each.outcome for each in answers if isinstance(each, LineKept)] == [
        "created",
        "created",
        "unchanged",
        "replaced",
    ]
    refused = [each for each in answers if isinstance(each, LineRefused)]
    assert [(each.line, each.errors[0].pointer) for each in refused] == [(2, ""), (6, "/user_id")]
    assert end == BatchEnd(lines=6, created=2, replaced=1, unchanged=1, refused=2)
    assert keeper.kept == {1: "헌내기", 2: "새내기"}


def test_nothing_at_all_has_an_end_too() -> None:
    (end,) = (each for portion in batch(Keeper()).run([]) for each in portion)
    assert end == BatchEnd(lines=0, created=0, replaced=0, unchanged=0, refused=0)


def test_portions_are_bounded_and_answered_after_they_are_kept() -> None:
    keeper = Keeper()
    running = batch(keeper).run(line(number) for number in range(1, 2 * PORTION + 2))
    first = next(running)
    assert (len(first), len(keeper.kept)) == (PORTION, PORTION)
    assert [len(portion) for portion in running] == [PORTION, 1, 1]


def test_refusals_alone_are_answered_in_portions_too() -> None:
    running = batch(Keeper()).run(b"{" for _ in range(PORTION + 1))
    assert [len(portion) for portion in running] == [PORTION, 1, 1]


def test_where_storage_fails_nothing_of_the_portion_is_answered() -> None:
    def keep(people: Sequence[MenteeLine]) -> list[Put]:
        raise StorageDown(f"{len(people)} are not kept")

    broken = Batch(line=MenteeLine, read=lambda each: (each.user_id, each), keep=keep)
    with pytest.raises(StorageDown):
        list(broken.run([line(1)]))


@given(st.lists(st.tuples(st.integers(1, 4), st.sampled_from("ab")) | st.none(), max_size=30))
def test_the_last_of_an_id_stays_and_lines_are_answered_once_in_order(
    sent: list[tuple[int, str] | None],
) -> None:
    keeper = Keeper()
    lines = [line(*each) if each else b"null" for each in sent]
    *answers, end = (each for portion in batch(keeper).run(lines) for each in portion)
    assert keeper.kept == dict(each for each in sent if each)
    numbers = [each.line for each in answers if not isinstance(each, BatchEnd)]
    assert numbers == list(range(1, len(sent) + 1))
    assert isinstance(end, BatchEnd)
    assert end.created + end.replaced + end.unchanged + end.refused == end.lines == len(sent)

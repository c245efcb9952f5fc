"""How good the rankings were that people got, by what they did afterwards.

Nobody is looked for by their own profile: what counts is whom a mentee asked for help, which nobody
knew when the ranking was made.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import fsum
from typing import TypeAlias

from schemas.feedback import Accepted, Evaluation, Event, Requested, Shown
from services.feedback.identity import each_once

ATTRIBUTED_WITHIN = timedelta(days=14)
"""A request so long after a ranking comes of something else."""
Wanted: TypeAlias = type[Requested] | type[Accepted]
"""What makes a mentor the right one: that the mentee asked, or that the mentor agreed, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A ranking that a mentee got, and whom they wanted after it."""

    ranking_id: str
    mentee_id: int
    at: datetime
    positions: Mapping[int, int]
    """Where each mentor stood, from 1 on."""
    wanted: frozenset[int]
    """Mentors, whether they stood in the ranking or not; empty where the mentee wanted nobody."""

    @property
    def position(self) -> int | None:
        """Where the first of the wanted stood; None where none did."""
        found = [self.positions[each] for each in self.wanted if each in self.positions]
        return min(found, default=None)


def outcomes(
    events: Iterable[Event],
    *,
    wanted_by: Wanted = Requested,
    within: timedelta = ATTRIBUTED_WITHIN,
) -> list[Outcome]:
    """Return each ranking that was shown and whom the mentee wanted after it, in order of time.

    A request belongs to the last ranking before it in which the mentor stood, for the mentee may
    have gone back to that one. Where the mentor stood in none, it belongs to the last ranking
    before it, which lacked them. An acceptance belongs where its request does. Raises `ValueError`
    where one id stands for two events.
    """
    once = each_once(events)
    shown = _shown(once)
    by_mentee: dict[int, list[int]] = {}
    for number, outcome in enumerate(shown):
        by_mentee.setdefault(outcome.mentee_id, []).append(number)
    wanted: list[set[int]] = [set() for _ in shown]
    for mentee_id, mentor_id, at in _wants(once, wanted_by):
        before = [
            number
            for number in by_mentee.get(mentee_id, ())
            if at - within <= shown[number].at < at
        ]
        holding = [number for number in before if mentor_id in shown[number].positions]
        if before:
            wanted[(holding or before)[-1]].add(mentor_id)
    return [
        replace(outcome, wanted=frozenset(mentors))
        for outcome, mentors in zip(shown, wanted, strict=True)
    ]


def evaluation(of: Iterable[Outcome]) -> Evaluation | None:
    """Return the figures over the rankings after which the mentee wanted somebody; None for none.

    A ranking that led to nothing tells nothing of the order it was in: the mentee may just have
    looked. So these figures compare rankings, while how many lead to anything is another figure.
    """
    positions = [outcome.position for outcome in of if outcome.wanted]
    total = len(positions)
    if not total:
        return None

    def percentage(k: int) -> float:
        return 100 * sum(each is not None and each <= k for each in positions) / total

    return Evaluation(
        hit_at_1=percentage(1),
        hit_at_3=percentage(3),
        hit_at_5=percentage(5),
        hit_at_10=percentage(10),
        mrr=fsum(1 / each for each in positions if each is not None) / total,
        total=total,
    )


def _shown(events: Iterable[Event]) -> list[Outcome]:
    """Return the rankings that were shown, in order of time, with nobody wanted yet."""
    found: dict[tuple[str, int], list[Shown]] = {}
    for event in events:
        if isinstance(event, Shown):
            found.setdefault((event.ranking_id, event.mentee_id), []).append(event)
    rankings = [
        Outcome(
            ranking_id=ranking_id,
            mentee_id=mentee_id,
            at=min(each.at for each in entries),
            positions=_positions(entries),
            wanted=frozenset(),
        )
        for (ranking_id, mentee_id), entries in found.items()
    ]
    return sorted(rankings, key=lambda each: (each.at, each.ranking_id, each.mentee_id))


def _positions(entries: Iterable[Shown]) -> dict[int, int]:
    """Return the position of each mentor; the best where one ranking names them again."""
    lowest_first = sorted(entries, key=lambda each: each.position, reverse=True)
    return {each.mentor_id: each.position for each in lowest_first}


def _wants(events: Sequence[Event], wanted_by: Wanted) -> Iterator[tuple[int, int, datetime]]:
    """Yield who wanted whom, and when they asked."""
    asked: dict[tuple[int, int], list[datetime]] = {}
    for event in events:
        if isinstance(event, Requested):
            asked.setdefault((event.mentee_id, event.mentor_id), []).append(event.at)
    for event in events:
        if isinstance(event, wanted_by):
            moments = asked.get((event.mentee_id, event.mentor_id), ())
            # Where the request itself is not known, the answer is the best that is.
            at = max((moment for moment in moments if moment <= event.at), default=event.at)
            yield event.mentee_id, event.mentor_id, at

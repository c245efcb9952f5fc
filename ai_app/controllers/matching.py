"""Matches cohorts: reads who they are, scores every pair, and lets the market do the rest."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from controllers.asking import query_of
from controllers.matching_answer import matching_answer
from controllers.search_copy import SearchCopy
from schemas.errors import Unusable
from schemas.matches_body import MatchesBody, MatchingAnswer
from schemas.people import Mentee, Mentor
from services.cohort.cohort import Cohort, Constraints, IdPair, Objective
from services.cohort.ground import PAIRS_MAX
from services.cohort.matching import Phase, match
from services.embedding.query_cache import QueryCache
from services.jobs.job import Report
from services.people.repository import PeopleRepository
from services.people.seeking import Seekers, Seeking
from services.ranking.filtering import eligible
from services.ranking.population import Population
from services.ranking.query import Filters
from services.ranking.scores import scores
from services.stability.rotations import TooManyRotations

READING, SCORING = "reading", "scoring"
"""The phases before those of the matching."""
READ_MAX = 500
"""So many are read at once: as many as one look at whether it is still wanted may cost."""
NAMED_MAX = 5
"""So many ids are named where some are wrong: enough to find the mistake."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """What matching needs."""

    people: PeopleRepository
    seekers: Seekers
    copy: SearchCopy
    queries: QueryCache
    now: Callable[[], datetime]

    def run(self, body: MatchesBody, report: Report) -> MatchingAnswer:
        """Match a cohort, nobody with themselves; raise `Unusable` where that cannot be."""
        _vet_required(body)
        population = self.copy.population
        mentors = _mentors(body, population)
        mentees = self._mentees(body.mentee_ids, report)
        ids = tuple(mentor.user_id for mentor in mentors)
        if len(mentees) * len(ids) > PAIRS_MAX:
            raise Unusable(f"these are more than {PAIRS_MAX:,} pairs; name fewer mentors")
        liking = np.empty((len(mentees), len(ids)), np.float32)
        moment = self.now()
        refused: set[IdPair] = set()
        for place, mentee in enumerate(mentees):
            report(SCORING, place, len(mentees))
            sought = self.seekers.seeking(mentee.profile)
            query = query_of(sought.profile, self.queries)
            liking[place] = scores(population, query, ids, now=moment)
            refused |= {(mentee.user_id, each) for each in _refused(population, sought, ids)}
        cohort = Cohort(
            mentee_ids=tuple(mentee.user_id for mentee in mentees),
            mentor_ids=ids,
            capacities=_capacities(body, mentors),
            liking=liking,
        )
        return self._matched(cohort, refused, body, report)

    def names_who_is_there(self, answer: MatchingAnswer) -> bool:
        """Say whether all whom a matching names are still there."""
        mentors = {pair.mentor_id for pair in answer.pairs}
        mentors.update(vacancy.mentor_id for vacancy in answer.vacancies)
        mentees = {pair.mentee_id for pair in answer.pairs}
        mentees.update(each.mentee_id for each in answer.unmatched)
        if not mentors.issubset(self.copy.population.row_of):
            return False
        asked = sorted(mentees)
        some = (asked[begin : begin + READ_MAX] for begin in range(0, len(asked), READ_MAX))
        return all(len(self.people.mentees_among(each)) == len(each) for each in some)

    def _matched(
        self, cohort: Cohort, refused: Collection[IdPair], body: MatchesBody, report: Report
    ) -> MatchingAnswer:
        def told(phase: Phase, done: int, total: int) -> None:
            report(phase.value, done, total)

        required = [(pair.mentee_id, pair.mentor_id) for pair in body.required]
        decided = frozenset(required)
        constraints = Constraints(
            liking_min=body.score_min,
            forbidden=[
                *((pair.mentee_id, pair.mentor_id) for pair in body.forbidden),
                *((each, each) for each in set(cohort.mentee_ids) & set(cohort.mentor_ids)),
                *(pair for pair in refused if pair not in decided),
            ],
            required=required,
        )
        try:
            outcome = match(cohort, constraints, Objective(body.objective), told)
        except (TooManyRotations, ValueError) as error:
            raise Unusable(str(error)) from error
        return matching_answer(outcome, body.language)

    def _mentees(self, user_ids: Iterable[int], report: Report) -> list[Mentee]:
        asked = list(user_ids)
        _vet_once(asked, "mentee")
        there: list[Mentee] = []
        for begin in range(0, len(asked), READ_MAX):
            report(READING, begin, len(asked))
            there += self.people.mentees_among(asked[begin : begin + READ_MAX])
        known = {mentee.user_id: mentee for mentee in there}
        _vet_there(asked, map(known.get, asked), "mentee")
        silent = [mentee.user_id for mentee in there if mentee.profile.is_empty]
        if silent:
            raise Unusable(
                f"some mentees say nothing by which they could be matched: {_some(silent)}"
            )
        return there


def _refused(population: Population, sought: Seeking, user_ids: Sequence[int]) -> Iterator[int]:
    """Yield those of these mentors whose jobs somebody says they do not want."""
    if sought.unwanted:
        found = eligible(population, sought.within(Filters()))
        yield from (each for each in user_ids if not found[population.row_of[each]])


def _mentors(body: MatchesBody, population: Population) -> list[Mentor]:
    """Return the mentors who are named, or all who have a place, be it for this matching alone."""
    given = [each.mentor_id for each in body.capacities]
    _vet_once(given, "mentor in capacities")
    if body.mentor_ids is None:
        _vet_there(given, map(population.mentor, given), "mentor")
        placed = set(given)
        everybody = map(population.mentors.__getitem__, population.row_of.values())
        return [mentor for mentor in everybody if mentor.capacity or mentor.user_id in placed]
    _vet_once(body.mentor_ids, "mentor")
    found = [population.mentor(user_id) for user_id in body.mentor_ids]
    _vet_there(body.mentor_ids, found, "mentor")
    return [mentor for mentor in found if mentor is not None]


def _capacities(body: MatchesBody, mentors: Iterable[Mentor]) -> tuple[int, ...]:
    asked = {each.mentor_id: each.capacity for each in body.capacities}
    kept = {mentor.user_id: mentor.capacity for mentor in mentors}
    strange = sorted(set(asked) - set(kept))
    if strange:
        raise Unusable(f"capacities name mentors who are not in the cohort: {_some(strange)}")
    return tuple((kept | asked).values())


def _vet_required(body: MatchesBody) -> None:
    alone = [pair.mentee_id for pair in body.required if pair.mentee_id == pair.mentor_id]
    if alone:
        raise Unusable(f"nobody is their own mentor, and required is that of {_some(alone)}")


def _vet_once(user_ids: Iterable[int], kind: str) -> None:
    twice = [user_id for user_id, count in Counter(user_ids).items() if count > 1]
    if twice:
        raise Unusable(f"a {kind} is named more than once: {_some(twice)}")


def _vet_there(user_ids: Iterable[int], found: Iterable[Mentee | Mentor | None], kind: str) -> None:
    lacking = [user_id for user_id, each in zip(user_ids, found, strict=True) if each is None]
    if lacking:
        raise Unusable(f"there is no {kind} {_some(lacking)}")


def _some(user_ids: Sequence[int]) -> str:
    more = len(user_ids) - NAMED_MAX
    named = ", ".join(map(str, user_ids[:NAMED_MAX]))
    return f"{named} and {more} more" if more > 0 else named

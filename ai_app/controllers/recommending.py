"""Recommends mentors: to somebody who is kept, and to whoever sends a text."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone

from controllers.asking import query_of
from controllers.looking_back import DEPTH, looked_back, reachable
from controllers.recommendation_answer import answered
from controllers.search_copy import SearchCopy
from schemas.errors import NotThere, Unusable
from schemas.language import Language
from schemas.people import Mentee, Profile
from schemas.recommendation_body import FiltersBody, RecommendationsAnswer, RecommendBody
from services.embedding.profile_text import profile_text
from services.embedding.query_cache import QueryCache
from services.feedback.choices import ChosenMentors
from services.people.repository import PeopleRepository
from services.people.seeking import Seekers, Seeking
from services.ranking.population import Population
from services.ranking.query import Filters
from services.ranking.recommendation import Recommendation, recommend
from services.ranking.speech import Speech
from services.vocabularies import Vocabularies

HANGUL = re.compile("[가-힣ㄱ-ㅎㅏ-ㅣ]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked for a mentee who is kept."""

    user_id: int
    top_k: int
    only_verified: bool
    language: Language | None
    include_eval: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommending:
    """What recommending needs."""

    people: PeopleRepository
    known: Vocabularies
    seekers: Seekers
    copy: SearchCopy
    queries: QueryCache
    chosen: ChosenMentors
    now: Callable[[], datetime]
    at_once_max: int
    """Among so many mentors at most `at_once` answers."""

    def at_once(self, asked: Asked) -> RecommendationsAnswer | None:
        """Recommend as `to_mentee` does where that takes a millisecond or two; else return None.

        An event loop may ask this: to hand it to another thread and back takes a fifth longer, and
        nothing would go on meanwhile, for it is Python's work. It reads one row, of a file.
        """
        if asked.include_eval or self.copy.population.count > self.at_once_max:
            return None
        said = self._mentee(asked.user_id).profile
        if not self.seekers.has(said):
            return None
        sought = self.seekers.seeking(said)
        at_hand = self.queries.has(profile_text(sought.profile))
        return self._to(said, sought, asked) if at_hand else None

    def to_mentee(self, asked: Asked) -> RecommendationsAnswer:
        """Recommend to a mentee who is kept; never themselves, should they be a mentor too.

        With `include_eval` the answer says where it has those whom the mentee chose, and how well
        it finds them; who is recommended is the same. Raises `NotThere` where there is none,
        `Unusable` where they say nothing of themselves.
        """
        said = self._mentee(asked.user_id).profile
        return self._to(said, self.seekers.seeking(said), asked)

    def _to(self, said: Profile, sought: Seeking, asked: Asked) -> RecommendationsAnswer:
        user_id, top_k = asked.user_id, asked.top_k
        filters = Filters(only_verified=asked.only_verified, excluded=frozenset({user_id}))
        chosen = self.chosen.chosen_by(user_id) if asked.include_eval else frozenset()
        population = self.copy.population
        depth = max(top_k, DEPTH) if chosen else top_k
        language = asked.language or language_of(said)
        found = self._found(population, sought, filters, depth, 0.0, language)
        answer = answered(found[:top_k], user_id)
        if not asked.include_eval:
            return answer
        ranking = [each.mentor.user_id for each in found]
        among = reachable(chosen, population, filters)
        return looked_back(answer, ranking, chosen, among=among)

    def to_anybody(self, body: RecommendBody) -> RecommendationsAnswer:
        """Recommend to who sent this; raise `Unusable` where it says nothing.

        Who says that they do not want a job is found nobody for it; where they say nothing else,
        anybody who has it not.
        """
        said = Profile(
            jobs=tuple(body.jobs),
            skills=tuple(body.skills),
            introduction=body.text,
            years=body.years,
        )
        found = self._found(
            self.copy.population,
            self.seekers.seeking(said),
            read_filters(body.filters, self.known),
            body.top_k,
            body.diversity,
            body.language or language_of(said),
        )
        return answered(found, None)

    def _mentee(self, user_id: int) -> Mentee:
        mentee = self.people.mentee(user_id)
        if mentee is None:
            raise NotThere(f"there is no mentee {user_id}")
        return mentee

    def _found(
        self,
        population: Population,
        sought: Seeking,
        filters: Filters,
        top_k: int,
        diversity: float,
        language: Language,
    ) -> tuple[Recommendation, ...]:
        if sought.is_nothing:
            raise Unusable("nobody can be found for a profile without jobs, skills or a text")
        return recommend(
            population,
            query_of(sought.profile, self.queries),
            sought.within(filters),
            top_k=top_k,
            diversity=diversity,
            now=self.now(),
            speech=speech_in(language, self.known),
        )


def read_filters(body: FiltersBody, known: Vocabularies) -> Filters:
    """Return the filters that a client sent, with names normalised; raise `Unusable` for none."""
    least, most = body.years_min, body.years_max
    if least is not None and most is not None and least > most:
        raise Unusable("years_min is more than years_max: nobody could be found")
    return Filters(
        jobs=known.jobs.normalised(body.jobs),
        skills=known.skills.normalised(body.skills),
        companies=tuple(filter(str.strip, body.companies)),
        years_min=least,
        years_max=most,
        only_verified=body.only_verified,
        only_available=body.only_available,
        excluded=frozenset(body.excluded_ids),
    )


def language_of(profile: Profile) -> Language:
    """Return the language that somebody writes in, as far as their text shows it."""
    return "ko" if HANGUL.search(profile.introduction) or not profile.introduction else "en"


def speech_in(language: Language, known: Vocabularies) -> Speech:
    """Return in which words people are told of mentors; most of what is kept has English names."""
    if language == "ko":
        return Speech(language, job=known.jobs.in_korean, skill=known.skills.in_korean)
    return Speech(language, job=known.jobs.in_english, skill=known.skills.in_english)


def now() -> datetime:
    """Give the present moment, in UTC."""
    return datetime.now(timezone.utc)

"""The search copy: all mentors in memory, as one process of several sees them."""

from collections.abc import Sequence
from dataclasses import replace
from threading import Lock

import structlog

from schemas.embedding import ModelIdentity
from schemas.keeping import MentorChanges
from schemas.people import Mentor
from services.embedding.filling import wanted_hash
from services.people.repository import PeopleRepository
from services.ranking.population import Population, advanced, empty
from services.vocabularies import Vocabularies

CHANGES_MAX = 2_000
"""So many mentors are read at once: some megabytes, and a fraction of a second."""

log = structlog.get_logger()


class SearchCopy:
    """Follows storage; who searches takes the population of a moment, and keeps it while they do.

    Several processes may follow one storage, each with a copy of its own. One that is made anew
    from storage answers as one that has followed every change.
    """

    def __init__(self, people: PeopleRepository, model: ModelIdentity, known: Vocabularies) -> None:
        self.population: Population = empty(model.dimension, known)
        """The last that was read; it is replaced whole, never changed."""
        self._people, self._model = people, model
        self._upto = 0
        self._last_id: int | None = None
        """Whose the last change was that was read."""
        self._due: dict[int, None] = {}
        self._lock = Lock()
        self._begun = self._ended = 0
        """How often it was begun to read, and which time was the last that came to its end."""

    def follow(self) -> int:
        """Read what happened since the last time; return how many mentors changed.

        Of those who ask while another reads, the first reads for all: whoever finds that somebody
        began after they asked, and came to an end, has what they asked for, and is told of none.
        Where storage was put back to an older state, or is another one, all are read anew. Raises
        `StorageDown`; what was read before stays.
        """
        asked = self._begun
        with self._lock:
            if self._ended > asked:
                return 0
            self._begun += 1
            changed = self._read_on() if self._is_continued() else self._read_anew()
            self._ended = self._begun
        return changed

    def take_due(self, count: int) -> list[Mentor]:
        """Return up to `count` mentors whose vector is not of what they say, and forget them."""
        with self._lock:
            ids = list(self._due)[:count]
            for user_id in ids:
                del self._due[user_id]
            found = (self.population.mentor(user_id) for user_id in ids)
            return [mentor for mentor in found if mentor is not None]

    def give_back(self, mentors: Sequence[Mentor]) -> None:
        """Remember mentors who were taken, and whose vector could not be made."""
        with self._lock:
            self._due.update((mentor.user_id, None) for mentor in mentors)

    @property
    def due_count(self) -> int:
        """How many mentors wait for a vector of what they say."""
        return len(self._due)

    def _is_continued(self) -> bool:
        """Say whether storage still knows the last change that was read, or a later one of them.

        A backup may be put in its place at any time. Numbers of changes are given in their order,
        so an older state lacks that change, or has given its number to another.
        """
        if self._last_id is None:
            return True
        last = self._people.last_change(self._last_id)
        if last is None or last.upto != self._upto:
            return last is not None and last.upto > self._upto
        kept = self.population.mentor(self._last_id)
        return last.put == (() if kept is None else (kept,))

    def _read_on(self) -> int:
        changed = 0
        while (news := self._people.changes(after=self._upto, limit=CHANGES_MAX)).upto > self._upto:
            self.population = self._read(self.population, self._due, news)
            self._upto, self._last_id = news.upto, news.last_id
            changed += len(news.put) + len(news.deleted)
        return changed

    def _read_anew(self) -> int:
        """Read everybody; whoever searches meanwhile finds who was there before."""
        log.warning("storage was put back to another state; the search copy is made anew")
        population = empty(self.population.dimension, self.population.known)
        population = replace(population, version=self.population.version)
        due = dict[int, None]()
        upto, last_id = 0, None
        while (news := self._people.changes(after=upto, limit=CHANGES_MAX)).upto > upto:
            population = self._read(population, due, news)
            upto, last_id = news.upto, news.last_id
        self.population, self._due = population, due
        self._upto, self._last_id = upto, last_id
        return len(population)

    def _read(
        self, population: Population, due: dict[int, None], news: MentorChanges
    ) -> Population:
        """Return a population with what happened; note who waits for a vector, and who no more."""
        ids = [mentor.user_id for mentor in news.put]
        stored = {each.user_id: each for each in self._people.vectors(self._model, ids)}
        placed = []
        for mentor in news.put:
            kept = stored.get(mentor.user_id)
            placed.append((mentor, kept.vector if kept else None))
            if kept is not None and kept.text_hash == wanted_hash(mentor):
                due.pop(mentor.user_id, None)
            else:  # what they said before still tells more of them than nothing
                due[mentor.user_id] = None
        for user_id in news.deleted:
            due.pop(user_id, None)
        return advanced(population, put=placed, deleted=news.deleted)

"""The search copy: all mentors in memory, as one process of several sees them."""

from collections.abc import Sequence
from threading import Lock

from schemas.embedding import ModelIdentity
from schemas.people import Mentor
from services.embedding.filling import wanted_hash
from services.people.repository import PeopleRepository
from services.ranking.population import Population, advanced, empty
from services.vocabularies import Vocabularies

CHANGES_MAX = 2_000
"""So many mentors are read at once: some megabytes, and a fraction of a second."""


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
        self._due: dict[int, None] = {}
        self._lock = Lock()

    def follow(self) -> int:
        """Read what happened since the last time; return how many mentors changed.

        Raises `StorageDown`; what was read before stays.
        """
        changed = 0
        with self._lock:
            while (news := self._people.changes(after=self._upto, limit=CHANGES_MAX)).upto > (
                self._upto
            ):
                self._read(news.put, news.deleted)
                self._upto = news.upto
                changed += len(news.put) + len(news.deleted)
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

    def _read(self, put: Sequence[Mentor], deleted: Sequence[int]) -> None:
        ids = [mentor.user_id for mentor in put]
        stored = {each.user_id: each for each in self._people.vectors(self._model, ids)}
        placed = []
        for mentor in put:
            kept = stored.get(mentor.user_id)
            placed.append((mentor, kept.vector if kept else None))
            if kept is not None and kept.text_hash == wanted_hash(mentor):
                self._due.pop(mentor.user_id, None)
            else:  # what they said before still tells more of them than nothing
                self._due[mentor.user_id] = None
        for user_id in deleted:
            self._due.pop(user_id, None)
        self.population = advanced(self.population, put=placed, deleted=deleted)

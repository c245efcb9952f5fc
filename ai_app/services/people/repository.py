"""What the service asks of whoever keeps its people; SQLite and PostgreSQL answer alike."""

from collections.abc import Sequence
from typing import Protocol

from schemas.embedding import ModelIdentity, StoredVector
from schemas.keeping import MentorChanges, Put
from schemas.people import Mentee, Mentor


class PeopleRepository(Protocol):
    """Keeps mentors, mentees and the mentors' vectors.

    What returns is durable: it survives `kill -9` and a loss of power. Every method may be called
    by many threads, and many processes may share the place. Raises `StorageDown` where the place
    cannot be reached, and says why without naming secrets.
    """

    def put_mentors(self, mentors: Sequence[Mentor]) -> list[Put]:
        """Keep all of these, or none; the answer is in their order. Ids must differ."""

    def put_and_return(self, mentors: Sequence[Mentor]) -> list[tuple[Mentor, Put]]:
        """Do as `put_mentors`; return each as they are kept, too, with what feedback added."""

    def put_mentees(self, mentees: Sequence[Mentee]) -> list[Put]:
        """Keep all of these, or none; the answer is in their order. Ids must differ."""

    def mentor(self, user_id: int) -> Mentor | None:
        """Return this mentor; None where there is none."""

    def mentee(self, user_id: int) -> Mentee | None:
        """Return this mentee; None where there is none."""

    def mentees_among(self, user_ids: Sequence[int]) -> list[Mentee]:
        """Return those of these mentees who are there, each once, in ascending order of ids."""

    def delete_mentor(self, user_id: int) -> bool:
        """Delete this mentor with their vectors; return whether there was one."""

    def delete_mentee(self, user_id: int) -> bool:
        """Delete this mentee; return whether there was one."""

    def mentors(self, *, after: int = 0, limit: int) -> list[Mentor]:
        """Return up to `limit` mentors whose ids are greater than `after`, in ascending order."""

    def mentees(self, *, after: int = 0, limit: int) -> list[Mentee]:
        """Return up to `limit` mentees whose ids are greater than `after`, in ascending order."""

    def changes(self, *, after: int, limit: int) -> MentorChanges:
        """Return what happened to mentors after change number `after`; 0 for all there ever was.

        Only the state of now is told: who was put and deleted since is deleted. `upto` equals
        `after` where nothing happened. At most `limit` mentors come at once.
        """

    def last_change(self, user_id: int) -> MentorChanges | None:
        """Return the last change of this mentor; None where there never was such a mentor.

        A place that lacks what it told before, or tells it otherwise, was put back to an older
        state, or is another one.
        """

    def put_vectors(self, model: ModelIdentity, vectors: Sequence[StoredVector]) -> None:
        """Keep these vectors of one model, in place of older ones; of unknown mentors none.

        It is a change of those mentors: other processes learn of their vectors by it.
        """

    def vectors(self, model: ModelIdentity, user_ids: Sequence[int]) -> list[StoredVector]:
        """Return the vectors that one model made for these mentors, in ascending order of ids."""

    def lacking(self, model: ModelIdentity, *, after: int = 0, limit: int) -> list[Mentor]:
        """Return mentors, ids greater than `after`, ascending, who have no vector of this model."""

    def delete_vectors_but(self, model: ModelIdentity) -> int:
        """Delete every vector that another model made; return how many those were."""

    def tidied(self) -> bool:
        """Let go of what was deleted and still lies on the disk; say whether that was done.

        Where others write or read at this moment it is not: ask again.
        """

    def check(self) -> None:
        """Look whether the place answers; for `ready`."""

    def close(self) -> None:
        """Let go of what is held."""

"""A repository in memory and an encoder whose vectors are drawn from the text's digest."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from schemas.embedding import ModelIdentity, StoredVector, Vectors
from schemas.keeping import MentorChanges, Put
from schemas.people import Mentee, Mentor, Profile

DIMENSION = 8


def mentor(user_id: int, introduction: str = "") -> Mentor:
    """Give a mentor who says this, or something that nobody else says."""
    said = introduction or f"I am number {user_id}."
    return Mentor(user_id=user_id, nickname="m", profile=Profile(introduction=said))


@dataclass
class HashEncoder:
    """Makes unit vectors of a text's SHA-256; remembers each text that it was given."""

    revision: str = "1"
    asked: list[str] = field(default_factory=list)
    before: Callable[[], None] = lambda: None
    """What happens while it works."""

    @property
    def identity(self) -> ModelIdentity:
        return ModelIdentity(name="hash", revision=self.revision, dimension=DIMENSION)

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self._vectors("query: ", texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        return self._vectors("passage: ", texts)

    def _vectors(self, prefix: str, texts: Sequence[str]) -> Vectors:
        self.before()
        self.asked += texts
        digests = [hashlib.sha256(f"{self.revision}{prefix}{text}".encode()) for text in texts]
        rows = [np.frombuffer(each.digest()[:DIMENSION], dtype=np.int8) for each in digests]
        vectors = np.array(rows, dtype=np.float32).reshape(-1, DIMENSION) + 0.5
        found: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return found


class MemoryRepository:
    """Keeps people and vectors in dictionaries, as `PeopleRepository` says; for one thread."""

    def __init__(self, mentors: Iterable[Mentor] = ()) -> None:
        self._mentors: dict[int, Mentor] = {}
        self._mentees: dict[int, Mentee] = {}
        self._changes: dict[int, int] = {}
        """The number of the last change of each mentor who is or was."""
        self.stored: dict[ModelIdentity, dict[int, StoredVector]] = {}
        self.put_mentors(list(mentors))

    def put_mentors(self, mentors: Sequence[Mentor]) -> list[Put]:
        done = [_put(self._mentors.get(each.user_id), each) for each in mentors]
        for each in mentors:
            self._mentors[each.user_id] = each
            self._changed(each.user_id)
        return done

    def put_mentees(self, mentees: Sequence[Mentee]) -> list[Put]:
        done = [_put(self._mentees.get(each.user_id), each) for each in mentees]
        self._mentees |= {each.user_id: each for each in mentees}
        return done

    def mentor(self, user_id: int) -> Mentor | None:
        return self._mentors.get(user_id)

    def mentee(self, user_id: int) -> Mentee | None:
        return self._mentees.get(user_id)

    def delete_mentor(self, user_id: int) -> bool:
        for vectors in self.stored.values():
            vectors.pop(user_id, None)
        self._changed(user_id)
        return self._mentors.pop(user_id, None) is not None

    def delete_mentee(self, user_id: int) -> bool:
        return self._mentees.pop(user_id, None) is not None

    def mentors(self, *, after: int = 0, limit: int) -> list[Mentor]:
        return [self._mentors[each] for each in sorted(self._mentors) if each > after][:limit]

    def mentees(self, *, after: int = 0, limit: int) -> list[Mentee]:
        return [self._mentees[each] for each in sorted(self._mentees) if each > after][:limit]

    def changes(self, *, after: int, limit: int) -> MentorChanges:
        since = sorted((at, each) for each, at in self._changes.items() if at > after)[:limit]
        ids = sorted(each for _, each in since)
        return MentorChanges(
            upto=max((at for at, _ in since), default=after),
            put=tuple(self._mentors[each] for each in ids if each in self._mentors),
            deleted=tuple(each for each in ids if each not in self._mentors),
        )

    def put_vectors(self, model: ModelIdentity, vectors: Sequence[StoredVector]) -> None:
        known = {each.user_id: each for each in vectors if each.user_id in self._mentors}
        self.stored.setdefault(model, {}).update(known)

    def vectors(self, model: ModelIdentity, user_ids: Sequence[int]) -> list[StoredVector]:
        stored = self.stored.get(model, {})
        return [stored[each] for each in sorted(user_ids) if each in stored]

    def lacking(self, model: ModelIdentity, *, after: int = 0, limit: int) -> list[Mentor]:
        stored = self.stored.get(model, {})
        all_after = self.mentors(after=after, limit=len(self._mentors))
        return [each for each in all_after if each.user_id not in stored][:limit]

    def delete_vectors_but(self, model: ModelIdentity) -> int:
        others = [each for each in self.stored if each != model]
        return sum(len(self.stored.pop(each)) for each in others)

    def check(self) -> None:
        pass

    def close(self) -> None:
        pass

    def _changed(self, user_id: int) -> None:
        self._changes[user_id] = max(self._changes.values(), default=0) + 1


def _put(before: Mentor | Mentee | None, now: Mentor | Mentee) -> Put:
    if before is None:
        return Put.CREATED
    return Put.UNCHANGED if before == now else Put.REPLACED

"""Registers of people: keeps them, gives them back, one or a page at a time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from schemas.envelope import Page
from schemas.errors import NotThere
from schemas.keeping import Put
from schemas.mentee_body import MenteeAnswer, MenteeBody, mentee_answer
from schemas.mentor_body import MentorAnswer, MentorBody, mentor_answer
from schemas.people import Mentee, Mentor
from services.people.reading import read_mentee, read_mentor
from services.people.repository import PeopleRepository
from services.together import Together
from services.vocabularies import Vocabularies

Body = TypeVar("Body")
Person = TypeVar("Person")
Answer = TypeVar("Answer", MentorAnswer, MenteeAnswer)


class Listing(Protocol[Person]):
    """Returns up to `limit` people with greater ids than `after`, in ascending order."""

    def __call__(self, *, after: int = 0, limit: int) -> list[Person]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Register(Generic[Body, Person, Answer]):
    """The people of one kind: mentors, or mentees."""

    kind: str
    read: Callable[[int, Body], Person]
    answer: Callable[[Person], Answer]
    keep: Callable[[Sequence[Person]], list[Put]]
    keep_one: Callable[[Person], tuple[Person, Put]]
    """Gives back what it kept: what is there later may be another client's."""
    find: Callable[[int], Person | None]
    remove: Callable[[int], bool]
    listing: Listing[Person]

    def put(self, user_id: int, body: Body) -> tuple[Answer, Put]:
        """Keep somebody in the place of whoever had this id; say what that did.

        The answer is what this kept, which feedback may have added to.
        """
        kept, outcome = self.keep_one(self.read(user_id, body))
        return self.answer(kept), outcome

    def get(self, user_id: int) -> Answer:
        """Return somebody; raise `NotThere` where there is nobody."""
        found = self.find(user_id)
        if found is None:
            raise self._nobody(user_id)
        return self.answer(found)

    def delete(self, user_id: int) -> None:
        """Delete somebody; raise `NotThere` where there is nobody."""
        if not self.remove(user_id):
            raise self._nobody(user_id)

    def page(self, cursor: str | None, limit: int) -> Page[Answer]:
        """Return a page of people: those after the one that the cursor names."""
        found = self.listing(after=int(cursor or 0), limit=limit + 1)
        items = [self.answer(each) for each in found[:limit]]
        more = len(found) > limit  # one more than asked for says that others follow
        return Page(items=items, next_cursor=str(items[-1].user_id) if more else None)

    def _nobody(self, user_id: int) -> NotThere:
        return NotThere(f"there is no {self.kind} {user_id}")


def mentors_of(
    people: PeopleRepository, known: Vocabularies, noticed: Callable[[], None]
) -> Register[MentorBody, Mentor, MentorAnswer]:
    """Return the register of mentors; `noticed` is called after each change of one."""
    together = Together(people.put_and_return, of=lambda mentor: mentor.user_id)

    def keep(mentors: Sequence[Mentor]) -> list[Put]:
        outcomes = people.put_mentors(mentors)
        noticed()
        return outcomes

    def keep_one(mentor: Mentor) -> tuple[Mentor, Put]:
        kept = together.ask(mentor)
        noticed()
        return kept

    def remove(user_id: int) -> bool:
        was_there = people.delete_mentor(user_id)
        noticed()
        return was_there

    return Register(
        kind="mentor",
        read=lambda user_id, body: read_mentor(user_id, body, known),
        answer=mentor_answer,
        keep=keep,
        keep_one=keep_one,
        find=people.mentor,
        remove=remove,
        listing=people.mentors,
    )


def mentees_of(
    people: PeopleRepository, known: Vocabularies
) -> Register[MenteeBody, Mentee, MenteeAnswer]:
    """Return the register of mentees."""
    together = Together(people.put_mentees, of=lambda mentee: mentee.user_id)
    return Register(
        kind="mentee",
        read=lambda user_id, body: read_mentee(user_id, body, known),
        answer=mentee_answer,
        keep=people.put_mentees,
        keep_one=lambda mentee: (mentee, together.ask(mentee)),
        find=people.mentee,
        remove=people.delete_mentee,
        listing=people.mentees,
    )

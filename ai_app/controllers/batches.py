"""Reads batches of people, a line each, and keeps them portion by portion.

Every portion is kept whole before its lines are answered, so a line that was answered is kept,
whatever happens next; and sending a batch again does no harm.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

from schemas.batch import BatchEnd, LineKept, LineRefused
from schemas.keeping import Put
from schemas.mentee_body import MenteeLine
from schemas.mentor_body import MentorLine
from schemas.people import Mentee, Mentor
from schemas.problem import ERRORS_MAX, FieldProblem
from services.people.reading import read_mentee, read_mentor
from services.vocabularies import Vocabularies

PORTION = 500
"""So many lines are one transaction: a flush of the disk each, and an answer soon enough."""
Line = TypeVar("Line", bound=BaseModel)
Person = TypeVar("Person")
Answer = LineKept | LineRefused | BatchEnd


class Batch(Generic[Line, Person]):
    """How one kind of person is read from a line and kept."""

    def __init__(
        self,
        *,
        line: type[Line],
        read: Callable[[Line], tuple[int, Person]],
        keep: Callable[[Sequence[Person]], list[Put]],
    ) -> None:
        self.line, self.read, self.keep = line, read, keep

    def run(self, lines: Iterable[bytes | None]) -> Iterator[list[Answer]]:
        """Keep the people of these lines; yield the answers of each portion, then the end's."""
        counts: Counter[str] = Counter()
        waiting: dict[int, tuple[int, Person]] = {}
        answers: dict[int, Answer] = {}
        for number, text in numbered(lines):
            read = self._read(number, text)
            if isinstance(read, LineRefused):
                answers[number] = read
                counts["refused"] += 1
            else:
                user_id, person = read
                if user_id in waiting or len(waiting) == PORTION:
                    yield self._kept(waiting, answers, counts)
                    waiting, answers = {}, {}
                waiting[user_id] = (number, person)
            if len(answers) == PORTION:
                yield self._kept(waiting, answers, counts)
                waiting, answers = {}, {}
        yield self._kept(waiting, answers, counts)
        of = {outcome.value: counts[outcome.value] for outcome in Put}
        yield [BatchEnd(lines=counts.total(), refused=counts["refused"], **of)]

    def _read(self, number: int, text: bytes | None) -> LineRefused | tuple[int, Person]:
        if text is None:
            return too_long(number)
        try:
            return self.read(self.line.model_validate_json(text))
        except ValidationError as error:
            return refused(number, error)

    def _kept(
        self,
        waiting: dict[int, tuple[int, Person]],
        answers: dict[int, Answer],
        counts: Counter[str],
    ) -> list[Answer]:
        """Keep who waits, as one; return the answers in the order of their lines."""
        outcomes = self.keep([person for _, person in waiting.values()]) if waiting else []
        for (user_id, (number, _)), outcome in zip(waiting.items(), outcomes, strict=True):
            answers[number] = LineKept(line=number, user_id=user_id, outcome=outcome.value)
            counts[outcome.value] += 1
        return [answers[number] for number in sorted(answers)]


def numbered(lines: Iterable[bytes | None]) -> Iterator[tuple[int, bytes | None]]:
    """Yield the lines that hold something, with their numbers; None is one that is too long."""
    for number, text in enumerate(lines, start=1):
        if text is None or text.strip():
            yield number, text


def too_long(number: int) -> LineRefused:
    """Return the answer to a line that is longer than a line may be."""
    problem = FieldProblem(pointer="", detail="the line is longer than a line may be")
    return LineRefused(line=number, errors=[problem])


def refused(number: int, error: ValidationError) -> LineRefused:
    """Return the answer to a line that is not what it should be; it holds nothing of the line."""
    problems = [
        FieldProblem(pointer="".join(f"/{part}" for part in each["loc"]), detail=each["msg"])
        for each in error.errors(include_url=False, include_input=False)[:ERRORS_MAX]
    ]
    return LineRefused(line=number, errors=problems)


def mentor_batch(
    keep: Callable[[Sequence[Mentor]], list[Put]], known: Vocabularies
) -> Batch[MentorLine, Mentor]:
    """Return how a batch of mentors is read and kept."""
    return Batch(
        line=MentorLine,
        read=lambda line: (line.user_id, read_mentor(line.user_id, line, known)),
        keep=keep,
    )


def mentee_batch(
    keep: Callable[[Sequence[Mentee]], list[Put]], known: Vocabularies
) -> Batch[MenteeLine, Mentee]:
    """Return how a batch of mentees is read and kept."""
    return Batch(
        line=MenteeLine,
        read=lambda line: (line.user_id, read_mentee(line.user_id, line, known)),
        keep=keep,
    )
